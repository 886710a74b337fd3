//! Texts that try to be read as something else, in every format.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{FORMATS, chart};
use crate::diagnostic::is_hidden;
use crate::plain::drawing::wide;
use crate::review::graph::{Chart, GraphFormat, render};

const HOSTILE: &[&str] = &[
    "",
    " ",
    "end",
    "a\"b",
    "\"]; s0 --> s1; click s0 \"javascript:alert(1)\"",
    "<script>alert(1)</script>",
    "<br/>",
    "]]>",
    "-->",
    "&lt;&#34;#quot;",
    "%%{init: {\"theme\": \"dark\"}}%%",
    "`code` **b** _c_",
    "1. one",
    "# head",
    "\\",
    "\\\"",
    "\\N\\l",
    "line\nbreak\ttab\r",
    "\u{202e}evil\u{200b}\u{1b}[31m",
    "\u{fffe}\u{ffff}\u{0}",
    "😀 漢字 e\u{301}\u{302}\u{303}",
    "ﬂ°°60¶ß",
    "|a|b|",
];

fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(HOSTILE).prop_map(str::to_owned),
        2 => any::<String>(),
        1 => prop::sample::select(HOSTILE).prop_map(|text| text.repeat(400)),
    ]
}

/// A chart whose every text is hostile.
fn any_chart() -> impl Strategy<Value = Chart> {
    let outcome = prop::sample::select(vec!["true", "false", "unknown"]);
    let rules = prop::collection::vec((any_name(), outcome, any_name()), 0..4);
    let policy = prop::sample::select(vec!["fail", "advance_with_flag", "alternate_branch"]);
    let timeout = prop::option::of((any::<u32>(), prop::option::of(policy)));
    let stage = (any_name(), any_name(), any_name(), rules, timeout);
    let stages = prop::collection::vec(stage, 0..8);
    (any_name(), stages).prop_map(|(title, stages)| {
        let stages: Vec<Value> = stages
            .into_iter()
            .map(|(id, gate, other, rules, timeout)| {
                let rules: Vec<Value> = rules
                    .into_iter()
                    .map(|(gate, outcome, to)| super::rule(&gate, outcome, &to))
                    .collect();
                let mut stage = json!({"stage_id": id,
                    "entry_packets": [{"packet_id": other}, {"packet_id": id}],
                    "gates": [{"gate_id": gate, "requirement": other},
                        {"gate_id": other, "requirement": {"Condition": gate}}],
                    "advance_to": {"kind": "branch", "branches": rules, "default": other}});
                if let Some((ms, policy)) = timeout {
                    stage["timeout"] = json!({ "timeout_ms": ms });
                    if let Some(policy) = policy {
                        stage["on_timeout"] = json!(policy);
                    }
                }
                stage
            })
            .collect();
        let mut chart = chart(&title, &json!(stages));
        for (at, node) in chart.graph.nodes.iter_mut().enumerate() {
            node.note = (at % 2 == 0).then(|| title.clone());
        }
        for way in &mut chart.graph.ways {
            way.note = (way.from % 2 == 0).then(|| title.clone());
        }
        chart
    })
}

/// Takes a prefix off a text.
fn after<'t>(text: &'t str, prefix: &str) -> Result<&'t str, String> {
    text.strip_prefix(prefix)
        .ok_or_else(|| format!("no `{prefix}` at `{text}`"))
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> Result<&'t str, String> {
    after(text, start)?
        .strip_suffix(end)
        .ok_or_else(|| format!("no `{end}` ends `{text}`"))
}

/// Reads a label of Mermaid: plain letters, numbered entities and line breaks.
fn mermaid_text(text: &str) -> Result<(), String> {
    for line in text.split("<br/>") {
        let mut rest = line;
        while let Some(at) = rest.find('#') {
            let (plain, entity) = rest.split_at(at);
            mermaid_plain(plain)?;
            let (number, more) = entity[1..]
                .split_once(';')
                .ok_or("an entity without an end")?;
            let code: u32 = number.parse().map_err(|_| format!("entity `{number}`"))?;
            char::from_u32(code).ok_or("no such character")?;
            rest = more;
        }
        mermaid_plain(rest)?;
    }
    Ok(())
}

fn mermaid_plain(text: &str) -> Result<(), String> {
    match text
        .chars()
        .find(|c| c.is_ascii() && !c.is_ascii_alphanumeric() && !" ,/=-_:".contains(*c))
    {
        None => Ok(()),
        Some(c) => Err(format!("`{c}` in `{text}`")),
    }
}

fn node_id(id: &str, stages: usize) -> Result<(), String> {
    let stage = id.strip_prefix('s').and_then(|at| at.parse::<usize>().ok());
    match (id, stage) {
        (_, Some(at)) if at < stages => Ok(()),
        ("complete" | "failed" | "noroute" | "undecided", _) => Ok(()),
        _ => Err(format!("`{id}` is no node")),
    }
}

/// Reads a flow chart line by line.
fn mermaid(text: &str, stages: usize) -> Result<(), String> {
    let mut lines = text.lines();
    if lines.next() != Some("flowchart TB") {
        return Err("no flow chart".to_owned());
    }
    for line in lines {
        let line = after(line, "  ")?;
        if let Some(comment) = line.strip_prefix("%% ") {
            mermaid_text(comment)?;
        } else if ["classDef ", "class s", "linkStyle "]
            .iter()
            .any(|word| line.starts_with(word))
        {
            let style = |c: char| c.is_ascii_alphanumeric() || " ,-:.".contains(c);
            if !line.chars().all(style) {
                return Err(format!("style `{line}`"));
            }
        } else if line != "start((\"start\")) --> s0" {
            let id = line
                .find(|c: char| !c.is_ascii_alphanumeric())
                .ok_or("only an id")?;
            let (id, rest) = line.split_at(id);
            node_id(id, stages)?;
            if let Some(shape) = [
                ("[\"", "\"]"),
                ("([\"", "\"])"),
                ("((\"", "\"))"),
                ("{{\"", "\"}}"),
            ]
            .iter()
            .find(|shape| rest.starts_with(shape.0))
            {
                mermaid_text(between(rest, shape.0, shape.1)?)?;
            } else {
                let arrow = [" -->|\"", " -.->|\"", " --x|\""];
                let arrow = arrow
                    .iter()
                    .find(|arrow| rest.starts_with(**arrow))
                    .ok_or(line)?;
                let (label, to) = after(rest, arrow)?.split_once("\"| ").ok_or(line)?;
                mermaid_text(label)?;
                node_id(to, stages)?;
            }
        }
    }
    Ok(())
}

/// Reads a graph of Graphviz: quotes balance, and outside of them is nothing from a draft.
fn dot(text: &str) -> Result<(), String> {
    for line in text.lines() {
        let mut quoted = false;
        let mut letters = line.chars();
        while let Some(c) = letters.next() {
            match (quoted, c) {
                (true, '\\') => {
                    let next = letters.next().unwrap_or(' ');
                    if !"\\\"nl".contains(next) {
                        return Err(format!("escape `{next}` in `{line}`"));
                    }
                }
                (_, '"') => quoted = !quoted,
                (true, '&') if !letters.as_str().starts_with("amp;") => {
                    return Err(format!("entity in `{line}`"));
                }
                (true, _) => {}
                (false, c) if c.is_ascii_alphanumeric() || " =,;[]{}->".contains(c) => {}
                (false, c) => return Err(format!("`{c}` in `{line}`")),
            }
        }
        if quoted {
            return Err(format!("open quote in `{line}`"));
        }
    }
    Ok(())
}

const TAGS: &[&str] = &[
    "svg", "title", "desc", "style", "text", "g", "path", "rect", "circle",
];

/// Reads XML: elements balance, attributes are quoted, and nothing in it refers to anything.
fn xml(text: &str) -> Result<(), String> {
    let mut open = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (content, tag) = rest.split_at(at);
        xml_text(content)?;
        let end = tag.find('>').ok_or("a tag without an end")?;
        let inside = &tag[1..end];
        rest = &tag[end + 1..];
        if let Some(name) = inside.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("</{name}> closes nothing"));
            }
            continue;
        }
        let (inside, closed) = match inside.strip_suffix('/') {
            Some(inside) => (inside, true),
            None => (inside, false),
        };
        let name = inside.split(' ').next().unwrap_or_default();
        if !TAGS.contains(&name) {
            return Err(format!("<{name}>"));
        }
        let mut attributes = inside[name.len()..].trim_start();
        while !attributes.is_empty() {
            let (key, value) = attributes.split_once("=\"").ok_or("no value")?;
            let (value, more) = value.split_once('"').ok_or("open value")?;
            if !key.chars().all(|c| c.is_ascii_alphabetic() || c == '-') || key.starts_with("on") {
                return Err(format!("attribute `{key}`"));
            }
            if key.contains("href") || value.contains("url(") {
                return Err(format!("a reference in `{key}`"));
            }
            xml_text(value)?;
            attributes = more.trim_start();
        }
        if !closed {
            open.push(name);
        }
    }
    if open.is_empty() && rest.trim().is_empty() {
        Ok(())
    } else {
        Err(format!("{open:?} stay open before `{rest}`"))
    }
}

fn xml_text(text: &str) -> Result<(), String> {
    for (at, c) in text.char_indices() {
        let known = ["&amp;", "&lt;", "&gt;", "&quot;"];
        match c {
            '&' if !known.iter().any(|known| text[at..].starts_with(known)) => {
                return Err(format!("entity in `{text}`"));
            }
            '\n' => {}
            '\u{fffe}' | '\u{ffff}' => return Err("a noncharacter".to_owned()),
            c if is_hidden(c) => return Err(format!("{c:?}")),
            _ => {}
        }
    }
    Ok(())
}

/// Reads text: every line keeps to its width and shows all it has.
fn lines(text: &str, width: usize) -> Result<(), String> {
    for line in text.lines() {
        if wide(line) > width || line.chars().any(is_hidden) {
            return Err(format!("{} cells: `{line}`", wide(line)));
        }
    }
    Ok(())
}

fn sound(chart: &Chart) -> Result<(), String> {
    for format in FORMATS {
        let text = render(chart, format);
        if !text.ends_with('\n') {
            return Err(format!("{format:?} does not end its last line"));
        }
        match format {
            GraphFormat::Mermaid => mermaid(&text, chart.graph.nodes.len())?,
            GraphFormat::Dot => dot(&text)?,
            GraphFormat::Svg => xml(&text)?,
            GraphFormat::Text { width } => lines(&text, width)?,
        }
    }
    Ok(())
}

#[test]
fn the_readers_refuse_what_a_draft_must_not_write() {
    for line in [
        "  s0[\"a\"b\"]",
        "  s0[\"<i>\"]",
        "  s0[\"a#b\"]",
        "  s0 -->|\"a|b\"| s1",
        "  s0 -->|\"a\"| s9",
        "  click s0 \"x\"",
        "  %% %%{init}%%",
    ] {
        assert!(
            mermaid(&format!("flowchart TB\n{line}\n"), 2).is_err(),
            "{line}"
        );
    }
    for line in [
        "a [label=\"x\"y\"];",
        "a [label=\"\\N\"];",
        "a [label=\"&lt;\"];",
        "a [label=<b>];",
    ] {
        assert!(dot(line).is_err(), "{line}");
    }
    for text in [
        "<svg><g></svg></g>",
        "<svg>&x;</svg>",
        "<svg><script></script></svg>",
        "<svg><g onclick=\"x\"/></svg>",
        "<svg><g x=\"a\"b\"/></svg>",
        "<svg>\u{202e}</svg>",
    ] {
        assert!(xml(text).is_err(), "{text}");
    }
}

#[test]
fn every_hostile_text_is_text_in_every_format() {
    for text in HOSTILE {
        for text in [(*text).to_owned(), text.repeat(5000)] {
            let stages = json!([{"stage_id": text, "entry_packets": [{"packet_id": text}],
                "gates": [{"gate_id": text, "requirement": {"Condition": text}}],
                "advance_to": {"kind": "fixed", "stage_id": text}}]);
            sound(&chart(&text, &stages)).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_text_is_read_as_anything_but_text(chart in any_chart()) {
        if let Err(error) = sound(&chart) {
            return Err(TestCaseError::fail(error));
        }
    }
}

//! A Mermaid flow chart, as Markdown hosts draw it.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::Chart;
use super::words::{card, ends, heading, label, node};
use crate::plain::{StageNode, WayEnd, WayState};

/// Draws a chart.
pub(super) fn render(chart: &Chart) -> String {
    let mut out = String::new();
    // A `String` takes whatever is written to it.
    let _ = write(chart, &mut out);
    out
}

fn write(chart: &Chart, out: &mut String) -> std::fmt::Result {
    let graph = &chart.graph;
    writeln!(out, "flowchart TB")?;
    writeln!(out, "  %% {}", escaped(&heading(chart)))?;
    for (at, _) in graph.nodes.iter().enumerate() {
        let lines: Vec<String> = card(chart, at)
            .lines
            .iter()
            .map(|one| escaped(one))
            .collect();
        writeln!(out, "  s{at}[\"{}\"]", lines.join("<br/>"))?;
    }
    for (end, text) in ends(graph) {
        let (left, right) = match end {
            WayEnd::Nowhere => ("{{", "}}"),
            WayEnd::Undecided => ("((", "))"),
            _ => ("([", "])"),
        };
        writeln!(out, "  {}{left}\"{}\"{right}", node(end), escaped(text))?;
    }
    if !graph.nodes.is_empty() {
        writeln!(out, "  start((\"start\")) --> s0")?;
    }
    // Links are counted from the one that marks the start.
    let mut faint = Vec::new();
    for (link, way) in (1..).zip(&graph.ways) {
        let state = graph.state(way);
        let line = match state {
            WayState::Live => "-->",
            WayState::Timeout | WayState::Undecided => "-.->",
            WayState::Shadowed(_) | WayState::Dead | WayState::Unreached => "--x",
        };
        if !state.is_open() {
            faint.push(link.to_string());
        }
        let (to, label) = (node(way.to), escaped(&label(graph, way)));
        writeln!(out, "  s{} {line}|\"{label}\"| {to}", way.from)?;
    }
    styles(&graph.nodes, &faint, out)
}

/// Says how what no run enters or takes is drawn: by dashes, in whatever colours the host has.
fn styles(nodes: &[StageNode], faint: &[String], out: &mut String) -> std::fmt::Result {
    let mut classes: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (at, node) in nodes.iter().enumerate() {
        let class = match node.entered {
            Some(true) => continue,
            Some(false) => "unreached",
            None => "open",
        };
        classes.entry(class).or_default().push(format!("s{at}"));
    }
    writeln!(out, "  classDef unreached stroke-dasharray:2 4,opacity:0.7")?;
    writeln!(out, "  classDef open stroke-dasharray:8 4")?;
    for (class, stages) in classes {
        writeln!(out, "  class {} {class}", stages.join(","))?;
    }
    if !faint.is_empty() {
        writeln!(
            out,
            "  linkStyle {} stroke-dasharray:2 6,opacity:0.7",
            faint.join(",")
        )?;
    }
    Ok(())
}

/// A space without width, as an entity.
const BREAK: &str = "#8203;";

/// Writes a text so that it means itself, in a label or a comment.
///
/// Characters stay that neither Mermaid nor the Markdown in its labels reads as anything else;
/// all others become its entities. What it still looks for after reading those is broken: icons,
/// formulas, and the marks that stand for entities meanwhile.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let after = rest.peek().copied().unwrap_or(' ');
        let plain = match c {
            ' ' | ',' | '/' | '=' => true,
            // Inside a word they begin no list and no emphasis.
            '-' | '_' => before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric(),
            // Before a space it is part of no address.
            ':' => after == ' ',
            _ => c.is_ascii_alphanumeric() || !c.is_ascii(),
        };
        if plain {
            out.push(c);
        } else {
            let _ = write!(out, "#{};", u32::from(c));
        }
        if matches!((c, after), (':', 'f') | ('$', '$') | ('ﬂ', _)) {
            out.push_str(BREAK);
        }
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_in_a_label_is_read_as_anything_but_text() {
        for (text, written) in [
            ("build-all_2: a, b/c = 3", "build-all_2: a, b/c = 3"),
            ("a\"b", "a#34;b"),
            ("#quot;", "#35;quot#59;"),
            ("<br/>&amp;", "#60;br/#62;#38;amp#59;"),
            ("`x` **y** _z_", "#96;x#96; #42;#42;y#42;#42; #95;z#95;"),
            ("1. item", "1#46; item"),
            ("- item", "#45; item"),
            (
                "%%{init: {}}%%",
                "#37;#37;#123;init: #123;#125;#125;#37;#37;",
            ),
            ("[x](y){z}|", "#91;x#93;#40;y#41;#123;z#125;#124;"),
            ("https://a.b", "https#58;//a#46;b"),
            ("fa:fa-bomb", "fa#58;#8203;fa-bomb"),
            ("$$x$", "#36;#8203;#36;x#36;"),
            ("ﬂ°°60¶ß", "ﬂ#8203;°°60¶ß"),
            ("漢 é", "漢 é"),
        ] {
            assert_eq!(escaped(text), written, "{text}");
        }
    }
}

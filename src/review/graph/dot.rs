//! A graph in Graphviz's language.

use std::fmt::Write;

use super::Chart;
use super::words::{card, ends, full, heading, label, node};
use crate::plain::{WayEnd, WayState};

/// Draws a chart.
pub(super) fn render(chart: &Chart) -> String {
    let mut out = String::new();
    // A `String` takes whatever is written to it.
    let _ = write(chart, &mut out);
    out
}

fn write(chart: &Chart, out: &mut String) -> std::fmt::Result {
    let graph = &chart.graph;
    writeln!(out, "digraph scenario {{")?;
    writeln!(out, "  label={};", quoted([heading(chart)]))?;
    writeln!(out, "  labelloc=t;")?;
    writeln!(out, "  node [shape=box, fontname=\"sans-serif\"];")?;
    writeln!(out, "  edge [fontname=\"sans-serif\"];")?;
    for (at, node) in graph.nodes.iter().enumerate() {
        let card = card(chart, at);
        let style = match node.entered {
            Some(true) => "",
            Some(false) => ", style=dotted",
            None => ", style=dashed",
        };
        let (label, tooltip) = (aligned(&card.lines), quoted(card.full));
        writeln!(out, "  s{at} [label={label}, tooltip={tooltip}{style}];")?;
    }
    for (end, text) in ends(graph) {
        let shape = match end {
            WayEnd::Nowhere => "hexagon",
            WayEnd::Undecided => "circle",
            _ => "oval",
        };
        writeln!(out, "  {} [label=\"{text}\", shape={shape}];", node(end))?;
    }
    if !graph.nodes.is_empty() {
        writeln!(out, "  start [label=\"start\", shape=circle];")?;
        writeln!(out, "  start -> s0;")?;
    }
    for way in &graph.ways {
        let state = graph.state(way);
        let style = match state {
            WayState::Live => "solid",
            WayState::Timeout => "dashed",
            WayState::Undecided => "dashed, arrowhead=empty",
            WayState::Shadowed(_) | WayState::Dead | WayState::Unreached => "dotted, arrowhead=tee",
        };
        let to = node(way.to);
        let label = quoted([label(graph, way)]);
        let tooltip = quoted([full(graph, way)]);
        writeln!(
            out,
            "  s{} -> {to} [label={label}, tooltip={tooltip}, style={style}];",
            way.from
        )?;
    }
    writeln!(out, "}}")
}

/// Writes lines as a label: the first, a name, in the middle and the others from the left.
fn aligned(lines: &[String]) -> String {
    let mut lines = lines.iter().map(|line| escaped(line));
    let name = lines.next().unwrap_or_default();
    let rest: String = lines.map(|line| line + "\\l").collect();
    format!("\"{name}\\n{rest}\"")
}

/// Writes lines as a text in quotes.
fn quoted(lines: impl IntoIterator<Item = String>) -> String {
    let lines: Vec<String> = lines.into_iter().map(|line| escaped(&line)).collect();
    format!("\"{}\"", lines.join("\\n"))
}

/// Writes a text so that it means itself between quotes: no escape, no entity, no end.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('&', "&amp;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_or_bends_a_text() {
        for (text, written) in [
            ("a\"b", r#""a\"b""#),
            (r"a\", r#""a\\""#),
            (r#"\""#, r#""\\\"""#),
            (r"\N \l", r#""\\N \\l""#),
            ("&lt;<b>", r#""&amp;lt;<b>""#),
        ] {
            assert_eq!(quoted([text.to_owned()]), written, "{text}");
        }
        let lines = ["name", "gate g: a"].map(str::to_owned).to_vec();
        assert_eq!(aligned(&lines), r#""name\ngate g: a\l""#);
    }
}

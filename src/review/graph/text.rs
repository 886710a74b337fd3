//! Lines of text: a drawing where it fits, and a list of everything.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::Chart;
use super::words::{
    MAX_LINE, heading, name, packets, short, state, status, target, timed, what, why,
};
use crate::plain::drawing::{Content, Picture, Window, fitted, strips, traced, wide};
use crate::plain::{StageGraph, WayState};

/// Least cells of a line: fewer would only break words.
const LEAST: usize = 40;
/// More stages than that are only listed: a drawing would be pages long.
const MAX_DRAWN: usize = 40;
/// Widest name or label, in cells, where the usual ones do not fit.
const TIGHT: usize = 18;
/// How far the list below a stage is indented, and how wide its first column is.
const INDENT: usize = 4;
const COLUMN: usize = 11;
/// How many cells of gates a list shows at most.
const MAX_NEEDS: usize = 400;

/// What the drawing is made of.
const LEGEND: [&str; 2] = [
    "● a run starts · ─ live · ╌ timeout, or ? undecided",
    "┈ ✗ no run takes it · ◼ the run completes · ↺ back",
];

/// Draws a chart in lines of at most `width` cells.
pub(super) fn render(chart: &Chart, width: usize) -> String {
    let width = width.max(LEAST);
    let mut out = Lines {
        width,
        text: String::new(),
    };
    out.wrapped("", &heading(chart), 0);
    let graph = &chart.graph;
    if graph.nodes.is_empty() {
        return out.text;
    }
    out.line("");
    if let Some(strips) = drawing(graph, width) {
        for strip in strips {
            for line in painted(&strip) {
                out.line(&line);
            }
            out.line("");
        }
        for line in LEGEND {
            out.wrapped("", line, 0);
        }
        out.line("");
    }
    let mut ways = graph.ways.iter().peekable();
    for (at, node) in graph.nodes.iter().enumerate() {
        if at > 0 {
            out.line("");
        }
        let start = if at == 0 { ", where a run starts" } else { "" };
        let status = status(node.entered).map_or(String::new(), |status| format!(" ({status})"));
        out.wrapped(
            "",
            &format!("{}. {}{start}{status}", at + 1, name(&node.name)),
            INDENT,
        );
        if let Some(note) = &node.note {
            out.item("note", note);
        }
        let stage = chart.stages.get(at);
        if let Some(packets) = stage.and_then(|stage| packets(&stage.packets)) {
            out.item("on entry", &packets);
        }
        for gate in stage.iter().flat_map(|stage| &stage.gates) {
            out.item("gate", &format!("{}: {}", name(&gate.name), gate.needs));
        }
        while let Some(way) = ways.next_if(|way| way.from == at) {
            let why = why(graph, way).map_or(String::new(), |why| format!("; {why}"));
            let way_state = graph.state(way);
            let what = if way_state == WayState::Timeout {
                what(way)
            } else {
                timed(way)
            };
            let what = short(&what, MAX_LINE);
            let words = format!("{what} → {}{why}", target(graph, way));
            out.item(state(way_state), &words);
        }
    }
    out.text
}

/// Returns the pictures of a graph, one below the other; none where no drawing would help.
fn drawing(graph: &StageGraph, width: usize) -> Option<Vec<Picture>> {
    if graph.nodes.len() > MAX_DRAWN {
        return None;
    }
    let content = Content::usual(graph);
    let tight = Content {
        widest: TIGHT,
        ..content.clone()
    };
    strips(graph, &content, width).or_else(|| strips(graph, &tight, width))
}

/// Lines as they are written.
struct Lines {
    width: usize,
    text: String,
}

impl Lines {
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn item(&mut self, kind: &str, text: &str) {
        let head = format!("{:INDENT$}{kind:COLUMN$}", "");
        self.wrapped(&head, &short(text, MAX_NEEDS), INDENT + COLUMN);
    }

    /// Writes a text after a head, broken at spaces; further lines are indented.
    fn wrapped(&mut self, head: &str, text: &str, indent: usize) {
        let mut line = head.to_owned();
        let mut used = wide(&line);
        let mut fresh = true;
        for word in text.split(' ') {
            let mut rest = word;
            let needed = wide(word) + usize::from(!fresh);
            if !fresh && used + needed > self.width {
                self.line(&line);
                line = " ".repeat(indent);
                used = indent;
                fresh = true;
            }
            if !fresh {
                line.push(' ');
                used += 1;
            }
            // A word wider than a line goes on in the next one.
            while used + wide(rest) > self.width {
                let (part, after) = split(rest, self.width.saturating_sub(used));
                line.push_str(part);
                self.line(&line);
                line = " ".repeat(indent);
                used = indent;
                rest = after;
            }
            line.push_str(rest);
            used += wide(rest);
            fresh = false;
        }
        self.line(&line);
    }
}

/// Splits a text after as many cells as there is room, and at least after one letter.
fn split(text: &str, room: usize) -> (&str, &str) {
    let mut used = 0;
    let end = text.grapheme_indices(true).skip(1).find_map(|(at, part)| {
        let before = text.get(..at).map_or(0, wide);
        used = before + wide(part);
        (used > room).then_some(at)
    });
    text.split_at_checked(end.unwrap_or(text.len()))
        .unwrap_or((text, ""))
}

/// Returns the lines of a picture.
fn painted(picture: &Picture) -> Vec<String> {
    let window = Window {
        x: 0,
        y: 0,
        width: picture.width,
        height: picture.height,
    };
    let mut sheet = Sheet(
        traced(picture.columns.iter(), window)
            .into_iter()
            .map(|row| {
                row.into_iter()
                    .map(|cell| cell.map_or(' ', |(glyph, _)| glyph).to_string())
                    .collect()
            })
            .collect(),
    );
    if let Some(block) = picture.block(0) {
        sheet.put(0, block.y + 1, 4, "●──▶");
    }
    for column in &picture.columns {
        for word in &column.words {
            sheet.put(word.x, word.y, word.width, &word.text);
        }
        for block in &column.blocks {
            for (y, rim) in block.rims() {
                sheet.put(block.x, y, block.width, &rim);
            }
            let last = block.x + block.width.saturating_sub(1);
            for (y, left, text, right) in block.rows() {
                sheet.put(block.x, y, 1, left);
                sheet.put(block.x + 2, y, block.width.saturating_sub(4), text);
                sheet.put(last, y, 1, right);
            }
        }
    }
    sheet.0.iter().map(|row| row.concat()).collect()
}

/// Cells, by row; one that a wide letter before it takes too is empty.
struct Sheet(Vec<Vec<String>>);

impl Sheet {
    fn put(&mut self, x: usize, y: usize, cells: usize, text: &str) {
        let Some(row) = self.0.get_mut(y) else { return };
        let mut at = x;
        for part in fitted(text, cells).graphemes(true) {
            for cell in row.iter_mut().skip(at).take(part.width()) {
                cell.clear();
            }
            // What takes no cell belongs to the one before it.
            let place = if part.width() == 0 {
                at.saturating_sub(1).max(x)
            } else {
                at
            };
            if let Some(cell) = row.get_mut(place) {
                cell.push_str(part);
            }
            at += part.width();
        }
    }
}

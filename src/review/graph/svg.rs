//! A picture that stands for itself: no script, no reference, colours of where it is shown.

use std::fmt::Write;

use super::Chart;
use super::words::{card, full, heading, label};
use crate::plain::drawing::{
    Block, Column, Content, Exit, Line, Mark, Picture, Stroke, Word, fitted, picture, strips, wide,
};

/// A cell in pixels.
const WIDE: usize = 8;
const HIGH: usize = 20;
/// The room around everything, in pixels.
const MARGIN: usize = 16;
/// Widest line in a box or label, in cells.
const WIDEST: usize = 48;
/// Widest picture, in cells, after which the next columns go on below.
const PAGE: usize = 200;

/// Where the stages begin, below the heading, in pixels.
const TOP: usize = MARGIN + HIGH + MARGIN;

/// The legend: a line of each kind, or none, and what it stands for.
const LEGEND: [(Option<Stroke>, &str); 5] = [
    (None, "● a run starts · ◼ it completes · ↺ back"),
    (Some(Stroke::Solid), "taken when the stage passes"),
    (Some(Stroke::Dashed), "timeout"),
    (Some(Stroke::Dashed), "? undecided"),
    (Some(Stroke::Dead), "✗ no run takes it"),
];

/// How everything looks; the colour is that of the surrounding text, or fits a light or dark page.
const STYLE: &str = "\
.gw{color:#1f2328;font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}\
@media(prefers-color-scheme:dark){.gw{color:#e6edf3}}\
.gw text{fill:currentColor;white-space:pre}\
.gw path,.gw rect,.gw circle{stroke:currentColor;fill:none;stroke-width:1.25}\
.gw .tip{fill:currentColor;stroke:none}\
.gw .name{font-weight:bold}\
.gw .dashed{stroke-dasharray:7 4}\
.gw .dead{stroke-dasharray:1.5 4}\
.gw text.dead,.gw .tip.dead{opacity:.75}";

/// Draws a chart.
pub(super) fn render(chart: &Chart) -> String {
    let mut out = String::new();
    // A `String` takes whatever is written to it.
    let _ = write(chart, &mut out);
    out
}

fn write(chart: &Chart, out: &mut String) -> std::fmt::Result {
    let content = content(chart);
    // Where a column alone is wider than a page, everything is one row.
    let strips = strips(&chart.graph, &content, PAGE)
        .unwrap_or_else(|| vec![picture(&chart.graph, &content)]);
    let legend: usize = LEGEND.iter().map(|(line, text)| entry(*line, text)).sum();
    let heading = escaped(&heading(chart));
    let cells = strips.iter().map(|strip| strip.width + 1).max();
    let cells = cells.unwrap_or(0).max(legend).max(wide(&heading));
    let rows: usize = strips.iter().map(|strip| strip.height + 1).sum();
    let width = cells * WIDE + 2 * MARGIN;
    let below = TOP + rows * HIGH;
    let height = below + HIGH + MARGIN;
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"gw\" role=\"img\" \
         aria-labelledby=\"gw-title gw-desc\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\">"
    )?;
    writeln!(out, "<title id=\"gw-title\">{heading}</title>")?;
    writeln!(out, "<desc id=\"gw-desc\">")?;
    for way in &chart.graph.ways {
        writeln!(out, "{}.", escaped(&full(&chart.graph, way)))?;
    }
    writeln!(out, "</desc>")?;
    writeln!(out, "<style>{STYLE}</style>")?;
    let y = MARGIN + HIGH / 2;
    writeln!(
        out,
        "<text x=\"{MARGIN}\" y=\"{}\" class=\"name\">{heading}</text>",
        y + 4
    )?;
    let mut top = TOP;
    for strip in &strips {
        writeln!(out, "<g transform=\"translate({MARGIN} {top})\">")?;
        write_strip(chart, strip, out)?;
        writeln!(out, "</g>")?;
        top += (strip.height + 1) * HIGH;
    }
    write_legend(below, out)?;
    writeln!(out, "</svg>")
}

fn write_strip(chart: &Chart, strip: &Picture, out: &mut String) -> std::fmt::Result {
    start(strip, out)?;
    for column in &strip.columns {
        lines(column, out)?;
    }
    for column in &strip.columns {
        for word in &column.words {
            write_word(chart, word, out)?;
        }
        for block in &column.blocks {
            write_block(chart, block, out)?;
        }
    }
    Ok(())
}

/// Returns what the picture says: everything, each way for itself.
fn content(chart: &Chart) -> Content {
    let graph = &chart.graph;
    let mut exits = vec![Vec::new(); graph.nodes.len()];
    for (at, way) in graph.ways.iter().enumerate() {
        if let Some(exits) = exits.get_mut(way.from) {
            let exit = Exit::of(graph, at, way, label(graph, way));
            exits.push(Exit {
                last: false,
                ..exit
            });
        }
    }
    Content {
        boxes: (0..graph.nodes.len())
            .map(|at| card(chart, at).lines)
            .collect(),
        exits,
        widest: WIDEST,
    }
}

/// Returns the middle of a cell.
const fn middle(x: usize, y: usize) -> (usize, usize) {
    (x * WIDE + WIDE / 2, y * HIGH + HIGH / 2)
}

const fn class(stroke: Stroke) -> &'static str {
    match stroke {
        Stroke::Solid => "solid",
        Stroke::Dashed => "dashed",
        Stroke::Dead => "dead",
    }
}

fn start(picture: &Picture, out: &mut String) -> std::fmt::Result {
    let Some(block) = picture.block(0) else {
        return Ok(());
    };
    let (x, y) = middle(0, block.y + 1);
    writeln!(out, "<g><title>A run starts here.</title>")?;
    writeln!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"4\" class=\"tip\"/>")?;
    writeln!(out, "<path d=\"M{x} {y}H{}\"/>", block.x * WIDE)?;
    arrow(block.x.saturating_sub(1), block.y + 1, Stroke::Solid, out)?;
    writeln!(out, "</g>")
}

/// Draws the lines of a column; they pause for words.
fn lines(column: &Column, out: &mut String) -> std::fmt::Result {
    for line in &column.lines {
        let class = class(line.stroke);
        let (x1, y1) = middle(line.from.0, line.from.1);
        let (_, y2) = middle(line.to.0, line.to.1);
        if y1 == y2 {
            write!(out, "<path class=\"{class}\" d=\"")?;
            for (from, to) in pauses(line, column) {
                write!(out, "M{from} {y1}H{to}")?;
            }
            writeln!(out, "\"/>")?;
        } else {
            writeln!(out, "<path class=\"{class}\" d=\"M{x1} {y1}V{y2}\"/>")?;
        }
    }
    Ok(())
}

/// Returns the stretches of a line along a row that no word covers, in pixels.
fn pauses(line: &Line, column: &Column) -> Vec<(usize, usize)> {
    let y = line.from.1;
    let first = column.words.partition_point(|word| word.y < y);
    let words = column
        .words
        .iter()
        .skip(first)
        .take_while(|word| word.y == y);
    let (mut from, end) = (middle(line.from.0, y).0, middle(line.to.0, y).0);
    let mut stretches = Vec::new();
    for word in words.filter(|word| word.mark != Mark::Arrow) {
        let (left, right) = (word.x * WIDE, (word.x + word.width) * WIDE);
        if right <= from || left >= end {
            continue;
        }
        if left > from {
            stretches.push((from, left));
        }
        from = right;
    }
    if from < end {
        stretches.push((from, end));
    }
    stretches
}

fn arrow(x: usize, y: usize, stroke: Stroke, out: &mut String) -> std::fmt::Result {
    let (x, y) = middle(x, y);
    let (tip, top, bottom) = (x + WIDE, y - 5, y + 5);
    let class = class(stroke);
    writeln!(
        out,
        "<path class=\"tip {class}\" d=\"M{x} {top}L{tip} {y}L{x} {bottom}Z\"/>"
    )
}

/// Writes a text that takes some cells, in whatever letters it is shown.
fn text(
    at: (usize, usize),
    cells: usize,
    class: &str,
    text: &str,
    out: &mut String,
) -> std::fmt::Result {
    let shown = fitted(text, cells);
    if shown.trim().is_empty() {
        return Ok(());
    }
    let (x, y) = (at.0 * WIDE, at.1 * HIGH + HIGH / 2 + 4);
    let length = wide(&shown) * WIDE;
    writeln!(
        out,
        "<text x=\"{x}\" y=\"{y}\" class=\"{class}\" textLength=\"{length}\" \
         lengthAdjust=\"spacingAndGlyphs\">{}</text>",
        escaped(&shown)
    )
}

fn write_word(chart: &Chart, word: &Word, out: &mut String) -> std::fmt::Result {
    let class = class(word.stroke);
    match word.mark {
        Mark::Gap => Ok(()),
        Mark::Arrow => arrow(word.x, word.y, word.stroke, out),
        Mark::Label | Mark::Name => {
            let way = word.way.and_then(|way| chart.graph.ways.get(way));
            write!(out, "<g>")?;
            if let Some(way) = way {
                write!(out, "<title>{}</title>", escaped(&full(&chart.graph, way)))?;
            }
            text((word.x, word.y), word.width, class, &word.text, out)?;
            writeln!(out, "</g>")
        }
    }
}

fn write_block(chart: &Chart, block: &Block, out: &mut String) -> std::fmt::Result {
    let entered = chart
        .graph
        .nodes
        .get(block.stage)
        .and_then(|node| node.entered);
    let class = match entered {
        Some(true) => "solid",
        Some(false) => "dead",
        None => "dashed",
    };
    let (x, y) = middle(block.x, block.y);
    let (right, bottom) = middle(block.x + block.width - 1, block.y + block.height - 1);
    let full = card(chart, block.stage).full.join("\n");
    writeln!(out, "<g><title>{}</title>", escaped(&full))?;
    let (width, height) = (right - x, bottom - y);
    writeln!(
        out,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"4\" class=\"{class}\"/>"
    )?;
    let room = block.width.saturating_sub(4);
    let mut class_of_line = "name";
    for (line, y) in block.lines.iter().zip(block.y + 1..) {
        text((block.x + 2, y), room, class_of_line, line, out)?;
        class_of_line = class;
    }
    writeln!(out, "</g>")
}

/// Returns how many cells an entry of the legend takes.
fn entry(line: Option<Stroke>, text: &str) -> usize {
    wide(text) + if line.is_some() { 8 } else { 3 }
}

fn write_legend(y: usize, out: &mut String) -> std::fmt::Result {
    let mut x = 0;
    writeln!(out, "<g transform=\"translate({MARGIN} {y})\">")?;
    for (line, words) in LEGEND {
        let mut at = x;
        if let Some(stroke) = line {
            let (left, y) = middle(x, 0);
            let class = class(stroke);
            writeln!(out, "<path class=\"{class}\" d=\"M{left} {y}h32\"/>")?;
            at += 5;
        }
        text((at, 0), wide(words), "solid", words, out)?;
        x += entry(line, words);
    }
    writeln!(out, "</g>")
}

/// Writes a text so that it means itself in XML, which has no noncharacters.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(out, "\\u{{{:04X}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

//! The characters of which boxes and lines are made.

use super::content::Stroke;
use super::picture::{Block, Column, Line};

const NORTH: u8 = 1;
const EAST: u8 = 2;
const SOUTH: u8 = 4;
const WEST: u8 = 8;

/// A part of a picture: its first cell and how many cells it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first column of cells.
    pub x: usize,
    /// The first row of cells.
    pub y: usize,
    /// How many cells it is wide.
    pub width: usize,
    /// How many cells it is high.
    pub height: usize,
}

/// What lines leave in a cell: its character, and how the strongest of them is drawn.
pub type Cell = Option<(char, Stroke)>;

/// Returns what the lines of some columns leave in a window, row by row.
pub fn traced<'a>(columns: impl Iterator<Item = &'a Column>, window: Window) -> Vec<Vec<Cell>> {
    let mut sides: Vec<Option<(u8, Stroke)>> = vec![None; window.width * window.height];
    for line in columns.flat_map(|column| &column.lines) {
        trace(line, window, |x, y, bits| {
            if let Some(cell) = sides.get_mut(y * window.width + x) {
                let (had, stroke) = cell.unwrap_or((0, line.stroke));
                *cell = Some((had | bits, stroke.min(line.stroke)));
            }
        });
    }
    let cell =
        |cell: &Option<(u8, Stroke)>| cell.map(|(bits, stroke)| (glyph(bits, stroke), stroke));
    sides
        .chunks(window.width.max(1))
        .map(|row| row.iter().map(cell).collect())
        .collect()
}

/// Calls for each cell of a line in a window, with the sides to which it goes on.
fn trace(line: &Line, window: Window, mut cell: impl FnMut(usize, usize, u8)) {
    let ((x1, y1), (x2, y2)) = (line.from, line.to);
    let right = window.x + window.width;
    let bottom = window.y + window.height;
    let sides = |at: usize, first: usize, last: usize, back: u8, on: u8| {
        (if at > first { back } else { 0 }) | (if at < last { on } else { 0 })
    };
    if y1 == y2 {
        if y1 >= window.y && y1 < bottom {
            for x in x1.max(window.x)..(x2 + 1).min(right) {
                cell(x - window.x, y1 - window.y, sides(x, x1, x2, WEST, EAST));
            }
        }
    } else if x1 >= window.x && x1 < right {
        for y in y1.max(window.y)..(y2 + 1).min(bottom) {
            cell(x1 - window.x, y - window.y, sides(y, y1, y2, NORTH, SOUTH));
        }
    }
}

impl Block {
    /// Returns the upper and the lower border, each with its row.
    #[must_use]
    pub fn rims(&self) -> [(usize, String); 2] {
        let across = if self.cut_off { "╌" } else { "─" };
        let across = across.repeat(self.width.saturating_sub(2));
        [
            (self.y, format!("┌{across}┐")),
            (
                self.y + self.height.saturating_sub(1),
                format!("└{across}┘"),
            ),
        ]
    }

    /// Returns for each row between the borders what stands left, inside and right.
    pub fn rows(&self) -> impl Iterator<Item = (usize, &'static str, &str, &'static str)> {
        let side = if self.cut_off { "╎" } else { "│" };
        (1..self.height.saturating_sub(1)).map(move |row| {
            let text = self.lines.get(row - 1).map_or("", String::as_str);
            let right = if self.exits.contains(&row) {
                "├"
            } else {
                side
            };
            (self.y + row, side, text, right)
        })
    }
}

const fn glyph(bits: u8, stroke: Stroke) -> char {
    match (bits, stroke) {
        (1 | 4 | 5, Stroke::Solid) => '│',
        (1 | 4 | 5, Stroke::Dashed) => '╎',
        (1 | 4 | 5, Stroke::Dead) => '┊',
        (2 | 8 | 10, Stroke::Solid) => '─',
        (2 | 8 | 10, Stroke::Dashed) => '╌',
        (2 | 8 | 10, Stroke::Dead) => '┈',
        (3, _) => '└',
        (6, _) => '┌',
        (9, _) => '┘',
        (12, _) => '┐',
        (7, _) => '├',
        (13, _) => '┤',
        (14, _) => '┬',
        (11, _) => '┴',
        (15, _) => '┼',
        _ => ' ',
    }
}

//! The drawing itself: boxes, lines and words in cells.

use std::collections::BTreeMap;

use super::content::Stroke;

/// The graph, laid out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Picture {
    /// From left to right, each with what stands between it and the next.
    pub columns: Vec<Column>,
    /// Where the box of each stage is that is drawn: its column and its position there.
    pub places: BTreeMap<usize, (usize, usize)>,
    /// How many cells it is wide.
    pub width: usize,
    /// How many cells it is high.
    pub height: usize,
}

impl Picture {
    /// Returns the box of a stage; none if it is not drawn.
    #[must_use]
    pub fn block(&self, stage: usize) -> Option<&Block> {
        let (column, at) = *self.places.get(&stage)?;
        self.columns.get(column)?.blocks.get(at)
    }
}

/// A column and the room behind it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Column {
    /// Where its boxes begin.
    pub left: usize,
    /// Where the next column begins.
    pub right: usize,
    /// From top to bottom.
    pub blocks: Vec<Block>,
    /// The lines that leave it.
    pub lines: Vec<Line>,
    /// The words beside it, by row and then from left to right.
    pub words: Vec<Word>,
}

/// The box of a stage, borders included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Position of the stage.
    pub stage: usize,
    /// Its first column of cells.
    pub x: usize,
    /// Its first row of cells.
    pub y: usize,
    /// How many cells it is wide.
    pub width: usize,
    /// How many cells it is high.
    pub height: usize,
    /// What is said in it, from its second row on. May hold untrusted text.
    pub lines: Vec<String>,
    /// Whether no run enters the stage.
    pub cut_off: bool,
    /// Rows, from the top of the box, in which a line leaves it.
    pub exits: Vec<usize>,
}

/// A line along a row or a column, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The cell in which it begins, further left or higher.
    pub from: (usize, usize),
    /// The cell in which it ends.
    pub to: (usize, usize),
    /// How it is drawn.
    pub stroke: Stroke,
}

/// A word on the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its first column of cells.
    pub x: usize,
    /// Its row of cells.
    pub y: usize,
    /// How many cells it takes; a longer text is cut.
    pub width: usize,
    /// What it says. May hold untrusted text.
    pub text: String,
    /// What it is.
    pub mark: Mark,
    /// How the line is drawn to which it belongs.
    pub stroke: Stroke,
    /// Position of the way in the graph to which it belongs, if it is but one.
    pub way: Option<usize>,
}

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A pause of a line.
    Gap,
    /// What takes a run along.
    Label,
    /// The head of a line.
    Arrow,
    /// Where a line leads that has no box to lead to.
    Name,
}

//! What leads on from a box or through a column of the stage graph.

use super::layout::Word;
use super::ranks::Stroke;
use crate::tui::canvas::width;

/// Widest name, in cells.
pub(super) const MAX_NAME: usize = 24;
/// Widest label, in cells.
const MAX_LABEL: usize = 24;

/// What a row of a column holds that leads on.
pub(super) struct Port {
    pub(super) y: usize,
    pub(super) label: String,
    pub(super) stroke: Stroke,
    pub(super) goal: Goal,
    /// Whether it comes out of a box, and not through the column.
    pub(super) boxed: bool,
}

/// Where a port leads.
pub(super) enum Goal {
    /// By a line to the box or the lane of a stage.
    Stage(usize),
    /// To a word.
    Word(String),
    /// The run completes: a mark beside the box.
    Last,
    /// Nowhere: the line that led here became a word.
    Gone,
}

impl Port {
    /// Returns how many cells the label takes, with the line before it and the spaces around it.
    pub(super) fn shown(&self) -> usize {
        match cells(&self.label, MAX_LABEL) {
            0 => 0,
            label => label + 3,
        }
    }

    /// Returns how many cells stand between the box and the first track.
    pub(super) fn zone(&self) -> usize {
        match &self.goal {
            Goal::Last => 3,
            Goal::Word(text) => self.shown() + 3 + cells(text, MAX_NAME) + 1,
            Goal::Stage(_) => self.shown(),
            Goal::Gone => 0,
        }
    }

    /// Adds the label, and the word that it leads to.
    pub(super) fn words(&self, edge: usize, words: &mut Vec<Word>) {
        if let Goal::Last = self.goal {
            words.push(word(edge + 1, self.y, "◼".to_owned(), 1, self.stroke));
            return;
        }
        let shown = self.shown();
        if shown > 0 && !matches!(self.goal, Goal::Gone) {
            let label = cells(&self.label, MAX_LABEL);
            // The line pauses around its label.
            words.push(word(edge + 1, self.y, " ".to_owned(), 1, self.stroke));
            words.push(word(
                edge + 2,
                self.y,
                self.label.clone(),
                label,
                self.stroke,
            ));
            words.push(word(
                edge + 2 + label,
                self.y,
                " ".to_owned(),
                1,
                self.stroke,
            ));
        }
        if let Goal::Word(text) = &self.goal {
            let at = edge + shown + 1;
            words.push(word(at, self.y, "▶".to_owned(), 1, self.stroke));
            let width = cells(text, MAX_NAME);
            words.push(word(at + 1, self.y, " ".to_owned(), 1, self.stroke));
            words.push(word(at + 2, self.y, text.clone(), width, self.stroke));
        }
    }
}

/// Returns a word of some cells.
pub(super) const fn word(x: usize, y: usize, text: String, width: usize, stroke: Stroke) -> Word {
    Word {
        x,
        y,
        width,
        text,
        stroke,
    }
}

/// Returns how many cells a text takes when it is cut.
pub(super) fn cells(text: &str, most: usize) -> usize {
    usize::from(width(text)).min(most)
}

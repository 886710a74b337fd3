//! What leads on from a box or through a column of the stage graph.

use super::content::Stroke;
use super::picture::{Mark, Word};

/// What a row of a column holds that leads on.
pub(super) struct Port {
    pub(super) y: usize,
    pub(super) label: String,
    /// How many cells the label takes.
    pub(super) wide: usize,
    pub(super) stroke: Stroke,
    pub(super) goal: Goal,
    /// Whether it comes out of a box, and not through the column.
    pub(super) boxed: bool,
    /// Position of the way in the graph that comes out of the box.
    pub(super) way: Option<usize>,
}

/// Where a port leads.
pub(super) enum Goal {
    /// By a line to the box or the lane of a stage.
    Stage(usize),
    /// To a word of some cells.
    Word { text: String, wide: usize },
    /// The run completes: a mark beside the box.
    Last,
    /// Nowhere: the line that led here became a word.
    Gone,
}

impl Port {
    /// Returns how many cells the label takes, with the line before it and the spaces around it.
    pub(super) const fn shown(&self) -> usize {
        match self.wide {
            0 => 0,
            label => label + 3,
        }
    }

    /// Returns how many cells stand between the box and the first track.
    pub(super) const fn zone(&self) -> usize {
        match &self.goal {
            Goal::Last => 3,
            Goal::Word { wide, .. } => self.shown() + 3 + *wide + 1,
            Goal::Stage(_) => self.shown(),
            Goal::Gone => 0,
        }
    }

    /// Adds the label, and the word that it leads to.
    pub(super) fn words(&self, edge: usize, words: &mut Vec<Word>) {
        let mut add = |x: usize, mark: Mark, width: usize, text: &str| {
            words.push(Word {
                x,
                y: self.y,
                width,
                text: text.to_owned(),
                mark,
                stroke: self.stroke,
                way: self.way,
            });
        };
        if let Goal::Last = self.goal {
            add(edge + 1, Mark::Name, 1, "◼");
            return;
        }
        let shown = self.shown();
        if shown > 0 && !matches!(self.goal, Goal::Gone) {
            // The line pauses around its label.
            add(edge + 1, Mark::Gap, 1, " ");
            add(edge + 2, Mark::Label, self.wide, &self.label);
            add(edge + 2 + self.wide, Mark::Gap, 1, " ");
        }
        if let Goal::Word { text, wide } = &self.goal {
            let at = edge + shown + 1;
            add(at, Mark::Arrow, 1, ARROW);
            add(at + 1, Mark::Gap, 1, " ");
            add(at + 2, Mark::Name, *wide, text);
        }
    }
}

/// The end of a line that leads somewhere.
pub(super) const ARROW: &str = "▶";

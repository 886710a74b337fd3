//! What was done, so that it can be taken back and done again.

use std::mem::swap;

use super::Consequences;
use crate::draft::{Edit, ScenarioDraft, apply};

/// One change with its inverse.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Done {
    /// What was done, in a few words.
    pub(super) label: String,
    /// The change.
    pub(super) edit: Edit,
    /// What takes it back.
    pub(super) inverse: Edit,
    /// What had become invalid on the other side of the change.
    pub(super) consequences: Consequences,
}

/// The changes so far, and those that were taken back.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct History {
    done: Vec<Done>,
    undone: Vec<Done>,
}

impl History {
    /// Notes a change that was just made; what was taken back before is forgotten.
    ///
    /// `before` is what had become invalid before it.
    pub(super) fn done(&mut self, label: &str, edit: Edit, inverse: Edit, before: Consequences) {
        self.undone.clear();
        self.done.push(Done {
            label: label.to_owned(),
            edit,
            inverse,
            consequences: before,
        });
    }

    /// Takes the last change back; returns its label and the inverse of what was done for it.
    pub(super) fn undo(
        &mut self,
        draft: &mut ScenarioDraft,
        consequences: &mut Consequences,
    ) -> Option<(String, Edit)> {
        let mut done = self.done.pop()?;
        // An inverse fits the very state that it was made for.
        let again = apply(draft, &done.inverse).ok()?;
        swap(&mut done.consequences, consequences);
        let result = (done.label.clone(), again);
        self.undone.push(done);
        Some(result)
    }

    /// Makes the last change again that was taken back; returns its label and the inverse.
    pub(super) fn redo(
        &mut self,
        draft: &mut ScenarioDraft,
        consequences: &mut Consequences,
    ) -> Option<(String, Edit)> {
        let mut done = self.undone.pop()?;
        let back = apply(draft, &done.edit).ok()?;
        swap(&mut done.consequences, consequences);
        let result = (done.label.clone(), back);
        self.done.push(done);
        Some(result)
    }

    pub(super) const fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    pub(super) const fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// Returns the changes that can be taken back, the oldest first.
    pub(super) fn past(&self) -> &[Done] {
        &self.done
    }

    /// Returns the changes that can be made again, the next one last.
    pub(super) fn future(&self) -> &[Done] {
        &self.undone
    }
}

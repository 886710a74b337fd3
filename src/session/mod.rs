//! An open draft, independent of any screen.
//!
//! A face asks the session what there is, what is wrong, what comes next and what can be chosen,
//! and hands it [`Edit`]s. The session keeps the history, checks what an edit can affect and tells
//! what became invalid because of it. It reads no clock and no environment.

mod cure;
pub mod form;
mod history;
mod interim;
mod live;
mod step;
pub mod tree;

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Level};
use crate::draft::{Edit, EditError, ScenarioDraft, Slot};
use crate::sources::Sources;

use history::History;
pub use live::Counts;
use live::Live;
pub use step::{NextThing, Step, StepState};

/// What a session works with besides the draft.
#[derive(Debug, Clone, Default)]
pub struct Setting {
    /// Contracts, data shapes and the server's settings.
    pub sources: Arc<Sources>,
    /// Levels of codes, as the workspace sets them; none switches a code off.
    pub levels: Vec<(Code, Option<Level>)>,
}

/// An open draft.
#[derive(Debug)]
pub struct Session {
    draft: ScenarioDraft,
    setting: Setting,
    history: History,
    live: Live,
    revision: u64,
}

impl Session {
    /// Returns a session over a draft that has no file.
    #[must_use]
    pub fn of_draft(draft: ScenarioDraft, setting: Setting) -> Self {
        let live = Live::new(&draft, &setting);
        Self {
            draft,
            setting,
            history: History::default(),
            live,
            revision: 0,
        }
    }

    /// Returns the draft as it is now.
    #[must_use]
    pub const fn draft(&self) -> &ScenarioDraft {
        &self.draft
    }

    /// Returns what the draft is checked against.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.setting.sources
    }

    /// Returns a number that grows with every change, for views that remember what they derived.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// Changes the draft. `label` says what was done, for the history.
    ///
    /// # Errors
    /// When the edit cannot be made; nothing is changed then.
    pub fn edit(&mut self, label: &str, edit: &Edit) -> Result<(), EditError> {
        let inverse = crate::draft::apply(&mut self.draft, edit)?;
        self.history.done(label, edit.clone(), inverse);
        self.changed(edit);
        Ok(())
    }

    /// Sets a value or takes it away, with everything that has to follow from it.
    ///
    /// Returns what else was changed because of it, a sentence each.
    ///
    /// # Errors
    /// When the value does not fit its place.
    pub fn set(
        &mut self,
        slot: &Slot,
        value: Option<serde_json::Value>,
    ) -> Result<Vec<String>, EditError> {
        let change = form::change(self, slot, value)?;
        self.edit(&change.label, &change.edit)?;
        Ok(change.told)
    }

    /// Takes back the last change; returns its label, none when there is none.
    pub fn undo(&mut self) -> Option<String> {
        let (label, inverse) = self.history.undo(&mut self.draft)?;
        self.changed(&inverse);
        Some(label)
    }

    /// Makes the last change again that was taken back; returns its label.
    pub fn redo(&mut self) -> Option<String> {
        let (label, edit) = self.history.redo(&mut self.draft)?;
        self.changed(&edit);
        Some(label)
    }

    /// Returns the findings in the order of the draft.
    #[must_use]
    pub fn findings(&self) -> &[Diagnostic] {
        self.live.findings()
    }

    /// Returns the findings about a place and what lies within it, by JSON Pointer.
    pub fn findings_within(&self, pointer: &str) -> impl Iterator<Item = &Diagnostic> + use<'_> {
        self.live.within(pointer.to_owned())
    }

    /// Returns how many findings there are of each level.
    #[must_use]
    pub const fn counts(&self) -> Counts {
        self.live.counts()
    }

    /// Returns how a step stands.
    #[must_use]
    pub fn step(&self, step: Step) -> StepState {
        step::state(self, step)
    }

    /// Returns the next thing to do; none when the scenario is complete and without errors.
    #[must_use]
    pub fn next_thing(&self) -> Option<NextThing> {
        step::next_thing(self)
    }

    /// Tells whether there is a change to take back.
    #[must_use]
    pub const fn can_undo(&self) -> bool {
        self.history.can_undo()
    }

    /// Tells whether there is a change to make again.
    #[must_use]
    pub const fn can_redo(&self) -> bool {
        self.history.can_redo()
    }

    fn changed(&mut self, edit: &Edit) {
        self.revision += 1;
        self.live.update(&self.draft, &self.setting, edit);
    }
}

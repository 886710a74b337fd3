//! An open draft, independent of any screen.
//!
//! A face asks the session what there is, what is wrong, what comes next and what can be chosen,
//! and hands it [`Edit`]s. The session keeps the history, checks what an edit can affect and tells
//! what became invalid because of it. It reads no clock and no environment.

mod blame;
mod cure;
pub mod file;
pub mod form;
mod former;
mod history;
mod live;
mod next;
mod proofs;
mod repair;
mod step;
pub mod tree;
mod wording;

use std::sync::{Arc, OnceLock};

use crate::check::Delta;
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::draft::{Edit, EditError, ScenarioDraft, Slot, is_within};
use crate::sources::Sources;

pub use blame::{Broken, Consequences};
use file::{Kept, Record};
pub use former::{Comparing, Former, Reviewed};
use history::History;
pub use live::Counts;
use live::Live;
pub use proofs::{Proved, Proving};
pub use repair::Repair;
pub use step::{NextThing, Step, StepState};

/// How the names of threads begin that work beside a face. When one of them fails, the face goes on
/// and tells.
pub const BESIDE: &str = "beside-";

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
    consequences: Consequences,
    /// The next thing to do, once somebody asked since the last change.
    next: OnceLock<Option<NextThing>>,
    kept: Kept,
}

impl Session {
    /// Returns a session over a draft that has no file.
    #[must_use]
    pub fn of_draft(draft: ScenarioDraft, setting: Setting) -> Self {
        let mut session = Self::deferred(draft, setting);
        session.check_now();
        session
    }

    /// Returns a session like [`Self::of_draft`] that was not checked yet.
    ///
    /// It has no findings until [`Self::check_now`], so that a view of a huge draft can be drawn
    /// before the first check.
    #[must_use]
    pub fn deferred(draft: ScenarioDraft, setting: Setting) -> Self {
        let kept = Kept::nowhere(&draft);
        Self::with(draft, History::default(), setting, kept)
    }

    fn with(draft: ScenarioDraft, history: History, setting: Setting, kept: Kept) -> Self {
        let mut session = Self {
            draft,
            setting,
            history,
            live: Live::default(),
            revision: 0,
            consequences: Consequences::default(),
            next: OnceLock::new(),
            kept,
        };
        session.follow();
        session
    }

    /// Checks the draft for the first time; does nothing when that was done.
    pub fn check_now(&mut self) {
        if self.live.pending() {
            self.live.check(&self.draft, &self.setting);
            self.told_anew();
        }
    }

    /// Notes that findings are others without a change of the draft.
    fn told_anew(&mut self) {
        self.revision += 1;
        self.next = OnceLock::new();
    }

    /// Checks the whole draft anew, which came from elsewhere.
    fn recheck(&mut self) {
        self.live = self.live.anew();
        self.consequences = Consequences::default();
        self.check_now();
    }

    /// Tells whether the draft was checked, so that no finding means that there is none.
    #[must_use]
    pub const fn is_checked(&self) -> bool {
        !self.live.pending()
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
        self.kept.may_edit()?;
        let inverse = crate::draft::apply(&mut self.draft, edit)?;
        self.done(label, edit, &inverse, false);
        Ok(())
    }

    /// Notes a change that was just made everywhere where changes are followed.
    fn done(&mut self, label: &str, edit: &Edit, inverse: &Edit, is_repair: bool) {
        let before = self.consequences.clone();
        self.history
            .done(label, edit.clone(), inverse.clone(), before);
        self.note(&Record::Did {
            label: label.to_owned(),
            edit: edit.clone(),
        });
        let delta = self.changed(inverse);
        self.blame(label, inverse, &delta, is_repair);
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
        let typed = self.typed_as(slot);
        self.edit(&change.label, &change.edit)?;
        self.put_typed(typed, None);
        Ok(change.told)
    }

    /// Takes back the last change; returns its label, none when there is none.
    pub fn undo(&mut self) -> Option<String> {
        self.kept.may_edit().ok()?;
        let (label, back) = self.history.undo(&mut self.draft, &mut self.consequences)?;
        self.note(&Record::Undid);
        self.changed(&back);
        Some(label)
    }

    /// Makes the last change again that was taken back; returns its label.
    pub fn redo(&mut self) -> Option<String> {
        self.kept.may_edit().ok()?;
        let (label, back) = self.history.redo(&mut self.draft, &mut self.consequences)?;
        self.note(&Record::Redid);
        self.changed(&back);
        Some(label)
    }

    /// Returns the findings: those of reading the file, then the others in the order of the draft.
    pub fn findings(&self) -> impl DoubleEndedIterator<Item = &Diagnostic> {
        self.kept.problems().iter().chain(self.live.findings())
    }

    /// Returns the findings about a place and what lies within it, by JSON Pointer.
    pub fn findings_within(&self, pointer: &str) -> impl Iterator<Item = &Diagnostic> + use<'_> {
        let pointer = pointer.to_owned();
        let within = {
            let pointer = pointer.clone();
            move |found: &&Diagnostic| is_within(&found.primary.pointer, &pointer)
        };
        let read = self.kept.problems().iter().filter(within);
        read.chain(self.live.within(pointer))
    }

    /// Returns how many findings there are of each level.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.kept.counted(self.live.counts())
    }

    /// Returns how a step stands.
    #[must_use]
    pub fn step(&self, step: Step) -> StepState {
        self.live.step(step)
    }

    /// Returns the next thing to do; none until the draft was checked.
    ///
    /// When nothing is missing and nothing is wrong, that is to write the spec.
    #[must_use]
    pub fn next_thing(&self) -> Option<NextThing> {
        self.next
            .get_or_init(|| next::thing(&self.draft, &self.live))
            .clone()
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

    /// Returns what became invalid through the last change that broke something elsewhere.
    #[must_use]
    pub const fn consequences(&self) -> &Consequences {
        &self.consequences
    }

    /// Makes the repair of a consequence by its position; returns what was done.
    ///
    /// Returns none when there is no such consequence or no repair for it.
    ///
    /// # Errors
    /// When the edit cannot be made.
    pub fn repair(&mut self, index: usize) -> Result<Option<String>, EditError> {
        let broken = self.consequences.broken.get(index);
        let Some(repair) = broken.and_then(|broken| broken.repair.clone()) else {
            return Ok(None);
        };
        self.kept.may_edit()?;
        let inverse = crate::draft::apply(&mut self.draft, &repair.edit)?;
        self.done(&repair.what, &repair.edit, &inverse, true);
        Ok(Some(repair.what))
    }

    /// Returns the findings that a change would bring, without making it.
    ///
    /// A finding that there is already counts as new when it would be worded differently.
    ///
    /// # Errors
    /// When the edit cannot be made.
    pub fn trial(&mut self, edit: &Edit) -> Result<Vec<Diagnostic>, EditError> {
        let before = self.live.standing();
        let undo = crate::draft::apply(&mut self.draft, edit)?;
        let delta = self.live.update(&self.draft, &self.setting, &undo);
        let waited = self.live.is_behind();
        let worded = |found| (live::subject(found), found.message.as_str());
        let news = self.live.news(&delta, worded);
        let news = news.into_iter().cloned().collect();
        let again = crate::draft::apply(&mut self.draft, &undo)?;
        self.live.update(&self.draft, &self.setting, &again);
        // What was proved on the way is about another draft than the one that it is again.
        if waited == self.live.is_behind() {
            self.live.stands_again(before);
        }
        Ok(news)
    }

    /// Returns what setting a value would make wrong, a sentence each, without setting it.
    ///
    /// # Errors
    /// When the value does not fit its place.
    pub fn would(
        &mut self,
        slot: &Slot,
        value: Option<serde_json::Value>,
    ) -> Result<Vec<String>, EditError> {
        let change = form::change(self, slot, value)?;
        let found = self.trial(&change.edit)?;
        let wrong = |found: &Diagnostic| matches!(found.level, Level::Error | Level::Warning);
        Ok(found
            .into_iter()
            .filter(wrong)
            .map(|found| found.message)
            .collect())
    }

    /// Follows a change; `undo` is its inverse.
    fn changed(&mut self, undo: &Edit) -> Delta {
        self.revision += 1;
        self.next = OnceLock::new();
        let delta = self.live.update(&self.draft, &self.setting, undo);
        self.follow();
        delta
    }

    /// Works out what a change broke; a repair adds to what is still broken.
    fn blame(&mut self, label: &str, undo: &Edit, delta: &Delta, is_repair: bool) {
        let mut left = std::mem::take(&mut self.consequences);
        left.renew(&self.draft, &self.live);
        let broken = blame::broken(&self.draft, &self.live, undo, delta);
        if is_repair && !left.broken.is_empty() {
            left.broken.extend(broken);
        } else if !broken.is_empty() {
            left = Consequences {
                cause: label.to_owned(),
                broken,
            };
        }
        self.consequences = left;
    }
}

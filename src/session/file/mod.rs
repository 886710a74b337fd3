//! The file of a draft: opened, journaled, locked, saved, and watched for changes from outside.
//!
//! Two files stand beside a draft that is being worked on: `.NAME.journal` keeps every change and
//! `.NAME.lock` says who works on it. Whatever ends the program, the next opening has both the
//! file and the journal to choose from; nothing is ever overwritten or removed unasked.

mod disk;
mod journal;
mod lock;
mod open;
mod outside;
mod record;
mod recover;
mod save;
mod writer;
mod written;

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::diagnostic::{Diagnostic, Level};
use crate::draft::{
    ChildKey, EditError, Entity, Format, Key, ScenarioDraft, Slot, entity_pointer, entity_value,
};

use super::{Counts, Session};

pub use crate::draft::{ChangeLine, Conflict, EntityChange, Side, changes};
pub use open::{OpenError, Opened};
pub use outside::{MergePlan, Outside};
pub(super) use record::Record;
pub use recover::{Recoverable, Recovery, recoverable};
pub use save::{Consent, SaveError};
pub use written::Written;

use disk::Stamp;
use journal::Journal;
use lock::Lock;
use record::{Saved, Snapshot, forget_fork, put_typed};

/// What a session knows of the file of its draft.
#[derive(Debug)]
pub(super) struct Kept {
    /// Where the draft is, as the user named it; none while it has no file.
    path: Option<PathBuf>,
    format: Format,
    /// What the file holds; none while there is no file.
    saved: Option<Saved>,
    /// What the system said of the file when `saved` was read or written.
    stamp: Option<Stamp>,
    is_dirty: bool,
    /// What reading the file complained about; saving would lose it.
    problems: Vec<Diagnostic>,
    /// Why nothing may be changed here; none when it may.
    read_only: Option<String>,
    /// Text that is being typed, by field.
    typed: Vec<(Slot, String)>,
    // Declared in this order, so that the journal is complete before the lock is given back.
    journal: Option<Journal>,
    lock: Option<Lock>,
    /// A journal with unsaved changes waits for a decision.
    awaits: bool,
    notices: Vec<String>,
}

impl Kept {
    /// Returns what is known of a draft that has no file.
    pub(super) fn nowhere(draft: &ScenarioDraft) -> Self {
        Self {
            path: None,
            format: Format::Json,
            saved: Some(Saved {
                hash: String::new(),
                draft: draft.clone(),
                depth: Some(0),
            }),
            stamp: None,
            is_dirty: false,
            problems: Vec::new(),
            read_only: None,
            typed: Vec::new(),
            journal: None,
            lock: None,
            awaits: false,
            notices: Vec::new(),
        }
    }

    /// Refuses changes of a draft that is open for reading only.
    pub(super) fn may_edit(&self) -> Result<(), EditError> {
        self.read_only
            .as_ref()
            .map_or(Ok(()), |why| Err(EditError::ReadOnly(why.clone())))
    }

    /// Returns the problems of reading the file that still stand.
    pub(super) fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    /// Adds the problems of reading to the counts of findings.
    pub(super) fn counted(&self, mut counts: Counts) -> Counts {
        for problem in &self.problems {
            match problem.level {
                Level::Error => counts.errors += 1,
                Level::Warning => counts.warnings += 1,
                Level::Advice => counts.advice += 1,
                Level::Todo => counts.todos += 1,
            }
        }
        counts
    }
}

impl Session {
    /// Returns where the draft is kept, as it was named; none while it has no file.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.kept.path.as_deref()
    }

    /// Returns a name for the draft: that of its file, else its id; may hold untrusted text.
    #[must_use]
    pub fn name(&self) -> String {
        let of_file = self.path().and_then(Path::file_name);
        let id = || self.draft.scenario_id.clone().filter(|id| !id.is_empty());
        of_file.map_or_else(
            || id().unwrap_or_else(|| "new draft".to_owned()),
            |name| name.to_string_lossy().into_owned(),
        )
    }

    /// Returns how the draft is written.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.kept.format
    }

    /// Tells whether the draft differs from what its file holds.
    #[must_use]
    pub const fn is_dirty(&self) -> bool {
        self.kept.is_dirty
    }

    /// Tells whether nothing may be changed.
    #[must_use]
    pub const fn is_read_only(&self) -> bool {
        self.kept.read_only.is_some()
    }

    /// Says why nothing may be changed; none when it may.
    #[must_use]
    pub fn read_only_because(&self) -> Option<&str> {
        self.kept.read_only.as_deref()
    }

    /// Returns what reading the file complained about; saving needs consent while there is any.
    #[must_use]
    pub fn problems(&self) -> &[Diagnostic] {
        &self.kept.problems
    }

    /// Returns what can be taken back, in a few words each, the oldest first.
    pub fn undo_labels(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.history.past().iter().map(|done| done.label.as_str())
    }

    /// Returns what can be made again, in a few words each, the next one first.
    pub fn redo_labels(&self) -> impl DoubleEndedIterator<Item = &str> {
        let future = self.history.future().iter().rev();
        future.map(|done| done.label.as_str())
    }

    /// Returns what the author has to know and was not told yet, a sentence each.
    pub fn notices(&mut self) -> Vec<String> {
        let news = self.kept.journal.as_mut().and_then(Journal::news);
        self.kept.notices.extend(news);
        std::mem::take(&mut self.kept.notices)
    }

    /// Waits until the changes so far would outlive the program, but not for longer than some time.
    ///
    /// A face that does so before it shows a change loses nothing that was ever seen.
    pub fn kept(&mut self, within: Duration) {
        if let Some(journal) = &mut self.kept.journal {
            journal.written(within);
        }
    }

    /// Keeps the text that is being typed into a field, or forgets it.
    pub fn keep_typed(&mut self, slot: &Slot, text: Option<String>) {
        if !self.is_read_only() {
            self.put_typed(self.typed_as(slot), text);
        }
    }

    /// Returns the name under which the text typed into a field is kept.
    pub(super) fn typed_as(&self, slot: &Slot) -> Slot {
        by_id(&self.draft, slot)
    }

    pub(super) fn put_typed(&mut self, slot: Slot, text: Option<String>) {
        let known = self.kept.typed.iter().find(|(known, _)| *known == slot);
        if known.map(|(_, text)| text) == text.as_ref() {
            return;
        }
        put_typed(&mut self.kept.typed, slot.clone(), text.clone());
        self.note(&Record::Typed { slot, text });
    }

    /// Returns the text that was being typed into a field.
    #[must_use]
    pub fn typed(&self, slot: &Slot) -> Option<&str> {
        if self.kept.typed.is_empty() {
            return None;
        }
        let slot = self.typed_as(slot);
        let found = self.kept.typed.iter().find(|(known, _)| *known == slot);
        found.map(|(_, text)| text.as_str())
    }

    /// Ends the session. Unsaved changes are offered again when the draft is opened the next time.
    pub fn close(mut self) {
        let nothing = self.history.past().is_empty()
            && self.history.future().is_empty()
            && self.kept.typed.is_empty();
        let is_needed = self.kept.awaits || self.kept.is_dirty || !nothing;
        if let Some(mut journal) = self.kept.journal.take() {
            if is_needed {
                if journal.is_overgrown() {
                    journal.renew(|| self.snapshot());
                }
                journal.finish(|| self.snapshot());
            } else {
                journal.remove();
            }
        }
    }

    /// Follows a change of the draft or its file.
    pub(super) fn follow(&mut self) {
        let kept = &mut self.kept;
        let depth = self.history.past().len();
        kept.is_dirty = kept
            .saved
            .as_ref()
            .is_none_or(|saved| saved.depth != Some(depth) && saved.draft != self.draft);
    }

    /// Notes in the journal what was just done.
    pub(super) fn note(&mut self, record: &Record) {
        if let Record::Did { .. } = record {
            forget_fork(self.kept.saved.as_mut(), &self.history);
        }
        if self.kept.awaits {
            self.set_recovery_aside();
        }
        let Some(mut journal) = self.kept.journal.take() else {
            return;
        };
        journal.note(record, || self.snapshot());
        self.kept.journal = Some(journal);
    }

    /// Returns what a journal starts anew from.
    fn snapshot(&self) -> Snapshot {
        Snapshot::of(
            &self.draft,
            &self.history,
            self.kept.saved.as_ref(),
            &self.kept.typed,
        )
    }
}

/// Names the entity of a slot by its id where that leads to it, so that it survives moves.
fn by_id(draft: &ScenarioDraft, slot: &Slot) -> Slot {
    let id = |field: &str| {
        let value = entity_value(draft, &slot.entity)?;
        value.get(field)?.as_str().map(str::to_owned)
    };
    let entity = match &slot.entity {
        Entity::Condition(Key::Index(_)) => id("condition_id").map(Key::Id).map(Entity::Condition),
        Entity::Stage(Key::Index(_)) => id("stage_id").map(Key::Id).map(Entity::Stage),
        Entity::Gate(ChildKey::Place { .. }) => id("gate_id").map(ChildKey::Id).map(Entity::Gate),
        Entity::Packet(ChildKey::Place { .. }) => {
            id("packet_id").map(ChildKey::Id).map(Entity::Packet)
        }
        Entity::Policy(Key::Index(_)) => id("policy_id").map(Key::Id).map(Entity::Policy),
        Entity::Schema(Key::Index(_)) => id("schema_id").map(Key::Id).map(Entity::Schema),
        _ => None,
    };
    let leads_there =
        |entity: &Entity| entity_pointer(draft, entity) == entity_pointer(draft, &slot.entity);
    Slot {
        entity: entity
            .filter(leads_there)
            .unwrap_or_else(|| slot.entity.clone()),
        path: slot.path.clone(),
    }
}

#[cfg(test)]
mod tests;

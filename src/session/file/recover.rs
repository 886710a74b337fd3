//! Unsaved changes of an earlier session: told, taken up again or put aside.

use std::path::{Path, PathBuf};

use crate::draft::{Edit, EditError, ScenarioDraft, edits_between};
use crate::session::Session;

use super::disk::{LOCK, OnDisk, beside, draft_of_journal};
use super::journal::{Found, load};
use super::lock::Lock;
use super::record::{Folded, State};
use crate::draft::{Conflict, EntityChange, Side, changes, three_way};

/// Unsaved changes of an earlier session.
#[derive(Debug, Clone)]
pub struct Recovery {
    /// What was done since the draft was last saved, in a few words each; may hold untrusted text.
    pub labels: Vec<String>,
    /// What would come back, compared with what the file holds now.
    pub changes: Vec<EntityChange>,
    /// What the file changed meanwhile in another way; the unsaved value is taken unless
    /// [`Conflict::take`] says otherwise.
    pub conflicts: Vec<Conflict>,
    /// Whether the draft has no file.
    pub is_new: bool,
    state: State,
    whole: usize,
    /// What the draft was before the unsaved changes.
    base: ScenarioDraft,
}

impl Recovery {
    pub(super) fn new(folded: &Folded, on_disk: Option<&ScenarioDraft>) -> Self {
        let state = folded.state.clone();
        let base = base_of(&state);
        let theirs = on_disk.unwrap_or(&base);
        let (merged, conflicts) = three_way(&base, &state.draft, theirs, &[]);
        Self {
            labels: state.since.clone(),
            changes: changes(theirs, &merged),
            conflicts,
            is_new: on_disk.is_none(),
            whole: folded.whole,
            state,
            base,
        }
    }

    /// Tells whether the file holds all of it already.
    pub(super) fn is_in_file(&self) -> bool {
        !self.is_new && self.changes.is_empty() && self.conflicts.is_empty()
    }

    pub(super) const fn base(&self) -> &ScenarioDraft {
        &self.base
    }

    fn choices(&self) -> Vec<Side> {
        self.conflicts
            .iter()
            .map(|conflict| conflict.take)
            .collect()
    }
}

/// Returns what a journal's unsaved changes started from.
fn base_of(state: &State) -> ScenarioDraft {
    if let Some(saved) = &state.saved {
        return saved.draft.clone();
    }
    let mut base = state.draft.clone();
    for done in state.history.past().iter().rev() {
        // An inverse fits the very state that it was made for.
        let _ = crate::draft::apply(&mut base, &done.inverse);
    }
    base
}

/// A draft with unsaved changes that nobody works on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recoverable {
    /// The draft; opening it offers the changes.
    pub draft: PathBuf,
    /// Whether the draft was never saved or its file is gone.
    pub is_new: bool,
    /// What was done since the draft was last saved, in a few words each; may hold untrusted text.
    pub labels: Vec<String>,
}

/// Returns the drafts of a folder that have unsaved changes, by name.
///
/// A folder that cannot be read has none.
#[must_use]
pub fn recoverable(folder: &Path) -> Vec<Recoverable> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut found: Vec<Recoverable> = entries
        .filter_map(|entry| {
            let journal = entry.ok()?.path();
            let draft = draft_of_journal(&journal)?;
            if Lock::is_held(&beside(&draft, LOCK)) {
                return None;
            }
            match load(&journal) {
                Found::Journal(read) if read.state.is_dirty() => Some(Recoverable {
                    is_new: !draft.exists(),
                    labels: read.state.since,
                    draft,
                }),
                _ => None,
            }
        })
        .collect();
    found.sort_by(|a, b| a.draft.cmp(&b.draft));
    found
}

impl Session {
    /// Takes the unsaved changes up, with their history. What the file changed meanwhile is merged
    /// as [`Recovery::conflicts`] say.
    ///
    /// # Errors
    /// When the draft is open for reading only.
    pub fn recover(&mut self, recovery: Recovery) -> Result<(), EditError> {
        self.kept.may_edit()?;
        let choices = recovery.choices();
        if !self.kept.awaits {
            // Something was done before the decision; the changes come as one step on top of it.
            let (merged, _) =
                three_way(&recovery.base, &recovery.state.draft, &self.draft, &choices);
            let edit = Edit::Batch(edits_between(&self.draft, &merged));
            return self.edit("recover unsaved changes", &edit);
        }
        self.kept.awaits = false;
        let on_disk = self.kept.saved.take().map(|saved| OnDisk {
            draft: saved.draft,
            problems: std::mem::take(&mut self.kept.problems),
            hash: saved.hash,
            stamp: self.kept.stamp.take().unwrap_or_default(),
        });
        let State {
            draft,
            history,
            saved,
            typed,
            ..
        } = recovery.state;
        self.draft = draft;
        self.history = history;
        self.kept.typed = typed;
        self.kept.saved = saved;
        if let Some(journal) = &mut self.kept.journal {
            journal.resume(recovery.whole);
        }
        match on_disk {
            Some(found) if self.has_hash(&found.hash) => {
                self.kept.stamp = Some(found.stamp);
                self.kept.problems = found.problems;
            }
            Some(found) => {
                let (merged, _) = three_way(&recovery.base, &self.draft, &found.draft, &choices);
                let edits = edits_between(&self.draft, &merged);
                if !edits.is_empty() {
                    self.edit("merge with the changed file", &Edit::Batch(edits))?;
                }
                self.now_on_disk(found);
            }
            None => self.kept.saved = None,
        }
        self.recheck();
        self.follow();
        Ok(())
    }

    /// Puts the unsaved changes aside: their journal gets another name, which a notice tells.
    pub fn discard(&mut self, recovery: Recovery) {
        drop(recovery);
        if self.kept.awaits {
            self.set_recovery_aside();
        }
    }

    /// Tells whether the journal and the file agree about what was saved last.
    fn has_hash(&self, hash: &str) -> bool {
        let saved = self.kept.saved.as_ref();
        saved.is_some_and(|saved| saved.hash == hash)
    }

    /// Puts the journal that waits for a decision aside, so that a new one can begin.
    pub(super) fn set_recovery_aside(&mut self) {
        self.kept.awaits = false;
        if let Some(journal) = self.kept.journal.take() {
            let what = "unsaved changes of an earlier session";
            self.kept.journal = self.kept.put_aside(journal, what, ".discarded");
        }
    }
}

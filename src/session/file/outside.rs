//! Changes of the file that come from outside the session.

use std::path::Path;

use crate::draft::{Edit, ScenarioDraft, edits_between};
use crate::files::followed;
use crate::session::Session;

use super::disk::{self, NoDraft, OnDisk, Stamp};
use super::open::OpenError;
use super::record::hash_of;
use super::save::SaveError;
use crate::draft::{Conflict, Side, three_way};

/// How the file stands to what the session knows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outside {
    /// It holds what it held.
    Same,
    /// It holds something else.
    Changed,
    /// It is gone.
    Gone,
    /// It cannot be read; why.
    Unreadable(String),
    /// There is none yet.
    NoFile,
}

/// What merging with the file would give.
#[derive(Debug, Clone)]
pub struct MergePlan {
    /// What both sides changed, each in its own way; set [`Conflict::take`] to decide.
    pub conflicts: Vec<Conflict>,
    base: ScenarioDraft,
    found: OnDisk,
}

impl Session {
    /// Tells whether the file changed since it was last read or written.
    ///
    /// The content decides; it is only read when the system says that the file was touched.
    #[must_use]
    pub fn look(&self) -> Outside {
        let Some(path) = &self.kept.path else {
            return Outside::NoFile;
        };
        let stamp = Stamp::at(&followed(path));
        if self.kept.saved.is_some() && stamp.is_some() && stamp == self.kept.stamp {
            return Outside::Same;
        }
        self.look_closely()
    }

    /// Tells the same from the content alone.
    pub(super) fn look_closely(&self) -> Outside {
        let Some(path) = &self.kept.path else {
            return Outside::NoFile;
        };
        match (disk::bytes(&followed(path)), &self.kept.saved) {
            (Ok((bytes, _)), Some(saved)) if hash_of(&bytes) == saved.hash => Outside::Same,
            (Ok(_), _) => Outside::Changed,
            (Err(NoDraft::Gone(_)), Some(_)) => Outside::Gone,
            (Err(NoDraft::Gone(_)), None) => Outside::NoFile,
            (Err(NoDraft::Refused(error)), _) => Outside::Unreadable(error.to_string()),
        }
    }

    /// Takes what the file holds now. What was here can be reached with undo.
    ///
    /// # Errors
    /// When the file cannot be read or holds no document; the session is then as before.
    pub fn reload(&mut self) -> Result<(), OpenError> {
        let found = self.on_disk()?;
        self.take_over(found, "reload from the file");
        Ok(())
    }

    /// Keeps the draft as it is here; the next save replaces what the file holds now.
    ///
    /// # Errors
    /// When the file cannot be read or holds no document.
    pub fn keep_mine(&mut self) -> Result<(), OpenError> {
        let mut found = self.on_disk()?;
        // To be replaced knowingly, so nothing of it asks for consent again.
        found.problems.clear();
        self.now_on_disk(found);
        self.follow();
        Ok(())
    }

    /// Returns what merging the draft with what the file holds now would bring.
    ///
    /// # Errors
    /// When the file cannot be read or holds no document.
    pub fn plan_merge(&self) -> Result<MergePlan, OpenError> {
        let found = self.on_disk()?;
        let base = self
            .kept
            .saved
            .as_ref()
            .map_or_else(ScenarioDraft::default, |saved| saved.draft.clone());
        let (_, conflicts) = three_way(&base, &self.draft, &found.draft, &[]);
        Ok(MergePlan {
            conflicts,
            base,
            found,
        })
    }

    /// Merges the draft with what the file held when the plan was made, as one change.
    ///
    /// # Errors
    /// When the draft is open for reading only.
    pub fn merge(&mut self, plan: MergePlan) -> Result<(), SaveError> {
        if let Some(why) = &self.kept.read_only {
            return Err(SaveError::ReadOnly(why.clone()));
        }
        let choices: Vec<Side> = plan
            .conflicts
            .iter()
            .map(|conflict| conflict.take)
            .collect();
        let (merged, _) = three_way(&plan.base, &self.draft, &plan.found.draft, &choices);
        let edits = edits_between(&self.draft, &merged);
        if !edits.is_empty() {
            // Edits between two drafts fit the first.
            let _ = self.edit("merge with the changed file", &Edit::Batch(edits));
        }
        self.now_on_disk(plan.found);
        self.follow();
        Ok(())
    }

    fn on_disk(&self) -> Result<OnDisk, OpenError> {
        let path = self.kept.path.as_deref().unwrap_or(Path::new(""));
        disk::draft(&followed(path), self.kept.format).map_err(|missing| match missing {
            NoDraft::Gone(error) | NoDraft::Refused(error) => error,
        })
    }
}

//! Saving: the whole file at once or not at all, and never over what nobody agreed to lose.

use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Report};
use crate::draft::{Format, MAX_INPUT_BYTES, too_deep, write};
use crate::files::{self, NoSignals, WriteError, followed, same_file};
use crate::session::Session;
use crate::spec::SpecHash;

use super::Record;
use super::disk::{self, Stamp, free_name};
use super::journal::{Found, Journal};
use super::outside::Outside;
use super::record::{Saved, hash_of};

/// What the author agreed to when saving.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Consent {
    /// To replace a file that changed since it was read, or that another draft is in.
    pub over_other: bool,
    /// To leave out what could not be read of the file; a copy of the file is kept.
    pub left_out: bool,
}

/// Why nothing was saved. The file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The draft has no file yet.
    #[error("the draft has no file yet: give it a name")]
    NoPath,
    /// The draft is open for reading only.
    #[error("{0}; save under another name")]
    ReadOnly(String),
    /// The file changed since it was read.
    #[error("the file changed outside: merge, reload, or save over it")]
    Changed,
    /// A file of the name is there already.
    #[error("a file of this name is there: choose another name, or agree to replace it")]
    Exists,
    /// Parts of the file could not be read; how many.
    #[error(
        "{0} part(s) of the file could not be read and would be left out: agree to that, or save under another name"
    )]
    LeavesOut(usize),
    /// The text could not be read again.
    #[error("{}", .0.message)]
    Unfit(Box<Diagnostic>),
    /// The scenario is not finished or has errors.
    #[error("the scenario does not compile yet")]
    Refused(Box<Report>),
    /// The system refused.
    #[error("{0}")]
    Write(#[from] WriteError),
}

impl Session {
    /// Saves the draft to its file.
    ///
    /// # Errors
    /// When the file changed since it was read, parts of it would be lost, or the system refuses.
    pub fn save(&mut self) -> Result<(), SaveError> {
        self.save_with(Consent::default())
    }

    /// Saves the draft to its file, with what the author agreed to.
    ///
    /// # Errors
    /// As [`Self::save`], for what was not agreed to.
    pub fn save_with(&mut self, consent: Consent) -> Result<(), SaveError> {
        let path = self.kept.path.clone().ok_or(SaveError::NoPath)?;
        if let Some(why) = &self.kept.read_only {
            return Err(SaveError::ReadOnly(why.clone()));
        }
        let real = followed(&path);
        let count = self.kept.problems.len();
        if count > 0 && !consent.left_out {
            return Err(SaveError::LeavesOut(count));
        }
        let text = self.text(self.kept.format)?;
        if !consent.over_other {
            match self.look_closely() {
                Outside::Changed if self.kept.saved.is_none() => return Err(SaveError::Exists),
                Outside::Changed | Outside::Unreadable(_) => return Err(SaveError::Changed),
                Outside::Same | Outside::Gone | Outside::NoFile => {}
            }
        }
        if count > 0
            && let Ok((bytes, _)) = disk::bytes(&real)
        {
            let copy = free_name(&real, ".original");
            files::write(&copy, &bytes, &NoSignals)?;
            self.kept.notices.push(format!(
                "The file as it was is kept as `{}`.",
                copy.display()
            ));
        }
        files::write(&real, text.as_bytes(), &NoSignals)?;
        self.saved(&real, &text);
        Ok(())
    }

    /// Saves the draft under another name and goes on there.
    ///
    /// # Errors
    /// When a file of the name is there and replacing it was not agreed to, someone works on it,
    /// or the system refuses. The session then goes on with its old file.
    pub fn save_as(&mut self, path: &Path, consent: Consent) -> Result<(), SaveError> {
        let real = followed(path);
        let old = self.kept.path.as_deref().map(followed);
        if old.as_deref().is_some_and(|old| same_file(old, &real)) && !self.is_read_only() {
            return self.save_with(consent);
        }
        if !consent.over_other && std::fs::symlink_metadata(&real).is_ok() {
            return Err(SaveError::Exists);
        }
        let format = Format::of_path(path);
        let text = self.text(format)?;
        let mut fresh = super::Kept {
            path: Some(path.to_owned()),
            format,
            ..super::Kept::nowhere(&crate::draft::ScenarioDraft::default())
        };
        fresh.take_lock(&real);
        if let Some(why) = fresh.read_only {
            return Err(SaveError::ReadOnly(why));
        }
        files::write(&real, text.as_bytes(), &NoSignals)?;
        let journal = Journal::beside(&real);
        fresh.journal = if matches!(journal.load(), Found::Nothing) {
            Some(journal)
        } else {
            let what = "the journal of the draft that was replaced";
            fresh.put_aside(journal, what, ".discarded")
        };
        let left_behind = self.kept.journal.take().map(|mut journal| {
            journal.finish(|| self.snapshot());
            journal
        });
        fresh.typed = std::mem::take(&mut self.kept.typed);
        fresh.notices.append(&mut self.kept.notices);
        let left = std::mem::replace(&mut self.kept, fresh);
        if let Some(mut journal) = left_behind
            && left.is_dirty
            && !left.awaits
        {
            // Its changes live on in the new file.
            if left.saved.is_some() {
                let what = "unsaved changes of the draft left behind";
                drop(self.kept.put_aside(journal, what, ".discarded"));
            } else {
                journal.remove();
            }
        }
        drop(left);
        self.saved(&real, &text);
        self.renew_journal();
        Ok(())
    }

    /// Writes the canonical bytes of the scenario, without a final line feed; returns their hash.
    ///
    /// # Errors
    /// When the scenario does not compile, the path is that of the draft, or the system refuses.
    pub fn write_spec(&self, path: &Path) -> Result<SpecHash, SaveError> {
        let is_own = |own: &Path| same_file(own, path) || followed(own) == followed(path);
        if self.path().is_some_and(is_own) {
            return Err(SaveError::Exists);
        }
        let compiled = self.compiled()?;
        files::write(path, &compiled.bytes, &NoSignals)?;
        Ok(compiled.hash)
    }

    /// Returns the text of the draft, which must be one that can be read again.
    fn text(&self, format: Format) -> Result<String, SaveError> {
        if let Some(problem) = too_deep(&self.draft, format) {
            return Err(SaveError::Unfit(Box::new(problem)));
        }
        let text = write(&self.draft, format);
        if text.len() > MAX_INPUT_BYTES {
            let message = format!(
                "the draft would have {} bytes, the limit is {MAX_INPUT_BYTES}",
                text.len()
            );
            let problem = Diagnostic::new(Code::GW0105, "", message)
                .help("split the scenario, or move large payloads out with an external packet");
            return Err(SaveError::Unfit(Box::new(problem)));
        }
        Ok(text)
    }

    /// Notes that the file holds the draft now.
    fn saved(&mut self, real: &Path, text: &str) {
        let hash = hash_of(text.as_bytes());
        self.kept.saved = Some(Saved {
            hash: hash.clone(),
            draft: self.draft.clone(),
            depth: Some(self.history.past().len()),
        });
        self.kept.stamp = Stamp::at(real);
        self.kept.problems = Vec::new();
        self.note(&Record::Saved {
            hash,
            behind: Vec::new(),
        });
        if self
            .kept
            .journal
            .as_ref()
            .is_some_and(Journal::is_overgrown)
        {
            self.renew_journal();
        }
        self.follow();
    }
}

//! Opening a draft, starting one, and taking a spec over as one.

use std::path::Path;
use std::sync::Arc;

use crate::check::Options;
use crate::compile::{Input, compile};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::draft::{Edit, Format, MAX_INPUT_BYTES, ScenarioDraft, edits_between, import, lower};
use crate::files::{self, draft_beside, followed, why};
use crate::session::history::History;
use crate::session::{Session, Setting};

use super::disk::{self, LOCK, NoDraft, OnDisk, beside};
use super::journal::{Found, Journal};
use super::lock::{Lock, NoLock};
use super::record::{Folded, Saved, State};
use super::recover::Recovery;
use super::{Kept, Record};

/// Journals below this size are left as they are when a draft is opened.
const WORTH_SHRINKING: usize = 4 << 20;

/// Why a draft was not opened; nothing was changed.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}", .report.diagnostics.first().map_or("the draft cannot be opened", |first| first.message.as_str()))]
pub struct OpenError {
    /// What is wrong, where, and what to do, with the text where there is one.
    pub report: Box<Report>,
}

impl OpenError {
    /// Returns the error that one finding tells.
    pub(super) fn of(found: Diagnostic) -> Self {
        Self {
            report: Box::new(Report {
                diagnostics: vec![found],
                ..Report::default()
            }),
        }
    }

    fn refused(path: &Path, message: &str, help: &str) -> Self {
        let mut found = Diagnostic::new(Code::GW0112, "", message)
            .help(help)
            .in_file(path.to_string_lossy());
        "scenario".clone_into(&mut found.primary.entity);
        Self::of(found)
    }
}

/// An opened draft.
#[derive(Debug)]
pub struct Opened {
    /// The session.
    pub session: Session,
    /// Unsaved changes of an earlier session, to take up or to put aside.
    pub recovery: Option<Recovery>,
}

impl Session {
    /// Opens a draft, finished or not. The format is that of the file's name unless it is given.
    ///
    /// # Errors
    /// When there is no file, the system refuses, or the file holds no document at all.
    pub fn open(
        path: &Path,
        format: Option<Format>,
        setting: Setting,
    ) -> Result<Opened, OpenError> {
        let format = format.unwrap_or_else(|| Format::of_path(path));
        let real = followed(path);
        let on_disk = match disk::draft(&real, format) {
            Ok(found) => Some(found),
            Err(NoDraft::Refused(error)) => return Err(named(error, path)),
            Err(NoDraft::Gone(error)) => {
                // A journal may hold a draft that has no file yet, or whose file was lost.
                match Journal::beside(&real).load() {
                    Found::Journal(folded) if folded.state.is_dirty() => None,
                    Found::Journal(folded) if folded.state.saved.is_none() => None,
                    _ => return Err(named(error, path)),
                }
            }
        };
        let mut kept = Kept {
            path: Some(path.to_owned()),
            format,
            ..Kept::nowhere(&ScenarioDraft::default())
        };
        kept.saved = None;
        kept.take_lock(&real);
        if let (None, Some(why)) = (&on_disk, &kept.read_only) {
            let help = "save it there first, or open another draft";
            return Err(OpenError::refused(
                path,
                &format!("{why}, and it has no file yet"),
                help,
            ));
        }
        let folded = if kept.read_only.is_none() {
            let journal = Journal::beside(&real);
            kept.load(journal, path)
        } else {
            None
        };
        let mut opened = assembled(kept, setting, on_disk, folded);
        // A save that came through without its record leaves nothing to ask.
        if let Some(found) = opened.recovery.take_if(|found| found.is_in_file()) {
            // Only a session for reading only refuses, and that has nothing to recover.
            let _ = opened.session.recover(found);
        }
        Ok(opened)
    }

    /// Starts a draft whose file comes with the first save; its journal is there at once.
    ///
    /// # Errors
    /// When the file exists already or someone else is about to make it.
    pub fn create(path: &Path, draft: ScenarioDraft, setting: Setting) -> Result<Self, OpenError> {
        let real = followed(path);
        if std::fs::symlink_metadata(&real).is_ok() {
            return Err(OpenError::refused(
                path,
                "a file of this name is there",
                "open it, or choose another name",
            ));
        }
        let mut kept = Kept {
            path: Some(path.to_owned()),
            format: Format::of_path(path),
            ..Kept::nowhere(&draft)
        };
        kept.saved = None;
        kept.take_lock(&real);
        if let Some(why) = &kept.read_only {
            return Err(OpenError::refused(path, why, "choose another name"));
        }
        let journal = Journal::beside(&real);
        kept.journal = if matches!(journal.load(), Found::Nothing) {
            Some(journal)
        } else {
            let what = "a journal of an earlier draft of this name";
            kept.put_aside(journal, what, ".discarded")
        };
        let mut session = Self::with(draft, History::default(), setting, kept);
        session.renew_journal();
        Ok(session)
    }

    /// Takes a spec over as a draft beside it, `NAME.draft.json`, which is not saved until asked.
    ///
    /// # Errors
    /// When the spec cannot be read or is none, or the draft exists already.
    pub fn import(
        spec: &Path,
        format: Option<Format>,
        setting: Setting,
    ) -> Result<Self, OpenError> {
        let bytes = files::read(spec, MAX_INPUT_BYTES).map_err(|found| OpenError::of(*found))?;
        let input = Input {
            name: Arc::from(spec.to_string_lossy()),
            bytes: &bytes,
            format: format.unwrap_or_else(|| Format::of_path(spec)),
        };
        let outcome = compile(&input, &setting.sources, &Options::default());
        let whole = outcome.draft.as_ref().and_then(|draft| lower(draft).ok());
        // A spec with errors of meaning still is one; it is the parts left out that would be lost.
        let reads_whole = crate::draft::read(&bytes, input.format).problems.is_empty();
        match whole.filter(|_| reads_whole) {
            Some(spec_read) => Self::create(&draft_beside(spec), import(spec_read), setting),
            None => Err(OpenError {
                report: Box::new(outcome.refusals()),
            }),
        }
    }

    /// Writes the journal anew from what there is now.
    pub(super) fn renew_journal(&mut self) {
        if let Some(mut journal) = self.kept.journal.take() {
            journal.renew(|| self.snapshot());
            self.kept.journal = Some(journal);
        }
    }

    /// Writes a journal anew that holds much more than is needed.
    fn shrink_journal(&mut self, whole: usize) {
        if whole > WORTH_SHRINKING && self.snapshot().image().len() < whole / 2 {
            self.renew_journal();
        }
    }

    /// Takes over what the file holds now as a change of its own, which undo takes back.
    pub(super) fn take_over(&mut self, found: OnDisk, label: &str) {
        let edit = Edit::Batch(edits_between(&self.draft, &found.draft));
        if self.is_read_only() {
            // Nothing is changed here, so there is nothing to take back.
            self.draft = found.draft.clone();
            self.recheck();
        } else if edit != Edit::Batch(Vec::new())
            && let Ok(inverse) = crate::draft::apply(&mut self.draft, &edit)
        {
            self.done(label, &edit, &inverse, false);
        }
        self.now_on_disk(found);
        self.follow();
    }

    /// Takes a draft as what the file holds, whatever the session's own draft is.
    pub(super) fn now_on_disk(&mut self, found: OnDisk) {
        let behind = edits_between(&self.draft, &found.draft);
        self.note(&Record::Saved {
            hash: found.hash.clone(),
            behind: behind.clone(),
        });
        self.kept.saved = Some(Saved {
            hash: found.hash,
            draft: found.draft,
            depth: behind.is_empty().then_some(self.history.past().len()),
        });
        self.kept.stamp = Some(found.stamp);
        self.kept.problems = found.problems;
    }
}

impl Kept {
    /// Takes the lock beside a draft; without it the draft is for reading only.
    pub(super) fn take_lock(&mut self, real: &Path) {
        match Lock::take(&beside(real, LOCK)) {
            Ok(lock) => self.lock = Some(lock),
            Err(NoLock::Held(who)) => {
                self.read_only = Some(format!("{who} has this draft open"));
            }
            Err(NoLock::Refused(error)) => self.notices.push(format!(
                "The draft cannot be locked: {}. Make sure that nobody else edits it.",
                why(&error)
            )),
        }
    }

    /// Reads the journal of a draft and goes on with it; what is no journal is put aside.
    fn load(&mut self, journal: Journal, path: &Path) -> Option<Folded> {
        match journal.load() {
            Found::Nothing => {
                self.journal = Some(journal);
                None
            }
            Found::Foreign(why) => {
                let shown = path.display();
                let what = format!("what stands where the journal of `{shown}` belongs ({why})");
                self.journal = self.put_aside(journal, &what, ".damaged");
                None
            }
            Found::Journal(folded) => {
                self.journal = if folded.damaged {
                    self.mend(journal, folded.whole)
                } else {
                    Some(journal)
                };
                Some(*folded)
            }
        }
    }

    /// Cuts a journal off before its damage, with a copy of all of it; without a copy nothing is
    /// written there, so none is returned.
    fn mend(&mut self, journal: Journal, whole: usize) -> Option<Journal> {
        let told = "The journal is damaged; what comes before the damage was read.";
        match journal.cut_off(whole, ".damaged") {
            Ok(aside) => {
                let copy = aside.display();
                self.notices
                    .push(format!("{told} A copy of all of it is kept as `{copy}`."));
                Some(journal)
            }
            Err(error) => {
                let why = why(&error);
                self.notices.push(format!(
                    "{told} It cannot be copied ({why}), so it is left as it is, and changes are \
                     not kept for the case of a crash; save often."
                ));
                None
            }
        }
    }

    /// Moves a journal to another name and says so. When it cannot be moved, nothing is written
    /// over it, so none is returned.
    pub(super) fn put_aside(
        &mut self,
        journal: Journal,
        what: &str,
        ending: &str,
    ) -> Option<Journal> {
        match journal.set_aside(ending) {
            Ok(aside) => {
                self.notices
                    .push(format!("Put aside as `{}`: {what}.", aside.display()));
                Some(journal)
            }
            Err(error) => {
                let why = why(&error);
                self.notices.push(format!(
                    "In the way and not to be moved ({why}): {what}. Changes are not kept for \
                     the case of a crash; save often."
                ));
                None
            }
        }
    }
}

/// Puts a session together from the file and the journal.
fn assembled(
    mut kept: Kept,
    setting: Setting,
    on_disk: Option<OnDisk>,
    folded: Option<Folded>,
) -> Opened {
    let recovery = folded
        .as_ref()
        .filter(|folded| folded.state.is_dirty())
        .map(|folded| Recovery::new(folded, on_disk.as_ref().map(|found| &found.draft)));
    let saved = |found: &OnDisk, depth: Option<usize>| Saved {
        hash: found.hash.clone(),
        draft: found.draft.clone(),
        depth,
    };
    let Some(found) = on_disk else {
        // No file: the draft begins as the journal does.
        kept.awaits = recovery.is_some();
        let base = recovery.as_ref().map(|recovery| recovery.base().clone());
        let session = Session::with(base.unwrap_or_default(), History::default(), setting, kept);
        return Opened { session, recovery };
    };
    let clean = folded.filter(|_| recovery.is_none());
    let Some(Folded { state, whole, .. }) = clean else {
        kept.awaits = recovery.is_some();
        kept.saved = Some(saved(&found, Some(0)));
        kept.stamp = Some(found.stamp);
        kept.problems = found.problems;
        let session = Session::with(found.draft, History::default(), setting, kept);
        return Opened { session, recovery };
    };
    let State {
        draft,
        history,
        saved: known,
        typed,
        ..
    } = state;
    if let Some(journal) = &mut kept.journal {
        journal.resume(whole);
    }
    kept.typed = typed;
    let fits = known.as_ref().is_some_and(|known| known.hash == found.hash) && draft == found.draft;
    if fits {
        kept.saved = Some(saved(&found, known.and_then(|known| known.depth)));
        kept.stamp = Some(found.stamp);
        kept.problems = found.problems;
        let mut session = Session::with(found.draft, history, setting, kept);
        session.shrink_journal(whole);
        return Opened {
            session,
            recovery: None,
        };
    }
    kept.saved = known;
    let mut session = Session::with(draft, history, setting, kept);
    session.take_over(found, "changed outside");
    Opened {
        session,
        recovery: None,
    }
}

/// Shows a path in an error as the user named it.
fn named(mut error: OpenError, path: &Path) -> OpenError {
    let name: Arc<str> = Arc::from(path.to_string_lossy());
    let report = &mut error.report;
    report.texts = std::mem::take(&mut report.texts)
        .into_values()
        .map(|text| (Arc::clone(&name), text))
        .collect();
    for found in &mut report.diagnostics {
        found.primary.file = Some(Arc::clone(&name));
    }
    error
}

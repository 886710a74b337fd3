//! What stands on the disk: the draft's file and the names of what stands beside it.

use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::check::place;
use crate::diagnostic::{Diagnostic, Report};
use crate::draft::{Format, MAX_INPUT_BYTES, Reading, ScenarioDraft, read};
use crate::files;

use super::open::OpenError;
use super::record::hash_of;

/// What the system says of a file; when it stays the same, so does the content.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    /// Tells files apart that took each other's place.
    identity: [i64; 4],
}

impl Stamp {
    fn of(found: &Metadata) -> Self {
        Self {
            length: found.len(),
            modified: found.modified().ok(),
            identity: identity(found),
        }
    }

    /// Returns the stamp of the file at a path; none when there is no file.
    pub(super) fn at(path: &Path) -> Option<Self> {
        fs::metadata(path).ok().map(|found| Self::of(&found))
    }
}

#[cfg(unix)]
fn identity(found: &Metadata) -> [i64; 4] {
    use std::os::unix::fs::MetadataExt;
    [
        found.dev().cast_signed(),
        found.ino().cast_signed(),
        found.ctime(),
        found.ctime_nsec(),
    ]
}

#[cfg(not(unix))]
fn identity(_found: &Metadata) -> [i64; 4] {
    [0; 4]
}

/// A draft as its file holds it.
#[derive(Debug, Clone)]
pub(super) struct OnDisk {
    pub(super) draft: ScenarioDraft,
    pub(super) problems: Vec<Diagnostic>,
    pub(super) hash: String,
    pub(super) stamp: Stamp,
}

/// Why there is no draft at a path.
#[derive(Debug)]
pub(super) enum NoDraft {
    /// There is no file.
    Gone(OpenError),
    /// It cannot be read, or is no document.
    Refused(OpenError),
}

/// Reads the bytes of a regular file with its stamp.
pub(super) fn bytes(path: &Path) -> Result<(Vec<u8>, Stamp), NoDraft> {
    let refused = |error: &io::Error| {
        let found = files::unreadable(error, &path.to_string_lossy());
        let failed = OpenError::of(*found);
        if error.kind() == io::ErrorKind::NotFound {
            NoDraft::Gone(failed)
        } else {
            NoDraft::Refused(failed)
        }
    };
    // Taken first: a change that comes while we read shows as another stamp later.
    let found = fs::metadata(path).map_err(|error| refused(&error))?;
    if !found.is_file() && !found.is_dir() {
        // A pipe would make us wait for ever.
        return Err(refused(&io::Error::other("it is no regular file")));
    }
    match files::read(path, MAX_INPUT_BYTES) {
        Ok(bytes) => Ok((bytes, Stamp::of(&found))),
        Err(found) => Err(NoDraft::Refused(OpenError::of(*found))),
    }
}

/// Reads the draft at a path.
pub(super) fn draft(path: &Path, format: Format) -> Result<OnDisk, NoDraft> {
    let (bytes, stamp) = bytes(path)?;
    let name: Arc<str> = Arc::from(path.to_string_lossy());
    let Reading {
        source,
        draft,
        mut problems,
    } = read(&bytes, format);
    if let Some(draft) = &draft {
        place(draft, source.as_ref(), &mut problems);
    }
    for problem in &mut problems {
        if problem.primary.entity.is_empty() {
            "scenario".clone_into(&mut problem.primary.entity);
        }
    }
    if let Some(draft) = draft {
        return Ok(OnDisk {
            draft,
            problems,
            hash: hash_of(&bytes),
            stamp,
        });
    }
    for problem in &mut problems {
        problem.primary.file = Some(Arc::clone(&name));
    }
    let mut report = Report {
        diagnostics: problems,
        ..Report::default()
    };
    let text = source.map(|source| (name, source.text));
    report.texts.extend(text);
    Err(NoDraft::Refused(OpenError {
        report: Box::new(report),
    }))
}

/// Returns the path of what stands beside a draft.
pub(super) fn beside(draft: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(draft.file_name().unwrap_or_default());
    name.push(ending);
    draft.with_file_name(name)
}

/// Returns the draft that a journal stands beside; none when the name is not that of a journal.
pub(super) fn draft_of_journal(journal: &Path) -> Option<PathBuf> {
    let name = journal.file_name()?.to_str()?;
    let name = name.strip_prefix('.')?.strip_suffix(JOURNAL)?;
    (!name.is_empty()).then(|| journal.with_file_name(name))
}

/// How the names of journals end.
pub(super) const JOURNAL: &str = ".journal";

/// How the names of locks end.
pub(super) const LOCK: &str = ".lock";

/// Returns a name that nothing has yet: the path with an ending, and a number where needed.
pub(super) fn free_name(path: &Path, ending: &str) -> PathBuf {
    let with = |ending: &str| {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(ending);
        path.with_file_name(name)
    };
    let mut free = with(ending);
    let mut number = 2_u32;
    while fs::symlink_metadata(&free).is_ok() && number < u32::MAX {
        free = with(&format!("{ending}.{number}"));
        number += 1;
    }
    free
}

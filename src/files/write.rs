//! Replacing a file at once.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::why;

/// Signals, for a writer that must not be ended between its parts.
pub trait Signals {
    /// Makes signals wait.
    fn hold(&self);

    /// Lets signals act again.
    fn release(&self);

    /// Returns the signal that came, if one did.
    fn pending(&self) -> Option<i32>;
}

/// No signals: who writes sees to them itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoSignals;

impl Signals for NoSignals {
    fn hold(&self) {}

    fn release(&self) {}

    fn pending(&self) -> Option<i32> {
        None
    }
}

/// Why a file was not written. What stood there before is untouched.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The system refused.
    #[error("{}", refusal(.0))]
    Io(#[from] io::Error),
    /// A signal came before the file was complete.
    #[error("interrupted")]
    Interrupted(i32),
}

/// Says what the system refused when a file was to be written.
fn refusal(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "its folder does not exist".to_owned(),
        _ => why(error),
    }
}

/// While this lives, signals wait.
struct Held<'a>(&'a dyn Signals);

impl<'a> Held<'a> {
    fn new(signals: &'a dyn Signals) -> Self {
        signals.hold();
        Self(signals)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.release();
    }
}

/// Replaces a file by new content at once: written beside, synced, renamed.
///
/// Symbolic links are followed and permissions kept. What is no regular file, such as a pipe, is
/// written in place.
///
/// # Errors
/// When the system refuses or a signal comes first; what stood there is then untouched.
pub fn write(path: &Path, bytes: &[u8], signals: &dyn Signals) -> Result<(), WriteError> {
    let target = followed(path);
    let existing = fs::metadata(&target).ok();
    if existing.as_ref().is_some_and(|found| !found.is_file()) {
        if existing.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(io::Error::from(io::ErrorKind::IsADirectory).into());
        }
        File::options()
            .write(true)
            .open(&target)?
            .write_all(bytes)?;
        return Ok(());
    }
    if existing
        .as_ref()
        .is_some_and(|found| found.permissions().readonly())
    {
        return Err(io::Error::from(io::ErrorKind::PermissionDenied).into());
    }
    let folder = folder_of(&target);
    // Declared first, so that it is dropped after the temporary file, whose drop removes it.
    let _held = Held::new(signals);
    let mut beside = new_file_in(folder)?;
    for chunk in bytes.chunks(1 << 20) {
        beside.write_all(chunk)?;
        if let Some(signal) = signals.pending() {
            return Err(WriteError::Interrupted(signal));
        }
    }
    if let Some(existing) = existing {
        beside.as_file().set_permissions(existing.permissions())?;
    }
    beside.as_file().sync_all()?;
    if let Some(signal) = signals.pending() {
        return Err(WriteError::Interrupted(signal));
    }
    beside.persist(&target).map_err(|error| error.error)?;
    // The rename itself is durable only once the folder is; not every system can do that.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
}

/// Returns the folder that a file is in.
#[must_use]
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Returns the file that a path leads to, also where a link leads to one that is still to be made.
#[must_use]
pub fn followed(path: &Path) -> PathBuf {
    fs::canonicalize(path)
        .or_else(|_| fs::read_link(path).map(|to| path.with_file_name("").join(to)))
        .unwrap_or_else(|_| path.to_owned())
}

/// Tells whether two paths lead to the same file.
#[must_use]
pub fn same_file(a: &Path, b: &Path) -> bool {
    a == b || fs::canonicalize(a).is_ok_and(|a| fs::canonicalize(b).is_ok_and(|b| a == b))
}

/// Makes a new file of a passing name, which is removed unless it is given a name to keep.
///
/// # Errors
/// When the system refuses.
#[cfg(unix)]
pub fn new_file_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    // As any program creates files; the umask takes away what the user does not want.
    tempfile::Builder::new()
        .prefix(".gatewright-")
        .permissions(fs::Permissions::from_mode(0o666))
        .tempfile_in(folder)
}

/// Makes a new file of a passing name, which is removed unless it is given a name to keep.
///
/// # Errors
/// When the system refuses.
#[cfg(not(unix))]
pub fn new_file_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new()
        .prefix(".gatewright-")
        .tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// A signal that has come, or none.
    #[derive(Default)]
    struct Came {
        signal: Option<i32>,
        held: Cell<i32>,
    }

    impl Signals for Came {
        fn hold(&self) {
            self.held.set(self.held.get() + 1);
        }

        fn release(&self) {
            self.held.set(self.held.get() - 1);
        }

        fn pending(&self) -> Option<i32> {
            assert_eq!(self.held.get(), 1, "signals wait");
            self.signal
        }
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_signal_while_writing_leaves_what_was_there_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.json");
        fs::write(&file, "old").unwrap();
        let signals = Came {
            signal: Some(15),
            ..Came::default()
        };
        let result = write(&file, &vec![b'n'; 3 << 20], &signals);
        assert!(matches!(result, Err(WriteError::Interrupted(15))));
        assert_eq!(fs::read(&file).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["x.json"]);
        assert_eq!(signals.held.get(), 0, "signals act again");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_permissions_kept() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("real"), "old").unwrap();
        fs::set_permissions(at("real"), fs::Permissions::from_mode(0o640)).unwrap();
        symlink("real", at("link")).unwrap();
        symlink("later", at("dangling")).unwrap();
        for link in ["link", "dangling"] {
            write(&at(link), b"new", &NoSignals).unwrap();
            assert!(fs::symlink_metadata(at(link)).unwrap().is_symlink());
        }
        assert_eq!(fs::read(at("real")).unwrap(), b"new");
        assert_eq!(fs::read(at("later")).unwrap(), b"new");
        let mode = fs::metadata(at("real")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        assert_eq!(names(folder.path()), ["dangling", "later", "link", "real"]);
    }

    #[test]
    fn refusals_name_neither_numbers_nor_places_of_the_machine() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        for (path, expected) in [
            (file.join("below"), "a part of its path is not a folder"),
            (folder.path().join("none/x"), "its folder does not exist"),
            (folder.path().to_owned(), "it is a folder"),
        ] {
            let error = write(&path, b"x", &NoSignals).unwrap_err();
            assert_eq!(error.to_string(), expected);
        }
        assert!(same_file(&file, &folder.path().join(".").join("file")));
        assert!(!same_file(&file, folder.path()));
    }
}

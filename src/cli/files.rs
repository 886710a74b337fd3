//! Reading input and writing files so that no half of one is ever seen.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use gatewright::diagnostic::{Code, Diagnostic};
use gatewright::draft::MAX_INPUT_BYTES;

use super::exit::Exit;

/// The path that stands for stdin.
pub(crate) const STDIN: &str = "-";

/// Returns the name under which findings show a path.
pub(crate) fn shown(path: &Path) -> Arc<str> {
    if path == Path::new(STDIN) {
        Arc::from("<stdin>")
    } else {
        Arc::from(path.to_string_lossy())
    }
}

/// Reads a file or stdin, within the limit that every input has.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Box<Diagnostic>> {
    let is_stdin = path == Path::new(STDIN);
    let limit = u64::try_from(MAX_INPUT_BYTES).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    // The size of a file is told as it is; a stream is not read on only to be counted.
    let mut size = None;
    let result = if is_stdin {
        io::stdin().lock().take(limit + 1).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| {
            let metadata = file.metadata()?;
            if metadata.is_dir() {
                return Err(io::ErrorKind::IsADirectory.into());
            }
            size = metadata.is_file().then_some(metadata.len());
            file.take(limit + 1).read_to_end(&mut bytes)
        })
    };
    match result {
        Err(error) => Err(unusable(
            Code::GW0112,
            &format!("cannot read this file: {}", why(&error)),
            cure(&error),
            path,
        )),
        Ok(_) if bytes.len() > MAX_INPUT_BYTES => {
            let size = size.filter(|size| *size > limit).map_or_else(
                || format!("more than {limit} bytes, the limit"),
                |size| format!("{size} bytes, the limit is {limit}"),
            );
            Err(unusable(
                Code::GW0105,
                &format!("the input has {size}"),
                "split the scenario, or move large payloads out with an external packet",
                path,
            ))
        }
        Ok(_) => Ok(bytes),
    }
}

fn unusable(code: Code, message: &str, help: &str, path: &Path) -> Box<Diagnostic> {
    let mut diagnostic = Diagnostic::new(code, "", message)
        .help(help)
        .in_file(shown(path));
    "scenario".clone_into(&mut diagnostic.primary.entity);
    Box::new(diagnostic)
}

/// Returns how a command ends that could not read an input.
pub(crate) fn exit_of(unread: &Diagnostic) -> Exit {
    if unread.code == Code::GW0112 {
        Exit::Unusable
    } else {
        Exit::Findings
    }
}

/// Says in plain words what the system refused.
pub(crate) fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it does not exist".to_owned(),
        io::ErrorKind::PermissionDenied => "you have no permission".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::QuotaExceeded => "your share of the disk is used up".to_owned(),
        io::ErrorKind::FileTooLarge => "the system allows no file of this size".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk cannot be written to".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::NotADirectory => "a part of its path is not a folder".to_owned(),
        io::ErrorKind::AlreadyExists => "a file of this name is there".to_owned(),
        // Without the number and the path that may follow: both differ between machines.
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_owned()
        }
    }
}

fn cure(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            "check the path; `gatewright init` starts a workspace"
        }
        io::ErrorKind::IsADirectory => "name a file; `gatewright check` takes folders too",
        io::ErrorKind::PermissionDenied => "change the permissions of the file or its folder",
        _ => "check the disk and the file",
    }
}

/// Why a file was not written. What stood there before is untouched.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WriteError {
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

/// Signals that come while a file is being written, and wait for it.
///
/// At all other times they end the program at once, as they do by default.
#[derive(Debug)]
pub(crate) struct Interrupts {
    signal: Arc<AtomicUsize>,
    at_once: Arc<AtomicBool>,
}

impl Interrupts {
    /// Makes the usual signals wait while a file is half written.
    pub(crate) fn watch() -> io::Result<Self> {
        let watched = Self {
            signal: Arc::default(),
            at_once: Arc::new(AtomicBool::new(true)),
        };
        for number in [
            signal_hook::consts::SIGINT,
            signal_hook::consts::SIGTERM,
            #[cfg(unix)]
            signal_hook::consts::SIGHUP,
        ] {
            let value = usize::try_from(number).unwrap_or(0);
            signal_hook::flag::register_conditional_default(number, Arc::clone(&watched.at_once))?;
            signal_hook::flag::register_usize(number, Arc::clone(&watched.signal), value)?;
        }
        // Taken, this signal leaves the write itself to fail, so that what was begun is removed.
        #[cfg(unix)]
        signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default())?;
        Ok(watched)
    }

    /// Returns the signal that came, if one did.
    pub(crate) fn pending(&self) -> Option<i32> {
        match self.signal.load(Ordering::SeqCst) {
            0 => None,
            number => i32::try_from(number).ok(),
        }
    }

    /// Makes signals wait until the result is dropped.
    fn hold(&self) -> Held<'_> {
        self.at_once.store(false, Ordering::SeqCst);
        Held(self)
    }
}

/// While this lives, signals wait.
struct Held<'a>(&'a Interrupts);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.at_once.store(true, Ordering::SeqCst);
    }
}

/// Replaces a file by new content at once: written beside, synced, renamed.
///
/// Symbolic links are followed and permissions kept. What is no regular file, such as a pipe, is
/// written in place.
pub(crate) fn write(path: &Path, bytes: &[u8], interrupts: &Interrupts) -> Result<(), WriteError> {
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
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // Declared first, so that it is dropped after the temporary file, whose drop removes it.
    let _held = interrupts.hold();
    let mut beside = new_file_in(folder)?;
    for chunk in bytes.chunks(1 << 20) {
        beside.write_all(chunk)?;
        if let Some(signal) = interrupts.pending() {
            return Err(WriteError::Interrupted(signal));
        }
    }
    if let Some(existing) = existing {
        beside.as_file().set_permissions(existing.permissions())?;
    }
    beside.as_file().sync_all()?;
    if let Some(signal) = interrupts.pending() {
        return Err(WriteError::Interrupted(signal));
    }
    beside.persist(&target).map_err(|error| error.error)?;
    // The rename itself is durable only once the folder is; not every system can do that.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
}

/// Returns the file that a path leads to, also where a link leads to one that is still to be made.
fn followed(path: &Path) -> PathBuf {
    fs::canonicalize(path)
        .or_else(|_| fs::read_link(path).map(|to| path.with_file_name("").join(to)))
        .unwrap_or_else(|_| path.to_owned())
}

/// Tells whether two paths lead to the same file.
pub(crate) fn same_file(a: &Path, b: &Path) -> bool {
    a == b || fs::canonicalize(a).is_ok_and(|a| fs::canonicalize(b).is_ok_and(|b| a == b))
}

#[cfg(unix)]
fn new_file_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    // As any program creates files; the umask takes away what the user does not want.
    tempfile::Builder::new()
        .prefix(".gatewright-")
        .permissions(fs::Permissions::from_mode(0o666))
        .tempfile_in(folder)
}

#[cfg(not(unix))]
fn new_file_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new()
        .prefix(".gatewright-")
        .tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interrupts(signal: usize) -> Interrupts {
        Interrupts {
            signal: Arc::new(AtomicUsize::new(signal)),
            at_once: Arc::new(AtomicBool::new(true)),
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
        let interrupts = interrupts(15);
        let result = write(&file, &vec![b'n'; 3 << 20], &interrupts);
        assert!(matches!(result, Err(WriteError::Interrupted(15))));
        assert_eq!(fs::read(&file).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["x.json"]);
        assert!(
            interrupts.at_once.load(Ordering::SeqCst),
            "signals act again"
        );
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
            write(&at(link), b"new", &interrupts(0)).unwrap();
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
            let error = write(&path, b"x", &interrupts(0)).unwrap_err();
            assert_eq!(error.to_string(), expected);
        }
        assert!(same_file(&file, &folder.path().join(".").join("file")));
        assert!(!same_file(&file, folder.path()));
    }
}

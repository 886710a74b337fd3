//! Reading input and writing files so that no half of one is ever seen.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use gatewright::diagnostic::{Code, Diagnostic};
use gatewright::draft::MAX_INPUT_BYTES;

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

/// Reads a file or stdin, at most a byte more than any input may have.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Box<Diagnostic>> {
    let unreadable = |why: &str, help: &str| {
        let mut diagnostic =
            Diagnostic::new(Code::GW0112, "", format!("cannot read this file: {why}"))
                .help(help)
                .in_file(shown(path));
        "scenario".clone_into(&mut diagnostic.primary.entity);
        Box::new(diagnostic)
    };
    let limit = u64::try_from(MAX_INPUT_BYTES).unwrap_or(u64::MAX) + 1;
    let mut bytes = Vec::new();
    let result = if path == Path::new(STDIN) {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        if path.is_dir() {
            return Err(unreadable(
                "it is a folder",
                "name a file, or use `gatewright check` for folders",
            ));
        }
        File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    match result {
        Ok(_) => Ok(bytes),
        Err(error) => Err(unreadable(&why(&error), cure(&error))),
    }
}

/// Says in plain words what the system refused.
pub(crate) fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it does not exist".to_owned(),
        io::ErrorKind::PermissionDenied => "you have no permission".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        _ => error.to_string(),
    }
}

fn cure(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => "check the path; `gatewright init` starts a workspace",
        io::ErrorKind::PermissionDenied => "change the permissions of the file or its folder",
        _ => "check the disk and the file",
    }
}

/// Why a file was not written. What stood there before is untouched.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WriteError {
    /// The system refused.
    #[error("{}", why(.0))]
    Io(#[from] io::Error),
    /// A signal came before the file was complete.
    #[error("interrupted")]
    Interrupted(i32),
}

/// Signals that came while files are being written.
#[derive(Debug)]
pub(crate) struct Interrupts {
    signal: Arc<AtomicUsize>,
}

impl Interrupts {
    /// From here on the usual signals wait until no half-written file can be left.
    pub(crate) fn watch() -> io::Result<Self> {
        let signal = Arc::new(AtomicUsize::new(0));
        for number in [
            signal_hook::consts::SIGINT,
            signal_hook::consts::SIGTERM,
            signal_hook::consts::SIGHUP,
        ] {
            let value = usize::try_from(number).unwrap_or(0);
            signal_hook::flag::register_usize(number, Arc::clone(&signal), value)?;
        }
        Ok(Self { signal })
    }

    /// Returns the signal that came, if one did.
    pub(crate) fn pending(&self) -> Option<i32> {
        match self.signal.load(Ordering::SeqCst) {
            0 => None,
            number => i32::try_from(number).ok(),
        }
    }
}

/// Replaces a file by new content at once: written beside, synced, renamed.
///
/// Symbolic links are followed and permissions kept. What is no regular file, such as a pipe, is
/// written in place.
pub(crate) fn write(path: &Path, bytes: &[u8], interrupts: &Interrupts) -> Result<(), WriteError> {
    let target: PathBuf = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let existing = fs::metadata(&target).ok();
    if existing.as_ref().is_some_and(|found| !found.is_file()) {
        if existing.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(io::Error::other("it is a folder").into());
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
    // Dropping the temporary file on any way out removes it.
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

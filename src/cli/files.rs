//! Input by its name on the command line, and signals that wait for a file being written.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use gatewright::diagnostic::{Code, Diagnostic};
use gatewright::draft::MAX_INPUT_BYTES;
pub(crate) use gatewright::files::Signals;
pub(crate) use gatewright::files::{WriteError, same_file, why, write};

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
    if path == Path::new(STDIN) {
        gatewright::files::read_stream(io::stdin().lock(), &shown(path), MAX_INPUT_BYTES)
    } else {
        gatewright::files::read(path, MAX_INPUT_BYTES)
    }
}

/// Returns how a command ends that could not read an input.
pub(crate) fn exit_of(unread: &Diagnostic) -> Exit {
    if unread.code == Code::GW0112 {
        Exit::Unusable
    } else {
        Exit::Findings
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
}

impl Signals for Interrupts {
    fn hold(&self) {
        self.at_once.store(false, Ordering::SeqCst);
    }

    fn release(&self) {
        self.at_once.store(true, Ordering::SeqCst);
    }

    fn pending(&self) -> Option<i32> {
        match self.signal.load(Ordering::SeqCst) {
            0 => None,
            number => i32::try_from(number).ok(),
        }
    }
}

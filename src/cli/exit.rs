//! Exit codes, and what happens when gatewright itself is wrong.

use std::io::Write;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::path::Path;
use std::process::ExitCode;

use clap::CommandFactory;
use gatewright::diagnostic::{is_hidden, visible_lines};

/// How a command ended. The output format never changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Nothing at or above the fail level.
    Fine,
    /// Findings at or above the fail level, or a forbidden difference.
    Findings,
    /// A proof that was asked for is missing.
    Unproved,
    /// Usage, configuration, or input or output that cannot be read or written.
    Unusable,
    /// A signal ended it; nothing half-written is left.
    Interrupted(i32),
    /// The workbench ended with this code.
    Code(u8),
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Fine => Self::SUCCESS,
            Exit::Findings => Self::from(1),
            Exit::Unusable => Self::from(2),
            Exit::Unproved => Self::from(3),
            Exit::Code(code) => Self::from(code),
            Exit::Interrupted(signal) => Self::from(u8::try_from(128 + signal).unwrap_or(2)),
        }
    }
}

/// Prints what clap has to say: help on stdout, complaints on stderr.
pub(crate) fn usage(error: &clap::Error) -> Exit {
    // A complaint repeats arguments, and those may be names of files from anywhere.
    let hidden =
        std::env::args_os().any(|argument| argument.to_string_lossy().chars().any(is_hidden));
    // A closed stream leaves nobody to tell.
    let _ = if hidden && error.use_stderr() {
        let plain = error.render().to_string();
        std::io::stderr()
            .lock()
            .write_all(visible_lines(&plain).as_bytes())
    } else {
        error.print()
    };
    if error.use_stderr() {
        Exit::Unusable
    } else {
        Exit::Fine
    }
}

/// Says what can be done, where nothing was asked and there is no terminal to ask in.
pub(crate) fn help() -> Exit {
    let help = super::args::Cli::command().render_help();
    let _ = write!(std::io::stderr().lock(), "{help}");
    Exit::Unusable
}

/// Runs a command; a bug in it becomes exit code 70 with a report file.
pub(crate) fn guarded(command: impl FnOnce() -> Exit) -> ExitCode {
    std::panic::set_hook(Box::new(report));
    match catch_unwind(AssertUnwindSafe(command)) {
        Ok(exit) => exit.into(),
        Err(_) => ExitCode::from(70),
    }
}

/// Writes the report of a bug. It holds no text of any document.
fn report(panic: &PanicHookInfo<'_>) {
    // The workbench tells of work that failed beside it, and stays.
    let thread = std::thread::current();
    let beside = thread
        .name()
        .is_some_and(|name| name.starts_with(gatewright::session::BESIDE));
    if !beside {
        // The words below must not land on a screen that is about to go.
        gatewright::tui::terminal::restore();
    }
    let place = panic
        .location()
        .map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    let path = std::env::temp_dir().join(format!("gatewright-bug-{}.txt", std::process::id()));
    // Names of options only: a value may be a path or a text of the user.
    let options: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned())
        .filter(|argument| argument.starts_with("--"))
        .map(|argument| argument.split('=').next().unwrap_or_default().to_owned())
        .collect();
    let text = format!(
        "gatewright {} on {}\nfailed at {place}\noptions: {}\n\n{}\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        options.join(" "),
        std::backtrace::Backtrace::force_capture(),
    );
    let written = write_new(&path, &text).is_ok();
    if beside {
        return;
    }
    let mut stderr = std::io::stderr().lock();
    let _ = writeln!(
        stderr,
        "gatewright failed at {place}; this is a bug in gatewright"
    );
    if written {
        let _ = writeln!(
            stderr,
            "a report without any text of your documents is in {}",
            path.display()
        );
    }
}

/// Writes a file that does not exist yet, so that nothing put there by others is followed.
fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    std::fs::File::create_new(path)?.write_all(text.as_bytes())
}

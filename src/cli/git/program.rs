//! Running the local `git` program.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::GitError;

/// What a setting of the caller's could change in git's answers.
///
/// Which repository, index and object store are meant stays as it is: git itself tells its hooks
/// and drivers so.
const NOT_INHERITED: [&str; 13] = [
    "GIT_EXTERNAL_DIFF",
    "GIT_DIFF_OPTS",
    "GIT_PAGER",
    "GIT_EDITOR",
    "GIT_ASKPASS",
    "GIT_TRACE",
    "GIT_TRACE_SETUP",
    "GIT_TRACE2",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
    "GIT_MERGE_AUTOEDIT",
    "LANGUAGE",
];

/// Returns a `git` that runs in a folder, in plain English, without network and without waiting.
fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    for name in NOT_INHERITED {
        command.env_remove(name);
    }
    command
        .arg("--no-pager")
        .current_dir(folder)
        .env("LC_ALL", "C")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_LITERAL_PATHSPECS", "1");
    command
}

/// Runs git and returns what it printed, however it ended.
///
/// # Errors
/// When git cannot be started.
pub(super) fn run<S: AsRef<OsStr>>(
    folder: &Path,
    arguments: impl IntoIterator<Item = S>,
) -> Result<Output, GitError> {
    let mut command = command(folder);
    command.args(arguments).stdin(Stdio::null());
    command.output().map_err(|error| unstarted(&error))
}

/// Runs git with a text on its stdin.
///
/// The text must be short: it is written before anything is read.
///
/// # Errors
/// When git cannot be started.
pub(super) fn run_with<S: AsRef<OsStr>>(
    folder: &Path,
    arguments: impl IntoIterator<Item = S>,
    stdin: &str,
) -> Result<Output, GitError> {
    let mut command = command(folder);
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| unstarted(&error))?;
    if let Some(mut stream) = child.stdin.take() {
        // A git that ends early says why on its stderr.
        let _ = stream.write_all(stdin.as_bytes());
    }
    child.wait_with_output().map_err(|error| unstarted(&error))
}

/// Returns what git printed as one line of text, when it ended well.
pub(super) fn line(output: &Output) -> Option<String> {
    let text = std::str::from_utf8(&output.stdout).ok()?;
    output
        .status
        .success()
        .then(|| text.strip_suffix('\n').unwrap_or(text).to_owned())
}

/// Returns what git says went wrong, in its own words.
pub(super) fn complaint(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let first = text.lines().find(|line| !line.trim().is_empty());
    let first = first.unwrap_or("it gives no reason");
    first.strip_prefix("fatal: ").unwrap_or(first).to_owned()
}

fn unstarted(error: &io::Error) -> GitError {
    match error.kind() {
        io::ErrorKind::NotFound => GitError::NotInstalled,
        // An argument with a NUL in it cannot be passed on.
        _ => GitError::Failed(gatewright::files::why(error)),
    }
}

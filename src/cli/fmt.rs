//! `fmt`: drafts in their one form, or in the other format.

use std::path::{Path, PathBuf};

use gatewright::diagnostic::Report;
use gatewright::draft::{Format, ScenarioDraft, read, too_deep, write};

use super::args::FmtArgs;
use super::context::Context;
use super::documents;
use super::exit::Exit;
use super::files::{self, Interrupts, Signals, WriteError};
use super::find;

/// Formats every path; a draft that cannot be read without loss is left alone.
pub(crate) fn run(args: &FmtArgs, context: &Context) -> Exit {
    let interrupts = match Interrupts::watch() {
        Ok(interrupts) => interrupts,
        Err(error) => {
            return context
                .output
                .error(&format!("cannot watch signals: {error}"));
        }
    };
    let mut worst = Exit::Fine;
    let mut unfound = Report::default();
    let paths = find::drafts(&args.paths, &mut unfound);
    if !unfound.diagnostics.is_empty() {
        context.output.findings(&unfound);
        worst = Exit::Unusable;
    }
    for path in &paths {
        worst = worst.max(one(path, args, context, &interrupts));
        if matches!(worst, Exit::Interrupted(_)) {
            break;
        }
    }
    worst
}

fn one(path: &Path, args: &FmtArgs, context: &Context, interrupts: &Interrupts) -> Exit {
    let bytes = match files::read(path) {
        Ok(bytes) => bytes,
        Err(diagnostic) => {
            let exit = files::exit_of(&diagnostic);
            context.output.finding(*diagnostic);
            return exit;
        }
    };
    let from = args.from.unwrap_or_else(|| Format::of_path(path));
    let draft = match whole_draft(path, &bytes, from) {
        Ok(draft) => draft,
        Err(report) => {
            context.output.findings(&report);
            context
                .output
                .note(&format!("`{}` is left as it is", files::shown(path)));
            return Exit::Findings;
        }
    };
    let to = args.to.unwrap_or(from);
    if let Some(problem) = too_deep(&draft, to) {
        context.output.finding(problem.in_file(files::shown(path)));
        return Exit::Findings;
    }
    let text = write(&draft, to);
    if path == Path::new(files::STDIN) {
        if args.check && bytes != text.as_bytes() {
            context.output.note("`<stdin>` would change");
            return Exit::Findings;
        }
        return if args.check {
            Exit::Fine
        } else {
            context.output.text(&text)
        };
    }
    let target = if to == from {
        path.to_owned()
    } else {
        other_file(path, to)
    };
    let unchanged = std::fs::read(&target).is_ok_and(|found| found == text.as_bytes());
    if unchanged {
        return Exit::Fine;
    }
    let shown = target.display();
    if args.check {
        context.output.note(&format!("`{shown}` would change"));
        return Exit::Findings;
    }
    if target != path && target.exists() {
        return context.output.error_with_help(
            &format!("`{shown}` exists and has other content"),
            "remove it first; nothing was written",
        );
    }
    match files::write(&target, text.as_bytes(), interrupts) {
        Ok(()) => {
            context.output.note(&format!("wrote {shown}"));
            interrupts.pending().map_or(Exit::Fine, Exit::Interrupted)
        }
        Err(WriteError::Interrupted(signal)) => Exit::Interrupted(signal),
        Err(error @ WriteError::Io(_)) => context.output.error_with_help(
            &format!("cannot write `{shown}`: {error}"),
            "nothing was changed there",
        ),
    }
}

/// Reads a draft that can be written again without losing anything.
///
/// Parts that are missing are no loss; whatever reading complains about would be one.
pub(crate) fn whole_draft(
    path: &Path,
    bytes: &[u8],
    format: Format,
) -> Result<ScenarioDraft, Box<Report>> {
    let reading = read(bytes, format);
    if reading.problems.is_empty()
        && let Some(draft) = reading.draft
    {
        return Ok(draft);
    }
    Err(Box::new(documents::misread(path, reading).1))
}

/// Returns the file beside a draft that holds it in another format.
fn other_file(path: &Path, to: Format) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let middle = if name.contains(".draft.") {
        ".draft"
    } else {
        ""
    };
    path.with_file_name(format!(
        "{}{middle}.{}",
        gatewright::files::stem(path),
        to.name()
    ))
}

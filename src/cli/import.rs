//! `import`: from a spec to a draft to go on with.

use std::path::Path;

use gatewright::check::Options;
use gatewright::diagnostic::FailLevel;
use gatewright::draft::{Format, import, lower, too_deep, write};

use super::args::ImportArgs;
use super::context::Context;
use super::documents;
use super::exit::Exit;
use super::files::{self, Interrupts, WriteError};
use super::fmt::whole_draft;

/// Reads a spec and writes the draft that lowers to it.
pub(crate) fn run(args: &ImportArgs, context: &Context) -> Exit {
    let bytes = match files::read(&args.spec) {
        Ok(bytes) => bytes,
        Err(diagnostic) => {
            let exit = files::exit_of(&diagnostic);
            context.output.finding(*diagnostic);
            return exit;
        }
    };
    let from = args.from.unwrap_or_else(|| Format::of_path(&args.spec));
    let to = args
        .to
        .unwrap_or_else(|| args.output.as_deref().map_or(Format::Json, Format::of_path));
    let draft = match whole_draft(&args.spec, &bytes, from) {
        Ok(draft) => draft,
        Err(report) => {
            context.output.findings(&report);
            return Exit::Findings;
        }
    };
    let Ok(spec) = lower(&draft) else {
        let workspace = context.workspace_of(Some(&args.spec));
        let options = Options::default();
        let outcome = documents::outcome(&args.spec, args.from, &workspace.sources, &options);
        if let Ok(outcome) = outcome {
            context.output.findings(&outcome.refusals());
        }
        return Exit::Findings;
    };
    let draft = import(spec);
    if let Some(problem) = too_deep(&draft, to) {
        context
            .output
            .finding(problem.in_file(files::shown(&args.spec)));
        return Exit::Findings;
    }
    let text = write(&draft, to);
    let Some(output) = args
        .output
        .as_deref()
        .filter(|path| *path != Path::new(files::STDIN))
    else {
        return context.output.text(&text);
    };
    let shown = output.display();
    if output.exists() {
        return context.output.error_with_help(
            &format!("`{shown}` exists"),
            "import never overwrites; choose another name",
        );
    }
    let written = Interrupts::watch()
        .map_err(Into::into)
        .and_then(|interrupts| files::write(output, text.as_bytes(), &interrupts));
    match written {
        Ok(()) => check_import(output, to, context),
        Err(WriteError::Interrupted(signal)) => Exit::Interrupted(signal),
        Err(error @ WriteError::Io(_)) => context.output.error_with_help(
            &format!("cannot write `{shown}`: {error}"),
            "choose another place with -o",
        ),
    }
}

/// Says how the new draft fares, so that the author knows where to begin.
fn check_import(output: &Path, format: Format, context: &Context) -> Exit {
    let workspace = context.workspace_of(Some(output));
    let options = Options::default();
    context.output.note(&format!("wrote {}", output.display()));
    if let Ok(outcome) = documents::outcome(output, Some(format), &workspace.sources, &options)
        && FailLevel::Warning.reached(&outcome.report)
    {
        let summary = gatewright::diagnostic::summary(&outcome.report);
        context.output.note(&format!(
            "{summary}; `gatewright check {}` tells more",
            output.display()
        ));
    }
    Exit::Fine
}

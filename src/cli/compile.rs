//! `--compile`: drafts to canonical bytes.

use std::borrow::Cow;
use std::io::{ErrorKind, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gatewright::check::Options;
use gatewright::compile::{Compiled, stale};
use gatewright::diagnostic::{Code, Diagnostic};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::args::{CompileArgs, Emit};
use super::context::Context;
use super::documents;
use super::exit::Exit;
use super::files::{self, Interrupts, Signals, WriteError};
use super::output::plain;

/// Compiles every draft and reports every draft that does not compile.
pub(crate) fn run(args: &CompileArgs, context: &Context) -> Exit {
    if let Err((problem, help)) = agree(args) {
        return context.output.error_with_help(&problem, help);
    }
    if let Some(folder) = args.out_dir.as_ref().filter(|_| !args.check)
        && let Err(error) = std::fs::create_dir_all(folder)
    {
        let why = files::why(&error);
        return context.output.error_with_help(
            &format!("cannot make the folder `{}`: {why}", folder.display()),
            "choose another folder",
        );
    }
    let progress = progress(args);
    let mut worst = Exit::Fine;
    let mut interrupts = None;
    for path in &args.compile {
        progress.set_message(files::shown(path).to_string());
        let exit = one(path, args, context, &mut interrupts, &progress);
        progress.inc(1);
        worst = worst.max(exit);
        if matches!(exit, Exit::Interrupted(_)) {
            break;
        }
    }
    progress.finish_and_clear();
    worst
}

/// Refuses arguments that do not go together, before anything is read or written.
fn agree(args: &CompileArgs) -> Result<(), (String, &'static str)> {
    let several = args.compile.len() > 1;
    if several && args.output.is_some() {
        return Err((
            "several drafts do not fit one file".to_owned(),
            "use --out-dir DIR instead of -o",
        ));
    }
    if several && args.out_dir.is_none() && !args.check {
        return Err((
            "several drafts need a folder to write to".to_owned(),
            "add --out-dir DIR",
        ));
    }
    let mut targets = Vec::new();
    for draft in &args.compile {
        let Some(target) = target(draft, args) else {
            if args.check {
                return Err((
                    "there is no file to compare with".to_owned(),
                    "name it with -o FILE",
                ));
            }
            continue;
        };
        if let Some(lost) = args
            .compile
            .iter()
            .find(|draft| files::same_file(draft, &target))
        {
            return Err((
                format!(
                    "`{}` would be overwritten by what it compiles to",
                    lost.display()
                ),
                "choose another place with -o or --out-dir",
            ));
        }
        targets.push(target);
    }
    targets.sort();
    match targets.windows(2).find(|pair| pair[0] == pair[1]) {
        None => Ok(()),
        Some(pair) => Err((
            format!("two drafts would write `{}`", pair[0].display()),
            "rename one of them",
        )),
    }
}

/// A bar on a terminal when there is something to wait for, else nothing.
fn progress(args: &CompileArgs) -> ProgressBar {
    if args.compile.len() < 2 || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("compiling {pos}/{len} {wide_msg}");
    let bar = ProgressBar::new(u64::try_from(args.compile.len()).unwrap_or(u64::MAX));
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn one(
    path: &Path,
    args: &CompileArgs,
    context: &Context,
    interrupts: &mut Option<Interrupts>,
    progress: &ProgressBar,
) -> Exit {
    let workspace = context.workspace_of(Some(path));
    if workspace.is_broken() {
        progress.suspend(|| context.output.findings(&workspace.report));
        return Exit::Unusable;
    }
    let options = Options {
        refusals_only: true,
        ..Options::default()
    };
    let outcome = documents::outcome(path, args.from, &workspace.sources, &options);
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(diagnostic) => {
            let exit = files::exit_of(&diagnostic);
            progress.suspend(|| context.output.finding(*diagnostic));
            return exit;
        }
    };
    let Some(compiled) = &outcome.compiled else {
        progress.suspend(|| context.output.findings(&outcome.refusals()));
        return Exit::Findings;
    };
    let exit = if args.check {
        compare(path, args, compiled, context, progress)
    } else {
        let bytes = content(compiled, args.emit, path);
        match target(path, args) {
            None => context.output.bytes(&bytes),
            Some(file) => store(&file, &bytes, context, interrupts, progress),
        }
    };
    if exit == Exit::Fine && args.emit == Emit::Spec {
        let line = format!("{} sha256:{}", compiled.spec.scenario_id, compiled.hash);
        progress.suspend(|| context.output.note(&line));
    }
    if args.compile.len() == 1 {
        // The process ends here; giving back a large draft piece by piece is time for nothing.
        std::mem::forget(outcome);
    }
    exit
}

/// Returns the file that a draft is written to or compared with; none for stdout.
fn target(path: &Path, args: &CompileArgs) -> Option<PathBuf> {
    if let Some(file) = &args.output {
        return (file != Path::new(files::STDIN)).then(|| file.clone());
    }
    let is_stdin = path == Path::new(files::STDIN);
    let ending = match args.emit {
        Emit::Spec => "spec.json",
        Emit::Hash => "sha256",
        Emit::Json => "json",
    };
    let stem = if is_stdin {
        "stdin".to_owned()
    } else {
        gatewright::files::stem(path)
    };
    let name = format!("{stem}.{ending}");
    match &args.out_dir {
        Some(folder) => Some(folder.join(name)),
        None if args.check && !is_stdin => Some(path.with_file_name(name)),
        None => None,
    }
}

fn content<'c>(compiled: &'c Compiled, emit: Emit, path: &Path) -> Cow<'c, [u8]> {
    match emit {
        Emit::Spec => Cow::Borrowed(&compiled.bytes),
        Emit::Hash => Cow::Owned(format!("{}\n", compiled.hash).into_bytes()),
        Emit::Json => {
            let summary = json!({
                "draft": &*files::shown(path),
                "scenario_id": compiled.spec.scenario_id,
                "spec_version": compiled.spec.spec_version,
                "sha256": compiled.hash.to_string(),
                "bytes": compiled.bytes.len(),
            });
            Cow::Owned(format!("{}\n", plain(&summary.to_string())).into_bytes())
        }
    }
}

fn store(
    file: &Path,
    bytes: &[u8],
    context: &Context,
    interrupts: &mut Option<Interrupts>,
    progress: &ProgressBar,
) -> Exit {
    let watched = match interrupts.take().map_or_else(Interrupts::watch, Ok) {
        Ok(watched) => interrupts.insert(watched),
        Err(error) => {
            return context
                .output
                .error(&format!("cannot watch signals: {error}"));
        }
    };
    let shown = file.display();
    match files::write(file, bytes, watched) {
        Ok(()) => watched.pending().map_or(Exit::Fine, Exit::Interrupted),
        Err(WriteError::Interrupted(signal)) => {
            progress.suspend(|| {
                context
                    .output
                    .note(&format!("interrupted; `{shown}` is as it was"));
            });
            Exit::Interrupted(signal)
        }
        Err(error @ WriteError::Io(_)) => progress.suspend(|| {
            context.output.error_with_help(
                &format!("cannot write `{shown}`: {error}"),
                "nothing was changed there; choose another place with -o or --out-dir",
            )
        }),
    }
}

/// Compares with the file on disk instead of writing it.
fn compare(
    path: &Path,
    args: &CompileArgs,
    compiled: &Compiled,
    context: &Context,
    progress: &ProgressBar,
) -> Exit {
    // Without a file to compare with, nothing was compiled.
    let Some(file) = target(path, args) else {
        return Exit::Unusable;
    };
    let wanted = content(compiled, args.emit, path);
    let name = file.to_string_lossy();
    let draft: Arc<str> = files::shown(path);
    let (problem, exit) = match std::fs::read(&file) {
        Ok(found) if found == *wanted => return Exit::Fine,
        Ok(found) if args.emit == Emit::Spec => {
            let finding = stale(compiled, &draft, &name, &found);
            progress.suspend(|| finding.into_iter().for_each(|f| context.output.finding(f)));
            return Exit::Findings;
        }
        Ok(_) => (format!("`{name}` does not match its draft"), Exit::Findings),
        Err(error) => (
            format!(
                "`{name}` cannot be compared with its draft: {}",
                files::why(&error)
            ),
            // A file that is not there differs; one that cannot be read says nothing.
            match error.kind() {
                ErrorKind::NotFound => Exit::Findings,
                _ => Exit::Unusable,
            },
        ),
    };
    let option = match args.emit {
        Emit::Spec => "",
        Emit::Hash => " --emit hash",
        Emit::Json => " --emit json",
    };
    let finding = Diagnostic::new(Code::GW0801, "", problem)
        .parameter(&*name)
        .help(format!("gatewright --compile {draft} -o {name}{option}"));
    let finding = documents::in_file(finding, &draft);
    progress.suspend(|| context.output.finding(finding));
    exit
}

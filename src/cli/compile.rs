//! `--compile`: drafts to canonical bytes.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gatewright::check::Options;
use gatewright::compile::{Compiled, stale};
use gatewright::diagnostic::{Code, Diagnostic};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::args::{CompileArgs, Emit};
use super::context::Context;
use super::documents::{self, spec_beside, stem};
use super::exit::Exit;
use super::files::{self, Interrupts, WriteError};

/// Compiles every draft and reports every draft that does not compile.
pub(crate) fn run(args: &CompileArgs, context: &Context) -> Exit {
    let several = args.compile.len() > 1;
    if several && args.output.is_some() {
        return context.output.error_with_help(
            "several drafts do not fit one file",
            "use --out-dir DIR instead of -o",
        );
    }
    if several && args.out_dir.is_none() && !args.check && args.emit == Emit::Spec {
        return context.output.error_with_help(
            "several drafts need a folder to write to",
            "add --out-dir DIR",
        );
    }
    if let Some(twice) = same_target(args) {
        return context.output.error_with_help(
            &format!("two drafts would write `{}`", twice.display()),
            "rename one of them",
        );
    }
    if let Some(folder) = args.out_dir.as_ref().filter(|_| !args.check)
        && let Err(error) = std::fs::create_dir_all(folder)
    {
        return context.output.error(&format!(
            "cannot make the folder `{}`: {}",
            folder.display(),
            files::why(&error)
        ));
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

/// Returns a target that two drafts would write.
fn same_target(args: &CompileArgs) -> Option<PathBuf> {
    let mut targets: Vec<PathBuf> = args
        .compile
        .iter()
        .filter_map(|path| target(path, args))
        .collect();
    targets.sort();
    targets
        .windows(2)
        .find(|pair| pair[0] == pair[1])
        .map(|pair| pair[0].clone())
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
    let outcome = documents::outcome(path, args.from, &workspace.sources, &Options::default());
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(diagnostic) => {
            progress.suspend(|| context.output.finding(*diagnostic));
            return Exit::Unusable;
        }
    };
    let Some(compiled) = &outcome.compiled else {
        progress.suspend(|| context.output.findings(&outcome.refusals()));
        return Exit::Findings;
    };
    let exit = if args.check {
        compare(path, args, compiled, context)
    } else {
        let content = content(compiled, args.emit, path);
        match target(path, args) {
            None => context.output.bytes(&content),
            Some(file) => store(&file, &content, context, interrupts),
        }
    };
    if exit == Exit::Fine && args.emit == Emit::Spec {
        let line = format!("{} sha256:{}", compiled.spec.scenario_id, compiled.hash);
        progress.suspend(|| context.output.note(&line));
    }
    exit
}

/// Returns the file that a draft is written to; none for stdout.
fn target(path: &Path, args: &CompileArgs) -> Option<PathBuf> {
    if let Some(file) = &args.output {
        return (file != Path::new(files::STDIN)).then(|| file.clone());
    }
    let ending = match args.emit {
        Emit::Spec => "spec.json",
        Emit::Hash => "sha256",
        Emit::Json => "json",
    };
    let name = if path == Path::new(files::STDIN) {
        "stdin".to_owned()
    } else {
        stem(path)
    };
    args.out_dir
        .as_ref()
        .map(|folder| folder.join(format!("{name}.{ending}")))
}

fn content(compiled: &Compiled, emit: Emit, path: &Path) -> Vec<u8> {
    match emit {
        Emit::Spec => compiled.bytes.clone(),
        Emit::Hash => format!("{}\n", compiled.hash).into_bytes(),
        Emit::Json => {
            let summary = json!({
                "draft": &*files::shown(path),
                "scenario_id": compiled.spec.scenario_id,
                "spec_version": compiled.spec.spec_version,
                "sha256": compiled.hash.to_string(),
                "bytes": compiled.bytes.len(),
            });
            format!("{summary}\n").into_bytes()
        }
    }
}

fn store(
    file: &Path,
    content: &[u8],
    context: &Context,
    interrupts: &mut Option<Interrupts>,
) -> Exit {
    let watched = match interrupts.take().map_or_else(Interrupts::watch, Ok) {
        Ok(watched) => interrupts.insert(watched),
        Err(error) => {
            return context
                .output
                .error(&format!("cannot watch signals: {error}"));
        }
    };
    match files::write(file, content, watched) {
        Ok(()) => Exit::Fine,
        Err(WriteError::Interrupted(signal)) => {
            context
                .output
                .note(&format!("interrupted; `{}` is as it was", file.display()));
            Exit::Interrupted(signal)
        }
        Err(error @ WriteError::Io(_)) => context.output.error_with_help(
            &format!("cannot write `{}`: {error}", file.display()),
            "nothing was changed there; choose another place with -o or --out-dir",
        ),
    }
}

/// Compares with the file on disk instead of writing it.
fn compare(path: &Path, args: &CompileArgs, compiled: &Compiled, context: &Context) -> Exit {
    let file = target(path, args).unwrap_or_else(|| spec_beside(path));
    let wanted = content(compiled, args.emit, path);
    let name = file.to_string_lossy();
    let draft: Arc<str> = files::shown(path);
    match std::fs::read(&file) {
        Ok(found) if found == wanted => Exit::Fine,
        Ok(found) => {
            let finding = stale(compiled, &draft, &name, &found).unwrap_or_else(|| {
                Diagnostic::new(
                    Code::GW0801,
                    "",
                    format!("`{name}` does not match its draft"),
                )
                .in_file(Arc::clone(&draft))
            });
            context.output.finding(finding);
            Exit::Findings
        }
        Err(error) => {
            let finding = Diagnostic::new(
                Code::GW0801,
                "",
                format!(
                    "`{name}` cannot be compared with its draft: {}",
                    files::why(&error)
                ),
            )
            .parameter(&*name)
            .help(format!("gatewright --compile {draft} -o {name}"))
            .in_file(draft);
            context.output.finding(finding);
            Exit::Findings
        }
    }
}

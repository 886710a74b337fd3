//! `git merge-driver`: what git calls to merge a draft or a compiled file.
//!
//! Whatever goes wrong here, git keeps all three versions in its index.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use gatewright::diagnostic::visible;
use gatewright::draft::{Conflict, Format, read};
use gatewright::files::{NoSignals, stem};
use gatewright::review::merge::{Versions, merge_drafts, merge_specs, semantic_conflicts};
use gatewright::sources::Sources;

use super::super::context::Context;
use super::super::exit::Exit;
use super::super::files;
use super::args::MergeArgs;
use super::program;
use super::shell::quoted;

/// The three versions as git hands them over.
struct Handed {
    base: Vec<u8>,
    ours: Vec<u8>,
    theirs: Vec<u8>,
}

impl Handed {
    fn versions(&self) -> Versions<'_> {
        Versions {
            base: &self.base,
            ours: &self.ours,
            theirs: &self.theirs,
        }
    }
}

/// Merges into the file of our version.
pub(super) fn merge(args: &MergeArgs, context: &Context) -> Exit {
    let path = args.path.as_deref().unwrap_or(&args.ours);
    let read = |path: &Path| files::read(path);
    let handed = match (read(&args.base), read(&args.ours), read(&args.theirs)) {
        (Ok(base), Ok(ours), Ok(theirs)) => Handed { base, ours, theirs },
        (Err(unread), ..) | (_, Err(unread), _) | (.., Err(unread)) => {
            context.output.finding(*unread);
            return by_lines(args, path, context, None);
        }
    };
    let loaded = context.workspace_of(Some(path));
    if args.spec {
        return spec(args, path, &handed, &loaded.sources, context);
    }
    let format = Format::of_path(path);
    match merge_drafts(handed.versions(), format, &loaded.sources) {
        Ok(merged) => {
            if let Err(error) = files::write(&args.ours, &merged.text, &NoSignals) {
                return context
                    .output
                    .error(&format!("cannot write the merge: {error}"));
            }
            for conflict in &merged.conflicts {
                context.output.note(&told(path, conflict));
            }
            for problem in &merged.problems {
                let path = path.display();
                context
                    .output
                    .note(&format!("conflict in {path}: {problem}"));
            }
            if merged.conflicts.is_empty() && merged.problems.is_empty() {
                return Exit::Fine;
            }
            let name = quoted(&path.display().to_string());
            context.output.note(&format!(
                "help: the file is a draft that holds both sides; `gatewright {name}` offers both \
                 for each conflict, then: git add {name}"
            ));
            Exit::Findings
        }
        Err(doubt) => {
            let path_shown = path.display();
            context.output.note(&format!(
                "{path_shown} is merged by lines and not by entity: {doubt}"
            ));
            by_lines(args, path, context, Some((&handed, &loaded.sources)))
        }
    }
}

fn told(path: &Path, conflict: &Conflict) -> String {
    let path = path.display();
    let Conflict { address, field, .. } = conflict;
    let what = match (field.as_str(), &conflict.mine, &conflict.theirs) {
        ("", None, _) => "we took it out, they changed it".to_owned(),
        ("", _, None) => "they took it out, we changed it".to_owned(),
        _ => format!("both sides changed `{field}`"),
    };
    format!("conflict in {path} at `{address}`: {what}")
}

/// Merges compiled files; our version stays where there is no merged scenario.
fn spec(
    args: &MergeArgs,
    path: &Path,
    handed: &Handed,
    sources: &Sources,
    context: &Context,
) -> Exit {
    match merge_specs(handed.versions(), sources) {
        Ok(bytes) => match files::write(&args.ours, &bytes, &NoSignals) {
            Ok(()) => Exit::Fine,
            Err(error) => context
                .output
                .error(&format!("cannot write the merge: {error}")),
        },
        Err(why) => {
            let shown = path.display();
            context.output.note(&format!(
                "{shown} is not merged and stays as ours: {}",
                visible(&why)
            ));
            let draft = quoted(&draft_of(path, context).display().to_string());
            let spec = quoted(&shown.to_string());
            context.output.note(&format!(
                "help: resolve the draft first, then: gatewright --compile {draft} -o {spec} && git add {spec}"
            ));
            Exit::Findings
        }
    }
}

/// Returns the draft that a spec is compiled from, in the format that is there.
fn draft_of(spec: &Path, context: &Context) -> PathBuf {
    let ron = spec.with_file_name(format!("{}.draft.ron", stem(spec)));
    if context.folder().join(&ron).exists() {
        return ron;
    }
    gatewright::files::draft_beside(spec)
}

/// Has git merge the lines, as it does without a driver.
///
/// Lines that merge without a conflict are still read as a draft, where the versions are known.
fn by_lines(
    args: &MergeArgs,
    path: &Path,
    context: &Context,
    known: Option<(&Handed, &Sources)>,
) -> Exit {
    let size = format!("--marker-size={}", args.marker_size);
    let options = [
        "merge-file",
        "-L",
        "ours",
        "-L",
        "base",
        "-L",
        "theirs",
        &size,
        "--",
    ];
    let files = [&args.ours, &args.base, &args.theirs];
    let files = files.map(|file| file.clone().into_os_string());
    let arguments = options.map(OsString::from).into_iter().chain(files);
    let merged = match program::run(context.folder(), arguments) {
        Ok(merged) => merged,
        Err(error) => {
            return context
                .output
                .error_with_help(&error.to_string(), &error.help());
        }
    };
    let shown = path.display();
    if !merged.status.success() {
        if merged.status.code().is_none_or(|code| code > 127) {
            let why = program::complaint(&merged);
            context
                .output
                .note(&format!("{shown} is not merged and stays as ours: {why}"));
        }
        return Exit::Findings;
    }
    let Some((handed, sources)) = known else {
        return Exit::Fine;
    };
    let format = Format::of_path(path);
    let [base, ours, theirs] = [&handed.base, &handed.ours, &handed.theirs].map(|bytes| {
        let reading = read(bytes, format);
        reading.draft.filter(|_| reading.problems.is_empty())
    });
    let (Some(ours), Some(theirs)) = (ours, theirs) else {
        // Lines of a file that was no draft before are git's alone.
        return Exit::Fine;
    };
    let problems = match files::read(&args.ours).map(|bytes| read(&bytes, format)) {
        Err(unread) => vec![unread.message.clone()],
        Ok(reading) => match (reading.draft, reading.problems.first()) {
            (Some(merged), None) => {
                let base = base.unwrap_or_default();
                semantic_conflicts(&base, &ours, &theirs, &merged, sources)
            }
            (_, problem) => vec![problem.map_or_else(String::new, |one| one.message.clone())],
        },
    };
    for problem in &problems {
        context
            .output
            .note(&format!("conflict in {shown}: {problem}"));
    }
    if problems.is_empty() {
        Exit::Fine
    } else {
        Exit::Findings
    }
}

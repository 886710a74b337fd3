//! `review`: the packet that a reviewer signs.

pub(crate) mod args;

use std::path::{Path, PathBuf};

use gatewright::diagnostic::Report;
use gatewright::files::WriteError;
use gatewright::review::Approvals;
use gatewright::review::packet::{Base, Layout, Request, Reviewed, packet};

use super::context::Context;
use super::diff::approvals_so_far;
use super::diff::side::{Reading, Ready, told, unread};
use super::diff::source::{Git, Source, Trouble, versions};
use super::exit::Exit;
use super::files::{self, Interrupts};
use super::git::GitError;
use args::ReviewArgs;

/// What the scenario is compared with, as far as it is there.
enum Other {
    None,
    Absent(String),
    There(Box<Ready>, Report),
}

/// Writes the packet of one scenario.
pub(crate) fn run(args: &ReviewArgs, context: &Context) -> Exit {
    match written(args, context) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn written(args: &ReviewArgs, context: &Context) -> Result<Exit, Exit> {
    let git = Git::of(context);
    let (source, base) =
        versions(&args.spec, args.base.as_deref()).map_err(|trouble| told(trouble, context))?;
    usable(args, [Some(&source), base.as_ref()], context)?;
    // Both are tried, so that what is wrong with either is told at once.
    let new = ready(&source, "the scenario", args, &git, context);
    let other = base.map_or(Ok(Other::None), |base| other(&base, args, &git, context));
    let approvals = args.approvals.as_deref();
    let approvals: Option<Approvals> = approvals
        .map(|file| approvals_so_far(file, context))
        .transpose()?;
    let ((new, findings), other) = (new?, other?);
    let Some(side) = new.side() else {
        return Err(Exit::Unusable);
    };
    let base = match &other {
        Other::None => Base::None,
        Other::Absent(place) => Base::Absent(place),
        Other::There(ready, findings) => match ready.side() {
            Some(side) => Base::Version(Reviewed { side, findings }),
            None => return Err(Exit::Unusable),
        },
    };
    let request = Request {
        new: Reviewed {
            side,
            findings: &findings,
        },
        base,
        approvals: approvals.as_ref(),
    };
    let layout = Layout {
        format: args.packet_format(),
        reader: args.packet_reader(),
        max_bytes: args.max_bytes,
        ..Layout::default()
    };
    let text = packet(&request, &layout);
    Ok(match &args.output {
        Some(file) if file != Path::new(files::STDIN) => write(file, &text, context),
        _ => context.output.text(&text),
    })
}

/// Tells what is wrong with the arguments before anything is read.
fn usable(args: &ReviewArgs, sources: [Option<&Source>; 2], context: &Context) -> Result<(), Exit> {
    let error = |text: &str, help: &str| Err(context.output.error_with_help(text, help));
    if let [Some(Source::Stdin), Some(Source::Stdin)] = sources {
        return error(
            "stdin cannot be both versions",
            "name a file for one of them",
        );
    }
    let read = sources
        .into_iter()
        .flatten()
        .filter_map(|source| match source {
            Source::File(path) => Some(path),
            _ => None,
        });
    let read: Vec<&PathBuf> = read.chain(&args.approvals).collect();
    if let Some(folder) = read.iter().find(|path| path.is_dir()) {
        return error(
            &format!(
                "`{}` is a folder, and a review is about one scenario",
                files::shown(folder)
            ),
            "name a draft or a spec in it",
        );
    }
    let Some(output) = &args.output else {
        return Ok(());
    };
    if let Some(lost) = read.iter().find(|path| files::same_file(path, output)) {
        return error(
            &format!(
                "`{}` would be overwritten by its own review",
                files::shown(lost)
            ),
            "choose another place with -o",
        );
    }
    Ok(())
}

fn reading<'a>(name: &'a str, args: &ReviewArgs) -> Reading<'a> {
    Reading {
        name,
        from: args.from,
        checked: true,
    }
}

fn ready(
    source: &Source,
    name: &str,
    args: &ReviewArgs,
    git: &Git,
    context: &Context,
) -> Result<(Ready, Report), Exit> {
    let ready = Ready::of(source, reading(name, args), git, context)?;
    let findings = ready.findings();
    Ok((ready, findings))
}

/// Reads the base; a file that a revision does not have yet is no error, for everything begins.
fn other(source: &Source, args: &ReviewArgs, git: &Git, context: &Context) -> Result<Other, Exit> {
    let name = "the base";
    let bytes = match source.read(git) {
        Ok(bytes) => bytes,
        Err(Trouble::Git(GitError::NoSuchPath { .. })) => {
            return Ok(Other::Absent(source.label().to_string()));
        }
        Err(trouble) => return Err(unread(source, name, trouble, context)),
    };
    let ready = Ready::compiled(source, &bytes, reading(name, args), context)?;
    let findings = ready.findings();
    Ok(Other::There(Box::new(ready), findings))
}

fn write(file: &Path, text: &str, context: &Context) -> Exit {
    let written = Interrupts::watch()
        .map_err(WriteError::from)
        .and_then(|signals| files::write(file, text.as_bytes(), &signals));
    let shown = files::shown(file);
    match written {
        Ok(()) => {
            context.output.note(&format!("wrote {shown}"));
            Exit::Fine
        }
        Err(WriteError::Interrupted(signal)) => Exit::Interrupted(signal),
        Err(error @ WriteError::Io(_)) => context.output.error_with_help(
            &format!("cannot write `{shown}`: {error}"),
            "choose another place with -o",
        ),
    }
}

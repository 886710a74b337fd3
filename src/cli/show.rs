//! `show`: a draft or spec as lines, for people and for git's diffs.

use std::io::{self, Write};
use std::path::Path;

use gatewright::diagnostic::{Diagnostic, visible};
use gatewright::draft::Format;
use gatewright::review::text::{raw_note, show, show_bytes};

use super::context::Context;
use super::exit::Exit;
use super::files;
use super::fmt::whole_draft;
use super::git::{GitError, Operand, Repository, ShowArgs, split_operand};

/// Why a document is not there.
enum Unread {
    File(Box<Diagnostic>),
    Git(GitError),
}

/// Prints the text of a document.
pub(crate) fn run(args: &ShowArgs, context: &Context) -> Exit {
    if args.textconv.is_some() {
        return textconv(&args.file, context);
    }
    let bytes = match read(&args.file, context) {
        Ok(bytes) => bytes,
        Err(Unread::File(unread)) => {
            let exit = files::exit_of(&unread);
            context.output.finding(*unread);
            return exit;
        }
        Err(Unread::Git(error)) => {
            return context
                .output
                .error_with_help(&error.to_string(), &error.help());
        }
    };
    match whole_draft(&args.file, &bytes, Format::of_path(&args.file)) {
        Ok(draft) => context.output.text(&show(&draft)),
        Err(report) => {
            context.output.findings(&report);
            Exit::Findings
        }
    }
}

fn read(file: &Path, context: &Context) -> Result<Vec<u8>, Unread> {
    let repository = || Repository::around(context.folder()).map_err(Unread::Git);
    match split_operand(file, Path::exists) {
        Operand::Stdin | Operand::Path(_) => files::read(file).map_err(Unread::File),
        Operand::InRevision { revision, path } => {
            let read = repository()?.read(&revision, &path);
            read.map_err(Unread::Git)
        }
        Operand::InIndex(path) => repository()?.read_index(&path).map_err(Unread::Git),
    }
}

/// Prints the text of any file; whatever is wrong with it, git goes on.
fn textconv(file: &Path, context: &Context) -> Exit {
    if let Ok(bytes) = files::read(file) {
        let text = show_bytes(&bytes, Format::of_path(file));
        return context.output.bytes(&text);
    }
    // Too large to be read as a draft, or not readable at all.
    let mut stdout = io::stdout().lock();
    let copied = std::fs::File::open(file).and_then(|mut content| {
        stdout.write_all(raw_note("it is larger than a draft may be").as_bytes())?;
        io::copy(&mut content, &mut stdout)
    });
    if let Err(error) = copied {
        // There is nobody left to tell when this fails, too.
        let note = raw_note(&visible(&files::why(&error)));
        let _ = stdout.write_all(note.as_bytes());
    }
    let _ = stdout.flush();
    Exit::Fine
}

//! `init`: a workspace with one working draft.

use std::path::Path;

use super::args::InitArgs;
use super::context::Context;
use super::exit::Exit;
use super::files::{self, Interrupts, WriteError};

/// What a new workspace holds.
const FILES: [(&str, &str); 3] = [
    (
        Context::workspace_file_name(),
        include_str!("init/gatewright.toml"),
    ),
    (
        "drafts/release.draft.json",
        include_str!("init/release.draft.json"),
    ),
    (
        "data-shapes/release-evidence.json",
        include_str!("init/release-evidence.json"),
    ),
];

/// Writes the files of a workspace; when one of them exists, none is written.
pub(crate) fn run(args: &InitArgs, context: &Context) -> Exit {
    // Joined to nothing, names are shown without `./` before them.
    let folder: &Path = if args.folder == Path::new(".") {
        Path::new("")
    } else {
        &args.folder
    };
    if let Some((name, _)) = FILES
        .iter()
        .find(|(name, _)| std::fs::symlink_metadata(folder.join(name)).is_ok())
    {
        return context.output.error_with_help(
            &format!("`{}` exists", folder.join(name).display()),
            "init never overwrites; choose another folder",
        );
    }
    let interrupts = match Interrupts::watch() {
        Ok(interrupts) => interrupts,
        Err(error) => {
            return context
                .output
                .error(&format!("cannot watch signals: {error}"));
        }
    };
    for (name, text) in FILES {
        let path = folder.join(name);
        let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        let written = made
            .map_err(Into::into)
            .and_then(|()| files::write(&path, text.as_bytes(), &interrupts));
        if let Err(error) = written {
            if let WriteError::Interrupted(signal) = error {
                return Exit::Interrupted(signal);
            }
            return context.output.error_with_help(
                &format!("cannot write `{}`: {error}", path.display()),
                "choose another folder",
            );
        }
        context.output.note(&format!("wrote {}", path.display()));
    }
    if let Err(error) = std::fs::create_dir_all(folder.join("contracts")) {
        return context
            .output
            .error(&format!("cannot make `contracts`: {}", files::why(&error)));
    }
    let draft = folder.join(FILES[1].0);
    let draft = draft.display();
    context
        .output
        .note(&format!("try: gatewright check {draft}"));
    context
        .output
        .note(&format!("     gatewright --compile {draft}"));
    Exit::Fine
}

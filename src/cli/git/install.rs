//! `git install`, `git uninstall` and `git check`: settings and attributes come and go.

use std::io;
use std::path::{Path, PathBuf};

use gatewright::files::{NoSignals, WriteError};

use super::super::context::Context;
use super::super::exit::Exit;
use super::super::files;
use super::args::{InstallArgs, ScopeArgs};
use super::attributes::{self, Block, Clash, KINDS};
use super::settings::{self, CACHES, Scope, State};
use super::shell::quoted;
use super::{GitError, Repository, program};

const ATTRIBUTES: &str = ".gitattributes";

/// Why a step cannot be taken.
enum Stop {
    Git(GitError),
    File(String),
}

impl From<GitError> for Stop {
    fn from(error: GitError) -> Self {
        Self::Git(error)
    }
}

impl Stop {
    fn told(self, context: &Context) -> Exit {
        match self {
            Self::Git(error) => context
                .output
                .error_with_help(&error.to_string(), &error.help()),
            Self::File(message) => context.output.error(&message),
        }
    }
}

/// What a command works on.
struct Place<'c> {
    context: &'c Context,
    scope: Scope,
    /// Where git runs.
    folder: PathBuf,
    /// The attributes file; none with settings for all clones.
    attributes: Option<PathBuf>,
}

impl<'c> Place<'c> {
    fn of(args: &ScopeArgs, context: &'c Context) -> Result<Self, Stop> {
        if args.global {
            return Ok(Self {
                context,
                scope: Scope::Global,
                folder: context.folder().to_owned(),
                attributes: None,
            });
        }
        let repository = Repository::around(context.folder())?;
        let root = repository.root().ok_or_else(|| {
            Stop::File("this repository has no files to diff or merge".to_owned())
        })?;
        Ok(Self {
            context,
            scope: Scope::Local,
            folder: root.to_owned(),
            attributes: Some(root.join(ATTRIBUTES)),
        })
    }

    fn print(&self, line: &str) {
        self.context.output.text(&format!("{line}\n"));
    }

    /// Returns the attributes file; nothing where there is none.
    fn read(file: &Path) -> Result<Vec<u8>, Stop> {
        match std::fs::read(file) {
            Ok(text) => Ok(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(Stop::File(format!(
                "cannot read `{ATTRIBUTES}`: {}",
                files::why(&error)
            ))),
        }
    }

    fn write(file: &Path, text: &[u8]) -> Result<(), Stop> {
        match files::write(file, text, &NoSignals) {
            Ok(()) | Err(WriteError::Interrupted(_)) => Ok(()),
            Err(error) => Err(Stop::File(format!("cannot write `{ATTRIBUTES}`: {error}"))),
        }
    }

    /// Asks git which attributes of our files are not ours.
    fn clashes(&self, text: &[u8]) -> Result<Vec<Clash>, Stop> {
        let arguments = ["check-attr", "-z", "diff", "merge", "text", "--"];
        let names = KINDS.map(|kind| kind.example);
        let output = program::run(&self.folder, arguments.into_iter().chain(names))?;
        if !output.status.success() {
            return Err(Stop::Git(GitError::Failed(program::complaint(&output))));
        }
        let installed = attributes::state(text) == Block::Installed;
        Ok(attributes::clashes(&output.stdout, text, installed))
    }

    fn tell(&self, clash: &Clash) {
        let place = clash.line.as_ref().map_or_else(
            || "set outside this file".to_owned(),
            |(number, line)| format!("line {number} of {ATTRIBUTES}: {line}"),
        );
        let Clash { what, value, .. } = clash;
        self.context
            .output
            .note(&format!("{what} is `{value}` here, not ours: {place}"));
    }
}

/// Writes what is missing or stale, and what differs where it is forced.
pub(super) fn install(args: &InstallArgs, context: &Context) -> Exit {
    installed(args, context).unwrap_or_else(|stop| stop.told(context))
}

fn installed(args: &InstallArgs, context: &Context) -> Result<Exit, Stop> {
    let place = Place::of(&args.scope, context)?;
    let Some(command) = program_of(&args.command, context) else {
        return Ok(context.output.error_with_help(
            &format!("there is no program `{}` to call", args.command.display()),
            "name it: gatewright git install --command PATH; git stops at a program that is missing",
        ));
    };
    let mut exit = Exit::Fine;
    let mut changed = false;
    for setting in settings::all() {
        let wanted = setting.value(&command);
        match setting.state(&place.folder, place.scope)? {
            State::Ours(found) if setting.value(&found) == wanted => continue,
            State::Foreign(found) if !args.force => {
                exit = Exit::Findings;
                let key = setting.key;
                context
                    .output
                    .note(&format!("{key} is your own and stays: {found}"));
                continue;
            }
            _ => {}
        }
        setting.write(&place.folder, place.scope, &command)?;
        place.print(&format!("set {}", setting.key));
        changed = true;
    }
    if let Some(file) = &place.attributes {
        let text = Place::read(file)?;
        let clashes = place.clashes(&text)?;
        for clash in &clashes {
            place.tell(clash);
        }
        if !clashes.is_empty() {
            exit = Exit::Findings;
        }
        match attributes::with_block(&text) {
            None => {
                exit = Exit::Findings;
                context.output.note(DAMAGED);
            }
            Some(with) if with == text => {}
            Some(_) if !clashes.is_empty() && !args.force => {}
            Some(with) => {
                Place::write(file, &with)?;
                place.print(&format!("wrote {ATTRIBUTES}; commit it for everyone"));
                changed = true;
            }
        }
    } else {
        context
            .output
            .note("each repository needs its .gitattributes: gatewright git install there");
    }
    if exit == Exit::Findings && !args.force {
        context
            .output
            .note("help: --force replaces what is your own");
    } else if !changed {
        place.print("everything is in place");
    }
    Ok(if args.force { Exit::Fine } else { exit })
}

const DAMAGED: &str = ".gitattributes has only one end of the block of gatewright, or two blocks; \
                       take these lines out by hand first";

/// Takes out what `install` wrote, and nothing else.
pub(super) fn uninstall(args: &ScopeArgs, context: &Context) -> Exit {
    uninstalled(args, context).unwrap_or_else(|stop| stop.told(context))
}

fn uninstalled(args: &ScopeArgs, context: &Context) -> Result<Exit, Stop> {
    let place = Place::of(args, context)?;
    let mut exit = Exit::Fine;
    let mut changed = false;
    for setting in settings::all() {
        match setting.state(&place.folder, place.scope)? {
            State::Missing => continue,
            State::Foreign(found) => {
                let key = setting.key;
                context
                    .output
                    .note(&format!("{key} is your own and stays: {found}"));
                continue;
            }
            State::Ours(_) | State::Stale(_) => {}
        }
        setting.remove(&place.folder, place.scope)?;
        place.print(&format!("removed {}", setting.key));
        changed = true;
    }
    if let Some(file) = &place.attributes {
        for cache in CACHES {
            // Texts that git keeps; there may be none.
            program::run(&place.folder, ["update-ref", "-d", cache])?;
        }
        let text = Place::read(file)?;
        match attributes::without_block(&text) {
            None => {
                exit = Exit::Findings;
                context.output.note(DAMAGED);
            }
            Some(without) if without == text => {}
            Some(without) => {
                if without.is_empty() {
                    std::fs::remove_file(file).map_err(|error| {
                        Stop::File(format!(
                            "cannot remove `{ATTRIBUTES}`: {}",
                            files::why(&error)
                        ))
                    })?;
                } else {
                    Place::write(file, &without)?;
                }
                place.print(&format!("removed the block in {ATTRIBUTES}"));
                changed = true;
            }
        }
    }
    if !changed {
        place.print("nothing of gatewright is set");
    }
    Ok(exit)
}

/// Tells how everything stands.
pub(super) fn check(args: &ScopeArgs, context: &Context) -> Exit {
    checked(args, context).unwrap_or_else(|stop| stop.told(context))
}

fn checked(args: &ScopeArgs, context: &Context) -> Result<Exit, Stop> {
    let place = Place::of(args, context)?;
    let mut fine = true;
    for setting in settings::all() {
        let (word, detail) = match setting.state(&place.folder, place.scope)? {
            State::Ours(command) if !command.is_empty() && !is_there(&command, context) => {
                ("stale", format!(": there is no program {command}"))
            }
            State::Ours(_) => ("installed", String::new()),
            State::Missing => ("missing", String::new()),
            State::Stale(found) => ("stale", format!(": {found}")),
            State::Foreign(found) => ("your own", format!(": {found}")),
        };
        fine &= word == "installed";
        let line = format!("{word:<9}  {}{detail}", setting.key);
        place.print(&gatewright::diagnostic::visible(&line));
    }
    if let Some(file) = &place.attributes {
        let text = Place::read(file)?;
        let word = match attributes::state(&text) {
            Block::Installed => "installed",
            Block::Missing => "missing",
            Block::Stale => "stale",
            Block::Damaged => "damaged",
        };
        fine &= word == "installed";
        place.print(&format!("{word:<9}  {ATTRIBUTES}"));
        for clash in place.clashes(&text)? {
            fine = false;
            place.tell(&clash);
        }
    }
    if fine {
        return Ok(Exit::Fine);
    }
    let scope = place.scope.flag();
    context
        .output
        .note(&format!("help: gatewright git install {scope}"));
    Ok(Exit::Findings)
}

/// Tells whether the program of a setting is where the setting says.
fn is_there(word: &str, context: &Context) -> bool {
    let inner = word
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''));
    let path = inner.map_or(word.to_owned(), |inner| inner.replace(r"'\''", "'"));
    program_of(Path::new(&path), context).is_some()
}

/// Returns a program as git is to call it; none when there is no such program.
#[expect(
    clippy::disallowed_methods,
    reason = "the command line is where the environment is known"
)]
fn program_of(path: &Path, context: &Context) -> Option<String> {
    if path.components().count() > 1 || path.is_absolute() {
        let full = context.folder().join(path);
        return full.is_file().then(|| full.to_str().map(quoted)).flatten();
    }
    let folders = std::env::var_os("PATH")?;
    let name = path.to_str()?;
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&folders)
        .any(|folder| folder.join(&file).is_file() || folder.join(name).is_file())
        .then(|| quoted(name))
}

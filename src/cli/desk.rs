//! Where drafts are opened from: their workspaces, those of late, and what the environment says.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gatewright::diagnostic::Report;
use gatewright::draft::{Format, ScenarioDraft};
use gatewright::files::{spec_beside, stem};
use gatewright::session::file::Opened;
use gatewright::session::{Former, Session, Setting};
use gatewright::tui::Settings;

use super::context::Context;
use super::exit::Exit;
use super::git::{GitError, Operand, Repository, split_operand};

/// How many drafts elsewhere are offered again.
const MAX_RECENT: usize = 20;

/// Opens a draft, or starts one where there is nothing yet.
pub(crate) fn open_or_create(
    path: &Path,
    settings: &Folder,
    context: &Context,
) -> Result<Opened, Exit> {
    let opened = Session::open(path, None, settings.of(path)).or_else(|error| {
        if path.exists() || !is_draft_name(path) {
            return Err(error);
        }
        let session = Session::create(path, ScenarioDraft::begun(stem(path)), settings.of(path))?;
        Ok(Opened {
            session,
            recovery: None,
        })
    });
    opened.map_err(|error| {
        context.output.findings(&Report::clone(&error.report));
        Exit::Unusable
    })
}

pub(crate) fn is_draft_name(path: &Path) -> bool {
    let name = path.to_string_lossy();
    name.ends_with(".draft.json") || name.ends_with(".draft.ron")
}

/// The workspaces of the drafts that are opened, and the list of recent ones.
#[derive(Debug)]
pub(crate) struct Folder {
    context: Context,
}

impl Folder {
    pub(crate) fn new(context: &Context) -> Self {
        Self {
            context: context.clone(),
        }
    }
}

impl Settings for Folder {
    fn of(&self, draft: &Path) -> Setting {
        let loaded = self.context.workspace_of(Some(draft));
        Setting {
            sources: Arc::new(loaded.sources.clone()),
            levels: loaded.levels.clone(),
        }
    }

    fn revision(&self, draft: &Path, name: &str) -> Result<Former, String> {
        former(self.context.folder(), draft, name)
            .map_err(|error| format!("{error}. What helps: {}", error.help()))
    }

    fn remember(&self, draft: &Path) {
        let Some(file) = recent_file() else { return };
        let full = self.context.folder().join(draft);
        let mut list = recent();
        list.retain(|one| *one != full);
        list.insert(0, full);
        list.truncate(MAX_RECENT);
        let lines: Vec<String> = list.iter().map(|path| path.display().to_string()).collect();
        let text = lines.join("\n");
        // Only a convenience: where it cannot be kept, nothing is lost.
        if let Some(folder) = file.parent() {
            let _ = fs::create_dir_all(folder);
        }
        let _ = gatewright::files::write(&file, text.as_bytes(), &gatewright::files::NoSignals);
    }
}

/// Reads a draft as it is in a revision, or the spec beside it; `REVISION:PATH` names another file.
fn former(folder: &Path, draft: &Path, name: &str) -> Result<Former, GitError> {
    // A file of this name is not meant here: only a revision can be.
    let (revision, path) = match split_operand(Path::new(name), |_| false) {
        Operand::InRevision { revision, path } => (revision, Some(path)),
        _ => (name.to_owned(), None),
    };
    if let Some(path) = path {
        return in_revision(folder, &revision, &path);
    }
    // The draft may be in another repository than the current folder.
    let full = folder.join(draft);
    let own = full.parent().unwrap_or(folder);
    let beside = |path: &Path| {
        let name = path.file_name().unwrap_or_default();
        in_revision(own, &revision, Path::new(name))
    };
    match beside(draft) {
        // Where only specs are kept, the spec is what was decided.
        Err(error @ GitError::NoSuchPath { .. }) => beside(&spec_beside(draft)).map_err(|_| error),
        found => found,
    }
}

fn in_revision(folder: &Path, revision: &str, path: &Path) -> Result<Former, GitError> {
    // A complaint names the folder, and no output names absolute paths.
    let repository = Repository::around(folder).map_err(|error| match error {
        GitError::NotARepository(_) => GitError::NotARepository(".".to_owned()),
        GitError::NotTrusted(_) => GitError::NotTrusted(".".to_owned()),
        other => other,
    })?;
    Ok(Former {
        label: format!("{revision}:{}", path.to_string_lossy()),
        bytes: repository.read(revision, path)?,
        format: Format::of_path(path),
    })
}

fn recent_file() -> Option<PathBuf> {
    let state = variable("XDG_STATE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| Some(PathBuf::from(variable("HOME")?).join(".local/state")))?;
    Some(state.join("gatewright").join("recent"))
}

pub(crate) fn recent() -> Vec<PathBuf> {
    let text = recent_file().and_then(|file| fs::read_to_string(file).ok());
    text.unwrap_or_default()
        .lines()
        .take(MAX_RECENT)
        .map(PathBuf::from)
        .collect()
}

/// Tells whether the terminal cannot place text, so that only lines make sense.
pub(crate) fn is_dumb() -> bool {
    variable("TERM").is_none_or(|term| term == "dumb")
}

#[expect(
    clippy::disallowed_methods,
    reason = "the command line reads the environment"
)]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

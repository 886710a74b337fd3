//! From the operands to the documents that are compared, pair by pair.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gatewright::diagnostic::{Diagnostic, Report};
use gatewright::files::stem;

use super::super::context::Context;
use super::super::git::{GitError, Operand, Repository, split_operand};
use super::super::{files, find};
use super::args::Operands;

/// Where one side of a comparison is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum Source {
    Stdin,
    File(PathBuf),
    Revision { revision: String, path: PathBuf },
    Index(PathBuf),
}

/// Why there is nothing to compare.
#[derive(Debug)]
pub(in crate::cli) enum Trouble {
    /// The operands do not go together; what to do about it follows.
    Usage(String, &'static str),
    /// Git does not give what was named.
    Git(GitError),
    /// Folders or files that cannot be read.
    Files(Box<Report>),
}

impl From<GitError> for Trouble {
    fn from(error: GitError) -> Self {
        Self::Git(error)
    }
}

impl From<Box<Diagnostic>> for Trouble {
    fn from(diagnostic: Box<Diagnostic>) -> Self {
        Self::Files(Box::new(Report {
            diagnostics: vec![*diagnostic],
            ..Report::default()
        }))
    }
}

/// What is compared with what.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) pairs: Vec<(Source, Source)>,
    /// Files that only the old folder has.
    pub(super) only_old: Vec<Arc<str>>,
    /// Files that only the new folder has.
    pub(super) only_new: Vec<Arc<str>>,
}

impl Source {
    /// Returns how the source is named: as the user named it.
    pub(in crate::cli) fn label(&self) -> Arc<str> {
        match self {
            Self::Stdin => Arc::from("<stdin>"),
            Self::File(path) => files::shown(path),
            Self::Revision { revision, path } => {
                Arc::from(format!("{revision}:{}", path.to_string_lossy()))
            }
            Self::Index(path) => Arc::from(format!(":{}", path.to_string_lossy())),
        }
    }

    /// Returns the path that tells the format and the workspace; none for stdin.
    pub(in crate::cli) fn path(&self) -> Option<&Path> {
        match self {
            Self::Stdin => None,
            Self::File(path) | Self::Revision { path, .. } | Self::Index(path) => Some(path),
        }
    }

    /// Reads the document.
    pub(in crate::cli) fn read(&self, git: &Git) -> Result<Vec<u8>, Trouble> {
        Ok(match self {
            Self::Stdin => files::read(Path::new(files::STDIN))?,
            Self::File(path) => files::read(path)?,
            Self::Revision { revision, path } => git.open()?.read(revision, path)?,
            Self::Index(path) => git.open()?.read_index(path)?,
        })
    }
}

/// The repository around the current folder, looked for when it is first needed.
#[derive(Debug)]
pub(in crate::cli) struct Git {
    folder: PathBuf,
}

impl Git {
    pub(in crate::cli) fn of(context: &Context) -> Self {
        Self {
            folder: context.folder().to_owned(),
        }
    }

    fn open(&self) -> Result<Repository, GitError> {
        // A complaint names the folder, and no output names absolute paths.
        Repository::around(&self.folder).map_err(|error| match error {
            GitError::NotARepository(_) => GitError::NotARepository(".".to_owned()),
            GitError::NotTrusted(_) => GitError::NotTrusted(".".to_owned()),
            other => other,
        })
    }
}

/// Works out what is compared with what.
pub(super) fn plan(operands: &Operands, git: &Git) -> Result<Plan, Trouble> {
    let split = |text: &Path| split_operand(text, Path::exists);
    let (old, new) = (split(&operands.old), operands.new.as_deref().map(split));
    let (old, new) = match (old, new) {
        (Operand::Stdin, None) => {
            return Err(Trouble::Usage(
                "there is nothing to compare stdin with".to_owned(),
                "name the other side too",
            ));
        }
        (Operand::Stdin, Some(Operand::Stdin)) => {
            return Err(Trouble::Usage(
                "stdin cannot be both sides".to_owned(),
                "name a file for one of them",
            ));
        }
        (old, None) => alone(old),
        (old, Some(new)) => {
            let (same_as_new, same_as_old) = (path_of(&new), path_of(&old));
            (
                source(old, same_as_new.as_deref()),
                source(new, same_as_old.as_deref()),
            )
        }
    };
    let (old_folder, new_folder) = (is_folder(&old, git)?, is_folder(&new, git)?);
    match (old_folder, new_folder) {
        (false, false) => Ok(Plan {
            pairs: vec![(old, new)],
            ..Plan::default()
        }),
        (true, true) => folders(&old, &new, git),
        _ => Err(Trouble::Usage(
            format!(
                "`{}` is a folder and `{}` is a file",
                if old_folder { old.label() } else { new.label() },
                if old_folder { new.label() } else { old.label() },
            ),
            "name two files or two folders",
        )),
    }
}

/// Returns where a document is read from, and where another version of it is.
///
/// The other one may be a revision alone, for the same path.
pub(in crate::cli) fn versions(
    document: &Path,
    other: Option<&Path>,
) -> Result<(Source, Option<Source>), Trouble> {
    let split = |text: &Path| split_operand(text, Path::exists);
    let (document, other) = (split(document), other.map(split));
    let same = path_of(&document);
    if let (Operand::Stdin, Some(Operand::Path(revision))) = (&document, &other)
        && !revision.exists()
        && !looks_like_file(revision)
    {
        let shown = files::shown(revision);
        let problem = format!("`{shown}` names no file, and stdin has no path");
        return Err(Trouble::Usage(problem, "write it as REV:PATH"));
    }
    let other = other.map(|other| source(other, same.as_deref()));
    Ok((source(document, None), other))
}

/// With one operand, a path is compared with HEAD and a revision with the working tree.
fn alone(old: Operand) -> (Source, Source) {
    match old {
        Operand::Path(path) if path.exists() => (
            Source::Revision {
                revision: "HEAD".to_owned(),
                path: path.clone(),
            },
            Source::File(path),
        ),
        Operand::Path(revision) => (
            Source::Revision {
                revision: revision.to_string_lossy().into_owned(),
                path: PathBuf::from("."),
            },
            Source::File(PathBuf::from(".")),
        ),
        Operand::InRevision { revision, path } => (
            Source::Revision {
                revision,
                path: path.clone(),
            },
            Source::File(path),
        ),
        Operand::InIndex(path) => (Source::Index(path.clone()), Source::File(path)),
        Operand::Stdin => (Source::Stdin, Source::Stdin),
    }
}

/// Returns the path that an operand names, for a revision beside it that names none.
fn path_of(operand: &Operand) -> Option<PathBuf> {
    match operand {
        Operand::Stdin => None,
        Operand::Path(path) => path.exists().then(|| path.clone()),
        Operand::InRevision { path, .. } | Operand::InIndex(path) => Some(path.clone()),
    }
}

/// Returns what an operand means beside another one that names `same`.
///
/// Whatever is there is meant as a path, and whatever is not as a revision.
fn source(operand: Operand, same: Option<&Path>) -> Source {
    match (operand, same) {
        (Operand::Stdin, _) => Source::Stdin,
        (Operand::InRevision { revision, path }, _) => Source::Revision { revision, path },
        (Operand::InIndex(path), _) => Source::Index(path),
        (Operand::Path(revision), Some(path))
            if !revision.exists() && !looks_like_file(&revision) =>
        {
            Source::Revision {
                revision: revision.to_string_lossy().into_owned(),
                path: path.to_owned(),
            }
        }
        (Operand::Path(path), _) => Source::File(path),
    }
}

/// Tells whether a path that is not there was meant as a file and not as a revision.
fn looks_like_file(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending == "json" || ending == "ron")
}

fn is_folder(source: &Source, git: &Git) -> Result<bool, Trouble> {
    Ok(match source {
        Source::Stdin | Source::Index(_) => false,
        Source::File(path) => path.is_dir(),
        // What git holds at the path is asked only where a folder could be meant.
        Source::Revision { path, .. } if is_wanted(path) => false,
        Source::Revision { revision, path } => {
            path == Path::new(".") || git.open()?.list(revision, path).is_ok()
        }
    })
}

/// Pairs the scenarios of two folders by their relative paths.
fn folders(old: &Source, new: &Source, git: &Git) -> Result<Plan, Trouble> {
    let (olds, news) = (scenarios(old, git)?, scenarios(new, git)?);
    let keys: BTreeSet<&PathBuf> = olds.keys().chain(news.keys()).collect();
    let mut plan = Plan::default();
    for key in keys {
        match (olds.get(key), news.get(key)) {
            (Some(old), Some(new)) => plan.pairs.push((old.clone(), new.clone())),
            (Some(old), None) => plan.only_old.push(old.label()),
            (None, Some(new)) => plan.only_new.push(new.label()),
            (None, None) => {}
        }
    }
    if olds.is_empty() && news.is_empty() {
        return Err(Trouble::Usage(
            format!("there is no draft and no spec in `{}`", new.label()),
            "name files, or folders with *.draft.json, *.draft.ron or *.spec.json",
        ));
    }
    Ok(plan)
}

/// Returns the scenarios below a folder by their relative path without ending: of a draft and the
/// spec beside it, the draft.
fn scenarios(source: &Source, git: &Git) -> Result<BTreeMap<PathBuf, Source>, Trouble> {
    let (folder, found): (&Path, Vec<Source>) = match source {
        Source::Revision { revision, path } => {
            let listed = git.open()?.list(revision, path)?;
            let of = |path: PathBuf| Source::Revision {
                revision: revision.clone(),
                path,
            };
            let visible = listed.into_iter().filter(|file| is_wanted(file));
            (path, visible.map(of).collect())
        }
        Source::File(path) => {
            let mut report = Report::default();
            let found = find::scenarios(path, &mut report);
            if !report.diagnostics.is_empty() {
                return Err(Trouble::Files(Box::new(report)));
            }
            (path, found.into_iter().map(Source::File).collect())
        }
        Source::Stdin | Source::Index(_) => return Ok(BTreeMap::new()),
    };
    let mut scenarios: BTreeMap<PathBuf, Source> = BTreeMap::new();
    for one in found {
        let Some(path) = one.path() else { continue };
        let below = path.strip_prefix(folder).unwrap_or(path);
        let key = below.with_file_name(stem(path));
        let is_spec = |source: &Source| {
            let name = source.path().and_then(Path::file_name).unwrap_or_default();
            name.to_string_lossy().ends_with(".spec.json")
        };
        if scenarios.get(&key).is_none_or(is_spec) {
            scenarios.insert(key, one);
        }
    }
    Ok(scenarios)
}

/// Tells whether a file is a scenario by its name, and none of its folders is hidden.
fn is_wanted(path: &Path) -> bool {
    let mut parts = path.components().rev();
    let name = parts.next().map(|part| part.as_os_str().to_string_lossy());
    let hidden = parts.any(|part| {
        let part = part.as_os_str().to_string_lossy();
        part.starts_with('.') && part != "." && part != ".."
    });
    !hidden && name.is_some_and(|name| find::is_scenario(&name))
}

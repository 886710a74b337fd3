//! Where a command runs: the current folder, the workspace of a path, its sources.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use gatewright::diagnostic::{Code, Level, Report};
use gatewright::sources::{Sources, WORKSPACE_FILE, Workspace};

use super::args::{Colour, Global};
use super::output::Output;

/// A workspace with everything that it names.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// Contracts, shapes and settings.
    pub(crate) sources: Sources,
    /// What is wrong with them.
    pub(crate) report: Report,
    /// Levels of codes.
    pub(crate) levels: Vec<(Code, Option<Level>)>,
}

impl Loaded {
    /// Tells whether something is wrong that keeps the sources from being used.
    pub(crate) fn is_broken(&self) -> bool {
        self.report
            .diagnostics
            .iter()
            .any(|d| d.level == Level::Error)
    }
}

/// What a command needs to know of its surroundings.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    /// Where it prints.
    pub(crate) output: Output,
    folder: PathBuf,
    workspace: Option<PathBuf>,
    loaded: Arc<Mutex<HashMap<Option<PathBuf>, Arc<Loaded>>>>,
    colour: Colour,
}

impl Context {
    #[expect(
        clippy::disallowed_methods,
        reason = "the command line is where the current folder is known"
    )]
    pub(crate) fn new(global: &Global) -> Self {
        Self {
            output: Output::new(global.color),
            folder: std::env::current_dir().unwrap_or_default(),
            workspace: global.workspace.clone(),
            loaded: Arc::default(),
            colour: global.color,
        }
    }

    /// Returns when colour is wanted.
    pub(crate) const fn colour(&self) -> Colour {
        self.colour
    }

    /// Returns the current folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns a path as seen from the current folder.
    pub(crate) fn near(&self, path: &Path) -> PathBuf {
        self.shown(path)
    }

    /// Returns the workspace file of a draft: found upward from it, else from the current folder.
    pub(crate) fn workspace_file(&self, draft: Option<&Path>) -> Option<PathBuf> {
        self.workspace.clone().or_else(|| {
            let beside = draft.map(|draft| self.folder.join(draft));
            beside
                .as_deref()
                .and_then(Path::parent)
                .and_then(Workspace::discover)
                .or_else(|| Workspace::discover(&self.folder))
        })
    }

    /// Returns the workspace of a draft: found upward from it, else from the current folder.
    pub(crate) fn workspace_of(&self, draft: Option<&Path>) -> Arc<Loaded> {
        let file = self.workspace_file(draft);
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = loaded
            .entry(file.clone())
            .or_insert_with(|| Arc::new(self.load(file.as_deref())));
        Arc::clone(entry)
    }

    /// Returns the workspace of the current folder.
    pub(crate) fn workspace(&self) -> Arc<Loaded> {
        self.workspace_of(None)
    }

    fn load(&self, file: Option<&Path>) -> Loaded {
        let Some(file) = file else {
            return Loaded {
                sources: Sources::builtin(),
                report: Report::default(),
                levels: Vec::new(),
            };
        };
        let (workspace, mut report) = Workspace::open(file);
        let (sources, problems) = Sources::load(&workspace);
        report.merge(problems);
        let root = file.parent().unwrap_or(Path::new(""));
        self.rename_files(&mut report, root);
        report.sort();
        let levels = workspace
            .levels
            .iter()
            .map(|rule| (rule.code, rule.level))
            .collect();
        Loaded {
            sources,
            report,
            levels,
        }
    }

    /// Names the files of a workspace as seen from the current folder.
    fn rename_files(&self, report: &mut Report, root: &Path) {
        let shown = self.shown(root);
        let rename =
            |name: &Arc<str>| -> Arc<str> { Arc::from(shown.join(&**name).to_string_lossy()) };
        for diagnostic in &mut report.diagnostics {
            let related = diagnostic
                .related
                .iter_mut()
                .map(|related| &mut related.place);
            for place in std::iter::once(&mut diagnostic.primary).chain(related) {
                place.file = place.file.as_ref().map(rename);
            }
        }
        report.texts = std::mem::take(&mut report.texts)
            .into_iter()
            .map(|(k, v)| (rename(&k), v))
            .collect();
    }

    /// Returns a path as seen from the current folder, so that no output names absolute paths.
    fn shown(&self, path: &Path) -> PathBuf {
        let full = self.folder.join(path);
        if let Ok(below) = full.strip_prefix(&self.folder) {
            return below.to_owned();
        }
        let above = self
            .folder
            .ancestors()
            .skip(1)
            .position(|above| full.starts_with(above));
        match above.and_then(|steps| {
            let base = self.folder.ancestors().nth(steps + 1)?;
            let rest = full.strip_prefix(base).ok()?;
            Some(
                std::iter::repeat_n("..", steps + 1)
                    .collect::<PathBuf>()
                    .join(rest),
            )
        }) {
            Some(relative) if path.is_absolute() => relative,
            _ => path.to_owned(),
        }
    }

    /// Returns the name of the workspace file that `init` writes.
    pub(crate) const fn workspace_file_name() -> &'static str {
        WORKSPACE_FILE
    }
}

//! The workspace: one optional file that says where everything else is.
//!
//! `gatewright.toml` is searched from a folder upwards. Paths in it are seen from its own folder
//! and are shown as they are written.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::Table;

use super::contracts::{Contracts, Loader};
use super::cure::advise;
use super::data_shapes::DataShapes;
use super::file::{self, FileFault, MAX_INPUT_BYTES, NamedPath, shown_name};
use super::levels::{self, LevelRule};
use super::runtime_config::RuntimeConfig;
use super::settings::{Located, Reader, Section};
use crate::diagnostic::{Code, Diagnostic, Place, Report};

/// Name of the workspace file.
pub const WORKSPACE_FILE: &str = "gatewright.toml";

/// The settings of a workspace file.
const SETTINGS: [&str; 6] = [
    "contracts",
    "data_shapes",
    "runtime_config",
    "levels",
    "keys",
    "theme",
];

/// A file or folder that a workspace or a caller names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The path, seen from the workspace's root.
    pub path: PathBuf,
    /// Where it is named; none when a caller names it.
    pub place: Option<Place>,
    /// Whether it may be missing: true for the usual folders that nobody named.
    pub optional: bool,
}

impl Listed {
    /// Returns a path that must exist and that a caller names.
    pub fn named(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            place: None,
            optional: false,
        }
    }

    fn usual(path: &str) -> Self {
        Self {
            optional: true,
            ..Self::named(path)
        }
    }
}

impl From<Located<String>> for Listed {
    fn from(located: Located<String>) -> Self {
        Self {
            place: Some(located.place),
            ..Self::named(located.value)
        }
    }
}

/// Where the sources are, and how findings and views are set up.
///
/// Callers may add to the lists or replace them before they load the sources.
#[derive(Debug, Clone, Default)]
pub struct Workspace {
    /// The folder that paths are seen from.
    pub root: PathBuf,
    /// Contract files, and folders whose JSON files are contracts.
    pub contracts: Vec<Listed>,
    /// Data shape files, and folders whose JSON files are data shapes.
    pub data_shapes: Vec<Listed>,
    /// The configuration of the server that scenarios are meant for.
    pub runtime_config: Option<Listed>,
    /// Levels of codes, in the order of the file.
    pub levels: Vec<LevelRule>,
    /// Key bindings, as they are in the file.
    pub keys: Table,
    /// Colours, as they are in the file.
    pub theme: Table,
    /// Name and text of the workspace file.
    source: Option<(Arc<str>, Arc<str>)>,
}

impl Workspace {
    /// Returns a workspace without a file: nothing is read until a caller names it.
    pub fn without_file(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            ..Self::default()
        }
    }

    /// Returns the workspace file of a folder: its own, or that of the nearest folder above.
    ///
    /// A relative `start` is followed up to its first part and no further, because what lies above
    /// is not in it.
    pub fn discover(start: &Path) -> Option<PathBuf> {
        start
            .ancestors()
            .map(|folder| folder.join(WORKSPACE_FILE))
            .find(|file| file.exists())
    }

    /// Opens a workspace file, with every setting in it that cannot be used.
    ///
    /// Findings name the file by its last part, seen from the workspace's root as all other paths.
    pub fn open(file: &Path) -> (Self, Report) {
        let root = file.parent().unwrap_or(Path::new("")).to_owned();
        let name = shown_name(Path::new(file.file_name().unwrap_or_default()));
        match read_text(file) {
            Ok(text) => Self::read(&text, &name, root),
            Err(why) => {
                let mut report = Report::default();
                let problem = unreadable("the workspace file", &name, &why);
                report.diagnostics.push(problem);
                (Self::without_file(root), advise(report))
            }
        }
    }

    /// Reads the text of a workspace file that lies in the folder `root`.
    pub fn read(text: &str, file: &str, root: impl Into<PathBuf>) -> (Self, Report) {
        let name: Arc<str> = file.into();
        let mut workspace = Self {
            contracts: vec![Listed::usual("contracts")],
            data_shapes: vec![Listed::usual("data-shapes")],
            source: Some((Arc::clone(&name), text.into())),
            ..Self::without_file(root)
        };
        let mut reader = Reader::new(name, text);
        let Some(document) = reader.parse() else {
            return (workspace, advise(reader.finish()));
        };
        workspace.fill(&mut reader, &Section::root(&document));
        let report = advise(reader.finish());
        // The tables for later are kept as any TOML reader gives them, without positions.
        if let Ok(mut plain) = toml::from_str::<Table>(text) {
            workspace.keys = take_table(&mut plain, "keys");
            workspace.theme = take_table(&mut plain, "theme");
        }
        (workspace, report)
    }

    fn fill(&mut self, reader: &mut Reader<'_>, root: &Section<'_>) {
        reader.only(root, &SETTINGS);
        if let Some(paths) = reader.texts(root, "contracts") {
            self.contracts = paths.into_iter().map(Listed::from).collect();
        }
        if let Some(paths) = reader.texts(root, "data_shapes") {
            self.data_shapes = paths.into_iter().map(Listed::from).collect();
        }
        self.runtime_config = reader.text(root, "runtime_config").map(Listed::from);
        if let Some(section) = reader.section(root, "levels") {
            self.levels = levels::read(reader, &section);
        }
        reader.section(root, "keys");
        reader.section(root, "theme");
    }

    /// Returns the server's settings, if the workspace names them.
    ///
    /// A configuration that cannot be read is a finding, and counts as not named.
    pub(super) fn read_runtime_config(&self, report: &mut Report) -> Option<RuntimeConfig> {
        let listed = self.runtime_config.as_ref()?;
        let path = self.path(&listed.path);
        match read_text(&path.real) {
            Ok(text) => {
                let (config, problems) = RuntimeConfig::read(&text, &path.name());
                // Later findings may point at its providers.
                report.texts.insert(path.name(), text.into());
                report.merge(problems);
                config
            }
            Err(why) => {
                let problem = unreadable("the runtime configuration", &path.name(), &why);
                self.note(listed, problem, report);
                None
            }
        }
    }

    /// Returns the providers that are known.
    pub(super) fn read_contracts(
        &self,
        config: Option<&RuntimeConfig>,
        report: &mut Report,
    ) -> Contracts {
        let files = self.files(&self.contracts, Code::GW1102, report);
        let start = match config {
            Some(_) => Contracts::default(),
            None => Contracts::builtin(),
        };
        let mut loader = Loader::new(start, report);
        if let (Some(config), Some(listed)) = (config, &self.runtime_config) {
            loader.add_configured(&config.providers, &self.path(&listed.path).folder());
        }
        for file in &files {
            loader.add_file(file, config.is_some());
        }
        loader.contracts
    }

    /// Returns the data shapes.
    pub(super) fn read_data_shapes(&self, report: &mut Report) -> DataShapes {
        let mut shapes = DataShapes::default();
        for file in self.files(&self.data_shapes, Code::GW1107, report) {
            shapes.add_file(&file, report);
        }
        shapes
    }

    /// Returns the files that a list stands for, each once.
    fn files(&self, listed: &[Listed], code: Code, report: &mut Report) -> Vec<NamedPath> {
        let mut found: Vec<NamedPath> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for one in listed {
            let path = self.path(&one.path);
            match file::json_files(&path) {
                Ok(files) => found.extend(
                    files
                        .into_iter()
                        .filter(|file| seen.insert(file.identity())),
                ),
                Err(FileFault::Missing) if one.optional => {}
                Err(fault) => {
                    let name = path.name();
                    let message = format!("`{name}` cannot be read: {fault}");
                    let problem = Diagnostic::new(code, "", message)
                        .parameter(&*name)
                        .in_file(name);
                    self.note(one, problem, report);
                }
            }
        }
        found
    }

    fn path(&self, path: &Path) -> NamedPath {
        NamedPath {
            real: self.root.clone(),
            shown: PathBuf::new(),
        }
        .join(path)
    }

    /// Notes a problem with a listed path, where the path is named if that is known.
    fn note(&self, listed: &Listed, mut problem: Diagnostic, report: &mut Report) {
        if let (Some(place), Some((name, text))) = (&listed.place, &self.source) {
            problem.primary = place.clone();
            report.texts.insert(Arc::clone(name), Arc::clone(text));
        }
        report.diagnostics.push(problem);
    }
}

/// Reads a settings file; the error says why it cannot be.
fn read_text(path: &Path) -> Result<String, String> {
    let bytes = file::read(path, MAX_INPUT_BYTES).map_err(|fault| fault.to_string())?;
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())
}

fn unreadable(what: &str, name: &Arc<str>, why: &str) -> Diagnostic {
    let message = format!("{what} `{name}` cannot be read: {why}");
    Diagnostic::new(Code::GW1101, "", message).in_file(Arc::clone(name))
}

fn take_table(document: &mut Table, key: &str) -> Table {
    match document.remove(key) {
        Some(toml::Value::Table(table)) => table,
        _ => Table::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Level;

    fn messages(report: &Report) -> Vec<String> {
        let told = report.diagnostics.iter().map(|d| {
            let line = d.primary.span.map_or(0, |span| span.line);
            format!("{line} {} {}", d.code, d.message)
        });
        told.collect()
    }

    #[test]
    fn the_nearest_file_above_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b/c");
        std::fs::create_dir_all(&deep).unwrap();
        let file = folder.path().join("a").join(WORKSPACE_FILE);
        std::fs::write(&file, "").unwrap();
        assert_eq!(Workspace::discover(&deep).as_ref(), Some(&file));
        assert_eq!(Workspace::discover(&file).as_ref(), Some(&file));
        let other = deep.join(WORKSPACE_FILE);
        std::fs::write(&other, "").unwrap();
        assert_eq!(Workspace::discover(&deep), Some(other));
        assert_ne!(Workspace::discover(folder.path()), Some(file));
    }

    #[test]
    fn an_empty_file_means_the_usual_folders_and_no_file_means_none() {
        let (workspace, report) = Workspace::read("", WORKSPACE_FILE, "root");
        assert_eq!(report.diagnostics, []);
        assert_eq!(workspace.contracts, [Listed::usual("contracts")]);
        assert_eq!(workspace.data_shapes, [Listed::usual("data-shapes")]);
        assert_eq!(workspace.runtime_config, None);
        let workspace = Workspace::without_file("root");
        assert!(workspace.contracts.is_empty() && workspace.data_shapes.is_empty());
    }

    #[test]
    fn every_setting_is_read() {
        let text = "contracts = [\"c\", \"d/x.json\"]\ndata_shapes = []\n\
                    runtime_config = \"dg.toml\"\n[levels]\nGW0604 = \"off\"\nGW0204 = \"error\"\n\
                    [keys]\n\"ctrl-s\" = \"save\"\n[theme.dark]\nerror = \"#f00\"\n";
        let (workspace, report) = Workspace::read(text, WORKSPACE_FILE, "root");
        assert_eq!(report.diagnostics, []);
        let paths: Vec<_> = workspace.contracts.iter().map(|l| &l.path).collect();
        assert_eq!(paths, [Path::new("c"), Path::new("d/x.json")]);
        assert!(workspace.data_shapes.is_empty());
        let config = workspace.runtime_config.unwrap();
        assert_eq!(config.path, Path::new("dg.toml"));
        assert_eq!(config.place.unwrap().span.unwrap().line, 3);
        let levels: Vec<_> = workspace.levels.iter().map(|r| (r.code, r.level)).collect();
        assert_eq!(
            levels,
            [(Code::GW0604, None), (Code::GW0204, Some(Level::Error))]
        );
        assert_eq!(workspace.keys["ctrl-s"].as_str(), Some("save"));
        assert_eq!(workspace.theme["dark"]["error"].as_str(), Some("#f00"));
    }

    #[test]
    fn every_wrong_setting_is_told() {
        let text = "contract = []\ndata_shapes = \"x\"\nruntime_config = \"\"\nkeys = 1\n";
        let (workspace, report) = Workspace::read(text, WORKSPACE_FILE, "root");
        assert_eq!(
            messages(&report),
            [
                "1 GW1101 there is no setting `contract`",
                "2 GW1101 `/data_shapes` must be a list of texts, not text",
                "3 GW1101 `/runtime_config` must not be empty",
                "4 GW1101 `/keys` must be a table, not an integer",
            ]
        );
        assert_eq!(report.diagnostics[0].help, ["did you mean `contracts`?"]);
        assert_eq!(&*report.texts[WORKSPACE_FILE], text);
        assert_eq!(workspace.data_shapes, [Listed::usual("data-shapes")]);
    }

    #[test]
    fn a_workspace_file_that_cannot_be_read_is_a_finding() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(WORKSPACE_FILE);
        std::fs::create_dir(&file).unwrap();
        assert_eq!(Workspace::discover(folder.path()).as_ref(), Some(&file));
        let (workspace, report) = Workspace::open(&file);
        assert_eq!(
            messages(&report),
            ["0 GW1101 the workspace file `gatewright.toml` cannot be read: it is not a file"]
        );
        assert_eq!(workspace.root, folder.path());
        std::fs::remove_dir(&file).unwrap();
        std::fs::write(&file, b"\xff").unwrap();
        let (_, report) = Workspace::open(&file);
        assert!(messages(&report)[0].ends_with("it is not UTF-8"));
    }
}

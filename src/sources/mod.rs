//! What the builder reads besides the draft: contracts, data shapes, server settings, the workspace.
//!
//! Everything comes from local files that the caller names, each within a size limit; nothing is
//! fetched. Whatever is wrong with a file becomes a diagnostic, and what remains usable is kept, so
//! that one broken contract does not hide the others.

mod builtin;
mod contract;
mod contract_form;
mod contract_rules;
mod contracts;
mod cure;
mod data_shapes;
mod file;
mod levels;
mod provider;
mod runtime_config;
mod settings;
mod text;
mod workspace;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::Report;

pub use contract::{
    CheckContract, CheckExample, Determinism, ProviderContract, Transport, contract_schema,
};
pub use contracts::{Absence, Contracts};
pub use data_shapes::{DataShape, DataShapes, data_shape_schema};
pub use file::{MAX_COMPONENT_BYTES, MAX_CONTRACT_BYTES, MAX_INPUT_BYTES, MAX_PATH_BYTES};
pub use levels::LevelRule;
pub use provider::{Check, Provider};
pub use runtime_config::{ConfiguredProvider, ProviderKind, RuntimeConfig, Validation};
pub use workspace::{Listed, WORKSPACE_FILE, Workspace};

/// Everything a draft is checked against; cloning shares it.
#[derive(Debug, Clone)]
pub struct Sources {
    /// The provider contracts.
    pub contracts: Arc<Contracts>,
    /// The data shapes.
    pub data_shapes: Arc<DataShapes>,
    /// The server's settings that decide what it accepts.
    pub runtime: Arc<RuntimeConfig>,
}

impl Sources {
    /// Returns the four built-in contracts, no data shapes and the server's defaults.
    pub fn builtin() -> Self {
        Self {
            contracts: Arc::new(Contracts::builtin()),
            data_shapes: Arc::new(DataShapes::default()),
            runtime: Arc::new(RuntimeConfig::default()),
        }
    }

    /// Returns what a workspace names, with everything that is wrong with it.
    ///
    /// With a runtime configuration exactly the providers that it configures are known; without one
    /// the built-in ones and every contract that the workspace lists.
    pub fn load(workspace: &Workspace) -> (Self, Report) {
        let mut report = Report::default();
        let runtime = workspace.read_runtime_config(&mut report);
        let contracts = workspace.read_contracts(runtime.as_ref(), &mut report);
        let data_shapes = workspace.read_data_shapes(&mut report);
        report.sort();
        let named: BTreeSet<&Arc<str>> = report
            .diagnostics
            .iter()
            .flat_map(|found| {
                std::iter::once(&found.primary).chain(found.related.iter().map(|one| &one.place))
            })
            .filter_map(|place| place.file.as_ref())
            .collect();
        report.texts.retain(|name, _| named.contains(name));
        let sources = Self {
            contracts: Arc::new(contracts),
            data_shapes: Arc::new(data_shapes),
            runtime: Arc::new(runtime.unwrap_or_default()),
        };
        (sources, cure::advise(report))
    }
}

impl Default for Sources {
    fn default() -> Self {
        Self::builtin()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use std::fs;
    use std::path::Path;

    fn contract(id: &str) -> Value {
        json!({
            "provider_id": id, "name": id, "description": "d", "transport": "mcp",
            "config_schema": {}, "checks": [], "notes": []
        })
    }

    /// Writes files into a folder of their own; the content of a folder is none.
    fn files(all: &[(&str, String)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in all {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        folder
    }

    /// Loads a workspace and returns what is known and what was found, as short texts.
    fn load(folder: &Path) -> (Sources, Vec<String>, Vec<String>) {
        let (workspace, first) = Workspace::open(&folder.join(WORKSPACE_FILE));
        assert_eq!(first.diagnostics, []);
        let (sources, report) = Sources::load(&workspace);
        let ids = sources
            .contracts
            .iter()
            .map(|p| p.contract.provider_id.clone())
            .collect();
        let root = folder.to_string_lossy();
        let found = report
            .diagnostics
            .iter()
            .map(|d| {
                assert!(!format!("{d:?}").contains(&*root), "absolute path: {d:?}");
                let file = d.primary.file.as_deref().unwrap();
                if d.primary.span.is_some() {
                    assert!(report.texts.contains_key(file), "{file}");
                }
                let line = d.primary.span.map_or(0, |span| span.line);
                format!("{} {file}:{line}", d.code)
            })
            .collect();
        for name in report.texts.keys() {
            assert!(report.diagnostics.iter().any(|d| {
                let related = d.related.iter().map(|r| &r.place);
                related
                    .chain([&d.primary])
                    .any(|place| place.file.as_ref() == Some(name))
            }));
        }
        (sources, ids, found)
    }

    #[test]
    fn without_a_file_nothing_beside_it_is_read() {
        let folder = files(&[("contracts/ext.json", contract("ext").to_string())]);
        let (sources, report) = Sources::load(&Workspace::without_file(folder.path()));
        assert_eq!(report.diagnostics, []);
        assert_eq!(sources.contracts.iter().count(), 4);
        assert!(sources.runtime.origin.is_none());
    }

    #[test]
    fn the_usual_folders_are_read_in_order_and_may_be_missing() {
        let folder = files(&[(WORKSPACE_FILE, String::new())]);
        assert_eq!(load(folder.path()).2, [""; 0]);
        let folder = files(&[
            (WORKSPACE_FILE, String::new()),
            ("contracts/b.json", contract("twice").to_string()),
            ("contracts/a.json", contract("twice").to_string()),
            ("contracts/c.json", contract("time").to_string()),
            ("contracts/d.json", "{".to_owned()),
            ("contracts/e.json/x", String::new()),
            ("contracts/f.json", contract("ext").to_string()),
            ("data-shapes/p.json", "{\"type\": \"object\"}".to_owned()),
            (
                "data-shapes/q.json",
                json!({"schema_id": "p", "version": "1", "schema": {}}).to_string(),
            ),
            ("data-shapes/r.json", "\n,".to_owned()),
            ("data-shapes/s.json/x", String::new()),
        ]);
        let (sources, ids, found) = load(folder.path());
        assert_eq!(ids, ["env", "ext", "http", "json", "time", "twice"]);
        assert_eq!(
            found,
            [
                "GW1106 contracts/b.json:0",
                "GW1106 contracts/c.json:0",
                "GW1102 contracts/d.json:1",
                "GW1102 contracts/e.json:0",
                "GW1107 data-shapes/q.json:0",
                "GW1107 data-shapes/r.json:2",
                "GW1107 data-shapes/s.json:0",
            ]
        );
        let twice = sources.contracts.get("twice").unwrap();
        assert_eq!(&*twice.origin, "contracts/a.json");
        assert_eq!(sources.data_shapes.iter().count(), 1);
        assert_eq!(
            &*sources.data_shapes.get("p", "1").unwrap().origin,
            "data-shapes/p.json"
        );
        assert!(sources.data_shapes.get("p", "2").is_none());
    }

    #[test]
    fn what_is_named_must_exist_and_is_read_once() {
        let folder = files(&[
            (
                WORKSPACE_FILE,
                "contracts = [\"c\", \"c/x.json\", \"none\"]\ndata_shapes = [\"none\"]\n\
                 runtime_config = \"none.toml\"\n"
                    .to_owned(),
            ),
            ("c/x.json", contract("x").to_string()),
        ]);
        let (_, ids, found) = load(folder.path());
        assert_eq!(ids, ["env", "http", "json", "time", "x"]);
        assert_eq!(
            found,
            [
                "GW1102 gatewright.toml:1",
                "GW1107 gatewright.toml:2",
                "GW1101 gatewright.toml:3"
            ]
        );
    }

    #[test]
    fn with_a_configuration_only_its_providers_are_known() {
        let config = "[[providers]]\nname = \"time\"\ntype = \"builtin\"\n\
                      [[providers]]\nname = \"ext\"\ntype = \"mcp\"\n\
                      capabilities_path = \"../contracts/ext.json\"\n\
                      [[providers]]\nname = \"lost\"\ntype = \"mcp\"\n\
                      capabilities_path = \"lost.json\"\n\
                      [[providers]]\nname = \"time\"\ntype = \"builtin\"\n\
                      [validation]\nenable_deep_equals = true\nstrict = false\n";
        let folder = files(&[
            (
                WORKSPACE_FILE,
                "runtime_config = \"conf/dg.toml\"\n".to_owned(),
            ),
            ("conf/dg.toml", config.to_owned()),
            ("contracts/ext.json", contract("ext").to_string()),
            ("contracts/more.json", contract("more").to_string()),
            ("contracts/rival.json", contract("ext").to_string()),
        ]);
        let (sources, ids, found) = load(folder.path());
        assert_eq!(ids, ["ext", "time"]);
        assert_eq!(
            found,
            [
                "GW1102 conf/dg.toml:9",
                "GW1106 conf/dg.toml:13",
                "GW1101 conf/dg.toml:17",
                "GW1106 contracts/rival.json:0",
            ]
        );
        assert!(sources.runtime.validation.enable_deep_equals);
        assert!(sources.runtime.validation.strict);
        assert_eq!(sources.runtime.origin.as_deref(), Some("conf/dg.toml"));
        let contracts = &sources.contracts;
        assert_eq!(contracts.absence("lost"), Some(&Absence::Refused));
        assert_eq!(
            contracts.absence("more"),
            Some(&Absence::NotConfigured {
                file: "contracts/more.json".into()
            })
        );
        assert_eq!(contracts.absence("nobody"), None);
        assert_eq!(
            &*contracts.get("ext").unwrap().origin,
            "conf/../contracts/ext.json"
        );
    }

    #[test]
    fn a_configuration_that_is_not_toml_leaves_the_builtin_providers() {
        let folder = files(&[
            (WORKSPACE_FILE, "runtime_config = \"dg.toml\"\n".to_owned()),
            ("dg.toml", "[[providers]\n".to_owned()),
        ]);
        let (_, ids, found) = load(folder.path());
        assert_eq!(ids.len(), 4);
        assert!(
            found.iter().all(|f| f.starts_with("GW1101 dg.toml:1")),
            "{found:?}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lead_nowhere_are_findings() {
        let folder = files(&[(WORKSPACE_FILE, "data_shapes = [\"loop\"]".to_owned())]);
        let contracts = folder.path().join("contracts");
        fs::create_dir(&contracts).unwrap();
        let link = |target: &Path, name: &Path| std::os::unix::fs::symlink(target, name).unwrap();
        link(Path::new("nowhere.json"), &contracts.join("a.json"));
        link(Path::new("b.json"), &contracts.join("b.json"));
        link(Path::new(".."), &contracts.join("c.json"));
        link(Path::new("loop"), &folder.path().join("loop"));
        assert_eq!(
            load(folder.path()).2,
            [
                "GW1102 contracts/a.json:0",
                "GW1102 contracts/b.json:0",
                "GW1102 contracts/c.json:0",
                "GW1107 gatewright.toml:1",
            ]
        );
    }
}

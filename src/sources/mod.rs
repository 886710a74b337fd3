//! What the builder reads besides the draft: contracts, data shapes, server settings, the workspace.
//!
//! Everything comes from local files that the caller names, each within a size limit; nothing is
//! fetched. Whatever is wrong with a file becomes a diagnostic, and what remains usable is kept, so
//! that one broken contract does not hide the others.

mod builtin;
mod contract;
mod contracts;
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
pub use data_shapes::{DataShape, DataShapes};
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
        (sources, report)
    }
}

impl Default for Sources {
    fn default() -> Self {
        Self::builtin()
    }
}

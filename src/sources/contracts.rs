//! The set of known providers: at most one contract for each id (REFERENCE §5).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::builtin;
use super::contract_rules::size_problem;
use super::file::{self, FileFault, MAX_CONTRACT_BYTES, NamedPath};
use super::provider::Provider;
use super::runtime_config::{ConfiguredProvider, ProviderKind};
use super::text::nearest;
use crate::diagnostic::{Code, Diagnostic, Place, Related, Report};

/// Why a provider that the sources mention cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Absence {
    /// It is configured, but its contract is missing or refused.
    Refused,
    /// A contract describes it, but the server's configuration does not have it.
    NotConfigured {
        /// Name of the contract's file.
        file: Arc<str>,
    },
}

/// The providers that conditions may ask.
#[derive(Debug, Clone, Default)]
pub struct Contracts {
    providers: BTreeMap<String, Arc<Provider>>,
    absent: BTreeMap<String, Absence>,
}

impl Contracts {
    /// Returns the four built-in providers.
    ///
    /// Their schemas are compiled when they are first used, once per process.
    pub fn builtin() -> Self {
        let providers = builtin::providers()
            .iter()
            .map(|provider| (provider.contract.provider_id.clone(), Arc::clone(provider)))
            .collect();
        Self {
            providers,
            absent: BTreeMap::new(),
        }
    }

    /// Returns the providers of a server's configuration, with what is wrong with them.
    ///
    /// The paths of contracts are seen from `folder`; findings show them as they are written. Every
    /// provider is looked at, whatever is wrong with those before it. The first of several with one
    /// id counts.
    pub fn configured(providers: &[ConfiguredProvider], folder: &Path) -> (Self, Report) {
        let folder = NamedPath {
            real: folder.to_owned(),
            shown: PathBuf::new(),
        };
        let mut report = Report::default();
        let mut loader = Loader::new(Self::default(), &mut report);
        loader.add_configured(providers, &folder);
        let contracts = loader.contracts;
        report.sort();
        (contracts, report)
    }

    /// Returns the provider of this id.
    pub fn get(&self, provider_id: &str) -> Option<&Arc<Provider>> {
        self.providers.get(provider_id)
    }

    /// Returns the providers in order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Provider>> {
        self.providers.values()
    }

    /// Tells why a provider is not here although the sources mention it.
    pub fn absence(&self, provider_id: &str) -> Option<&Absence> {
        self.absent.get(provider_id)
    }

    /// Adds a provider.
    ///
    /// # Errors
    /// The provider that has the id already; it stays.
    pub fn insert(&mut self, provider: Provider) -> Result<(), Arc<Provider>> {
        let id = provider.contract.provider_id.clone();
        if let Some(first) = self.providers.get(&id) {
            return Err(Arc::clone(first));
        }
        self.absent.remove(&id);
        self.providers.insert(id, Arc::new(provider));
        Ok(())
    }
}

/// Fills a set of contracts from files, each of which is read once.
pub(super) struct Loader<'r> {
    pub(super) contracts: Contracts,
    report: &'r mut Report,
    seen: BTreeSet<PathBuf>,
}

impl<'r> Loader<'r> {
    pub(super) const fn new(contracts: Contracts, report: &'r mut Report) -> Self {
        Self {
            contracts,
            report,
            seen: BTreeSet::new(),
        }
    }

    /// Adds the providers of a server's configuration.
    pub(super) fn add_configured(&mut self, configured: &[ConfiguredProvider], folder: &NamedPath) {
        let mut first: BTreeMap<&str, &Place> = BTreeMap::new();
        for provider in configured {
            let loaded = match provider.kind {
                ProviderKind::Builtin => self.builtin(provider),
                ProviderKind::Mcp => self.external(provider, folder),
            };
            let id = provider.id.as_str();
            if let Some(place) = first.get(id) {
                self.twice(provider, place);
                continue;
            }
            first.insert(id, &provider.place);
            match loaded {
                Some(loaded) => {
                    self.contracts.providers.insert(id.to_owned(), loaded);
                }
                None => {
                    self.contracts
                        .absent
                        .insert(id.to_owned(), Absence::Refused);
                }
            }
        }
    }

    fn builtin(&mut self, configured: &ConfiguredProvider) -> Option<Arc<Provider>> {
        let id = configured.id.as_str();
        if configured.capabilities_path.is_some() {
            let message = format!("the built-in provider `{id}` names a contract file");
            let help = "drop `capabilities_path`, or set the type to `mcp`";
            self.refuse(configured, Code::GW1103, message, Some(help));
        }
        let found = builtin::provider(id);
        if found.is_none() {
            let message = format!("no provider named `{id}` is built in");
            let help = match nearest(id, builtin::ids()) {
                Some(close) => format!("the built-in provider is named `{close}`"),
                None => "built in are `env`, `http`, `json` and `time`; any other provider has \
                         type `mcp` and its own contract"
                    .to_owned(),
            };
            self.refuse(configured, Code::GW1102, message, Some(&help));
        }
        found
            .filter(|_| configured.capabilities_path.is_none())
            .cloned()
    }

    fn external(
        &mut self,
        configured: &ConfiguredProvider,
        folder: &NamedPath,
    ) -> Option<Arc<Provider>> {
        let id = configured.id.as_str();
        let Some(path) = &configured.capabilities_path else {
            let message = format!("provider `{id}` has no contract");
            let help = "name the contract file in `capabilities_path`";
            self.refuse(configured, Code::GW1102, message, Some(help));
            return None;
        };
        let path = folder.join(path);
        if let Some(reason) = file::path_over_limit(&path.real) {
            let message = format!("the contract of provider `{id}` cannot be read: {reason}");
            self.refuse(configured, Code::GW1105, message, None);
            return None;
        }
        self.seen.insert(path.identity());
        match file::read(&path.real, MAX_CONTRACT_BYTES) {
            Ok(bytes) => self.judge(&bytes, &path.name(), Some(id)).map(Arc::new),
            Err(FileFault::TooLarge { size, .. }) => {
                let found = size_problem(size, Some(id)).in_file(path.name());
                self.report.diagnostics.push(found);
                None
            }
            Err(fault) => {
                let message = format!(
                    "the contract `{}` of provider `{id}` cannot be read: {fault}",
                    path.name()
                );
                self.refuse(configured, Code::GW1102, message, None);
                None
            }
        }
    }

    /// Adds the contract of a file that no configuration names.
    ///
    /// `only_configured` keeps the contract out of the known providers, and remembers it.
    pub(super) fn add_file(&mut self, path: &NamedPath, only_configured: bool) {
        if !self.seen.insert(path.identity()) {
            return;
        }
        let name = path.name();
        let problem = match file::read(&path.real, MAX_CONTRACT_BYTES) {
            Ok(bytes) => {
                if let Some(provider) = self.judge(&bytes, &name, None) {
                    self.keep(provider, only_configured);
                }
                return;
            }
            Err(FileFault::TooLarge { size, .. }) => size_problem(size, None),
            Err(fault) => {
                let message = format!("the contract file cannot be read: {fault}");
                Diagnostic::new(Code::GW1102, "", message)
            }
        };
        self.report.diagnostics.push(problem.in_file(name));
    }

    fn keep(&mut self, provider: Provider, only_configured: bool) {
        let id = provider.contract.provider_id.clone();
        let name = Arc::clone(&provider.origin);
        if only_configured && self.contracts.get(&id).is_none() {
            self.contracts
                .absent
                .entry(id)
                .or_insert(Absence::NotConfigured { file: name });
            return;
        }
        if let Err(first) = self.contracts.insert(provider) {
            let message = format!(
                "provider `{id}` has a contract already, which comes from {}",
                match &*first.origin {
                    "built in" => "the server itself".to_owned(),
                    file => format!("`{file}`"),
                }
            );
            let found = Diagnostic::new(Code::GW1106, "/provider_id", message)
                .help("keep one contract for each provider")
                .parameter(id.as_str())
                .in_file(name);
            self.report.diagnostics.push(with_entity(found, &id));
        }
    }

    fn judge(&mut self, bytes: &[u8], name: &str, configured_as: Option<&str>) -> Option<Provider> {
        Provider::read(bytes, name, configured_as)
            .map_err(|problems| self.report.merge(problems))
            .ok()
    }

    fn twice(&mut self, provider: &ConfiguredProvider, first: &Place) {
        let id = provider.id.as_str();
        let message = format!("provider `{id}` is configured twice");
        let mut found = Diagnostic::new(Code::GW1106, "", message).parameter(id);
        found.primary = provider.place.clone();
        found.related.push(Related {
            place: first.clone(),
            label: "the first is here".to_owned(),
        });
        self.report.diagnostics.push(with_entity(found, id));
    }

    /// Notes a problem at the configuration of a provider.
    fn refuse(
        &mut self,
        provider: &ConfiguredProvider,
        code: Code,
        message: String,
        help: Option<&str>,
    ) {
        let mut found = Diagnostic::new(code, "", message);
        found.primary = provider.place.clone();
        found.help.extend(help.map(str::to_owned));
        self.report
            .diagnostics
            .push(with_entity(found, &provider.id));
    }
}

fn with_entity(mut diagnostic: Diagnostic, provider_id: &str) -> Diagnostic {
    diagnostic.primary.entity = format!("provider:{provider_id}");
    diagnostic
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_set_is_in_order_and_shared() {
        let (one, two) = (Contracts::builtin(), Contracts::builtin());
        let ids: Vec<&str> = one
            .iter()
            .map(|p| p.contract.provider_id.as_str())
            .collect();
        assert_eq!(ids, ["env", "http", "json", "time"]);
        let shared = |contracts: &Contracts| Arc::clone(contracts.get("time").unwrap());
        assert!(Arc::ptr_eq(&shared(&one), &shared(&two)));
        assert!(one.get("Time").is_none());
    }

    #[test]
    fn every_configured_provider_is_looked_at() {
        let entry = |id: &str, kind, path: Option<&str>| ConfiguredProvider {
            id: id.to_owned(),
            kind,
            capabilities_path: path.map(PathBuf::from),
            place: Place::default(),
        };
        let folder = tempfile::tempdir().unwrap();
        let (contracts, report) = Contracts::configured(
            &[
                entry("tme", ProviderKind::Builtin, None),
                entry("env", ProviderKind::Builtin, Some("env.json")),
                entry("a", ProviderKind::Mcp, None),
                entry("b", ProviderKind::Mcp, Some("b.json")),
                entry("c", ProviderKind::Mcp, Some(&"c".repeat(256))),
                entry("json", ProviderKind::Builtin, None),
                entry("json", ProviderKind::Builtin, None),
            ],
            folder.path(),
        );
        let found: BTreeSet<(Code, &str)> = report
            .diagnostics
            .iter()
            .map(|d| (d.code, d.primary.entity.as_str()))
            .collect();
        let expected = BTreeSet::from([
            (Code::GW1102, "provider:tme"),
            (Code::GW1103, "provider:env"),
            (Code::GW1102, "provider:a"),
            (Code::GW1102, "provider:b"),
            (Code::GW1105, "provider:c"),
            (Code::GW1106, "provider:json"),
        ]);
        assert_eq!(found, expected);
        assert_eq!(report.diagnostics.len(), expected.len());
        assert_eq!(contracts.iter().count(), 1);
        assert_eq!(contracts.absence("a"), Some(&Absence::Refused));
        assert_eq!(contracts.absence("json"), None);
    }
}

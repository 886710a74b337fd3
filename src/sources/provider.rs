//! A provider ready for use: its contract, its checks with their schemas, its hash.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::contract::{CheckContract, ProviderContract, Transport};
use super::contract_form::form_problems;
use super::contract_rules::{contract_problems, size_problem};
use super::cure::advise;
use super::file::MAX_CONTRACT_BYTES;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::spec::{CanonicalError, SpecHash, ValueSchema, canonical_bytes};

/// One question of a provider, with its schemas compiled at most once.
#[derive(Debug)]
pub struct Check {
    /// What the contract says.
    pub contract: CheckContract,
    /// Schema of the parameters.
    pub params: ValueSchema,
    /// Schema of the answer.
    pub result: Arc<ValueSchema>,
}

/// A provider with its contract.
#[derive(Debug)]
pub struct Provider {
    /// What the contract says.
    pub contract: ProviderContract,
    /// Name of the contract's file, or `built in`.
    pub origin: Arc<str>,
    /// SHA-256 of the canonical form of the contract, without the fields that no reader knows.
    pub hash: SpecHash,
    pub(super) canonical_size: usize,
    /// One entry for each check of the contract, in its order.
    pub(super) all_checks: Vec<Check>,
    by_id: BTreeMap<String, usize>,
}

impl Provider {
    /// Wraps a contract without judging it or compiling its schemas.
    pub(super) fn new(
        contract: ProviderContract,
        origin: impl Into<Arc<str>>,
    ) -> Result<Self, CanonicalError> {
        let canonical = canonical_bytes(&contract)?;
        let checks: Vec<Check> = contract
            .checks
            .iter()
            .map(|check| Check {
                contract: check.clone(),
                params: ValueSchema::new(check.params_schema.clone()),
                result: Arc::new(ValueSchema::new(check.result_schema.clone())),
            })
            .collect();
        let by_id = checks
            .iter()
            .enumerate()
            .map(|(index, check)| (check.contract.check_id.clone(), index))
            .collect();
        Ok(Self {
            contract,
            origin: origin.into(),
            hash: SpecHash::of(&canonical),
            canonical_size: canonical.len(),
            all_checks: checks,
            by_id,
        })
    }

    /// Returns the check of this id; of several with one id the last, as in the runtime.
    pub fn check(&self, check_id: &str) -> Option<&Check> {
        self.all_checks.get(*self.by_id.get(check_id)?)
    }

    /// Tells whether its checks can answer that they found nothing, without an error.
    ///
    /// Of the built-in providers only `env` can: `json`, `http` and `time` report a missing value as
    /// an error. Nothing keeps other providers from it.
    pub fn can_find_nothing(&self) -> bool {
        self.contract.transport != Transport::Builtin
            || !matches!(self.contract.provider_id.as_str(), "json" | "http" | "time")
    }

    /// Returns the checks that can be asked, in the order of the contract.
    ///
    /// A check that a later one of the same id replaces is left out.
    pub fn checks(&self) -> impl Iterator<Item = &Check> {
        self.all_checks
            .iter()
            .enumerate()
            .filter(|(index, check)| self.by_id.get(&check.contract.check_id) == Some(index))
            .map(|(_, check)| check)
    }

    /// Reads the contract of a provider that is not built in.
    ///
    /// `configured_as` is the id that the server's configuration gives it; none when the contract
    /// is used without a configuration. Every schema is compiled.
    ///
    /// # Errors
    /// Everything that makes the runtime refuse the contract, all at once: its size (GW1105), its
    /// form (GW1102), or the rules and schemas of an otherwise readable contract (GW1103 to GW1105).
    pub fn read(bytes: &[u8], file: &str, configured_as: Option<&str>) -> Result<Self, Report> {
        Self::read_plain(bytes, file, configured_as).map_err(advise)
    }

    fn read_plain(bytes: &[u8], file: &str, configured_as: Option<&str>) -> Result<Self, Report> {
        if bytes.len() as u64 > MAX_CONTRACT_BYTES {
            return Err(one(
                size_problem(bytes.len() as u64, configured_as).in_file(file)
            ));
        }
        let contract: ProviderContract = serde_json::from_slice(bytes)
            .map_err(|error| form_problems(bytes, file, &error, configured_as))?;
        let id = contract.provider_id.clone();
        let provider = Self::new(contract, file).map_err(|error| {
            let message = format!("the contract of `{id}` has {error}");
            one(Diagnostic::new(Code::GW1102, "", message).in_file(file))
        })?;
        let problems = contract_problems(&provider, &Transport::Mcp, configured_as);
        if problems.is_empty() {
            return Ok(provider);
        }
        Err(Report {
            diagnostics: problems.into_iter().map(|d| d.in_file(file)).collect(),
            ..Report::default()
        })
    }
}

/// Returns a report of one finding.
fn one(diagnostic: Diagnostic) -> Report {
    Report {
        diagnostics: vec![diagnostic],
        ..Report::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn check(id: &str) -> Value {
        json!({
            "check_id": id, "description": "d", "determinism": "external",
            "params_required": false, "params_schema": {"type": "object"},
            "result_schema": {"type": "string"}, "allowed_comparators": ["equals", "exists"],
            "anchor_types": [], "content_types": [], "examples": []
        })
    }

    fn contract(checks: &[Value]) -> Value {
        json!({
            "provider_id": "ext", "name": "E", "description": "d", "transport": "mcp",
            "config_schema": {}, "checks": checks, "notes": []
        })
    }

    #[test]
    fn the_last_check_of_an_id_counts_and_unknown_fields_leave_the_hash_alone() {
        let mut later = check("a");
        later["description"] = json!("later");
        let mut document = contract(&[check("a"), check("b"), later]);
        let read = |document: &Value| {
            Provider::read(document.to_string().as_bytes(), "c.json", Some("ext")).unwrap()
        };
        let provider = read(&document);
        assert_eq!(provider.check("a").unwrap().contract.description, "later");
        let ids: Vec<&str> = provider
            .checks()
            .map(|c| c.contract.check_id.as_str())
            .collect();
        assert_eq!(ids, ["b", "a"]);
        assert!(provider.check("c").is_none());
        document["extra"] = json!(1);
        assert_eq!(read(&document).hash, provider.hash);
        document["name"] = json!("F");
        assert_ne!(read(&document).hash, provider.hash);
    }

    #[test]
    fn of_the_built_in_providers_only_the_environment_can_find_nothing() {
        let able: Vec<&str> = crate::sources::builtin::providers()
            .iter()
            .filter(|provider| provider.can_find_nothing())
            .map(|provider| provider.contract.provider_id.as_str())
            .collect();
        assert_eq!(able, ["env"]);
        let external = contract(&[check("path")]).to_string();
        let named_alike = external.replace("\"ext\"", "\"files\"");
        let provider = Provider::read(named_alike.as_bytes(), "c.json", Some("files")).unwrap();
        assert!(provider.can_find_nothing());
    }

    #[test]
    fn the_canonical_form_has_the_limit_of_the_file() {
        let mut text = contract(&[check("a")]).to_string();
        let numbers = vec!["1e20"; 60_000].join(",");
        text = text.replace(
            "\"config_schema\":{}",
            &format!("\"config_schema\":[{numbers}]"),
        );
        assert!((text.len() as u64) < MAX_CONTRACT_BYTES);
        let report = Provider::read(text.as_bytes(), "c.json", None).unwrap_err();
        assert_eq!(report.diagnostics[0].code, Code::GW1105);
        let spaces = " ".repeat(usize::try_from(MAX_CONTRACT_BYTES).unwrap());
        let report = Provider::read(spaces.as_bytes(), "c.json", None).unwrap_err();
        assert_eq!(report.diagnostics[0].code, Code::GW1102);
        let report = Provider::read((spaces + " ").as_bytes(), "c.json", None).unwrap_err();
        assert_eq!(report.diagnostics[0].code, Code::GW1105);
    }
}

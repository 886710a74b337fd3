//! A provider ready for use: reading one contract and holding it to the rules (REFERENCE §5).

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use serde_json::error::Category;

use super::contract::{CheckContract, ProviderContract, Transport, contract_schema};
use super::file::MAX_CONTRACT_BYTES;
use super::text::{json_error_span, json_reason};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::spec::{CanonicalError, SchemaFault, SpecHash, ValueSchema, canonical_bytes};

/// One question of a provider, with its schemas compiled at most once.
#[derive(Debug)]
pub struct Check {
    /// What the contract says.
    pub contract: CheckContract,
    /// Schema of the parameters.
    pub params: ValueSchema,
    /// Schema of the answer.
    pub result: ValueSchema,
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
    canonical_size: usize,
    /// One entry for each check of the contract, in its order.
    checks: Vec<Check>,
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
                result: ValueSchema::new(check.result_schema.clone()),
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
            checks,
            by_id,
        })
    }

    /// Returns the check of this id; of several with one id the last, as in the runtime.
    pub fn check(&self, check_id: &str) -> Option<&Check> {
        self.checks.get(*self.by_id.get(check_id)?)
    }

    /// Returns the checks that can be asked, in the order of the contract.
    ///
    /// A check that a later one of the same id replaces is left out.
    pub fn checks(&self) -> impl Iterator<Item = &Check> {
        self.checks
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
        let problems = contract_problems(&provider, Transport::Mcp, configured_as);
        if problems.is_empty() {
            return Ok(provider);
        }
        Err(Report {
            diagnostics: problems.into_iter().map(|d| d.in_file(file)).collect(),
            ..Report::default()
        })
    }
}

/// Returns the finding of a contract file over its limit.
pub(super) fn size_problem(size: u64, provider_id: Option<&str>) -> Diagnostic {
    let whose = provider_id.map_or(String::new(), |id| format!(" of `{id}`"));
    let message = format!(
        "the contract file{whose} has {size} bytes, more than the {MAX_CONTRACT_BYTES} allowed"
    );
    addressed(
        Diagnostic::new(Code::GW1105, "", message),
        provider_id,
        None,
    )
}

/// Returns every rule that a readable contract breaks.
pub(super) fn contract_problems(
    provider: &Provider,
    transport: Transport,
    configured_as: Option<&str>,
) -> Vec<Diagnostic> {
    let contract = &provider.contract;
    let id = contract.provider_id.as_str();
    let mut found = Vec::new();
    let mut broken = |code, at: &str, message: String| {
        found.push(addressed(
            Diagnostic::new(code, at, message),
            Some(id),
            None,
        ));
    };
    if let Some(expected) = configured_as.filter(|expected| *expected != id) {
        broken(
            Code::GW1103,
            "/provider_id",
            format!("the contract is for `{id}`, but the provider is configured as `{expected}`"),
        );
    }
    if contract.transport != transport {
        broken(
            Code::GW1103,
            "/transport",
            format!(
                "the contract of `{id}` has transport `{}`; it must be `{}`",
                contract.transport.name(),
                transport.name()
            ),
        );
    }
    if provider.canonical_size as u64 > MAX_CONTRACT_BYTES {
        broken(
            Code::GW1105,
            "",
            format!(
                "the canonical form of the contract of `{id}` has {} bytes, more than the \
                 {MAX_CONTRACT_BYTES} allowed",
                provider.canonical_size
            ),
        );
    }
    for (index, check) in provider.checks.iter().enumerate() {
        check_problems(id, index, check, &mut found);
    }
    found
}

fn check_problems(id: &str, index: usize, check: &Check, found: &mut Vec<Diagnostic>) {
    let check_id = check.contract.check_id.as_str();
    let mut broken = |code, at: String, message: String, help: Option<&str>| {
        let mut diagnostic = Diagnostic::new(code, at, message);
        diagnostic.help.extend(help.map(str::to_owned));
        found.push(addressed(diagnostic, Some(id), Some(check_id)));
    };
    for (field, schema) in [
        ("params_schema", &check.params),
        ("result_schema", &check.result),
    ] {
        if let Err(fault) = schema.compile() {
            broken(
                Code::GW1104,
                schema_pointer(&format!("/checks/{index}/{field}"), fault),
                format!("`{field}` of check `{check_id}` of `{id}` cannot be used: {fault}"),
                schema_help(fault),
            );
        }
    }
    let comparators = &check.contract.allowed_comparators;
    let at = format!("/checks/{index}/allowed_comparators");
    if comparators.is_empty() {
        broken(
            Code::GW1103,
            at,
            format!("check `{check_id}` of `{id}` allows no comparator"),
            Some("list at least one comparator"),
        );
    } else if let Some(position) = comparators.windows(2).position(|pair| pair[0] > pair[1]) {
        broken(
            Code::GW1103,
            format!("{at}/{}", position + 1),
            format!(
                "check `{check_id}` of `{id}` lists its comparators out of order: `{}` comes before `{}`",
                comparators[position + 1],
                comparators[position]
            ),
            Some("list them in the canonical order of the comparators"),
        );
    }
}

/// Returns where in the file a schema is at fault.
pub(super) fn schema_pointer(schema: &str, fault: &SchemaFault) -> String {
    match fault {
        SchemaFault::Remote(_) => schema.to_owned(),
        SchemaFault::Invalid { pointer, .. } => format!("{schema}{pointer}"),
    }
}

/// Returns what to do about a schema that cannot be used, where that is not plain.
pub(super) const fn schema_help(fault: &SchemaFault) -> Option<&'static str> {
    match fault {
        SchemaFault::Remote(_) => {
            Some("copy the other schema into `$defs` and refer to it as `#/$defs/name`")
        }
        SchemaFault::Invalid { .. } => None,
    }
}

/// Says why the runtime cannot read a document as a contract.
///
/// Serde decides that it cannot, and stops at the first reason; when the document is JSON, the
/// schema of contracts then names all of them.
fn form_problems(
    bytes: &[u8],
    file: &str,
    error: &serde_json::Error,
    configured_as: Option<&str>,
) -> Report {
    let whose = configured_as.map_or(String::new(), |id| format!(" of `{id}`"));
    let at_fault = |at: String, why: &str| {
        let message = format!("the contract file{whose} cannot be read: {why}");
        let diagnostic = Diagnostic::new(Code::GW1102, at, message).in_file(file);
        addressed(diagnostic, configured_as, None)
    };
    if error.classify() == Category::Data
        && let Ok(value) = serde_json::from_slice::<Value>(bytes)
        && let Ok(violations) = ValueSchema::new(plain_enums(contract_schema())).violations(&value)
        && !violations.is_empty()
    {
        return Report {
            diagnostics: violations
                .into_iter()
                .map(|violation| {
                    let subject = match violation.pointer.as_str() {
                        "" => "the document",
                        at => at,
                    };
                    let why = format!("{subject}: {}", violation.why);
                    at_fault(violation.pointer.clone(), &why)
                })
                .collect(),
            ..Report::default()
        };
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return one(at_fault(String::new(), "it is not UTF-8"));
    };
    let text: Arc<str> = text.into();
    let mut diagnostic = at_fault(String::new(), &json_reason(error));
    diagnostic.primary.span = Some(json_error_span(&text, error));
    Report {
        diagnostics: vec![diagnostic],
        texts: BTreeMap::from([(file.into(), text)]),
    }
}

/// Rewrites choices between described words as plain lists, whose violations name the words.
fn plain_enums(schema: Value) -> Value {
    match schema {
        Value::Object(map) => {
            let words: Option<Vec<Value>> = map
                .get("oneOf")
                .and_then(Value::as_array)
                .and_then(|all| all.iter().map(|one| one.get("const").cloned()).collect());
            if let Some(words) = words {
                return serde_json::json!({ "enum": words });
            }
            map.into_iter()
                .map(|(key, value)| (key, plain_enums(value)))
                .collect()
        }
        Value::Array(items) => items.into_iter().map(plain_enums).collect(),
        other => other,
    }
}

/// Gives a finding its entity address, such as `provider:time/check:now`.
///
/// What tells findings of one entity apart is the place within it, whatever the check's position.
fn addressed(
    mut diagnostic: Diagnostic,
    provider_id: Option<&str>,
    check_id: Option<&str>,
) -> Diagnostic {
    let at = diagnostic.primary.pointer.clone();
    let within = match check_id {
        Some(_) => at.splitn(4, '/').nth(3).unwrap_or_default(),
        None => &at,
    };
    if let Some(id) = provider_id {
        diagnostic.primary.entity = match check_id {
            Some(check) => format!("provider:{id}/check:{check}"),
            None => format!("provider:{id}"),
        };
    }
    diagnostic.parameter(within)
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
    use serde_json::json;

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

    fn refusals(document: &Value, configured_as: Option<&str>) -> Vec<(Code, String, String)> {
        Provider::read(document.to_string().as_bytes(), "c.json", configured_as)
            .unwrap_err()
            .diagnostics
            .into_iter()
            .map(|d| {
                assert_eq!(d.primary.file.as_deref(), Some("c.json"));
                (d.code, d.primary.pointer, d.primary.entity)
            })
            .collect()
    }

    #[test]
    fn all_broken_rules_are_told_at_once_with_their_places() {
        let mut unordered = check("b");
        unordered["allowed_comparators"] = json!(["equals", "exists", "in_set"]);
        unordered["params_schema"] = json!({"properties": {"n": {"type": "whole"}}});
        let mut empty = check("c");
        empty["allowed_comparators"] = json!([]);
        empty["result_schema"] = json!({"$ref": "https://example.org/s.json"});
        let mut document = contract(&[check("a"), unordered, empty]);
        document["transport"] = json!("builtin");
        let (p, b, c) = (
            "provider:ext",
            "provider:ext/check:b",
            "provider:ext/check:c",
        );
        let expected = [
            (Code::GW1103, "/provider_id", p),
            (Code::GW1103, "/transport", p),
            (Code::GW1104, "/checks/1/params_schema/properties/n/type", b),
            (Code::GW1103, "/checks/1/allowed_comparators/2", b),
            (Code::GW1104, "/checks/2/result_schema", c),
            (Code::GW1103, "/checks/2/allowed_comparators", c),
        ]
        .map(|(code, at, entity)| (code, at.to_owned(), entity.to_owned()));
        assert_eq!(refusals(&document, Some("other")), expected);
    }

    #[test]
    fn every_field_of_the_wrong_form_is_named() {
        let mut wrong = check("a");
        wrong["determinism"] = json!("random");
        wrong["allowed_comparators"] = json!(["Equals"]);
        let mut document = contract(&[wrong]);
        document["name"] = json!(5);
        let pointers: Vec<String> = refusals(&document, None)
            .into_iter()
            .map(|(code, at, _)| {
                assert_eq!(code, Code::GW1102);
                at
            })
            .collect();
        for at in [
            "/name",
            "/checks/0/determinism",
            "/checks/0/allowed_comparators/0",
        ] {
            assert!(pointers.iter().any(|p| p == at), "{at}: {pointers:?}");
        }
    }

    #[test]
    fn a_syntax_error_has_a_span_in_its_text() {
        let report =
            Provider::read(b"{\n  \"name\": \"\xc3\xa9\",,\n}", "c.json", None).unwrap_err();
        let span = report.diagnostics[0].primary.span.unwrap();
        assert_eq!((span.line, span.column), (2, 14));
        assert_eq!(&report.texts["c.json"][span.start..span.end], ",");
        assert!(!report.diagnostics[0].message.contains("line"));
        // Nothing at all, and text that is not UTF-8, have no character to point at.
        assert!(Provider::read(b"", "c.json", None).is_err());
        assert!(Provider::read(b"{\"\xff\": 1", "c.json", None).is_err());
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

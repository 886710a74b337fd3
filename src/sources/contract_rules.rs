//! The rules that a readable contract must keep (REFERENCE §5), each broken one a finding.

use super::contract::Transport;
use super::file::MAX_CONTRACT_BYTES;
use super::provider::{Check, Provider};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::SchemaFault;

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
    transport: &Transport,
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
    if contract.transport != *transport {
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
    for (index, check) in provider.all_checks.iter().enumerate() {
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

/// Gives a finding its entity address, such as `provider:time/check:now`.
///
/// What tells findings of one entity apart is the place within it, whatever the check's position.
pub(super) fn addressed(
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
}

//! The four providers that every server has, from the contract files in this repository.

use std::sync::{Arc, LazyLock};

use super::provider::Provider;

/// The files, by provider id and in its order.
const FILES: [(&str, &str); 4] = [
    ("env", include_str!("../../contracts/env.json")),
    ("http", include_str!("../../contracts/http.json")),
    ("json", include_str!("../../contracts/json.json")),
    ("time", include_str!("../../contracts/time.json")),
];

// Read once per process, so that compiled schemas are shared by all sources.
static PROVIDERS: LazyLock<Vec<Arc<Provider>>> = LazyLock::new(|| {
    FILES
        .iter()
        .filter_map(|(_, text)| serde_json::from_str(text).ok())
        .filter_map(|contract| Provider::new(contract, "built in").ok())
        .map(Arc::new)
        .collect()
});

/// Returns the ids of the built-in providers, sorted.
pub(super) fn ids() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(id, _)| *id)
}

/// Returns the built-in providers in order of their ids; none of their schemas is compiled yet.
pub(super) fn providers() -> &'static [Arc<Provider>] {
    &PROVIDERS
}

/// Returns the built-in provider of this id.
pub(super) fn provider(id: &str) -> Option<&'static Arc<Provider>> {
    PROVIDERS
        .iter()
        .find(|provider| provider.contract.provider_id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::{Determinism, Transport, contract_rules::contract_problems};
    use crate::spec::Comparator;
    use serde_json::{Value, json};
    use std::fmt::Write as _;

    const ORDERED: &str = "equals not_equals greater_than greater_than_or_equal less_than \
                           less_than_or_equal in_set exists not_exists";
    const PLAIN: &str = "equals not_equals in_set exists not_exists";

    /// Drops what is only for people.
    fn constraints(schema: &Value) -> Value {
        match schema {
            Value::Object(map) => map
                .iter()
                .filter(|(key, _)| *key != "description")
                .map(|(key, value)| (key.clone(), constraints(value)))
                .collect(),
            Value::Array(items) => items.iter().map(constraints).collect(),
            other => other.clone(),
        }
    }

    fn closed(properties: &Value, required: &[&str]) -> Value {
        let mut schema =
            json!({"type": "object", "properties": properties, "additionalProperties": false});
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
        schema
    }

    #[test]
    fn the_checks_are_those_of_every_server() {
        let text = json!({"type": "string"});
        let timestamp = closed(
            &json!({"timestamp": {"oneOf": [{"type": "integer"}, {"type": "string"}]}}),
            &["timestamp"],
        );
        let url = closed(&json!({"url": text}), &["url"]);
        let all: Vec<&str> = Comparator::ALL.iter().map(|c| c.name()).collect();
        let all = all.join(" ");
        let integer = json!({"type": "integer"});
        let boolean = json!({"type": "boolean"});
        let digest = closed(
            &json!({"algorithm": {"type": "string", "enum": ["sha256"]}, "value": text}),
            &["algorithm", "value"],
        );
        let table: [(&str, &str, bool, Value, Value, &str); 7] = [
            (
                "env",
                "get",
                true,
                closed(&json!({"key": text}), &["key"]),
                json!({"oneOf": [{"type": "string"}, {"type": "null"}]}),
                "equals not_equals contains in_set exists not_exists",
            ),
            (
                "http",
                "status",
                true,
                url.clone(),
                integer.clone(),
                ORDERED,
            ),
            ("http", "body_hash", true, url, digest, "exists not_exists"),
            (
                "json",
                "path",
                true,
                closed(&json!({"file": text, "jsonpath": text}), &["file"]),
                json!({"x-decision-gate": {"dynamic_type": true}}),
                &all,
            ),
            (
                "time",
                "now",
                false,
                closed(&json!({}), &[]),
                integer,
                ORDERED,
            ),
            (
                "time",
                "after",
                true,
                timestamp.clone(),
                boolean.clone(),
                PLAIN,
            ),
            ("time", "before", true, timestamp, boolean, PLAIN),
        ];
        let found: usize = providers().iter().map(|p| p.checks().count()).sum();
        assert_eq!(found, table.len());
        for (provider_id, check_id, required, params, result, comparators) in table {
            let check = provider(provider_id).unwrap().check(check_id).unwrap();
            let mut names = String::new();
            for comparator in &check.contract.allowed_comparators {
                write!(names, "{comparator} ").unwrap();
            }
            assert_eq!(names.trim_end(), comparators, "{check_id}");
            assert_eq!(check.contract.params_required, required, "{check_id}");
            assert_eq!(constraints(check.params.schema()), params, "{check_id}");
            assert_eq!(constraints(check.result.schema()), result, "{check_id}");
        }
    }

    #[test]
    fn they_keep_the_rules_and_their_examples_fit() {
        let found: Vec<&str> = providers()
            .iter()
            .map(|p| p.contract.provider_id.as_str())
            .collect();
        assert_eq!(found, ids().collect::<Vec<_>>());
        for provider in providers() {
            assert_eq!(provider.contract.transport, Transport::Builtin);
            assert_eq!(&*provider.origin, "built in");
            let problems = contract_problems(provider, &Transport::Builtin, None);
            assert_eq!(problems, []);
            for check in provider.checks() {
                let id = &check.contract.check_id;
                assert_ne!(check.contract.determinism, Determinism::Deterministic);
                assert!(!check.contract.anchor_types.is_empty(), "{id}");
                assert!(!check.contract.examples.is_empty(), "{id}");
                for example in &check.contract.examples {
                    assert_eq!(check.params.accepts(&example.params), Ok(true), "{id}");
                    assert_eq!(check.result.accepts(&example.result), Ok(true), "{id}");
                }
            }
        }
    }
}

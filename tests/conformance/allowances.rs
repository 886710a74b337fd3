//! Cases of `allowances.jsonl`.

use std::collections::BTreeMap;
use std::sync::Arc;

use gatewright::spec::{Comparator, ValueSchema};
use gatewright::typing::{Toggles, TypedSchema};
use serde_json::{Value, json};

use crate::common;

#[test]
fn every_schema_allows_what_the_runtime_allows() {
    common::run("allowances.jsonl", |case| {
        let typed = typed(&case["schema"], &case["config"]);
        let given = answer(&typed);
        let wanted = match case["schema_error"].as_str() {
            // The runtime crashes; gatewright refuses the schema as one that never compiles.
            Some("panic") => json!({"schema_error": "schema_compile"}),
            Some("schema_compile") => json!({
                "schema_error": "schema_compile",
                "reaching_compile": case["reaching_compile"],
                "denied": case["denied"],
            }),
            Some(code) => json!({"schema_error": code}),
            None => json!({"allowed": case["allowed"], "denied": case["denied"]}),
        };
        if given == wanted {
            Ok(())
        } else {
            Err(format!("{given} instead of {wanted}"))
        }
    });
}

/// Returns the code that gatewright gives where the runtime gives this one.
///
/// The runtime crashes on some schemas that never compile; gatewright refuses them as such.
pub(crate) fn our_code(code: &str) -> &str {
    match code {
        "panic" => "schema_compile",
        code => code,
    }
}

/// Returns the typed schema of a case, without a contract.
pub(crate) fn typed(schema: &Value, config: &Value) -> TypedSchema {
    TypedSchema::new(
        Arc::new(ValueSchema::new(schema.clone())),
        None,
        toggles(config),
    )
}

/// Returns the settings of a case.
pub(crate) fn toggles(config: &Value) -> Toggles {
    let on = |key: &str| config[key].as_bool().unwrap_or(false);
    Toggles {
        lexicographic: on("enable_lexicographic"),
        deep_equals: on("enable_deep_equals"),
    }
}

/// Returns our choices in the form of the corpus.
fn answer(typed: &TypedSchema) -> Value {
    let mut allowed: Vec<Comparator> = Vec::new();
    let mut denied: BTreeMap<&str, &str> = BTreeMap::new();
    let mut refused: Vec<Comparator> = Vec::new();
    for choice in typed.choices() {
        match choice.strict_reasons().next() {
            None => allowed.push(choice.comparator),
            Some(gatewright::typing::Reason::Schema(_)) => refused.push(choice.comparator),
            Some(reason) => {
                denied.insert(choice.comparator.name(), reason.code());
            }
        }
    }
    match typed.refusal() {
        None => json!({"allowed": allowed, "denied": denied}),
        Some(refusal) if refused.len() == Comparator::ALL.len() && denied.is_empty() => {
            // A dynamic schema that does not compile may leave every comparator to the compiler.
            match refusal {
                gatewright::typing::SchemaRefusal::SchemaCompile(_) => json!({
                    "schema_error": refusal.code(),
                    "reaching_compile": refused,
                    "denied": denied,
                }),
                _ => json!({"schema_error": refusal.code()}),
            }
        }
        Some(refusal) => json!({
            "schema_error": refusal.code(),
            "reaching_compile": refused,
            "denied": denied,
        }),
    }
}

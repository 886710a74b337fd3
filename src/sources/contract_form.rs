//! Why a document cannot be read as a contract at all.

use serde_json::Value;
use serde_json::error::Category;

use super::contract::contract_schema;
use super::contract_rules::addressed;
use super::text::{json_error_span, json_reason};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::spec::{ValueSchema, Violation};

/// How many faults of one document are told; the rest are only counted.
const TOLD: usize = 50;

/// Says why the runtime cannot read a document as a contract.
///
/// Serde decides that it cannot, and stops at the first reason; when the document is JSON, the
/// schema of contracts then names all of them.
pub(super) fn form_problems(
    bytes: &[u8],
    file: &str,
    error: &serde_json::Error,
    configured_as: Option<&str>,
) -> Report {
    let whose = configured_as.map_or(String::new(), |id| format!(" of `{id}`"));
    let at_fault = |at: &str, why: &str| {
        let message = format!("the contract file{whose} cannot be read: {why}");
        let diagnostic = Diagnostic::new(Code::GW1102, at, message).in_file(file);
        addressed(diagnostic, configured_as, None)
    };
    let mut report = Report::default();
    let violations = match error.classify() {
        Category::Data => violations(bytes),
        _ => Vec::new(),
    };
    if !violations.is_empty() {
        report.diagnostics = violations
            .iter()
            .take(TOLD)
            .map(|violation| {
                let subject = match violation.pointer.as_str() {
                    "" => "the document",
                    at => at,
                };
                at_fault(&violation.pointer, &format!("{subject}: {}", violation.why))
            })
            .collect();
        let untold = violations.len().saturating_sub(TOLD);
        if let Some(last) = report.diagnostics.last_mut().filter(|_| untold > 0) {
            last.help
                .push(format!("{untold} more faults are not listed"));
        }
        return report;
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        report.diagnostics.push(at_fault("", "it is not UTF-8"));
        return report;
    };
    let mut diagnostic = at_fault("", &json_reason(error));
    diagnostic.primary.span = Some(json_error_span(text, error));
    report.diagnostics.push(diagnostic);
    report.texts.insert(file.into(), text.into());
    report
}

/// Returns what in a JSON document is not as the schema of contracts wants it.
fn violations(bytes: &[u8]) -> Vec<Violation> {
    let schema = ValueSchema::new(plain_enums(contract_schema()));
    serde_json::from_slice::<Value>(bytes)
        .ok()
        .and_then(|document| schema.violations(&document).ok())
        .unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::Provider;
    use serde_json::json;

    #[test]
    fn every_field_of_the_wrong_form_is_named() {
        let document = json!({
            "provider_id": "ext", "name": 5, "description": "d", "transport": "mcp",
            "config_schema": {}, "notes": [], "checks": [{
                "check_id": "a", "description": "d", "determinism": "random",
                "params_required": false, "params_schema": {}, "result_schema": {},
                "allowed_comparators": ["Equals"], "anchor_types": [], "examples": []
            }]
        });
        let report = Provider::read(document.to_string().as_bytes(), "c.json", None).unwrap_err();
        let mut pointers: Vec<&str> = Vec::new();
        for found in &report.diagnostics {
            assert_eq!(found.code, Code::GW1102);
            pointers.push(&found.primary.pointer);
        }
        pointers.sort_unstable();
        let expected = [
            "/checks/0",
            "/checks/0/allowed_comparators/0",
            "/checks/0/determinism",
            "/name",
        ];
        assert_eq!(pointers, expected);
    }

    #[test]
    fn a_flood_of_faults_is_counted() {
        let document = json!({
            "provider_id": "ext", "name": "e", "description": "d", "transport": "mcp",
            "config_schema": {}, "notes": vec![1; TOLD + 7], "checks": []
        });
        let report = Provider::read(document.to_string().as_bytes(), "c.json", None).unwrap_err();
        assert_eq!(report.diagnostics.len(), TOLD);
        let last = report.diagnostics.last().unwrap();
        assert_eq!(last.help, ["7 more faults are not listed"]);
    }

    #[test]
    fn a_syntax_error_has_a_span_in_its_text() {
        let report =
            Provider::read(b"{\n  \"name\": \"\xc3\xa9\",,\n}", "c.json", None).unwrap_err();
        let span = report.diagnostics[0].primary.span.unwrap();
        assert_eq!((span.line, span.column), (2, 15));
        assert_eq!(&report.texts["c.json"][span.start..span.end], ",");
        assert!(!report.diagnostics[0].message.contains("line"));
        // Nothing at all, and text that is not UTF-8, have no character to point at.
        assert!(Provider::read(b"", "c.json", None).is_err());
        assert!(Provider::read(b"{\"\xff\": 1", "c.json", None).is_err());
    }
}

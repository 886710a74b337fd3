//! SARIF 2.1.0, for code scanning.
//!
//! All rules are declared whether found or not, so that a cured finding closes its alert.

use serde_json::{Map, Value, json};

use super::{Diagnostic, RenderOptions, Report, ascii_hidden, put, visible};
use crate::diagnostic::{Code, Level, Place, catalogue};

/// Most related places of one finding that code scanning takes.
const MOST_RELATED: usize = 100;

/// Writes one run with all rules and the findings.
pub(super) fn render(report: &Report, options: &RenderOptions) -> String {
    let rules: Vec<Value> = Code::ALL.iter().copied().map(rule).collect();
    let results: Vec<Value> = report.diagnostics.iter().map(result).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "gatewright",
                "version": options.tool_version,
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    ascii_hidden(&format!("{log:#}")) + "\n"
}

fn rule(code: Code) -> Value {
    let explanation = catalogue::explanation(code);
    json!({
        "id": code.as_str(),
        "name": code.name(),
        "shortDescription": {"text": code.summary()},
        "fullDescription": {"text": explanation.what},
        "help": {
            "text": format!("{} {}", explanation.what, explanation.why),
            "markdown": format!("{}\n\n{}", explanation.what, explanation.why),
        },
        "defaultConfiguration": {"level": level(code.level())},
        "properties": {
            "confidence": code.confidence().name(),
            "refuses": code.refuses(),
        },
    })
}

fn result(d: &Diagnostic) -> Value {
    let mut text = plain(&d.message);
    for help in &d.help {
        text.push_str("\nHelp: ");
        text.push_str(&plain(help));
    }
    let index = Code::ALL.iter().position(|code| *code == d.code);
    let related: Vec<Value> = d
        .related
        .iter()
        .take(MOST_RELATED)
        .enumerate()
        .map(|(index, related)| {
            let mut value = location(&related.place);
            value.insert("id".to_owned(), json!(index + 1));
            value.insert("message".to_owned(), json!({"text": plain(&related.label)}));
            Value::Object(value)
        })
        .collect();
    json!({
        "ruleId": d.code.as_str(),
        "ruleIndex": index,
        "level": level(d.level),
        "message": {"text": text},
        "locations": [location(&d.primary)],
        "relatedLocations": related,
        "partialFingerprints": {"gatewright/v1": d.fingerprint()},
        "properties": {"confidence": d.confidence.name(), "level": d.level.name()},
    })
}

fn location(place: &Place) -> Map<String, Value> {
    let mut value = Map::new();
    if let Some(file) = &place.file {
        let mut physical = json!({"artifactLocation": {"uri": uri(file)}});
        if let Some(span) = place.span {
            physical["region"] = json!({
                "startLine": span.line,
                "startColumn": span.column,
                "endLine": span.end_line,
                "endColumn": span.end_column,
            });
        }
        value.insert("physicalLocation".to_owned(), physical);
    }
    let name = if place.entity.is_empty() {
        &place.pointer
    } else {
        &place.entity
    };
    if !name.is_empty() {
        value.insert(
            "logicalLocations".to_owned(),
            json!([{"fullyQualifiedName": visible(name), "kind": "object"}]),
        );
    }
    value
}

const fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Advice | Level::Todo => "note",
    }
}

/// Makes text visible and keeps it from being read as an embedded link (SARIF 3.11.6).
fn plain(text: &str) -> String {
    visible(text).replace("](", "\\](")
}

/// Percent-encodes a path as a URI reference; a colon too, so that nothing reads as a scheme.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            // Two slashes at the start would name a host.
            b'/' if out == "/" => {}
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => put(&mut out, format_args!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_relative_references_that_name_no_scheme_and_no_host() {
        for (path, expected) in [
            ("drafts/a b.json", "drafts/a%20b.json"),
            ("http:x", "http%3Ax"),
            ("//host/x", "/host/x"),
            ("é%.json", "%C3%A9%25.json"),
        ] {
            assert_eq!(uri(path), expected);
        }
    }
}

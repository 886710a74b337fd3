//! The texts of old and new values, in full; views cut them.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::document::Part;
use super::model::Line;
use crate::plain::comparator_words;
use crate::spec::{Comparator, Requirement, print_requirement};

/// Lists that are read as sets.
const SETS: [&str; 2] = ["policy_tags", "visibility_labels"];
/// Fields in which a text and a number are different values.
const DATA: [&str; 4] = ["expected", "query/params", "payload", "extensions"];

/// Returns a requirement in the requirement language, or as a tree where no text can say it.
pub(super) fn requirement(requirement: &Requirement) -> String {
    print_requirement(requirement)
        .unwrap_or_else(|_| serde_json::to_string(requirement).unwrap_or_default())
}

/// Returns the requirement of a gate.
pub(super) fn requirement_of(gate: &Part) -> Option<String> {
    match &gate.requirement {
        Some(tree) => Some(requirement(tree)),
        None => gate
            .fields
            .get("requirement")
            .map(|spelled| value("requirement", spelled)),
    }
}

/// Returns how a condition compares, such as `at least 85`.
pub(super) fn comparison(condition: &Part) -> String {
    let name = condition.fields.get("comparator").and_then(Value::as_str);
    let words = name
        .and_then(|name| name.parse::<Comparator>().ok())
        .map_or("not compared", comparator_words);
    match condition.fields.get("expected") {
        Some(expected) => format!("{words} {expected}"),
        None => words.to_owned(),
    }
}

/// Returns what a condition asks, such as `json/path {"file":"report.json"}`.
pub(super) fn query(condition: &Part) -> String {
    let query = condition.fields.get("query");
    let field = |name: &str| query.and_then(|query| query.get(name));
    let id = |name: &str| {
        field(name)
            .and_then(Value::as_str)
            .unwrap_or("?")
            .to_owned()
    };
    let asked = format!("{}/{}", id("provider_id"), id("check_id"));
    match field("params") {
        Some(params) => format!("{asked} {params}"),
        None => asked,
    }
}

/// Returns the value of a field: data as JSON, words of a scenario as they are.
fn value(label: &str, value: &Value) -> String {
    if DATA.iter().any(|data| label.starts_with(data)) {
        return value.to_string();
    }
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(Value::is_string) && !items.is_empty() => {
            let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            items.join(", ")
        }
        other => other.to_string(),
    }
}

/// Returns a line for every field that differs, objects taken apart field by field.
///
/// Lists that are read as sets are compared as such.
pub(super) fn fields(old: &Map<String, Value>, new: &Map<String, Value>) -> Vec<Line> {
    let mut lines = Vec::new();
    below("", old, new, &mut lines);
    lines
}

fn below(path: &str, old: &Map<String, Value>, new: &Map<String, Value>, lines: &mut Vec<Line>) {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for name in names {
        let label = if path.is_empty() {
            name.clone()
        } else {
            format!("{path}/{name}")
        };
        match (old.get(name), new.get(name)) {
            (old, new) if old == new => {}
            (Some(Value::Object(old)), Some(Value::Object(new))) => below(&label, old, new, lines),
            (Some(Value::Array(old)), Some(Value::Array(new)))
                if SETS.contains(&name.as_str()) && sorted(old) == sorted(new) => {}
            (old, new) => lines.push(Line {
                old: old.map(|old| value(&label, old)),
                new: new.map(|new| value(&label, new)),
                label,
            }),
        }
    }
}

fn sorted(items: &[Value]) -> Vec<String> {
    let mut items: Vec<String> = items.iter().map(Value::to_string).collect();
    items.sort_unstable();
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn lines(old: &Value, new: &Value) -> Vec<String> {
        let text = |side: Option<String>| side.unwrap_or_else(|| "-".to_owned());
        fields(old.as_object().unwrap(), new.as_object().unwrap())
            .into_iter()
            .map(|line| format!("{}: {} | {}", line.label, text(line.old), text(line.new)))
            .collect()
    }

    #[test]
    fn fields_are_told_one_by_one_and_sets_as_sets() {
        assert_eq!(
            lines(
                &json!({"q": {"a": 1, "b": {"c": [1, 2]}}, "policy_tags": ["x", "y"], "gone": true}),
                &json!({"q": {"a": 1, "b": {"c": [2, 1]}}, "policy_tags": ["y", "x"], "came": null}),
            ),
            ["came: - | null", "gone: true | -", "q/b/c: [1,2] | [2,1]"]
        );
        assert_eq!(
            lines(
                &json!({"expected": 1, "title": "1"}),
                &json!({"expected": "1", "title": "2"})
            ),
            ["expected: 1 | \"1\"", "title: 1 | 2"]
        );
        assert_eq!(
            lines(
                &json!({"policy_tags": ["x"]}),
                &json!({"policy_tags": ["x", "x"]})
            ),
            ["policy_tags: x | x, x"]
        );
        assert_eq!(lines(&json!({"a": [1]}), &json!({"a": [1]})), [""; 0]);
    }
}

//! What differs between two drafts, entity by entity, as lines of text.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value};

use super::{Format, ScenarioDraft, entity_of, write};

/// A line of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeLine {
    /// Whether the line comes; else it goes.
    pub comes: bool,
    /// The field and its value; may hold untrusted text, without line breaks.
    pub text: String,
}

/// What differs in one entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityChange {
    /// The entity, such as `stage:build/gate:quality`; may hold untrusted text.
    pub address: String,
    /// The lines that go and come, field by field.
    pub lines: Vec<ChangeLine>,
}

impl EntityChange {
    /// Returns the lines as one text, `-` before what goes and `+` before what comes.
    #[must_use]
    pub fn text(&self) -> String {
        let lines: Vec<String> = self
            .lines
            .iter()
            .map(|line| format!("{} {}", if line.comes { '+' } else { '-' }, line.text))
            .collect();
        lines.join("\n")
    }
}

/// Returns what differs, in the order of the later draft, with what is gone at the end.
#[must_use]
pub fn changes(before: &ScenarioDraft, after: &ScenarioDraft) -> Vec<EntityChange> {
    let (old, new) = (entities(before), entities(after));
    let find = |list: &[(String, Map<String, Value>)]| -> BTreeMap<String, Map<String, Value>> {
        list.iter().cloned().collect()
    };
    let (old_by, new_by) = (find(&old), find(&new));
    let names: HashSet<&String> = new.iter().map(|(name, _)| name).collect();
    let gone = old.iter().filter(|(name, _)| !names.contains(name));
    new.iter()
        .chain(gone)
        .filter_map(|(address, _)| {
            let lines = lines(old_by.get(address), new_by.get(address));
            (!lines.is_empty()).then(|| EntityChange {
                address: address.clone(),
                lines,
            })
        })
        .collect()
}

fn lines(
    before: Option<&Map<String, Value>>,
    after: Option<&Map<String, Value>>,
) -> Vec<ChangeLine> {
    let of =
        |map: Option<&Map<String, Value>>, key: &str| map.and_then(|map| map.get(key)).cloned();
    let keys: std::collections::BTreeSet<&String> = before
        .into_iter()
        .chain(after)
        .flat_map(Map::keys)
        .collect();
    let mut lines = Vec::new();
    for key in keys {
        let (old, new) = (of(before, key), of(after, key));
        if old == new {
            continue;
        }
        for (comes, value) in [(false, old), (true, new)] {
            lines.extend(
                value
                    .iter()
                    .flat_map(|value| text(key, value))
                    .map(|text| ChangeLine { comes, text }),
            );
        }
    }
    lines
}

/// Writes a field, a text of several lines as several.
fn text(key: &str, value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => text
            .split('\n')
            .map(|line| format!("{key}: {}", line.trim_end_matches('\r')))
            .collect(),
        other => vec![format!("{key}: {other}")],
    }
}

/// Takes a draft apart into its entities; lists of entities become lists of their names.
fn entities(draft: &ScenarioDraft) -> Vec<(String, Map<String, Value>)> {
    let document = serde_json::from_str(&write(draft, Format::Json)).unwrap_or_default();
    let mut found = Vec::new();
    let mut taken = HashSet::new();
    apart(draft, "", document, &mut taken, &mut found);
    found
}

fn apart(
    draft: &ScenarioDraft,
    pointer: &str,
    mut fields: Map<String, Value>,
    taken: &mut HashSet<String>,
    found: &mut Vec<(String, Map<String, Value>)>,
) {
    const LISTS: [&str; 6] = [
        "conditions",
        "stages",
        "policies",
        "schemas",
        "gates",
        "entry_packets",
    ];
    let mut address = entity_of(Some(draft), pointer);
    while !taken.insert(address.clone()) {
        // A repeated id; positions tell them apart.
        address.push('\'');
    }
    let place = found.len();
    found.push((address, Map::new()));
    for name in LISTS {
        let Some(Value::Array(items)) = fields.get_mut(name).map(Value::take) else {
            continue;
        };
        let mut names = Vec::new();
        for (index, item) in items.into_iter().enumerate() {
            let at = format!("{pointer}/{name}/{index}");
            let full = entity_of(Some(draft), &at);
            names.push(Value::from(full.rsplit('/').next().unwrap_or(&full)));
            if let Value::Object(item) = item {
                apart(draft, &at, item, taken, found);
            }
        }
        fields.insert(name.to_owned(), Value::Array(names));
    }
    if let Some((_, own)) = found.get_mut(place) {
        *own = fields;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::read;
    use serde_json::json;

    #[test]
    fn each_entity_tells_its_own_lines() {
        let draft = |document: Value| {
            read(document.to_string().as_bytes(), Format::Json)
                .draft
                .unwrap()
        };
        let before = draft(json!({
            "conditions": [{"condition_id": "a", "expected": 1}, {"condition_id": "b"}],
            "stages": [{"stage_id": "s", "gates": [{"gate_id": "g", "requirement": "a"}]}]}));
        let after = draft(json!({
            "conditions": [{"condition_id": "a", "expected": 2}],
            "stages": [{"stage_id": "s", "note": "one\ntwo",
                "gates": [{"gate_id": "g", "requirement": "not a"}]}]}));
        let shown: Vec<String> = changes(&before, &after)
            .into_iter()
            .flat_map(|change| {
                let lines = change
                    .lines
                    .into_iter()
                    .map(|line| format!("  {} {}", if line.comes { '+' } else { '-' }, line.text));
                std::iter::once(change.address)
                    .chain(lines)
                    .collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(
            shown,
            [
                "scenario",
                r#"  - conditions: ["condition:a","condition:b"]"#,
                r#"  + conditions: ["condition:a"]"#,
                "condition:a",
                "  - expected: 1",
                "  + expected: 2",
                "stage:s",
                "  + note: one",
                "  + note: two",
                "stage:s/gate:g",
                "  - requirement: a",
                "  + requirement: not a",
                "condition:b",
                "  - condition_id: b",
            ]
        );
        assert!(changes(&after, &after).is_empty());
    }
}

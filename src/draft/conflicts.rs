//! Conflicts of a merge that a draft carries until they are resolved.
//!
//! They stand in the scenario's extensions, so that the file stays a draft that every face opens.
//! What a side wrote and did not get its way with is in the record, to the last value.

use serde_json::{Map, Value, json};

use super::model::ScenarioDraft;
use super::{Conflict, Edit, Entity, Side};

/// Key of the records within the scenario's extensions.
const KEY: &str = "gatewright_conflicts";

/// JSON Pointer of the list of records.
pub const CONFLICTS: &str = "/extensions/gatewright_conflicts";

/// A conflict as a draft carries it.
#[derive(Debug, Clone, PartialEq)]
pub enum ConflictRecord {
    /// Both sides changed a value, each in its own way.
    Value {
        /// Address of the entity.
        address: String,
        /// The field; empty where the whole entity was taken out on one side. The name of a list
        /// stands for its order.
        field: String,
        /// What the side wrote that this draft follows; none where it took the value away.
        kept: Option<Value>,
        /// What the other side wrote.
        other: Option<Value>,
        /// The change that follows the other side instead, where one edit can say it.
        edit: Option<Edit>,
    },
    /// Something about the merge as a whole, in words.
    Problem(String),
    /// A record that was changed by hand and cannot be understood.
    Unreadable,
}

/// Writes conflicts of a merge, and problems of it in words, into the merged draft.
///
/// Returns false, and leaves the draft as it is, when its extensions have no room for them.
#[must_use]
pub fn record_conflicts(
    draft: &mut ScenarioDraft,
    conflicts: &[Conflict],
    problems: &[String],
) -> bool {
    let extensions = &mut draft.annotations.extensions;
    let mut fields = match extensions {
        None => Map::new(),
        Some(Value::Object(fields)) => fields.clone(),
        Some(_) => return false,
    };
    let list = fields.entry(KEY).or_insert_with(|| json!([]));
    let Value::Array(records) = list else {
        return false;
    };
    records.extend(conflicts.iter().map(record));
    records.extend(problems.iter().map(|problem| json!({"problem": problem})));
    *extensions = Some(Value::Object(fields));
    true
}

fn record(conflict: &Conflict) -> Value {
    let kept = match conflict.take {
        Side::Mine => "ours",
        Side::Theirs => "theirs",
    };
    let mut record = Map::new();
    record.insert("address".to_owned(), json!(conflict.address));
    record.insert("field".to_owned(), json!(conflict.field));
    record.insert("kept".to_owned(), json!(kept));
    for (name, value) in [
        ("base", &conflict.base),
        ("ours", &conflict.mine),
        ("theirs", &conflict.theirs),
    ] {
        if let Some(value) = value {
            record.insert(name.to_owned(), value.clone());
        }
    }
    let is_order = LISTS.contains(&conflict.field.as_str());
    if let Some(entity) = conflict.entity.as_ref().filter(|_| !is_order)
        && let Ok(entity) = serde_json::to_value(entity)
    {
        record.insert("entity".to_owned(), entity);
    }
    Value::Object(record)
}

/// Lists of entities: a conflict about one is about its order.
const LISTS: [&str; 6] = [
    "conditions",
    "stages",
    "gates",
    "entry_packets",
    "policies",
    "schemas",
];

/// Returns the conflicts that a draft carries, each at its position.
#[must_use]
pub fn recorded_conflicts(draft: &ScenarioDraft) -> Vec<ConflictRecord> {
    match carried(draft) {
        None => Vec::new(),
        Some(Value::Array(records)) => records.iter().map(understood).collect(),
        Some(_) => vec![ConflictRecord::Unreadable],
    }
}

fn carried(draft: &ScenarioDraft) -> Option<&Value> {
    draft.annotations.extensions.as_ref()?.get(KEY)
}

fn understood(record: &Value) -> ConflictRecord {
    let text = |name: &str| record.get(name).and_then(Value::as_str);
    if let Some(problem) = text("problem") {
        return ConflictRecord::Problem(problem.to_owned());
    }
    let (Some(address), Some(field), Some(kept)) = (text("address"), text("field"), text("kept"))
    else {
        return ConflictRecord::Unreadable;
    };
    let (kept, other) = match kept {
        "ours" => ("ours", "theirs"),
        "theirs" => ("theirs", "ours"),
        _ => return ConflictRecord::Unreadable,
    };
    let (kept, other) = (record.get(kept).cloned(), record.get(other).cloned());
    let entity = record.get("entity");
    let entity = entity.and_then(|entity| serde_json::from_value::<Entity>(entity.clone()).ok());
    let edit = entity.and_then(|entity| match (field, &other) {
        ("", None) => Some(Edit::Remove(entity)),
        ("", Some(_)) => None,
        (field, value) => Some(Edit::Set {
            entity,
            field: field.to_owned(),
            value: value.clone(),
        }),
    });
    ConflictRecord::Value {
        address: address.to_owned(),
        field: field.to_owned(),
        kept,
        other,
        edit,
    }
}

/// Returns the edit that takes the record at a position out of a draft: it is resolved.
#[must_use]
pub fn resolve_conflict(draft: &ScenarioDraft, position: usize) -> Edit {
    let mut fields = match &draft.annotations.extensions {
        Some(Value::Object(fields)) => fields.clone(),
        _ => Map::new(),
    };
    let left = match fields.remove(KEY) {
        Some(Value::Array(mut records)) => {
            if position < records.len() {
                records.remove(position);
            }
            records
        }
        _ => Vec::new(),
    };
    if !left.is_empty() {
        fields.insert(KEY.to_owned(), Value::Array(left));
    }
    Edit::Set {
        entity: Entity::Scenario,
        field: "extensions".to_owned(),
        value: (!fields.is_empty()).then_some(Value::Object(fields)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Format, apply, read, three_way, write};

    fn draft(document: &Value) -> ScenarioDraft {
        let reading = read(document.to_string().as_bytes(), Format::Json);
        assert_eq!(reading.problems, []);
        reading.draft.unwrap()
    }

    fn scenario(gate: Option<&str>, owner: Option<&str>) -> ScenarioDraft {
        let gates: Vec<Value> = gate
            .map(|text| json!({"gate_id": "g", "requirement": text}))
            .into_iter()
            .collect();
        let mut document = json!({"stages": [{"stage_id": "s", "gates": gates}]});
        if let Some(owner) = owner {
            document["extensions"] = json!({"owner": owner});
        }
        draft(&document)
    }

    #[test]
    fn a_record_holds_both_sides_and_the_way_to_the_other() {
        let base = scenario(Some("a"), Some("x"));
        let ours = scenario(Some("a and b"), Some("x"));
        for (theirs, choice, followed) in [
            (
                Some("a or b"),
                Side::Mine,
                scenario(Some("a or b"), Some("x")),
            ),
            (Some("a or b"), Side::Theirs, ours.clone()),
            (None, Side::Mine, scenario(None, Some("x"))),
        ] {
            let theirs = scenario(theirs, Some("x"));
            let (mut merged, conflicts) = three_way(&base, &ours, &theirs, &[choice]);
            let before = merged.clone();
            assert!(record_conflicts(
                &mut merged,
                &conflicts,
                &["odd".to_owned()]
            ));
            let mut again = read(write(&merged, Format::Json).as_bytes(), Format::Json)
                .draft
                .unwrap();
            assert_eq!(again, merged);
            let [
                ConflictRecord::Value { edit, .. },
                ConflictRecord::Problem(problem),
            ] = &recorded_conflicts(&again)[..]
            else {
                panic!("{:?}", recorded_conflicts(&again))
            };
            assert_eq!(problem, "odd");
            let edit = edit.clone().unwrap();
            for position in [1, 0] {
                let resolved = resolve_conflict(&again, position);
                apply(&mut again, &resolved).unwrap();
            }
            assert_eq!(again, before);
            apply(&mut again, &edit).unwrap();
            assert_eq!(again, followed);
        }
    }

    #[test]
    fn records_that_are_damaged_or_have_no_room_are_noticed() {
        for (extensions, found) in [
            (json!({"gatewright_conflicts": []}), 0),
            (json!({"gatewright_conflicts": "x"}), 1),
            (
                json!({"gatewright_conflicts": [1, {}, {"address": "a", "field": "f", "kept": "x"}]}),
                3,
            ),
            (json!([1]), 0),
        ] {
            let draft = draft(&json!({"extensions": extensions}));
            let records = recorded_conflicts(&draft);
            assert_eq!(
                records,
                vec![ConflictRecord::Unreadable; found],
                "{extensions}"
            );
            let mut cleared = draft.clone();
            for position in (0..found).rev() {
                let edit = resolve_conflict(&cleared, position);
                apply(&mut cleared, &edit).unwrap();
            }
            assert_eq!(recorded_conflicts(&cleared), []);
        }
        for full in [json!("text"), json!({"gatewright_conflicts": "x"})] {
            let mut draft = draft(&json!({"extensions": full}));
            let before = draft.clone();
            assert!(!record_conflicts(&mut draft, &[], &["odd".to_owned()]));
            assert_eq!(draft, before);
        }
    }
}

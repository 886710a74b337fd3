use serde_json::{Value, json};

use super::{BASE_DRAFT, Setup, found};
use crate::diagnostic::Level;
use crate::draft::{Edit, Format, apply, lower, read};

/// A draft with everything that a scenario can have.
fn full() -> Value {
    let mut draft: Value = serde_json::from_str(BASE_DRAFT).unwrap();
    draft["conditions"][0]["trust"] = json!({"min_lane": "verified"});
    draft["policies"] = json!([{"policy_id": "p"}]);
    draft["schemas"] = json!([{"schema_id": "notes"}]);
    draft["suppress"] = json!([{"code": "GW0208", "reason": "It is meant."}]);
    let hash = json!({"algorithm": "sha256", "value": "00"});
    let payload = json!({"kind": "external",
        "content_ref": {"uri": "file:notes", "content_hash": hash, "encryption": null}});
    draft["stages"][0]["entry_packets"] = json!([
        {"packet_id": "p1", "schema_id": "notes", "content_type": "text/plain",
         "visibility_labels": [], "policy_tags": [],
         "expiry": {"kind": "unix_millis", "value": 5}, "payload": payload},
        {"packet_id": "p2", "schema_id": "notes", "content_type": "text/plain",
         "visibility_labels": [], "policy_tags": [], "expiry": null,
         "payload": {"kind": "json", "value": null}},
        {"packet_id": "p3", "schema_id": "notes", "content_type": "text/plain",
         "visibility_labels": [], "policy_tags": [], "expiry": null,
         "payload": {"kind": "bytes", "bytes": []}},
    ]);
    draft["stages"][0]["advance_to"] = json!({"kind": "branch", "default": null, "branches": [
        {"gate_id": "quality", "outcome": "true", "next_stage_id": "done"}
    ]});
    draft["precheck"] = json!({"data_shape": {"schema_id": "s", "version": "1"}});
    draft
}

/// Fields that a spec may leave out, or that only a draft has; `data_shape` and the parts of a
/// suppression must be there once their owner is.
const OPTIONAL: [&str; 9] = [
    "default_tenant_id",
    "params",
    "expected",
    "trust",
    "timeout",
    "expiry",
    "suppress",
    "precheck",
    "description",
];

/// Returns the pointer of every field of every object.
fn fields(value: &Value, at: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, field) in map {
                let pointer = format!("{at}/{key}");
                if key != "params" && key != "expected" {
                    fields(field, &pointer, out);
                }
                out.push(pointer);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                fields(item, &format!("{at}/{index}"), out);
            }
        }
        _ => {}
    }
}

/// Each required field is missed, at its own place, when it is taken away; no optional one is.
#[test]
fn whatever_is_taken_away_is_a_thing_to_do() {
    let full = full();
    let todo = |draft: &Value| -> Vec<String> {
        let mut setup = Setup::new(&json!({}));
        setup.draft = draft.clone();
        let checked = setup.check();
        let todo = checked
            .diagnostics
            .iter()
            .filter(|d| d.level == Level::Todo);
        todo.map(|d| d.primary.pointer.clone()).collect()
    };
    assert_eq!(todo(&full), [""; 0]);
    let mut pointers = Vec::new();
    fields(&full, "", &mut pointers);
    let mut required = 0;
    for pointer in pointers {
        let (parent, field) = pointer.rsplit_once('/').unwrap();
        // Without it nobody knows what kind of thing it is; that is a wrong shape.
        if field == "kind" || pointer.contains("/requirement/") {
            continue;
        }
        let mut draft = full.clone();
        let owner = draft.pointer_mut(parent).unwrap();
        owner.as_object_mut().unwrap().remove(field);
        let missing = todo(&draft);
        if OPTIONAL.contains(&field) {
            assert_eq!(missing, [""; 0], "{pointer}");
            continue;
        }
        required += 1;
        assert_eq!(missing, [pointer.as_str()], "{pointer}");
    }
    assert!(required >= 60, "{required}");
}

/// A draft has nothing to do exactly when it can be lowered.
#[test]
fn nothing_to_do_means_that_the_draft_can_be_lowered() {
    let full = full();
    let mut pointers = Vec::new();
    fields(&full, "", &mut pointers);
    for pointer in pointers {
        let (parent, field) = pointer.rsplit_once('/').unwrap();
        if field == "kind" || pointer.starts_with("/precheck") || pointer.contains("suppress") {
            continue;
        }
        let mut setup = Setup::new(&json!({}));
        setup.draft = full.clone();
        let owner = setup.draft.pointer_mut(parent).unwrap();
        owner.as_object_mut().unwrap().remove(field);
        let finished = setup
            .check()
            .diagnostics
            .iter()
            .all(|d| d.level != Level::Todo);
        let text = setup.draft.to_string();
        let reading = read(text.as_bytes(), Format::Json);
        if reading.problems.is_empty() {
            let lowered = lower(&reading.draft.unwrap());
            assert_eq!(lowered.is_ok(), finished, "{pointer}");
        }
    }
}

#[test]
fn a_missing_list_is_completed_by_an_empty_one() {
    for (pointer, list) in [
        ("", "policies"),
        ("", "schemas"),
        ("", "conditions"),
        ("/conditions/0", "policy_tags"),
        ("/stages/0", "entry_packets"),
        ("/stages/1", "gates"),
    ] {
        let mut setup = Setup::new(&json!({}));
        let owner = setup.draft.pointer_mut(pointer).unwrap();
        owner.as_object_mut().unwrap().remove(list);
        let found = setup.check().diagnostics;
        let at = format!("{pointer}/{list}");
        let todo = found.iter().find(|d| d.primary.pointer == at).unwrap();
        let edit = &todo.fixes[0].edits.read::<Edit>().unwrap()[0];
        let text = setup.draft.to_string();
        let mut draft = read(text.as_bytes(), Format::Json).draft.unwrap();
        apply(&mut draft, edit).unwrap();
        setup.draft = serde_json::from_str(&crate::draft::write(&draft, Format::Json)).unwrap();
        assert!(!setup.found().contains(&format!("GW0109 {at}")), "{at}");
    }
}

#[test]
fn what_does_not_fit_is_not_missing_too() {
    assert_eq!(found(&json!({"spec_version": 2})), ["GW0104 /spec_version"]);
    assert_eq!(found(&json!({"policies": 2})), ["GW0104 /policies"]);
    let mut setup = Setup::new(&json!({}));
    setup.draft["stages"][0]["timeout"]["timeout_ms"] = json!("soon");
    assert_eq!(setup.found(), ["GW0104 /stages/0/timeout/timeout_ms"]);
    setup.draft["stages"] = json!([]);
    assert_eq!(setup.found(), ["GW0109 /stages"]);
}

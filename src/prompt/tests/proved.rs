//! What is proved is told without being asked.

use serde_json::{Value, json};

use super::{draft_of, play};

fn scenario() -> Value {
    let condition = |id: &str| {
        json!({"condition_id": id, "query": {"provider_id": "json", "check_id": "path",
            "params": {"file": "r.json", "jsonpath": format!("$.{id}")}},
            "comparator": "equals", "expected": true, "policy_tags": []})
    };
    json!({"scenario_id": "s", "namespace_id": 7, "spec_version": "1",
        "conditions": [condition("a"), condition("b")],
        "stages": [
            {"stage_id": "build", "entry_packets": [], "gates": [
                {"gate_id": "g", "requirement": "a"}], "advance_to": {"kind": "linear"},
                "timeout": null, "on_timeout": "fail"},
            {"stage_id": "ship", "entry_packets": [{"packet_id": "notes", "schema_id": "n",
                "content_type": "text/plain", "visibility_labels": [], "policy_tags": [],
                "expiry": null, "payload": {"kind": "json", "value": 1}}], "gates": [],
                "advance_to": {"kind": "terminal"}, "timeout": null, "on_timeout": "fail"}],
        "policies": [], "schemas": [{"schema_id": "n", "version": null, "uri": null}]})
}

#[test]
fn a_gate_that_was_written_says_how_it_passes_and_what_blocks() {
    let (_, script, ..) = play(
        draft_of(&scenario()),
        &[
            ("What now?", "another step"),
            ("Which step?", "Gates"),
            ("What now?", "change or delete one"),
            ("In which stage?", "1"),
            ("What now?", "change or delete one"),
            ("Which one?", "1"),
            ("Gate `g`", "requirement"),
            ("How?", "type it as text"),
            ("requirement as text", "a and b"),
        ],
    );
    let said = script.text();
    assert!(
        said.contains("Proved: 1 way to pass; nothing works without a and b.\n"),
        "{said}"
    );
    assert!(
        said.contains("It fails with a = false or b = false.\n"),
        "{said}"
    );
}

#[test]
fn the_stages_tell_what_packets_sit_behind_and_the_review_what_changed() {
    let (_, script, ..) = play(
        draft_of(&scenario()),
        &[
            ("What now?", "another step"),
            ("Which step?", "Stages"),
            ("What now?", "another step"),
            ("Which step?", "Review"),
        ],
    );
    let said = script.text();
    assert!(
        said.contains("`notes` is released only after `g` was true.\n"),
        "{said}"
    );
    assert!(
        said.contains("Behaviour: no comparison. The draft has no file yet."),
        "{said}"
    );
}

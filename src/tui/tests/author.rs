//! An author at work: keys in, drafts out.

use serde_json::json;

use crate::tui::testing::{app, draft, press, screen};

#[test]
fn what_a_change_breaks_is_told_and_mended_by_a_key() {
    let mut app = app(&json!({
        "scenario_id": "s", "namespace_id": 2, "spec_version": "1",
        "conditions": [
            {"condition_id": "a", "query": {"provider_id": "time", "check_id": "now", "params": {}},
                "comparator": "exists", "policy_tags": []},
            {"condition_id": "b", "query": {"provider_id": "time", "check_id": "now", "params": {}},
                "comparator": "exists", "policy_tags": []}],
        "stages": [{"stage_id": "x", "entry_packets": [], "gates": [{"gate_id": "g", "requirement": "a and b"}],
            "advance_to": {"kind": "terminal"}, "timeout": null, "on_timeout": "fail"}],
        "policies": [], "schemas": []
    }));
    press(&mut app, "2 down delete");
    let shown = screen(&mut app, 100, 30);
    assert!(
        shown.contains("became invalid because of it: b lists them"),
        "{shown}"
    );
    press(&mut app, "b enter");
    assert_eq!(
        draft(&app)["stages"][0]["gates"][0]["requirement"],
        "all(a)"
    );
    press(&mut app, "u u");
    assert_eq!(draft(&app)["conditions"].as_array().unwrap().len(), 2);
    assert_eq!(
        draft(&app)["stages"][0]["gates"][0]["requirement"],
        "a and b"
    );
}

#[test]
fn what_is_typed_and_not_applied_is_there_the_next_time() {
    let mut app = app(&json!({"scenario_id": "s"}));
    press(&mut app, "down enter \"twelve\" esc");
    assert_eq!(draft(&app).get("namespace_id"), None);
    press(&mut app, "enter");
    assert!(screen(&mut app, 80, 24).contains("twelve"));
    press(&mut app, "ctrl-u \"12\" enter");
    assert_eq!(draft(&app)["namespace_id"], 12);
}

#[test]
fn a_json_object_begun_in_a_line_goes_on_over_several() {
    let mut app = app(
        &json!({"conditions": [{"condition_id": "c", "query": {"provider_id": "json",
        "check_id": "path", "params": {"file": "f"}}, "comparator": "equals", "policy_tags": []}]}),
    );
    press(&mut app, "2 tab down down down down down enter \"{\" enter");
    press(&mut app, "\"}\" ctrl-s");
    assert_eq!(draft(&app)["conditions"][0]["expected"], json!({}));
}

#[test]
fn problems_are_walked_across_steps() {
    let mut app = app(&json!({"conditions": [{}], "stages": [{}], "policies": [], "schemas": []}));
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..40 {
        press(&mut app, "]");
        seen.insert(format!("{:?}", app.step));
    }
    assert!(
        ["Scenario", "Conditions", "Stages"]
            .iter()
            .all(|step| seen.contains(*step)),
        "{seen:?}"
    );
    press(&mut app, "[ [");
}

#[test]
fn everything_is_found_by_name_and_reached_by_a_label() {
    let mut app = app(
        &json!({"conditions": [{"condition_id": "first"}, {"condition_id": "second"}],
        "stages": [{"stage_id": "x", "gates": [{"gate_id": "the_gate"}]}]}),
    );
    press(&mut app, "/ \"sec\" enter");
    assert!(screen(&mut app, 80, 24).contains("› ○ second"));
    press(&mut app, "/ \"the_g\" enter");
    assert!(screen(&mut app, 80, 24).contains("gate `the_gate`"));
    // The first label is that of the first step.
    press(&mut app, "' a");
    assert_eq!(format!("{:?}", app.step), "Scenario");
}

//! Keys in, screens out.

use serde_json::{Value, json};

use crate::draft::Format;
use crate::session::Former;
use crate::tui::app::App;
use crate::tui::event::Event;
use crate::tui::testing::{app_against, press, screen, styles};

fn scenario(need: &str, least: u64) -> Value {
    let condition = |id: &str, comparator: &str, expected: Value| {
        json!({"condition_id": id, "query": {"provider_id": "json", "check_id": "path",
            "params": {"file": "r.json", "jsonpath": format!("$.{id}")}},
            "comparator": comparator, "expected": expected, "policy_tags": []})
    };
    json!({"draft_version": 1, "scenario_id": "s", "namespace_id": 7, "spec_version": "1",
        "conditions": [
            condition("tests_ok", "equals", json!(true)),
            condition("coverage", "greater_than_or_equal", json!(least)),
            condition("alice_ok", "equals", json!(true))],
        "stages": [{"stage_id": "build", "entry_packets": [],
            "gates": [{"gate_id": "quality", "requirement": need}],
            "advance_to": {"kind": "terminal"}, "timeout": null, "on_timeout": "fail"}],
        "policies": [], "schemas": []})
}

/// Returns the review of a draft that is compared with a former version of it.
fn reviewed(now: &Value, then: &Value) -> App {
    let then = then.to_string().into_bytes();
    let mut app = app_against(now, move |name| match name {
        "HEAD" => Ok(Former {
            label: "HEAD:s.draft.json".to_owned(),
            bytes: then.clone(),
            format: Format::Json,
        }),
        other => Err(format!("git knows no revision `{other}`")),
    });
    press(&mut app, "6 r \"HEAD\" enter");
    idle(&mut app);
    app
}

/// Lets the work be done that waits for a moment without keys.
fn idle(app: &mut App) {
    for _ in 0..4 {
        app.update(Event::Idle);
    }
}

fn change() -> App {
    reviewed(
        &scenario("tests_ok and coverage", 85),
        &scenario("tests_ok or alice_ok", 80),
    )
}

/// Compares the screen, text and style, with what was looked at before.
fn looks(name: &str, app: &mut App) {
    for (width, height) in [(120, 40), (80, 24), (60, 20)] {
        let both = format!(
            "{}\n{}",
            screen(app, width, height),
            styles(app, width, height)
        );
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), both);
    }
}

#[test]
fn changes_are_listed_behind_the_findings_and_reached_by_their_keys() {
    let mut app = change();
    let shown = screen(&mut app, 120, 40);
    assert!(shown.contains("changes 1"), "{shown}");
    assert!(shown.contains("against HEAD:s.draft.json: "), "{shown}");
    press(&mut app, "}");
    let shown = screen(&mut app, 120, 40);
    assert!(shown.contains("stage:build/gate:quality"), "{shown}");
    assert!(shown.contains("coverage: at least 80 -> at least 85"));
    looks("change", &mut app);
    press(&mut app, "p");
    assert!(screen(&mut app, 120, 40).contains("set out to be read"));
    press(&mut app, "{");
    assert!(screen(&mut app, 120, 40).contains("there is no change before"));
    press(&mut app, "}");
    assert!(screen(&mut app, 120, 40).contains("there is no change behind this one"));
    press(&mut app, "enter");
    assert!(screen(&mut app, 120, 40).contains("3 Gates"));
    assert_eq!(
        app.session().draft().stages()[0].gates()[0].gate_id,
        Some("quality".to_owned())
    );
}

#[test]
fn the_review_follows_the_draft_and_empty_means_the_compiled_spec() {
    let same = scenario("tests_ok and coverage and alice_ok", 80);
    let mut app = reviewed(&same, &same);
    assert!(screen(&mut app, 120, 40).contains("against HEAD:s.draft.json: IDENTICAL"));
    press(
        &mut app,
        "2 down tab down down down down down enter ctrl-u \"90\" enter 6",
    );
    idle(&mut app);
    let shown = screen(&mut app, 120, 40);
    assert!(shown.contains("changes 1"), "{shown}");
    press(&mut app, "r ctrl-u enter");
    idle(&mut app);
    let shown = screen(&mut app, 120, 40);
    assert!(!shown.contains("HEAD"), "{shown}");
    assert!(shown.contains("was not written yet"), "{shown}");
}

#[test]
fn an_unknown_revision_is_told_where_it_is_typed() {
    let mut app = change();
    press(&mut app, "r ctrl-u \"NOPE\" enter");
    let shown = screen(&mut app, 80, 24);
    assert!(shown.contains("│ NOPE"), "{shown}");
    assert!(shown.contains("✗ git knows no revision `NOPE`"), "{shown}");
    press(&mut app, "esc");
    assert!(screen(&mut app, 80, 24).contains("against HEAD:s.draft.json"));
}

#[test]
fn a_version_that_does_not_compile_says_why() {
    let mut then = scenario("tests_ok", 80);
    then["namespace_id"] = json!("seven");
    let mut app = reviewed(&scenario("tests_ok", 80), &then);
    let shown = screen(&mut app, 120, 40);
    assert!(shown.contains("does not compile"), "{shown}");
}

#[test]
fn both_versions_meet_the_same_evidence() {
    let mut app = change();
    press(&mut app, "} t");
    // It begins with evidence that shows the difference.
    let shown = screen(&mut app, 80, 24);
    assert!(shown.contains("before ✓ passes"), "{shown}");
    assert!(shown.contains("now    ✗ fails"), "{shown}");
    assert!(shown.contains("! passed before and does not now"));
    looks("both", &mut app);
    let draft = app.session().revision();
    press(&mut app, "down v \"86\" enter");
    let shown = screen(&mut app, 80, 24);
    assert!(shown.contains("= both come to the same"), "{shown}");
    press(&mut app, "up f");
    let shown = screen(&mut app, 80, 24);
    assert!(shown.contains("before ✗ fails"), "{shown}");
    // Without an answer both wait.
    press(&mut app, "w");
    let shown = screen(&mut app, 80, 24);
    assert!(shown.contains("before ○ holds"), "{shown}");
    press(&mut app, "esc");
    assert_eq!(app.session().revision(), draft);
}

#[test]
fn one_value_is_compared_as_each_version_does_and_lanes_count() {
    let mut then = scenario("coverage", 80);
    then["stages"][0]["gates"][0]["trust"] = json!({"min_lane": "verified"});
    let mut app = reviewed(&scenario("coverage", 85), &then);
    // The example is asserted evidence, which the former gate does not take.
    press(&mut app, "} t v \"82\" enter");
    let shown = screen(&mut app, 100, 30);
    assert!(
        shown.contains("82 asserted            unknown false"),
        "{shown}"
    );
    press(&mut app, "l");
    let shown = screen(&mut app, 100, 30);
    assert!(
        shown.contains("82                     true    false"),
        "{shown}"
    );
    assert!(shown.contains("before: at least 80"), "{shown}");
    let mut app = reviewed(&scenario("coverage", 85), &scenario("coverage", 85));
    press(&mut app, "t v \"{\" enter");
    assert!(screen(&mut app, 100, 30).contains("✗"));
}

#[test]
fn a_gate_that_is_new_is_tried_alone() {
    let mut then = scenario("coverage", 85);
    then["stages"][0]["gates"] = json!([]);
    let mut app = reviewed(&scenario("coverage", 85), &then);
    press(&mut app, "} t t");
    let shown = screen(&mut app, 100, 30);
    assert!(shown.contains("before the gate is not there"), "{shown}");
    assert!(shown.contains("now    ✓ passes"), "{shown}");
}

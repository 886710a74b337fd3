//! Keys in, screens out.

use serde_json::{Value, json};

use crate::draft::Format;
use crate::session::Former;
use crate::tui::app::App;
use crate::tui::event::Event;
use crate::tui::testing::{app_against, press, screen};

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

fn shown(app: &mut App, width: u16, height: u16) -> String {
    screen(app, width, height)
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
    app.update(Event::Idle);
    app
}

#[test]
fn debug_print() {
    let mut app = reviewed(&scenario("tests_ok and coverage", 85), &scenario("tests_ok or alice_ok", 80));
    println!("{}", shown(&mut app, 120, 40));
    println!("{}", shown(&mut app, 60, 20));
    press(&mut app, "t");
    println!("{}", shown(&mut app, 100, 30));
    println!("{}", shown(&mut app, 60, 20));
    press(&mut app, "down v \"82\" enter");
    println!("{}", shown(&mut app, 80, 24));
    press(&mut app, "esc r \"NOPE\" enter");
    println!("{}", shown(&mut app, 80, 24));
}

use serde_json::{Value, json};

use crate::tui::testing::{app, draft, press, screen, styles};

fn scenario(requirement: Value) -> Value {
    let mut gate = json!({"gate_id": "quality"});
    if !requirement.is_null() {
        gate["requirement"] = requirement;
    }
    let condition = |id: &str| {
        json!({"condition_id": id, "query": {"provider_id": "env", "check_id": "get",
            "params": {"key": id}}, "comparator": "equals", "expected": "yes", "policy_tags": []})
    };
    let ids = [
        "tests_ok", "coverage", "alice_ok", "bob_ok", "carol_ok", "blocked",
    ];
    json!({
        "scenario_id": "release", "namespace_id": 2, "spec_version": "v1",
        "conditions": ids.map(condition),
        "stages": [
            {"stage_id": "build", "entry_packets": [], "on_timeout": "fail",
                "gates": [gate, {"gate_id": "review", "requirement": "alice_ok"}],
                "advance_to": {"kind": "linear"}},
            {"stage_id": "ship", "entry_packets": [], "gates": [], "on_timeout": "fail",
                "advance_to": {"kind": "terminal"}}],
        "policies": [], "schemas": [],
    })
}

const TEXT: &str = "all(tests_ok, coverage, at_least(2, alice_ok, bob_ok, carol_ok), !blocklisted)";

#[test]
fn look() {
    for (w, h) in [(120, 40), (80, 24), (60, 20)] {
        let mut a = app(&scenario(json!(TEXT)));
        press(&mut a, "3 down enter end");
        println!("{}", screen(&mut a, w, h));
        press(&mut a, "t ctrl-w \"at_l\" tab");
        println!("{}", screen(&mut a, w, h));
        press(&mut a, "esc y t down f down down t");
        println!("{}", screen(&mut a, w, h));
        press(&mut a, "esc up up up up up up up up up up");
        println!("{}", screen(&mut a, w, h));
        println!("{}", styles(&mut a, w, h));
        let _ = draft(&a);
    }
    let mut a = app(&json!({}));
    press(&mut a, "3");
    println!("{}", screen(&mut a, 80, 24));
    press(&mut a, "a");
    println!("{}", screen(&mut a, 80, 24));
    press(&mut a, "i");
    println!("{}", screen(&mut a, 80, 24));
    let mut a = app(&scenario(json!("tests_ok and (coverage or")));
    press(&mut a, "3 down enter");
    println!("{}", screen(&mut a, 80, 24));
}

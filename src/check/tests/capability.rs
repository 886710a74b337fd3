use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Setup, condition, found, gate, stage, terminal, timed, to};
use crate::diagnostic::{Code, Diagnostic};

/// The base draft with these conditions, all used by its gate.
fn with(conditions: &[Value]) -> Setup {
    let parts: Vec<Value> = conditions
        .iter()
        .map(|condition| json!({"Condition": condition["condition_id"]}))
        .collect();
    Setup::new(&json!({
        "conditions": conditions,
        "stages": [
            timed(stage("build", &[gate("quality", json!({"And": parts}))], &to("done")), "fail"),
            stage("done", &[], &terminal()),
        ]
    }))
}

fn asks(id: &str, provider: &str, check: &str, params: &Value, test: (&str, &Value)) -> Value {
    json!({
        "condition_id": id, "comparator": test.0, "expected": test.1, "policy_tags": [],
        "query": {"provider_id": provider, "check_id": check, "params": params}
    })
}

fn assert_no_repetition(found: &[Diagnostic]) {
    let mut places = BTreeSet::new();
    for d in found {
        let place = (d.code, d.primary.pointer.as_str());
        assert!(places.insert(place), "{place:?} twice");
    }
}

#[test]
fn every_problem_of_every_condition_is_told_at_once_and_once() {
    let setup = with(&[
        asks(
            "a",
            "env",
            "get",
            &json!({"name": "X"}),
            ("greater_than", &json!(5)),
        ),
        asks(
            "b",
            "nobody",
            "get",
            &json!({}),
            ("lex_less_than", &json!(1)),
        ),
        asks(
            "c",
            "env",
            "fetch",
            &json!({}),
            ("deep_equals", &Value::Null),
        ),
        asks(
            "d",
            "env",
            "get",
            &json!({"key": "X"}),
            ("in_set", &json!("x")),
        ),
        asks(
            "e",
            "env",
            "get",
            &json!({"key": "X"}),
            ("in_set", &json!([1, "x", 2])),
        ),
        asks(
            "f",
            "env",
            "get",
            &json!({"key": "X"}),
            ("exists", &json!("x")),
        ),
        asks("g", "time", "after", &Value::Null, ("equals", &Value::Null)),
    ]);
    let found = setup.check().diagnostics;
    assert_no_repetition(&found);
    assert_eq!(
        setup.found(),
        [
            "GW0301 /conditions/1/query/provider_id",
            "GW0302 /conditions/2/query/check_id",
            "GW0303 /conditions/0/query/params",
            "GW0303 /conditions/6/query/params",
            "GW0304 /conditions/0/comparator",
            "GW0306 /conditions/5/expected",
            "GW0307 /conditions/0/expected",
            "GW0307 /conditions/3/expected",
            "GW0307 /conditions/4/expected/0",
            "GW0307 /conditions/4/expected/2",
            "GW0309 /conditions/6/expected",
        ]
    );
    let layers = setup.check().layers;
    assert!(!layers.capability.is_ok() && !layers.strict.is_ok());
    assert!(layers.semantic.is_ok() && layers.read.is_ok() && layers.schema.is_ok());
}

#[test]
fn all_that_is_wrong_at_one_place_is_one_finding() {
    let params = json!({"first": 1, "second": 2});
    let d =
        with(&[asks("a", "json", "path", &params, ("exists", &Value::Null))]).find(Code::GW0303);
    for part in ["file", "first"] {
        assert!(d.message.contains(part), "{}", d.message);
    }
    assert!(d.help[0].starts_with("for example {"), "{:?}", d.help);
}

#[test]
fn a_refusal_by_the_contract_and_by_the_type_is_one_finding_with_both_reasons() {
    let setup = with(&[asks(
        "a",
        "ext",
        "c",
        &json!({}),
        ("contains", &json!(true)),
    )])
    .contract("c", &json!({"type": "boolean"}), &["equals"]);
    let d = setup.find(Code::GW0304);
    assert!(
        d.message.contains("contract of the check does not list it"),
        "{}",
        d.message
    );
    assert!(d.message.contains("type boolean"), "{}", d.message);
    assert_eq!(d.help, ["possible here: equals"]);
    assert_no_repetition(&setup.check().diagnostics);
    let layers = setup.check().layers;
    assert!(!layers.capability.is_ok() && !layers.strict.is_ok());
    // With the strict rules off only the contract's list refuses.
    let lenient = with(&[asks(
        "a",
        "ext",
        "c",
        &json!({}),
        ("contains", &json!(true)),
    )])
    .contract("c", &json!({"type": "boolean"}), &["equals", "contains"])
    .server(|runtime| runtime.validation.strict = false);
    assert!(lenient.check().layers.strict.is_ok());
    assert_eq!(lenient.found(), [""; 0]);
}

#[test]
fn what_must_be_switched_on_is_told_apart_from_what_is_impossible() {
    let text = json!({"type": "string"});
    let listed = json!({"type": "string",
        "x-decision-gate": {"allowed_comparators": ["equals", "lex_less_than"]}});
    let ask = |schema: &Value, on: bool| {
        with(&[asks(
            "a",
            "ext",
            "c",
            &json!({}),
            ("lex_less_than", &json!("m")),
        )])
        .contract("c", schema, &["equals", "lex_less_than"])
        .server(|runtime| runtime.validation.enable_lexicographic = on)
        .found()
    };
    assert_eq!(ask(&text, false), ["GW0305 /conditions/0/comparator"]);
    assert_eq!(ask(&text, true), ["GW0305 /conditions/0/comparator"]);
    assert_eq!(ask(&listed, false), ["GW0317 /conditions/0/query/check_id"]);
    assert_eq!(ask(&listed, true), [""; 0]);
}

#[test]
fn an_unknown_provider_or_a_blank_id_says_nothing_about_types() {
    let ask = |provider: &str, check: &str| {
        with(&[asks(
            "a",
            provider,
            check,
            &json!({"x": 1}),
            ("not_exists", &json!(1)),
        )])
    };
    assert_eq!(
        ask("nobody", "x").found(),
        ["GW0301 /conditions/0/query/provider_id"]
    );
    for (provider, check, field) in [(" ", "get", "provider_id"), ("env", "\u{a0}", "check_id")] {
        let setup = ask(provider, check);
        assert_eq!(
            setup.found(),
            [format!("GW0209 /conditions/0/query/{field}")]
        );
        let layers = setup.check().layers;
        assert!(!layers.semantic.is_ok() && !layers.capability.is_ok());
    }
    assert_eq!(ask("", "").found().len(), 2);
    // What is not chosen yet is only something to do.
    let mut open = condition("a");
    open["query"].as_object_mut().unwrap().remove("check_id");
    assert_eq!(
        with(&[open]).found(),
        ["GW0109 /conditions/0/query/check_id"]
    );
}

#[test]
fn near_names_are_offered() {
    let d = with(&[asks(
        "a",
        "jsn",
        "path",
        &json!({}),
        ("exists", &Value::Null),
    )])
    .find(Code::GW0301);
    assert_eq!(d.help[0], "did you mean `json`?");
    let d = with(&[asks(
        "a",
        "env",
        "gte",
        &json!({}),
        ("exists", &Value::Null),
    )])
    .find(Code::GW0302);
    assert_eq!(d.help, ["did you mean `get`?", "its checks: get"]);
}

#[test]
fn the_search_for_near_names_has_a_budget() {
    let conditions: Vec<Value> = (0..700).map(|n| condition(&format!("c{n}"))).collect();
    let missing: Vec<Value> = (0..700)
        .map(|n| json!({"Condition": format!("d{n}")}))
        .collect();
    let patch = json!({
        "conditions": conditions,
        "stages": [
            timed(stage("build", &[gate("quality", json!({"And": missing}))], &to("done")), "fail"),
            stage("done", &[], &terminal()),
        ]
    });
    let found = found(&patch);
    assert_eq!(
        found.iter().filter(|f| f.starts_with("GW0202")).count(),
        700
    );
    let setup = Setup::new(&patch);
    let offered = setup
        .check()
        .diagnostics
        .iter()
        .filter(|d| d.code == Code::GW0202 && !d.fixes.is_empty())
        .count();
    assert!((1..700).contains(&offered), "{offered}");
}

use serde_json::{Value, json};

use super::Setup;
use crate::diagnostic::Code;
use crate::spec::TrustLane;

/// One condition on provider `ext`, with the findings about it.
fn typed(result: &Value, comparators: &[&str], comparator: &str, expected: &Value) -> Vec<String> {
    let patch = one(
        &json!({"provider_id": "ext", "check_id": "c"}),
        comparator,
        expected,
    );
    Setup::new(&patch)
        .contract("c", result, comparators)
        .found()
}

/// The base draft with one condition; an expected null is left out.
fn one(query: &Value, comparator: &str, expected: &Value) -> Value {
    let mut condition = json!({
        "condition_id": "it", "query": query, "comparator": comparator, "policy_tags": []
    });
    if !expected.is_null() {
        condition["expected"] = expected.clone();
    }
    let base: Value = serde_json::from_str(super::BASE_DRAFT).unwrap();
    let mut stages = base["stages"].clone();
    stages[0]["gates"][0]["requirement"] = json!("it");
    json!({"conditions": [condition], "stages": stages})
}

const NUMERIC: [&str; 8] = [
    "equals",
    "not_equals",
    "greater_than",
    "greater_than_or_equal",
    "less_than",
    "less_than_or_equal",
    "in_set",
    "exists",
];

#[test]
fn comparisons_at_the_edge_of_the_domain_are_constant() {
    let percent = json!({"type": "integer", "minimum": 0, "maximum": 100});
    let open = json!({"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 10});
    let real = json!({"type": "number", "exclusiveMinimum": 0, "maximum": 10.5});
    let half = json!({"type": "integer", "minimum": 0.5});
    let flag = json!({"type": "boolean"});
    let word = json!({"type": "string", "enum": ["on", "off"]});
    let only = json!({"type": "string", "enum": ["on"]});
    let maybe = json!({"type": ["integer", "null"], "minimum": 0});
    for (schema, comparator, expected, told) in [
        (&percent, "greater_than", json!(100), true),
        (&percent, "greater_than", json!(99), false),
        (&percent, "greater_than_or_equal", json!(0), true),
        (&percent, "greater_than_or_equal", json!(1), false),
        (&percent, "less_than", json!(0), true),
        (&percent, "less_than", json!(1), false),
        (&percent, "less_than_or_equal", json!(100), true),
        (&percent, "less_than_or_equal", json!(99), false),
        (&percent, "equals", json!(100), false),
        (&percent, "in_set", json!([0, 100]), false),
        (&open, "less_than_or_equal", json!(9), true),
        (&open, "less_than_or_equal", json!(8), false),
        (&open, "greater_than_or_equal", json!(1), true),
        (&open, "less_than", json!(1), true),
        (&real, "greater_than_or_equal", json!(0.5), false),
        (&real, "less_than_or_equal", json!(10.5), true),
        (&half, "greater_than_or_equal", json!(1), false),
        (&flag, "in_set", json!([true, false]), true),
        (&flag, "in_set", json!([true]), false),
        (&flag, "equals", json!(true), false),
        (&word, "in_set", json!(["off", "on"]), true),
        (&word, "in_set", json!(["off"]), false),
        (&word, "equals", json!("on"), false),
        (&only, "equals", json!("on"), true),
        (&only, "not_equals", json!("on"), true),
        (&only, "in_set", json!(["on"]), true),
        (&maybe, "greater_than_or_equal", json!(0), false),
    ] {
        let found = typed(schema, &NUMERIC, comparator, &expected);
        let wanted: &[&str] = if told {
            &["GW0308 /conditions/0/expected"]
        } else {
            &[]
        };
        assert_eq!(found, wanted, "{schema} {comparator} {expected}");
    }
}

#[test]
fn a_null_expected_value_is_none() {
    let word = json!({"type": "string"});
    let mut patch = one(
        &json!({"provider_id": "ext", "check_id": "c"}),
        "equals",
        &Value::Null,
    );
    let told = |patch: &Value| Setup::new(patch).contract("c", &word, &NUMERIC).found();
    assert_eq!(told(&patch), ["GW0306 /conditions/0/expected"]);
    patch["conditions"][0]["expected"] = Value::Null;
    assert_eq!(told(&patch), ["GW0309 /conditions/0/expected"]);
    patch["conditions"][0]["comparator"] = json!("exists");
    assert_eq!(told(&patch), [""; 0]);
    patch["conditions"][0]["comparator"] = json!("in_set");
    patch["conditions"][0]["expected"] = json!([null]);
    assert_eq!(told(&patch), ["GW0307 /conditions/0/expected/0"]);
}

#[test]
fn absence_that_a_provider_reports_as_an_error_never_satisfies() {
    let url = json!({"url": "https://example.com/"});
    for (query, comparator, told) in [
        (
            json!({"provider_id": "http", "check_id": "status", "params": url}),
            "not_exists",
            true,
        ),
        (
            json!({"provider_id": "http", "check_id": "status", "params": url}),
            "exists",
            false,
        ),
        (
            json!({"provider_id": "env", "check_id": "get", "params": {"key": "K"}}),
            "not_exists",
            false,
        ),
    ] {
        let found = Setup::new(&one(&query, comparator, &Value::Null)).found();
        let wanted: &[&str] = if told {
            &["GW0310 /conditions/0/comparator"]
        } else {
            &[]
        };
        assert_eq!(found, wanted, "{query} {comparator}");
    }
    // Of an external provider nothing is known.
    let external = typed(
        &json!({"type": "string"}),
        &["not_exists"],
        "not_exists",
        &Value::Null,
    );
    assert_eq!(external, [""; 0]);
}

#[test]
fn comparisons_by_form_by_text_and_by_type_are_told() {
    let dynamic = json!({"x-decision-gate": {"dynamic_type": true}});
    let instant = json!({"type": "string", "format": "date-time"});
    let day = json!({"type": "string", "format": "date"});
    let number = json!({"type": "number"});
    let list = json!({"type": "array", "items": {"type": "number"}});
    let all = [
        "equals",
        "not_equals",
        "greater_than_or_equal",
        "contains",
        "in_set",
    ];
    let at = "2026-01-01T00:00:00Z";
    for (schema, comparator, expected, code) in [
        (&number, "in_set", json!([1.0]), Some("GW0311")),
        (&number, "in_set", json!([1, 2.5]), None),
        (&number, "equals", json!(2.5), None),
        (&list, "contains", json!([1e3]), Some("GW0311")),
        (&list, "contains", json!([1000]), None),
        (&instant, "equals", json!(at), Some("GW0312")),
        (&instant, "not_equals", json!(at), Some("GW0312")),
        (&instant, "in_set", json!([at]), Some("GW0312")),
        (&instant, "greater_than_or_equal", json!(at), None),
        (&day, "equals", json!("2026-01-01"), None),
        (&dynamic, "not_equals", json!("failed"), Some("GW0313")),
        (&dynamic, "equals", json!("failed"), None),
        (&number, "not_equals", json!(1), None),
    ] {
        let wanted: Vec<String> = code
            .map(|code| format!("{code} /conditions/0/comparator"))
            .into_iter()
            .collect();
        let found = typed(schema, &all, comparator, &expected);
        assert_eq!(found, wanted, "{schema} {comparator} {expected}");
    }
}

#[test]
fn comparisons_with_nothing_are_constant() {
    let word = json!({"type": "string"});
    let list = json!({"type": "array", "items": {"type": "string"}});
    for (schema, comparator, expected, told) in [
        (&word, "in_set", json!([]), true),
        (&word, "in_set", json!([""]), false),
        (&word, "contains", json!(""), true),
        (&word, "contains", json!(" "), false),
        (&word, "equals", json!(""), false),
        (&list, "contains", json!([]), true),
        (&list, "contains", json!([""]), false),
    ] {
        let wanted: &[&str] = if told {
            &["GW0314 /conditions/0/expected"]
        } else {
            &[]
        };
        let found = typed(
            schema,
            &["equals", "contains", "in_set"],
            comparator,
            &expected,
        );
        assert_eq!(found, wanted, "{schema} {comparator} {expected}");
    }
}

#[test]
fn precheck_diverges_only_where_asserted_evidence_counts() {
    let shape = json!({"type": "object", "properties": {"it": {"type": "boolean"}}});
    let query = json!({"provider_id": "json", "check_id": "path",
                       "params": {"file": "f", "jsonpath": "$.x"}});
    let told = |lane: TrustLane, comparator: &str, trust: [Option<&str>; 2], named: bool| {
        let mut patch = one(&query, comparator, &Value::Null);
        if named {
            patch["precheck"] = json!({"data_shape": {"schema_id": "s", "version": "1"}});
        }
        if let Some(lane) = trust[0] {
            patch["conditions"][0]["trust"] = json!({"min_lane": lane});
        }
        if let Some(lane) = trust[1] {
            patch["stages"][0]["gates"][0]["trust"] = json!({"min_lane": lane});
        }
        let setup = Setup::new(&patch)
            .shape(&shape)
            .server(|runtime| runtime.min_lane = lane);
        let found = setup.check().diagnostics;
        found.iter().any(|d| d.code == Code::GW0315)
    };
    let (asserted, verified) = (TrustLane::Asserted, TrustLane::Verified);
    assert!(told(asserted, "not_exists", [None, None], true));
    assert!(told(asserted, "not_exists", [Some("asserted"), None], true));
    assert!(!told(asserted, "not_exists", [None, None], false));
    assert!(!told(asserted, "exists", [None, None], true));
    assert!(!told(verified, "not_exists", [None, None], true));
    assert!(!told(
        asserted,
        "not_exists",
        [Some("verified"), None],
        true
    ));
    assert!(!told(
        asserted,
        "not_exists",
        [None, Some("verified")],
        true
    ));
}

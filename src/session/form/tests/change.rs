//! What follows from a change, and how it is told.

use serde_json::{Value, json};

use super::{condition, open, open_with, place, slot, stage, with_check};
use crate::draft::{Entity, Key, entity_value};
use crate::session::Session;
use crate::session::form::change;

/// Makes a change and returns the entity after it, the label and what was told.
fn changed(
    session: &mut Session,
    entity: &Entity,
    path: &str,
    value: Option<Value>,
) -> (Value, String, Vec<String>) {
    let before = session.draft().clone();
    let made = change(session, &slot(entity.clone(), path), value).unwrap();
    session.edit(&made.label, &made.edit).unwrap();
    let after = entity_value(session.draft(), entity).unwrap();
    session.undo();
    assert_eq!(*session.draft(), before);
    session.redo();
    (after, made.label, made.told)
}

#[test]
fn another_check_keeps_what_it_can() {
    let params = json!({"type": "object", "additionalProperties": false, "properties": {
        "file": {"type": "string", "maxLength": 3}, "key": {"type": "string"}}});
    let integer = json!({"type": "integer", "maximum": 100});
    let some = json!(["equals", "greater_than", "in_set", "exists"]);
    let ask = |old: Value, to: (&str, &str)| {
        let mut session = open_with(
            &json!({"conditions": [old]}),
            with_check(&params, &integer, &some),
        );
        let query = json!({"provider_id": to.0, "check_id": to.1});
        let (after, label, told) = changed(&mut session, &condition(0), "/query", Some(query));
        assert_eq!(label, "set the check of condition `c`");
        (after, told)
    };
    let old = |params: Value, comparator: &str, expected: Value| {
        json!({"condition_id": "c", "query": {"provider_id": "json", "check_id": "path",
            "params": params}, "comparator": comparator, "expected": expected})
    };
    let own = ("own", "check");
    for (params, comparator, expected, to, after, told) in [
        (
            json!({"file": "a", "jsonpath": "$"}),
            "contains",
            json!("x"),
            own,
            json!({"params": {"file": "a"}}),
            vec![
                "dropped `jsonpath` \"$\": `check` does not know it",
                "dropped comparator `contains`: only text and lists of single values can contain \
                 something",
                "dropped the expected value \"x\": the answer is integer, at most 100",
            ],
        ),
        (
            json!({"file": "long"}),
            "equals",
            json!("85"),
            own,
            json!({"params": {}, "comparator": "equals", "expected": 85}),
            vec![
                "dropped parameter `file`: it must have at most 3 characters",
                "the expected value \"85\" became 85: the answer is integer, at most 100",
            ],
        ),
        (
            json!({"file": "a"}),
            "in_set",
            json!([1, "2"]),
            own,
            json!({"params": {"file": "a"}, "comparator": "in_set"}),
            vec!["dropped the expected value [1,\"2\"]: the answer is integer, at most 100"],
        ),
        (
            json!({"file": "a"}),
            "equals",
            json!(85),
            ("env", "get"),
            json!({"comparator": "equals", "expected": "85"}),
            vec![
                "dropped `file` \"a\": `get` does not know it",
                "the expected value 85 became \"85\": the answer is text or nothing",
            ],
        ),
        (
            json!({"file": "a"}),
            "greater_than",
            json!(85),
            own,
            json!({"params": {"file": "a"}, "comparator": "greater_than", "expected": 85}),
            vec![],
        ),
        (
            json!({"file": "a"}),
            "equals",
            json!({"a": 1}),
            ("unknown", "provider"),
            json!({"params": {"file": "a"}, "comparator": "equals", "expected": {"a": 1}}),
            vec![],
        ),
    ] {
        let (found, said) = ask(old(params, comparator, expected), to);
        let shape = ["comparator", "expected"]
            .iter()
            .filter_map(|key| Some(((*key).to_owned(), found.get(*key)?.clone())))
            .chain(
                found["query"]
                    .get("params")
                    .map(|params| ("params".to_owned(), params.clone())),
            )
            .collect::<serde_json::Map<String, Value>>();
        assert_eq!(Value::Object(shape), after);
        assert_eq!(said, told);
    }
}

#[test]
fn another_comparator_converts_the_expected_value_or_drops_it() {
    for (check, from, expected, to, after, told) in [
        (
            ("http", "status"),
            "equals",
            json!(5),
            "in_set",
            Some(json!([5])),
            Some("the expected value 5 became [5]: `in_set` takes a list"),
        ),
        (
            ("http", "status"),
            "in_set",
            json!([5]),
            "equals",
            Some(json!(5)),
            Some("the expected value [5] became 5: `equals` takes one value"),
        ),
        (
            ("http", "status"),
            "in_set",
            json!([5, 6]),
            "equals",
            None,
            Some("dropped the expected value [5,6]: `equals` takes one value"),
        ),
        (
            ("http", "status"),
            "equals",
            json!(5),
            "exists",
            None,
            Some("dropped the expected value 5: `exists` takes none"),
        ),
        (
            ("http", "status"),
            "equals",
            json!(5),
            "greater_than",
            Some(json!(5)),
            None,
        ),
        (
            ("json", "path"),
            "in_set",
            json!([1, 2]),
            "contains",
            Some(json!([1, 2])),
            None,
        ),
        (
            ("json", "path"),
            "in_set",
            json!([1]),
            "equals",
            Some(json!(1)),
            Some("the expected value [1] became 1: `equals` takes one value"),
        ),
        (
            ("json", "path"),
            "equals",
            json!([1]),
            "not_equals",
            Some(json!([1])),
            None,
        ),
        (
            ("none", "such"),
            "equals",
            json!("x"),
            "in_set",
            Some(json!(["x"])),
            Some("the expected value \"x\" became [\"x\"]: `in_set` takes a list"),
        ),
        (
            ("http", "status"),
            "equals",
            json!(null),
            "exists",
            Some(json!(null)),
            None,
        ),
    ] {
        let mut session = open(&json!({"conditions": [{"condition_id": "c",
            "query": {"provider_id": check.0, "check_id": check.1},
            "comparator": from, "expected": expected}]}));
        let (found, _, said) = changed(&mut session, &condition(0), "/comparator", Some(json!(to)));
        assert_eq!(found.get("expected").cloned(), after, "{from} {to}");
        assert_eq!(found["comparator"], to);
        assert_eq!(said, told.into_iter().collect::<Vec<_>>());
    }
}

fn routed(advance: &Value) -> Session {
    open(
        &json!({"stages": [{"stage_id": "one", "advance_to": advance},
        {"stage_id": "two"}, {"stage_id": "three"}]}),
    )
}

#[test]
fn another_way_out_keeps_the_target_and_tells_what_goes() {
    let branch = || {
        json!({"kind": "branch", "branches": [
            {"gate_id": "g", "outcome": "true", "next_stage_id": "two"}], "default": "three"})
    };
    let led = |id: &str| format!("it leads to `{id}`, where the stage led before");
    for (before, kind, after, told) in [
        (
            json!({"kind": "linear"}),
            "fixed",
            json!({"kind": "fixed", "stage_id": "two"}),
            vec![led("two")],
        ),
        (
            json!({"kind": "fixed", "stage_id": "three"}),
            "branch",
            json!({"kind": "branch", "branches": [], "default": "three"}),
            vec![led("three")],
        ),
        (
            branch(),
            "fixed",
            json!({"kind": "fixed", "stage_id": "three"}),
            vec!["dropped 1 branch rule".to_owned(), led("three")],
        ),
        (
            branch(),
            "terminal",
            json!({"kind": "terminal"}),
            vec!["dropped 1 branch rule and the default `three`".to_owned()],
        ),
        (
            json!({"kind": "terminal"}),
            "branch",
            json!({"kind": "branch", "branches": []}),
            vec![],
        ),
        (branch(), "branch", branch(), vec![]),
    ] {
        let mut session = routed(&before);
        let (found, label, said) = changed(
            &mut session,
            &stage(0),
            "/advance_to/kind",
            Some(json!(kind)),
        );
        assert_eq!(found["advance_to"], after);
        assert_eq!(said, told);
        assert_eq!(label, "set the advance rule of stage `one`");
    }
    assert!(
        routed(&branch())
            .set(&slot(stage(0), "/advance_to/kind"), Some(json!("sideways")))
            .is_err()
    );
}

#[test]
fn ids_are_renamed_with_what_refers_to_them() {
    let mut session = open(
        &json!({"conditions": [{"condition_id": "a"}, {"condition_id": "b"}, {}],
        "stages": [{"gates": [{"gate_id": "g", "requirement": "a or b"}]}]}),
    );
    let (_, label, _) = changed(
        &mut session,
        &condition(0),
        "/condition_id",
        Some(json!("c")),
    );
    assert_eq!(label, "rename condition `a` to `c`");
    let gate = entity_value(session.draft(), &Entity::Gate(place(0, 0))).unwrap();
    assert_eq!(gate["requirement"], "c or b");
    let taken = session.set(&slot(condition(0), "/condition_id"), Some(json!("b")));
    assert_eq!(taken.unwrap_err().to_string(), "the id `b` is taken");
    let (_, label, _) = changed(
        &mut session,
        &condition(2),
        "/condition_id",
        Some(json!("d")),
    );
    assert_eq!(label, "name condition 3 `d`");
}

#[test]
fn what_means_none_takes_the_field_away_and_values_stay_values() {
    let mut session = open(&json!({
        "note": "n", "default_tenant_id": 1,
        "precheck": {"data_shape": {"schema_id": "s", "version": "1"}},
        "conditions": [{"condition_id": "c", "expected": "x", "trust": {"min_lane": "verified"},
            "query": {"provider_id": "json", "check_id": "path",
                "params": {"file": "f", "jsonpath": "$"}}}],
        "stages": [{"timeout": {"timeout_ms": 5, "policy_tags": ["t"]},
            "on_timeout": "alternate_branch",
            "entry_packets": [{"expiry": {"kind": "logical", "value": 5},
                "payload": {"kind": "external", "content_ref": {"encryption": "k"}}}],
            "advance_to": {"kind": "branch", "default": "x"}}],
    }));
    let packet = || Entity::Packet(place(0, 0));
    for (entity, path, value, place, after) in [
        (Entity::Scenario, "/note", json!(""), "/note", None),
        (
            Entity::Scenario,
            "/default_tenant_id",
            json!(null),
            "/default_tenant_id",
            None,
        ),
        (
            Entity::Scenario,
            "/precheck/data_shape",
            json!(null),
            "/precheck",
            None,
        ),
        (condition(0), "/trust/min_lane", json!(null), "/trust", None),
        (
            condition(0),
            "/expected",
            json!(""),
            "/expected",
            Some(json!("")),
        ),
        (
            condition(0),
            "/expected",
            json!(null),
            "/expected",
            Some(json!(null)),
        ),
        (
            condition(0),
            "/query/params/jsonpath",
            json!(""),
            "/query/params",
            Some(json!({"file": "f"})),
        ),
        (
            condition(0),
            "/query/params/file",
            json!(""),
            "/query/params",
            Some(json!({"file": ""})),
        ),
        (
            stage(0),
            "/timeout/timeout_ms",
            json!(null),
            "/timeout",
            None,
        ),
        (
            stage(0),
            "/timeout/timeout_ms",
            json!(9),
            "/timeout",
            Some(json!({"timeout_ms": 9, "policy_tags": []})),
        ),
        (
            stage(0),
            "/advance_to/default",
            json!(null),
            "/advance_to/default",
            Some(json!(null)),
        ),
        (packet(), "/expiry/kind", json!(null), "/expiry", None),
        (
            packet(),
            "/expiry/kind",
            json!("unix_millis"),
            "/expiry",
            Some(json!({"kind": "unix_millis"})),
        ),
        (
            packet(),
            "/payload/content_ref/encryption",
            json!(""),
            "/payload/content_ref/encryption",
            Some(json!(null)),
        ),
    ] {
        let (found, ..) = changed(&mut session, &entity, path, Some(value.clone()));
        assert_eq!(found.pointer(place).cloned(), after, "{path} {value}");
    }
}

#[test]
fn a_timeout_and_a_payload_go_as_a_whole_and_say_so() {
    let mut session = open(
        &json!({"stages": [{"stage_id": "s", "on_timeout": "alternate_branch",
        "timeout": {"timeout_ms": 5, "policy_tags": ["t"]},
        "entry_packets": [{"packet_id": "p", "payload": {"kind": "json", "value": 1}}]}]}),
    );
    let (_, label, told) = changed(&mut session, &stage(0), "/timeout/timeout_ms", None);
    assert_eq!(label, "take away the timeout of stage `s`");
    assert_eq!(
        told,
        [
            "dropped the timeout's tags with it",
            "`alternate_branch` has no effect without a timeout"
        ]
    );
    let packet = Entity::Packet(place(0, 0));
    let (found, _, told) = changed(
        &mut session,
        &packet,
        "/payload/kind",
        Some(json!("external")),
    );
    assert_eq!(
        found["payload"],
        json!({"kind": "external", "content_ref": {
            "content_hash": {"algorithm": "sha256"}, "encryption": null}})
    );
    assert_eq!(
        told,
        ["dropped the JSON value of the payload: the new kind holds something else"]
    );
}

#[test]
fn a_value_that_does_not_fit_and_an_entity_that_is_gone_are_refused() {
    let mut session = open(&json!({"conditions": [{}]}));
    for (entity, path, value) in [
        (condition(0), "/comparator", json!("better")),
        (condition(0), "/policy_tags", json!(5)),
        (condition(7), "/note", json!("x")),
        (
            condition(7),
            "/query",
            json!({"provider_id": "json", "check_id": "path"}),
        ),
        (Entity::Schema(Key::Index(0)), "/schema_id", json!("x")),
        (stage(3), "/advance_to/kind", json!("linear")),
    ] {
        let before = session.draft().clone();
        assert!(
            session.set(&slot(entity, path), Some(value)).is_err(),
            "{path}"
        );
        assert_eq!(*session.draft(), before);
    }
}

//! Which fields there are and how they are answered.

use serde_json::{Value, json};

use super::{condition, field, open, open_with, place, stage, with_check, with_shape};
use crate::draft::{Entity, Key};
use crate::session::Session;
use crate::session::form::{Choice, Field, Kind, fields, parse, text};
use crate::sources::Sources;

/// Returns the fields as lines: depth, `*` for required, path, kind.
fn lines(session: &Session, entity: &Entity) -> Vec<String> {
    fields(session, entity)
        .iter()
        .map(|field| {
            let mark = if field.required { "*" } else { "" };
            let kind = format!("{:?}", field.kind);
            let kind = kind.split([' ', '(']).next().unwrap();
            format!(
                "{}{}{mark} {kind}",
                " ".repeat(field.depth),
                field.slot.path
            )
        })
        .collect()
}

fn choices(field: Field) -> Vec<Choice> {
    match field.kind {
        Kind::Choice(choices) => choices,
        other => panic!("{other:?}"),
    }
}

fn offered(field: Field) -> (Vec<String>, Vec<String>) {
    let (free, refused): (Vec<_>, Vec<_>) = choices(field)
        .into_iter()
        .partition(|choice| choice.refused.is_empty());
    let labels = |choices: Vec<Choice>| choices.into_iter().map(|c| c.label).collect();
    (labels(free), labels(refused))
}

fn one_of_each() -> Session {
    open(&json!({
        "conditions": [{"query": {"provider_id": "json", "check_id": "path"},
            "comparator": "equals"}],
        "stages": [{"stage_id": "a", "gates": [{"gate_id": "g"}], "timeout": {"timeout_ms": 5},
            "entry_packets": [
                {"expiry": {"kind": "logical"}, "payload": {"kind": "external"}},
                {"payload": {"kind": "bytes"}}, {"payload": {"kind": "json"}}],
            "advance_to": {"kind": "branch", "branches": [{}]}},
            {"advance_to": {"kind": "fixed"}}],
        "policies": [{}], "schemas": [{}],
    }))
}

#[test]
fn every_entity_has_its_fields() {
    let session = one_of_each();
    for (entity, expected) in [
        (
            Entity::Scenario,
            &[
                "/scenario_id* Text",
                "/namespace_id* Integer",
                "/spec_version* Text",
                "/default_tenant_id Integer",
                "/precheck/data_shape Choice",
                "/title Text",
                "/note Prose",
            ][..],
        ),
        (
            condition(0),
            &[
                "/condition_id* Text",
                "/query* Choice",
                " /query/params/file* Text",
                " /query/params/jsonpath Text",
                "/comparator* Choice",
                "/expected* Json",
                "/policy_tags* List",
                "/trust/min_lane Choice",
                "/note Prose",
            ],
        ),
        (
            Entity::Gate(place(0, 0)),
            &["/gate_id* Text", "/trust/min_lane Choice", "/note Prose"],
        ),
        (
            stage(0),
            &[
                "/stage_id* Text",
                "/advance_to/kind* Choice",
                " /advance_to/default* Choice",
                "/timeout/timeout_ms Duration",
                "/on_timeout* Choice",
                " /timeout/policy_tags* List",
                "/note Prose",
            ],
        ),
        (
            stage(1),
            &[
                "/stage_id* Text",
                "/advance_to/kind* Choice",
                " /advance_to/stage_id* Choice",
                "/timeout/timeout_ms Duration",
                "/on_timeout* Choice",
                "/note Prose",
            ],
        ),
        (
            Entity::Rule {
                stage: Key::Index(0),
                index: 0,
            },
            &[
                "/gate_id* Choice",
                "/outcome* Choice",
                "/next_stage_id* Choice",
            ],
        ),
        (
            Entity::Policy(Key::Index(0)),
            &["/policy_id* Text", "/description Prose"],
        ),
        (
            Entity::Schema(Key::Index(0)),
            &["/schema_id* Text", "/version Text", "/uri Text"],
        ),
        (stage(9), &[]),
    ] {
        assert_eq!(lines(&session, &entity), expected, "{entity:?}");
    }
}

#[test]
fn a_packet_asks_for_what_its_payload_is() {
    let session = one_of_each();
    let own = |packet| lines(&session, &Entity::Packet(place(0, packet)));
    assert_eq!(
        own(0),
        [
            "/packet_id* Text",
            "/schema_id* Text",
            "/content_type* Text",
            "/visibility_labels* List",
            "/policy_tags* List",
            "/expiry/kind Choice",
            " /expiry/value* Integer",
            "/payload/kind* Choice",
            " /payload/content_ref/uri* Text",
            " /payload/content_ref/content_hash/algorithm* Choice",
            " /payload/content_ref/content_hash/value* Text",
            " /payload/content_ref/encryption Text",
            "/note Prose",
        ]
    );
    assert!(own(1).contains(&" /payload/bytes* Bytes".to_owned()));
    assert!(own(2).contains(&" /payload/value* Json".to_owned()));
}

#[test]
fn every_built_in_check_can_be_asked_and_its_examples_can_be_typed() {
    let sources = Sources::builtin();
    let mut typed = 0;
    for provider in sources.contracts.iter() {
        for check in provider.checks() {
            let contract = &check.contract;
            for example in &contract.examples {
                let session = open(&json!({"conditions": [{"query": {
                    "provider_id": provider.contract.provider_id,
                    "check_id": contract.check_id, "params": example.params}}]}));
                let fields = fields(&session, &condition(0));
                for (name, schema) in contract.params_schema["properties"].as_object().unwrap() {
                    let path = format!("/query/params/{name}");
                    let field = fields.iter().find(|field| field.slot.path == path).unwrap();
                    assert!(!field.help.is_empty());
                    assert!(field.help.contains(schema["description"].as_str().unwrap()));
                    let required = contract.params_schema["required"].as_array().unwrap();
                    assert_eq!(field.required, required.contains(&json!(name)));
                    let Some(value) = example.params.get(name) else {
                        continue;
                    };
                    assert!(field.examples.contains(value), "{path}");
                    let again = parse(&field.kind, &text(&field.kind, value));
                    assert_eq!(again.as_ref(), Ok(value), "{path}");
                    typed += 1;
                }
            }
        }
    }
    assert_eq!(typed, 8);
}

#[test]
fn parameters_follow_their_schema() {
    let params = json!({
        "type": "object", "additionalProperties": false, "required": ["z", "way"],
        "$defs": {"small": {"type": "integer", "exclusiveMinimum": 0, "maximum": 9.5},
            "loop": {"$ref": "#/$defs/loop"}},
        "properties": {
            "z": {"$ref": "#/$defs/small", "description": "How many.", "default": 3},
            "a/b": {"type": "boolean"},
            "day": {"type": ["string", "null"], "format": "date"},
            "at": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
            "ratio": {"type": "number", "minimum": 0, "exclusiveMaximum": 1},
            "mode": {"enum": ["fast", 2, null]},
            "fixed": {"const": "x"},
            "names": {"type": "array", "items": {"type": "string"}},
            "grid": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
            "free": {"type": "object", "additionalProperties": {"type": "string"}},
            "odd": {"allOf": [{"type": "string"}]},
            "loop": {"$ref": "#/$defs/loop"},
            "deep": {"type": "object", "required": ["x"],
                "properties": {"x": {"type": "string"}, "y": {"type": "integer"}}},
            "way": {"oneOf": [
                {"title": "by file", "properties": {"kind": {"const": "file"}, "path": {"type": "string"}},
                    "required": ["kind", "path"]},
                {"properties": {"kind": {"const": "url"}, "url": {"type": "string"}},
                    "required": ["kind", "url"]}]},
        },
    });
    let sources = with_check(&params, &json!({"type": "boolean"}), &json!(["equals"]));
    let session = open_with(
        &json!({"conditions": [{"query": {"provider_id": "own", "check_id": "check",
            "params": {"strange": 1, "way": {"kind": "url"}}}}]}),
        sources,
    );
    let found: Vec<String> = lines(&session, &condition(0))
        .into_iter()
        .filter_map(|line| Some(line.replace("/query/params/", "")).filter(|l| *l != line))
        .collect();
    assert_eq!(
        found,
        [
            " way* Choice",
            "  way/kind* Choice",
            "  way/url* Text",
            " z* Integer",
            " a~1b Toggle",
            " at Instant",
            " day Date",
            " deep Heading",
            "  deep/x* Text",
            "  deep/y Integer",
            " fixed Choice",
            " free Json",
            " grid Json",
            " loop Json",
            " mode Choice",
            " names List",
            " odd Json",
            " ratio Number",
            " strange Json",
        ]
    );
    let of = |name: &str| field(&session, &condition(0), &format!("/query/params/{name}"));
    assert_eq!(
        of("z").kind,
        Kind::Integer {
            min: Some(1),
            max: Some(9)
        }
    );
    assert_eq!(of("z").help, "How many. (default: 3)");
    assert_eq!(of("z").examples, [json!(3)]);
    assert_eq!(
        of("ratio").kind,
        Kind::Number {
            min: Some(0.0),
            max: Some(1.0_f64.next_down())
        }
    );
    // A schema that only leads to itself must not take the program with it.
    let _ = parse(&of("loop").kind, "1");
    let ways: Vec<(String, Value)> = choices(of("way"))
        .into_iter()
        .map(|choice| (choice.label, choice.value))
        .collect();
    assert_eq!(
        ways,
        [
            ("by file".to_owned(), json!({"kind": "file"})),
            ("\"url\"".to_owned(), json!({"kind": "url"})),
        ]
    );
}

#[test]
fn comparators_come_allowed_first_then_refused_with_plain_reasons() {
    let session = open(&json!({"conditions": [{"query":
        {"provider_id": "http", "check_id": "status"}, "comparator": "greater_than"}]}));
    let compare = field(&session, &condition(0), "/comparator");
    let (free, refused) = offered(compare.clone());
    assert_eq!((free.len(), refused.len()), (9, 7));
    assert_eq!(compare.shown, "greater_than");
    let contains = choices(compare)
        .into_iter()
        .find(|choice| choice.label == "contains")
        .unwrap();
    assert_eq!(
        contains.refused,
        [
            "the contract of `http · status` does not list it",
            "only text and lists of single values can contain something",
        ]
    );
}

#[test]
fn expected_values_are_answered_by_type_and_comparator() {
    let all = json!(["equals", "contains", "in_set", "exists"]);
    for (result, comparator, kind) in [
        (json!({"type": "boolean"}), "equals", Some("Toggle")),
        (json!({"type": "boolean"}), "exists", None),
        (json!({"type": "integer"}), "in_set", Some("List(Integer")),
        (
            json!({"type": "integer", "maximum": 9}),
            "equals",
            Some("Integer"),
        ),
        (json!({"type": "number"}), "equals", Some("Number")),
        (
            json!({"type": "string", "format": "date"}),
            "equals",
            Some("Date"),
        ),
        (
            json!({"type": "string", "format": "date-time"}),
            "equals",
            Some("Instant"),
        ),
        (json!({"enum": ["a", "b"]}), "equals", Some("Choice")),
        (json!({"enum": ["a", "b"]}), "in_set", Some("List(Choice")),
        (json!({"type": ["string", "null"]}), "equals", Some("Text")),
        (
            json!({"type": "array", "items": {"type": "string"}}),
            "contains",
            Some("List(Text"),
        ),
        (json!({"type": "object"}), "exists", None),
        (
            json!({"oneOf": [{"type": "integer"}, {"type": "string"}]}),
            "equals",
            Some("Json(Some"),
        ),
        (
            json!({"x-decision-gate": {"dynamic_type": true}}),
            "equals",
            Some("Json(None"),
        ),
    ] {
        let sources = with_check(&json!({"type": "object"}), &result, &all);
        let session = open_with(
            &json!({"conditions": [{"comparator": comparator,
                "query": {"provider_id": "own", "check_id": "check"}}]}),
            sources,
        );
        let found = fields(&session, &condition(0))
            .into_iter()
            .find(|field| field.slot.path == "/expected")
            .map(|field| format!("{:?}", field.kind));
        match (found, kind) {
            (None, None) => {}
            (Some(found), Some(kind)) => assert!(found.starts_with(kind), "{found} {kind}"),
            (found, _) => panic!("{result} {comparator}: {found:?}"),
        }
    }
}

#[test]
fn an_expected_value_that_must_go_can_be_taken_away() {
    let session = open(&json!({"conditions": [{"comparator": "exists", "expected": 5}]}));
    assert_eq!(
        field(&session, &condition(0), "/expected").help,
        "`exists` takes no expected value; take it away."
    );
}

#[test]
fn the_data_shape_offers_names_and_narrows_the_type() {
    let mut sources = Sources::builtin();
    with_shape(
        &mut sources,
        &json!({"type": "object", "properties": {
            "a": {"type": "boolean"}, "b": {"type": "string"}}}),
    );
    let session = open_with(
        &json!({
            "precheck": {"data_shape": {"schema_id": "shape", "version": "1"}},
            "conditions": [{"condition_id": "a", "comparator": "equals",
                "query": {"provider_id": "json", "check_id": "path"}}, {"condition_id": "c"}],
        }),
        sources,
    );
    let id = field(&session, &condition(0), "/condition_id");
    assert_eq!(id.examples, [json!("b")]);
    assert_eq!(
        field(&session, &condition(0), "/expected").kind,
        Kind::Toggle
    );
    assert_eq!(
        offered(field(&session, &condition(0), "/comparator"))
            .0
            .len(),
        5
    );
    let unserved = field(&session, &condition(1), "/condition_id").help;
    assert!(unserved.contains("has no property"), "{unserved}");
    let shape = field(&session, &Entity::Scenario, "/precheck/data_shape");
    assert_eq!(shape.shown, "shape@1");
}

#[test]
fn what_is_set_and_not_on_offer_stays_visible_with_the_reason() {
    let session = open(&json!({
        "precheck": {"data_shape": {"schema_id": "gone", "version": "1"}},
        "conditions": [{"query": {"provider_id": "gone", "check_id": "x", "params": {"k": 1}}},
            {"query": {"provider_id": "json", "check_id": "x"}}],
        "stages": [{"advance_to": {"kind": "fixed", "stage_id": "gone"}}],
    }));
    for (entity, path, label, why) in [
        (
            condition(0),
            "/query",
            "gone · x",
            "no contract of such a provider is at hand",
        ),
        (
            condition(1),
            "/query",
            "json · x",
            "the provider's contract has no such check",
        ),
        (
            stage(0),
            "/advance_to/stage_id",
            "gone",
            "there is no such stage",
        ),
        (
            Entity::Scenario,
            "/precheck/data_shape",
            "{\"schema_id\":\"gone\",\"version\":\"1\"}",
            "the workspace has no such data shape",
        ),
    ] {
        let field = field(&session, &entity, path);
        assert_eq!(field.shown, label);
        let choice = choices(field).pop().unwrap();
        assert_eq!(
            (choice.label.as_str(), choice.refused),
            (label, vec![why.to_owned()])
        );
    }
    assert_eq!(
        field(&session, &condition(0), "/query/params").shown,
        "{\"k\":1}"
    );
}

#[test]
fn a_rule_offers_its_own_gates_and_says_what_becomes_of_it() {
    let session = open(&json!({"stages": [
        {"stage_id": "a", "gates": [{"gate_id": "other"}]},
        {"stage_id": "b", "gates": [{"gate_id": "own"}], "advance_to": {"kind": "branch",
            "branches": [{"gate_id": "own", "outcome": "false", "next_stage_id": "a"}],
            "default": "a"}},
    ]}));
    let rule = Entity::Rule {
        stage: Key::Index(1),
        index: 0,
    };
    let (free, refused) = offered(field(&session, &rule, "/gate_id"));
    assert_eq!(
        (free, refused),
        (vec!["own".to_owned()], vec!["other".to_owned()])
    );
    assert_eq!(
        field(&session, &rule, "/outcome").help,
        "The value of the gate on which the rule is taken. As it stands, the rule is dead: a stage \
         is left only when every gate is true."
    );
}

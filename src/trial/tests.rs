use insta::assert_snapshot;
use serde_json::{Value, json};

use super::*;
use crate::plain::TextOptions;
use crate::runtime::{EngineError, PrecheckRequest};
use crate::sources::{DataShape, DataShapes, Sources};
use crate::spec::{ScenarioSpec, TrustLane, ValueSchema};

fn condition(id: &str, comparator: &str, expected: &Value) -> Value {
    json!({"condition_id": id, "query": {"provider_id": "json", "check_id": "path",
        "params": {"file": "f.json", "jsonpath": format!("$.{id}")}},
        "comparator": comparator, "expected": expected, "policy_tags": []})
}

fn stage(id: &str, gates: &Value, advance_to: &Value) -> Value {
    json!({"stage_id": id, "entry_packets": [], "gates": gates, "advance_to": advance_to,
        "timeout": null, "on_timeout": "fail"})
}

fn packet(id: &str, payload: &Value) -> Value {
    json!({"packet_id": id, "schema_id": "s", "content_type": "", "visibility_labels": [],
        "policy_tags": [], "payload": payload})
}

/// Two stages before the last one: `first` has every kind of answer, `second` a timeout.
fn document() -> Value {
    let gates = json!([
        {"gate_id": "good", "requirement": {"And": [{"Condition": "ok"}, {"Not": {"Condition": "gone"}}]}},
        {"gate_id": "votes", "requirement": {"RequireGroup": {"min": 2, "reqs": [
            {"Condition": "level"}, {"Condition": "ok"}, {"Condition": "blob"}]}},
         "trust": {"min_lane": "verified"}}
    ]);
    let mut first = stage("first", &gates, &json!({"kind": "linear"}));
    first["entry_packets"] = json!([packet("hello", &json!({"kind": "json", "value": 1}))]);
    let branch = json!({"kind": "branch", "default": null, "branches": [
        {"gate_id": "late", "outcome": "unknown", "next_stage_id": "last"},
        {"gate_id": "late", "outcome": "true", "next_stage_id": "first"}]});
    let late = json!([{"gate_id": "late", "requirement": {"Condition": "ok"}}]);
    let mut second = stage("second", &late, &branch);
    second["timeout"] = json!({"timeout_ms": 60000, "policy_tags": []});
    second["on_timeout"] = json!("alternate_branch");
    let mut last = stage("last", &json!([]), &json!({"kind": "terminal"}));
    last["entry_packets"] = json!([packet("key", &json!({"kind": "bytes", "bytes": [1]}))]);
    json!({
        "scenario_id": "demo", "namespace_id": 2, "spec_version": "1",
        "stages": [first, second, last],
        "conditions": [
            condition("ok", "equals", &json!(true)),
            condition("gone", "not_exists", &Value::Null),
            condition("level", "greater_than", &json!(3)),
            condition("blob", "equals", &json!([1, 2]))
        ],
        "policies": [], "schemas": []
    })
}

fn spec(document: Value) -> ScenarioSpec {
    serde_json::from_value(document).unwrap()
}

fn tried(spec: &ScenarioSpec, lane: TrustLane, stage: Option<&str>, script: &Value) -> Account {
    let script = read_evidence(script.to_string().as_bytes(), "e", spec)
        .unwrap_or_else(|report| panic!("{report:?}"));
    run_account(spec, lane, &script, stage).unwrap()
}

fn text(script: &Value) -> String {
    let account = tried(&spec(document()), TrustLane::Verified, None, script);
    account_text(&account, TextOptions::default())
}

#[test]
fn a_gate_that_holds_says_what_is_false_and_what_is_unknown_and_why() {
    let shown = text(&json!({"conditions": {
        "ok": {"value": true, "lane": "asserted"},
        "gone": {"missing": true},
        "level": {"value": "4"},
        "blob": {"bytes": [1, 3]},
    }}));
    assert_snapshot!(shown, @r#"
    a run of demo, version 1; only verified answers count

    start: the run enters `first`
      releases packet `hello`

    step 1, external event in `first`: holds, as gates `good` and `votes` are not true
      gate `good` is false
        false    all of
        unknown  ├─ ok: wants exactly true; found true, only asserted; the server needs verified
        false    └─ not
        true        └─ gone: wants no value; found nothing
        needs    ok (unknown) and gone to be false (true)
      gate `votes` is unknown
        unknown  at least 2 of 3
        unknown  ├─ level: wants more than 3; found "4", which cannot be compared in this way
        unknown  ├─ ok: wants exactly true; found true, only asserted; the server needs verified
        false    └─ blob: wants exactly [1,2]; found 2 bytes [1, 3]
        needs    2 of level (unknown), ok (unknown) or blob (false)

    result: the run waits in `first`
    "#);
}

#[test]
fn a_whole_run_is_shown_step_by_step() {
    let shown = text(&json!({
        "conditions": {"ok": {"value": true}, "gone": {"value": 1}, "level": {"error": "io"}},
        "steps": [
            {"trigger": "external_event"},
            {"trigger": "external_event", "trigger_id": "x", "conditions": {"level": {"value": 4.5}}},
            {"trigger": "backend_event", "wait_ms": 90000, "conditions": {"ok": {"error": "io"}}},
            {"trigger": "tick", "time": {"kind": "logical", "value": 4}},
            {"trigger": "external_event", "trigger_id": "x", "time": {"kind": "unix_millis", "value": 90000}},
            {"trigger": "tick"},
            {"trigger": "agent_request_next"},
            {"trigger": "tick", "wait_ms": 5}
        ]
    }));
    assert_snapshot!(shown, @r#"
    a run of demo, version 1; only verified answers count

    start: the run enters `first`
      releases packet `hello`

    step 1, external event in `first`: holds, as gate `votes` is not true
      gate `good` is true
        true     all of
        true     ├─ ok: wants exactly true; found true
        true     └─ not
        false       └─ gone: wants no value; found 1
      gate `votes` is unknown
        unknown  at least 2 of 3
        unknown  ├─ level: wants more than 3; asking failed: io
        true     ├─ ok: wants exactly true; found true
        unknown  └─ blob: wants exactly [1,2]; no answer in the evidence
        needs    level (unknown) or blob (unknown)

    step 2, external event in `first`: goes to `second`, the next in order, as all its gates are true
      gate `good` is true
        true     all of
        true     ├─ ok: wants exactly true; found true
        true     └─ not
        false       └─ gone: wants no value; found 1
      gate `votes` is true
        true     at least 2 of 3
        true     ├─ level: wants more than 3; found 4.5
        true     ├─ ok: wants exactly true; found true
        unknown  └─ blob: wants exactly [1,2]; no answer in the evidence

    step 3, backend event in `second`, 1 min 30 s after entry: holds, as gate `late` is not true
      gate `late` is unknown
        unknown  ok: wants exactly true; asking failed: io
        needs    ok (unknown)
      On the first tick 1 min or more after entering `second`, whatever the evidence, the run goes to
      `last` by rule 1.

    step 4, tick in `second`: the server refuses: the tick and the entry of stage `second` are on
      different clocks
      help: use one kind of clock for the start and for every tick

    step 5, external event in `second`, 1 min 30 s after entry: the trigger was answered before, and
      the server repeats its decision: goes to `second`, the next in order, as all its gates are true

    step 6, tick in `second`, 1 min 30 s after entry: goes to `last` by rule 1, as its timeout is over
      and its gates are not looked at
      releases packet `key`

    step 7, agent request in `last`: the run completes, as it has no gates

    step 8, tick in `last`, 5 ms after entry: the run has ended, and the server repeats its decision:
      the run completes, as it has no gates

    result: the run completes
    "#);
}

#[test]
fn without_steps_a_run_goes_on_until_it_rests_or_goes_round() {
    let good = json!({"conditions": {"ok": {"value": true}, "gone": {"value": 1},
        "level": {"value": 4}}});
    let round = tried(&spec(document()), TrustLane::Verified, None, &good);
    let first = "first".to_owned();
    assert_eq!(round.end, End::Repeats { stage_id: first });
    assert_eq!(round.steps.len(), 3);

    let mut straight = document();
    straight["stages"][1]["advance_to"] = json!({"kind": "linear"});
    let done = tried(&spec(straight), TrustLane::Verified, None, &good);
    assert_eq!(done.end, End::Completed);
    let released: Vec<&[String]> = done.steps.iter().map(|step| &step.packets[..]).collect();
    assert_eq!(
        released,
        [&["hello".to_owned()][..], &[], &["key".to_owned()], &[]]
    );

    let nothing = tried(
        &spec(document()),
        TrustLane::Verified,
        Some("second"),
        &json!({"conditions": {}}),
    );
    assert_eq!(
        nothing.end,
        End::Holds {
            stage_id: "second".to_owned()
        }
    );
    assert_eq!(nothing.steps.len(), 1);
    assert_eq!(
        nothing.steps[0].timeout.as_deref(),
        Some(
            "On the first tick 1 min or more after entering `second`, whatever the evidence, the run goes to `last` by rule 1."
        )
    );
    let left = tried(
        &spec(document()),
        TrustLane::Verified,
        Some("second"),
        &good,
    );
    assert_eq!(
        left.end,
        End::Active {
            stage_id: "first".to_owned()
        }
    );
}

#[test]
fn what_the_server_refuses_is_part_of_the_account() {
    let good =
        json!({"conditions": {"ok": {"value": true}, "gone": {"value": 1}, "level": {"value": 4}}});
    let code = |change: &dyn Fn(&mut Value), script: &Value| {
        let mut document = document();
        change(&mut document);
        let account = tried(&spec(document), TrustLane::Verified, None, script);
        let refused = account.steps.iter().find_map(|step| step.refusal.clone());
        let refusal = account.refusal.or(refused).unwrap();
        assert_eq!(account.end, End::Refused);
        assert_eq!(refusal.help.len(), 1, "{refusal:?}");
        refusal.code
    };
    let no_route = |d: &mut Value| d["stages"][1]["advance_to"]["branches"] = json!([]);
    assert_eq!(code(&no_route, &good), "gate_resolution_failed");
    let large = json!({"conditions": {"ok": {"value": "x".repeat(1 << 20)}}});
    assert_eq!(code(&|_| {}, &large), "evidence_too_large");
    let packet = |d: &mut Value| {
        d["stages"][0]["entry_packets"][0]["payload"]["value"] = json!("x".repeat(2 << 20));
    };
    assert_eq!(code(&packet, &good), "payload_too_large");
    let spec = spec(document());
    let script = read_evidence(b"{\"conditions\": {}}", "e", &spec).unwrap();
    assert_eq!(
        run_account(&spec, TrustLane::Verified, &script, Some("third")),
        Err(EngineError::StageNotFound("third".to_owned()))
    );
}

#[test]
fn the_lane_names_who_asks_for_it() {
    let mut document = document();
    document["conditions"][2]["trust"] = json!({"min_lane": "verified"});
    document["stages"][0]["gates"][1]["trust"] = Value::Null;
    let asserted = json!({"conditions": {"ok": {"value": true, "lane": "asserted"},
        "level": {"value": 4, "lane": "asserted"}}});
    let says = |document: &Value| -> Vec<String> {
        let account = tried(
            &spec(document.clone()),
            TrustLane::Asserted,
            None,
            &asserted,
        );
        let votes = &account.steps[1].gates[1];
        votes
            .conditions
            .iter()
            .map(|one| one.says.clone())
            .collect()
    };
    assert_eq!(
        says(&document)[..2],
        [
            "wants more than 3; found 4, only asserted; the condition needs verified",
            "wants exactly true; found true, asserted"
        ]
    );
    document["stages"][0]["gates"][1]["trust"] = json!({"min_lane": "verified"});
    assert_eq!(
        says(&document)[1],
        "wants exactly true; found true, only asserted; the gate needs verified"
    );
}

#[test]
fn a_requirement_that_is_too_deep_says_so() {
    let mut requirement = json!({"Condition": "level"});
    for _ in 0..34 {
        requirement = json!({"Not": requirement});
    }
    let mut document = document();
    document["stages"][0]["gates"] = json!([{"gate_id": "deep",
        "requirement": {"And": [{"Condition": "ok"}, requirement]}}]);
    let evidence = json!({"conditions": {"ok": {"value": true}, "level": {"value": 9}}});
    let account = tried(&spec(document), TrustLane::Verified, None, &evidence);
    let gate = &account.steps[1].gates[0];
    assert!(
        gate.needs.as_deref().unwrap().contains("unknown for ever"),
        "{gate:?}"
    );
    assert_eq!(gate.blocking, []);
    let reasons: Vec<Reason> = gate.conditions.iter().map(|one| one.reason).collect();
    assert_eq!(reasons, [Reason::Compared, Reason::NotVisited]);
    let shown = account_text(&account, TextOptions::default());
    assert!(shown.contains("not: too deep"), "{shown}");
}

#[test]
fn text_is_made_safe_keeps_to_its_width_and_loses_nothing_without_colour() {
    let mut document = document();
    document["scenario_id"] = json!("d\u{1b}[2Jemo");
    document["stages"][0]["stage_id"] = json!("fi\u{202e}rst");
    document["stages"][1]["advance_to"] = json!({"kind": "terminal"});
    document["stages"][0]["gates"][0]["gate_id"] = json!("go\nod");
    let evidence = json!({"conditions": {"ok": {"error": "e\u{7}"}, "gone": {"value": "\u{9b}"}}});
    let account = tried(&spec(document), TrustLane::Verified, None, &evidence);
    let plain = TextOptions {
        colour: false,
        width: 40,
    };
    let shown = account_text(&account, plain);
    assert!(
        !shown
            .chars()
            .any(|c| c != '\n' && crate::diagnostic::is_hidden(c)),
        "{shown}"
    );
    let longest = shown.lines().map(|line| line.chars().count()).max();
    assert!(longest <= Some(44), "{longest:?}\n{shown}");
    let coloured = account_text(
        &account,
        TextOptions {
            colour: true,
            ..plain
        },
    );
    assert!(coloured.contains("\u{1b}["));
    let mut bare = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        bare.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    bare.push_str(rest);
    assert_eq!(bare, shown);
}

fn prechecked(document: Value, lane: TrustLane, schema: &Value, payload: &Value) -> Account {
    let shape = || DataShape {
        schema_id: "shape".to_owned(),
        version: "1".to_owned(),
        description: None,
        schema: ValueSchema::new(schema.clone()),
        origin: "test".into(),
    };
    let mut shapes = DataShapes::default();
    shapes.insert(shape()).unwrap();
    let sources = Sources {
        data_shapes: shapes.into(),
        ..Sources::builtin()
    };
    precheck_account(&PrecheckRequest {
        spec: &spec(document),
        sources: &sources,
        shape: &shape(),
        tenant_id: 1,
        min_lane: lane,
        stage_id: None,
        payload,
    })
}

fn shape_of_demo() -> Value {
    json!({"type": "object", "properties": {
        "ok": {"type": "boolean"}, "gone": {"type": "string"}, "level": {"type": "number"},
        "blob": {"type": "array", "items": {"type": "integer"}}}})
}

fn without_blob() -> Value {
    let mut document = document();
    document["conditions"].as_array_mut().unwrap().pop();
    document["stages"][0]["gates"][1] = json!({"gate_id": "votes",
        "requirement": {"Or": [{"Condition": "level"}, {"Not": {"Condition": "gone"}}]}});
    document
}

#[test]
fn a_precheck_shows_its_stage_and_how_a_live_run_differs() {
    let payload = json!({"ok": true, "level": 3});
    let account = prechecked(
        without_blob(),
        TrustLane::Asserted,
        &shape_of_demo(),
        &payload,
    );
    assert_snapshot!(account_text(&account, TextOptions::default()), @r#"
    a precheck of demo, version 1 on data shape shape@1; asserted answers count, too

    stage `first`: holds, as gates `good` and `votes` are not true
      gate `good` is false
        false    all of
        true     ├─ ok: wants exactly true; found true, asserted
        false    └─ not
        true        └─ gone: wants no value; found nothing, asserted
        needs    gone to be false (true)
      gate `votes` is false
        false    any of
        false    ├─ level: wants more than 3; found 3, asserted
        false    └─ not
        true        └─ gone: wants no value; found nothing, asserted
        needs    level (false) or gone to be false (true)

    result: a run would wait in `first`
      note: everything in a payload is asserted, and counts only where asserted is enough
      note: what a payload leaves out counts as a value that is not there, so `not_exists` can hold
            here; in a live run a provider may report an error instead, and then it is unknown
      note: a live run asks the providers instead, on every trigger anew, and its ticks see timeouts; a
            precheck knows none and releases no packet
    "#);
    let verified = prechecked(
        without_blob(),
        TrustLane::Verified,
        &shape_of_demo(),
        &payload,
    );
    assert!(
        verified.notes[0].contains("nothing in it counts"),
        "{:?}",
        verified.notes
    );
}

#[test]
fn a_precheck_that_is_refused_says_why_and_where() {
    let wrong = json!({"ok": 1, "level": "x"});
    let account = prechecked(
        without_blob(),
        TrustLane::Verified,
        &shape_of_demo(),
        &wrong,
    );
    assert_snapshot!(account_text(&account, TextOptions::default()), @r#"
    a precheck of demo, version 1 on data shape shape@1; only verified answers count

    refused [payload_invalid]: the payload does not fit the data shape
      at /level: must be of type number
      at /ok: must be of type boolean
      help: change the payload, or name another data shape

    result: the server refuses the precheck
    "#);
    let code = |change: &dyn Fn(&mut Value), schema: &Value, payload: &Value| {
        let mut document = without_blob();
        change(&mut document);
        let account = prechecked(document, TrustLane::Verified, schema, payload);
        assert_eq!((account.end, account.steps.len()), (End::Refused, 0));
        account.refusal.unwrap().code
    };
    let good = json!({"ok": true});
    let tenant = |d: &mut Value| d["default_tenant_id"] = json!(7);
    let check = |d: &mut Value| d["conditions"][0]["query"]["check_id"] = json!("nope");
    assert_eq!(
        code(&|_| {}, &json!({"type": 3}), &good),
        "shape.schema_compile"
    );
    assert_eq!(code(&check, &shape_of_demo(), &good), "capability");
    assert_eq!(code(&tenant, &shape_of_demo(), &good), "tenant_mismatch");
    assert_eq!(
        code(&|_| {}, &json!({"type": "object", "properties": {}}), &good),
        "strict"
    );
}

#[test]
fn the_json_form_fits_its_schema() {
    let schema = ValueSchema::new(account_schema());
    let evidence = json!({"conditions": {"ok": {"value": true}, "blob": {"bytes": [1]},
        "level": {"error": "x"}}, "steps": [{"trigger": "tick"}, {"trigger": "tick",
        "time": {"kind": "logical", "value": 1}}]});
    let run = tried(&spec(document()), TrustLane::Verified, None, &evidence);
    let refused = prechecked(
        without_blob(),
        TrustLane::Verified,
        &shape_of_demo(),
        &json!(3),
    );
    for account in [run, refused] {
        let json = serde_json::to_value(&account).unwrap();
        assert_eq!(schema.violations(&json).unwrap(), [], "{json}");
    }
}

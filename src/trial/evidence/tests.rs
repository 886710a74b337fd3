use serde_json::{Value, json};

use super::*;
use crate::runtime::EvidenceValue;
use crate::spec::{TrustLane, ValueSchema};

fn spec() -> ScenarioSpec {
    let condition = |id: &str| {
        json!({"condition_id": id, "query": {"provider_id": "p", "check_id": "c"},
            "comparator": "exists", "policy_tags": []})
    };
    serde_json::from_value(json!({
        "scenario_id": "s", "namespace_id": 2, "spec_version": "1",
        "stages": [{"stage_id": "a", "entry_packets": [], "gates": [],
            "advance_to": {"kind": "terminal"}, "timeout": null, "on_timeout": "fail"}],
        "conditions": [condition("tests_pass"), condition("coverage")],
        "policies": [], "schemas": []
    }))
    .unwrap()
}

fn read(text: &str) -> Result<Script, Report> {
    read_evidence(text.as_bytes(), "e.json", &spec())
}

/// Returns what is wrong: code, pointer, message and cure.
fn problems(text: &str) -> Vec<String> {
    let Err(report) = read(text) else {
        return Vec::new();
    };
    report
        .diagnostics
        .iter()
        .map(|d| {
            let line = d.primary.span.map_or(0, |span| span.line);
            assert_eq!(d.primary.file.as_deref(), Some("e.json"));
            assert!(
                line == 1 || !d.primary.pointer.is_empty() || text.is_empty(),
                "{d:?}"
            );
            let (at, help) = (&d.primary.pointer, d.help.join(" / "));
            format!("{} {at}: {} | {help}", d.code, d.message)
        })
        .collect()
}

#[test]
fn every_form_of_answer_is_read() {
    let script = read(
        r#"{"conditions": {"tests_pass": {"value": null, "lane": "asserted"},
            "coverage": {"error": "timeout"}},
            "steps": [{"trigger": "tick", "wait_ms": 5, "conditions": {"coverage": {"missing": true}}},
                {"trigger": "backend_event", "trigger_id": "step-3", "conditions": {"coverage": {"bytes": [0, 255]}}},
                {"trigger": "external_event", "time": {"kind": "logical", "value": 7}},
                {"trigger": "agent_request_next", "wait_ms": 1}]}"#,
    )
    .unwrap();
    assert_eq!(script.start, Timestamp::UnixMillis(0));
    assert_eq!(
        script.answers["tests_pass"],
        Evidence::json(Value::Null, TrustLane::Asserted)
    );
    assert_eq!(
        script.answers["coverage"],
        Evidence::failed("timeout".to_owned())
    );
    let steps = script.steps.unwrap();
    let told: Vec<(&str, TriggerKind, Timestamp)> = steps
        .iter()
        .map(|step| (step.trigger_id.as_str(), step.kind, step.time))
        .collect();
    assert_eq!(
        told,
        [
            ("step-1", TriggerKind::Tick, Timestamp::UnixMillis(5)),
            (
                "step-3",
                TriggerKind::BackendEvent,
                Timestamp::UnixMillis(5)
            ),
            // An id that was written is never given a second time.
            ("step-3+", TriggerKind::ExternalEvent, Timestamp::Logical(7)),
            (
                "step-4",
                TriggerKind::AgentRequestNext,
                Timestamp::Logical(8)
            ),
        ]
    );
    assert_eq!(
        steps[0].answers["coverage"],
        Evidence::nothing(TrustLane::Verified)
    );
    let bytes = &steps[1].answers["coverage"].value;
    assert_eq!(*bytes, Some(EvidenceValue::Bytes(vec![0, 255])));
}

#[test]
fn every_mistake_is_told_with_its_place_and_its_cure() {
    const ONE_OF: &str = r#"write one of {"value": JSON}, {"bytes": [..]}, {"missing": true} and {"error": "code"}, with a `lane` where it is not verified"#;
    const BEGIN: &str = r#"begin with {"conditions": {"CONDITION_ID": {"value": ..}}}"#;
    let answer = |answer: &str| format!(r#"{{"conditions": {{"coverage": {answer}}}}}"#);
    let step = |step: &str| format!(r#"{{"steps": [{step}]}}"#);
    for (text, expected) in [
        (String::new(), "GW0101 : cannot read this file: it is empty | the evidence is one whole JSON document".to_owned()),
        ("[]".to_owned(), format!("GW0104 : the evidence is an object, found a list of 0 | {BEGIN}")),
        ("{}".to_owned(), format!("GW0104 : the evidence has no `conditions` | {BEGIN}")),
        ("{\"conditions\": {}, \"step\": []}".to_owned(), "GW0103 /step: `step` is not a field of the evidence | did you mean `steps`?".to_owned()),
        ("{\"conditions\": []}".to_owned(), "GW0104 /conditions: expected an object of answers, found a list of 0 | name each condition: {\"CONDITION_ID\": {\"value\": ..}}".to_owned()),
        ("{\"conditions\": {\"covrage\": {\"value\": 1}}}".to_owned(), "GW0103 /conditions/covrage: `covrage` is not a condition of the scenario | did you mean `coverage`?".to_owned()),
        ("{\"conditions\": {\"a/b\": {\"value\": 1}}}".to_owned(), "GW0103 /conditions/a~1b: `a/b` is not a condition of the scenario | its conditions: coverage and tests_pass".to_owned()),
        (answer("3"), format!("GW0104 /conditions/coverage: an answer is an object, found 3 | {ONE_OF}")),
        (answer("{}"), format!("GW0104 /conditions/coverage: the answer does not say what came back | {ONE_OF}")),
        (answer(r#"{"value": 1, "error": "x"}"#), format!("GW0104 /conditions/coverage: the answer has `value` and `error` at once | {ONE_OF}")),
        (answer(r#"{"valeu": 1, "missing": true}"#), "GW0103 /conditions/coverage/valeu: `valeu` is not a field of an answer | did you mean `value`?".to_owned()),
        (answer(r#"{"value": 1, "lane": "verifed"}"#), "GW0104 /conditions/coverage/lane: \"verifed\" is not one of `verified`, `asserted` | did you mean `verified`?".to_owned()),
        (answer(r#"{"missing": false}"#), "GW0104 /conditions/coverage/missing: expected true, found false | leave the answer out where nothing is known of it".to_owned()),
        (answer(r#"{"error": null}"#), "GW0104 /conditions/coverage/error: expected the code of an error, found null | write a text, such as \"timeout\"".to_owned()),
        (answer(r#"{"bytes": [1, 256]}"#), "GW0104 /conditions/coverage/bytes/1: expected a byte, found 256 | write each byte as a number from 0 to 255".to_owned()),
        (answer(r#"{"bytes": "AQ=="}"#), "GW0104 /conditions/coverage/bytes: expected a list of bytes, found \"AQ==\" | write each byte as a number from 0 to 255".to_owned()),
        (answer(r#"{"value": 1, "value": 2}"#), "GW0102 /conditions/coverage/value: key `value` appears twice; a reader would silently keep one | keep one of them".to_owned()),
        ("{\"steps\": 1}".to_owned(), "GW0104 /steps: expected a list of steps, found 1 | write [{\"trigger\": \"external_event\"}, ..]".to_owned()),
        (step("{}"), "GW0104 /steps/0: the step has no `trigger` | write {\"trigger\": \"external_event\"}".to_owned()),
        (step(r#"{"trigger": "tock"}"#), "GW0104 /steps/0/trigger: \"tock\" is not one of `tick`, `agent_request_next`, `external_event`, `backend_event` | did you mean `tick`?".to_owned()),
        (step(r#"{"trigger": "tick", "wait_ms": 1.5}"#), "GW0104 /steps/0/wait_ms: expected a number of milliseconds, found 1.5 | write it in plain digits, 0 or more".to_owned()),
        (step(r#"{"trigger": "tick", "wait_ms": 18446744073709551615}"#), "GW0104 /steps/0/wait_ms: 18446744073709551615 leads beyond the end of the clock | wait less, or start earlier".to_owned()),
        (step(r#"{"trigger": "tick", "time": 5}"#), "GW0104 /steps/0/time: expected a time, found 5 | write {\"kind\": \"unix_millis\", \"value\": N} or {\"kind\": \"logical\", \"value\": N}".to_owned()),
        (step(r#"{"trigger": "tick", "wait_ms": 1, "time": {"kind": "logical", "value": 1}}"#), "GW0104 /steps/0: the step has `time` and `wait_ms` at once | keep one of them".to_owned()),
        (step(r#"{"trigger": "tick", "trigger_id": 4}"#), "GW0104 /steps/0/trigger_id: expected an id, found 4 | write it in quotes".to_owned()),
    ] {
        assert_eq!(problems(&text), [expected], "{text}");
    }
}

#[test]
fn limits_and_encodings_are_told_and_long_integers_are_read_as_the_runtime_does() {
    let steps = vec![r#"{"trigger": "tick"}"#; MAX_STEPS + 1].join(",");
    let found = problems(&format!(r#"{{"steps": [{steps}]}}"#));
    assert_eq!(
        found,
        [
            "GW0105 /steps: there are 257 steps, the limit is 256 | try the run in parts, stage by stage"
        ]
    );
    let deep = format!(
        r#"{{"conditions": {{"coverage": {{"value": {}{}}}}}}}"#,
        "[".repeat(200),
        "]".repeat(200)
    );
    let found = problems(&deep);
    assert_eq!(
        found,
        [
            "GW0105 : the input is nested 203 levels deep, the limit is 64 | shorten the evidence, or nest it less"
        ]
    );
    for bytes in [&b"\xff"[..], b"\xef\xbb\xbf{\"conditions\": {}}"] {
        let report = read_evidence(bytes, "e.json", &spec()).unwrap_err();
        assert_eq!(report.diagnostics[0].code, Code::GW0110);
    }
    let huge = read(r#"{"conditions": {"coverage": {"value": 99999999999999999999}}}"#).unwrap();
    let value = json!(99_999_999_999_999_999_999.0);
    assert_eq!(
        huge.answers["coverage"],
        Evidence::json(value, TrustLane::Verified)
    );
    assert_eq!(read_payload(b" null ", "p").unwrap(), Value::Null);
    assert!(read_payload(b"{\"a\": 1, \"a\": 1}", "p").is_err());
}

#[test]
fn the_published_schema_accepts_what_the_reader_accepts() {
    let schema = ValueSchema::new(evidence_schema());
    for (text, accepted) in [
        (r#"{"conditions": {}}"#, true),
        (
            r#"{"$schema": "x", "steps": [], "start": {"kind": "logical", "value": 1}}"#,
            true,
        ),
        (r#"{"conditions": {"coverage": {"value": null}}}"#, true),
        (
            r#"{"conditions": {"coverage": {"missing": true, "lane": "asserted"}}}"#,
            true,
        ),
        (
            r#"{"conditions": {"coverage": {"error": "x", "lane": "verified"}}}"#,
            true,
        ),
        (
            r#"{"steps": [{"trigger": "tick", "wait_ms": 1, "trigger_id": "t", "conditions": {}}]}"#,
            true,
        ),
        (r"{}", false),
        (r#"{"conditions": {"coverage": {}}}"#, false),
        (r#"{"conditions": {"coverage": {"missing": false}}}"#, false),
        (
            r#"{"conditions": {"coverage": {"value": 1, "missing": true}}}"#,
            false,
        ),
        (r#"{"conditions": {"coverage": {"bytes": [256]}}}"#, false),
        (
            r#"{"conditions": {"coverage": {"value": 1, "lane": "high"}}}"#,
            false,
        ),
        (r#"{"start": 1, "conditions": {}}"#, false),
        (r#"{"steps": [{}]}"#, false),
        (
            r#"{"steps": [{"trigger": "tick", "wait_ms": 1, "time": {"kind": "logical", "value": 1}}]}"#,
            false,
        ),
        (r#"{"conditions": {}, "more": 1}"#, false),
    ] {
        let document = serde_json::from_str(text).unwrap();
        let fits = schema.violations(&document).unwrap().is_empty();
        assert_eq!((fits, read(text).is_ok()), (accepted, accepted), "{text}");
    }
}

//! A whole scenario, authored by answers alone.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{draft_of, play, sources};
use crate::check::Options;
use crate::compile::{Input, compile};
use crate::draft::{Format, ScenarioDraft};
use crate::prompt::Outcome;

/// The answers of an author, each with how its question begins.
pub(super) const ANSWERS: &[(&str, &str)] = &[
    ("name", "release-gate"),
    ("namespace", "7"),
    ("version", "v1"),
    ("default tenant", ""),
    ("data shape", "build-evidence@1"),
    ("title", ""),
    ("What now?", "go on to conditions"),
    ("What now?", "do that"),
    ("What now?", "add a condition"),
    ("ask", "json · path"),
    ("file", "evidence.json"),
    ("jsonpath", "$.tests_pass"),
    ("name", "tests_pass"),
    ("compare", "equals"),
    ("expected", "true"),
    ("tags", ""),
    ("Condition `tests_pass`", "done"),
    ("What now?", "add a condition"),
    ("ask", "4"),
    ("file", "evidence.json"),
    ("jsonpath", "$.coverage"),
    ("name", "coverage"),
    ("compare", "greater_than_or_equal"),
    ("expected", "85"),
    ("tags", "risk, quality"),
    ("Condition `coverage`", "done"),
    ("What now?", "add a condition"),
    ("ask", "json · path"),
    ("file", "evidence.json"),
    ("jsonpath", "$.branch"),
    ("name", "branch"),
    ("compare", "in_set"),
    ("expected", "main, release"),
    ("tags", ""),
    ("Condition `branch`", "trust"),
    ("trust", "verified"),
    ("Condition `branch`", "done"),
    ("What now?", "add a condition"),
    ("ask", "json · path"),
    ("file", "evidence.json"),
    ("jsonpath", "$.image_signed"),
    ("name", "image_signed"),
    ("compare", "equals"),
    ("expected", "true"),
    ("tags", ""),
    ("Condition `image_signed`", "note"),
    ("note", "Signed by the build.\\nNobody else signs."),
    ("Condition `image_signed`", "done"),
    ("What now?", "go on to gates"),
    ("What now?", "add a gate"),
    ("name", "build"),
    ("advances", "branch"),
    ("otherwise", "nowhere"),
    ("timeout", "30 min"),
    ("on timeout", "alternate_branch"),
    ("timeout tags", "-"),
    ("Stage `build`", "done"),
    ("name", "quality"),
    ("How?", "build it by questions"),
    ("What must hold?", "all of several"),
    ("Part 1", "one condition"),
    ("Which condition?", "tests_pass"),
    ("Part 2", "at least n of several"),
    ("How many must hold?", "2"),
    ("Part 1", "one condition"),
    ("Which condition?", "coverage"),
    ("Part 2", "1"),
    ("Which condition?", "branch"),
    ("Part 3", "not"),
    ("What must not hold?", "one condition"),
    ("Which condition?", "image_signed"),
    ("Part 4", "that is all"),
    ("Part 3", "that is all"),
    ("Gate `quality`", "done"),
    ("What now?", "go on to stages"),
    ("What now?", "add a stage"),
    ("name", "ship"),
    ("advances", "linear"),
    ("timeout", ""),
    ("on timeout", ""),
    ("Stage `ship`", "gates"),
    ("name", "signed"),
    ("How?", "type it as text"),
    ("requirement as text", "image_signed and nothing"),
    ("requirement as text", "image_signed"),
    ("Gate `signed`", "done"),
    ("What now?", "done with the gates"),
    ("Stage `ship`", "packets"),
    ("name", "notes"),
    ("schema", "release-notes"),
    ("content type", "application/json"),
    ("visible to", "everyone"),
    ("tags", ""),
    ("expires", "never"),
    ("payload", "json"),
    ("value", "{\"title\":"),
    ("and further", " \"1.0\"}"),
    ("Packet `notes`", "done"),
    ("What now?", "add a packet"),
    ("name", "seal"),
    ("schema", "seal"),
    ("content type", "application/octet-stream"),
    ("visible to", ""),
    ("tags", ""),
    ("expires", "unix_millis"),
    ("at", "1800000000000"),
    ("payload", "bytes"),
    ("bytes", "hex:00ff"),
    ("Packet `seal`", "done"),
    ("What now?", "done with the packets"),
    ("Stage `ship`", "done"),
    ("What now?", "add a stage"),
    ("name", "watch"),
    ("advances", "fixed"),
    ("to stage", "leave it for later"),
    ("timeout", ""),
    ("on timeout", ""),
    ("Stage `watch`", "gates"),
    ("name", "branch-known"),
    ("How?", "type it as text"),
    ("requirement as text", "branch"),
    ("Gate `branch-known`", "done"),
    ("What now?", "done with the gates"),
    ("Stage `watch`", "done"),
    ("What now?", "add a stage"),
    ("name", "end"),
    ("advances", "terminal"),
    ("timeout", ""),
    ("on timeout", ""),
    ("Stage `end`", "done"),
    ("What now?", "change or delete one"),
    ("Which one?", "stage `watch`"),
    ("Stage `watch`", "to stage"),
    ("to stage", "end"),
    ("Stage `watch`", "done"),
    ("What now?", "change or delete one"),
    ("Which one?", "1"),
    ("Stage `build`", "branch rules"),
    ("when gate", ""),
    ("is", ""),
    ("go to", "ship"),
    ("Rule 1", "done"),
    ("What now?", "add a branch rule"),
    ("when gate", "quality"),
    ("is", "unknown"),
    ("go to", "end"),
    ("Rule 2", "done"),
    ("What now?", "done with the branch rules"),
    ("Stage `build`", "done"),
    ("What now?", "go on to references"),
    ("What now?", "add what is used but not declared"),
    ("What now?", "do that"),
    ("What now?", "there are no policies"),
    ("What now?", "add a policy"),
    ("id", "release-policy"),
    ("description", ""),
    ("Policy `release-policy`", "done"),
    ("What now?", "go on to review"),
    ("What now?", "save the draft"),
    ("What now?", "write the spec"),
    ("What now?", "finish"),
];

fn condition(id: &str, compare: &str, expected: &Value, tags: &[&str]) -> Value {
    json!({
        "condition_id": id,
        "query": {
            "provider_id": "json", "check_id": "path",
            "params": {"file": "evidence.json", "jsonpath": format!("$.{id}")},
        },
        "comparator": compare, "expected": expected, "policy_tags": tags,
    })
}

/// What the answers say.
pub(super) fn expected() -> ScenarioDraft {
    let mut conditions = vec![
        condition("tests_pass", "equals", &json!(true), &[]),
        condition(
            "coverage",
            "greater_than_or_equal",
            &json!(85),
            &["risk", "quality"],
        ),
        condition("branch", "in_set", &json!(["main", "release"]), &[]),
        condition("image_signed", "equals", &json!(true), &[]),
    ];
    conditions[2]["trust"] = json!({"min_lane": "verified"});
    conditions[3]["note"] = json!("Signed by the build.\nNobody else signs.");
    let gate = |id: &str, text: &str| json!({"gate_id": id, "requirement": text});
    draft_of(&json!({
        "scenario_id": "release-gate", "namespace_id": 7, "spec_version": "v1",
        "precheck": {"data_shape": {"schema_id": "build-evidence", "version": "1"}},
        "conditions": conditions,
        "stages": [
            {
                "stage_id": "build", "entry_packets": [],
                "gates": [gate(
                    "quality",
                    "tests_pass and at_least(2, coverage, branch, not image_signed)",
                )],
                "advance_to": {"kind": "branch", "default": null, "branches": [
                    {"gate_id": "quality", "outcome": "true", "next_stage_id": "ship"},
                    {"gate_id": "quality", "outcome": "unknown", "next_stage_id": "end"},
                ]},
                "timeout": {"timeout_ms": 1_800_000, "policy_tags": []},
                "on_timeout": "alternate_branch",
            },
            {
                "stage_id": "ship",
                "entry_packets": [
                    {
                        "packet_id": "notes", "schema_id": "release-notes",
                        "content_type": "application/json",
                        "visibility_labels": ["everyone"], "policy_tags": [],
                        "payload": {"kind": "json", "value": {"title": "1.0"}},
                    },
                    {
                        "packet_id": "seal", "schema_id": "seal",
                        "content_type": "application/octet-stream",
                        "visibility_labels": [], "policy_tags": [],
                        "expiry": {"kind": "unix_millis", "value": 1_800_000_000_000_u64},
                        "payload": {"kind": "bytes", "bytes": [0, 255]},
                    },
                ],
                "gates": [gate("signed", "image_signed")],
                "advance_to": {"kind": "linear"}, "on_timeout": "fail",
            },
            {
                "stage_id": "watch", "entry_packets": [],
                "gates": [gate("branch-known", "branch")],
                "advance_to": {"kind": "fixed", "stage_id": "end"}, "on_timeout": "fail",
            },
            {
                "stage_id": "end", "entry_packets": [], "gates": [],
                "advance_to": {"kind": "terminal"}, "on_timeout": "fail",
            },
        ],
        "policies": [{"policy_id": "release-policy"}],
        "schemas": [{"schema_id": "release-notes"}, {"schema_id": "seal"}],
    }))
}

#[test]
fn answers_alone_author_a_scenario_that_compiles() {
    let (session, script, kept, outcome) = play(ScenarioDraft::default(), ANSWERS);
    assert_eq!(outcome, Outcome::Finished);
    assert_eq!(script.left(), 0);
    assert_eq!(session.draft(), &expected());
    let text = kept.saved.unwrap();
    let input = Input {
        name: Arc::from("test"),
        bytes: text.as_bytes(),
        format: Format::Json,
    };
    let outcome = compile(&input, &sources(), &Options::default());
    assert_eq!(outcome.refusals().diagnostics, []);
    let hash = outcome.compiled.unwrap().hash;
    let said = script.text();
    assert!(said.contains(&format!("SHA-256 {hash}.")), "{said}");
    assert!(kept.spec);
    assert!(said.contains("Not written: The disk is full."), "{said}");
}

#[test]
fn refused_choices_are_told_last_with_their_reasons() {
    let (_, script, ..) = play(ScenarioDraft::default(), &ANSWERS[..17]);
    let said = script.text();
    let wanted = "[5] not_exists: no value came back\n[6] leave it for later\nnot possible: \
                  greater_than, greater_than_or_equal, less_than, less_than_or_equal: only \
                  numbers, dates and date-times have an order\n";
    assert!(said.contains(wanted), "{said}");
}

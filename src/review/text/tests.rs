use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::compile::{Input, compile};
use crate::sources::Sources;

fn full() -> Value {
    json!({
        "draft_version": 1,
        "scenario_id": "release",
        "namespace_id": 2,
        "spec_version": "3",
        "default_tenant_id": 7,
        "title": "Release",
        "note": "First line.\nSecond line.",
        "suppress": [{"code": "GW0502", "reason": "planned"}],
        "extensions": {"owner": "team a"},
        "precheck": {"data_shape": {"schema_id": "evidence", "version": "1"}},
        "conditions": [
            {
                "condition_id": "tests_ok",
                "query": {"provider_id": "json", "check_id": "path",
                          "params": {"file": "a.json", "jsonpath": "$.ok"}},
                "comparator": "equals", "expected": true, "policy_tags": ["b", "a"],
                "trust": {"min_lane": "verified"}
            },
            {
                "condition_id": "alice",
                "query": {"provider_id": "env", "check_id": "get", "params": {"key": "ALICE"}},
                "comparator": "exists", "policy_tags": []
            }
        ],
        "stages": [
            {
                "stage_id": "build",
                "entry_packets": [
                    {
                        "packet_id": "plan", "schema_id": "plan", "content_type": "application/json",
                        "visibility_labels": ["public"], "policy_tags": [],
                        "expiry": {"kind": "logical", "value": 9},
                        "payload": {"kind": "json", "value": {"b": 1, "a": [true]}}
                    },
                    {
                        "packet_id": "key", "schema_id": "plan", "content_type": "text/plain",
                        "visibility_labels": [], "policy_tags": [],
                        "payload": {"kind": "external", "content_ref": {
                            "uri": "s3://x", "content_hash": {"algorithm": "sha256", "value": "00"},
                            "encryption": "age"
                        }}
                    }
                ],
                "gates": [
                    {"gate_id": "review", "requirement":
                        "at_least(2, alice, bob_has_approved, carol_has_approved) and not (freeze_is_on or tests_ok)"},
                    {"gate_id": "quality", "requirement": "tests_ok and alice",
                     "trust": {"min_lane": "asserted"}}
                ],
                "advance_to": {"kind": "branch", "default": null, "branches": [
                    {"gate_id": "review", "outcome": "true", "next_stage_id": "ship"},
                    {"gate_id": "quality", "outcome": "unknown", "next_stage_id": "build"}
                ]},
                "timeout": {"timeout_ms": 1_800_000, "policy_tags": ["t"]},
                "on_timeout": "alternate_branch"
            },
            {"stage_id": "ship", "gates": [], "entry_packets": [
                {"packet_id": "raw", "schema_id": "plan", "content_type": "x",
                 "visibility_labels": [], "policy_tags": [],
                 "payload": {"kind": "bytes", "bytes": [1, 2]}}
             ],
             "advance_to": {"kind": "fixed", "stage_id": "build"}, "on_timeout": "fail"}
        ],
        "policies": [{"policy_id": "p", "description": "what for"}],
        "schemas": [{"schema_id": "plan", "version": "1", "uri": "https://example.org/plan"}]
    })
}

fn text_of(document: &Value) -> String {
    let text = show_bytes(document.to_string().as_bytes(), Format::Json);
    String::from_utf8(text).unwrap()
}

#[test]
fn every_entity_is_a_block_and_every_fact_a_line() {
    let text = text_of(&full());
    assert_snapshot!(text, @r#"
    gatewright text 1

    scenario release
      namespace 2
      version 3
      default tenant 7
      draft format 1
      title Release
      precheck against evidence@1
      note First line.
      note Second line.
      accepts GW0502 because "planned"
      extensions {"owner":"team a"}

    condition alice
      asks env get
      param key "ALICE"
      exists

    condition tests_ok
      asks json path
      param file "a.json"
      param jsonpath "$.ok"
      equals true
      lane at least verified
      tags "a", "b"

    stage build
      then by the first rule that matches
        when gate review is true to stage ship
        when gate quality is unknown to stage build
        otherwise nowhere
      timeout 1800000 ms (30 min)
      timeout tags "t"
      on timeout alternate_branch
      packet plan
        schema plan
        content type application/json
        visible to "public"
        expires at tick 9
        payload json {"a":[true],"b":1}
      packet key
        schema plan
        content type text/plain
        payload at s3://x
        payload hash sha256 00
        payload encryption age
      gate quality
        needs alice and tests_ok
        lane at least asserted
      gate review
        needs
          all of
            at_least(2, alice, bob_has_approved, carol_has_approved)
            not (freeze_is_on or tests_ok)

    stage ship
      then to stage build
      on timeout fail
      packet raw
        schema plan
        content type x
        payload of 2 bytes, sha256 a12871fee210fb8619291eaea194581cbd2531e4b23759d225f6806923f63222

    policy p
      description what for

    schema plan
      version 1
      at https://example.org/plan
    "#);
}

/// Returns the pointers of all values within a document.
fn pointers(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointers(item, &format!("{at}/{index}"), all);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                pointers(field, &format!("{at}/{name}"), all);
            }
        }
        _ => {}
    }
}

#[test]
fn taking_out_or_changing_any_value_shows() {
    let document = full();
    let before = text_of(&document);
    let mut all = Vec::new();
    pointers(&document, "", &mut all);
    let mut tried = 0;
    for pointer in all.iter().filter(|pointer| !pointer.is_empty()) {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let mut without = document.clone();
        match without.pointer_mut(parent).unwrap() {
            Value::Object(fields) => drop(fields.remove(name)),
            Value::Array(items) => drop(items.remove(name.parse().unwrap())),
            _ => unreachable!("a parent holds something"),
        }
        assert_ne!(text_of(&without), before, "without {pointer}");
        let mut other = document.clone();
        let value = other.pointer_mut(pointer).unwrap();
        *value = match value {
            Value::String(text) => Value::from(format!("{text}z")),
            Value::Number(number) => Value::from(number.as_u64().unwrap() + 1),
            Value::Bool(truth) => Value::from(!*truth),
            _ => continue,
        };
        assert_ne!(text_of(&other), before, "another {pointer}");
        tried += 1;
    }
    assert!(tried > 70, "{tried}");
}

#[test]
fn moving_what_has_no_order_does_not_show_and_moving_the_rest_does() {
    let document = full();
    let before = text_of(&document);
    for (pointer, shows) in [
        ("/conditions", false),
        ("/conditions/0/policy_tags", false),
        ("/stages/0/gates", false),
        ("/stages", true),
        ("/stages/0/entry_packets", true),
        ("/stages/0/advance_to/branches", true),
    ] {
        let mut moved = document.clone();
        let Value::Array(items) = moved.pointer_mut(pointer).unwrap() else {
            unreachable!("a list")
        };
        items.reverse();
        assert_eq!(text_of(&moved) != before, shows, "{pointer}");
    }
    for requirement in [
        json!(
            "not (tests_ok or freeze_is_on) and at_least(2, carol_has_approved, alice, bob_has_approved)"
        ),
        json!({"And": [
            {"RequireGroup": {"min": 2, "reqs": [
                {"Condition": "bob_has_approved"}, {"Condition": "carol_has_approved"},
                {"Condition": "alice"}
            ]}},
            {"Not": {"Or": [{"Condition": "freeze_is_on"}, {"Condition": "tests_ok"}]}}
        ]}),
    ] {
        let mut moved = document.clone();
        *moved.pointer_mut("/stages/0/gates/0/requirement").unwrap() = requirement;
        assert_eq!(text_of(&moved), before);
    }
}

#[test]
fn a_spec_reads_like_its_draft() {
    let draft = include_bytes!("../../../drafts/release-gate.draft.json");
    let input = Input {
        name: "d".into(),
        bytes: draft,
        format: Format::Json,
    };
    let outcome = compile(
        &input,
        &Sources::builtin(),
        &crate::check::Options::default(),
    );
    let spec = show_bytes(&outcome.compiled.unwrap().bytes, Format::Json);
    let draft = String::from_utf8(show_bytes(draft, Format::Json)).unwrap();
    let authors = ["note ", "accepts ", "draft schema ", "draft format "];
    let lines = draft.lines().filter(|line| {
        !authors
            .iter()
            .any(|word| line.trim_start().starts_with(word))
    });
    let shared: Vec<&str> = lines.collect();
    assert!(shared.len() > 60);
    let spec = String::from_utf8(spec).unwrap();
    assert_eq!(spec.lines().collect::<Vec<_>>(), shared);
}

#[test]
fn what_is_not_wholly_a_draft_comes_as_it_is() {
    for (bytes, first) in [
        (&b"\x00\xff\x1b[31m"[..], "the input is not UTF-8"),
        (b"", ""),
        (b"{\"scenario_id\": \"s\", \"colour\": 1}", ""),
        (b"<<<<<<< ours\n{}\n", ""),
    ] {
        let text = show_bytes(bytes, Format::Json);
        let note = text.strip_suffix(bytes).unwrap();
        let note = std::str::from_utf8(note).unwrap();
        assert!(
            note.starts_with("gatewright text 1: the file as it is"),
            "{note}"
        );
        assert!(note.contains(first) && note.ends_with('\n'), "{note}");
        assert_eq!(note.lines().count(), 1);
    }
    let hidden = show_bytes(
        b"{\"scenario_id\": \"a\\u001b[2J\\nstage x\"}",
        Format::Json,
    );
    let hidden = String::from_utf8(hidden).unwrap();
    assert!(
        hidden.contains("scenario a\\u{001B}[2J\\u{000A}stage x\n"),
        "{hidden}"
    );
}

proptest! {
    #[test]
    fn any_bytes_give_a_text(bytes in proptest::collection::vec(any::<u8>(), 0..200), ron: bool) {
        let format = if ron { Format::Ron } else { Format::Json };
        let text = show_bytes(&bytes, format);
        prop_assert!(text.starts_with(b"gatewright text 1"));
    }

    #[test]
    fn any_damage_to_a_draft_gives_a_text(at in 0.0..1.0_f64, with in any::<Vec<u8>>(), cut in 0..9_usize) {
        let mut bytes = full().to_string().into_bytes();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss,
            reason = "any place will do")]
        let at = (at * bytes.len() as f64) as usize;
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, with);
        let text = show_bytes(&bytes, Format::Json);
        let whole = text.starts_with(b"gatewright text 1\n");
        prop_assert!(whole || text.ends_with(&bytes));
    }
}

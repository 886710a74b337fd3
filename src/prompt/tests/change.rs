//! Changing what is there, cures, undo, and text that means harm.

use serde_json::json;

use super::{draft_of, play};
use crate::draft::{Format, RequirementDraft, ScenarioDraft, read};
use crate::prompt::Outcome;
use crate::session::form::fields;

fn gated() -> ScenarioDraft {
    draft_of(&json!({
        "scenario_id": "s", "namespace_id": 2, "spec_version": "1",
        "conditions": [
            {
                "condition_id": "a",
                "query": {"provider_id": "env", "check_id": "get", "params": {"key": "A"}},
                "comparator": "exists", "policy_tags": [],
            },
            {
                "condition_id": "b",
                "query": {"provider_id": "env", "check_id": "get", "params": {"key": "B"}},
                "comparator": "exists", "policy_tags": [],
            },
        ],
        "stages": [{
            "stage_id": "one", "entry_packets": [],
            "gates": [{"gate_id": "g", "requirement": "a and b"}],
            "advance_to": {"kind": "terminal"}, "on_timeout": "fail",
        }],
        "policies": [], "schemas": [],
    }))
}

fn requirement(session: &crate::session::Session) -> serde_json::Value {
    let text = crate::draft::write(session.draft(), Format::Json);
    let draft: serde_json::Value = serde_json::from_str(&text).unwrap();
    draft["stages"][0]["gates"][0]["requirement"].clone()
}

#[test]
fn a_requirement_is_changed_part_by_part() {
    let to_gate = [
        ("What now?", "another step"),
        ("Which step?", "Gates"),
        ("What now?", "change or delete one"),
        ("What now?", "change or delete one"),
        ("Which one?", "1"),
        ("Gate `g`", "requirement"),
        ("How?", "build it by questions"),
        ("What must hold? It is: a and b", "any of several"),
    ];
    for (answers, after) in [
        (
            vec![("Part 1", "take this part out"), ("Part 1", "that is all")],
            "any(b)",
        ),
        (
            vec![
                ("Part 1", "not"),
                ("What must not", "1"),
                ("Which", "b"),
                ("Part 2", "that is all"),
            ],
            "not b or b",
        ),
        (
            vec![
                ("Part 1", ""),
                ("Which", ""),
                ("Part 2", ""),
                ("Which", ""),
                ("Part 3", "all of several"),
                ("Part 1", "<"),
                ("Part 3", "<"),
                ("Part 2 of `any of`? It is: b", "that is all"),
            ],
            "a or b or all()",
        ),
    ] {
        let mut script = to_gate.to_vec();
        script.extend(answers);
        script.push(("Gate `g`", "done"));
        let (session, played, ..) = play(gated(), &script);
        assert_eq!(played.left(), 0, "{}", played.text());
        assert_eq!(requirement(&session), json!(after));
    }
}

#[test]
fn what_is_deleted_tells_who_used_it_and_undo_brings_it_back() {
    let (session, script, ..) = play(
        gated(),
        &[
            ("What now?", "go on to conditions"),
            ("What now?", "change or delete one"),
            ("Which one?", "condition `b`"),
            ("Condition `b`", "delete it"),
            ("What now?", "undo"),
            ("What now?", "redo"),
        ],
    );
    let said = script.text();
    assert!(
        said.contains(
            "Condition `b` is deleted; undo brings it back.\nGate `g` still refers to it.\n"
        ),
        "{said}"
    );
    assert!(
        said.contains("Taken back: delete condition `b`.\n"),
        "{said}"
    );
    assert!(
        said.contains("Made again: delete condition `b`.\n"),
        "{said}"
    );
    assert_eq!(session.draft().conditions().len(), 1);
}

#[test]
fn what_a_change_broke_is_told_and_can_be_mended() {
    let (session, script, ..) = play(
        gated(),
        &[
            ("What now?", "go on to conditions"),
            ("What now?", "change or delete one"),
            ("Which one?", "condition `b`"),
            ("Condition `b`", "delete it"),
            ("What now?", "mend what that broke"),
            ("Mend which one?", "1"),
        ],
    );
    let said = script.text();
    let broken = "Became invalid: gate `g` needs condition `b`, which does not exist.\n";
    assert!(said.contains(broken), "{said}");
    assert_eq!(requirement(&session), json!("all(a)"), "{said}");
}

#[test]
fn problems_are_numbered_and_cured_by_number() {
    let mut draft = gated();
    draft.conditions.as_mut().unwrap()[1].condition_id = Some("bravo".to_owned());
    draft.stages.as_mut().unwrap()[0].gates.as_mut().unwrap()[0].requirement =
        Some(RequirementDraft::Text("a and bravoo".to_owned()));
    let (session, script, ..) = play(
        draft,
        &[
            ("What now?", "show the problems"),
            ("Which one?", "Gates, error GW0202"),
            ("What now?", "2"),
            ("", ":quit"),
        ],
    );
    let said = script.text();
    assert_eq!(requirement(&session), json!("a and bravo"), "{said}");
    assert!(said.contains("Undo takes it back."), "{said}");
}

#[test]
fn order_can_be_changed_and_copies_made() {
    let (session, script, ..) = play(
        gated(),
        &[
            ("What now?", "go on to conditions"),
            ("What now?", "change or delete one"),
            ("Which one?", "condition `b`"),
            ("Condition `b`", "copy it"),
            ("Condition `b`", "move it before the one before"),
        ],
    );
    let ids: Vec<_> = session
        .draft()
        .conditions()
        .iter()
        .map(|one| one.condition_id.as_deref())
        .collect();
    assert_eq!(
        ids,
        [Some("b"), Some("a"), Some("b_2")],
        "{}",
        script.text()
    );
}

#[test]
fn text_that_means_harm_is_shown_and_kept_as_it_is() {
    let evil = "x\u{1b}]0;evil\u{7}\u{202e}y\u{200b}";
    let text = json!({
        "scenario_id": evil, "namespace_id": 2, "spec_version": evil, "note": format!("{evil}\n{evil}"),
        "conditions": [{
            "condition_id": evil, "note": evil,
            "query": {"provider_id": evil, "check_id": evil, "params": {evil: [evil]}},
            "comparator": "equals", "expected": evil, "policy_tags": [evil],
        }],
        "stages": [{
            "stage_id": evil, "note": evil,
            "entry_packets": [{
                "packet_id": evil, "schema_id": evil, "content_type": evil,
                "visibility_labels": [evil], "policy_tags": [evil],
                "payload": {"kind": "json", "value": {evil: evil}},
            }],
            "gates": [{"gate_id": evil, "requirement": {"And": [{"Condition": evil}]}}],
            "advance_to": {"kind": "branch", "default": evil, "branches": [
                {"gate_id": evil, "outcome": "true", "next_stage_id": evil},
            ]},
            "on_timeout": "fail",
        }],
        "policies": [{"policy_id": evil, "description": evil}],
        "schemas": [{"schema_id": evil, "version": evil, "uri": evil}],
    });
    let draft = read(text.to_string().as_bytes(), Format::Json)
        .draft
        .unwrap();
    let mut answers = vec![("What now?", "change it")];
    // Enter at every question of every form keeps what is there.
    let opened = |answers: &mut Vec<(&str, &str)>, title: &'static str, count: usize| {
        for number in NUMBERS.iter().skip(2).take(count) {
            answers.extend([(title, *number), ("", "?"), ("", "")]);
        }
        answers.push((title, "done"));
    };
    opened(&mut answers, "The scenario", 6);
    answers.extend([
        ("What now?", "go on to conditions"),
        ("What now?", "change or delete one"),
        ("Which one?", "1"),
    ]);
    opened(&mut answers, "Condition", 2);
    answers.extend([
        ("What now?", "another step"),
        ("Which step?", "Stages"),
        ("What now?", "change or delete one"),
        ("Which one?", "1"),
        ("Stage", "packets"),
        ("What now?", "change or delete one"),
        ("Which one?", "1"),
    ]);
    opened(&mut answers, "Packet", 5);
    answers.extend([
        ("What now?", "1"),
        ("Stage", "gates"),
        ("What now?", "3"),
        ("Which one?", "1"),
    ]);
    answers.extend([
        ("Gate", "requirement"),
        ("How?", "2"),
        ("requirement", "?"),
        ("requirement", ""),
    ]);
    answers.extend([
        ("Gate", "done"),
        ("What now?", "1"),
        ("Stage", "show the problems"),
        ("", "1"),
    ]);
    let (session, script, _, outcome) = play(draft.clone(), &answers);
    assert_eq!(script.left(), 0, "{}", script.text());
    assert_eq!(outcome, Outcome::Left);
    // The script refuses every line and every question that holds a hidden character.
    assert!(
        script.text().contains("x\\u{001B}]0;evil"),
        "{}",
        script.text()
    );
    assert_eq!(session.draft(), &draft);
}

const NUMBERS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

#[test]
fn help_is_there_for_every_field_and_changes_nothing() {
    let draft = gated();
    let (_, script, ..) = play(
        draft,
        &[
            ("What now?", "change it"),
            ("The scenario", "name"),
            ("name", "?"),
            ("name", "<"),
        ],
    );
    let session = super::session_of(gated());
    let name = &fields(&session, &crate::draft::Entity::Scenario)[0];
    assert!(script.text().contains(&name.help), "{}", script.text());
}

//! What is found in the gates of a stage together.

use serde_json::{Value, json};

use super::{condition, draft, letters, replay};
use crate::diagnostic::Confidence;
use crate::draft::{ScenarioDraft, Slot, apply};
use crate::prove::{Can, Prover, prove};
use crate::sources::Sources;
use crate::spec::{GateOutcome, Timestamp};

#[test]
fn gates_of_one_stage_that_exclude_each_other_are_named_without_the_others() {
    let conditions = [
        condition("high", "coverage", "greater_than", json!(90)),
        condition("low", "coverage", "less_than", json!(10)),
        condition("other", "tests", "equals", json!(true)),
    ];
    let proof = prove(
        &draft(&conditions, &["other", "high or low", "high", "low"]),
        &Sources::builtin(),
    );
    let stage = &proof.stages[0];
    assert_eq!(stage.passes, Can::No(Confidence::AssumesStableEvidence));
    let conflict = stage.conflict.as_ref().unwrap();
    assert_eq!(conflict.gates, [2, 3]);
    assert_eq!(conflict.conditions, ["high", "low"]);
    assert_eq!(stage.example, None);
    let near = prove(
        &draft(&conditions, &["other", "high or low"]),
        &Sources::builtin(),
    );
    assert!(near.stages[0].passes.is_yes());
    assert_eq!(near.stages[0].conflict, None);
}

#[test]
fn a_gate_that_another_one_contains_adds_nothing() {
    let proof = prove(
        &draft(&letters(3), &["a", "a and b", "c"]),
        &Sources::builtin(),
    );
    let implied: Vec<(usize, usize)> = proof.stages[0]
        .implied
        .iter()
        .map(|one| (one.by, one.gate))
        .collect();
    assert_eq!(implied, [(1, 0)]);
    let near = prove(
        &draft(&letters(3), &["a or c", "a or b"]),
        &Sources::builtin(),
    );
    assert!(near.stages[0].implied.is_empty());
}

#[test]
fn the_example_of_a_stage_passes_all_its_gates_at_once() {
    let conditions = [
        condition("enough", "coverage", "greater_than_or_equal", json!(80)),
        condition("not_all", "coverage", "not_equals", json!(100)),
        condition("kind", "kind", "in_set", json!(["release", "hotfix"])),
        condition("quiet", "errors", "less_than", json!(1)),
    ];
    let draft = draft(
        &conditions,
        &["enough and not_all", "kind", "not (not quiet)"],
    );
    let proof = prove(&draft, &Sources::builtin());
    let example = proof.stages[0].example.as_ref().unwrap();
    for gate in draft.stages()[0].gates() {
        assert_eq!(replay(&draft, gate, example), GateOutcome::True);
    }
    let same: Vec<_> = example
        .iter()
        .take(2)
        .map(|one| one.evidence.clone())
        .collect();
    assert_eq!(same[0], same[1], "one question has one answer");
}

#[test]
fn only_what_changed_is_proved_again_and_the_answer_is_that_of_a_fresh_proof() {
    let sources = Sources::builtin();
    let mut draft = draft(&letters(3), &["a and b", "b or c"]);
    let mut prover = Prover::default();
    let before = prover.prove(&draft, &sources);
    change(
        &mut draft,
        "/stages/0/gates/1/requirement",
        json!("b and c"),
    );
    let after = prover.prove(&draft, &sources);
    assert!(std::sync::Arc::ptr_eq(
        &before.gates[0][0],
        &after.gates[0][0]
    ));
    assert!(!std::sync::Arc::ptr_eq(
        &before.gates[0][1],
        &after.gates[0][1]
    ));
    let fresh = prove(&draft, &sources);
    assert_eq!(after.gates, fresh.gates);
    assert_eq!(after.stages, fresh.stages);
    // Another comparison of a condition reaches every gate that uses it.
    change(&mut draft, "/conditions/0/expected", json!(false));
    let again = prover.prove(&draft, &sources);
    assert!(!std::sync::Arc::ptr_eq(
        &after.gates[0][0],
        &again.gates[0][0]
    ));
    assert!(std::sync::Arc::ptr_eq(
        &after.gates[0][1],
        &again.gates[0][1]
    ));
}

fn change(draft: &mut ScenarioDraft, pointer: &str, value: Value) {
    let slot = Slot::of_pointer(draft, pointer);
    let edit = slot.set(draft, Some(value)).unwrap();
    apply(draft, &edit).unwrap();
}

#[test]
fn a_stage_that_only_passes_before_a_moment_closes_there() {
    let time = |id: &str, check: &str, moment: &str| {
        json!({"condition_id": id, "query": {"provider_id": "time", "check_id": check,
            "params": {"timestamp": moment}}, "comparator": "equals", "expected": true,
            "policy_tags": []})
    };
    let conditions = [
        time("open", "after", "2026-01-01T00:00:00Z"),
        time("early", "before", "2026-02-01T00:00:00Z"),
        condition("a", "a", "equals", json!(true)),
    ];
    let of = |gates: &[&str]| {
        let proof = prove(&draft(&conditions, gates), &Sources::builtin());
        (proof.stages[0].passes, proof.stages[0].closes.clone())
    };
    let (passes, closes) = of(&["open and early", "a"]);
    assert!(passes.is_yes());
    let closes = closes.unwrap();
    assert_eq!(closes.last, Timestamp::UnixMillis(1_769_903_999_999));
    assert_eq!(closes.conditions, ["open", "early"]);
    assert_eq!(of(&["open or early", "a"]).1, None);
    assert_eq!(of(&["open", "not early"]).1, None);
    // Nothing closes what never was open, and that is proved for the clock.
    let never = of(&["early", "not early"]);
    assert_eq!(never, (Can::No(Confidence::Proved), None));
}

//! What is found in the gates of a stage together.

use serde_json::json;

use super::{condition, draft, letters, replay};
use crate::diagnostic::Confidence;
use crate::draft::{Edit, Slot, apply};
use crate::prove::{Can, Prover, prove};
use crate::sources::Sources;
use crate::spec::GateOutcome;

#[test]
fn gates_of_one_stage_that_exclude_each_other_are_named_without_the_others() {
    let conditions = [
        condition("high", "coverage", "greater_than", json!(90)),
        condition("low", "coverage", "less_than", json!(10)),
        condition("other", "tests", "equals", json!(true)),
    ];
    let proof = prove(&draft(&conditions, &["other", "high or low", "high", "low"]), &Sources::builtin());
    let stage = &proof.stages[0];
    assert_eq!(stage.passes, Can::No(Confidence::AssumesStableEvidence));
    let conflict = stage.conflict.as_ref().unwrap();
    assert_eq!(conflict.gates, [2, 3]);
    assert_eq!(conflict.conditions, ["high", "low"]);
    assert_eq!(stage.example, None);
    let near = prove(&draft(&conditions, &["other", "high or low"]), &Sources::builtin());
    assert!(near.stages[0].passes.is_yes());
    assert_eq!(near.stages[0].conflict, None);
}

#[test]
fn a_gate_that_another_one_contains_adds_nothing() {
    let proof = prove(&draft(&letters(3), &["a", "a and b", "c"]), &Sources::builtin());
    let implied: Vec<(usize, usize)> = proof.stages[0]
        .implied
        .iter()
        .map(|one| (one.by, one.gate))
        .collect();
    assert_eq!(implied, [(1, 0)]);
    let near = prove(&draft(&letters(3), &["a or c", "a or b"]), &Sources::builtin());
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
    let draft = draft(&conditions, &["enough and not_all", "kind", "not (not quiet)"]);
    let proof = prove(&draft, &Sources::builtin());
    let example = proof.stages[0].example.as_ref().unwrap();
    for gate in draft.stages()[0].gates() {
        assert_eq!(replay(&draft, gate, example), GateOutcome::True);
    }
    let same: Vec<_> = example.iter().take(2).map(|one| one.evidence.clone()).collect();
    assert_eq!(same[0], same[1], "one question has one answer");
}

#[test]
fn only_what_changed_is_proved_again_and_the_answer_is_that_of_a_fresh_proof() {
    let sources = Sources::builtin();
    let mut draft = draft(&letters(3), &["a and b", "b or c"]);
    let mut prover = Prover::default();
    let before = prover.prove(&draft, &sources);
    let edit = Edit::set(
        &Slot::Gate { stage: 0, gate: 1, field: "requirement" },
        json!("b and c"),
    );
    apply(&mut draft, &edit).unwrap();
    let after = prover.prove(&draft, &sources);
    assert!(std::sync::Arc::ptr_eq(&before.gates[0][0], &after.gates[0][0]));
    assert!(!std::sync::Arc::ptr_eq(&before.gates[0][1], &after.gates[0][1]));
    let fresh = prove(&draft, &sources);
    assert_eq!(after.gates, fresh.gates);
    assert_eq!(after.stages, fresh.stages);
    // Another comparison of a condition reaches every gate that uses it.
    let edit = Edit::set(
        &Slot::Condition { condition: 0, field: "expected" },
        json!(false),
    );
    apply(&mut draft, &edit).unwrap();
    let again = prover.prove(&draft, &sources);
    assert!(!std::sync::Arc::ptr_eq(&after.gates[0][0], &again.gates[0][0]));
    assert!(std::sync::Arc::ptr_eq(&after.gates[0][1], &again.gates[0][1]));
}

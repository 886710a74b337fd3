//! What is found in gates, each with a near miss.

use serde_json::json;

use super::{condition, draft, letters};
use crate::diagnostic::Confidence;
use crate::prove::{Can, Gap, GateProof, Proof, Prover, Role, prove};
use crate::sources::Sources;
use crate::spec::GateOutcome;
use std::sync::Arc;

fn of(conditions: &[serde_json::Value], gate: &str) -> Arc<GateProof> {
    let proof = prove(&draft(conditions, &[gate]), &Sources::builtin());
    Arc::clone(&proof.gates[0][0])
}

/// Returns sets of needs as texts, such as `a !b`.
fn sets(ways: &crate::prove::Ways) -> Vec<String> {
    ways.shown
        .iter()
        .map(|way| {
            let needs = way.iter().map(|need| {
                let mark = if need.holds { "" } else { "!" };
                format!("{mark}{}", need.condition_id)
            });
            needs.collect::<Vec<_>>().join(" ")
        })
        .collect()
}

#[test]
fn ways_and_blocks_are_those_of_the_engine_and_not_of_two_valued_logic() {
    let gate = of(&letters(2), "(a and b) or (not a and b)");
    assert_eq!(sets(gate.ways.as_ref().unwrap()), ["a b", "!a b"]);
    assert_eq!(sets(gate.blocks.as_ref().unwrap()), ["!b"]);
    let stall = gate.stall.as_ref().unwrap();
    assert_eq!(stall.settled, GateOutcome::True);
    assert_eq!(stall.missing, ["a"]);
    // With the answer that is waited for asked once, there is no gap.
    assert_eq!(of(&letters(2), "b").stall, None);
}

#[test]
fn contradictions_between_comparisons_of_one_answer_are_found_with_their_core() {
    let coverage = [
        condition("high", "coverage", "greater_than", json!(90)),
        condition("low", "coverage", "less_than", json!(10)),
        condition("other", "tests", "equals", json!(true)),
    ];
    let gate = of(&coverage, "high and low and other");
    assert_eq!(gate.passes, Can::No(Confidence::AssumesStableEvidence));
    assert_eq!(gate.conflict, ["high", "low"]);
    assert!(of(&coverage, "(high or low) and other").passes.is_yes());
    let near = [
        condition("high", "coverage", "greater_than", json!(9)),
        condition("low", "coverage", "less_than", json!(10)),
    ];
    let gate = of(&near, "high and low");
    assert!(gate.passes.is_yes());
    let example = gate.ways.as_ref().unwrap().shown[0][0].example.clone();
    assert!(
        example
            .unwrap()
            .as_f64()
            .is_some_and(|value| value > 9.0 && value < 10.0)
    );
}

#[test]
fn a_gate_that_only_asks_whether_there_is_an_answer_never_fails() {
    let gate = of(&letters(1), "a or not a");
    assert_eq!(gate.fails, Can::No(Confidence::Proved));
    assert!(gate.passes.is_yes());
    assert_eq!(gate.constant, None);
    assert!(of(&letters(2), "a or not b").fails.is_yes());
}

#[test]
fn constants_come_from_empty_and_mis_sized_groups_only() {
    for (text, constant) in [
        ("all()", Some(GateOutcome::True)),
        ("any()", Some(GateOutcome::False)),
        ("at_least(0, a)", Some(GateOutcome::True)),
        ("at_least(2, a)", Some(GateOutcome::False)),
        ("at_least(1, a)", None),
        ("a or not a", None),
    ] {
        assert_eq!(of(&letters(1), text).constant, constant, "{text}");
    }
}

#[test]
fn roles_tell_what_a_gate_cannot_do_without() {
    let role = |gate: &GateProof, id: &str| {
        let known = gate.roles.iter().find(|(name, _)| name == id);
        known.map(|(_, role)| *role)
    };
    let gate = of(&letters(4), "a and (b or c) and (d or a)");
    assert_eq!(role(&gate, "a"), Some(Role::Mandatory));
    assert_eq!(role(&gate, "b"), Some(Role::Alternative));
    assert_eq!(role(&gate, "d"), Some(Role::Irrelevant));
    let redundant: Vec<&str> = gate
        .redundant
        .iter()
        .map(|one| one.pointer.as_str())
        .collect();
    assert_eq!(redundant, ["/And/2"]);
}

#[test]
fn a_quorum_of_sixty_four_is_counted_and_not_listed() {
    let ids: Vec<String> = (0..64).map(|at| format!("c{at}")).collect();
    let conditions: Vec<_> = ids
        .iter()
        .map(|id| condition(id, id, "equals", json!(true)))
        .collect();
    let gate = of(&conditions, &format!("at_least(32, {})", ids.join(", ")));
    let ways = gate.ways.as_ref().unwrap();
    // The number of ways to choose 32 of 64.
    assert_eq!(ways.total, Some(1_832_624_140_942_590_534));
    assert_eq!(ways.shown.len(), crate::prove::MAX_SHOWN);
    assert!(ways.shown.iter().all(|way| way.len() == 32));
    let blocks = gate.blocks.as_ref().unwrap();
    assert!(blocks.shown.iter().all(|block| block.len() == 33));
    assert!(!gate.is_cut_short());
}

#[test]
fn what_is_beyond_the_budget_is_open_and_says_so() {
    let draft = draft(&letters(9), &["at_least(4, a, b, c, d, e, f, g, h, i)"]);
    let proof = Prover::with_budget(10).prove(&draft, &Sources::builtin());
    assert!(proof.is_cut_short());
    assert!(matches!(proof.gates[0][0].passes, Can::Open(_)));
    assert!(!prove(&draft, &Sources::builtin()).is_cut_short());
}

#[test]
fn what_many_gates_cost_together_has_an_end_and_is_the_same_after_any_edits() {
    let gate = "at_least(4, a, b, c, d, e, f, g, h, i)";
    let draft = draft(&letters(9), &[gate; 300]);
    let budget = 600;
    let whole = Prover::with_budget(budget).prove(&draft, &Sources::builtin());
    let open = |proof: &Proof| -> Vec<bool> {
        let gates = proof.gates[0].iter();
        gates
            .map(|gate| gate.passes == Can::Open(Gap::Rest))
            .collect()
    };
    let left_out = open(&whole);
    assert!(whole.is_cut_short());
    assert!(!left_out[0] && left_out[299], "{left_out:?}");
    assert!(
        left_out.is_sorted(),
        "the later ones are left out: {left_out:?}"
    );

    let mut prover = Prover::with_budget(budget);
    let mut fewer = draft.clone();
    fewer.stages.as_mut().unwrap()[0]
        .gates
        .as_mut()
        .unwrap()
        .truncate(3);
    let some = prover.prove(&fewer, &Sources::builtin());
    assert!(!some.is_cut_short());
    let again = prover.prove(&draft, &Sources::builtin());
    assert_eq!(again.gates, whole.gates);
    assert_eq!(again.stages, whole.stages);
    assert_eq!(open(&prover.prove(&draft, &Sources::builtin())), left_out);
}

//! Random gates, with every situation tried on them.

use proptest::prelude::*;

use super::{by_letter, draft, each_situation, letters, replay};
use crate::draft::{RequirementDraft, ScenarioDraft};
use crate::prove::{Can, Relation, Role, Version, compare, prove};
use crate::runtime::evaluate_gate;
use crate::sources::Sources;
use crate::spec::{GateOutcome, Requirement};

/// How many conditions random gates have.
const COUNT: usize = 5;

fn gate() -> impl Strategy<Value = Requirement> {
    let leaf = (0..COUNT).prop_map(|at| {
        let id = char::from(b'a' + u8::try_from(at).unwrap());
        Requirement::Condition(id.to_string())
    });
    leaf.prop_recursive(4, 20, 4, |part| {
        prop_oneof![
            prop::collection::vec(part.clone(), 0..4).prop_map(Requirement::And),
            prop::collection::vec(part.clone(), 0..4).prop_map(Requirement::Or),
            part.clone()
                .prop_map(|part| Requirement::Not(Box::new(part))),
            (0..4_u8, prop::collection::vec(part, 0..4))
                .prop_map(|(min, reqs)| Requirement::RequireGroup { min, reqs }),
        ]
    })
}

fn with(requirement: Requirement) -> ScenarioDraft {
    let mut draft = draft(&letters(COUNT), &["a"]);
    let gate = &mut draft.stages.as_mut().unwrap()[0].gates.as_mut().unwrap()[0];
    gate.requirement = Some(RequirementDraft::Tree(requirement));
    draft
}

/// Returns the situations in which a gate passes, and those in which it fails.
fn situations(requirement: &Requirement) -> (Vec<Vec<GateOutcome>>, Vec<Vec<GateOutcome>>) {
    let (mut passes, mut fails) = (Vec::new(), Vec::new());
    each_situation(COUNT, |outcomes| {
        match evaluate_gate(requirement, by_letter(outcomes)).outcome {
            GateOutcome::True => passes.push(outcomes.to_vec()),
            GateOutcome::False => fails.push(outcomes.to_vec()),
            GateOutcome::Unknown => {}
        }
    });
    (passes, fails)
}

/// Returns the minimal sets of answers among situations.
fn minimal(situations: &[Vec<GateOutcome>]) -> Vec<Vec<(String, bool)>> {
    let known = |situation: &Vec<GateOutcome>| -> Vec<(usize, GateOutcome)> {
        let all = situation.iter().copied().enumerate();
        all.filter(|(_, one)| *one != GateOutcome::Unknown)
            .collect()
    };
    let sets: Vec<Vec<(usize, GateOutcome)>> = situations.iter().map(known).collect();
    let mut least: Vec<_> = sets
        .iter()
        .filter(|set| {
            !sets
                .iter()
                .any(|other| other.len() < set.len() && other.iter().all(|one| set.contains(one)))
        })
        .map(|set| {
            set.iter()
                .map(|(at, outcome)| {
                    let id = char::from(b'a' + u8::try_from(*at).unwrap());
                    (id.to_string(), *outcome == GateOutcome::True)
                })
                .collect::<Vec<_>>()
        })
        .collect();
    least.sort();
    least.dedup();
    least
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn proofs_of_gates_agree_with_every_situation(requirement in gate()) {
        let draft = with(requirement.clone());
        let proof = prove(&draft, &Sources::builtin());
        let gate = &proof.gates[0][0];
        let (passes, fails) = situations(&requirement);
        prop_assert_eq!(gate.passes.is_yes(), !passes.is_empty());
        prop_assert_eq!(gate.fails.is_yes(), !fails.is_empty());
        prop_assert!(!matches!((gate.passes, gate.fails), (Can::Open(_), _) | (_, Can::Open(_))));
        for (ways, situations) in [(&gate.ways, &passes), (&gate.blocks, &fails)] {
            let ways = ways.as_ref().unwrap();
            let expected = minimal(situations);
            prop_assert_eq!(ways.total, Some(expected.len() as u128));
            let mut shown: Vec<Vec<(String, bool)>> = ways
                .shown
                .iter()
                .map(|way| {
                    let needs = way.iter();
                    let mut needs: Vec<_> =
                        needs.map(|need| (need.condition_id.clone(), need.holds)).collect();
                    needs.sort();
                    needs
                })
                .collect();
            shown.sort();
            if expected.len() <= crate::prove::MAX_SHOWN {
                prop_assert_eq!(shown, expected);
            } else {
                prop_assert!(shown.iter().all(|way| expected.contains(way)));
            }
        }
        // Roles, by their definitions.
        for (id, role) in &gate.roles {
            let at = usize::from(id.as_bytes()[0] - b'a');
            let needed = passes.iter().all(|one| one[at] != GateOutcome::Unknown);
            match role {
                Role::Mandatory => prop_assert!(needed && !passes.is_empty()),
                _ => prop_assert!(!needed || passes.is_empty(), "{} {:?}", id, role),
            }
        }
        // The example of the stage passes when it is replayed.
        if let Some(example) = &proof.stages[0].example {
            let gate = &draft.stages()[0].gates()[0];
            prop_assert_eq!(replay(&draft, gate, example), GateOutcome::True);
        } else {
            prop_assert!(passes.is_empty());
        }
    }

    #[test]
    fn a_stall_is_settled_in_every_reading_and_unknown_to_the_runtime(requirement in gate()) {
        let draft = with(requirement.clone());
        let proof = prove(&draft, &Sources::builtin());
        if let Some(stall) = &proof.gates[0][0].stall {
            let gate = &draft.stages()[0].gates()[0];
            prop_assert_eq!(replay(&draft, gate, &stall.given), GateOutcome::Unknown);
            // Every way to fill in what is missing comes to the same.
            each_situation(COUNT, |outcomes| {
                let known = |id: &str| {
                    let given = stall.given.iter().find(|one| one.condition_id == id);
                    given.map(|one| one.outcome).or_else(|| by_letter(outcomes)(id))
                };
                let decided = "abcde".chars().all(|id| {
                    known(&id.to_string()) != Some(GateOutcome::Unknown)
                });
                if decided {
                    assert_eq!(evaluate_gate(&requirement, known).outcome, stall.settled);
                }
            });
        }
    }

    #[test]
    fn parts_that_are_redundant_change_nothing_when_they_go(requirement in gate()) {
        let draft = with(requirement.clone());
        let proof = prove(&draft, &Sources::builtin());
        for redundant in &proof.gates[0][0].redundant {
            let mut value = serde_json::to_value(&requirement).unwrap();
            let (parent, index) = redundant.pointer.rsplit_once('/').unwrap();
            let index: usize = index.parse().unwrap();
            value.pointer_mut(parent).unwrap().as_array_mut().unwrap().remove(index);
            let without: Requirement = serde_json::from_value(value).unwrap();
            prop_assert_eq!(situations(&requirement), situations(&without));
        }
    }

    #[test]
    fn relations_agree_with_every_situation_and_mirror(old in gate(), new in gate()) {
        let (a, b) = (with(old.clone()), with(new.clone()));
        let sources = Sources::builtin();
        let (va, vb) = (Version::new(&a, &sources), Version::new(&b, &sources));
        let (ga, gb) = (&a.stages()[0].gates()[0], &b.stages()[0].gates()[0]);
        let same = |id: &str| id.to_owned();
        let found = compare((&va, &[ga]), (&vb, &[gb]), &same).unwrap();
        let (before, fails_before) = situations(&old);
        let (after, fails_after) = situations(&new);
        let more = after.iter().any(|one| !before.contains(one));
        let less = before.iter().any(|one| !after.contains(one));
        let expected = match (more, less) {
            (false, false) if fails_before == fails_after => Relation::Equal,
            (false, false) => Relation::ReportingOnly,
            (true, false) => Relation::Looser,
            (false, true) => Relation::Stricter,
            (true, true) => Relation::Incomparable,
        };
        prop_assert_eq!(found.relation, expected);
        let back = compare((&vb, &[gb]), (&va, &[ga]), &same).unwrap();
        prop_assert_eq!(back.relation, expected.mirrored());
        for (shown, old_passes) in [(&found.gained, false), (&found.lost, true)] {
            if let Some(shown) = shown {
                let old = replay(&a, ga, &shown.old) == GateOutcome::True;
                let new = replay(&b, gb, &shown.new) == GateOutcome::True;
                prop_assert_eq!((old, new), (old_passes, !old_passes));
            }
        }
    }
}

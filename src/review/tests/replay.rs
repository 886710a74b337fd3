//! Every witness, run again by the runtime on nothing but what it says.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::properties::{changed, steps};
use super::*;
use crate::runtime::{Decision, Engine, Evidence, Run, RunStatus, Start, Trigger, TriggerKind};
use crate::spec::{GateOutcome, Timestamp, TrustLane};

/// The evidence of a witness as one version meets it.
fn evidence<'w>(
    answers: &'w [Answer],
    renames: &Renames,
    is_new: bool,
) -> BTreeMap<String, &'w Evidence> {
    let mut found = BTreeMap::new();
    for answer in answers {
        let other = if is_new { Meant::Old } else { Meant::New };
        if answer.meant == other {
            continue;
        }
        let old = renames
            .conditions
            .iter()
            .find(|(_, new)| **new == answer.condition)
            .map_or(&answer.condition, |(old, _)| old);
        let name = if is_new { &answer.condition } else { old };
        found.insert(name.clone(), answer.evidence.as_ref().expect("evidence"));
    }
    found
}

fn trigger(id: usize, kind: TriggerKind, time: i64) -> Trigger {
    Trigger {
        run_id: "r".to_owned(),
        trigger_id: format!("t{id}"),
        kind,
        time: Timestamp::UnixMillis(time),
    }
}

/// Returns the outcome of every gate of a stage, and whether the stage holds.
fn situation(
    spec: &ScenarioSpec,
    stage: &str,
    found: &BTreeMap<String, &Evidence>,
) -> (BTreeMap<String, GateOutcome>, bool) {
    let engine = Engine::new(spec, TrustLane::Asserted).unwrap();
    let run = engine
        .enter("r".to_owned(), stage, Timestamp::UnixMillis(0))
        .unwrap();
    let silence = Evidence::failed("unavailable".to_owned());
    let trigger = trigger(0, TriggerKind::ExternalEvent, 0);
    let ask = |condition: &crate::spec::ConditionSpec| {
        Some(
            found
                .get(&condition.condition_id)
                .copied()
                .unwrap_or(&silence),
        )
    };
    if let Ok(step) = engine.step(&run, trigger, ask) {
        let gates = step.record.gates.into_iter();
        let gates = gates.map(|gate| (gate.gate_id, gate.outcome)).collect();
        return (gates, matches!(step.record.decision, Decision::Hold { .. }));
    }
    // Only a stage whose gates are all true asks for a way out.
    let of_stage = |one: &&crate::spec::StageSpec| one.stage_id == stage;
    let stage = spec.stages.iter().find(of_stage).unwrap();
    let gates = stage.gates.iter();
    let gates = gates.map(|gate| (gate.gate_id.clone(), GateOutcome::True));
    (gates.collect(), false)
}

/// The stage and the gate of an address such as `stage:build/gate:quality`.
fn parts(spot: &Spot) -> (&str, &str) {
    let (stage, gate) = spot.entity.split_once("/gate:").expect("a gate");
    (stage.strip_prefix("stage:").expect("a stage"), gate)
}

fn check_situation(both: &Compiling, renames: &Renames, change: &Change, witness: &Witness) {
    let [old, new] = both.specs();
    let before = evidence(&witness.answers, renames, false);
    let now = evidence(&witness.answers, renames, true);
    let gained = if witness.says.ends_with("held before, passes now") {
        true
    } else {
        assert!(
            witness.says.ends_with("passed before, holds now"),
            "{}",
            witness.says
        );
        false
    };
    let passes = if change.kind == Kind::Condition {
        let gate = witness.says.split('`').nth(1).unwrap();
        let of = |spec: &ScenarioSpec, found: &_, gate: &str| {
            let stage = spec
                .stages
                .iter()
                .find(|stage| stage.gates.iter().any(|one| one.gate_id == gate));
            situation(spec, &stage.unwrap().stage_id, found).0[gate] == GateOutcome::True
        };
        [of(old, &before, gate), of(new, &now, gate)]
    } else if let Some(rest) = witness.says.strip_prefix("stage `") {
        let stage = rest.split('`').next().unwrap();
        let is_old = old.stages.iter().any(|one| one.stage_id == stage)
            && (gained || renames.stages.values().all(|new| new != stage));
        let (old_stage, new_stage) = if is_old {
            (stage, renames.stage(stage))
        } else {
            let was = renames.stages.iter().find(|(_, new)| *new == stage);
            (was.map_or(stage, |(old, _)| old.as_str()), stage)
        };
        [
            !situation(old, old_stage, &before).1,
            !situation(new, new_stage, &now).1,
        ]
    } else {
        let of = |spec, spot: &Option<Spot>, found: &_| {
            let (stage, gate) = parts(spot.as_ref().expect("a gate in both"));
            situation(spec, stage, found).0[gate] == GateOutcome::True
        };
        [of(old, &change.old, &before), of(new, &change.new, &now)]
    };
    assert_eq!(
        passes,
        [!gained, gained],
        "{} {witness:#?}",
        change.headline
    );
}

/// Runs one version through the steps of a witness and checks what is said of each.
fn check_run(spec: &ScenarioSpec, renames: &Renames, witness: &Witness, is_new: bool) {
    let engine = Engine::new(spec, TrustLane::Asserted).unwrap();
    let start = Start {
        run_id: "r".to_owned(),
        scenario_id: spec.scenario_id.clone(),
        time: Timestamp::UnixMillis(0),
        dispatch_initial: true,
    };
    let mut run: Run = engine.start(start).unwrap();
    let silence = Evidence::failed("unavailable".to_owned());
    let mut time = 0;
    for (number, step) in witness.steps.iter().enumerate() {
        let said = if is_new { &step.new } else { &step.old };
        let (kind, answers) = match &step.event {
            Event::Start => (None, &[][..]),
            Event::Evidence(answers) => (Some(TriggerKind::ExternalEvent), &answers[..]),
            Event::Tick(after) => {
                time += i64::try_from(*after).unwrap();
                (Some(TriggerKind::Tick), &[][..])
            }
        };
        let over = run.status() != RunStatus::Active;
        let mut packets = run
            .decisions()
            .last()
            .map_or(&[][..], |one| &one.packets[..])
            .to_vec();
        if let Some(kind) = kind {
            let found = evidence(answers, renames, is_new);
            let ask = |condition: &crate::spec::ConditionSpec| {
                Some(
                    found
                        .get(&condition.condition_id)
                        .copied()
                        .unwrap_or(&silence),
                )
            };
            let Ok(step) = engine.step(&run, trigger(number, kind, time), ask) else {
                assert!(said.starts_with("cannot leave"), "{said}");
                continue;
            };
            packets = step.record.packets;
            run = step.run;
        }
        let stage = if is_new {
            run.current_stage()
        } else {
            renames.stage(run.current_stage())
        };
        match run.status() {
            _ if over => assert_eq!(said, "is over already"),
            RunStatus::Completed => assert_eq!(said, "completes"),
            RunStatus::Failed => assert!(said.starts_with("fails"), "{said}"),
            RunStatus::Active => assert!(said.contains(&format!("`{stage}`")), "{said} {stage}"),
        }
        for packet in packets.iter().filter(|_| !over) {
            let packet = if is_new {
                packet
            } else {
                renames.packet(packet)
            };
            assert!(said.contains(&format!("`{packet}`")), "{said} {packet}");
        }
    }
}

/// Checks everything that a comparison shows.
pub(super) fn check_all(both: &Compiling, comparison: &Comparison) {
    let renames = renames(
        both.old.draft.as_ref().unwrap(),
        both.new.draft.as_ref().unwrap(),
    );
    let run = |witness: &Witness| {
        let [old, new] = both.specs();
        check_run(old, &renames, witness, false);
        check_run(new, &renames, witness, true);
    };
    for change in &comparison.behaviour.changes {
        for witness in &change.witnesses {
            if witness.steps.is_empty() {
                check_situation(both, &renames, change, witness);
                continue;
            }
            run(witness);
            let last = witness.steps.last().unwrap();
            let (here, there): (&str, Vec<&str>) = if witness.says.ends_with("now and not before") {
                (
                    &last.new,
                    witness.steps.iter().map(|one| one.old.as_str()).collect(),
                )
            } else if witness.says.ends_with("before and not now") {
                (
                    &last.old,
                    witness.steps.iter().map(|one| one.new.as_str()).collect(),
                )
            } else {
                assert!(!last.is_shared(), "{witness:#?}");
                continue;
            };
            let what = match change.kind {
                Kind::Packet => {
                    let entity = &change.new.as_ref().unwrap().entity;
                    format!("`{}`", entity.split_once("/packet:").unwrap().1)
                }
                _ => "completes".to_owned(),
            };
            let discloses = |said: &str| match change.kind {
                Kind::Packet => said
                    .split_once("discloses")
                    .is_some_and(|(_, rest)| rest.contains(&what)),
                _ => said == what,
            };
            assert!(
                discloses(here) && !there.into_iter().any(discloses),
                "{witness:#?}"
            );
        }
    }
    if let Some(first) = &comparison.behaviour.first_difference {
        run(first);
        let (last, before) = first.steps.split_last().unwrap();
        assert!(!last.is_shared() && before.iter().all(Step::is_shared));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_witness_does_what_it_says(before in steps(6), edits in steps(6)) {
        let old = changed(&base(), &before);
        let new = changed(&old, &edits);
        if let Some(both) = Compiling::of(&old, &new) {
            check_all(&both, &both.compare());
        }
    }
}

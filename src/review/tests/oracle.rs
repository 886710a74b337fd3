//! The verdict against every situation and every run of small scenarios.

use std::collections::{BTreeSet, VecDeque};

use proptest::prelude::*;

use super::properties::{changed, steps};
use super::*;
use crate::runtime::{Decision, Engine, Evidence, Trigger, TriggerKind};
use crate::spec::{ConditionSpec, Timestamp, TrustLane};

/// What each condition of a trigger can be answered.
fn answers(specs: [&ScenarioSpec; 2]) -> Vec<Evidence> {
    let conditions = specs.into_iter().flat_map(|spec| &spec.conditions);
    let bounds: BTreeSet<i64> = conditions
        .filter_map(|one| one.expected.as_ref()?.as_i64())
        .collect();
    let values: BTreeSet<i64> = bounds
        .iter()
        .flat_map(|bound| [bound - 1, *bound])
        .collect();
    let mut answers = vec![Evidence::failed("unavailable".to_owned())];
    for value in values {
        answers.push(Evidence::json(json!(value), TrustLane::Verified));
        answers.push(Evidence::json(json!(value), TrustLane::Asserted));
    }
    answers
}

/// What parts two versions, over all runs that go together up to there.
#[derive(Debug, Default, PartialEq, Eq)]
struct Parted {
    /// Evidence passes in the new version and not in the old one.
    gained: bool,
    /// Evidence passes in the old version and not in the new one.
    lost: bool,
    /// Anything else: packets, ways, timeouts.
    otherwise: bool,
}

/// What a trigger does to a run that has just entered a stage.
#[derive(Debug, PartialEq, Eq)]
enum Done {
    Enters(String, Vec<String>, bool),
    Holds,
    Completes,
    Fails,
    Stuck,
}

fn done(
    engine: &Engine<'_>,
    stage: &str,
    (kind, time): (TriggerKind, i64),
    ask: &dyn Fn(&ConditionSpec) -> Evidence,
) -> Done {
    let run = engine
        .enter("r".to_owned(), stage, Timestamp::UnixMillis(0))
        .unwrap();
    let trigger = Trigger {
        run_id: "r".to_owned(),
        trigger_id: "t".to_owned(),
        kind,
        time: Timestamp::UnixMillis(time),
    };
    let found: Vec<(String, Evidence)> = engine
        .spec()
        .conditions
        .iter()
        .map(|one| (one.condition_id.clone(), ask(one)))
        .collect();
    let ask = |condition: &ConditionSpec| {
        let own = found.iter().find(|(id, _)| *id == condition.condition_id);
        own.map(|(_, evidence)| evidence)
    };
    let Ok(step) = engine.step(&run, trigger, ask) else {
        return Done::Stuck;
    };
    match step.record.decision {
        Decision::Advance {
            to_stage, timeout, ..
        } => Done::Enters(to_stage, step.record.packets, timeout),
        Decision::Hold { .. } => Done::Holds,
        Decision::Complete { .. } => Done::Completes,
        _ => Done::Fails,
    }
}

/// Walks through all runs that go together, on all evidence and all ticks that matter.
fn parted(specs: [&ScenarioSpec; 2]) -> Parted {
    let engines = specs.map(|spec| Engine::new(spec, TrustLane::Asserted).unwrap());
    let answers = answers(specs);
    let paths: BTreeSet<String> = specs
        .iter()
        .flat_map(|spec| &spec.conditions)
        .map(|one| one.query.params.as_ref().unwrap()["jsonpath"].to_string())
        .collect();
    let paths: Vec<String> = paths.into_iter().collect();
    let mut parted = Parted::default();
    let packets = |spec: &ScenarioSpec, stage: &str| -> Vec<String> {
        let stage = spec
            .stages
            .iter()
            .find(|one| one.stage_id == stage)
            .unwrap();
        stage
            .entry_packets
            .iter()
            .map(|one| one.packet_id.clone())
            .collect()
    };
    let first = specs.map(|spec| &spec.stages[0].stage_id);
    if first[0] != first[1] {
        parted.otherwise = true;
        return parted;
    }
    parted.otherwise |= packets(specs[0], first[0]) != packets(specs[1], first[1]);
    let mut seen = BTreeSet::from([first[0].clone()]);
    let mut open: VecDeque<String> = seen.iter().cloned().collect();
    while let Some(stage) = open.pop_front() {
        let deadlines: BTreeSet<i64> = specs
            .iter()
            .flat_map(|spec| &spec.stages)
            .filter(|one| one.stage_id == stage)
            .filter_map(|one| Some(i64::try_from(one.timeout.as_ref()?.timeout_ms).unwrap()))
            .collect();
        let of_stage = |one: &&crate::spec::StageSpec| one.stage_id == stage;
        let both = specs.map(|spec| spec.stages.iter().find(of_stage).unwrap());
        let uses: BTreeSet<String> = both
            .iter()
            .zip(specs)
            .flat_map(|(stage, spec)| {
                let mut uses = BTreeSet::new();
                for gate in &stage.gates {
                    gate.requirement.for_each_condition(&mut |id| {
                        let one = spec.conditions.iter().find(|one| one.condition_id == id);
                        let params = one.unwrap().query.params.as_ref().unwrap();
                        uses.insert(params["jsonpath"].to_string());
                    });
                }
                uses
            })
            .collect();
        let asked: Vec<&String> = paths.iter().filter(|path| uses.contains(*path)).collect();
        let triggers = std::iter::once((TriggerKind::ExternalEvent, 0))
            .chain(deadlines.into_iter().map(|at| (TriggerKind::Tick, at)));
        for trigger in triggers {
            let mut digits = vec![0; asked.len()];
            loop {
                let ask = |condition: &ConditionSpec| {
                    let path = condition.query.params.as_ref().unwrap()["jsonpath"].to_string();
                    let at = asked.iter().position(|one| **one == path);
                    at.map_or_else(|| answers[0].clone(), |at| answers[digits[at]].clone())
                };
                let [old, new] = engines
                    .each_ref()
                    .map(|engine| done(engine, &stage, trigger, &ask));
                let advances =
                    |done: &Done| matches!(done, Done::Enters(..) | Done::Completes | Done::Stuck);
                match (&old, &new) {
                    (old, new) if old == new => {
                        if let Done::Enters(next, ..) = old
                            && seen.insert(next.clone())
                        {
                            open.push_back(next.clone());
                        }
                    }
                    (Done::Holds, new) if trigger.0 != TriggerKind::Tick && advances(new) => {
                        parted.gained = true;
                    }
                    (old, Done::Holds) if trigger.0 != TriggerKind::Tick && advances(old) => {
                        parted.lost = true;
                    }
                    _ => parted.otherwise = true,
                }
                let mut at = 0;
                while at < digits.len() && digits[at] + 1 == answers.len() {
                    digits[at] = 0;
                    at += 1;
                }
                if at == digits.len() {
                    break;
                }
                digits[at] += 1;
            }
        }
    }
    parted
}

/// Returns what the changes of some kinds let through and hold.
fn told(comparison: &Comparison, kinds: &[Kind]) -> (bool, bool) {
    let changes = comparison.behaviour.changes.iter();
    changes
        .filter(|change| kinds.contains(&change.kind))
        .map(Change::directions)
        .fold((false, false), |all, one| (all.0 | one.0, all.1 | one.1))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn the_verdict_is_what_every_run_confirms(
        before in steps(4),
        edits in prop::collection::vec((0_u8..16, 0_u8..6, 0_u8..8), 1..5),
    ) {
        let old = changed(&base(), &before);
        let new = changed(&old, &edits);
        if let Some(both) = Compiling::of(&old, &new) {
            let comparison = both.compare();
            let parted = parted(both.specs());
            let verdict = comparison.verdict();
            // What is told never leaves out a direction that some run takes.
            let gates = told(&comparison, &[Kind::Gate, Kind::Trust, Kind::Condition]);
            prop_assert!(!parted.gained || gates.0, "{parted:?} {comparison:#?}");
            prop_assert!(!parted.lost || gates.1, "{parted:?} {comparison:#?}");
            if !verdict.is_behaviour() {
                prop_assert_eq!(&parted, &Parted::default(), "{:#?}", comparison);
            }
            if parted != Parted::default() {
                prop_assert!(comparison.behaviour.first_difference.is_some(), "{comparison:#?}");
            }
        }
    }
}

/// Returns the base with one stage that has these gates.
fn one_stage(gates: &[String], bounds: [i64; 3]) -> Value {
    let gates: Vec<Value> = gates
        .iter()
        .enumerate()
        .map(|(at, text)| json!({"gate_id": format!("g{at}"), "requirement": text}))
        .collect();
    let mut document = with("/stages/0/gates", json!(gates));
    for (at, bound) in bounds.into_iter().enumerate() {
        document["conditions"][at]["expected"] = json!(bound);
    }
    document
}

fn requirement() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec!["tests", "cover", "audit"]).prop_map(str::to_owned);
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|one| format!("not ({one})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) and ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) or ({b})")),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(a, b, c)| format!("at_least(2, {a}, {b}, {c})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn gates_let_through_and_hold_exactly_what_evidence_shows(
        old in prop::collection::vec(requirement(), 0..4),
        new in prop::collection::vec(requirement(), 0..4),
        bounds in (0_i64..3, 0_i64..3, 0_i64..3),
        shared in any::<bool>(),
    ) {
        let mut new = new;
        if shared {
            new.extend(old.iter().take(2).cloned());
        }
        let old = one_stage(&old, [1, 80, 1]);
        let new = one_stage(&new, [1 + bounds.0, 79 + bounds.1, bounds.2]);
        if let Some(both) = Compiling::of(&old, &new) {
            let comparison = both.compare();
            let stage = comparison.behaviour.changes.iter().filter(|change| {
                change.kind == Kind::Gate && change.stage.as_deref() == Some("build")
            });
            let told = stage
                .map(Change::directions)
                .fold((false, false), |all, one| (all.0 | one.0, all.1 | one.1));
            let mut specs = both.specs().map(Clone::clone);
            // Only the first stage is looked at: the others lead nowhere else.
            for spec in &mut specs {
                spec.stages.truncate(1);
            }
            let parted = parted([&specs[0], &specs[1]]);
            prop_assert_eq!(told, (parted.gained, parted.lost), "{:#?}", comparison);
        }
    }
}

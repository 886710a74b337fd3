//! Random scenarios, of which every step is taken by the engine.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::walk::{TIMEOUT, Walk, abilities};
use crate::check::route_tables;
use crate::diagnostic::Confidence;
use crate::draft::{Format, ScenarioDraft, read};
use crate::prove::flow::{Ability, Barrier, Cause, Disclosure, End, Flow, LoopKind, flow};
use crate::prove::{Can, Gap};
use crate::spec::ScenarioSpec;

fn requirement() -> impl Strategy<Value = Value> {
    let leaf = prop::sample::select(vec!["a", "b", "c"]).prop_map(|id| json!({"Condition": id}));
    leaf.prop_recursive(2, 6, 2, |part| {
        let parts = prop::collection::vec(part.clone(), 1..3);
        prop_oneof![
            part.prop_map(|part| json!({ "Not": part })),
            parts.clone().prop_map(|parts| json!({ "And": parts })),
            parts.clone().prop_map(|parts| json!({ "Or": parts })),
            (0..4_u8, parts)
                .prop_map(|(min, reqs)| json!({"RequireGroup": {"min": min, "reqs": reqs}})),
        ]
    })
}

fn advance(count: usize) -> impl Strategy<Value = Value> {
    let id = || (0..count).prop_map(|stage| format!("s{stage}"));
    let gate = (0..count, 0..2_usize).prop_map(|(stage, gate)| format!("g{stage}_{gate}"));
    let outcome = prop::sample::select(vec!["true", "false", "unknown"]);
    let rule = (gate, outcome, id()).prop_map(
        |(gate, outcome, to)| json!({"gate_id": gate, "outcome": outcome, "next_stage_id": to}),
    );
    prop_oneof![
        Just(json!({"kind": "linear"})),
        Just(json!({"kind": "terminal"})),
        id().prop_map(|id| json!({"kind": "fixed", "stage_id": id})),
        (prop::collection::vec(rule, 0..3), prop::option::of(id())).prop_map(
            |(branches, default)| json!({"kind": "branch", "branches": branches, "default": default})
        ),
    ]
}

fn spec() -> impl Strategy<Value = ScenarioSpec> {
    let policy = prop::sample::select(vec!["fail", "advance_with_flag", "alternate_branch"]);
    let stage = move |count: usize| {
        let gates = prop::collection::vec(requirement(), 0..3);
        (gates, advance(count), any::<bool>(), policy.clone())
    };
    (1..5_usize)
        .prop_flat_map(move |count| prop::collection::vec(stage(count), count))
        .prop_map(|stages| {
            let stages: Vec<Value> = stages
                .into_iter()
                .enumerate()
                .map(|(index, (gates, advance_to, timed, on_timeout))| {
                    let gates = gates.into_iter().enumerate().map(|(gate, requirement)| {
                        json!({"gate_id": format!("g{index}_{gate}"), "requirement": requirement})
                    });
                    let timeout = timed.then(|| json!({"timeout_ms": TIMEOUT, "policy_tags": []}));
                    json!({"stage_id": format!("s{index}"), "gates": gates.collect::<Vec<_>>(),
                        "advance_to": advance_to, "timeout": timeout, "on_timeout": on_timeout,
                        "entry_packets": [{"packet_id": format!("p{index}"), "schema_id": "x",
                            "content_type": "", "visibility_labels": [], "policy_tags": [],
                            "expiry": null, "payload": {"kind": "json", "value": 1}}]})
                })
                .collect();
            let conditions: Vec<Value> = ["a", "b", "c"]
                .iter()
                .map(|id| {
                    json!({"condition_id": id, "query": {"provider_id": "p", "check_id": id},
                        "comparator": "equals", "expected": true, "policy_tags": []})
                })
                .collect();
            let spec = json!({"scenario_id": "s", "namespace_id": 2, "spec_version": "1",
                "stages": stages, "conditions": conditions, "policies": [], "schemas": []});
            serde_json::from_value(spec).unwrap()
        })
}

fn draft_of(spec: &ScenarioSpec) -> ScenarioDraft {
    let text = serde_json::to_string(spec).unwrap();
    read(text.as_bytes(), Format::Json).draft.unwrap()
}

fn flow_with(spec: &ScenarioSpec, abilities: &[Ability]) -> Flow {
    let draft = draft_of(spec);
    flow(&draft, &route_tables(&draft), abilities)
}

const fn can(found: bool) -> Can {
    if found { Can::Yes } else { Can::NEVER }
}

/// Returns the disclosures of all stages and of completion, with where they are.
fn disclosures(flow: &Flow) -> impl Iterator<Item = (End, Disclosure)> + '_ {
    let stages =
        (0..flow.stages.len()).map(|stage| (End::Stage(stage), flow.disclosure(stage).unwrap()));
    stages.chain([(End::Completed, flow.completion())])
}

fn behind(told: &Disclosure) -> BTreeSet<usize> {
    told.behind.iter().map(|each| each.stage).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_flow_is_what_the_engine_does(spec in spec()) {
        let flow = flow_with(&spec, &abilities(&spec));
        let walk = Walk::of(&spec);
        let reached = walk.reached(0, |_| true);
        let passed = walk.reached(0, |cause| cause == Cause::Pass);
        prop_assert_eq!(flow.completes, can(reached.contains(&End::Completed)));
        prop_assert_eq!(flow.fails, can(reached.contains(&End::Failed)));
        prop_assert_eq!(flow.errs, can(reached.contains(&End::Error)));
        for (index, stage) in flow.stages.iter().enumerate() {
            let at = End::Stage(index);
            prop_assert_eq!(stage.entered, can(reached.contains(&at)));
            prop_assert_eq!(stage.entered_by_passing, can(passed.contains(&at)));
            if stage.entered.is_no() {
                if let Some(Barrier::NeverPasses(root)) = stage.cut_off_by {
                    prop_assert!(reached.contains(&End::Stage(root)));
                    prop_assert!(walk.moves_of(root).all(|(cause, _)| cause != Cause::Pass));
                }
                continue;
            }
            let mut told: Vec<_> = stage.exits.iter().filter(|exit| exit.can.is_yes())
                .map(|exit| (exit.cause, exit.to)).collect();
            told.sort_unstable();
            let real: Vec<_> = walk.moves_of(index).collect();
            prop_assert_eq!(told, real.clone());
            prop_assert_eq!(stage.holds, can(walk.holding.contains(&index)));
            let leaves = real.iter().any(|(_, to)| *to != End::Error);
            prop_assert_eq!(stage.leaves, can(leaves));
            prop_assert_eq!(stage.dead_end().is_some(), real.is_empty());
            let late = !real.is_empty()
                && real.iter().all(|(cause, to)| cause.is_timeout()
                    && matches!(to, End::Stage(_) | End::Completed));
            prop_assert_eq!(stage.timeout_only().is_some(), late);
        }
    }

    #[test]
    fn what_is_guaranteed_is_what_every_run_passes(spec in spec()) {
        let flow = flow_with(&spec, &abilities(&spec));
        let walk = Walk::of(&spec);
        let histories = walk.histories();
        let gated = |stage: &usize| !spec.stages[*stage].gates.is_empty();
        let met = |passed: &BTreeSet<usize>| -> usize {
            passed.iter().map(|stage| spec.stages[*stage].gates.len()).sum()
        };
        for (end, told) in disclosures(&flow) {
            let Some(ways) = histories.get(&end) else {
                prop_assert!(told.released.is_no() && told.bypasses.is_empty());
                prop_assert!(told.weakest.is_none() && told.behind.is_empty());
                continue;
            };
            let always: BTreeSet<usize> = (0..spec.stages.len())
                .filter(|stage| gated(stage) && ways.iter().all(|passed| passed.contains(stage)))
                .collect();
            prop_assert_eq!(behind(&told), always.clone(), "{:?}", end);
            prop_assert!(told.behind.iter().all(|each| each.confidence == Confidence::Proved));

            let weakest = told.weakest.clone().unwrap();
            let passed = walk.replay(&weakest);
            prop_assert_eq!(weakest.to, end);
            prop_assert_eq!(told.weakest_gates, met(&passed));
            prop_assert_eq!(Some(met(&passed)), ways.iter().map(&met).min());

            for bypass in &told.bypasses {
                prop_assert!(gated(&bypass.stage) && bypass.can == Can::Yes);
                prop_assert!(!always.contains(&bypass.stage));
                let path = flow.way_around(bypass.stage, end).unwrap();
                prop_assert!(!walk.replay(&path).contains(&bypass.stage));
                let timeout = path.timeout_past(bypass.stage);
                prop_assert!(path.steps.iter().any(
                    |step| Some(step.stage) == timeout && step.cause.is_timeout()));
            }
            // Without timeouts there is one way, and what it passes is sure or can be bypassed.
            let only = |cause: Cause| cause == Cause::Pass;
            if walk.reached(0, only).contains(&end) {
                let before = (0..spec.stages.len()).filter(|stage| {
                    walk.reached(0, only).contains(&End::Stage(*stage))
                        && gated(stage) && End::Stage(*stage) != end
                        && !reaches_without(&walk, *stage, end)
                });
                let skipped: BTreeSet<usize> =
                    before.filter(|stage| !always.contains(stage)).collect();
                let told: BTreeSet<usize> =
                    told.bypasses.iter().map(|bypass| bypass.stage).collect();
                prop_assert_eq!(told, skipped);
            }
        }
    }

    #[test]
    fn loops_are_where_no_run_comes_out(spec in spec()) {
        let flow = flow_with(&spec, &abilities(&spec));
        let walk = Walk::of(&spec);
        let everywhere = walk.reached(0, |_| true);
        let mut inside = BTreeSet::new();
        for found in &flow.loops {
            let members: BTreeSet<End> = found.stages.iter().map(|at| End::Stage(*at)).collect();
            prop_assert_eq!(members.len(), found.stages.len());
            for (place, stage) in found.stages.iter().copied().enumerate() {
                prop_assert!(everywhere.contains(&End::Stage(stage)));
                match found.kind {
                    LoopKind::NoWayOut => {
                        let mut from = walk.reached(stage, |_| true);
                        from.remove(&End::Error);
                        prop_assert_eq!(&from, &members);
                    }
                    LoopKind::Gateless { late_tick_leaves } => {
                        prop_assert!(!walk.holding.contains(&stage));
                        let next = found.stages[(place + 1) % found.stages.len()];
                        for (cause, to) in walk.moves_of(stage) {
                            let ok = match cause {
                                Cause::Pass => to == End::Stage(next),
                                _ => late_tick_leaves || members.contains(&to) || to == End::Error,
                            };
                            prop_assert!(ok, "{:?}", found);
                        }
                    }
                }
                inside.insert(stage);
            }
        }
        for stage in (0..spec.stages.len()).filter(|at| everywhere.contains(&End::Stage(*at))) {
            let from = walk.reached(stage, |_| true);
            let ends = from.contains(&End::Completed) || from.contains(&End::Failed);
            let returns = from.iter().all(|end| match end {
                End::Stage(at) => walk.moves_of(*at).any(|(_, to)| to != End::Error)
                    && walk.reached(*at, |_| true).contains(&End::Stage(stage)),
                _ => true,
            });
            if !ends && returns {
                prop_assert!(inside.contains(&stage), "{stage} of {:?}", flow.loops);
            }
        }
    }

    /// What is said with something unknown holds whatever it turns out to be.
    #[test]
    fn nothing_is_claimed_that_rests_on_the_unknown(
        spec in spec(),
        hidden in prop::collection::vec(any::<bool>(), 4),
        weak in prop::collection::vec(any::<bool>(), 4),
    ) {
        let real = abilities(&spec);
        let mut shown = real.clone();
        let mut freed = real.clone();
        for (stage, ability) in shown.iter_mut().enumerate() {
            if hidden[stage] {
                *ability = Ability::open(Gap::Budget);
            } else if weak[stage] && ability.passes.is_no() {
                ability.passes = Can::No(Confidence::AssumesStableEvidence);
                freed[stage].passes = Can::Yes;
            }
        }
        let (told, real, freed) =
            (flow_with(&spec, &shown), flow_with(&spec, &real), flow_with(&spec, &freed));
        let agrees = |told: Can, real: Can, freed: Can| match told {
            Can::Yes => real.is_yes(),
            // What is proved does not rest on what is assumed.
            Can::No(Confidence::Proved) => real.is_no() && freed.is_no(),
            Can::No(_) => real.is_no(),
            Can::Open(_) => hidden.contains(&true),
        };
        prop_assert!(agrees(told.completes, real.completes, freed.completes));
        prop_assert!(agrees(told.fails, real.fails, freed.fails));
        prop_assert!(agrees(told.errs, real.errs, freed.errs));
        for ((told, real), freed) in told.stages.iter().zip(&real.stages).zip(&freed.stages) {
            prop_assert!(agrees(told.entered, real.entered, freed.entered));
            prop_assert!(agrees(
                told.entered_by_passing, real.entered_by_passing, freed.entered_by_passing));
            prop_assert!(agrees(told.leaves, real.leaves, freed.leaves));
        }
        let others = disclosures(&real).zip(disclosures(&freed));
        for ((end, told), ((_, real), (_, freed))) in disclosures(&told).zip(others) {
            let proved = |each: &&crate::prove::flow::Guarantee| {
                each.confidence == Confidence::Proved
            };
            let sure: BTreeSet<usize> =
                told.behind.iter().filter(proved).map(|each| each.stage).collect();
            if !real.released.is_no() {
                prop_assert!(behind(&told).is_subset(&behind(&real)), "{:?}", end);
            }
            if !freed.released.is_no() {
                prop_assert!(sure.is_subset(&behind(&freed)), "{:?}", end);
            }
            for bypass in told.bypasses.iter().filter(|bypass| bypass.can.is_yes()) {
                prop_assert!(!behind(&real).contains(&bypass.stage), "{:?}", end);
            }
        }
        for found in told.loops.iter().filter(|found| found.kind == LoopKind::NoWayOut) {
            for stage in &found.stages {
                let stage = *stage;
                let kept = real.loops.iter().any(|each| each.stages.contains(&stage));
                prop_assert!(kept || real.stages[stage].entered.is_no());
            }
        }
    }
}

/// Tells whether runs that no timeout moves get to an end before they get to a stage.
fn reaches_without(walk: &Walk<'_>, stage: usize, end: End) -> bool {
    let mut at = 0;
    loop {
        if End::Stage(at) == end {
            return true;
        }
        if at == stage {
            return false;
        }
        let passes = walk.moves_of(at).find(|(cause, _)| *cause == Cause::Pass);
        match passes.map(|(_, to)| to) {
            Some(End::Stage(next)) => at = next,
            other => return other == Some(end),
        }
    }
}

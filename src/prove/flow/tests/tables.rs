//! Corner cases, and scenarios of a size that nobody writes by hand.

use serde_json::{Value, json};

use super::{FREE, NEVER, abilities, draft, end, flow_of, split, stage, to};
use crate::check::route_tables;
use crate::diagnostic::Confidence::{AssumesStableEvidence, Proved};
use crate::prove::flow::{
    Ability, Barrier, Bypass, Cause, End, Fate, Flow, Guarantee, LoopKind, Source, flow, outages,
};
use crate::prove::{Can, Gap};
use crate::runtime::MAX_PAYLOAD_BYTES;

const STABLE: Ability = Ability {
    passes: Can::No(AssumesStableEvidence),
    holds: Can::Yes,
};

fn entered(flow: &Flow) -> Vec<Can> {
    flow.stages.iter().map(|stage| stage.entered).collect()
}

#[test]
fn without_stages_nothing_is_known() {
    for document in [json!(null), json!([])] {
        let flow = flow_of(&draft(&document), &[]);
        let open = Can::Open(Gap::Unfinished);
        assert_eq!((flow.completes, flow.fails, flow.errs), (open, open, open));
        assert_eq!(
            (flow.completion().released, flow.disclosure(0)),
            (open, None)
        );
        assert_eq!((flow.stages.len(), flow.loops.len()), (0, 0));
    }
}

#[test]
fn what_is_not_decided_may_lead_anywhere_and_keeps_what_is_sure_before() {
    let draft = draft(&json!([
        stage("build", &["quality"], &to("review"), ""),
        stage("review", &["approved"], &json!(null), ""),
        stage("ship", &[], &end(), ""),
    ]));
    let flow = flow_of(&draft, &[]);
    let open = Can::Open(Gap::Unfinished);
    assert_eq!(entered(&flow), [Can::Yes, Can::Yes, open]);
    assert_eq!((flow.completes, flow.fails), (open, open));
    let told = flow.disclosure(2).unwrap();
    assert_eq!(told.released, open);
    // Whatever `review` leads to lies behind both gates.
    let stages: Vec<usize> = told.behind.iter().map(|each| each.stage).collect();
    assert_eq!(stages, [0, 1]);
    assert_eq!((told.bypasses, told.weakest), (Vec::new(), None));
}

#[test]
fn a_stage_that_never_passes_cuts_off_what_lies_behind() {
    let stages = |policy: &str| {
        draft(&json!([
            stage("build", &["quality"], &to("review"), ""),
            stage("review", &["approved"], &to("ship"), policy),
            stage("ship", &[], &to("done"), ""),
            stage("done", &[], &end(), ""),
        ]))
    };
    for (policy, ability, entered_ship, completes) in [
        ("", FREE, Can::Yes, Can::Yes),
        ("", NEVER, Can::NEVER, Can::NEVER),
        ("fail", NEVER, Can::NEVER, Can::NEVER),
        ("", STABLE, STABLE.passes, STABLE.passes),
        (
            "",
            Ability::open(Gap::Budget),
            Can::Open(Gap::Budget),
            Can::Open(Gap::Budget),
        ),
        ("advance_with_flag", NEVER, Can::Yes, Can::Yes),
    ] {
        let flow = flow_of(&stages(policy), &[(1, ability)]);
        assert_eq!(entered(&flow)[1..], [Can::Yes, entered_ship, entered_ship]);
        assert_eq!(flow.completes, completes);
        let barrier = entered_ship.is_no().then_some(Barrier::NeverPasses(1));
        assert_eq!(flow.stages[2].cut_off_by, barrier);
        assert_eq!(flow.stages[3].cut_off_by, barrier);
        let review = &flow.stages[1];
        let stuck = policy
            .is_empty()
            .then(|| ability.passes.refuted())
            .flatten();
        assert_eq!(review.dead_end(), stuck);
        let late = (policy == "advance_with_flag").then_some(Proved);
        assert_eq!(review.timeout_only(), late);
        assert_eq!(flow.stages[2].is_by_timeout_only(), late.is_some());
    }
}

#[test]
fn a_packet_that_is_too_large_keeps_runs_out_of_its_stage() {
    let mut large = stage("ship", &[], &to("done"), "");
    large["entry_packets"][0]["payload"] =
        json!({"kind": "json", "value": "x".repeat(MAX_PAYLOAD_BYTES)});
    let draft = draft(&json!([
        stage("build", &["quality"], &to("ship"), ""),
        large,
        stage("done", &[], &end(), ""),
    ]));
    let flow = flow_of(&draft, &[]);
    assert_eq!(entered(&flow), [Can::Yes, Can::NEVER, Can::NEVER]);
    assert_eq!((flow.completes, flow.fails), (Can::NEVER, Can::Yes));
    assert_eq!(flow.stages[0].exits[0].to, End::TooLarge(1));
    let barriers: Vec<_> = flow.stages.iter().map(|stage| stage.cut_off_by).collect();
    assert_eq!(
        barriers,
        [None, Some(Barrier::TooLarge(1)), Some(Barrier::TooLarge(1))]
    );
}

#[test]
fn guarantees_are_as_strong_as_the_ways_that_are_ruled_out() {
    // `intake` leads past `review` only if its gates can pass.
    let draft = draft(&json!([
        stage("intake", &["known"], &to("ship"), "alternate_branch"),
        stage("review", &["approved"], &to("ship"), ""),
        stage("ship", &[], &end(), ""),
    ]));
    let mut tables = route_tables(&draft);
    tables[0].timeout = Some(crate::check::Target::Stage(1));
    let behind = |ability: Ability| {
        let all = abilities(&draft, &[(0, ability)]);
        let told = flow(&draft, &tables, &all).disclosure(2).unwrap();
        (told.behind, told.bypasses)
    };
    let sure = |confidence| {
        vec![Guarantee {
            stage: 1,
            confidence,
        }]
    };
    let intake = |can| vec![Bypass { stage: 0, can }];
    assert_eq!(behind(FREE), (Vec::new(), intake(Can::Yes)));
    assert_eq!(behind(NEVER), (sure(Proved), intake(Can::Yes)));
    assert_eq!(
        behind(STABLE),
        (sure(AssumesStableEvidence), intake(Can::Yes))
    );
    assert_eq!(
        behind(Ability::open(Gap::Budget)),
        (Vec::new(), intake(Can::Yes))
    );
}

#[test]
fn a_bypass_that_hangs_on_the_unknown_is_open() {
    let draft = draft(&json!([
        stage(
            "build",
            &["quality"],
            &split("quality", "ship", "rework"),
            "alternate_branch"
        ),
        stage("rework", &["mended"], &to("ship"), ""),
        stage("ship", &[], &end(), ""),
    ]));
    for (ability, can) in [
        (FREE, Can::Yes),
        (Ability::open(Gap::Budget), Can::Open(Gap::Budget)),
    ] {
        let flow = flow_of(&draft, &[(1, ability)]);
        let told = flow.disclosure(2).unwrap();
        assert_eq!(told.bypasses, [Bypass { stage: 0, can }]);
        let path = flow.way_around(0, End::Stage(2)).unwrap();
        assert_eq!(path.timeout_past(0), Some(0));
        let causes: Vec<Cause> = path.steps.iter().map(|step| step.cause).collect();
        assert_eq!(causes, [Cause::AlternateTimeout, Cause::Pass]);
    }
    let flow = flow_of(&draft, &[(1, NEVER)]);
    assert_eq!(flow.disclosure(2).unwrap().bypasses, []);
    assert_eq!(flow.way_around(0, End::Stage(2)), None);
}

#[test]
fn the_weakest_way_meets_the_fewest_gates_and_then_is_the_shortest() {
    // Passing meets three gates; the long way by timeouts meets one.
    let draft = draft(&json!([
        stage(
            "build",
            &["a", "b", "c"],
            &split("a", "ship", "late"),
            "alternate_branch"
        ),
        stage("late", &["d"], &to("later"), ""),
        stage("later", &[], &to("ship"), ""),
        stage("ship", &[], &end(), ""),
    ]));
    let told = flow_of(&draft, &[]).disclosure(3).unwrap();
    let stages: Vec<usize> = told
        .weakest
        .unwrap()
        .steps
        .iter()
        .map(|step| step.stage)
        .collect();
    assert_eq!((stages, told.weakest_gates), (vec![0, 1, 2], 1));
}

#[test]
fn loops_are_told_apart() {
    let gateless = |policy: &str| {
        draft(&json!([
            stage("a", &[], &to("b"), ""),
            stage("b", &[], &to("a"), policy),
        ]))
    };
    for (policy, late_tick_leaves) in [("", false), ("fail", true), ("advance_with_flag", false)] {
        let flow = flow_of(&gateless(policy), &[]);
        let kind = LoopKind::Gateless { late_tick_leaves };
        let found: Vec<_> = flow
            .loops
            .iter()
            .map(|each| (each.stages.clone(), each.kind))
            .collect();
        assert_eq!(found, [(vec![0, 1], kind)], "{policy}");
    }
    let gated = draft(&json!([
        stage("a", &[], &to("b"), ""),
        stage("c", &["h"], &to("b"), ""),
        stage("b", &["g"], &split("g", "c", "out"), "alternate_branch"),
        stage("out", &[], &end(), ""),
    ]));
    assert_eq!(flow_of(&gated, &[]).loops, []);
    let mut tables = route_tables(&gated);
    tables[2].timeout = Some(crate::check::Target::Nowhere);
    for (ability, count) in [(FREE, 1), (NEVER, 0), (Ability::open(Gap::Budget), 0)] {
        let flow = flow(&gated, &tables, &abilities(&gated, &[(1, ability)]));
        assert_eq!(flow.loops.len(), count);
        assert!(flow.loops.iter().all(|each| each.stages == [1, 2]
            && (each.kind, each.confidence) == (LoopKind::NoWayOut, Proved)));
    }
    // A way out that is ruled out by assumption makes a loop by assumption.
    tables[2].pass = crate::check::Target::Complete;
    tables[2].timeout = Some(crate::check::Target::Stage(1));
    let flow = flow(&gated, &tables, &abilities(&gated, &[(2, STABLE)]));
    assert_eq!(flow.loops[0].stages, [1, 2]);
    assert_eq!(flow.loops[0].confidence, AssumesStableEvidence);
}

#[test]
fn an_outage_holds_times_out_or_changes_nothing() {
    let draft = draft(&json!([
        stage("start", &[], &to("build"), ""),
        stage(
            "build",
            &["quality"],
            &split("quality", "review", "late"),
            "alternate_branch"
        ),
        stage("review", &["approved"], &to("ship"), ""),
        stage("ship", &["signed"], &end(), "fail"),
        stage("late", &["told"], &end(), ""),
        stage("never", &["no"], &end(), ""),
    ]));
    let tables = route_tables(&draft);
    let flow = flow_of(&draft, &[]);
    let named = |fates: &[(usize, Can)]| {
        (0..6)
            .map(|at| {
                fates
                    .iter()
                    .find(|(stage, _)| *stage == at)
                    .map_or(Can::Yes, |(_, can)| *can)
            })
            .collect::<Vec<Can>>()
    };
    let provider = |id: &str| Source::Provider(id.to_owned());
    let down = [
        (
            provider("json"),
            named(&[(1, Can::NEVER), (2, STABLE.passes)]),
        ),
        (
            provider("env"),
            named(&[(3, Can::NEVER), (4, Can::Open(Gap::Budget))]),
        ),
        (Source::Verified, Vec::new()),
    ];
    let told = outages(&draft, &tables, &flow, &down);
    let late = |to, cause| Fate::TimesOut {
        cause,
        to,
        confidence: Proved,
    };
    let nowhere = Fate::NotEntered(Proved);
    assert_eq!(
        told[0].stages,
        [
            Fate::NoGates,
            late(End::Stage(4), Cause::AlternateTimeout),
            Fate::Holds(AssumesStableEvidence),
            Fate::StillPasses,
            Fate::StillPasses,
            nowhere,
        ]
    );
    assert_eq!(told[0].completes, Can::Yes);
    assert_eq!(told[0].entered[2], Can::NEVER);
    assert_eq!(told[0].discloses, [None, Some(4), None, None, None, None]);
    assert_eq!(told[1].stages[3], late(End::Failed, Cause::FailTimeout));
    assert_eq!(told[1].stages[4], Fate::NotAnalysed(Gap::Budget));
    assert_eq!(told[1].completes, Can::Open(Gap::Budget));
    assert_eq!(told[2].stages[1], Fate::NotAnalysed(Gap::Unfinished));
    assert_eq!(told[2].stages[0], Fate::NoGates);
    let broken = flow_of(&draft, &[(2, NEVER)]);
    let told = outages(&draft, &tables, &broken, &down);
    assert_eq!(told[0].stages[2], Fate::NeverPasses(Proved));
}

/// Writes a scenario in which every stage has a gate and some go back.
fn large(count: usize, policy: &str, back: usize) -> Value {
    let stages = (0..count).map(|index| {
        let next = format!("s{}", (index + 1).min(count - 1));
        let gate = format!("g{index}");
        let advance = match index {
            _ if index + 1 == count => end(),
            _ if back > 0 && index % back == back - 1 => split(
                &gate,
                &next,
                &format!("s{}", index.saturating_sub(2 * back)),
            ),
            _ => to(&next),
        };
        stage(&format!("s{index}"), &[&gate], &advance, policy)
    });
    Value::from(stages.collect::<Vec<Value>>())
}

#[test]
fn thousands_of_stages_need_no_stack_and_no_patience() {
    let chain = draft(&large(5000, "", 0));
    let flow = flow_of(&chain, &[]);
    let last = flow.disclosure(4999).unwrap();
    assert_eq!(
        (last.behind.len(), last.bypasses.len(), last.weakest_gates),
        (4999, 0, 4999)
    );
    assert_eq!(flow.completion().behind.len(), 5000);

    let late = draft(&large(5000, "advance_with_flag", 0));
    let flow = flow_of(&late, &[]);
    let last = flow.disclosure(4999).unwrap();
    assert_eq!(
        (last.behind.len(), last.bypasses.len(), last.weakest_gates),
        (0, 4999, 0)
    );
    assert_eq!(
        flow.way_around(2500, End::Stage(4999))
            .unwrap()
            .timeout_past(2500),
        Some(2500)
    );

    let cycles = draft(&large(2000, "alternate_branch", 7));
    let flow = flow_of(&cycles, &[]);
    assert_eq!(flow.completes, Can::Yes);
    // Stages that go back on their timeout are the ones that every run passes.
    let behind = flow.disclosure(1999).unwrap().behind;
    assert!(behind.iter().all(|each| each.stage % 7 == 6), "{behind:?}");
    assert_eq!(behind.len(), 2000 / 7);
    let down: Vec<Can> = vec![Can::NEVER; 2000];
    let source = Source::Provider("json".to_owned());
    let told = outages(&cycles, &route_tables(&cycles), &flow, &[(source, down)]);
    assert_eq!(told[0].completes, Can::NEVER);
}

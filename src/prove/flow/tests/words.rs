//! What is said of the ways of a run, read as a reader would.

use serde_json::json;

use super::{NEVER, draft, end, flow_of, split, stage, to};
use crate::check::route_tables;
use crate::diagnostic::Confidence;
use crate::prove::flow::{
    Ability, End, Source, completion_words, disclosure_words, fate_words, loop_words, outage_words,
    outages, path_words, stage_words,
};
use crate::prove::{Can, Gap};

const STABLE: Ability = Ability {
    passes: Can::No(Confidence::AssumesStableEvidence),
    holds: Can::Yes,
};

#[test]
fn packets_are_told_with_what_they_sit_behind_and_every_way_around() {
    let draft = draft(&json!([
        stage("intake", &["known"], &to("build"), ""),
        stage(
            "build",
            &["review", "quality"],
            &to("ship"),
            "advance_with_flag"
        ),
        stage("ship", &[], &end(), ""),
        stage("spare", &[], &end(), ""),
    ]));
    let flow = flow_of(&draft, &[]);
    assert_eq!(
        disclosure_words(&draft, &flow, 2, "creds"),
        [
            "`creds` is released only after `known` was true",
            "`creds` can be released without `review` or `quality`: \
             intake → build → (timeout of build) → ship",
        ]
    );
    assert_eq!(
        disclosure_words(&draft, &flow, 0, "hello"),
        ["`hello` can be released before any gate is true: at the start"]
    );
    assert_eq!(
        disclosure_words(&draft, &flow, 3, "spare"),
        ["`spare` is never released: no run can enter `spare`, for no way leads there"]
    );
    assert_eq!(
        completion_words(&draft, &flow),
        [
            "a run completes only after `known` was true",
            "a run can complete without `review` or `quality`: \
             intake → build → (timeout of build) → ship → completion",
        ]
    );
    let flow = flow_of(&draft, &[(0, NEVER)]);
    assert_eq!(completion_words(&draft, &flow), ["no run can complete"]);
    let flow = flow_of(&draft, &[(0, Ability::open(Gap::Budget))]);
    assert_eq!(
        disclosure_words(&draft, &flow, 2, "creds")[0],
        "whether `creds` can be released is not known: the budget of the analysis was spent"
    );
    assert_eq!(disclosure_words(&draft, &flow, 9, "creds"), [""; 0]);
}

#[test]
fn stages_are_told_with_what_keeps_runs_out_or_in() {
    let stages = |policy: &str| {
        draft(&json!([
            stage("build", &["quality"], &to("ship"), policy),
            stage("ship", &[], &end(), ""),
        ]))
    };
    for (policy, ability, build, ship) in [
        (
            "",
            NEVER,
            "a run that enters `build` waits for ever: it can never pass and has no timeout",
            "no run can enter `ship`: `build` can never pass and has no timeout",
        ),
        (
            "fail",
            STABLE,
            "`build` can never pass, and its timeout fails the run (assuming stable evidence)",
            "no run can enter `ship`: `build` can never pass and its timeout fails the run \
             (assuming stable evidence)",
        ),
        (
            "advance_with_flag",
            NEVER,
            "`build` can never pass, and its timeout leads to `ship`",
            "`ship` is entered only after a timeout",
        ),
        (
            "fail",
            Ability::open(Gap::Unfinished),
            "whether `build` can pass is not known: a part that decides it is unfinished",
            "whether a run can enter `ship` is not known: a part that decides it is unfinished",
        ),
    ] {
        let draft = stages(policy);
        let flow = flow_of(&draft, &[(0, ability)]);
        assert_eq!(stage_words(&draft, &flow, 0), [build]);
        assert_eq!(stage_words(&draft, &flow, 1)[0], ship);
    }
    let draft = stages("");
    let flow = flow_of(&draft, &[]);
    assert_eq!(stage_words(&draft, &flow, 0), [""; 0]);
    assert_eq!(
        stage_words(&draft, &flow, 1),
        ["`ship` has no gates: a run completes with the next trigger of any kind"]
    );
}

#[test]
fn long_paths_leave_out_what_is_simply_passed() {
    let stages: Vec<_> = (0..40)
        .map(|index| {
            let (id, gate) = (format!("s{index}"), format!("g{index}"));
            let next = if index == 39 {
                end()
            } else {
                json!({"kind": "linear"})
            };
            let policy = if index == 20 { "advance_with_flag" } else { "" };
            stage(&id, &[&gate], &next, policy)
        })
        .collect();
    let one = draft(&json!(stages));
    let flow = flow_of(&one, &[]);
    let path = flow.way_around(20, End::Completed).unwrap();
    assert_eq!(
        path_words(&one, &path),
        "s0 → … 18 stages … → s19 → s20 → (timeout of s20) → s21 → … 17 stages … → s39 → completion"
    );
    let late: Vec<_> = (0..40)
        .map(|index| {
            let id = format!("s{index}");
            stage(&id, &["g"], &json!({"kind": "linear"}), "advance_with_flag")
        })
        .collect();
    let other = draft(&json!(late));
    let path = flow_of(&other, &[])
        .disclosure(39)
        .unwrap()
        .weakest
        .unwrap();
    assert_eq!(
        path_words(&other, &path),
        "s0 → (timeout of s0) → s1 → (timeout of s1) → s2 → (timeout of s2) → … → \
         (timeout of s36) → s37 → (timeout of s37) → s38 → (timeout of s38) → s39"
    );
}

#[test]
fn loops_are_told_with_how_they_turn() {
    let told = |stages: serde_json::Value| {
        let draft = draft(&stages);
        let flow = flow_of(&draft, &[]);
        let words = flow.loops.iter().map(|found| loop_words(&draft, found));
        words.collect::<Vec<_>>()
    };
    assert_eq!(
        told(json!([
            stage("a", &[], &to("b"), ""),
            stage("b", &[], &to("a"), "fail")
        ])),
        [
            "a run goes round through `a` and `b` with every trigger, until a tick comes after a deadline"
        ]
    );
    assert_eq!(
        told(json!([stage("a", &[], &to("a"), "")])),
        ["a run enters `a` again with every trigger, for ever"]
    );
    assert_eq!(
        told(json!([
            stage("a", &["g"], &to("b"), ""),
            stage("b", &[], &to("a"), "")
        ])),
        ["a run that enters `a` or `b` never ends: no way leads out"]
    );
}

#[test]
fn outages_are_told_stage_by_stage() {
    let draft = draft(&json!([
        stage("start", &[], &to("build"), ""),
        stage(
            "build",
            &["quality"],
            &split("quality", "ship", "late"),
            "alternate_branch"
        ),
        stage("ship", &["signed"], &end(), "advance_with_flag"),
        stage("late", &["told"], &to("last"), ""),
        stage("last", &["over"], &end(), "fail"),
    ]));
    let flow = flow_of(&draft, &[]);
    let down = [
        (Source::Provider("json".to_owned()), vec![Can::NEVER; 5]),
        (
            Source::Verified,
            vec![
                Can::Yes,
                STABLE.passes,
                Can::Yes,
                Can::Yes,
                Can::Open(Gap::Budget),
            ],
        ),
    ];
    let told = outages(&draft, &route_tables(&draft), &flow, &down);
    let rows = |at: usize| -> Vec<String> {
        let fates = told[at].stages.iter().enumerate();
        fates
            .map(|(stage, fate)| fate_words(&draft, stage, fate))
            .collect()
    };
    assert_eq!(
        rows(0),
        [
            "passes: it has no gates",
            "times out into `late` after 1 h",
            "completes after 1 h although its gates are not met",
            "holds as long as it lasts: there is no timeout",
            "fails after 1 h",
        ]
    );
    assert_eq!(
        outage_words(&told[0]),
        "while `json` is out, no run can complete"
    );
    assert_eq!(
        rows(1)[1..],
        [
            "times out into `late` after 1 h (assuming stable evidence)",
            "still passes",
            "still passes",
            "not known: the budget of the analysis was spent",
        ]
    );
    assert_eq!(
        outage_words(&told[1]),
        "whether a run can complete with only asserted evidence, as in a precheck, is not known: \
         the budget of the analysis was spent"
    );
}

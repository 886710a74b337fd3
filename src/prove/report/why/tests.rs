//! The answers, read as a demanding reader would.

use insta::assert_snapshot;
use serde_json::json;

use super::{find, why, why_text};
use crate::draft::ScenarioDraft;
use crate::plain::TextOptions;
use crate::prove::prove;
use crate::prove::report::tests::{condition, draft, shipped, stage, tricky};
use crate::sources::Sources;

fn told(draft: &ScenarioDraft, name: &str) -> String {
    let sources = Sources::builtin();
    let proof = prove(draft, &sources);
    let subject = find(draft, name).unwrap();
    let report = why(draft, &sources, &proof, subject).unwrap();
    why_text(&report, TextOptions::default())
}

#[test]
fn a_gate_tells_its_ways_and_what_blocks_it() {
    assert_snapshot!(told(&shipped("release-gate"), "quality"), @r"
    stage:verify/gate:quality: `quality` has 1 way to pass and 2 ways to block it
      - it holds runs in `verify` until this is true: tests_pass and coverage
      - runs enter `verify` at start [proved]
      - it cannot pass without an answer of `tests_pass` and `coverage` [proved]
      - tests_pass  mandatory     `$.tests.failed` of `ci/report.json` is exactly 0
      - coverage    mandatory     `$.coverage.total` of `ci/report.json` is at least 85
      1 way to pass: [proved]
        tests_pass = 0, coverage = 85
      2 ways to block it: [proved]
        tests_pass = 1
        coverage = 84
      - while `json` is out, it cannot be true [proved]
      - with only asserted evidence, as in a precheck, it cannot be true [proved]
    ");
    assert_snapshot!(told(&tricky(), "range"), @r"
    stage:ship/gate:range: `range` can never be true
      - it holds runs in `ship` until this is true: enough and scarce
      - runs enter `ship` from `build` [proved]
      - it can never be true: `enough` and `scarce` rule each other out [assumes stable evidence]
      - enough  blocking      `$.coverage` of `report.json` is at least 80
      - scarce  blocking      `$.coverage` of `report.json` is less than 10
      2 ways to block it: [proved]
        enough = 10
        scarce = 10
      - while `json` is out, it cannot be true [proved]
      - with only asserted evidence, as in a precheck, it cannot be true [proved]
    ");
}

#[test]
fn a_stage_tells_how_runs_get_in_and_out() {
    assert_snapshot!(told(&tricky(), "build"), @r"
    stage:build: `build` passes when gates `review` and `quality` are true in one trigger
      - runs enter `build` at start [proved]
      - as soon as all its gates are true at the same time, the run goes to `ship`, the next in order
        [proved]
      - on the first tick 30 min or more after entering `build`, whatever the evidence, the run goes to
        `ship` [proved]
      - it passes, for example, with alice = true, bob = true, carol = false, enough = 80
      - gate `review` holds it until this is true: at_least(2, alice, bob, carol)
        - none of its conditions is needed on every way to pass [proved]
      - gate `quality` holds it until this is true: enough
      - while `json` is out, a run in it times out into `ship` after 30 min [proved]
      - with only asserted evidence, as in a precheck, a run in it times out into `ship` after 30 min
        [proved]
    ");
    assert_snapshot!(told(&tricky(), "done"), @r"
    stage:done: no run can enter `done`
      - no run can enter `done`: `ship` can never pass and has no timeout [assumes stable evidence]
      - while `json` is out, no run gets here [assumes stable evidence]
      - with only asserted evidence, as in a precheck, no run gets here [assumes stable evidence]
    ");
}

#[test]
fn a_packet_tells_the_weakest_way_to_it_with_evidence() {
    assert_snapshot!(told(&shipped("staged-disclosure"), "advisory"), @r#"
    stage:public/packet:advisory: `advisory` can be released without `answer`: triage → vendor →
      (timeout of vendor) → silent_vendor → public
      - it is released on entry into `public`
      - `advisory` is released only after `confirmed` was true [proved]
      - `advisory` can be released without `answer`: triage → vendor → (timeout of vendor) →
        silent_vendor → public [proved]
      - `advisory` can be released without `embargo`: triage → vendor → (timeout of vendor) →
        silent_vendor → public [proved]
      - the way to it on which the fewest gates are true:
        - in `triage`: its gate is true
          for example with report_valid = "confirmed"
        - in `vendor`: on the first tick 30 d or more after entering `vendor`, whatever the evidence,
          the run goes to `silent_vendor` by rule 2
        - in `silent_vendor`: its gate is true
          for example with embargo_over = true
    "#);
}

#[test]
fn a_condition_tells_which_gates_use_it() {
    assert_snapshot!(told(&tricky(), "enough"), @r"
    condition:enough: `enough` is used by gates `quality` and `range`
      - it says: `$.coverage` of `report.json` is at least 80
      - it is unknown when asking fails, no value comes back, the two are not both numbers, dates or
        date-times or the value is only asserted and not verified
      - gate `quality` of stage `build`: it cannot pass without an answer to it [proved]
      - gate `range` of stage `ship`: it never helps to pass and can block [assumes stable evidence]
    ");
    let unused = draft(&json!({
        "conditions": [condition("spare", "$.a", "exists", json!(null))],
        "stages": [stage("one", &[], &json!({"kind": "terminal"}))]
    }));
    assert_snapshot!(told(&unused, "spare"), @r"
    condition:spare: no gate uses `spare`
      - it says: `$.a` of `report.json`: an answer came back
      - it is unknown when asking fails or the value is only asserted and not verified
    ");
}

#[test]
fn nothing_is_told_of_positions_that_do_not_exist() {
    let draft = tricky();
    let sources = Sources::builtin();
    let proof = prove(&draft, &sources);
    for subject in [
        super::Subject::Stage(9),
        super::Subject::Gate { stage: 0, gate: 9 },
        super::Subject::Packet {
            stage: 0,
            packet: 0,
        },
        super::Subject::Condition(99),
    ] {
        assert_eq!(why(&draft, &sources, &proof, subject), None);
    }
}

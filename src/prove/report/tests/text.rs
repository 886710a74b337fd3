//! The report as text.

use insta::assert_snapshot;
use serde_json::json;

use super::{condition, draft, packet, report, shipped, stage, tricky};
use crate::plain::TextOptions;
use crate::prove::report::proof_text;

fn text(report: &super::ProofReport) -> String {
    proof_text(report, TextOptions::default())
}

#[test]
fn a_release_is_told_from_the_start_to_outages() {
    assert_snapshot!(text(&report(&shipped("release-gate"))), @r#"
    release-gate, version 3: runs complete, and only after every gate on the way was true
      statements: 35 proved
      - a run completes only after `quality`, `owners`, `calendar` and `target` were true [proved]
      - a run can fail in `verify`, `approve` or `deploy` [proved]

    stage `verify`
      - runs enter `verify` at start [proved]
      - as soon as its gate is true, the run goes to `approve`, the next in order [proved]
      - on the first tick 6 h or more after entering `verify`, whatever the evidence, the run fails
        [proved]
      - it passes, for example, with tests_pass = 0, coverage = 85
      gate `quality`: tests_pass and coverage
        - it cannot pass without an answer of `tests_pass` and `coverage` [proved]
        - tests_pass  mandatory     `$.tests.failed` of `ci/report.json` is exactly 0
        - coverage    mandatory     `$.coverage.total` of `ci/report.json` is at least 85
        1 way to pass: [proved]
          tests_pass = 0, coverage = 85
        2 ways to block it: [proved]
          tests_pass = 1
          coverage = 84

    stage `approve`
      - runs enter `approve` from `verify` when it passes [proved]
      - as soon as all its gates are true at the same time, the run goes to `deploy`, the next in order
        [proved]
      - on the first tick 3 d or more after entering `approve`, whatever the evidence, the run fails
        [proved]
      - it passes, for example, with alice_approves = "approved", bob_approves = "approved",
        carol_approves = "other", before_freeze = true, after_freeze = false
      gate `owners`: at_least(2, alice_approves, bob_approves, carol_approves)
        - none of its conditions is needed on every way to pass [proved]
        - alice_approves  alternative   `$.alice` of `release/approvals.json` is exactly "approved"
        - bob_approves    alternative   `$.bob` of `release/approvals.json` is exactly "approved"
        - carol_approves  alternative   `$.carol` of `release/approvals.json` is exactly "approved"
        3 ways to pass: [proved]
          alice_approves = "approved", bob_approves = "approved"
          alice_approves = "approved", carol_approves = "approved"
          bob_approves = "approved", carol_approves = "approved"
        3 ways to block it: [proved]
          alice_approves = "other", bob_approves = "other"
          alice_approves = "other", carol_approves = "other"
          bob_approves = "other", carol_approves = "other"
      gate `calendar`: before_freeze or after_freeze
        - none of its conditions is needed on every way to pass [proved]
        - before_freeze  alternative   the trigger came earlier than a given moment
            (`2026-12-18T17:00:00Z`)
        - after_freeze   alternative   the trigger came later than a given moment
            (`2027-01-04T08:00:00Z`)
        2 ways to pass: [proved]
          before_freeze = true
          after_freeze = true
        1 way to block it: [proved]
          before_freeze = false, after_freeze = false

    stage `deploy`
      - runs enter `deploy` from `approve` when it passes [proved]
      - as soon as its gate is true, the run completes [proved]
      - on the first tick 1 h or more after entering `deploy`, whatever the evidence, the run fails
        [proved]
      - it passes, for example, with to_production = "production", site_is_up = 399
      gate `target`: to_production and site_is_up
        - it cannot pass without an answer of `to_production` and `site_is_up` [proved]
        - to_production  mandatory     the text of one variable (`DEPLOY_ENV`) is exactly "production"
        - site_is_up     mandatory     the status code that an address answers with
            (`https://status.example.org/ready`) is less than 400
        1 way to pass: [proved]
          to_production = "production", site_is_up = 399
        2 ways to block it: [proved]
          to_production = "other"
          site_is_up = 400

    outages
      while `env` is out, no run can complete [proved]
        - `verify`, `approve`: still passes [proved]
        - `deploy`: fails after 1 h [proved]
      while `http` is out, no run can complete [proved]
        - `verify`, `approve`: still passes [proved]
        - `deploy`: fails after 1 h [proved]
      while `json` is out, no run can complete [proved]
        - `verify`: fails after 6 h [proved]
        - `approve`: fails after 3 d [proved]
        - `deploy`: still passes [proved]
      while `time` is out, no run can complete [proved]
        - `verify`, `deploy`: still passes [proved]
        - `approve`: fails after 3 d [proved]
      with only asserted evidence, as in a precheck, no run can complete [proved]
        - `verify`: fails after 6 h [proved]
        - `approve`: fails after 3 d [proved]
        - `deploy`: fails after 1 h [proved]
    "#);
}

#[test]
fn packets_are_told_with_every_bypass() {
    let told = text(&report(&shipped("staged-disclosure")));
    let (_, packets) = told.split_once("\npacket `advisory`").unwrap();
    assert_snapshot!(packets, @r"
    , released in `public`
      - `advisory` is released only after `confirmed` was true [proved]
      - `advisory` can be released without `answer`: triage → vendor → (timeout of vendor) →
        silent_vendor → public [proved]
      - `advisory` can be released without `embargo`: triage → vendor → (timeout of vendor) →
        silent_vendor → public [proved]

    packet `signature`, released in `public`
      - `signature` is released only after `confirmed` was true [proved]
      - `signature` can be released without `answer`: triage → vendor → (timeout of vendor) →
        silent_vendor → public [proved]
      - `signature` can be released without `embargo`: triage → vendor → (timeout of vendor) →
        silent_vendor → public [proved]

    outages
      while `json` is out, no run can complete [proved]
        - `triage`: fails after 7 d [proved]
        - `vendor`: times out into `silent_vendor` after 30 d [proved]
        - `silent_vendor`, `partners`: still passes [proved]
        - `public`: passes: it has no gates [proved]
      while `time` is out, no run can complete [proved]
        - `triage`, `vendor`: still passes [proved]
        - `silent_vendor`, `partners`: holds as long as it lasts: there is no timeout [proved]
        - `public`: passes: it has no gates [proved]
      with only asserted evidence, as in a precheck, no run can complete [proved]
        - `triage`: fails after 7 d [proved]
        - `vendor`: times out into `silent_vendor` after 30 d [proved]
        - `silent_vendor`, `partners`: holds as long as it lasts: there is no timeout [proved]
        - `public`: passes: it has no gates [proved]
    ");
}

#[test]
fn a_narrow_terminal_keeps_every_word_and_a_coloured_one_adds_none() {
    let report = report(&tricky());
    let wide = text(&report);
    let narrow = proof_text(
        &report,
        TextOptions {
            colour: false,
            width: 40,
        },
    );
    let words =
        |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
    assert_eq!(words(&wide), words(&narrow));
    assert!(
        narrow.lines().all(|line| line.chars().count() <= 48),
        "{narrow}"
    );
    let coloured = proof_text(
        &report,
        TextOptions {
            colour: true,
            width: 100,
        },
    );
    assert_ne!(coloured, wide);
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), wide);
}

#[test]
fn names_from_files_cannot_steer_a_terminal() {
    let hostile = "a\u{1b}]0;x\u{7}\u{202e}\nb";
    let mut only = stage(hostile, &[], &json!({"kind": "terminal"}));
    only["gates"] = json!([{"gate_id": hostile, "requirement": {"Condition": hostile}}]);
    only["entry_packets"] = json!([packet(hostile)]);
    let document = json!({
        "scenario_id": hostile, "namespace_id": 7, "spec_version": "1", "policies": [],
        "schemas": [], "default_tenant_id": null, "stages": [only],
        "conditions": [condition(hostile, hostile, "equals", json!(hostile))],
    });
    let told = text(&report(&draft(&document)));
    let hidden = told
        .chars()
        .filter(|c| *c != '\n')
        .any(crate::diagnostic::is_hidden);
    assert!(!hidden, "{told:?}");
    assert!(
        told.contains("a\\u{001B}]0;x\\u{0007}\\u{202E}\\u{000A}b"),
        "{told}"
    );
}

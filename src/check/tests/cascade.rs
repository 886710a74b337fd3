use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Setup, branch, condition, found, gate, stage, terminal, timed, to};
use crate::diagnostic::{Code, Report};

/// A scenario whose branch has this second rule, the only way to `hold`.
fn with_rule(gate_id: &str, outcome: &str, policy: &str) -> Value {
    let gates = [gate("quality", "tests_pass"), gate("target", "env_is_prod")];
    let rules = [("quality", "true", "ship"), (gate_id, outcome, "hold")];
    json!({"stages": [
        timed(stage("build", &gates, &branch(&rules, None)), policy),
        stage("ship", &[], &terminal()),
        stage("hold", &[], &terminal()),
    ]})
}

#[test]
fn a_dead_rule_takes_over_the_stage_that_only_it_leads_to() {
    for (gate_id, outcome, code) in [
        ("target", "false", Code::GW0502),
        ("target", "unknown", Code::GW0503),
        ("target", "true", Code::GW0501),
        ("other", "true", Code::GW0205),
    ] {
        let setup = Setup::new(&with_rule(gate_id, outcome, "fail"));
        assert_eq!(setup.found().len(), 1, "{code}: {:?}", setup.found());
        let cause = setup.find(code);
        assert_eq!(cause.consequences, [Code::GW0601], "{code}");
        assert!(
            cause
                .effects
                .contains(&"stage `hold` is unreachable".to_owned())
        );
        let all = Setup::new(&with_rule(gate_id, outcome, "fail")).all();
        assert_eq!(all.found().len(), 2, "{code}");
        assert!(
            all.found()
                .contains(&"GW0601 /stages/2/stage_id".to_owned())
        );
    }
}

#[test]
fn a_dead_rule_takes_over_no_stage_but_its_own() {
    // Rule 10 is dead and leads to `lost`; rule 1 is dead too and leads elsewhere.
    let gates = [gate("quality", "tests_pass"), gate("target", "env_is_prod")];
    let mut rules = vec![("quality", "true", "ship")];
    rules.extend([("target", "false", "ship"); 9]);
    rules.push(("target", "false", "lost"));
    let patch = json!({"stages": [
        timed(stage("build", &gates, &branch(&rules, None)), "fail"),
        stage("ship", &[], &terminal()),
        stage("lost", &[], &terminal()),
    ]});
    let found = Setup::new(&patch).check().diagnostics;
    let with: Vec<&str> = found
        .iter()
        .filter(|d| !d.consequences.is_empty())
        .map(|d| d.primary.pointer.as_str())
        .collect();
    assert_eq!(with, ["/stages/0/advance_to/branches/10/outcome"]);
}

#[test]
fn a_rule_that_captures_every_run_takes_over_the_default() {
    let gates = [gate("quality", "tests_pass && env_is_prod")];
    let rules = branch(&[("review", "unknown", "ship")], Some("hold"));
    let patch = json!({"stages": [
        timed(stage("build", &gates, &rules), "fail"),
        stage("ship", &[], &terminal()),
        stage("hold", &[], &terminal()),
    ]});
    assert_eq!(
        found(&patch),
        ["GW0205 /stages/0/advance_to/branches/0/gate_id"]
    );
}

#[test]
fn one_cause_is_one_finding() {
    let base = |requirement: Value| {
        json!({"stages": [
            timed(stage("build", &[gate("quality", requirement)], &to("done")), "fail"),
            stage("done", &[], &terminal()),
        ]})
    };
    // Two conditions may be meant by a text that nobody can read.
    assert_eq!(
        found(&base(json!("tests_pass and"))),
        ["GW0111 /stages/0/gates/0/requirement"]
    );
    // A missing provider leaves the types unknown.
    let mut other = condition("tests_pass");
    other["query"]["provider_id"] = json!("nobody");
    other["comparator"] = json!("lex_less_than");
    other["expected"] = json!([{}]);
    let mut patch = base(json!("tests_pass"));
    patch["conditions"] = json!([other]);
    assert_eq!(found(&patch), ["GW0301 /conditions/0/query/provider_id"]);
    // A stage that does not exist leaves the graph open.
    let patch = json!({"stages": [
        timed(stage("build", &[gate("quality", "tests_pass && env_is_prod")], &to("doen")), "fail"),
        stage("done", &[], &terminal()),
        stage("later", &[], &terminal()),
    ]});
    assert_eq!(found(&patch), ["GW0203 /stages/0/advance_to/stage_id"]);
    // Of two stages with one id only the first can be meant.
    let patch = json!({"stages": [
        timed(stage("build", &[gate("quality", "tests_pass && env_is_prod")], &to("done")), "fail"),
        stage("done", &[], &terminal()),
        stage("done", &[], &terminal()),
    ]});
    assert_eq!(found(&patch), ["GW0201 /stages/2/stage_id"]);
    // Branch rules wait for the gates that they look at.
    let mut patch = with_rule("target", "unknown", "alternate_branch");
    patch["stages"][0].as_object_mut().unwrap().remove("gates");
    assert_eq!(found(&patch), ["GW0109 /stages/0/gates"]);
}

#[test]
fn what_follows_from_a_cause_is_kept_when_asked_for() {
    let mut waiting = stage(
        "build",
        &[gate("quality", "tests_pass && env_is_prod")],
        &to("done"),
    );
    waiting["on_timeout"] = json!("advance_with_flag");
    let patch = json!({"stages": [waiting, stage("done", &[], &terminal())]});
    assert_eq!(found(&patch), ["GW0608 /stages/0/on_timeout"]);
    assert_eq!(
        Setup::new(&patch).find(Code::GW0608).consequences,
        [Code::GW0604]
    );
    assert_eq!(
        Setup::new(&patch).all().found(),
        ["GW0604 /stages/0/stage_id", "GW0608 /stages/0/on_timeout"]
    );
    let mut whole = condition("tests_pass");
    whole["comparator"] = json!("in_set");
    whole["expected"] = json!([1.0]);
    let patch = json!({"conditions": [whole], "stages": [
        timed(stage("build", &[gate("quality", "tests_pass")], &to("done")), "fail"),
        stage("done", &[], &terminal()),
    ]});
    assert_eq!(found(&patch), ["GW0311 /conditions/0/comparator"]);
    assert_eq!(
        Setup::new(&patch).all().found(),
        [
            "GW0311 /conditions/0/comparator",
            "GW0802 /conditions/0/expected/0"
        ]
    );
}

/// Pieces that are wrong in one way each.
fn piece(kind: usize, id: &str) -> Value {
    let mut piece = condition(id);
    match kind {
        0 => piece["query"]["provider_id"] = json!("nobody"),
        1 => piece["query"]["check_id"] = json!("pth"),
        2 => piece["expected"] = json!([1.0, 9_007_199_254_740_993_u64]),
        3 => piece["comparator"] = json!("lex_less_than"),
        4 => piece["query"] = json!({"provider_id": "env"}),
        5 => piece["comparator"] = json!("not_exists"),
        6 => piece["condition_id"] = json!("a-b"),
        _ => {}
    }
    piece
}

proptest! {
    /// Checking is a function: findings come in one order, and suppressing nothing loses nothing.
    #[test]
    fn checking_twice_gives_the_same(
        kinds in prop::collection::vec(0..9_usize, 0..8),
        rules in prop::collection::vec(
            (
                prop::sample::select(vec!["quality", "x"]),
                prop::sample::select(vec!["true", "false", "unknown"]),
                prop::sample::select(vec!["build", "done", "gone"]),
            ),
            0..4,
        ),
        default in prop::option::of(prop::sample::select(vec!["done", "gone"])),
    ) {
        let conditions: Vec<Value> = kinds
            .iter()
            .enumerate()
            .map(|(index, kind)| piece(*kind, &format!("c{}", index % 5)))
            .collect();
        let gates = [gate("quality", "c0 && c1 || c9")];
        let patch = json!({"conditions": conditions, "stages": [
            timed(stage("build", &gates, &branch(&rules, default)), "alternate_branch"),
            stage("done", &[], &terminal()),
        ]});
        let run = |all: bool| {
            let mut setup = Setup::new(&patch);
            setup.options.all = all;
            let mut report = Report {
                diagnostics: setup.check().diagnostics,
                ..Report::default()
            };
            report.sort();
            report.diagnostics
        };
        let (one, other, all) = (run(false), run(false), run(true));
        prop_assert_eq!(&one, &other);
        for d in &one {
            prop_assert!(!d.help.is_empty() || !d.fixes.is_empty(), "{:?}", d);
            prop_assert!(all.iter().any(|a| a.code == d.code && a.primary == d.primary));
        }
    }
}

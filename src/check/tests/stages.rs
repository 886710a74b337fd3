use serde_json::{Value, json};

use super::{Setup, branch, found, gate, stage, terminal, timed, to};
use crate::diagnostic::Code;

fn both() -> [Value; 1] {
    [gate("quality", "tests_pass && env_is_prod")]
}

fn stages(stages: &[Value]) -> Value {
    json!({ "stages": stages })
}

#[test]
fn reachability_follows_every_link_that_a_run_can_take() {
    let first = |route: &Value, policy: &str| timed(stage("one", &both(), route), policy);
    let last = |id: &str| stage(id, &[], &terminal());
    let linear = json!({"kind": "linear"});
    for (case, all, expected) in [
        ("linear", vec![first(&linear, "fail"), last("two")], vec![]),
        (
            "a stage that nothing leads to",
            vec![first(&to("three"), "fail"), last("two"), last("three")],
            vec!["GW0601 /stages/1/stage_id"],
        ),
        (
            "backwards and out again",
            vec![
                first(&to("three"), "fail"),
                last("two"),
                stage("three", &[], &to("two")),
            ],
            vec![],
        ),
        (
            "reached by an alternate timeout only",
            vec![
                first(
                    &branch(&[("quality", "true", "two")], Some("three")),
                    "alternate_branch",
                ),
                last("two"),
                last("three"),
            ],
            vec![],
        ),
        (
            "an island",
            vec![
                first(&to("four"), "fail"),
                stage("two", &[], &to("three")),
                stage("three", &[], &to("two")),
                last("four"),
            ],
            vec!["GW0601 /stages/1/stage_id", "GW0601 /stages/2/stage_id"],
        ),
        (
            "a target that is missing leaves everything open",
            vec![first(&to("nowhere"), "fail"), last("two")],
            vec!["GW0203 /stages/0/advance_to/stage_id"],
        ),
    ] {
        assert_eq!(found(&stages(&all)), expected, "{case}");
    }
}

#[test]
fn a_scenario_that_cannot_complete_is_told_once() {
    let around = |back: &str| {
        stages(&[
            timed(stage("one", &both(), &to("two")), "fail"),
            stage("two", &[], &to(back)),
        ])
    };
    assert_eq!(found(&around("one")), ["GW0602 /stages"]);
    assert_eq!(found(&around("two")), ["GW0602 /stages"]);
    // A way out that only a timeout takes is one.
    let out = stages(&[
        timed(
            stage(
                "one",
                &both(),
                &branch(&[("quality", "true", "one")], Some("two")),
            ),
            "alternate_branch",
        ),
        stage("two", &[], &terminal()),
    ]);
    assert_eq!(found(&out), [""; 0]);
}

#[test]
fn why_no_run_enters_a_stage_is_said() {
    let last = |id: &str| stage(id, &[], &terminal());
    let untaken = stages(&[
        timed(
            stage(
                "one",
                &both(),
                &branch(&[("quality", "true", "two")], Some("three")),
            ),
            "fail",
        ),
        last("two"),
        last("three"),
    ]);
    let why = |patch: &Value| Setup::new(patch).find(Code::GW0601).help.join("; ");
    assert_eq!(
        why(&untaken),
        "the default of `one` leads here, but its rule 1 always matches first"
    );
    let behind = stages(&[
        timed(stage("one", &both(), &to("four")), "fail"),
        stage("two", &[], &to("three")),
        stage("three", &[], &to("two")),
        last("four"),
    ]);
    assert_eq!(
        why(&behind),
        "`three` leads here, but no run can enter that either"
    );
}

#[test]
fn timeouts_are_judged_by_policy_route_and_gates() {
    let case = |timeout: Value, policy: &str, route: &Value, gates: &[Value]| {
        let mut one = stage("one", gates, route);
        one["timeout"] = timeout;
        one["on_timeout"] = json!(policy);
        let mut all = vec![one, stage("two", &[], &terminal())];
        if route["kind"] == "terminal" {
            all.pop();
        }
        let mut found = found(&stages(&all));
        found.retain(|line| !line.starts_with("GW0204"));
        found
    };
    let ms = |ms: u64| json!({"timeout_ms": ms, "policy_tags": []});
    let at = "/stages/0";
    for (timeout, policy, route, gates, expected) in [
        (
            Value::Null,
            "fail",
            to("two"),
            true,
            vec!["GW0604", "/stage_id"],
        ),
        (Value::Null, "fail", to("two"), false, vec![]),
        (
            Value::Null,
            "advance_with_flag",
            to("two"),
            true,
            vec!["GW0608", "/on_timeout"],
        ),
        (
            Value::Null,
            "alternate_branch",
            to("two"),
            false,
            vec!["GW0608", "/on_timeout"],
        ),
        (
            ms(0),
            "fail",
            to("two"),
            true,
            vec!["GW0609", "/timeout/timeout_ms"],
        ),
        (ms(1), "fail", to("two"), true, vec![]),
        ((ms(1)), "fail", terminal(), true, vec![]),
        (
            ms(1),
            "advance_with_flag",
            terminal(),
            true,
            vec!["GW0605", "/on_timeout"],
        ),
        (
            ms(1),
            "alternate_branch",
            terminal(),
            true,
            vec!["GW0605", "/on_timeout"],
        ),
        // Nothing is unmet where nothing is asked.
        (ms(1), "advance_with_flag", terminal(), false, vec![]),
        // The flag is the plain way to say that a timeout goes on like a pass.
        (ms(1), "advance_with_flag", to("two"), true, vec![]),
        (
            ms(1),
            "alternate_branch",
            to("two"),
            true,
            vec!["GW0607", "/on_timeout"],
        ),
        (
            ms(1),
            "alternate_branch",
            json!({"kind": "linear"}),
            true,
            vec!["GW0607", "/on_timeout"],
        ),
    ] {
        let gates = if gates { both().to_vec() } else { Vec::new() };
        let expected: Vec<String> = expected
            .chunks(2)
            .map(|parts| format!("{} {at}{}", parts[0], parts[1]))
            .collect();
        assert_eq!(
            case(timeout.clone(), policy, &route, &gates),
            expected,
            "{timeout} {policy} {route}"
        );
    }
    // Beyond the clock is beyond portable integers, too.
    let beyond = case(ms(u64::MAX), "fail", &to("two"), &both());
    assert_eq!(
        beyond,
        [
            "GW0609 /stages/0/timeout/timeout_ms",
            "GW0803 /stages/0/timeout/timeout_ms"
        ]
    );
}

#[test]
fn a_last_linear_stage_completes_like_a_terminal_one() {
    let linear = json!({"kind": "linear"});
    let patch = stages(&[timed(stage("one", &both(), &linear), "advance_with_flag")]);
    assert_eq!(
        found(&patch),
        ["GW0507 /stages/0/advance_to", "GW0605 /stages/0/on_timeout"]
    );
}

#[test]
fn a_branch_that_goes_one_way_is_told_once_however_it_is_left() {
    let route = branch(&[("quality", "true", "two")], Some("two"));
    let patch = |policy: &str| {
        stages(&[
            timed(stage("one", &both(), &route), policy),
            stage("two", &[], &terminal()),
        ])
    };
    for policy in ["fail", "advance_with_flag", "alternate_branch"] {
        assert_eq!(found(&patch(policy)), ["GW0505 /stages/0/advance_to"]);
    }
    let none = stages(&[
        timed(stage("one", &both(), &branch(&[], Some("two"))), "fail"),
        stage("two", &[], &terminal()),
    ]);
    assert_eq!(found(&none), ["GW0505 /stages/0/advance_to"]);
}

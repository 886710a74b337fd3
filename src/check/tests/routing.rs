use proptest::prelude::*;
use serde_json::{Value, json};

use super::{branch, condition, found, gate, stage, terminal, timed};
use crate::check::{RouteTable, RuleFate, Target, route_table};
use crate::draft::{Format, lower, read};
use crate::runtime::{Route, route, timeout_outcome};
use crate::spec::{GateOutcome, ScenarioSpec, TimeoutPolicy};

/// A scenario whose first stage has the gates `a` and `b` and this route.
fn scenario(advance_to: &Value, policy: Option<&str>) -> Value {
    let gates = [gate("a", "tests_pass"), gate("b", "env_is_prod")];
    let mut first = stage("one", &gates, advance_to);
    if let Some(policy) = policy {
        first = timed(first, policy);
    }
    json!({"stages": [
        first,
        stage("two", &[], &terminal()),
        stage("three", &[], &terminal()),
    ]})
}

fn table(patch: &Value) -> RouteTable {
    let draft = read(patch.to_string().as_bytes(), Format::Json).draft;
    route_table(&draft.unwrap(), 0)
}

/// What one rule becomes under each policy: none, flag, alternate.
#[test]
fn every_kind_of_rule_has_its_fate() {
    use RuleFate as F;
    let policies = [
        None,
        Some("fail"),
        Some("advance_with_flag"),
        Some("alternate_branch"),
    ];
    for (own, outcome, fates) in [
        (true, "true", [F::Pass, F::Pass, F::Pass, F::Pass]),
        (true, "false", [F::DeadFalse; 4]),
        (
            true,
            "unknown",
            [F::DeadUnknown, F::DeadUnknown, F::DeadUnknown, F::Alternate],
        ),
        (false, "true", [F::DeadForeign; 4]),
        (false, "false", [F::DeadForeign; 4]),
        (false, "unknown", [F::Pass, F::Pass, F::Pass, F::Both]),
    ] {
        for (policy, fate) in policies.into_iter().zip(fates) {
            let rule = [(if own { "a" } else { "x" }, outcome, "two")];
            let table = table(&scenario(&branch(&rule, Some("three")), policy));
            assert_eq!(table.rules, [fate], "{rule:?} {policy:?}");
        }
    }
}

/// What a second rule becomes behind a first, with a timeout that takes the alternate branch.
#[test]
fn a_rule_behind_another_is_judged_by_the_vectors_that_are_left() {
    use RuleFate as F;
    for (first, second, fates) in [
        (("a", "true"), ("b", "true"), [F::Pass, F::Shadowed(0)]),
        (("a", "true"), ("b", "unknown"), [F::Pass, F::Alternate]),
        (
            ("a", "unknown"),
            ("b", "unknown"),
            [F::Alternate, F::Shadowed(0)],
        ),
        (("a", "unknown"), ("b", "true"), [F::Alternate, F::Pass]),
        (("a", "false"), ("b", "true"), [F::DeadFalse, F::Pass]),
        (("x", "unknown"), ("b", "true"), [F::Both, F::Shadowed(0)]),
        (
            ("x", "unknown"),
            ("b", "unknown"),
            [F::Both, F::Shadowed(0)],
        ),
        (
            ("x", "unknown"),
            ("y", "unknown"),
            [F::Both, F::Shadowed(0)],
        ),
        (("a", "true"), ("x", "unknown"), [F::Pass, F::Alternate]),
        (("a", "unknown"), ("x", "unknown"), [F::Alternate, F::Pass]),
        (
            ("x", "true"),
            ("a", "false"),
            [F::DeadForeign, F::DeadFalse],
        ),
    ] {
        let rules = [(first.0, first.1, "two"), (second.0, second.1, "three")];
        let table = table(&scenario(&branch(&rules, None), Some("alternate_branch")));
        assert_eq!(table.rules, fates, "{rules:?}");
    }
}

#[test]
fn what_is_unfinished_leaves_everything_behind_it_open() {
    let rules = json!({"kind": "branch", "default": "three", "branches": [
        {"gate_id": "a", "next_stage_id": "two"},
        {"gate_id": "a", "outcome": "true", "next_stage_id": "two"},
        {"gate_id": "a", "outcome": "false", "next_stage_id": "two"},
    ]});
    let open = table(&scenario(&rules, None));
    assert_eq!(
        open.rules,
        [
            RuleFate::Unfinished,
            RuleFate::Unfinished,
            RuleFate::DeadFalse
        ]
    );
    assert_eq!((open.pass, open.pass_rule), (Target::Unknown, None));

    // A gate without an id may be the one that a rule means.
    let mut patch = scenario(&branch(&[("c", "true", "two")], None), None);
    patch["stages"][0]["gates"][1]["gate_id"].take();
    assert_eq!(table(&patch).rules, [RuleFate::Unfinished]);
    assert_eq!(table(&patch).pass, Target::Unknown);

    // Without a default, or without rules, there may still be one.
    let mut patch = scenario(&branch(&[], None), None);
    patch["stages"][0]["advance_to"] = json!({"kind": "branch", "branches": []});
    assert_eq!(table(&patch).pass, Target::Unknown);
    patch["stages"][0]["advance_to"] = json!({"kind": "branch", "default": null});
    assert_eq!(table(&patch).pass, Target::Unknown);
}

#[test]
fn plain_routes_lead_where_they_say() {
    let at = |index: usize, advance_to: Value, policy: Option<&str>| {
        let mut patch = scenario(&terminal(), None);
        patch["stages"][index]["advance_to"] = advance_to;
        if let Some(policy) = policy {
            patch["stages"][index] = timed(patch["stages"][index].take(), policy);
        }
        let draft = read(patch.to_string().as_bytes(), Format::Json).draft;
        let table = route_table(&draft.unwrap(), index);
        (table.pass, table.timeout)
    };
    let linear = || json!({"kind": "linear"});
    assert_eq!(at(0, linear(), None), (Target::Stage(1), None));
    assert_eq!(at(2, linear(), None), (Target::Complete, None));
    assert_eq!(at(1, terminal(), Some("fail")), (Target::Complete, None));
    for policy in ["advance_with_flag", "alternate_branch"] {
        assert_eq!(
            at(0, linear(), Some(policy)),
            (Target::Stage(1), Some(Target::Stage(1)))
        );
        assert_eq!(
            at(2, terminal(), Some(policy)),
            (Target::Complete, Some(Target::Complete))
        );
    }
    let nowhere = json!({"kind": "fixed", "stage_id": "four"});
    assert_eq!(at(0, nowhere, None), (Target::Unknown, None));
    assert_eq!(
        at(0, json!({"kind": "fixed"}), None),
        (Target::Unknown, None)
    );
}

#[test]
fn findings_stand_at_the_rules_that_they_are_about() {
    let at = |field: &str| format!("/stages/0/advance_to{field}");
    for (rules, default, policy, expected) in [
        (
            vec![("a", "true", "two")],
            Some("three"),
            "fail",
            vec!["GW0505 ", "GW0601!"],
        ),
        (
            vec![("a", "true", "two"), ("b", "unknown", "three")],
            None,
            "alternate_branch",
            vec![],
        ),
        (
            vec![("a", "true", "two"), ("b", "true", "three")],
            None,
            "fail",
            vec!["GW0501 /branches/1"],
        ),
        (
            vec![("a", "true", "two"), ("b", "false", "three")],
            None,
            "fail",
            vec!["GW0502 /branches/1/outcome"],
        ),
        (
            vec![("a", "true", "two"), ("b", "unknown", "three")],
            None,
            "advance_with_flag",
            vec!["GW0503 /branches/1/outcome"],
        ),
        (
            vec![("x", "unknown", "two")],
            Some("three"),
            "fail",
            vec!["GW0205 /branches/0/gate_id"],
        ),
        (
            vec![("x", "true", "two")],
            Some("three"),
            "fail",
            vec!["GW0205 /branches/0/gate_id"],
        ),
        (
            vec![],
            None,
            "alternate_branch",
            vec!["GW0504 ", "GW0504 ", "GW0601!", "GW0601!", "GW0602!"],
        ),
    ] {
        let patch = scenario(&branch(&rules, default), Some(policy));
        let told = found(&patch);
        let codes: Vec<&str> = told.iter().map(|line| &line[..6]).collect();
        let wanted: Vec<&str> = expected.iter().map(|line| &line[..6]).collect();
        assert_eq!(codes, wanted, "{rules:?} {policy}: {told:?}");
        for line in expected.iter().filter(|line| !line.ends_with('!')) {
            let (code, field) = line.split_once(' ').unwrap();
            assert!(
                told.contains(&format!("{code} {}", at(field))),
                "{line}: {told:?}"
            );
        }
    }
}

#[test]
fn an_arm_that_runs_into_its_sibling_is_told_and_other_linear_stages_are_not() {
    let linear = json!({"kind": "linear"});
    let split = branch(&[("a", "true", "two"), ("a", "unknown", "three")], None);
    let mut patch = scenario(&split, Some("alternate_branch"));
    patch["stages"][1]["advance_to"] = linear.clone();
    assert_eq!(found(&patch), ["GW0506 /stages/1/advance_to"]);
    patch["stages"][1]["advance_to"] = terminal();
    patch["stages"][2]["advance_to"] = linear.clone();
    assert_eq!(found(&patch), ["GW0507 /stages/2/advance_to"]);
    // A stage between the arms is no arm.
    let mut apart = scenario(&split, Some("alternate_branch"));
    apart["stages"][1]["advance_to"] = linear;
    let between = stage("between", &[], &terminal());
    apart["stages"].as_array_mut().unwrap().insert(2, between);
    assert_eq!(found(&apart), [""; 0]);
}

#[test]
fn a_near_gate_is_offered_for_a_foreign_one() {
    let gates = [gate("quality", "tests_pass"), gate("target", "env_is_prod")];
    let rules = branch(&[("qualty", "true", "done")], Some("done"));
    let patch = json!({"stages": [
        timed(stage("build", &gates, &rules), "fail"),
        stage("done", &[], &terminal()),
    ]});
    let d = super::Setup::new(&patch).find(crate::diagnostic::Code::GW0205);
    assert_eq!(d.help, ["did you mean `quality`?"]);
    assert_eq!(d.fixes.len(), 2);
}

fn outcome_of(policy: TimeoutPolicy) -> GateOutcome {
    timeout_outcome(policy).unwrap()
}

/// What the engine's router says of the first stage, as a target.
fn routed(spec: &ScenarioSpec, outcome: GateOutcome) -> Target {
    let first = &spec.stages[0];
    let own = |id: &str| {
        let is_own = first.gates.iter().any(|gate| gate.gate_id == id);
        is_own.then_some(outcome)
    };
    match route(spec, first, own) {
        Err(_) => Target::Nowhere,
        Ok(Route::Complete) => Target::Complete,
        Ok(Route::Stage(id)) => {
            let position = spec.stages.iter().position(|stage| stage.stage_id == id);
            Target::Stage(position.unwrap())
        }
    }
}

proptest! {
    /// E1 to E6 and E19: two vectors are all that the router ever sees.
    #[test]
    fn the_table_agrees_with_the_engine(
        rules in prop::collection::vec(
            (
                prop::sample::select(vec!["a", "b", "x"]),
                prop::sample::select(vec!["true", "false", "unknown"]),
                prop::sample::select(vec!["one", "two", "three"]),
            ),
            0..6,
        ),
        default in prop::option::of(prop::sample::select(vec!["one", "two", "three"])),
        policy in prop::option::of(
            prop::sample::select(vec!["fail", "advance_with_flag", "alternate_branch"]),
        ),
    ) {
        let mut patch = scenario(&branch(&rules, default), policy);
        let conditions = json!([condition("tests_pass"), condition("env_is_prod")]);
        for (field, value) in [
            ("scenario_id", json!("s")), ("namespace_id", json!(2)), ("spec_version", json!("1")),
            ("conditions", conditions), ("policies", json!([])), ("schemas", json!([])),
        ] {
            patch[field] = value;
        }
        let draft = read(patch.to_string().as_bytes(), Format::Json).draft.unwrap();
        let spec = lower(&draft).unwrap();
        let table = route_table(&draft, 0);
        let (pass, unknown) = (
            routed(&spec, GateOutcome::True),
            routed(&spec, outcome_of(TimeoutPolicy::AlternateBranch)),
        );
        prop_assert_eq!(&table.pass, &pass);
        let timeout = match policy {
            None | Some("fail") => None,
            Some("advance_with_flag") => {
                Some(routed(&spec, outcome_of(TimeoutPolicy::AdvanceWithFlag)))
            }
            _ => Some(unknown.clone()),
        };
        prop_assert_eq!(&table.timeout, &timeout);
        prop_assert_eq!(table.alternate, policy == Some("alternate_branch"));

        // A rule is alive exactly when some vector that occurs takes it: without it, or led
        // elsewhere, that vector goes elsewhere.
        for (position, fate) in table.rules.iter().enumerate() {
            let mut other = spec.clone();
            if let crate::spec::AdvanceTo::Branch { branches, .. } = &mut other.stages[0].advance_to {
                branches[position].next_stage_id = "elsewhere".to_owned();
            }
            other.stages.push(crate::spec::StageSpec {
                stage_id: "elsewhere".to_owned(),
                ..spec.stages[1].clone()
            });
            let passes = routed(&other, GateOutcome::True) != pass;
            let alternates = table.alternate && routed(&other, GateOutcome::Unknown) != unknown;
            let expected = match fate {
                RuleFate::Both => (true, true),
                RuleFate::Pass => (true, false),
                RuleFate::Alternate => (false, true),
                RuleFate::Shadowed(winner) => {
                    prop_assert!(*winner < position);
                    (false, false)
                }
                RuleFate::Unfinished => return Err(TestCaseError::fail("nothing is unfinished")),
                _ => (false, false),
            };
            prop_assert_eq!((passes, alternates), expected);
        }
        // At most two ways out, and no fate but the two winners' is alive.
        let alive = table.rules.iter().filter(|fate| {
            matches!(fate, RuleFate::Pass | RuleFate::Alternate | RuleFate::Both)
        });
        prop_assert!(alive.count() <= 2);
    }
}

use serde_json::{Value, json};

use super::{Setup, condition, found, gate, stage, terminal, timed, to};
use crate::diagnostic::Code;
use crate::spec::TrustLane;

/// The base draft with these conditions, all used by its gate.
fn with(conditions: &[Value]) -> Value {
    let parts: Vec<Value> = conditions
        .iter()
        .map(|condition| json!({"Condition": condition["condition_id"]}))
        .collect();
    json!({
        "conditions": conditions,
        "stages": [
            timed(stage("build", &[gate("quality", json!({"And": parts}))], &to("done")), "fail"),
            stage("done", &[], &terminal()),
        ]
    })
}

#[test]
fn a_repeated_question_is_told_once_and_only_when_it_is_one() {
    let same = |id: &str, change: &dyn Fn(&mut Value)| {
        let mut other = condition("a");
        other["condition_id"] = json!(id);
        change(&mut other);
        other
    };
    for (case, change, told) in [
        ("the same", &|_: &mut Value| {} as _, true),
        (
            "written otherwise",
            &(|c: &mut Value| c["trust"] = Value::Null) as &dyn Fn(&mut Value),
            true,
        ),
        (
            "another value",
            &|c: &mut Value| c["expected"] = json!(1),
            false,
        ),
        (
            "another comparator",
            &|c: &mut Value| {
                c["comparator"] = json!("exists");
                c["expected"] = Value::Null;
            },
            false,
        ),
        (
            "another parameter",
            &|c: &mut Value| c["query"]["params"]["file"] = json!("x"),
            false,
        ),
        (
            "another lane",
            &|c: &mut Value| c["trust"] = json!({"min_lane": "verified"}),
            false,
        ),
    ] as [(&str, &dyn Fn(&mut Value), bool); 6]
    {
        let wanted: &[&str] = if told {
            &["GW0207 /conditions/1/condition_id"]
        } else {
            &[]
        };
        let patch = with(&[condition("a"), same("b", change)]);
        assert_eq!(found(&patch), wanted, "{case}");
    }
    let number =
        |id: &str, number: Value| same(id, &move |c: &mut Value| c["expected"] = number.clone());
    let patch = with(&[number("a", json!(1)), number("b", json!(1.0))]);
    assert_eq!(
        found(&patch),
        [
            "GW0207 /conditions/1/condition_id",
            "GW0802 /conditions/1/expected"
        ]
    );
    // Three times the same are two findings, both against the first.
    let patch = with(&[condition("a"), same("b", &|_| {}), same("c", &|_| {})]);
    assert_eq!(found(&patch).len(), 2);
    // An id that is used twice is one mistake.
    let patch = with(&[condition("a"), condition("a")]);
    assert_eq!(found(&patch), ["GW0201 /conditions/1/condition_id"]);
    // Unfinished questions are alike only for now.
    let empty = |id: &str| json!({"condition_id": id, "comparator": "exists", "query": {}, "policy_tags": []});
    let patch = with(&[empty("a"), empty("b")]);
    assert!(found(&patch).iter().all(|line| line.starts_with("GW0109")));
}

#[test]
fn a_condition_is_unused_only_when_every_gate_is_known() {
    let gates = |requirement: Value| {
        let mut gate = json!({"gate_id": "quality", "requirement": requirement});
        if gate["requirement"].is_null() {
            gate.as_object_mut().unwrap().remove("requirement");
        }
        json!({"stages": [
            timed(stage("build", &[gate], &to("done")), "fail"),
            stage("done", &[], &terminal()),
        ]})
    };
    let unused = |patch: &Value| -> usize {
        let codes = found(patch);
        codes
            .iter()
            .filter(|line| line.starts_with("GW0204"))
            .count()
    };
    assert_eq!(unused(&gates(json!("tests_pass"))), 1);
    assert_eq!(unused(&gates(json!({"And": []}))), 2);
    assert_eq!(unused(&gates(json!("tests_pass &&"))), 0);
    assert_eq!(unused(&gates(json!(5))), 0);
    assert_eq!(unused(&gates(Value::Null)), 0);
    assert_eq!(unused(&json!({"stages": []})), 0);
    assert_eq!(unused(&json!({"stages": null})), 0);
    assert_eq!(unused(&json!({"stages": [{"stage_id": "one"}]})), 0);
    // A slip explains why the condition that was meant is not used; of others it explains nothing.
    assert_eq!(unused(&gates(json!("tests_passed"))), 1);
    let all = Setup::new(&gates(json!("tests_passed"))).all().found();
    assert_eq!(all.iter().filter(|l| l.starts_with("GW0204")).count(), 2);
}

#[test]
fn ids_are_looked_at_one_by_one_and_against_each_other() {
    for (ids, expected) in [
        (vec!["a", "b"], vec![]),
        (vec!["a-b"], vec!["GW0206 /conditions/0/condition_id"]),
        (vec!["1a"], vec!["GW0206 /conditions/0/condition_id"]),
        (vec!["and"], vec!["GW0206 /conditions/0/condition_id"]),
        (vec!["ab", "Ab"], vec!["GW0206 /conditions/1/condition_id"]),
        (
            vec!["a\u{200b}"],
            vec![
                "GW0206 /conditions/0/condition_id",
                "GW0805 /conditions/0/condition_id",
            ],
        ),
        (
            vec!["scope", "s\u{441}ope"],
            vec![
                "GW0206 /conditions/1/condition_id",
                "GW0805 /conditions/1/condition_id",
            ],
        ),
        (
            vec!["e\u{301}"],
            vec![
                "GW0206 /conditions/0/condition_id",
                "GW0805 /conditions/0/condition_id",
            ],
        ),
    ] {
        let conditions: Vec<Value> = ids.iter().map(|id| condition(id)).collect();
        assert_eq!(found(&with(&conditions)), expected, "{ids:?}");
    }
}

#[test]
fn the_default_namespace_is_told_unless_the_server_allows_it() {
    let setup = || Setup::new(&json!({"namespace_id": 1}));
    assert_eq!(setup().found(), ["GW0208 /namespace_id"]);
    let allowed = setup().server(|runtime| runtime.allow_default_namespace = true);
    assert_eq!(allowed.found(), [""; 0]);
    assert_eq!(found(&json!({"namespace_id": 2})), [""; 0]);
}

#[test]
fn a_lane_weaker_than_the_servers_changes_nothing() {
    let lane = |lane: &str| {
        let mut one = condition("a");
        one["trust"] = json!({ "min_lane": lane });
        let mut patch = with(&[one]);
        patch["stages"][0]["gates"][0]["trust"] = json!({ "min_lane": lane });
        Setup::new(&patch)
    };
    assert_eq!(
        lane("asserted").found(),
        [
            "GW0703 /conditions/0/trust",
            "GW0703 /stages/0/gates/0/trust"
        ]
    );
    assert_eq!(lane("verified").found(), [""; 0]);
    let trusting = lane("asserted").server(|runtime| runtime.min_lane = TrustLane::Asserted);
    assert_eq!(trusting.found(), [""; 0]);
}

#[test]
fn references_that_lead_nowhere_are_told_with_the_nearest_name() {
    let rules = super::branch(&[("quality", "true", "doen")], Some("holld"));
    let gates = [gate("quality", "tests_pass && env_is_prod")];
    let patch = json!({"stages": [
        timed(stage("build", &gates, &rules), "fail"),
        stage("done", &[], &to("dne")),
        stage("hold", &[], &to("somewhere")),
    ]});
    assert_eq!(
        found(&patch),
        [
            "GW0203 /stages/0/advance_to/branches/0/next_stage_id",
            "GW0203 /stages/0/advance_to/default",
            "GW0203 /stages/1/advance_to/stage_id",
            "GW0203 /stages/2/advance_to/stage_id",
        ]
    );
    let told: Vec<(usize, String)> = Setup::new(&patch)
        .check()
        .diagnostics
        .iter()
        .map(|d| (d.fixes.len(), d.help[0].clone()))
        .collect();
    let cures = [
        (1, "did you mean `done`?"),
        (0, "did you mean `hold`?"),
        (1, "did you mean `done`?"),
        (0, "add the stage, or lead to one that exists"),
    ];
    for ((fixes, help), wanted) in told.iter().zip(cures) {
        assert_eq!((*fixes, help.as_str()), wanted);
    }
}

#[test]
fn suppressions_take_out_what_they_name_where_they_stand_and_below() {
    let accept = |code: &str| json!([{"code": code, "reason": "It is meant."}]);
    let open_stage = |at_stage: Option<&str>, at_top: Option<&str>| {
        let gates = [gate("quality", "tests_pass && env_is_prod")];
        let mut build = stage("build", &gates, &to("done"));
        if let Some(code) = at_stage {
            build["suppress"] = accept(code);
        }
        let mut patch = json!({"stages": [build, stage("done", &[], &terminal())]});
        if let Some(code) = at_top {
            patch["suppress"] = accept(code);
        }
        found(&patch)
    };
    assert_eq!(open_stage(None, None), ["GW0604 /stages/0/stage_id"]);
    assert_eq!(open_stage(Some("GW0604"), None), [""; 0]);
    assert_eq!(open_stage(Some("waits-without-limit"), None), [""; 0]);
    assert_eq!(open_stage(None, Some("GW0604")), [""; 0]);
    // The inner one takes it, so that nothing is left for the outer one.
    assert_eq!(
        open_stage(Some("GW0604"), Some("GW0604")),
        ["GW1108 /suppress/0/code"]
    );
    for wrong in ["GW0605", "GW0202", "GW9999"] {
        assert_eq!(
            open_stage(Some(wrong), None),
            [
                "GW0604 /stages/0/stage_id",
                "GW1108 /stages/0/suppress/0/code"
            ],
            "{wrong}"
        );
    }
    // Without a reason it is unfinished and takes nothing out.
    let mut patch = json!({"namespace_id": 1, "suppress": [{"code": "GW0208"}]});
    assert_eq!(
        found(&patch),
        ["GW0109 /suppress/0/reason", "GW0208 /namespace_id"]
    );
    patch["suppress"] = accept("GW0208");
    assert_eq!(found(&patch), [""; 0]);
    let near = Setup::new(&json!({"suppress": accept("waits-without-limt")}));
    let help = near.find(Code::GW1108).help;
    assert!(
        help.contains(&"did you mean `waits-without-limit`?".to_owned()),
        "{help:?}"
    );
}

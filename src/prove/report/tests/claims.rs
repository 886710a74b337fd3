//! Every kind of statement: where it is made, how strongly, and in which words.

use serde_json::{Value, json};

use super::{condition, draft, report, stage};
use crate::draft::ScenarioDraft;
use crate::prove::Prover;
use crate::prove::report::{ProofReport, proof_report};
use crate::prove::{Claim, ClaimKind, Strength};
use crate::sources::Sources;

fn scenario(stages: &[Value]) -> ScenarioDraft {
    let time = |id: &str, check: &str, moment: &str| {
        json!({"condition_id": id, "comparator": "equals", "expected": true, "policy_tags": [],
            "query": {"provider_id": "time", "check_id": check, "params": {"timestamp": moment}}})
    };
    draft(&json!({
        "scenario_id": "s", "namespace_id": 7, "spec_version": "1", "policies": [], "schemas": [],
        "default_tenant_id": null, "stages": stages,
        "conditions": [
            condition("a", "$.a", "equals", json!(true)),
            condition("b", "$.b", "equals", json!(true)),
            condition("c", "$.c", "equals", json!(true)),
            condition("high", "$.n", "greater_than", json!(90)),
            condition("low", "$.n", "less_than", json!(10)),
            condition("there", "$.a", "exists", Value::Null),
            time("early", "before", "2026-12-18T17:00:00Z"),
        ]
    }))
}

fn end() -> Value {
    json!({"kind": "terminal"})
}

/// Returns the statements of a kind that are not made of every scenario.
fn of_kind(report: &ProofReport, kind: ClaimKind) -> Vec<(Strength, String)> {
    let claims = report.all_claims().filter(|claim| claim.kind == kind);
    claims.map(|one| (one.strength, one.says.clone())).collect()
}

#[test]
fn gates_tell_what_is_odd_about_them_and_no_more() {
    use ClaimKind::{Constant, Failing, Passing, RedundantPart, Role, Stall};
    use Strength::{AssumesStableEvidence, Proved};
    let nothing: &[(ClaimKind, Strength, &str)] = &[];
    for (requirement, expected) in [
        ("a", nothing),
        (
            "a and b",
            &[(
                Role,
                Proved,
                "it cannot pass without an answer of `a` and `b`",
            )],
        ),
        (
            "a or b",
            &[(
                Role,
                Proved,
                "none of its conditions is needed on every way to pass",
            )],
        ),
        (
            "high and low",
            &[(
                Passing,
                AssumesStableEvidence,
                "it can never be true: `high` and `low` rule each other out",
            )],
        ),
        (
            "there",
            &[(
                Failing,
                Proved,
                "it can never be false: it only asks whether there is evidence at all",
            )],
        ),
        (
            "a and (b or not b)",
            &[
                (
                    Role,
                    Proved,
                    "it cannot pass without an answer of `a` and `b`",
                ),
                (
                    Stall,
                    Proved,
                    "it can wait for `b` although it is true either way, given a = true",
                ),
            ],
        ),
        (
            "b or not b or a",
            &[
                (
                    Failing,
                    Proved,
                    "it can never be false: it only asks whether there is evidence at all",
                ),
                (
                    Role,
                    Proved,
                    "none of its conditions is needed on every way to pass",
                ),
                (
                    Stall,
                    Proved,
                    "it can wait for `b` although it is true either way, given a = false",
                ),
            ],
        ),
        (
            "a and (a or c)",
            &[
                (Role, Proved, "it cannot pass without an answer of `a`"),
                (Role, Proved, "it never depends on `c`"),
                (RedundantPart, Proved, "its part `a or c` changes nothing"),
            ],
        ),
    ] {
        let draft = scenario(&[stage("one", &[("g", requirement)], &end())]);
        let told: Vec<Claim> = report(&draft).stages[0].gates[0].claims.clone();
        let expected: Vec<Claim> = expected
            .iter()
            .map(|(kind, strength, says)| Claim::new(*kind, *strength, *says))
            .collect();
        assert_eq!(told, expected, "{requirement}");
    }
    let mut always = stage("one", &[], &end());
    always["gates"] = json!([{"gate_id": "g", "requirement": {"And": []}}]);
    let told = of_kind(&report(&scenario(&[always])), Constant);
    assert_eq!(
        told,
        [(
            Proved,
            "it is always true, whatever the evidence".to_owned()
        )]
    );
}

#[test]
fn stages_tell_what_their_gates_do_together() {
    use Strength::{AssumesStableEvidence, Proved};
    for (gates, kind, strength, says) in [
        (
            [("g", "high"), ("h", "low")],
            ClaimKind::Passing,
            AssumesStableEvidence,
            "`g` and `h` can never be true in one trigger: `high` and `low` rule each other out",
        ),
        (
            [("g", "a"), ("h", "a and b")],
            ClaimKind::ImpliedGate,
            Proved,
            "`g` adds nothing: it is true whenever `h` is",
        ),
        (
            [("g", "a"), ("h", "early")],
            ClaimKind::Window,
            AssumesStableEvidence,
            "after 2026-12-18 16:59:59.999 UTC it can never pass any more, because of `early`",
        ),
    ] {
        let told = of_kind(&report(&scenario(&[stage("one", &gates, &end())])), kind);
        assert!(
            told.contains(&(strength, says.to_owned())),
            "{gates:?}: {told:?}"
        );
        // A near miss: gates that have nothing to do with each other.
        let apart = scenario(&[stage("one", &[("g", "a"), ("h", "b")], &end())]);
        assert_eq!(of_kind(&report(&apart), kind), []);
    }
}

#[test]
fn runs_that_go_round_or_get_lost_are_told() {
    use Strength::Proved;
    let to = |id: &str| json!({"kind": "fixed", "stage_id": id});
    let round = report(&scenario(&[stage("one", &[], &to("one"))]));
    assert_eq!(
        of_kind(&round, ClaimKind::Loop),
        [(
            Proved,
            "a run enters `one` again with every trigger, for ever".to_owned()
        )]
    );
    assert_eq!(round.headline, "no run can complete");
    let nowhere = json!({"kind": "branch", "branches": [], "default": null});
    let lost = report(&scenario(&[stage("one", &[("g", "a")], &nowhere)]));
    let told = of_kind(&lost, ClaimKind::Error);
    assert!(
        told.contains(&(
            Proved,
            "a call can fail without a record in `one`: no rule matches".to_owned()
        )),
        "{told:?}"
    );
    let mut late = stage("one", &[("g", "high and low")], &end());
    late["timeout"] = json!({"timeout_ms": 5, "policy_tags": []});
    late["on_timeout"] = json!("advance_with_flag");
    let late = report(&scenario(&[late]));
    assert_eq!(late.headline, "runs complete only after a timeout");
    assert_eq!(
        late.claims[0],
        Claim::new(
            ClaimKind::Release,
            Strength::AssumesStableEvidence,
            "a run completes only after a timeout"
        )
    );
}

#[test]
fn what_is_beyond_the_budget_is_told_as_not_analysed() {
    let draft = scenario(&[stage("one", &[("g", "at_least(2, a, b, c)")], &end())]);
    let sources = Sources::builtin();
    let proof = Prover::with_budget(3).prove(&draft, &sources);
    assert!(proof.is_cut_short());
    let told = proof_report(&draft, &sources, &proof);
    assert_eq!(told.headline, "whether a run can complete is not known");
    assert!(told.tally.not_analysed > 0);
    assert_eq!(
        told.stages[0].gates[0].claims,
        [Claim::new(
            ClaimKind::Passing,
            Strength::NotAnalysed,
            "not analysed: the budget of the analysis was spent"
        )]
    );
    let whole = report(&draft);
    assert_eq!(whole.tally.not_analysed, 0);
    assert_eq!(
        whole.tally.words(),
        format!("{} proved", whole.tally.proved)
    );
}

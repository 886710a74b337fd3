//! Where a run goes when it leaves a stage (REFERENCE §8).

use crate::spec::{AdvanceTo, GateOutcome, ScenarioSpec, StageSpec, TimeoutPolicy};

/// The way out of a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route<'s> {
    /// The run enters this stage, which may be the one it leaves.
    Stage(&'s str),
    /// The run completes.
    Complete,
}

/// No rule of a branch matches and there is no default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no branch rule matches and there is no default")]
pub struct NoRoute;

/// Returns where a stage leads for given outcomes of gates.
///
/// Branch rules are read in order; a gate for which `outcome_of` returns none, such as a gate of
/// another stage, reads unknown. Linear past the last stage completes the run, as terminal does.
/// This is asked only when every gate of the stage is true, or with the outcomes that a timeout
/// makes up ([`timeout_outcome`]).
///
/// # Errors
/// When no branch rule matches and there is no default.
pub fn route<'s>(
    spec: &'s ScenarioSpec,
    stage: &'s StageSpec,
    outcome_of: impl Fn(&str) -> Option<GateOutcome>,
) -> Result<Route<'s>, NoRoute> {
    match &stage.advance_to {
        AdvanceTo::Terminal {} => Ok(Route::Complete),
        AdvanceTo::Fixed { stage_id } => Ok(Route::Stage(stage_id)),
        AdvanceTo::Linear {} => Ok(spec
            .stages
            .iter()
            .skip_while(|other| other.stage_id != stage.stage_id)
            .nth(1)
            .map_or(Route::Complete, |next| Route::Stage(&next.stage_id))),
        AdvanceTo::Branch { branches, default } => branches
            .iter()
            .find(|rule| outcome_of(&rule.gate_id).unwrap_or(GateOutcome::Unknown) == rule.outcome)
            .map(|rule| &rule.next_stage_id)
            .or(default.as_ref())
            .map(|target| Route::Stage(target))
            .ok_or(NoRoute),
    }
}

/// Returns the outcome that a timeout makes up for every gate of its stage.
///
/// None for a policy that fails the run instead of routing it.
#[must_use]
pub const fn timeout_outcome(policy: TimeoutPolicy) -> Option<GateOutcome> {
    match policy {
        TimeoutPolicy::Fail => None,
        TimeoutPolicy::AdvanceWithFlag => Some(GateOutcome::True),
        TimeoutPolicy::AlternateBranch => Some(GateOutcome::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn spec(advance: &Value) -> ScenarioSpec {
        let stage = |id: &str, advance: &Value| {
            json!({"stage_id": id, "entry_packets": [], "gates": [], "advance_to": advance,
                "timeout": null, "on_timeout": "fail"})
        };
        serde_json::from_value(json!({
            "scenario_id": "s", "namespace_id": 1, "spec_version": "1",
            "stages": [stage("one", advance), stage("two", &json!({"kind": "linear"}))],
            "conditions": [], "policies": [], "schemas": []
        }))
        .unwrap()
    }

    fn way_out(advance: &Value, outcome: GateOutcome) -> String {
        let spec = spec(advance);
        let inside = |gate: &str| (gate == "inside").then_some(outcome);
        match route(&spec, &spec.stages[0], inside) {
            Ok(Route::Stage(stage)) => stage.to_owned(),
            Ok(Route::Complete) => "complete".to_owned(),
            Err(NoRoute) => "none".to_owned(),
        }
    }

    #[test]
    fn rules_are_read_in_order_and_foreign_gates_read_unknown() {
        let branch = |rules: &[(&str, &str, &str)], default: Value| {
            let rules: Vec<Value> = rules
                .iter()
                .map(|(gate, outcome, target)| {
                    json!({"gate_id": gate, "outcome": outcome, "next_stage_id": target})
                })
                .collect();
            json!({"kind": "branch", "branches": rules, "default": default})
        };
        let shadowing = branch(
            &[("outside", "unknown", "one"), ("inside", "true", "two")],
            Value::Null,
        );
        let split = branch(
            &[("inside", "true", "one"), ("inside", "unknown", "two")],
            Value::Null,
        );
        for (advance, outcome, expected) in [
            (json!({"kind": "terminal"}), GateOutcome::True, "complete"),
            (json!({"kind": "linear"}), GateOutcome::True, "two"),
            (
                json!({"kind": "fixed", "stage_id": "one"}),
                GateOutcome::True,
                "one",
            ),
            (shadowing, GateOutcome::True, "one"),
            (split.clone(), GateOutcome::True, "one"),
            (split.clone(), GateOutcome::Unknown, "two"),
            (split, GateOutcome::False, "none"),
            (branch(&[], json!("two")), GateOutcome::True, "two"),
            (branch(&[], Value::Null), GateOutcome::True, "none"),
        ] {
            assert_eq!(way_out(&advance, outcome), expected, "{advance}");
        }
    }

    proptest! {
        #[test]
        fn rules_on_false_never_fire(
            rules in prop::collection::vec(
                ("inside|outside", prop::sample::select(vec!["true", "false", "unknown"]), "one|two"),
                0..6,
            ),
        ) {
            // A run leaves its stage with all gates true, or with all unknown after a timeout.
            let branch = |rules: Vec<Value>| json!({"kind": "branch", "branches": rules, "default": null});
            let rule = |(gate, outcome, target): &(String, &str, String)| {
                json!({"gate_id": gate, "outcome": outcome, "next_stage_id": target})
            };
            let all = branch(rules.iter().map(rule).collect());
            let living = branch(rules.iter().filter(|rule| rule.1 != "false").map(rule).collect());
            for outcome in [GateOutcome::True, GateOutcome::Unknown] {
                prop_assert_eq!(way_out(&all, outcome), way_out(&living, outcome));
            }
        }
    }

    #[test]
    fn linear_past_the_end_completes() {
        let spec = spec(&json!({"kind": "linear"}));
        assert_eq!(route(&spec, &spec.stages[1], |_| None), Ok(Route::Complete));
    }
}

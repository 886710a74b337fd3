//! The rules that a spec must keep before the engine takes it (REFERENCE §2, layer 2).

use std::collections::HashSet;

use crate::spec::{AdvanceTo, ScenarioSpec, StageSpec};

/// The first rule that a spec breaks, in the runtime's order of rules.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSpec {
    /// There is no stage.
    #[error("the scenario has no stage")]
    MissingStages,
    /// Two stages share an id.
    #[error("stage `{0}` is defined twice")]
    DuplicateStageId(String),
    /// Two gates of any stages share an id.
    #[error("gate `{0}` is defined twice")]
    DuplicateGateId(String),
    /// Two packets of any stages share an id.
    #[error("packet `{0}` is defined twice")]
    DuplicatePacketId(String),
    /// Two conditions share an id.
    #[error("condition `{0}` is defined twice")]
    DuplicateCondition(String),
    /// A condition does not say whom it asks, or what.
    #[error("condition `{condition_id}` has a blank {}", .field.name())]
    InvalidEvidenceQuery {
        /// The condition.
        condition_id: String,
        /// The part of its query that is blank.
        field: QueryField,
    },
    /// A gate names a condition that does not exist.
    #[error("gate `{gate_id}` names condition `{condition_id}`, which does not exist")]
    MissingCondition {
        /// The gate.
        gate_id: String,
        /// The condition that is missing.
        condition_id: String,
    },
    /// A stage leads to a stage that does not exist.
    #[error("stage `{stage_id}` leads to stage `{target}`, which does not exist")]
    MissingBranchTarget {
        /// The stage that is left.
        stage_id: String,
        /// The stage that is missing.
        target: String,
    },
}

impl InvalidSpec {
    /// Returns the runtime's word for the rule.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::MissingStages => "missing_stages",
            Self::DuplicateStageId(_) => "duplicate_stage_id",
            Self::DuplicateGateId(_) => "duplicate_gate_id",
            Self::DuplicatePacketId(_) => "duplicate_packet_id",
            Self::DuplicateCondition(_) => "duplicate_condition",
            Self::InvalidEvidenceQuery { .. } => "invalid_evidence_query",
            Self::MissingCondition { .. } => "missing_condition",
            Self::MissingBranchTarget { .. } => "missing_branch_target",
        }
    }
}

/// A part of a query that must not be blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryField {
    /// The provider that is asked.
    ProviderId,
    /// The check that it runs.
    CheckId,
}

impl QueryField {
    /// Returns the field's name in a spec.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ProviderId => "provider_id",
            Self::CheckId => "check_id",
        }
    }
}

/// Tells whether the engine takes a spec.
///
/// Ids are compared byte for byte and may be empty; blank means nothing but Unicode white space.
/// Requirement trees, gates named by branch rules, and unused parts are not looked at.
///
/// # Errors
/// The first rule that the spec breaks.
pub fn validate(spec: &ScenarioSpec) -> Result<(), InvalidSpec> {
    if spec.stages.is_empty() {
        return Err(InvalidSpec::MissingStages);
    }
    let stages = || spec.stages.iter().map(|stage| stage.stage_id.as_str());
    let gates = || spec.stages.iter().flat_map(|stage| &stage.gates);
    let packets = || spec.stages.iter().flat_map(|stage| &stage.entry_packets);
    let conditions = || spec.conditions.iter().map(|c| c.condition_id.as_str());

    refuse_repeats(stages(), InvalidSpec::DuplicateStageId)?;
    refuse_repeats(
        gates().map(|gate| gate.gate_id.as_str()),
        InvalidSpec::DuplicateGateId,
    )?;
    refuse_repeats(
        packets().map(|packet| packet.packet_id.as_str()),
        InvalidSpec::DuplicatePacketId,
    )?;
    refuse_repeats(conditions(), InvalidSpec::DuplicateCondition)?;
    refuse_blank_queries(spec)?;
    refuse_missing_conditions(spec, &conditions().collect())?;
    refuse_missing_targets(spec, &stages().collect())
}

fn refuse_repeats<'a>(
    mut ids: impl Iterator<Item = &'a str>,
    refusal: impl Fn(String) -> InvalidSpec,
) -> Result<(), InvalidSpec> {
    let mut seen = HashSet::new();
    match ids.find(|id| !seen.insert(*id)) {
        Some(repeated) => Err(refusal(repeated.to_owned())),
        None => Ok(()),
    }
}

fn refuse_blank_queries(spec: &ScenarioSpec) -> Result<(), InvalidSpec> {
    for condition in &spec.conditions {
        for (field, text) in [
            (QueryField::ProviderId, &condition.query.provider_id),
            (QueryField::CheckId, &condition.query.check_id),
        ] {
            if text.trim().is_empty() {
                return Err(InvalidSpec::InvalidEvidenceQuery {
                    condition_id: condition.condition_id.clone(),
                    field,
                });
            }
        }
    }
    Ok(())
}

fn refuse_missing_conditions(
    spec: &ScenarioSpec,
    known: &HashSet<&str>,
) -> Result<(), InvalidSpec> {
    for gate in spec.stages.iter().flat_map(|stage| &stage.gates) {
        let mut missing = None;
        gate.requirement.for_each_condition(&mut |id| {
            if missing.is_none() && !known.contains(id) {
                missing = Some(id.to_owned());
            }
        });
        if let Some(condition_id) = missing {
            return Err(InvalidSpec::MissingCondition {
                gate_id: gate.gate_id.clone(),
                condition_id,
            });
        }
    }
    Ok(())
}

fn refuse_missing_targets(spec: &ScenarioSpec, known: &HashSet<&str>) -> Result<(), InvalidSpec> {
    for stage in &spec.stages {
        if let Some(target) = targets(stage).find(|target| !known.contains(target)) {
            return Err(InvalidSpec::MissingBranchTarget {
                stage_id: stage.stage_id.clone(),
                target: target.to_owned(),
            });
        }
    }
    Ok(())
}

/// Returns every stage that a stage names as a way on, in the order written.
fn targets(stage: &StageSpec) -> impl Iterator<Item = &str> {
    let (rules, last) = match &stage.advance_to {
        AdvanceTo::Linear {} | AdvanceTo::Terminal {} => (&[][..], None),
        AdvanceTo::Fixed { stage_id } => (&[][..], Some(stage_id)),
        AdvanceTo::Branch { branches, default } => (&branches[..], default.as_ref()),
    };
    rules
        .iter()
        .map(|rule| rule.next_stage_id.as_str())
        .chain(last.map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn stage(id: &str, gates: &Value, packets: &Value, advance_to: &Value) -> Value {
        json!({"stage_id": id, "entry_packets": packets, "gates": gates,
            "advance_to": advance_to, "timeout": null, "on_timeout": "fail"})
    }

    fn condition(id: &str, provider: &str, check: &str) -> Value {
        json!({"condition_id": id, "query": {"provider_id": provider, "check_id": check},
            "comparator": "exists", "policy_tags": []})
    }

    fn code(stages: &[Value], conditions: &[Value]) -> &'static str {
        let spec: ScenarioSpec = serde_json::from_value(json!({
            "scenario_id": "s", "namespace_id": 1, "spec_version": "1", "stages": stages,
            "conditions": conditions, "policies": [], "schemas": []
        }))
        .unwrap();
        validate(&spec).map_or_else(|refusal| refusal.code(), |()| "ok")
    }

    #[test]
    fn each_rule_has_its_code() {
        let end = json!({"kind": "terminal"});
        let none = json!([]);
        let gate = |id: &str, condition: &str| json!({"gate_id": id, "requirement": {"Not": {"Condition": condition}}});
        let packet = json!({"packet_id": "p", "schema_id": "s", "content_type": "", "visibility_labels": [],
            "policy_tags": [], "payload": {"kind": "json", "value": null}});
        let branch = |target: &str, default: &Value| {
            json!({"kind": "branch", "default": default,
                "branches": [{"gate_id": "elsewhere", "outcome": "unknown", "next_stage_id": target}]})
        };
        let plain = |id| stage(id, &none, &none, &end);
        for (expected, stages, conditions) in [
            ("ok", vec![plain(""), plain(" ")], vec![]),
            ("missing_stages", vec![], vec![condition("a", "", "")]),
            ("duplicate_stage_id", vec![plain("s"), plain("s")], vec![]),
            (
                "duplicate_gate_id",
                vec![
                    stage("s", &json!([gate("g", "a")]), &none, &end),
                    stage("t", &json!([gate("g", "a")]), &none, &end),
                ],
                vec![],
            ),
            (
                "duplicate_packet_id",
                vec![stage("s", &none, &json!([packet, packet]), &end)],
                vec![],
            ),
            (
                "duplicate_condition",
                vec![plain("s")],
                vec![condition("a", "", "c"), condition("a", "p", "c")],
            ),
            (
                "invalid_evidence_query",
                vec![plain("s")],
                vec![condition("a", "\u{3000}", "c")],
            ),
            (
                "invalid_evidence_query",
                vec![plain("s")],
                vec![condition("a", "p", "")],
            ),
            (
                "ok",
                vec![plain("s")],
                vec![condition("a", "\u{200b}", "c")],
            ),
            (
                "missing_condition",
                vec![stage(
                    "s",
                    &json!([gate("g", "A")]),
                    &none,
                    &json!({"kind": "fixed", "stage_id": "x"}),
                )],
                vec![condition("a", "p", "c")],
            ),
            (
                "missing_branch_target",
                vec![stage(
                    "s",
                    &none,
                    &none,
                    &json!({"kind": "fixed", "stage_id": "x"}),
                )],
                vec![],
            ),
            (
                "missing_branch_target",
                vec![stage("s", &none, &none, &branch("x", &json!("s")))],
                vec![],
            ),
            (
                "missing_branch_target",
                vec![stage("s", &none, &none, &branch("s", &json!("x")))],
                vec![],
            ),
            (
                "ok",
                vec![stage("s", &none, &none, &branch("s", &Value::Null))],
                vec![],
            ),
        ] {
            assert_eq!(code(&stages, &conditions), expected, "{stages:?}");
        }
    }
}

//! One stage tried on a payload that a caller asserts (REFERENCE §4).

use std::collections::HashMap;

use serde_json::Value;

use super::engine::Engine;
use super::error::EngineError;
use super::evidence::Evidence;
use super::run::Decision;
use super::stage::GateRecord;
use crate::spec::{ScenarioSpec, TrustLane};

/// What a stage would decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Precheck {
    /// The decision: advance, hold or complete; a precheck knows no timeout and no packet.
    pub decision: Decision,
    /// Every gate of the stage, in order.
    pub gates: Vec<GateRecord>,
}

/// The payload is no object, and the scenario has other than one condition to give it to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the payload is not an object with one field for each condition")]
pub struct PayloadNotObject;

/// Why a precheck says nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrecheckError {
    /// The payload does not map to conditions.
    #[error(transparent)]
    PayloadNotObject(#[from] PayloadNotObject),
    /// The engine refuses.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl PrecheckError {
    /// Returns the precheck tool's code, such as `engine.stage_not_found`.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::PayloadNotObject(_) => "payload_not_object".to_owned(),
            Self::Engine(error) => format!("engine.{}", error.code()),
        }
    }
}

/// Returns the evidence that a payload asserts, by condition id.
///
/// An object answers each condition with the field of its name, null included; conditions without
/// a field are left out. Anything else answers the only condition of a scenario.
///
/// # Errors
/// When the payload is no object and the scenario has other than one condition.
pub fn asserted_evidence<'s>(
    spec: &'s ScenarioSpec,
    payload: &Value,
) -> Result<HashMap<&'s str, Evidence>, PayloadNotObject> {
    let asserted = |value: &Value| Evidence::json(value.clone(), TrustLane::Asserted);
    let ids = spec.conditions.iter().map(|c| c.condition_id.as_str());
    match (payload, spec.conditions.as_slice()) {
        (Value::Object(fields), _) => Ok(ids
            .filter_map(|id| Some((id, asserted(fields.get(id)?))))
            .collect()),
        (value, [_]) => Ok(ids.map(|id| (id, asserted(value))).collect()),
        _ => Err(PayloadNotObject),
    }
}

impl Engine<'_> {
    /// Evaluates one stage on an asserted payload; the first stage when none is named.
    ///
    /// A condition that the payload leaves out is answered without a value and without an error, in
    /// the asserted lane, so `not_exists` can hold. Whether the payload fits its data shape is not
    /// asked here.
    ///
    /// # Errors
    /// When the payload does not map to conditions, the stage does not exist, a value is too
    /// large, or no branch rule matches.
    pub fn precheck(
        &self,
        stage_id: Option<&str>,
        payload: &Value,
    ) -> Result<Precheck, PrecheckError> {
        let evidence = asserted_evidence(self.spec, payload)?;
        let stage = match stage_id {
            Some(id) => self.stage(id)?,
            None => self.first_stage,
        };
        let nothing = Evidence::nothing(TrustLane::Asserted);
        let gates = self.evaluate_stage(stage, |condition| {
            let id = condition.condition_id.as_str();
            Some(evidence.get(id).unwrap_or(&nothing))
        })?;
        let decision = self.decide(stage, &gates)?;
        Ok(Precheck { decision, gates })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::GateOutcome;
    use serde_json::json;

    fn spec(conditions: &[(&str, &str)]) -> ScenarioSpec {
        let gate = |(id, _): &(&str, &str)| json!({"gate_id": format!("gate-{id}"), "requirement": {"Condition": id}});
        let condition = |(id, comparator): &(&str, &str)| {
            json!({"condition_id": id, "query": {"provider_id": "p", "check_id": id},
                "comparator": comparator, "policy_tags": []})
        };
        serde_json::from_value(json!({
            "scenario_id": "s", "namespace_id": 1, "spec_version": "1", "policies": [], "schemas": [],
            "conditions": conditions.iter().map(condition).collect::<Vec<_>>(),
            "stages": [{"stage_id": "one", "entry_packets": [], "advance_to": {"kind": "terminal"},
                "gates": conditions.iter().map(gate).collect::<Vec<_>>(),
                // A precheck never looks at the timeout.
                "timeout": {"timeout_ms": 0, "policy_tags": []}, "on_timeout": "fail"}]
        }))
        .unwrap()
    }

    fn outcomes(
        conditions: &[(&str, &str)],
        lane: TrustLane,
        payload: &Value,
    ) -> Result<Vec<GateOutcome>, String> {
        let spec = spec(conditions);
        let precheck = Engine::new(&spec, lane).unwrap().precheck(None, payload);
        precheck
            .map(|precheck| precheck.gates.iter().map(|gate| gate.outcome).collect())
            .map_err(|error| error.code())
    }

    #[test]
    fn payloads_map_to_conditions_by_name() {
        use GateOutcome::{False, True, Unknown};
        let two = [("a", "exists"), ("b", "not_exists")];
        let one = [("a", "exists")];
        let not_object = || Err("payload_not_object".to_owned());
        for (conditions, payload, expected) in [
            (&two[..], json!({"a": null, "c": 1}), Ok(vec![True, True])),
            (&two[..], json!({"b": null}), Ok(vec![False, False])),
            (&two[..], json!([1]), not_object()),
            (&two[..], json!(null), not_object()),
            (&one[..], json!(null), Ok(vec![True])),
            (&one[..], json!([]), Ok(vec![True])),
            (&one[..], json!({"b": 1}), Ok(vec![False])),
            (&[][..], json!({}), Ok(vec![])),
            (&[][..], json!(1), not_object()),
        ] {
            let found = outcomes(conditions, TrustLane::Asserted, &payload);
            assert_eq!(found, expected, "{payload}");
            // What is asserted says nothing where verified evidence is required.
            let verified = outcomes(conditions, TrustLane::Verified, &payload);
            let unknown = expected.map(|gates| vec![Unknown; gates.len()]);
            assert_eq!(verified, unknown, "{payload}");
        }
    }

    #[test]
    fn the_payload_is_mapped_before_the_stage_is_looked_up() {
        let spec = spec(&[("a", "exists"), ("b", "exists")]);
        let engine = Engine::new(&spec, TrustLane::Asserted).unwrap();
        for (payload, code) in [
            (json!(1), "payload_not_object"),
            (json!({}), "engine.stage_not_found"),
        ] {
            let refused = engine.precheck(Some("One"), &payload).unwrap_err();
            assert_eq!(refused.code(), code);
        }
    }
}

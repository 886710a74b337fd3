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
            None => self.first_stage()?,
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

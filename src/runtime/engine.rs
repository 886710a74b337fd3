//! A spec made ready to run.

use std::collections::HashMap;

use super::error::EngineError;
use super::route::{Route, route};
use super::run::Decision;
use super::stage::GateRecord;
use super::validate::{InvalidSpec, validate};
use crate::spec::{ConditionSpec, GateOutcome, ScenarioSpec, StageSpec, TrustLane};

/// A valid spec and the lane that the engine asks of evidence.
///
/// It holds no state of a run: [`Engine::start`] and [`Engine::step`] take a run and return the
/// next one, [`Engine::precheck`] needs none. The logic is strong Kleene, without anchor policies
/// and without trust overrides for providers, as the runtime is set by default.
#[derive(Debug, Clone)]
pub struct Engine<'s> {
    pub(super) spec: &'s ScenarioSpec,
    pub(super) min_lane: TrustLane,
    pub(super) first_stage: &'s StageSpec,
    conditions: HashMap<&'s str, &'s ConditionSpec>,
    stages: HashMap<&'s str, &'s StageSpec>,
}

impl<'s> Engine<'s> {
    /// Returns an engine for a spec; the runtime's default for `min_lane` is verified.
    ///
    /// # Errors
    /// [`EngineError::InvalidSpec`] with the first rule that the spec breaks.
    pub fn new(spec: &'s ScenarioSpec, min_lane: TrustLane) -> Result<Self, EngineError> {
        validate(spec)?;
        let first_stage = spec.stages.first().ok_or(InvalidSpec::MissingStages)?;
        Ok(Self {
            spec,
            min_lane,
            first_stage,
            conditions: spec
                .conditions
                .iter()
                .map(|condition| (condition.condition_id.as_str(), condition))
                .collect(),
            stages: spec
                .stages
                .iter()
                .map(|stage| (stage.stage_id.as_str(), stage))
                .collect(),
        })
    }

    /// Returns the spec.
    #[must_use]
    pub const fn spec(&self) -> &'s ScenarioSpec {
        self.spec
    }

    /// Returns the weakest lane that the engine accepts where the spec asks for no stronger one.
    #[must_use]
    pub const fn min_lane(&self) -> TrustLane {
        self.min_lane
    }

    pub(super) fn condition(&self, id: &str) -> Option<&'s ConditionSpec> {
        self.conditions.get(id).copied()
    }

    pub(super) fn stage(&self, id: &str) -> Result<&'s StageSpec, EngineError> {
        self.stages
            .get(id)
            .copied()
            .ok_or_else(|| EngineError::StageNotFound(id.to_owned()))
    }

    /// Decides about a stage from the gates evaluated there.
    pub(super) fn decide(
        &self,
        stage: &StageSpec,
        gates: &[GateRecord],
    ) -> Result<Decision, EngineError> {
        let unmet_gates: Vec<String> = gates
            .iter()
            .filter(|gate| gate.outcome != GateOutcome::True)
            .map(|gate| gate.gate_id.clone())
            .collect();
        if !unmet_gates.is_empty() {
            return Ok(Decision::Hold { unmet_gates });
        }
        self.leave(stage, GateOutcome::True, false)
    }

    /// Leaves a stage as if each of its gates had this outcome.
    pub(super) fn leave(
        &self,
        stage: &StageSpec,
        outcome: GateOutcome,
        timeout: bool,
    ) -> Result<Decision, EngineError> {
        let of_stage = |id: &str| {
            let inside = stage.gates.iter().any(|gate| gate.gate_id == id);
            inside.then_some(outcome)
        };
        match route(self.spec, stage, of_stage) {
            Ok(Route::Complete) => Ok(Decision::Complete {
                stage_id: stage.stage_id.clone(),
            }),
            Ok(Route::Stage(next)) => Ok(Decision::Advance {
                from_stage: stage.stage_id.clone(),
                to_stage: next.to_owned(),
                timeout,
            }),
            Err(_) => Err(EngineError::GateResolutionFailed(stage.stage_id.clone())),
        }
    }
}

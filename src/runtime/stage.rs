//! All gates of a stage on fresh evidence (REFERENCE §8, step 3).

use std::collections::{HashMap, HashSet};

use super::condition::{assess, required_lane};
use super::engine::Engine;
use super::error::EngineError;
use super::evidence::{Evidence, MAX_EVIDENCE_BYTES};
use super::gate::{GateEvaluation, VisitedCondition, evaluate_gate};
use crate::spec::{ConditionSpec, GateOutcome, StageSpec, TrustLane};

/// The value of one gate in one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateRecord {
    /// The gate.
    pub gate_id: String,
    /// Its value.
    pub outcome: GateOutcome,
    /// The conditions visited for it, in order.
    pub trace: Vec<VisitedCondition>,
}

/// What an answer makes of its condition, before any lane is required.
struct Answer<'s> {
    condition: &'s ConditionSpec,
    outcome: GateOutcome,
    lane: TrustLane,
}

impl<'s> Engine<'s> {
    /// Asks every condition of the stage once and evaluates all its gates.
    ///
    /// Also the conditions of a gate too deep to be evaluated are asked.
    pub(super) fn evaluate_stage<'e>(
        &self,
        stage: &'s StageSpec,
        ask: impl Fn(&ConditionSpec) -> Option<&'e Evidence>,
    ) -> Result<Vec<GateRecord>, EngineError> {
        let answers = self.answers(stage, ask)?;
        let gates = stage.gates.iter().map(|gate| {
            let GateEvaluation { outcome, trace } = evaluate_gate(&gate.requirement, |id| {
                let answer = answers.get(id)?;
                let required = required_lane(self.min_lane, answer.condition, gate);
                (answer.lane >= required).then_some(answer.outcome)
            });
            GateRecord {
                gate_id: gate.gate_id.clone(),
                outcome,
                trace,
            }
        });
        Ok(gates.collect())
    }

    fn answers<'e>(
        &self,
        stage: &'s StageSpec,
        ask: impl Fn(&ConditionSpec) -> Option<&'e Evidence>,
    ) -> Result<HashMap<&'s str, Answer<'s>>, EngineError> {
        let nothing = Evidence::nothing(TrustLane::Verified);
        let mut answers = HashMap::new();
        for condition in self.conditions_of(stage) {
            let evidence = ask(condition).unwrap_or(&nothing);
            refuse_large(condition, evidence)?;
            let answer = Answer {
                condition,
                outcome: assess(condition, evidence, TrustLane::Asserted),
                lane: evidence.lane,
            };
            answers.insert(condition.condition_id.as_str(), answer);
        }
        Ok(answers)
    }

    /// Returns the conditions that the gates of a stage name, in the order of their first mention.
    fn conditions_of(&self, stage: &'s StageSpec) -> Vec<&'s ConditionSpec> {
        let mut ids = Vec::new();
        let mut seen = HashSet::new();
        for gate in &stage.gates {
            gate.requirement.for_each_condition(&mut |id| {
                if seen.insert(id) {
                    ids.push(id);
                }
            });
        }
        ids.into_iter()
            .filter_map(|id| self.condition(id))
            .collect()
    }
}

/// Refuses a value over the limit; what comes with an error is thrown away unseen.
fn refuse_large(condition: &ConditionSpec, evidence: &Evidence) -> Result<(), EngineError> {
    let size = match (&evidence.error, &evidence.value) {
        (None, Some(value)) => value.size(),
        _ => 0,
    };
    if size > MAX_EVIDENCE_BYTES {
        return Err(EngineError::EvidenceTooLarge {
            condition_id: condition.condition_id.clone(),
            size,
        });
    }
    Ok(())
}

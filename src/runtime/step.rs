//! The start of a run and one step of it (REFERENCE §8).

use super::engine::Engine;
use super::error::EngineError;
use super::evidence::Evidence;
use super::route::timeout_outcome;
use super::run::{
    Decision, DecisionRecord, FailReason, INITIAL_TRIGGER_ID, Run, Trigger, TriggerKind,
};
use super::size::canonical_size;
use crate::spec::{ConditionSpec, PacketPayload, StageSpec, Timestamp};

/// Largest payload of a packet that the engine releases, in bytes (canonical bytes for JSON).
pub const MAX_PAYLOAD_BYTES: usize = 2 * 1024 * 1024;

/// How a run is to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// Id of the new run.
    pub run_id: String,
    /// The scenario that is meant; it must be the one of the engine.
    pub scenario_id: String,
    /// When the first stage is entered.
    pub time: Timestamp,
    /// Whether to record the start as a decision and release the packets of the first stage.
    pub dispatch_initial: bool,
}

/// What one trigger did to a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The run afterwards.
    pub run: Run,
    /// The decision that answers the trigger.
    pub record: DecisionRecord,
    /// Whether that decision is an old one, and the run the same as before.
    pub repeated: bool,
}

impl<'s> Engine<'s> {
    /// Starts a run in the first stage.
    ///
    /// # Errors
    /// [`EngineError::ScenarioMismatch`], and [`EngineError::PayloadTooLarge`] when packets are to
    /// be released.
    pub fn start(&self, start: Start) -> Result<Run, EngineError> {
        if start.scenario_id != self.spec.scenario_id {
            return Err(EngineError::ScenarioMismatch(start.scenario_id));
        }
        let stage = self.first_stage()?;
        let run = Run::entering(start.run_id.clone(), stage.stage_id.clone(), start.time);
        if !start.dispatch_initial {
            return Ok(run);
        }
        let trigger = Trigger {
            run_id: start.run_id,
            trigger_id: INITIAL_TRIGGER_ID.to_owned(),
            kind: TriggerKind::ExternalEvent,
            time: start.time,
        };
        let decision = Decision::Start {
            stage_id: stage.stage_id.clone(),
        };
        let packets = release(stage)?;
        Ok(run.after(trigger, decision, packets, Vec::new()).0)
    }

    /// Answers one trigger: an old decision, a timeout, or a decision on fresh evidence.
    ///
    /// `ask` brings the evidence for a condition; none stands for an answer without a value, in the
    /// verified lane. It is called once for every condition of the stage, and not at all for an
    /// old decision or a timeout.
    ///
    /// # Errors
    /// Any [`EngineError`] but those about the spec and the start. Nothing is recorded then, so the
    /// same trigger id may be tried again.
    pub fn step<'e>(
        &self,
        run: &Run,
        trigger: Trigger,
        ask: impl Fn(&ConditionSpec) -> Option<&'e Evidence>,
    ) -> Result<Step, EngineError> {
        if trigger.run_id != run.run_id() {
            return Err(EngineError::RunNotFound(trigger.run_id));
        }
        if let Some(record) = run.decided(&trigger.trigger_id) {
            return Ok(Step {
                run: run.clone(),
                record: record.clone(),
                repeated: true,
            });
        }
        let stage = self.stage(run.current_stage())?;
        let (mut decision, gates) = if times_out(stage, run.entered_at(), &trigger)? {
            (self.decide_timeout(stage)?, Vec::new())
        } else {
            let gates = self.evaluate_stage(stage, ask)?;
            (self.decide(stage, &gates)?, gates)
        };
        let mut packets = Vec::new();
        if let Decision::Advance { to_stage, .. } = &decision {
            match release(self.stage(to_stage)?) {
                Ok(released) => packets = released,
                Err(_) => {
                    decision = Decision::Fail {
                        reason: FailReason::PayloadTooLarge,
                    };
                }
            }
        }
        let (run, record) = run.after(trigger, decision, packets, gates);
        Ok(Step {
            run,
            record,
            repeated: false,
        })
    }

    fn decide_timeout(&self, stage: &StageSpec) -> Result<Decision, EngineError> {
        match timeout_outcome(stage.on_timeout) {
            Some(outcome) => self.leave(stage, outcome, true),
            None => Ok(Decision::Fail {
                reason: FailReason::Timeout,
            }),
        }
    }
}

/// Tells whether a trigger finds its stage past the deadline; only ticks do.
fn times_out(
    stage: &StageSpec,
    entered_at: Timestamp,
    trigger: &Trigger,
) -> Result<bool, EngineError> {
    let Some(timeout) = &stage.timeout else {
        return Ok(false);
    };
    if trigger.kind != TriggerKind::Tick {
        return Ok(false);
    }
    let overdue = match (entered_at, trigger.time) {
        (Timestamp::UnixMillis(entered), Timestamp::UnixMillis(now)) => {
            i64::try_from(timeout.timeout_ms)
                .ok()
                .and_then(|wait| entered.checked_add(wait))
                .map(|deadline| now >= deadline)
        }
        (Timestamp::Logical(entered), Timestamp::Logical(now)) => entered
            .checked_add(timeout.timeout_ms)
            .map(|deadline| now >= deadline),
        _ => return Err(EngineError::TriggerTimeMismatch(stage.stage_id.clone())),
    };
    overdue.ok_or_else(|| EngineError::TimeoutCalculation(stage.stage_id.clone()))
}

/// Releases the packets of a stage that is entered: all of them, or none when one is too large.
fn release(stage: &StageSpec) -> Result<Vec<String>, EngineError> {
    stage
        .entry_packets
        .iter()
        .map(|packet| {
            let size = match &packet.payload {
                PacketPayload::Json { value } => canonical_size(value),
                PacketPayload::Bytes { bytes } => bytes.len(),
                PacketPayload::External { .. } => 0,
            };
            if size > MAX_PAYLOAD_BYTES {
                return Err(EngineError::PayloadTooLarge {
                    packet_id: packet.packet_id.clone(),
                    size,
                });
            }
            Ok(packet.packet_id.clone())
        })
        .collect()
}

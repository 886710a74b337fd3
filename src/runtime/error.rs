//! Why the engine refuses to start, to step or to precheck.

use super::evidence::MAX_EVIDENCE_BYTES;
use super::packet::MAX_PAYLOAD_BYTES;
use super::validate::InvalidSpec;

/// A refusal of the engine; the run stays as it was and nothing is recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// The spec breaks a rule.
    #[error("invalid scenario: {0}")]
    InvalidSpec(#[from] InvalidSpec),
    /// A run was asked for under the id of another scenario.
    #[error("the run is for scenario `{0}`, which is another one")]
    ScenarioMismatch(String),
    /// A trigger names another run.
    #[error("there is no run `{0}`")]
    RunNotFound(String),
    /// A stage was asked for that does not exist.
    #[error("there is no stage `{0}`")]
    StageNotFound(String),
    /// No branch rule matches and there is no default.
    #[error("no branch rule of stage `{0}` matches and there is no default")]
    GateResolutionFailed(String),
    /// A tick comes on another clock than the one on which the stage was entered.
    #[error("the tick and the entry of stage `{0}` are on different clocks")]
    TriggerTimeMismatch(String),
    /// The deadline of a stage lies outside the range of its clock.
    #[error("the timeout of stage `{0}` ends outside the range of the clock")]
    TimeoutCalculation(String),
    /// A value is larger than evidence may be.
    #[error(
        "the evidence for condition `{condition_id}` has {size} bytes, more than {max}",
        max = MAX_EVIDENCE_BYTES
    )]
    EvidenceTooLarge {
        /// The condition that it answers.
        condition_id: String,
        /// Its size in bytes.
        size: usize,
    },
    /// A packet of the first stage is larger than a payload may be.
    ///
    /// In a later stage the same fails the run instead.
    #[error(
        "the payload of packet `{packet_id}` has {size} bytes, more than {max}",
        max = MAX_PAYLOAD_BYTES
    )]
    PayloadTooLarge {
        /// The packet.
        packet_id: String,
        /// Its size in bytes.
        size: usize,
    },
}

impl EngineError {
    /// Returns the runtime's code for the refusal, such as `invalid_spec.missing_stages`.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::InvalidSpec(refusal) => return format!("invalid_spec.{}", refusal.code()),
            Self::ScenarioMismatch(_) => "scenario_mismatch",
            Self::RunNotFound(_) => "run_not_found",
            Self::StageNotFound(_) => "stage_not_found",
            Self::GateResolutionFailed(_) => "gate_resolution_failed",
            Self::TriggerTimeMismatch(_) => "trigger_time_mismatch",
            Self::TimeoutCalculation(_) => "timeout_calculation",
            Self::EvidenceTooLarge { .. } => "evidence_too_large",
            Self::PayloadTooLarge { .. } => "payload_too_large",
        }
        .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_name_their_code_and_their_limit() {
        let invalid = EngineError::from(InvalidSpec::DuplicateStageId("s".to_owned()));
        assert_eq!(invalid.code(), "invalid_spec.duplicate_stage_id");
        let large = EngineError::PayloadTooLarge {
            packet_id: "p".to_owned(),
            size: 2_097_153,
        };
        assert_eq!(
            large.to_string(),
            "the payload of packet `p` has 2097153 bytes, more than 2097152"
        );
    }
}

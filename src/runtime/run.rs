//! A run: what was decided, by which triggers, and where that has led (REFERENCE §8).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::stage::GateRecord;
use crate::spec::Timestamp;

/// The trigger id that the decision to start takes when the first packets are released.
pub const INITIAL_TRIGGER_ID: &str = "init";

/// What may move a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TriggerKind {
    /// The clock; the only kind that timeouts look at.
    Tick,
    /// An agent asks for the next step.
    AgentRequestNext,
    /// Something happened outside.
    ExternalEvent,
    /// Something happened in the backend.
    BackendEvent,
}

/// Something that happened at a time, and may move a run by one stage at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// The run that it is for.
    pub run_id: String,
    /// Key of the decision: the same id again brings the same decision again.
    pub trigger_id: String,
    /// What happened.
    pub kind: TriggerKind,
    /// When; times need not increase.
    pub time: Timestamp,
}

/// Whether a run can still be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RunStatus {
    /// It is in a stage.
    Active,
    /// It has come to its end.
    Completed,
    /// It was ended.
    Failed,
}

impl RunStatus {
    /// Returns the runtime's word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }
}

/// What a trigger led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Decision {
    /// The run entered its first stage.
    Start {
        /// That stage.
        stage_id: String,
    },
    /// The run goes to another stage.
    Advance {
        /// The stage left.
        from_stage: String,
        /// The stage entered, which may be the same.
        to_stage: String,
        /// Whether a timeout forced it, with the gates not looked at.
        timeout: bool,
    },
    /// The run stays.
    Hold {
        /// The gates that are not true, in order.
        unmet_gates: Vec<String>,
    },
    /// The run ends well; after a timeout too, without a mark.
    Complete {
        /// The last stage.
        stage_id: String,
    },
    /// The run ends badly.
    Fail {
        /// Why.
        reason: FailReason,
    },
}

impl Decision {
    /// Returns the status of a run of which this is the last decision.
    #[must_use]
    pub const fn status(&self) -> RunStatus {
        match self {
            Self::Start { .. } | Self::Advance { .. } | Self::Hold { .. } => RunStatus::Active,
            Self::Complete { .. } => RunStatus::Completed,
            Self::Fail { .. } => RunStatus::Failed,
        }
    }
}

/// Why a run ended badly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FailReason {
    /// A stage timed out and its policy is to fail.
    Timeout,
    /// A packet of the stage to enter is larger than a payload may be.
    PayloadTooLarge,
}

/// One decision of a run and all that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRecord {
    /// Its number in the run, from 1.
    pub seq: usize,
    /// The trigger that led to it; the run was decided about at its time.
    pub trigger: Trigger,
    /// The stage that the run was in.
    pub stage_id: String,
    /// What was decided.
    pub decision: Decision,
    /// The packets released by it, in order.
    pub packets: Vec<String>,
    /// The gates evaluated for it, in order; none for a start and after a timeout.
    pub gates: Vec<GateRecord>,
}

impl DecisionRecord {
    /// Returns the runtime's id of the decision.
    #[must_use]
    pub fn decision_id(&self) -> String {
        format!("decision-{}", self.seq)
    }
}

/// The state of one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    id: String,
    stage_id: String,
    entered_at: Timestamp,
    decisions: Vec<DecisionRecord>,
}

impl Run {
    /// Returns a run that has just entered a stage, about which nothing was decided yet.
    pub(super) const fn entering(id: String, stage_id: String, entered_at: Timestamp) -> Self {
        Self {
            id,
            stage_id,
            entered_at,
            decisions: Vec::new(),
        }
    }

    /// Returns the id of the run.
    #[must_use]
    pub fn run_id(&self) -> &str {
        &self.id
    }

    /// Returns the stage that the run is in, or was in when it ended.
    #[must_use]
    pub fn current_stage(&self) -> &str {
        &self.stage_id
    }

    /// Returns when the run entered its stage, which starts the stage's timeout.
    #[must_use]
    pub const fn entered_at(&self) -> Timestamp {
        self.entered_at
    }

    /// Tells whether the run can still be moved.
    #[must_use]
    pub fn status(&self) -> RunStatus {
        self.decisions
            .last()
            .map_or(RunStatus::Active, |record| record.decision.status())
    }

    /// Returns all decisions, the oldest first; each stands for one recorded trigger.
    #[must_use]
    pub fn decisions(&self) -> &[DecisionRecord] {
        &self.decisions
    }

    /// Returns the decision that a trigger id brings without deciding anything new.
    ///
    /// The first decision taken under that id; once the run has ended, the last decision for any
    /// id.
    #[must_use]
    pub fn decided(&self, trigger_id: &str) -> Option<&DecisionRecord> {
        if self.status() == RunStatus::Active {
            self.decisions
                .iter()
                .find(|record| record.trigger.trigger_id == trigger_id)
        } else {
            self.decisions.last()
        }
    }

    /// Returns this run after one more decision, and the record of it.
    pub(super) fn after(
        &self,
        trigger: Trigger,
        decision: Decision,
        packets: Vec<String>,
        gates: Vec<GateRecord>,
    ) -> (Self, DecisionRecord) {
        let mut next = self.clone();
        if let Decision::Advance { to_stage, .. } = &decision {
            next.stage_id.clone_from(to_stage);
            next.entered_at = trigger.time;
        }
        let record = DecisionRecord {
            seq: self.decisions.len() + 1,
            trigger,
            stage_id: self.stage_id.clone(),
            decision,
            packets,
            gates,
        };
        next.decisions.push(record.clone());
        (next, record)
    }
}

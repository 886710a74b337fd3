//! The answer to why, as data for every view.
//!
//! Its JSON form is published; a field that changes its meaning or goes away raises
//! [`WHY_VERSION`].

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::prove::Role;
use crate::prove::report::{
    AnswerReport, FateReport, GateReport, Known, PacketReport, StageReport,
};
use crate::prove::said::{Claim, Strength};

/// Version of the JSON form of a [`WhyReport`].
pub const WHY_VERSION: u32 = 1;

/// What one entity needs and what blocks it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Why")]
pub struct WhyReport {
    /// Version of this format.
    pub schema_version: u32,
    /// The scenario.
    pub scenario_id: String,
    /// Its version.
    pub spec_version: String,
    /// Address of the entity, such as `stage:build/gate:quality`.
    pub address: String,
    /// The answer in a sentence, for people; its wording may change.
    pub headline: String,
    /// The answer.
    #[serde(flatten)]
    pub answer: Why,
}

/// The answer for one kind of entity.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Why {
    /// Of a gate.
    Gate(Box<WhyGate>),
    /// Of a stage.
    Stage(Box<WhyStage>),
    /// Of a packet.
    Packet(WhyPacket),
    /// Of a condition.
    Condition(WhyCondition),
}

/// What a gate needs and what blocks it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct WhyGate {
    /// The stage that it holds runs in.
    pub stage_id: String,
    /// What is said of the ways of runs into that stage.
    pub entry: Vec<Claim>,
    /// The gate.
    pub gate: GateReport,
    /// Evidence that makes it true; null when none is at hand.
    pub example: Option<Vec<AnswerReport>>,
    /// Whether it can be true without each source of its evidence.
    pub without: Vec<WithoutReport>,
}

/// Whether a gate can be true while a source of evidence is out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WithoutReport {
    /// The provider that gives no answers; null where all verified evidence is out, as in a
    /// precheck.
    pub provider_id: Option<String>,
    /// Whether it can be true.
    pub passes: Known,
}

/// How runs get into a stage, what passes it, and what holds it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct WhyStage {
    /// The stage.
    pub stage: StageReport,
    /// What becomes of a run in it while each source of evidence is out.
    pub outages: Vec<StageOutageReport>,
}

/// What becomes of a run in a stage while a source of evidence is out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StageOutageReport {
    /// The provider that gives no answers; null where all verified evidence is out, as in a
    /// precheck.
    pub provider_id: Option<String>,
    /// What becomes of the run.
    #[serde(flatten)]
    pub fate: FateReport,
}

/// What a packet sits behind, and the weakest way to it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct WhyPacket {
    /// The packet.
    pub packet: PacketReport,
    /// The way to it on which the fewest gates are true, stage by stage; empty where no run gets
    /// there, or where it is released at the start.
    pub weakest: Vec<StretchReport>,
}

/// A stage on a way, with what takes a run on.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StretchReport {
    /// The stage.
    pub stage_id: String,
    /// Whether its timeout takes the run on; else its gates are all true.
    pub by_timeout: bool,
    /// What takes the run on, in a phrase for people; its wording may change.
    pub says: String,
    /// Evidence that makes its gates true; null for a timeout, or when none is at hand.
    pub evidence: Option<Vec<AnswerReport>>,
}

/// Which gates use a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WhyCondition {
    /// The condition.
    pub condition_id: String,
    /// The provider that is asked; null while none is.
    pub provider_id: Option<String>,
    /// What it says, for people; its wording may change.
    pub says: String,
    /// When it is neither true nor false, for people; its wording may change.
    pub unknown_when: String,
    /// The gates that use it, in the order of the scenario.
    pub uses: Vec<UseReport>,
}

/// What a condition is for in a gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UseReport {
    /// The stage of the gate.
    pub stage_id: String,
    /// The gate.
    pub gate_id: String,
    /// What the condition is for.
    pub role: Role,
    /// How strongly that is known.
    pub strength: Strength,
}

/// Returns the JSON Schema (2020-12) of a [`WhyReport`].
#[must_use]
pub fn why_schema() -> Value {
    schemars::schema_for!(WhyReport).to_value()
}

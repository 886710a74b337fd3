//! The account of a run or a precheck: what was decided and why, as data.
//!
//! Its JSON form is published; a field that changes its meaning or goes away raises
//! [`ACCOUNT_VERSION`].

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::runtime::{Decision, TriggerKind};
use crate::spec::{Comparator, GateOutcome, Timestamp, TrustLane};

/// Version of the JSON form of an [`Account`].
pub const ACCOUNT_VERSION: u32 = 1;

/// What the runtime decides on given evidence, step by step, and why.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Evaluation")]
pub struct Account {
    /// Version of this format.
    pub schema_version: u32,
    /// What was tried.
    pub kind: Kind,
    /// The scenario.
    pub scenario_id: String,
    /// Its version.
    pub spec_version: String,
    /// The weakest lane whose evidence the server counts.
    pub min_lane: TrustLane,
    /// The data shape of a precheck, as ID@VERSION; null for a run.
    pub data_shape: Option<String>,
    /// What happened, in order; of a precheck at most one.
    pub steps: Vec<StepAccount>,
    /// Why the server does not even begin; null when it does.
    pub refusal: Option<RefusalAccount>,
    /// How it ends.
    pub end: End,
    /// The end in a sentence, for people; its wording may change.
    pub result: String,
    /// What to keep in mind, for people; the wording may change.
    pub notes: Vec<String>,
}

/// What an account is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A run, from its start.
    Run,
    /// A run, from its entry into one stage until it leaves that stage.
    Stage,
    /// A precheck.
    Precheck,
}

/// How a run or a precheck ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum End {
    /// It holds in a stage.
    Holds {
        /// The stage.
        stage_id: String,
    },
    /// It is in a stage about which nothing more was asked.
    Active {
        /// The stage.
        stage_id: String,
    },
    /// It comes back to a stage, and with the same evidence would do so for ever.
    Repeats {
        /// The stage that it comes back to.
        stage_id: String,
    },
    /// It completes.
    Completed,
    /// It fails.
    Failed,
    /// The server refuses to go on, and nothing is recorded.
    Refused,
}

/// One step: the start, or a trigger and what it led to.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Step")]
pub struct StepAccount {
    /// What came; null for the start of a run and for a precheck.
    pub trigger: Option<TriggerAccount>,
    /// The stage that it found the run in.
    pub stage_id: String,
    /// What was decided; null when the server refuses.
    pub decision: Option<Decision>,
    /// Why nothing was decided; null when something was.
    pub refusal: Option<RefusalAccount>,
    /// Whether the decision is one taken before, so that nothing new happened.
    pub repeated: bool,
    /// Whether the timeout of the stage decided, without a look at the gates.
    pub timed_out: bool,
    /// The decision in a sentence, for people; its wording may change.
    pub says: String,
    /// The packets released, in order.
    pub packets: Vec<String>,
    /// The gates of the stage, in order; none when they were not looked at.
    pub gates: Vec<GateAccount>,
    /// What the timeout of a stage that holds does, in a sentence; null without one.
    pub timeout: Option<String>,
}

/// A trigger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Trigger")]
pub struct TriggerAccount {
    /// What happened.
    pub kind: TriggerKind,
    /// Its id.
    pub trigger_id: String,
    /// When.
    pub time: Timestamp,
    /// How long after the stage was entered; null before it, or on another clock.
    pub since_entry: Option<u64>,
}

/// One gate: its value and how it came about.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Gate")]
pub struct GateAccount {
    /// The gate.
    pub gate_id: String,
    /// Its value.
    pub outcome: GateOutcome,
    /// Its requirement, each node with its value.
    pub tree: TreeNode,
    /// Its conditions in the order of their first mention, each once.
    pub conditions: Vec<ConditionAccount>,
    /// Conditions that would have to change for the gate to be true, in order of first mention.
    ///
    /// Not all of them need to where the requirement offers a choice; `needs` tells how many.
    pub blocking: Vec<Blocking>,
    /// What a gate that is not true needs, in a phrase for people; null for a true one.
    pub needs: Option<String>,
}

/// A node of a requirement with its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TreeNode {
    /// What it asks, such as `at least 2 of 3`; the id of a condition.
    pub says: String,
    /// Whether it is a condition.
    pub is_condition: bool,
    /// Its value.
    pub outcome: GateOutcome,
    /// Whether it, or a node below it, is deeper than the engine evaluates.
    pub too_deep: bool,
    /// Its parts, in order; none below a node that is too deep itself.
    pub parts: Vec<TreeNode>,
}

/// One condition as one gate sees it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Condition")]
pub struct ConditionAccount {
    /// The condition.
    pub condition_id: String,
    /// Its value for this gate.
    pub outcome: GateOutcome,
    /// Why it is that.
    pub reason: Reason,
    /// How it compares.
    pub comparator: Comparator,
    /// What it compares with; null when with nothing.
    pub expected: Option<Value>,
    /// What was found.
    pub found: Found,
    /// How far the answer can be trusted.
    pub lane: TrustLane,
    /// The lane that the gate needs it to reach.
    pub needed_lane: TrustLane,
    /// All of this in a phrase, for people; its wording may change.
    pub says: String,
}

/// Why a condition has its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The comparator decided.
    Compared,
    /// Nothing is known of the answer.
    NotGiven,
    /// Asking failed.
    Failed,
    /// The answer is less trusted than the gate needs.
    LaneTooWeak,
    /// No value came back.
    NoValue,
    /// The comparator can make nothing of the value that was found.
    NotComparable,
    /// The requirement is too deep, and the engine did not look at this condition.
    NotVisited,
}

/// What was found for a condition.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Found {
    /// A JSON value.
    Value {
        /// The value.
        value: Value,
    },
    /// Bytes.
    Bytes {
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// No value, and no error either.
    Missing,
    /// An error instead of an answer.
    Error {
        /// Its code.
        code: String,
    },
    /// The evidence does not mention the condition.
    NotGiven,
}

/// A condition that keeps a gate from being true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Blocking {
    /// The condition.
    pub condition_id: String,
    /// What it is.
    pub outcome: GateOutcome,
    /// Whether it would have to be true; otherwise false.
    pub wanted: bool,
}

/// A refusal of the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Refusal")]
pub struct RefusalAccount {
    /// The server's code, such as `payload_invalid` or `engine.stage_not_found`.
    pub code: String,
    /// Why, for people; its wording may change.
    pub message: String,
    /// What to do about it.
    pub help: Vec<String>,
    /// What in particular is wrong.
    pub faults: Vec<Fault>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fault {
    /// Where: a JSON Pointer into the payload, or the address of a condition; empty for all of it.
    pub at: String,
    /// What was expected there, or what is wrong.
    pub why: String,
}

/// Returns the JSON Schema (2020-12) of the JSON form of an account.
#[must_use]
pub fn account_schema() -> Value {
    schemars::schema_for!(Account).to_value()
}

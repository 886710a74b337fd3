//! What a scenario guarantees, as data for every view.
//!
//! Its JSON form is published; a field that changes its meaning or goes away raises
//! [`PROOF_VERSION`]. Texts are as they stand in the file; views make them safe to show.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::prove::said::{Claim, Strength};
use crate::prove::{Can, Role};
use crate::spec::GateOutcome;

/// Version of the JSON form of a [`ProofDocument`].
pub const PROOF_VERSION: u32 = 1;

/// What is proved of some scenarios.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Proof")]
pub struct ProofDocument {
    /// Version of this format.
    pub schema_version: u32,
    /// The scenarios, in the order in which they were named.
    pub scenarios: Vec<ScenarioProof>,
}

/// A file with what is proved of the scenario in it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ScenarioProof {
    /// The file, as it was named.
    pub file: String,
    /// Whether something was left open because the budget of the analysis was spent.
    pub cut_short: bool,
    /// What is proved.
    #[serde(flatten)]
    pub report: ProofReport,
}

/// What is proved of one scenario.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ProofReport {
    /// The scenario; empty while it has no id.
    pub scenario_id: String,
    /// Its version; empty while it has none.
    pub spec_version: String,
    /// What becomes of runs, in a sentence for people; its wording may change.
    pub headline: String,
    /// Whether a run can complete.
    pub completes: Known,
    /// Whether a run can fail.
    pub fails: Known,
    /// Whether a call can fail because a route leads nowhere.
    pub errs: Known,
    /// How many statements there are of each strength.
    pub tally: Tally,
    /// What is said of runs as a whole.
    pub claims: Vec<Claim>,
    /// The stages, in order.
    pub stages: Vec<StageReport>,
    /// The packets, in the order of their stages.
    pub packets: Vec<PacketReport>,
    /// What becomes of runs while a source of evidence is out.
    pub outages: Vec<OutageReport>,
}

/// Whether something can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Known {
    /// The answer.
    pub can: Possible,
    /// How strongly it is known.
    pub strength: Strength,
}

/// An answer to whether something can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Possible {
    /// Some evidence makes it happen.
    Yes,
    /// No evidence does.
    No,
    /// It was not analysed.
    Unknown,
}

impl From<Can> for Known {
    fn from(can: Can) -> Self {
        Self {
            can: match can {
                Can::Yes => Possible::Yes,
                Can::No(_) => Possible::No,
                Can::Open(_) => Possible::Unknown,
            },
            strength: can.into(),
        }
    }
}

/// How many statements there are of each strength.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Tally {
    /// Proved for all evidence.
    pub proved: usize,
    /// Proved where identical queries of one trigger get the same answer.
    pub assumes_stable_evidence: usize,
    /// Likely.
    pub heuristic: usize,
    /// Not analysed.
    pub not_analysed: usize,
}

impl Tally {
    /// Counts statements.
    pub(super) fn of<'a>(claims: impl Iterator<Item = &'a Claim>) -> Self {
        let mut tally = Self::default();
        for claim in claims {
            match claim.strength {
                Strength::Proved => tally.proved += 1,
                Strength::AssumesStableEvidence => tally.assumes_stable_evidence += 1,
                Strength::Heuristic => tally.heuristic += 1,
                Strength::NotAnalysed => tally.not_analysed += 1,
            }
        }
        tally
    }

    /// Returns the counts in words, such as `12 proved, 1 not analysed`; zeros are left out.
    #[must_use]
    pub fn words(&self) -> String {
        let counts = [
            self.proved,
            self.assumes_stable_evidence,
            self.heuristic,
            self.not_analysed,
        ];
        let words: Vec<String> = Strength::ALL
            .iter()
            .zip(counts)
            .filter(|(_, count)| *count > 0)
            .map(|(strength, count)| match (strength, count) {
                (Strength::AssumesStableEvidence, 2..) => format!("{count} assume stable evidence"),
                (strength, count) => format!("{count} {}", strength.words()),
            })
            .collect();
        words.join(", ")
    }
}

/// What is proved of a stage.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StageReport {
    /// The stage; `stage 3` where it has no id.
    pub stage_id: String,
    /// Whether a run can enter it.
    pub entered: Known,
    /// Whether its gates can all be true in one trigger.
    pub passes: Known,
    /// What is said of it.
    pub claims: Vec<Claim>,
    /// Evidence that makes it pass; null when none is at hand.
    pub example: Option<Vec<AnswerReport>>,
    /// Its gates, in order.
    pub gates: Vec<GateReport>,
}

/// What one condition is answered in an example.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AnswerReport {
    /// The condition.
    pub condition_id: String,
    /// What it is found to be.
    pub outcome: GateOutcome,
    /// The answer as a file of evidence has it; null where any answer with that outcome does.
    pub answer: Option<Value>,
    /// The answer, such as `coverage = 85`, for people; its wording may change.
    pub says: String,
}

/// What is proved of a gate.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct GateReport {
    /// The gate; `gate 2` where it has no id.
    pub gate_id: String,
    /// Its requirement in the requirement language, or as a tree where no text can say it.
    pub requirement: String,
    /// Whether it can be true.
    pub passes: Known,
    /// Whether it can be false.
    pub fails: Known,
    /// What is said of it.
    pub claims: Vec<Claim>,
    /// The minimal sets of answers that make it true; null when not analysed.
    pub ways: Option<SetsReport>,
    /// The minimal sets of answers that make it false; null when not analysed.
    pub blocks: Option<SetsReport>,
    /// Its conditions in the order of their first mention.
    pub conditions: Vec<ConditionReport>,
}

/// Minimal sets of answers with one effect, the smallest first.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SetsReport {
    /// How many there are, in decimal digits; null when beyond any number worth telling.
    pub total: Option<String>,
    /// How strongly it is known that these are all.
    pub strength: Strength,
    /// The smallest of them, 8 at most.
    pub shown: Vec<Vec<NeedReport>>,
}

/// One answer of a set.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct NeedReport {
    /// The condition.
    pub condition_id: String,
    /// Whether it must hold, or must not.
    pub holds: bool,
    /// A value that does it; null where only its absence does, or no contract tells.
    pub example: Option<Value>,
    /// Whether it takes the absence of a value.
    pub absent: bool,
}

/// A condition of a gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ConditionReport {
    /// The condition.
    pub condition_id: String,
    /// What it is for in the gate.
    pub role: Role,
    /// What it says, for people; its wording may change.
    pub says: String,
}

/// What is proved of a packet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PacketReport {
    /// The packet; `packet 2` where it has no id.
    pub packet_id: String,
    /// The stage that releases it on entry.
    pub stage_id: String,
    /// Whether a run can get there.
    pub released: Known,
    /// What is said of it.
    pub claims: Vec<Claim>,
    /// Stages that every run has passed before: all their gates were true.
    pub behind: Vec<GuardReport>,
    /// Stages on the way that a timeout takes runs past.
    pub bypasses: Vec<BypassReport>,
    /// The way on which the fewest gates are true; null where no run gets there.
    pub weakest: Option<WayReport>,
}

/// A stage whose gates guard something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GuardReport {
    /// The stage.
    pub stage_id: String,
    /// Its gates.
    pub gates: Vec<String>,
    /// How strongly it is known.
    pub strength: Strength,
}

/// A stage that runs get past although its gates were not true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BypassReport {
    /// The stage.
    pub stage_id: String,
    /// Its gates.
    pub gates: Vec<String>,
    /// A shortest way past it, such as `build → (timeout of build) → ship`.
    pub path: String,
    /// How strongly it is known.
    pub strength: Strength,
}

/// A way of a run from the start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WayReport {
    /// The way, such as `build → (timeout of build) → ship`.
    pub path: String,
    /// How many gates are true on it.
    pub gates: usize,
    /// The stages on it and how a run leaves them, in order.
    pub steps: Vec<StepReport>,
}

/// A stage on a way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StepReport {
    /// The stage.
    pub stage_id: String,
    /// Whether its timeout takes the run on; else its gates are all true.
    pub by_timeout: bool,
}

/// What becomes of runs while a source of evidence is out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OutageReport {
    /// The provider that gives no answers; null where all verified evidence is out, as in a
    /// precheck.
    pub provider_id: Option<String>,
    /// Whether a run that starts meanwhile can complete.
    pub completes: Known,
    /// The same as a statement.
    pub claim: Claim,
    /// What becomes of a run in each stage, in order.
    pub stages: Vec<FateReport>,
}

/// What becomes of a run in a stage while a source of evidence is out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FateReport {
    /// The stage.
    pub stage_id: String,
    /// What it is.
    pub fate: FateKind,
    /// The same as a statement.
    pub claim: Claim,
}

/// What becomes of a run in a stage while a source of evidence is out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FateKind {
    /// No run gets into the stage, outage or not.
    NotEntered,
    /// The stage has no gates.
    NoGates,
    /// It still can pass.
    StillPasses,
    /// It cannot pass even without the outage.
    NeverPasses,
    /// The run stays as long as the outage lasts.
    Holds,
    /// The timeout decides.
    TimesOut,
    /// Nobody knows.
    NotAnalysed,
}

//! The comparison as JSON, for scripts and agents.
//!
//! Fields and their order are a promise; a change of either raises [`SCHEMA_VERSION`].

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{Diff, Options};
use crate::diagnostic::{Confidence, ascii_hidden};
use crate::review::declaration::Declared;
use crate::review::model::{
    Answer, Change, Class, Comparison, Event, Kind, Line, Meant, Spot, Step, Version, Ways, Witness,
};
use crate::review::verdict::Verdict;

/// Version of the JSON output, raised when a field changes its meaning or goes away.
pub const SCHEMA_VERSION: u32 = 1;

/// What one run compared.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Diff")]
struct DiffOut {
    /// Version of this format.
    schema_version: u32,
    /// What wrote this.
    tool: Tool,
    /// The comparisons, in order.
    comparisons: Vec<ComparisonOut>,
    /// Files that only the old folder has.
    only_old: Vec<String>,
    /// Files that only the new folder has.
    only_new: Vec<String>,
}

/// The program that wrote a comparison.
#[derive(Serialize, JsonSchema)]
struct Tool {
    /// Always `gatewright`.
    name: &'static str,
    /// Its version.
    version: String,
}

/// What differs between two scenarios.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Comparison")]
struct ComparisonOut {
    /// The scenario as it was.
    old: VersionOut,
    /// The scenario as it is to be.
    new: VersionOut,
    /// What all changes come to.
    #[schemars(extend("enum" = Verdict::ALL.map(Verdict::name)))]
    verdict: &'static str,
    /// Which part of the version the change calls for.
    #[schemars(extend("enum" = ["none", "patch", "minor", "major"]))]
    suggested_bump: &'static str,
    /// Whether runs do otherwise under the same version.
    version_not_bumped: bool,
    /// What runs do otherwise; null when it was not asked for.
    changes: Option<Vec<ChangeOut>>,
    /// A shortest run on which the two differ; null when none was found or behaviour was not asked
    /// for.
    first_difference: Option<WitnessOut>,
    /// Whether some runs that would show a change were not worked out, for want of budget.
    is_cut_short: bool,
    /// What is written otherwise; null when it was not asked for.
    declaration: Option<Vec<DeclaredOut>>,
    /// What only authors see and no byte tells; null when it was not asked for.
    authoring: Option<Vec<DeclaredOut>>,
    /// Whether the bytes differ; null when it was not asked for.
    bytes: Option<BytesOut>,
}

/// One of two scenarios.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Version")]
struct VersionOut {
    /// Where it comes from, as it was named.
    label: String,
    /// Its id.
    scenario_id: String,
    /// Its version.
    spec_version: String,
    /// SHA-256 of its canonical bytes.
    sha256: String,
    /// How many canonical bytes there are.
    size: usize,
}

/// One way in which runs behave otherwise.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Change")]
struct ChangeOut {
    /// What kind of thing.
    #[schemars(extend("enum" = Kind::ALL.map(Kind::name)))]
    kind: &'static str,
    /// In which direction.
    #[schemars(extend("enum" = Class::ALL.map(Class::name)))]
    class: &'static str,
    /// Code of findings about such a change.
    code: &'static str,
    /// How strongly the direction is known; null when it is not proved.
    #[schemars(extend("enum" = ["proved", "assumes-stable-evidence", "heuristic", null]))]
    confidence: Option<&'static str>,
    /// Entity address; that of the old scenario when it is gone.
    entity: String,
    /// Where it was; null when it was not there.
    old: Option<SpotOut>,
    /// Where it is; null when it is gone.
    new: Option<SpotOut>,
    /// The stage that it belongs to; null for the whole scenario.
    stage: Option<String>,
    /// What is otherwise, as a fragment for people; its wording may change.
    headline: String,
    /// The texts that differ.
    lines: Vec<LineOut>,
    /// Evidence that shows the difference.
    witnesses: Vec<WitnessOut>,
    /// The ways to pass before; null unless it is a gate that was analysed.
    ways_before: Option<WaysOut>,
    /// The ways to pass now; null unless it is a gate that was analysed.
    ways_now: Option<WaysOut>,
    /// Twelve hex digits that stay the same while the change does.
    fingerprint: String,
    /// The decision on record; null without one.
    approval: Option<ApprovalOut>,
}

/// A place in one of the drafts.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Place")]
struct SpotOut {
    /// Entity address, such as `stage:build/gate:quality`.
    entity: String,
    /// JSON Pointer (RFC 6901).
    pointer: String,
}

/// A text that became another one.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Line")]
struct LineOut {
    /// What it is the text of.
    label: String,
    /// As it was; null when there was none.
    old: Option<String>,
    /// As it is; null when there is none.
    new: Option<String>,
}

/// Something that shows how the two scenarios do differently: a situation or a run.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Witness")]
struct WitnessOut {
    /// What it shows.
    says: String,
    /// The evidence of a situation, condition by condition; empty for a run.
    answers: Vec<AnswerOut>,
    /// A run, trigger by trigger; empty for a situation.
    steps: Vec<StepOut>,
}

/// What one condition answers.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Answer")]
struct AnswerOut {
    /// The condition.
    condition: String,
    /// Which version asks; null when both do.
    #[schemars(extend("enum" = ["old", "new", null]))]
    version: Option<&'static str>,
    /// Its value or answer.
    text: String,
}

/// One trigger of a run, and what both versions do then.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Step")]
struct StepOut {
    /// What happens: the start, a trigger with evidence, or a tick without any.
    #[schemars(extend("enum" = ["start", "evidence", "tick"]))]
    event: &'static str,
    /// The evidence, condition by condition; what is not named gives no answer.
    answers: Vec<AnswerOut>,
    /// Milliseconds after the last thing that happened; null unless it is a tick.
    after_ms: Option<u64>,
    /// What the old scenario does.
    old: String,
    /// What the new scenario does.
    new: String,
}

/// The minimal ways in which a gate passes.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Ways")]
struct WaysOut {
    /// How many there are; null when beyond any number worth telling.
    count: Option<u64>,
    /// The first of them.
    shown: Vec<String>,
}

/// A decision about a change.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Approval")]
struct ApprovalOut {
    /// Who made it.
    approved_by: String,
    /// Why.
    reason: String,
    /// Whether it was made about other bytes.
    elsewhere: bool,
}

/// What is written otherwise of one entity.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Declared")]
struct DeclaredOut {
    /// What kind of entity.
    kind: &'static str,
    /// Where it was; null when it is new.
    old: Option<SpotOut>,
    /// Where it is; null when it is gone.
    new: Option<SpotOut>,
    /// Whether it is called otherwise.
    renamed: bool,
    /// Whether it is elsewhere.
    moved: bool,
    /// The fields that differ.
    fields: Vec<LineOut>,
}

/// Whether the bytes differ.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Bytes")]
struct BytesOut {
    /// Whether they are the same.
    same: bool,
    /// Whether they differ although neither behaviour nor declaration does.
    hash_only: bool,
    /// What differs without any meaning.
    cosmetic: Vec<String>,
}

pub(super) fn render(diff: &Diff, options: &Options) -> String {
    let names = |files: &[std::sync::Arc<str>]| files.iter().map(ToString::to_string).collect();
    let out = DiffOut {
        schema_version: SCHEMA_VERSION,
        tool: Tool {
            name: "gatewright",
            version: options.tool_version.clone(),
        },
        comparisons: diff
            .compared
            .iter()
            .map(|one| comparison(&one.comparison, options))
            .collect(),
        only_old: names(&diff.only_old),
        only_new: names(&diff.only_new),
    };
    // Plain fields and text keys: writing them as JSON cannot fail.
    let json = serde_json::to_string_pretty(&out).unwrap_or_default();
    ascii_hidden(&json) + "\n"
}

/// Returns the JSON Schema (2020-12) of the `json` format.
#[must_use]
pub fn diff_schema() -> Value {
    schemars::schema_for!(DiffOut).to_value()
}

fn comparison(comparison: &Comparison, options: &Options) -> ComparisonOut {
    let layers = options.layers;
    let verdict = comparison.verdict();
    let declared = |list: &[Declared]| list.iter().map(DeclaredOut::from).collect();
    let declaration = &comparison.declaration;
    ComparisonOut {
        old: VersionOut::from(&comparison.old),
        new: VersionOut::from(&comparison.new),
        verdict: verdict.name(),
        suggested_bump: verdict.bump().name(),
        version_not_bumped: comparison.lacks_bump(),
        changes: layers.behaviour.then(|| {
            comparison
                .behaviour
                .changes
                .iter()
                .map(ChangeOut::from)
                .collect()
        }),
        first_difference: comparison
            .behaviour
            .first_difference
            .as_ref()
            .filter(|_| layers.behaviour)
            .map(WitnessOut::from),
        is_cut_short: comparison.behaviour.is_cut_short,
        declaration: layers.declaration.then(|| declared(&declaration.changes)),
        authoring: layers.declaration.then(|| declared(&declaration.authoring)),
        bytes: layers.bytes.then(|| BytesOut {
            same: comparison.bytes.same,
            hash_only: comparison.bytes.hash_only,
            cosmetic: comparison.bytes.cosmetic.clone(),
        }),
    }
}

impl From<&Version> for VersionOut {
    fn from(version: &Version) -> Self {
        Self {
            label: version.label.to_string(),
            scenario_id: version.scenario_id.clone(),
            spec_version: version.spec_version.clone(),
            sha256: version.hash.to_string(),
            size: version.size,
        }
    }
}

impl From<&Change> for ChangeOut {
    fn from(change: &Change) -> Self {
        let (before, now) = match &change.ways {
            Some((before, now)) => (Some(before), Some(now)),
            None => (None, None),
        };
        Self {
            kind: change.kind.name(),
            class: change.class.name(),
            code: change.code().as_str(),
            confidence: change.confidence.map(Confidence::name),
            entity: change
                .spot()
                .map_or_else(|| "scenario".to_owned(), |spot| spot.entity.clone()),
            old: change.old.as_ref().map(SpotOut::from),
            new: change.new.as_ref().map(SpotOut::from),
            stage: change.stage.clone(),
            headline: change.headline.clone(),
            lines: change.lines.iter().map(LineOut::from).collect(),
            witnesses: change.witnesses.iter().map(WitnessOut::from).collect(),
            ways_before: before.map(WaysOut::from),
            ways_now: now.map(WaysOut::from),
            fingerprint: change.fingerprint(),
            approval: change.approval.as_ref().map(|approval| ApprovalOut {
                approved_by: approval.who.clone(),
                reason: approval.reason.clone(),
                elsewhere: approval.elsewhere,
            }),
        }
    }
}

impl From<&Spot> for SpotOut {
    fn from(spot: &Spot) -> Self {
        Self {
            entity: spot.entity.clone(),
            pointer: spot.pointer.clone(),
        }
    }
}

impl From<&Line> for LineOut {
    fn from(line: &Line) -> Self {
        Self {
            label: line.label.clone(),
            old: line.old.clone(),
            new: line.new.clone(),
        }
    }
}

impl From<&Witness> for WitnessOut {
    fn from(witness: &Witness) -> Self {
        Self {
            says: witness.says.clone(),
            answers: witness.answers.iter().map(AnswerOut::from).collect(),
            steps: witness.steps.iter().map(StepOut::from).collect(),
        }
    }
}

impl From<&Answer> for AnswerOut {
    fn from(answer: &Answer) -> Self {
        Self {
            condition: answer.condition.clone(),
            version: match answer.meant {
                Meant::Both => None,
                Meant::Old => Some("old"),
                Meant::New => Some("new"),
            },
            text: answer.text.clone(),
        }
    }
}

impl From<&Step> for StepOut {
    fn from(step: &Step) -> Self {
        let (event, answers, after_ms) = match &step.event {
            Event::Start => ("start", &[][..], None),
            Event::Evidence(answers) => ("evidence", answers.as_slice(), None),
            Event::Tick(after) => ("tick", &[][..], Some(*after)),
        };
        Self {
            event,
            answers: answers.iter().map(AnswerOut::from).collect(),
            after_ms,
            old: step.old.clone(),
            new: step.new.clone(),
        }
    }
}

impl From<&Ways> for WaysOut {
    fn from(ways: &Ways) -> Self {
        Self {
            count: ways.count,
            shown: ways.shown.clone(),
        }
    }
}

impl From<&Declared> for DeclaredOut {
    fn from(declared: &Declared) -> Self {
        Self {
            kind: declared.kind,
            old: declared.old.as_ref().map(SpotOut::from),
            new: declared.new.as_ref().map(SpotOut::from),
            renamed: declared.renamed.is_some(),
            moved: declared.moved.is_some(),
            fields: declared.fields.iter().map(LineOut::from).collect(),
        }
    }
}

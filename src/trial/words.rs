//! The phrases of an account.

use super::account::{ConditionAccount, Found, Reason, RefusalAccount};
use crate::check::RouteTable;
use crate::plain::{listed, value_words};
use crate::runtime::{Decision, EngineError, FailReason, MAX_PAYLOAD_BYTES};
use crate::spec::{
    AdvanceTo, Comparator, ConditionSpec, GateSpec, MAX_REQUIREMENT_DEPTH, Requirement, StageSpec,
    TrustLane,
};

/// How many bytes a phrase shows.
const MAX_BYTES: usize = 16;

/// Returns the word for a lane.
pub(super) const fn lane(lane: TrustLane) -> &'static str {
    match lane {
        TrustLane::Asserted => "asserted",
        TrustLane::Verified => "verified",
    }
}

/// Returns what a node of a requirement asks.
pub(super) fn node(node: &Requirement) -> String {
    match node {
        Requirement::Condition(id) => id.clone(),
        Requirement::And(parts) if parts.is_empty() => "all of nothing: always true".to_owned(),
        Requirement::Or(parts) if parts.is_empty() => "any of nothing: never true".to_owned(),
        Requirement::And(_) => "all of".to_owned(),
        Requirement::Or(_) => "any of".to_owned(),
        Requirement::Not(_) => "not".to_owned(),
        Requirement::RequireGroup { min, reqs } => format!("at least {min} of {}", reqs.len()),
    }
}

/// Names who asks for the strongest lane of a condition in a gate.
pub(super) fn who_needs(
    server: TrustLane,
    condition: &ConditionSpec,
    gate: &GateSpec,
) -> &'static str {
    let raises = |trust: Option<crate::spec::TrustRequirement>| {
        trust.is_some_and(|trust| trust.min_lane > server)
    };
    if raises(gate.trust) {
        "the gate"
    } else if raises(condition.trust) {
        "the condition"
    } else {
        "the server"
    }
}

/// Says how a condition compares, what was found, and why that is not enough where it is not.
pub(super) fn condition(compared: &str, told: &ConditionAccount, who: &str) -> String {
    let found = match &told.found {
        Found::Value { value } => format!("found {}", value_words(value)),
        Found::Bytes { bytes } => format!("found {}", bytes_words(bytes)),
        Found::Missing => "found nothing".to_owned(),
        Found::Error { code } => format!("asking failed: {code}"),
        Found::NotGiven => "no answer in the evidence".to_owned(),
    };
    let asserted = told.lane == TrustLane::Asserted;
    let why = match told.reason {
        Reason::NotVisited => {
            format!(", and not looked at: deeper than {MAX_REQUIREMENT_DEPTH} levels")
        }
        Reason::LaneTooWeak => format!(
            ", only {}; {who} needs {}",
            lane(told.lane),
            lane(told.needed_lane)
        ),
        Reason::NotComparable
            if told
                .expected
                .as_ref()
                .is_none_or(serde_json::Value::is_null) =>
        {
            ", and nothing to compare it with".to_owned()
        }
        Reason::NotComparable => ", which cannot be compared in this way".to_owned(),
        Reason::Compared if asserted => ", asserted".to_owned(),
        _ => String::new(),
    };
    let wants = match told.comparator {
        Comparator::Exists => "any value",
        Comparator::NotExists => "no value",
        _ => compared,
    };
    format!("wants {wants}; {found}{why}")
}

fn bytes_words(bytes: &[u8]) -> String {
    let shown: Vec<String> = bytes.iter().take(MAX_BYTES).map(u8::to_string).collect();
    let more = if bytes.len() > MAX_BYTES { ", …" } else { "" };
    let unit = if bytes.len() == 1 { "byte" } else { "bytes" };
    format!("{} {unit} [{}{more}]", bytes.len(), shown.join(", "))
}

/// Says what was decided in a stage.
pub(super) fn decision(
    decision: &Decision,
    stage: &StageSpec,
    table: Option<&RouteTable>,
    timed_out: bool,
) -> String {
    let cause = match (timed_out, stage.gates.len()) {
        (true, 0) => "its timeout is over",
        (true, _) => "its timeout is over and its gates are not looked at",
        (false, 0) => "it has no gates",
        (false, 1) => "its gate is true",
        (false, _) => "all its gates are true",
    };
    match decision {
        Decision::Start { stage_id } => format!("the run enters `{stage_id}`"),
        Decision::Advance { to_stage, .. } => {
            format!(
                "goes to `{to_stage}`{}, as {cause}",
                way(stage, table, timed_out)
            )
        }
        Decision::Complete { .. } => {
            let unseen = if timed_out && !stage.gates.is_empty() {
                "; the decision does not show that"
            } else {
                ""
            };
            format!("the run completes, as {cause}{unseen}")
        }
        Decision::Hold { unmet_gates } => {
            let names: Vec<String> = unmet_gates.iter().map(|id| format!("`{id}`")).collect();
            match names.as_slice() {
                [only] => format!("holds, as gate {only} is not true"),
                several => format!("holds, as gates {} are not true", listed(several, "and")),
            }
        }
        Decision::Fail {
            reason: FailReason::Timeout,
        } => format!("the run fails, as {cause}"),
        Decision::Fail {
            reason: FailReason::PayloadTooLarge,
        } => format!(
            "the run fails, as a packet of the stage to enter is larger than {MAX_PAYLOAD_BYTES} bytes"
        ),
    }
}

/// Says by which way a stage is left.
fn way(stage: &StageSpec, table: Option<&RouteTable>, timed_out: bool) -> String {
    match &stage.advance_to {
        AdvanceTo::Linear {} => ", the next in order".to_owned(),
        AdvanceTo::Branch { .. } => {
            let rule = table.and_then(|table| {
                if timed_out && table.alternate {
                    table.alternate_rule
                } else {
                    table.pass_rule
                }
            });
            rule.map_or_else(
                || " by the default".to_owned(),
                |rule| format!(" by rule {}", rule + 1),
            )
        }
        AdvanceTo::Fixed { .. } | AdvanceTo::Terminal {} => String::new(),
    }
}

/// Tells a refusal of the engine as the server would answer it.
pub(super) fn refusal(error: &EngineError) -> RefusalAccount {
    let help = match error {
        EngineError::InvalidSpec(_) => "`gatewright check` tells all that is wrong",
        EngineError::ScenarioMismatch(_) => "start the run under the id of this scenario",
        EngineError::RunNotFound(_) => "name a run that was started",
        EngineError::StageNotFound(_) => "name a stage of the scenario",
        EngineError::GateResolutionFailed(_) => {
            "add a default to the branch, or a rule for this situation"
        }
        EngineError::TriggerTimeMismatch(_) => {
            "use one kind of clock for the start and for every tick"
        }
        EngineError::TimeoutCalculation(_) => "shorten the timeout, or start the run earlier",
        EngineError::EvidenceTooLarge { .. } => {
            "ask the provider for less, such as a digest instead of the content"
        }
        EngineError::PayloadTooLarge { .. } => "refer to the content by an external packet",
    };
    RefusalAccount {
        code: error.code(),
        message: error.to_string(),
        help: vec![help.to_owned()],
        faults: Vec::new(),
    }
}

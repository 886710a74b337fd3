//! Why one gate is what the engine found it to be.

use std::collections::{HashMap, HashSet};

use super::account::{ConditionAccount, Found, GateAccount, Reason, TreeNode};
use super::needs::{blocking, needs};
use super::words;
use crate::draft::{ConditionDraft, ScenarioDraft};
use crate::plain::short;
use crate::runtime::{Evidence, EvidenceValue, GateRecord, NodeValue, node_values, required_lane};
use crate::spec::{ConditionSpec, GateOutcome, GateSpec, Requirement, ScenarioSpec, TrustLane};

/// A scenario with what is needed to tell its conditions.
#[derive(Debug)]
pub(super) struct Told<'s> {
    conditions: HashMap<&'s str, (&'s ConditionSpec, String)>,
    min_lane: TrustLane,
}

impl<'s> Told<'s> {
    /// Prepares a scenario for a server with this minimum of trust.
    ///
    /// `draft` is the same scenario as a draft, such as [`crate::draft::import`] gives.
    pub(super) fn new(spec: &'s ScenarioSpec, draft: &ScenarioDraft, min_lane: TrustLane) -> Self {
        let words = draft
            .conditions()
            .iter()
            .map(|one: &ConditionDraft| short(one));
        Self {
            conditions: spec
                .conditions
                .iter()
                .zip(words)
                .map(|(one, words)| (one.condition_id.as_str(), (one, words)))
                .collect(),
            min_lane,
        }
    }
}

/// Tells a gate that the engine evaluated on these answers.
///
/// `answer` gives the evidence that the engine was given, none where an answer is not known; the
/// outcomes are the engine's own.
pub(super) fn gate_account<'e>(
    told: &Told<'_>,
    gate: &GateSpec,
    record: &GateRecord,
    answer: impl Fn(&str) -> Option<&'e Evidence>,
) -> GateAccount {
    let visited: HashMap<&str, GateOutcome> = record
        .trace
        .iter()
        .map(|visited| (visited.condition_id.as_str(), visited.outcome))
        .collect();
    let value = node_values(&gate.requirement, |id| visited.get(id).copied());
    let mut seen = HashSet::new();
    let mut conditions = Vec::new();
    gate.requirement.for_each_condition(&mut |id| {
        if seen.insert(id)
            && let Some((condition, compared)) = told.conditions.get(id)
        {
            let needed = required_lane(told.min_lane, condition, gate);
            let outcome = visited.get(id).copied();
            let mut one = condition_account(condition, answer(id), outcome, needed);
            let who = words::who_needs(told.min_lane, condition, gate);
            one.says = words::condition(compared, &one, who);
            conditions.push(one);
        }
    });
    GateAccount {
        gate_id: gate.gate_id.clone(),
        outcome: record.outcome,
        tree: tree(&gate.requirement, &value),
        conditions,
        blocking: blocking(&gate.requirement, &value),
        needs: needs(&gate.requirement, &value),
    }
}

/// Tells a condition but for its words.
fn condition_account(
    condition: &ConditionSpec,
    evidence: Option<&Evidence>,
    visited: Option<GateOutcome>,
    needed_lane: TrustLane,
) -> ConditionAccount {
    let outcome = visited.unwrap_or(GateOutcome::Unknown);
    let found = evidence.map_or(Found::NotGiven, found);
    let lane = evidence.map_or(TrustLane::Verified, |evidence| evidence.lane);
    let reason = match (&found, outcome) {
        _ if visited.is_none() => Reason::NotVisited,
        (_, GateOutcome::True | GateOutcome::False) => Reason::Compared,
        (Found::NotGiven, _) => Reason::NotGiven,
        (Found::Error { .. }, _) => Reason::Failed,
        _ if lane < needed_lane => Reason::LaneTooWeak,
        (Found::Missing, _) => Reason::NoValue,
        _ => Reason::NotComparable,
    };
    ConditionAccount {
        condition_id: condition.condition_id.clone(),
        outcome,
        reason,
        comparator: condition.comparator,
        expected: condition.expected.clone(),
        found,
        lane,
        needed_lane,
        says: String::new(),
    }
}

fn found(evidence: &Evidence) -> Found {
    match (&evidence.error, &evidence.value) {
        (Some(code), _) => Found::Error { code: code.clone() },
        (None, None) => Found::Missing,
        (None, Some(EvidenceValue::Json(value))) => Found::Value {
            value: value.clone(),
        },
        (None, Some(EvidenceValue::Bytes(bytes))) => Found::Bytes {
            bytes: bytes.clone(),
        },
    }
}

fn tree(node: &Requirement, value: &NodeValue) -> TreeNode {
    TreeNode {
        says: words::node(node),
        is_condition: matches!(node, Requirement::Condition(_)),
        outcome: value.outcome,
        too_deep: value.too_deep,
        parts: node
            .children()
            .iter()
            .zip(&value.parts)
            .map(|(part, value)| tree(part, value))
            .collect(),
    }
}

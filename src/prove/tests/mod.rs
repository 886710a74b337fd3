//! The rails and the theory against every situation, one by one.

mod compared;
mod gates;
mod random;
mod stages;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Answer;
use crate::draft::{Format, GateDraft, ScenarioDraft, read};
use crate::runtime::{assess, evaluate_gate};
use crate::spec::{GateOutcome, TrustLane};

pub(super) const OUTCOMES: [GateOutcome; 3] =
    [GateOutcome::True, GateOutcome::False, GateOutcome::Unknown];

/// Returns a condition that compares a field of a file of its own.
pub(super) fn condition(id: &str, field: &str, comparator: &str, expected: Value) -> Value {
    let mut condition = json!({
        "condition_id": id,
        "query": {"provider_id": "json", "check_id": "path",
            "params": {"file": "report.json", "jsonpath": format!("$.{field}")}},
        "comparator": comparator, "policy_tags": []
    });
    if !expected.is_null() {
        condition["expected"] = expected;
    }
    condition
}

/// Returns conditions `a`, `b`, … that are independent of each other.
pub(super) fn letters(count: usize) -> Vec<Value> {
    ["a", "b", "c", "d", "e", "f", "g", "h", "i"]
        .iter()
        .take(count)
        .map(|id| condition(id, id, "equals", json!(true)))
        .collect()
}

/// Returns a draft with one terminal stage that has these gates.
pub(super) fn draft(conditions: &[Value], gates: &[&str]) -> ScenarioDraft {
    let gates: Vec<Value> = gates
        .iter()
        .enumerate()
        .map(|(at, text)| json!({"gate_id": format!("g{at}"), "requirement": text}))
        .collect();
    let document = json!({
        "scenario_id": "s", "namespace_id": 7, "spec_version": "1", "policies": [], "schemas": [],
        "default_tenant_id": null, "conditions": conditions,
        "stages": [{"stage_id": "one", "entry_packets": [], "gates": gates,
            "advance_to": {"kind": "terminal"}, "timeout": null, "on_timeout": "fail"}]
    });
    read(document.to_string().as_bytes(), Format::Json)
        .draft
        .unwrap()
}

/// Returns what a gate of a draft is on the evidence of a witness, by the runtime.
pub(super) fn replay(draft: &ScenarioDraft, gate: &GateDraft, answers: &[Answer]) -> GateOutcome {
    let found: BTreeMap<&str, &Answer> = answers
        .iter()
        .map(|answer| (answer.condition_id.as_str(), answer))
        .collect();
    let requirement = gate.requirement.as_ref().unwrap().tree().unwrap();
    let of_gate = gate.trust.and_then(|trust| trust.min_lane);
    let outcome = |id: &str| {
        let condition = draft
            .conditions()
            .iter()
            .find(|condition| condition.condition_id.as_deref() == Some(id))?;
        let spec = crate::spec::ConditionSpec {
            condition_id: id.to_owned(),
            query: crate::spec::EvidenceQuery {
                provider_id: String::new(),
                check_id: String::new(),
                params: None,
            },
            comparator: condition.comparator?,
            expected: condition.expected.clone(),
            policy_tags: Vec::new(),
            trust: None,
        };
        let of_condition = condition.trust.and_then(|trust| trust.min_lane);
        let lane = of_gate.max(of_condition).unwrap_or(TrustLane::Asserted);
        Some(assess(&spec, found.get(id)?.evidence.as_ref()?, lane))
    };
    evaluate_gate(&requirement, outcome).outcome
}

/// Calls with every way to give outcomes to conditions `a`, `b`, …
pub(super) fn each_situation(count: usize, mut visit: impl FnMut(&[GateOutcome])) {
    let mut outcomes = vec![GateOutcome::True; count];
    for number in 0..3_usize.pow(u32::try_from(count).unwrap()) {
        let mut rest = number;
        for outcome in &mut outcomes {
            *outcome = OUTCOMES[rest % 3];
            rest /= 3;
        }
        visit(&outcomes);
    }
}

/// Looks up `a`, `b`, … by their place.
pub(super) fn by_letter(values: &[GateOutcome]) -> impl Fn(&str) -> Option<GateOutcome> {
    |id: &str| {
        let place = id.as_bytes().first()? - b'a';
        values.get(usize::from(place)).copied()
    }
}

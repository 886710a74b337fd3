//! The report, read as a demanding reader would.

mod claims;
mod json;
mod markdown;
mod text;

use serde_json::{Value, json};

use super::{ProofReport, proof_report};
use crate::draft::{Format, ScenarioDraft, read};
use crate::prove::prove;
use crate::sources::Sources;

pub(in crate::prove::report) fn condition(
    id: &str,
    path: &str,
    comparator: &str,
    expected: Value,
) -> Value {
    let mut condition = json!({
        "condition_id": id,
        "query": {"provider_id": "json", "check_id": "path",
            "params": {"file": "report.json", "jsonpath": path}},
        "comparator": comparator, "policy_tags": []
    });
    if !expected.is_null() {
        condition["expected"] = expected;
    }
    condition
}

pub(in crate::prove::report) fn stage(id: &str, gates: &[(&str, &str)], next: &Value) -> Value {
    let gates: Vec<Value> = gates
        .iter()
        .map(|(id, requirement)| json!({"gate_id": id, "requirement": requirement}))
        .collect();
    json!({"stage_id": id, "entry_packets": [], "gates": gates, "advance_to": next,
        "timeout": null, "on_timeout": "fail"})
}

pub(in crate::prove::report) fn packet(id: &str) -> Value {
    json!({"packet_id": id, "schema_id": "s", "content_type": "application/json",
        "visibility_labels": [], "policy_tags": [], "payload": {"kind": "json", "value": 1}})
}

/// Returns a scenario with what is easily overlooked: a timeout around a quorum, a gate that can
/// never be true, and two tests of one answer.
pub(in crate::prove::report) fn tricky() -> ScenarioDraft {
    let mut build = stage(
        "build",
        &[
            ("review", "at_least(2, alice, bob, carol)"),
            ("quality", "enough"),
        ],
        &json!({"kind": "linear"}),
    );
    build["timeout"] = json!({"timeout_ms": 1_800_000, "policy_tags": []});
    build["on_timeout"] = json!("advance_with_flag");
    let mut ship = stage(
        "ship",
        &[("range", "enough and scarce")],
        &json!({"kind": "linear"}),
    );
    ship["entry_packets"] = json!([packet("credentials")]);
    let done = stage("done", &[], &json!({"kind": "terminal"}));
    draft(&json!({
        "scenario_id": "tricky", "namespace_id": 7, "spec_version": "2", "policies": [],
        "schemas": [], "default_tenant_id": null,
        "conditions": [
            condition("alice", "$.alice", "equals", json!(true)),
            condition("bob", "$.bob", "equals", json!(true)),
            condition("carol", "$.carol", "equals", json!(true)),
            condition("enough", "$.coverage", "greater_than_or_equal", json!(80)),
            condition("scarce", "$.coverage", "less_than", json!(10)),
        ],
        "stages": [build, ship, done]
    }))
}

pub(in crate::prove::report) fn draft(document: &Value) -> ScenarioDraft {
    read(document.to_string().as_bytes(), Format::Json)
        .draft
        .unwrap()
}

pub(in crate::prove::report) fn report(draft: &ScenarioDraft) -> ProofReport {
    let sources = Sources::builtin();
    proof_report(draft, &sources, &prove(draft, &sources))
}

/// Returns the example of this name that is shipped with gatewright.
pub(in crate::prove::report) fn shipped(name: &str) -> ScenarioDraft {
    let text = match name {
        "release-gate" => include_bytes!("../../../../drafts/release-gate.draft.json").as_slice(),
        _ => include_bytes!("../../../../drafts/staged-disclosure.draft.json").as_slice(),
    };
    read(text, Format::Json).draft.unwrap()
}

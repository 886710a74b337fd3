//! Flow against runs of the engine, and against tables of what is known.

mod exhaustive;
mod tables;
mod walk;
mod words;

use serde_json::{Value, json};

use super::{Ability, Flow, flow};
use crate::check::route_tables;
use crate::draft::{Format, ScenarioDraft, read};
use crate::prove::Can;

/// Reads a draft that has only stages.
fn draft(stages: &Value) -> ScenarioDraft {
    let document = json!({ "stages": stages });
    read(document.to_string().as_bytes(), Format::Json)
        .draft
        .unwrap()
}

/// The ability of a stage whose gates can be met and can be not.
const FREE: Ability = Ability {
    passes: Can::Yes,
    holds: Can::Yes,
};

/// The ability of a stage whose gates are never all true.
const NEVER: Ability = Ability {
    passes: Can::NEVER,
    holds: Can::Yes,
};

/// Returns abilities in which only the stages named here are other than their gates suggest.
fn abilities(draft: &ScenarioDraft, other: &[(usize, Ability)]) -> Vec<Ability> {
    let plain = |stage: usize| match draft.stages()[stage].gates() {
        [] => Ability::GATELESS,
        _ => FREE,
    };
    (0..draft.stages().len())
        .map(|stage| {
            let named = other.iter().find(|(at, _)| *at == stage);
            named.map_or_else(|| plain(stage), |(_, ability)| *ability)
        })
        .collect()
}

/// Returns the flow of a draft, with those abilities.
fn flow_of(draft: &ScenarioDraft, other: &[(usize, Ability)]) -> Flow {
    flow(draft, &route_tables(draft), &abilities(draft, other))
}

/// Writes a stage: id, its gates, where it leads, and its timeout's policy or an empty text.
fn stage(id: &str, gates: &[&str], advance_to: &Value, policy: &str) -> Value {
    let gates: Vec<Value> = gates.iter().map(|gate| json!({"gate_id": gate})).collect();
    let timeout = (!policy.is_empty()).then(|| json!({"timeout_ms": 3_600_000}));
    let on_timeout = if policy.is_empty() { "fail" } else { policy };
    json!({"stage_id": id, "gates": gates, "advance_to": advance_to, "timeout": timeout,
        "on_timeout": on_timeout, "entry_packets": [{"packet_id": format!("of_{id}")}]})
}

fn to(stage: &str) -> Value {
    json!({"kind": "fixed", "stage_id": stage})
}

fn end() -> Value {
    json!({"kind": "terminal"})
}

/// Writes a branch: where passing leads and where the alternate branch of a timeout leads.
fn split(gate: &str, pass: &str, alternate: &str) -> Value {
    json!({"kind": "branch", "default": alternate, "branches": [
        {"gate_id": gate, "outcome": "true", "next_stage_id": pass}]})
}

//! What the formats show, and that no text of a draft is ever read as anything but text.

mod hostile;
mod looks;

use serde_json::{Value, json};

use super::{Chart, GraphFormat};
use crate::draft::{Format, read};

const FORMATS: [GraphFormat; 5] = [
    GraphFormat::Mermaid,
    GraphFormat::Dot,
    GraphFormat::Svg,
    GraphFormat::Text { width: 80 },
    GraphFormat::Text { width: 40 },
];

fn chart(title: &str, stages: &Value) -> Chart {
    let document = json!({ "scenario_id": title, "stages": stages });
    let reading = read(document.to_string().as_bytes(), Format::Json);
    Chart::of(&reading.draft.unwrap())
}

fn rule(gate: &str, outcome: &str, to: &str) -> Value {
    json!({"gate_id": gate, "outcome": outcome, "next_stage_id": to})
}

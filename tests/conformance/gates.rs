//! Cases of `gates.jsonl`: one requirement over given outcomes of its conditions.

use gatewright::runtime::{evaluate_gate, node_values};
use gatewright::spec::{GateOutcome, Requirement};
use serde_json::{Value, json};

use super::common::run;

#[test]
fn every_gate_has_the_recorded_value_and_trace() {
    run("gates.jsonl", |case| {
        let requirement: Requirement =
            serde_json::from_value(case["requirement"].clone()).expect("a requirement");
        let outcome_of = |id: &str| -> Option<GateOutcome> {
            let status = case["statuses"].get(id)?;
            Some(serde_json::from_value(status.clone()).expect("an outcome"))
        };
        let found = evaluate_gate(&requirement, outcome_of);
        let trace: Vec<Value> = found
            .trace
            .iter()
            .map(|visited| json!([visited.condition_id, visited.outcome.name()]))
            .collect();
        let at_root = node_values(&requirement, outcome_of).outcome;
        let found = json!([found.outcome.name(), trace, at_root.name()]);
        let recorded = json!([case["result"], case["trace"], case["result"]]);
        if found == recorded {
            Ok(())
        } else {
            Err(format!("{found} instead of {recorded}"))
        }
    });
}

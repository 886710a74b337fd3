//! Cases of `precheck.jsonl` that reach the engine with a payload: what the stage decides.
//!
//! Refusals that come before the engine, by the data shape or the contracts, are not looked at
//! here.

#![allow(clippy::expect_used, reason = "a malformed case must stop the test")]

use gatewright::runtime::{Engine, Precheck, PrecheckError};
use gatewright::spec::{ScenarioSpec, TrustLane};
use serde_json::{Map, Value, json};

use super::common::{Case, run, text};

#[test]
fn every_payload_is_decided_as_recorded() {
    let mut looked_at = 0;
    run("precheck.jsonl", |case| {
        if !reaches_the_engine(case) {
            return Ok(());
        }
        looked_at += 1;
        let found = match precheck(case) {
            Ok(precheck) => decided(&precheck),
            Err(error) => json!([error.code(), null, null]),
        };
        let recorded = json!([case["tool_result"], case["decision"], case["gates"]]);
        if found == recorded {
            Ok(())
        } else {
            Err(format!("{found} instead of {recorded}"))
        }
    });
    println!("precheck.jsonl: {looked_at} payloads reach the engine");
    assert!(looked_at > 0, "no payload reached the engine");
}

fn reaches_the_engine(case: &Case) -> bool {
    case.get("payload").is_some() && {
        let result = text(case, "tool_result");
        result == "ok" || result == "payload_not_object" || result.starts_with("engine.")
    }
}

fn precheck(case: &Case) -> Result<Precheck, PrecheckError> {
    let spec: ScenarioSpec = serde_json::from_value(case["spec"].clone()).expect("a spec");
    let lane: TrustLane = serde_json::from_value(case["trust"].clone()).expect("a lane");
    let stage_id = case.get("stage_id").and_then(Value::as_str);
    Engine::new(&spec, lane)?.precheck(stage_id, &case["payload"])
}

fn decided(precheck: &Precheck) -> Value {
    let gates: Map<String, Value> = precheck
        .gates
        .iter()
        .map(|gate| (gate.gate_id.clone(), gate.outcome.name().into()))
        .collect();
    json!(["ok", precheck.decision, gates])
}

//! Cases of `runs.jsonl`: whole runs, step by step.

#![allow(clippy::expect_used, reason = "a malformed case must stop the test")]

use std::collections::HashMap;

use gatewright::runtime::{
    Engine, EngineError, Evidence, EvidenceValue, GateRecord, Run, Start, Step, Trigger,
    TriggerKind,
};
use gatewright::spec::{ConditionSpec, ScenarioSpec, Timestamp, TrustLane};
use serde_json::{Map, Value, json};

use super::common::{Case, generated, run, text};

const RUN_ID: &str = "run-1";

#[test]
fn every_run_goes_as_recorded() {
    run("runs.jsonl", |case| {
        let spec = spec(case);
        let engine = match Engine::new(&spec, lane(case.get("trust"))) {
            Ok(engine) => engine,
            Err(error) => return same("start", &refused(&error), &case["start_result"]),
        };
        let mut run = match engine.start(start(&spec, &case["start"])) {
            Ok(run) => run,
            Err(error) => return same("start", &refused(&error), &case["start_result"]),
        };
        same("start", &started(&run), &case["start_result"])?;
        let steps = list(&case["steps"]);
        let results = list(&case["results"]);
        assert_eq!(steps.len(), results.len(), "{}", case["id"]);
        for (number, (step, recorded)) in steps.iter().zip(results).enumerate() {
            let evidence = evidence(&step["evidence"]);
            let ask = |condition: &ConditionSpec| evidence.get(&condition.condition_id);
            let found = match engine.step(&run, trigger(step), ask) {
                Ok(step) => {
                    let found = stepped(&step);
                    run = step.run;
                    found
                }
                Err(error) => failed(&run, &error),
            };
            same(&format!("step {number}"), &found, recorded)?;
        }
        Ok(())
    });
}

pub(crate) fn spec(case: &Case) -> ScenarioSpec {
    match case.get("spec_gen") {
        Some(parts) => serde_json::from_str(&generated(parts)),
        None => serde_json::from_value(case["spec"].clone()),
    }
    .expect("a spec")
}

pub(crate) fn lane(lane: Option<&Value>) -> TrustLane {
    lane.map_or(TrustLane::Verified, |lane| {
        serde_json::from_value(lane.clone()).expect("a lane")
    })
}

fn start(spec: &ScenarioSpec, start: &Value) -> Start {
    let scenario_id = start.get("scenario_id").and_then(Value::as_str);
    Start {
        run_id: RUN_ID.to_owned(),
        scenario_id: scenario_id.unwrap_or(&spec.scenario_id).to_owned(),
        time: time(&start["time"]),
        dispatch_initial: start["dispatch_initial"].as_bool().expect("a boolean"),
    }
}

fn trigger(step: &Value) -> Trigger {
    let kind = match text(step, "kind") {
        // The pull call asks on behalf of an agent.
        "next" => TriggerKind::AgentRequestNext,
        _ => serde_json::from_value(step["kind"].clone()).expect("a kind"),
    };
    let run_id = step.get("run_id").and_then(Value::as_str);
    Trigger {
        run_id: run_id.unwrap_or(RUN_ID).to_owned(),
        trigger_id: text(step, "trigger_id").to_owned(),
        kind,
        time: time(&step["time"]),
    }
}

pub(crate) fn time(time: &Value) -> Timestamp {
    serde_json::from_value(time.clone()).expect("a timestamp")
}

/// Reads the answers of a step; null is an answer without a value, as an absent one is.
pub(crate) fn evidence(answers: &Value) -> HashMap<String, Evidence> {
    answers
        .as_object()
        .expect("answers by condition")
        .iter()
        .filter(|(_, answer)| !answer.is_null())
        .map(|(id, answer)| (id.clone(), answer_of(answer)))
        .collect()
}

fn answer_of(answer: &Value) -> Evidence {
    if answer.get("provider_error").is_some() {
        return Evidence::failed("provider_error".to_owned());
    }
    let code = |error: &Value| error.as_str().expect("a code").to_owned();
    Evidence {
        value: value(answer),
        lane: lane(answer.get("lane")),
        error: answer.get("error").map(code),
    }
}

fn value(answer: &Value) -> Option<EvidenceValue> {
    let times = |count: &Value| usize::try_from(count.as_u64().expect("a count")).expect("a size");
    if let Some(json) = answer.get("json") {
        Some(EvidenceValue::Json(json.clone()))
    } else if let Some(bytes) = answer.get("bytes") {
        let bytes = serde_json::from_value(bytes.clone()).expect("bytes");
        Some(EvidenceValue::Bytes(bytes))
    } else if let Some(repeat) = answer.get("json_repeat") {
        let text = text(repeat, "text").repeat(times(&repeat["repeat"]));
        Some(EvidenceValue::Json(text.into()))
    } else {
        let count = answer.get("bytes_repeat")?;
        Some(EvidenceValue::Bytes(vec![0; times(count)]))
    }
}

fn started(run: &Run) -> Value {
    let first = run.decisions().first();
    json!({
        "status": run.status().name(),
        "current_stage": run.current_stage(),
        "decision": first.map(|record| &record.decision),
        "packets": first.map_or(&[][..], |record| &record.packets),
    })
}

fn stepped(step: &Step) -> Value {
    let record = &step.record;
    let gates: &[GateRecord] = if step.repeated { &[] } else { &record.gates };
    let gates: Map<String, Value> = gates
        .iter()
        .map(|gate| (gate.gate_id.clone(), gate.outcome.name().into()))
        .collect();
    json!({
        "decision": record.decision,
        "decision_id": record.decision_id(),
        "stage_id": record.stage_id,
        "status": step.run.status().name(),
        "packets": record.packets,
        "current_stage": step.run.current_stage(),
        "gates": gates,
        "triggers_recorded": step.run.decisions().len(),
    })
}

fn failed(run: &Run, error: &EngineError) -> Value {
    json!({
        "error": error.code(),
        "status": run.status().name(),
        "current_stage": run.current_stage(),
        "gates": {},
        "triggers_recorded": run.decisions().len(),
    })
}

fn refused(error: &EngineError) -> Value {
    json!({"error": error.code()})
}

pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn same(what: &str, found: &Value, recorded: &Value) -> Result<(), String> {
    if found == recorded {
        Ok(())
    } else {
        Err(format!("{what}: {found} instead of {recorded}"))
    }
}

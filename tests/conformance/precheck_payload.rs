//! Cases of `precheck.jsonl` with a payload: the tool's first refusal, or what the stage decides.

use std::sync::Arc;

use gatewright::diagnostic::Diagnostic;
use gatewright::runtime::{Precheck, PrecheckRefusal, PrecheckRequest, precheck};
use gatewright::sources::{DataShape, DataShapes, Sources};
use gatewright::spec::{ScenarioSpec, TrustLane, ValueSchema};
use gatewright::trial::{Account, precheck_account};
use serde_json::{Map, Value, json};

use crate::common::{Case, run, text};
use crate::specs::{ours, settings};

#[test]
fn every_payload_is_refused_or_decided_as_recorded() {
    let mut payloads = 0;
    run("precheck.jsonl", |case| {
        // The others have no payload: they are about the shape alone, and run in `precheck`.
        if case.get("payload").is_none() {
            return Ok(());
        }
        payloads += 1;
        compare(case, &tried(case))
    });
    println!("precheck.jsonl: {payloads} payloads tried");
    assert!(payloads > 0, "no case has a payload");
}

fn tried(case: &Case) -> Result<Precheck, PrecheckRefusal> {
    let spec: ScenarioSpec = serde_json::from_value(case["spec"].clone()).expect("a spec");
    let min_lane: TrustLane = serde_json::from_value(case["trust"].clone()).expect("a lane");
    let shape = || DataShape {
        schema_id: "shape".to_owned(),
        version: "1".to_owned(),
        description: None,
        schema: ValueSchema::new(case["data_shape"].clone()),
        origin: Arc::from("case"),
    };
    let mut shapes = DataShapes::default();
    shapes.insert(shape()).expect("the only shape");
    let sources = Sources {
        data_shapes: Arc::new(shapes),
        runtime: Arc::new(settings(&case["config"])),
        ..Sources::builtin()
    };
    let request = PrecheckRequest {
        spec: &spec,
        sources: &sources,
        shape: &shape(),
        tenant_id: 1,
        min_lane,
        stage_id: case.get("stage_id").and_then(Value::as_str),
        payload: &case["payload"],
    };
    let result = precheck(&request);
    shown_alike(case, &result, &precheck_account(&request));
    result
}

/// What is shown of a precheck is what it answers.
fn shown_alike(case: &Case, result: &Result<Precheck, PrecheckRefusal>, account: &Account) {
    let step = account.steps.first();
    let outcomes = step.map(|step| {
        let gates = step.gates.iter();
        gates.map(|gate| (&*gate.gate_id, gate.outcome)).collect()
    });
    let (decision, gates): (_, Option<Vec<_>>) = match result {
        Ok(found) => {
            let gates = found.gates.iter();
            let gates = gates.map(|gate| (&*gate.gate_id, gate.outcome));
            (Some(&found.decision), Some(gates.collect()))
        }
        Err(_) => (None, None),
    };
    assert_eq!(
        step.and_then(|step| step.decision.as_ref()),
        decision,
        "{}",
        case["id"]
    );
    assert_eq!(outcomes, gates, "{}", case["id"]);
    assert_eq!(account.refusal.is_some(), result.is_err(), "{}", case["id"]);
    let recorded = text(case, "tool_result");
    if let Some(refusal) = &account.refusal {
        assert!(
            recorded.starts_with(&refusal.code),
            "{}: {refusal:?}",
            case["id"]
        );
    }
}

fn compare(case: &Case, result: &Result<Precheck, PrecheckRefusal>) -> Result<(), String> {
    let recorded = text(case, "tool_result");
    let reports = |diagnostics: &[Diagnostic], code: &str| {
        diagnostics.iter().any(|d| ours(code).contains(&d.code))
    };
    let agrees = match result {
        Ok(precheck) => {
            let gates: Map<String, Value> = precheck
                .gates
                .iter()
                .map(|gate| (gate.gate_id.clone(), gate.outcome.name().into()))
                .collect();
            let found = json!([precheck.decision, gates]);
            recorded == "ok" && found == json!([case["decision"], case["gates"]])
        }
        Err(PrecheckRefusal::Shape(_)) => recorded == "shape.schema_compile",
        Err(PrecheckRefusal::Payload(_)) => recorded == "payload_invalid",
        Err(PrecheckRefusal::Tenant(_)) => recorded == "tenant_mismatch",
        Err(PrecheckRefusal::NotAnObject(_)) => recorded == "payload_not_object",
        Err(PrecheckRefusal::Engine(error)) => recorded == format!("engine.{}", error.code()),
        Err(PrecheckRefusal::Contracts(found)) => recorded
            .strip_prefix("capability.")
            .is_some_and(|code| reports(found, code)),
        Err(PrecheckRefusal::Conditions(found)) => recorded
            .strip_prefix("strict.")
            .is_some_and(|code| reports(found, code)),
    };
    if agrees {
        Ok(())
    } else {
        Err(format!("{result:?} instead of {recorded}"))
    }
}

//! Cases of `evaluate.jsonl`: one comparator on one piece of evidence.

#![allow(clippy::expect_used, reason = "a malformed case must stop the test")]

use gatewright::runtime::{EvidenceValue, evaluate};
use gatewright::spec::Comparator;
use serde_json::Value;

use super::common::{run, text};

#[test]
fn every_comparator_answers_as_recorded() {
    run("evaluate.jsonl", |case| {
        let comparator: Comparator = text(case, "comparator").parse().expect("a comparator");
        // Only here does an explicit null reach the comparator as an expected value.
        let found = evaluate(
            comparator,
            case.get("expected"),
            value(&case["evidence"]).as_ref(),
        );
        let recorded = text(case, "result");
        if found.name() == recorded {
            Ok(())
        } else {
            Err(format!("{} instead of {recorded}", found.name()))
        }
    });
}

fn value(evidence: &Value) -> Option<EvidenceValue> {
    if let Some(json) = evidence.get("json") {
        return Some(EvidenceValue::Json(json.clone()));
    }
    let bytes = evidence.get("bytes")?;
    Some(EvidenceValue::Bytes(
        serde_json::from_value(bytes.clone()).expect("bytes"),
    ))
}

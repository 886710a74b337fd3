//! The JSON forms, and that they fit what is published of them.

use serde_json::{Value, json};

use super::{report, shipped, tricky};
use crate::draft::ScenarioDraft;
use crate::prove::prove;
use crate::prove::report::why::{find, why, why_schema};
use crate::prove::report::{ScenarioProof, proof_document, proof_schema};
use crate::sources::Sources;
use crate::spec::ValueSchema;

fn fits(schema: Value, document: &Value) {
    let schema = ValueSchema::new(schema);
    let faults = schema.violations(document).unwrap();
    assert!(faults.is_empty(), "{faults:?}\n{document:#}");
}

#[test]
fn proofs_fit_their_schema() {
    for draft in [
        tricky(),
        shipped("release-gate"),
        shipped("staged-disclosure"),
        ScenarioDraft::default(),
    ] {
        let proof = ScenarioProof {
            file: "s.draft.json".to_owned(),
            cut_short: false,
            report: report(&draft),
        };
        let document = serde_json::to_value(proof_document(vec![proof])).unwrap();
        assert_eq!(document["schema_version"], 1);
        fits(proof_schema(), &document);
    }
}

#[test]
fn answers_fit_their_schema() {
    let sources = Sources::builtin();
    for (draft, names) in [
        (
            tricky(),
            &[
                "build",
                "ship",
                "done",
                "review",
                "range",
                "credentials",
                "alice",
            ][..],
        ),
        (
            shipped("release-gate"),
            &["approve", "calendar", "site_is_up"],
        ),
        (
            shipped("staged-disclosure"),
            &["advisory", "vendor-notice", "public"],
        ),
    ] {
        let proof = prove(&draft, &sources);
        for name in names {
            let subject = find(&draft, name).unwrap();
            let told = why(&draft, &sources, &proof, subject).unwrap();
            fits(why_schema(), &serde_json::to_value(told).unwrap());
        }
    }
}

#[test]
fn a_schema_refuses_what_is_no_proof() {
    let schema = ValueSchema::new(proof_schema());
    for wrong in [
        json!({}),
        json!({"schema_version": 1, "scenarios": [{"file": "x"}]}),
    ] {
        assert!(!schema.violations(&wrong).unwrap().is_empty(), "{wrong}");
    }
}

#[test]
fn the_same_scenario_gives_the_same_report_every_time() {
    let draft = tricky();
    assert_eq!(report(&draft), report(&draft));
}

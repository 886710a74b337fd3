//! The published JSON forms.

use serde_json::Value;

use super::model::{PROOF_VERSION, ProofDocument, ScenarioProof};

/// Returns the document of some scenarios, ready to be written as JSON.
#[must_use]
pub fn proof_document(scenarios: Vec<ScenarioProof>) -> ProofDocument {
    ProofDocument {
        schema_version: PROOF_VERSION,
        scenarios,
    }
}

/// Returns the JSON Schema (2020-12) of a [`ProofDocument`].
#[must_use]
pub fn proof_schema() -> Value {
    schemars::schema_for!(ProofDocument).to_value()
}

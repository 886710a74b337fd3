//! Files that are generated from the code are what the code generates now.
//!
//! `GATEWRIGHT_BLESS=1 cargo test --test generated` writes them anew.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test harness reads the wish to write from the environment"
)]

use std::path::Path;

use gatewright::diagnostic::{catalogue, diagnostics_schema};
use gatewright::draft::draft_schema;
use gatewright::sources::{contract_schema, data_shape_schema};
use gatewright::spec::spec_schema;
use serde_json::Value;

fn fresh(path: &str, generated: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("GATEWRIGHT_BLESS").is_some() {
        let folder = file.parent().expect("a folder");
        std::fs::create_dir_all(folder).expect("the folder can be made");
        std::fs::write(&file, generated).expect("the file can be written");
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == generated,
        "{path} is stale: GATEWRIGHT_BLESS=1 cargo test --test generated"
    );
}

fn schema(name: &str, schema: &Value) {
    let text = serde_json::to_string_pretty(schema).expect("a schema is JSON");
    fresh(
        &format!("docs/schemas/{name}.schema.json"),
        &format!("{text}\n"),
    );
}

#[test]
fn schemas_are_fresh() {
    schema("draft", &draft_schema());
    schema("spec", &spec_schema());
    schema("contract", &contract_schema());
    schema("data-shape", &data_shape_schema());
    schema("diagnostics", &diagnostics_schema());
}

#[test]
fn the_manual_of_codes_is_fresh() {
    fresh("docs/diagnostics.md", &catalogue::explain_markdown());
}

#[test]
fn the_manual_of_commands_is_fresh() {
    fresh("docs/manual.md", &gatewright::tui::manual());
}

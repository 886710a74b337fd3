//! The published schemas against `specs.jsonl`: they draw the line where the runtime does.

use gatewright::draft::draft_schema;
use gatewright::spec::spec_schema;
use serde_json::Value;

use crate::common::{self, text};
use crate::specs::document;

#[test]
fn the_published_schemas_accept_what_the_runtime_s_schema_accepts() {
    let spec = jsonschema::draft202012::new(&spec_schema()).expect("the schema of a spec");
    let draft = jsonschema::draft202012::new(&draft_schema()).expect("the schema of a draft");
    common::run("specs.jsonl", |case| {
        let verdict = text(&case["verdict"], "schema");
        // What cannot be parsed never meets a schema.
        let Ok(value) = serde_json::from_str::<Value>(&document(case)) else {
            return Ok(());
        };
        if verdict == "skipped" {
            return Ok(());
        }
        let errors: Vec<String> = spec.iter_errors(&value).map(|e| e.to_string()).collect();
        if errors.is_empty() != (verdict == "ok") {
            return Err(format!("the schema of a spec: {verdict}, but {errors:?}"));
        }
        if verdict == "ok" && !draft.is_valid(&value) {
            return Err("the schema of a draft refuses a valid spec".to_owned());
        }
        Ok(())
    });
}

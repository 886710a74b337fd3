//! Cases of `dsl.jsonl`.

use std::collections::BTreeSet;

use gatewright::spec::{
    Requirement, parse_requirement, parse_requirement_with, print_requirement, validate_requirement,
};
use serde_json::{Value, json};

use crate::common;

#[test]
fn every_requirement_text_means_what_it_means_to_the_runtime() {
    common::run("dsl.jsonl", |case| {
        let text = case["input"]
            .as_str()
            .map_or_else(|| common::generated(&case["input_gen"]), str::to_owned);
        let known: BTreeSet<&str> = case["conditions"]
            .as_array()
            .expect("a list of conditions")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let given = answer(&text, &known);
        let wanted = match case["error"].as_str() {
            Some(code) => json!({"error": code, "position": case["position"]}),
            None => json!({"requirement": case["requirement"]}),
        };
        if given != wanted {
            return Err(format!("{given} instead of {wanted}"));
        }
        if case["error"].is_null() {
            let tree: Requirement =
                serde_json::from_value(case["requirement"].clone()).map_err(|e| e.to_string())?;
            let printed = print_requirement(&tree).map_err(|e| e.to_string())?;
            let again = parse_requirement(&printed).map_err(|e| e.to_string())?;
            if again.tree != tree {
                return Err(format!("printed as `{printed}`, which is another tree"));
            }
        }
        Ok(())
    });
}

/// Returns our reading in the form of the corpus.
fn answer(text: &str, known: &BTreeSet<&str>) -> Value {
    let parsed = match parse_requirement_with(text, &|id| known.contains(id)) {
        Ok(parsed) => parsed,
        Err(error) => return json!({"error": error.kind.code(), "position": error.position()}),
    };
    match validate_requirement(&parsed.tree) {
        Ok(()) => json!({"requirement": parsed.tree}),
        Err(error) => json!({"error": error.kind.code(), "position": null}),
    }
}

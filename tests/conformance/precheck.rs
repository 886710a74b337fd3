//! Cases of `precheck.jsonl`.

use gatewright::spec::ConditionSpec;
use gatewright::typing::ShapeView;
use serde_json::Value;

use crate::allowances::{our_code, toggles};
use crate::common;

#[test]
fn every_data_shape_serves_the_conditions_that_the_runtime_serves() {
    common::run("precheck.jsonl", |case| {
        let conditions: Vec<ConditionSpec> =
            serde_json::from_value(case["spec"]["conditions"].clone())
                .map_err(|error| error.to_string())?;
        let strict = case["config"]["strict"].as_bool().unwrap_or(true);
        let given = if strict {
            verdict(&case["data_shape"], &conditions, &case["config"])
        } else {
            "ok"
        };
        let wanted = our_code(common::text(case, "verdict"));
        if given == wanted {
            Ok(())
        } else {
            Err(format!("{given} instead of {wanted}"))
        }
    });
}

/// Returns the code of the first problem of the first condition that has one.
fn verdict(shape: &Value, conditions: &[ConditionSpec], config: &Value) -> &'static str {
    let view = ShapeView::new(shape, toggles(config));
    conditions
        .iter()
        .find_map(|condition| {
            view.check_condition(
                &condition.condition_id,
                conditions.len(),
                condition.comparator,
                condition.expected.as_ref(),
            )
            .into_iter()
            .next()
        })
        .map_or("ok", |finding| finding.problem.code())
}

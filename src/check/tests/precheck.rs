use serde_json::{Value, json};

use super::{Setup, found};
use crate::diagnostic::Code;
use crate::draft::DataShapeRef;

fn named() -> Value {
    json!({"precheck": {"data_shape": {"schema_id": "s", "version": "1"}}})
}

fn object(properties: &Value) -> Value {
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

fn told(shape: &Value) -> Vec<String> {
    Setup::new(&named()).shape(shape).found()
}

#[test]
fn a_shape_must_offer_a_typed_value_for_every_condition() {
    let (yes, text) = (json!({"type": "boolean"}), json!({"type": "string"}));
    for (shape, expected) in [
        (
            object(&json!({"tests_pass": yes, "env_is_prod": text})),
            vec![],
        ),
        (
            object(&json!({"tests_pass": yes})),
            vec!["GW0316 /conditions/1"],
        ),
        (
            object(&json!({})),
            vec!["GW0316 /conditions/0", "GW0316 /conditions/1"],
        ),
        (
            json!({"type": "object", "properties": {"tests_pass": yes}, "additionalProperties": text}),
            vec![],
        ),
        (
            json!({"type": "object", "properties": {"tests_pass": yes}, "additionalProperties": true}),
            vec!["GW0316 /conditions/1"],
        ),
        (
            yes.clone(),
            vec!["GW0316 /conditions/0", "GW0316 /conditions/1"],
        ),
        (
            object(&json!({"tests_pass": yes, "env_is_prod": {"description": "no type"}})),
            vec!["GW0317 /conditions/1"],
        ),
        (
            object(&json!({"tests_pass": text, "env_is_prod": text})),
            vec!["GW0307 /conditions/0/expected"],
        ),
        (
            object(&json!({"tests_pass": yes, "env_is_prod": {"type": "object"}})),
            vec![
                "GW0304 /conditions/1/comparator",
                "GW0307 /conditions/1/expected",
            ],
        ),
        (
            json!({"oneOf": [{}], "anyOf": [{}]}),
            vec!["GW0317 /precheck/data_shape"],
        ),
    ] {
        let found = told(&shape);
        // One form of refusal names the opt-in that would help.
        let found: Vec<String> = found
            .iter()
            .map(|line| line.replace("GW0305", "GW0304"))
            .collect();
        assert_eq!(found, expected, "{shape}");
    }
}

#[test]
fn every_variant_of_a_shape_is_asked_and_the_one_that_objects_gives_the_reason() {
    let fits =
        object(&json!({"tests_pass": {"type": "boolean"}, "env_is_prod": {"type": "string"}}));
    let objects =
        object(&json!({"tests_pass": {"type": "boolean"}, "env_is_prod": {"type": "object"}}));
    let setup = Setup::new(&named()).shape(&json!({"anyOf": [fits, objects]}));
    let refused = setup
        .check()
        .diagnostics
        .into_iter()
        .find(|d| d.primary.pointer == "/conditions/1/comparator")
        .unwrap();
    assert!(refused.message.contains("object"), "{}", refused.message);
    assert!(!setup.check().layers.precheck.is_ok());
}

#[test]
fn the_shape_and_the_check_may_object_to_one_thing() {
    let mut setup = Setup::new(&named()).shape(&object(&json!({
        "tests_pass": {"type": "boolean"},
        "env_is_prod": {"type": "integer"}
    })));
    setup.draft["conditions"][1]["expected"] = json!(true);
    assert_eq!(setup.found(), ["GW0307 /conditions/1/expected"]);
    let d = setup.find(Code::GW0307);
    assert!(
        d.help
            .iter()
            .any(|help| help.starts_with("the data shape objects too: ")),
        "{:?}",
        d.help
    );
}

#[test]
fn an_unknown_shape_is_told_with_those_that_are_known() {
    assert_eq!(found(&named()), ["GW0318 /precheck/data_shape"]);
    let mut patch = named();
    patch["precheck"]["data_shape"]["version"] = json!("2");
    let setup = Setup::new(&patch).shape(&object(&json!({})));
    let help = setup.find(Code::GW0318).help;
    assert!(
        help.contains(&"its data shapes: s@1".to_owned()),
        "{help:?}"
    );
    assert!(!setup.check().layers.precheck.is_ok());
}

#[test]
fn the_shape_of_the_options_comes_before_the_drafts_own() {
    let shape = object(&json!({"tests_pass": {"type": "boolean"}}));
    let mut patch = named();
    patch["precheck"]["data_shape"]["schema_id"] = json!("elsewhere");
    let mut setup = Setup::new(&patch).shape(&shape);
    assert_eq!(setup.found(), ["GW0318 /precheck/data_shape"]);
    setup.options.data_shape = Some(DataShapeRef {
        schema_id: Some("s".to_owned()),
        version: Some("1".to_owned()),
    });
    assert_eq!(setup.found(), ["GW0316 /conditions/1"]);
}

#[test]
fn without_strict_rules_a_shape_that_exists_is_enough() {
    let setup = Setup::new(&named())
        .shape(&object(&json!({})))
        .server(|runtime| runtime.validation.strict = false);
    assert_eq!(setup.found(), [""; 0]);
    assert!(setup.check().layers.precheck.is_ok());
}

//! The published JSON Schema of a draft, generated from the model.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use super::model::ScenarioDraft;

/// Marks, in the model, the fields for which null stands for nothing.
const NULLABLE: &str = "x-nullable";

/// Returns the JSON Schema 2020-12 of a draft.
///
/// Any part may be missing; null is accepted only where the runtime accepts it.
#[must_use]
pub fn draft_schema() -> Value {
    let schema = SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<ScenarioDraft>();
    let mut value = schema.to_value();
    if let Value::Object(root) = &mut value {
        root.insert(
            "title".to_owned(),
            Value::from("Decision Gate scenario draft"),
        );
        tidy(root);
    }
    value
}

/// Makes every field optional and takes null back where it means nothing.
fn tidy(schema: &mut Map<String, Value>) {
    // A requirement node is whole or absent, and a tagged object is told by its kind.
    let is_model = schema.get("properties").is_some_and(|properties| {
        properties.get("kind").is_none()
            && properties.as_object().is_some_and(|p| !is_requirement(p))
    });
    if is_model {
        schema.remove("required");
    } else if let Some(Value::Array(required)) = schema.get_mut("required")
        && required.iter().any(|field| field == "kind")
    {
        required.retain(|field| field == "kind");
    }
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        for property in properties.values_mut().filter_map(Value::as_object_mut) {
            if property.remove(NULLABLE).is_none() {
                refuse_null(property);
            }
        }
    }
    for inner in schema.values_mut() {
        each_schema(inner);
    }
}

fn is_requirement(properties: &Map<String, Value>) -> bool {
    ["And", "Or", "Not", "RequireGroup", "Condition", "min"]
        .iter()
        .any(|name| properties.contains_key(*name))
}

fn each_schema(value: &mut Value) {
    match value {
        Value::Object(map) => tidy(map),
        Value::Array(items) => items.iter_mut().for_each(each_schema),
        _ => {}
    }
}

fn refuse_null(property: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = property.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            property.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(variants)) = property.get_mut("anyOf") {
        variants.retain(|variant| variant.get("type").is_none_or(|name| name != "null"));
        if let [Value::Object(only)] = variants.as_slice() {
            let only = only.clone();
            property.remove("anyOf");
            property.extend(only);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn anything_may_be_missing_and_nothing_may_be_foreign() {
        let validator = jsonschema::validator_for(&draft_schema()).unwrap();
        for (draft, ok) in [
            (json!({}), true),
            (
                json!({"draft_version": 1, "note": "n", "extensions": {"any": [1]}}),
                true,
            ),
            (json!({"scenario": "s"}), false),
            (json!({"scenario_id": null}), false),
            (json!({"default_tenant_id": null}), true),
            (json!({"namespace_id": 0}), false),
            (
                json!({"stages": [{"gates": [{"requirement": "a and b"}]}]}),
                true,
            ),
            (
                json!({"stages": [{"gates": [{"requirement": {"And": [{"Condition": "a"}]}}]}]}),
                true,
            ),
            (
                json!({"stages": [{"gates": [{"requirement": {"And": [], "Or": []}}]}]}),
                false,
            ),
            (json!({"stages": [{"advance_to": {"kind": "fixed"}}]}), true),
            (
                json!({"stages": [{"advance_to": {"kind": "linear", "stage_id": "x"}}]}),
                false,
            ),
            (
                json!({"stages": [{"entry_packets": [{"payload": {"kind": "json", "value": null}}]}]}),
                true,
            ),
            (
                json!({"stages": [{"entry_packets": [{"expiry": {"kind": "logical", "value": -1}}]}]}),
                false,
            ),
            (json!({"conditions": [{"comparator": "equal"}]}), false),
        ] {
            assert_eq!(validator.is_valid(&draft), ok, "{draft}");
        }
    }
}

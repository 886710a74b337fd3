//! Likely values of a schema, for examples that people can read.

use serde_json::{Map, Value};

use super::schema::{Kind, may_be};

/// How deep a value is made.
const DEPTH: usize = 8;
/// How many items or characters a value is made of at most because the schema asks for so many.
const LENGTH: usize = 64;

/// Returns a value of a kind that the schema is likely to accept, and never surely.
pub(super) fn likely(schema: Option<&Value>, kind: Kind) -> Option<Value> {
    let schema = schema?;
    variants(schema).into_iter().find_map(|map| {
        let value = made(map, Some(kind), DEPTH)?;
        (Kind::of(&value) == kind).then_some(value)
    })
}

/// Returns short texts, those first that suit what the schema says of texts.
pub(super) fn ordinary_texts(schema: Option<&Value>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for map in schema.map(variants).unwrap_or_default() {
        let examples = map.get("examples").and_then(Value::as_array);
        let own = examples.into_iter().flatten().chain(map.get("default"));
        found.extend(own.filter_map(Value::as_str).map(str::to_owned));
        found.extend(of_format(map).map(str::to_owned));
        if let Some(least) = map.get("minLength").and_then(Value::as_u64) {
            let least = usize::try_from(least).unwrap_or(LENGTH).min(LENGTH);
            found.push("x".repeat(least));
        }
    }
    found.extend(["other", "x", "", "A", "1", "a-b", "X1"].map(str::to_owned));
    found
}

fn of_format(map: &Map<String, Value>) -> Option<&'static str> {
    match map.get("format")?.as_str()? {
        "date" => Some("2000-01-01"),
        "date-time" => Some("2000-01-01T00:00:00Z"),
        "uuid" => Some("00000000-0000-4000-8000-000000000000"),
        _ => None,
    }
}

/// Returns the schema and the variants of its unions, the inner ones first.
fn variants(schema: &Value) -> Vec<&Map<String, Value>> {
    let Value::Object(map) = schema else {
        return Vec::new();
    };
    let mut found: Vec<&Map<String, Value>> = ["oneOf", "anyOf", "allOf"]
        .into_iter()
        .filter_map(|key| map.get(key)?.as_array())
        .flatten()
        .flat_map(variants)
        .collect();
    found.push(map);
    found
}

fn made(map: &Map<String, Value>, kind: Option<Kind>, depth: usize) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    if kind.is_some_and(|kind| !may_be(map, kind)) {
        return None;
    }
    let is_wanted = |value: &&Value| kind.is_none_or(|kind| Kind::of(value) == kind);
    let listed = ["enum", "examples"]
        .into_iter()
        .filter_map(|key| map.get(key)?.as_array())
        .flatten();
    let own = ["const", "default"]
        .into_iter()
        .filter_map(|key| map.get(key));
    if let Some(value) = own.chain(listed).find(is_wanted) {
        return Some(value.clone());
    }
    let name = match map.get("type") {
        Some(Value::String(name)) => Some(name.as_str()),
        Some(Value::Array(names)) => names
            .iter()
            .filter_map(Value::as_str)
            .find(|name| kind.is_none_or(|kind| kind.has(name))),
        _ => None,
    };
    let kind = kind.or_else(|| {
        Kind::ALL
            .into_iter()
            .find(|kind| name.is_some_and(|n| kind.has(n)))
    });
    let count = |key: &str| {
        let least = map.get(key).and_then(Value::as_u64).unwrap_or(0);
        usize::try_from(least).unwrap_or(LENGTH).min(LENGTH)
    };
    let inner = |schema: Option<&Value>| match schema {
        Some(schema) => variants(schema)
            .into_iter()
            .find_map(|map| made(map, None, depth))
            .unwrap_or(Value::Bool(true)),
        None => Value::Bool(true),
    };
    Some(match kind.unwrap_or(Kind::Object) {
        Kind::Null => Value::Null,
        Kind::Boolean => Value::Bool(true),
        Kind::Number => ["minimum", "maximum"]
            .into_iter()
            .find_map(|key| map.get(key))
            .cloned()
            .unwrap_or_else(|| Value::from(1)),
        Kind::String => Value::from(
            of_format(map).map_or_else(|| "x".repeat(count("minLength").max(1)), str::to_owned),
        ),
        Kind::Array => (0..count("minItems"))
            .map(|_| inner(map.get("items")))
            .collect(),
        Kind::Object => {
            let required = map.get("required").and_then(Value::as_array);
            let properties = map.get("properties").and_then(Value::as_object);
            required
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(|name| {
                    let schema = properties.and_then(|properties| properties.get(name));
                    (name.to_owned(), inner(schema))
                })
                .collect()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::ValueSchema;
    use serde_json::json;

    #[test]
    fn common_schemas_accept_what_is_likely() {
        for (schema, kind, value) in [
            (
                json!({
                    "type": "object", "required": ["algorithm", "value", "tags"],
                    "properties": {
                        "algorithm": {"enum": ["sha256"]},
                        "value": {"type": "string", "minLength": 2},
                        "tags": {"type": "array", "minItems": 1, "items": {"type": "integer", "minimum": 5}}
                    }
                }),
                Kind::Object,
                json!({"algorithm": "sha256", "value": "xx", "tags": [5]}),
            ),
            (json!({"type": ["null", "array"]}), Kind::Array, json!([])),
            (
                json!({"oneOf": [{"type": "null"}, {"type": "string", "format": "date"}]}),
                Kind::String,
                json!("2000-01-01"),
            ),
        ] {
            assert_eq!(
                likely(Some(&schema), kind).as_ref(),
                Some(&value),
                "{schema}"
            );
            assert_eq!(
                ValueSchema::new(schema.clone()).accepts(&value),
                Ok(true),
                "{schema}"
            );
        }
    }

    #[test]
    fn a_schema_within_itself_ends() {
        let mut schema = json!({"type": "object"});
        for _ in 0..50 {
            schema = json!({"type": "object", "required": ["a"], "properties": {"a": schema}});
        }
        assert!(likely(Some(&schema), Kind::Object).is_some());
    }
}

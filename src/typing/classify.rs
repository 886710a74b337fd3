//! From a schema to its type classes (REFERENCE §3, order of inspection).

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::spec::Comparator;

use super::class::{Permission, TypeClass};
use super::refusal::SchemaRefusal;

/// Key of the vendor's extensions within a schema.
const META: &str = "x-decision-gate";

/// The classes that a value may have; a comparator must suit them all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Typing {
    /// The classes, without repetition, in the order of the schema; never empty.
    pub(super) classes: Vec<TypeClass>,
    /// Whether null is accepted beside them.
    pub(super) nullable: bool,
}

impl Typing {
    fn one(class: TypeClass) -> Self {
        Self {
            classes: vec![class],
            nullable: false,
        }
    }

    fn merge(parts: impl IntoIterator<Item = Self>, nullable: bool) -> Self {
        let mut merged = Self {
            classes: Vec::new(),
            nullable,
        };
        for part in parts {
            merged.nullable |= part.nullable;
            for class in part.classes {
                if !merged.classes.contains(&class) {
                    merged.classes.push(class);
                }
            }
        }
        merged
    }

    /// Returns the most restrictive permission among the classes, with the class that gives it.
    pub(super) fn permission(&self, comparator: Comparator) -> (Permission, Option<TypeClass>) {
        let mut strictest = (Permission::Allowed, None);
        for class in &self.classes {
            let permission = class.permission(comparator);
            if permission > strictest.0 {
                strictest = (permission, Some(*class));
            }
        }
        strictest
    }
}

/// Returns the classes of a schema.
///
/// The first of these decides: `oneOf`, `anyOf`, the dynamic flag, `enum`, `type`.
pub(super) fn classify(schema: &Value) -> Result<Typing, SchemaRefusal> {
    let Value::Object(map) = schema else {
        return Err(SchemaRefusal::TypeMissing);
    };
    if let Some(variants) = list(map, "oneOf").or_else(|| list(map, "anyOf")) {
        if variants.is_empty() {
            return Err(SchemaRefusal::UnionEmpty);
        }
        let kept = without_null(variants)?;
        let nullable = kept.len() < variants.len();
        let parts: Vec<Typing> = kept
            .into_iter()
            .map(|(_, variant)| classify(variant))
            .collect::<Result<_, _>>()?;
        return Ok(Typing::merge(parts, nullable));
    }
    classify_plain(map)
}

/// Classifies a schema by its own flag, `enum` and `type`.
fn classify_plain(map: &Map<String, Value>) -> Result<Typing, SchemaRefusal> {
    if is_dynamic(map)? {
        return Ok(Typing::one(TypeClass::Dynamic));
    }
    if let Some(values) = list(map, "enum") {
        return classify_enum(values).map(Typing::one);
    }
    let names = type_names(map)?.ok_or(SchemaRefusal::TypeMissing)?;
    let kept: Vec<&str> = if names.len() > 1 {
        names.iter().copied().filter(|n| *n != "null").collect()
    } else {
        names.clone()
    };
    if kept.is_empty() {
        return Err(SchemaRefusal::TypeArrayRepeatsNull);
    }
    let parts: Vec<Typing> = kept
        .iter()
        .map(|name| classify_type(name, map).map(Typing::one))
        .collect::<Result<_, _>>()?;
    Ok(Typing::merge(parts, kept.len() < names.len()))
}

fn classify_type(name: &str, map: &Map<String, Value>) -> Result<TypeClass, SchemaRefusal> {
    Ok(match name {
        "boolean" => TypeClass::Boolean,
        "integer" => TypeClass::Integer,
        "number" => TypeClass::Number,
        "string" => match map.get("format").and_then(Value::as_str) {
            Some("uuid") => TypeClass::Uuid,
            Some("date") => TypeClass::Date,
            Some("date-time") => TypeClass::DateTime,
            _ => TypeClass::String,
        },
        "array" if map.get("items").is_some_and(is_scalar) => TypeClass::ScalarArray,
        "array" => TypeClass::Array,
        "object" => TypeClass::Object,
        "null" => TypeClass::Null,
        _ => return Err(SchemaRefusal::TypeUnsupported),
    })
}

fn classify_enum(values: &[Value]) -> Result<TypeClass, SchemaRefusal> {
    let kinds: BTreeSet<&str> = values
        .iter()
        .map(|value| match value {
            Value::Null => Ok("null"),
            Value::Bool(_) => Ok("boolean"),
            Value::Number(_) => Ok("number"),
            Value::String(_) => Ok("string"),
            Value::Array(_) | Value::Object(_) => Err(SchemaRefusal::EnumNotScalar),
        })
        .collect::<Result<_, _>>()?;
    match kinds.len() {
        0 => Err(SchemaRefusal::EnumEmpty),
        1 if kinds.contains("null") => Ok(TypeClass::Null),
        1 => Ok(TypeClass::Enum),
        _ => Err(SchemaRefusal::EnumMixed),
    }
}

/// Tells whether the items of an array are scalar; whatever cannot be told counts as not.
fn is_scalar(items: &Value) -> bool {
    let Value::Object(map) = items else {
        return false;
    };
    list(map, "oneOf").is_none()
        && list(map, "anyOf").is_none()
        && classify_plain(map).is_ok_and(|t| t.classes.iter().all(|class| class.is_scalar()))
}

/// Returns the variants that are not null only, or all when all are, each with its index.
pub(super) fn without_null(variants: &[Value]) -> Result<Vec<(usize, &Value)>, SchemaRefusal> {
    let mut kept = Vec::with_capacity(variants.len());
    for (index, variant) in variants.iter().enumerate() {
        if !is_null_only(variant)? {
            kept.push((index, variant));
        }
    }
    if kept.is_empty() {
        kept.extend(variants.iter().enumerate());
    }
    Ok(kept)
}

/// Tells whether a variant itself says that it accepts only null; a union inside it does not count.
fn is_null_only(variant: &Value) -> Result<bool, SchemaRefusal> {
    let Value::Object(map) = variant else {
        return Ok(false);
    };
    if list(map, "enum").is_some_and(|values| only_null(values)) {
        return Ok(true);
    }
    Ok(type_names(map)?.is_some_and(|names| names.iter().all(|name| *name == "null")))
}

fn only_null(values: &[Value]) -> bool {
    !values.is_empty() && values.iter().all(Value::is_null)
}

/// Returns the names in `type`, at least one; none when there is no `type`.
fn type_names(map: &Map<String, Value>) -> Result<Option<Vec<&str>>, SchemaRefusal> {
    match map.get("type") {
        None => Ok(None),
        Some(Value::String(name)) => Ok(Some(vec![name])),
        Some(Value::Array(names)) if names.is_empty() => Err(SchemaRefusal::TypeArrayEmpty),
        Some(Value::Array(names)) => names
            .iter()
            .map(|name| name.as_str().ok_or(SchemaRefusal::TypeArrayNonString))
            .collect::<Result<_, _>>()
            .map(Some),
        Some(_) => Err(SchemaRefusal::TypeNotStringOrArray),
    }
}

fn is_dynamic(map: &Map<String, Value>) -> Result<bool, SchemaRefusal> {
    match meta(map)?.and_then(|meta| meta.get("dynamic_type")) {
        None => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(SchemaRefusal::DynamicTypeNotBool),
    }
}

/// Returns the schema's own list of comparators, where it has one.
///
/// Only the list of the schema itself counts, never one inside a variant.
pub(super) fn own_comparators(schema: &Value) -> Result<Option<Vec<Comparator>>, SchemaRefusal> {
    let Value::Object(map) = schema else {
        return Ok(None);
    };
    let Some(listed) = meta(map)?.and_then(|meta| meta.get("allowed_comparators")) else {
        return Ok(None);
    };
    let comparators: Vec<Comparator> =
        serde_json::from_value(listed.clone()).map_err(|_| SchemaRefusal::OverrideInvalid)?;
    if comparators.is_empty() {
        return Err(SchemaRefusal::OverrideEmpty);
    }
    Ok(Some(comparators))
}

fn meta(map: &Map<String, Value>) -> Result<Option<&Map<String, Value>>, SchemaRefusal> {
    match map.get(META) {
        None => Ok(None),
        Some(Value::Object(meta)) => Ok(Some(meta)),
        Some(_) => Err(SchemaRefusal::MetaNotObject),
    }
}

/// Returns the array under a key; anything else there is as good as absent.
pub(super) fn list<'a>(map: &'a Map<String, Value>, key: &str) -> Option<&'a Vec<Value>> {
    map.get(key).and_then(Value::as_array)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_of_union_flag_enum_and_type_decides() {
        use TypeClass as T;
        let dynamic = json!({"dynamic_type": true});
        for (schema, classes) in [
            (
                json!({"type": "integer", "format": "date"}),
                vec![T::Integer],
            ),
            (json!({"type": "array", "enum": ["a"]}), vec![T::Enum]),
            (json!({"enum": [], META: dynamic}), vec![T::Dynamic]),
            (
                json!({"type": "object", "oneOf": [{"type": "integer"}]}),
                vec![T::Integer],
            ),
            (
                json!({"anyOf": [{"type": "integer"}], "oneOf": [{"type": "string"}]}),
                vec![T::String],
            ),
            (json!({"oneOf": "x", "type": "string"}), vec![T::String]),
            (
                json!({"type": ["array", "string"], "items": {"enum": [1]}}),
                vec![T::ScalarArray, T::String],
            ),
            (
                json!({"type": "array", "items": {"oneOf": [{"type": "null"}]}}),
                vec![T::Array],
            ),
            (
                json!({"type": "array", "items": {"enum": [1, "a"]}}),
                vec![T::Array],
            ),
            (json!({"enum": [null]}), vec![T::Null]),
        ] {
            assert_eq!(
                classify(&schema).map(|t| t.classes),
                Ok(classes),
                "{schema}"
            );
        }
    }

    #[test]
    fn null_is_dropped_beside_something_else_but_not_from_within() {
        use TypeClass as T;
        let integer = json!({"type": "integer"});
        for (schema, classes, nullable) in [
            (json!({"type": ["null", "string"]}), vec![T::String], true),
            (json!({"type": ["null"]}), vec![T::Null], false),
            (
                json!({"oneOf": [{"type": "null"}, integer]}),
                vec![T::Integer],
                true,
            ),
            (
                json!({"oneOf": [{"type": "null"}, {"enum": [null]}]}),
                vec![T::Null],
                false,
            ),
            (
                json!({"oneOf": [{"oneOf": [{"type": "null"}]}, integer]}),
                vec![T::Null, T::Integer],
                false,
            ),
        ] {
            let typing = classify(&schema).unwrap();
            assert_eq!(
                (typing.classes, typing.nullable),
                (classes, nullable),
                "{schema}"
            );
        }
        assert_eq!(
            classify(&json!({"type": ["null", "null"]})),
            Err(SchemaRefusal::TypeArrayRepeatsNull)
        );
    }

    #[test]
    fn a_malformed_type_in_any_variant_is_found_before_any_is_classified() {
        let schema = json!({"oneOf": [{"const": 1}, {"type": 7}]});
        assert_eq!(classify(&schema), Err(SchemaRefusal::TypeNotStringOrArray));
    }
}

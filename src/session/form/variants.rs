//! The variants of a union of objects: which one a value is of, and how each begins.

use serde_json::{Map, Value, json};

use crate::spec::ValueSchema;

use super::schema::{object_form, resolve, standalone};

/// Returns the variants of a union of objects; none for any other schema.
pub(super) fn object_variants<'s>(schema: &'s Value, root: &'s Value) -> Option<Vec<&'s Value>> {
    let members = ["oneOf", "anyOf"]
        .iter()
        .find_map(|key| schema.get(*key)?.as_array())?;
    if schema.get("properties").is_some() {
        return None;
    }
    let variants: Vec<&Value> = members
        .iter()
        .map(|member| resolve(member, root))
        .filter(|member| member.get("type") != Some(&json!("null")))
        .collect();
    let all = variants.iter().all(|one| object_form(one).is_some());
    (all && variants.len() > 1).then_some(variants)
}

/// Names a variant by its title, by its fixed values, or by what it requires.
pub(super) fn variant_name(variant: &Value, index: usize) -> String {
    let own = ["title", "description"]
        .iter()
        .find_map(|key| variant.get(*key)?.as_str());
    if let Some(own) = own {
        return own.to_owned();
    }
    let fixed = start_of(variant);
    let names: Vec<String> = match fixed.as_object().filter(|map| !map.is_empty()) {
        Some(map) => map.values().map(crate::plain::value_words).collect(),
        None => variant
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect(),
    };
    if names.is_empty() {
        format!("variant {}", index + 1)
    } else {
        crate::plain::listed(&names, "and")
    }
}

/// Returns the least that makes a value one of this variant: what is fixed in it.
pub(super) fn start_of(variant: &Value) -> Value {
    let fixed = variant
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(name, schema)| {
            let only = schema.get("const").or_else(|| {
                let values = schema.get("enum")?.as_array()?;
                values.first().filter(|_| values.len() == 1)
            })?;
            Some((name.clone(), only.clone()))
        })
        .collect();
    Value::Object(fixed)
}

/// Returns which variant a value is of, even while it is unfinished.
pub(super) fn variant_of(variants: &[&Value], root: &Value, value: &Value) -> Option<usize> {
    let accepts =
        |schema: &Value| ValueSchema::new(standalone(schema, root)).accepts(value) == Ok(true);
    let unfinished = |schema: &Value| {
        let mut schema = schema.clone();
        if let Value::Object(map) = &mut schema {
            map.remove("required");
        }
        schema
    };
    let has_start = |schema: &Value| {
        let start = start_of(schema);
        start
            .as_object()
            .into_iter()
            .flatten()
            .all(|(name, fixed)| value.get(name) == Some(fixed))
    };
    let find = |test: &dyn Fn(&Value) -> bool| variants.iter().position(|one| test(one));
    find(&|one| accepts(one) && has_start(one))
        .or_else(|| find(&|one| has_start(one) && accepts(&unfinished(one))))
        .or_else(|| {
            find(&|one| has_start(one) && !start_of(one).as_object().is_none_or(Map::is_empty))
        })
}

//! The parameters of a check as fields, from the contract's schema.

use std::fmt::Write;

use serde_json::{Map, Value};

use crate::draft::escape_step;

use super::build::{Form, choice};
use super::schema::{kind_of, object_form, resolve, standalone};
use super::variants::{object_variants, start_of, variant_name, variant_of};
use super::{Choice, Kind};

/// How deep objects within objects become fields; what is deeper is answered as JSON.
const MAX_DEPTH: usize = 8;

/// Where a schema stands in a form.
#[derive(Clone, Copy)]
struct Place<'s> {
    /// The whole schema, for references within it.
    root: &'s Value,
    /// The values of the contract's examples at this place.
    examples: &'s [Value],
    depth: usize,
}

/// Adds the fields of a schema's value at a path; `examples` are whole values.
pub(super) fn add_params(form: &mut Form<'_>, path: &str, schema: &Value, examples: &[Value]) {
    let place = Place {
        root: schema,
        examples,
        depth: 1,
    };
    match object_form(resolve(schema, schema)) {
        Some(object) => properties(form, path, object, place),
        None => value(form, path, "parameters", schema, false, place),
    }
}

/// Adds a field for every property, the required ones first, and for what else is there.
fn properties(form: &mut Form<'_>, path: &str, object: &Map<String, Value>, place: Place<'_>) {
    let empty = Map::new();
    let known = object
        .get("properties")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let is_required = |name: &str| {
        object
            .get("required")
            .and_then(Value::as_array)
            .is_some_and(|names| names.iter().any(|required| required == name))
    };
    let (required, optional): (Vec<_>, Vec<_>) =
        known.iter().partition(|(name, _)| is_required(name));
    for (name, schema) in required.into_iter().chain(optional) {
        let examples: Vec<Value> = place
            .examples
            .iter()
            .filter_map(|example| example.get(name).cloned())
            .collect();
        let path = format!("{path}/{}", escape_step(name));
        let place = Place {
            examples: &examples,
            ..place
        };
        value(form, &path, name, schema, is_required(name), place);
    }
    let closed = object.get("additionalProperties") == Some(&Value::Bool(false));
    let further: Vec<String> = form
        .value(path)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter(|(name, _)| !known.contains_key(*name))
        .map(|(name, _)| name.clone())
        .collect();
    for name in further {
        let help = if closed {
            "The check does not know this parameter; take it away."
        } else {
            "A further parameter, which the contract does not describe."
        };
        let path = format!("{path}/{}", escape_step(&name));
        form.add(&path, &name, Kind::Json(None), help).depth = place.depth;
    }
}

/// Adds the field of one value, and those below it.
fn value(
    form: &mut Form<'_>,
    path: &str,
    label: &str,
    schema: &Value,
    required: bool,
    place: Place<'_>,
) {
    let resolved = resolve(schema, place.root);
    let help = help(schema, resolved);
    let deep = place.depth >= MAX_DEPTH;
    let inner = Place {
        depth: place.depth + 1,
        ..place
    };
    if let Some(object) = object_form(resolved).filter(|_| !deep) {
        let heading = form.add(path, label, Kind::Heading, &help);
        (heading.required, heading.depth) = (required, place.depth);
        properties(form, path, object, inner);
        return;
    }
    if let Some(variants) = object_variants(resolved, place.root).filter(|_| !deep) {
        add_variants(form, path, label, &variants, required, &help, inner);
        return;
    }
    let kind = kind_of(resolved, place.root)
        .unwrap_or_else(|| Kind::Json(Some(standalone(resolved, place.root))));
    let mut examples: Vec<Value> = Vec::new();
    let of_schema = either(schema, resolved, "examples").and_then(Value::as_array);
    for example in place
        .examples
        .iter()
        .cloned()
        .chain(of_schema.into_iter().flatten().cloned())
        .chain(either(schema, resolved, "default").cloned())
    {
        if !examples.contains(&example) {
            examples.push(example);
        }
    }
    let field = form.add(path, label, kind, &help);
    field.required = required;
    field.depth = place.depth;
    field.examples = examples;
}

/// Returns what stands beside a reference, or else in what it leads to.
fn either<'s>(schema: &'s Value, resolved: &'s Value, key: &str) -> Option<&'s Value> {
    schema.get(key).or_else(|| resolved.get(key))
}

/// Returns what a schema says about itself, with its default.
fn help(schema: &Value, resolved: &Value) -> String {
    let mut help = ["description", "title"]
        .iter()
        .find_map(|key| either(schema, resolved, key)?.as_str())
        .map_or_else(|| crate::typing::describe(resolved), str::to_owned);
    if let Some(default) = either(schema, resolved, "default") {
        let _ = write!(help, " (default: {default})");
    }
    help
}

/// Adds the choice of a variant, and the fields of the one that is there.
fn add_variants(
    form: &mut Form<'_>,
    path: &str,
    label: &str,
    variants: &[&Value],
    required: bool,
    help: &str,
    inner: Place<'_>,
) {
    let current = form.value(path).cloned();
    let chosen = current
        .as_ref()
        .and_then(|value| variant_of(variants, inner.root, value));
    let choices: Vec<Choice> = variants
        .iter()
        .enumerate()
        .map(|(index, variant)| {
            let label = variant_name(variant, index);
            // The value that is there stands for its variant, so that choosing it changes nothing.
            let value = match (&current, chosen == Some(index)) {
                (Some(value), true) => value.clone(),
                _ => start_of(variant),
            };
            choice(value, label, "")
        })
        .collect();
    let field = form.add(path, label, Kind::Choice(choices), help);
    (field.required, field.depth) = (required, inner.depth - 1);
    let variant = chosen.and_then(|index| variants.get(index));
    if let Some(object) = variant.and_then(|variant| object_form(variant)) {
        properties(form, path, object, inner);
    }
}

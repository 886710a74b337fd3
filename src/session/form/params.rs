//! The parameters of a check as fields, from the contract's schema.

use serde_json::{Map, Value, json};

use crate::draft::escape_step;
use crate::spec::ValueSchema;

use super::build::{Form, choice};
use super::{Choice, Kind};

/// How deep objects within objects become fields; what is deeper is answered as JSON.
const MAX_DEPTH: usize = 8;

/// How many references a schema may follow in a row, so that one that names itself ends.
const MAX_REFERENCES: usize = 16;

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

/// Follows references within the document.
fn resolve<'s>(schema: &'s Value, root: &'s Value) -> &'s Value {
    let mut schema = schema;
    for _ in 0..MAX_REFERENCES {
        let target = schema
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|target| root.pointer(target.strip_prefix('#')?));
        match target {
            Some(target) => schema = target,
            None => break,
        }
    }
    schema
}

/// Returns the schema of an object whose properties are known by name; none for any other.
fn object_form(schema: &Value) -> Option<&Map<String, Value>> {
    let map = schema.as_object()?;
    let strange = [
        "$ref",
        "allOf",
        "anyOf",
        "oneOf",
        "enum",
        "const",
        "if",
        "patternProperties",
    ];
    let fits = map.contains_key("properties")
        && map.get("type").is_none_or(|kind| kind == "object")
        && strange.iter().all(|key| !map.contains_key(*key));
    fits.then_some(map)
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
    let of_schema = |key: &str| resolved.get(key).and_then(Value::as_array).cloned();
    for example in place
        .examples
        .iter()
        .cloned()
        .chain(of_schema("examples").unwrap_or_default())
        .chain(resolved.get("default").cloned())
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

/// Returns what a schema says about itself, with its default.
fn help(schema: &Value, resolved: &Value) -> String {
    let text =
        |schema: &Value, key: &str| schema.get(key).and_then(Value::as_str).map(str::to_owned);
    let mut help = ["description", "title"]
        .iter()
        .find_map(|key| text(schema, key).or_else(|| text(resolved, key)))
        .unwrap_or_else(|| crate::typing::describe(resolved));
    if let Some(default) = resolved.get("default") {
        help.push_str(&format!(" (default: {default})"));
    }
    help
}

/// Returns a schema that still finds what it refers to.
fn standalone(schema: &Value, root: &Value) -> Value {
    let mut schema = schema.clone();
    if let Value::Object(map) = &mut schema {
        for key in ["$defs", "definitions"] {
            if let (Some(found), false) = (root.get(key), map.contains_key(key)) {
                map.insert(key.to_owned(), found.clone());
            }
        }
    }
    schema
}

/// Returns how a plain value of a schema is answered; none where only JSON will do.
pub(super) fn kind_of(schema: &Value, root: &Value) -> Option<Kind> {
    let map = resolve(schema, root).as_object()?;
    if let Some(fixed) = map.get("const") {
        return Some(Kind::Choice(vec![value_choice(fixed)]));
    }
    if let Some(Value::Array(values)) = map.get("enum") {
        let choices: Vec<Choice> = values.iter().map(value_choice).collect();
        return (!choices.is_empty()).then_some(Kind::Choice(choices));
    }
    if map.contains_key("allOf") || map.contains_key("if") || map.contains_key("not") {
        return None;
    }
    if let Some(Value::Array(members)) = map.get("oneOf").or_else(|| map.get("anyOf")) {
        // Nothing beside one kind of value: that kind, which may be left out.
        let mut some = members
            .iter()
            .map(|member| resolve(member, root))
            .filter(|member| member.get("type") != Some(&json!("null")));
        return match (some.next(), some.next()) {
            (Some(only), None) if !map.contains_key("type") => kind_of(only, root),
            _ => None,
        };
    }
    let named = match map.get("type")? {
        Value::String(name) => Some(name.as_str()),
        Value::Array(names) => {
            let mut some = names
                .iter()
                .filter_map(Value::as_str)
                .filter(|n| *n != "null");
            match (some.next(), some.next()) {
                (Some(only), None) => Some(only),
                _ => None,
            }
        }
        _ => None,
    };
    match named? {
        "boolean" => Some(Kind::Toggle),
        "integer" => Some(integer_kind(map)),
        "number" => Some(number_kind(map)),
        "string" => Some(match map.get("format").and_then(Value::as_str) {
            Some("date") => Kind::Date,
            Some("date-time") => Kind::Instant,
            _ => Kind::Text,
        }),
        "array" => match kind_of(map.get("items")?, root)? {
            Kind::List(_) => None,
            item => Some(Kind::List(Box::new(item))),
        },
        _ => None,
    }
}

fn value_choice(value: &Value) -> Choice {
    let label = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    choice(value.clone(), label, "")
}

fn integer_kind(map: &Map<String, Value>) -> Kind {
    let bound = |key: &str, up: bool| {
        let value = map.get(key)?;
        let whole = value
            .as_i64()
            .map(i128::from)
            .or_else(|| value.as_u64().map(i128::from));
        whole.or_else(|| {
            let float = value.as_f64()?;
            let whole = if up { float.ceil() } else { float.floor() };
            format!("{whole:.0}").parse().ok()
        })
    };
    // `minimum: 0.5` is met from 1 on, `exclusiveMinimum: 0.5` too.
    let more_than = |key: &str| bound(key, false).map(|limit| limit + 1);
    let less_than = |key: &str| bound(key, true).map(|limit| limit - 1);
    Kind::Integer {
        min: bound("minimum", true).max(more_than("exclusiveMinimum")),
        max: least(bound("maximum", false), less_than("exclusiveMaximum")),
    }
}

fn number_kind(map: &Map<String, Value>) -> Kind {
    let bound = |key: &str| map.get(key).and_then(Value::as_f64);
    let greatest = |one: Option<f64>, other: Option<f64>| match (one, other) {
        (Some(one), Some(other)) => Some(one.max(other)),
        (one, other) => one.or(other),
    };
    Kind::Number {
        min: greatest(
            bound("minimum"),
            bound("exclusiveMinimum").map(f64::next_up),
        ),
        max: least(
            bound("maximum"),
            bound("exclusiveMaximum").map(f64::next_down),
        ),
    }
}

fn least<T: PartialOrd>(one: Option<T>, other: Option<T>) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if other < one { other } else { one }),
        (one, other) => one.or(other),
    }
}

/// Returns the variants of a union of objects; none for any other schema.
fn object_variants<'s>(schema: &'s Value, root: &'s Value) -> Option<Vec<&'s Value>> {
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
            let label = ["title", "description"]
                .iter()
                .find_map(|key| variant.get(*key)?.as_str())
                .map_or_else(|| variant_label(variant, index), str::to_owned);
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

/// Names a variant by its fixed values, or by what it requires.
fn variant_label(variant: &Value, index: usize) -> String {
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
fn start_of(variant: &Value) -> Value {
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
fn variant_of(variants: &[&Value], root: &Value, value: &Value) -> Option<usize> {
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

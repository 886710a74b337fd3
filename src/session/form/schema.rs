//! How a value that a JSON Schema describes is answered.

use serde_json::{Map, Value, json};

use super::build::choice;
use super::{Choice, Kind};

/// How many references a schema may follow in a row, so that one that names itself ends.
const MAX_REFERENCES: usize = 16;

/// Follows references within the document.
pub(super) fn resolve<'s>(schema: &'s Value, root: &'s Value) -> &'s Value {
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
pub(super) fn object_form(schema: &Value) -> Option<&Map<String, Value>> {
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

/// Returns a schema that still finds what it refers to.
pub(super) fn standalone(schema: &Value, root: &Value) -> Value {
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

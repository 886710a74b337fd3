//! A few words about what a schema accepts, for pickers and hints.

use serde_json::{Map, Value};

use super::class::TypeClass;
use super::classify::{Typing, classify, list};

/// Longest description, in characters.
const MAX_CHARS: usize = 60;

/// Returns a few plain words about what a schema accepts, such as `integer, 0–100`.
///
/// At most 60 characters on one line; no text of the schema is quoted, so it is safe to show.
#[must_use]
pub fn describe(schema: &Value) -> String {
    let Ok(typing) = classify(schema) else {
        return "a value without a usable type".to_owned();
    };
    let detailed = phrase(&typing, schema, true);
    if detailed.chars().count() <= MAX_CHARS {
        return detailed;
    }
    let plain = phrase(&typing, schema, false);
    if plain.chars().count() <= MAX_CHARS {
        plain
    } else {
        format!("one of {} types", typing.classes.len())
    }
}

fn phrase(typing: &Typing, schema: &Value, detailed: bool) -> String {
    let empty = Map::new();
    let map = schema.as_object().unwrap_or(&empty);
    let is_union = list(map, "oneOf").is_some() || list(map, "anyOf").is_some();
    let mut parts: Vec<String> = typing
        .classes
        .iter()
        .map(|class| {
            // The details of a union are in its variants; only the classes are told then.
            if detailed && !is_union {
                with_details(*class, map)
            } else {
                word(*class).to_owned()
            }
        })
        .collect();
    if typing.nullable {
        parts.push("nothing".to_owned());
    }
    parts.join(" or ")
}

const fn word(class: TypeClass) -> &'static str {
    match class {
        TypeClass::Dynamic => "anything (JSON)",
        TypeClass::Boolean => "true or false",
        TypeClass::Enum => "one of some values",
        TypeClass::Uuid => "UUID",
        TypeClass::Integer => "integer",
        TypeClass::Number => "number",
        TypeClass::Date => "date",
        TypeClass::DateTime => "date-time",
        TypeClass::String => "text",
        TypeClass::ScalarArray => "list of single values",
        TypeClass::Array => "list",
        TypeClass::Object => "object",
        TypeClass::Null => "nothing",
    }
}

const fn plural(class: TypeClass) -> &'static str {
    match class {
        TypeClass::Boolean => "true or false",
        TypeClass::Enum => "known values",
        TypeClass::Uuid => "UUIDs",
        TypeClass::Integer => "integers",
        TypeClass::Number => "numbers",
        TypeClass::Date => "dates",
        TypeClass::DateTime => "date-times",
        other => word(other),
    }
}

fn with_details(class: TypeClass, map: &Map<String, Value>) -> String {
    let word = word(class).to_owned();
    match class {
        TypeClass::Enum => match list(map, "enum").map_or(0, Vec::len) {
            1 => "one fixed value".to_owned(),
            count => format!("one of {count} values"),
        },
        TypeClass::Integer | TypeClass::Number => match range(map) {
            Some(range) => format!("{word}, {range}"),
            None => word,
        },
        TypeClass::String => match length(map) {
            Some(length) => format!("{word}, {length}"),
            None => word,
        },
        TypeClass::ScalarArray => {
            let items = map.get("items").and_then(|items| classify(items).ok());
            let names: Vec<&str> = items
                .iter()
                .flat_map(|typing| typing.classes.iter().copied().map(plural))
                .collect();
            format!("list of {}", names.join(" or "))
        }
        _ => word,
    }
}

fn range(map: &Map<String, Value>) -> Option<String> {
    let number = |key: &str| map.get(key).filter(|value| value.is_number());
    Some(
        match (
            number("minimum"),
            number("maximum"),
            number("exclusiveMinimum"),
            number("exclusiveMaximum"),
        ) {
            (Some(low), Some(high), None, None) => format!("{low}–{high}"),
            (Some(low), None, None, None) => format!("at least {low}"),
            (None, Some(high), None, None) => format!("at most {high}"),
            (None, None, Some(low), None) => format!("more than {low}"),
            (None, None, None, Some(high)) => format!("less than {high}"),
            (None, None, Some(low), Some(high)) => format!("more than {low}, less than {high}"),
            (Some(low), None, None, Some(high)) => format!("from {low}, less than {high}"),
            (None, Some(high), Some(low), None) => format!("more than {low}, up to {high}"),
            _ => return None,
        },
    )
}

fn length(map: &Map<String, Value>) -> Option<String> {
    let count = |key: &str| map.get(key).filter(|value| value.is_u64());
    if map.contains_key("pattern") {
        return Some("of a given pattern".to_owned());
    }
    Some(match (count("minLength"), count("maxLength")) {
        (Some(low), Some(high)) if low == high => format!("{low} characters"),
        (Some(low), Some(high)) => format!("{low}–{high} characters"),
        (Some(low), None) => format!("at least {low} characters"),
        (None, Some(high)) => format!("at most {high} characters"),
        (None, None) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_schema_is_told_in_a_few_words() {
        for (schema, words) in [
            (
                json!({"type": "integer", "minimum": 0, "maximum": 100}),
                "integer, 0–100",
            ),
            (
                json!({"type": "number", "exclusiveMinimum": 0}),
                "number, more than 0",
            ),
            (json!({"enum": ["a", "b", "c"]}), "one of 3 values"),
            (json!({"enum": ["a\u{1b}[2J"]}), "one fixed value"),
            (
                json!({"type": "string", "format": "date-time"}),
                "date-time",
            ),
            (json!({"type": "string"}), "text"),
            (
                json!({"type": "string", "minLength": 1, "maxLength": 9}),
                "text, 1–9 characters",
            ),
            (
                json!({"oneOf": [{"type": "string"}, {"type": "null"}]}),
                "text or nothing",
            ),
            (json!({"type": ["string", "null"]}), "text or nothing"),
            (
                json!({"type": "array", "items": {"type": "string"}}),
                "list of text",
            ),
            (
                json!({"type": "array", "items": {"type": "integer"}}),
                "list of integers",
            ),
            (json!({"type": "array"}), "list"),
            (json!({"type": "boolean"}), "true or false"),
            (
                json!({"x-decision-gate": {"dynamic_type": true}}),
                "anything (JSON)",
            ),
            (json!({"type": "null"}), "nothing"),
            (
                json!({"anyOf": [{"type": "integer"}, {"type": "string"}]}),
                "integer or text",
            ),
            (json!({}), "a value without a usable type"),
        ] {
            assert_eq!(describe(&schema), words, "{schema}");
        }
    }

    #[test]
    fn a_description_is_never_longer_than_a_line() {
        let limit = json!(-1.797_693_134_862_315_7e308);
        let wide =
            json!({"type": ["number", "integer", "null"], "minimum": limit, "maximum": limit});
        assert_eq!(describe(&wide), "number or integer or nothing");
        let many = json!({"type": ["boolean", "integer", "number", "string", "array", "object", "null"], "items": {"enum": [1]}});
        assert_eq!(describe(&many), "one of 6 types");
    }
}

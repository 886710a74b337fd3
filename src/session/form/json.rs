//! JSON as authors type it: nothing is lost in silence, and plain text needs no quotes.

use serde_json::Value;

use crate::draft::{Format, MAX_PORTABLE_INTEGER, read};
use crate::spec::ValueSchema;

use super::number::too_long;

/// Longest JSON that is shown on one line, in characters.
const MAX_LINE: usize = 60;

/// Reads JSON; with a schema, a text that only fits as text is taken as such.
pub(super) fn parse_json(text: &str, schema: Option<&Value>) -> Result<Value, String> {
    let typed = text.trim();
    if typed.is_empty() {
        return Err("needs a value; `\"\"` is the empty text, `null` is nothing".to_owned());
    }
    let plain = || Value::from(typed);
    match (serde_json::from_str::<Value>(typed), schema) {
        (Ok(value), None) => whole(typed, value),
        (Ok(value), Some(schema)) => {
            let accepts = |value: &Value| accepts(schema, value);
            if !accepts(&value) && accepts(&plain()) {
                Ok(plain())
            } else {
                whole(typed, value)
            }
        }
        (Err(_), Some(schema)) if accepts(schema, &plain()) => Ok(plain()),
        (Err(_), None) if is_words(typed) => Ok(plain()),
        (Err(error), _) => {
            let at = match (error.line(), error.column()) {
                (1, column) => format!("column {column}"),
                (line, column) => format!("line {line}, column {column}"),
            };
            Err(format!(
                "is no JSON at {at}; a text stands in quotes, such as \"yes\""
            ))
        }
    }
}

fn accepts(schema: &Value, value: &Value) -> bool {
    ValueSchema::new(schema.clone()).accepts(value) == Ok(true)
}

/// Tells whether a text can only be meant as words: it starts like no JSON at all.
fn is_words(typed: &str) -> bool {
    typed.starts_with(|letter: char| letter.is_alphabetic() || letter == '/' || letter == '_')
        && !typed.contains('\n')
}

/// Refuses what a reader would lose: a repeated key, digits of a long integer, nesting.
fn whole(typed: &str, value: Value) -> Result<Value, String> {
    if let Some(long) = long_integer(&value) {
        return Err(too_long(&long));
    }
    if !matches!(value, Value::Array(_) | Value::Object(_) | Value::Number(_)) {
        return Ok(value);
    }
    // The text is one JSON value, so it can only take this one place.
    let document = format!("{{\"conditions\":[{{\"expected\":{typed}}}]}}");
    match read(document.as_bytes(), Format::Json).problems.first() {
        None => Ok(value),
        Some(problem) => {
            let mut words = vec![problem.message.clone()];
            words.extend(problem.help.first().cloned());
            Err(words.join("; "))
        }
    }
}

fn long_integer(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => {
            let size = number
                .as_u64()
                .or_else(|| number.as_i64().map(i64::unsigned_abs))?;
            (size > MAX_PORTABLE_INTEGER).then(|| number.to_string())
        }
        Value::Array(items) => items.iter().find_map(long_integer),
        Value::Object(map) => map.values().find_map(long_integer),
        _ => None,
    }
}

/// Returns the text to edit: plain text without quotes where it reads back, short JSON on one line.
pub(super) fn json_text(value: &Value, schema: Option<&Value>) -> String {
    if let Value::String(text) = value
        && parse_json(text, schema).as_ref() == Ok(value)
    {
        return text.clone();
    }
    let line = value.to_string();
    if line.chars().count() <= MAX_LINE {
        return line;
    }
    serde_json::to_string_pretty(value).unwrap_or(line)
}

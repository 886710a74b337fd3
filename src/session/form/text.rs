//! From typed text to values and back.

use std::path::Path;

use serde_json::Value;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

use crate::files::read;
use crate::plain::duration;
use crate::runtime::MAX_PAYLOAD_BYTES;
use crate::spec::ValueSchema;

use super::json::{json_text, parse_json};
use super::number::{integer, milliseconds, number};
use super::{Choice, Kind};

/// Longest line that [`shown`] gives, in characters.
const MAX_SHOWN: usize = 200;

/// Reads an answer like [`parse`]; bytes may also come from a file, as `@` and its path.
///
/// # Errors
/// As [`parse`], and when the file cannot be read or is too large.
pub fn answer(kind: &Kind, text: &str) -> Result<Value, String> {
    match (kind, text.strip_prefix('@')) {
        (Kind::Bytes, Some(path)) => read(Path::new(path), MAX_PAYLOAD_BYTES)
            .map(Value::from)
            .map_err(|found| format!("`{path}`: {}", found.message)),
        _ => parse(kind, text),
    }
}

/// Returns the value that a typed text means.
///
/// Lists are written with commas, or as JSON; bytes as `text:..` or `hex:..`; where JSON is asked
/// for, a text that cannot be taken for anything else needs no quotes.
///
/// # Errors
/// What would do instead, a fragment that fits after the name of the field.
pub fn parse(kind: &Kind, text: &str) -> Result<Value, String> {
    let typed = text.trim();
    match kind {
        Kind::Heading => Err("heads the fields below it; answer those".to_owned()),
        Kind::Text | Kind::Prose => Ok(Value::from(text)),
        Kind::Integer { min, max } => integer(typed, *min, *max),
        Kind::Number { min, max } => number(typed, *min, *max),
        Kind::Duration => milliseconds(typed).map(Value::from),
        Kind::Toggle => toggle(typed),
        Kind::Date => date(typed),
        Kind::Instant => instant(typed),
        Kind::Choice(choices) => choice(choices, typed),
        Kind::List(item) => list(item, typed),
        Kind::Bytes => bytes(text),
        Kind::Json(schema) => parse_json(text, schema.as_ref()),
    }
}

/// Returns the text that an author edits; parsing it gives the value back.
///
/// A value that does not fit its kind is shown as JSON.
#[must_use]
pub fn text(kind: &Kind, value: &Value) -> String {
    let json = || value.to_string();
    let same = |text: String| {
        if parse(kind, &text).as_ref() == Ok(value) {
            text
        } else {
            json()
        }
    };
    match (kind, value) {
        (Kind::Text | Kind::Prose | Kind::Date | Kind::Instant, Value::String(text)) => {
            text.clone()
        }
        (Kind::Choice(_), Value::String(text)) => same(text.clone()),
        (Kind::Duration, Value::Number(number)) => {
            number.as_u64().map_or_else(json, |ms| same(duration(ms)))
        }
        (Kind::List(item), Value::Array(items)) => {
            let texts: Vec<String> = items.iter().map(|one| self::text(item, one)).collect();
            same(texts.join(", "))
        }
        (Kind::Bytes, Value::Array(_)) => bytes_text(value).unwrap_or_else(json),
        (Kind::Json(schema), value) => json_text(value, schema.as_ref()),
        _ => json(),
    }
}

/// Returns a value in one line, as lists of fields show it.
#[must_use]
pub fn shown(kind: &Kind, value: &Value) -> String {
    let line = match (kind, value) {
        (Kind::Heading, _) => String::new(),
        (Kind::Choice(choices), value) => choices
            .iter()
            .find(|choice| choice.value == *value)
            .map_or_else(|| text(kind, value), |choice| choice.label.clone()),
        (Kind::Json(_), value @ (Value::Array(_) | Value::Object(_))) => value.to_string(),
        _ => text(kind, value),
    };
    let mut letters = line.chars().map(|letter| match letter {
        '\n' | '\r' | '\t' => ' ',
        letter => letter,
    });
    let mut cut: String = letters.by_ref().take(MAX_SHOWN).collect();
    if letters.next().is_some() {
        cut.push('…');
    }
    cut
}

/// Returns a value as a kind takes it, or why it does not.
fn fit(kind: &Kind, value: Value) -> Result<Value, String> {
    let wrong = |what: &str| Err(format!("`{value}` is no {what}"));
    match (kind, &value) {
        (Kind::Text | Kind::Prose, Value::String(_))
        | (Kind::Toggle, Value::Bool(_))
        | (Kind::Json(None), _) => Ok(value),
        (Kind::Text | Kind::Prose, _) => wrong("text; put it in quotes"),
        (Kind::Toggle, _) => wrong("true or false"),
        (Kind::Integer { .. } | Kind::Number { .. } | Kind::Duration, Value::Number(number)) => {
            parse(kind, &number.to_string())
        }
        (Kind::Integer { .. } | Kind::Number { .. } | Kind::Duration, _) => wrong("number"),
        (Kind::Date | Kind::Instant, Value::String(text)) => parse(kind, text),
        (Kind::Date | Kind::Instant, _) => wrong("date in quotes"),
        (Kind::Choice(choices), _) => of_choices(choices, |choice| choice.value == value)
            .unwrap_or_else(|| Err(offer(choices, &value.to_string()))),
        (Kind::List(item), Value::Array(items)) => items
            .iter()
            .map(|one| fit(item, one.clone()))
            .collect::<Result<Vec<Value>, String>>()
            .map(Value::Array),
        (Kind::List(_), _) => wrong("list"),
        (Kind::Bytes, _) => {
            bytes_text(&value).map_or_else(|| wrong("list of bytes"), |_| Ok(value.clone()))
        }
        (Kind::Json(Some(schema)), _) => {
            match ValueSchema::new(schema.clone()).violations(&value) {
                Ok(violations) if !violations.is_empty() => Err(violations
                    .iter()
                    .map(|violation| violation.why.clone())
                    .collect::<Vec<_>>()
                    .join("; ")),
                _ => Ok(value),
            }
        }
        (Kind::Heading, _) => wrong("answer"),
    }
}

fn toggle(typed: &str) -> Result<Value, String> {
    match typed.to_lowercase().as_str() {
        "true" | "yes" | "on" | "t" | "y" => Ok(Value::Bool(true)),
        "false" | "no" | "off" | "f" | "n" => Ok(Value::Bool(false)),
        _ => Err(format!("`{typed}` is neither; write `true` or `false`")),
    }
}

fn date(typed: &str) -> Result<Value, String> {
    match Date::parse(typed, format_description!("[year]-[month]-[day]")) {
        Ok(_) => Ok(Value::from(typed)),
        Err(_) => Err(format!(
            "`{typed}` is no date; write year, month and day, such as 2026-03-01"
        )),
    }
}

fn instant(typed: &str) -> Result<Value, String> {
    if OffsetDateTime::parse(typed, &Rfc3339).is_ok() {
        return Ok(Value::from(typed));
    }
    let started = [
        format!("{typed}T00:00:00Z"),
        format!("{typed}:00Z"),
        format!("{typed}Z"),
    ];
    Err(
        match started
            .iter()
            .find(|text| OffsetDateTime::parse(text, &Rfc3339).is_ok())
        {
            Some(whole) => format!("`{typed}` is not complete; `{whole}` would do"),
            None => format!(
                "`{typed}` is no date and time; write it with its offset, such as \
                 2026-03-01T00:00:00Z"
            ),
        },
    )
}

/// Returns the choice that a test picks, or the reasons against it.
fn of_choices(
    choices: &[Choice],
    picks: impl Fn(&Choice) -> bool,
) -> Option<Result<Value, String>> {
    let free = |choice: &&Choice| choice.refused.is_empty();
    let found = choices
        .iter()
        .find(|choice| free(choice) && picks(choice))
        .or_else(|| choices.iter().find(|choice| picks(choice)))?;
    Some(if found.refused.is_empty() {
        Ok(found.value.clone())
    } else {
        Err(format!(
            "`{}` cannot be chosen: {}",
            found.label,
            found.refused.join("; ")
        ))
    })
}

fn offer(choices: &[Choice], typed: &str) -> String {
    let labels: Vec<String> = choices
        .iter()
        .filter(|choice| choice.refused.is_empty())
        .map(|choice| format!("`{}`", choice.label))
        .collect();
    format!(
        "`{typed}` is not on offer; choose {}",
        crate::plain::listed(&labels, "or")
    )
}

/// Reads a choice by its value in JSON, by its value as text, or by its label.
fn choice(choices: &[Choice], typed: &str) -> Result<Value, String> {
    let json: Option<Value> = serde_json::from_str(typed).ok();
    json.and_then(|json| of_choices(choices, |choice| choice.value == json))
        .or_else(|| of_choices(choices, |choice| choice.value.as_str() == Some(typed)))
        .or_else(|| {
            of_choices(choices, |choice| {
                choice.label.to_lowercase() == typed.to_lowercase()
            })
        })
        .unwrap_or_else(|| Err(offer(choices, typed)))
}

fn list(item: &Kind, typed: &str) -> Result<Value, String> {
    if typed.is_empty() {
        return Ok(Value::Array(Vec::new()));
    }
    if typed.starts_with('[') {
        let value = parse_json(typed, None)
            .ok()
            .filter(Value::is_array)
            .ok_or_else(|| {
                "starts with `[` and is no JSON list; write `[\"a\", \"b\"]`, or items with commas \
                 between them"
                    .to_owned()
            })?;
        return fit(&Kind::List(Box::new(item.clone())), value);
    }
    typed
        .split([',', '\n'])
        .map(str::trim)
        .filter(|one| !one.is_empty())
        .map(|one| parse(item, one))
        .collect::<Result<Vec<Value>, String>>()
        .map(Value::Array)
}

fn bytes(typed: &str) -> Result<Value, String> {
    if let Some(text) = typed.strip_prefix("text:") {
        return Ok(text.bytes().map(Value::from).collect());
    }
    let Some(hex) = typed.trim().strip_prefix("hex:") else {
        return Err("says not how it is written; write `text:` or `hex:` before it".to_owned());
    };
    let digits: Vec<char> = hex
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let sorry = || "is not in hex; write two digits 0–9 or a–f for each byte".to_owned();
    if !digits.len().is_multiple_of(2) {
        return Err(sorry());
    }
    digits
        .chunks(2)
        .map(|pair| {
            let byte = pair
                .iter()
                .try_fold(0, |sum, digit| Some(sum * 16 + digit.to_digit(16)?));
            byte.map(Value::from).ok_or_else(sorry)
        })
        .collect::<Result<Vec<Value>, String>>()
        .map(Value::Array)
}

/// Returns bytes as text where they are plain text, else in hex; none for what is no bytes.
fn bytes_text(value: &Value) -> Option<String> {
    let bytes: Vec<u8> = value
        .as_array()?
        .iter()
        .map(|byte| u8::try_from(byte.as_u64()?).ok())
        .collect::<Option<_>>()?;
    match std::str::from_utf8(&bytes) {
        Ok(text) if !text.chars().any(char::is_control) => Some(format!("text:{text}")),
        _ => {
            use std::fmt::Write;
            let mut hex = "hex:".to_owned();
            for byte in &bytes {
                let _ = write!(hex, "{byte:02x}");
            }
            Some(hex)
        }
    }
}

//! From typed text to values and back.

use serde_json::{Number, Value};
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

use crate::draft::MAX_PORTABLE_INTEGER;
use crate::plain::duration;
use crate::spec::ValueSchema;

use super::json::{json_text, parse_json};
use super::{Choice, Kind};

/// Longest line that [`shown`] gives, in characters.
const MAX_SHOWN: usize = 200;

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
        (Kind::Text | Kind::Prose, Value::String(_)) | (Kind::Toggle, Value::Bool(_)) => Ok(value),
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
        (Kind::Json(None), _) => Ok(value),
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

fn bounds<T: std::fmt::Display>(min: Option<T>, max: Option<T>) -> Option<String> {
    match (min, max) {
        (Some(min), Some(max)) => Some(format!("between {min} and {max}")),
        (Some(min), None) => Some(format!("{min} or more")),
        (None, Some(max)) => Some(format!("{max} or less")),
        (None, None) => None,
    }
}

fn integer(typed: &str, min: Option<i128>, max: Option<i128>) -> Result<Value, String> {
    let wanted = bounds(min, max).unwrap_or_else(|| "such as 42".to_owned());
    let digits: String = typed.chars().filter(|letter| *letter != '_').collect();
    let whole = match digits.parse::<i128>() {
        Ok(whole) => whole,
        Err(_) => match digits.parse::<f64>() {
            Ok(float) if float.is_finite() && float.fract() == 0.0 && float.abs() < 1e18 => {
                format!("{float:.0}").parse().unwrap_or_default()
            }
            Ok(float) if float.is_finite() && float.abs() < 1e15 => {
                return Err(format!(
                    "`{typed}` is not whole; {:.0} or {:.0} would do",
                    float.floor(),
                    float.ceil()
                ));
            }
            _ if typed.is_empty() => return Err(format!("needs a whole number, {wanted}")),
            _ => return Err(format!("`{typed}` is no whole number; give one, {wanted}")),
        },
    };
    if whole.unsigned_abs() > u128::from(MAX_PORTABLE_INTEGER) {
        return Err(too_long(typed));
    }
    if min.is_some_and(|min| whole < min) || max.is_some_and(|max| whole > max) {
        return Err(format!(
            "`{typed}` is out of bounds; give a whole number, {wanted}"
        ));
    }
    // It is within ±2^53 here, so it fits.
    i64::try_from(whole)
        .map(Value::from)
        .map_err(|_| too_long(typed))
}

/// Says that an integer has more digits than every JSON reader keeps.
pub(super) fn too_long(typed: &str) -> String {
    format!(
        "`{typed}` is beyond ±{MAX_PORTABLE_INTEGER}, where JSON readers disagree; use a smaller unit or a text"
    )
}

fn number(typed: &str, min: Option<f64>, max: Option<f64>) -> Result<Value, String> {
    let wanted = bounds(min, max).unwrap_or_else(|| "such as 0.5".to_owned());
    let read: Option<Number> = serde_json::from_str(typed).ok().or_else(|| {
        // People write `.5`, `+5` and `5.` too.
        let float: f64 = typed.replace('_', "").parse().ok()?;
        Number::from_f64(float)
    });
    let Some(number) = read else {
        return Err(match typed {
            "" => format!("needs a number, {wanted}"),
            _ => format!("`{typed}` is no number; give one, {wanted}"),
        });
    };
    let digits = typed.trim_start_matches(['-', '+']);
    let is_integer = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'_');
    let size = number.as_f64().unwrap_or(f64::NAN);
    let limit = MAX_PORTABLE_INTEGER.to_string();
    if is_integer && (digits.len(), digits) > (limit.len(), limit.as_str()) {
        return Err(too_long(typed));
    }
    if min.is_some_and(|min| size < min) || max.is_some_and(|max| size > max) {
        return Err(format!(
            "`{typed}` is out of bounds; give a number, {wanted}"
        ));
    }
    Ok(Value::Number(number))
}

/// Reads a duration such as `30 min`, `2h 30m` or plain milliseconds.
fn milliseconds(typed: &str) -> Result<u64, String> {
    let sorry =
        || format!("`{typed}` is no duration; write `500 ms`, `30 s`, `30 min`, `2 h` or `1 d`");
    let mut rest = typed;
    let mut total: u64 = 0;
    let mut parts = 0;
    while !rest.is_empty() {
        let digits = rest.len()
            - rest
                .trim_start_matches(|c: char| c.is_ascii_digit() || c == '_')
                .len();
        let (number, after) = rest.split_at_checked(digits).ok_or_else(sorry)?;
        let after = after.trim_start();
        let letters = after.len() - after.trim_start_matches(char::is_alphabetic).len();
        let (unit, after) = after.split_at_checked(letters).ok_or_else(sorry)?;
        let size: u64 = match unit.to_lowercase().as_str() {
            "ms" | "millisecond" | "milliseconds" => 1,
            "" if parts == 0 && after.is_empty() => 1,
            "s" | "sec" | "second" | "seconds" => 1000,
            "m" | "min" | "minute" | "minutes" => 60_000,
            "h" | "hour" | "hours" => 3_600_000,
            "d" | "day" | "days" => 86_400_000,
            _ => return Err(sorry()),
        };
        let count: u64 = number.replace('_', "").parse().map_err(|_| sorry())?;
        total = count
            .checked_mul(size)
            .and_then(|ms| total.checked_add(ms))
            .filter(|ms| *ms <= MAX_PORTABLE_INTEGER)
            .ok_or_else(|| {
                format!("`{typed}` is longer than any clock; the most is {MAX_PORTABLE_INTEGER} ms")
            })?;
        parts += 1;
        rest = after.trim_start();
    }
    if parts == 0 {
        return Err("needs a duration, such as `30 min`".to_owned());
    }
    Ok(total)
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
    if digits.len() % 2 != 0 {
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

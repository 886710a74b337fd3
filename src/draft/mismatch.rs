//! What to say of a value that does not fit its place.

use serde_json::Value;

use super::doc::number_text;
use crate::diagnostic::{Code, Diagnostic, nearest};

/// Tells a value that is not an integer of a range.
///
/// `1.0` is an integer to JSON Schema and not to the typed model, so it is told apart (note 8 of
/// the recorded answers).
pub(super) fn not_integer(value: &Value, at: &str, least: i128, most: i128) -> Diagnostic {
    let wanted = if most == i128::from(u64::MAX) {
        format!("an integer of at least {least}")
    } else {
        format!("an integer from {least} to {most}")
    };
    match value {
        Value::Number(number) => {
            // The schema knows only the lower bound, and the upper one of a byte.
            let fits_schema = match (number.as_i128(), number.as_f64()) {
                (Some(integer), _) => integer >= least && (integer <= most || most > 255),
                (None, Some(float)) => {
                    float.fract() == 0.0
                        && (least < 0 || float >= 1.0 || (least == 0 && float >= 0.0))
                        && (most > 255 || float <= 255.0)
                }
                (None, None) => false,
            };
            let code = if fits_schema {
                Code::GW0108
            } else {
                Code::GW0104
            };
            let found = number_text(number);
            Diagnostic::new(code, at, format!("expected {wanted}, found {found}"))
                .help("write it in plain digits, without a fraction or an exponent")
        }
        other => wrong(at, &wanted, other),
    }
}

/// Tells a value of the wrong shape.
pub(super) fn wrong(at: &str, wanted: &str, found: &Value) -> Diagnostic {
    Diagnostic::new(
        Code::GW0104,
        at,
        format!("expected {wanted}, found {}", shape_of(found)),
    )
}

pub(super) fn wrong_word(at: &str, words: &[&str], found: &Value) -> Diagnostic {
    let list = words.join("`, `");
    let problem = match found {
        Value::String(text) => {
            Diagnostic::new(Code::GW0104, at, format!("`{text}` is not one of `{list}`"))
        }
        other => wrong(at, &format!("one of `{list}`"), other),
    };
    match found
        .as_str()
        .and_then(|text| nearest(text, words.iter().copied()))
    {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem,
    }
}

/// Tells a field that its place does not have.
pub(super) fn unknown_field(at: &str, key: &str, what: &str, known: &[&str]) -> Diagnostic {
    let problem = Diagnostic::new(
        Code::GW0103,
        at,
        format!("`{key}` is not a field of {what}"),
    )
    .parameter(key);
    match nearest(key, known.iter().copied()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(format!("its fields are `{}`", known.join("`, `"))),
    }
}

fn shape_of(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) if text.chars().count() <= 40 => format!("the text \"{text}\""),
        Value::String(text) => format!("a text of {} characters", text.chars().count()),
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(fields) => format!("an object of {} fields", fields.len()),
    }
}

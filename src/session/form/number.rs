//! Typed numbers and durations.

use serde_json::{Number, Value};

use crate::draft::MAX_PORTABLE_INTEGER;

fn bounds<T: std::fmt::Display>(min: Option<T>, max: Option<T>) -> Option<String> {
    match (min, max) {
        (Some(min), Some(max)) => Some(format!("between {min} and {max}")),
        (Some(min), None) => Some(format!("{min} or more")),
        (None, Some(max)) => Some(format!("{max} or less")),
        (None, None) => None,
    }
}

/// Reads a whole number within bounds; `1e3` and `5.0` are whole too.
pub(super) fn integer(typed: &str, min: Option<i128>, max: Option<i128>) -> Result<Value, String> {
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

/// Reads a number within bounds, and keeps integers apart from floats.
pub(super) fn number(typed: &str, min: Option<f64>, max: Option<f64>) -> Result<Value, String> {
    let wanted = bounds(min, max).unwrap_or_else(|| "such as 0.5".to_owned());
    let plain = typed.replace('_', "");
    let read: Option<Number> = serde_json::from_str(&plain).ok().or_else(|| {
        // People write `.5`, `+5` and `5.` too.
        Number::from_f64(plain.parse().ok()?)
    });
    let Some(number) = read else {
        return Err(match typed {
            "" => format!("needs a number, {wanted}"),
            _ => format!("`{typed}` is no number; give one, {wanted}"),
        });
    };
    let digits = plain.trim_start_matches(['-', '+']);
    let is_integer = digits.bytes().all(|byte| byte.is_ascii_digit());
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
pub(super) fn milliseconds(typed: &str) -> Result<u64, String> {
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

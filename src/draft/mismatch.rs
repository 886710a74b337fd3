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
    let cure = if wanted.starts_with("a list") {
        "put it in brackets: [..]"
    } else if wanted.starts_with("an object") {
        "write its fields in braces: {..}"
    } else if wanted.starts_with("text") && !found.is_array() && !found.is_object() {
        "write it in quotes"
    } else {
        "`gatewright schema draft` has the form of every field"
    };
    Diagnostic::new(
        Code::GW0104,
        at,
        format!("expected {wanted}, found {}", shape_of(found)),
    )
    .help(cure)
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
        None => problem.help("choose one of these words"),
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

#[cfg(test)]
mod tests {
    use crate::draft::{Format, read};
    use serde_json::{Value, json};

    /// Where a value stands, the value, the code that tells it, and where below it is told.
    const WRONG: &str = r#"
        | [] | GW0104 |
        | null | GW0104 |
        /$schema | 1 | GW0104 |
        /scenario_id | null | GW0104 |
        /Scenario_id | "s" | GW0103 |
        | {"a~/b": 1} | GW0103 | /a~0~1b
        /note | {} | GW0104 |
        /draft_version | 2 | GW0106 |
        /draft_version | 1.0 | GW0108 |
        /namespace_id | 0 | GW0104 |
        /namespace_id | -1 | GW0104 |
        /namespace_id | 0.0 | GW0104 |
        /namespace_id | -1.0 | GW0104 |
        /namespace_id | 1.5 | GW0104 |
        /namespace_id | "1" | GW0104 |
        /namespace_id | 1.0 | GW0108 |
        /namespace_id | 1e30 | GW0108 |
        /default_tenant_id | 0 | GW0104 |
        /precheck | null | GW0104 |
        /precheck/data_shape/id | "x" | GW0103 |
        /suppress | "GW0101" | GW0104 |
        /suppress/0/why | "x" | GW0103 |
        /conditions | {} | GW0104 |
        /conditions/0 | null | GW0104 |
        /conditions/0/comparator | "equal" | GW0104 |
        /conditions/0/query | [] | GW0104 |
        /conditions/0/policy_tags/0 | 1 | GW0104 |
        /conditions/0/trust/min_lane | "Verified" | GW0104 |
        /stages/0/gates/0/requirement | null | GW0104 |
        /stages/0/gates/0/requirement | {} | GW0104 |
        /stages/0/gates/0/requirement | {"And": [], "Or": []} | GW0104 |
        /stages/0/gates/0/requirement/and | [] | GW0103 |
        /stages/0/gates/0/requirement/And | {} | GW0104 |
        /stages/0/gates/0/requirement/Or/0 | "a" | GW0104 |
        /stages/0/gates/0/requirement/Not/Condition | 1 | GW0104 |
        /stages/0/gates/0/requirement/RequireGroup | {"min": 1} | GW0104 |
        /stages/0/gates/0/requirement/RequireGroup | {"reqs": []} | GW0104 |
        /stages/0/gates/0/requirement/RequireGroup | {"min": 256, "reqs": []} | GW0104 | /min
        /stages/0/gates/0/requirement/RequireGroup | {"min": 256.0, "reqs": []} | GW0104 | /min
        /stages/0/gates/0/requirement/RequireGroup | {"min": 1.0, "reqs": []} | GW0108 | /min
        /stages/0/advance_to | {} | GW0109 | /kind
        /stages/0/advance_to | {"stage_id": "s"} | GW0109 | /kind
        /stages/0/advance_to/kind | "jump" | GW0104 |
        /stages/0/advance_to | {"kind": "linear", "stage_id": "s"} | GW0103 | /stage_id
        /stages/0/advance_to | {"kind": "branch", "default": 1} | GW0104 | /default
        /stages/0/timeout/timeout_ms | 1e3 | GW0108 |
        /stages/0/timeout/timeout_ms | -1 | GW0104 |
        /stages/0/on_timeout | null | GW0104 |
        /stages/0/entry_packets/0/expiry | {"kind": "unix_millis", "value": 9223372036854775808} | GW0108 | /value
        /stages/0/entry_packets/0/expiry | {"kind": "unix_millis", "value": -0.0} | GW0108 | /value
        /stages/0/entry_packets/0/expiry | {"kind": "logical", "value": -1} | GW0104 | /value
        /stages/0/entry_packets/0/payload | {"kind": "bytes", "bytes": [0, 256]} | GW0104 | /bytes/1
        /stages/0/entry_packets/0/payload | {"kind": "bytes", "bytes": [255.0]} | GW0108 | /bytes/0
        /stages/0/entry_packets/0/payload | {"kind": "external", "content_ref": 1} | GW0104 | /content_ref
        /policies/0/policy_id | null | GW0104 |
        /schemas/0/version | 1 | GW0104 |
    "#;

    /// Reads a document in which `value` stands at `pointer`; other parts are missing.
    fn told(pointer: &str, value: Value) -> Vec<(&'static str, String)> {
        let document = pointer
            .split('/')
            .skip(1)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .fold(value, |inner, step| match step.parse::<usize>() {
                Ok(_) => json!([inner]),
                Err(_) => json!({step: inner}),
            });
        read(document.to_string().as_bytes(), Format::Json)
            .problems
            .iter()
            .map(|p| (p.code.as_str(), p.primary.pointer.clone()))
            .collect()
    }

    #[test]
    fn every_wrong_shape_is_told_where_it_is() {
        for line in WRONG.lines().filter(|line| line.contains('|')) {
            let parts: Vec<&str> = line.split('|').map(str::trim).collect();
            let value = serde_json::from_str(parts[1]).unwrap();
            let at = format!("{}{}", parts[0], parts[3]);
            assert_eq!(told(parts[0], value), [(parts[2], at)], "{line}");
        }
    }

    #[test]
    fn what_may_be_missing_or_null_is_not_told() {
        for (pointer, value) in [
            ("", json!({})),
            ("/default_tenant_id", json!(null)),
            ("/conditions/0", json!({"expected": null, "trust": null})),
            ("/conditions/0/query/params", json!(null)),
            ("/stages/0/timeout", json!(null)),
            ("/stages/0/entry_packets/0/expiry", json!(null)),
            ("/stages/0/advance_to", json!({"kind": "fixed"})),
            (
                "/stages/0/advance_to",
                json!({"kind": "branch", "default": null}),
            ),
            ("/policies/0/description", json!(null)),
            ("/schemas/0", json!({"version": null, "uri": null})),
            ("/extensions", json!({"a/b": [null, {"c": 1.0}]})),
        ] {
            assert_eq!(told(pointer, value), [], "{pointer}");
        }
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let document = json!({"scenario_id": 1, "stages": [{"stage_id": 2, "x": 3}, 4], "y": 5});
        let pointers: Vec<String> = told("", document).into_iter().map(|(_, at)| at).collect();
        assert_eq!(
            pointers,
            [
                "/scenario_id",
                "/stages/0/stage_id",
                "/stages/0/x",
                "/stages/1",
                "/y"
            ]
        );
    }
}

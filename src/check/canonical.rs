//! What reaches the canonical bytes must mean the same to every reader (REFERENCE §9).

use serde_json::{Map, Number, Value};

use super::Found;
use crate::diagnostic::{Code, Diagnostic};
use crate::draft::{
    ConditionDraft, ExpiryDraft, MAX_PORTABLE_INTEGER, PayloadDraft, ScenarioDraft, StageDraft,
    escape_step, not_portable,
};
use crate::spec::canonical_bytes;

/// Checks the numbers of the scenario itself.
pub(super) fn scenario(draft: &ScenarioDraft, found: &mut Found) {
    integer(|| "/namespace_id".to_owned(), draft.namespace_id, found);
    let tenant = draft.default_tenant_id;
    integer(|| "/default_tenant_id".to_owned(), tenant, found);
}

/// Checks numbers and keys of the condition at a position.
pub(super) fn condition(index: usize, condition: &ConditionDraft, found: &mut Found) {
    let params = condition
        .query
        .as_ref()
        .and_then(|query| query.params.as_ref());
    if let Some(params) = params {
        let at = || format!("/conditions/{index}/query/params");
        value(params, at, found);
    }
    if let Some(expected) = &condition.expected {
        value(expected, || format!("/conditions/{index}/expected"), found);
    }
}

/// Checks numbers and keys of the stage at a position and of its packets.
pub(super) fn stage(index: usize, stage: &StageDraft, found: &mut Found) {
    let timeout = stage
        .timeout
        .as_ref()
        .and_then(|timeout| timeout.timeout_ms);
    let at = || format!("/stages/{index}/timeout/timeout_ms");
    integer(at, timeout, found);
    for (packet, content) in stage.packets().iter().enumerate() {
        let at = format!("/stages/{index}/entry_packets/{packet}");
        match content.expiry {
            Some(ExpiryDraft::UnixMillis(Some(time)))
                if time.unsigned_abs() > MAX_PORTABLE_INTEGER =>
            {
                let at = format!("{at}/expiry/value");
                found.push(not_portable(&at, &time.to_string()));
            }
            Some(ExpiryDraft::Logical(time)) => {
                integer(|| format!("{at}/expiry/value"), time, found);
            }
            _ => {}
        }
        if let Some(PayloadDraft::Json { value: Some(json) }) = &content.payload {
            value(json, || format!("{at}/payload/value"), found);
        }
    }
}

fn integer(pointer: impl Fn() -> String, number: Option<u64>, found: &mut Found) {
    if let Some(number) = number.filter(|number| *number > MAX_PORTABLE_INTEGER) {
        found.push(not_portable(&pointer(), &number.to_string()));
    }
}

/// Checks one JSON value; the pointer is written only when there is something to tell.
fn value(value: &Value, pointer: impl Fn() -> String, found: &mut Found) {
    if is_plain(value) {
        return;
    }
    let root = pointer();
    let mut rewritten = Rewritten::default();
    walk(value, &root, &mut rewritten, found);
    if let Some((pointer, written, canonical)) = rewritten.first {
        if is_consequence(&root, found) {
            return;
        }
        let more = match rewritten.count - 1 {
            0 => String::new(),
            1 => ", and 1 more number here".to_owned(),
            more => format!(", and {more} more numbers here"),
        };
        found.push(
            Diagnostic::new(
                Code::GW0802,
                pointer,
                format!("the canonical form writes {written} as {canonical}{more}"),
            )
            .help(format!(
                "write {canonical}, or a text where the spelling matters"
            ))
            .effect("comparisons that tell 1 from 1.0 see the canonical spelling"),
        );
    }
}

/// Tells whether a comparison that tells 1 from 1.0 was told already, and notes it there.
fn is_consequence(root: &str, found: &mut Found) -> bool {
    let all = found.all;
    let Some(condition) = root.strip_suffix("/expected") else {
        return false;
    };
    match found.told_mut(Code::GW0311, &format!("{condition}/comparator")) {
        Some(cause) => {
            cause.consequences.push(Code::GW0802);
            !all
        }
        None => false,
    }
}

/// The first number that changes its spelling, and how many do.
#[derive(Default)]
struct Rewritten {
    first: Option<(String, String, String)>,
    count: usize,
}

/// Tells quickly that nothing within needs a closer look.
fn is_plain(value: &Value) -> bool {
    match value {
        Value::Number(number) => number
            .as_u64()
            .is_some_and(|number| number <= MAX_PORTABLE_INTEGER),
        Value::Array(items) => items.iter().all(is_plain),
        Value::Object(fields) => fields
            .iter()
            .all(|(key, value)| is_plain_key(key) && is_plain(value)),
        _ => true,
    }
}

/// Tells whether both orders of REFERENCE §9 surely agree on a key.
///
/// They differ only through characters that the written form escapes, that sort before the
/// closing quote, or that UTF-16 sorts elsewhere than UTF-8.
fn is_plain_key(key: &str) -> bool {
    key.bytes()
        .all(|byte| matches!(byte, b'#'..=b'[' | b']'..=b'~'))
}

fn walk(value: &Value, at: &str, rewritten: &mut Rewritten, found: &mut Found) {
    match value {
        Value::Number(number) => self::number(number, at, rewritten, found),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                if !is_plain(item) {
                    walk(item, &format!("{at}/{index}"), rewritten, found);
                }
            }
        }
        Value::Object(fields) => {
            key_order(fields, at, found);
            for (key, item) in fields {
                if !is_plain(item) {
                    walk(
                        item,
                        &format!("{at}/{}", escape_step(key)),
                        rewritten,
                        found,
                    );
                }
            }
        }
        _ => {}
    }
}

fn number(number: &Number, at: &str, rewritten: &mut Rewritten, found: &mut Found) {
    let unsafe_integer = number.as_u64().is_some_and(|n| n > MAX_PORTABLE_INTEGER)
        || number
            .as_i64()
            .is_some_and(|n| n.unsigned_abs() > MAX_PORTABLE_INTEGER);
    let written = number.to_string();
    if unsafe_integer {
        found.push(not_portable(at, &written));
        return;
    }
    let canonical = canonical_bytes(number)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_default();
    // Of other numbers only the layout of small fractions differs, which may be as written.
    let whole = number.as_f64().is_some_and(|number| number.fract() == 0.0);
    if whole && canonical != written {
        rewritten.count += 1;
        rewritten
            .first
            .get_or_insert_with(|| (at.to_owned(), written, canonical));
    }
}

fn key_order(fields: &Map<String, Value>, at: &str, found: &mut Found) {
    if fields.keys().all(|key| is_plain_key(key)) {
        return;
    }
    let mut by_utf16: Vec<&String> = fields.keys().collect();
    by_utf16.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
    let mut by_written = by_utf16.clone();
    by_written.sort_by_key(|key| Value::from(key.as_str()).to_string().into_bytes());
    let differs = by_utf16.iter().zip(&by_written).find(|(a, b)| a != b);
    if let Some((one, other)) = differs {
        found.push(
            Diagnostic::new(
                Code::GW0804,
                at,
                format!("canonicalisers disagree on the order of the keys `{one}` and `{other}`"),
            )
            .parameter(one.as_str())
            .parameter(other.as_str())
            .help("rename one of the keys: plain letters, digits, `_` and `-` never disagree"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn codes(json: &Value) -> Vec<&'static str> {
        let mut found = Found::default();
        value(json, || "/v".to_owned(), &mut found);
        found.diagnostics.iter().map(|d| d.code.as_str()).collect()
    }

    #[test]
    fn numbers_and_keys_that_change_are_told() {
        assert!(codes(&json!({"a": [1, "x", 0.5], "b_c-d": -3})).is_empty());
        assert_eq!(codes(&json!([1.0, 2.0])), ["GW0802"]);
        assert_eq!(codes(&json!(1e20)), ["GW0802"]);
        assert_eq!(codes(&json!(-0.0)), ["GW0802"]);
        assert!(codes(&json!([0.000_001, 1.5e-9, 0.1])).is_empty());
        assert_eq!(codes(&json!(9_007_199_254_740_992_u64)), ["GW0803"]);
        assert_eq!(codes(&json!(-9_007_199_254_740_992_i64)), ["GW0803"]);
        assert!(codes(&json!(9_007_199_254_740_991_u64)).is_empty());
        assert_eq!(codes(&json!({"a b": 1, "a": 2})), ["GW0804"]);
        assert_eq!(codes(&json!({"\u{e000}": 1, "\u{10000}": 2})), ["GW0804"]);
        assert!(codes(&json!({"é": 1, "\u{e000}": 2})).is_empty());
        assert!(codes(&json!({"a b": 1, "c": 2})).is_empty());
    }
}

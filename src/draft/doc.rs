//! An ordered document on its way to a file.
//!
//! Keys keep the documented order, which a map would lose. Open lists and objects put one item on
//! a line, for people who edit and compare; closed ones stay on one line while they fit.

use serde_json::{Number, Value};

/// Longest line that a closed list or object may make.
const WIDTH: usize = 100;

/// A value in writing order.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Doc {
    /// Null, boolean, number or text.
    Scalar(Value),
    /// A list.
    List {
        /// One item a line, always.
        open: bool,
        /// The items.
        items: Vec<Doc>,
    },
    /// An object.
    Map {
        /// One field a line, always.
        open: bool,
        /// Whether the keys are ours; otherwise they are data.
        record: bool,
        /// The fields in order.
        fields: Vec<(String, Doc)>,
    },
}

impl From<Value> for Doc {
    fn from(value: Value) -> Self {
        match value {
            Value::Array(items) => Self::List {
                open: false,
                items: items.into_iter().map(Self::from).collect(),
            },
            Value::Object(map) => Self::Map {
                open: false,
                record: false,
                fields: map.into_iter().map(|(k, v)| (k, Self::from(v))).collect(),
            },
            scalar => Self::Scalar(scalar),
        }
    }
}

impl From<Doc> for Value {
    fn from(doc: Doc) -> Self {
        match doc {
            Doc::Scalar(value) => value,
            Doc::List { items, .. } => items.into_iter().map(Self::from).collect(),
            Doc::Map { fields, .. } => Self::Object(
                fields
                    .into_iter()
                    .map(|(k, v)| (k, Self::from(v)))
                    .collect(),
            ),
        }
    }
}

/// How a format writes what differs between formats.
pub(super) trait Notation {
    /// Writes null, a boolean, a number or a text.
    fn scalar(value: &Value) -> String;
    /// Returns the brackets of an object and whether its keys are bare words.
    fn brackets(record: bool, fields: &[(String, Doc)]) -> (char, char, bool);
    /// Tells whether a comma follows the last item of a broken list.
    const TRAILING_COMMA: bool;
    /// Writes a key.
    fn key(key: &str, bare: bool) -> String;
}

/// Writes a document, ending with a line feed.
pub(super) fn write<N: Notation>(doc: &Doc) -> String {
    let mut out = String::new();
    put::<N>(doc, 0, 0, &mut out);
    out.push('\n');
    out
}

/// Writes one node. `used` is what already stands on the line beyond the indent.
fn put<N: Notation>(doc: &Doc, indent: usize, used: usize, out: &mut String) {
    let (open, parts): (bool, Vec<(Option<String>, &Doc)>) = match doc {
        Doc::Scalar(value) => {
            out.push_str(&N::scalar(value));
            return;
        }
        Doc::List { open, items } => (*open, items.iter().map(|item| (None, item)).collect()),
        Doc::Map {
            open,
            record,
            fields,
        } => {
            let (_, _, bare) = N::brackets(*record, fields);
            (
                *open,
                fields
                    .iter()
                    .map(|(k, v)| (Some(N::key(k, bare)), v))
                    .collect(),
            )
        }
    };
    let (left, right) = match doc {
        Doc::Map { record, fields, .. } => {
            let (left, right, _) = N::brackets(*record, fields);
            (left, right)
        }
        _ => ('[', ']'),
    };
    out.push(left);
    let mark = out.len();
    if !open || parts.is_empty() {
        let room = WIDTH.saturating_sub(indent + used + 1);
        if flat::<N>(&parts, room, out) {
            out.push(right);
            return;
        }
        out.truncate(mark);
    }
    let inner = indent + 2;
    for (index, (key, part)) in parts.iter().enumerate() {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', inner));
        let before = out.len();
        if let Some(key) = key {
            out.push_str(key);
            out.push_str(": ");
        }
        let used = out.len() - before;
        put::<N>(part, inner, used, out);
        if N::TRAILING_COMMA || index + 1 < parts.len() {
            out.push(',');
        }
    }
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
    out.push(right);
}

/// Writes parts on one line; returns false, with `out` half written, when they do not fit.
fn flat<N: Notation>(parts: &[(Option<String>, &Doc)], room: usize, out: &mut String) -> bool {
    let start = out.len();
    for (index, (key, part)) in parts.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        if let Some(key) = key {
            out.push_str(key);
            out.push_str(": ");
        }
        let left = room.saturating_sub(out.len() - start);
        let fits = match part {
            Doc::Scalar(value) => {
                out.push_str(&N::scalar(value));
                true
            }
            Doc::List { open: true, items } if !items.is_empty() => false,
            Doc::Map {
                open: true, fields, ..
            } if !fields.is_empty() => false,
            Doc::List { items, .. } => {
                let inner: Vec<(Option<String>, &Doc)> =
                    items.iter().map(|item| (None, item)).collect();
                bracketed::<N>('[', ']', &inner, left, out)
            }
            Doc::Map { record, fields, .. } => {
                let (open, close, bare) = N::brackets(*record, fields);
                let inner: Vec<(Option<String>, &Doc)> = fields
                    .iter()
                    .map(|(k, v)| (Some(N::key(k, bare)), v))
                    .collect();
                bracketed::<N>(open, close, &inner, left, out)
            }
        };
        if !fits || out.len() - start > room {
            return false;
        }
    }
    true
}

fn bracketed<N: Notation>(
    open: char,
    close: char,
    parts: &[(Option<String>, &Doc)],
    room: usize,
    out: &mut String,
) -> bool {
    out.push(open);
    let fits = flat::<N>(parts, room.saturating_sub(2), out);
    out.push(close);
    fits
}

/// Writes a number as serde_json does: floats keep a fraction or an exponent.
pub(super) fn number_text(number: &Number) -> String {
    number.to_string()
}

/// JSON.
pub(super) struct Json;

impl Notation for Json {
    const TRAILING_COMMA: bool = false;

    fn scalar(value: &Value) -> String {
        value.to_string()
    }

    fn brackets(_record: bool, _fields: &[(String, Doc)]) -> (char, char, bool) {
        ('{', '}', false)
    }

    fn key(key: &str, _bare: bool) -> String {
        Value::from(key).to_string()
    }
}

/// RON: records in parentheses with bare keys, data objects in braces with quoted keys.
pub(super) struct Ron;

impl Notation for Ron {
    const TRAILING_COMMA: bool = true;

    fn scalar(value: &Value) -> String {
        match value {
            Value::Null => "()".to_owned(),
            Value::String(text) => ron_text(text),
            other => other.to_string(),
        }
    }

    fn brackets(record: bool, fields: &[(String, Doc)]) -> (char, char, bool) {
        // `()` would read as null, and a bare key must be an identifier.
        let bare = record && !fields.is_empty() && fields.iter().all(|(key, _)| is_identifier(key));
        if bare {
            ('(', ')', true)
        } else {
            ('{', '}', false)
        }
    }

    fn key(key: &str, bare: bool) -> String {
        if bare { key.to_owned() } else { ron_text(key) }
    }
}

fn is_identifier(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn ron_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn record(fields: Vec<(&str, Doc)>) -> Doc {
        Doc::Map {
            open: true,
            record: true,
            fields: fields.into_iter().map(|(k, v)| (k.to_owned(), v)).collect(),
        }
    }

    #[test]
    fn open_items_take_a_line_each_and_closed_ones_share_it_while_they_fit() {
        let long: Vec<u64> = (1_000_000_000..1_000_000_012).collect();
        let doc = record(vec![
            ("id", Doc::from(json!("a"))),
            ("params", Doc::from(json!({"x": [1, 2.0], "y": {}}))),
            ("long", Doc::from(json!({"numbers": long}))),
            (
                "none",
                Doc::List {
                    open: true,
                    items: vec![],
                },
            ),
        ]);
        let text = write::<Json>(&doc);
        assert!(
            text.starts_with("{\n  \"id\": \"a\",\n  \"params\": {\"x\": [1, 2.0], \"y\": {}},\n")
        );
        assert!(
            text.contains("  \"long\": {\n    \"numbers\": [\n      1000000000,\n"),
            "{text}"
        );
        assert!(text.ends_with("  \"none\": []\n}\n"), "{text}");
    }

    #[test]
    fn ron_never_writes_what_would_read_as_something_else() {
        let doc = record(vec![
            ("empty", Doc::from(json!({}))),
            ("nothing", Doc::from(json!(null))),
            ("text", Doc::from(json!("q\"\u{7}"))),
        ]);
        let text = write::<Ron>(&doc);
        assert_eq!(
            text,
            "(\n  empty: {},\n  nothing: (),\n  text: \"q\\\"\\u{7}\",\n)\n"
        );
        let back: Value = ron::from_str(&text).unwrap();
        assert_eq!(
            back,
            json!({"empty": {}, "nothing": null, "text": "q\"\u{7}"})
        );
    }
}

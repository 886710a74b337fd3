//! Values, notes and lists as lines.

use serde_json::Value;

use crate::draft::Annotations;

/// Longest value or requirement, in characters, that stays on one line.
pub(super) const WIDE: usize = 72;

/// Returns a value behind a word: on one line while it is short, else one item a line.
pub(super) fn value(word: &str, value: &Value) -> Vec<String> {
    let compact = value.to_string();
    let is_leaf = !matches!(value, Value::Array(_) | Value::Object(_));
    if is_leaf || compact.chars().nth(WIDE).is_none() {
        return vec![format!("{word} {compact}")];
    }
    let pretty = serde_json::to_string_pretty(value).unwrap_or(compact);
    let mut lines = vec![word.to_owned()];
    lines.extend(pretty.lines().map(|line| format!("  {line}")));
    lines
}

/// Returns a text behind a word, on as many lines as it has.
pub(super) fn text(word: &str, text: &str) -> Vec<String> {
    text.split('\n')
        .map(|line| format!("{word} {line}"))
        .collect()
}

/// Returns a list of texts whose order means nothing; an empty one has no line.
pub(super) fn texts(word: &str, texts: Option<&Vec<String>>) -> Option<String> {
    let Some(texts) = texts else {
        return Some(missing(word));
    };
    let mut texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    texts.sort();
    (!texts.is_empty()).then(|| format!("{word} {}", texts.join(", ")))
}

/// Returns a text in quotes.
pub(super) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// Returns the line of what is not decided yet.
pub(super) fn missing(word: &str) -> String {
    format!("{word} missing")
}

/// Returns the heading of an entity.
pub(super) fn heading(kind: &str, id: Option<&String>) -> String {
    match id {
        Some(id) => format!("{kind} {id}"),
        None => format!("{kind} without an id"),
    }
}

/// Returns what only authors read of an entity.
pub(super) fn annotations(annotations: &Annotations) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(note) = &annotations.note {
        lines.extend(text("note", note));
    }
    let mut accepted: Vec<String> = annotations
        .suppress
        .iter()
        .map(|suppression| {
            let code = suppression.code.as_deref().unwrap_or("?");
            let reason = suppression.reason.as_deref().map_or("?".to_owned(), quoted);
            format!("accepts {code} because {reason}")
        })
        .collect();
    accepted.sort();
    lines.extend(accepted);
    if let Some(extensions) = &annotations.extensions {
        lines.extend(value("extensions", extensions));
    }
    lines
}

//! JSON as a page shows it: each part on one line where it fits.

use serde_json::Value;

use super::super::text::put;

/// Columns that a line of a laid out document tries to stay within.
const WIDTH: usize = 88;

/// Writes a value with each part on one line where it fits.
pub(super) fn laid_out(value: &Value) -> String {
    let mut out = String::new();
    lay_out(&mut out, value, 0, 0);
    out
}

fn lay_out(out: &mut String, value: &Value, indent: usize, used: usize) {
    let inline = inline(value);
    let parts: Vec<(String, &Value)> = match value {
        _ if used + inline.len() < WIDTH => Vec::new(),
        Value::Array(items) => items.iter().map(|item| (String::new(), item)).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(key, field)| (format!("{}: ", Value::from(key.as_str())), field))
            .collect(),
        _ => Vec::new(),
    };
    if parts.is_empty() {
        out.push_str(&inline);
        return;
    }
    let (open, close) = if value.is_array() {
        ('[', ']')
    } else {
        ('{', '}')
    };
    let inner = indent + 2;
    out.push(open);
    for (index, (key, part)) in parts.iter().enumerate() {
        out.push_str(if index == 0 { "\n" } else { ",\n" });
        put(out, format_args!("{:inner$}{key}", ""));
        lay_out(out, part, inner, inner + key.len());
    }
    put(out, format_args!("\n{:indent$}{close}", ""));
}

fn inline(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(inline).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(key, field)| format!("{}: {}", Value::from(key.as_str()), inline(field)))
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
        plain => plain.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::BASE_DRAFT;
    use super::*;
    use serde_json::json;

    #[test]
    fn a_laid_out_document_reads_back_and_keeps_short_parts_on_a_line() {
        let value: Value = serde_json::from_str(BASE_DRAFT).unwrap();
        let text = laid_out(&value);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        assert!(text.lines().all(|line| line.len() <= WIDTH + 1), "{text}");
        assert_eq!(laid_out(&json!({"a": [1, 2]})), r#"{"a": [1, 2]}"#);
    }
}

//! Makes sure that a deliberate refusal (REFERENCE §9) is about a document that has the feature.
//!
//! Each feature is found here by other means than the product's.

use std::collections::BTreeSet;
use std::fmt;

use gatewright::compile::Outcome;
use gatewright::diagnostic::Code;
use gatewright::draft::Format;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// The codes of REFERENCE §9 that refuse.
const DELIBERATE: [Code; 4] = [Code::GW0102, Code::GW0107, Code::GW0803, Code::GW0804];

/// Returns the deliberate refusals of an outcome; `Err` when a document lacks the feature.
pub(crate) fn deliberate(
    outcome: &Outcome,
    document: &str,
    format: Format,
) -> Result<Vec<Code>, String> {
    let codes: BTreeSet<Code> = outcome.report.diagnostics.iter().map(|d| d.code).collect();
    let found: Vec<Code> = DELIBERATE
        .into_iter()
        .filter(|code| codes.contains(code))
        .collect();
    for code in &found {
        let has = match (code, format) {
            (Code::GW0102, Format::Json) => {
                serde_json::from_str::<Repeats>(document).is_ok_and(|Repeats(repeats)| repeats)
            }
            (Code::GW0102, Format::Ron) => {
                let mut reader =
                    ron::de::Deserializer::from_str(document).map_err(|e| e.to_string())?;
                Repeats::deserialize(&mut reader).is_ok_and(|Repeats(repeats)| repeats)
            }
            (Code::GW0803, _) => has_long_integer(document),
            (Code::GW0804, _) => value(document, format).is_some_and(|value| orders_differ(&value)),
            (Code::GW0107, Format::Ron) => has_bare_word_or_name(document),
            _ => false,
        };
        if !has {
            return Err(format!(
                "{code} is reported, and the document has no such feature"
            ));
        }
    }
    Ok(found)
}

/// Returns a document without what only drafts carry; none when it carries nothing of the kind.
///
/// A spec that is one only as a draft is refused by the runtime and read by us.
pub(crate) fn without_authoring(document: &Value) -> Option<Value> {
    let mut plain = document.clone();
    let mut changed = strip(&mut plain, &["$schema", "draft_version", "precheck"]);
    for condition in items(&mut plain, "conditions") {
        changed |= strip(condition, &[]);
    }
    for stage in items(&mut plain, "stages") {
        changed |= strip(stage, &[]);
        for packet in items(stage, "entry_packets") {
            changed |= strip(packet, &[]);
        }
        for gate in items(stage, "gates") {
            changed |= strip(gate, &[]);
            if let Some(Value::String(text)) = gate.get("requirement") {
                let parsed = gatewright::spec::parse_requirement(text).ok()?;
                gate["requirement"] = serde_json::to_value(parsed.tree).ok()?;
                changed = true;
            }
        }
    }
    changed.then_some(plain)
}

fn items<'v>(entity: &'v mut Value, list: &str) -> impl Iterator<Item = &'v mut Value> {
    entity
        .get_mut(list)
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
}

fn strip(entity: &mut Value, more: &[&str]) -> bool {
    let Some(fields) = entity.as_object_mut() else {
        return false;
    };
    let before = fields.len();
    fields.retain(|key, _| {
        !["note", "suppress", "extensions"].contains(&key.as_str()) && !more.contains(&key.as_str())
    });
    fields.len() < before
}

fn value(document: &str, format: Format) -> Option<Value> {
    match format {
        Format::Json => serde_json::from_str(document).ok(),
        Format::Ron => ron::from_str(document).ok(),
    }
}

/// Whether some object of a document repeats a key.
struct Repeats(bool);

impl<'de> Deserialize<'de> for Repeats {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Finder;

        impl<'de> Visitor<'de> for Finder {
            type Value = Repeats;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("anything")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Repeats, A::Error> {
                let mut seen = BTreeSet::new();
                let mut found = false;
                while let Some(key) = map.next_key::<String>()? {
                    found |= !seen.insert(key);
                    found |= map.next_value::<Repeats>()?.0;
                }
                Ok(Repeats(found))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Repeats, A::Error> {
                let mut found = false;
                while let Some(Repeats(item)) = items.next_element()? {
                    found |= item;
                }
                Ok(Repeats(found))
            }

            fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Repeats, D::Error> {
                inner.deserialize_any(self)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Repeats, E> {
                Ok(Repeats(false))
            }

            fn visit_i64<E>(self, _: i64) -> Result<Repeats, E> {
                Ok(Repeats(false))
            }

            fn visit_u64<E>(self, _: u64) -> Result<Repeats, E> {
                Ok(Repeats(false))
            }

            fn visit_f64<E>(self, _: f64) -> Result<Repeats, E> {
                Ok(Repeats(false))
            }

            fn visit_str<E>(self, _: &str) -> Result<Repeats, E> {
                Ok(Repeats(false))
            }

            fn visit_unit<E>(self) -> Result<Repeats, E> {
                Ok(Repeats(false))
            }

            fn visit_none<E>(self) -> Result<Repeats, E> {
                Ok(Repeats(false))
            }
        }

        deserializer.deserialize_any(Finder)
    }
}

/// Finds an integer beyond ±(2^53−1), written without fraction or exponent outside texts.
fn has_long_integer(document: &str) -> bool {
    outside_texts(document)
        .split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '+' | '-')))
        .any(|token| {
            let digits = token.trim_start_matches(['-', '+']).replace('_', "");
            let whole = match digits.strip_prefix("0x") {
                Some(hex) => u128::from_str_radix(hex, 16).ok(),
                None => digits.parse::<u128>().ok(),
            };
            whole.is_some_and(|whole| whole > (1 << 53) - 1)
                || (digits.len() > 38 && digits.bytes().all(|byte| byte.is_ascii_digit()))
        })
}

fn outside_texts(document: &str) -> String {
    let mut out = String::new();
    let mut in_text = false;
    let mut escaped = false;
    for c in document.chars() {
        if escaped {
            escaped = false;
        } else if in_text && c == '\\' {
            escaped = true;
        } else if c == '"' {
            in_text = !in_text;
        } else if !in_text {
            out.push(c);
        }
    }
    out
}

/// Finds an object whose keys sort differently by UTF-16 and by their written bytes.
fn orders_differ(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(orders_differ),
        Value::Object(fields) => {
            let mut one: Vec<(Vec<u16>, &String)> = fields
                .keys()
                .map(|key| (key.encode_utf16().collect(), key))
                .collect();
            one.sort();
            let mut other: Vec<(String, &String)> =
                fields.keys().map(|key| (json_key(key), key)).collect();
            other.sort();
            one.iter()
                .map(|(_, key)| key)
                .ne(other.iter().map(|(_, key)| key))
                || fields.values().any(orders_differ)
        }
        _ => false,
    }
}

fn json_key(key: &str) -> String {
    serde_json::to_string(key).expect("text is JSON")
}

/// Finds a word that is neither a literal nor a field, a name before a parenthesis, or no number.
fn has_bare_word_or_name(document: &str) -> bool {
    let text = outside_texts(document);
    let chars: Vec<char> = text.chars().collect();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut at = 0;
    while at < chars.len() {
        if !(is_word(chars[at]) || chars[at] == '.') {
            at += 1;
            continue;
        }
        let start = at;
        while at < chars.len() && (is_word(chars[at]) || matches!(chars[at], '.' | '+' | '-')) {
            at += 1;
        }
        let word: String = chars[start..at].iter().collect();
        let next = chars[at..].iter().find(|c| !c.is_whitespace());
        let is_literal = matches!(word.as_str(), "true" | "false" | "None" | "Some");
        let number = word
            .trim_end_matches("f64")
            .trim_end_matches("f32")
            .replace('_', "");
        if number.parse::<f64>().is_ok_and(f64::is_infinite) {
            return true;
        }
        let starts_as_word = word.starts_with(|c: char| c.is_alphabetic() || c == '_');
        if starts_as_word && !is_literal && next != Some(&':') {
            return true;
        }
    }
    false
}

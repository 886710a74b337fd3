//! Reading a JSON document item by item.
//!
//! As a tree of values a scenario takes ten times the memory of the draft that it becomes. Its two
//! long lists are decoded while the text is parsed, so that there is only ever one item as a tree.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::decode::{self, Lists};
use super::object::{Fields, List, Problems};
use super::shared::Shared;

/// A document, taken apart.
pub(super) struct Parts {
    /// The document without the lists that were decoded.
    pub(super) head: Value,
    pub(super) lists: Lists,
    /// How deep the whole document nests, counted as `MAX_NESTING` counts.
    pub(super) depth: usize,
}

/// Takes a document apart that is already a tree.
pub(super) fn whole(head: Value) -> Parts {
    Parts {
        depth: depth(&head),
        head,
        lists: Lists::default(),
    }
}

/// Counts levels: the document is the first, and every scalar is one.
pub(super) fn depth(value: &Value) -> usize {
    let inner = match value {
        Value::Array(items) => items.iter().map(depth).max(),
        Value::Object(fields) => fields.values().map(depth).max(),
        _ => None,
    };
    inner.unwrap_or(0) + 1
}

/// Parses a JSON text like `serde_json::from_str`, with the same errors.
pub(super) fn parse(text: &str) -> serde_json::Result<Parts> {
    if !text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map(whole);
    }
    let mut parser = serde_json::Deserializer::from_str(text);
    let parts = parser.deserialize_any(Document)?;
    parser.end()?;
    Ok(parts)
}

struct Document;

impl<'de> Visitor<'de> for Document {
    type Value = Parts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Parts, A::Error> {
        let mut head = Map::new();
        let mut lists = Lists::default();
        while let Some(key) = fields.next_key::<String>()? {
            // The last of equal keys counts, as it does in a tree.
            let other = match key.as_str() {
                "conditions" => {
                    let items = Items::new("/conditions", "a condition", decode::condition);
                    let (list, other) = fields.next_value_seed(items)?;
                    lists.conditions = list;
                    other
                }
                "stages" => {
                    let items = Items::new("/stages", "a stage", decode::stage);
                    let (list, other) = fields.next_value_seed(items)?;
                    lists.stages = list;
                    other
                }
                _ => Some(fields.next_value()?),
            };
            match other {
                Some(other) => head.insert(key, other),
                None => head.remove(&key),
            };
        }
        let head = Value::Object(head);
        let conditions = lists.conditions.as_ref().map_or(0, |list| list.depth);
        let stages = lists.stages.as_ref().map_or(0, |list| list.depth);
        Ok(Parts {
            depth: depth(&head).max(1 + conditions).max(1 + stages),
            head,
            lists,
        })
    }
}

/// A list whose items are decoded one by one, or whatever else stands in its place.
struct Items<T> {
    at: &'static str,
    what: &'static str,
    read: fn(&mut Fields<'_>) -> T,
}

impl<T> Items<T> {
    const fn new(at: &'static str, what: &'static str, read: fn(&mut Fields<'_>) -> T) -> Self {
        Self { at, what, read }
    }
}

impl<'de, T> DeserializeSeed<'de> for Items<T> {
    type Value = (Option<List<T>>, Option<Value>);

    fn deserialize<D: Deserializer<'de>>(self, parser: D) -> Result<Self::Value, D::Error> {
        parser.deserialize_any(self)
    }
}

impl<'de, T> Visitor<'de> for Items<T> {
    type Value = (Option<List<T>>, Option<Value>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Self::Value, A::Error> {
        let mut list = List {
            items: Shared::new(),
            problems: Problems::new(),
            depth: 1,
        };
        let mut index = 0_usize;
        while let Some(value) = values.next_element::<Value>()? {
            list.depth = list.depth.max(1 + depth(&value));
            let at = format!("{}/{index}", self.at);
            if let Some(item) = Fields::read(value, &at, self.what, &mut list.problems, self.read) {
                list.items.push(item);
            }
            index += 1;
        }
        list.items.shrink_to_fit();
        Ok((Some(list), None))
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Self::Value, A::Error> {
        let value = Value::deserialize(MapAccessDeserializer::new(fields))?;
        Ok((None, Some(value)))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok((None, Some(Value::Null)))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok((None, Some(value.into())))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok((None, Some(value.into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok((None, Some(value.into())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok((None, Some(value.into())))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok((None, Some(value.into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reads a text both ways: item by item, and as a tree first.
    fn both(text: &str) -> [Result<String, String>; 2] {
        let read = |parts: serde_json::Result<Parts>| {
            let parts = parts.map_err(|error| error.to_string())?;
            let mut problems = Problems::new();
            let depth = parts.depth;
            if !parts.head.is_object() {
                return Ok(format!("{depth} {:?}", parts.head));
            }
            let draft = decode::document(parts.head, parts.lists, &mut problems);
            Ok(format!("{depth} {draft:?} {problems:?}"))
        };
        [
            read(parse(text)),
            read(serde_json::from_str(text).map(whole)),
        ]
    }

    #[test]
    fn a_document_reads_as_its_tree_does() {
        let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
        for text in [
            "",
            "  ",
            "[1, {}]",
            "null",
            "{",
            "{}",
            " {\"conditions\": []} ",
            "{\"conditions\": [], \"conditions\": 5, \"stages\": null}",
            "{\"conditions\": 5, \"conditions\": [{\"condition_id\": \"a\"}, 7, {\"odd\": 1}]}",
            "{\"conditions\": {\"a\": [1]}, \"stages\": \"s\", \"more\": 1.5}",
            "{\"conditions\": true, \"stages\": -1}",
            "{\"stages\": [{\"gates\": [{\"requirement\": {\"And\": []}}]}], \"scenario_id\": 1}",
            "{\"conditions\": [{\"expected\": [[[1]]]}]} x",
            "{\"conditions\": [{]}",
            "{\"conditions\": [{}",
            "{\"conditions\": [1,]}",
            "{\"conditions\" [1]}",
            &format!("{{\"conditions\": [{{\"expected\": {deep}}}]}}"),
            &format!("{{\"conditions\": {deep}}}"),
        ] {
            let [items, tree] = both(text);
            assert_eq!(items, tree, "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_written_reads_as_its_tree_does(
            text in r#"(\{|\[|\}|\]|,|:|"conditions"|"stages"|"gates"|"query"|"odd"|1|null|true|"x"| ){0,24}"#,
            wrapped in any::<bool>(),
        ) {
            let text = if wrapped { format!("{{\"conditions\": [{text}]}}") } else { text };
            let [items, tree] = both(&text);
            prop_assert_eq!(items, tree, "{}", text);
        }
    }
}

//! Answers of simple schemas without the validator, whose first use costs milliseconds and a
//! mebibyte: it builds the schema of schemas.
//!
//! Only the words that contracts use most are known here, and every answer is the validator's own.
//! Where that is not evident, there is no answer and the validator is asked.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// A schema of known words, each used as JSON Schema 2020-12 allows.
#[derive(Default)]
pub(super) struct PlainSchema {
    kind: Option<Kind>,
    properties: Vec<(String, Self)>,
    required: Vec<String>,
    closed: bool,
    items: Option<Box<Self>>,
    members: Option<Vec<Value>>,
    minimum: Option<i64>,
    maximum: Option<i64>,
    one_of: Vec<Self>,
}

/// Numbers below it are written exactly, with whatever fraction they have: 2^53.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

#[derive(Clone, Copy)]
enum Kind {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl PlainSchema {
    /// Reads a schema; none when it has a word that is not known here, or uses one in another way.
    pub(super) fn read(schema: &Value) -> Option<Self> {
        let mut plain = Self::default();
        for (word, value) in schema.as_object()? {
            match word.as_str() {
                "type" => plain.kind = Some(Kind::read(value.as_str()?)?),
                "properties" => {
                    plain.properties = value
                        .as_object()?
                        .iter()
                        .map(|(name, schema)| Some((name.clone(), Self::read(schema)?)))
                        .collect::<Option<_>>()?;
                }
                "required" => plain.required = different_words(value.as_array()?)?,
                "additionalProperties" => plain.closed = !value.as_bool()?,
                "items" => plain.items = Some(Box::new(Self::read(value)?)),
                "enum" | "oneOf" if value.as_array()?.is_empty() => return None,
                "enum" => plain.members = Some(value.as_array()?.clone()),
                "minimum" => plain.minimum = Some(value.as_i64()?),
                "maximum" => plain.maximum = Some(value.as_i64()?),
                "oneOf" => {
                    let variants = value.as_array()?.iter();
                    plain.one_of = variants.map(Self::read).collect::<Option<_>>()?;
                }
                // They say something of the value and ask nothing of it.
                "description" | "title" | "format" => {
                    value.as_str()?;
                }
                extension if extension.starts_with("x-") => {}
                _ => return None,
            }
        }
        Some(plain)
    }

    /// Tells whether the value fits; none when only the validator can tell.
    pub(super) fn accepts(&self, value: &Value) -> Option<bool> {
        Some(
            self.kind.map_or(Some(true), |kind| kind.holds(value))?
                && self.is_member(value)?
                && self.is_within(value)?
                && self.has_fitting_parts(value)?
                && (self.one_of.is_empty() || self.fits_one(value)?),
        )
    }

    fn is_member(&self, value: &Value) -> Option<bool> {
        let Some(members) = &self.members else {
            return Some(true);
        };
        for member in members {
            if same(member, value)? {
                return Some(true);
            }
        }
        Some(false)
    }

    fn is_within(&self, value: &Value) -> Option<bool> {
        if !value.is_number() || (self.minimum.is_none() && self.maximum.is_none()) {
            return Some(true);
        }
        let above = self
            .minimum
            .map_or(Some(true), |limit| at_least(value, limit))?;
        let within = self
            .maximum
            .map_or(Some(true), |limit| at_most(value, limit))?;
        Some(above && within)
    }

    fn has_fitting_parts(&self, value: &Value) -> Option<bool> {
        match value {
            Value::Object(fields) => self.has_fitting_fields(fields),
            Value::Array(items) => {
                let Some(schema) = &self.items else {
                    return Some(true);
                };
                for item in items {
                    if !schema.accepts(item)? {
                        return Some(false);
                    }
                }
                Some(true)
            }
            _ => Some(true),
        }
    }

    fn has_fitting_fields(&self, fields: &Map<String, Value>) -> Option<bool> {
        if !self.required.iter().all(|name| fields.contains_key(name)) {
            return Some(false);
        }
        for (name, value) in fields {
            let schema = self.properties.iter().find(|(known, _)| known == name);
            let fits = match schema {
                Some((_, schema)) => schema.accepts(value)?,
                None => !self.closed,
            };
            if !fits {
                return Some(false);
            }
        }
        Some(true)
    }

    fn fits_one(&self, value: &Value) -> Option<bool> {
        let mut fitting = 0_usize;
        for variant in &self.one_of {
            fitting += usize::from(variant.accepts(value)?);
        }
        Some(fitting == 1)
    }
}

impl Kind {
    fn read(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::Null,
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "string" => Self::String,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => return None,
        })
    }

    fn holds(self, value: &Value) -> Option<bool> {
        Some(match self {
            Self::Null => value.is_null(),
            Self::Boolean => value.is_boolean(),
            Self::Integer if value.is_f64() => return is_whole(value),
            Self::Integer | Self::Number => value.is_number(),
            Self::String => value.is_string(),
            Self::Array => value.is_array(),
            Self::Object => value.is_object(),
        })
    }
}

/// Tells whether a number has no fraction; whether `1e300` has one is the validator's to say.
fn is_whole(value: &Value) -> Option<bool> {
    let number = value.as_f64()?;
    (number.abs() < MAX_EXACT).then_some(number.fract() == 0.0)
}

/// Tells whether a number evidently is not whole.
fn has_fraction(value: &Value) -> bool {
    is_whole(value) == Some(false)
}

/// Tells whether a number is a limit or more; none where that needs a rule of numbers.
fn at_least(value: &Value, limit: i64) -> Option<bool> {
    compared(value, limit).map(|order| order != Ordering::Less)
}

/// Tells whether a number is a limit or less; none where that needs a rule of numbers.
fn at_most(value: &Value, limit: i64) -> Option<bool> {
    compared(value, limit).map(|order| order != Ordering::Greater)
}

/// Compares a number with a limit; one with a fraction only where the limit is exact as such, too.
fn compared(value: &Value, limit: i64) -> Option<Ordering> {
    if let Some(number) = value.as_i64() {
        return Some(number.cmp(&limit));
    }
    let exact = i32::try_from(limit).ok().map(f64::from)?;
    value
        .as_f64()
        .filter(|_| value.is_f64())?
        .partial_cmp(&exact)
}

/// Compares where equality needs no rule of numbers.
fn same(left: &Value, right: &Value) -> Option<bool> {
    match (left, right) {
        (Value::Number(one), Value::Number(other)) => match (one.as_i64(), other.as_i64()) {
            (Some(one), Some(other)) => Some(one == other),
            (Some(_), None) => has_fraction(right).then_some(false),
            (None, Some(_)) => has_fraction(left).then_some(false),
            (None, None) => None,
        },
        (Value::Array(_), Value::Array(_)) | (Value::Object(_), Value::Object(_)) => None,
        _ => Some(left == right),
    }
}

/// Returns the words of a list that names none twice.
fn different_words(list: &[Value]) -> Option<Vec<String>> {
    let words: BTreeSet<&str> = list.iter().map(Value::as_str).collect::<Option<_>>()?;
    (words.len() == list.len()).then(|| words.into_iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn plain(schema: &Value) -> PlainSchema {
        PlainSchema::read(schema).expect("every word is known")
    }

    #[test]
    fn another_word_or_use_is_left_to_the_validator() {
        for schema in [
            json!(true),
            json!({"$ref": "#"}),
            json!({"$id": "a"}),
            json!({"type": "whole"}),
            json!({"type": ["string", "null"]}),
            json!({"required": ["a", "a"]}),
            json!({"required": [1]}),
            json!({"enum": []}),
            json!({"oneOf": []}),
            json!({"minimum": 0.5}),
            json!({"description": 1}),
            json!({"properties": {"a": {"pattern": "^a$"}}}),
            json!({"items": {"minLength": 1}}),
            json!({"oneOf": [{"type": "string"}, false]}),
            json!({"additionalProperties": {"type": "string"}}),
        ] {
            assert!(PlainSchema::read(&schema).is_none(), "{schema}");
        }
    }

    #[test]
    fn what_needs_a_rule_of_numbers_has_no_answer() {
        for (schema, value) in [
            (json!({"type": "integer"}), json!(1e300)),
            (json!({"minimum": 1}), json!(u64::MAX)),
            (json!({"enum": [1]}), json!(1.0)),
            (json!({"enum": [[1]]}), json!([1.0])),
        ] {
            assert_eq!(plain(&schema).accepts(&value), None, "{schema} {value}");
        }
        for (schema, value) in [
            (json!({"type": "integer"}), json!(0.5)),
            (json!({"minimum": 1}), json!(0.5)),
            (json!({"maximum": 0}), json!(1.0)),
            (json!({"maximum": 0}), json!(0.5)),
            (json!({"enum": [1]}), json!(1.5)),
        ] {
            assert_eq!(
                plain(&schema).accepts(&value),
                Some(false),
                "{schema} {value}"
            );
        }
        assert_eq!(
            plain(&json!({"type": "integer"})).accepts(&json!(1.0)),
            Some(true)
        );
        let schema = json!({"enum": ["a", 1]});
        assert_eq!(plain(&schema).accepts(&json!("a")), Some(true));
        assert_eq!(plain(&schema).accepts(&json!(2)), Some(false));
    }

    fn value() -> impl Strategy<Value = Value> {
        let scalar = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-2_i64..3).prop_map(Value::from),
            prop_oneof![Just(json!(u64::MAX)), Just(json!(i64::MAX))],
            prop_oneof![Just(0.5), Just(-1.5), Just(1.0), Just(1e300)].prop_map(Value::from),
            "[ab]{0,1}".prop_map(Value::from),
        ];
        scalar.prop_recursive(2, 8, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                prop::collection::btree_map("[abc]", inner, 0..3)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    fn schema() -> impl Strategy<Value = Value> {
        const KINDS: [&str; 7] = [
            "null", "boolean", "integer", "number", "string", "array", "object",
        ];
        let word = prop_oneof![
            prop::sample::select(&KINDS[..]).prop_map(|kind| ("type", json!(kind))),
            prop::collection::vec(value(), 1..3).prop_map(|members| ("enum", json!(members))),
            prop_oneof![-2_i64..3, Just(i64::MAX - 1), Just(i64::MAX)]
                .prop_map(|limit| ("minimum", json!(limit))),
            prop_oneof![-2_i64..3, Just(i64::MAX - 1)].prop_map(|limit| ("maximum", json!(limit))),
            any::<bool>().prop_map(|open| ("additionalProperties", json!(open))),
            prop::collection::btree_set("[abc]", 0..3).prop_map(|names| ("required", json!(names))),
            Just(("format", json!("date-time"))),
            Just(("x-note", json!({"type": 1}))),
        ];
        let words = prop::collection::vec(word, 0..3)
            .prop_map(|words| words.into_iter().map(|(word, v)| (word.to_owned(), v)))
            .prop_map(|words| Value::Object(words.collect()));
        words.prop_recursive(2, 8, 3, |inner| {
            prop_oneof![
                inner.clone().prop_map(|items| json!({"items": items})),
                prop::collection::vec(inner.clone(), 1..3)
                    .prop_map(|variants| json!({"oneOf": variants})),
                (
                    prop::collection::btree_map("[abc]", inner, 0..3),
                    any::<bool>()
                )
                    .prop_map(|(fields, open)| {
                        json!({"properties": fields, "additionalProperties": open})
                    }),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_answer_is_the_validators(schema in schema(), value in value()) {
            let validator = super::super::value_schema::compile(&schema);
            prop_assert!(validator.is_ok(), "{schema} does not compile");
            if let Some(fits) = plain(&schema).accepts(&value) {
                prop_assert_eq!(fits, validator.unwrap().is_valid(&value), "{} {}", schema, value);
            }
        }
    }
}

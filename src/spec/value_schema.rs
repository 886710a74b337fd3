//! A JSON Schema for values: compiled at most once, never fetched (REFERENCE §5, §9).

use std::sync::OnceLock;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{Draft, ValidationError, Validator};
use serde_json::Value;

use super::plain_schema::PlainSchema;

/// Why a schema cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaFault {
    /// The schema refers to another document, which is never fetched.
    #[error("it refers to `{0}`, and nothing outside the file is ever fetched")]
    Remote(String),
    /// The schema breaks a rule of JSON Schema 2020-12.
    #[error("{what} at `{pointer}`")]
    Invalid {
        /// Where in the schema, as a JSON Pointer.
        pointer: String,
        /// What is wrong there.
        what: String,
    },
}

/// One reason why a value does not fit a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Where in the value, as a JSON Pointer.
    pub pointer: String,
    /// What was expected, in a few words.
    pub why: String,
    /// The JSON Schema keyword that refuses the value.
    pub keyword: String,
}

/// A JSON Schema 2020-12 and its compiled form.
///
/// Compiling waits for the first use and happens once; what a simple schema answers needs no
/// compiling. `$schema` is ignored and `format` is never asserted, as in the runtime.
pub struct ValueSchema {
    schema: Value,
    plain: OnceLock<Option<PlainSchema>>,
    compiled: OnceLock<Result<Validator, SchemaFault>>,
}

impl ValueSchema {
    /// Wraps a schema without compiling it.
    #[must_use]
    pub const fn new(schema: Value) -> Self {
        Self {
            schema,
            plain: OnceLock::new(),
            compiled: OnceLock::new(),
        }
    }

    /// Returns the schema as written.
    #[must_use]
    pub const fn schema(&self) -> &Value {
        &self.schema
    }

    fn plain(&self) -> Option<&PlainSchema> {
        self.plain
            .get_or_init(|| PlainSchema::read(&self.schema))
            .as_ref()
    }

    fn validator(&self) -> Result<&Validator, &SchemaFault> {
        self.compiled.get_or_init(|| compile(&self.schema)).as_ref()
    }

    /// Tells whether the schema compiles.
    ///
    /// # Errors
    /// Why it does not.
    pub fn compile(&self) -> Result<(), &SchemaFault> {
        if self.plain().is_some() {
            return Ok(());
        }
        self.validator().map(|_| ())
    }

    /// Tells whether the value fits.
    ///
    /// # Errors
    /// Why the schema itself cannot be used.
    pub fn accepts(&self, value: &Value) -> Result<bool, &SchemaFault> {
        match self.plain().and_then(|plain| plain.accepts(value)) {
            Some(fits) => Ok(fits),
            None => Ok(self.validator()?.is_valid(value)),
        }
    }

    /// Returns every reason why the value does not fit; none when it does.
    ///
    /// # Errors
    /// Why the schema itself cannot be used.
    pub fn violations(&self, value: &Value) -> Result<Vec<Violation>, &SchemaFault> {
        if self.plain().and_then(|plain| plain.accepts(value)) == Some(true) {
            return Ok(Vec::new());
        }
        Ok(self
            .validator()?
            .iter_errors(value)
            .map(|e| describe(&e))
            .collect())
    }
}

impl std::fmt::Debug for ValueSchema {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("ValueSchema").field(&self.schema).finish()
    }
}

impl Clone for ValueSchema {
    fn clone(&self) -> Self {
        Self::new(self.schema.clone())
    }
}

impl PartialEq for ValueSchema {
    fn eq(&self, other: &Self) -> bool {
        self.schema == other.schema
    }
}

pub(super) fn compile(schema: &Value) -> Result<Validator, SchemaFault> {
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .offline()
        .should_validate_formats(false)
        .build(schema)
        .map_err(|error| match error.kind() {
            ValidationErrorKind::Referencing(_) => SchemaFault::Remote(
                first_outside_reference(schema).unwrap_or_else(|| "an unknown anchor".to_owned()),
            ),
            _ => SchemaFault::Invalid {
                pointer: error.instance_path().to_string(),
                what: describe(&error).why,
            },
        })
}

/// Finds a `$ref` that leaves the document, to name it.
fn first_outside_reference(schema: &Value) -> Option<String> {
    match schema {
        Value::Object(map) => map
            .iter()
            .find_map(|(key, value)| match value {
                Value::String(target) if key.ends_with("ref") || key.ends_with("Ref") => {
                    Some(target.clone())
                }
                _ => None,
            })
            .or_else(|| map.values().find_map(first_outside_reference)),
        Value::Array(items) => items.iter().find_map(first_outside_reference),
        _ => None,
    }
}

/// Says in our own words what a schema wanted; the validator's wording changes between versions.
fn describe(error: &ValidationError<'_>) -> Violation {
    use ValidationErrorKind as Kind;
    let why = match error.kind() {
        Kind::Type { kind } => match kind {
            TypeKind::Single(one) => format!("must be of type {one}"),
            TypeKind::Multiple(several) => {
                let names: Vec<String> = several.iter().map(|one| one.to_string()).collect();
                format!("must be of type {}", names.join(" or "))
            }
        },
        Kind::Enum { options } => format!("must be one of {}", inline(options)),
        Kind::Constant { expected_value } => format!("must be {}", inline(expected_value)),
        Kind::Required { property } => format!("{} is missing", inline(property)),
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            format!("`{}` is not known here", unexpected.join("`, `"))
        }
        Kind::Minimum { limit } => format!("must be at least {limit}"),
        Kind::Maximum { limit } => format!("must be at most {limit}"),
        Kind::ExclusiveMinimum { limit } => format!("must be more than {limit}"),
        Kind::ExclusiveMaximum { limit } => format!("must be less than {limit}"),
        Kind::MultipleOf { multiple_of } => format!("must be a multiple of {multiple_of}"),
        Kind::MinLength { limit } => format!("must have at least {limit} characters"),
        Kind::MaxLength { limit } => format!("must have at most {limit} characters"),
        Kind::MinItems { limit } => format!("must have at least {limit} items"),
        Kind::MaxItems { limit } => format!("must have at most {limit} items"),
        Kind::MinProperties { limit } => format!("must have at least {limit} fields"),
        Kind::MaxProperties { limit } => format!("must have at most {limit} fields"),
        Kind::UniqueItems => "must not repeat an item".to_owned(),
        Kind::Pattern { pattern } => format!("must match the pattern `{pattern}`"),
        Kind::OneOfMultipleValid { .. } => "fits more than one of the alternatives".to_owned(),
        Kind::OneOfNotValid { .. } | Kind::AnyOf { .. } => {
            "fits none of the alternatives".to_owned()
        }
        Kind::FalseSchema => "nothing is accepted here".to_owned(),
        other => format!("does not satisfy `{}`", other.keyword()),
    };
    Violation {
        pointer: error.instance_path().to_string(),
        why,
        keyword: error.kind().keyword().to_owned(),
    }
}

/// Writes a value on one line, cut where it would fill a screen.
fn inline(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(120) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_remote_reference_is_refused_by_name() {
        let schema = ValueSchema::new(json!({"$ref": "https://example.com/s.json"}));
        assert_eq!(
            schema.compile(),
            Err(&SchemaFault::Remote(
                "https://example.com/s.json".to_owned()
            ))
        );
    }

    #[test]
    fn every_violation_is_told_in_our_words() {
        let schema = ValueSchema::new(json!({
            "type": "object", "required": ["a"], "additionalProperties": false,
            "properties": {"n": {"type": "integer", "maximum": 3}}
        }));
        let found: Vec<String> = schema
            .violations(&json!({"n": 4.5, "x": 1}))
            .unwrap()
            .into_iter()
            .map(|v| format!("{} {}", v.pointer, v.why))
            .collect();
        assert!(found.contains(&" \"a\" is missing".to_owned()), "{found:?}");
        assert!(
            found.contains(&"/n must be of type integer".to_owned()),
            "{found:?}"
        );
        assert!(
            found.contains(&"/n must be at most 3".to_owned()),
            "{found:?}"
        );
        assert!(
            found.contains(&" `x` is not known here".to_owned()),
            "{found:?}"
        );
    }

    #[test]
    fn a_schema_that_breaks_the_rules_says_where() {
        let schema = ValueSchema::new(json!({"properties": {"n": {"type": "whole"}}}));
        let Err(SchemaFault::Invalid { pointer, .. }) = schema.compile() else {
            unreachable!("the type is unknown");
        };
        assert_eq!(pointer, "/properties/n/type");
    }
}

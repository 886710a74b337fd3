//! The contract document of a provider, as the runtime reads it (REFERENCE §5).
//!
//! The serde forms are the runtime's: every field is required, unknown fields are ignored, and a
//! struct may also be written as the array of its fields. What a contract must satisfy beyond its
//! form is in `contract_rules`.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::spec::Comparator;

/// What a provider can be asked, and what it answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProviderContract {
    /// Names the provider; the server's configuration must use the same name.
    pub provider_id: String,
    /// Name for people.
    pub name: String,
    /// What the provider is for.
    pub description: String,
    /// How the server reaches the provider.
    pub transport: Transport,
    /// JSON Schema of the provider's own settings; it is only shown.
    pub config_schema: Value,
    /// The checks that the provider answers.
    pub checks: Vec<CheckContract>,
    /// Remarks for people.
    pub notes: Vec<String>,
}

/// One question that a provider answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CheckContract {
    /// Names the check within its provider; of several with one name the last counts.
    pub check_id: String,
    /// What the check answers.
    pub description: String,
    /// What the answer depends on.
    pub determinism: Determinism,
    /// Whether a condition must give parameters.
    pub params_required: bool,
    /// JSON Schema of the parameters.
    pub params_schema: Value,
    /// JSON Schema of the answer.
    pub result_schema: Value,
    /// The comparators that conditions may use, in canonical order; at least one.
    pub allowed_comparators: Vec<Comparator>,
    /// Kinds of evidence anchors that answers carry.
    pub anchor_types: Vec<String>,
    /// Media types of the answers.
    pub content_types: Vec<String>,
    /// Sample questions with their answers.
    pub examples: Vec<CheckExample>,
}

/// A sample question with its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CheckExample {
    /// What the sample shows.
    pub description: String,
    /// The parameters.
    pub params: Value,
    /// The answer.
    pub result: Value,
}

/// What the answer of a check depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Determinism {
    /// Only on the parameters.
    Deterministic,
    /// On the parameters and the time of the trigger.
    TimeDependent,
    /// On the world outside.
    External,
}

impl Determinism {
    /// Returns the name that contracts use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deterministic => "deterministic",
            Self::TimeDependent => "time_dependent",
            Self::External => "external",
        }
    }
}

/// How the server reaches a provider.
///
/// Any text can be read; only the two known ones are ever accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Transport {
    /// It is part of the server.
    Builtin,
    /// It is a process of its own that speaks MCP.
    Mcp,
    /// It is anything else, which no server accepts.
    Other(String),
}

impl Transport {
    /// Returns the text that contracts use.
    pub fn name(&self) -> &str {
        match self {
            Self::Builtin => "builtin",
            Self::Mcp => "mcp",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for Transport {
    fn from(text: String) -> Self {
        match text.as_str() {
            "builtin" => Self::Builtin,
            "mcp" => Self::Mcp,
            _ => Self::Other(text),
        }
    }
}

impl From<Transport> for String {
    fn from(transport: Transport) -> Self {
        transport.name().to_owned()
    }
}

impl JsonSchema for Transport {
    fn schema_name() -> Cow<'static, str> {
        "Transport".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "How the server reaches the provider: `mcp` for all but the built-in ones.",
            "type": "string",
            "enum": ["builtin", "mcp"]
        })
    }
}

/// Returns the JSON Schema of contract files, for editors and for publishing.
pub fn contract_schema() -> Value {
    schemars::schema_for!(ProviderContract).to_value()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn unknown_fields_are_ignored_and_missing_ones_are_not() {
        let full = json!({
            "provider_id": "p", "name": "P", "description": "d", "transport": "mcp",
            "config_schema": null, "checks": [], "notes": [], "more": 1
        });
        assert!(serde_json::from_value::<ProviderContract>(full.clone()).is_ok());
        for field in ["provider_id", "config_schema", "notes"] {
            let mut short = full.clone();
            short.as_object_mut().unwrap().remove(field);
            assert!(
                serde_json::from_value::<ProviderContract>(short).is_err(),
                "{field}"
            );
        }
    }

    #[test]
    fn words_are_the_serde_words() {
        for word in [
            Determinism::Deterministic,
            Determinism::TimeDependent,
            Determinism::External,
        ] {
            assert_eq!(serde_json::to_value(word).unwrap(), json!(word.name()));
        }
        for word in ["builtin", "mcp", "MCP", ""] {
            let transport: Transport = serde_json::from_value(json!(word)).unwrap();
            assert_eq!(transport.name(), word);
            assert_eq!(serde_json::to_value(transport).unwrap(), json!(word));
        }
    }

    #[test]
    fn the_published_schema_describes_every_field() {
        let schema = contract_schema();
        let check = &schema["$defs"]["CheckContract"];
        assert_eq!(check["required"].as_array().unwrap().len(), 10);
        for (_, field) in check["properties"].as_object().unwrap() {
            assert!(field["description"].is_string(), "{field}");
        }
    }
}

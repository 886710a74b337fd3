//! Why a whole schema is refused by the strict rules (REFERENCE §3).

use crate::spec::{Comparator, SchemaFault};

use super::choice::Toggle;

/// Why the strict rules refuse a schema, whatever the comparator.
///
/// The text says what is wrong and what to do about it. It may hold untrusted text from a schema
/// that does not compile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaRefusal {
    /// `allowed_comparators` is not a list of known names.
    #[error(
        "`x-decision-gate.allowed_comparators` is not a list of comparator names; write it as a \
         list such as [\"equals\"]"
    )]
    OverrideInvalid,
    /// `allowed_comparators` is empty.
    #[error(
        "`x-decision-gate.allowed_comparators` is empty; list at least one comparator or remove it"
    )]
    OverrideEmpty,
    /// `allowed_comparators` lists a comparator that the settings have off.
    #[error(
        "`x-decision-gate.allowed_comparators` lists `{comparator}` while `{toggle}` is off, which \
         refuses the schema for every comparator, `equals` included; switch `{toggle}` on in the \
         server's settings or remove the entry"
    )]
    OverrideDisabled {
        /// The comparator that is listed.
        comparator: Comparator,
        /// The setting that is off.
        toggle: Toggle,
    },
    /// `allowed_comparators` lists a comparator that the type never allows.
    #[error(
        "`x-decision-gate.allowed_comparators` lists `{0}`, which this type never allows; remove \
         the entry"
    )]
    OverrideForbidden(Comparator),
    /// `x-decision-gate` is not an object.
    #[error("`x-decision-gate` is not an object; write it as {{…}} or remove it")]
    MetaNotObject,
    /// `dynamic_type` is not a boolean.
    #[error("`x-decision-gate.dynamic_type` is neither true nor false")]
    DynamicTypeNotBool,
    /// A `oneOf` or `anyOf` of a value's schema offers nothing.
    #[error("a `oneOf` or `anyOf` is empty; give it at least one alternative")]
    UnionEmpty,
    /// A data shape has both `oneOf` and `anyOf`.
    #[error("the data shape has both `oneOf` and `anyOf`; keep one of them")]
    UnionBoth,
    /// The `oneOf` of a data shape is empty.
    #[error("the `oneOf` of the data shape is empty; give it at least one alternative")]
    OneOfEmpty,
    /// The `anyOf` of a data shape is empty.
    #[error("the `anyOf` of the data shape is empty; give it at least one alternative")]
    AnyOfEmpty,
    /// An `enum` is empty.
    #[error("the `enum` is empty; list at least one value")]
    EnumEmpty,
    /// An `enum` holds an array or object.
    #[error("the `enum` holds an array or object; list only text, numbers, booleans or nulls")]
    EnumNotScalar,
    /// An `enum` mixes kinds of values.
    #[error(
        "the `enum` mixes kinds of values; list values of one kind only, and allow null by \
         `anyOf` with `{{\"type\": \"null\"}}`"
    )]
    EnumMixed,
    /// There is no `type`, and the value is not declared dynamic.
    #[error(
        "the schema has no `type`; add one, or set `x-decision-gate.dynamic_type` to true to \
         accept any JSON"
    )]
    TypeMissing,
    /// A type that JSON Schema does not have.
    #[error(
        "the `type` is not one that JSON Schema knows; use boolean, integer, number, string, \
         array, object or null"
    )]
    TypeUnsupported,
    /// A `type` list holds something other than text.
    #[error("the `type` list holds something other than text; list type names only")]
    TypeArrayNonString,
    /// A `type` list is empty.
    #[error("the `type` list is empty; name at least one type")]
    TypeArrayEmpty,
    /// A `type` list is nothing but `null`, more than once.
    ///
    /// The runtime crashes on it; JSON Schema forbids repeated entries, so it never compiles.
    #[error("the `type` list repeats `null`; write it once")]
    TypeArrayRepeatsNull,
    /// `type` is neither text nor a list.
    #[error("the `type` is neither text nor a list; write a type name")]
    TypeNotStringOrArray,
    /// The schema does not compile.
    #[error("the schema cannot be used: {0}")]
    SchemaCompile(SchemaFault),
}

impl SchemaRefusal {
    /// Returns the runtime's code for the refusal.
    ///
    /// A repeated `null` counts as a schema that does not compile, which is how a server meets it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OverrideInvalid => "override_invalid",
            Self::OverrideEmpty => "override_empty",
            Self::OverrideDisabled { .. } => "override_disabled",
            Self::OverrideForbidden(_) => "override_forbidden",
            Self::MetaNotObject => "meta_not_object",
            Self::DynamicTypeNotBool => "dynamic_type_not_bool",
            Self::UnionEmpty => "union_empty",
            Self::UnionBoth => "union_both",
            Self::OneOfEmpty => "one_of_empty",
            Self::AnyOfEmpty => "any_of_empty",
            Self::EnumEmpty => "enum_empty",
            Self::EnumNotScalar => "enum_not_scalar",
            Self::EnumMixed => "enum_mixed",
            Self::TypeMissing => "type_missing",
            Self::TypeUnsupported => "type_unsupported",
            Self::TypeArrayNonString => "type_array_non_string",
            Self::TypeArrayEmpty => "type_array_empty",
            Self::TypeNotStringOrArray => "type_not_string_or_array",
            Self::TypeArrayRepeatsNull | Self::SchemaCompile(_) => "schema_compile",
        }
    }
}

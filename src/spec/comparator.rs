//! The sixteen comparators, in the runtime's canonical order (REFERENCE §3).

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a condition compares evidence with its expected value.
///
/// The declaration order is the canonical order in which contracts list comparators and in which
/// every view offers them.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Comparator {
    /// The evidence equals the expected value.
    Equals,
    /// The evidence differs from the expected value.
    NotEquals,
    /// Number, date or instant after the expected one.
    GreaterThan,
    /// Number, date or instant not before the expected one.
    GreaterThanOrEqual,
    /// Number, date or instant before the expected one.
    LessThan,
    /// Number, date or instant not after the expected one.
    LessThanOrEqual,
    /// String after the expected one, by code point.
    LexGreaterThan,
    /// String not before the expected one, by code point.
    LexGreaterThanOrEqual,
    /// String before the expected one, by code point.
    LexLessThan,
    /// String not after the expected one, by code point.
    LexLessThanOrEqual,
    /// Substring of a string, or every expected element present in an array.
    Contains,
    /// Scalar that is one of the expected values.
    InSet,
    /// Array or object equal to the expected one in every part.
    DeepEquals,
    /// Array or object that differs from the expected one in some part.
    DeepNotEquals,
    /// There is a value.
    Exists,
    /// There is no value, and asking for it was not an error.
    NotExists,
}

impl Comparator {
    /// All comparators in canonical order.
    pub const ALL: [Self; 16] = [
        Self::Equals,
        Self::NotEquals,
        Self::GreaterThan,
        Self::GreaterThanOrEqual,
        Self::LessThan,
        Self::LessThanOrEqual,
        Self::LexGreaterThan,
        Self::LexGreaterThanOrEqual,
        Self::LexLessThan,
        Self::LexLessThanOrEqual,
        Self::Contains,
        Self::InSet,
        Self::DeepEquals,
        Self::DeepNotEquals,
        Self::Exists,
        Self::NotExists,
    ];

    /// Returns the name that specs and contracts use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Equals => "equals",
            Self::NotEquals => "not_equals",
            Self::GreaterThan => "greater_than",
            Self::GreaterThanOrEqual => "greater_than_or_equal",
            Self::LessThan => "less_than",
            Self::LessThanOrEqual => "less_than_or_equal",
            Self::LexGreaterThan => "lex_greater_than",
            Self::LexGreaterThanOrEqual => "lex_greater_than_or_equal",
            Self::LexLessThan => "lex_less_than",
            Self::LexLessThanOrEqual => "lex_less_than_or_equal",
            Self::Contains => "contains",
            Self::InSet => "in_set",
            Self::DeepEquals => "deep_equals",
            Self::DeepNotEquals => "deep_not_equals",
            Self::Exists => "exists",
            Self::NotExists => "not_exists",
        }
    }

    /// Tells whether this is one of the four orderings of numbers, dates and instants.
    #[must_use]
    pub const fn is_ordering(self) -> bool {
        matches!(
            self,
            Self::GreaterThan | Self::GreaterThanOrEqual | Self::LessThan | Self::LessThanOrEqual
        )
    }

    /// Tells whether this is one of the four orderings of strings by code point.
    #[must_use]
    pub const fn is_lexicographic(self) -> bool {
        matches!(
            self,
            Self::LexGreaterThan
                | Self::LexGreaterThanOrEqual
                | Self::LexLessThan
                | Self::LexLessThanOrEqual
        )
    }

    /// Tells whether this compares arrays or objects part by part.
    #[must_use]
    pub const fn is_deep(self) -> bool {
        matches!(self, Self::DeepEquals | Self::DeepNotEquals)
    }

    /// Tells whether this asks only whether there is a value, and so takes no expected value.
    #[must_use]
    pub const fn is_presence(self) -> bool {
        matches!(self, Self::Exists | Self::NotExists)
    }
}

impl fmt::Display for Comparator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The text is not the name of a comparator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a comparator")]
pub struct UnknownComparator(pub String);

impl FromStr for Comparator {
    type Err = UnknownComparator;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|comparator| comparator.name() == text)
            .ok_or_else(|| UnknownComparator(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_serde_names_and_order_is_declaration_order() {
        for (index, comparator) in Comparator::ALL.into_iter().enumerate() {
            assert_eq!(comparator as usize, index);
            assert_eq!(
                serde_json::to_value(comparator).ok(),
                Some(serde_json::Value::from(comparator.name()))
            );
            assert_eq!(comparator.name().parse(), Ok(comparator));
        }
        assert!("Equals".parse::<Comparator>().is_err());
    }
}

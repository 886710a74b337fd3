//! What is wrong with a requirement text, and where.

use std::ops::Range;

use super::{MAX_REQUIREMENT_NESTING, MAX_REQUIREMENT_TEXT};
use crate::spec::MAX_REQUIREMENT_DEPTH;

/// What is wrong with a requirement text.
///
/// Texts of the input that a message names are cut and escaped, so they fit on one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequirementErrorKind {
    /// There is nothing but white space.
    #[error("the requirement is empty; write a condition, or `all()` for one that always holds")]
    EmptyInput,
    /// The text is longer than [`MAX_REQUIREMENT_TEXT`].
    #[error("the requirement has {size} bytes; the limit is {MAX_REQUIREMENT_TEXT}")]
    InputTooLarge {
        /// Bytes of the text.
        size: usize,
    },
    /// Parentheses and calls nest deeper than [`MAX_REQUIREMENT_NESTING`].
    #[error("parentheses and calls nest deeper than {MAX_REQUIREMENT_NESTING}")]
    NestingTooDeep,
    /// Something else was expected here.
    #[error("expected {expected}, found {found}")]
    UnexpectedToken {
        /// What may stand here.
        expected: &'static str,
        /// What does stand here.
        found: String,
    },
    /// A condition that the scenario does not have.
    #[error("there is no condition `{0}`")]
    UnknownCondition(String),
    /// A function that the language does not have.
    #[error("there is no function `{0}`; use all, any, at_least or require_group")]
    UnknownFunction(String),
    /// A count that is no number from 0 to 255.
    #[error("`{0}` is not a count from 0 to 255")]
    InvalidNumber(String),
    /// The requirement is complete and yet the text goes on.
    #[error("the requirement ends before {found}; join the parts with `and` or `or`")]
    TrailingInput {
        /// What follows.
        found: String,
    },
    /// Negations make the tree deeper than the engine evaluates.
    #[error("negations nest far deeper than the {MAX_REQUIREMENT_DEPTH} levels of a requirement")]
    TooDeep,
}

impl RequirementErrorKind {
    /// Returns the runtime's code for the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::EmptyInput => "empty_input",
            Self::InputTooLarge { .. } => "input_too_large",
            Self::NestingTooDeep => "nesting_too_deep",
            Self::UnexpectedToken { .. } => "unexpected_token",
            Self::UnknownCondition(_) => "unknown_condition",
            Self::UnknownFunction(_) => "unknown_function",
            Self::InvalidNumber(_) => "invalid_number",
            Self::TrailingInput { .. } => "trailing_input",
            Self::TooDeep => "validation_too_deep",
        }
    }
}

/// What is wrong with a requirement text, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct RequirementError {
    /// What is wrong.
    pub kind: RequirementErrorKind,
    /// Bytes of the text that it concerns; the whole text where no single place is to blame.
    pub range: Range<usize>,
}

impl RequirementError {
    pub(super) const fn new(kind: RequirementErrorKind, range: Range<usize>) -> Self {
        Self { kind, range }
    }

    /// Returns the byte offset that the runtime gives with the error; none where it gives none.
    #[must_use]
    pub const fn position(&self) -> Option<usize> {
        match self.kind {
            RequirementErrorKind::EmptyInput
            | RequirementErrorKind::InputTooLarge { .. }
            | RequirementErrorKind::TooDeep => None,
            _ => Some(self.range.start),
        }
    }
}

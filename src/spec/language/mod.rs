//! The requirement language: a gate's requirement as one line of text (REFERENCE §6).
//!
//! Reading is syntax only unless the caller says which conditions exist; what the language wants
//! of the tree itself is [`validate_requirement`]. Printing gives text that reads back to the same
//! tree, or says why no text can.

mod error;
mod lexer;
mod parse;
mod print;
mod validate;

pub use error::{RequirementError, RequirementErrorKind};
pub use parse::{ConditionUse, ParsedRequirement, parse_requirement, parse_requirement_with};
pub use print::{PrintError, is_printable_id, print_requirement};
pub use validate::{StructureError, StructureErrorKind, validate_requirement};

/// Longest text that is read, in bytes.
pub const MAX_REQUIREMENT_TEXT: usize = 1024 * 1024;

/// Deepest nesting of parentheses and calls.
pub const MAX_REQUIREMENT_NESTING: usize = 32;

/// Words that are operators and therefore never ids.
const OPERATOR_WORDS: [&str; 3] = ["and", "or", "not"];

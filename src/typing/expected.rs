//! What a comparator takes as its expected value, and what is wrong with a given one (REFERENCE §3).

use serde_json::Value;

use crate::spec::{Comparator, SchemaFault, ValueSchema, Violation};

/// What a comparator takes as its expected value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExpectedRule {
    /// No expected value at all.
    None,
    /// One value that fits the result schema.
    Value,
    /// A list, possibly empty, of values that each fit the result schema.
    ArrayOf,
}

impl ExpectedRule {
    /// Returns what a comparator takes.
    #[must_use]
    pub const fn of(comparator: Comparator) -> Self {
        match comparator {
            Comparator::Exists | Comparator::NotExists => Self::None,
            Comparator::InSet => Self::ArrayOf,
            _ => Self::Value,
        }
    }
}

/// What is wrong with an expected value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExpectedProblem {
    /// The comparator takes none.
    #[error("`{0}` takes no expected value; remove it")]
    NotAccepted(Comparator),
    /// The comparator needs one; null counts as none.
    #[error("`{0}` needs an expected value other than null")]
    Required(Comparator),
    /// The comparator needs a list.
    #[error("`{0}` needs a list of expected values")]
    ArrayRequired(Comparator),
    /// The value does not fit the result schema.
    #[error("{}", invalid(*.index, .violations))]
    Invalid {
        /// Which member of the list does not fit, from 0; none where the value is not a list.
        index: Option<usize>,
        /// Every reason why it does not fit, with pointers that start at the value or member.
        violations: Vec<Violation>,
    },
}

fn invalid(index: Option<usize>, violations: &[Violation]) -> String {
    let subject = index.map_or_else(
        || "the expected value".to_owned(),
        |index| format!("member {} of the expected values", index + 1),
    );
    let reasons: Vec<String> = violations
        .iter()
        .map(|v| match v.pointer.as_str() {
            "" => v.why.clone(),
            pointer => format!("{} at `{pointer}`", v.why),
        })
        .collect();
    format!(
        "{subject} does not fit the result schema: {}",
        reasons.join("; ")
    )
}

impl ExpectedProblem {
    /// Returns the runtime's code of the strict rules for the problem.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAccepted(_) => "expected_not_accepted",
            Self::Required(_) => "expected_required",
            Self::ArrayRequired(_) => "expected_array_required",
            Self::Invalid { .. } => "expected_invalid",
        }
    }
}

/// Returns all problems of an expected value; null counts as no value.
///
/// # Errors
/// Why the schema itself cannot be used; it is asked only when a value is there to be compared.
pub(super) fn problems<'a>(
    schema: &'a ValueSchema,
    comparator: Comparator,
    expected: Option<&Value>,
) -> Result<Vec<ExpectedProblem>, &'a SchemaFault> {
    let expected = expected.filter(|value| !value.is_null());
    Ok(match (ExpectedRule::of(comparator), expected) {
        (ExpectedRule::None, None) => Vec::new(),
        (ExpectedRule::None, Some(_)) => vec![ExpectedProblem::NotAccepted(comparator)],
        (ExpectedRule::Value, None) => vec![ExpectedProblem::Required(comparator)],
        (ExpectedRule::Value, Some(value)) => unfit(schema, value, None)?.into_iter().collect(),
        (ExpectedRule::ArrayOf, Some(Value::Array(members))) => {
            let mut found = Vec::new();
            for (index, member) in members.iter().enumerate() {
                found.extend(unfit(schema, member, Some(index))?);
            }
            found
        }
        (ExpectedRule::ArrayOf, _) => vec![ExpectedProblem::ArrayRequired(comparator)],
    })
}

fn unfit<'a>(
    schema: &'a ValueSchema,
    value: &Value,
    index: Option<usize>,
) -> Result<Option<ExpectedProblem>, &'a SchemaFault> {
    if schema.accepts(value)? {
        return Ok(None);
    }
    let violations = schema.violations(value)?;
    Ok(Some(ExpectedProblem::Invalid { index, violations }))
}

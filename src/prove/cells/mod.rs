//! What the conditions that ask one question can be together.
//!
//! Conditions with the same query share their answer: `x > 90` and `x < 10` are never both true. A
//! [`Cell`] is a situation that the answer can be in, with an example and the outcome of every
//! condition there. The cells of a question are found by example: candidates are taken from every
//! region between the constants that the conditions and the result schema name, and the runtime
//! itself says what each condition makes of them, so that no comparator is described twice.
//!
//! Whatever value the schema accepts, some cell has its outcomes. Some cells may be impossible, and
//! an outcome that depends on more than the region is [`Possible::Any`]. Bytes need no cells: they
//! answer as an array does, or not at all, and every condition may find no answer by an error.

mod between;
mod builder;
mod code_points;
mod composite;
mod containing;
mod instance;
mod line;
mod moments;
mod named;
mod numbers;
mod parts;
mod schema;
mod strings;
mod texts;

use serde_json::Value;

use crate::runtime::{EvidenceValue, evaluate};
use crate::spec::{Comparator, GateOutcome, Timestamp, ValueSchema};

use builder::{Builder, Full};
pub(crate) use moments::{TimeCheck, TimeTest, moments, turning_points};
use schema::Kind;

/// One condition, as the answer to its question is put to it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Test<'a> {
    /// How it compares.
    pub(crate) comparator: Comparator,
    /// With what; none and null are not the same here, though a spec has no null.
    pub(crate) expected: Option<&'a Value>,
}

impl Test<'_> {
    /// Returns what the runtime makes of an answer.
    fn on(&self, answer: Option<&EvidenceValue>) -> GateOutcome {
        evaluate(self.comparator, self.expected, answer)
    }
}

/// What can answer a question.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Domain<'a> {
    /// Schema of the result; none where no contract is known, so that any JSON may come.
    pub(crate) schema: Option<&'a ValueSchema>,
    /// Whether the answer can be that there is no value, without an error.
    pub(crate) absent: bool,
}

/// What a condition can be in a cell, apart from the errors that make it unknown anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Possible {
    /// Always this.
    Only(GateOutcome),
    /// True, false or unknown, whatever the other conditions are.
    Any,
}

impl Possible {
    /// Tells whether the condition can be this.
    #[must_use]
    #[cfg(test)]
    pub(crate) fn allows(self, outcome: GateOutcome) -> bool {
        match self {
            Self::Only(only) => only == outcome,
            Self::Any => true,
        }
    }
}

/// A situation that the answer to a question can be in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cell {
    /// An example of it.
    pub(crate) sample: Sample,
    /// Whether the example is one that the result schema accepts.
    ///
    /// If not, the search found no accepted value of the cell and yet could not rule one out.
    pub(crate) fits: bool,
    /// What each test can be, in the order of the tests.
    pub(crate) outcomes: Vec<Possible>,
}

impl Cell {
    /// Returns what a provider answers in the example of the cell.
    ///
    /// `check` is what a test of trigger times asks, and none for all others. None means that there
    /// is no value; to a check of trigger times it means an error.
    #[must_use]
    pub(crate) fn answer(&self, check: Option<TimeCheck<'_>>) -> Option<Value> {
        match (&self.sample, check) {
            (Sample::Value(value), _) => Some(value.clone()),
            (Sample::Moment(at), Some(check)) => check.answer(*at),
            (Sample::Absent | Sample::Moment(_), _) => None,
        }
    }
}

/// An example of a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Sample {
    /// The provider finds nothing.
    Absent,
    /// The provider answers with this value.
    Value(Value),
    /// The trigger comes at this time; only where trigger times are asked for.
    Moment(Timestamp),
}

/// Returns the cells of a question that these tests ask; no two have the same outcomes.
///
/// Empty only if the schema accepts nothing and the value cannot be absent. None when more than
/// `limit` cells, or too many candidates for them, would be needed: the tests are then to be taken as
/// independent of each other.
#[must_use]
pub(crate) fn cells(domain: &Domain<'_>, tests: &[Test<'_>], limit: usize) -> Option<Vec<Cell>> {
    let mut builder = Builder::new(*domain, tests, limit);
    fill(&mut builder).ok()?;
    Some(builder.finish())
}

fn fill(builder: &mut Builder<'_>) -> Result<(), Full> {
    for kind in named::kinds(builder.tests()) {
        builder.begin();
        let members = schema::members(builder.schema(), kind);
        match (kind, members) {
            (Kind::Number, members) => numbers::add(builder, members)?,
            (Kind::String, members) => strings::add(builder, members)?,
            (_, Some(members)) => builder.members(members)?,
            (Kind::Array, None) => composite::arrays(builder)?,
            (Kind::Object, None) => composite::objects(builder)?,
            // There are so few of them that they are always listed.
            (Kind::Boolean | Kind::Null, None) => {}
        }
    }
    builder.absent()
}

#[cfg(test)]
mod tests;

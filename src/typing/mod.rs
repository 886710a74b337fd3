//! From a result schema to the comparators and expected values that can work (REFERENCE §3–4).
//!
//! A [`TypedSchema`] answers everything about one check: which of the sixteen comparators may be
//! used, why the others may not, and whether an expected value fits. A [`ShapeView`] answers the
//! same for the conditions of a precheck. Both list all problems, the runtime's own verdict first.

mod choice;
mod class;
mod classify;
mod describe;
mod expected;
mod refusal;
mod shape;
mod typed;

pub use choice::{ComparatorChoice, Reason, Toggle, Toggles, combined};
pub use class::{Permission, TypeClass};
pub use describe::describe;
pub use expected::{ExpectedProblem, ExpectedRule};
pub use refusal::SchemaRefusal;
pub use shape::{ShapeFinding, ShapeProblem, ShapeProperty, ShapeView};
pub use typed::{CapabilityProblem, StrictProblem, TypedSchema};

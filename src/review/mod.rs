//! What a change to a scenario changes, for the person who signs it.
//!
//! Behaviour comes first, then the declaration, then the bytes.

mod approvals;
mod behaviour;
mod compare;
mod declaration;
mod document;
mod findings;
pub mod graph;
mod matching;
pub mod merge;
mod model;
mod operands;
pub mod packet;
mod page;
mod pair;
mod renames;
pub(crate) mod render;
pub mod text;
mod verdict;
mod wording;

pub use approvals::{
    APPROVALS_VERSION, Approval, Approvals, ApprovalsError, Entry, UnknownFingerprints,
    approvals_schema,
};
pub use compare::compare;
pub use declaration::{Counts, Declaration, Declared};
pub use findings::findings;
pub use model::{
    Answer, Behaviour, Bytes, Change, Class, Comparison, Event, Kind, Line, Meant, Spot, Step,
    Version, Ways, Witness,
};
pub use pair::Side;
pub use renames::{Renames, renames};
pub use render::{
    Compared, Detail, Diff, Format, Layers, Options, SCHEMA_VERSION, UnknownFormat, diff_schema,
    render,
};
pub use verdict::{Bump, Forbidden, UnknownForbidden, Verdict};

#[cfg(test)]
mod tests;

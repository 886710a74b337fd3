//! What holds of a scenario for all evidence, without running it (REFERENCE §7–8).
//!
//! Every claim says how strongly it is known, and every possibility comes with evidence that shows
//! it. Nothing here asks a provider: what a provider can answer comes from its contract.

mod bdd;
mod between;
mod cells;
mod claim;
mod compare;
mod facts;
mod findings;
pub mod flow;
mod gate;
mod inspect;
mod nodes;
mod prover;
mod rails;
mod redundant;
pub mod report;
mod routes;
mod said;
mod sets;
mod stage;
mod stall;
mod ways;
mod window;
mod witness;
pub mod words;
mod world;
mod written;

#[cfg(test)]
mod tests;

pub use between::{Adds, Chosen, Together, ability, compare_together, ways};
pub use claim::{Can, Gap};
pub use compare::{Compared, NotCompared, Relation, Shown, Version, compare};
pub use gate::{GateProof, Role};
pub use inspect::{Inspected, Inspector, inspect};
pub use prover::{Proof, Prover, prove};
pub use redundant::Redundant;
pub use said::{Claim, ClaimKind, Strength};
pub use stage::{Closing, Conflict, Implied, StageProof};
pub use stall::Stall;
pub use ways::{MAX_SHOWN, Need, Ways};
pub use witness::Answer;

//! What a scenario guarantees, told to people and programs: one model, and its renderings.
//!
//! Pure functions of a draft and what is proved of it, for the command line, the workbench and the
//! packet that a reviewer signs. Every statement says how strongly it is known.

mod build;
mod gate;
mod json;
mod markdown;
mod model;
mod packet;
mod stage;
mod text;
pub mod why;
mod words;

pub use build::proof_report;
pub use json::{proof_document, proof_schema};
pub use markdown::{
    gate_cards_markdown, outages_markdown, packets_markdown, proof_markdown, stages_markdown,
};
pub use model::{
    AnswerReport, BypassReport, ConditionReport, FateKind, FateReport, GateReport, GuardReport,
    Known, NeedReport, OutageReport, PROOF_VERSION, PacketReport, Possible, ProofDocument,
    ProofReport, ScenarioProof, SetsReport, StageReport, StepReport, Tally, WayReport,
};
pub use text::proof_text;

#[cfg(test)]
mod tests;

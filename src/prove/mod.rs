//! What holds of a scenario for all evidence, without running it (REFERENCE §7–8).
//!
//! Every claim says how strongly it is known, and every possibility comes with evidence that shows
//! it. Nothing here asks a provider: what a provider can answer comes from its contract.

mod claim;
mod findings;
pub mod flow;

pub use claim::{Can, Gap};
pub use findings::{FlowFinding, flow_findings, settle};

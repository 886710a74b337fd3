//! What is proved, as findings beside those of the checks.

mod flow;
mod released;
mod settle;

pub use flow::flow_findings;
pub use settle::{FlowFinding, settle};

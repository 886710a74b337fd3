//! What one run, or one precheck, decides on given evidence, told gate by gate (REFERENCE §7–8).
//!
//! The decisions are those of `runtime`; this room adds why: which conditions are false, which are
//! unknown, and what was found. [`Account`] is the result, for programs as JSON and for people as
//! text. Models keep untrusted text raw; the text rendering sanitises it.

mod account;
mod evidence;
mod gate;
mod needs;
mod precheck;
mod run;
mod text;
mod words;

pub use account::{
    ACCOUNT_VERSION, Account, Blocking, ConditionAccount, End, Fault, Found, GateAccount, Kind,
    Reason, RefusalAccount, StepAccount, TreeNode, TriggerAccount, account_schema,
};
pub use evidence::{
    Answers, MAX_STEPS, Script, ScriptStep, evidence_schema, read_evidence, read_payload,
};
pub use precheck::precheck_account;
pub use run::run_account;
pub use text::account_text;

#[cfg(test)]
mod tests;

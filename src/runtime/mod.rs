//! The engine's semantics as pure functions (REFERENCE §7–8).
//!
//! From the inside out: [`evaluate`] puts one comparator to one value, [`assess`] one condition to
//! one answer, [`evaluate_gate`] one requirement to the outcomes of its conditions, [`route()`]
//! the way out of a stage. [`Engine`] joins them to whole runs and prechecks of a valid spec.
//!
//! State goes in and a new state comes out; nothing is stored, asked or timed here. Callers bring
//! the evidence and the time of every trigger.

mod comparator;
mod condition;
mod engine;
mod error;
mod evidence;
mod gate;
mod instant;
mod number;
mod packet;
mod precheck;
mod request;
mod route;
mod run;
mod size;
mod stage;
mod step;
mod timeout;
mod validate;

pub use comparator::evaluate;
pub use condition::{assess, required_lane};
pub use engine::Engine;
pub use error::EngineError;
pub use evidence::{Evidence, EvidenceValue, MAX_EVIDENCE_BYTES};
pub use gate::{GateEvaluation, NodeValue, VisitedCondition, evaluate_gate, node_values};
pub(crate) use instant::{date, instant};
pub(crate) use number::{compare as compare_numbers, decimal};
pub use packet::MAX_PAYLOAD_BYTES;
pub use precheck::{PayloadNotObject, Precheck, PrecheckError, asserted_evidence};
pub use request::{PrecheckRefusal, PrecheckRequest, precheck};
pub use route::{NoRoute, Route, route, timeout_outcome};
pub use run::{
    Decision, DecisionRecord, FailReason, INITIAL_TRIGGER_ID, Run, RunStatus, Trigger, TriggerKind,
};
pub use size::canonical_size;
pub use stage::GateRecord;
pub use step::{Start, Step};
pub use validate::{InvalidSpec, QueryField, validate};

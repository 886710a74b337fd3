//! The scenario in plain words: what a condition reads, what a gate needs, where a stage leads.
//!
//! Pure functions over a draft and its sources, for every view that explains instead of listing.
//! The texts may hold untrusted text from files; views sanitise it.

mod condition;
pub mod drawing;
mod gate;
mod graph;
mod sheet;
mod stage;
mod words;

pub use condition::{reads, short, type_words, unknown_when};
pub use gate::{blocked_by, passes_when};
pub use graph::{StageGraph, StageNode, Way, WayEnd, WayKind, WayState, stage_graph};
pub use sheet::TextOptions;
pub(crate) use sheet::{Sheet, firm};
pub use stage::{
    advance, default_fate, entered_from, packets, rule_fate, rule_words, stage_name, timeout,
};
pub use words::{
    MAX_LISTED, comparator_needs, comparator_words, cut, duration, listed, moment, policy_words,
    value_words,
};

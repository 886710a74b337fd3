//! One gate, stage, packet or condition: what it needs and what blocks it.

mod answer;
mod find;
mod model;
mod text;

pub use answer::why;
pub use find::{Subject, Unfound, find};
pub use model::{
    StretchReport, UseReport, WHY_VERSION, Why, WhyCondition, WhyGate, WhyPacket, WhyReport,
    WhyStage, WithoutReport, why_schema,
};
pub use text::why_text;

#[cfg(test)]
mod tests;

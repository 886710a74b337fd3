//! Every entity as a list of fields: what is asked, how it is answered, what the answer may be.
//!
//! Both faces draw and ask from this one model, so neither holds a rule: which fields there are,
//! what may be chosen and why something may not is decided here, from `typing` and the contracts.

mod build;
mod change;
mod condition;
mod entity;
mod expected;
mod json;
mod number;
mod packet;
mod params;
mod scenario;
mod schema;
mod stage;
mod text;
mod variants;

#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::draft::{Entity, Slot};

use super::Session;

pub use change::{Change, change};
pub use entity::{duplicate, entity_name, new_entity, new_rule, remove, undeclared};
pub use text::{answer, parse, shown, text};

/// One thing that an author can be asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Where the answer goes.
    pub slot: Slot,
    /// What it is called, such as `comparator`.
    pub label: String,
    /// What it means, one or two sentences.
    pub help: String,
    /// Whether the scenario cannot do without it.
    pub required: bool,
    /// How deep it is nested in the form, from 0.
    pub depth: usize,
    /// The answer so far, in draft form.
    pub value: Option<Value>,
    /// The answer so far in one line; empty when there is none. May hold untrusted text.
    pub shown: String,
    /// How it is answered.
    pub kind: Kind,
    /// Answers to take over.
    pub examples: Vec<Value>,
}

/// How a field is answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Not at all: it heads the deeper fields that follow.
    Heading,
    /// One line of text.
    Text,
    /// Text of any length.
    Prose,
    /// An integer within bounds, both included.
    Integer {
        /// The least.
        min: Option<i128>,
        /// The most.
        max: Option<i128>,
    },
    /// A number within bounds, both included.
    Number {
        /// The least.
        min: Option<f64>,
        /// The most.
        max: Option<f64>,
    },
    /// Milliseconds, written in the units of people: `30 min`.
    Duration,
    /// True or false.
    Toggle,
    /// A date, `2026-03-01`.
    Date,
    /// An instant, `2026-03-01T00:00:00Z`.
    Instant,
    /// One of these; those with reasons against them cannot be chosen.
    Choice(Vec<Choice>),
    /// A list, each item answered in its own way.
    List(Box<Kind>),
    /// Bytes, from text, hex or a file.
    Bytes,
    /// Any JSON, or JSON that a schema describes.
    Json(Option<Value>),
}

/// Something that can be chosen, or the reasons why not.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Choice {
    /// What is set when it is chosen; null takes the field away where that is what is offered.
    pub value: Value,
    /// What it is called.
    pub label: String,
    /// What it means, a few words.
    pub detail: String,
    /// More for a preview: a heading and a text each.
    pub preview: Vec<(String, String)>,
    /// Why it cannot be chosen; empty when it can.
    pub refused: Vec<String>,
}

/// Returns the fields of an entity, in the order in which they are asked; none when it is gone.
#[must_use]
pub fn fields(session: &Session, entity: &Entity) -> Vec<Field> {
    let Some(mut form) = build::Form::new(session, entity) else {
        return Vec::new();
    };
    match entity {
        Entity::Scenario => scenario::scenario(&mut form),
        Entity::Condition(_) => condition::condition(&mut form),
        Entity::Gate(_) => stage::gate(&mut form),
        Entity::Stage(_) => stage::stage(&mut form),
        Entity::Rule { .. } => stage::rule(&mut form),
        Entity::Packet(_) => packet::packet(&mut form),
        Entity::Policy(_) => scenario::policy(&mut form),
        Entity::Schema(_) => scenario::schema(&mut form),
    }
    form.fields
}

//! How forms are put together.

use serde_json::{Value, json};

use crate::draft::{Entity, Slot, entity_pointer, entity_value};
use crate::spec::TrustLane;

use super::super::Session;
use super::{Choice, Field, Kind, shown};

/// A form that grows field by field.
pub(super) struct Form<'a> {
    pub(super) session: &'a Session,
    pub(super) entity: &'a Entity,
    /// The entity in draft form.
    pub(super) whole: Value,
    /// Where the entity is: its positions along the pointer, such as stage and gate.
    pub(super) at: Vec<usize>,
    pub(super) fields: Vec<Field>,
}

impl<'a> Form<'a> {
    /// Starts the form of an entity; none when it is not there.
    pub(super) fn new(session: &'a Session, entity: &'a Entity) -> Option<Self> {
        let pointer = entity_pointer(session.draft(), entity)?;
        Some(Self {
            session,
            entity,
            whole: entity_value(session.draft(), entity)?,
            at: pointer
                .split('/')
                .filter_map(|step| step.parse().ok())
                .collect(),
            fields: Vec::new(),
        })
    }

    /// Returns the value at a path of the entity.
    pub(super) fn value(&self, path: &str) -> Option<&Value> {
        self.whole.pointer(path)
    }

    /// Adds a field and returns it, for what is not said yet.
    pub(super) fn add(&mut self, path: &str, label: &str, kind: Kind, help: &str) -> &mut Field {
        let value = self.value(path).cloned();
        self.add_valued(path, label, kind, help, value)
    }

    /// Adds a field whose value is not simply what stands at its path.
    pub(super) fn add_valued(
        &mut self,
        path: &str,
        label: &str,
        kind: Kind,
        help: &str,
        value: Option<Value>,
    ) -> &mut Field {
        let field = Field {
            slot: Slot {
                entity: self.entity.clone(),
                path: path.to_owned(),
            },
            label: label.to_owned(),
            help: help.to_owned(),
            required: false,
            depth: 0,
            shown: value
                .as_ref()
                .map_or_else(String::new, |value| shown(&kind, value)),
            value,
            kind,
            examples: Vec::new(),
        };
        self.fields.push(field);
        let last = self.fields.len() - 1;
        &mut self.fields[last]
    }

    /// Adds the note, which every kind of entity but the references has.
    pub(super) fn note(&mut self) {
        self.add(
            "/note",
            "note",
            Kind::Prose,
            "Free text for readers. It never reaches the compiled scenario.",
        );
    }

    /// Adds the tags for the policy engine.
    pub(super) fn tags(&mut self, path: &str, label: &str) -> &mut Field {
        let field = self.add(
            path,
            label,
            Kind::List(Box::new(Kind::Text)),
            "Tags for the policy engine, with commas between them. None is fine.",
        );
        field.required = true;
        field
    }

    /// Adds the choice of the trust lane.
    pub(super) fn trust(&mut self) {
        let server = self.session.sources().runtime.min_lane;
        let lane = match server {
            TrustLane::Verified => "verified",
            TrustLane::Asserted => "asserted",
        };
        let asserted = match server {
            TrustLane::Verified => {
                "what a caller merely claims would do, but the server asks for verified evidence \
                 all the same"
            }
            TrustLane::Asserted => "what a caller merely claims will do",
        };
        let choices = vec![
            choice(
                Value::Null,
                "default",
                format!("as the server asks: {lane} evidence"),
            ),
            choice(
                json!("verified"),
                "verified",
                "only what a provider itself answered counts; the rest reads as unknown",
            ),
            choice(json!("asserted"), "asserted", asserted),
        ];
        let value = self
            .value("/trust/min_lane")
            .cloned()
            .unwrap_or(Value::Null);
        self.add_valued(
            "/trust/min_lane",
            "trust",
            Kind::Choice(choices),
            "The weakest evidence that counts here. It can raise what the server asks for, never \
             lower it.",
            Some(value),
        );
    }
}

/// Returns something that can be chosen.
pub(super) fn choice(value: Value, label: impl Into<String>, detail: impl Into<String>) -> Choice {
    Choice {
        value,
        label: label.into(),
        detail: detail.into(),
        ..Choice::default()
    }
}

/// Adds the value that is set already when it is not among the choices, with why it is refused.
pub(super) fn keep_current(choices: &mut Vec<Choice>, current: Option<&Value>, why: &str) {
    let Some(value) = current.filter(|value| choices.iter().all(|c| c.value != **value)) else {
        return;
    };
    let label = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    choices.push(Choice {
        refused: vec![why.to_owned()],
        ..choice(value.clone(), label, "set now")
    });
}

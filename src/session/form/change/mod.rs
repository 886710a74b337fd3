//! What has to follow when one value is set.

mod advance;
mod expected;
mod packet;
mod query;

use serde_json::{Map, Value, json};

use crate::draft::{Edit, EditError, Entity, Slot, entity_value};

use super::entity_name;
use crate::session::Session;

/// An edit with what it does beyond its own place.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What is done, in a few words, for the history.
    pub label: String,
    /// The whole edit.
    pub edit: Edit,
    /// What else it changes and why, a sentence each.
    pub told: Vec<String>,
}

/// Returns the edit that sets a value or takes it away, with everything that has to follow.
///
/// Ids are renamed, so that references follow. An empty text takes an optional field away, and so
/// does null where null means that there is none.
///
/// # Errors
/// When the value does not fit its place, or another entity has the id.
pub fn change(session: &Session, slot: &Slot, value: Option<Value>) -> Result<Change, EditError> {
    let value = value.filter(|value| !means_none(session, slot, value));
    let steps: Vec<&str> = slot.path.split('/').skip(1).collect();
    match (&slot.entity, steps.as_slice()) {
        (entity, [field]) if Some(*field) == id_field(entity) => {
            if let Some(Value::String(id)) = &value {
                return Ok(rename(session, slot, id));
            }
        }
        (Entity::Condition(_), ["query"]) => return Ok(query::ask(session, slot, value)),
        (Entity::Condition(_), ["comparator"]) => {
            return Ok(expected::compare(session, slot, value.as_ref()));
        }
        (Entity::Stage(_), ["advance_to", "kind"]) => {
            return Ok(advance::advance(session, slot, value));
        }
        (Entity::Stage(_), ["timeout", "timeout_ms"]) => return Ok(timeout(session, slot, value)),
        (Entity::Packet(_), ["payload", "kind"]) => {
            return Ok(packet::payload(session, slot, value));
        }
        (Entity::Packet(_), ["expiry", "kind"]) => return Ok(packet::expiry(session, slot, value)),
        (Entity::Condition(_) | Entity::Gate(_), ["trust", "min_lane"]) => {
            let value = value.map(|lane| json!({ "min_lane": lane }));
            return Ok(field(session, slot, "trust", value));
        }
        (Entity::Scenario, ["precheck", "data_shape"]) => {
            let value = value.map(|shape| json!({ "data_shape": shape }));
            return Ok(field(session, slot, "precheck", value));
        }
        (Entity::Packet(_), ["payload", "content_ref", "encryption"]) if value.is_none() => {
            // Here null says that the content is not encrypted; nothing says that it is not known.
            return plain(session, slot, Some(Value::Null));
        }
        _ => {}
    }
    plain(session, slot, value)
}

/// Sets one value and nothing else.
fn plain(session: &Session, slot: &Slot, value: Option<Value>) -> Result<Change, EditError> {
    Ok(Change {
        label: label(session, slot, value.is_some()),
        edit: slot.set(session.draft(), value)?,
        told: Vec::new(),
    })
}

/// Sets a whole field of the entity of a slot.
fn field(session: &Session, slot: &Slot, name: &str, value: Option<Value>) -> Change {
    Change {
        label: label(session, slot, value.is_some()),
        edit: set(slot, name, value),
        told: Vec::new(),
    }
}

/// Returns an edit of one field of the entity of a slot.
fn set(slot: &Slot, field: &str, value: Option<Value>) -> Edit {
    Edit::Set {
        entity: slot.entity.clone(),
        field: field.to_owned(),
        value,
    }
}

const fn id_field(entity: &Entity) -> Option<&'static str> {
    match entity {
        Entity::Condition(_) => Some("condition_id"),
        Entity::Stage(_) => Some("stage_id"),
        Entity::Gate(_) => Some("gate_id"),
        Entity::Packet(_) => Some("packet_id"),
        Entity::Policy(_) => Some("policy_id"),
        Entity::Schema(_) => Some("schema_id"),
        Entity::Scenario | Entity::Rule { .. } => None,
    }
}

/// Tells whether a value says that there is none at its place.
fn means_none(session: &Session, slot: &Slot, value: &Value) -> bool {
    let steps: Vec<&str> = slot.path.split('/').skip(1).collect();
    match (value, steps.as_slice()) {
        (Value::String(text), _) if !text.is_empty() => false,
        (Value::String(_), ["query", "params", name]) => !query::is_required(session, slot, name),
        // Here an empty text and null are values like any other.
        (_, ["expected", ..] | ["payload", "value", ..] | ["query", "params", ..])
        | (Value::Null, ["advance_to", "default"]) => false,
        (Value::Null | Value::String(_), _) => true,
        _ => false,
    }
}

fn rename(session: &Session, slot: &Slot, id: &str) -> Change {
    let draft = session.draft();
    let name = entity_name(draft, &slot.entity);
    let label = match slot.value(draft) {
        Some(_) => format!("rename {name} to `{id}`"),
        None => format!("name {name} `{id}`"),
    };
    Change {
        label,
        edit: Edit::Rename {
            entity: slot.entity.clone(),
            id: id.to_owned(),
        },
        told: Vec::new(),
    }
}

/// Sets or takes away a timeout as a whole: the runtime knows none without its tags.
fn timeout(session: &Session, slot: &Slot, value: Option<Value>) -> Change {
    let old = old(session, slot, "timeout");
    let Some(wait) = value else {
        let mut change = field(session, slot, "timeout", None);
        let has_tags = old.get("policy_tags").and_then(Value::as_array);
        if has_tags.is_some_and(|tags| !tags.is_empty()) {
            change
                .told
                .push("dropped the timeout's tags with it".to_owned());
        }
        let policy = entity_value(session.draft(), &slot.entity)
            .and_then(|stage| stage.get("on_timeout")?.as_str().map(str::to_owned));
        if let Some(policy) = policy.filter(|policy| policy != "fail") {
            change
                .told
                .push(format!("`{policy}` has no effect without a timeout"));
        }
        return change;
    };
    let mut timeout = old;
    timeout
        .entry("policy_tags")
        .or_insert_with(|| Value::Array(Vec::new()));
    timeout.insert("timeout_ms".to_owned(), wait);
    field(session, slot, "timeout", Some(Value::Object(timeout)))
}

/// Returns a field of the slot's entity as an object; empty where it is none.
fn old(session: &Session, slot: &Slot, name: &str) -> Map<String, Value> {
    match Slot::field(slot.entity.clone(), name).value(session.draft()) {
        Some(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

/// Says what is done, for the history.
fn label(session: &Session, slot: &Slot, sets: bool) -> String {
    let steps: Vec<&str> = slot.path.split('/').skip(1).collect();
    let what = match steps.as_slice() {
        ["query"] => "check".to_owned(),
        ["query", "params"] => "parameters".to_owned(),
        ["query", "params", name @ ..] => {
            let name = name.join("/").replace("~1", "/").replace("~0", "~");
            format!("parameter `{name}`")
        }
        ["advance_to", "kind"] => "advance rule".to_owned(),
        ["timeout", "timeout_ms"] => "timeout".to_owned(),
        ["trust", ..] => "trust".to_owned(),
        ["expected", ..] => "expected value".to_owned(),
        steps => steps.last().copied().unwrap_or_default().replace('_', " "),
    };
    let verb = if sets { "set" } else { "take away" };
    let name = entity_name(session.draft(), &slot.entity);
    format!("{verb} the {what} of {name}")
}

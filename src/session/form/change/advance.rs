//! Another way out of a stage: what is kept of the one before.

use serde_json::{Map, Value, json};

use crate::draft::{Slot, entity_pointer};
use crate::plain::listed;

use super::{Change, field, old};
use crate::session::Session;

/// Changes how a stage advances; a target that the new way can name is kept.
pub(super) fn advance(session: &Session, slot: &Slot, value: Option<Value>) -> Change {
    let before = old(session, slot, "advance_to");
    let Some(kind) = value else {
        let mut change = field(session, slot, "advance_to", None);
        change.told.extend(lost(&before, None));
        return change;
    };
    if before.get("kind") == Some(&kind) {
        return field(session, slot, "advance_to", Some(Value::Object(before)));
    }
    let target = target(session, slot, &before);
    let mut told = Vec::new();
    let advance = match kind.as_str() {
        Some("fixed") => {
            told.extend(lost(&before, target.as_deref()));
            let mut fixed = json!({"kind": "fixed"});
            put(&mut fixed, "stage_id", target.as_deref());
            fixed
        }
        Some("branch") => {
            let mut branch = json!({"kind": "branch", "branches": []});
            put(&mut branch, "default", target.as_deref());
            branch
        }
        _ => {
            told.extend(lost(&before, None));
            json!({ "kind": kind })
        }
    };
    if let Some(id) = target.filter(|id| {
        let kept = advance.get("stage_id").or_else(|| advance.get("default"));
        kept.and_then(Value::as_str) == Some(id)
    }) {
        told.push(format!("it leads to `{id}`, where the stage led before"));
    }
    let mut change = field(session, slot, "advance_to", Some(advance));
    change.told = told;
    change
}

fn put(advance: &mut Value, name: &str, id: Option<&str>) {
    if let (Value::Object(map), Some(id)) = (advance, id) {
        map.insert(name.to_owned(), Value::from(id));
    }
}

/// Returns the one stage to which the way before led; of a branch its default, or its only target.
fn target(session: &Session, slot: &Slot, before: &Map<String, Value>) -> Option<String> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    match before.get("kind")?.as_str()? {
        "fixed" => text(before.get("stage_id")),
        "linear" => {
            let pointer = entity_pointer(session.draft(), &slot.entity)?;
            let at: usize = pointer.rsplit('/').next()?.parse().ok()?;
            let next = session.draft().stages().get(at.checked_add(1)?)?;
            next.stage_id.clone()
        }
        "branch" => text(before.get("default")).or_else(|| {
            let first = rules(before).next()?;
            text(first.get("next_stage_id"))
        }),
        _ => None,
    }
}

fn rules(before: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    let rules = before.get("branches").and_then(Value::as_array);
    rules.into_iter().flatten()
}

/// Says what of the way before is not kept; `kept` is the target that is.
fn lost(before: &Map<String, Value>, kept: Option<&str>) -> Option<String> {
    let mut parts = Vec::new();
    match rules(before).count() {
        0 => {}
        1 => parts.push("1 branch rule".to_owned()),
        count => parts.push(format!("{count} branch rules")),
    }
    for (field, what) in [("default", "the default"), ("stage_id", "the target")] {
        let id = before.get(field).and_then(Value::as_str);
        if let Some(id) = id.filter(|id| Some(*id) != kept) {
            parts.push(format!("{what} `{id}`"));
        }
    }
    (!parts.is_empty()).then(|| format!("dropped {}", listed(&parts, "and")))
}

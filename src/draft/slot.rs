//! The address of one value: an entity and the way from it down to the value.
//!
//! Findings point with JSON Pointers, edits name entities. A slot stands between them, so that a
//! face can go from a finding to the field it is about, and from a field to the edit that sets it.

use serde_json::Value;

use super::doc::Doc;
use super::edit::{Edit, EditError, Entity, EntityList, Key};
use super::encode;
use super::find::{entity_at, find};
use super::model::{AdvanceDraft, ScenarioDraft, StageDraft};
use super::pointer::{escape, steps, unescape};

/// The address of a value within an entity.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Slot {
    /// The entity that holds the value.
    pub entity: Entity,
    /// JSON Pointer below the entity, such as `/query/params/file`; empty for the entity itself.
    pub path: String,
}

impl Slot {
    /// Returns the address of a field of an entity.
    #[must_use]
    pub fn field(entity: Entity, name: &str) -> Self {
        Self {
            entity,
            path: format!("/{}", escape(name)),
        }
    }

    /// Returns the address one step further down.
    #[must_use]
    pub fn below(&self, step: &str) -> Self {
        Self {
            entity: self.entity.clone(),
            path: format!("{}/{}", self.path, escape(step)),
        }
    }

    /// Returns the address of what a pointer into the draft leads to.
    ///
    /// Entities are named by position. The way goes as deep as entities are there; what is left of
    /// the pointer is the path.
    #[must_use]
    pub fn of_pointer(draft: &ScenarioDraft, pointer: &str) -> Self {
        let parts: Vec<String> = steps(pointer)
            .map(|step| unescape(step).into_owned())
            .collect();
        let (entity, used) = entity_along(draft, &parts);
        let path = parts[used..]
            .iter()
            .flat_map(|step| ["/".to_owned(), escape(step).into_owned()])
            .collect();
        Self { entity, path }
    }

    /// Returns the JSON Pointer of the value; none when the entity is not there.
    #[must_use]
    pub fn pointer(&self, draft: &ScenarioDraft) -> Option<String> {
        entity_pointer(draft, &self.entity).map(|at| at + &self.path)
    }

    /// Returns the value in draft form; none when there is none.
    #[must_use]
    pub fn value(&self, draft: &ScenarioDraft) -> Option<Value> {
        entity_value(draft, &self.entity)?
            .pointer(&self.path)
            .cloned()
    }

    /// Returns the edit that sets the value, or takes it away, and leaves all around it alone.
    ///
    /// Objects that are missing on the way are made. In a list, a position one past the end
    /// appends and taking away closes the gap.
    ///
    /// # Errors
    /// When the entity is not there, or something on the way is neither an object nor a list.
    pub fn set(&self, draft: &ScenarioDraft, value: Option<Value>) -> Result<Edit, EditError> {
        let mut way = steps(&self.path).map(|step| unescape(step).into_owned());
        let Some(field) = way.next() else {
            return Err(EditError::NotFound("field of that name".to_owned()));
        };
        let rest: Vec<String> = way.collect();
        let value = if rest.is_empty() {
            value
        } else {
            let top = Self::field(self.entity.clone(), &field);
            let mut whole = top.value(draft).unwrap_or(Value::Null);
            put(&mut whole, &rest, value)?;
            Some(whole)
        };
        Ok(Edit::Set {
            entity: self.entity.clone(),
            field,
            value,
        })
    }
}

/// Returns an entity in draft form; none when it is not there.
///
/// The scenario comes without its lists: they are entities of their own.
#[must_use]
pub fn entity_value(draft: &ScenarioDraft, entity: &Entity) -> Option<Value> {
    let doc: Doc = match find(draft, entity).ok()? {
        None => encode::scenario(&ScenarioDraft {
            conditions: None,
            stages: None,
            policies: None,
            schemas: None,
            schema: draft.schema.clone(),
            draft_version: draft.draft_version,
            scenario_id: draft.scenario_id.clone(),
            namespace_id: draft.namespace_id,
            spec_version: draft.spec_version.clone(),
            default_tenant_id: draft.default_tenant_id,
            title: draft.title.clone(),
            annotations: draft.annotations.clone(),
            precheck: draft.precheck.clone(),
        }),
        Some((list, index)) => match list {
            EntityList::Conditions => encode::condition(draft.conditions().get(index)?),
            EntityList::Stages => encode::stage(draft.stages().get(index)?),
            EntityList::Policies => encode::policy(draft.policies.as_ref()?.get(index)?),
            EntityList::Schemas => encode::schema(draft.schemas.as_ref()?.get(index)?),
            EntityList::Gates(key) => encode::gate(stage_of(draft, &key)?.gates().get(index)?),
            EntityList::Packets(key) => {
                encode::packet(stage_of(draft, &key)?.packets().get(index)?)
            }
            EntityList::Rules(key) => match &stage_of(draft, &key)?.advance_to {
                Some(AdvanceDraft::Branch { branches, .. }) => {
                    encode::rule(branches.as_ref()?.get(index)?)
                }
                _ => return None,
            },
        },
    };
    Some(Value::from(doc))
}

/// Returns the JSON Pointer of an entity; none when it is not there.
#[must_use]
pub fn entity_pointer(draft: &ScenarioDraft, entity: &Entity) -> Option<String> {
    let Some((list, index)) = find(draft, entity).ok()? else {
        return Some(String::new());
    };
    let within = |key: &Key, list: &str| match key {
        Key::Index(stage) => Some(format!("/stages/{stage}/{list}/{index}")),
        Key::Id(_) => None,
    };
    match &list {
        EntityList::Conditions => Some(format!("/conditions/{index}")),
        EntityList::Stages => Some(format!("/stages/{index}")),
        EntityList::Policies => Some(format!("/policies/{index}")),
        EntityList::Schemas => Some(format!("/schemas/{index}")),
        EntityList::Gates(key) => within(key, "gates"),
        EntityList::Packets(key) => within(key, "entry_packets"),
        EntityList::Rules(key) => within(key, "advance_to/branches"),
    }
}

fn stage_of<'d>(draft: &'d ScenarioDraft, key: &Key) -> Option<&'d StageDraft> {
    match key {
        Key::Index(index) => draft.stages().get(*index),
        Key::Id(_) => None,
    }
}

/// Follows a pointer down to the deepest entity; returns it and how many steps lead there.
fn entity_along(draft: &ScenarioDraft, parts: &[String]) -> (Entity, usize) {
    let step = |at: usize| parts.get(at).map(String::as_str);
    let index = |at: usize| step(at).and_then(|text| text.parse::<usize>().ok());
    let there = |list: &EntityList, index: usize| {
        let entity = entity_at(list, index);
        matches!(find(draft, &entity), Ok(Some(_))).then_some(entity)
    };
    let list = match step(0) {
        Some("conditions") => EntityList::Conditions,
        Some("stages") => EntityList::Stages,
        Some("policies") => EntityList::Policies,
        Some("schemas") => EntityList::Schemas,
        _ => return (Entity::Scenario, 0),
    };
    let Some((top, entity)) = index(1).and_then(|at| Some((at, there(&list, at)?))) else {
        return (Entity::Scenario, 0);
    };
    if list == EntityList::Stages {
        let stage = Key::Index(top);
        let inner = match (step(2), step(3)) {
            (Some("gates"), _) => Some((EntityList::Gates(stage), 3)),
            (Some("entry_packets"), _) => Some((EntityList::Packets(stage), 3)),
            (Some("advance_to"), Some("branches")) => Some((EntityList::Rules(stage), 4)),
            _ => None,
        };
        if let Some((list, at)) = inner
            && let Some(entity) = index(at).and_then(|index| there(&list, index))
        {
            return (entity, at + 1);
        }
    }
    (entity, 2)
}

/// Sets or takes away what a way leads to.
fn put(whole: &mut Value, way: &[String], value: Option<Value>) -> Result<(), EditError> {
    let Some((step, rest)) = way.split_first() else {
        *whole = value.unwrap_or(Value::Null);
        return Ok(());
    };
    if whole.is_null() {
        if value.is_none() {
            return Ok(());
        }
        *whole = Value::Object(serde_json::Map::new());
    }
    match whole {
        Value::Object(map) if rest.is_empty() => {
            match value {
                Some(value) => map.insert(step.clone(), value),
                None => map.remove(step),
            };
            Ok(())
        }
        Value::Object(map) => match (map.get_mut(step), value) {
            (None, None) => Ok(()),
            (None, value) => {
                let mut below = Value::Null;
                put(&mut below, rest, value)?;
                map.insert(step.clone(), below);
                Ok(())
            }
            (Some(below), value) => put(below, rest, value),
        },
        Value::Array(items) => {
            let len = items.len();
            let index: usize = step
                .parse()
                .map_err(|_| EditError::NotFound(format!("position `{step}` in a list")))?;
            match items.get_mut(index) {
                Some(item) if !rest.is_empty() => put(item, rest, value),
                Some(item) => {
                    match value {
                        Some(value) => *item = value,
                        None => {
                            items.remove(index);
                        }
                    }
                    Ok(())
                }
                None if index == len => {
                    if value.is_some() {
                        let mut item = Value::Null;
                        put(&mut item, rest, value)?;
                        items.push(item);
                    }
                    Ok(())
                }
                None => Err(EditError::OutOfRange { index, len }),
            }
        }
        _ => Err(EditError::NotFound(format!("`{step}` in a plain value"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Format, apply, read};
    use serde_json::json;

    fn draft() -> ScenarioDraft {
        let text = json!({
            "scenario_id": "s",
            "conditions": [{"condition_id": "c", "query": {"params": {"a": {"b": 1}, "l": [1, 2]}}}],
            "stages": [{"stage_id": "x", "gates": [{"gate_id": "g", "requirement": "c"}],
                "entry_packets": [{"packet_id": "p"}],
                "advance_to": {"kind": "branch", "branches": [{"gate_id": "g"}], "default": null}}],
            "policies": [{"policy_id": "y"}], "schemas": [{"schema_id": "z"}],
        });
        read(text.to_string().as_bytes(), Format::Json)
            .draft
            .unwrap()
    }

    #[test]
    fn pointers_and_slots_lead_to_the_same_place() {
        let draft = draft();
        for (pointer, entity, path) in [
            ("", json!("scenario"), ""),
            ("/scenario_id", json!("scenario"), "/scenario_id"),
            (
                "/conditions/0/query/params/a",
                json!({"condition": {"index": 0}}),
                "/query/params/a",
            ),
            (
                "/conditions/7/query",
                json!("scenario"),
                "/conditions/7/query",
            ),
            (
                "/stages/0/on_timeout",
                json!({"stage": {"index": 0}}),
                "/on_timeout",
            ),
            (
                "/stages/0/gates/0/requirement",
                json!({"gate": {"place": {"stage": 0, "index": 0}}}),
                "/requirement",
            ),
            ("/stages/0/gates", json!({"stage": {"index": 0}}), "/gates"),
            (
                "/stages/0/entry_packets/0/payload",
                json!({"packet": {"place": {"stage": 0, "index": 0}}}),
                "/payload",
            ),
            (
                "/stages/0/advance_to/branches/0/gate_id",
                json!({"rule": {"stage": {"index": 0}, "index": 0}}),
                "/gate_id",
            ),
            (
                "/stages/0/advance_to/default",
                json!({"stage": {"index": 0}}),
                "/advance_to/default",
            ),
            ("/policies/0", json!({"policy": {"index": 0}}), ""),
            ("/schemas/0/uri", json!({"schema": {"index": 0}}), "/uri"),
        ] {
            let slot = Slot::of_pointer(&draft, pointer);
            assert_eq!(
                serde_json::to_value(&slot.entity).unwrap(),
                entity,
                "{pointer}"
            );
            assert_eq!(slot.path, path);
            assert_eq!(slot.pointer(&draft).as_deref(), Some(pointer));
        }
    }

    #[test]
    fn setting_a_slot_changes_it_and_nothing_else() {
        let before = draft();
        let c = Entity::Condition(Key::Index(0));
        let slot = |path: &str| Slot {
            entity: c.clone(),
            path: path.to_owned(),
        };
        for (path, value, after) in [
            (
                "/query/params/a/b",
                Some(json!(2)),
                json!({"a": {"b": 2}, "l": [1, 2]}),
            ),
            ("/query/params/a/b", None, json!({"a": {}, "l": [1, 2]})),
            (
                "/query/params/n/m",
                Some(json!(null)),
                json!({"a": {"b": 1}, "l": [1, 2], "n": {"m": null}}),
            ),
            (
                "/query/params/n/m",
                None,
                json!({"a": {"b": 1}, "l": [1, 2]}),
            ),
            (
                "/query/params/l/2",
                Some(json!(3)),
                json!({"a": {"b": 1}, "l": [1, 2, 3]}),
            ),
            ("/query/params/l/0", None, json!({"a": {"b": 1}, "l": [2]})),
            ("/query/params", Some(json!(5)), json!(5)),
        ] {
            let mut draft = before.clone();
            let edit = slot(path).set(&draft, value.clone()).unwrap();
            let undo = apply(&mut draft, &edit).unwrap();
            assert_eq!(slot("/query/params").value(&draft), Some(after), "{path}");
            if value.is_some() {
                assert_eq!(slot(path).value(&draft), value, "{path}");
            }
            apply(&mut draft, &undo).unwrap();
            assert_eq!(draft, before);
        }
        for path in [
            "/query/params/l/9",
            "/query/params/l/x",
            "/query/params/a/b/c",
            "",
        ] {
            assert!(slot(path).set(&before, Some(json!(1))).is_err(), "{path}");
        }
    }

    #[test]
    fn a_slot_of_an_entity_that_is_gone_has_neither_place_nor_value() {
        let slot = Slot::field(Entity::Stage(Key::Index(4)), "stage_id");
        assert_eq!(slot.value(&draft()), None);
        assert_eq!(slot.pointer(&draft()), None);
    }
}

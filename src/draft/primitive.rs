//! The four changes that everything else is made of.
//!
//! Inverses name entities by position: positions are exact in the state that an inverse is for,
//! whatever ids repeat or are missing.

use serde_json::Value;

use super::decode;
use super::doc::Doc;
use super::edit::{Edit, EditError, Entity, EntityList, Key};
use super::encode;
use super::find::{entity_at, find, not_found, resolved, stage_index};
use super::model::{AdvanceDraft, GateDraft, PacketDraft, RuleDraft, ScenarioDraft, StageDraft};
use super::object::{Fields, Problems};
use super::read::{MAX_NESTING, too_deep};
use super::stream::depth;

type Applied = Result<Edit, EditError>;

/// Something that a draft's list holds.
pub(super) trait Item: Sized {
    /// How deep it lies in a draft, counted as [`MAX_NESTING`] counts.
    const LEVEL: usize;
    fn decode(value: Value, problems: &mut Problems) -> Option<Self>;
    fn encode(&self) -> Doc;
}

macro_rules! items {
    ($($type:ty, $module:ident, $level:literal, $what:literal;)+) => {$(
        impl Item for $type {
            const LEVEL: usize = $level;

            fn decode(value: Value, problems: &mut Problems) -> Option<Self> {
                Fields::read(value, "", $what, problems, decode::$module)
            }

            fn encode(&self) -> Doc {
                encode::$module(self)
            }
        }
    )+};
}

items! {
    super::model::ConditionDraft, condition, 3, "a condition";
    StageDraft, stage, 3, "a stage";
    GateDraft, gate, 5, "a gate";
    PacketDraft, packet, 5, "a packet";
    RuleDraft, rule, 6, "a branch rule";
    super::model::PolicyDraft, policy, 3, "a policy";
    super::model::SchemaDraft, schema, 3, "a schema reference";
}

fn decode<T: Item>(value: Value) -> Result<T, EditError> {
    check_nesting(&value, T::LEVEL)?;
    let mut problems = Problems::new();
    match T::decode(value, &mut problems) {
        Some(item) if problems.is_empty() => Ok(item),
        _ => Err(EditError::Invalid(problems)),
    }
}

/// Refuses what could be written and then not be read.
fn check_nesting(value: &Value, level: usize) -> Result<(), EditError> {
    let depth = depth(value) + level - 1;
    if depth > MAX_NESTING {
        Err(EditError::Invalid(vec![too_deep(depth)]))
    } else {
        Ok(())
    }
}

/// Runs `$body` with `$items` bound to the list's `Option<Vec<_>>`.
macro_rules! with_list {
    ($draft:expr, $list:expr, $items:ident => $body:expr) => {
        match $list {
            EntityList::Conditions => {
                let $items = &mut $draft.conditions;
                $body
            }
            EntityList::Stages => {
                let $items = &mut $draft.stages;
                $body
            }
            EntityList::Policies => {
                let $items = &mut $draft.policies;
                $body
            }
            EntityList::Schemas => {
                let $items = &mut $draft.schemas;
                $body
            }
            EntityList::Gates(key) => {
                let $items = &mut stage_mut($draft, key)?.gates;
                $body
            }
            EntityList::Packets(key) => {
                let $items = &mut stage_mut($draft, key)?.entry_packets;
                $body
            }
            EntityList::Rules(key) => {
                let $items = rules_mut($draft, key)?;
                $body
            }
        }
    };
}

fn stage_mut<'d>(draft: &'d mut ScenarioDraft, key: &Key) -> Result<&'d mut StageDraft, EditError> {
    let index = stage_index(draft, key)?;
    draft
        .stages
        .as_mut()
        .and_then(|stages| stages.get_mut(index))
        .ok_or_else(|| not_found("stage", key))
}

fn rules_mut<'d>(
    draft: &'d mut ScenarioDraft,
    key: &Key,
) -> Result<&'d mut Option<Vec<RuleDraft>>, EditError> {
    match &mut stage_mut(draft, key)?.advance_to {
        Some(AdvanceDraft::Branch { branches, .. }) => Ok(branches),
        _ => Err(EditError::NotFound(
            "branch: the stage does not branch".to_owned(),
        )),
    }
}

/// Names the field that holds a list, and its owner.
pub(super) fn list_field(list: &EntityList) -> (Entity, &'static str) {
    match list {
        EntityList::Conditions => (Entity::Scenario, "conditions"),
        EntityList::Stages => (Entity::Scenario, "stages"),
        EntityList::Policies => (Entity::Scenario, "policies"),
        EntityList::Schemas => (Entity::Scenario, "schemas"),
        EntityList::Gates(key) => (Entity::Stage(key.clone()), "gates"),
        EntityList::Packets(key) => (Entity::Stage(key.clone()), "entry_packets"),
        EntityList::Rules(key) => (Entity::Stage(key.clone()), "advance_to"),
    }
}

/// Sets or takes away a field.
pub(super) fn set(
    draft: &mut ScenarioDraft,
    entity: &Entity,
    field: &str,
    value: Option<&Value>,
) -> Applied {
    let found = find(draft, entity)?;
    let old = match &found {
        None => set_scenario(draft, field, value)?,
        Some((EntityList::Stages, index)) => set_stage(draft, *index, field, value)?,
        Some((list, index)) => {
            let index = *index;
            with_list!(draft, list, items => {
                let item = items.as_mut().and_then(|items| items.get_mut(index));
                set_item(item.ok_or(EditError::OutOfRange { index, len: 0 })?, field, value)?
            })
        }
    };
    let entity = found.map_or(Entity::Scenario, |(list, index)| entity_at(&list, index));
    Ok(Edit::Set {
        entity,
        field: field.to_owned(),
        value: old,
    })
}

fn set_item<T: Item>(
    item: &mut T,
    field: &str,
    value: Option<&Value>,
) -> Result<Option<Value>, EditError> {
    let mut map = match Value::from(item.encode()) {
        Value::Object(map) => map,
        _ => serde_json::Map::new(),
    };
    let old = match value {
        Some(value) => map.insert(field.to_owned(), value.clone()),
        None => map.remove(field),
    };
    *item = decode(Value::Object(map))?;
    Ok(old)
}

/// Sets a field of a stage without touching the gates and packets it is not about.
fn set_stage(
    draft: &mut ScenarioDraft,
    index: usize,
    field: &str,
    value: Option<&Value>,
) -> Result<Option<Value>, EditError> {
    let stage = stage_mut(draft, &Key::Index(index))?;
    let gates = if field == "gates" {
        None
    } else {
        stage.gates.take()
    };
    let packets = if field == "entry_packets" {
        None
    } else {
        stage.entry_packets.take()
    };
    let result = set_item(stage, field, value);
    if field != "gates" {
        stage.gates = gates;
    }
    if field != "entry_packets" {
        stage.entry_packets = packets;
    }
    result
}

/// Sets a field of the scenario without touching the lists it is not about.
fn set_scenario(
    draft: &mut ScenarioDraft,
    field: &str,
    value: Option<&Value>,
) -> Result<Option<Value>, EditError> {
    let aside = |name: &str| field != name;
    let conditions = if aside("conditions") {
        draft.conditions.take()
    } else {
        None
    };
    let stages = if aside("stages") {
        draft.stages.take()
    } else {
        None
    };
    let policies = if aside("policies") {
        draft.policies.take()
    } else {
        None
    };
    let schemas = if aside("schemas") {
        draft.schemas.take()
    } else {
        None
    };
    let result = set_document(draft, field, value);
    if aside("conditions") {
        draft.conditions = conditions;
    }
    if aside("stages") {
        draft.stages = stages;
    }
    if aside("policies") {
        draft.policies = policies;
    }
    if aside("schemas") {
        draft.schemas = schemas;
    }
    result
}

fn set_document(
    draft: &mut ScenarioDraft,
    field: &str,
    value: Option<&Value>,
) -> Result<Option<Value>, EditError> {
    let mut map = match Value::from(encode::scenario(draft)) {
        Value::Object(map) => map,
        _ => serde_json::Map::new(),
    };
    let old = match value {
        Some(value) => map.insert(field.to_owned(), value.clone()),
        None => map.remove(field),
    };
    let map = Value::Object(map);
    check_nesting(&map, 1)?;
    let mut problems = Problems::new();
    let changed = decode::scenario(map, decode::Lists::default(), &mut problems);
    if problems.is_empty() {
        *draft = changed;
        Ok(old)
    } else {
        Err(EditError::Invalid(problems))
    }
}

/// Adds an item to a list.
pub(super) fn add(
    draft: &mut ScenarioDraft,
    list: &EntityList,
    index: Option<usize>,
    value: &Value,
) -> Applied {
    let list = resolved(draft, list)?;
    let undo_creation = match &list {
        // The list of rules is part of the advance rule, so its absence is undone through it.
        EntityList::Rules(key) => {
            let missing = rules_mut(draft, key)?.is_none();
            missing.then(|| current_advance(draft, key)).transpose()?
        }
        _ => with_list!(draft, &list, items => items.is_none()).then_some(None),
    };
    let at = with_list!(draft, &list, items => {
        let item = decode(value.clone())?;
        let len = match items {
            Some(items) => items.len(),
            None => 0,
        };
        let at = index.unwrap_or(len);
        if at > len {
            return Err(EditError::OutOfRange { index: at, len });
        }
        items.get_or_insert_default().insert(at, item);
        at
    });
    Ok(match undo_creation {
        Some(value) => {
            let (entity, field) = list_field(&list);
            Edit::Set {
                entity,
                field: field.to_owned(),
                value,
            }
        }
        None => Edit::Remove(entity_at(&list, at)),
    })
}

fn current_advance(draft: &mut ScenarioDraft, key: &Key) -> Result<Option<Value>, EditError> {
    let stage = StageDraft {
        advance_to: stage_mut(draft, key)?.advance_to.clone(),
        ..StageDraft::default()
    };
    Ok(Value::from(stage.encode()).get("advance_to").cloned())
}

/// Takes an item out of its list.
pub(super) fn remove(draft: &mut ScenarioDraft, entity: &Entity) -> Applied {
    let (list, index) = find(draft, entity)?
        .ok_or_else(|| EditError::NotFound("list that holds the scenario".to_owned()))?;
    let value = with_list!(draft, &list, items => {
        match items.as_mut() {
            Some(items) if index < items.len() => Value::from(items.remove(index).encode()),
            _ => return Err(EditError::OutOfRange { index, len: 0 }),
        }
    });
    Ok(Edit::Add {
        list,
        index: Some(index),
        value,
    })
}

/// Moves an item within its list, or a gate or packet to another stage.
pub(super) fn relocate(
    draft: &mut ScenarioDraft,
    entity: &Entity,
    to: usize,
    stage: Option<&Key>,
) -> Applied {
    let (list, from) = find(draft, entity)?
        .ok_or_else(|| EditError::NotFound("list that holds the scenario".to_owned()))?;
    let target = match (&list, stage) {
        (EntityList::Gates(_), Some(key)) => resolved(draft, &EntityList::Gates(key.clone()))?,
        (EntityList::Packets(_), Some(key)) => resolved(draft, &EntityList::Packets(key.clone()))?,
        _ => list.clone(),
    };
    if target != list {
        let Edit::Add { value, .. } = remove(draft, entity)? else {
            return Err(EditError::NotFound("entity to move".to_owned()));
        };
        return match add(draft, &target, Some(to), &value) {
            Ok(undo) => Ok(Edit::Batch(vec![
                undo,
                Edit::Add {
                    list,
                    index: Some(from),
                    value,
                },
            ])),
            Err(error) => {
                add(draft, &list, Some(from), &value)?;
                Err(error)
            }
        };
    }
    with_list!(draft, &list, items => {
        let items = items.get_or_insert_default();
        if to >= items.len() {
            return Err(EditError::OutOfRange { index: to, len: items.len() });
        }
        let item = items.remove(from);
        items.insert(to, item);
    });
    Ok(Edit::Move {
        entity: entity_at(&list, to),
        index: from,
        stage: None,
    })
}

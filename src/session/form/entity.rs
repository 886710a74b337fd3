//! Entities that come and go: new ones, copies, and what is used but not declared.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Value, json};

use crate::draft::{
    AdvanceDraft, ChildKey, Edit, EditError, Entity, EntityList, Key, RequirementDraft,
    ScenarioDraft, Slot, StageDraft, entity_pointer, entity_value,
};

use super::super::Session;

/// Returns what an entity is called, such as ``gate `quality` `` or `condition 3`.
#[must_use]
pub fn entity_name(draft: &ScenarioDraft, entity: &Entity) -> String {
    let (kind, field) = match entity {
        Entity::Scenario => return "the scenario".to_owned(),
        Entity::Condition(_) => ("condition", "condition_id"),
        Entity::Stage(_) => ("stage", "stage_id"),
        Entity::Gate(_) => ("gate", "gate_id"),
        Entity::Packet(_) => ("packet", "packet_id"),
        Entity::Policy(_) => ("policy", "policy_id"),
        Entity::Schema(_) => ("schema", "schema_id"),
        Entity::Rule { stage, index } => {
            let stage = entity_name(draft, &Entity::Stage(stage.clone()));
            return format!("rule {} of {stage}", index + 1);
        }
    };
    if let Some(Value::String(id)) = Slot::field(entity.clone(), field).value(draft) {
        return format!("{kind} `{id}`");
    }
    let position = entity_pointer(draft, entity)
        .and_then(|pointer| pointer.rsplit('/').next()?.parse::<usize>().ok());
    position.map_or_else(|| kind.to_owned(), |at| format!("{kind} {}", at + 1))
}

/// Returns the name of the field that holds an id, and the ids of a list's kind.
fn ids<'d>(draft: &'d ScenarioDraft, list: &EntityList) -> (&'static str, HashSet<&'d str>) {
    let stages = draft.stages().iter();
    match list {
        EntityList::Conditions => (
            "condition_id",
            (draft.conditions().iter())
                .filter_map(|one| one.condition_id.as_deref())
                .collect(),
        ),
        EntityList::Stages => (
            "stage_id",
            stages.filter_map(|one| one.stage_id.as_deref()).collect(),
        ),
        EntityList::Gates(_) => (
            "gate_id",
            stages
                .flat_map(StageDraft::gates)
                .filter_map(|one| one.gate_id.as_deref())
                .collect(),
        ),
        EntityList::Packets(_) => (
            "packet_id",
            stages
                .flat_map(StageDraft::packets)
                .filter_map(|one| one.packet_id.as_deref())
                .collect(),
        ),
        EntityList::Policies => (
            "policy_id",
            (draft.policies.iter().flatten())
                .filter_map(|one| one.policy_id.as_deref())
                .collect(),
        ),
        EntityList::Schemas => (
            "schema_id",
            (draft.schemas.iter().flatten())
                .filter_map(|one| one.schema_id.as_deref())
                .collect(),
        ),
        EntityList::Rules(_) => ("", HashSet::new()),
    }
}

/// Returns the first free id of a stem: itself, then `stem-2` and so on.
///
/// A condition's id takes `_`, so that requirement texts can name it.
fn free(taken: &HashSet<&str>, stem: &str, joint: &str, from: usize) -> String {
    // One more number than there are ids is free.
    (from..=from + taken.len())
        .map(|number| match number {
            1 => stem.to_owned(),
            number => format!("{stem}{joint}{number}"),
        })
        .find(|id| !taken.contains(id.as_str()))
        .unwrap_or_default()
}

const fn joint(list: &EntityList) -> &'static str {
    match list {
        EntityList::Conditions => "_",
        _ => "-",
    }
}

/// Returns a new entity for the end of a list, with a free id and nothing that is not decided.
#[must_use]
pub fn new_entity(session: &Session, list: &EntityList) -> Edit {
    let draft = session.draft();
    let (field, taken) = ids(draft, list);
    let id = field.strip_suffix("_id").map_or_else(String::new, |stem| {
        // `condition_2` beside a first one that has another name.
        let from = taken.len() + 1;
        free(&taken, stem, joint(list), from)
    });
    let value = match list {
        EntityList::Conditions => json!({"condition_id": id, "policy_tags": []}),
        EntityList::Stages => json!({
            "stage_id": id, "entry_packets": [], "gates": [], "on_timeout": "fail",
        }),
        EntityList::Gates(_) => json!({ "gate_id": id }),
        EntityList::Packets(_) => json!({
            "packet_id": id, "content_type": "application/json",
            "visibility_labels": [], "policy_tags": [],
        }),
        EntityList::Policies => json!({ "policy_id": id }),
        EntityList::Schemas => json!({ "schema_id": id }),
        EntityList::Rules(_) => json!({}),
    };
    Edit::Add {
        list: list.clone(),
        index: None,
        value,
    }
}

/// Returns a new branch rule for a gate of the stage, taken when the stage passes.
#[must_use]
pub fn new_rule(session: &Session, stage: &Key) -> Edit {
    let gate = entity_value(session.draft(), &Entity::Stage(stage.clone()))
        .and_then(|stage| stage.pointer("/gates/0/gate_id").cloned());
    let mut rule = json!({"outcome": "true"});
    if let (Some(gate), Value::Object(map)) = (gate, &mut rule) {
        map.insert("gate_id".to_owned(), gate);
    }
    Edit::Add {
        list: EntityList::Rules(stage.clone()),
        index: None,
        value: rule,
    }
}

/// Returns the edit that puts a copy behind an entity, with ids that are free.
///
/// # Errors
/// When the entity is not there, or is the scenario itself.
pub fn duplicate(session: &Session, entity: &Entity) -> Result<Edit, EditError> {
    let draft = session.draft();
    let gone = || EditError::NotFound(entity_name(draft, entity));
    let mut value = entity_value(draft, entity).ok_or_else(gone)?;
    let pointer = entity_pointer(draft, entity).ok_or_else(gone)?;
    let steps: Vec<&str> = pointer.split('/').skip(1).collect();
    let number = |step: Option<&&str>| step.and_then(|step| step.parse::<usize>().ok());
    let stage = Key::Index(number(steps.get(1)).ok_or_else(gone)?);
    let index = number(steps.last()).ok_or_else(gone)?;
    let list = match entity {
        Entity::Scenario => return Err(gone()),
        Entity::Condition(_) => EntityList::Conditions,
        Entity::Stage(_) => EntityList::Stages,
        Entity::Policy(_) => EntityList::Policies,
        Entity::Schema(_) => EntityList::Schemas,
        Entity::Gate(_) => EntityList::Gates(stage),
        Entity::Packet(_) => EntityList::Packets(stage),
        Entity::Rule { .. } => EntityList::Rules(stage),
    };
    fresh(&mut value, &list, &mut Fresh::of(draft));
    Ok(Edit::Add {
        list,
        index: Some(index + 1),
        value,
    })
}

/// Ids that are taken, those of the copy so far included.
struct Fresh<'d> {
    draft: &'d ScenarioDraft,
    given: Vec<String>,
}

impl<'d> Fresh<'d> {
    const fn of(draft: &'d ScenarioDraft) -> Self {
        Self {
            draft,
            given: Vec::new(),
        }
    }

    /// Gives an entity a free id; returns the old and the new one.
    fn give(&mut self, value: &mut Value, list: &EntityList) -> Option<(String, String)> {
        let (field, mut taken) = ids(self.draft, list);
        taken.extend(self.given.iter().map(String::as_str));
        let old = value.get(field)?.as_str()?.to_owned();
        let joint = joint(list);
        // A copy of `quality-2` is `quality-3` and not `quality-2-2`.
        let stem = match old.rsplit_once(joint) {
            Some((stem, number)) if !stem.is_empty() && number.parse::<u32>().is_ok() => stem,
            _ => &old,
        };
        let new = free(&taken, stem, joint, 2);
        self.given.push(new.clone());
        value
            .as_object_mut()?
            .insert(field.to_owned(), Value::from(new.clone()));
        Some((old, new))
    }
}

/// Gives a copy and what it contains free ids; its own branch rules follow its gates.
fn fresh(value: &mut Value, list: &EntityList, ids: &mut Fresh<'_>) {
    let renamed = ids.give(value, list);
    if *list != EntityList::Stages {
        return;
    }
    let inner = Key::Index(0);
    let mut gates = Vec::new();
    for (field, list) in [
        ("gates", EntityList::Gates(inner.clone())),
        ("entry_packets", EntityList::Packets(inner)),
    ] {
        let items = value.get_mut(field).and_then(Value::as_array_mut);
        for item in items.into_iter().flatten() {
            let given = ids.give(item, &list);
            if field == "gates" {
                gates.extend(given);
            }
        }
    }
    let follow = |place: Option<&mut Value>, names: &[(String, String)]| {
        if let Some(place) = place
            && let Some((_, new)) = names.iter().find(|(old, _)| place.as_str() == Some(old))
        {
            *place = Value::from(new.clone());
        }
    };
    let own: Vec<(String, String)> = renamed.into_iter().collect();
    let Some(advance) = value.get_mut("advance_to") else {
        return;
    };
    // A stage that leads to itself leads to the copy where it is copied.
    follow(advance.get_mut("stage_id"), &own);
    follow(advance.get_mut("default"), &own);
    let rules = advance.get_mut("branches").and_then(Value::as_array_mut);
    for rule in rules.into_iter().flatten() {
        follow(rule.get_mut("gate_id"), &gates);
        follow(rule.get_mut("next_stage_id"), &own);
    }
}

/// Returns the edit that takes an entity out, and what then refers to nothing, a sentence each.
#[must_use]
pub fn remove(session: &Session, entity: &Entity) -> (Edit, Vec<String>) {
    let draft = session.draft();
    let id = |field: &str| match Slot::field(entity.clone(), field).value(draft) {
        Some(Value::String(id)) => Some(id),
        _ => None,
    };
    let mut users: Vec<String> = Vec::new();
    let named = |at: usize| entity_name(draft, &Entity::Stage(Key::Index(at)));
    match entity {
        Entity::Condition(_) => users.extend(
            id("condition_id")
                .into_iter()
                .flat_map(|id| gates_with(draft, &id)),
        ),
        Entity::Stage(_) => {
            if let Some(id) = id("stage_id") {
                for (at, stage) in draft.stages().iter().enumerate() {
                    if stage.stage_id.as_deref() != Some(&id)
                        && leads_to(stage.advance_to.as_ref(), &id)
                    {
                        users.push(named(at));
                    }
                }
            }
        }
        Entity::Gate(_) => {
            if let Some(id) = id("gate_id") {
                for (at, stage) in draft.stages().iter().enumerate() {
                    if let Some(AdvanceDraft::Branch { branches, .. }) = &stage.advance_to
                        && branches
                            .iter()
                            .flatten()
                            .any(|rule| rule.gate_id.as_deref() == Some(&id))
                    {
                        users.push(format!("a branch rule of {}", named(at)));
                    }
                }
            }
        }
        Entity::Schema(_) => {
            if let Some(id) = id("schema_id") {
                for packet in draft.stages().iter().flat_map(StageDraft::packets) {
                    if packet.schema_id.as_deref() == Some(&id) {
                        users.push(format!(
                            "packet `{}`",
                            packet.packet_id.as_deref().unwrap_or("?")
                        ));
                    }
                }
            }
        }
        Entity::Scenario | Entity::Packet(_) | Entity::Policy(_) | Entity::Rule { .. } => {}
    }
    let told = if users.is_empty() {
        Vec::new()
    } else {
        vec![format!(
            "{} still refers to it",
            crate::plain::listed(&users, "and")
        )]
    };
    (Edit::Remove(entity.clone()), told)
}

fn gates_with(draft: &ScenarioDraft, condition: &str) -> Vec<String> {
    let mut users = Vec::new();
    for (stage, found) in draft.stages().iter().enumerate() {
        for (index, gate) in found.gates().iter().enumerate() {
            let Some(Ok(tree)) = gate.requirement.as_ref().map(RequirementDraft::tree) else {
                continue;
            };
            let mut used = false;
            tree.for_each_condition(&mut |id| used |= id == condition);
            if used {
                users.push(entity_name(
                    draft,
                    &Entity::Gate(ChildKey::Place { stage, index }),
                ));
            }
        }
    }
    users
}

fn leads_to(advance: Option<&AdvanceDraft>, id: &str) -> bool {
    match advance {
        Some(AdvanceDraft::Fixed { stage_id }) => stage_id.as_deref() == Some(id),
        Some(AdvanceDraft::Branch { branches, default }) => {
            default.as_ref().and_then(Option::as_deref) == Some(id)
                || branches
                    .iter()
                    .flatten()
                    .any(|rule| rule.next_stage_id.as_deref() == Some(id))
        }
        _ => false,
    }
}

/// Returns the edits that declare what is used and not declared: the schemas of packets.
///
/// Nothing in a draft refers to a policy by its id; tags are the policy engine's own.
#[must_use]
pub fn undeclared(session: &Session) -> Vec<Edit> {
    let draft = session.draft();
    let (_, declared) = ids(draft, &EntityList::Schemas);
    let used: BTreeSet<&str> = draft
        .stages()
        .iter()
        .flat_map(StageDraft::packets)
        .filter_map(|packet| packet.schema_id.as_deref())
        .filter(|id| !declared.contains(id))
        .collect();
    used.into_iter()
        .map(|id| Edit::Add {
            list: EntityList::Schemas,
            index: None,
            value: json!({ "schema_id": id }),
        })
        .collect()
}

//! From the name of an entity to its place in the draft, and back.

use super::edit::{ChildKey, EditError, Entity, EntityList, Key};
use super::model::{AdvanceDraft, ScenarioDraft, StageDraft};

pub(super) fn not_found(what: &str, key: &Key) -> EditError {
    EditError::NotFound(match key {
        Key::Id(id) => format!("{what} `{id}`"),
        Key::Index(index) => format!("{what} at position {index}"),
    })
}

fn position<'i, T: 'i>(
    what: &str,
    items: Option<impl IntoIterator<Item = &'i T, IntoIter: ExactSizeIterator>>,
    key: &Key,
    id: impl Fn(&T) -> Option<&str>,
) -> Result<usize, EditError> {
    let items = items.map(IntoIterator::into_iter);
    match key {
        Key::Index(index) => items
            .is_some_and(|items| *index < items.len())
            .then_some(*index),
        Key::Id(wanted) => {
            items.and_then(|mut items| items.position(|item| id(item) == Some(wanted)))
        }
    }
    .ok_or_else(|| not_found(what, key))
}

pub(super) fn stage_index(draft: &ScenarioDraft, key: &Key) -> Result<usize, EditError> {
    position("stage", draft.stages.as_ref(), key, |stage| {
        stage.stage_id.as_deref()
    })
}

/// Returns the list and the position of an entity; none for the scenario itself.
pub(super) fn find(
    draft: &ScenarioDraft,
    entity: &Entity,
) -> Result<Option<(EntityList, usize)>, EditError> {
    let found = match entity {
        Entity::Scenario => return Ok(None),
        Entity::Condition(key) => (
            EntityList::Conditions,
            position("condition", draft.conditions.as_ref(), key, |c| {
                c.condition_id.as_deref()
            })?,
        ),
        Entity::Stage(key) => (EntityList::Stages, stage_index(draft, key)?),
        Entity::Policy(key) => (
            EntityList::Policies,
            position("policy", draft.policies.as_ref(), key, |p| {
                p.policy_id.as_deref()
            })?,
        ),
        Entity::Schema(key) => (
            EntityList::Schemas,
            position("schema", draft.schemas.as_ref(), key, |s| {
                s.schema_id.as_deref()
            })?,
        ),
        Entity::Gate(key) => {
            let (stage, index) = child("gate", draft, key, |stage| {
                stage.gates().iter().map(|g| g.gate_id.as_deref()).collect()
            })?;
            (EntityList::Gates(Key::Index(stage)), index)
        }
        Entity::Packet(key) => {
            let (stage, index) = child("packet", draft, key, |stage| {
                stage
                    .packets()
                    .iter()
                    .map(|p| p.packet_id.as_deref())
                    .collect()
            })?;
            (EntityList::Packets(Key::Index(stage)), index)
        }
        Entity::Rule { stage, index } => {
            let at = stage_index(draft, stage)?;
            let len = match &draft.stages()[at].advance_to {
                Some(AdvanceDraft::Branch { branches, .. }) => {
                    branches.as_ref().map_or(0, Vec::len)
                }
                _ => 0,
            };
            if *index >= len {
                return Err(EditError::OutOfRange { index: *index, len });
            }
            (EntityList::Rules(Key::Index(at)), *index)
        }
    };
    Ok(Some(found))
}

fn child<'d>(
    what: &str,
    draft: &'d ScenarioDraft,
    key: &ChildKey,
    ids: impl Fn(&'d StageDraft) -> Vec<Option<&'d str>>,
) -> Result<(usize, usize), EditError> {
    let stages = draft.stages();
    match key {
        ChildKey::Place { stage, index } => stages
            .get(*stage)
            .filter(|found| *index < ids(found).len())
            .map(|_| (*stage, *index))
            .ok_or_else(|| {
                EditError::NotFound(format!("{what} at position {index} of stage {stage}"))
            }),
        ChildKey::Id(id) => stages
            .iter()
            .enumerate()
            .find_map(|(at, stage)| {
                ids(stage)
                    .iter()
                    .position(|found| *found == Some(id))
                    .map(|index| (at, index))
            })
            .ok_or_else(|| EditError::NotFound(format!("{what} `{id}`"))),
    }
}

/// Names the entity at a position of a list.
pub(super) fn entity_at(list: &EntityList, index: usize) -> Entity {
    let place = |key: &Key| ChildKey::Place {
        stage: match key {
            Key::Index(stage) => *stage,
            Key::Id(_) => 0,
        },
        index,
    };
    match list {
        EntityList::Conditions => Entity::Condition(Key::Index(index)),
        EntityList::Stages => Entity::Stage(Key::Index(index)),
        EntityList::Policies => Entity::Policy(Key::Index(index)),
        EntityList::Schemas => Entity::Schema(Key::Index(index)),
        EntityList::Gates(key) => Entity::Gate(place(key)),
        EntityList::Packets(key) => Entity::Packet(place(key)),
        EntityList::Rules(key) => Entity::Rule {
            stage: key.clone(),
            index,
        },
    }
}

/// Returns the list with its stage named by position.
pub(super) fn resolved(draft: &ScenarioDraft, list: &EntityList) -> Result<EntityList, EditError> {
    let by_index = |key: &Key| stage_index(draft, key).map(Key::Index);
    Ok(match list {
        EntityList::Gates(key) => EntityList::Gates(by_index(key)?),
        EntityList::Packets(key) => EntityList::Packets(by_index(key)?),
        EntityList::Rules(key) => EntityList::Rules(by_index(key)?),
        other => other.clone(),
    })
}

//! The one way to change a draft: small values, each of which has an inverse.
//!
//! Front ends, quick fixes, imports and the journal all speak `Edit`. Four primitives do the work
//! (`Set`, `Add`, `Remove`, `Move`); the others expand into them, so their inverses come for free.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::model::ScenarioDraft;
use super::{node, primitive, rename};
use crate::diagnostic::Diagnostic;

/// Names an entity of a top-level list.
///
/// An id names the first entity that has it; a position also reaches entities without an id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// By its id.
    Id(String),
    /// By its position in the list, from 0.
    Index(usize),
}

/// Names an entity within a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChildKey {
    /// By its id, which is unique across stages.
    Id(String),
    /// By the positions of its stage and of itself, from 0.
    Place {
        /// Position of the stage.
        stage: usize,
        /// Position within the stage.
        index: usize,
    },
}

/// An entity of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entity {
    /// The scenario itself.
    Scenario,
    /// A condition.
    Condition(Key),
    /// A stage.
    Stage(Key),
    /// A gate.
    Gate(ChildKey),
    /// A packet.
    Packet(ChildKey),
    /// A branch rule, by its position.
    Rule {
        /// The stage that branches.
        stage: Key,
        /// Position of the rule, from 0.
        index: usize,
    },
    /// A policy reference.
    Policy(Key),
    /// A schema reference.
    Schema(Key),
}

/// A list of entities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntityList {
    /// The conditions of the scenario.
    Conditions,
    /// The stages of the scenario.
    Stages,
    /// The gates of a stage.
    Gates(Key),
    /// The packets of a stage.
    Packets(Key),
    /// The branch rules of a stage.
    Rules(Key),
    /// The policies of the scenario.
    Policies,
    /// The schemas of the scenario.
    Schemas,
}

/// A change of one node in the requirement of a gate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeChange {
    /// Puts a node, as a requirement tree, before the child `index` of the addressed node.
    Insert {
        /// Position among the children, from 0; the number of children appends.
        index: usize,
        /// The node in JSON form.
        node: Value,
    },
    /// Puts another node in the place of the addressed one.
    Replace(Value),
    /// Takes the addressed node out; not possible for the root or the part of a `Not`.
    Remove,
    /// Puts the addressed node into a new parent.
    Wrap(Wrapper),
    /// Puts the children of the addressed node in its place.
    Unwrap,
    /// Moves the addressed node before the child `index` of another node.
    Move {
        /// Path of the new parent in the tree before the move.
        parent: Vec<usize>,
        /// Position among the new siblings, from 0.
        index: usize,
    },
    /// Sets how many parts of the addressed quorum must be true.
    SetQuorum(u8),
}

/// What a node is wrapped in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wrapper {
    /// `And` of the one node.
    All,
    /// `Or` of the one node.
    Any,
    /// `Not` of the node.
    Not,
    /// A quorum of the one node, with this minimum.
    Quorum(u8),
}

/// A reversible change of a draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// Sets a field of an entity to a value in draft form, or takes the field away.
    Set {
        /// The entity.
        entity: Entity,
        /// Name of the field as drafts write it.
        field: String,
        /// The value; none, written by leaving it out, takes the field away.
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            deserialize_with = "present"
        )]
        value: Option<Value>,
    },
    /// Adds an entity in draft form.
    Add {
        /// The list it joins; created when missing.
        list: EntityList,
        /// Position in the list; none appends.
        index: Option<usize>,
        /// The entity in draft form.
        value: Value,
    },
    /// Takes an entity out; what refers to it keeps doing so.
    Remove(Entity),
    /// Moves an entity to another position.
    Move {
        /// The entity.
        entity: Entity,
        /// Position after the move, from 0.
        index: usize,
        /// For gates and packets: another stage to move to.
        stage: Option<Key>,
    },
    /// Gives an entity another id and updates everything that refers to it.
    Rename {
        /// The entity.
        entity: Entity,
        /// Its new id.
        id: String,
    },
    /// Changes one node of a gate's requirement.
    Node {
        /// The gate.
        gate: ChildKey,
        /// Child positions from the root to the node; empty for the root.
        path: Vec<usize>,
        /// What changes.
        change: NodeChange,
    },
    /// Several edits in order, all or none.
    Batch(Vec<Edit>),
}

/// Reads a value that is there, so that null stays apart from nothing.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// Why an edit was not made. The draft is as before.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EditError {
    /// The entity is not there.
    #[error("there is no {0}")]
    NotFound(String),
    /// The value does not fit its place.
    #[error("{}", .0.first().map_or("the value does not fit", |problem| problem.message.as_str()))]
    Invalid(Vec<Diagnostic>),
    /// Another entity has the id.
    #[error("the id `{0}` is taken")]
    IdTaken(String),
    /// A position lies outside its list.
    #[error("position {index} is outside a list of {len}")]
    OutOfRange {
        /// The position.
        index: usize,
        /// Length of the list.
        len: usize,
    },
    /// The requirement has no such node, or it cannot be changed like this.
    #[error("{0}")]
    Node(String),
}

/// Changes a draft and returns the edit that undoes it.
///
/// # Errors
/// When the edit cannot be made; the draft is then unchanged.
pub fn apply(draft: &mut ScenarioDraft, edit: &Edit) -> Result<Edit, EditError> {
    match edit {
        Edit::Set {
            entity,
            field,
            value,
        } => primitive::set(draft, entity, field, value.as_ref()),
        Edit::Add { list, index, value } => primitive::add(draft, list, *index, value),
        Edit::Remove(entity) => primitive::remove(draft, entity),
        Edit::Move {
            entity,
            index,
            stage,
        } => primitive::relocate(draft, entity, *index, stage.as_ref()),
        Edit::Rename { entity, id } => {
            let edits = rename::rename(draft, entity, id)?;
            batch(draft, &edits)
        }
        Edit::Node { gate, path, change } => {
            let edit = node::node(draft, gate, path, change)?;
            apply(draft, &edit)
        }
        Edit::Batch(edits) => batch(draft, edits),
    }
}

fn batch(draft: &mut ScenarioDraft, edits: &[Edit]) -> Result<Edit, EditError> {
    let mut undo = Vec::with_capacity(edits.len());
    for edit in edits {
        match apply(draft, edit) {
            Ok(inverse) => undo.push(inverse),
            Err(error) => {
                for inverse in undo.iter().rev() {
                    // An inverse fits the very state that it was made for.
                    apply(draft, inverse)?;
                }
                return Err(error);
            }
        }
    }
    undo.reverse();
    Ok(Edit::Batch(undo))
}

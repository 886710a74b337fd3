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
    /// The draft is open for reading only; why. Sessions say this, [`apply`] never does.
    #[error("{0}: the draft is open for reading only")]
    ReadOnly(String),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Format, read, write};
    use serde_json::json;

    fn draft(document: &Value) -> ScenarioDraft {
        read(document.to_string().as_bytes(), Format::Json)
            .draft
            .unwrap()
    }

    fn edited(document: &Value, edit: &Value) -> Result<Value, String> {
        let edit: Edit = serde_json::from_value(edit.clone()).unwrap();
        let mut draft = draft(document);
        let before = draft.clone();
        let result = apply(&mut draft, &edit);
        let after: Value = serde_json::from_str(&write(&draft, Format::Json)).unwrap();
        match result {
            Ok(inverse) => {
                apply(&mut draft, &inverse).unwrap();
                assert_eq!(draft, before, "{inverse:?}");
                Ok(after)
            }
            Err(error) => {
                assert_eq!(draft, before);
                Err(error.to_string())
            }
        }
    }

    #[test]
    fn edits_do_what_they_say_and_come_back() {
        let two = json!({"stages": [
            {"stage_id": "a", "gates": [{"gate_id": "g"}, {"gate_id": "h"}]}, {"stage_id": "b"}]});
        let branch = json!({"stages": [{"stage_id": "a", "advance_to": {"kind": "branch"}}]});
        for (before, edit, after) in [
            (
                json!({}),
                json!({"set": {"entity": "scenario", "field": "scenario_id", "value": "s"}}),
                json!({"scenario_id": "s"}),
            ),
            (
                json!({"conditions": [{"expected": 1}]}),
                json!({"set": {"entity": {"condition": {"index": 0}}, "field": "expected", "value": null}}),
                json!({"conditions": [{"expected": null}]}),
            ),
            (
                json!({"conditions": [{"expected": 1}]}),
                json!({"set": {"entity": {"condition": {"index": 0}}, "field": "expected"}}),
                json!({"conditions": [{}]}),
            ),
            (
                json!({"draft_version": 2}),
                json!({"set": {"entity": "scenario", "field": "draft_version", "value": 1}}),
                json!({"draft_version": 1}),
            ),
            (
                json!({}),
                json!({"add": {"list": "conditions", "index": null, "value": {"condition_id": "c"}}}),
                json!({"conditions": [{"condition_id": "c"}]}),
            ),
            (
                branch.clone(),
                json!({"add": {"list": {"rules": {"id": "a"}}, "index": 0, "value": {"gate_id": "g"}}}),
                json!({"stages": [{"stage_id": "a",
                    "advance_to": {"kind": "branch", "branches": [{"gate_id": "g"}]}}]}),
            ),
            (
                two.clone(),
                json!({"remove": {"gate": {"id": "g"}}}),
                json!({"stages": [{"stage_id": "a", "gates": [{"gate_id": "h"}]}, {"stage_id": "b"}]}),
            ),
            (
                two.clone(),
                json!({"move": {"entity": {"gate": {"id": "g"}}, "index": 1, "stage": null}}),
                json!({"stages": [{"stage_id": "a", "gates": [{"gate_id": "h"}, {"gate_id": "g"}]},
                    {"stage_id": "b"}]}),
            ),
            (
                two.clone(),
                json!({"move": {"entity": {"gate": {"id": "g"}}, "index": 0, "stage": {"id": "b"}}}),
                json!({"stages": [{"stage_id": "a", "gates": [{"gate_id": "h"}]},
                    {"stage_id": "b", "gates": [{"gate_id": "g"}]}]}),
            ),
            (
                two.clone(),
                json!({"batch": [{"remove": {"stage": {"index": 0}}}, {"remove": {"stage": {"index": 0}}}]}),
                json!({"stages": []}),
            ),
        ] {
            assert_eq!(edited(&before, &edit), Ok(after), "{edit}");
        }
    }

    #[test]
    fn an_edit_that_cannot_be_made_changes_nothing_and_says_why() {
        let two =
            json!({"stages": [{"stage_id": "a", "gates": [{"gate_id": "g"}]}, {"stage_id": "b"}]});
        for (edit, error) in [
            (
                json!({"remove": "scenario"}),
                "there is no list that holds the scenario",
            ),
            (
                json!({"remove": {"stage": {"id": "x"}}}),
                "there is no stage `x`",
            ),
            (
                json!({"remove": {"stage": {"index": 2}}}),
                "there is no stage at position 2",
            ),
            (
                json!({"remove": {"gate": {"place": {"stage": 1, "index": 0}}}}),
                "there is no gate at position 0 of stage 1",
            ),
            (
                json!({"remove": {"rule": {"stage": {"id": "a"}, "index": 0}}}),
                "position 0 is outside a list of 0",
            ),
            // The missing list must not come into being.
            (
                json!({"add": {"list": "policies", "index": 1, "value": {}}}),
                "position 1 is outside a list of 0",
            ),
            (
                json!({"add": {"list": {"rules": {"id": "a"}}, "index": null, "value": {}}}),
                "there is no branch: the stage does not branch",
            ),
            (
                json!({"add": {"list": "conditions", "index": null, "value": 5}}),
                "expected an object, a condition, found the number 5",
            ),
            (
                json!({"set": {"entity": {"stage": {"id": "a"}}, "field": "stageid", "value": "x"}}),
                "`stageid` is not a field of a stage",
            ),
            (
                json!({"set": {"entity": "scenario", "field": "namespace_id", "value": 0}}),
                "expected an integer of at least 1, found 0",
            ),
            (
                json!({"move": {"entity": {"gate": {"id": "g"}}, "index": 1, "stage": {"id": "b"}}}),
                "position 1 is outside a list of 0",
            ),
            (
                json!({"move": {"entity": {"stage": {"id": "a"}}, "index": 2, "stage": null}}),
                "position 2 is outside a list of 2",
            ),
            (
                json!({"batch": [{"remove": {"gate": {"id": "g"}}}, {"remove": {"gate": {"id": "g"}}}]}),
                "there is no gate `g`",
            ),
        ] {
            assert_eq!(edited(&two, &edit), Err(error.to_owned()), "{edit}");
        }
    }

    #[test]
    fn no_edit_nests_deeper_than_can_be_read() {
        let nested = |lists: usize| (0..lists).fold(json!(1), |value, _| json!([value]));
        for (entity, most) in [
            (json!("scenario"), 62),
            (json!({"condition": {"index": 0}}), 60),
            (json!({"stage": {"index": 0}}), 60),
            (json!({"gate": {"place": {"stage": 0, "index": 0}}}), 58),
            (json!({"packet": {"place": {"stage": 0, "index": 0}}}), 58),
        ] {
            let start =
                json!({"conditions": [{}], "stages": [{"gates": [{}], "entry_packets": [{}]}]});
            let set = |lists| json!({"set": {"entity": entity, "field": "extensions", "value": nested(lists)}});
            let after = edited(&start, &set(most)).unwrap().to_string();
            assert!(read(after.as_bytes(), Format::Json).problems.is_empty());
            assert!(edited(&start, &set(most + 1)).is_err(), "{entity}");
        }
    }
}

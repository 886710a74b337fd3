//! The requirement of a gate as a tree that is edited node by node.
//!
//! A face names a gate, a node and what is to be done; it gets the edit, the node to look at next
//! and what else follows. A requirement that its author wrote as text stays a text while the
//! changed tree can be written as one.

mod op;
mod outline;
mod place;
mod trial;

use serde_json::Value;

use crate::draft::{
    ChildKey, Edit, EditError, Entity, GateDraft, Key, RequirementDraft, ScenarioDraft, Shared,
    StageDraft, apply, entity_pointer,
};
use crate::spec::{Requirement, parse_requirement, print_requirement, validate_requirement};

use super::form::entity_name;

pub use op::{GroupKind, TreeOp};
pub use outline::{OutlineRow, outline};
pub use place::{node_at, node_of_finding, node_of_pointer, pointer_of_node};
pub use trial::verdict;

/// An edit of a requirement and what a face should know of it.
#[derive(Debug, Clone, PartialEq)]
pub struct TreeChange {
    /// What is done, in a few words, for the history.
    pub label: String,
    /// The edit.
    pub edit: Edit,
    /// The node to look at next, as child positions from the root.
    pub path: Vec<usize>,
    /// What else changed, a sentence each.
    pub told: Vec<String>,
}

/// Returns a gate; none when it is not there.
#[must_use]
pub fn gate_of<'d>(draft: &'d ScenarioDraft, gate: &ChildKey) -> Option<&'d GateDraft> {
    match gate {
        ChildKey::Id(id) => draft
            .stages()
            .iter()
            .flat_map(StageDraft::gates)
            .find(|gate| gate.gate_id.as_ref() == Some(id)),
        ChildKey::Place { stage, index } => draft.stages().get(*stage)?.gates().get(*index),
    }
}

/// Returns the change that does something at a node of a gate's requirement.
///
/// # Errors
/// When the gate is not there, its text does not parse, or the change cannot be made; the message
/// says why and what to do instead.
pub fn tree_change(
    draft: &ScenarioDraft,
    gate: &ChildKey,
    path: &[usize],
    op: &TreeOp,
) -> Result<TreeChange, EditError> {
    let entity = Entity::Gate(gate.clone());
    let present =
        gate_of(draft, gate).ok_or_else(|| EditError::NotFound("such gate".to_owned()))?;
    let requirement = present.requirement.as_ref();
    let tree = requirement
        .map(RequirementDraft::tree)
        .transpose()
        .map_err(|error| {
            EditError::Node(format!(
                "the text does not parse: {error}; mend it as text first"
            ))
        })?
        .map(std::borrow::Cow::into_owned);
    let outcome = op::run(tree, path, op)?;
    let mut told = outcome.told;
    let mut value = None;
    if let Some(tree) = &outcome.tree {
        let is_text = matches!(requirement, Some(RequirementDraft::Text(_)));
        value = Some(match print_requirement(tree) {
            Ok(text) if is_text => Value::from(text),
            Err(error) if is_text => {
                told.push(format!("the requirement is now kept as a tree: {error}"));
                tree_value(tree)?
            }
            _ => tree_value(tree)?,
        });
    }
    let edit = |entity: Entity| Edit::Set {
        entity,
        field: "requirement".to_owned(),
        value: value.clone(),
    };
    fits(&edit)?;
    Ok(TreeChange {
        label: format!("{} in {}", words(op), entity_name(draft, &entity)),
        edit: edit(entity),
        path: outcome.path,
        told,
    })
}

/// Returns the change that sets a requirement typed as text; an empty text takes it away.
///
/// A gate that holds a tree keeps holding one; any other keeps the text to the letter.
///
/// # Errors
/// When the gate is not there or the text is not a requirement.
pub fn text_change(
    draft: &ScenarioDraft,
    gate: &ChildKey,
    text: &str,
) -> Result<TreeChange, EditError> {
    let entity = Entity::Gate(gate.clone());
    let present =
        gate_of(draft, gate).ok_or_else(|| EditError::NotFound("such gate".to_owned()))?;
    let value = if text.trim().is_empty() {
        None
    } else {
        let tree = parse_requirement(text)
            .map_err(|error| EditError::Node(error.to_string()))?
            .tree;
        validate_requirement(&tree).map_err(|error| EditError::Node(error.to_string()))?;
        Some(match present.requirement {
            Some(RequirementDraft::Tree(_)) => tree_value(&tree)?,
            _ => Value::from(text),
        })
    };
    let edit = |entity: Entity| Edit::Set {
        entity,
        field: "requirement".to_owned(),
        value: value.clone(),
    };
    fits(&edit)?;
    Ok(TreeChange {
        label: format!("write the requirement of {}", entity_name(draft, &entity)),
        edit: edit(entity),
        path: Vec::new(),
        told: Vec::new(),
    })
}

fn tree_value(tree: &Requirement) -> Result<Value, EditError> {
    serde_json::to_value(tree).map_err(|error| EditError::Node(error.to_string()))
}

/// Tries the edit on a gate that stands alone: documents nest only so deep.
fn fits(edit: &impl Fn(Entity) -> Edit) -> Result<(), EditError> {
    let mut alone = ScenarioDraft {
        stages: Some(Shared::from(vec![StageDraft {
            gates: Some(vec![GateDraft::default()]),
            ..StageDraft::default()
        }])),
        ..ScenarioDraft::default()
    };
    let place = ChildKey::Place { stage: 0, index: 0 };
    apply(&mut alone, &edit(Entity::Gate(place))).map(|_| ())
}

fn words(op: &TreeOp) -> String {
    match op {
        TreeOp::Insert(Requirement::Condition(id)) => format!("insert `{id}`"),
        TreeOp::Insert(_) => "insert a group".to_owned(),
        TreeOp::Replace(Requirement::Condition(id)) => format!("use `{id}`"),
        TreeOp::Replace(_) => "replace a part".to_owned(),
        TreeOp::Remove => "take a part out".to_owned(),
        TreeOp::Duplicate => "duplicate a part".to_owned(),
        TreeOp::Group(GroupKind::All) => "make it `all`".to_owned(),
        TreeOp::Group(GroupKind::Any) => "make it `any`".to_owned(),
        TreeOp::Group(GroupKind::Quorum) => "make it a quorum".to_owned(),
        TreeOp::Not => "change a `not`".to_owned(),
        TreeOp::Unwrap => "unwrap a group".to_owned(),
        TreeOp::Up | TreeOp::Down | TreeOp::In | TreeOp::Out => "move a part".to_owned(),
        TreeOp::Quorum(_) | TreeOp::More | TreeOp::Fewer => "change a quorum".to_owned(),
    }
}

/// Returns the position of a gate, whatever names it; none when it is not there.
#[must_use]
pub fn gate_place(draft: &ScenarioDraft, gate: &ChildKey) -> Option<(usize, usize)> {
    let pointer = entity_pointer(draft, &Entity::Gate(gate.clone()))?;
    let mut numbers = pointer.split('/').filter_map(|step| step.parse().ok());
    Some((numbers.next()?, numbers.next()?))
}

/// Returns the edit that adds a gate to a stage at a position, and the stage too where there is
/// none yet, with free ids.
#[must_use]
pub fn new_gate(session: &super::Session, stage: usize, index: usize) -> Edit {
    let list = crate::draft::EntityList::Gates(Key::Index(stage));
    let mut gate = super::form::new_entity(session, &list);
    if let Edit::Add { index: at, .. } = &mut gate {
        *at = Some(index);
    }
    if session.draft().stages().is_empty() {
        let stage = super::form::new_entity(session, &crate::draft::EntityList::Stages);
        return Edit::Batch(vec![stage, gate]);
    }
    gate
}

#[cfg(test)]
mod tests;

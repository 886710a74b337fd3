//! Changes of one node of a gate's requirement, spelled out as a primitive edit.

use serde_json::Value;

use super::edit::{ChildKey, Edit, EditError, Entity, EntityList, Key, NodeChange, Wrapper};
use super::find::find;
use super::model::{RequirementDraft, ScenarioDraft};
use super::object::Problems;
use super::{decode, encode};
use crate::spec::{Requirement, print_requirement};

/// Returns the edit that changes one node of a gate's requirement.
///
/// A gate written as text stays text while the changed tree can be written as one.
pub(super) fn node(
    draft: &ScenarioDraft,
    gate: &ChildKey,
    path: &[usize],
    change: &NodeChange,
) -> Result<Edit, EditError> {
    let entity = Entity::Gate(gate.clone());
    let found = find(draft, &entity)?;
    let Some((EntityList::Gates(Key::Index(stage)), index)) = found else {
        return Err(EditError::NotFound("gate".to_owned()));
    };
    let requirement = draft.stages()[stage].gates()[index]
        .requirement
        .as_ref()
        .ok_or_else(|| EditError::Node("the gate has no requirement yet".to_owned()))?;
    let mut tree = requirement
        .tree()
        .map_err(|error| EditError::Node(error.to_string()))?
        .into_owned();
    change_tree(&mut tree, path, change)?;
    let text = match requirement {
        RequirementDraft::Text(_) => print_requirement(&tree).ok(),
        RequirementDraft::Tree(_) => None,
    };
    let value = text.map_or_else(|| Value::from(encode::node(&tree)), Value::from);
    Ok(Edit::Set {
        entity,
        field: "requirement".to_owned(),
        value: Some(value),
    })
}

fn change_tree(
    tree: &mut Requirement,
    path: &[usize],
    change: &NodeChange,
) -> Result<(), EditError> {
    match change {
        NodeChange::Insert { index, node } => insert(at_mut(tree, path)?, *index, parse(node)?),
        NodeChange::Replace(node) => {
            *at_mut(tree, path)? = parse(node)?;
            Ok(())
        }
        NodeChange::Remove => take(tree, path).map(|_| ()),
        NodeChange::Wrap(wrapper) => {
            let node = at_mut(tree, path)?;
            let inner = std::mem::replace(node, Requirement::And(Vec::new()));
            *node = match wrapper {
                Wrapper::All => Requirement::And(vec![inner]),
                Wrapper::Any => Requirement::Or(vec![inner]),
                Wrapper::Not => Requirement::Not(Box::new(inner)),
                Wrapper::Quorum(min) => Requirement::RequireGroup {
                    min: *min,
                    reqs: vec![inner],
                },
            };
            Ok(())
        }
        NodeChange::Unwrap => unwrap(tree, path),
        NodeChange::Move { parent, index } => relocate(tree, path, parent, *index),
        NodeChange::SetQuorum(min) => match at_mut(tree, path)? {
            Requirement::RequireGroup { min: current, .. } => {
                *current = *min;
                Ok(())
            }
            _ => Err(EditError::Node("only a quorum has a minimum".to_owned())),
        },
    }
}

fn parse(value: &Value) -> Result<Requirement, EditError> {
    let mut problems = Problems::new();
    match decode::node(value.clone(), "", &mut problems) {
        Some(node) if problems.is_empty() => Ok(node),
        _ => Err(EditError::Invalid(problems)),
    }
}

fn no_node() -> EditError {
    EditError::Node("the requirement has no node there".to_owned())
}

fn at_mut<'t>(tree: &'t mut Requirement, path: &[usize]) -> Result<&'t mut Requirement, EditError> {
    let Some((first, rest)) = path.split_first() else {
        return Ok(tree);
    };
    let child = match tree {
        Requirement::Not(part) => (*first == 0).then_some(&mut **part),
        Requirement::And(parts)
        | Requirement::Or(parts)
        | Requirement::RequireGroup { reqs: parts, .. } => parts.get_mut(*first),
        Requirement::Condition(_) => None,
    };
    at_mut(child.ok_or_else(no_node)?, rest)
}

fn parts_mut(node: &mut Requirement) -> Option<&mut Vec<Requirement>> {
    match node {
        Requirement::And(parts)
        | Requirement::Or(parts)
        | Requirement::RequireGroup { reqs: parts, .. } => Some(parts),
        Requirement::Not(_) | Requirement::Condition(_) => None,
    }
}

fn insert(parent: &mut Requirement, index: usize, node: Requirement) -> Result<(), EditError> {
    let parts = parts_mut(parent)
        .ok_or_else(|| EditError::Node("only all, any and a quorum hold a list".to_owned()))?;
    if index > parts.len() {
        return Err(EditError::OutOfRange {
            index,
            len: parts.len(),
        });
    }
    parts.insert(index, node);
    Ok(())
}

fn take(tree: &mut Requirement, path: &[usize]) -> Result<Requirement, EditError> {
    let (last, parent) = path
        .split_last()
        .ok_or_else(|| EditError::Node("the root cannot be taken out, only replaced".to_owned()))?;
    let parts = parts_mut(at_mut(tree, parent)?)
        .ok_or_else(|| EditError::Node("the part of a not can only be replaced".to_owned()))?;
    if *last >= parts.len() {
        return Err(no_node());
    }
    Ok(parts.remove(*last))
}

/// Puts the children of a node in its place, among its siblings where there are any.
fn unwrap(tree: &mut Requirement, path: &[usize]) -> Result<(), EditError> {
    let node = at_mut(tree, path)?;
    let mut children = match std::mem::replace(node, Requirement::And(Vec::new())) {
        Requirement::Not(part) => vec![*part],
        Requirement::And(parts) | Requirement::Or(parts) => parts,
        Requirement::RequireGroup { reqs, .. } => reqs,
        Requirement::Condition(_) => {
            return Err(EditError::Node(
                "a condition has nothing to unwrap".to_owned(),
            ));
        }
    };
    if children.len() == 1 {
        if let Some(only) = children.pop() {
            *node = only;
        }
        return Ok(());
    }
    let (last, parent) = path
        .split_last()
        .ok_or_else(|| EditError::Node("the root unwraps only around one part".to_owned()))?;
    let parts = parts_mut(at_mut(tree, parent)?)
        .ok_or_else(|| EditError::Node("a not holds exactly one part".to_owned()))?;
    parts.splice(*last..=*last, children);
    Ok(())
}

fn relocate(
    tree: &mut Requirement,
    path: &[usize],
    parent: &[usize],
    index: usize,
) -> Result<(), EditError> {
    if parent.starts_with(path) {
        return Err(EditError::Node("a node cannot move into itself".to_owned()));
    }
    let node = take(tree, path)?;
    // Taking the node out shifts its later siblings, and whatever the new parent path runs through.
    let mut parent = parent.to_vec();
    let mut index = index;
    if let Some((last, above)) = path.split_last() {
        if parent.len() > above.len() && parent.starts_with(above) {
            let step = &mut parent[above.len()];
            if *step > *last {
                *step -= 1;
            }
        } else if parent == above && index > *last {
            index -= 1;
        }
    }
    insert(at_mut(tree, &parent)?, index, node)
}

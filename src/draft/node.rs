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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Format, apply, read};
    use serde_json::json;

    fn draft(requirement: &Value) -> ScenarioDraft {
        let gate = json!({"gate_id": "g", "requirement": requirement});
        let document = json!({"stages": [{"gates": [gate]}]}).to_string();
        read(document.as_bytes(), Format::Json).draft.unwrap()
    }

    /// Returns the requirement after a change, or why there is none.
    fn changed(
        requirement: &Value,
        path: &[usize],
        change: NodeChange,
    ) -> Result<Value, EditError> {
        let mut draft = draft(requirement);
        let before = draft.clone();
        let edit = Edit::Node {
            gate: ChildKey::Id("g".to_owned()),
            path: path.to_vec(),
            change,
        };
        let inverse = apply(&mut draft, &edit);
        let after = draft.stages()[0].gates()[0].requirement.as_ref().unwrap();
        let after = Value::from(encode::requirement(after));
        match inverse {
            Ok(inverse) => {
                apply(&mut draft, &inverse).unwrap();
                assert_eq!(draft, before);
                Ok(after)
            }
            Err(error) => {
                assert_eq!(draft, before);
                Err(error)
            }
        }
    }

    fn text(requirement: &str, path: &[usize], change: NodeChange) -> String {
        match changed(&json!(requirement), path, change) {
            Ok(Value::String(text)) => text,
            Ok(tree) => tree.to_string(),
            Err(error) => format!("error: {error}"),
        }
    }

    fn leaf(id: &str) -> Value {
        json!({"Condition": id})
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "one table")]
    fn a_text_stays_a_text_through_every_change() {
        use NodeChange::{Insert, Move, Remove, Replace, SetQuorum, Unwrap, Wrap};
        let insert = |index, id: &str| Insert {
            index,
            node: leaf(id),
        };
        let to = |parent: &[usize], index| Move {
            parent: parent.to_vec(),
            index,
        };
        for (before, path, change, after) in [
            ("a && b", &[][..], insert(1, "x"), "a and x and b"),
            ("a and b", &[], insert(2, "x"), "a and b and x"),
            (
                "a and b",
                &[],
                insert(3, "x"),
                "error: position 3 is outside a list of 2",
            ),
            (
                "a",
                &[],
                insert(0, "x"),
                "error: only all, any and a quorum hold a list",
            ),
            (
                "not a",
                &[],
                insert(0, "x"),
                "error: only all, any and a quorum hold a list",
            ),
            ("a or not b", &[1, 0], Replace(leaf("x")), "a or not x"),
            ("a or b", &[], Replace(leaf("x")), "x"),
            (
                "a or b",
                &[2],
                Replace(leaf("x")),
                "error: the requirement has no node there",
            ),
            (
                "a or b",
                &[0, 0],
                Replace(leaf("x")),
                "error: the requirement has no node there",
            ),
            (
                "not a",
                &[1],
                Replace(leaf("x")),
                "error: the requirement has no node there",
            ),
            ("a and b and c", &[1], Remove, "a and c"),
            ("a and b", &[1], Remove, "all(a)"),
            (
                "a and b",
                &[2],
                Remove,
                "error: the requirement has no node there",
            ),
            (
                "a",
                &[],
                Remove,
                "error: the root cannot be taken out, only replaced",
            ),
            (
                "not a",
                &[0],
                Remove,
                "error: the part of a not can only be replaced",
            ),
            ("a and b", &[0], Wrap(Wrapper::Not), "not a and b"),
            ("a and b", &[], Wrap(Wrapper::Not), "not (a and b)"),
            ("a and b", &[0], Wrap(Wrapper::Any), "any(a) and b"),
            ("a or b", &[], Wrap(Wrapper::All), "all(a or b)"),
            (
                "a or b",
                &[1],
                Wrap(Wrapper::Quorum(1)),
                "a or at_least(1, b)",
            ),
            ("not (a and b)", &[], Unwrap, "a and b"),
            ("all(a)", &[], Unwrap, "a"),
            ("a and (b or c)", &[1], Unwrap, "a and b and c"),
            ("a and all()", &[1], Unwrap, "all(a)"),
            (
                "a and b",
                &[],
                Unwrap,
                "error: the root unwraps only around one part",
            ),
            (
                "not (a and b)",
                &[0],
                Unwrap,
                "error: a not holds exactly one part",
            ),
            ("a", &[], Unwrap, "error: a condition has nothing to unwrap"),
            ("a and b and c", &[0], to(&[], 3), "b and c and a"),
            ("a and b and c", &[2], to(&[], 0), "c and a and b"),
            ("a and b and c", &[0], to(&[], 1), "a and b and c"),
            ("a and (b or c)", &[0], to(&[1], 1), "all(b or a or c)"),
            (
                "(a or b) and c and d",
                &[0, 1],
                to(&[], 3),
                "any(a) and c and d and b",
            ),
            (
                "a and b",
                &[0],
                to(&[], 4),
                "error: position 3 is outside a list of 1",
            ),
            (
                "a and (b or c)",
                &[1],
                to(&[1], 0),
                "error: a node cannot move into itself",
            ),
            (
                "a and b",
                &[0],
                to(&[1], 0),
                "error: only all, any and a quorum hold a list",
            ),
            ("at_least(1, a, b)", &[], SetQuorum(2), "at_least(2, a, b)"),
            (
                "a and b",
                &[],
                SetQuorum(2),
                "error: only a quorum has a minimum",
            ),
        ] {
            let shown = format!("{before} {path:?} {change:?}");
            assert_eq!(text(before, path, change), after, "{shown}");
        }
    }

    #[test]
    fn what_no_text_can_say_becomes_a_tree_and_a_tree_stays_one() {
        let odd = leaf("a-b");
        assert_eq!(
            changed(&json!("a"), &[], NodeChange::Replace(odd.clone())),
            Ok(odd)
        );
        assert_eq!(
            text("at_least(1, a)", &[], NodeChange::SetQuorum(2)),
            r#"{"RequireGroup":{"min":2,"reqs":[{"Condition":"a"}]}}"#
        );
        assert_eq!(
            changed(&leaf("a"), &[], NodeChange::Wrap(Wrapper::Not)),
            Ok(json!({"Not": leaf("a")}))
        );
    }

    #[test]
    fn what_is_no_requirement_is_refused() {
        let replace = |node| changed(&leaf("a"), &[], NodeChange::Replace(node));
        let invalid = Err(EditError::Invalid(vec![]));
        for node in [
            json!("a and b"),
            json!({}),
            json!({"Xor": []}),
            json!({"And": [1]}),
        ] {
            let error = replace(node).map_err(|error| match error {
                EditError::Invalid(_) => EditError::Invalid(vec![]),
                other => other,
            });
            assert_eq!(error, invalid);
        }
        assert!(matches!(
            changed(&json!("a and"), &[], NodeChange::Unwrap),
            Err(EditError::Node(_))
        ));
        let deep = (0..60).fold(leaf("a"), |tree, _| json!({"Not": tree}));
        assert!(matches!(replace(deep), Err(EditError::Invalid(_))));
    }
}

//! Where in a requirement something is: from pointers and findings to nodes, and back.

use crate::diagnostic::{Code, Diagnostic};
use crate::draft::RequirementDraft;
use crate::spec::{Requirement, parse_requirement};

/// Returns the node at a path of child positions; none when there is none.
#[must_use]
pub fn node_at<'t>(tree: &'t Requirement, path: &[usize]) -> Option<&'t Requirement> {
    path.iter()
        .try_fold(tree, |node, step| node.children().get(*step))
}

/// Returns the JSON Pointer from the requirement to a node of its tree.
///
/// The one of a condition ends at its id, because that is where findings about it point.
#[must_use]
pub fn pointer_of_node(tree: &Requirement, path: &[usize]) -> String {
    let mut pointer = String::new();
    let mut node = tree;
    for step in path {
        pointer.push_str(&node.child_pointer(*step));
        match node.children().get(*step) {
            Some(child) => node = child,
            None => return pointer,
        }
    }
    if matches!(node, Requirement::Condition(_)) {
        pointer.push_str("/Condition");
    }
    pointer
}

/// Returns the deepest node on the way of a JSON Pointer below the requirement.
#[must_use]
pub fn node_of_pointer(tree: &Requirement, pointer: &str) -> Vec<usize> {
    let mut path = Vec::new();
    let mut node = tree;
    let mut steps = pointer.split('/').skip(1);
    loop {
        let form = steps.next();
        let index = match (node, form) {
            (Requirement::Not(_), Some("Not")) => Some(0),
            (Requirement::And(_), Some("And")) | (Requirement::Or(_), Some("Or")) => {
                steps.next().and_then(|step| step.parse().ok())
            }
            (Requirement::RequireGroup { .. }, Some("RequireGroup")) => match steps.next() {
                Some("reqs") => steps.next().and_then(|step| step.parse().ok()),
                _ => None,
            },
            _ => None,
        };
        let Some((index, child)) =
            index.and_then(|index: usize| Some((index, node.children().get(index)?)))
        else {
            return path;
        };
        path.push(index);
        node = child;
    }
}

/// Codes whose first parameter counts down to the node.
const COUNTED: [Code; 7] = [
    Code::GW0405,
    Code::GW0406,
    Code::GW0407,
    Code::GW0408,
    Code::GW0412,
    Code::GW0413,
    Code::GW0704,
];

/// Returns the node that a finding within a requirement is about.
///
/// `rest` is what its pointer adds to that of the requirement. In a text all findings point at the
/// whole of it, and what tells them apart is the name they are about or the parameter that counts
/// down to the node.
#[must_use]
pub fn node_of_finding(
    requirement: &RequirementDraft,
    tree: &Requirement,
    rest: &str,
    found: &Diagnostic,
) -> Vec<usize> {
    let RequirementDraft::Text(text) = requirement else {
        return node_of_pointer(tree, rest);
    };
    if let Some(range) = &found.primary.within {
        let uses = parse_requirement(text).map_or_else(|_| Vec::new(), |read| read.conditions);
        return uses
            .iter()
            .position(|one| one.range == *range)
            .and_then(|which| leaf(tree, which))
            .unwrap_or_default();
    }
    if COUNTED.contains(&found.code) {
        let steps = found.parameters.first().map_or("", String::as_str);
        return steps
            .split('.')
            .filter_map(|step| step.parse().ok())
            .collect();
    }
    Vec::new()
}

/// Returns the path of a condition, counted from left to right.
fn leaf(tree: &Requirement, which: usize) -> Option<Vec<usize>> {
    fn walk(node: &Requirement, left: &mut usize, path: &mut Vec<usize>) -> bool {
        if matches!(node, Requirement::Condition(_)) {
            if *left == 0 {
                return true;
            }
            *left -= 1;
            return false;
        }
        for (index, child) in node.children().iter().enumerate() {
            path.push(index);
            if walk(child, left, path) {
                return true;
            }
            path.pop();
        }
        false
    }
    let (mut left, mut path) = (which, Vec::new());
    walk(tree, &mut left, &mut path).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_and_paths_lead_to_the_same_node() {
        let tree = parse_requirement("a or at_least(1, b, not (c and d))")
            .unwrap()
            .tree;
        for (path, pointer) in [
            (&[][..], ""),
            (&[0], "/Or/0/Condition"),
            (&[1], "/Or/1"),
            (&[1, 0], "/Or/1/RequireGroup/reqs/0/Condition"),
            (&[1, 1], "/Or/1/RequireGroup/reqs/1"),
            (
                &[1, 1, 0, 1],
                "/Or/1/RequireGroup/reqs/1/Not/And/1/Condition",
            ),
        ] {
            assert_eq!(pointer_of_node(&tree, path), pointer);
            assert_eq!(node_of_pointer(&tree, pointer), path);
        }
        for (pointer, path) in [
            ("/Or/1/RequireGroup/min", &[1][..]),
            ("/Or/9", &[]),
            ("/And/0", &[]),
            ("/Or/x", &[]),
        ] {
            assert_eq!(node_of_pointer(&tree, pointer), path, "{pointer}");
        }
        assert_eq!(leaf(&tree, 3), Some(vec![1, 1, 0, 1]));
        assert_eq!(leaf(&tree, 4), None);
    }
}

//! Reading, telling and changing the requirement of a gate as a tree.

use crate::draft::{Entity, RequirementDraft, ScenarioDraft, Slot};
use crate::spec::{Requirement, print_requirement};

/// Longest requirement that is told in one line, in characters.
const MAX_TOLD: usize = 400;

/// Tells whether a requirement that a text could say is written as a tree.
pub(super) fn is_tree(draft: &ScenarioDraft, gate: &Entity) -> bool {
    matches!(
        written(draft, gate),
        Some(RequirementDraft::Tree(tree)) if print_requirement(tree).is_ok()
    )
}

pub(super) fn slot(gate: &Entity) -> Slot {
    Slot::field(gate.clone(), "requirement")
}

pub(super) fn written<'d>(draft: &'d ScenarioDraft, gate: &Entity) -> Option<&'d RequirementDraft> {
    let pointer = crate::draft::entity_pointer(draft, gate)?;
    let mut numbers = pointer.split('/').filter_map(|step| step.parse().ok());
    let (stage, gate): (usize, usize) = (numbers.next()?, numbers.next()?);
    let gate = draft.stages().get(stage)?.gates().get(gate)?;
    gate.requirement.as_ref()
}

/// Returns the requirement of a gate; none while there is none that can be read.
pub(super) fn read(draft: &ScenarioDraft, gate: &Entity) -> Option<Requirement> {
    let tree = written(draft, gate)?.tree().ok()?;
    Some(tree.into_owned())
}

/// Returns the requirement as the author would type it; none when no text says it.
pub(super) fn text_of(draft: &ScenarioDraft, gate: &Entity) -> Option<String> {
    match written(draft, gate)? {
        RequirementDraft::Text(text) => Some(text.clone()),
        RequirementDraft::Tree(tree) => print_requirement(tree).ok(),
    }
}

/// Returns what a gate requires, in one line.
pub(in crate::prompt) fn requirement_words(draft: &ScenarioDraft, gate: &Entity) -> String {
    match written(draft, gate) {
        None => "open".to_owned(),
        Some(RequirementDraft::Text(text)) => cut(text),
        Some(RequirementDraft::Tree(tree)) => told(tree),
    }
}

pub(super) fn told(node: &Requirement) -> String {
    cut(&print_requirement(node).unwrap_or_else(|_| calls(node)))
}

/// Returns a requirement as calls, for what the language cannot say, such as a group half built.
fn calls(node: &Requirement) -> String {
    let name = match node {
        Requirement::Condition(id) => return id.clone(),
        Requirement::Not(part) => return format!("not {}", calls(part)),
        Requirement::And(_) => "all(".to_owned(),
        Requirement::Or(_) => "any(".to_owned(),
        Requirement::RequireGroup { min, .. } => format!("at_least({min}, "),
    };
    let parts: Vec<String> = node.children().iter().map(calls).collect();
    format!("{name}{})", parts.join(", "))
}

fn cut(text: &str) -> String {
    let mut letters = text.chars().map(|c| if c == '\n' { ' ' } else { c });
    let mut head: String = letters.by_ref().take(MAX_TOLD).collect();
    if letters.next().is_some() {
        head.push('…');
    }
    head
}

pub(super) fn at<'r>(root: Option<&'r Requirement>, path: &[usize]) -> Option<&'r Requirement> {
    let mut node = root?;
    for index in path {
        node = node.children().get(*index)?;
    }
    Some(node)
}

/// Puts another node at a path, or takes the one there out of its group.
pub(super) fn replace(root: &mut Requirement, path: &[usize], node: Option<Requirement>) {
    let Some((first, rest)) = path.split_first() else {
        if let Some(node) = node {
            *root = node;
        }
        return;
    };
    match root {
        Requirement::Not(inner) => replace(inner, rest, node),
        Requirement::And(parts)
        | Requirement::Or(parts)
        | Requirement::RequireGroup { reqs: parts, .. } => match (parts.get_mut(*first), node) {
            (Some(part), node) if !rest.is_empty() => replace(part, rest, node),
            (Some(part), Some(node)) => *part = node,
            (Some(_), None) => {
                parts.remove(*first);
            }
            (None, Some(node)) if rest.is_empty() => parts.push(node),
            (None, _) => {}
        },
        Requirement::Condition(_) => {}
    }
}

//! The shape of gates: constants, quorums and depth.

use super::Found;
use super::view::GateView;
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{MAX_REQUIREMENT_DEPTH, Requirement};

/// Checks a gate whose requirement can be read.
pub(super) fn check(gate: &GateView<'_>, found: &mut Found) {
    let Some(tree) = gate.tree() else { return };
    let at = format!("{}/requirement", gate.pointer());
    // In a text these are breaches of the language, which were told.
    if found.told_mut(Code::GW0111, &at).is_some() && !found.all {
        return;
    }
    let depth = tree.depth();
    if depth > MAX_REQUIREMENT_DEPTH {
        found.push(
            Diagnostic::new(
                Code::GW0411,
                &at,
                format!("the requirement is {depth} deep; the engine stops at {MAX_REQUIREMENT_DEPTH} and the gate is unknown for ever"),
            )
            .help("flatten it: an `and` within an `and` needs no level of its own"),
        );
    } else if constant(tree) == Some(true) {
        found.push(
            Diagnostic::new(
                Code::GW0402,
                &at,
                format!("gate `{}` is true without any evidence", gate.id()),
            )
            .help(
                "add a condition, or remove the gate: a stage without gates passes just the same",
            ),
        );
    }
    node(gate, tree, &at, &mut Vec::new(), found);
}

/// Returns the value of a requirement that no evidence can change.
///
/// With nothing known every condition is unknown, so what is decided then is decided always.
fn constant(tree: &Requirement) -> Option<bool> {
    match tree {
        Requirement::Condition(_) => None,
        Requirement::Not(part) => constant(part).map(|value| !value),
        Requirement::And(parts) => quorum(parts, parts.len()),
        Requirement::Or(parts) => quorum(parts, 1),
        Requirement::RequireGroup { min, reqs } => quorum(reqs, usize::from(*min)),
    }
}

fn quorum(parts: &[Requirement], min: usize) -> Option<bool> {
    let values: Vec<Option<bool>> = parts.iter().map(constant).collect();
    let sure = values.iter().filter(|value| **value == Some(true)).count();
    let possible = values.iter().filter(|value| **value != Some(false)).count();
    if sure >= min {
        Some(true)
    } else if possible < min {
        Some(false)
    } else {
        None
    }
}

fn node(
    gate: &GateView<'_>,
    tree: &Requirement,
    at: &str,
    path: &mut Vec<usize>,
    found: &mut Found,
) {
    // In a text there is only one place to point at.
    let place = if gate.is_tree() {
        at.to_owned()
    } else {
        format!("{}/requirement", gate.pointer())
    };
    let step = path
        .iter()
        .map(usize::to_string)
        .collect::<Vec<_>>()
        .join(".");
    match tree {
        Requirement::RequireGroup { min, reqs } => {
            quorum_shape(usize::from(*min), reqs, &place, &step, found);
        }
        Requirement::Or(parts) if parts.is_empty() => found.push(
            Diagnostic::new(Code::GW0405, place, "`any` of nothing can never be true")
                .parameter(step)
                .help("add what may make it true"),
        ),
        _ => {}
    }
    for (index, child) in tree.children().iter().enumerate() {
        path.push(index);
        node(
            gate,
            child,
            &format!("{at}{}", tree.child_pointer(index)),
            path,
            found,
        );
        path.pop();
    }
}

fn quorum_shape(min: usize, reqs: &[Requirement], place: &str, step: &str, found: &mut Found) {
    let total = reqs.len();
    if min > total {
        found.push(
            Diagnostic::new(
                Code::GW0405,
                place,
                format!("{min} of {total} can never be reached"),
            )
            .parameter(step)
            .help(format!("require at most {total}, or add parts")),
        );
    } else if total > 1 && (min == total || min == 1) {
        let word = if min == 1 { "any" } else { "all" };
        found.push(
            Diagnostic::new(
                Code::GW0406,
                place,
                format!("{min} of {total} means `{word}` of them"),
            )
            .parameter(step)
            .help(format!("write `{word}(..)`")),
        );
    }
    for (index, part) in reqs.iter().enumerate() {
        let again = reqs[..index]
            .iter()
            .filter(|earlier| *earlier == part)
            .count();
        if again == 1 {
            let times = reqs.iter().filter(|other| *other == part).count();
            let what = match part {
                Requirement::Condition(id) => format!("`{id}`"),
                _ => "the same part".to_owned(),
            };
            found.push(
                Diagnostic::new(
                    Code::GW0407,
                    place,
                    format!("{what} counts {times} times towards the quorum"),
                )
                .parameter(step)
                .parameter(what.as_str())
                .help("name each vote once"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_evidence_free_requirements_are_constant() {
        let c = || Requirement::Condition("a".to_owned());
        for (tree, value) in [
            (c(), None),
            (Requirement::And(vec![]), Some(true)),
            (Requirement::Or(vec![]), Some(false)),
            (
                Requirement::Not(Box::new(Requirement::Or(vec![]))),
                Some(true),
            ),
            (
                Requirement::Or(vec![c(), Requirement::And(vec![])]),
                Some(true),
            ),
            (
                Requirement::RequireGroup {
                    min: 0,
                    reqs: vec![c()],
                },
                Some(true),
            ),
            (
                Requirement::RequireGroup {
                    min: 2,
                    reqs: vec![c()],
                },
                Some(false),
            ),
            (
                Requirement::Or(vec![c(), Requirement::Not(Box::new(c()))]),
                None,
            ),
        ] {
            assert_eq!(constant(&tree), value, "{tree:?}");
        }
    }
}

//! A requirement as lines: on one line while it is short, else one part a line.

use super::values::{WIDE, missing, quoted};
use crate::draft::RequirementDraft;
use crate::spec::{Requirement, is_printable_id, print_requirement};

/// Returns what a gate needs, its parts sorted where their order means nothing.
pub(super) fn needs(requirement: Option<&RequirementDraft>) -> Vec<String> {
    let Some(requirement) = requirement else {
        return vec![missing("requirement")];
    };
    match (requirement.tree(), requirement) {
        (Ok(tree), _) => {
            let sorted = sorted(&tree);
            if let Some(line) = short(&sorted) {
                return vec![format!("needs {line}")];
            }
            let mut lines = vec!["needs".to_owned()];
            put(&sorted, 1, &mut lines);
            lines
        }
        (Err(_), RequirementDraft::Text(text)) => {
            vec![format!("needs, but this does not parse: {}", quoted(text))]
        }
        // A tree is its own tree.
        (Err(_), RequirementDraft::Tree(_)) => Vec::new(),
    }
}

/// Returns the same requirement with the parts of every `and`, `or` and quorum in one order.
fn sorted(node: &Requirement) -> Requirement {
    let all = |parts: &[Requirement]| -> Vec<Requirement> {
        let mut keyed: Vec<(String, Requirement)> = parts
            .iter()
            .map(|part| {
                let part = sorted(part);
                (flat(&part), part)
            })
            .collect();
        keyed.sort_by(|a, b| a.0.cmp(&b.0));
        keyed.into_iter().map(|(_, part)| part).collect()
    };
    match node {
        Requirement::And(parts) => Requirement::And(all(parts)),
        Requirement::Or(parts) => Requirement::Or(all(parts)),
        Requirement::RequireGroup { min, reqs } => Requirement::RequireGroup {
            min: *min,
            reqs: all(reqs),
        },
        Requirement::Not(part) => Requirement::Not(Box::new(sorted(part))),
        Requirement::Condition(id) => Requirement::Condition(id.clone()),
    }
}

/// Returns the text of a requirement where it is short enough for a line.
fn short(node: &Requirement) -> Option<String> {
    let text = print_requirement(node).unwrap_or_else(|_| flat(node));
    text.chars().nth(WIDE).is_none().then_some(text)
}

/// Returns any requirement on one line, with calls only.
fn flat(node: &Requirement) -> String {
    let list = |parts: &[Requirement]| -> String {
        let parts: Vec<String> = parts.iter().map(flat).collect();
        parts.join(", ")
    };
    match node {
        Requirement::And(parts) => format!("all({})", list(parts)),
        Requirement::Or(parts) => format!("any({})", list(parts)),
        Requirement::RequireGroup { min, reqs } => format!("at_least({min}, {})", list(reqs)),
        Requirement::Not(part) => format!("not {}", flat(part)),
        Requirement::Condition(id) if is_printable_id(id) => id.clone(),
        Requirement::Condition(id) => quoted(id),
    }
}

fn put(node: &Requirement, depth: usize, lines: &mut Vec<String>) {
    let mut line = |text: &str| lines.push(format!("{}{text}", "  ".repeat(depth)));
    if let Some(text) = short(node) {
        line(&text);
        return;
    }
    match node {
        Requirement::And(_) => line("all of"),
        Requirement::Or(_) => line("any of"),
        Requirement::RequireGroup { min, reqs } => {
            line(&format!("at least {min} of {}", reqs.len()));
        }
        Requirement::Not(_) => line("not"),
        Requirement::Condition(_) => line(&flat(node)),
    }
    for part in node.children() {
        put(part, depth + 1, lines);
    }
}

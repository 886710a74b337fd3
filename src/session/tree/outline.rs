//! A requirement as rows: one for each node, deeper ones behind what holds them.

use std::collections::BTreeSet;

use crate::spec::Requirement;

/// A row of an outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineRow {
    /// Child positions from the root to the node.
    pub path: Vec<usize>,
    /// The lines that lead to the node, such as `│  └─ `.
    pub lead: String,
    /// What the node says: the condition's id, or `all of`. May hold untrusted text.
    pub words: String,
    /// Whether it is a condition.
    pub is_condition: bool,
    /// How many nodes below it are left out because it is folded.
    pub folded: usize,
}

/// Returns the rows of a requirement, leaving out what is below the folded nodes.
#[must_use]
pub fn outline(tree: &Requirement, folded: &BTreeSet<Vec<usize>>) -> Vec<OutlineRow> {
    let mut rows = Vec::new();
    walk(tree, folded, &mut Vec::new(), "", "", &mut rows);
    rows
}

fn walk(
    node: &Requirement,
    folded: &BTreeSet<Vec<usize>>,
    path: &mut Vec<usize>,
    lead: &str,
    below: &str,
    rows: &mut Vec<OutlineRow>,
) {
    let parts = node.children();
    let fold = !parts.is_empty() && folded.contains(path.as_slice());
    rows.push(OutlineRow {
        path: path.clone(),
        lead: lead.to_owned(),
        words: words(node),
        is_condition: matches!(node, Requirement::Condition(_)),
        folded: if fold { size(node) - 1 } else { 0 },
    });
    if fold {
        return;
    }
    for (index, part) in parts.iter().enumerate() {
        let (branch, rail) = if index + 1 == parts.len() {
            ("└─ ", "   ")
        } else {
            ("├─ ", "│  ")
        };
        path.push(index);
        walk(
            part,
            folded,
            path,
            &format!("{below}{branch}"),
            &format!("{below}{rail}"),
            rows,
        );
        path.pop();
    }
}

fn size(node: &Requirement) -> usize {
    1 + node.children().iter().map(size).sum::<usize>()
}

fn words(node: &Requirement) -> String {
    match node {
        Requirement::Condition(id) => id.clone(),
        Requirement::And(parts) if parts.is_empty() => "all of nothing: always true".to_owned(),
        Requirement::Or(parts) if parts.is_empty() => "any of nothing: never true".to_owned(),
        Requirement::And(_) => "all of".to_owned(),
        Requirement::Or(_) => "any of".to_owned(),
        Requirement::Not(_) => "not".to_owned(),
        Requirement::RequireGroup { min, reqs } => format!("at least {min} of {}", reqs.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::parse_requirement;

    fn drawn(text: &str, folded: &[&[usize]]) -> String {
        let tree = parse_requirement(text).unwrap().tree;
        let folded = folded.iter().map(|path| path.to_vec()).collect();
        let mut text = String::new();
        for row in outline(&tree, &folded) {
            text.push_str(&row.lead);
            text.push_str(&row.words);
            if row.folded > 0 {
                text.push_str(" … ");
                text.push_str(&row.folded.to_string());
            }
            text.push('\n');
        }
        text
    }

    #[test]
    fn rows_follow_the_tree_and_folded_ones_say_how_much_they_hide() {
        let text = "all(a, at_least(2, b, c), not d, any())";
        assert_eq!(
            drawn(text, &[]),
            "all of\n├─ a\n├─ at least 2 of 2\n│  ├─ b\n│  └─ c\n├─ not\n│  └─ d\n\
             └─ any of nothing: never true\n"
        );
        assert_eq!(
            drawn(text, &[&[1], &[0], &[7]]),
            "all of\n├─ a\n├─ at least 2 of 2 … 2\n├─ not\n│  └─ d\n└─ any of nothing: never true\n"
        );
    }
}

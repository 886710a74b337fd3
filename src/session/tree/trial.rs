//! What a gate says while some conditions are known and others are not, in one sentence.

use crate::plain::MAX_LISTED;
use crate::runtime::NodeValue;
use crate::spec::{GateOutcome, MAX_REQUIREMENT_DEPTH, Requirement};

/// How deep a sentence follows a requirement before it only says that there is more.
const MAX_TOLD: usize = 3;

/// Returns what a gate's value is and why, such as `unknown: waits for one of alice_ok, carol_ok`.
///
/// `value` is what [`crate::runtime::node_values`] gives for the requirement.
#[must_use]
pub fn verdict(requirement: &Requirement, value: &NodeValue) -> String {
    if value.too_deep {
        return format!(
            "unknown for ever: the requirement is deeper than {MAX_REQUIREMENT_DEPTH} levels"
        );
    }
    match value.outcome {
        GateOutcome::Unknown => {
            format!("unknown: waits for {}", waits(requirement, value, true, 0))
        }
        GateOutcome::True => format!("true{}", reasons(requirement, value)),
        GateOutcome::False => format!("false{}", reasons(requirement, value)),
    }
}

fn parts<'a>(
    node: &'a Requirement,
    value: &'a NodeValue,
) -> impl Iterator<Item = (&'a Requirement, &'a NodeValue)> {
    node.children().iter().zip(&value.parts)
}

/// Returns how many parts must be true, or false, for a group to be it.
fn threshold(node: &Requirement, goal: bool) -> usize {
    let count = node.children().len();
    let min = match node {
        Requirement::And(_) => count,
        Requirement::RequireGroup { min, .. } => usize::from(*min),
        _ => 1,
    };
    if goal {
        min
    } else {
        (count + 1).saturating_sub(min)
    }
}

/// Says what an unknown node still needs to become true, or false.
fn waits(node: &Requirement, value: &NodeValue, goal: bool, depth: usize) -> String {
    match node {
        Requirement::Condition(id) if goal => return id.clone(),
        Requirement::Condition(id) => return format!("{id} to be false"),
        Requirement::Not(part) => {
            return value
                .parts
                .first()
                .map_or_else(String::new, |below| waits(part, below, !goal, depth));
        }
        _ => {}
    }
    let reached = if goal {
        GateOutcome::True
    } else {
        GateOutcome::False
    };
    let have = value
        .parts
        .iter()
        .filter(|part| part.outcome == reached)
        .count();
    let need = threshold(node, goal).saturating_sub(have);
    let open: Vec<_> = parts(node, value)
        .filter(|(_, value)| value.outcome == GateOutcome::Unknown)
        .collect();
    if let [(only, value)] = open.as_slice() {
        return waits(only, value, goal, depth);
    }
    if depth >= MAX_TOLD {
        return "…".to_owned();
    }
    let words: Vec<String> = open
        .iter()
        .take(MAX_LISTED)
        .map(|(node, value)| waits(node, value, goal, depth + 1))
        .collect();
    let more = open.len() - words.len();
    let list = if need >= open.len() && more == 0 {
        match words.split_last() {
            Some((last, before)) if !before.is_empty() => {
                format!("{} and {last}", before.join(", "))
            }
            _ => words.concat(),
        }
    } else {
        let rest = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        let head = if need >= open.len() {
            "all of".to_owned()
        } else if need == 1 {
            "one of".to_owned()
        } else {
            format!("{need} of")
        };
        format!("{head} {}{rest}", words.join(", "))
    };
    if depth > 0 { format!("({list})") } else { list }
}

/// Names the conditions that made a node what it is.
fn reasons(requirement: &Requirement, value: &NodeValue) -> String {
    let mut found: Vec<(&str, bool)> = Vec::new();
    because(requirement, value, &mut found);
    if found.is_empty() {
        return ": no evidence can change it".to_owned();
    }
    let count = found.len();
    let words: Vec<String> = found
        .iter()
        .take(MAX_LISTED)
        .map(|(id, truth)| format!("{id} is {truth}"))
        .collect();
    let more = if count > words.len() {
        format!(" and {} more", count - words.len())
    } else {
        String::new()
    };
    format!(": {}{more}", words.join(", "))
}

fn because<'a>(node: &'a Requirement, value: &NodeValue, found: &mut Vec<(&'a str, bool)>) {
    if let Requirement::Condition(id) = node {
        let entry = (id.as_str(), value.outcome == GateOutcome::True);
        if !found.contains(&entry) {
            found.push(entry);
        }
        return;
    }
    let negated = matches!(node, Requirement::Not(_));
    for (part, below) in node.children().iter().zip(&value.parts) {
        // A part speaks for the whole when it has the whole's value, or its opposite below a `not`.
        if negated || below.outcome == value.outcome {
            because(part, below, found);
        }
        if found.len() > MAX_LISTED * 4 {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::node_values;
    use crate::spec::parse_requirement;

    #[test]
    fn the_sentence_says_what_decides_or_what_is_waited_for() {
        for (text, truths, falses, sentence) in [
            ("a", "", "", "unknown: waits for a"),
            ("a", "a", "", "true: a is true"),
            ("a and b", "", "b", "false: b is false"),
            ("not a", "a", "", "false: a is true"),
            ("not a", "", "", "unknown: waits for a to be false"),
            (
                "a and at_least(2, b, c, d)",
                "ac",
                "",
                "unknown: waits for one of b, d",
            ),
            (
                "a and at_least(2, b, c, d)",
                "",
                "",
                "unknown: waits for a and (2 of b, c, d)",
            ),
            (
                "a or (b and c)",
                "",
                "",
                "unknown: waits for one of a, (b and c)",
            ),
            (
                "not (a or b)",
                "",
                "",
                "unknown: waits for a to be false and b to be false",
            ),
            ("not (a and b)", "a", "", "unknown: waits for b to be false"),
            ("all()", "", "", "true: no evidence can change it"),
            ("any(a, b)", "", "ab", "false: a is false, b is false"),
        ] {
            let tree = parse_requirement(text).unwrap().tree;
            let value = node_values(&tree, |id| {
                if truths.contains(id) {
                    Some(GateOutcome::True)
                } else if falses.contains(id) {
                    Some(GateOutcome::False)
                } else {
                    None
                }
            });
            assert_eq!(verdict(&tree, &value), sentence, "{text} {truths} {falses}");
        }
    }

    #[test]
    fn broad_and_deep_requirements_are_cut() {
        let ids: Vec<String> = (0..50).map(|n| format!("c{n}")).collect();
        let tree = parse_requirement(&format!("any({})", ids.join(", ")))
            .unwrap()
            .tree;
        assert_eq!(
            verdict(&tree, &node_values(&tree, |_| None)),
            "unknown: waits for one of c0, c1, c2, c3, c4, c5 and 44 more"
        );
        let leaf = Requirement::Condition("a".to_owned());
        let deep = (0..33).fold(leaf, |tree, _| Requirement::And(vec![tree]));
        assert_eq!(
            verdict(&deep, &node_values(&deep, |_| None)),
            "unknown for ever: the requirement is deeper than 32 levels"
        );
    }
}

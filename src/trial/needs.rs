//! What a gate that is not true would need.

use std::collections::HashSet;

use super::account::Blocking;
use crate::plain::MAX_LISTED;
use crate::runtime::NodeValue;
use crate::spec::{GateOutcome, MAX_REQUIREMENT_DEPTH, Requirement};

/// How deep a phrase follows a requirement before it only says that there is more.
const MAX_TOLD: usize = 4;

/// Returns what would make a gate true, such as `coverage (false)`; none when it is true.
///
/// `value` is what [`crate::runtime::node_values`] gives for the requirement.
pub(super) fn needs(requirement: &Requirement, value: &NodeValue) -> Option<String> {
    if value.outcome == GateOutcome::True {
        return None;
    }
    if value.too_deep {
        return Some(format!(
            "to be at most {MAX_REQUIREMENT_DEPTH} levels deep: the engine looks no deeper, so it \
             is unknown for ever"
        ));
    }
    let words = phrase(requirement, value, true, 0);
    Some(words.unwrap_or_else(|| "what no evidence can give".to_owned()))
}

/// Lists the conditions that would have to change for a gate to be true, each once for each way.
pub(super) fn blocking(requirement: &Requirement, value: &NodeValue) -> Vec<Blocking> {
    let mut found = Vec::new();
    if !value.too_deep {
        collect(requirement, value, true, &mut HashSet::new(), &mut found);
    }
    found
}

const fn outcome_of(goal: bool) -> GateOutcome {
    if goal {
        GateOutcome::True
    } else {
        GateOutcome::False
    }
}

/// Returns how many parts must be true, or false, for a node to be it.
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

/// Says what a node that is not yet true, or false, needs; none when nothing can give it that.
fn phrase(node: &Requirement, value: &NodeValue, goal: bool, depth: usize) -> Option<String> {
    match node {
        Requirement::Condition(id) => {
            let found = value.outcome.name();
            return Some(if goal {
                format!("{id} ({found})")
            } else {
                format!("{id} to be false ({found})")
            });
        }
        Requirement::Not(part) => return phrase(part, value.parts.first()?, !goal, depth),
        _ => {}
    }
    let reached = outcome_of(goal);
    let parts = || node.children().iter().zip(&value.parts);
    let have = parts().filter(|(_, part)| part.outcome == reached).count();
    let need = threshold(node, goal).checked_sub(have)?;
    let open = parts().filter(|(_, part)| part.outcome != reached).count();
    if need > open {
        return None;
    }
    if depth >= MAX_TOLD {
        return Some("…".to_owned());
    }
    let words: Vec<String> = parts()
        .filter(|(_, part)| part.outcome != reached)
        .filter_map(|(node, part)| phrase(node, part, goal, depth + 1))
        .collect();
    if words.len() < need {
        return None;
    }
    if let [only] = words.as_slice() {
        return Some(only.clone());
    }
    let joint = if words.len() == need { "and" } else { "or" };
    let list = crate::plain::listed(&words, joint);
    let list = if need == 1 || (words.len() == need && words.len() <= MAX_LISTED) {
        list
    } else {
        let count = if words.len() == need {
            "all of".to_owned()
        } else {
            format!("{need} of")
        };
        format!("{count} {list}")
    };
    Some(if depth > 0 { format!("({list})") } else { list })
}

fn collect<'r>(
    node: &'r Requirement,
    value: &NodeValue,
    goal: bool,
    seen: &mut HashSet<(&'r str, bool)>,
    found: &mut Vec<Blocking>,
) {
    if value.outcome == outcome_of(goal) {
        return;
    }
    if let Requirement::Condition(id) = node {
        if seen.insert((id, goal)) {
            found.push(Blocking {
                condition_id: id.clone(),
                outcome: value.outcome,
                wanted: goal,
            });
        }
        return;
    }
    let goal = goal != matches!(node, Requirement::Not(_));
    for (part, value) in node.children().iter().zip(&value.parts) {
        collect(part, value, goal, seen, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::node_values;
    use crate::spec::parse_requirement;

    /// Conditions named `t..` are true, `f..` false, all others unknown.
    fn told(text: &str) -> (Option<String>, Vec<String>) {
        let tree = parse_requirement(text).unwrap().tree;
        let value = node_values(&tree, |id| {
            Some(match id.as_bytes()[0] {
                b't' => GateOutcome::True,
                b'f' => GateOutcome::False,
                _ => GateOutcome::Unknown,
            })
        });
        let blocking = blocking(&tree, &value)
            .into_iter()
            .map(|one| format!("{} {}", one.condition_id, one.wanted))
            .collect();
        (needs(&tree, &value), blocking)
    }

    #[test]
    fn what_is_missing_is_named_with_what_it_is() {
        for (text, needs, blocking) in [
            ("t1", None, &[][..]),
            ("f1", Some("f1 (false)"), &["f1 true"]),
            ("not t1", Some("t1 to be false (true)"), &["t1 false"]),
            (
                "t1 and f1 and u1",
                Some("f1 (false) and u1 (unknown)"),
                &["f1 true", "u1 true"],
            ),
            (
                "f1 or u1",
                Some("f1 (false) or u1 (unknown)"),
                &["f1 true", "u1 true"],
            ),
            (
                "at_least(2, t1, f1, u1)",
                Some("f1 (false) or u1 (unknown)"),
                &["f1 true", "u1 true"],
            ),
            (
                "at_least(3, t1, f1, u1, u2)",
                Some("2 of f1 (false), u1 (unknown) or u2 (unknown)"),
                &["f1 true", "u1 true", "u2 true"],
            ),
            (
                "t1 and (f1 or not t2)",
                Some("(f1 (false) or t2 to be false (true))"),
                &["f1 true", "t2 false"],
            ),
            (
                "not (t1 or u1)",
                Some("t1 to be false (true) and u1 to be false (unknown)"),
                &["t1 false", "u1 false"],
            ),
        ] {
            let blocking: Vec<String> = blocking.iter().map(ToString::to_string).collect();
            assert_eq!(told(text), (needs.map(str::to_owned), blocking), "{text}");
        }
    }

    #[test]
    fn what_no_evidence_can_give_is_said_so() {
        let impossible = Requirement::RequireGroup {
            min: 2,
            reqs: vec![Requirement::Condition("a".to_owned())],
        };
        let value = node_values(&impossible, |_| Some(GateOutcome::True));
        let told = needs(&impossible, &value);
        assert_eq!(told.as_deref(), Some("what no evidence can give"));
    }
}

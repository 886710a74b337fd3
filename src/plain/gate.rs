//! What a gate needs and what blocks it, in plain words.

use super::words::listed;
use crate::spec::Requirement;

/// How deep a sentence follows a requirement before it only says that there is more.
const MAX_DEPTH: usize = 4;

/// Returns when a requirement holds, such as `all of a and at least 2 of 3 (b, c and d)`.
#[must_use]
pub fn passes_when(requirement: &Requirement) -> String {
    phrase(requirement, true, 0)
}

/// Returns what keeps a requirement from holding: each item alone makes it false.
///
/// A part that stays unknown can keep it from holding too, without making it false.
#[must_use]
pub fn blocked_by(requirement: &Requirement) -> Vec<String> {
    match requirement {
        Requirement::And(parts) => parts.iter().map(|part| phrase(part, false, 1)).collect(),
        other => match phrase(other, false, 0) {
            words if words == NEVER => Vec::new(),
            words => vec![words],
        },
    }
}

const ALWAYS: &str = "always";
const NEVER: &str = "never";

/// Says when a node is true, or when it is false.
fn phrase(node: &Requirement, truth: bool, depth: usize) -> String {
    match node {
        Requirement::Condition(id) if truth => id.clone(),
        Requirement::Condition(id) => format!("{id} is false"),
        Requirement::Not(part) if truth => match part.as_ref() {
            Requirement::Condition(id) => format!("not {id}"),
            part => bracketed("not", std::slice::from_ref(part), true, depth, "and"),
        },
        Requirement::Not(part) => match part.as_ref() {
            Requirement::Condition(id) => format!("{id} is true"),
            part => phrase(part, true, depth),
        },
        Requirement::And(parts) => group(parts, parts.len(), truth, depth),
        Requirement::Or(parts) => group(parts, 1, truth, depth),
        Requirement::RequireGroup { min, reqs } => group(reqs, usize::from(*min), truth, depth),
    }
}

/// Says when at least `min` of the parts are true, or when that can no longer come about.
fn group(parts: &[Requirement], min: usize, truth: bool, depth: usize) -> String {
    let count = parts.len();
    // So many parts must be true, or false, for the group to be it.
    let need = if truth {
        min
    } else {
        (count + 1).saturating_sub(min)
    };
    if need == 0 {
        return ALWAYS.to_owned();
    }
    if need > count {
        return NEVER.to_owned();
    }
    if let ([only], 0) = (parts, depth) {
        return phrase(only, truth, depth);
    }
    if need == count {
        bracketed("all of", parts, truth, depth, "and")
    } else if need == 1 {
        bracketed("any of", parts, truth, depth, "or")
    } else {
        let words = format!("at least {need} of {count}");
        if depth == 0 {
            format!("{words}: {}", inside(parts, truth, depth, "and"))
        } else {
            bracketed(&words, parts, truth, depth, "and")
        }
    }
}

fn bracketed(words: &str, parts: &[Requirement], truth: bool, depth: usize, last: &str) -> String {
    let inside = inside(parts, truth, depth, last);
    if depth == 0 && words != "not" {
        format!("{words} {inside}")
    } else {
        format!("{words} ({inside})")
    }
}

fn inside(parts: &[Requirement], truth: bool, depth: usize, last: &str) -> String {
    if depth + 1 > MAX_DEPTH {
        return "…".to_owned();
    }
    // `listed` shows no more than a few, so no more are worth a phrase.
    let words: Vec<String> = parts
        .iter()
        .enumerate()
        .map(|(index, part)| {
            if index < super::words::MAX_LISTED {
                phrase(part, truth, depth + 1)
            } else {
                String::new()
            }
        })
        .collect();
    listed(&words, last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::parse_requirement;

    fn tree(text: &str) -> Requirement {
        parse_requirement(text).unwrap().tree
    }

    #[test]
    fn requirements_are_told_both_ways() {
        for (text, passes, blocked) in [
            ("a", "a", vec!["a is false"]),
            ("not a", "not a", vec!["a is true"]),
            (
                "a and b",
                "all of a and b",
                vec!["a is false", "b is false"],
            ),
            (
                "a or b",
                "any of a or b",
                vec!["all of a is false and b is false"],
            ),
            (
                "all(a, b, at_least(2, c, d, e), !f)",
                "all of a, b, at least 2 of 3 (c, d and e) and not f",
                vec![
                    "a is false",
                    "b is false",
                    "at least 2 of 3 (c is false, d is false and e is false)",
                    "f is true",
                ],
            ),
            (
                "not (a or b and c)",
                "not (any of (a or all of (b and c)))",
                vec!["any of a or all of (b and c)"],
            ),
            ("all()", "always", vec![]),
            ("any()", "never", vec!["always"]),
            ("at_least(0, a)", "always", vec![]),
            ("at_least(3, a, b)", "never", vec!["always"]),
            (
                "at_least(2, a, b)",
                "all of a and b",
                vec!["any of a is false or b is false"],
            ),
        ] {
            let tree = tree(text);
            assert_eq!(passes_when(&tree), passes, "{text}");
            assert_eq!(blocked_by(&tree), blocked, "{text}");
        }
    }

    #[test]
    fn broad_and_deep_requirements_are_cut() {
        let ids: Vec<String> = (0..500).map(|n| format!("c{n}")).collect();
        let broad = tree(&format!("any({})", ids.join(", ")));
        assert_eq!(
            passes_when(&broad),
            "any of c0, c1, c2, c3, c4 and 495 more"
        );
        let mut deep = tree("x");
        for _ in 0..60 {
            deep = Requirement::And(vec![deep.clone(), tree("y")]);
        }
        assert_eq!(
            passes_when(&deep),
            "all of all of (all of (all of (all of (…) and y) and y) and y) and y"
        );
    }
}

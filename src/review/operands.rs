//! Requirements as what they say: the order of operands does not count.

use crate::spec::Requirement;

/// Returns a text that two requirements share when they differ at most in the order of operands.
///
/// `name` gives the id that a condition counts as, so that renamed conditions are the same.
pub(super) fn key<'a>(requirement: &'a Requirement, name: &dyn Fn(&'a str) -> &'a str) -> String {
    let (word, parts) = match requirement {
        Requirement::Condition(id) => return quoted(name(id)),
        Requirement::Not(part) => return format!("not({})", key(part, name)),
        Requirement::And(parts) => ("all".to_owned(), parts),
        Requirement::Or(parts) => ("any".to_owned(), parts),
        Requirement::RequireGroup { min, reqs } => (format!("at_least_{min}"), reqs),
    };
    let mut keys: Vec<String> = parts.iter().map(|part| key(part, name)).collect();
    keys.sort_unstable();
    format!("{word}({})", keys.join(","))
}

/// Writes an id so that no id can look like an operator or like two ids.
fn quoted(id: &str) -> String {
    serde_json::Value::from(id).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::parse_requirement;

    #[test]
    fn only_the_order_of_operands_is_passed_over() {
        let of = |text: &str| {
            let tree = parse_requirement(text).unwrap().tree;
            key(&tree, &|id| if id == "old" { "a" } else { id })
        };
        for (one, other, same) in [
            ("a and b", "b and a", true),
            (
                "at_least(2, a, b or c, c)",
                "at_least(2, c, c or b, a)",
                true,
            ),
            ("old and b", "a and b", true),
            ("a and b", "a or b", false),
            ("at_least(1, a, b)", "at_least(2, a, b)", false),
            ("all(a, a)", "all(a)", false),
            ("not a", "a", false),
        ] {
            assert_eq!(of(one) == of(other), same, "{one} | {other}");
        }
        let one = Requirement::And(vec![Requirement::Condition("a\",\"b".to_owned())]);
        assert_ne!(key(&one, &|id| id), of("all(a, b)"));
    }
}

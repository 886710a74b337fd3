//! The order of a draft: which part a place belongs to, and which place comes first.

use std::cmp::Ordering;

use crate::diagnostic::Diagnostic;

/// A part of a draft that has findings of its own, in the order of the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The scenario itself.
    Scenario,
    /// The condition at a position.
    Condition(usize),
    /// The stage at a position, with its gates, packets and routes.
    Stage(usize),
    /// The policies and schemas.
    References,
}

impl Part {
    /// Returns the part that the place of a JSON Pointer belongs to.
    #[must_use]
    pub fn of_pointer(pointer: &str) -> Self {
        let mut steps = pointer.split('/').skip(1);
        let list = steps.next();
        let index = steps.next().and_then(|step| step.parse().ok());
        match (list, index) {
            (Some("conditions"), Some(index)) => Self::Condition(index),
            (Some("stages"), Some(index)) => Self::Stage(index),
            (Some("policies" | "schemas"), Some(_)) => Self::References,
            _ => Self::Scenario,
        }
    }
}

/// Compares findings of one part by place, positions as numbers, then by kind and wording.
pub(super) fn compare(one: &Diagnostic, other: &Diagnostic) -> Ordering {
    places(&one.primary.pointer, &other.primary.pointer)
        .then_with(|| one.code.cmp(&other.code))
        .then_with(|| one.message.cmp(&other.message))
}

fn places(one: &str, other: &str) -> Ordering {
    let mut others = other.split('/');
    for step in one.split('/') {
        let Some(other) = others.next() else {
            return Ordering::Greater;
        };
        let order = match (step.parse::<usize>(), other.parse::<usize>()) {
            (Ok(one), Ok(other)) => one.cmp(&other),
            _ => step.cmp(other),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    match others.next() {
        Some(_) => Ordering::Less,
        None => Ordering::Equal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_numbers_and_an_owner_comes_before_what_it_holds() {
        let sorted = [
            "",
            "/stages/2",
            "/stages/2/gates",
            "/stages/2/gates/9/trust",
            "/stages/2/gates/10",
        ];
        for pair in sorted.windows(2) {
            assert_eq!(places(pair[0], pair[1]), Ordering::Less, "{pair:?}");
            assert_eq!(places(pair[1], pair[0]), Ordering::Greater, "{pair:?}");
        }
        assert_eq!(places("/a/1", "/a/1"), Ordering::Equal);
    }

    #[test]
    fn every_place_has_a_part() {
        for (pointer, part) in [
            ("", Part::Scenario),
            ("/namespace_id", Part::Scenario),
            ("/conditions", Part::Scenario),
            ("/conditions/12/query/check_id", Part::Condition(12)),
            ("/stages/3/gates/0", Part::Stage(3)),
            ("/schemas", Part::Scenario),
            ("/schemas/0/schema_id", Part::References),
        ] {
            assert_eq!(Part::of_pointer(pointer), part, "{pointer}");
        }
    }
}

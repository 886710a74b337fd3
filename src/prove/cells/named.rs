//! The constants that the tests of a question name.

use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use serde_json::Value;

use super::Test;
use super::schema::Kind;
use crate::spec::Comparator;

/// Returns the values that a test compares a scalar with: the members of a set, or the one value.
pub(super) fn scalars<'a>(test: &Test<'a>) -> &'a [Value] {
    match (test.comparator, test.expected) {
        (Comparator::InSet, Some(Value::Array(members))) => members,
        (Comparator::InSet, _) | (_, None) => &[],
        (_, Some(value)) => std::slice::from_ref(value),
    }
}

/// Tells whether a comparator only asks which of the named values an answer is.
pub(super) const fn is_equality(comparator: Comparator) -> bool {
    matches!(
        comparator,
        Comparator::Equals
            | Comparator::NotEquals
            | Comparator::InSet
            | Comparator::DeepEquals
            | Comparator::DeepNotEquals
    )
}

/// Returns all kinds of values, those first that the tests name.
pub(super) fn kinds(tests: &[Test<'_>]) -> Vec<Kind> {
    let named = |kind: &Kind| {
        tests
            .iter()
            .flat_map(scalars)
            .any(|value| Kind::of(value) == *kind)
    };
    let (mut first, last): (Vec<Kind>, Vec<Kind>) = Kind::ALL.into_iter().partition(named);
    first.extend(last);
    first
}

/// Which constants the same tests name, so that one example serves for all of them.
///
/// Only where nothing but equality is asked do such constants have the same outcomes.
pub(super) struct Alike<K> {
    by_constant: HashMap<K, Vec<usize>>,
    shown: HashSet<Vec<usize>>,
}

impl<K: Hash + Eq> Alike<K> {
    /// Returns the constants by the positions of the tests that name them, given in order.
    pub(super) fn new(names: impl IntoIterator<Item = (K, usize)>) -> Self {
        let mut by_constant: HashMap<K, Vec<usize>> = HashMap::new();
        for (constant, test) in names {
            let tests = by_constant.entry(constant).or_default();
            if tests.last() != Some(&test) {
                tests.push(test);
            }
        }
        Self {
            by_constant,
            shown: HashSet::new(),
        }
    }

    /// Tells whether a constant, named or not, is like one that was shown.
    pub(super) fn is_shown<Q: Hash + Eq + ?Sized>(&self, constant: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        let tests = self.by_constant.get(constant);
        self.shown.contains(tests.map_or(&[][..], Vec::as_slice))
    }

    /// Notes that there is an example for all that are like this one.
    pub(super) fn show<Q: Hash + Eq + ?Sized>(&mut self, constant: &Q)
    where
        K: Borrow<Q>,
    {
        let tests = self.by_constant.get(constant).cloned().unwrap_or_default();
        self.shown.insert(tests);
    }
}

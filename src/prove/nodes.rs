//! Nodes of decision diagrams: each different one is kept once, and a budget ends what grows too far.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// The budget was spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the budget of the analysis was spent")]
pub(crate) struct OverBudget;

/// What one node asks (`var`), and the nodes that go on when it is false and when it is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Entry {
    pub(super) var: u32,
    pub(super) low: u32,
    pub(super) high: u32,
}

/// All nodes of one kind of diagram.
///
/// The numbers 0 and 1 are the two constants. A node is made after its children, so that children
/// have smaller numbers.
#[derive(Debug)]
pub(super) struct Nodes {
    entries: Vec<Entry>,
    numbers: HashMap<Entry, u32, Mixed>,
    room: usize,
    steps_left: usize,
}

/// Steps that each node of the budget pays for.
///
/// An operation takes several steps for each node it makes, and one that makes no node must end too.
const STEPS_FOR_A_NODE: usize = 16;

/// The two constants come before the entries.
const CONSTANTS: usize = 2;

thread_local! {
    static STEPS: Cell<u64> = const { Cell::new(0) };
}

/// Returns how many steps all diagrams of this thread took so far; only differences mean something.
///
/// One analysis has its own budget. What a whole scenario may cost is told from these differences,
/// in the same way whichever diagrams an analysis needs. They are the same in every run.
pub(crate) fn steps_taken() -> u64 {
    STEPS.get()
}

impl Nodes {
    /// Returns the two constants with room for `budget` nodes, and 16 steps for each of them.
    pub(super) fn new(budget: usize) -> Self {
        Self {
            entries: Vec::new(),
            numbers: HashMap::default(),
            room: budget,
            steps_left: budget.saturating_mul(STEPS_FOR_A_NODE),
        }
    }

    /// Returns the entry of a node, or `None` for a constant.
    pub(super) fn entry(&self, number: u32) -> Option<Entry> {
        let place = usize::try_from(number).ok()?.checked_sub(CONSTANTS)?;
        self.entries.get(place).copied()
    }

    /// Returns the place of a node in the order of variables; the constants come last.
    pub(super) fn level(&self, number: u32) -> u64 {
        self.entry(number)
            .map_or(u64::MAX, |entry| u64::from(entry.var))
    }

    /// Returns the node with this entry, made now if there is none yet.
    pub(super) fn make(&mut self, entry: Entry) -> Result<u32, OverBudget> {
        if let Some(number) = self.numbers.get(&entry) {
            return Ok(*number);
        }
        if self.entries.len() >= self.room {
            return Err(OverBudget);
        }
        let number = u32::try_from(self.entries.len() + CONSTANTS).map_err(|_| OverBudget)?;
        self.entries.push(entry);
        self.numbers.insert(entry, number);
        Ok(number)
    }

    /// Counts one step of work.
    pub(super) fn step(&mut self) -> Result<(), OverBudget> {
        STEPS.set(STEPS.get().wrapping_add(1));
        self.steps_left = self.steps_left.checked_sub(1).ok_or(OverBudget)?;
        Ok(())
    }

    /// Returns how many nodes were made.
    #[cfg(test)]
    pub(super) fn made(&self) -> usize {
        self.entries.len()
    }

    /// Returns the nodes that `root` reaches through nodes above `level`, children before parents.
    ///
    /// Nodes at that level and below it, and the constants, are left out.
    pub(super) fn above(&self, level: u64, root: u32) -> Vec<u32> {
        let mut seen: HashSet<u32, Mixed> = HashSet::default();
        let mut found = Vec::new();
        let mut waiting = vec![root];
        while let Some(number) = waiting.pop() {
            if let Some(entry) = self.entry(number)
                && u64::from(entry.var) < level
                && seen.insert(number)
            {
                found.push(number);
                waiting.extend([entry.low, entry.high]);
            }
        }
        found.sort_unstable();
        found
    }
}

/// The hash of maps whose keys are a few small numbers: the same in every run, and quick.
pub(super) type Mixed = BuildHasherDefault<Mix>;

/// A multiplicative hash of numbers.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mix(u64);

impl Hasher for Mix {
    fn write_u32(&mut self, number: u32) {
        // An odd factor near 2^64 divided by the golden ratio spreads neighbours apart.
        self.0 = (self.0.rotate_left(23) ^ u64::from(number)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32(u32::from(*byte));
        }
    }

    fn finish(&self) -> u64 {
        // A product mixes upwards only, and a table takes its place from the low bits.
        self.0 ^ (self.0 >> 32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(var: u32, low: u32, high: u32) -> Entry {
        Entry { var, low, high }
    }

    #[test]
    fn a_node_is_made_once_and_only_within_the_budget() {
        let mut nodes = Nodes::new(2);
        let a = nodes.make(entry(3, 0, 1)).unwrap();
        let b = nodes.make(entry(2, a, 1)).unwrap();
        assert_eq!(nodes.make(entry(3, 0, 1)), Ok(a));
        assert_eq!(nodes.make(entry(1, a, b)), Err(OverBudget));
        assert_eq!(nodes.make(entry(2, a, 1)), Ok(b));
        assert_eq!(nodes.made(), 2);
    }

    #[test]
    fn steps_end_after_sixteen_for_each_node() {
        let mut nodes = Nodes::new(2);
        assert_eq!((0..99).take_while(|_| nodes.step().is_ok()).count(), 32);
        assert_eq!(Nodes::new(0).step(), Err(OverBudget));
    }

    #[test]
    fn what_is_reached_comes_children_first_and_ends_at_the_level() {
        let mut nodes = Nodes::new(9);
        let c = nodes.make(entry(3, 0, 1)).unwrap();
        let b = nodes.make(entry(2, c, 1)).unwrap();
        let other = nodes.make(entry(2, 1, c)).unwrap();
        let a = nodes.make(entry(1, b, c)).unwrap();
        assert_eq!(nodes.above(u64::MAX, a), [c, b, a]);
        assert_eq!(nodes.above(3, a), [b, a]);
        assert_eq!(nodes.above(u64::MAX, other), [c, other]);
        assert_eq!(nodes.above(u64::MAX, 1), [0; 0]);
    }

    #[test]
    fn a_variable_with_the_greatest_number_is_above_the_constants() {
        let mut nodes = Nodes::new(1);
        let last = nodes.make(entry(u32::MAX, 0, 1)).unwrap();
        assert!(nodes.level(last) < nodes.level(1));
    }
}

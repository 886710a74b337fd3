//! Families of sets of variables as zero-suppressed decision diagrams, within a budget.
//!
//! A family of more sets than anyone could list is small here when its sets are alike, as all
//! choices of 32 out of 64 are. Two families are equal exactly when their nodes are, and nothing
//! here calls itself.

use std::collections::{BTreeSet, HashMap};

use super::bdd::{Bdd, Node, OverBudget};
use super::nodes::{Entry, Mixed, Nodes};

/// A family of sets in one [`Sets`]; it means nothing in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Family(u32);

impl Family {
    /// The family without any set.
    pub(crate) const EMPTY: Self = Self(0);
    /// The family of the empty set alone.
    pub(crate) const UNIT: Self = Self(1);
}

/// Families of sets over the variables of a [`Bdd`].
///
/// An operation that ends in [`OverBudget`] leaves everything made before it valid.
#[derive(Debug)]
pub(crate) struct Sets {
    nodes: Nodes,
    /// How many variables the smallest and the largest set of each node have.
    sizes: HashMap<Family, Sizes, Mixed>,
    without: HashMap<(Family, Family), Family, Mixed>,
}

#[derive(Debug, Clone, Copy)]
struct Sizes {
    fewest: usize,
    most: usize,
}

/// A family of which the sets without its first variable, then those with it, are being found.
struct Without {
    question: (Family, Family),
    var: u32,
    with_var: Family,
    /// The members of the other family without the variable, and with it while they are to be asked.
    lower: Family,
    upper: Option<Family>,
    low: Option<Family>,
}

struct Kept {
    question: (Family, Node),
    var: u32,
    with_var: (Family, Node),
    low: Option<Family>,
}

/// One of the smallest sets of a node: whether it has the node's variable, and which of the child's
/// smallest sets the rest of it is.
#[derive(Debug, Clone, Copy)]
struct Choice {
    size: usize,
    taken: bool,
    rest: usize,
}

impl Sets {
    /// Returns families in which `budget` nodes may be made, in at most 16 steps of work for each.
    pub(crate) fn new(budget: usize) -> Self {
        Self {
            nodes: Nodes::new(budget),
            sizes: HashMap::default(),
            without: HashMap::default(),
        }
    }

    /// Returns the minimal sets of variables that make the function true when all others are false.
    ///
    /// Of a function that more true variables never make false these are the least that it takes.
    pub(crate) fn minimal(&mut self, bdd: &Bdd, node: Node) -> Result<Family, OverBudget> {
        let mut minimal: HashMap<Node, Family, Mixed> = HashMap::default();
        minimal.insert(Node::TRUE, Family::UNIT);
        let of = |minimal: &HashMap<Node, Family, Mixed>, node| {
            minimal.get(&node).copied().unwrap_or(Family::EMPTY)
        };
        for at in bdd.reached(node) {
            self.nodes.step()?;
            if let Some((var, low, high)) = bdd.parts(at) {
                let low = of(&minimal, low);
                let high = self.without_supersets(of(&minimal, high), low)?;
                let made = self.make(var, low, high)?;
                minimal.insert(at, made);
            }
        }
        Ok(of(&minimal, node))
    }

    /// Returns the sets for which `allowed` holds when exactly their variables are true.
    pub(crate) fn keep(
        &mut self,
        bdd: &Bdd,
        family: Family,
        allowed: Node,
    ) -> Result<Family, OverBudget> {
        let mut known: HashMap<(Family, Node), Family, Mixed> = HashMap::default();
        let mut open: Vec<Kept> = Vec::new();
        let mut question = (family, allowed);
        loop {
            let mut answer = loop {
                self.nodes.step()?;
                let (family, allowed) = question;
                let Some((asked, without, with)) = bdd.parts(allowed) else {
                    break if allowed == Node::TRUE {
                        family
                    } else {
                        Family::EMPTY
                    };
                };
                if family == Family::EMPTY {
                    break family;
                }
                let entry = self
                    .nodes
                    .entry(family.0)
                    .filter(|entry| entry.var <= asked);
                let Some(entry) = entry else {
                    // No set here has the variable that is asked for.
                    question = (family, without);
                    continue;
                };
                if let Some(kept) = known.get(&question) {
                    break *kept;
                }
                let same = entry.var == asked;
                open.push(Kept {
                    question,
                    var: entry.var,
                    with_var: (Family(entry.high), if same { with } else { allowed }),
                    low: None,
                });
                question = (Family(entry.low), if same { without } else { allowed });
            };
            loop {
                let Some(last) = open.pop() else {
                    return Ok(answer);
                };
                let Some(low) = last.low else {
                    question = last.with_var;
                    open.push(Kept {
                        low: Some(answer),
                        ..last
                    });
                    break;
                };
                answer = self.make(last.var, low, answer)?;
                known.insert(last.question, answer);
            }
        }
    }

    /// Returns how many sets there are; `None` when they are more than a `u128` can tell.
    pub(crate) fn count(&self, family: Family) -> Option<u128> {
        let mut counts: HashMap<u32, u128, Mixed> = HashMap::default();
        counts.insert(Family::UNIT.0, 1);
        let of =
            |counts: &HashMap<u32, u128, Mixed>, number| counts.get(&number).copied().unwrap_or(0);
        for (number, entry) in self.reached(family) {
            let count = of(&counts, entry.low).checked_add(of(&counts, entry.high))?;
            counts.insert(number, count);
        }
        Some(of(&counts, family.0))
    }

    /// Returns at most `limit` sets, the smallest first and those of one size in order.
    ///
    /// Each set ascends. The work grows with the nodes times the limit, however many sets there are.
    pub(crate) fn smallest(&self, family: Family, limit: usize) -> Vec<Vec<u32>> {
        let mut best: HashMap<u32, Vec<Choice>, Mixed> = HashMap::default();
        let end = Choice {
            size: 0,
            taken: false,
            rest: 0,
        };
        best.insert(Family::UNIT.0, vec![end]);
        let of = |best: &HashMap<u32, Vec<Choice>, Mixed>, number, taken: bool| {
            let rests = best.get(&number).into_iter().flatten().enumerate();
            rests
                .map(|(rest, choice)| Choice {
                    size: choice.size + usize::from(taken),
                    taken,
                    rest,
                })
                .collect::<Vec<_>>()
        };
        for (number, entry) in self.reached(family) {
            // Of sets of one size those with this variable come first, for it is the first of all.
            let mut choices = of(&best, entry.high, true);
            choices.extend(of(&best, entry.low, false));
            choices.sort_by_key(|choice| choice.size);
            choices.truncate(limit);
            best.insert(number, choices);
        }
        let many = best.get(&family.0).map_or(0, Vec::len).min(limit);
        (0..many)
            .map(|place| {
                let mut set = Vec::new();
                let (mut number, mut place) = (family.0, place);
                while let Some(entry) = self.nodes.entry(number) {
                    let Some(choice) = best.get(&number).and_then(|all| all.get(place)) else {
                        break;
                    };
                    place = choice.rest;
                    if choice.taken {
                        set.push(entry.var);
                        number = entry.high;
                    } else {
                        number = entry.low;
                    }
                }
                set
            })
            .collect()
    }

    /// Returns how many variables the smallest set has; `None` when there is no set.
    #[cfg(test)]
    pub(crate) fn fewest(&self, family: Family) -> Option<usize> {
        Some(self.sizes(family)?.fewest)
    }

    /// Tells whether this set, in any order, is in the family.
    #[cfg(test)]
    pub(crate) fn has(&self, family: Family, set: &[u32]) -> bool {
        let vars: BTreeSet<u32> = set.iter().copied().collect();
        let mut vars = vars.into_iter().peekable();
        let mut at = family;
        while let Some(entry) = self.nodes.entry(at.0) {
            at = Family(if vars.next_if_eq(&entry.var).is_some() {
                entry.high
            } else {
                entry.low
            });
        }
        at == Family::UNIT && vars.next().is_none()
    }

    /// Returns the variables that occur in some set.
    pub(crate) fn support(&self, family: Family) -> BTreeSet<u32> {
        let reached = self.reached(family);
        reached.map(|(_, entry)| entry.var).collect()
    }

    /// Returns the variables that occur in every set; none when there is no set.
    pub(crate) fn in_every(&self, family: Family) -> BTreeSet<u32> {
        let mut entries: Vec<Entry> = self.reached(family).map(|(_, entry)| entry).collect();
        entries.sort_unstable_by_key(|entry| entry.var);
        let mut every = BTreeSet::new();
        // The last variable before which a way from an earlier one goes on.
        let mut skipped_to = 0;
        for same in entries.chunk_by(|a, b| a.var == b.var) {
            let avoidable = same.iter().any(|entry| entry.low != Family::EMPTY.0);
            for entry in same {
                if !avoidable && skipped_to <= u64::from(entry.var) {
                    every.insert(entry.var);
                }
            }
            for child in same.iter().flat_map(|entry| [entry.low, entry.high]) {
                if child != Family::EMPTY.0 {
                    skipped_to = skipped_to.max(self.nodes.level(child));
                }
            }
        }
        every
    }

    /// Returns the sets of `family` that have no member of `others` in them, equal ones included.
    fn without_supersets(&mut self, family: Family, others: Family) -> Result<Family, OverBudget> {
        let mut open: Vec<Without> = Vec::new();
        let mut question = (family, others);
        loop {
            let mut answer = loop {
                self.nodes.step()?;
                let (family, others) = question;
                let (Some(own), Some(other)) = (self.sizes(family), self.sizes(others)) else {
                    break family;
                };
                // The empty set is in every set, and a set is in none that is smaller.
                if other.fewest == 0 || family == others {
                    break Family::EMPTY;
                }
                let entries = (self.nodes.entry(family.0), self.nodes.entry(others.0));
                let (Some(entry), Some(other_entry)) = entries else {
                    break family;
                };
                if own.most < other.fewest {
                    break family;
                }
                if other_entry.var < entry.var {
                    // No set of the family has that variable, so no member with it is in one.
                    question = (family, Family(other_entry.low));
                    continue;
                }
                if let Some(known) = self.without.get(&question) {
                    break *known;
                }
                let (lower, upper) = if other_entry.var == entry.var {
                    (Family(other_entry.low), Some(Family(other_entry.high)))
                } else {
                    (others, None)
                };
                open.push(Without {
                    question,
                    var: entry.var,
                    with_var: Family(entry.high),
                    lower,
                    upper,
                    low: None,
                });
                question = (Family(entry.low), lower);
            };
            loop {
                let Some(last) = open.pop() else {
                    return Ok(answer);
                };
                let Some(low) = last.low else {
                    question = (last.with_var, last.lower);
                    open.push(Without {
                        low: Some(answer),
                        ..last
                    });
                    break;
                };
                if let Some(upper) = last.upper {
                    question = (answer, upper);
                    open.push(Without {
                        upper: None,
                        ..last
                    });
                    break;
                }
                answer = self.make(last.var, low, answer)?;
                self.without.insert(last.question, answer);
            }
        }
    }

    fn make(&mut self, var: u32, low: Family, high: Family) -> Result<Family, OverBudget> {
        let Some(with) = self.sizes(high) else {
            return Ok(low);
        };
        let mut sizes = Sizes {
            fewest: with.fewest + 1,
            most: with.most + 1,
        };
        if let Some(without) = self.sizes(low) {
            sizes.fewest = sizes.fewest.min(without.fewest);
            sizes.most = sizes.most.max(without.most);
        }
        let (low, high) = (low.0, high.0);
        let made = Family(self.nodes.make(Entry { var, low, high })?);
        self.sizes.insert(made, sizes);
        Ok(made)
    }

    fn sizes(&self, family: Family) -> Option<Sizes> {
        match family {
            Family::EMPTY => None,
            Family::UNIT => Some(Sizes { fewest: 0, most: 0 }),
            _ => self.sizes.get(&family).copied(),
        }
    }

    /// Returns the nodes of a family, children before parents.
    fn reached(&self, family: Family) -> impl Iterator<Item = (u32, Entry)> {
        let numbers = self.nodes.above(u64::MAX, family.0).into_iter();
        numbers.filter_map(|number| Some((number, self.nodes.entry(number)?)))
    }
}

#[cfg(test)]
mod tests;

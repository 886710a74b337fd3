//! The minimal sets of answers that decide something, with example values.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::Value;

use super::bdd::{Node, OverBudget};
use super::claim::Can;
use super::sets::Sets;
use super::world::{BUDGET, World};
use crate::diagnostic::Confidence;

/// How many sets are shown.
pub const MAX_SHOWN: usize = 8;

/// One answer that is needed.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// The condition; may hold untrusted text.
    pub condition_id: String,
    /// Whether it must hold, or must not.
    pub holds: bool,
    /// A value that does it; none where only its absence does, or no contract tells.
    pub example: Option<Value>,
}

/// Every minimal set of answers with one effect, the smallest first.
///
/// Conditions outside a set may be anything, unknown included; without one member of the set the
/// effect is not given.
#[derive(Debug, Clone, PartialEq)]
pub struct Ways {
    /// How many there are; none when beyond any number worth telling.
    pub total: Option<u128>,
    /// The smallest ones, [`MAX_SHOWN`] at most.
    pub shown: Vec<Vec<Arc<Need>>>,
    /// How strongly it is known that these are all, and with that what each condition is for.
    pub strength: Confidence,
    /// Positions of the atoms that occur in every set.
    pub(crate) always: BTreeSet<usize>,
    /// Positions of the atoms that occur in some set.
    pub(crate) ever: BTreeSet<usize>,
}

/// By atom, whether it must hold and the situation of its group, what is needed.
type KnownNeeds = HashMap<(usize, bool, Option<usize>), Arc<Need>>;

impl Ways {
    /// Returns the minimal sets that make a monotone function of the variables true.
    ///
    /// # Errors
    /// When the budget is spent.
    pub(crate) fn of(world: &mut World<'_>, node: Node) -> Result<Self, OverBudget> {
        let mut sets = Sets::new(BUDGET);
        let all = sets.minimal(&world.bdd, node)?;
        let kept = sets.keep(&world.bdd, all, world.consistent())?;
        let mut strength = Confidence::Proved;
        if world.certain() != world.consistent()
            && sets.keep(&world.bdd, all, world.certain())? != kept
        {
            strength = Confidence::AssumesStableEvidence;
        }
        let smallest = sets.smallest(kept, MAX_SHOWN);
        // Sets mostly need the same few answers, which then take room once.
        let mut known = HashMap::new();
        let shown = smallest.iter().map(|set| world.needs(set, &mut known));
        let shown = shown.collect();
        let support = sets.support(kept);
        let ever = world.atoms_of(&support);
        let mut always = world.atoms_of(&sets.in_every(kept));
        // An atom that every set has, true in one and false in another, is no variable of all.
        for atom in world.both_ways(&support) {
            let without = world.silenced(node, [atom])?;
            if let Can::No(known) = world.can(without) {
                always.insert(atom);
                if known != Confidence::Proved {
                    strength = known;
                }
            }
        }
        Ok(Self {
            total: sets.count(kept),
            shown,
            strength,
            always,
            ever,
        })
    }

    /// Tells whether there is no such set.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.total == Some(0)
    }
}

impl World<'_> {
    fn atoms_of(&self, variables: &BTreeSet<u32>) -> BTreeSet<usize> {
        let atom = |variable: &u32| self.meaning(*variable).map(|(atom, _)| atom);
        variables.iter().filter_map(atom).collect()
    }

    /// Returns the atoms of which a set of variables has true and false.
    fn both_ways(&self, variables: &BTreeSet<u32>) -> BTreeSet<usize> {
        let of = |wanted: bool| -> BTreeSet<usize> {
            let meanings = variables
                .iter()
                .filter_map(|variable| self.meaning(*variable));
            let atoms = meanings.filter(|(_, holds)| *holds == wanted);
            atoms.map(|(atom, _)| atom).collect()
        };
        &of(true) & &of(false)
    }

    /// Returns a set of variables as needs, with one situation for each question among them.
    fn needs(&self, set: &[u32], known: &mut KnownNeeds) -> Vec<Arc<Need>> {
        let wanted: Vec<(usize, bool)> = set
            .iter()
            .filter_map(|variable| self.meaning(*variable))
            .collect();
        let mut needs = Vec::with_capacity(wanted.len());
        for group in &self.groups {
            let own: Vec<(usize, usize, bool)> = wanted
                .iter()
                .filter_map(|(atom, holds)| {
                    let at = group.atoms.iter().position(|other| other == atom)?;
                    Some((*atom, at, *holds))
                })
                .collect();
            if own.is_empty() {
                continue;
            }
            let cells = group.cells.as_deref().unwrap_or_default();
            let situation = group.shown.iter().take(cells.len()).position(|shown| {
                own.iter()
                    .all(|(_, at, holds)| shown.get(*at) == Some(&super::witness::known(*holds)))
            });
            for (atom, at, holds) in own {
                let need = known.entry((atom, holds, situation)).or_insert_with(|| {
                    let atom = self.atoms.get(atom);
                    let id = atom.and_then(|atom| atom.condition?.condition_id.clone());
                    let cell = situation.and_then(|cell| cells.get(cell));
                    Arc::new(Need {
                        condition_id: id.unwrap_or_default(),
                        holds,
                        example: cell.and_then(|cell| group.questions.get(at)?.answer(cell)),
                    })
                });
                needs.push((atom, Arc::clone(need)));
            }
        }
        needs.sort_by_key(|(atom, _)| *atom);
        needs.into_iter().map(|(_, need)| need).collect()
    }
}

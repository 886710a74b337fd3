//! The gates of a stage in two versions, all of them in one world: what each gate adds to the
//! other version, so that a requirement that only moved between gates is no change.

use super::bdd::{Node, OverBudget};
use super::claim::{Can, Gap};
use super::compare::{
    Atoms, NotCompared, Places, Shown, Sides, Tree, Version, difference, parse, shown,
};
use super::flow::Ability;
use super::rails::rails;
use super::ways::Ways;
use super::world::{BUDGET, World};
use crate::diagnostic::Confidence;
use crate::draft::GateDraft;

/// What one gate adds to the other version of its stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Adds {
    /// How strongly it is known that the other version never passes without it; none where it can.
    pub implied: Option<Confidence>,
    /// Evidence with which the other version passes and this gate is not true.
    ///
    /// None where it is implied, and where no such evidence is at hand.
    pub shown: Option<Shown>,
}

/// The two versions of a stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Together {
    /// What the chosen gates of the old version add to the new one, in the order of the choice.
    pub old: Vec<Adds>,
    /// What the chosen gates of the new version add to the old one, in the order of the choice.
    pub new: Vec<Adds>,
    /// Evidence with which both versions pass; none when none is at hand.
    pub both: Option<Shown>,
}

/// Gates of one version that must all be true, and the positions of those to be looked at.
#[derive(Debug, Clone, Copy)]
pub struct Chosen<'a, 'v> {
    /// The version.
    pub version: &'v Version<'a>,
    /// Its gates.
    pub gates: &'v [&'a GateDraft],
    /// Positions among them.
    pub chosen: &'v [usize],
}

/// Holds the gates of a stage against those that it has in another version.
///
/// The new version passes where the old one does not exactly where it passes without some old gate
/// being true; so what the old gates add says what is let through, and what the new gates add says
/// what is held. `old_name` and the contracts are those of [`compare`](super::compare()).
///
/// # Errors
/// When a gate is not finished or the budget is spent.
pub fn compare_together<'a>(
    old: &Chosen<'a, '_>,
    new: &Chosen<'a, '_>,
    old_name: &impl Fn(&str) -> String,
) -> Result<Together, NotCompared> {
    if new.version.is_spent() {
        return Err(NotCompared);
    }
    let (Some(old_trees), Some(new_trees)) = (parse(old.gates), parse(new.gates)) else {
        return Err(NotCompared);
    };
    let mut atoms = Atoms::new(new.version.sources);
    let old_places: Vec<Places> = old_trees
        .iter()
        .map(|(tree, lane)| {
            let find = |id: &str| (old.version.find(id), id.to_owned());
            atoms.add(tree, *lane, &find)
        })
        .collect();
    let new_places: Vec<Places> = new_trees
        .iter()
        .map(|(tree, lane)| {
            let find = |id: &str| (new.version.find(id), old_name(id));
            atoms.add(tree, *lane, &find)
        })
        .collect();
    let both = || -> Result<Together, OverBudget> {
        let mut world = World::new(atoms.known, new.version.sources, BUDGET)?;
        let before = each(&mut world, &old_trees, &old_places)?;
        let after = each(&mut world, &new_trees, &new_places)?;
        let sides = Sides {
            old: &old_places,
            new: &new_places,
        };
        let all_before = all(&mut world, &before)?;
        let all_after = all(&mut world, &after)?;
        let in_both = world.bdd.and(all_before, all_after)?;
        Ok(Together {
            old: adds(&mut world, all_after, &before, old.chosen, &sides)?,
            new: adds(&mut world, all_before, &after, new.chosen, &sides)?,
            both: shown(&mut world, in_both, &sides)?,
        })
    };
    both().map_err(|OverBudget| NotCompared)
}

/// Returns whether the gates of a stage can pass and hold, and nothing else about them.
#[must_use]
pub fn ability(version: &Version<'_>, gates: &[&GateDraft]) -> Ability {
    if gates.is_empty() {
        return Ability::GATELESS;
    }
    let Some(trees) = parse(gates) else {
        return Ability::open(Gap::Unfinished);
    };
    if version.is_spent() {
        return Ability::open(Gap::Rest);
    }
    let found = || -> Result<Ability, OverBudget> {
        let (mut world, places) = world(version, &trees)?;
        let each = each(&mut world, &trees, &places)?;
        let passes = all(&mut world, &each)?;
        Ok(Ability {
            passes: world.can(passes),
            holds: if passes == Node::TRUE {
                Can::NEVER
            } else {
                Can::Yes
            },
        })
    };
    found().unwrap_or(Ability::open(Gap::Budget))
}

/// Returns the minimal ways in which a gate passes; none when not analysed.
#[must_use]
pub fn ways(version: &Version<'_>, gate: &GateDraft) -> Option<Ways> {
    let trees = parse(&[gate]).filter(|_| !version.is_spent())?;
    let found = || -> Result<Ways, OverBudget> {
        let (mut world, places) = world(version, &trees)?;
        let each = each(&mut world, &trees, &places)?;
        let passes = all(&mut world, &each)?;
        Ways::of(&mut world, passes)
    };
    found().ok()
}

fn world<'a>(
    version: &Version<'a>,
    trees: &[Tree<'_>],
) -> Result<(World<'a>, Vec<Places>), OverBudget> {
    let mut atoms = Atoms::new(version.sources);
    let find = |id: &str| (version.find(id), id.to_owned());
    let places = trees
        .iter()
        .map(|(tree, lane)| atoms.add(tree, *lane, &find))
        .collect();
    Ok((World::new(atoms.known, version.sources, BUDGET)?, places))
}

/// Returns when each gate is true.
fn each(
    world: &mut World<'_>,
    trees: &[Tree<'_>],
    places: &[Places],
) -> Result<Vec<Node>, OverBudget> {
    let mut nodes = Vec::with_capacity(trees.len());
    for ((tree, _), places) in trees.iter().zip(places) {
        nodes.push(rails(world, tree, &|name| places.get(name).copied())?.yes);
    }
    Ok(nodes)
}

fn all(world: &mut World<'_>, nodes: &[Node]) -> Result<Node, OverBudget> {
    world.bdd.all(nodes.iter().copied())
}

fn adds(
    world: &mut World<'_>,
    other: Node,
    gates: &[Node],
    chosen: &[usize],
    sides: &Sides<'_>,
) -> Result<Vec<Adds>, OverBudget> {
    let mut found = Vec::with_capacity(chosen.len());
    for gate in chosen.iter().filter_map(|at| gates.get(*at)) {
        let implied = world.implies(other, *gate)?;
        found.push(Adds {
            implied,
            shown: if implied.is_none() {
                difference(world, other, *gate, sides)?
            } else {
                None
            },
        });
    }
    Ok(found)
}

//! Evidence that settles a gate in every reading, while the engine still waits.
//!
//! Strong Kleene logic looks at parts one by one: `a or not a` is unknown while `a` is, although it
//! is true either way (analysis of supervaluation gaps).

use std::collections::HashMap;

use super::bdd::{Node, OverBudget};
use super::rails::Rails;
use super::witness::Answer;
use super::world::World;
use crate::spec::{GateOutcome, MAX_REQUIREMENT_DEPTH, Requirement};

/// Conditions of a gate that is looked at; more are more than anybody reads.
const MAX_ATOMS: usize = 256;

/// A situation in which a gate waits for what cannot matter.
#[derive(Debug, Clone, PartialEq)]
pub struct Stall {
    /// What the gate would be, however the missing answers turn out.
    pub settled: GateOutcome,
    /// The evidence that is there.
    pub given: Vec<Answer>,
    /// The conditions that are waited for.
    pub missing: Vec<String>,
}

/// Returns a situation in which a gate is settled and unknown; none when there is none.
///
/// # Errors
/// When the budget is spent.
pub(crate) fn stall(
    world: &mut World<'_>,
    requirement: &Requirement,
    both: Rails,
    place: &impl Fn(&str) -> Option<usize>,
) -> Result<Option<Stall>, OverBudget> {
    let mut mixed = HashMap::new();
    polarity(requirement, true, place, &mut mixed);
    // Where no condition is used both ways, the engine misses nothing.
    if requirement.depth() > MAX_REQUIREMENT_DEPTH
        || world.atoms.len() > MAX_ATOMS
        || !mixed.values().any(|(plain, negated)| *plain && *negated)
    {
        return Ok(None);
    }
    for (settled, own) in [(GateOutcome::True, both.yes), (GateOutcome::False, both.no)] {
        let plain = classical(world, requirement, place)?;
        let plain = match settled {
            GateOutcome::True => plain,
            _ => world.bdd.not(plain)?,
        };
        let sure = in_every_reading(world, plain, &mut HashMap::new())?;
        let not_own = world.bdd.not(own)?;
        let gap = world.bdd.and(sure, not_own)?;
        if let Some(answers) = world.witness(gap)? {
            let (missing, given): (Vec<Answer>, Vec<Answer>) = answers
                .into_iter()
                .partition(|answer| answer.outcome == GateOutcome::Unknown);
            return Ok(Some(Stall {
                settled,
                given,
                missing: missing.into_iter().map(|one| one.condition_id).collect(),
            }));
        }
    }
    Ok(None)
}

fn polarity(
    node: &Requirement,
    plain: bool,
    place: &impl Fn(&str) -> Option<usize>,
    found: &mut HashMap<usize, (bool, bool)>,
) {
    if let Requirement::Condition(id) = node
        && let Some(at) = place(id)
    {
        let entry = found.entry(at).or_default();
        if plain {
            entry.0 = true;
        } else {
            entry.1 = true;
        }
    }
    let below = plain != matches!(node, Requirement::Not(_));
    for part in node.children() {
        polarity(part, below, place, found);
    }
}

/// Returns a requirement in two-valued logic, over the *known true* variables.
fn classical(
    world: &mut World<'_>,
    node: &Requirement,
    place: &impl Fn(&str) -> Option<usize>,
) -> Result<Node, OverBudget> {
    if let Requirement::Condition(id) = node {
        return match place(id) {
            Some(at) => {
                let own = world.variables(at);
                world.bdd.literal(own.yes)
            }
            None => Ok(Node::FALSE),
        };
    }
    let mut parts = Vec::with_capacity(node.children().len());
    for part in node.children() {
        parts.push(classical(world, part, place)?);
    }
    let min = match node {
        Requirement::And(_) => parts.len(),
        Requirement::RequireGroup { min, .. } => usize::from(*min),
        _ => 1,
    };
    let node_value = world.bdd.at_least(min, &parts)?;
    match node {
        Requirement::Not(_) => world.bdd.not(node_value),
        _ => Ok(node_value),
    }
}

/// Returns when a two-valued function is true however the unknown conditions turn out.
fn in_every_reading(
    world: &mut World<'_>,
    node: Node,
    known: &mut HashMap<Node, Node>,
) -> Result<Node, OverBudget> {
    let Some((variable, low, high)) = world.bdd.parts(node) else {
        return Ok(node);
    };
    if let Some(done) = known.get(&node) {
        return Ok(*done);
    }
    let low = in_every_reading(world, low, known)?;
    let high = in_every_reading(world, high, known)?;
    let either = world.bdd.and(low, high)?;
    // The variable after *known true* is *known false* of the same condition.
    let no = world.bdd.literal(variable + 1)?;
    let yes = world.bdd.literal(variable)?;
    let otherwise = world.bdd.ite(no, low, either)?;
    let result = world.bdd.ite(yes, high, otherwise)?;
    known.insert(node, result);
    Ok(result)
}

//! A requirement as two monotone functions: when it is known true, and when known false.
//!
//! Every operator is a quorum over its parts, as in `runtime` (REFERENCE §7): true when enough
//! parts are true, false when enough no longer can be.

use super::bdd::{Bdd, Node, OverBudget};
use super::world::World;
use crate::spec::{MAX_REQUIREMENT_DEPTH, Requirement};

/// When something is known true and when known false.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rails {
    /// Known true.
    pub(crate) yes: Node,
    /// Known false.
    pub(crate) no: Node,
}

impl Rails {
    /// Unknown whatever the evidence.
    pub(crate) const UNKNOWN: Self = Self {
        yes: Node::FALSE,
        no: Node::FALSE,
    };

    /// Returns the rails of a quorum over parts.
    pub(crate) fn quorum(bdd: &mut Bdd, min: usize, parts: &[Self]) -> Result<Self, OverBudget> {
        let yes: Vec<Node> = parts.iter().map(|part| part.yes).collect();
        let no: Vec<Node> = parts.iter().map(|part| part.no).collect();
        // As many false parts as leave too few others.
        let lost = parts.len().checked_sub(min).map(|spare| spare + 1);
        Ok(Self {
            yes: bdd.at_least(min, &yes)?,
            no: match lost {
                Some(lost) => bdd.at_least(lost, &no)?,
                None => Node::TRUE,
            },
        })
    }

    const fn swapped(self) -> Self {
        Self {
            yes: self.no,
            no: self.yes,
        }
    }
}

/// Returns the rails of a requirement; `atom` gives the atom of a condition's name.
///
/// A requirement of more than [`MAX_REQUIREMENT_DEPTH`] edges is unknown as a whole.
///
/// # Errors
/// When the budget of the world is spent.
pub(crate) fn rails(
    world: &mut World<'_>,
    requirement: &Requirement,
    atom: &impl Fn(&str) -> Option<usize>,
) -> Result<Rails, OverBudget> {
    Ok(visit(world, requirement, 0, atom)?.unwrap_or(Rails::UNKNOWN))
}

/// Returns the rails of a node; none once any node of it lies too deep.
fn visit(
    world: &mut World<'_>,
    node: &Requirement,
    depth: usize,
    atom: &impl Fn(&str) -> Option<usize>,
) -> Result<Option<Rails>, OverBudget> {
    if depth > MAX_REQUIREMENT_DEPTH {
        return Ok(None);
    }
    if let Requirement::Condition(id) = node {
        return Ok(Some(leaf(world, atom(id))?));
    }
    let mut parts = Vec::with_capacity(node.children().len());
    for part in node.children() {
        match visit(world, part, depth + 1, atom)? {
            Some(part) => parts.push(part),
            None => return Ok(None),
        }
    }
    combine(&mut world.bdd, node, &parts).map(Some)
}

fn leaf(world: &mut World<'_>, atom: Option<usize>) -> Result<Rails, OverBudget> {
    let Some(atom) = atom else {
        return Ok(Rails::UNKNOWN);
    };
    let own = world.variables(atom);
    Ok(Rails {
        yes: world.bdd.literal(own.yes)?,
        no: world.bdd.literal(own.no)?,
    })
}

/// Returns the rails of an operator over the rails of its parts.
pub(crate) fn combine(
    bdd: &mut Bdd,
    node: &Requirement,
    parts: &[Rails],
) -> Result<Rails, OverBudget> {
    match node {
        Requirement::And(_) => Rails::quorum(bdd, parts.len(), parts),
        Requirement::Or(_) => Rails::quorum(bdd, 1, parts),
        Requirement::RequireGroup { min, .. } => Rails::quorum(bdd, usize::from(*min), parts),
        Requirement::Not(_) => Ok(Rails::quorum(bdd, 1, parts)?.swapped()),
        Requirement::Condition(_) => Ok(Rails::UNKNOWN),
    }
}

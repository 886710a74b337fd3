//! Parts of a requirement without which it is the same, in all three values.

use super::bdd::OverBudget;
use super::rails::{Rails, combine, rails};
use super::world::World;
use crate::diagnostic::Confidence;
use crate::spec::{MAX_REQUIREMENT_DEPTH, Requirement};

/// Parts that are tried at most.
const MAX_TRIED: usize = 256;
/// Parts of one operator of which each is tried.
const MAX_PARTS: usize = 64;

/// A part that changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redundant {
    /// JSON Pointer within the requirement's tree.
    pub pointer: String,
    /// The part.
    pub part: Requirement,
    /// How strongly it is known.
    pub strength: Confidence,
}

/// Returns the parts that can be taken out one at a time, the outermost only.
///
/// # Errors
/// When the budget is spent.
pub(crate) fn redundant(
    world: &mut World<'_>,
    requirement: &Requirement,
    both: Rails,
    place: &impl Fn(&str) -> Option<usize>,
) -> Result<Vec<Redundant>, OverBudget> {
    let mut search = Search {
        place,
        whole: both,
        tried: 0,
        found: Vec::new(),
    };
    if requirement.depth() <= MAX_REQUIREMENT_DEPTH && may_repeat(world, requirement) {
        search.visit(world, requirement, "", &mut Vec::new())?;
    }
    Ok(search.found)
}

/// Tells whether parts can say the same: a condition or a question occurs twice, or a part is
/// constant. Without that every part counts.
fn may_repeat(world: &World<'_>, requirement: &Requirement) -> bool {
    let mut mentions = 0;
    requirement.for_each_condition(&mut |_| mentions += 1);
    mentions > world.atoms.len()
        || world.groups.iter().any(|group| group.atoms.len() > 1)
        || has_constant(requirement)
}

fn has_constant(node: &Requirement) -> bool {
    let children = node.children();
    let constant = match node {
        Requirement::And(_) | Requirement::Or(_) => children.is_empty(),
        Requirement::RequireGroup { min, .. } => *min == 0 || usize::from(*min) > children.len(),
        Requirement::Not(_) | Requirement::Condition(_) => false,
    };
    constant || children.iter().any(has_constant)
}

/// An operator above a part: itself, the place of the part in it, the rails of its parts.
struct Above<'t> {
    node: &'t Requirement,
    at: usize,
    parts: Vec<Rails>,
}

struct Search<'p, P> {
    place: &'p P,
    whole: Rails,
    tried: usize,
    found: Vec<Redundant>,
}

impl<P: Fn(&str) -> Option<usize>> Search<'_, P> {
    fn visit<'t>(
        &mut self,
        world: &mut World<'_>,
        node: &'t Requirement,
        pointer: &str,
        above: &mut Vec<Above<'t>>,
    ) -> Result<(), OverBudget> {
        let children = node.children();
        if children.is_empty() {
            return Ok(());
        }
        let mut parts = Vec::with_capacity(children.len());
        for child in children {
            parts.push(rails(world, child, self.place)?);
        }
        let removable =
            !matches!(node, Requirement::Not(_)) && (2..=MAX_PARTS).contains(&children.len());
        for (at, child) in children.iter().enumerate() {
            let below = format!("{pointer}{}", node.child_pointer(at));
            if removable && self.tried < MAX_TRIED {
                self.tried += 1;
                let mut rest = parts.clone();
                rest.remove(at);
                let without = Self::rise(world, node, &rest, above)?;
                if let Some(strength) = self.same(world, without)? {
                    self.found.push(Redundant {
                        pointer: below,
                        part: child.clone(),
                        strength,
                    });
                    continue;
                }
            }
            above.push(Above {
                node,
                at,
                parts: parts.clone(),
            });
            self.visit(world, child, &below, above)?;
            above.pop();
        }
        Ok(())
    }

    /// Returns the rails of the whole when an operator has other parts.
    fn rise(
        world: &mut World<'_>,
        node: &Requirement,
        parts: &[Rails],
        above: &[Above<'_>],
    ) -> Result<Rails, OverBudget> {
        let mut value = combine(&mut world.bdd, node, parts)?;
        for step in above.iter().rev() {
            let mut parts = step.parts.clone();
            if let Some(slot) = parts.get_mut(step.at) {
                *slot = value;
            }
            value = combine(&mut world.bdd, step.node, &parts)?;
        }
        Ok(value)
    }

    /// Returns how strongly other rails are known to be the same as the whole's; none if not.
    fn same(&self, world: &mut World<'_>, other: Rails) -> Result<Option<Confidence>, OverBudget> {
        let mut weakest = Confidence::Proved;
        for (a, b) in [
            (self.whole.yes, other.yes),
            (other.yes, self.whole.yes),
            (self.whole.no, other.no),
            (other.no, self.whole.no),
        ] {
            match world.implies(a, b)? {
                Some(Confidence::Proved) => {}
                Some(strength) => weakest = strength,
                None => return Ok(None),
            }
        }
        Ok(Some(weakest))
    }
}

//! Formulas as a tester writes them down, evaluated by their meaning alone.

use proptest::prelude::*;

use super::super::{Bdd, Node, OverBudget};

/// A Boolean formula.
#[derive(Debug, Clone)]
pub(in crate::prove) enum Formula {
    Constant(bool),
    Literal(u32),
    Not(Box<Formula>),
    All(Vec<Formula>),
    Any(Vec<Formula>),
    AtLeast(usize, Vec<Formula>),
    Ite(Box<[Formula; 3]>),
}

impl Formula {
    /// Tells what the formula says when exactly the variables of `trues` (bit by bit) are true.
    pub(in crate::prove) fn holds(&self, trues: u32) -> bool {
        match self {
            Self::Constant(value) => *value,
            Self::Literal(var) => trues >> var & 1 == 1,
            Self::Not(part) => !part.holds(trues),
            Self::All(parts) => parts.iter().all(|part| part.holds(trues)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(trues)),
            Self::AtLeast(min, parts) => {
                parts.iter().filter(|part| part.holds(trues)).count() >= *min
            }
            Self::Ite(parts) => {
                let [condition, then, otherwise] = &**parts;
                let chosen = if condition.holds(trues) {
                    then
                } else {
                    otherwise
                };
                chosen.holds(trues)
            }
        }
    }

    /// Builds the formula.
    pub(in crate::prove) fn build(&self, bdd: &mut Bdd) -> Result<Node, OverBudget> {
        let mut each = |parts: &[Self]| -> Result<Vec<Node>, OverBudget> {
            parts.iter().map(|part| part.build(bdd)).collect()
        };
        match self {
            Self::Constant(value) => Ok(if *value { Node::TRUE } else { Node::FALSE }),
            Self::Literal(var) => bdd.literal(*var),
            Self::Not(part) => {
                let part = part.build(bdd)?;
                bdd.not(part)
            }
            Self::All(parts) => {
                let parts = each(parts)?;
                bdd.all(parts)
            }
            Self::Any(parts) => {
                let parts = each(parts)?;
                bdd.any(parts)
            }
            Self::AtLeast(min, parts) => {
                let parts = each(parts)?;
                bdd.at_least(*min, &parts)
            }
            Self::Ite(parts) => {
                let [condition, then, otherwise] = &**parts;
                let (condition, then, otherwise) = (
                    condition.build(bdd)?,
                    then.build(bdd)?,
                    otherwise.build(bdd)?,
                );
                bdd.ite(condition, then, otherwise)
            }
        }
    }
}

/// Returns formulas over the variables below `vars`.
pub(in crate::prove) fn formulas(vars: u32) -> impl Strategy<Value = Formula> {
    grown(vars, true)
}

/// Returns formulas over the variables below `vars` that more true variables never make false.
pub(in crate::prove) fn monotone_formulas(vars: u32) -> impl Strategy<Value = Formula> {
    grown(vars, false)
}

fn grown(vars: u32, falling: bool) -> impl Strategy<Value = Formula> {
    let leaf = prop_oneof![
        1 => any::<bool>().prop_map(Formula::Constant),
        12 => (0..vars).prop_map(Formula::Literal),
    ];
    leaf.prop_recursive(5, 40, 5, move |inner| {
        let several = || proptest::collection::vec(inner.clone(), 0..5);
        let other = if falling {
            prop_oneof![
                inner.clone().prop_map(|part| Formula::Not(Box::new(part))),
                proptest::array::uniform3(inner.clone())
                    .prop_map(|parts| Formula::Ite(Box::new(parts))),
            ]
            .boxed()
        } else {
            several().prop_map(Formula::Any).boxed()
        };
        prop_oneof![
            several().prop_map(Formula::All),
            several().prop_map(Formula::Any),
            (0..6_usize, several()).prop_map(|(min, parts)| Formula::AtLeast(min, parts)),
            other,
        ]
    })
}

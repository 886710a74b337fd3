//! An independent implementation of decision diagrams has the last word.

use std::collections::HashMap;

use biodivine_lib_bdd::{Bdd as Theirs, BddPointer, BddVariable, BddVariableSet};
use proptest::prelude::*;

use super::super::{Bdd, Node};
use super::formula::{Formula, formulas, monotone_formulas};

const VARS: u16 = 24;

fn variable(var: u32) -> BddVariable {
    BddVariable::from_index(var as usize)
}

/// Builds a formula there, a quorum as any of the choices that suffice.
fn build(formula: &Formula, world: &BddVariableSet) -> Theirs {
    let all = |parts: &mut dyn Iterator<Item = Theirs>| {
        parts.fold(world.mk_true(), |whole, part| whole.and(&part))
    };
    let any = |parts: &mut dyn Iterator<Item = Theirs>| {
        parts.fold(world.mk_false(), |whole, part| whole.or(&part))
    };
    let each = |parts: &[Formula]| -> Vec<Theirs> {
        parts.iter().map(|part| build(part, world)).collect()
    };
    match formula {
        Formula::Constant(true) => world.mk_true(),
        Formula::Constant(false) => world.mk_false(),
        Formula::Literal(var) => world.mk_var(variable(*var)),
        Formula::Not(part) => build(part, world).not(),
        Formula::All(parts) => all(&mut each(parts).into_iter()),
        Formula::Any(parts) => any(&mut each(parts).into_iter()),
        Formula::AtLeast(min, parts) => {
            let parts = each(parts);
            let mut choices = (0..1_u32 << parts.len())
                .filter(|choice| choice.count_ones() as usize >= *min)
                .map(|choice| {
                    let chosen = parts.iter().enumerate();
                    let chosen = chosen.filter(|(place, _)| choice >> place & 1 == 1);
                    all(&mut chosen.map(|(_, part)| part.clone()))
                });
            any(&mut choices)
        }
        Formula::Ite(parts) => {
            let [condition, then, otherwise] = &**parts;
            Theirs::if_then_else(
                &build(condition, world),
                &build(then, world),
                &build(otherwise, world),
            )
        }
    }
}

/// Tells whether both diagrams are one, node by node: each is the only one of its function.
fn same(bdd: &Bdd, node: Node, theirs: &Theirs) -> bool {
    let mut pairs: HashMap<Node, BddPointer> = HashMap::new();
    let mut waiting = vec![(node, theirs.root_pointer())];
    while let Some((ours, other)) = waiting.pop() {
        match bdd.parts(ours) {
            None if other.as_bool() == Some(ours == Node::TRUE) => {}
            Some((var, low, high))
                if !other.is_terminal() && theirs.var_of(other) == variable(var) =>
            {
                match pairs.insert(ours, other) {
                    None => waiting.extend([
                        (low, theirs.low_link_of(other)),
                        (high, theirs.high_link_of(other)),
                    ]),
                    Some(known) if known == other => {}
                    Some(_) => return false,
                }
            }
            _ => return false,
        }
    }
    true
}

/// Counts the values of all variables for which the function is true.
fn cardinality(bdd: &Bdd, node: Node) -> u64 {
    // A share of all values: half of them take each side.
    let mut shares: HashMap<Node, u64> = HashMap::new();
    shares.insert(Node::FALSE, 0);
    shares.insert(Node::TRUE, 1 << VARS);
    for at in bdd.reached(node) {
        let (_, low, high) = bdd.parts(at).unwrap();
        shares.insert(at, u64::midpoint(shares[&low], shares[&high]));
    }
    shares[&node]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn both_build_the_same_diagram(
        formula in prop_oneof![
            formulas(VARS.into()).boxed(),
            monotone_formulas(VARS.into()).boxed(),
        ],
    ) {
        let world = BddVariableSet::new_anonymous(VARS);
        let mut bdd = Bdd::new(1_000_000);
        let ours = formula.build(&mut bdd).unwrap();
        let theirs = build(&formula, &world);
        prop_assert!(same(&bdd, ours, &theirs));
        prop_assert_eq!(ours == Node::FALSE, theirs.is_false());
        prop_assert_eq!(bdd.solution(ours).is_some(), theirs.sat_witness().is_some());
        prop_assert_eq!(cardinality(&bdd, ours).to_string(), theirs.exact_cardinality().to_string());
        let support = theirs.support_set().into_iter();
        prop_assert_eq!(
            bdd.support(ours),
            support.map(|var| u32::try_from(var.to_index()).unwrap()).collect()
        );
    }

    #[test]
    fn both_combine_and_compare_alike(
        left in formulas(10),
        right in formulas(10),
        var in 0..10_u32,
        value: bool,
    ) {
        let world = BddVariableSet::new_anonymous(VARS);
        let mut bdd = Bdd::new(1_000_000);
        let (a, b) = (left.build(&mut bdd).unwrap(), right.build(&mut bdd).unwrap());
        let (their_a, their_b) = (build(&left, &world), build(&right, &world));
        let both = bdd.and(a, b).unwrap();
        prop_assert!(same(&bdd, both, &their_a.and(&their_b)));
        let either = bdd.or(a, b).unwrap();
        prop_assert!(same(&bdd, either, &their_a.or(&their_b)));
        let not = bdd.not(a).unwrap();
        prop_assert!(same(&bdd, not, &their_a.not()));
        let rest = bdd.assign(a, var, value).unwrap();
        prop_assert!(same(&bdd, rest, &their_a.var_restrict(variable(var), value)));
        prop_assert_eq!(bdd.implies(a, b), Ok(their_a.and_not(&their_b).is_false()));
        prop_assert_eq!(a == b, their_a.iff(&their_b).is_true());
    }
}

#[test]
fn both_build_the_same_quorums() {
    let world = BddVariableSet::new_anonymous(VARS);
    let mut bdd = Bdd::new(100_000);
    let parts: Vec<Node> = (0..VARS.into())
        .map(|var| bdd.literal(var).unwrap())
        .collect();
    for min in [1, 2, 7, 12, 23, 24] {
        let quorum = bdd.at_least(min, &parts).unwrap();
        let theirs = world.mk_sat_up_to_k(min - 1, &world.variables()).not();
        assert!(same(&bdd, quorum, &theirs), "{min}");
    }
}

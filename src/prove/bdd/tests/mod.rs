//! Every operation against truth tables, and what happens when there is too much.

pub(in crate::prove) mod formula;
mod second_opinion;

use proptest::prelude::*;

use super::*;
use formula::{Formula, formulas};

const VARS: u32 = 8;

/// Returns what the function says for each set of true variables, from none to all.
fn table(bdd: &Bdd, node: Node) -> Vec<bool> {
    (0..1_u32 << VARS)
        .map(|trues| bdd.evaluate(node, |var| trues >> var & 1 == 1))
        .collect()
}

fn meaning(formula: &Formula) -> Vec<bool> {
    (0..1_u32 << VARS)
        .map(|trues| formula.holds(trues))
        .collect()
}

fn ample() -> Bdd {
    Bdd::new(100_000)
}

fn literals(bdd: &mut Bdd, vars: impl IntoIterator<Item = u32>) -> Vec<Node> {
    vars.into_iter()
        .map(|var| bdd.literal(var).unwrap())
        .collect()
}

/// Returns all values that agree with a partial assignment.
fn agrees(values: &[(u32, bool)], trues: u32) -> bool {
    values
        .iter()
        .all(|(var, value)| (trues >> var & 1 == 1) == *value)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_formula_means_the_same_as_its_diagram(formula in formulas(VARS)) {
        let mut bdd = ample();
        let node = formula.build(&mut bdd).unwrap();
        prop_assert_eq!(table(&bdd, node), meaning(&formula));
    }

    #[test]
    fn equal_functions_are_one_node(a in formulas(4), b in formulas(4)) {
        let mut bdd = ample();
        let (left, right) = (a.build(&mut bdd).unwrap(), b.build(&mut bdd).unwrap());
        prop_assert_eq!(left == right, meaning(&a) == meaning(&b));
        let twice = bdd.not(left).and_then(|not| bdd.not(not));
        prop_assert_eq!(twice, Ok(left));
    }

    #[test]
    fn one_implies_another_when_it_does_everywhere(a in formulas(4), b in formulas(4)) {
        let mut bdd = ample();
        let (left, right) = (a.build(&mut bdd).unwrap(), b.build(&mut bdd).unwrap());
        let everywhere = meaning(&a).into_iter().zip(meaning(&b)).all(|(a, b)| !a || b);
        prop_assert_eq!(bdd.implies(left, right), Ok(everywhere));
        let both = bdd.and(left, right).unwrap();
        prop_assert_eq!(bdd.implies(both, right), Ok(true));
    }

    #[test]
    fn what_remains_no_longer_asks(formula in formulas(VARS), var in 0..VARS, value: bool) {
        let mut bdd = ample();
        let node = formula.build(&mut bdd).unwrap();
        let rest = bdd.assign(node, var, value).unwrap();
        let fixed: Vec<bool> = (0..1_u32 << VARS)
            .map(|trues| formula.holds(if value { trues | 1 << var } else { trues & !(1 << var) }))
            .collect();
        prop_assert_eq!(table(&bdd, rest), fixed);
        prop_assert!(!bdd.support(rest).contains(&var));
    }

    #[test]
    fn the_support_is_what_can_matter(formula in formulas(VARS)) {
        let mut bdd = ample();
        let node = formula.build(&mut bdd).unwrap();
        let matters = (0..VARS).filter(|var| {
            (0..1_u32 << VARS).any(|trues| formula.holds(trues) != formula.holds(trues ^ 1 << var))
        });
        prop_assert_eq!(bdd.support(node), matters.collect());
    }

    #[test]
    fn a_solution_holds_with_the_fewest_and_first_trues(formula in formulas(VARS)) {
        let mut bdd = ample();
        let node = formula.build(&mut bdd).unwrap();
        let best = (0..1_u32 << VARS)
            .filter(|trues| formula.holds(*trues))
            .map(|trues| (0..VARS).filter(|var| trues >> var & 1 == 1).collect::<Vec<_>>())
            .min_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        let found = bdd.solution(node);
        let trues = found.as_ref().map(|values| {
            values.iter().filter(|(_, value)| *value).map(|(var, _)| *var).collect::<Vec<_>>()
        });
        prop_assert_eq!(trues, best);
        if let Some(values) = found {
            prop_assert!(values.is_sorted_by(|a, b| a.0 < b.0), "{:?}", values);
            // What is left out is free.
            let free = (0..1_u32 << VARS).filter(|trues| agrees(&values, *trues));
            for trues in free {
                prop_assert!(formula.holds(trues), "{:?} with {:b}", values, trues);
            }
        }
    }

    #[test]
    fn a_small_budget_ends_a_formula_but_never_bends_it(
        formula in formulas(VARS),
        budget in 0..40_usize,
    ) {
        let mut bdd = Bdd::new(budget);
        if let Ok(node) = formula.build(&mut bdd) {
            prop_assert_eq!(table(&bdd, node), meaning(&formula));
        }
        prop_assert!(bdd.size() <= budget);
    }
}

#[test]
fn the_constants_have_no_parts_and_a_literal_has_both() {
    let mut bdd = ample();
    let x = bdd.literal(7).unwrap();
    assert_eq!(bdd.parts(Node::TRUE), None);
    assert_eq!(bdd.parts(Node::FALSE), None);
    assert_eq!(bdd.parts(x), Some((7, Node::FALSE, Node::TRUE)));
    assert_eq!(bdd.solution(Node::TRUE), Some(vec![]));
    assert_eq!(bdd.solution(Node::FALSE), None);
    assert_eq!(bdd.literal(7), Ok(x));
    assert_eq!(bdd.size(), 1);
}

#[test]
fn the_greatest_variable_number_is_a_variable_like_others() {
    let mut bdd = ample();
    let parts = literals(&mut bdd, [u32::MAX, 0]);
    let both = bdd.all(parts.clone()).unwrap();
    assert_eq!(bdd.assign(both, u32::MAX, true), Ok(parts[1]));
    assert_eq!(bdd.assign(both, u32::MAX, false), Ok(Node::FALSE));
    assert_eq!(bdd.solution(both), Some(vec![(0, true), (u32::MAX, true)]));
}

#[test]
fn nothing_at_all_is_answered_as_the_words_say() {
    let mut bdd = Bdd::new(1);
    assert_eq!(bdd.all([]), Ok(Node::TRUE));
    assert_eq!(bdd.any([]), Ok(Node::FALSE));
    assert_eq!(bdd.at_least(0, &[]), Ok(Node::TRUE));
    assert_eq!(bdd.at_least(1, &[]), Ok(Node::FALSE));
    assert_eq!(bdd.at_least(usize::MAX, &[Node::TRUE]), Ok(Node::FALSE));
}

#[test]
fn a_quorum_costs_its_parts_times_its_minimum() {
    let mut bdd = Bdd::new(64 + 33 * 32);
    let parts = literals(&mut bdd, 0..64);
    let quorum = bdd.at_least(32, &parts).unwrap();
    // In any order, for the table follows the variables.
    let turned: Vec<Node> = parts.iter().rev().copied().collect();
    assert_eq!(bdd.at_least(32, &turned), Ok(quorum));
    let trues = bdd.solution(quorum).unwrap();
    assert_eq!(trues, (0..32).map(|var| (var, true)).collect::<Vec<_>>());
    for (held, passes) in [(31, false), (32, true), (33, true)] {
        assert_eq!(bdd.evaluate(quorum, |var| var < held), passes);
        assert_eq!(bdd.evaluate(quorum, |var| var >= 64 - held), passes);
    }
}

#[test]
fn many_literals_cost_a_node_and_a_step_or_two_each() {
    const MANY: u32 = 100_000;
    let mut bdd = Bdd::new(3 * MANY as usize);
    let parts = literals(&mut bdd, (0..MANY).rev());
    let all = bdd.all(parts.iter().copied()).unwrap();
    let any = bdd.any(parts.iter().copied()).unwrap();
    assert!(bdd.size() < 3 * MANY as usize);
    assert_eq!(bdd.implies(all, any), Ok(true));
    assert_eq!(bdd.implies(any, all), Ok(false));
    assert_eq!(bdd.solution(any), Some(vec![(0, true)]));
    assert_eq!(bdd.support(all).len(), MANY as usize);
    // As deep as there are variables, from the top to the bottom and back.
    assert_eq!(bdd.assign(all, MANY - 1, false), Ok(Node::FALSE));
}

#[test]
fn a_depth_of_many_variables_needs_no_stack() {
    const MANY: u32 = 50_000;
    let mut bdd = Bdd::new(10 * MANY as usize);
    let even = literals(&mut bdd, (0..MANY).map(|var| var * 2));
    let odd = literals(&mut bdd, (0..MANY).map(|var| var * 2 + 1));
    let (even, odd) = (bdd.all(even).unwrap(), bdd.any(odd).unwrap());
    let both = bdd.and(even, odd).unwrap();
    let none = bdd.not(both).unwrap();
    assert_eq!(bdd.and(both, none), Ok(Node::FALSE));
}

/// Returns the pairs `x1 and y1 or x2 and y2 …` with all of x before all of y.
fn apart(bdd: &mut Bdd, pairs: u32) -> Result<Node, OverBudget> {
    let mut both = Vec::new();
    for pair in 0..pairs {
        let (x, y) = (bdd.literal(pair)?, bdd.literal(pairs + pair)?);
        both.push(bdd.and(x, y)?);
    }
    bdd.any(both)
}

#[test]
fn what_doubles_with_every_pair_ends_over_the_budget() {
    let mut bdd = Bdd::new(10_000);
    assert!(apart(&mut bdd, 8).is_ok());
    assert_eq!(apart(&mut bdd, 40), Err(OverBudget));
    // What was made before is valid, and what needs nothing new is still answered.
    let x = bdd.literal(0).unwrap();
    assert_eq!(bdd.and(x, x), Ok(x));
    assert!(bdd.evaluate(x, |_| true));
}

#[test]
fn work_that_makes_nothing_ends_too() {
    let mut bdd = Bdd::new(100);
    let x = bdd.literal(0).unwrap();
    let repeated = vec![x; 100_000];
    assert_eq!(bdd.at_least(50_000, &repeated), Err(OverBudget));
    let mut bdd = Bdd::new(100);
    let parts = vec![Node::TRUE; 100_000];
    assert_eq!(bdd.at_least(50_000, &parts), Err(OverBudget));
    let mut bdd = Bdd::new(100_000);
    let parts = literals(&mut bdd, 0..50_000);
    assert_eq!(bdd.at_least(25_000, &parts), Err(OverBudget));
}

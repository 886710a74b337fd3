//! Families against their definitions, set by set.

use proptest::prelude::*;

use super::super::bdd::tests::formula::{formulas, monotone_formulas};
use super::*;

const VARS: u32 = 8;

/// Returns the variables of a set given bit by bit.
fn vars(set: u32) -> Vec<u32> {
    (0..VARS).filter(|var| set >> var & 1 == 1).collect()
}

/// Returns the sets, of all there are, that are in the family.
fn members(sets: &Sets, family: Family) -> Vec<u32> {
    (0..1_u32 << VARS)
        .filter(|set| sets.has(family, &vars(*set)))
        .collect()
}

/// Returns the sets that satisfy `holds` while none of their proper subsets does.
fn minimal_by_definition(holds: impl Fn(u32) -> bool) -> Vec<u32> {
    let proper_subsets = |set: u32| (0..set).filter(move |smaller| smaller & !set == 0);
    (0..1_u32 << VARS)
        .filter(|set| holds(*set) && !proper_subsets(*set).any(&holds))
        .collect()
}

/// Checks everything that can be asked of a family against its members.
fn agrees_with(sets: &Sets, family: Family, expected: &[u32]) -> Result<(), TestCaseError> {
    prop_assert_eq!(members(sets, family), expected);
    prop_assert_eq!(sets.count(family), Some(expected.len() as u128));
    let mut ordered: Vec<Vec<u32>> = expected.iter().map(|set| vars(*set)).collect();
    ordered.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    prop_assert_eq!(sets.fewest(family), ordered.first().map(Vec::len));
    let support = expected.iter().fold(0, |all, set| all | set);
    prop_assert_eq!(sets.support(family), vars(support).into_iter().collect());
    let every = expected.iter().fold(support, |all, set| all & set);
    prop_assert_eq!(sets.in_every(family), vars(every).into_iter().collect());
    for limit in [0, 1, 3, 1_000] {
        let first = &ordered[..limit.min(ordered.len())];
        prop_assert_eq!(sets.smallest(family, limit), first, "limit {}", limit);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_minimal_sets_are_those_of_the_definition(
        formula in prop_oneof![monotone_formulas(VARS).boxed(), formulas(VARS).boxed()],
    ) {
        let (mut bdd, mut sets) = (Bdd::new(100_000), Sets::new(100_000));
        let node = formula.build(&mut bdd).unwrap();
        let family = sets.minimal(&bdd, node).unwrap();
        let expected = minimal_by_definition(|set| formula.holds(set));
        agrees_with(&sets, family, &expected)?;
    }

    #[test]
    fn what_is_kept_is_what_is_allowed(
        formula in monotone_formulas(VARS),
        allowed in formulas(VARS),
    ) {
        let (mut bdd, mut sets) = (Bdd::new(100_000), Sets::new(100_000));
        let node = formula.build(&mut bdd).unwrap();
        let allowed_node = allowed.build(&mut bdd).unwrap();
        let family = sets.minimal(&bdd, node).unwrap();
        let kept = sets.keep(&bdd, family, allowed_node).unwrap();
        let mut expected = minimal_by_definition(|set| formula.holds(set));
        expected.retain(|set| allowed.holds(*set));
        agrees_with(&sets, kept, &expected)?;
        // A family is one node, whichever way it was made.
        if expected.len() as u128 == sets.count(family).unwrap() {
            prop_assert_eq!(kept, family);
        }
    }

    #[test]
    fn a_monotone_function_is_true_exactly_above_its_minimal_sets(
        formula in monotone_formulas(VARS),
    ) {
        let (mut bdd, mut sets) = (Bdd::new(100_000), Sets::new(100_000));
        let node = formula.build(&mut bdd).unwrap();
        let family = sets.minimal(&bdd, node).unwrap();
        let least = members(&sets, family);
        for set in 0..1_u32 << VARS {
            let above = least.iter().any(|least| least & !set == 0);
            prop_assert_eq!(formula.holds(set), above, "{:b}", set);
        }
    }

    #[test]
    fn a_small_budget_ends_the_work_but_never_bends_it(
        formula in monotone_formulas(VARS),
        budget in 0..30_usize,
    ) {
        let (mut bdd, mut sets) = (Bdd::new(100_000), Sets::new(budget));
        let node = formula.build(&mut bdd).unwrap();
        if let Ok(family) = sets.minimal(&bdd, node) {
            let expected = minimal_by_definition(|set| formula.holds(set));
            agrees_with(&sets, family, &expected)?;
        }
    }
}

fn quorum(bdd: &mut Bdd, min: usize, of: std::ops::Range<u32>) -> Node {
    let parts: Vec<Node> = of.map(|var| bdd.literal(var).unwrap()).collect();
    bdd.at_least(min, &parts).unwrap()
}

#[test]
fn no_set_and_the_empty_set_are_told_apart() {
    let (bdd, mut sets) = (Bdd::new(1), Sets::new(1));
    assert_eq!(sets.minimal(&bdd, Node::FALSE), Ok(Family::EMPTY));
    assert_eq!(sets.minimal(&bdd, Node::TRUE), Ok(Family::UNIT));
    for (family, count, fewest, listed) in [
        (Family::EMPTY, 0, None, Vec::<Vec<u32>>::new()),
        (Family::UNIT, 1, Some(0), vec![vec![]]),
    ] {
        assert_eq!(sets.count(family), Some(count));
        assert_eq!(sets.fewest(family), fewest);
        assert_eq!(sets.smallest(family, 9), listed);
        assert_eq!(sets.smallest(family, 0), [[0_u32; 0]; 0]);
        assert_eq!(sets.has(family, &[]), count == 1);
        assert!(!sets.has(family, &[3]));
        assert!(sets.in_every(family).is_empty() && sets.support(family).is_empty());
    }
}

#[test]
fn the_worst_quorum_is_counted_and_begun_but_never_listed() {
    let (mut bdd, mut sets) = (Bdd::new(4_000), Sets::new(4_000));
    let node = quorum(&mut bdd, 32, 0..64);
    let family = sets.minimal(&bdd, node).unwrap();
    assert_eq!(sets.count(family), Some(1_832_624_140_942_590_534));
    assert_eq!(sets.fewest(family), Some(32));
    let smallest = sets.smallest(family, 3);
    let first: Vec<u32> = (0..31).collect();
    let with = |last| first.iter().copied().chain([last]).collect::<Vec<u32>>();
    assert_eq!(smallest, [with(31), with(32), with(33)]);
    assert!(sets.in_every(family).is_empty());
    // One fixed member leaves 31 of the other 63.
    let fixed = bdd.literal(63).unwrap();
    let kept = sets.keep(&bdd, family, fixed).unwrap();
    assert_eq!(sets.count(kept), Some(916_312_070_471_295_267));
    assert_eq!(sets.in_every(kept), BTreeSet::from([63]));
}

#[test]
fn a_count_beyond_all_numbers_is_none() {
    let (mut bdd, mut sets) = (Bdd::new(100_000), Sets::new(100_000));
    let powers = |bdd: &mut Bdd, pairs: u32| {
        let parts: Vec<Node> = (0..pairs)
            .map(|pair| quorum(bdd, 1, 2 * pair..2 * pair + 2))
            .collect();
        bdd.all(parts).unwrap()
    };
    for (pairs, count) in [(127, Some(1 << 127)), (128, None), (2_000, None)] {
        let node = powers(&mut bdd, pairs);
        let family = sets.minimal(&bdd, node).unwrap();
        assert_eq!(sets.count(family), count);
        assert_eq!(sets.smallest(family, 2).len(), 2);
    }
}

#[test]
fn a_set_is_found_in_any_order_and_only_whole() {
    let (mut bdd, mut sets) = (Bdd::new(100), Sets::new(100));
    let node = quorum(&mut bdd, 2, 0..3);
    let family = sets.minimal(&bdd, node).unwrap();
    assert!(sets.has(family, &[2, 0]) && sets.has(family, &[0, 2, 2]));
    assert!(!sets.has(family, &[0]) && !sets.has(family, &[0, 1, 2]));
    assert!(!sets.has(family, &[0, 2, 9]));
}

#[test]
fn deep_and_broad_families_need_no_stack() {
    const MANY: u32 = 50_000;
    let (mut bdd, mut sets) = (Bdd::new(1_000_000), Sets::new(1_000_000));
    let parts: Vec<Node> = (0..MANY).map(|var| bdd.literal(var).unwrap()).collect();
    let (all, any) = (bdd.all(parts.clone()).unwrap(), bdd.any(parts).unwrap());
    let all = sets.minimal(&bdd, all).unwrap();
    assert_eq!(sets.count(all), Some(1));
    assert_eq!(sets.in_every(all).len(), MANY as usize);
    let last = bdd.literal(MANY - 1).unwrap();
    let one_each = sets.minimal(&bdd, any).unwrap();
    assert_eq!(sets.count(one_each), Some(u128::from(MANY)));
    let kept = sets.keep(&bdd, one_each, last).unwrap();
    assert_eq!(sets.smallest(kept, 2), [[MANY - 1]]);
    assert_eq!(sets.without_supersets(all, one_each), Ok(Family::EMPTY));
    assert_eq!(sets.without_supersets(one_each, all), Ok(one_each));
}

#[test]
fn a_family_that_grows_too_far_ends_over_the_budget() {
    let (mut bdd, mut sets) = (Bdd::new(100_000), Sets::new(500));
    let small = quorum(&mut bdd, 2, 0..4);
    let large = quorum(&mut bdd, 32, 0..64);
    let family = sets.minimal(&bdd, small).unwrap();
    assert_eq!(sets.minimal(&bdd, large), Err(OverBudget));
    assert_eq!(sets.count(family), Some(6));
}

#[test]
fn variables_with_the_greatest_number_are_like_others() {
    let (mut bdd, mut sets) = (Bdd::new(100), Sets::new(100));
    let (first, last) = (bdd.literal(0).unwrap(), bdd.literal(u32::MAX).unwrap());
    let both = bdd.and(first, last).unwrap();
    let either = bdd.or(first, last).unwrap();
    let both = sets.minimal(&bdd, both).unwrap();
    assert_eq!(sets.in_every(both), BTreeSet::from([0, u32::MAX]));
    let either = sets.minimal(&bdd, either).unwrap();
    assert_eq!(sets.in_every(either), BTreeSet::new());
    assert_eq!(sets.keep(&bdd, either, last), sets.minimal(&bdd, last));
}

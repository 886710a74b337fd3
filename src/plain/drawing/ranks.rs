//! In which column of the stage graph each stage stands.

use crate::plain::graph::{StageGraph, Way, WayEnd};

/// Returns the column of each stage: one more than the last of those that lead there.
///
/// Ways back do not count. Stages that no run enters follow what would lead to them, and move
/// none of the others.
pub(super) fn ranks(graph: &StageGraph) -> Vec<usize> {
    let count = graph.nodes.len();
    let mut ranks: Vec<Option<usize>> = vec![None; count];
    let live = |way: &Way| way.taken != Some(false);
    relax(
        graph,
        &mut ranks,
        &order(graph, 0..count.min(1), live),
        live,
    );
    let all = |_: &Way| true;
    relax(graph, &mut ranks, &order(graph, 0..count, all), all);
    ranks.into_iter().map(Option::unwrap_or_default).collect()
}

fn targets(
    graph: &StageGraph,
    from: usize,
    follows: impl Fn(&Way) -> bool,
) -> impl Iterator<Item = usize> {
    let start = graph.ways.partition_point(|way| way.from < from);
    graph
        .ways
        .iter()
        .skip(start)
        .take_while(move |way| way.from == from)
        .filter(move |way| follows(way))
        .filter_map(|way| match way.to {
            WayEnd::Stage(to) => Some(to),
            _ => None,
        })
}

/// Returns what can be reached from some roots so that only ways back lead to what comes earlier.
fn order(
    graph: &StageGraph,
    roots: impl Iterator<Item = usize>,
    follows: impl Fn(&Way) -> bool + Copy,
) -> Vec<usize> {
    let mut seen = vec![false; graph.nodes.len()];
    let mut done = Vec::new();
    let mut see = |stage: usize| {
        seen.get_mut(stage)
            .is_some_and(|seen| !std::mem::replace(seen, true))
    };
    for root in roots {
        if !see(root) {
            continue;
        }
        let mut open = vec![(root, targets(graph, root, follows))];
        while let Some((stage, rest)) = open.last_mut() {
            if let Some(to) = rest.find(|to| see(*to)) {
                open.push((to, targets(graph, to, follows)));
            } else {
                done.push(*stage);
                open.pop();
            }
        }
    }
    done.reverse();
    done
}

/// Ranks the stages of an order that have no rank yet.
fn relax(
    graph: &StageGraph,
    ranks: &mut [Option<usize>],
    order: &[usize],
    follows: impl Fn(&Way) -> bool + Copy,
) {
    let fixed: Vec<bool> = ranks.iter().map(Option::is_some).collect();
    let mut place = vec![usize::MAX; ranks.len()];
    for (at, stage) in order.iter().enumerate() {
        if let Some(place) = place.get_mut(*stage) {
            *place = at;
        }
    }
    for (at, stage) in order.iter().enumerate() {
        let Some(rank) = ranks.get_mut(*stage).map(|rank| *rank.get_or_insert(0)) else {
            continue;
        };
        for to in targets(graph, *stage, follows) {
            let ahead = place.get(to).is_some_and(|place| *place > at);
            if ahead
                && fixed.get(to) == Some(&false)
                && let Some(own) = ranks.get_mut(to)
            {
                *own = (*own).max(Some(rank + 1));
            }
        }
    }
}

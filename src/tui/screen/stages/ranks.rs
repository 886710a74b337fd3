//! In which column of the stage graph each stage stands, and what leaves its box.

use std::collections::HashMap;

use crate::plain::{StageGraph, Way, WayEnd, WayKind};

/// How many lines leave a box before the rest is only counted.
const MAX_EXITS: usize = 8;

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Stroke {
    /// A run can take it when the stage passes.
    Solid,
    /// A timeout takes it, or it is not decided yet.
    Dashed,
    /// No run takes it.
    Dead,
}

/// Something that leaves a box, with a row of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Exit {
    pub(super) label: String,
    pub(super) stroke: Stroke,
    /// Where it leads; none for the count of those that are left out.
    pub(super) end: Option<WayEnd>,
    /// Whether it is simply that the run completes here.
    pub(super) last: bool,
}

fn stroke(graph: &StageGraph, way: &Way) -> Stroke {
    let cut_off = graph.nodes.get(way.from).and_then(|node| node.entered) == Some(false);
    match (way.taken, way.kind) {
        _ if cut_off => Stroke::Dead,
        (Some(false), _) => Stroke::Dead,
        (None, _) | (_, WayKind::Timeout) => Stroke::Dashed,
        (Some(true), _) => Stroke::Solid,
    }
}

/// Returns what leaves each box; ways that lead to one place in one manner share a row.
pub(super) fn exits(graph: &StageGraph) -> Vec<Vec<Exit>> {
    let mut all = vec![Vec::new(); graph.nodes.len()];
    for ways in graph.ways.chunk_by(|one, other| one.from == other.from) {
        let mut rows: Vec<(Exit, usize)> = Vec::new();
        let mut known = HashMap::new();
        for way in ways {
            let stroke = stroke(graph, way);
            let row = *known.entry((way.to, stroke)).or_insert(rows.len());
            if let Some((_, more)) = rows.get_mut(row) {
                *more += 1;
                continue;
            }
            let mark = if way.taken == Some(false) { "✗ " } else { "" };
            let exit = Exit {
                label: format!("{mark}{}", way.label),
                stroke,
                end: Some(way.to),
                last: (way.kind, way.to) == (WayKind::Pass, WayEnd::Complete),
            };
            rows.push((exit, 0));
        }
        let left = fit(&mut rows);
        let mut rows: Vec<Exit> = rows
            .into_iter()
            .map(|(mut exit, more)| {
                if more > 0 {
                    exit.label = format!("{} +{more}", exit.label);
                }
                exit
            })
            .collect();
        if left > 0 {
            rows.push(Exit {
                label: format!("{left} more"),
                stroke: Stroke::Dashed,
                end: None,
                last: false,
            });
        }
        if let Some(own) = ways.first().and_then(|way| all.get_mut(way.from)) {
            *own = rows;
        }
    }
    all
}

/// Leaves out what does not fit into a box, dead ways first; returns how many those are.
fn fit(rows: &mut Vec<(Exit, usize)>) -> usize {
    let count = rows.len();
    if count > MAX_EXITS {
        let mut strokes: Vec<Stroke> = rows.iter().map(|(exit, _)| exit.stroke).collect();
        strokes.sort_unstable();
        let last = strokes.get(MAX_EXITS - 2).copied().unwrap_or(Stroke::Dead);
        let mut room = strokes
            .iter()
            .take(MAX_EXITS - 1)
            .filter(|stroke| **stroke == last)
            .count();
        rows.retain(|(exit, _)| {
            if exit.stroke == last {
                let fits = room > 0;
                room = room.saturating_sub(1);
                fits
            } else {
                exit.stroke < last
            }
        });
    }
    count - rows.len()
}

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

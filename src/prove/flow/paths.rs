//! Ways through the stages, as witnesses.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::StageFlow;
use super::exits::{Cause, End, Exit};
use crate::prove::Can;

/// A way from the first stage to a stage or to the end of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The stages that the run goes through, in order; empty when it starts where it leads.
    pub steps: Vec<Step>,
    /// Where it leads.
    pub to: End,
}

/// A stage on a path, and how the run leaves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Position of the stage.
    pub stage: usize,
    /// How the run leaves it.
    pub cause: Cause,
}

/// How the best ways get to each stage, and to completion: the stage before and how it is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tree {
    before: Vec<Option<Step>>,
}

impl Tree {
    /// Returns the way to a stage or to completion; none when there is none.
    pub(super) fn path(&self, to: End) -> Option<Path> {
        let mut at = self.node(to)?;
        let mut steps = Vec::new();
        while let Some(step) = self.before.get(at).copied().flatten() {
            steps.push(step);
            at = step.stage;
        }
        steps.reverse();
        (at == 0).then_some(Path { steps, to })
    }

    fn node(&self, end: End) -> Option<usize> {
        node(end, self.before.len() - 1)
    }
}

/// Returns the place of an end in a list of all stages and completion.
const fn node(end: End, count: usize) -> Option<usize> {
    match end {
        End::Stage(stage) => Some(stage),
        End::Completed => Some(count),
        _ => None,
    }
}

/// Returns the ways on which the fewest gates are true, of those the shortest.
///
/// A way that surely can be taken comes before one of which nobody knows.
pub(super) fn weakest(exits: &[Vec<Exit>], gates: impl Fn(usize) -> usize) -> Tree {
    let count = exits.len();
    let mut before = vec![None; count + 1];
    let mut best = vec![(usize::MAX, usize::MAX, usize::MAX); count + 1];
    let mut open = BinaryHeap::new();
    if count > 0 {
        best[0] = (0, 0, 0);
        open.push(Reverse((best[0], 0)));
    }
    while let Some(Reverse((cost, stage))) = open.pop() {
        if cost > best[stage] || stage == count {
            continue;
        }
        let (doubts, met, steps) = cost;
        for exit in exits[stage].iter().filter(|exit| !exit.can.is_no()) {
            let Some(to) = node(exit.to, count) else {
                continue;
            };
            let doubts = doubts + usize::from(exit.can != Can::Yes);
            let met = match exit.cause {
                Cause::Pass => met.saturating_add(gates(stage)),
                _ => met,
            };
            let next = (doubts, met, steps + 1);
            if next < best[to] {
                best[to] = next;
                let cause = exit.cause;
                before[to] = Some(Step { stage, cause });
                open.push(Reverse((next, to)));
            }
        }
    }
    Tree { before }
}

/// Returns a shortest way to a stage or to completion on which `avoided` is never passed.
///
/// `takes` chooses the ways by whether they can be taken.
pub(super) fn around(
    stages: &[StageFlow],
    avoided: usize,
    to: End,
    takes: impl Fn(Can) -> bool,
) -> Option<Path> {
    let count = stages.len();
    let goal = node(to, count)?;
    let mut before = vec![None; count + 1];
    let mut seen = vec![false; count + 1];
    let mut open = VecDeque::from([0]);
    *seen.first_mut()? = true;
    while let Some(stage) = open.pop_front() {
        if stage == goal {
            break;
        }
        for exit in stages.get(stage).into_iter().flat_map(|at| &at.exits) {
            let passes = exit.cause == Cause::Pass;
            if !takes(exit.can) || (passes && stage == avoided) {
                continue;
            }
            if let Some(next) = node(exit.to, count)
                && !std::mem::replace(&mut seen[next], true)
            {
                let cause = exit.cause;
                before[next] = Some(Step { stage, cause });
                open.push_back(next);
            }
        }
    }
    seen[goal].then_some(())?;
    Tree { before }.path(to)
}

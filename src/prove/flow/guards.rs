//! What every run passes before it gets somewhere.

use super::dominators::Dominators;
use super::exits::{Cause, End, Exit};
use crate::diagnostic::Confidence;
use crate::prove::Can;

/// What every run passes before it gets to each stage, and before it completes.
///
/// The graph has a node for every stage, one for every stage as it passes, and one for completion,
/// so that what a path passes is among the dominators of where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Guards {
    count: usize,
    /// Over the ways that surely can be taken.
    certain: Dominators,
    /// Over these and those of which nobody knows.
    possible: Dominators,
    /// Over all but those that are proved impossible.
    allowed: Dominators,
}

impl Guards {
    pub(super) fn of(exits: &[Vec<Exit>]) -> Self {
        let possible = over(exits, |can| !can.is_no());
        let all = || exits.iter().flatten().map(|exit| exit.can);
        // Most scenarios have no doubtful ways, and then the graphs are the same.
        Self {
            count: exits.len(),
            certain: if all().any(|can| matches!(can, Can::Open(_))) {
                over(exits, Can::is_yes)
            } else {
                possible.clone()
            },
            allowed: if all().any(|can| can.is_no() && can != Can::NEVER) {
                over(exits, |can| can != Can::NEVER)
            } else {
                possible.clone()
            },
            possible,
        }
    }

    const fn node(&self, end: End) -> usize {
        match end {
            End::Stage(stage) => stage,
            _ => completed(self.count),
        }
    }

    fn passed<'a>(
        &self,
        dominators: &'a Dominators,
        end: End,
    ) -> impl Iterator<Item = usize> + use<'a> {
        let count = self.count;
        dominators
            .above(self.node(end))
            .filter_map(move |node| node.checked_sub(count).filter(|stage| *stage < count))
    }

    /// Returns the stages that every run passes before it gets there, the last one first.
    ///
    /// With each stands how strongly that is known. `end` is a stage or completion.
    pub(super) fn behind(&self, end: End) -> impl Iterator<Item = (usize, Confidence)> + '_ {
        // Fewer ways are ruled out there, so what holds is among what holds here, in one order.
        let mut proved = self.passed(&self.allowed, end).peekable();
        self.passed(&self.possible, end).map(move |stage| {
            if proved.next_if_eq(&stage).is_some() {
                (stage, Confidence::Proved)
            } else {
                (stage, Confidence::AssumesStableEvidence)
            }
        })
    }

    /// Returns the stages that every run passes that surely can get there, the last one first.
    pub(super) fn behind_certain(&self, end: End) -> impl Iterator<Item = usize> + '_ {
        self.passed(&self.certain, end)
    }

    /// Returns the stages that every run visits before it gets there, the last one first.
    pub(super) fn visited(&self, end: End) -> impl Iterator<Item = usize> + '_ {
        let count = self.count;
        self.possible
            .above(self.node(end))
            .filter(move |node| *node < count)
    }
}

const fn completed(count: usize) -> usize {
    2 * count
}

fn over(exits: &[Vec<Exit>], takes: impl Fn(Can) -> bool) -> Dominators {
    let count = exits.len();
    let (completed, undecided) = (completed(count), 2 * count + 1);
    let mut successors = vec![Vec::new(); count.saturating_mul(2) + 2];
    for (stage, ways) in exits.iter().enumerate() {
        for exit in ways.iter().filter(|exit| takes(exit.can)) {
            let to = match exit.to {
                End::Stage(to) => to,
                End::Completed => completed,
                End::Undecided if takes(UNDECIDED) => undecided,
                _ => continue,
            };
            if exit.cause == Cause::Pass {
                successors[stage].push(count + stage);
                successors[count + stage].push(to);
            } else {
                successors[stage].push(to);
            }
        }
    }
    successors[undecided].extend(0..count);
    successors[undecided].push(completed);
    Dominators::of(&successors, if count == 0 { undecided } else { 0 })
}

/// Whether a way that is not decided leads to a given place.
const UNDECIDED: Can = Can::Open(crate::prove::Gap::Unfinished);

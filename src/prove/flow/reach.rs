//! Which stages and ends runs can get to, and the link that keeps them from the others.

use std::collections::VecDeque;

use super::exits::{Cause, End, Exit};
use crate::prove::{Can, Gap};

/// Which stages and ends runs can get to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reach {
    /// Of every stage, whether a run can enter it.
    pub(super) stages: Vec<Can>,
    /// Whether a run can complete.
    pub(super) completes: Can,
    /// Whether a run can fail.
    pub(super) fails: Can,
    /// Whether a call can fail for want of a route.
    pub(super) errs: Can,
}

/// Follows ways out from the first stage; `follow` chooses which.
///
/// What is not decided may lead anywhere. Every place is looked at again only when it becomes more
/// possible, which it does a handful of times at most.
pub(super) fn reach(exits: &[Vec<Exit>], follow: impl Fn(&Exit) -> bool) -> Reach {
    let count = exits.len();
    let (completed, failed, error, undecided) = (count, count + 1, count + 2, count + 3);
    let node = |end: End| match end {
        End::Stage(stage) => stage,
        End::Completed => completed,
        End::Failed | End::TooLarge(_) => failed,
        End::Error => error,
        End::Undecided => undecided,
    };
    let mut known = vec![Can::NEVER; count + 4];
    let mut open = VecDeque::new();
    // Without any stage nothing is known, because there is no run yet.
    let start = if count == 0 { undecided } else { 0 };
    known[start] = Can::Yes;
    open.push_back(start);
    while let Some(from) = open.pop_front() {
        let reached = known[from];
        let mut relax = |to: usize, can: Can| {
            let better = known[to].or(reached.and(can));
            if better != known[to] {
                known[to] = better;
                open.push_back(to);
            }
        };
        if from == undecided {
            (0..undecided).for_each(|to| relax(to, Can::Open(Gap::Unfinished)));
        } else if let Some(exits) = exits.get(from) {
            for exit in exits.iter().filter(|exit| follow(exit)) {
                relax(node(exit.to), exit.can);
            }
        }
    }
    Reach {
        completes: known[completed],
        fails: known[failed],
        errs: known[error],
        stages: {
            known.truncate(count);
            known
        },
    }
}

/// What keeps runs from a stage although links lead there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Barrier {
    /// Runs get to the stage at this position and never pass it.
    NeverPasses(usize),
    /// A packet of the stage at this position is larger than the runtime releases, so runs fail
    /// instead of entering it.
    TooLarge(usize),
}

/// Finds of every stage that no run enters what keeps runs from it.
///
/// None where no link leads there from a stage that runs enter, and for stages that runs enter.
pub(super) fn barriers(exits: &[Vec<Exit>], entered: &[Can]) -> Vec<Option<Barrier>> {
    let mut barriers: Vec<Option<Barrier>> = vec![None; exits.len()];
    let mut open = VecDeque::new();
    let is_cut_off = |stage: usize| entered.get(stage).is_some_and(|can| can.is_no());
    for (from, exit) in links(exits).filter(|(from, _)| !is_cut_off(*from)) {
        let (to, barrier) = match exit.to {
            End::TooLarge(to) if !exit.can.is_no() => (to, Barrier::TooLarge(to)),
            End::Stage(to) | End::TooLarge(to) => (to, Barrier::NeverPasses(from)),
            _ => continue,
        };
        if is_cut_off(to) && barriers[to].is_none() {
            barriers[to] = Some(barrier);
            open.push_back(to);
        }
    }
    while let Some(from) = open.pop_front() {
        for exit in &exits[from] {
            if let End::Stage(to) | End::TooLarge(to) = exit.to
                && is_cut_off(to)
                && barriers[to].is_none()
            {
                barriers[to] = barriers[from];
                open.push_back(to);
            }
        }
    }
    barriers
}

fn links(exits: &[Vec<Exit>]) -> impl Iterator<Item = (usize, &Exit)> {
    exits
        .iter()
        .enumerate()
        .flat_map(|(from, ways)| ways.iter().map(move |exit| (from, exit)))
}

/// Returns the stages that a run goes through while no timeout decides, in order, and where that
/// ends; none when it goes round or stops.
pub(super) fn passing_order(exits: &[Vec<Exit>]) -> (Vec<usize>, Option<End>) {
    let mut order = Vec::new();
    let mut seen = vec![false; exits.len()];
    let mut end = (!exits.is_empty()).then_some(End::Stage(0));
    while let Some(End::Stage(stage)) = end {
        if std::mem::replace(&mut seen[stage], true) {
            return (order, None);
        }
        order.push(stage);
        end = exits[stage]
            .iter()
            .find(|exit| exit.cause == Cause::Pass && !exit.can.is_no())
            .map(|exit| exit.to);
    }
    (order, end)
}

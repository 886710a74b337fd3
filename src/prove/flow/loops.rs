//! Stages that runs go round in without an end.

use std::collections::BTreeSet;

use super::StageFlow;
use super::exits::{Cause, End, Exit};
use crate::diagnostic::Confidence;
use crate::prove::{Can, Gap};

/// Stages that a run goes round in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loop {
    /// The stages, beginning with the first in the scenario; of a gateless loop in the order in
    /// which runs go round, else in the order of the scenario.
    pub stages: Vec<usize>,
    /// What makes it one.
    pub kind: LoopKind,
    /// How strongly it is known.
    pub confidence: Confidence,
}

/// What makes stages a loop that runs do not come out of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoopKind {
    /// Nothing holds a run in any of the stages, so it goes on for ever, a stage with each trigger.
    Gateless {
        /// Whether a tick after a deadline takes it out.
        late_tick_leaves: bool,
    },
    /// No way leads out: whatever the evidence, a run that enters never ends.
    NoWayOut,
}

/// Returns the loops that runs may enter, by the first of their stages.
pub(super) fn loops(stages: &[StageFlow]) -> Vec<Loop> {
    let mut loops = gateless(stages);
    let told: BTreeSet<Vec<usize>> = loops
        .iter()
        .map(|found| {
            let mut members = found.stages.clone();
            members.sort_unstable();
            members
        })
        .collect();
    for members in components(stages) {
        if let Some(confidence) = closed(stages, &members)
            && !told.contains(&members)
        {
            loops.push(Loop {
                stages: members,
                kind: LoopKind::NoWayOut,
                confidence,
            });
        }
    }
    loops.retain(|found| {
        found
            .stages
            .iter()
            .any(|stage| !stages[*stage].entered.is_no())
    });
    loops.sort_by(|a, b| a.stages.cmp(&b.stages));
    loops
}

/// Returns the stage that a run goes on to with the next trigger; none if a gate may hold it.
fn next(stage: &StageFlow) -> Option<usize> {
    let pass = stage.exits.iter().find(|exit| exit.cause == Cause::Pass)?;
    pass.stage()
        .filter(|_| stage.holds.is_no() && pass.can.is_yes())
}

/// Finds the cycles of stages that hold no run; every stage has at most one way on.
fn gateless(stages: &[StageFlow]) -> Vec<Loop> {
    let mut loops = Vec::new();
    // The walk on which each stage was seen first.
    let mut walk_of: Vec<Option<usize>> = vec![None; stages.len()];
    for start in 0..stages.len() {
        let mut at = start;
        while walk_of[at].is_none() {
            walk_of[at] = Some(start);
            match next(&stages[at]) {
                Some(to) => at = to,
                None => break,
            }
        }
        if walk_of[at] == Some(start) && next(&stages[at]).is_some() {
            loops.push(gateless_loop(stages, at));
        }
    }
    loops
}

fn gateless_loop(stages: &[StageFlow], on: usize) -> Loop {
    let mut members = vec![on];
    let round = std::iter::successors(next(&stages[on]), |at| next(&stages[*at]));
    members.extend(round.take_while(|at| *at != on));
    let first = (0..members.len()).min_by_key(|at| members[*at]);
    members.rotate_left(first.unwrap_or_default());
    let inside: BTreeSet<usize> = members.iter().copied().collect();
    let holds = members
        .iter()
        .fold(Can::NEVER, |can, stage| can.or(stages[*stage].holds));
    let leaves = |exit: &Exit| {
        let goes_out = match exit.to {
            End::Stage(stage) => !inside.contains(&stage),
            End::Error => false,
            _ => true,
        };
        exit.cause.is_timeout() && goes_out
    };
    let late_tick_leaves = members
        .iter()
        .any(|stage| stages[*stage].exits.iter().any(leaves));
    Loop {
        stages: members,
        kind: LoopKind::Gateless { late_tick_leaves },
        confidence: holds.refuted().unwrap_or(Confidence::Proved),
    }
}

/// Returns how strongly it is known that no way leads out of these stages; none if one may.
fn closed(stages: &[StageFlow], members: &[usize]) -> Option<Confidence> {
    let inside = |stage: &usize| members.binary_search(stage).is_ok();
    let out = members
        .iter()
        .flat_map(|stage| &stages[*stage].exits)
        .map(|exit| match exit.to {
            End::Error => Can::NEVER,
            End::Undecided => exit.can.and(Can::Open(Gap::Unfinished)),
            End::Stage(stage) if inside(&stage) => Can::NEVER,
            _ => exit.can,
        })
        .fold(Can::NEVER, Can::or);
    out.refuted()
}

fn certain(stage: &StageFlow) -> impl DoubleEndedIterator<Item = usize> + '_ {
    let ways = stage.exits.iter().filter(|exit| exit.can.is_yes());
    ways.filter_map(Exit::stage)
}

/// Returns the groups of stages that all lead to each other by ways that surely can be taken, each
/// in the order of the scenario; no single stages but those that lead to themselves.
fn components(stages: &[StageFlow]) -> Vec<Vec<usize>> {
    let mut search = Components {
        found: vec![None; stages.len()],
        low: vec![0; stages.len()],
        done: vec![false; stages.len()],
        stack: Vec::new(),
        groups: Vec::new(),
    };
    let mut count = 0;
    // A stage is looked at twice: before what it leads to, and after that.
    let mut open: Vec<(usize, bool)> = (0..stages.len()).rev().map(|at| (at, false)).collect();
    while let Some((at, after)) = open.pop() {
        if after {
            search.close(at, certain(&stages[at]));
        } else if search.found[at].is_none() {
            search.found[at] = Some(count);
            search.low[at] = count;
            search.stack.push(at);
            count += 1;
            open.push((at, true));
            open.extend(certain(&stages[at]).rev().map(|to| (to, false)));
        }
    }
    let leads_to_itself = |at: usize| certain(&stages[at]).any(|to| to == at);
    search
        .groups
        .retain(|group| group.len() > 1 || group.iter().any(|at| leads_to_itself(*at)));
    search.groups
}

/// A search for strongly connected groups, after Tarjan.
struct Components {
    found: Vec<Option<usize>>,
    low: Vec<usize>,
    done: Vec<bool>,
    stack: Vec<usize>,
    groups: Vec<Vec<usize>>,
}

impl Components {
    /// Takes leave of a stage when all that it leads to was looked at.
    fn close(&mut self, at: usize, leads_to: impl Iterator<Item = usize>) {
        for to in leads_to.filter(|to| !self.done[*to]) {
            self.low[at] = self.low[at].min(self.low[to]);
        }
        if self.found[at] != Some(self.low[at]) {
            return;
        }
        let mut group = Vec::new();
        while let Some(member) = self.stack.pop() {
            self.done[member] = true;
            group.push(member);
            if member == at {
                break;
            }
        }
        group.sort_unstable();
        self.groups.push(group);
    }
}

//! Both versions walked through together, stage by stage, up to where they part.
//!
//! As long as both are in stages that belong together, one position stands for the pair. The walk
//! goes breadth first, so the way to where something differs is a shortest one.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::flows::Flows;
use super::runs::{Move, Played, Runs};
use super::view::{Found, View};
use crate::draft::ScenarioDraft;
use crate::prove::Shown;
use crate::prove::flow::{Cause, End, Exit, Path};
use crate::review::model::{Step, Witness};

/// Runs that are tried before no first difference is told.
const MAX_TRIED: usize = 16;

/// What a run is to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    /// Where a run begins.
    Start,
    /// Where the stage at this new position leads when it passes.
    Pass(usize),
    /// What the timeout of the stage at this new position does.
    Timeout(usize),
}

/// The walk through both versions.
pub(super) struct Walk<'w, 'p, 'a> {
    view: &'w View<'p, 'a>,
    flows: &'w Flows,
    runs: Runs<'w, 'p, 'a>,
    /// The stages that both versions enter after the same triggers, by new position: how they get
    /// there, from which stage, and after how many triggers.
    together: BTreeMap<usize, Arrival>,
    /// What makes the stage pass in both versions, by new position.
    passing: BTreeMap<usize, Option<Shown>>,
}

#[derive(Debug, Clone, Copy)]
struct Arrival {
    from: Option<(usize, Left)>,
    after: usize,
}

/// How both versions leave a stage.
#[derive(Debug, Clone, Copy)]
enum Left {
    Passing,
    Late(u64),
}

impl<'w, 'p, 'a> Walk<'w, 'p, 'a> {
    pub(super) fn of(view: &'w View<'p, 'a>, flows: &'w Flows) -> Self {
        let mut walk = Self {
            view,
            flows,
            runs: Runs::of(view),
            together: BTreeMap::new(),
            passing: BTreeMap::new(),
        };
        walk.arrive();
        walk
    }

    /// Tells whether a run was not worked out for want of budget.
    pub(super) fn is_cut_short(&self) -> bool {
        self.runs.is_cut_short
    }

    /// Returns a run on which both versions do the same up to a goal and part there.
    pub(super) fn witness(&mut self, goal: &Goal) -> Option<Witness> {
        let moves = self.moves_to(*goal)?;
        let played = self.runs.play(&moves)?;
        played
            .steps
            .last()
            .is_some_and(|step| !step.is_shared())
            .then(|| shown("the same run in both", played.steps))
    }

    /// Returns a shortest run on which the versions part; none when none was found.
    pub(super) fn first_difference(&mut self) -> Option<Witness> {
        let mut open = self.partings();
        open.sort_by_key(|(after, _)| *after);
        for (_, parting) in open.into_iter().take(MAX_TRIED) {
            let Some(moves) = self.moves_of(&parting) else {
                continue;
            };
            if let Some(played) = self.runs.play(&moves)
                && let Some(at) = played.steps.iter().position(|step| !step.is_shared())
            {
                let mut steps = played.steps;
                steps.truncate(at + 1);
                return Some(shown("the shortest run on which they differ", steps));
            }
        }
        None
    }

    /// Plays the way of one version in both; the evidence is what that version needs.
    pub(super) fn follow(&mut self, path: &Path, is_new: bool) -> Option<Played> {
        let mut moves = Vec::with_capacity(path.steps.len());
        for step in &path.steps {
            moves.push(if step.cause == Cause::Pass {
                Move::Evidence(self.passes_one(step.stage, is_new)?)
            } else {
                let side = if is_new {
                    &self.view.pair.new_side
                } else {
                    &self.view.pair.old_side
                };
                let stage = side.draft.stages().get(step.stage)?;
                Move::Tick(stage.timeout.as_ref()?.timeout_ms?)
            });
        }
        self.runs.play(&moves)
    }

    /// Goes through all stages that both versions can enter after the same triggers.
    fn arrive(&mut self) {
        let pair = self.view.pair;
        if pair.matching.stages.new_of(0) != Some(0) {
            return;
        }
        let mut open = VecDeque::from([0]);
        let first = Arrival {
            from: None,
            after: 0,
        };
        self.together.insert(0, first);
        while let Some(at) = open.pop_front() {
            let after = self.together.get(&at).map_or(0, |arrival| arrival.after) + 1;
            for (left, next) in self.ways_on(at) {
                if let Entry::Vacant(place) = self.together.entry(next) {
                    let from = Some((at, left));
                    place.insert(Arrival { from, after });
                    open.push_back(next);
                }
            }
        }
    }

    /// Returns the stages that both versions enter after leaving a stage in the same way.
    fn ways_on(&self, at: usize) -> Vec<(Left, usize)> {
        let Some((old, new)) = self.exits(at) else {
            return Vec::new();
        };
        let same = |old: &Exit, new: &Exit| match (old.to, new.to) {
            (End::Stage(old), End::Stage(new)) => {
                (self.view.pair.matching.stages.new_of(old) == Some(new)).then_some(new)
            }
            _ => None,
        };
        let mut ways = Vec::new();
        if let (Some(old), Some(new)) = (old.first(), new.first())
            && self.both_pass(at)
            && let Some(next) = same(old, new)
        {
            ways.push((Left::Passing, next));
        }
        let late = |exits: &[Exit]| exits.iter().find(|exit| exit.cause.is_timeout()).copied();
        if let (Some(old), Some(new)) = (late(old), late(new))
            && let (Some(before), Some(now)) = self.deadlines(at)
            && let Some(next) = same(&old, &new)
        {
            ways.push((Left::Late(before.max(now)), next));
        }
        ways
    }

    fn exits(&self, new: usize) -> Option<(&[Exit], &[Exit])> {
        let old = self.view.pair.matching.stages.old_of(new)?;
        Some((
            &self.flows.old.stages.get(old)?.exits,
            &self.flows.new.stages.get(new)?.exits,
        ))
    }

    fn both_pass(&self, new: usize) -> bool {
        if self.view.is_untouched(new) {
            let stage = self.flows.new.stages.get(new);
            return stage.is_some_and(|stage| stage.passes.is_yes());
        }
        self.view.both(new).is_some()
    }

    /// Returns when the timeouts of a stage run out, in both versions.
    fn deadlines(&self, new: usize) -> (Option<u64>, Option<u64>) {
        let pair = self.view.pair;
        let of = |draft: &ScenarioDraft, stage: Option<usize>| {
            let stage = draft.stages().get(stage?)?;
            stage.timeout.as_ref()?.timeout_ms
        };
        let old = pair.matching.stages.old_of(new);
        (
            of(pair.old_side.draft, old),
            of(pair.new_side.draft, Some(new)),
        )
    }

    /// Returns everything on which both versions part, with the number of triggers that it takes.
    fn partings(&self) -> Vec<(usize, Parting)> {
        let pair = self.view.pair;
        if pair.matching.stages.new_of(0) != Some(0) {
            return vec![(0, Parting::At(Goal::Start))];
        }
        let mut open = Vec::new();
        for (stage, arrival) in &self.together {
            let Some(old) = pair.matching.stages.old_of(*stage) else {
                continue;
            };
            if self.packets_differ(old, *stage) {
                open.push((arrival.after, Parting::Entry(*stage)));
            }
            let gained = pair.old.gates_of(old).map(|gate| self.view.old_adds(gate));
            let lost = pair
                .new
                .gates_of(*stage)
                .map(|gate| self.view.new_adds(gate));
            let on_evidence = gained.chain(lost).filter_map(|found| match found {
                Found::Known(adds) => adds.shown.clone(),
                Found::Alone | Found::Open => None,
            });
            let after = arrival.after + 1;
            open.extend(on_evidence.map(|shown| (after, Parting::Evidence(*stage, shown))));
            open.push((after, Parting::At(Goal::Pass(*stage))));
            open.push((after, Parting::At(Goal::Timeout(*stage))));
        }
        open.retain(|(_, parting)| match parting {
            Parting::At(Goal::Pass(stage)) => self.exits_differ(*stage, false),
            Parting::At(Goal::Timeout(stage)) => self.exits_differ(*stage, true),
            _ => true,
        });
        open
    }

    fn packets_differ(&self, old: usize, new: usize) -> bool {
        let pair = self.view.pair;
        let before = pair
            .old
            .packets_of(old)
            .filter_map(|at| pair.matching.packets.new_of(at));
        let before: Vec<usize> = before.collect();
        let gone = before.len() != pair.old.packets_of(old).count();
        gone || !pair
            .new
            .packets_of(new)
            .eq(before.iter().copied().collect::<BTreeSet<_>>())
    }

    /// Tells whether the timeouts, or the ways of passing, of a stage do otherwise.
    fn exits_differ(&self, new: usize, late: bool) -> bool {
        let Some((old, now)) = self.exits(new) else {
            return false;
        };
        let of = |exits: &[Exit]| {
            let exit = exits.iter().find(|exit| exit.cause.is_timeout() == late);
            exit.map(|exit| exit.to)
        };
        let before = of(old).map(|end| match end {
            End::Stage(stage) => match self.view.pair.matching.stages.new_of(stage) {
                Some(now) => End::Stage(now),
                None => End::Undecided,
            },
            other => other,
        });
        let (first, second) = self.deadlines(new);
        before != of(now) || (late && first != second)
    }

    fn moves_of(&mut self, parting: &Parting) -> Option<Vec<Move>> {
        match parting {
            Parting::Entry(stage) => self.moves_into(*stage),
            Parting::Evidence(stage, shown) => {
                let mut moves = self.moves_into(*stage)?;
                moves.push(Move::Evidence(shown.clone()));
                Some(moves)
            }
            Parting::At(goal) => self.moves_to(*goal),
        }
    }

    fn moves_to(&mut self, goal: Goal) -> Option<Vec<Move>> {
        match goal {
            Goal::Start => Some(Vec::new()),
            Goal::Pass(stage) => {
                let mut moves = self.moves_into(stage)?;
                moves.push(Move::Evidence(self.passes_both(stage)?));
                Some(moves)
            }
            Goal::Timeout(stage) => {
                let mut moves = self.moves_into(stage)?;
                let (old, new) = self.deadlines(stage);
                let first = match (old, new) {
                    (Some(old), Some(new)) => old.min(new),
                    (old, new) => old.or(new)?,
                };
                moves.push(Move::Tick(first));
                Some(moves)
            }
        }
    }

    /// Returns what takes both versions into a stage; none when they do not get there together.
    fn moves_into(&mut self, stage: usize) -> Option<Vec<Move>> {
        let mut at = *self.together.get(&stage)?;
        let mut moves = Vec::with_capacity(at.after);
        while let Some((from, left)) = at.from {
            moves.push(match left {
                Left::Passing => Move::Evidence(self.passes_both(from)?),
                Left::Late(after) => Move::Tick(after),
            });
            at = *self.together.get(&from)?;
        }
        moves.reverse();
        Some(moves)
    }

    /// Returns evidence with which a stage passes in both versions, by its new position.
    fn passes_both(&mut self, new: usize) -> Option<Shown> {
        if !self.view.is_untouched(new) {
            return self.view.both(new).cloned();
        }
        if let Some(known) = self.passing.get(&new) {
            return known.clone();
        }
        let old = self.view.pair.matching.stages.old_of(new)?;
        let found = self.view.meet((Some(old), &[]), (Some(new), &[]));
        let shown = found.ok().and_then(|found| found.both);
        self.passing.insert(new, shown.clone());
        shown
    }

    /// Returns evidence with which a stage of one version passes, in the other too if it can.
    fn passes_one(&mut self, stage: usize, is_new: bool) -> Option<Shown> {
        let pair = self.view.pair;
        let here = if is_new {
            pair.matching.stages.old_of(stage).map(|_| stage)
        } else {
            pair.matching.stages.new_of(stage)
        };
        if let Some(both) = here.and_then(|new| self.passes_both(new)) {
            return Some(both);
        }
        let (old, new) = if is_new {
            (None, Some(stage))
        } else {
            (Some(stage), None)
        };
        self.view.meet((old, &[]), (new, &[])).ok()?.both
    }
}

/// What both versions part on.
enum Parting {
    /// What is released on entering a stage.
    Entry(usize),
    /// Evidence in a stage.
    Evidence(usize, Shown),
    /// A way out.
    At(Goal),
}

pub(super) fn shown(says: &str, steps: Vec<Step>) -> Witness {
    Witness {
        says: says.to_owned(),
        answers: Vec::new(),
        steps,
    }
}

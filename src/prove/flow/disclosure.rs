//! What is sure of a run that gets to a stage, and with that of the packets released there.

use super::exits::End;
use super::paths::{Path, around};
use super::{Cause, Flow};
use crate::diagnostic::Confidence;
use crate::prove::{Can, Gap};

/// What is sure of every run that enters a stage, whose packets are released then, or that
/// completes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure {
    /// Whether a run can get there.
    pub released: Can,
    /// The stages that every such run has passed before, in that order: all their gates were true.
    ///
    /// Stages without gates are left out.
    pub behind: Vec<Guarantee>,
    /// The stages whose gates a run meets before unless a timeout takes it past them.
    pub bypasses: Vec<Bypass>,
    /// The way on which the fewest gates are true, and of those a shortest one.
    ///
    /// None where no run gets there, or where it is not decided how.
    pub weakest: Option<Path>,
    /// How many gates are true on that way.
    pub weakest_gates: usize,
}

/// A stage that every run passes before it gets somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guarantee {
    /// Position of the stage.
    pub stage: usize,
    /// How strongly that is known.
    pub confidence: Confidence,
}

/// A stage that a timeout takes runs past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bypass {
    /// Position of the stage whose gates need not have been true.
    pub stage: usize,
    /// Whether a run can get there without them; it is not surely impossible.
    pub can: Can,
}

impl Flow {
    /// Returns what is sure of runs that enter a stage; none for a stage that does not exist.
    #[must_use]
    pub fn disclosure(&self, stage: usize) -> Option<Disclosure> {
        let found = self.stages.get(stage)?;
        Some(self.before(End::Stage(stage), found.entered))
    }

    /// Returns what is sure of runs that complete.
    #[must_use]
    pub fn completion(&self) -> Disclosure {
        self.before(End::Completed, self.completes)
    }

    fn before(&self, end: End, reached: Can) -> Disclosure {
        let weakest = if reached.is_no() {
            None
        } else {
            self.weakest.path(end)
        };
        let passes = weakest.iter().flat_map(|path| &path.steps);
        Disclosure {
            released: reached,
            behind: self.behind(end),
            bypasses: if reached.is_no() {
                Vec::new()
            } else {
                self.bypasses(end)
            },
            weakest_gates: passes
                .filter(|step| step.cause == Cause::Pass)
                .map(|step| self.gates(step.stage))
                .sum(),
            weakest,
        }
    }

    fn behind(&self, end: End) -> Vec<Guarantee> {
        let mut behind: Vec<Guarantee> = self
            .guards
            .behind(end)
            .filter(|(stage, _)| self.gates(*stage) > 0)
            .map(|(stage, confidence)| Guarantee { stage, confidence })
            .collect();
        behind.reverse();
        behind
    }

    /// Returns the stages on the way there without timeouts, or that every run visits, and that
    /// runs need not pass.
    pub(crate) fn bypasses(&self, end: End) -> Vec<Bypass> {
        let mut passed: Vec<usize> = self.guards.behind(end).map(|(stage, _)| stage).collect();
        let mut surely: Vec<usize> = self.guards.behind_certain(end).collect();
        passed.sort_unstable();
        surely.sort_unstable();
        let reached = match end {
            End::Stage(stage) => self.stages.get(stage).map_or(Can::NEVER, |at| at.entered),
            _ => self.completes,
        };
        let gap = match reached {
            Can::Open(gap) => gap,
            // The doubt is about a way that is not among those that surely lead there.
            _ => self.doubt(),
        };
        let bypass = |stage: usize| Bypass {
            stage,
            can: if reached.is_yes() && surely.binary_search(&stage).is_err() {
                Can::Yes
            } else {
                Can::Open(gap)
            },
        };
        self.expected(end)
            .into_iter()
            .filter(|stage| self.gates(*stage) > 0 && passed.binary_search(stage).is_err())
            .map(bypass)
            .collect()
    }

    /// Returns the stages that a reader expects a run to pass before it gets there: those on the
    /// way without timeouts, or where only timeouts lead there, those that every run visits.
    fn expected(&self, end: End) -> Vec<usize> {
        if let Some(before) = self.on_the_way(end) {
            return before.to_vec();
        }
        let mut visited: Vec<usize> = self.guards.visited(end).collect();
        visited.reverse();
        visited
    }

    /// Returns the place in that order; none for what is not on it.
    pub(crate) fn place(&self, end: End) -> Option<usize> {
        match end {
            End::Stage(stage) => self.places.get(stage).copied().flatten(),
            _ => (self.passing.1 == Some(end)).then_some(self.passing.0.len()),
        }
    }

    /// Returns the stages that a run passes before it gets there while no timeout decides; none
    /// when it does not get there that way.
    pub(crate) fn on_the_way(&self, end: End) -> Option<&[usize]> {
        self.passing.0.get(..self.place(end)?)
    }

    /// Returns the stages that a run goes through while no timeout decides, in order.
    pub(crate) fn usual_way(&self) -> &[usize] {
        &self.passing.0
    }

    /// Returns a shortest way to a stage or to completion on which a stage is never passed.
    ///
    /// Ways that surely can be taken come first; none when there is no such way at all.
    #[must_use]
    pub fn way_around(&self, avoided: usize, to: End) -> Option<Path> {
        around(&self.stages, avoided, to, Can::is_yes)
            .or_else(|| around(&self.stages, avoided, to, |can| !can.is_no()))
    }

    /// Returns the weightiest reason for which a way is in doubt.
    fn doubt(&self) -> Gap {
        let ways = self.stages.iter().flat_map(|stage| &stage.exits);
        let gaps = ways.filter_map(|exit| match exit.can {
            Can::Open(gap) => Some(gap),
            _ => None,
        });
        gaps.max().unwrap_or(Gap::Unfinished)
    }

    fn gates(&self, stage: usize) -> usize {
        self.stages.get(stage).map_or(0, |found| found.gates)
    }
}

impl Path {
    /// Returns the stage whose timeout takes a run on this way past another stage.
    ///
    /// That is the other stage itself where the way goes through it, else the first whose timeout
    /// decides.
    #[must_use]
    pub fn timeout_past(&self, stage: usize) -> Option<usize> {
        let late = || self.steps.iter().filter(|step| step.cause.is_timeout());
        late()
            .find(|step| step.stage == stage)
            .or_else(|| late().next())
            .map(|step| step.stage)
    }
}

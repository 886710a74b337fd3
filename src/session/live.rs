//! Findings that follow the draft as it changes.

use std::collections::HashMap;

use crate::check::{Delta, Follower, More, Part};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::draft::{Edit, ScenarioDraft, is_within};

use super::proofs::{Proofs, Proved, Proving};
use super::{Setting, Step, StepState};
use crate::prove::Proof;

/// How many findings there are of each level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// What keeps the scenario from working or compiling.
    pub errors: usize,
    /// What probably is not meant.
    pub warnings: usize,
    /// What could be better.
    pub advice: usize,
    /// What is still missing.
    pub todos: usize,
}

/// The findings of the draft as it is now.
#[derive(Debug, Default)]
pub(super) struct Live {
    /// None until the first check.
    follower: Option<Follower>,
    proofs: Proofs,
    /// Conditions and stages beyond which proofs wait for [`Self::proved`]; none if they never do.
    wait_beyond: Option<usize>,
    standing: Standing,
    /// How many states of the draft there were.
    states: u64,
    /// By step, in the order of [`Step::ALL`].
    counts: [Counts; Step::ALL.len()],
}

/// How what is proved stands to the draft.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Standing {
    /// The state of the draft.
    state: u64,
    /// Whether what is proved is of an earlier one.
    is_behind: bool,
}

impl Live {
    /// Tells whether the draft was not checked yet.
    pub(super) const fn pending(&self) -> bool {
        self.follower.is_none()
    }

    /// Checks the draft, if that was not done yet.
    pub(super) fn check(&mut self, draft: &ScenarioDraft, setting: &Setting) {
        if self.pending() {
            let is_behind = self.is_large(draft);
            self.begin(is_behind);
            let proofs = &mut self.proofs;
            let more: &mut More<'_> = &mut |known| proofs.update(draft, setting, known);
            let more = (!is_behind).then_some(more);
            let levels = setting.levels.clone();
            let follower = Follower::new(draft, &setting.sources, levels, more);
            for found in follower.parts().flat_map(|part| follower.of(part)) {
                count(&mut self.counts, found, true);
            }
            self.follower = Some(follower);
        }
    }

    /// Follows a change; `undo` is its inverse. Returns what it did to the findings.
    pub(super) fn update(
        &mut self,
        draft: &ScenarioDraft,
        setting: &Setting,
        undo: &Edit,
    ) -> Delta {
        let is_behind = self.is_large(draft);
        self.begin(is_behind);
        let Some(follower) = &mut self.follower else {
            return Delta::default();
        };
        let proofs = &mut self.proofs;
        let more: &mut More<'_> = &mut |known| proofs.update(draft, setting, known);
        let more = (!is_behind).then_some(more);
        let delta = follower.update(draft, &setting.sources, undo, more);
        recount(&mut self.counts, follower, &delta);
        delta
    }

    /// Returns the same before the first check.
    pub(super) fn anew(&self) -> Self {
        Self {
            wait_beyond: self.wait_beyond,
            // What is still being proved is of another draft than any that is to come.
            states: self.states,
            ..Self::default()
        }
    }

    /// Begins another state of the draft.
    const fn begin(&mut self, is_behind: bool) {
        self.states += 1;
        self.standing = Standing {
            state: self.states,
            is_behind,
        };
    }

    /// Lets proofs of drafts with more conditions and stages wait until [`Self::proved`].
    pub(super) const fn let_proofs_wait(&mut self, beyond: usize) {
        self.wait_beyond = Some(beyond);
    }

    fn is_large(&self, draft: &ScenarioDraft) -> bool {
        let size = draft.conditions().len() + draft.stages().len();
        self.wait_beyond.is_some_and(|most| size > most)
    }

    /// Tells whether what is proved is of an earlier draft.
    pub(super) const fn is_behind(&self) -> bool {
        self.standing.is_behind
    }

    /// Returns how what is proved stands to the draft, for [`Self::stands_again`].
    pub(super) const fn standing(&self) -> Standing {
        self.standing
    }

    /// Notes that the draft is again what it was.
    pub(super) fn stands_again(&mut self, before: Standing) {
        let lost = self.follower.as_ref().is_some_and(Follower::has_lost);
        if before.is_behind || !lost {
            self.standing = before;
        }
    }

    /// Returns the proofs that wait; none when none do.
    pub(super) fn proving(&self, draft: &ScenarioDraft, setting: &Setting) -> Option<Proving> {
        let follower = self.follower.as_ref()?;
        let known = || follower.known(draft, &setting.sources);
        let state = self.standing.state;
        let waits = self.standing.is_behind;
        waits.then(|| self.proofs.of(draft, setting, known(), state))
    }

    /// Takes over what was proved; returns false when that is of an earlier draft.
    pub(super) fn proved(
        &mut self,
        draft: &ScenarioDraft,
        setting: &Setting,
        proved: Proved,
    ) -> bool {
        let Some(follower) = &mut self.follower else {
            return false;
        };
        let waits = self.standing.is_behind && proved.of == self.standing.state;
        if waits {
            self.proofs.take(proved.proof);
            let delta = follower.tell_further(draft, &setting.sources, proved.found);
            recount(&mut self.counts, follower, &delta);
            self.standing.is_behind = false;
        }
        waits
    }

    /// Returns the findings of the parts of a change that were not there before it.
    ///
    /// `same` tells what makes a finding the one that it was.
    pub(super) fn news<'a, K: std::hash::Hash + Eq>(
        &'a self,
        delta: &'a Delta,
        same: impl Fn(&'a Diagnostic) -> K,
    ) -> Vec<&'a Diagnostic> {
        let mut known: HashMap<K, usize> = HashMap::new();
        for found in &delta.before {
            *known.entry(same(found)).or_default() += 1;
        }
        let told = delta.parts.iter().flat_map(|part| self.of(*part));
        told.filter(|found| match known.get_mut(&same(found)) {
            Some(left) if *left > 0 => {
                *left -= 1;
                false
            }
            _ => true,
        })
        .collect()
    }

    /// Returns what is proved of the draft; none until it was checked.
    pub(super) const fn proof(&self) -> Option<&Proof> {
        if self.standing.is_behind {
            return None;
        }
        self.proofs.proof()
    }

    /// Returns the findings of a part, in order.
    pub(super) fn of(&self, part: Part) -> &[Diagnostic] {
        self.follower
            .as_ref()
            .map_or(&[], |follower| follower.of(part))
    }

    /// Returns all parts in the order of the draft.
    pub(super) fn parts(&self) -> impl DoubleEndedIterator<Item = Part> {
        self.follower.iter().flat_map(Follower::parts)
    }

    /// Returns all findings in the order of the draft.
    pub(super) fn findings(&self) -> impl DoubleEndedIterator<Item = &Diagnostic> {
        self.parts().flat_map(|part| self.of(part))
    }

    /// Returns the findings about a place and what lies within it.
    pub(super) fn within(&self, pointer: String) -> impl Iterator<Item = &Diagnostic> + use<'_> {
        // Only these places hold whole parts.
        let part = match pointer.as_str() {
            "" | "/conditions" | "/stages" | "/policies" | "/schemas" => None,
            pointer => Some(Part::of_pointer(pointer)),
        };
        let all = part.is_none().then(|| self.findings());
        let one = part.map(|part| self.of(part).iter());
        all.into_iter()
            .flatten()
            .chain(one.into_iter().flatten())
            .filter(move |found| is_within(&found.primary.pointer, &pointer))
    }

    /// Returns how many findings there are of each level.
    pub(super) fn counts(&self) -> Counts {
        let mut all = Counts::default();
        for step in &self.counts {
            all.errors += step.errors;
            all.warnings += step.warnings;
            all.advice += step.advice;
            all.todos += step.todos;
        }
        all
    }

    /// Returns how a step stands.
    pub(super) fn step(&self, step: Step) -> StepState {
        let at = Step::ALL.iter().position(|other| *other == step);
        let counts = at.and_then(|at| self.counts.get(at)).copied();
        let counts = counts.unwrap_or_default();
        StepState {
            errors: counts.errors,
            warnings: counts.warnings,
            todos: counts.todos,
        }
    }
}

fn recount(counts: &mut [Counts; Step::ALL.len()], follower: &Follower, delta: &Delta) {
    for found in &delta.before {
        count(counts, found, false);
    }
    for found in delta.parts.iter().flat_map(|part| follower.of(*part)) {
        count(counts, found, true);
    }
}

/// What a finding is about, whatever its place and wording.
pub(super) type Subject<'a> = (Code, &'a str, &'a [String]);

/// Returns what a finding is about.
pub(super) fn subject(found: &Diagnostic) -> Subject<'_> {
    (found.code, &found.primary.entity, &found.parameters)
}

fn count(counts: &mut [Counts; Step::ALL.len()], found: &Diagnostic, add: bool) {
    let step = Step::of_pointer(&found.primary.pointer);
    let at = Step::ALL.iter().position(|other| *other == step);
    let Some(counts) = at.and_then(|at| counts.get_mut(at)) else {
        return;
    };
    let number = match found.level {
        Level::Error => &mut counts.errors,
        Level::Warning => &mut counts.warnings,
        Level::Advice => &mut counts.advice,
        Level::Todo => &mut counts.todos,
    };
    *number = if add {
        *number + 1
    } else {
        number.saturating_sub(1)
    };
}

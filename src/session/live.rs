//! Findings that follow the draft as it changes.

use std::collections::HashMap;

use crate::check::{Delta, Follower, More, Part};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::draft::{Edit, ScenarioDraft, is_within};

use super::proofs::Proofs;
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
    /// Conditions and stages beyond which proofs wait for [`Self::catch_up`]; none if they never do.
    wait_beyond: Option<usize>,
    /// Whether what is proved is of an earlier draft.
    is_behind: bool,
    /// By step, in the order of [`Step::ALL`].
    counts: [Counts; Step::ALL.len()],
}

impl Live {
    /// Tells whether the draft was not checked yet.
    pub(super) const fn pending(&self) -> bool {
        self.follower.is_none()
    }

    /// Checks the draft, if that was not done yet.
    pub(super) fn check(&mut self, draft: &ScenarioDraft, setting: &Setting) {
        if self.pending() {
            self.is_behind = self.is_large(draft);
            let proofs = &mut self.proofs;
            let more: &mut More<'_> = &mut |known| proofs.update(draft, setting, known);
            let more = (!self.is_behind).then_some(more);
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
        let may_wait = self.is_large(draft) && keeps_places(undo);
        let Some(follower) = &mut self.follower else {
            return Delta::default();
        };
        self.is_behind = may_wait;
        let proofs = &mut self.proofs;
        let more: &mut More<'_> = &mut |known| proofs.update(draft, setting, known);
        let more = (!self.is_behind).then_some(more);
        let delta = follower.update(draft, &setting.sources, undo, more);
        recount(&mut self.counts, follower, &delta);
        delta
    }

    /// Returns the same before the first check.
    pub(super) fn anew(&self) -> Self {
        Self {
            wait_beyond: self.wait_beyond,
            ..Self::default()
        }
    }

    /// Lets proofs of drafts with more conditions and stages wait until [`Self::catch_up`].
    pub(super) const fn let_proofs_wait(&mut self, beyond: usize) {
        self.wait_beyond = Some(beyond);
    }

    fn is_large(&self, draft: &ScenarioDraft) -> bool {
        let size = draft.conditions().len() + draft.stages().len();
        self.wait_beyond.is_some_and(|most| size > most)
    }

    /// Tells whether what is proved is of an earlier draft.
    pub(super) const fn is_behind(&self) -> bool {
        self.is_behind
    }

    /// Takes back that proofs wait, after a change that was taken back.
    pub(super) const fn is_up_to_date(&mut self) {
        self.is_behind = false;
    }

    /// Proves the draft as it is now, should its proofs have waited.
    pub(super) fn catch_up(&mut self, draft: &ScenarioDraft, setting: &Setting) {
        if let (true, Some(follower)) = (self.is_behind, &mut self.follower) {
            let proofs = &mut self.proofs;
            let more: &mut More<'_> = &mut |known| proofs.update(draft, setting, known);
            let delta = follower.look_further(draft, &setting.sources, more);
            recount(&mut self.counts, follower, &delta);
            self.is_behind = false;
        }
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
        if self.is_behind {
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

/// Tells whether every entity is where it was before a change, so that findings stay in place.
fn keeps_places(undo: &Edit) -> bool {
    match undo {
        Edit::Set { field, .. } => !matches!(
            field.as_str(),
            "conditions" | "stages" | "gates" | "entry_packets"
        ),
        Edit::Node { .. } | Edit::Rename { .. } => true,
        Edit::Batch(edits) => edits.iter().all(keeps_places),
        Edit::Add { .. } | Edit::Remove(_) | Edit::Move { .. } => false,
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

//! Checking conditions again that a change can affect.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::Follower;
use super::digests::Trait;
use super::renew::by_position;
use super::replay::Work;
use super::unit::kept;
use crate::check::parts::Parts;
use crate::check::references;
use crate::check::twins;
use crate::check::view::View;
use crate::check::{Found, Options, semantic};
use crate::draft::{ConditionDraft, ScenarioDraft};
use crate::sources::Sources;

/// How many conditions are compared one by one with all others.
const ONE_BY_ONE: usize = 64;

fn digest(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Returns the digest of each trait of a condition.
fn digests(condition: &ConditionDraft) -> [Option<u64>; Trait::ALL.len()] {
    let id = condition.condition_id.as_deref();
    Trait::ALL.map(|kind| match kind {
        Trait::Question => twins::question(condition),
        Trait::Id => id.map(digest),
        Trait::Case => id.map(|id| digest(twins::folded(id).as_str())),
        Trait::Look => id.map(|id| digest(&*twins::look(id))),
    })
}

impl Follower {
    /// Reads the ids of conditions that changed, and what others may have in common with them.
    pub(super) fn read_conditions(&mut self, draft: &ScenarioDraft, work: &mut Work) {
        // Sorting once is cheaper than finding the place of each where there are many.
        let stale = self.conditions.iter().filter(|unit| unit.stale).count();
        let one_by_one = stale <= ONE_BY_ONE;
        let conditions = self.conditions.iter_mut().zip(draft.conditions());
        for (position, (unit, condition)) in conditions.enumerate() {
            if !unit.stale {
                continue;
            }
            work.read.insert(position);
            if unit.id != condition.condition_id {
                if let Some(id) = unit.id.take() {
                    work.leaves(&mut self.index, &id);
                }
                if let Some(id) = &condition.condition_id {
                    work.joins(&mut self.index, id);
                    unit.offered = references::offered_id(id);
                    unit.id = Some(id.clone());
                } else {
                    unit.offered = None;
                }
            }
            let new = digests(condition);
            let old = std::mem::replace(&mut unit.digests, new);
            for (kind, (old, new)) in Trait::ALL.into_iter().zip(old.into_iter().zip(new)) {
                work.digests.extend(old.map(|digest| (kind, digest)));
                work.digests.extend(new.map(|digest| (kind, digest)));
                let all = self.digests.get_mut(kind as usize).filter(|_| one_by_one);
                if let Some(all) = all.filter(|_| old != new) {
                    if let Some(old) = old {
                        all.remove(old, position);
                    }
                    if let Some(new) = new {
                        all.add(new, position);
                    }
                }
            }
            unit.share_nothing();
        }
        if !one_by_one {
            for (kind, all) in self.digests.iter_mut().enumerate() {
                let units = self.conditions.iter().enumerate();
                all.replace(units.filter_map(|(position, unit)| {
                    let digest = unit.digests.get(kind).copied().flatten()?;
                    Some((digest, position))
                }));
            }
        }
    }

    /// Returns the conditions whose uses changed; has those checked again that it matters to.
    pub(super) fn uses_that_changed(&mut self, work: &Work) -> HashSet<usize> {
        let mut refresh = work.read.clone();
        for (id, before) in &work.touched {
            let after = self.index.uses(id);
            let asserted = (before.asserted > 0) != (after.asserted > 0);
            let used =
                (before.gates > 0) != (after.gates > 0) || (before.meant > 0) != (after.meant > 0);
            if !asserted && !used {
                continue;
            }
            let all = self.digests.get(Trait::Id as usize);
            for position in all.map(|all| all.group(digest(id))).unwrap_or_default() {
                refresh.insert(position);
                if let Some(unit) = self.conditions.get_mut(position) {
                    unit.stale |= asserted;
                }
            }
        }
        refresh
    }

    /// Checks conditions again that changed.
    pub(super) fn check_conditions(
        &mut self,
        draft: &ScenarioDraft,
        sources: &Sources,
        options: &Options,
    ) {
        let parts = Parts {
            view: View::new(draft, sources, &self.index),
            options,
            gates: &[],
        };
        for (position, (unit, _)) in self
            .conditions
            .iter_mut()
            .zip(draft.conditions())
            .enumerate()
        {
            if !unit.stale {
                continue;
            }
            unit.stale = false;
            unit.changed = true;
            let before = self.compared - unit.compared;
            let mut found = Found {
                compared: before,
                ..Found::default()
            };
            parts.condition(position, &self.shape, &mut found);
            unit.own = kept(found.diagnostics);
            unit.compared = found.compared - before;
            self.compared = found.compared;
        }
    }

    /// Compares again what conditions have in common that changed or moved.
    pub(super) fn check_shared(&mut self, draft: &ScenarioDraft, work: &Work) {
        let mut again = work.digests.clone();
        if let Some(from) = work.conditions_from {
            for (kind, all) in Trait::ALL.into_iter().zip(&self.digests) {
                again.extend(all.shared_from(from).map(|digest| (kind, digest)));
            }
        }
        for (kind, digest) in again {
            let all = self.digests.get(kind as usize);
            let group = all.map(|all| all.group(digest)).unwrap_or_default();
            for position in &group {
                if let Some(unit) = self.conditions.get_mut(*position) {
                    unit.share(kind, Vec::new());
                }
            }
            if group.len() < 2 {
                continue;
            }
            let mut found = Found::default();
            let group = group.into_iter();
            match kind {
                Trait::Question => twins::near_duplicates(draft, group, &mut found),
                Trait::Id => semantic::repeated_conditions(draft, group, &mut found),
                Trait::Case => twins::case_twins(draft, group, &mut found),
                Trait::Look => twins::look_twins(draft, group, &mut found),
            }
            for (position, shared) in by_position(found.diagnostics) {
                if let Some(unit) = self.conditions.get_mut(position) {
                    unit.share(kind, shared);
                }
            }
        }
    }

    /// Looks again at conditions that gates may no longer use, or use now.
    pub(super) fn check_unused(
        &mut self,
        draft: &ScenarioDraft,
        sources: &Sources,
        refresh: &HashSet<usize>,
    ) {
        let mut gates = self.stages.iter().flat_map(|unit| &unit.gates);
        let known = references::are_uses_known(draft, gates.all(|gate| gate.known));
        let view = View::new(draft, sources, &self.index);
        for position in refresh {
            let unit = self.conditions.get_mut(*position);
            if let (Some(unit), Some(content)) = (unit, draft.conditions().get(*position)) {
                unit.idle = references::is_unused(&view, content, false);
            }
        }
        let conditions = self.conditions.iter_mut().zip(draft.conditions());
        for (position, (unit, content)) in conditions.enumerate() {
            if !(known && unit.idle) {
                unit.changed |= unit.unused.take().is_some();
            } else if unit.unused.is_none() || refresh.contains(&position) {
                let unused = references::unused(&self.index, position, content);
                unit.unused = Some(Box::new(unused));
                unit.changed = true;
            }
        }
    }
}

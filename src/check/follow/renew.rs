//! Checking again what a change can affect, kind by kind.

use std::collections::{HashMap, HashSet};

use super::order::Part;
use super::replay::Work;
use super::unit::{GateUnit, GateUses};
use super::{Asked, Follower, Refresh};
use crate::check::parts::Parts;
use crate::check::precheck::Shape;
use crate::check::references::{self, Questions};
use crate::check::view::{GateView, View};
use crate::check::{Found, Options, semantic};
use crate::diagnostic::{Code, Diagnostic};
use crate::draft::ScenarioDraft;
use crate::sources::Sources;

/// Puts findings at the positions of the conditions or stages that they are about.
fn by_position(diagnostics: Vec<Diagnostic>) -> HashMap<usize, Vec<Diagnostic>> {
    let mut positions: HashMap<usize, Vec<Diagnostic>> = HashMap::new();
    for found in diagnostics {
        if let Part::Condition(index) | Part::Stage(index) =
            Part::of_pointer(&found.primary.pointer)
        {
            positions.entry(index).or_default().push(found);
        }
    }
    positions
}

impl Follower {
    /// Reads ids again where they may have changed; returns condition ids that came or went.
    pub(super) fn read_ids(&mut self, draft: &ScenarioDraft, work: &mut Work) -> HashSet<String> {
        let mut candidates = std::mem::take(&mut work.gone);
        for (unit, condition) in self.conditions.iter_mut().zip(draft.conditions()) {
            if unit.stale && unit.id != condition.condition_id {
                candidates.extend(condition.condition_id.clone());
                candidates.extend(unit.id.take());
                unit.id.clone_from(&condition.condition_id);
                work.condition_ids = true;
            }
        }
        work.condition_ids |= work.conditions_from.is_some();
        if work.condition_ids {
            let before = |id: &String| self.index.conditions.contains_key(id);
            let before: HashSet<String> =
                candidates.iter().filter(|id| before(id)).cloned().collect();
            self.index.read_conditions(draft);
            let conditions = &self.index.conditions;
            candidates.retain(|id| before.contains(id) != conditions.contains_key(id));
        }
        let mut renamed = work.stages_from.is_some();
        for (unit, stage) in self.stages.iter_mut().zip(draft.stages()) {
            if unit.stale && unit.id != stage.stage_id {
                unit.id.clone_from(&stage.stage_id);
                renamed = true;
            }
        }
        if renamed {
            self.index.read_stages(draft);
            work.routes = true;
            work.ids = true;
        }
        if renamed || work.schemas {
            self.stages.iter_mut().for_each(|unit| unit.stale = true);
        }
        self.shift(work);
        candidates
    }

    /// Has parts that stand elsewhere now told anew, if anything is told about them.
    fn shift(&mut self, work: &Work) {
        if let Some(from) = work.conditions_from {
            for unit in self.conditions.iter_mut().skip(from) {
                unit.stale |= !unit.own.is_empty();
                unit.changed |= !unit.told.findings.is_empty();
            }
        }
        if let Some(from) = work.stages_from {
            for unit in self.stages.iter_mut().skip(from) {
                unit.changed |= !unit.told.findings.is_empty();
                for gate in &mut unit.gates {
                    gate.stale |= !gate.own.is_empty();
                }
            }
        }
    }

    /// Checks gates again: those that changed, and those that need what came or went.
    pub(super) fn check_gates(
        &mut self,
        draft: &ScenarioDraft,
        sources: &Sources,
        options: &Options,
        came_or_went: &HashSet<String>,
        work: &mut Work,
    ) {
        let index = std::mem::take(&mut self.index);
        let parts = Parts {
            view: View::new(draft, sources, &index),
            options,
            gates: &[],
        };
        let mut counted: Vec<GateUses> = Vec::new();
        let mut renewed: Vec<(usize, usize)> = Vec::new();
        for (stage, (unit, content)) in self.stages.iter_mut().zip(draft.stages()).enumerate() {
            if unit.new_gates || unit.gates.len() != content.gates().len() {
                unit.new_gates = false;
                for gate in unit.gates.drain(..) {
                    self.compared -= gate.compared;
                    counted.push(gate.uses);
                }
                let gates = content.gates().iter().map(|_| GateUnit::fresh());
                unit.gates = gates.collect();
                unit.changed = true;
            }
            for (position, (gate, content)) in
                unit.gates.iter_mut().zip(content.gates()).enumerate()
            {
                let affected = || gate.misses || gate.uses.any(|id| came_or_went.contains(id));
                if !gate.stale && (came_or_went.is_empty() || !affected()) {
                    continue;
                }
                gate.stale = false;
                unit.changed = true;
                let before = self.compared - gate.compared;
                let mut found = Found {
                    compared: before,
                    ..Found::default()
                };
                let view = GateView::new(stage, position, content);
                parts.gate(&view, &mut found);
                gate.misses = found.diagnostics.iter().any(|d| d.code == Code::GW0202);
                gate.known = view.tree().is_some();
                gate.own = found.diagnostics;
                let uses = GateUses::of(&view, found.meant.into_iter());
                counted.push(std::mem::replace(&mut gate.uses, uses));
                renewed.push((stage, position));
                gate.compared = found.compared - before;
                self.compared = found.compared;
            }
        }
        self.index = index;
        for uses in counted {
            uses.count(false, &mut self.index, &mut work.touched);
        }
        for (stage, position) in renewed {
            let stage = self.stages.get(stage);
            if let Some(gate) = stage.and_then(|stage| stage.gates.get(position)) {
                gate.uses.count(true, &mut self.index, &mut work.touched);
            }
        }
    }

    /// Checks the scenario itself again, if the change is about it.
    pub(super) fn check_scenario(
        &mut self,
        draft: &ScenarioDraft,
        sources: &Sources,
        options: &Options,
        work: &Work,
    ) {
        if work.scenario {
            let parts = Parts {
                view: View::new(draft, sources, &self.index),
                options,
                gates: &[],
            };
            let mut found = Found::default();
            self.shape = parts.scenario(&mut found);
            self.scenario.own = found.diagnostics;
            self.scenario.changed = true;
        }
        // A data shape that is no object serves a single condition.
        let alone = draft.conditions().len() == 1;
        let shaped = matches!(self.shape, Shape::Usable(_)) && alone != self.alone;
        self.alone = alone;
        if work.shape || shaped {
            self.conditions
                .iter_mut()
                .for_each(|unit| unit.stale = true);
        }
    }

    /// Returns the conditions whose uses changed; has those checked again that it matters to.
    pub(super) fn uses_that_changed(&mut self, work: &Work) -> Refresh {
        let mut refresh = HashSet::new();
        let mut all = work.condition_ids;
        for (id, before) in &work.touched {
            let after = self.index.uses(id);
            let asserted = (before.asserted > 0) != (after.asserted > 0);
            let used =
                (before.gates > 0) != (after.gates > 0) || (before.meant > 0) != (after.meant > 0);
            if !asserted && !used {
                continue;
            }
            if self.index.repeated {
                let same = self.conditions.iter_mut();
                same.filter(|unit| unit.id.as_ref() == Some(id))
                    .for_each(|unit| unit.stale |= asserted);
                all = true;
                continue;
            }
            let Some(position) = self.index.conditions.get(id) else {
                continue;
            };
            refresh.insert(*position);
            if let Some(unit) = self.conditions.get_mut(*position) {
                unit.stale |= asserted;
            }
        }
        (!all).then_some(refresh)
    }

    /// Checks conditions again that changed; returns what is to be compared of what they ask.
    pub(super) fn check_conditions(
        &mut self,
        draft: &ScenarioDraft,
        sources: &Sources,
        options: &Options,
    ) -> Asked {
        let parts = Parts {
            view: View::new(draft, sources, &self.index),
            options,
            gates: &[],
        };
        let mut asked = Asked::default();
        for (position, (unit, content)) in self
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
            unit.own = found.diagnostics;
            unit.compared = found.compared - before;
            self.compared = found.compared;
            let question = references::question(content);
            let old = std::mem::replace(&mut unit.question, question);
            asked.moved.push((position, old, question));
        }
        asked
    }

    /// Compares again what conditions ask that changed or moved.
    pub(super) fn check_questions(&mut self, draft: &ScenarioDraft, asked: &Asked, work: &Work) {
        let mut digests: HashSet<u64> = HashSet::new();
        if work.conditions_from.is_some() {
            self.questions = Questions::default();
            for (position, unit) in self.conditions.iter_mut().enumerate() {
                unit.changed |= !unit.same.is_empty();
                unit.same.clear();
                if let Some(digest) = unit.question {
                    self.questions.add(digest, position);
                }
            }
            let mut found = Found::default();
            for group in self.questions.groups() {
                references::near_duplicates(draft, group, &mut found);
            }
            self.take_same(found);
            return;
        }
        for (position, old, new) in &asked.moved {
            if let Some(unit) = self.conditions.get_mut(*position) {
                unit.same.clear();
            }
            if old != new {
                if let Some(old) = old {
                    self.questions.remove(*old, *position);
                }
                if let Some(new) = new {
                    self.questions.add(*new, *position);
                }
            }
            digests.extend(old);
            digests.extend(new);
        }
        for digest in digests {
            let mut found = Found::default();
            let group = self.questions.with(digest);
            for position in group {
                if let Some(unit) = self.conditions.get_mut(*position) {
                    unit.changed |= !unit.same.is_empty();
                    unit.same.clear();
                }
            }
            if group.len() > 1 {
                references::near_duplicates(draft, group, &mut found);
                self.take_same(found);
            }
        }
    }

    fn take_same(&mut self, found: Found) {
        for (position, same) in by_position(found.diagnostics) {
            if let Some(unit) = self.conditions.get_mut(position) {
                unit.same = same;
                unit.changed = true;
            }
        }
    }

    /// Looks again at the ids of conditions, if one of them or its position changed.
    pub(super) fn check_names(&mut self, draft: &ScenarioDraft, sources: &Sources, work: &Work) {
        if !work.condition_ids {
            return;
        }
        let mut found = Found::default();
        let view = View::new(draft, sources, &self.index);
        semantic::repeated_conditions(draft, &mut found);
        references::condition_names(&view, &mut found);
        let mut names = by_position(found.diagnostics);
        for (position, unit) in self.conditions.iter_mut().enumerate() {
            let names = names.remove(&position).unwrap_or_default();
            unit.changed |= names != unit.names;
            unit.names = names;
        }
    }

    /// Looks again at conditions that gates may no longer use, or use now.
    pub(super) fn check_unused(
        &mut self,
        draft: &ScenarioDraft,
        sources: &Sources,
        refresh: Refresh,
    ) {
        let mut gates = self.stages.iter().flat_map(|unit| &unit.gates);
        let known = references::are_uses_known(draft, gates.all(|gate| gate.known));
        let view = View::new(draft, sources, &self.index);
        let all = known != self.uses_known || refresh.is_none();
        self.uses_known = known;
        let mut look = |position: usize| {
            let (Some(unit), Some(content)) = (
                self.conditions.get_mut(position),
                draft.conditions().get(position),
            ) else {
                return;
            };
            let unused = known
                .then(|| references::unused(&view, position, content, false))
                .flatten()
                .map(Box::new);
            unit.changed |= unused != unit.unused;
            unit.unused = unused;
        };
        if all {
            (0..draft.conditions().len()).for_each(look);
        } else {
            refresh.into_iter().flatten().for_each(&mut look);
        }
    }

    /// Checks stages again that changed, and what routes and ids say about all of them.
    pub(super) fn check_stages(
        &mut self,
        draft: &ScenarioDraft,
        sources: &Sources,
        options: &Options,
        work: &Work,
    ) {
        let parts = Parts {
            view: View::new(draft, sources, &self.index),
            options,
            gates: &[],
        };
        if self.stages.iter().any(|unit| unit.stale) {
            let declared = references::declared(draft);
            for (position, unit) in self.stages.iter_mut().enumerate() {
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
                parts.stage(position, &declared, &mut found);
                unit.own = found.diagnostics;
                unit.compared = found.compared - before;
                self.compared = found.compared;
            }
        }
        if work.ids {
            let mut found = Found::default();
            semantic::repeated_in_stages(draft, &mut found);
            let mut names = by_position(found.diagnostics);
            for (position, unit) in self.stages.iter_mut().enumerate() {
                let names = names.remove(&position).unwrap_or_default();
                unit.changed |= names != unit.names;
                unit.names = names;
            }
        }
        if work.routes {
            let before = self.compared - self.compared_for_routes;
            let mut found = Found {
                compared: before,
                ..Found::default()
            };
            parts.routes(&mut found);
            self.compared_for_routes = found.compared - before;
            self.compared = found.compared;
            let (whole, each): (Vec<Diagnostic>, Vec<Diagnostic>) = found
                .diagnostics
                .into_iter()
                .partition(|d| Part::of_pointer(&d.primary.pointer) == Part::Scenario);
            self.scenario.changed |= whole != self.scenario.routes;
            self.scenario.routes = whole;
            let mut routes = by_position(each);
            for (position, unit) in self.stages.iter_mut().enumerate() {
                let routes = routes.remove(&position).unwrap_or_default();
                unit.changed |= routes != unit.routes;
                unit.routes = routes;
            }
        }
    }
}

//! Checking again what a change can affect, kind by kind.

use std::collections::{HashMap, HashSet};

use super::order::Part;
use super::replay::{Scope, Work};
use super::unit::{GateUnit, GateUses, kept};
use super::{Beyond, Follower};
use crate::check::parts::Parts;
use crate::check::precheck::Shape;
use crate::check::references;
use crate::check::view::{GateView, View};
use crate::check::{Found, Options, semantic};
use crate::diagnostic::{Code, Diagnostic};
use crate::draft::ScenarioDraft;
use crate::sources::Sources;

/// Puts findings at the positions of the conditions or stages that they are about.
pub(super) fn by_position(diagnostics: Vec<Diagnostic>) -> HashMap<usize, Vec<Diagnostic>> {
    let mut positions: HashMap<usize, Vec<Diagnostic>> = HashMap::new();
    for found in diagnostics {
        if let Part::Condition(index) | Part::Stage(index) =
            Part::of_pointer(&found.primary.pointer)
        {
            positions.entry(index).or_default().push(found);
        }
    }
    let positions = positions.into_iter();
    positions.map(|(at, found)| (at, kept(found))).collect()
}

/// Ids that came or went: mostly one, which is compared faster than it is looked up.
pub(super) struct Ids(HashSet<String>);

impl Ids {
    fn of(ids: impl Iterator<Item = String>) -> Self {
        Self(ids.collect())
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn has(&self, id: &str) -> bool {
        if self.0.len() <= 4 {
            self.0.iter().any(|one| one == id)
        } else {
            self.0.contains(id)
        }
    }
}

impl Follower {
    /// Reads ids again where they may have changed; returns condition ids that came or went.
    pub(super) fn read_ids(&mut self, draft: &ScenarioDraft, work: &mut Work) -> Ids {
        self.read_conditions(draft, work);
        let touched = Ids::of(work.ids_before.keys().cloned());
        let before = work.ids_before.iter();
        let came_or_went = before
            .filter(|(id, there)| self.index.conditions.contains_key(*id) != **there)
            .map(|(id, _)| id.clone());
        let came_or_went = Ids::of(came_or_went);
        if !touched.is_empty() {
            for unit in &mut self.conditions {
                let offered = unit.offered.as_ref();
                unit.stale |= offered.is_some_and(|id| came_or_went.has(id));
                // What was its alone may not be any more, and the other way round.
                if unit.has_cures() && unit.id.as_ref().is_some_and(|id| touched.has(id)) {
                    unit.stale = true;
                    unit.unused = None;
                }
            }
        }
        self.read_stages(draft, work);
        self.shift(work);
        came_or_went
    }

    /// Reads the ids of stages again where they may have changed; has those checked again that it
    /// matters to.
    fn read_stages(&mut self, draft: &ScenarioDraft, work: &mut Work) {
        let mut renamed = work.stages_from.is_some();
        for (unit, stage) in self.stages.iter_mut().zip(draft.stages()) {
            if unit.stale && unit.id != stage.stage_id {
                unit.id.clone_from(&stage.stage_id);
                renamed = true;
            }
        }
        if renamed {
            let before = std::mem::take(&mut self.index.stages);
            self.index.read_stages(draft);
            let now = &self.index.stages;
            let went = before.keys().filter(|id| !now.contains_key(*id));
            let came = now.keys().filter(|id| !before.contains_key(*id));
            let came_or_went = Ids::of(went.chain(came).cloned());
            for (unit, stage) in self.stages.iter_mut().zip(draft.stages()) {
                unit.stale |= !unit.own.is_empty();
                unit.stale |= semantic::leads_to(stage, |id| came_or_went.has(id));
                // Another place that explains a finding is named by its stage, too.
                let mut told = unit.told.findings.iter();
                unit.changed |= told.any(|found| !found.related.is_empty());
            }
            work.mark(Scope::Routes);
            work.mark(Scope::Ids);
        }
        if work.has(Scope::Schemas) {
            self.stages.iter_mut().for_each(|unit| unit.stale = true);
        }
    }

    /// Has parts that stand elsewhere now told there, anew where more changes than their place.
    fn shift(&mut self, work: &Work) {
        if let Some(from) = work.conditions_from {
            let units = self.conditions.iter_mut().enumerate();
            for (position, unit) in units.skip(from) {
                if !unit.relocate(position) {
                    unit.stale |= !unit.own.is_empty();
                    unit.unused = None;
                    unit.changed |= !unit.told.findings.is_empty();
                }
            }
        }
        if let Some(from) = work.stages_from {
            let awaits = self.beyond != Beyond::Current;
            for unit in self.stages.iter_mut().skip(from) {
                // What is found beyond the checks was put in its place already.
                unit.changed |=
                    !(unit.told.findings.is_empty() || awaits && unit.is_settled(|_| false));
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
        came_or_went: &Ids,
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
                let affected = || gate.misses || gate.uses.any(|id| came_or_went.has(id));
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
                gate.own = kept(found.diagnostics);
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
        if work.has(Scope::Scenario) {
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
        if work.has(Scope::Shape) || shaped {
            self.conditions
                .iter_mut()
                .for_each(|unit| unit.stale = true);
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
                unit.own = kept(found.diagnostics);
                unit.compared = found.compared - before;
                self.compared = found.compared;
            }
        }
        if work.has(Scope::Ids) {
            let mut found = Found::default();
            semantic::repeated_in_stages(draft, &mut found);
            let mut names = by_position(found.diagnostics);
            for (position, unit) in self.stages.iter_mut().enumerate() {
                let names = names.remove(&position).unwrap_or_default();
                unit.changed |= names != unit.names;
                unit.names = names;
            }
        }
        if work.has(Scope::Routes) {
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

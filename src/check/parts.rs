//! The parts that a draft is checked in, and the rules that each part is held against.
//!
//! A part is what rules look at on its own: the scenario, a condition, a gate, a stage. What
//! rules say about one thing because of another (ids that stand twice, conditions that no gate
//! uses, routes) is told by the whole of the conditions or the stages. A check of everything and
//! one that follows a change both go through here.

use std::collections::{HashMap, HashSet};

use super::precheck::Shape;
use super::view::{GateView, View};
use super::{
    Found, Known, More, Options, canonical, capability, conditions, further, gates, merged,
    precheck, references, routing, secrets, semantic, stages, suppress, twins, unfinished,
};
use crate::diagnostic::Diagnostic;

/// A draft with what its parts are checked with.
pub(super) struct Parts<'a> {
    pub(super) view: View<'a>,
    pub(super) options: &'a Options,
    /// Every gate; used only where everything is checked.
    pub(super) gates: &'a [GateView<'a>],
}

/// What the layers say whose verdicts are more than their findings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Verdicts {
    pub(super) contract_ok: bool,
    pub(super) strict_ok: bool,
    pub(super) precheck_ok: bool,
}

impl Parts<'_> {
    /// Checks everything; `more` finds what is told beside it.
    pub(super) fn check(&self, found: &mut Found, more: Option<&mut More<'_>>) -> Verdicts {
        let draft = self.view.draft;
        let full = !self.options.refusals_only;
        let shape = self.scenario(found);
        let mut verdicts = Verdicts {
            contract_ok: true,
            strict_ok: true,
            precheck_ok: !matches!(shape, Shape::Unusable),
        };
        semantic::repeated_conditions(draft, 0..draft.conditions().len(), found);
        semantic::repeated_in_stages(draft, found);
        for gate in self.gates {
            self.gate(gate, found);
        }
        let declared = references::declared(draft);
        for index in 0..draft.stages().len() {
            self.stage(index, &declared, found);
        }
        for index in 0..draft.conditions().len() {
            let one = self.condition(index, &shape, found);
            verdicts.contract_ok &= one.contract_ok;
            verdicts.strict_ok &= one.strict_ok;
            verdicts.precheck_ok &= one.precheck_ok;
        }
        if full {
            self.conditions(found);
            self.routes(found);
            let beyond = more.is_some();
            if let Some(more) = more {
                let known = Known::of(found.diagnostics.iter());
                further::join(more(&known), &mut found.diagnostics, found.all);
            }
            suppress::apply(draft, found, beyond);
        } else {
            found.diagnostics.retain(|d| d.code.refuses());
        }
        verdicts
    }

    /// Checks the scenario itself and its lists of policies and schemas.
    pub(super) fn scenario(&self, found: &mut Found) -> Shape {
        let draft = self.view.draft;
        unfinished::scenario(draft, found);
        merged::conflicts(draft, found);
        let shape = precheck::shape(&self.view, self.options, found);
        canonical::scenario(draft, found);
        references::namespace(&self.view, found);
        references::scenario_name(draft, found);
        shape
    }

    /// Checks the condition at a position on its own.
    pub(super) fn condition(&self, index: usize, shape: &Shape, found: &mut Found) -> Verdicts {
        let view = &self.view;
        let mut verdicts = Verdicts {
            contract_ok: true,
            strict_ok: true,
            precheck_ok: true,
        };
        let Some(condition) = view.draft.conditions().get(index) else {
            return verdicts;
        };
        unfinished::condition(index, condition, found);
        semantic::condition(index, condition, found);
        let capability = capability::condition(view, index, found);
        verdicts.contract_ok = capability.contract_ok;
        verdicts.strict_ok = capability.strict_ok;
        if let Shape::Usable(shape) = shape {
            verdicts.precheck_ok = precheck::condition(shape, view.draft, index, found);
        }
        if !self.options.refusals_only {
            let prechecked = precheck::named(view.draft, self.options).is_some();
            conditions::condition(view, index, prechecked, found);
            references::condition_trust(view, index, condition, found);
            references::condition_name(view, index, condition, found);
            secrets::condition(index, condition, found);
        }
        canonical::condition(index, condition, found);
        verdicts
    }

    /// Checks a gate on its own.
    pub(super) fn gate(&self, gate: &GateView<'_>, found: &mut Found) {
        unfinished::gate(gate.stage, gate.index, gate.gate, found);
        semantic::requirement(&self.view, gate, found);
        if !self.options.refusals_only {
            references::gate_trust(&self.view, gate, found);
            references::gate_name(gate, found);
            gates::check(gate, found);
        }
    }

    /// Checks the stage at a position on its own, but for its gates.
    pub(super) fn stage(&self, index: usize, declared: &HashSet<&str>, found: &mut Found) {
        let Some(stage) = self.view.draft.stages().get(index) else {
            return;
        };
        unfinished::stage(index, stage, found);
        semantic::targets(&self.view, index, stage, found);
        canonical::stage(index, stage, found);
        if !self.options.refusals_only {
            references::undeclared_schemas(declared, index, stage, found);
            references::stage_names(index, stage, found);
            secrets::packets(index, stage, found);
        }
    }

    /// Checks the conditions against each other and against their uses.
    fn conditions(&self, found: &mut Found) {
        let draft = self.view.draft;
        let all_gates_known = self.gates.iter().all(|gate| gate.tree().is_some());
        if references::are_uses_known(draft, all_gates_known) && !found.is_faulty("/stages") {
            let unused: Vec<Diagnostic> = self.unused(found);
            found.diagnostics.extend(unused);
        }
        let mut groups: HashMap<u64, Vec<usize>> = HashMap::new();
        for (index, condition) in draft.conditions().iter().enumerate() {
            if let Some(digest) = twins::question(condition) {
                groups.entry(digest).or_default().push(index);
            }
        }
        for group in groups.values().filter(|group| group.len() > 1) {
            twins::near_duplicates(draft, group.iter().copied(), found);
        }
        twins::case_twins(draft, 0..draft.conditions().len(), found);
        twins::look_twins(draft, 0..draft.conditions().len(), found);
    }

    fn unused(&self, found: &Found) -> Vec<Diagnostic> {
        let conditions = self.view.draft.conditions().iter().enumerate();
        conditions
            .filter(|(_, condition)| {
                let id = condition.condition_id.as_ref();
                found.all || id.is_none_or(|id| !found.meant.contains(id))
            })
            .filter(|(_, condition)| references::is_unused(&self.view, condition, found.all))
            .map(|(index, condition)| references::unused(self.view.index, index, condition))
            .collect()
    }

    /// Checks the routes and the stage graph.
    pub(super) fn routes(&self, found: &mut Found) {
        let routes = routing::check(&self.view, found);
        stages::check(&self.view, &routes, found);
    }
}

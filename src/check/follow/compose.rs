//! From what was found to what is told: suppressions, levels, entities, order.

use super::Delta;
use super::order::{Part, compare};
use super::replay::{Scope, Work};
use super::unit::{Told, kept};
use super::{Beyond, Follower};
use crate::check::{place, suppress};
use crate::diagnostic::{Code, Diagnostic, Level, Report, apply_levels};
use crate::draft::{Annotations, ScenarioDraft};

/// What takes part in telling findings besides themselves.
struct Telling<'a> {
    draft: &'a ScenarioDraft,
    levels: &'a [(Code, Option<Level>)],
    accepted: &'a [Code],
    /// Whether it is still to be found out what lies beyond the checks.
    awaits: bool,
}

impl Telling<'_> {
    /// Tells the findings of a part within which these entities suppress some.
    fn tell(&self, mut raw: Vec<Diagnostic>, entities: &[(String, &Annotations)]) -> Told {
        let mut unused = Vec::new();
        suppress::within(entities, &mut raw, &mut unused);
        let mut accepted = Vec::new();
        if !self.accepted.is_empty() {
            raw.retain(|found| {
                let taken = self.accepted.contains(&found.code);
                if taken {
                    accepted.push(found.code);
                }
                !taken
            });
        }
        let is_open = self.leave_open(&mut unused);
        raw.extend(unused);
        Told {
            findings: kept(self.finish(raw)),
            is_open,
            accepted,
        }
    }

    /// Takes out that suppressions accept nothing where that is not known yet; returns whether it
    /// did.
    fn leave_open(&self, unused: &mut Vec<Diagnostic>) -> bool {
        let all = unused.len();
        if self.awaits {
            suppress::leave_open(unused);
        }
        unused.len() < all
    }

    fn finish(&self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        if diagnostics.is_empty() {
            return diagnostics;
        }
        let mut report = Report {
            diagnostics,
            ..Report::default()
        };
        apply_levels(&mut report, self.levels);
        place(self.draft, None, &mut report.diagnostics);
        report.diagnostics.sort_by(compare);
        report.diagnostics
    }
}

impl Follower {
    /// Tells anew what changed.
    pub(super) fn compose(&mut self, draft: &ScenarioDraft, mut work: Work) -> Delta {
        let mut delta = Delta {
            before: std::mem::take(&mut work.before),
            parts: Vec::new(),
        };
        if work.has(Scope::Suppress) || work.has(Scope::All) {
            let accepted = suppress::accepted(&draft.annotations);
            if accepted != self.accepted {
                for unit in &mut self.conditions {
                    unit.changed = true;
                }
                for unit in &mut self.stages {
                    unit.changed = true;
                }
                self.accepted = accepted;
            }
        }
        let telling = Telling {
            draft,
            levels: &self.levels,
            accepted: &self.accepted,
            awaits: self.beyond != Beyond::Current,
        };
        for (position, unit) in self.conditions.iter_mut().enumerate() {
            if !std::mem::take(&mut unit.changed) {
                continue;
            }
            let entity = suppress::of_condition(draft, position);
            let told = telling.tell(unit.raw().cloned().collect(), entity.as_slice());
            let before = std::mem::replace(&mut unit.told, told);
            delta.note(Part::Condition(position), before, &unit.told);
        }
        for (position, unit) in self.stages.iter_mut().enumerate() {
            if !std::mem::take(&mut unit.changed) {
                continue;
            }
            let entities = suppress::of_stage(draft, position);
            let mut raw: Vec<Diagnostic> = unit.raw().cloned().collect();
            unit.addition.join(&mut raw, false);
            let told = telling.tell(raw, &entities);
            let before = std::mem::replace(&mut unit.told, told);
            delta.note(Part::Stage(position), before, &unit.told);
        }
        // What the scenario accepts in vain is known only when all parts are told.
        if self.scenario.changed || !self.accepted.is_empty() || work.has(Scope::Suppress) {
            self.scenario.changed = false;
            let raw = self.scenario.own.iter().chain(&self.scenario.routes);
            let (references, mut own): (Vec<Diagnostic>, Vec<Diagnostic>) = raw
                .cloned()
                .partition(|d| Part::of_pointer(&d.primary.pointer) == Part::References);
            self.scenario.addition.join(&mut own, false);
            let references = telling.tell(references, &[]);
            let mut own = telling.tell(own, &[]);
            let conditions = self.conditions.iter().map(|unit| &unit.told);
            let stages = self.stages.iter().map(|unit| &unit.told);
            let mut taken: Vec<Code> = conditions
                .chain(stages)
                .chain([&own, &references])
                .flat_map(|told| told.accepted.iter().copied())
                .collect();
            let mut unused = Vec::new();
            suppress::entity("", &draft.annotations, &mut unused, |code| {
                let before = taken.len();
                taken.retain(|other| *other != code);
                taken.len() < before
            });
            own.is_open |= telling.leave_open(&mut unused);
            own.findings.extend(telling.finish(unused));
            own.findings.sort_by(compare);
            let before = std::mem::replace(&mut self.scenario.told, own);
            delta.note(Part::Scenario, before, &self.scenario.told);
            let before = std::mem::replace(&mut self.scenario.references, references);
            delta.note(Part::References, before, &self.scenario.references);
        }
        delta.parts.sort_unstable();
        if delta.parts.iter().any(|part| self.told_mut(*part).is_open) {
            self.lose();
        }
        delta
    }
}

impl Delta {
    /// Notes that a part is told anew, unless nothing was, is or may be told about it.
    fn note(&mut self, part: Part, before: Told, after: &Told) {
        if !before.findings.is_empty() || !after.findings.is_empty() || after.is_open {
            self.before.extend(before.findings);
            self.parts.push(part);
        }
    }
}

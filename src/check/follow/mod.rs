//! Findings that follow a draft as it changes, without checking all of it again.
//!
//! Each part of the draft keeps what was found about it on its own and what others say about it.
//! A change tells which parts it is about; these are checked again, and others only where what
//! they depend on became another: ids, uses, questions, routes, declared schemas, the data shape.
//! The rules are those of a check of everything, and so are the findings.

mod compose;
mod conditions;
mod digests;
mod order;
mod renew;
mod replay;
mod shift;
mod unit;

use super::index::Index;
use super::precheck::Shape;
use super::{Further, Known, More, NEAR_BUDGET, Options, check_and_count, further};
use crate::diagnostic::{Code, Diagnostic, Level, Report, apply_levels};
use crate::draft::{Edit, ScenarioDraft};
use crate::sources::Sources;

use digests::{Digests, Trait};
pub use order::Part;
use replay::{Scope, Work, replay};
use shift::Shift;
use unit::{ConditionUnit, GateUnit, ScenarioUnit, StageUnit};

/// The findings of a draft, kept up to date change by change.
#[derive(Debug)]
pub struct Follower {
    levels: Vec<(Code, Option<Level>)>,
    index: Index,
    shape: Shape,
    /// By trait, the conditions that may have it in common.
    digests: [Digests; Trait::ALL.len()],
    scenario: ScenarioUnit,
    conditions: Vec<ConditionUnit>,
    stages: Vec<StageUnit>,
    /// Whether there is exactly one condition.
    alone: bool,
    /// Codes that the scenario suppresses as a whole.
    accepted: Vec<Code>,
    /// How many near names there were to compare, in all parts together and for the routes alone.
    compared: usize,
    compared_for_routes: usize,
    /// Whether there are so many that only a check of everything knows which are still compared.
    whole: bool,
    beyond: Beyond,
}

/// How what is told beside the findings of the checks stands to the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Beyond {
    /// It is about the draft as it is now.
    #[default]
    Current,
    /// It is about an earlier draft.
    Old,
    /// It is about an earlier draft, and some of it had to be forgotten since.
    Lost,
}

/// What a change did to the findings.
#[derive(Debug, Default)]
pub struct Delta {
    /// What was told before about the parts whose findings may be others now.
    pub before: Vec<Diagnostic>,
    /// These parts, those that are no more left out, in order.
    pub parts: Vec<Part>,
}

impl Follower {
    /// Checks a draft; `levels` are those that the workspace sets, `more` finds what is told beside
    /// the findings of the checks. Without it that is left open until [`Self::tell_further`].
    #[must_use]
    pub fn new(
        draft: &ScenarioDraft,
        sources: &Sources,
        levels: Vec<(Code, Option<Level>)>,
        more: Option<&mut More<'_>>,
    ) -> Self {
        let mut follower = Self {
            levels,
            index: Index::default(),
            shape: Shape::None,
            digests: Default::default(),
            scenario: ScenarioUnit::default(),
            conditions: Vec::new(),
            stages: Vec::new(),
            alone: false,
            accepted: Vec::new(),
            compared: 0,
            compared_for_routes: 0,
            whole: false,
            beyond: Beyond::Current,
        };
        follower.restart(draft, sources, more);
        follower
    }

    /// Follows a change that was just made; `undo` is its inverse, as `draft::apply` returned it.
    ///
    /// Without `more`, what is told beside the findings of the checks stays as it was, at the
    /// places where it is now, until [`Self::tell_further`].
    pub fn update(
        &mut self,
        draft: &ScenarioDraft,
        sources: &Sources,
        undo: &Edit,
        more: Option<&mut More<'_>>,
    ) -> Delta {
        self.begin(more.is_some());
        if self.whole {
            return self.check_whole(draft, sources, Vec::new(), more);
        }
        let mut work = Work::default();
        let followed = replay(self, undo, &mut work).is_some()
            && !work.has(Scope::All)
            && self.conditions.len() == draft.conditions().len()
            && self.stages.len() == draft.stages().len();
        if followed {
            if more.is_none() {
                self.shift_further(&Shift::all(undo));
            }
            self.run(draft, sources, work, more)
        } else {
            let gone = std::mem::take(&mut work.before);
            let mut delta = self.restart(draft, sources, more);
            delta.before.extend(gone);
            delta
        }
    }

    /// Returns what the findings say that matters to whoever finds more.
    #[must_use]
    pub fn known(&self, draft: &ScenarioDraft, sources: &Sources) -> Known {
        let mut known = Known::default();
        if self.whole {
            let mut note = |found: &Known| {
                known.clone_from(found);
                Vec::new()
            };
            let options = Options::default();
            check_and_count(
                (draft, None),
                Vec::new(),
                sources,
                &options,
                Some(&mut note),
            );
        } else {
            let conditions = self.conditions.iter().flat_map(ConditionUnit::raw);
            let stages = self.stages.iter().flat_map(StageUnit::raw);
            known = Known::of(conditions.chain(stages));
        }
        known
    }

    /// Tells what was found about the draft beyond what the checks find.
    pub fn tell_further(
        &mut self,
        draft: &ScenarioDraft,
        sources: &Sources,
        found: Vec<Further>,
    ) -> Delta {
        self.begin(true);
        if self.whole {
            let mut found = Some(found);
            let more: &mut More<'_> = &mut |_| found.take().unwrap_or_default();
            return self.check_whole(draft, sources, Vec::new(), Some(more));
        }
        self.add_further(found);
        self.compose(draft, Work::default())
    }

    /// Tells whether something that was told had to be forgotten until [`Self::tell_further`], so
    /// that taking a change back does not bring it back.
    #[must_use]
    pub const fn has_lost(&self) -> bool {
        matches!(self.beyond, Beyond::Lost)
    }

    /// Begins another state of the draft, about which more is looked for at once or later.
    const fn begin(&mut self, at_once: bool) {
        self.beyond = match self.beyond {
            _ if at_once => Beyond::Current,
            Beyond::Lost => Beyond::Lost,
            Beyond::Current | Beyond::Old => Beyond::Old,
        };
    }

    /// Notes that something was forgotten that only whoever finds more can tell again.
    const fn lose(&mut self) {
        if matches!(self.beyond, Beyond::Old) {
            self.beyond = Beyond::Lost;
        }
    }

    /// Returns the findings of a part, in order; none when there is no such part.
    #[must_use]
    pub fn of(&self, part: Part) -> &[Diagnostic] {
        let told = match part {
            Part::Scenario => Some(&self.scenario.told),
            Part::Condition(index) => self.conditions.get(index).map(|unit| &unit.told),
            Part::Stage(index) => self.stages.get(index).map(|unit| &unit.told),
            Part::References => Some(&self.scenario.references),
        };
        told.map_or(&[], |told| told.findings.as_slice())
    }

    /// Returns all parts, in the order of the draft.
    pub fn parts(&self) -> impl DoubleEndedIterator<Item = Part> + use<> {
        let conditions = (0..self.conditions.len()).map(Part::Condition);
        let stages = (0..self.stages.len()).map(Part::Stage);
        std::iter::once(Part::Scenario)
            .chain(conditions)
            .chain(stages)
            .chain(std::iter::once(Part::References))
    }

    /// Checks everything anew and remembers it part by part.
    fn restart(
        &mut self,
        draft: &ScenarioDraft,
        sources: &Sources,
        more: Option<&mut More<'_>>,
    ) -> Delta {
        self.begin(more.is_some());
        let before = self.forget_all(draft);
        let work = Work::everything(before);
        self.run(draft, sources, work, more)
    }

    /// Forgets every part; returns what was told about them.
    fn forget_all(&mut self, draft: &ScenarioDraft) -> Vec<Diagnostic> {
        let parts: Vec<Part> = self.parts().collect();
        let mut before = Vec::new();
        for part in parts {
            before.append(&mut self.told_mut(part).findings);
        }
        self.lose();
        self.index = Index::default();
        self.digests = Default::default();
        self.scenario = ScenarioUnit::default();
        self.conditions = draft
            .conditions()
            .iter()
            .map(|_| ConditionUnit::fresh())
            .collect();
        self.stages = draft.stages().iter().map(|_| StageUnit::fresh()).collect();
        self.compared = 0;
        self.compared_for_routes = 0;
        self.whole = false;
        before
    }

    /// Looks again at whatever a change can affect.
    fn run(
        &mut self,
        draft: &ScenarioDraft,
        sources: &Sources,
        mut work: Work,
        more: Option<&mut More<'_>>,
    ) -> Delta {
        let options = Options::default();
        let came_or_went = self.read_ids(draft, &mut work);
        self.check_gates(draft, sources, &options, &came_or_went, &mut work);
        self.check_scenario(draft, sources, &options, &work);
        let refresh = self.uses_that_changed(&work);
        self.check_conditions(draft, sources, &options);
        self.check_shared(draft, &work);
        self.check_unused(draft, sources, &refresh);
        self.check_stages(draft, sources, &options, &work);
        if self.compared > NEAR_BUDGET {
            return self.check_whole(draft, sources, work.before, more);
        }
        if let Some(more) = more {
            let found = more(&self.known(draft, sources));
            self.add_further(found);
        }
        self.compose(draft, work)
    }

    /// Checks everything at once, as long as near names are so many that their order matters.
    fn check_whole(
        &mut self,
        draft: &ScenarioDraft,
        sources: &Sources,
        gone: Vec<Diagnostic>,
        mut more: Option<&mut More<'_>>,
    ) -> Delta {
        let options = Options::default();
        let (checked, compared) = check_and_count(
            (draft, None),
            Vec::new(),
            sources,
            &options,
            more.as_deref_mut(),
        );
        if compared <= NEAR_BUDGET {
            let mut delta = self.restart(draft, sources, more);
            delta.before.extend(gone);
            return delta;
        }
        let mut before = self.forget_all(draft);
        before.extend(gone);
        self.whole = true;
        let mut report = Report {
            diagnostics: checked.diagnostics,
            ..Report::default()
        };
        apply_levels(&mut report, &self.levels);
        for found in report.diagnostics {
            let part = Part::of_pointer(&found.primary.pointer);
            self.told_mut(part).findings.push(found);
        }
        let parts: Vec<Part> = self.parts().collect();
        for part in &parts {
            self.told_mut(*part).findings.sort_by(order::compare);
        }
        Delta { before, parts }
    }

    /// Notes which parts what was found beyond the checks is about.
    fn add_further(&mut self, found: Vec<Further>) {
        let tells = |stage: usize| {
            let unit = self.stages.get(stage);
            unit.is_some_and(|unit| unit.raw().any(further::is_root))
        };
        let mut parts = further::by_part(found, tells, false);
        for (position, unit) in self.stages.iter_mut().enumerate() {
            let addition = parts.remove(&Part::Stage(position)).unwrap_or_default();
            unit.changed |= addition != unit.addition || unit.told.is_open;
            unit.addition = addition.kept();
        }
        for unit in &mut self.conditions {
            unit.changed |= unit.told.is_open;
        }
        let addition = parts.remove(&Part::Scenario).unwrap_or_default();
        self.scenario.changed |= addition != self.scenario.addition || self.scenario.told.is_open;
        self.scenario.addition = addition;
    }

    /// Keeps what was found beyond the checks at the places where it is now.
    fn shift_further(&mut self, shifts: &[Shift]) {
        if shifts.is_empty() {
            return;
        }
        let mut lost = false;
        for unit in &mut self.stages {
            let followed = shift::follow(shifts, &mut unit.addition);
            lost |= followed.lost;
            let stays = |found: &Diagnostic| shift::stays(shifts, found);
            if followed.changed && !followed.lost && unit.is_settled(stays) {
                let told = &mut unit.told.findings;
                told.retain_mut(|found| shift::follow_one(shifts, found).is_some());
            } else {
                unit.changed |= followed.changed;
            }
        }
        let followed = shift::follow(shifts, &mut self.scenario.addition);
        self.scenario.changed |= followed.changed;
        lost |= followed.lost;
        if lost {
            self.lose();
        }
    }

    /// Takes a gate that is no more out of the index.
    fn forget(&mut self, gate: &GateUnit, work: &mut Work) {
        self.compared -= gate.compared;
        gate.uses.count(false, &mut self.index, &mut work.touched);
    }

    fn told_mut(&mut self, part: Part) -> &mut unit::Told {
        match part {
            Part::Condition(index) if index < self.conditions.len() => {
                &mut self.conditions[index].told
            }
            Part::Stage(index) if index < self.stages.len() => &mut self.stages[index].told,
            Part::References => &mut self.scenario.references,
            Part::Scenario | Part::Condition(_) | Part::Stage(_) => &mut self.scenario.told,
        }
    }
}

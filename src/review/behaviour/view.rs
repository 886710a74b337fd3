//! Both versions as the proofs see them: which gates a change touches, and what those add.
//!
//! Only stages with a touched gate are proved. A gate is touched when its requirement says
//! something else, when a condition that it uses asks, compares or trusts otherwise, and when it
//! came, went or moved.

use std::collections::{BTreeMap, BTreeSet};

use crate::draft::{GateDraft, ScenarioDraft};
use crate::prove::{
    Adds, Chosen, Compared, NotCompared, Shown, Version, compare, compare_together,
};
use crate::review::document::{Document, Part};
use crate::review::model::Line;
use crate::review::pair::Pair;
use crate::review::wording;
use crate::spec::Requirement;

/// What a gate adds to the other version of its stage.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Found {
    /// Its stage is in one version only, or there is no such gate.
    Alone,
    /// It was not analysed.
    Open,
    /// It was.
    Known(Adds),
}

/// Both versions, with what was proved of the gates that a change touches.
pub(super) struct View<'p, 'a> {
    pub(super) pair: &'p Pair<'a>,
    pub(super) old: Version<'a>,
    pub(super) new: Version<'a>,
    /// Old ids of conditions by their new ones, where they differ.
    old_names: BTreeMap<&'p str, &'p str>,
    /// How conditions compare that compare otherwise, by new id.
    compares: BTreeMap<&'p str, Line>,
    /// New ids of the conditions that ask another question.
    asks: BTreeSet<&'p str>,
    old_adds: BTreeMap<usize, Found>,
    new_adds: BTreeMap<usize, Found>,
    /// By the new positions of the stages that were compared: evidence with which both pass.
    both: BTreeMap<usize, Result<Option<Shown>, NotCompared>>,
}

impl<'p, 'a> View<'p, 'a> {
    pub(super) fn of(pair: &'p Pair<'a>) -> Self {
        let old_names = &pair.renames.conditions;
        let mut view = Self {
            pair,
            old: Version::new(pair.old_side.draft, pair.old_side.sources).limited(),
            new: Version::new(pair.new_side.draft, pair.new_side.sources).limited(),
            old_names: old_names
                .iter()
                .map(|(old, new)| (new.as_str(), old.as_str()))
                .collect(),
            compares: BTreeMap::new(),
            asks: BTreeSet::new(),
            old_adds: BTreeMap::new(),
            new_adds: BTreeMap::new(),
            both: BTreeMap::new(),
        };
        let touching = view.conditions();
        view.stages(&touching);
        view
    }

    /// Returns what a condition of the new version was called.
    pub(super) fn old_name<'n>(&'n self, new: &'n str) -> &'n str {
        self.old_names.get(new).copied().unwrap_or(new)
    }

    /// Tells whether a condition, by its new id, asks another question than before.
    pub(super) fn asks_otherwise(&self, new: &str) -> bool {
        self.asks.contains(new)
    }

    /// Returns how a condition compares otherwise, by its new id; none when it asks otherwise too.
    pub(super) fn compares_otherwise(&self, new: &str) -> Option<&Line> {
        self.compares.get(new)
    }

    /// Returns what a gate of the old version adds to the new version of its stage.
    pub(super) fn old_adds(&self, gate: usize) -> &Found {
        self.old_adds.get(&gate).unwrap_or(&Found::Alone)
    }

    /// Returns what a gate of the new version adds to the old version of its stage.
    pub(super) fn new_adds(&self, gate: usize) -> &Found {
        self.new_adds.get(&gate).unwrap_or(&Found::Alone)
    }

    /// Returns whether the gates of a stage, by its new position, pass alike in both versions.
    pub(super) fn is_untouched(&self, stage: usize) -> bool {
        !self.both.contains_key(&stage)
    }

    /// Returns evidence with which both versions of a touched stage pass.
    pub(super) fn both(&self, stage: usize) -> Option<&Shown> {
        self.both.get(&stage)?.as_ref().ok()?.as_ref()
    }

    /// Compares a gate with its successor, each on its own.
    pub(super) fn compare_alone(&self, old: usize, new: usize) -> Result<Compared, NotCompared> {
        let (old, new) = (
            gate(self.pair.old_side.draft, &self.pair.old, old).ok_or(NotCompared)?,
            gate(self.pair.new_side.draft, &self.pair.new, new).ok_or(NotCompared)?,
        );
        let name = |id: &str| self.old_name(id).to_owned();
        compare((&self.old, &[old]), (&self.new, &[new]), &name)
    }

    /// Compares the gates of a stage of each version; none stands for no gates.
    pub(super) fn meet(
        &self,
        (old, old_chosen): (Option<usize>, &[usize]),
        (new, new_chosen): (Option<usize>, &[usize]),
    ) -> Result<crate::prove::Together, NotCompared> {
        let (old_gates, new_gates) = (
            gates(self.pair.old_side.draft, old),
            gates(self.pair.new_side.draft, new),
        );
        let name = |id: &str| self.old_name(id).to_owned();
        compare_together(
            &Chosen {
                version: &self.old,
                gates: &old_gates,
                chosen: old_chosen,
            },
            &Chosen {
                version: &self.new,
                gates: &new_gates,
                chosen: new_chosen,
            },
            &name,
        )
    }

    /// Finds the conditions that are otherwise; returns the new ids of all that bear on gates.
    fn conditions(&mut self) -> BTreeSet<&'p str> {
        let pair = self.pair;
        let mut touching = BTreeSet::new();
        for (from, to) in pair.matching.conditions.pairs() {
            let (Some(old), Some(new)) =
                (pair.old.conditions.get(from), pair.new.conditions.get(to))
            else {
                continue;
            };
            let differs = |field: &str| old.fields.get(field) != new.fields.get(field);
            if differs("query") {
                self.asks.insert(new.name());
            } else if differs("comparator") || differs("expected") {
                let (before, now) = (wording::comparison(old), wording::comparison(new));
                let line = Line::both(new.name(), before, now);
                self.compares.insert(new.name(), line);
            }
            if ["query", "comparator", "expected", "trust"]
                .into_iter()
                .any(differs)
            {
                touching.insert(new.name());
            }
        }
        touching
    }

    /// Proves what the touched gates of every stage add.
    fn stages(&mut self, touching: &BTreeSet<&str>) {
        let pair = self.pair;
        let uses = |part: &Part| {
            let mut uses = false;
            if let Some(tree) = &part.requirement {
                tree.for_each_condition(&mut |id| uses |= touching.contains(id));
            }
            uses
        };
        let touched = |from: usize, to: usize| {
            let (Some(old), Some(new)) = (pair.old.gates.get(from), pair.new.gates.get(to)) else {
                return true;
            };
            let stays = old
                .stage
                .and_then(|stage| pair.matching.stages.new_of(stage))
                == new.stage;
            !stays
                || uses(new)
                || old.fields.get("trust") != new.fields.get("trust")
                || !pair.same_requirement(old, new)
        };
        for (from, to) in pair.matching.stages.pairs() {
            let of_old: Vec<usize> = pair
                .old
                .gates_of(from)
                .filter(|gate| {
                    let now = pair.matching.gates.new_of(*gate);
                    now.is_none_or(|now| touched(*gate, now))
                })
                .collect();
            let of_new: Vec<usize> = pair
                .new
                .gates_of(to)
                .filter(|gate| {
                    let was = pair.matching.gates.old_of(*gate);
                    was.is_none_or(|was| touched(was, *gate))
                })
                .collect();
            if of_old.is_empty() && of_new.is_empty() {
                continue;
            }
            let places = |document: &Document, stage: usize, gates: &[usize]| -> Vec<usize> {
                let first = document.gates_of(stage).next().unwrap_or(0);
                gates.iter().map(|gate| gate - first).collect()
            };
            let chosen = (
                places(&pair.old, from, &of_old),
                places(&pair.new, to, &of_new),
            );
            let found = self.meet((Some(from), &chosen.0), (Some(to), &chosen.1));
            let open = |gates: &[usize]| -> Vec<(usize, Found)> {
                gates.iter().map(|gate| (*gate, Found::Open)).collect()
            };
            let known = |gates: &[usize], adds: Vec<Adds>| -> Vec<(usize, Found)> {
                let adds = adds.into_iter().map(Found::Known);
                gates.iter().copied().zip(adds).collect()
            };
            let (old_adds, new_adds, both) = match found {
                Ok(found) => (
                    known(&of_old, found.old),
                    known(&of_new, found.new),
                    Ok(found.both),
                ),
                Err(open_end) => (open(&of_old), open(&of_new), Err(open_end)),
            };
            self.old_adds.extend(old_adds);
            self.new_adds.extend(new_adds);
            self.both.insert(to, both);
        }
    }
}

/// Returns the gates of a stage of a draft.
pub(super) fn gates(draft: &ScenarioDraft, stage: Option<usize>) -> Vec<&GateDraft> {
    stage
        .and_then(|stage| draft.stages().get(stage))
        .map_or(&[][..], |stage| stage.gates())
        .iter()
        .collect()
}

/// Returns a gate of a document as the draft has it.
pub(super) fn gate<'a>(
    draft: &'a ScenarioDraft,
    document: &Document,
    gate: usize,
) -> Option<&'a GateDraft> {
    let stage = document.gates.get(gate)?.stage?;
    let place = gate.checked_sub(document.gates_of(stage).next()?)?;
    draft.stages().get(stage)?.gates().get(place)
}

/// Returns the ids of the conditions of a requirement.
pub(super) fn used(requirement: Option<&Requirement>) -> BTreeSet<&str> {
    let mut used = BTreeSet::new();
    if let Some(tree) = requirement {
        tree.for_each_condition(&mut |id| {
            used.insert(id);
        });
    }
    used
}

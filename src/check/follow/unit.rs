//! What is remembered of each part of a draft between two changes.

use std::collections::HashMap;

use super::digests::Trait;
use crate::check::further::Addition;
use crate::check::index::{Index, Uses, accepts_asserted, used};
use crate::check::view::GateView;
use crate::diagnostic::{Code, Diagnostic};
use crate::draft::names_position;

/// Returns findings in no more memory than they take; a large draft has thousands of lists of one.
pub(super) fn kept(mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    findings.shrink_to_fit();
    findings
}

/// The findings of a part as they are told, and what the scenario accepts of them.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) findings: Vec<Diagnostic>,
    /// The code of each finding that a suppression of the scenario took out.
    pub(super) accepted: Vec<Code>,
    /// Whether it is not known yet if a suppression accepts anything.
    pub(super) is_open: bool,
}

/// What is remembered of the scenario itself.
#[derive(Debug, Default)]
pub(super) struct ScenarioUnit {
    pub(super) own: Vec<Diagnostic>,
    /// What the routes say about the stages as a whole.
    pub(super) routes: Vec<Diagnostic>,
    /// What is found beyond the checks.
    pub(super) addition: Addition,
    pub(super) told: Told,
    /// What is told about policies and schemas.
    pub(super) references: Told,
    pub(super) changed: bool,
}

/// What is remembered of a condition.
#[derive(Debug, Default)]
pub(super) struct ConditionUnit {
    pub(super) id: Option<String>,
    /// The id that is offered where the language cannot write its own.
    pub(super) offered: Option<String>,
    /// By trait, the digest that others may share.
    pub(super) digests: [Option<u64>; Trait::ALL.len()],
    pub(super) own: Vec<Diagnostic>,
    /// By trait, what is told because another one shares it; none where nothing is.
    shared: Option<Box<[Vec<Diagnostic>; Trait::ALL.len()]>>,
    /// Whether no gate is known to use it.
    pub(super) idle: bool,
    /// That no gate uses it.
    pub(super) unused: Option<Box<Diagnostic>>,
    pub(super) told: Told,
    /// How many near names there were to compare for it.
    pub(super) compared: usize,
    /// Whether it must be checked again.
    pub(super) stale: bool,
    /// Whether what is told about it must be put together again.
    pub(super) changed: bool,
}

impl ConditionUnit {
    pub(super) fn fresh() -> Self {
        Self {
            stale: true,
            changed: true,
            ..Self::default()
        }
    }

    /// Tells whether a change is offered that names it.
    pub(super) fn has_cures(&self) -> bool {
        self.raw().any(|found| !found.fixes.is_empty())
    }

    /// Puts what is known and told about the condition at a position; returns false where more
    /// would have to change than its own place.
    pub(super) fn relocate(&mut self, position: usize) -> bool {
        let is_settled = self.id.is_some() && !self.stale && !self.changed && self.shared.is_none();
        let movable = |found: &Diagnostic| {
            let mut fixes = found.fixes.iter();
            found.related.is_empty() && !fixes.any(|fix| fix.edits.may_name_positions())
        };
        if !is_settled || !self.raw().chain(&self.told.findings).all(movable) {
            return false;
        }
        let unused = self.unused.as_deref_mut();
        let known = self.own.iter_mut().chain(unused);
        for found in known.chain(&mut self.told.findings) {
            let place = &mut found.primary.pointer;
            // `/conditions/POSITION/…`
            let field = place
                .match_indices('/')
                .nth(2)
                .map_or(place.len(), |(at, _)| at);
            let field = place.split_off(field);
            *place = format!("/conditions/{position}{field}");
        }
        true
    }

    /// Forgets what was told because another one shares a trait.
    pub(super) fn share_nothing(&mut self) {
        self.shared = None;
    }

    /// Replaces what is told because another one shares a trait.
    pub(super) fn share(&mut self, kind: Trait, told: Vec<Diagnostic>) {
        if self.shared.is_none() && told.is_empty() {
            return;
        }
        let all = self.shared.get_or_insert_default();
        if let Some(shared) = all.get_mut(kind as usize) {
            self.changed |= *shared != told;
            *shared = told;
        }
        if all.iter().all(Vec::is_empty) {
            self.shared = None;
        }
    }

    /// Returns everything that was found, before suppressions.
    pub(super) fn raw(&self) -> impl Iterator<Item = &Diagnostic> {
        let shared = self.shared.iter().flat_map(|all| all.iter().flatten());
        let own = self.own.iter().chain(shared);
        own.chain(self.unused.as_deref())
    }
}

/// What is remembered of a stage.
#[derive(Debug, Default)]
pub(super) struct StageUnit {
    pub(super) id: Option<String>,
    /// About itself, its packets and its targets.
    pub(super) own: Vec<Diagnostic>,
    /// Ids within it that stand twice.
    pub(super) names: Vec<Diagnostic>,
    /// What the routes of all stages say about it.
    pub(super) routes: Vec<Diagnostic>,
    pub(super) gates: Vec<GateUnit>,
    /// What is found beyond the checks.
    pub(super) addition: Addition,
    pub(super) told: Told,
    pub(super) compared: usize,
    pub(super) stale: bool,
    pub(super) changed: bool,
    /// Whether its gates must be read anew, because they were replaced as a whole.
    pub(super) new_gates: bool,
}

impl StageUnit {
    pub(super) fn fresh() -> Self {
        Self {
            stale: true,
            changed: true,
            new_gates: true,
            ..Self::default()
        }
    }

    /// Tells whether only the places of what was found beyond the checks have to follow when entities
    /// move: whatever is told names things that have ids, and what the checks find `stays`.
    pub(super) fn is_settled(&self, stays: impl Fn(&Diagnostic) -> bool) -> bool {
        let named = |found: &Diagnostic| {
            let related = found.related.iter().map(|other| &other.place);
            let mut places = std::iter::once(&found.primary).chain(related);
            places.all(|place| !names_position(&place.entity))
        };
        !self.stale
            && !self.changed
            && self.raw().all(stays)
            && self.told.findings.iter().all(named)
    }

    pub(super) fn raw(&self) -> impl Iterator<Item = &Diagnostic> {
        let own = self.own.iter().chain(&self.names).chain(&self.routes);
        own.chain(self.gates.iter().flat_map(|gate| &gate.own))
    }
}

/// What is remembered of a gate.
#[derive(Debug, Default)]
pub(super) struct GateUnit {
    pub(super) own: Vec<Diagnostic>,
    pub(super) uses: GateUses,
    /// Whether its requirement can be read.
    pub(super) known: bool,
    /// Whether it requires a condition that does not exist.
    pub(super) misses: bool,
    pub(super) compared: usize,
    pub(super) stale: bool,
}

impl GateUnit {
    pub(super) fn fresh() -> Self {
        Self {
            stale: true,
            ..Self::default()
        }
    }
}

/// What a gate counts for in the index.
#[derive(Debug, Default)]
pub(super) struct GateUses {
    ids: Vec<String>,
    asserted: bool,
    meant: Vec<String>,
}

impl GateUses {
    pub(super) fn of(gate: &GateView<'_>, meant: impl Iterator<Item = String>) -> Self {
        let ids = gate.tree().map(used).unwrap_or_default();
        Self {
            ids: ids.into_iter().map(str::to_owned).collect(),
            asserted: accepts_asserted(gate.gate),
            meant: meant.collect(),
        }
    }

    /// Tells whether the gate requires one of some ids.
    pub(super) fn any(&self, is: impl Fn(&str) -> bool) -> bool {
        self.ids.iter().any(|id| is(id))
    }

    /// Counts the gate in or out and notes in `touched` how things stood before.
    pub(super) fn count(&self, add: bool, index: &mut Index, touched: &mut HashMap<String, Uses>) {
        let asserted = usize::from(self.asserted);
        let uses = self.ids.iter().map(|id| (id, 1, asserted, 0));
        let meant = self.meant.iter().map(|id| (id, 0, 0, 1));
        for (id, gates, asserted, meant) in uses.chain(meant) {
            let before = index.uses(id);
            if !touched.contains_key(id) {
                touched.insert(id.clone(), before);
            }
            let step = |from: usize, by: usize| {
                if add {
                    from.saturating_add(by)
                } else {
                    from.saturating_sub(by)
                }
            };
            let after = Uses {
                gates: step(before.gates, gates),
                asserted: step(before.asserted, asserted),
                meant: step(before.meant, meant),
            };
            if after == Uses::default() {
                index.uses.remove(id);
            } else {
                index.uses.insert(id.clone(), after);
            }
        }
    }
}

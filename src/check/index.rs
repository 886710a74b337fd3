//! Where ids are and what uses them, kept apart from the draft so that it can outlive a change.

use std::collections::HashMap;

use super::view::GateView;
use crate::draft::{GateDraft, ScenarioDraft, TrustDraft};
use crate::spec::{Requirement, TrustLane};

/// The ids of a draft that others refer to.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// By id, how many conditions have it.
    pub(super) conditions: HashMap<String, usize>,
    /// Position of the first stage with an id.
    pub(super) stages: HashMap<String, usize>,
    /// By condition id, what gates make of it.
    pub(super) uses: HashMap<String, Uses>,
}

/// What gates make of a condition id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Uses {
    /// How many gates require it.
    pub(super) gates: usize,
    /// How many of them accept asserted evidence.
    pub(super) asserted: usize,
    /// How many gates that miss a condition probably mean this one.
    pub(super) meant: usize,
}

impl Index {
    /// Returns the ids of a draft, without the uses.
    pub(super) fn of(draft: &ScenarioDraft) -> Self {
        let mut index = Self::default();
        for condition in draft.conditions() {
            if let Some(id) = &condition.condition_id {
                index.add_condition(id);
            }
        }
        index.read_stages(draft);
        index
    }

    /// Counts a condition in.
    pub(super) fn add_condition(&mut self, id: &str) {
        match self.conditions.get_mut(id) {
            Some(count) => *count += 1,
            None => {
                self.conditions.insert(id.to_owned(), 1);
            }
        }
    }

    /// Counts a condition out.
    pub(super) fn remove_condition(&mut self, id: &str) {
        match self.conditions.get_mut(id) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                self.conditions.remove(id);
            }
        }
    }

    /// Reads the ids of the stages anew.
    pub(super) fn read_stages(&mut self, draft: &ScenarioDraft) {
        self.stages.clear();
        for (position, stage) in draft.stages().iter().enumerate() {
            if let Some(id) = &stage.stage_id
                && !self.stages.contains_key(id)
            {
                self.stages.insert(id.clone(), position);
            }
        }
    }

    /// Counts the uses of a gate.
    pub(super) fn add_gate(&mut self, gate: &GateView<'_>) {
        let asserted = accepts_asserted(gate.gate);
        for id in gate.tree().map(used).unwrap_or_default() {
            // Most ids are used once, so the key is made only for the first use.
            let uses = match self.uses.get_mut(id) {
                Some(uses) => uses,
                None => self.uses.entry(id.to_owned()).or_default(),
            };
            uses.gates += 1;
            uses.asserted += usize::from(asserted);
        }
    }

    /// Returns what gates make of a condition id.
    pub(super) fn uses(&self, id: &str) -> Uses {
        self.uses.get(id).copied().unwrap_or_default()
    }
}

/// Returns the condition ids in a requirement, each once, sorted.
pub(super) fn used(tree: &Requirement) -> Vec<&str> {
    let mut ids = Vec::new();
    tree.for_each_condition(&mut |id| ids.push(id));
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Tells whether asserted evidence counts for a gate.
pub(super) fn accepts_asserted(gate: &GateDraft) -> bool {
    is_asserted(gate.trust)
}

/// Tells whether a trust requirement leaves asserted evidence alone.
pub(super) fn is_asserted(trust: Option<TrustDraft>) -> bool {
    trust.and_then(|trust| trust.min_lane) != Some(TrustLane::Verified)
}

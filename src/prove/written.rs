//! Gates and conditions as they were written when something was found out about them.
//!
//! What is remembered shares them with the draft, so that it takes no second scenario.

use std::sync::Arc;

use crate::draft::{ConditionDraft, GateDraft, RequirementDraft, StageDraft};

/// A gate of a stage as it was written.
#[derive(Debug, Clone)]
pub(super) struct WrittenGate {
    stage: Arc<StageDraft>,
    index: usize,
}

impl WrittenGate {
    /// Returns the gate at a position of a stage.
    pub(super) fn new(stage: &Arc<StageDraft>, index: usize) -> Self {
        Self {
            stage: Arc::clone(stage),
            index,
        }
    }

    /// Returns what the gate requires.
    pub(super) fn requirement(&self) -> Option<&RequirementDraft> {
        self.gate()?.requirement.as_ref()
    }

    fn gate(&self) -> Option<&GateDraft> {
        self.stage.gates().get(self.index)
    }

    /// Tells whether a gate requires the same, word by word; if so, that one is remembered from now on.
    pub(super) fn is_still(&mut self, gate: &Self) -> bool {
        let same = Arc::ptr_eq(&self.stage, &gate.stage) && self.index == gate.index;
        if !same && self.requirement() != gate.requirement() {
            return false;
        }
        self.clone_from(gate);
        true
    }
}

/// What of a condition bears on proofs, as it was written.
#[derive(Debug)]
pub(super) struct WrittenCondition(Arc<ConditionDraft>);

impl WrittenCondition {
    pub(super) fn new(condition: &Arc<ConditionDraft>) -> Self {
        Self(Arc::clone(condition))
    }

    /// Tells whether a condition means the same; if so, that one is remembered from now on.
    pub(super) fn is_still(&mut self, other: &Arc<ConditionDraft>) -> bool {
        if Arc::ptr_eq(&self.0, other) {
            return true;
        }
        let (known, other) = (&self.0, other);
        let same = known.query == other.query
            && known.comparator == other.comparator
            && known.expected == other.expected
            && known.trust == other.trust;
        if same {
            self.0 = Arc::clone(other);
        }
        same
    }
}

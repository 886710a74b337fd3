//! A draft with its references resolved once, for all layers.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::index::Index;
use crate::draft::{ConditionDraft, GateDraft, RequirementDraft, ScenarioDraft, StageDraft};
use crate::sources::{Check, Provider, Sources};
use crate::spec::{Requirement, RequirementError};
use crate::typing::{Toggles, TypedSchema};

/// A draft as the layers look at it.
pub(super) struct View<'a> {
    pub(super) draft: &'a ScenarioDraft,
    pub(super) sources: &'a Sources,
    pub(super) toggles: Toggles,
    /// Where ids are and what uses them.
    pub(super) index: &'a Index,
    /// What is known of each check that was asked for so far.
    checks: RefCell<HashMap<(&'a str, &'a str), Rc<Known<'a>>>>,
}

/// A gate and what its requirement means.
pub(super) struct GateView<'a> {
    pub(super) stage: usize,
    pub(super) index: usize,
    pub(super) gate: &'a GateDraft,
    pub(super) tree: Option<Result<Cow<'a, Requirement>, RequirementError>>,
}

impl<'a> GateView<'a> {
    /// Returns the gate at a position of a stage.
    pub(super) fn new(stage: usize, index: usize, gate: &'a GateDraft) -> Self {
        Self {
            stage,
            index,
            gate,
            tree: gate.requirement.as_ref().map(RequirementDraft::tree),
        }
    }

    /// Returns all gates of a draft, in order.
    pub(super) fn all(draft: &'a ScenarioDraft) -> Vec<Self> {
        let stages = draft.stages().iter().enumerate();
        stages
            .flat_map(|(stage, found)| {
                let gates = found.gates().iter().enumerate();
                gates.map(move |(index, gate)| Self::new(stage, index, gate))
            })
            .collect()
    }

    pub(super) fn pointer(&self) -> String {
        format!("/stages/{}/gates/{}", self.stage, self.index)
    }

    pub(super) fn tree(&self) -> Option<&Requirement> {
        self.tree.as_ref()?.as_ref().ok().map(AsRef::as_ref)
    }

    /// Tells whether the author wrote a tree, so that pointers lead to its nodes.
    pub(super) fn is_tree(&self) -> bool {
        matches!(self.gate.requirement, Some(RequirementDraft::Tree(_)))
    }

    pub(super) fn id(&self) -> &str {
        self.gate.gate_id.as_deref().unwrap_or("?")
    }
}

/// What is known of the check that a condition asks.
pub(super) enum Known<'a> {
    /// The provider has no contract.
    NoProvider,
    /// The provider's contract has no such check.
    NoCheck(&'a Arc<Provider>),
    /// The check.
    Check(Box<KnownCheck<'a>>),
}

/// A check with its comparators.
pub(super) struct KnownCheck<'a> {
    pub(super) provider: &'a Arc<Provider>,
    pub(super) check: &'a Check,
    pub(super) typed: TypedSchema,
}

impl<'a> View<'a> {
    pub(super) fn new(draft: &'a ScenarioDraft, sources: &'a Sources, index: &'a Index) -> Self {
        let toggles = toggles(sources);
        Self {
            draft,
            sources,
            toggles,
            index,
            checks: RefCell::default(),
        }
    }

    /// Returns what is known of the check that a condition asks; none while it asks none.
    pub(super) fn known(&self, condition: &'a ConditionDraft) -> Option<Rc<Known<'a>>> {
        let key = query_of(condition)?;
        let mut checks = self.checks.borrow_mut();
        let known = checks
            .entry(key)
            .or_insert_with(|| Rc::new(known(self.sources, key, self.toggles)));
        Some(Rc::clone(known))
    }

    /// Returns stages with their positions.
    pub(super) fn stages(&self) -> impl Iterator<Item = (usize, &'a StageDraft)> {
        self.draft.stages().iter().enumerate()
    }
}

/// Returns the comparators that the server's settings switch on, for whoever types an answer.
#[must_use]
pub fn toggles(sources: &Sources) -> Toggles {
    let validation = sources.runtime.validation;
    Toggles {
        lexicographic: validation.enable_lexicographic,
        deep_equals: validation.enable_deep_equals,
    }
}

/// Returns the provider and the check that a condition asks, once both are chosen.
pub(super) fn query_of(condition: &ConditionDraft) -> Option<(&str, &str)> {
    let query = condition.query.as_ref()?;
    Some((query.provider_id.as_deref()?, query.check_id.as_deref()?))
}

/// Looks up a check and types its answer.
pub(super) fn known<'a>(sources: &'a Sources, key: (&str, &str), toggles: Toggles) -> Known<'a> {
    let Some(provider) = sources.contracts.get(key.0) else {
        return Known::NoProvider;
    };
    let Some(check) = provider.check(key.1) else {
        return Known::NoCheck(provider);
    };
    let allowed = check.contract.allowed_comparators.as_slice();
    let typed = TypedSchema::new(Arc::clone(&check.result), Some(allowed), toggles);
    Known::Check(Box::new(KnownCheck {
        provider,
        check,
        typed,
    }))
}

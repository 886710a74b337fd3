//! A draft with its references resolved once, for all layers.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::draft::{ConditionDraft, GateDraft, RequirementDraft, ScenarioDraft, StageDraft};
use crate::sources::{Check, Provider, Sources};
use crate::spec::{Requirement, RequirementError};
use crate::typing::{Toggles, TypedSchema};

/// A draft as the layers look at it.
pub(super) struct View<'a> {
    pub(super) draft: &'a ScenarioDraft,
    pub(super) sources: &'a Sources,
    pub(super) toggles: Toggles,
    /// Position of the first condition with an id.
    pub(super) conditions: HashMap<&'a str, usize>,
    /// Position of the first stage with an id.
    pub(super) stages: HashMap<&'a str, usize>,
    /// All gates, in order.
    pub(super) gates: Vec<GateView<'a>>,
    /// Whether every gate has a requirement that could be read.
    pub(super) all_gates_known: bool,
    /// What is known of each check that is asked, and which of them each condition asks.
    checks: Vec<Known<'a>>,
    asked: Vec<Option<usize>>,
}

/// A gate and what its requirement means.
pub(super) struct GateView<'a> {
    pub(super) stage: usize,
    pub(super) index: usize,
    pub(super) gate: &'a GateDraft,
    pub(super) tree: Option<Result<Cow<'a, Requirement>, RequirementError>>,
}

impl GateView<'_> {
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
    /// The query is not finished.
    Unfinished,
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
    pub(super) fn new(draft: &'a ScenarioDraft, sources: &'a Sources) -> Self {
        let toggles = toggles(sources);
        let mut conditions = HashMap::new();
        let mut checks = Vec::new();
        let mut positions = HashMap::new();
        let mut asked = Vec::with_capacity(draft.conditions().len());
        for (index, condition) in draft.conditions().iter().enumerate() {
            if let Some(id) = condition.condition_id.as_deref() {
                conditions.entry(id).or_insert(index);
            }
            asked.push(query_of(condition).map(|key| {
                *positions.entry(key).or_insert_with(|| {
                    checks.push(known(sources, key, toggles));
                    checks.len() - 1
                })
            }));
        }
        let mut stages = HashMap::new();
        let mut gates = Vec::new();
        for (stage, found) in draft.stages().iter().enumerate() {
            if let Some(id) = found.stage_id.as_deref() {
                stages.entry(id).or_insert(stage);
            }
            gates.extend(
                found
                    .gates()
                    .iter()
                    .enumerate()
                    .map(|(index, gate)| GateView {
                        stage,
                        index,
                        gate,
                        tree: gate.requirement.as_ref().map(RequirementDraft::tree),
                    }),
            );
        }
        let all_gates_known = gates.iter().all(|gate| gate.tree().is_some());
        Self {
            draft,
            sources,
            toggles,
            conditions,
            stages,
            gates,
            all_gates_known,
            checks,
            asked,
        }
    }

    /// Returns what is known of the check that the condition at a position asks.
    pub(super) fn known(&self, condition: usize) -> &Known<'a> {
        let asked = self.asked.get(condition).copied().flatten();
        asked
            .and_then(|check| self.checks.get(check))
            .unwrap_or(&Known::Unfinished)
    }

    /// Returns the check that the condition at a position asks, where there is one.
    pub(super) fn check(&self, condition: usize) -> Option<&KnownCheck<'a>> {
        match self.known(condition) {
            Known::Check(check) => Some(check),
            _ => None,
        }
    }

    /// Returns the ids of all conditions that gates use.
    pub(super) fn used_conditions(&self) -> HashSet<&str> {
        let mut used = HashSet::new();
        for tree in self.gates.iter().filter_map(GateView::tree) {
            tree.for_each_condition(&mut |id| {
                used.insert(id);
            });
        }
        used
    }

    /// Returns stages with their positions.
    pub(super) fn stages(&self) -> impl Iterator<Item = (usize, &'a StageDraft)> {
        self.draft.stages().iter().enumerate()
    }
}

/// Returns the server's settings that switch comparators on.
pub(super) fn toggles(sources: &Sources) -> Toggles {
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

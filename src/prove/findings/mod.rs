//! What is proved, as findings beside those of the checks.
//!
//! One file for each subject: a gate, the shape of its requirement, the gates of a stage, the ways
//! of a run. Every finding is as strong as the proof that it rests on.

mod flow;
mod gate;
mod mend;
mod quorum;
mod released;
mod shape;
mod stage;
mod words;

#[cfg(test)]
mod tests;

use std::cell::OnceCell;
use std::collections::HashMap;

use super::prover::Proof;
use super::{Can, Gap, Version};
use crate::check::{Further, Known};
use crate::draft::{ConditionDraft, ScenarioDraft};
use crate::sources::Sources;

pub(super) use mend::Memory;

/// What findings are made from.
pub(super) struct Facts<'a> {
    pub(super) draft: &'a ScenarioDraft,
    pub(super) sources: &'a Sources,
    pub(super) proof: &'a Proof,
    pub(super) known: &'a Known,
    /// The first condition of each id, with its position.
    pub(super) conditions: HashMap<&'a str, (usize, &'a ConditionDraft)>,
    /// The draft as comparisons look at it, once one is made.
    version: OnceCell<Version<'a>>,
    /// How many gates use each condition, once somebody asks; none where a gate cannot be read.
    uses: OnceCell<Option<HashMap<&'a str, usize>>>,
}

impl<'a> Facts<'a> {
    fn version(&self) -> &Version<'a> {
        self.version
            .get_or_init(|| Version::new(self.draft, self.sources))
    }

    /// Tells whether exactly one gate of the scenario uses a condition.
    fn is_used_once(&self, id: &str) -> bool {
        let uses = self.uses.get_or_init(|| {
            let mut uses = HashMap::new();
            for gate in self.proof.gates.iter().flatten() {
                // A gate that can be read has names.
                if gate.passes == Can::Open(Gap::Unfinished) && gate.roles.is_empty() {
                    return None;
                }
                for (name, _) in &gate.roles {
                    *uses.entry(name.as_str()).or_default() += 1;
                }
            }
            Some(uses)
        });
        uses.as_ref().is_some_and(|uses| uses.get(id) == Some(&1))
    }

    /// Returns the condition of a name with its position.
    fn condition(&self, id: &str) -> Option<(usize, &'a ConditionDraft)> {
        self.conditions.get(id).copied()
    }
}

/// Returns everything that is found about a draft from its proof.
///
/// Places have their pointers and no entities yet. `memory` keeps what is costly to verify.
pub(super) fn findings(
    draft: &ScenarioDraft,
    sources: &Sources,
    proof: &Proof,
    known: &Known,
    memory: &mut Memory,
) -> Vec<Further> {
    let mut conditions = HashMap::new();
    for (index, condition) in draft.conditions().iter().enumerate() {
        if let Some(id) = condition.condition_id.as_deref() {
            conditions.entry(id).or_insert((index, condition));
        }
    }
    let facts = Facts {
        draft,
        sources,
        proof,
        known,
        conditions,
        version: OnceCell::new(),
        uses: OnceCell::new(),
    };
    let mut found = Vec::new();
    memory.start();
    for stage in 0..draft.stages().len() {
        gate::findings(&facts, stage, memory, &mut found);
        stage::findings(&facts, stage, memory, &mut found);
    }
    memory.finish();
    let mut found: Vec<Further> = found.into_iter().map(Further::from).collect();
    let of_ways = || flow::flow_findings(draft, &proof.flow, &proof.outages);
    found.extend(memory.ways(proof.edition, of_ways).iter().cloned());
    found
}

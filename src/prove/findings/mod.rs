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
use crate::diagnostic::{Code, Diagnostic};
use crate::draft::{ConditionDraft, ScenarioDraft, StageDraft};
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
    /// How often gates mention each condition, once that is asked; none where one cannot be read.
    mentions: OnceCell<Option<HashMap<String, usize>>>,
    /// The draft as comparisons look at it, once one is made.
    version: OnceCell<Version<'a>>,
}

impl<'a> Facts<'a> {
    fn version(&self) -> &Version<'a> {
        self.version
            .get_or_init(|| Version::new(self.draft, self.sources))
    }

    /// Tells whether the gates of the scenario mention a condition just once.
    fn is_mentioned_once(&self, id: &str) -> bool {
        let mentions = self.mentions.get_or_init(|| {
            let mut mentions = HashMap::new();
            let gates = self.draft.stages().iter().flat_map(StageDraft::gates);
            for requirement in gates.filter_map(|gate| gate.requirement.as_ref()) {
                requirement.tree().ok()?.for_each_condition(&mut |id| {
                    *mentions.entry(id.to_owned()).or_default() += 1;
                });
            }
            Some(mentions)
        });
        (mentions.as_ref()).is_some_and(|mentions| mentions.get(id) == Some(&1_usize))
    }

    /// Tells whether gates were left out because others took all that one scenario may.
    fn is_cut(&self) -> bool {
        let mut gates = self.proof.gates.iter().flatten();
        let mut stages = self.proof.stages.iter();
        gates.any(|gate| gate.passes == Can::Open(Gap::Rest))
            || stages.any(|stage| stage.passes == Can::Open(Gap::Rest))
    }

    /// Returns the condition of a name with its position.
    fn condition(&self, id: &str) -> Option<(usize, &'a ConditionDraft)> {
        self.conditions.get(id).copied()
    }
}

/// Tells that the scenario is too large for everything about it to be analysed.
fn too_large() -> Diagnostic {
    Diagnostic::new(
        Code::GW0414,
        "/stages",
        "not all of the scenario is analysed: its gates are too large together",
    )
    .effect("what the later stages guarantee is not told")
    .help("write large gates with fewer conditions, or split the scenario")
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
        mentions: OnceCell::new(),
        version: OnceCell::new(),
    };
    let mut found = Vec::new();
    memory.start();
    for stage in 0..draft.stages().len() {
        gate::findings(&facts, stage, memory, &mut found);
        stage::findings(&facts, stage, memory, &mut found);
    }
    if facts.is_cut() || memory.is_spent() {
        found.push(too_large());
    }
    memory.finish();
    let mut found: Vec<Further> = found.into_iter().map(Further::from).collect();
    let of_ways = || flow::flow_findings(draft, &proof.flow, &proof.outages);
    found.extend(memory.ways(proof.edition, of_ways).iter().cloned());
    found
}

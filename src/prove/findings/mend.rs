//! Cures that are tried before they are offered: applied to a copy, which is then held against the
//! original for all evidence.
//!
//! What was verified is remembered, so that an edit elsewhere does not verify it again.

use std::collections::HashMap;
use std::sync::Arc;

use super::Facts;
use super::shape::{Shape, turned};
use crate::check::Further;
use crate::diagnostic::{Confidence, Fix, Safety};
use crate::draft::{
    AdvanceDraft, ChildKey, ConditionDraft, Edit, Entity, GateDraft, NodeChange, RequirementDraft,
    ScenarioDraft, Shared, StageDraft, apply,
};
use crate::prove::nodes::steps_taken;
use crate::prove::world::ALL_STEPS;
use crate::prove::{GateProof, Relation, StageProof, Version, compare};
use crate::spec::{GateOutcome, MAX_REQUIREMENT_DEPTH, Requirement};

/// Parts of one requirement that are told to be redundant at once; each is tried on the whole gate.
const MAX_SPARE: usize = 32;

/// Changes of nodes of one requirement, in order.
pub(super) type Changes = Vec<(Vec<usize>, NodeChange)>;

/// A part that can go, and how.
#[derive(Debug)]
pub(super) struct Spare {
    /// JSON Pointer within the requirement's tree.
    pub(super) pointer: String,
    pub(super) path: Vec<usize>,
    pub(super) part: Requirement,
    pub(super) strength: Confidence,
    /// The cure; none when it does more than it should.
    pub(super) cure: Option<Changes>,
}

/// What is remembered of a gate.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) spare: Vec<Spare>,
    pub(super) shape: Shape,
    /// By needless operator of the shape, its cure.
    pub(super) cures: Vec<Option<Changes>>,
    /// By quorum that is another operator, its cure.
    pub(super) plainer: Vec<Option<Changes>>,
    /// By negated condition, whether asking the other way without the `not` is the same.
    pub(super) turned: Vec<bool>,
    /// Whether the stage is the same without the gate, which is always true.
    pub(super) idle: bool,
}

/// What a gate was when it was looked at.
#[derive(Debug)]
struct GateEntry {
    /// The proof, which is another one whenever the gate says something else.
    proof: Arc<GateProof>,
    kept: Arc<Kept>,
    /// Steps that the trials took.
    work: u64,
}

/// What a stage was when it was looked at.
#[derive(Debug)]
struct StageEntry {
    proof: Arc<StageProof>,
    removable: Removable,
    /// Steps that the trials took.
    work: u64,
}

/// By implied gate, whether the stage does without it.
type Removable = Arc<Vec<bool>>;

/// What was verified so far.
#[derive(Debug, Default)]
pub(in crate::prove) struct Memory {
    gates: HashMap<(String, String), GateEntry>,
    gates_before: HashMap<(String, String), GateEntry>,
    stages: HashMap<String, StageEntry>,
    stages_before: HashMap<String, StageEntry>,
    /// Steps that the trials of the draft took, those that are remembered included.
    spent: u64,
    /// What was found about the ways of runs, with the edition of these.
    ways: Option<(u64, Vec<Further>)>,
}

impl Memory {
    /// Begins a look at a draft.
    pub(super) fn start(&mut self) {
        self.gates_before = std::mem::take(&mut self.gates);
        self.stages_before = std::mem::take(&mut self.stages);
        self.spent = 0;
    }

    /// Tells whether the trials of the draft took more than one scenario may.
    pub(super) const fn is_spent(&self) -> bool {
        self.spent >= ALL_STEPS
    }

    /// Forgets what is no more.
    pub(super) fn finish(&mut self) {
        self.gates_before.clear();
        self.stages_before.clear();
    }

    /// Returns what is found about the ways of an edition.
    pub(super) fn ways(&mut self, edition: u64, find: impl FnOnce() -> Vec<Further>) -> &[Further] {
        let known = self.ways.take().filter(|(known, _)| *known == edition);
        let (_, found) = self.ways.insert(known.unwrap_or_else(|| (edition, find())));
        found
    }

    /// Returns what there is to tell of the requirement of a gate.
    pub(super) fn gate(
        &mut self,
        facts: &Facts<'_>,
        stage: &StageDraft,
        gate: &GateDraft,
        proof: &Arc<GateProof>,
    ) -> Arc<Kept> {
        if self.is_spent() {
            return Arc::default();
        }
        let key = stage.stage_id.clone().zip(gate.gate_id.clone());
        let entry = key.as_ref().and_then(|key| self.gates_before.remove(key));
        let entry = entry.filter(|entry| Arc::ptr_eq(&entry.proof, proof));
        let entry = entry.unwrap_or_else(|| {
            let before = steps_taken();
            GateEntry {
                proof: Arc::clone(proof),
                kept: Arc::new(kept(facts, gate, proof)),
                work: steps_taken() - before,
            }
        });
        self.spent += entry.work;
        let kept = Arc::clone(&entry.kept);
        if let Some(key) = key {
            self.gates.insert(key, entry);
        }
        kept
    }

    /// Tells for each implied gate of a stage whether the stage passes alike without it.
    pub(super) fn stage(
        &mut self,
        facts: &Facts<'_>,
        stage: &StageDraft,
        proof: &Arc<StageProof>,
    ) -> Removable {
        if self.is_spent() {
            return Arc::default();
        }
        let key = stage.stage_id.as_ref();
        let entry = key.and_then(|key| self.stages_before.remove(key));
        let entry = entry.filter(|entry| Arc::ptr_eq(&entry.proof, proof));
        let entry = entry.unwrap_or_else(|| {
            let before = steps_taken();
            StageEntry {
                proof: Arc::clone(proof),
                removable: Arc::new(removable(facts, stage, proof)),
                work: steps_taken() - before,
            }
        });
        self.spent += entry.work;
        let removable = Arc::clone(&entry.removable);
        if let Some(key) = key {
            self.stages.insert(key.clone(), entry);
        }
        removable
    }
}

fn removable(facts: &Facts<'_>, stage: &StageDraft, proof: &StageProof) -> Vec<bool> {
    let all: Vec<&GateDraft> = stage.gates().iter().collect();
    let without = |gate: usize| {
        let mut rest = all.clone();
        if gate < rest.len() {
            rest.remove(gate);
        }
        let version = facts.version();
        let same = compare((version, &all), (version, &rest), &str::to_owned);
        same.is_ok_and(|same| {
            matches!(same.relation, Relation::Equal | Relation::ReportingOnly)
                && same.strength != Confidence::Heuristic
        })
    };
    let implied = proof.implied.iter();
    implied.map(|implied| without(implied.gate)).collect()
}

fn kept(facts: &Facts<'_>, gate: &GateDraft, proof: &GateProof) -> Kept {
    let tree = gate.requirement.as_ref().and_then(|one| one.tree().ok());
    // A tree that the engine gives up on has another finding.
    let shallow = tree
        .as_deref()
        .filter(|tree| tree.depth() <= MAX_REQUIREMENT_DEPTH);
    let shape = shallow.map(Shape::of).unwrap_or_default();
    // A part that is the same in all three values leaves everything around it the same.
    let cure = |cure: &(Vec<usize>, NodeChange)| {
        let part = at(tree.as_deref()?, &cure.0)?;
        let alone = (Vec::new(), cure.1.clone());
        verified(facts.version(), &gate_of(part), vec![alone])?;
        Some(vec![cure.clone()])
    };
    let needless = shape.needless.iter().map(|found| cure(&found.cure));
    let plainer = shape.plainer.iter().map(|found| cure(&found.cure));
    let (cures, plainer) = (needless.collect(), plainer.collect());
    let turned = shape
        .negated
        .iter()
        .map(|negated| is_same_turned(facts, &negated.id));
    let turned = turned.collect();
    let idle = proof.constant == Some(GateOutcome::True) && is_idle(facts.version(), gate);
    Kept {
        spare: tree.map_or_else(Vec::new, |tree| spare(facts, gate, &tree, proof)),
        shape,
        cures,
        plainer,
        turned,
        idle,
    }
}

/// Returns a gate that requires just this.
fn gate_of(part: &Requirement) -> GateDraft {
    GateDraft {
        requirement: Some(RequirementDraft::Tree(part.clone())),
        ..GateDraft::default()
    }
}

/// Tells whether a condition that asks for presence is, asked for absence, its own negation.
fn is_same_turned(facts: &Facts<'_>, id: &str) -> bool {
    let Some((_, condition)) = facts.condition(id) else {
        return false;
    };
    let Some(other) = condition.comparator.and_then(turned) else {
        return false;
    };
    let mended = ConditionDraft {
        comparator: Some(other),
        ..condition.clone()
    };
    let plain = Requirement::Condition(id.to_owned());
    let (before, after) = (
        gate_of(&Requirement::Not(Box::new(plain.clone()))),
        gate_of(&plain),
    );
    let version = Version::of_one(id, &mended, facts.sources);
    let same = compare(
        (facts.version(), &[&before]),
        (&version, &[&after]),
        &str::to_owned,
    );
    same.is_ok_and(|same| same.relation == Relation::Equal)
}

/// Tells whether a gate is like no gate at all, for all evidence.
fn is_idle(version: &Version<'_>, gate: &GateDraft) -> bool {
    let same = compare((version, &[gate]), (version, &[]), &str::to_owned);
    same.is_ok_and(|same| same.relation == Relation::Equal)
}

/// Returns the parts that can all go together, the last of equal ones first.
fn spare(facts: &Facts<'_>, gate: &GateDraft, tree: &Requirement, proof: &GateProof) -> Vec<Spare> {
    let mut found = Vec::new();
    let mut gone: Changes = Vec::new();
    for redundant in proof.redundant.iter().take(MAX_SPARE).rev() {
        let Some(path) = path_of(tree, &redundant.pointer) else {
            continue;
        };
        let parent = path.split_last().and_then(|(_, parent)| at(tree, parent));
        if parent.is_some_and(counts_twice) {
            continue;
        }
        let mut all = gone.clone();
        all.push((path.clone(), NodeChange::Remove));
        let Some(all) = verified(facts.version(), gate, all) else {
            continue;
        };
        gone = all;
        let mut cure = vec![(path.clone(), NodeChange::Remove)];
        if let Some((_, parent)) = path.split_last()
            && at(tree, parent).is_some_and(|parent| parent.children().len() == 2)
        {
            cure.push((parent.to_vec(), NodeChange::Unwrap));
        }
        found.push(Spare {
            pointer: redundant.pointer.clone(),
            path,
            part: redundant.part.clone(),
            strength: redundant.strength,
            cure: verified(facts.version(), gate, cure),
        });
    }
    found.reverse();
    found
}

/// Tells whether a quorum has the same part several times, which the checks tell of.
fn counts_twice(node: &Requirement) -> bool {
    let Requirement::RequireGroup { reqs, .. } = node else {
        return false;
    };
    let mut parts = reqs.iter().enumerate();
    parts.any(|(at, part)| reqs.iter().take(at).any(|earlier| earlier == part))
}

/// Returns changes of a requirement if the gate is the same after them, for all evidence.
pub(super) fn verified(version: &Version<'_>, gate: &GateDraft, cure: Changes) -> Option<Changes> {
    let mut copy = ScenarioDraft {
        stages: Some(Shared::from(vec![StageDraft {
            gates: Some(vec![gate.clone()]),
            ..StageDraft::default()
        }])),
        ..ScenarioDraft::default()
    };
    for edit in edits(&cure, (0, 0)) {
        apply(&mut copy, &edit).ok()?;
    }
    let mended = copy.stages().first()?.gates().first()?;
    let same = compare((version, &[gate]), (version, &[mended]), &str::to_owned).ok()?;
    (same.relation == Relation::Equal && same.strength != Confidence::Heuristic).then_some(cure)
}

/// Returns changes of the requirement of a gate as edits of the draft.
pub(super) fn edits(changes: &Changes, (stage, index): (usize, usize)) -> Vec<Edit> {
    let edit = |(path, change): &(Vec<usize>, NodeChange)| Edit::Node {
        gate: ChildKey::Place { stage, index },
        path: path.clone(),
        change: change.clone(),
    };
    changes.iter().map(edit).collect()
}

/// Returns a fix that is to be looked at before it is applied.
pub(super) fn fix(title: impl Into<String>, edits: &[Edit]) -> Fix {
    Fix::new(title, Safety::Review, edits)
}

/// Returns the fix that removes a gate; none where a branch rule looks at it.
pub(super) fn without_gate(draft: &ScenarioDraft, stage: usize, index: usize) -> Option<Fix> {
    let id = &draft.stages().get(stage)?.gates().get(index)?.gate_id;
    let looked_at = draft.stages().iter().any(|stage| {
        let Some(AdvanceDraft::Branch { branches, .. }) = &stage.advance_to else {
            return false;
        };
        branches.iter().flatten().any(|rule| rule.gate_id == *id)
    });
    let edit = Edit::Remove(Entity::Gate(ChildKey::Place { stage, index }));
    (!looked_at).then(|| fix("remove the gate", &[edit]))
}

/// Returns the positions of children that a pointer within a requirement goes through.
fn path_of(tree: &Requirement, pointer: &str) -> Option<Vec<usize>> {
    let mut node = tree;
    let mut rest = pointer;
    let mut path = Vec::new();
    while !rest.is_empty() {
        let children = 0..node.children().len();
        let (child, after) = children.into_iter().find_map(|child| {
            let after = rest.strip_prefix(&node.child_pointer(child))?;
            (after.is_empty() || after.starts_with('/')).then_some((child, after))
        })?;
        path.push(child);
        node = node.children().get(child)?;
        rest = after;
    }
    Some(path)
}

fn at<'t>(tree: &'t Requirement, path: &[usize]) -> Option<&'t Requirement> {
    let mut node = tree;
    for step in path {
        node = node.children().get(*step)?;
    }
    Some(node)
}

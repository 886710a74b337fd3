//! Proofs that follow a draft: what an edit leaves as it was is not analysed again.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::claim::{Can, Gap};
use super::flow::{Flow, Outage};
use super::gate::{GateProof, Subject, names};
use super::nodes::steps_taken;
use super::routes::Routes;
use super::stage::StageProof;
use super::world::{BUDGET, all_steps};
use super::written::{WrittenCondition, WrittenGate};
use crate::check::{Known as Told, RouteTable};
use crate::draft::{ConditionDraft, GateDraft, ScenarioDraft, StageDraft};
use crate::sources::Sources;
use crate::spec::{Requirement, TrustLane};

/// What is proved of a scenario.
#[derive(Debug, Clone)]
pub struct Proof {
    /// Where every stage leads.
    pub tables: Arc<Vec<RouteTable>>,
    /// What is known of each gate, by stage.
    pub gates: Vec<Vec<Arc<GateProof>>>,
    /// What is known of the gates of each stage together.
    pub stages: Vec<Arc<StageProof>>,
    /// Where runs go.
    pub flow: Arc<Flow>,
    /// What becomes of each stage while one provider gives no answers.
    pub outages: Arc<Vec<Outage>>,
    /// A number that is another one whenever the ways are, for whoever derives from them.
    pub(crate) edition: u64,
}

impl Proof {
    /// Tells whether something was left open because the budget was spent.
    #[must_use]
    pub fn is_cut_short(&self) -> bool {
        self.gates.iter().flatten().any(|gate| gate.is_cut_short())
            || self
                .stages
                .iter()
                .any(|stage| matches!(stage.passes, Can::Open(Gap::Budget | Gap::Rest)))
    }
}

/// A gate as it was analysed.
#[derive(Debug, Clone)]
struct Known {
    written: WrittenGate,
    lane: TrustLane,
    /// By name, the editions of the conditions that it asks for.
    definitions: Vec<(String, Option<u64>)>,
    proof: Arc<GateProof>,
    /// Steps that the analysis took.
    work: u64,
}

/// A stage as it was analysed.
#[derive(Debug)]
struct KnownStage {
    /// The proofs of the gates that it was made from.
    gates: Vec<Arc<GateProof>>,
    proof: Arc<StageProof>,
    /// Steps that the analysis took.
    work: u64,
}

/// Proves scenarios and remembers what it proved.
///
/// What it returns depends on the draft and the sources alone: the memory only saves work.
#[derive(Debug, Default)]
pub struct Prover {
    /// By the ids of the stage and the gate.
    gates: HashMap<(String, String), Known>,
    /// By the id of the stage.
    stages: HashMap<String, KnownStage>,
    /// By id, what a condition was and the number of that edition.
    definitions: HashMap<String, (WrittenCondition, u64)>,
    /// Editions of conditions so far.
    editions: u64,
    /// Where runs go, and from what that was worked out.
    routes: Option<Routes>,
    /// Nodes that one analysis may make.
    budget: Option<usize>,
    sources: Option<Sources>,
}

/// Proves what can be proved of a draft; what is not finished stays open.
#[must_use]
pub fn prove(draft: &ScenarioDraft, sources: &Sources) -> Proof {
    Prover::default().prove(draft, sources)
}

impl Prover {
    /// Returns a prover whose analyses may each make so many nodes.
    #[must_use]
    pub fn with_budget(nodes: usize) -> Self {
        Self {
            budget: Some(nodes),
            ..Self::default()
        }
    }

    /// Proves what can be proved of a draft, as far as it changed since the last time.
    pub fn prove(&mut self, draft: &ScenarioDraft, sources: &Sources) -> Proof {
        self.prove_told(draft, sources, &Told::default())
    }

    /// Proves like [`Self::prove`] where the checks refuse some conditions and gates, which leaves
    /// open what depends on them.
    pub fn prove_told(&mut self, draft: &ScenarioDraft, sources: &Sources, told: &Told) -> Proof {
        let unchanged = self.sources.as_ref().is_some_and(|known| {
            Arc::ptr_eq(&known.contracts, &sources.contracts) && known.runtime == sources.runtime
        });
        if !unchanged {
            self.gates.clear();
            self.stages.clear();
            self.sources = Some(sources.clone());
        }
        let mut conditions: HashMap<&str, &Arc<ConditionDraft>> = HashMap::new();
        let mut refused: HashSet<&str> = HashSet::new();
        for (index, condition) in draft.conditions().iter_shared().enumerate() {
            if let Some(id) = condition.condition_id.as_deref() {
                conditions.entry(id).or_insert(condition);
                if told.refuses_condition(index) {
                    refused.insert(id);
                }
            }
        }
        conditions.retain(|id, _| !refused.contains(id));
        let editions = self.editions_of(&conditions);
        let find = |id: &str| conditions.get(id).map(|found| &***found);
        let mut was = std::mem::take(&mut self.gates);
        let mut were = std::mem::take(&mut self.stages);
        let mut gates = Vec::with_capacity(draft.stages().len());
        let mut stages = Vec::with_capacity(draft.stages().len());
        let mut spent = 0;
        for (position, stage) in draft.stages().iter_shared().enumerate() {
            let refused = |gate: usize| told.refuses_gate(position, gate);
            let own = self.gates_of(
                (stage, &refused),
                &find,
                &editions,
                sources,
                &mut was,
                &mut spent,
            );
            stages.push(self.stage(
                (stage, &refused),
                &own,
                &find,
                sources,
                &mut were,
                &mut spent,
            ));
            gates.push(own);
        }
        let routes = self.routes.take();
        let routes = self.routes.insert(Routes::follow(routes, draft, &stages));
        Proof {
            tables: Arc::clone(&routes.tables),
            gates,
            stages,
            flow: Arc::clone(&routes.flow),
            outages: Arc::clone(&routes.outages),
            edition: routes.edition,
        }
    }

    /// Returns the editions of conditions: the same number as long as one stays as it is.
    fn editions_of<'d>(
        &mut self,
        conditions: &HashMap<&'d str, &'d Arc<ConditionDraft>>,
    ) -> HashMap<&'d str, u64> {
        if self.definitions.len() > conditions.len() {
            self.definitions
                .retain(|id, _| conditions.contains_key(id.as_str()));
        }
        let mut editions = HashMap::with_capacity(conditions.len());
        for (id, condition) in conditions {
            let known = self.definitions.get_mut(*id);
            let known =
                known.and_then(|(known, edition)| known.is_still(condition).then_some(*edition));
            let edition = if let Some(edition) = known {
                edition
            } else {
                self.editions += 1;
                let definition = (WrittenCondition::new(condition), self.editions);
                self.definitions.insert((*id).to_owned(), definition);
                self.editions
            };
            editions.insert(*id, edition);
        }
        editions
    }

    fn gates_of<'a>(
        &mut self,
        (stage, refused): (&'a Arc<StageDraft>, &dyn Fn(usize) -> bool),
        find: &impl Fn(&str) -> Option<&'a ConditionDraft>,
        editions: &HashMap<&str, u64>,
        sources: &'a Sources,
        was: &mut HashMap<(String, String), Known>,
        spent: &mut u64,
    ) -> Vec<Arc<GateProof>> {
        let mut own = Vec::with_capacity(stage.gates().len());
        for (position, gate) in stage.gates().iter().enumerate() {
            let key = match (&stage.stage_id, &gate.gate_id) {
                (Some(stage), Some(gate)) => Some((stage.clone(), gate.clone())),
                _ => None,
            };
            let written = gate.requirement.as_ref().filter(|_| !refused(position));
            let here = WrittenGate::new(stage, position);
            let known = key.as_ref().and_then(|key| was.remove(key));
            let lane = gate_lane(gate);
            // A requirement that is written as before is not even read again.
            let known = known.and_then(|mut known| {
                let same = written.is_some()
                    && known.lane == lane
                    && known
                        .definitions
                        .iter()
                        .all(|(name, edition)| editions.get(name.as_str()) == edition.as_ref())
                    && known.written.is_still(&here);
                same.then_some(known)
            });
            let budget = self.budget.unwrap_or(BUDGET);
            let is_spent = *spent >= all_steps(budget);
            let fresh = || {
                let written = written?;
                let requirement = written.tree().ok()?;
                let names = names(&requirement);
                if is_spent {
                    return Some(Err(GateProof::open(Gap::Rest, &names)));
                }
                let before = steps_taken();
                let proof = prove_gate(&requirement, lane, find, sources, budget);
                let definition = |name: &&str| ((*name).to_owned(), editions.get(*name).copied());
                Some(Ok(Known {
                    lane,
                    definitions: names.iter().map(definition).collect(),
                    proof: Arc::new(proof),
                    work: steps_taken() - before,
                    written: here,
                }))
            };
            // What was analysed in an earlier draft counts as if it were analysed now, so that the
            // same draft is proved alike whatever it was before.
            let known = match known.filter(|_| !is_spent).map(Ok).or_else(fresh) {
                Some(Ok(known)) => known,
                Some(Err(open)) => {
                    own.push(Arc::new(open));
                    continue;
                }
                None => {
                    own.push(Arc::new(GateProof::open(Gap::Unfinished, &[])));
                    continue;
                }
            };
            *spent += known.work;
            own.push(Arc::clone(&known.proof));
            if let Some(key) = key {
                self.gates.insert(key, known);
            }
        }
        own
    }

    fn stage<'a>(
        &mut self,
        (stage, refused): (&'a StageDraft, &dyn Fn(usize) -> bool),
        gates: &[Arc<GateProof>],
        find: &impl Fn(&str) -> Option<&'a ConditionDraft>,
        sources: &'a Sources,
        were: &mut HashMap<String, KnownStage>,
        spent: &mut u64,
    ) -> Arc<StageProof> {
        let id = stage.stage_id.as_ref();
        let budget = self.budget.unwrap_or(BUDGET);
        // Whether a stage without gates has a list of none or no list yet is not in its proofs.
        if let Some(known) = id.and_then(|id| were.remove(id))
            && *spent < all_steps(budget)
            && !gates.is_empty()
            && known.gates.len() == gates.len()
            && known
                .gates
                .iter()
                .zip(gates)
                .all(|(a, b)| Arc::ptr_eq(a, b))
        {
            let proof = Arc::clone(&known.proof);
            *spent += known.work;
            if let Some(id) = id {
                self.stages.insert(id.clone(), known);
            }
            return proof;
        }
        let before = steps_taken();
        let proof = if (0..gates.len()).any(refused) {
            StageProof::open(Gap::Unfinished)
        } else if *spent >= all_steps(budget) && !gates.is_empty() {
            StageProof::open(Gap::Rest)
        } else {
            prove_stage(stage, find, sources, budget)
        };
        let proof = Arc::new(proof);
        let work = steps_taken() - before;
        *spent += work;
        if let Some(id) = id {
            let known = KnownStage {
                gates: gates.to_vec(),
                proof: Arc::clone(&proof),
                work,
            };
            self.stages.insert(id.clone(), known);
        }
        proof
    }
}

fn prove_gate<'a>(
    requirement: &Requirement,
    lane: TrustLane,
    find: &impl Fn(&str) -> Option<&'a ConditionDraft>,
    sources: &'a Sources,
    budget: usize,
) -> GateProof {
    let names = names(requirement);
    // A name without a condition, or a condition without a comparison, decides nothing yet.
    let finished = |name: &&str| find(name).is_some_and(|found| found.comparator.is_some());
    if !names.iter().all(finished) {
        return GateProof::open(Gap::Unfinished, &names);
    }
    GateProof::new(Subject { requirement, lane }, find, sources, budget)
}

fn prove_stage<'a>(
    stage: &'a StageDraft,
    find: &impl Fn(&str) -> Option<&'a ConditionDraft>,
    sources: &'a Sources,
    budget: usize,
) -> StageProof {
    let Some(gates) = stage.gates.as_ref() else {
        return StageProof::open(Gap::Unfinished);
    };
    let trees: Option<Vec<_>> = gates.iter().map(tree).collect();
    let Some(trees) = trees else {
        return StageProof::open(Gap::Unfinished);
    };
    let finished = |name: &&str| find(name).is_some_and(|found| found.comparator.is_some());
    if !trees.iter().all(|tree| names(tree).iter().all(finished)) {
        return StageProof::open(Gap::Unfinished);
    }
    let subjects: Vec<Subject<'_>> = trees
        .iter()
        .zip(gates)
        .map(|(tree, gate)| Subject {
            requirement: tree,
            lane: gate_lane(gate),
        })
        .collect();
    StageProof::new(&subjects, find, sources, budget)
}

fn tree(gate: &GateDraft) -> Option<Cow<'_, Requirement>> {
    gate.requirement.as_ref()?.tree().ok()
}

fn gate_lane(gate: &GateDraft) -> TrustLane {
    gate.trust
        .and_then(|trust| trust.min_lane)
        .unwrap_or(TrustLane::Asserted)
}

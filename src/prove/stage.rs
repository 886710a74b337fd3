//! What the gates of one stage can do together, in one trigger.

use std::collections::{BTreeMap, HashMap};

use super::bdd::{Node, OverBudget};
use super::claim::{Can, Gap};
use super::gate::{Subject, lane, names};
use super::rails::{Rails, rails};
use super::witness::Answer;
use super::world::{Atom, World};
use crate::diagnostic::Confidence;
use crate::draft::ConditionDraft;
use crate::sources::Sources;
use crate::spec::{Timestamp, TrustLane};

/// Gates of one stage that are compared with each other.
const MAX_COMPARED: usize = 64;

/// What is known of a stage.
#[derive(Debug, Clone, PartialEq)]
pub struct StageProof {
    /// Whether some evidence makes all gates true in one trigger.
    pub passes: Can,
    /// Whether some evidence leaves a gate that is not true.
    pub holds: Can,
    /// Gates that cannot be true at once, with the conditions that rule it out.
    pub conflict: Option<Conflict>,
    /// Gates that add nothing, because another one of the stage is never true without them.
    pub implied: Vec<Implied>,
    /// The moment after which the stage can never pass.
    pub closes: Option<Closing>,
    /// Evidence that makes the stage pass; none when none is at hand.
    pub example: Option<Vec<Answer>>,
    /// Whether the stage can pass while a provider gives no answers, by provider.
    pub without: BTreeMap<String, Can>,
    /// Whether a precheck, which has only asserted answers, can show the stage as passing.
    pub precheck: Can,
}

/// Gates of a stage that cannot all be true in one trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Positions of the gates, none of which could be left out.
    pub gates: Vec<usize>,
    /// Names of the conditions that rule it out.
    pub conditions: Vec<String>,
}

/// A gate that is true whenever another one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Implied {
    /// Position of the gate that is never true alone.
    pub by: usize,
    /// Position of the gate that is true then too.
    pub gate: usize,
    /// How strongly it is known.
    pub strength: Confidence,
}

/// The last moment at which a stage can pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// The last trigger time at which the stage passes, as far as the scenario tells times apart.
    pub last: Timestamp,
    /// The conditions that ask for the time.
    pub conditions: Vec<String>,
}

impl StageProof {
    /// Returns what is said of a stage of which a gate is not finished.
    pub(crate) fn open(gap: Gap) -> Self {
        Self {
            passes: Can::Open(gap),
            holds: Can::Open(gap),
            conflict: None,
            implied: Vec::new(),
            closes: None,
            example: None,
            without: BTreeMap::new(),
            precheck: Can::Open(gap),
        }
    }

    /// Analyses the gates of a stage; `find` gives the condition of a name.
    pub(crate) fn new<'a>(
        gates: &[Subject<'_>],
        find: &impl Fn(&str) -> Option<&'a ConditionDraft>,
        sources: &'a Sources,
        budget: usize,
    ) -> Self {
        let proof = Joint::new(gates, find, sources, budget).and_then(|joint| joint.prove(sources));
        proof.unwrap_or_else(|_| Self::open(Gap::Budget))
    }
}

/// The gates of a stage in one world.
pub(crate) struct Joint<'a, 'r> {
    pub(crate) world: World<'a>,
    /// The rails of each gate, in order.
    pub(crate) gates: Vec<Rails>,
    /// The atoms of each gate.
    atoms: Vec<Vec<usize>>,
    names: Vec<&'r str>,
}

impl<'a, 'r> Joint<'a, 'r> {
    /// Puts the gates of a stage into one world.
    ///
    /// # Errors
    /// When the budget is spent.
    pub(crate) fn new(
        gates: &[Subject<'r>],
        find: &impl Fn(&str) -> Option<&'a ConditionDraft>,
        sources: &'a Sources,
        budget: usize,
    ) -> Result<Self, OverBudget> {
        let mut places: HashMap<(&str, TrustLane), usize> = HashMap::new();
        let mut calls: HashMap<&str, usize> = HashMap::new();
        let mut atoms = Vec::new();
        let mut ids = Vec::new();
        let mut own = Vec::with_capacity(gates.len());
        for gate in gates {
            let mut of_gate = Vec::new();
            for name in names(gate.requirement) {
                let condition = find(name);
                let lane = lane(condition, gate.lane);
                let next = calls.len();
                let call = *calls.entry(name).or_insert(next);
                of_gate.push(*places.entry((name, lane)).or_insert_with(|| {
                    atoms.push(Atom {
                        condition,
                        lane,
                        call,
                    });
                    ids.push(name);
                    atoms.len() - 1
                }));
            }
            own.push(of_gate);
        }
        let mut world = World::new(atoms, sources, budget)?;
        let mut both = Vec::with_capacity(gates.len());
        for gate in gates {
            let place = |name: &str| places.get(&(name, lane(find(name), gate.lane))).copied();
            both.push(rails(&mut world, gate.requirement, &place)?);
        }
        Ok(Self {
            world,
            gates: both,
            atoms: own,
            names: ids,
        })
    }

    /// Returns when all gates are true.
    ///
    /// # Errors
    /// When the budget is spent.
    pub(crate) fn passes(&mut self) -> Result<Node, OverBudget> {
        // From the last gate to the first, as their variables stand.
        let gates: Vec<Node> = self.gates.iter().rev().map(|gate| gate.yes).collect();
        self.world.bdd.all(gates)
    }

    fn prove(mut self, sources: &Sources) -> Result<StageProof, OverBudget> {
        let all = self.passes()?;
        let passes = self.world.can(all);
        let holds = if all == Node::TRUE {
            Can::No(Confidence::Proved)
        } else {
            Can::Yes
        };
        let conflict = if passes.is_no() && self.each_passes() {
            self.conflict()?
        } else {
            None
        };
        Ok(StageProof {
            passes,
            holds,
            conflict,
            implied: if passes.is_yes() {
                self.implied()?
            } else {
                Vec::new()
            },
            closes: if passes.is_yes() {
                self.closes(all)?
            } else {
                None
            },
            example: if passes.is_yes() {
                self.world.witness(all)?
            } else {
                None
            },
            without: self.without(all)?,
            precheck: self.precheck(all, sources.runtime.min_lane)?,
        })
    }

    fn each_passes(&mut self) -> bool {
        let gates = self.gates.clone();
        gates.iter().all(|gate| self.world.can(gate.yes).is_yes())
    }

    /// Returns gates that rule each other out, then the conditions that do it.
    fn conflict(&mut self) -> Result<Option<Conflict>, OverBudget> {
        let mut kept: Vec<usize> = (0..self.gates.len()).collect();
        let mut at = 0;
        while at < kept.len() {
            let mut fewer = kept.clone();
            fewer.remove(at);
            let node = self.all_of(&fewer)?;
            if self.world.can(node).is_no() {
                kept = fewer;
            } else {
                at += 1;
            }
        }
        let mut atoms: Vec<usize> = kept
            .iter()
            .filter_map(|gate| self.atoms.get(*gate))
            .flatten()
            .copied()
            .collect();
        atoms.sort_unstable();
        atoms.dedup();
        let node = self.all_of(&kept)?;
        let core = self.world.core(node, &atoms)?;
        let mut conditions: Vec<String> = Vec::new();
        for name in core.iter().filter_map(|at| self.names.get(*at)) {
            if !conditions.iter().any(|known| known == name) {
                conditions.push((*name).to_owned());
            }
        }
        Ok(Some(Conflict {
            gates: kept,
            conditions,
        }))
    }

    fn all_of(&mut self, gates: &[usize]) -> Result<Node, OverBudget> {
        let rails = gates.iter().rev().filter_map(|gate| self.gates.get(*gate));
        let nodes: Vec<Node> = rails.map(|rails| rails.yes).collect();
        self.world.bdd.all(nodes)
    }

    /// Returns the gates that are true whenever another gate is, each once.
    fn implied(&mut self) -> Result<Vec<Implied>, OverBudget> {
        let mut found: Vec<Implied> = Vec::new();
        let count = self.gates.len().min(MAX_COMPARED);
        for gate in 0..count {
            for by in 0..count {
                let gone = |other: usize| found.iter().any(|known| known.gate == other);
                if gate == by || gone(by) || gone(gate) || !self.share(gate, by) {
                    continue;
                }
                let (Some(from), Some(to)) = (self.gates.get(by), self.gates.get(gate)) else {
                    continue;
                };
                let (from, to) = (from.yes, to.yes);
                // What is always true is another finding.
                if to == Node::TRUE {
                    continue;
                }
                if let Some(strength) = self.world.implies(from, to)? {
                    found.push(Implied { by, gate, strength });
                }
            }
        }
        Ok(found)
    }

    /// Tells whether two gates ask something in common.
    fn share(&self, a: usize, b: usize) -> bool {
        let (Some(a), Some(b)) = (self.atoms.get(a), self.atoms.get(b)) else {
            return false;
        };
        self.world.groups.iter().any(|group| {
            let asks = |own: &[usize]| own.iter().any(|atom| group.atoms.contains(atom));
            asks(a) && asks(b)
        })
    }

    fn without(&mut self, all: Node) -> Result<BTreeMap<String, Can>, OverBudget> {
        let mut by_provider: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for group in &self.world.groups {
            for (atom, question) in group.atoms.iter().zip(&group.questions) {
                if let Some(provider) = question.provider_id() {
                    by_provider
                        .entry(provider.to_owned())
                        .or_default()
                        .push(*atom);
                }
            }
        }
        let mut found = BTreeMap::new();
        for (provider, atoms) in by_provider {
            let node = self.world.silenced(all, atoms)?;
            found.insert(provider, self.world.can(node));
        }
        Ok(found)
    }

    /// Tells whether asserted answers alone can make a function true where a server asks `lane`.
    ///
    /// A payload may leave out what no provider ever does, so only the lanes count here.
    fn precheck(&mut self, all: Node, lane: TrustLane) -> Result<Can, OverBudget> {
        let verified = |atom: &Atom<'_>| atom.lane.max(lane) > TrustLane::Asserted;
        let atoms: Vec<usize> = (0..self.world.atoms.len())
            .filter(|at| self.world.atoms.get(*at).is_some_and(verified))
            .collect();
        let node = self.world.silenced(all, atoms)?;
        Ok(if node == Node::FALSE {
            Can::No(Confidence::Proved)
        } else {
            Can::Yes
        })
    }
}

//! What one gate can and cannot do, whatever the evidence.

use schemars::JsonSchema;
use serde::Serialize;

use super::bdd::Node;
use super::claim::{Can, Gap};
use super::rails::{Rails, rails};
use super::redundant::{Redundant, redundant};
use super::stall::{Stall, stall};
use super::ways::Ways;
use super::world::{Atom, World};
use crate::draft::ConditionDraft;
use crate::sources::Sources;
use crate::spec::{GateOutcome, Requirement, TrustLane};

/// What is known of a gate.
#[derive(Debug, Clone, PartialEq)]
pub struct GateProof {
    /// Whether some evidence makes it true.
    pub passes: Can,
    /// Whether some evidence makes it false.
    pub fails: Can,
    /// The value that it always has; none when evidence decides it.
    pub constant: Option<GateOutcome>,
    /// Conditions that together keep it from ever passing, none of which could be left out.
    pub conflict: Vec<String>,
    /// The minimal sets of answers that make it pass; none when not analysed.
    pub ways: Option<Ways>,
    /// The minimal sets of answers that make it fail; none when not analysed.
    pub blocks: Option<Ways>,
    /// Its conditions in the order of their first mention, with what each is for.
    pub roles: Vec<(String, Role)>,
    /// Evidence with which the answer is settled and the gate waits all the same.
    pub stall: Option<Stall>,
    /// Parts that change nothing.
    pub redundant: Vec<Redundant>,
}

/// What a condition is for in its gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The gate cannot pass without its answer.
    Mandatory,
    /// Some ways to pass need it, others do without.
    Alternative,
    /// It can make the gate fail and never helps it to pass.
    Blocking,
    /// The gate never depends on it.
    Irrelevant,
    /// Not analysed.
    #[serde(rename = "not-analysed")]
    Open,
}

impl Role {
    /// Returns the word that views show.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mandatory => "mandatory",
            Self::Alternative => "alternative",
            Self::Blocking => "blocking",
            Self::Irrelevant => "irrelevant",
            Self::Open => "not analysed",
        }
    }
}

/// A gate as the analyses look at it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    /// The requirement.
    pub(crate) requirement: &'a Requirement,
    /// The lane that the gate itself asks for.
    pub(crate) lane: TrustLane,
}

/// Returns the names of the conditions of a requirement, in the order of their first mention.
pub(crate) fn names(requirement: &Requirement) -> Vec<&str> {
    let mut seen = std::collections::HashSet::new();
    let mut names = Vec::new();
    requirement.for_each_condition(&mut |id| {
        if seen.insert(id) {
            names.push(id);
        }
    });
    names
}

/// Returns the lane that a condition needs within a gate, by the scenario alone.
///
/// What a server adds makes lanes equal and never weaker, so a claim made here stays true there.
pub(crate) fn lane(condition: Option<&ConditionDraft>, gate: TrustLane) -> TrustLane {
    let own = condition
        .and_then(|condition| condition.trust?.min_lane)
        .unwrap_or(TrustLane::Asserted);
    own.max(gate)
}

impl GateProof {
    /// Returns what is said of a gate that is not finished.
    pub(crate) fn open(gap: Gap, names: &[&str]) -> Self {
        let role = |name: &&str| ((*name).to_owned(), Role::Open);
        Self {
            passes: Can::Open(gap),
            fails: Can::Open(gap),
            constant: None,
            conflict: Vec::new(),
            ways: None,
            blocks: None,
            roles: names.iter().map(role).collect(),
            stall: None,
            redundant: Vec::new(),
        }
    }

    /// Tells whether something about the gate was not analysed for want of budget.
    #[must_use]
    pub fn is_cut_short(&self) -> bool {
        matches!(self.passes, Can::Open(Gap::Budget | Gap::Rest))
            || self.fails == Can::Open(Gap::Budget)
            || (self.constant.is_none() && (self.ways.is_none() || self.blocks.is_none()))
                && self.passes != Can::Open(Gap::Unfinished)
    }

    /// Analyses a gate; `find` gives the condition of a name.
    pub(crate) fn new<'a>(
        gate: Subject<'_>,
        find: &impl Fn(&str) -> Option<&'a ConditionDraft>,
        sources: &'a Sources,
        budget: usize,
    ) -> Self {
        let names = names(gate.requirement);
        let atoms = names.iter().enumerate().map(|(call, name)| {
            let condition = find(name);
            Atom {
                condition,
                lane: lane(condition, gate.lane),
                call,
            }
        });
        let world = World::new(atoms.collect(), sources, budget);
        let proof = world.and_then(|mut world| {
            let places: std::collections::HashMap<&str, usize> = names
                .iter()
                .enumerate()
                .map(|(at, name)| (*name, at))
                .collect();
            let place = |name: &str| places.get(name).copied();
            let both = rails(&mut world, gate.requirement, &place)?;
            Ok(Analysis {
                gate,
                names: &names,
                both,
            }
            .prove(&mut world, &place))
        });
        proof.unwrap_or_else(|_| Self::open(Gap::Budget, &names))
    }
}

struct Analysis<'a, 'n> {
    gate: Subject<'a>,
    names: &'n [&'a str],
    both: Rails,
}

impl Analysis<'_, '_> {
    fn prove(&self, world: &mut World<'_>, place: &impl Fn(&str) -> Option<usize>) -> GateProof {
        let Rails { yes, no } = self.both;
        let constant = match (yes, no) {
            (Node::TRUE, _) => Some(GateOutcome::True),
            (_, Node::TRUE) => Some(GateOutcome::False),
            (Node::FALSE, Node::FALSE) => Some(GateOutcome::Unknown),
            _ => None,
        };
        let passes = world.can(yes);
        let fails = world.can(no);
        let conflict = if passes.is_no() && constant.is_none() {
            self.conflict(world)
        } else {
            Vec::new()
        };
        let ways = Ways::of(world, yes).ok();
        let blocks = Ways::of(world, no).ok();
        GateProof {
            passes,
            fails,
            constant,
            conflict,
            roles: self.roles(ways.as_ref(), blocks.as_ref()),
            ways,
            blocks,
            stall: if constant.is_none() {
                stall(world, self.gate.requirement, self.both, place)
                    .ok()
                    .flatten()
            } else {
                None
            },
            redundant: if passes.is_yes() && fails.is_yes() {
                redundant(world, self.gate.requirement, self.both, place).unwrap_or_default()
            } else {
                Vec::new()
            },
        }
    }

    /// Returns conditions that rule out passing together; freed one by one while they still do.
    fn conflict(&self, world: &mut World<'_>) -> Vec<String> {
        let all: Vec<usize> = (0..self.names.len()).collect();
        let core = world.core(self.both.yes, &all).unwrap_or_default();
        core.into_iter()
            .filter_map(|at| self.names.get(at).map(|name| (*name).to_owned()))
            .collect()
    }

    fn roles(&self, ways: Option<&Ways>, blocks: Option<&Ways>) -> Vec<(String, Role)> {
        let role = |at: usize| match (ways, blocks) {
            (Some(ways), _) if ways.always.contains(&at) => Role::Mandatory,
            (Some(ways), _) if ways.ever.contains(&at) => Role::Alternative,
            (Some(_), Some(blocks)) if blocks.ever.contains(&at) => Role::Blocking,
            (Some(_), Some(_)) => Role::Irrelevant,
            _ => Role::Open,
        };
        let names = self.names.iter().enumerate();
        names
            .map(|(at, name)| ((*name).to_owned(), role(at)))
            .collect()
    }
}

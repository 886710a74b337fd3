//! Two versions of some gates held against each other, for all evidence that both could meet.
//!
//! Both are put into one world. A condition that asks the same question in both versions is
//! answered once, so `>= 85` is never true where `>= 80` is not. A condition that asks another
//! question has another answer, about which the old one says nothing.

use std::collections::{BTreeMap, HashMap};

use super::bdd::{Node, OverBudget};
use super::facts::Question;
use super::gate::{lane, names};
use super::nodes::steps_taken;
use super::rails::{Rails, rails};
use super::witness::Answer;
use super::world::{ALL_STEPS, Atom, BUDGET, World};
use crate::diagnostic::Confidence;
use crate::draft::{ConditionDraft, GateDraft, ScenarioDraft};
use crate::sources::Sources;
use crate::spec::{Requirement, TrustLane};

/// How one version relates to another, as to when it passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Both are the same in all three values.
    Equal,
    /// Both pass alike; only when they are false rather than unknown differs.
    ReportingOnly,
    /// The new one passes in fewer situations.
    Stricter,
    /// The new one passes in more situations.
    Looser,
    /// Each passes where the other does not.
    Incomparable,
}

impl Relation {
    /// Returns the relation seen from the other version.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        match self {
            Self::Stricter => Self::Looser,
            Self::Looser => Self::Stricter,
            same => same,
        }
    }
}

/// What a comparison found.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// How the new version relates to the old one.
    pub relation: Relation,
    /// How strongly that is known; heuristic when no evidence at hand shows a difference.
    pub strength: Confidence,
    /// Evidence with which the new version passes and the old one does not.
    pub gained: Option<Shown>,
    /// Evidence with which the old version passes and the new one does not.
    pub lost: Option<Shown>,
}

/// One situation as both versions meet it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// What the conditions of the old version are answered.
    pub old: Vec<Answer>,
    /// What the conditions of the new version are answered.
    pub new: Vec<Answer>,
}

impl Shown {
    /// Returns the situation seen from the other version.
    #[must_use]
    pub fn mirrored(self) -> Self {
        Self {
            old: self.new,
            new: self.old,
        }
    }
}

impl Compared {
    /// Returns the result for versions that are written alike.
    #[must_use]
    pub const fn equal() -> Self {
        Self {
            relation: Relation::Equal,
            strength: Confidence::Proved,
            gained: None,
            lost: None,
        }
    }
}

/// The budget was spent, or a gate is not finished, so that nothing is claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the two versions could not be compared within the budget")]
pub struct NotCompared;

/// One version of the scenario.
#[derive(Debug)]
pub struct Version<'a> {
    conditions: HashMap<&'a str, &'a ConditionDraft>,
    pub(super) sources: &'a Sources,
    /// The steps taken before, where all comparisons together have a limit.
    began: Option<u64>,
}

impl<'a> Version<'a> {
    /// Returns a version of a scenario with the sources that it was written for.
    #[must_use]
    pub fn new(draft: &'a ScenarioDraft, sources: &'a Sources) -> Self {
        let mut conditions = HashMap::new();
        for condition in draft.conditions() {
            if let Some(id) = condition.condition_id.as_deref() {
                conditions.entry(id).or_insert(condition);
            }
        }
        Self {
            conditions,
            sources,
            began: None,
        }
    }

    /// Returns the same; from now on, its analyses may together take what one scenario may.
    ///
    /// What comes after that is not compared.
    #[must_use]
    pub fn limited(self) -> Self {
        Self {
            began: Some(steps_taken()),
            ..self
        }
    }

    /// Tells whether the analyses took all that they may.
    pub(super) fn is_spent(&self) -> bool {
        (self.began).is_some_and(|began| steps_taken().wrapping_sub(began) >= ALL_STEPS)
    }

    /// Returns a version that has one condition.
    pub(super) fn of_one(id: &'a str, condition: &'a ConditionDraft, sources: &'a Sources) -> Self {
        Self {
            conditions: HashMap::from([(id, condition)]),
            sources,
            began: None,
        }
    }

    pub(super) fn find(&self, id: &str) -> Option<&'a ConditionDraft> {
        self.conditions.get(id).copied()
    }
}

/// Compares gates that must all be true: a gate with its successor, or all gates of a stage.
///
/// `old_name` gives what a condition of the new version was called in the old one. Contracts are
/// taken from the new version, for one world has one truth.
///
/// # Errors
/// When a gate is not finished or the budget is spent.
pub fn compare<'a>(
    (old, old_gates): (&Version<'a>, &[&'a GateDraft]),
    (new, new_gates): (&Version<'a>, &[&'a GateDraft]),
    old_name: &impl Fn(&str) -> String,
) -> Result<Compared, NotCompared> {
    if new.is_spent() {
        return Err(NotCompared);
    }
    let (Some(old_gates), Some(new_gates)) = (parse(old_gates), parse(new_gates)) else {
        return Err(NotCompared);
    };
    let mut atoms = Atoms::new(new.sources);
    let old_places: Vec<Places> = old_gates
        .iter()
        .map(|(tree, lane)| atoms.add(tree, *lane, &|id| (old.find(id), id.to_owned())))
        .collect();
    let new_places: Vec<Places> = new_gates
        .iter()
        .map(|(tree, lane)| atoms.add(tree, *lane, &|id| (new.find(id), old_name(id))))
        .collect();
    let both = || -> Result<Compared, OverBudget> {
        let mut world = World::new(atoms.known, new.sources, BUDGET)?;
        let before = joined(&mut world, &old_gates, &old_places)?;
        let after = joined(&mut world, &new_gates, &new_places)?;
        let sides = Sides {
            old: &old_places,
            new: &new_places,
        };
        relate(&mut world, before, after, &sides)
    };
    both().map_err(|OverBudget| NotCompared)
}

pub(super) type Tree<'g> = (std::borrow::Cow<'g, Requirement>, TrustLane);

pub(super) fn parse<'g>(gates: &[&'g GateDraft]) -> Option<Vec<Tree<'g>>> {
    gates
        .iter()
        .map(|gate| {
            let lane = gate.trust.and_then(|trust| trust.min_lane);
            let tree = gate.requirement.as_ref()?.tree().ok()?;
            Some((tree, lane.unwrap_or(TrustLane::Asserted)))
        })
        .collect()
}

/// The atoms of a gate by the names of their conditions.
pub(super) type Places = BTreeMap<String, usize>;

pub(super) struct Atoms<'a> {
    pub(super) known: Vec<Atom<'a>>,
    /// The name that both versions know a call by, for each call.
    calls: Vec<(String, &'a ConditionDraft)>,
    sources: &'a Sources,
}

impl<'a> Atoms<'a> {
    pub(super) const fn new(sources: &'a Sources) -> Self {
        Self {
            known: Vec::new(),
            calls: Vec::new(),
            sources,
        }
    }

    pub(super) fn add(
        &mut self,
        tree: &Requirement,
        of_gate: TrustLane,
        find: &impl Fn(&str) -> (Option<&'a ConditionDraft>, String),
    ) -> Places {
        let mut places = Places::new();
        for name in names(tree) {
            let (Some(condition), shared) = find(name) else {
                continue;
            };
            let atom = Atom {
                condition: Some(condition),
                lane: lane(Some(condition), of_gate),
                call: self.call(shared, condition),
            };
            let known = self.known.iter().position(|other| {
                other.call == atom.call
                    && other.lane == atom.lane
                    && other.condition.is_some_and(|other| {
                        other.query == condition.query && same_test(other, condition)
                    })
            });
            let at = known.unwrap_or_else(|| {
                self.known.push(atom);
                self.known.len() - 1
            });
            places.insert(name.to_owned(), at);
        }
        places
    }

    /// Returns the number of the call that answers a condition of this name and query.
    fn call(&mut self, shared: String, condition: &'a ConditionDraft) -> usize {
        // One clock answers whatever moment it is asked about.
        let asks_clock =
            |one: &'a ConditionDraft| Question::of(Some(one), self.sources).moment().is_some();
        let known = self.calls.iter().position(|(name, other)| {
            *name == shared
                && (other.query == condition.query || asks_clock(other) && asks_clock(condition))
        });
        known.unwrap_or_else(|| {
            self.calls.push((shared, condition));
            self.calls.len() - 1
        })
    }
}

fn same_test(a: &ConditionDraft, b: &ConditionDraft) -> bool {
    a.comparator == b.comparator && a.expected == b.expected
}

fn joined(
    world: &mut World<'_>,
    gates: &[Tree<'_>],
    places: &[Places],
) -> Result<Rails, OverBudget> {
    let mut all = Vec::with_capacity(gates.len());
    for ((tree, _), places) in gates.iter().zip(places) {
        all.push(rails(world, tree, &|name| places.get(name).copied())?);
    }
    Rails::quorum(&mut world.bdd, all.len(), &all)
}

/// The gates of both versions with the atoms of each.
pub(super) struct Sides<'p> {
    pub(super) old: &'p [Places],
    pub(super) new: &'p [Places],
}

fn relate(
    world: &mut World<'_>,
    old: Rails,
    new: Rails,
    sides: &Sides<'_>,
) -> Result<Compared, OverBudget> {
    if old == new {
        return Ok(Compared::equal());
    }
    let no_more = world.implies(new.yes, old.yes)?;
    let no_less = world.implies(old.yes, new.yes)?;
    let (relation, strength) = match (no_more, no_less) {
        (Some(a), Some(b)) => {
            let fails = world
                .implies(new.no, old.no)?
                .zip(world.implies(old.no, new.no)?);
            match fails {
                Some((c, d)) => (Relation::Equal, weakest([a, b, c, d])),
                None => (Relation::ReportingOnly, weakest([a, b])),
            }
        }
        (Some(a), None) => (Relation::Stricter, a),
        (None, Some(b)) => (Relation::Looser, b),
        (None, None) => (Relation::Incomparable, Confidence::Proved),
    };
    let gained = if no_more.is_none() {
        difference(world, new.yes, old.yes, sides)?
    } else {
        None
    };
    let lost = if no_less.is_none() {
        difference(world, old.yes, new.yes, sides)?
    } else {
        None
    };
    // A difference that no evidence at hand shows may be none.
    let shown = (no_more.is_some() || gained.is_some()) && (no_less.is_some() || lost.is_some());
    Ok(Compared {
        relation,
        strength: if shown {
            strength
        } else {
            Confidence::Heuristic
        },
        gained,
        lost,
    })
}

/// Returns evidence with which one function is true and the other is not.
pub(super) fn difference(
    world: &mut World<'_>,
    holds: Node,
    not: Node,
    sides: &Sides<'_>,
) -> Result<Option<Shown>, OverBudget> {
    let not = world.bdd.not(not)?;
    let node = world.bdd.and(holds, not)?;
    shown(world, node, sides)
}

/// Returns evidence with which a function is true, as both versions meet it.
pub(super) fn shown(
    world: &mut World<'_>,
    node: Node,
    sides: &Sides<'_>,
) -> Result<Option<Shown>, OverBudget> {
    let Some(found) = world.answers(node)? else {
        return Ok(None);
    };
    let side = |gates: &[Places]| {
        let mut answers: Vec<Answer> = Vec::new();
        for (name, at) in gates.iter().flatten() {
            if let Some((outcome, evidence)) = found.get(*at) {
                let answer = Answer {
                    condition_id: name.clone(),
                    outcome: *outcome,
                    evidence: evidence.clone(),
                };
                if !answers.contains(&answer) {
                    answers.push(answer);
                }
            }
        }
        answers.sort_by(|a, b| a.condition_id.cmp(&b.condition_id));
        answers
    };
    Ok(Some(Shown {
        old: side(sides.old),
        new: side(sides.new),
    }))
}

fn weakest<const N: usize>(all: [Confidence; N]) -> Confidence {
    let weak = |strength: &Confidence| *strength != Confidence::Proved;
    all.into_iter().find(weak).unwrap_or(Confidence::Proved)
}

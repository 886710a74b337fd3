//! The evidence that some conditions can meet together, as one boolean function.
//!
//! A condition has two variables, *known true* and *known false*; neither is unknown. Which
//! combinations can be met follows from what a provider can answer: conditions that ask the same
//! question of a trigger see the same answer.

use std::collections::HashMap;

use super::bdd::{Bdd, Node, OverBudget};
use super::cells::{Cell, Possible};
use super::claim::{Can, Gap};
use super::facts::{Question, Topic};
use crate::diagnostic::Confidence;
use crate::draft::ConditionDraft;
use crate::sources::Sources;
use crate::spec::{GateOutcome, TrustLane};

/// Nodes that one analysis may make.
pub(crate) const BUDGET: usize = 200_000;
/// Steps that all analyses of one scenario may take together: some seconds' work.
pub(crate) const ALL_STEPS: u64 = all_steps(BUDGET);
/// Situations of one question that are told apart; with more, its conditions stay free.
const MAX_CELLS: usize = 512;

/// Returns how many steps the analyses of a scenario may take that may each make so many nodes.
pub(crate) const fn all_steps(budget: usize) -> u64 {
    (budget as u64).saturating_mul(200)
}

/// A condition as a gate uses it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Atom<'a> {
    /// The condition; none when no condition has the name, which makes it unknown for ever.
    pub(crate) condition: Option<&'a ConditionDraft>,
    /// The lane that its evidence must reach.
    pub(crate) lane: TrustLane,
    /// Atoms of one call are answered, or left without an answer, together.
    pub(crate) call: usize,
}

/// The variables of an atom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Variables {
    /// Known true.
    pub(crate) yes: u32,
    /// Known false.
    pub(crate) no: u32,
}

/// A question with the atoms that compare its answer, and the situations that it can be in.
#[derive(Debug)]
pub(crate) struct Group<'a> {
    /// Positions of the atoms.
    pub(crate) atoms: Vec<usize>,
    /// Each of them as a question, in the same order.
    pub(crate) questions: Vec<Question<'a>>,
    /// The situations; none when there are too many to tell apart.
    pub(crate) cells: Option<Vec<Cell>>,
    /// What the example of each situation makes of each atom, for situations that leave it open.
    pub(crate) shown: Vec<Vec<GateOutcome>>,
}

/// Some atoms and everything that evidence can make of them.
#[derive(Debug)]
pub(crate) struct World<'a> {
    pub(crate) bdd: Bdd,
    pub(crate) atoms: Vec<Atom<'a>>,
    variables: Vec<Variables>,
    /// The atoms in the order of their variables.
    order: Vec<usize>,
    pub(crate) groups: Vec<Group<'a>>,
    /// What holds whatever the providers do.
    certain: Node,
    /// What holds too when identical questions of one trigger get one answer.
    stable: Node,
    /// What the examples of the situations can show; never more than `stable`.
    shown: Node,
}

impl<'a> World<'a> {
    /// Returns the world of some atoms.
    ///
    /// # Errors
    /// When their questions alone are more than the budget.
    pub(crate) fn new(
        atoms: Vec<Atom<'a>>,
        sources: &'a Sources,
        budget: usize,
    ) -> Result<Self, OverBudget> {
        let groups = groups(&atoms, sources);
        let mut variables = vec![Variables { yes: 0, no: 0 }; atoms.len()];
        let mut next = 0;
        // The atoms of one question stand side by side, which keeps their joint rule small.
        for atom in groups.iter().flat_map(|group| &group.atoms) {
            if let Some(slot) = variables.get_mut(*atom) {
                *slot = Variables {
                    yes: next,
                    no: next + 1,
                };
                next += 2;
            }
        }
        let mut world = Self {
            bdd: Bdd::new(budget),
            atoms,
            variables,
            order: groups
                .iter()
                .flat_map(|group| group.atoms.clone())
                .collect(),
            groups,
            certain: Node::TRUE,
            stable: Node::TRUE,
            shown: Node::TRUE,
        };
        world.constrain()?;
        Ok(world)
    }

    /// Returns the variables of an atom.
    pub(crate) fn variables(&self, atom: usize) -> Variables {
        self.variables
            .get(atom)
            .copied()
            .unwrap_or(Variables { yes: 0, no: 0 })
    }

    /// Returns the atom and the side of a variable.
    pub(crate) fn meaning(&self, variable: u32) -> Option<(usize, bool)> {
        let atom = *self.order.get(usize::try_from(variable / 2).ok()?)?;
        Some((atom, variable.is_multiple_of(2)))
    }

    /// Returns what holds of all evidence, whatever the providers do.
    pub(crate) const fn certain(&self) -> Node {
        self.certain
    }

    /// Returns what holds of all evidence, as strongly as can be assumed.
    pub(crate) const fn consistent(&self) -> Node {
        self.stable
    }

    /// Returns what evidence at hand can show.
    pub(crate) const fn shown(&self) -> Node {
        self.shown
    }

    /// Tells whether evidence can make a function of the variables true.
    pub(crate) fn can(&mut self, node: Node) -> Can {
        self.try_can(node).unwrap_or(Can::Open(Gap::Budget))
    }

    fn try_can(&mut self, node: Node) -> Result<Can, OverBudget> {
        if self.bdd.and(node, self.certain)? == Node::FALSE {
            return Ok(Can::No(Confidence::Proved));
        }
        if self.bdd.and(node, self.stable)? == Node::FALSE {
            return Ok(Can::No(Confidence::AssumesStableEvidence));
        }
        Ok(Can::Yes)
    }

    /// Tells whether wherever `a` holds `b` does; `Some` with the strength when it does.
    pub(crate) fn implies(&mut self, a: Node, b: Node) -> Result<Option<Confidence>, OverBudget> {
        let not_b = self.bdd.not(b)?;
        let against = self.bdd.and(a, not_b)?;
        Ok(match self.try_can(against)? {
            Can::No(strength) => Some(strength),
            Can::Yes | Can::Open(_) => None,
        })
    }

    /// Returns the atoms of an impossible function that keep it impossible together.
    ///
    /// The others may be anything, true and false at once, and none of those returned could be.
    pub(crate) fn core(&mut self, node: Node, atoms: &[usize]) -> Result<Vec<usize>, OverBudget> {
        let mut node = node;
        let mut core = Vec::new();
        for atom in atoms {
            let own = self.variables(*atom);
            let freed = self.bdd.assign(node, own.yes, true)?;
            let freed = self.bdd.assign(freed, own.no, true)?;
            if self.try_can(freed)? == Can::Yes {
                core.push(*atom);
            } else {
                node = freed;
            }
        }
        Ok(core)
    }

    /// Returns a function when some atoms are unknown.
    pub(crate) fn silenced(
        &mut self,
        node: Node,
        atoms: impl IntoIterator<Item = usize>,
    ) -> Result<Node, OverBudget> {
        let mut node = node;
        for atom in atoms {
            let own = self.variables(atom);
            node = self.bdd.assign(node, own.yes, false)?;
            node = self.bdd.assign(node, own.no, false)?;
        }
        Ok(node)
    }

    fn constrain(&mut self) -> Result<(), OverBudget> {
        let groups = std::mem::take(&mut self.groups);
        // From the last variables to the first, so that each step adds on top.
        for group in groups.iter().rev() {
            let calls = calls(&self.atoms, &group.atoms);
            let mut alone = Node::TRUE;
            for call in calls.iter().rev() {
                let rule = self.rule(group, std::slice::from_ref(call), true)?;
                alone = self.bdd.and(rule, alone)?;
            }
            self.certain = self.bdd.and(alone, self.certain)?;
            let joint = if differs(group) {
                let joint = self.rule(group, &calls, false)?;
                self.bdd.and(joint, alone)?
            } else {
                alone
            };
            self.stable = self.bdd.and(joint, self.stable)?;
            let shown = if is_open(group) {
                self.examples(group, &calls)?
            } else {
                joint
            };
            self.shown = self.bdd.and(shown, self.shown)?;
            let firm = group.questions.iter().all(super::facts::Question::is_firm);
            if firm {
                self.certain = self.bdd.and(joint, self.certain)?;
            }
        }
        self.groups = groups;
        Ok(())
    }

    /// Returns what some calls of a question can give together; `alone` looks at each test apart.
    fn rule(
        &mut self,
        group: &Group<'_>,
        calls: &[Vec<usize>],
        alone: bool,
    ) -> Result<Node, OverBudget> {
        let Some(situations) = group.cells.as_deref() else {
            let atoms = calls.iter().flatten().filter_map(|at| group.atoms.get(*at));
            let free: Vec<Node> = atoms
                .copied()
                .collect::<Vec<_>>()
                .into_iter()
                .map(|atom| self.exact(atom, Possible::Any, true))
                .collect::<Result<_, _>>()?;
            return self.bdd.all(free);
        };
        if alone {
            return self.rule_alone(group, calls, situations);
        }
        let outcomes: Vec<&[Possible]> = situations.iter().map(|one| &one.outcomes[..]).collect();
        self.any_of(group, calls, &outcomes)
    }

    /// Returns what the examples of the situations give.
    fn examples(&mut self, group: &Group<'_>, calls: &[Vec<usize>]) -> Result<Node, OverBudget> {
        let only = |outcomes: &Vec<GateOutcome>| -> Vec<Possible> {
            outcomes.iter().map(|one| Possible::Only(*one)).collect()
        };
        let shown: Vec<Vec<Possible>> = group.shown.iter().map(only).collect();
        let shown: Vec<&[Possible]> = shown.iter().map(Vec::as_slice).collect();
        self.any_of(group, calls, &shown)
    }

    /// Returns that the calls of a group meet one of some situations.
    fn any_of(
        &mut self,
        group: &Group<'_>,
        calls: &[Vec<usize>],
        situations: &[&[Possible]],
    ) -> Result<Node, OverBudget> {
        let mut any = Node::FALSE;
        for outcomes in situations {
            let mut all = Node::TRUE;
            for call in calls.iter().rev() {
                let one = self.call(group, call, outcomes)?;
                all = self.bdd.and(one, all)?;
            }
            any = self.bdd.or(any, all)?;
        }
        Ok(any)
    }

    /// Returns what the tests of calls can give when each is asked on its own.
    fn rule_alone(
        &mut self,
        group: &Group<'_>,
        calls: &[Vec<usize>],
        situations: &[Cell],
    ) -> Result<Node, OverBudget> {
        let mut all = Node::TRUE;
        for call in calls.iter().rev() {
            // Lanes of one condition share their test; other tests of the call are apart.
            let mut tests: Vec<Vec<usize>> = Vec::new();
            for at in call {
                let same = |other: &&mut Vec<usize>| {
                    other.first().is_some_and(|first| {
                        let test = |at: usize| group.questions.get(at)?.comparison();
                        test(*first) == test(*at)
                    })
                };
                match tests.iter_mut().find(same) {
                    Some(known) => known.push(*at),
                    None => tests.push(vec![*at]),
                }
            }
            for test in tests.iter().rev() {
                let mut any = Node::FALSE;
                for situation in situations {
                    let one = self.call(group, test, &situation.outcomes)?;
                    any = self.bdd.or(any, one)?;
                }
                all = self.bdd.and(any, all)?;
            }
        }
        Ok(all)
    }

    /// Returns what the atoms of a group can be when their question is in one situation.
    ///
    /// # Errors
    /// When the budget is spent.
    pub(crate) fn at(
        &mut self,
        group: &Group<'_>,
        outcomes: &[Possible],
    ) -> Result<Node, OverBudget> {
        let calls = calls(&self.atoms, &group.atoms);
        self.any_of(group, &calls, &[outcomes])
    }

    /// Returns what one call gives in a situation: an answer in some lane, or none at all.
    fn call(
        &mut self,
        group: &Group<'_>,
        call: &[usize],
        outcomes: &[Possible],
    ) -> Result<Node, OverBudget> {
        let mut modes = Node::FALSE;
        for mode in [None, Some(TrustLane::Asserted), Some(TrustLane::Verified)] {
            let mut all = Node::TRUE;
            for at in call.iter().rev() {
                let (Some(atom), Some(outcome)) = (group.atoms.get(*at), outcomes.get(*at)) else {
                    continue;
                };
                let needed = self.atoms.get(*atom).map(|atom| atom.lane);
                let seen = mode >= needed && mode.is_some();
                let one = self.exact(*atom, *outcome, seen)?;
                all = self.bdd.and(one, all)?;
            }
            modes = self.bdd.or(modes, all)?;
        }
        Ok(modes)
    }

    /// Returns that an atom has exactly an outcome; unknown when its answer is not seen.
    fn exact(&mut self, atom: usize, outcome: Possible, seen: bool) -> Result<Node, OverBudget> {
        let own = self.variables(atom);
        let (yes, no) = (self.bdd.literal(own.yes)?, self.bdd.literal(own.no)?);
        let (not_yes, not_no) = (self.bdd.not(yes)?, self.bdd.not(no)?);
        if !seen {
            return self.bdd.and(not_yes, not_no);
        }
        match outcome {
            Possible::Only(GateOutcome::True) => self.bdd.and(yes, not_no),
            Possible::Only(GateOutcome::False) => self.bdd.and(not_yes, no),
            Possible::Only(GateOutcome::Unknown) => self.bdd.and(not_yes, not_no),
            Possible::Any => self.bdd.or(not_yes, not_no),
        }
    }
}

/// Tells whether a group compares its answer in more than one way, so that the ways can conflict.
fn differs(group: &Group<'_>) -> bool {
    group.atoms.len() > 1
}

/// Tells whether a situation of a group leaves some outcome open.
fn is_open(group: &Group<'_>) -> bool {
    let cells = group.cells.as_deref().unwrap_or_default();
    let mut outcomes = cells.iter().flat_map(|cell| &cell.outcomes);
    outcomes.any(|outcome| *outcome == Possible::Any)
}

/// Returns the atoms of a group by their calls, as positions in the group.
pub(crate) fn calls(atoms: &[Atom<'_>], group: &[usize]) -> Vec<Vec<usize>> {
    let mut found: Vec<(usize, Vec<usize>)> = Vec::new();
    for (at, atom) in group.iter().enumerate() {
        let Some(call) = atoms.get(*atom).map(|atom| atom.call) else {
            continue;
        };
        match found.iter_mut().find(|(known, _)| *known == call) {
            Some((_, own)) => own.push(at),
            None => found.push((call, vec![at])),
        }
    }
    found.into_iter().map(|(_, own)| own).collect()
}

/// Puts atoms that ask the same question together, in the order of their first mention.
fn groups<'a>(atoms: &[Atom<'a>], sources: &'a Sources) -> Vec<Group<'a>> {
    let mut places: HashMap<Topic<'a>, usize> = HashMap::new();
    let mut groups: Vec<Group<'a>> = Vec::new();
    for (index, atom) in atoms.iter().enumerate() {
        let question = Question::of(atom.condition, sources);
        let place = match question.topic() {
            Some(topic) => *places.entry(topic).or_insert(groups.len()),
            // An unfinished condition shares its answer with nobody.
            None => groups.len(),
        };
        if let Some(group) = groups.get_mut(place) {
            group.atoms.push(index);
            group.questions.push(question);
        } else {
            groups.push(Group {
                atoms: vec![index],
                questions: vec![question],
                cells: None,
                shown: Vec::new(),
            });
        }
    }
    for group in &mut groups {
        group.cells = super::facts::situations(&group.questions, MAX_CELLS);
        for cell in group.cells.as_deref().unwrap_or_default() {
            let questions = group.questions.iter().zip(&cell.outcomes);
            let shown = questions.map(|(question, outcome)| match outcome {
                Possible::Only(outcome) => *outcome,
                Possible::Any => question.shown(cell),
            });
            group.shown.push(shown.collect());
        }
    }
    groups
}

//! Evidence that shows a claim: one answer for every condition, ready to be replayed.

use super::bdd::{Node, OverBudget};
use super::cells::Cell;
use super::world::{Group, World, calls};
use crate::plain::value_words;
use crate::runtime::{Evidence, EvidenceValue};
use crate::spec::{GateOutcome, TrustLane};

/// Code of the error that stands for a provider without an answer.
pub(crate) const UNAVAILABLE: &str = "unavailable";

/// What a condition is answered, and what that makes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The condition; may hold untrusted text.
    pub condition_id: String,
    /// What it is found to be, in its lane.
    pub outcome: GateOutcome,
    /// The answer of the provider; none where any answer with that outcome does.
    pub evidence: Option<Evidence>,
}

impl Answer {
    /// Returns the answer in a few words, such as `coverage = 82` or `alice unavailable`.
    #[must_use]
    pub fn words(&self) -> String {
        let id = &self.condition_id;
        let Some(evidence) = &self.evidence else {
            return format!("{id} is {}", self.outcome.name());
        };
        if evidence.error.is_some() {
            return format!("{id} unavailable");
        }
        let lane = match evidence.lane {
            TrustLane::Asserted => " (asserted)",
            TrustLane::Verified => "",
        };
        match &evidence.value {
            None => format!("{id} has no value{lane}"),
            Some(EvidenceValue::Json(value)) => format!("{id} = {}{lane}", value_words(value)),
            Some(EvidenceValue::Bytes(bytes)) => format!("{id} = {} bytes{lane}", bytes.len()),
        }
    }
}

/// How a call can be answered, the most telling first.
const LANES: [Option<TrustLane>; 3] = [Some(TrustLane::Verified), Some(TrustLane::Asserted), None];

/// What every atom is found to be.
type Outcomes = Vec<GateOutcome>;

/// What an atom is found to be, and the answer that makes it so; none where any such answer does.
pub(crate) type Found = (GateOutcome, Option<Evidence>);

/// A way to answer the calls of a group.
struct Filled {
    outcomes: Outcomes,
    /// By position in the group; none where any answer with that outcome does.
    answers: Vec<Option<Evidence>>,
    /// How many calls are left without an answer.
    silent: usize,
    /// How many atoms hold.
    holding: usize,
}

impl World<'_> {
    /// Returns evidence that makes a function of the variables true; none when none is at hand.
    ///
    /// As many conditions as possible are answered, and rather with what does not hold, so that the
    /// claim is shown by as little as it needs.
    ///
    /// # Errors
    /// When the budget is spent.
    pub(crate) fn witness(&mut self, node: Node) -> Result<Option<Vec<Answer>>, OverBudget> {
        let Some(found) = self.answers(node)? else {
            return Ok(None);
        };
        let answers = found.into_iter().enumerate();
        Ok(Some(
            answers
                .filter_map(|(atom, (outcome, evidence))| {
                    let condition = self.atoms.get(atom)?.condition?;
                    Some(Answer {
                        condition_id: condition.condition_id.clone()?,
                        outcome,
                        evidence,
                    })
                })
                .collect(),
        ))
    }

    /// Returns such evidence by atom, with what each atom is found to be.
    ///
    /// # Errors
    /// When the budget is spent.
    pub(crate) fn answers(&mut self, node: Node) -> Result<Option<Vec<Found>>, OverBudget> {
        let shown = self.shown();
        let target = self.bdd.and(node, shown)?;
        let Some(solution) = self.bdd.solution(target) else {
            return Ok(None);
        };
        let mut outcomes = vec![GateOutcome::Unknown; self.atoms.len()];
        for (variable, value) in solution {
            if let (true, Some((atom, yes))) = (value, self.meaning(variable))
                && let Some(outcome) = outcomes.get_mut(atom)
            {
                *outcome = known(yes);
            }
        }
        let mut evidence: Vec<Option<Evidence>> = vec![None; self.atoms.len()];
        for group in &self.groups {
            let Some(filled) = self.answer(group, target, &outcomes) else {
                return Ok(None);
            };
            outcomes = filled.outcomes;
            for (atom, answer) in group.atoms.iter().zip(filled.answers) {
                if let Some(slot) = evidence.get_mut(*atom) {
                    *slot = answer;
                }
            }
        }
        Ok(Some(outcomes.into_iter().zip(evidence).collect()))
    }

    /// Tells whether a function of the variables is true of outcomes.
    pub(crate) fn holds(&self, node: Node, outcomes: &[GateOutcome]) -> bool {
        self.bdd.evaluate(node, |variable| {
            self.meaning(variable)
                .is_some_and(|(atom, yes)| outcomes.get(atom) == Some(&known(yes)))
        })
    }

    /// Returns the best way to answer a group: the most answers, then the fewest that hold.
    fn answer(&self, group: &Group<'_>, target: Node, needed: &Outcomes) -> Option<Filled> {
        let own = calls(&self.atoms, &group.atoms);
        let Some(cells) = group.cells.as_deref() else {
            return Some(Filled {
                outcomes: needed.clone(),
                answers: vec![None; group.atoms.len()],
                silent: 0,
                holding: 0,
            });
        };
        let ways = cells.iter().zip(&group.shown);
        ways.filter_map(|(cell, shown)| self.fill(group, &own, (cell, shown), target, needed))
            .min_by_key(|filled| (filled.silent, filled.holding))
    }

    /// Answers every call in a situation; none when it cannot give the outcomes that are needed.
    fn fill(
        &self,
        group: &Group<'_>,
        calls: &[Vec<usize>],
        (cell, shown): (&Cell, &[GateOutcome]),
        target: Node,
        needed: &Outcomes,
    ) -> Option<Filled> {
        // First what is needed, with silence where nothing is.
        let fits = |call: &Vec<usize>, lane: Option<TrustLane>| {
            call.iter().all(|at| {
                let wanted = group.atoms.get(*at).and_then(|atom| needed.get(*atom));
                wanted == Some(&self.seen(group, *at, shown, lane))
            })
        };
        let mut filled = Filled {
            outcomes: needed.clone(),
            answers: vec![None; group.atoms.len()],
            silent: 0,
            holding: 0,
        };
        let mut lanes = Vec::with_capacity(calls.len());
        for call in calls {
            lanes.push(LANES.into_iter().rev().find(|lane| fits(call, *lane))?);
        }
        // Then an answer wherever the claim stays true with it.
        for (call, least) in calls.iter().zip(lanes) {
            let mut chosen = least;
            for lane in LANES.into_iter().take_while(|lane| *lane != least) {
                let mut trial = filled.outcomes.clone();
                for at in call {
                    if let Some(slot) = group.atoms.get(*at).and_then(|atom| trial.get_mut(*atom)) {
                        *slot = self.seen(group, *at, shown, lane);
                    }
                }
                if self.holds(target, &trial) {
                    filled.outcomes = trial;
                    chosen = lane;
                    break;
                }
            }
            filled.silent += usize::from(chosen.is_none());
            for at in call {
                let Some(answer) = filled.answers.get_mut(*at) else {
                    continue;
                };
                *answer = Some(match chosen {
                    None => Evidence::failed(UNAVAILABLE.to_owned()),
                    Some(lane) => {
                        let value = group.questions.get(*at)?.answer(cell);
                        value.map_or(Evidence::nothing(lane), |value| Evidence::json(value, lane))
                    }
                });
            }
        }
        let own = group.atoms.iter();
        let outcomes = own.filter_map(|atom| filled.outcomes.get(*atom));
        filled.holding = outcomes.filter(|one| **one == GateOutcome::True).count();
        Some(filled)
    }

    /// Returns what an atom is found to be when its call is answered in a lane, or not at all.
    fn seen(
        &self,
        group: &Group<'_>,
        at: usize,
        shown: &[GateOutcome],
        lane: Option<TrustLane>,
    ) -> GateOutcome {
        let atom = group.atoms.get(at).and_then(|atom| self.atoms.get(*atom));
        match (lane, atom, shown.get(at)) {
            (Some(lane), Some(atom), Some(outcome)) if lane >= atom.lane => *outcome,
            _ => GateOutcome::Unknown,
        }
    }
}

pub(crate) const fn known(yes: bool) -> GateOutcome {
    if yes {
        GateOutcome::True
    } else {
        GateOutcome::False
    }
}

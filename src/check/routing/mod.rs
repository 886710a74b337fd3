//! Where a stage leads: which branch rules live, and what a timeout really does.
//!
//! The router sees one of two vectors (REFERENCE §8): every gate
//! of the stage true, when it passes or its timeout advances with a flag; or every gate unknown,
//! when its timeout takes the alternate branch. A gate of another stage always reads unknown.

mod findings;

use std::collections::{HashMap, HashSet};

use crate::draft::{AdvanceDraft, RuleDraft, ScenarioDraft, Shared, StageDraft};
use crate::spec::{GateOutcome, TimeoutPolicy};

pub(super) use findings::check;

/// Where a vector leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To the stage at this position.
    Stage(usize),
    /// The run completes.
    Complete,
    /// No rule matches and there is no default: the call fails and nothing is recorded.
    Nowhere,
    /// Not known while the draft is unfinished or names a stage that does not exist.
    Unknown,
}

/// What becomes of a branch rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleFate {
    /// It is taken when the stage passes, and when its timeout advances with a flag.
    Pass,
    /// It is taken when the timeout takes the alternate branch.
    Alternate,
    /// It is taken in both cases.
    Both,
    /// The rule at this position always wins first.
    Shadowed(usize),
    /// Outcome `false`: the router never sees it.
    DeadFalse,
    /// Outcome `unknown` of a gate of this stage, and no timeout that takes the alternate branch.
    DeadUnknown,
    /// It looks for true or false at a gate of another stage, which always reads unknown.
    DeadForeign,
    /// Not known while the rule, one before it or the gates of the stage are unfinished.
    Unfinished,
}

/// Where one stage leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteTable {
    /// Where a run goes when every gate is true.
    pub pass: Target,
    /// Where an advancing timeout leads; none without one.
    pub timeout: Option<Target>,
    /// Whether the timeout takes the alternate branch.
    pub alternate: bool,
    /// What becomes of each branch rule; empty unless the stage branches.
    pub rules: Vec<RuleFate>,
    /// The rule that a passing run takes; none when it takes the default, or while unfinished.
    pub pass_rule: Option<usize>,
    /// The rule that the alternate branch takes; none as above.
    pub alternate_rule: Option<usize>,
}

/// Works out where the stage at a position leads.
#[must_use]
pub fn route_table(draft: &ScenarioDraft, stage: usize) -> RouteTable {
    let ids = positions(draft);
    table(draft.stages(), stage, &|id| ids.get(id).copied())
}

/// Works out where every stage leads, in order.
#[must_use]
pub fn route_tables(draft: &ScenarioDraft) -> Vec<RouteTable> {
    let ids = positions(draft);
    (0..draft.stages().len())
        .map(|stage| table(draft.stages(), stage, &|id| ids.get(id).copied()))
        .collect()
}

/// Returns the position of the first stage with each id.
fn positions(draft: &ScenarioDraft) -> HashMap<&str, usize> {
    draft
        .stages()
        .iter()
        .enumerate()
        .rev()
        .filter_map(|(index, stage)| Some((stage.stage_id.as_deref()?, index)))
        .collect()
}

/// Works out where a stage leads; `find` gives the position of the stage with an id.
pub(super) fn table(
    stages: &Shared<StageDraft>,
    index: usize,
    find: &impl Fn(&str) -> Option<usize>,
) -> RouteTable {
    let stage = &stages[index];
    let named = |id: Option<&String>| {
        id.and_then(|id| find(id))
            .map_or(Target::Unknown, Target::Stage)
    };
    let advances = stage.timeout.is_some()
        && matches!(
            stage.on_timeout,
            Some(TimeoutPolicy::AdvanceWithFlag | TimeoutPolicy::AlternateBranch)
        );
    let alternate = advances && stage.on_timeout == Some(TimeoutPolicy::AlternateBranch);
    let plain = |pass: Target| RouteTable {
        timeout: advances.then(|| pass.clone()),
        pass,
        alternate,
        rules: Vec::new(),
        pass_rule: None,
        alternate_rule: None,
    };
    match &stage.advance_to {
        None => plain(Target::Unknown),
        Some(AdvanceDraft::Linear {}) if index + 1 < stages.len() => {
            plain(Target::Stage(index + 1))
        }
        Some(AdvanceDraft::Linear {} | AdvanceDraft::Terminal {}) => plain(Target::Complete),
        Some(AdvanceDraft::Fixed { stage_id }) => plain(named(stage_id.as_ref())),
        Some(AdvanceDraft::Branch { branches, default }) => {
            let rules = branches.as_deref().unwrap_or_default();
            let branch = Branch {
                rules,
                own: OwnGates::of(stage),
            };
            let (pass, alternative) = (branch.winner(true), branch.winner(false));
            let target = |winner: Winner| match (winner, default) {
                (Winner::Rule(rule), _) => named(rules[rule].next_stage_id.as_ref()),
                (Winner::Unknown, _) | (Winner::None, None) => Target::Unknown,
                // Rules may still come before the default.
                (Winner::None, Some(_)) if branches.is_none() => Target::Unknown,
                (Winner::None, Some(None)) => Target::Nowhere,
                (Winner::None, Some(Some(id))) => named(Some(id)),
            };
            RouteTable {
                timeout: advances.then(|| target(if alternate { alternative } else { pass })),
                pass: target(pass),
                alternate,
                rules: (0..rules.len())
                    .map(|at| branch.fate(at, pass, alternate.then_some(alternative)))
                    .collect(),
                pass_rule: pass.rule(),
                alternate_rule: alternative.rule(),
            }
        }
    }
}

/// The gates of a stage, by their ids.
pub(super) struct OwnGates<'a> {
    ids: HashSet<&'a str>,
    /// Whether there are no gates to come and none without an id.
    complete: bool,
}

impl<'a> OwnGates<'a> {
    pub(super) fn of(stage: &'a StageDraft) -> Self {
        let ids = stage.gates().iter().map(|gate| gate.gate_id.as_deref());
        Self {
            complete: stage.gates.is_some() && ids.clone().all(|id| id.is_some()),
            ids: ids.flatten().collect(),
        }
    }

    pub(super) fn ids(&self) -> impl ExactSizeIterator<Item = &'a str> {
        self.ids.iter().copied()
    }

    /// Tells whether a gate surely belongs elsewhere, so that it reads unknown.
    pub(super) fn is_foreign(&self, gate: &str) -> bool {
        self.complete && !self.ids.contains(gate)
    }
}

/// Which rule is the first to match.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Winner {
    Rule(usize),
    /// No rule matches.
    None,
    /// An unfinished rule may.
    Unknown,
}

impl Winner {
    const fn rule(self) -> Option<usize> {
        match self {
            Self::Rule(rule) => Some(rule),
            _ => None,
        }
    }
}

struct Branch<'a> {
    rules: &'a [RuleDraft],
    own: OwnGates<'a>,
}

impl Branch<'_> {
    /// Tells whether a rule matches a vector; none while that is not known.
    fn matches(&self, rule: usize, all_true: bool) -> Option<bool> {
        let rule = &self.rules[rule];
        let (gate, outcome) = (rule.gate_id.as_deref()?, rule.outcome?);
        let seen = if !all_true || self.own.is_foreign(gate) {
            GateOutcome::Unknown
        } else if self.own.ids.contains(gate) {
            GateOutcome::True
        } else {
            return None;
        };
        Some(outcome == seen)
    }

    fn winner(&self, all_true: bool) -> Winner {
        let first = (0..self.rules.len())
            .map(|rule| (rule, self.matches(rule, all_true)))
            .find(|(_, matches)| *matches != Some(false));
        match first {
            None => Winner::None,
            Some((_, None)) => Winner::Unknown,
            Some((rule, Some(_))) => Winner::Rule(rule),
        }
    }

    /// Returns what becomes of a rule; `alternate` is the winner of a timeout's alternate branch.
    fn fate(&self, at: usize, pass: Winner, alternate: Option<Winner>) -> RuleFate {
        let rule = &self.rules[at];
        let (Some(gate), Some(outcome), Some(_)) = (
            rule.gate_id.as_deref(),
            rule.outcome,
            self.matches(at, true),
        ) else {
            return RuleFate::Unfinished;
        };
        let wins = Winner::Rule(at);
        match (pass == wins, alternate == Some(wins)) {
            (true, true) => return RuleFate::Both,
            (true, false) => return RuleFate::Pass,
            (false, true) => return RuleFate::Alternate,
            (false, false) => {}
        }
        let earlier = match (self.own.ids.contains(gate), outcome) {
            (true, GateOutcome::False) => return RuleFate::DeadFalse,
            (false, GateOutcome::True | GateOutcome::False) => return RuleFate::DeadForeign,
            (true, GateOutcome::Unknown) => match alternate {
                None => return RuleFate::DeadUnknown,
                Some(winner) => winner,
            },
            // It would match both vectors, so both must be known to be taken.
            (false, GateOutcome::Unknown) if alternate == Some(Winner::Unknown) => Winner::Unknown,
            _ => pass,
        };
        earlier
            .rule()
            .map_or(RuleFate::Unfinished, RuleFate::Shadowed)
    }
}

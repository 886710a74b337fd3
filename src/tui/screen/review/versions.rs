//! A gate as two versions have it, and what each makes of the same evidence.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::draft::{ConditionDraft, GateDraft, ScenarioDraft};
use crate::plain::{short, value_words};
use crate::prove::{self, Answer, Version};
use crate::review::Renames;
use crate::runtime::{Evidence, EvidenceValue, evaluate, node_values};
use crate::session::tree::verdict;
use crate::sources::Sources;
use crate::spec::{GateOutcome, Requirement, TrustLane};

/// What is answered.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Given {
    /// The condition is taken to be this in either version.
    Is(GateOutcome),
    /// The provider answers with this value, or with none.
    Value(Option<Value>),
}

/// A condition of either version. Where both ask the same, one answer goes to both.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// How it is called now, and before where that differs.
    pub(super) name: String,
    /// What is answered, and in which lane.
    pub(super) given: (Given, TrustLane),
    old: Option<ConditionDraft>,
    new: Option<ConditionDraft>,
    /// What it is in each version; none where the gate does not use it.
    pub(super) outcomes: [Option<GateOutcome>; 2],
}

/// The gate in one version.
#[derive(Debug, Clone)]
pub(super) struct Side {
    tree: Requirement,
    lane: TrustLane,
    /// The row of each condition that the gate uses.
    rows: BTreeMap<String, usize>,
    pub(super) outcome: GateOutcome,
    /// Why it is that.
    pub(super) sentence: String,
}

/// A gate in both versions.
#[derive(Debug)]
pub(super) struct Versions {
    pub(super) rows: Vec<Row>,
    /// The gate before and now; none where it is not there or cannot be read.
    pub(super) sides: [Option<Side>; 2],
    /// Evidence in which both differ, row by row, with what it shows.
    examples: Vec<(&'static str, Vec<(Given, TrustLane)>)>,
    /// Which of them was taken over last; none for no evidence at all.
    example: Option<usize>,
}

/// One version of the scenario with the gate in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) draft: &'a ScenarioDraft,
    pub(super) gate: Option<&'a GateDraft>,
}

const UNKNOWN: (Given, TrustLane) = (Given::Is(GateOutcome::Unknown), TrustLane::Verified);

impl Versions {
    /// Puts both versions of a gate side by side, with the first example in which they differ.
    pub(super) fn new(
        old: Place<'_>,
        new: Place<'_>,
        renames: &Renames,
        sources: &Sources,
    ) -> Self {
        let back: BTreeMap<&str, &str> = renames
            .conditions
            .iter()
            .map(|(old, new)| (new.as_str(), old.as_str()))
            .collect();
        let mut rows = Vec::new();
        let now = new.gate.and_then(side);
        let before = old.gate.and_then(side);
        let now = now.map(|mut side| {
            for id in ids(&side.tree) {
                let before = back.get(id.as_str()).copied().unwrap_or(&id);
                let row = Row::new(&id, before, find(old.draft, before), find(new.draft, &id));
                side.rows.insert(id, rows.len());
                rows.push(row);
            }
            side
        });
        let before = before.map(|mut side| {
            for id in ids(&side.tree) {
                let after = renames.condition(&id);
                let known = now.as_ref().and_then(|now| now.rows.get(after)).copied();
                // The answer to another question says nothing about the old one.
                let shared = known.filter(|at| rows.get(*at).is_some_and(|row| row.old.is_some()));
                let at = shared.unwrap_or_else(|| {
                    let later = if known.is_none() {
                        find(new.draft, after)
                    } else {
                        None
                    };
                    rows.push(Row::new(after, &id, find(old.draft, &id), later));
                    rows.len() - 1
                });
                side.rows.insert(id, at);
            }
            side
        });
        let mut versions = Self {
            rows,
            sides: [before, now],
            examples: Vec::new(),
            example: None,
        };
        versions.find_examples(old, new, &back, sources);
        versions.next_example();
        versions
    }

    fn find_examples(
        &mut self,
        old: Place<'_>,
        new: Place<'_>,
        back: &BTreeMap<&str, &str>,
        sources: &Sources,
    ) {
        let (Some(before), Some(now)) = (old.gate, new.gate) else {
            return;
        };
        let compared = prove::compare(
            (&Version::new(old.draft, sources), &[before]),
            (&Version::new(new.draft, sources), &[now]),
            &|id| back.get(id).copied().unwrap_or(id).to_owned(),
        );
        let Ok(found) = compared else { return };
        for (says, shown) in [
            ("passes now and did not before", found.gained),
            ("passed before and does not now", found.lost),
        ] {
            let Some(shown) = shown else { continue };
            let mut given = vec![UNKNOWN; self.rows.len()];
            for (side, answers) in self.sides.iter().zip([&shown.old, &shown.new]) {
                for answer in answers {
                    let row = side
                        .as_ref()
                        .and_then(|side| side.rows.get(&answer.condition_id));
                    if let Some(slot) = row.and_then(|row| given.get_mut(*row)) {
                        *slot = answered(answer);
                    }
                }
            }
            self.examples.push((says, given));
        }
    }

    /// Returns what the evidence that was taken over shows.
    pub(super) fn shows(&self) -> Option<&'static str> {
        let (says, given) = self.examples.get(self.example?)?;
        let same = self
            .rows
            .iter()
            .zip(given)
            .all(|(row, given)| row.given == *given);
        same.then_some(*says)
    }

    pub(super) const fn has_examples(&self) -> bool {
        !self.examples.is_empty()
    }

    /// Takes over the next example; behind the last one, no evidence at all.
    pub(super) fn next_example(&mut self) {
        let next = self.example.map_or(0, |at| at + 1);
        let found = self.examples.get(next);
        self.example = found.map(|_| next);
        for (at, row) in self.rows.iter_mut().enumerate() {
            let given = found.and_then(|(_, given)| given.get(at));
            row.given = given.cloned().unwrap_or(UNKNOWN);
        }
        self.evaluate();
    }

    /// Answers a row.
    pub(super) fn set(&mut self, row: usize, given: Given) {
        if let Some(row) = self.rows.get_mut(row) {
            row.given.0 = given;
        }
        self.evaluate();
    }

    /// Takes the evidence of a row as verified or as asserted only.
    pub(super) fn turn_lane(&mut self, row: usize) {
        if let Some(row) = self.rows.get_mut(row) {
            row.given.1 = match row.given.1 {
                TrustLane::Asserted => TrustLane::Verified,
                TrustLane::Verified => TrustLane::Asserted,
            };
        }
        self.evaluate();
    }

    /// Tells whether both versions come to the same.
    pub(super) fn agree(&self) -> bool {
        let [old, new] = &self.sides;
        let outcome = |side: &Option<Side>| side.as_ref().map(|side| side.outcome);
        outcome(old) == outcome(new)
    }

    fn evaluate(&mut self) {
        for row in &mut self.rows {
            row.outcomes = [None, None];
        }
        for (number, side) in self.sides.iter_mut().enumerate() {
            let Some(side) = side else { continue };
            let mut outcomes = BTreeMap::new();
            for (id, at) in &side.rows {
                let Some(row) = self.rows.get_mut(*at) else {
                    continue;
                };
                let condition = if number == 0 { &row.old } else { &row.new };
                let outcome = condition
                    .as_ref()
                    .map_or(GateOutcome::Unknown, |condition| {
                        assess(condition, &row.given, side.lane)
                    });
                if let Some(slot) = row.outcomes.get_mut(number) {
                    *slot = Some(outcome);
                }
                outcomes.insert(id.as_str(), outcome);
            }
            let value = node_values(&side.tree, |id| outcomes.get(id).copied());
            side.outcome = value.outcome;
            side.sentence = verdict(&side.tree, &value);
        }
    }
}

impl Row {
    fn new(
        name: &str,
        before: &str,
        old: Option<&ConditionDraft>,
        new: Option<&ConditionDraft>,
    ) -> Self {
        // One answer can only be the answer to one question.
        let same = |old: &&ConditionDraft| new.is_none_or(|new| new.query == old.query);
        let mut shown = name.to_owned();
        if name != before {
            shown = format!("{name} (was {before})");
        } else if new.is_none() && old.is_some() {
            shown = format!("{name} (before)");
        }
        Self {
            name: shown,
            given: UNKNOWN,
            old: old.filter(same).cloned(),
            new: new.cloned(),
            outcomes: [None, None],
        }
    }

    /// Returns how the condition compares in each version it is in, one line where both do alike.
    pub(super) fn words(&self) -> Vec<String> {
        let old = self.old.as_ref().map(short);
        let new = self.new.as_ref().map(short);
        match (old, new) {
            (Some(old), Some(new)) if old == new => vec![old],
            (old, new) => [("before", old), ("now", new)]
                .into_iter()
                .filter_map(|(when, words)| Some(format!("{when}: {}", words?)))
                .collect(),
        }
    }

    /// Returns what is answered in a few words.
    pub(super) fn given_words(&self) -> String {
        let (given, lane) = &self.given;
        let mut words = match given {
            Given::Is(outcome) => outcome.name().to_owned(),
            Given::Value(None) => "no value".to_owned(),
            Given::Value(Some(value)) => value_words(value),
        };
        if *lane == TrustLane::Asserted {
            words.push_str(" asserted");
        }
        words
    }
}

fn side(gate: &GateDraft) -> Option<Side> {
    let lane = gate.trust.and_then(|trust| trust.min_lane);
    Some(Side {
        tree: gate.requirement.as_ref()?.tree().ok()?.into_owned(),
        lane: lane.unwrap_or(TrustLane::Asserted),
        rows: BTreeMap::new(),
        outcome: GateOutcome::Unknown,
        sentence: String::new(),
    })
}

/// Returns the conditions of a requirement, each once, in the order of their first mention.
fn ids(tree: &Requirement) -> Vec<String> {
    let (mut ids, mut seen) = (Vec::new(), BTreeSet::new());
    tree.for_each_condition(&mut |id| {
        if seen.insert(id.to_owned()) {
            ids.push(id.to_owned());
        }
    });
    ids
}

fn find<'a>(draft: &'a ScenarioDraft, id: &str) -> Option<&'a ConditionDraft> {
    draft
        .conditions()
        .iter()
        .find(|condition| condition.condition_id.as_deref() == Some(id))
}

/// Returns what an answer makes of a condition in a gate that asks for a lane itself.
fn assess(
    condition: &ConditionDraft,
    (given, lane): &(Given, TrustLane),
    gate: TrustLane,
) -> GateOutcome {
    let own = condition.trust.and_then(|trust| trust.min_lane);
    if *lane < own.unwrap_or(TrustLane::Asserted).max(gate) {
        return GateOutcome::Unknown;
    }
    match (given, condition.comparator) {
        (Given::Is(outcome), _) => *outcome,
        (Given::Value(_), None) => GateOutcome::Unknown,
        (Given::Value(value), Some(comparator)) => {
            let value = value.clone().map(EvidenceValue::Json);
            let expected = condition.expected.as_ref().filter(|one| !one.is_null());
            evaluate(comparator, expected, value.as_ref())
        }
    }
}

fn answered(answer: &Answer) -> (Given, TrustLane) {
    match &answer.evidence {
        None => (Given::Is(answer.outcome), TrustLane::Verified),
        Some(Evidence { error: Some(_), .. }) => UNKNOWN,
        Some(Evidence { value, lane, .. }) => match value {
            None => (Given::Value(None), *lane),
            Some(EvidenceValue::Json(value)) => (Given::Value(Some(value.clone())), *lane),
            Some(EvidenceValue::Bytes(_)) => (Given::Is(answer.outcome), *lane),
        },
    }
}

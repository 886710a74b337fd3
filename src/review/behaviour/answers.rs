//! What was proved to be possible, as evidence that a reader can follow.

use std::collections::BTreeSet;

use super::view::View;
use crate::plain::value_words;
use crate::prove::{self, Shown};
use crate::review::model::{Answer, Meant};
use crate::runtime::{Evidence, EvidenceValue};
use crate::spec::TrustLane;

impl View<'_, '_> {
    /// Returns a situation condition by condition, under the new names.
    ///
    /// A condition that both versions ask and that is answered in two ways, because it asks
    /// another question now, is there twice.
    pub(super) fn answers(&self, shown: &Shown) -> Vec<Answer> {
        let mut answers = Vec::with_capacity(shown.new.len());
        let mut told = BTreeSet::new();
        for now in &shown.new {
            let id = &now.condition_id;
            let old_name = self.old_name(id);
            let before = shown.old.iter().find(|was| was.condition_id == old_name);
            told.insert(old_name);
            match before {
                Some(was) if !alike(was, now) => {
                    answers.push(answer(id, was, Meant::Old));
                    answers.push(answer(id, now, Meant::New));
                }
                None if self.asks_otherwise(id) => answers.push(answer(id, now, Meant::New)),
                _ => answers.push(answer(id, now, Meant::Both)),
            }
        }
        for was in &shown.old {
            if !told.contains(was.condition_id.as_str()) {
                let name = self.pair.renames.condition(&was.condition_id);
                let meant = if self.asks_otherwise(name) {
                    Meant::Old
                } else {
                    Meant::Both
                };
                answers.push(answer(name, was, meant));
            }
        }
        answers.sort_by(|a, b| (&a.condition, a.meant).cmp(&(&b.condition, b.meant)));
        answers
    }

    /// Returns a situation in which both versions get the same answers to the same questions.
    ///
    /// A version that does not ask in its stage may ask in another one, where a run of it is then.
    pub(super) fn completed(&self, shown: &Shown) -> Shown {
        let renamed = |answer: &prove::Answer, name: &str| {
            let mut same = answer.clone();
            name.clone_into(&mut same.condition_id);
            same
        };
        let mut all = shown.clone();
        for now in &shown.new {
            let old = self.old_name(&now.condition_id);
            let known = shown.old.iter().any(|was| was.condition_id == old);
            if !known && !self.asks_otherwise(&now.condition_id) {
                all.old.push(renamed(now, old));
            }
        }
        for was in &shown.old {
            let new = self.pair.renames.condition(&was.condition_id);
            let known = shown.new.iter().any(|now| now.condition_id == new);
            if !known && !self.asks_otherwise(new) {
                all.new.push(renamed(was, new));
            }
        }
        all
    }

    /// Returns a situation as far as some conditions, by their ids in each version, see it.
    pub(super) fn answers_of(
        &self,
        shown: &Shown,
        old: &BTreeSet<&str>,
        new: &BTreeSet<&str>,
    ) -> Vec<Answer> {
        let of = |answers: &[prove::Answer], ids: &BTreeSet<&str>| {
            let own = |one: &&prove::Answer| ids.contains(one.condition_id.as_str());
            answers.iter().filter(own).cloned().collect()
        };
        self.answers(&Shown {
            old: of(&shown.old, old),
            new: of(&shown.new, new),
        })
    }
}

fn alike(was: &prove::Answer, now: &prove::Answer) -> bool {
    match (&was.evidence, &now.evidence) {
        (None, None) => was.outcome == now.outcome,
        (was, now) => was == now,
    }
}

fn answer(name: &str, found: &prove::Answer, meant: Meant) -> Answer {
    Answer {
        condition: name.to_owned(),
        meant,
        text: found.evidence.as_ref().map_or_else(
            || format!("whatever makes it {}", found.outcome.name()),
            evidence_words,
        ),
        evidence: found.evidence.clone(),
    }
}

fn evidence_words(evidence: &Evidence) -> String {
    if evidence.error.is_some() {
        return "no answer".to_owned();
    }
    let lane = match evidence.lane {
        TrustLane::Asserted => " (only asserted)",
        TrustLane::Verified => "",
    };
    match &evidence.value {
        None => format!("no value{lane}"),
        Some(EvidenceValue::Json(value)) => format!("{}{lane}", value_words(value)),
        Some(EvidenceValue::Bytes(bytes)) => format!("{} bytes{lane}", bytes.len()),
    }
}

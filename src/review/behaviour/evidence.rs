//! Conditions that ask another question than before.

use std::collections::BTreeMap;

use super::gates::strength;
use super::view::{Found, View, used};
use crate::diagnostic::Confidence;
use crate::plain::listed;
use crate::prove::Adds;
use crate::review::document::Part;
use crate::review::model::{Change, Class, Kind, Line, Witness};
use crate::review::pair::Pair;
use crate::review::wording;

/// Returns a change for every condition in use whose evidence comes from elsewhere.
///
/// Two questions have two answers, about which nothing is known together, so as a rule each version
/// passes where the other does not. Moments are on one line whatever the question, and a gate need
/// not depend on a condition; so the gates decide.
pub(super) fn changes(view: &View<'_, '_>) -> Vec<Change> {
    let pair = view.pair;
    let mut changes = Vec::new();
    let (old_users, new_users) = (users(&pair.old.gates), users(&pair.new.gates));
    for (from, to) in pair.matching.conditions.pairs() {
        let (Some(old), Some(new)) = (pair.old.conditions.get(from), pair.new.conditions.get(to))
        else {
            continue;
        };
        if !view.asks_otherwise(new.name()) {
            continue;
        }
        // What no gate used, or none uses any more, is told by the gates.
        let (Some(before), Some(now)) = (old_users.get(old.name()), new_users.get(new.name()))
        else {
            continue;
        };
        changes.push(change(view, (old, new), before, now));
    }
    changes
}

fn change(
    view: &View<'_, '_>,
    (old, new): (&Part, &Part),
    before: &[usize],
    now: &[usize],
) -> Change {
    let pair = view.pair;
    let gates: Vec<String> = now
        .iter()
        .filter_map(|gate| pair.new.gates.get(*gate))
        .map(|gate| format!("`{}`", gate.name()))
        .collect();
    let (class, confidence) = judge(view, before, now);
    let mut change = pair.change(Kind::Condition, class, Some(old), Some(new));
    change.confidence = confidence;
    change.headline = format!(
        "`{}` asks another question, for {} {}{}",
        new.name(),
        if gates.len() == 1 { "gate" } else { "gates" },
        listed(&gates, "and"),
        if class == Class::ReportingOnly {
            "; as much passes as before"
        } else {
            ""
        }
    );
    change.lines = vec![Line::both("asks", wording::query(old), wording::query(new))];
    let (was, is) = (wording::comparison(old), wording::comparison(new));
    if was != is {
        change.lines.push(Line::both("compares", was, is));
    }
    let lets = before
        .iter()
        .filter(|gate| is_let(view.old_adds(**gate)))
        .find_map(|gate| Some((pair.matching.gates.new_of(*gate)?, view.old_adds(*gate))));
    let holds = now
        .iter()
        .map(|gate| (*gate, view.new_adds(*gate)))
        .find(|(_, found)| is_let(found));
    for (found, says) in [
        (lets, "held before, passes now"),
        (holds, "passed before, holds now"),
    ] {
        if let Some((gate, Found::Known(adds))) = found {
            change.witnesses.extend(witness(view, gate, adds, says));
        }
    }
    change
}

/// Returns what a gate meets, as far as its own conditions see it.
fn witness(view: &View<'_, '_>, new: usize, adds: &Adds, says: &str) -> Option<Witness> {
    let pair: &Pair<'_> = view.pair;
    let gate = pair.new.gates.get(new)?;
    let was = pair.matching.gates.old_of(new)?;
    let was = pair.old.gates.get(was)?;
    // One that moved is not what its stage passes by.
    if pair.matching.stages.new_of(was.stage?) != gate.stage {
        return None;
    }
    let (old, new) = (
        used(was.requirement.as_ref()),
        used(gate.requirement.as_ref()),
    );
    Some(Witness {
        says: format!("gate `{}` {says}", gate.name()),
        answers: view.answers_of(adds.shown.as_ref()?, &old, &new),
        steps: Vec::new(),
    })
}

/// Finds out what the gates that use a condition let through and hold.
fn judge(view: &View<'_, '_>, before: &[usize], now: &[usize]) -> (Class, Option<Confidence>) {
    let olds = || before.iter().map(|gate| view.old_adds(*gate));
    let news = || now.iter().map(|gate| view.new_adds(*gate));
    if olds().chain(news()).any(|found| *found == Found::Open) {
        return (Class::Incomparable, None);
    }
    let class = match (olds().any(is_let), news().any(is_let)) {
        (true, true) => Class::Incomparable,
        (true, false) => Class::Looser,
        (false, true) => Class::Stricter,
        (false, false) => Class::ReportingOnly,
    };
    let strengths = olds().chain(news()).filter_map(|found| match found {
        Found::Known(adds) => Some(strength(adds)),
        Found::Alone | Found::Open => None,
    });
    (class, Some(strengths.max().unwrap_or(Confidence::Proved)))
}

fn is_let(found: &Found) -> bool {
    matches!(found, Found::Known(adds) if adds.implied.is_none())
}

/// Returns the gates that use each condition.
fn users(gates: &[Part]) -> BTreeMap<&str, Vec<usize>> {
    let mut users: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, gate) in gates.iter().enumerate() {
        for id in used(gate.requirement.as_ref()) {
            users.entry(id).or_default().push(at);
        }
    }
    users
}

//! Conditions that ask another question than before.

use std::collections::BTreeMap;

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
/// Two questions have two answers, about which nothing is known together: each version passes on
/// one pair of answers and not on the other. Only where no gate depends on the condition nothing
/// is told.
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
        if !is_without_effect(view, before, now) {
            changes.push(change(view, (old, new), before, now));
        }
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
    let mut change = pair.change(Kind::Condition, Class::Incomparable, Some(old), Some(new));
    change.confidence = Some(Confidence::Proved);
    change.headline = format!(
        "`{}` asks another question, for {} {}",
        new.name(),
        if gates.len() == 1 { "gate" } else { "gates" },
        listed(&gates, "and")
    );
    change.lines = vec![Line::both("asks", wording::query(old), wording::query(new))];
    let (was, is) = (wording::comparison(old), wording::comparison(new));
    if was != is {
        change.lines.push(Line::both("compares", was, is));
    }
    let lets = before
        .iter()
        .find_map(|gate| Some((pair.matching.gates.new_of(*gate)?, view.old_adds(*gate))));
    let holds = now.iter().map(|gate| (*gate, view.new_adds(*gate))).next();
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

/// Tells whether it is proved that every gate passes as before.
fn is_without_effect(view: &View<'_, '_>, before: &[usize], now: &[usize]) -> bool {
    let proved = |found: &Found| match found {
        Found::Known(adds) => adds.implied == Some(Confidence::Proved),
        Found::Alone | Found::Open => false,
    };
    before.iter().all(|gate| proved(view.old_adds(*gate)))
        && now.iter().all(|gate| proved(view.new_adds(*gate)))
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

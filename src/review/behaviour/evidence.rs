//! Conditions that ask another question than before.

use std::collections::BTreeSet;

use crate::diagnostic::Confidence;
use crate::plain::listed;
use crate::review::document::Document;
use crate::review::model::{Change, Class, Kind, Line};
use crate::review::pair::Pair;
use crate::review::wording;

/// Returns a change for every condition in use whose evidence comes from elsewhere.
///
/// Nothing is known of how the two answers relate, so neither direction can be ruled out.
pub(super) fn changes(pair: &Pair<'_>) -> Vec<Change> {
    let (old_used, new_used) = (used(&pair.old), used(&pair.new));
    let mut changes = Vec::new();
    for (from, to) in pair.matching.conditions.pairs() {
        let (Some(old), Some(new)) = (pair.old.conditions.get(from), pair.new.conditions.get(to))
        else {
            continue;
        };
        let is_used = old_used.contains(old.name()) && new_used.contains(new.name());
        if old.fields.get("query") == new.fields.get("query") || !is_used {
            continue;
        }
        let gates: Vec<String> = pair
            .new
            .gates
            .iter()
            .filter(|gate| {
                gate.requirement.as_ref().is_some_and(|tree| {
                    let mut uses = false;
                    tree.for_each_condition(&mut |id| uses |= id == new.name());
                    uses
                })
            })
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
        let (before, now) = (wording::comparison(old), wording::comparison(new));
        if before != now {
            change.lines.push(Line::both("compares", before, now));
        }
        changes.push(change);
    }
    changes
}

/// Returns the conditions that some gate uses.
fn used(document: &Document) -> BTreeSet<&str> {
    let mut used = BTreeSet::new();
    for requirement in document
        .gates
        .iter()
        .filter_map(|gate| gate.requirement.as_ref())
    {
        requirement.for_each_condition(&mut |id| {
            used.insert(id);
        });
    }
    used
}

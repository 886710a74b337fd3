//! Trust lanes that evidence must reach.

use crate::diagnostic::Confidence;
use crate::review::document::Part;
use crate::review::model::{Change, Class, Kind, Line};
use crate::review::pair::Pair;

/// Returns a change for every condition and gate that wants another lane than before.
///
/// A scenario can only raise the lane that its server wants, so wanting `asserted` is wanting
/// nothing. What the server wants is not looked at: another server may want less.
pub(super) fn changes(pair: &Pair<'_>) -> Vec<Change> {
    let conditions = pair.matching.conditions.pairs().filter_map(|(from, to)| {
        Some((
            pair.old.conditions.get(from)?,
            pair.new.conditions.get(to)?,
            "condition",
        ))
    });
    let gates = pair.matching.gates.pairs().filter_map(|(from, to)| {
        Some((pair.old.gates.get(from)?, pair.new.gates.get(to)?, "gate"))
    });
    conditions
        .chain(gates)
        .filter_map(|(old, new, what)| change(pair, old, new, what))
        .collect()
}

fn change(pair: &Pair<'_>, old: &Part, new: &Part, what: &str) -> Option<Change> {
    let class = match (verified(old), verified(new)) {
        (false, true) => Class::Stricter,
        (true, false) => Class::Looser,
        _ => return None,
    };
    let mut change = pair.change(Kind::Trust, class, Some(old), Some(new));
    change.confidence = Some(Confidence::Proved);
    let name = new.name();
    change.headline = if class == Class::Stricter {
        format!("{what} `{name}` counts only verified evidence, whatever the server allows")
    } else {
        format!("{what} `{name}` counts asserted evidence where the server allows it")
    };
    let lane = |part| {
        if verified(part) {
            "verified"
        } else {
            "as the server wants"
        }
    };
    change.lines = vec![Line::both("lane", lane(old), lane(new))];
    Some(change)
}

fn verified(part: &Part) -> bool {
    let lane = part
        .fields
        .get("trust")
        .and_then(|trust| trust.get("min_lane"));
    lane.is_some_and(|lane| lane == "verified")
}

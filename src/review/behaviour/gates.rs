//! Gates that decide otherwise.

use std::collections::BTreeMap;

use crate::diagnostic::Confidence;
use crate::review::document::Part;
use crate::review::model::{Change, Class, Kind, Line, Ways, Witness};
use crate::review::pair::Pair;
use crate::review::wording;

/// In which direction a gate changed, and what shows it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Judgement {
    /// The direction; none when it decides as before.
    pub(super) class: Option<Class>,
    /// How strongly it is known; none when it was not found out.
    pub(super) confidence: Option<Confidence>,
    /// Evidence for each direction.
    pub(super) witnesses: Vec<Witness>,
    /// The ways to pass, before and after.
    pub(super) ways: Option<(Ways, Ways)>,
}

/// Finds out in which direction a gate changed.
///
/// Asked only of gates whose requirement says something else, or that use a condition which
/// compares otherwise.
pub(super) fn judge(_pair: &Pair<'_>, _old: &Part, _new: &Part) -> Judgement {
    Judgement {
        class: Some(Class::Changed),
        confidence: None,
        witnesses: Vec::new(),
        ways: None,
    }
}

/// Returns a change for every gate that decides otherwise, came, went or moved.
pub(super) fn changes(pair: &Pair<'_>) -> Vec<Change> {
    let altered = altered(pair);
    let mut changes = Vec::new();
    for (from, to) in pair.matching.gates.pairs() {
        if let (Some(old), Some(new)) = (pair.old.gates.get(from), pair.new.gates.get(to)) {
            changes.extend(kept(pair, &altered, old, new));
        }
    }
    let stays = |stage: Option<usize>| {
        stage.is_some_and(|stage| pair.matching.stages.new_of(stage).is_some())
    };
    // A stage that went or came takes its gates with it, and is a change itself.
    let gone = pair
        .matching
        .gates
        .gone()
        .filter_map(|at| pair.old.gates.get(at));
    for gate in gone.filter(|gate| stays(gate.stage)) {
        let mut change = pair.change(Kind::Gate, Class::Looser, Some(gate), None);
        change.headline = format!(
            "gate `{}` is gone: the stage no longer waits for it",
            gate.name()
        );
        change.lines.push(Line {
            label: "requirement".to_owned(),
            old: wording::requirement_of(gate),
            new: None,
        });
        changes.push(change);
    }
    let stayed = |stage: Option<usize>| {
        stage.is_some_and(|stage| pair.matching.stages.old_of(stage).is_some())
    };
    let came = pair
        .matching
        .gates
        .came()
        .filter_map(|at| pair.new.gates.get(at));
    for gate in came.filter(|gate| stayed(gate.stage)) {
        let mut change = pair.change(Kind::Gate, Class::Stricter, None, Some(gate));
        change.headline = format!("gate `{}` is new: the stage waits for it too", gate.name());
        change.lines.push(Line {
            label: "requirement".to_owned(),
            old: None,
            new: wording::requirement_of(gate),
        });
        changes.push(change);
    }
    changes
}

/// Returns the conditions that ask the same and compare otherwise, by their new id.
fn altered(pair: &Pair<'_>) -> BTreeMap<String, Line> {
    let mut altered = BTreeMap::new();
    for (from, to) in pair.matching.conditions.pairs() {
        let (Some(old), Some(new)) = (pair.old.conditions.get(from), pair.new.conditions.get(to))
        else {
            continue;
        };
        let (before, now) = (wording::comparison(old), wording::comparison(new));
        if before != now && old.fields.get("query") == new.fields.get("query") {
            altered.insert(new.name().to_owned(), Line::both(new.name(), before, now));
        }
    }
    altered
}

/// Compares a gate that both have.
fn kept(
    pair: &Pair<'_>,
    altered: &BTreeMap<String, Line>,
    old: &Part,
    new: &Part,
) -> Option<Change> {
    let moved = old
        .stage
        .and_then(|stage| pair.matching.stages.new_of(stage))
        != new.stage;
    let same = pair.same_requirement(old, new);
    let mut lines = Vec::new();
    if !same {
        lines.push(Line {
            label: "requirement".to_owned(),
            old: wording::requirement_of(old),
            new: wording::requirement_of(new),
        });
    }
    let mut uses = std::collections::BTreeSet::new();
    if let Some(tree) = &new.requirement {
        tree.for_each_condition(&mut |id| {
            uses.insert(id);
        });
    }
    lines.extend(uses.into_iter().filter_map(|id| altered.get(id)).cloned());
    if moved {
        let stage = |parts: &[Part], at: Option<usize>| {
            at.and_then(|at| parts.get(at))
                .map_or("?", Part::name)
                .to_owned()
        };
        let (from, to) = (
            stage(&pair.old.stages, old.stage),
            stage(&pair.new.stages, new.stage),
        );
        // One stage lost what held it and another got it; what that allows, the stages tell.
        let mut change = pair.change(Kind::Gate, Class::Incomparable, Some(old), Some(new));
        change.headline = format!("gate `{}` guards another stage", new.name());
        change.lines = vec![Line::both("stage", from, to)];
        change.lines.extend(lines);
        return Some(change);
    }
    if lines.is_empty() {
        return None;
    }
    let judged = judge(pair, old, new);
    let class = judged.class?;
    let mut change = pair.change(Kind::Gate, class, Some(old), Some(new));
    change.confidence = judged.confidence;
    change.witnesses = judged.witnesses;
    change.ways = judged.ways;
    change.headline = headline(class, new.name());
    change.lines = lines;
    Some(change)
}

fn headline(class: Class, gate: &str) -> String {
    match class {
        Class::Looser => format!("gate `{gate}` passes where it did not"),
        Class::Stricter => format!("gate `{gate}` does not pass where it did"),
        Class::Incomparable => {
            format!("gate `{gate}` passes where it did not, and does not where it did")
        }
        Class::ReportingOnly => {
            format!("gate `{gate}` passes as before; false and unknown are told otherwise")
        }
        _ => format!("gate `{gate}` may pass in other situations than before"),
    }
}

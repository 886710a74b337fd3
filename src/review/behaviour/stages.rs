//! Stages that came or went, where a run begins, and where a stage leads when it passes.

use super::flows::{Flows, direction};
use super::walk::{Goal, Walk};
use crate::check::Target;
use crate::diagnostic::Confidence;
use crate::prove::flow::End;
use crate::review::document::{Document, Part};
use crate::review::model::{Change, Class, Kind, Line};
use crate::review::pair::Pair;

/// Returns a change for every stage that came or went, for another beginning and for each route.
///
/// That a stage is there does nothing yet: what leads there is a change of its own.
pub(super) fn changes(pair: &Pair<'_>, flows: &Flows, walk: &mut Walk<'_, '_, '_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let gone = pair
        .matching
        .stages
        .gone()
        .filter_map(|at| pair.old.stages.get(at));
    for stage in gone {
        let mut change = pair.change(Kind::Stage, Class::Removed, Some(stage), None);
        change.confidence = Some(Confidence::Proved);
        change.headline = format!("stage `{}` is gone", stage.name());
        changes.push(change);
    }
    let came = pair
        .matching
        .stages
        .came()
        .filter_map(|at| pair.new.stages.get(at));
    for stage in came {
        let mut change = pair.change(Kind::Stage, Class::Added, None, Some(stage));
        change.confidence = Some(Confidence::Proved);
        change.headline = format!("stage `{}` is new", stage.name());
        changes.push(change);
    }
    if let (Some(old), Some(new)) = (pair.old.stages.first(), pair.new.stages.first())
        && pair.matching.stages.new_of(0) != Some(0)
    {
        let class = direction(pair, flows, End::Stage(0), End::Stage(0));
        let mut change = pair.change(Kind::Stage, class, Some(old), Some(new));
        (change.stage, change.position) = (None, 0);
        change.confidence = Some(Confidence::Proved);
        change.headline = format!("a run begins in stage `{}`", new.name());
        change.lines = vec![Line::both("begins in", old.name(), new.name())];
        change.witnesses.extend(walk.witness(&Goal::Start));
        changes.push(change);
    }
    for (from, to) in pair.matching.stages.pairs() {
        changes.extend(route(pair, flows, walk, (from, to)));
    }
    changes
}

fn route(
    pair: &Pair<'_>,
    flows: &Flows,
    walk: &mut Walk<'_, '_, '_>,
    (from, to): (usize, usize),
) -> Option<Change> {
    let (old, new) = (pair.old.stages.get(from)?, pair.new.stages.get(to)?);
    let before = &pair.old_routes.get(from)?.pass;
    let now = &pair.new_routes.get(to)?.pass;
    if same_target(pair, before, now) || flows.never_passed(from, to) {
        return None;
    }
    let class = direction(pair, flows, end(before), end(now));
    let mut change = pair.change(Kind::Route, class, Some(old), Some(new));
    change.confidence = Some(Confidence::Proved);
    let what = match (class, before, now) {
        (Class::Looser, Target::Stage(past), _) => {
            let name = pair.old.stages.get(*past).map_or("?", Part::name);
            format!("goes past `{name}` when it passes")
        }
        (Class::Stricter, _, Target::Stage(through)) => {
            let name = pair.new.stages.get(*through).map_or("?", Part::name);
            format!("leads through `{name}` when it passes")
        }
        _ => "leads elsewhere when it passes".to_owned(),
    };
    change.headline = format!("stage `{}` {what}", new.name());
    let (before, now) = (
        target_words(&pair.old, before),
        target_words(&pair.new, now),
    );
    change.lines = vec![Line::both("when it passes", before, now)];
    change.witnesses.extend(walk.witness(&Goal::Pass(to)));
    Some(change)
}

/// Returns a target as an end of a way.
pub(super) const fn end(target: &Target) -> End {
    match target {
        Target::Stage(stage) => End::Stage(*stage),
        Target::Complete => End::Completed,
        Target::Nowhere => End::Error,
        Target::Unknown => End::Undecided,
    }
}

/// Tells whether two targets are the same, whatever the stage is called.
pub(super) fn same_target(pair: &Pair<'_>, old: &Target, new: &Target) -> bool {
    match (old, new) {
        (Target::Stage(old), Target::Stage(new)) => pair.matching.stages.new_of(*old) == Some(*new),
        (old, new) => old == new,
    }
}

/// Returns where a run goes, to follow `the run`.
pub(super) fn target_words(document: &Document, target: &Target) -> String {
    match target {
        Target::Stage(stage) => {
            let name = document.stages.get(*stage).map_or("?", Part::name);
            format!("goes to `{name}`")
        }
        Target::Complete => "completes".to_owned(),
        Target::Nowhere => "has nowhere to go".to_owned(),
        Target::Unknown => "goes on where it is not decided yet".to_owned(),
    }
}

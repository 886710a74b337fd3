//! What timeouts do, and when.

use super::flows::{Flows, direction};
use super::stages::{end, same_target, target_words};
use super::walk::{Goal, Walk};
use crate::check::{RouteTable, Target};
use crate::diagnostic::Confidence;
use crate::draft::{ScenarioDraft, StageDraft};
use crate::plain::duration;
use crate::review::document::{Document, Part};
use crate::review::model::{Change, Class, Kind, Line};
use crate::review::pair::Pair;
use crate::spec::TimeoutPolicy;

/// What the timeout of a stage does.
#[derive(Debug, Clone, Copy)]
enum Timeout<'a> {
    /// There is none: a run waits.
    None,
    /// The run fails after so many milliseconds.
    Fails(u64),
    /// The run goes on without its gates.
    Advances {
        ms: u64,
        target: &'a Target,
        alternate: bool,
    },
}

/// Returns a change for every stage whose timeout does something else.
pub(super) fn changes(pair: &Pair<'_>, flows: &Flows, walk: &mut Walk<'_, '_, '_>) -> Vec<Change> {
    let pairs = pair.matching.stages.pairs();
    pairs
        .filter(|(from, to)| !flows.never_entered(*from, *to))
        .filter_map(|(from, to)| stage(pair, flows, walk, (from, to)))
        .collect()
}

fn stage(
    pair: &Pair<'_>,
    flows: &Flows,
    walk: &mut Walk<'_, '_, '_>,
    (from, to): (usize, usize),
) -> Option<Change> {
    let before = of(pair.old_side.draft, &pair.old_routes, from)?;
    let now = of(pair.new_side.draft, &pair.new_routes, to)?;
    let class = compare(pair, flows, before, now)?;
    let (old, new) = (pair.old.stages.get(from)?, pair.new.stages.get(to)?);
    let mut change = pair.change(Kind::Timeout, class, Some(old), Some(new));
    change.confidence = Some(Confidence::Proved);
    change.headline = headline(pair, before, now, class);
    change.lines = vec![Line::both(
        "timeout",
        words(&pair.old, before),
        words(&pair.new, now),
    )];
    if class != Class::ReportingOnly {
        change.witnesses.extend(walk.witness(&Goal::Timeout(to)));
    }
    Some(change)
}

fn of<'a>(draft: &ScenarioDraft, routes: &'a [RouteTable], at: usize) -> Option<Timeout<'a>> {
    let stage: &StageDraft = draft.stages().get(at)?;
    let table = routes.get(at)?;
    let Some(ms) = stage
        .timeout
        .as_ref()
        .and_then(|timeout| timeout.timeout_ms)
    else {
        return Some(Timeout::None);
    };
    Some(match (&table.timeout, stage.on_timeout) {
        (Some(target), _) => Timeout::Advances {
            ms,
            target,
            alternate: table.alternate,
        },
        (None, Some(TimeoutPolicy::Fail)) => Timeout::Fails(ms),
        (None, _) => Timeout::None,
    })
}

/// Returns the direction of a change; none without one.
///
/// To go on without the gates is looser than to fail, and to fail is stricter than to wait: a run
/// that waits may still pass.
fn compare(pair: &Pair<'_>, flows: &Flows, old: Timeout<'_>, new: Timeout<'_>) -> Option<Class> {
    use Timeout::{Advances, Fails, None as Waits};
    let class = match (old, new) {
        (Waits, Waits) => return None,
        (Fails(old), Fails(new)) if old == new => return None,
        (Waits | Fails(_), Advances { .. }) | (Fails(_), Waits) => Class::Looser,
        (Advances { .. }, Waits | Fails(_)) | (Waits, Fails(_)) => Class::Stricter,
        (Fails(old), Fails(new)) => {
            if new > old {
                Class::Looser
            } else {
                Class::Stricter
            }
        }
        (
            Advances {
                ms: old,
                target: from,
                alternate: before,
            },
            Advances {
                ms: new,
                target: to,
                alternate: now,
            },
        ) => {
            if !same_target(pair, from, to) {
                return Some(direction(pair, flows, end(from), end(to)));
            }
            match old.cmp(&new) {
                std::cmp::Ordering::Less => Class::Stricter,
                std::cmp::Ordering::Greater => Class::Looser,
                std::cmp::Ordering::Equal if before == now => return None,
                // The decision is marked otherwise, and leads to the same stage.
                std::cmp::Ordering::Equal => Class::ReportingOnly,
            }
        }
    };
    Some(class)
}

fn headline(pair: &Pair<'_>, old: Timeout<'_>, new: Timeout<'_>, class: Class) -> String {
    use Timeout::{Advances, Fails, None as Waits};
    let name = |document: &Document, stage: usize| {
        let name = document.stages.get(stage).map_or("?", Part::name);
        format!("`{name}`")
    };
    let what = match (old, new) {
        (Waits, Fails(_)) => "a run that waits too long fails now",
        (Waits, Advances { .. }) => "a run that waits too long goes on without its gates now",
        (Fails(_), Waits) => "a run no longer fails when it waits too long",
        (Advances { .. }, Waits) => "a run no longer goes on without its gates",
        (Fails(_), Advances { .. }) => "the timeout goes on without the gates instead of failing",
        (Advances { .. }, Fails(_)) => "the timeout fails instead of going on without the gates",
        (Advances { target: was, .. }, Advances { target: is, .. })
            if !same_target(pair, was, is) =>
        {
            return match (class, was, is) {
                (Class::Looser, Target::Stage(past), _) => {
                    format!("the timeout goes past {}", name(&pair.old, *past))
                }
                (Class::Stricter, _, Target::Stage(through)) => {
                    format!("the timeout leads through {}", name(&pair.new, *through))
                }
                _ => "the timeout leads elsewhere".to_owned(),
            };
        }
        _ => match class {
            Class::Looser if matches!(new, Fails(_)) => "a run fails later when it waits",
            Class::Stricter if matches!(new, Fails(_)) => "a run fails sooner when it waits",
            Class::Looser => "a run goes on sooner without its gates",
            Class::Stricter => "a run goes on later without its gates",
            _ => "the timeout is recorded otherwise",
        },
    };
    what.to_owned()
}

fn words(document: &Document, timeout: Timeout<'_>) -> String {
    match timeout {
        Timeout::None => "none: a run waits".to_owned(),
        Timeout::Fails(ms) => format!("after {} the run fails", duration(ms)),
        Timeout::Advances {
            ms,
            target,
            alternate,
        } => {
            let as_if = if alternate { "unknown" } else { "true" };
            format!(
                "after {} the run {}, as if every gate were {as_if}",
                duration(ms),
                target_words(document, target)
            )
        }
    }
}

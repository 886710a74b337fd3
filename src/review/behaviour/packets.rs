//! What is disclosed, and where.

use std::collections::BTreeSet;

use crate::check::{RouteTable, Target};
use crate::diagnostic::Confidence;
use crate::review::document::Part;
use crate::review::model::{Change, Class, Kind, Line};
use crate::review::pair::Pair;
use crate::review::wording;

/// Returns a change for every packet that came, went, says something else or is disclosed
/// elsewhere.
pub(super) fn changes(pair: &Pair<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for (from, to) in pair.matching.packets.pairs() {
        if let (Some(old), Some(new)) = (pair.old.packets.get(from), pair.new.packets.get(to)) {
            changes.extend(content(pair, old, new));
            changes.extend(place(pair, old, new));
        }
    }
    for packet in pair
        .matching
        .packets
        .gone()
        .filter_map(|at| pair.old.packets.get(at))
    {
        let mut change = pair.change(Kind::Packet, Class::Removed, Some(packet), None);
        change.confidence = Some(Confidence::Proved);
        change.headline = format!("packet `{}` is not disclosed any more", packet.name());
        changes.push(change);
    }
    for packet in pair
        .matching
        .packets
        .came()
        .filter_map(|at| pair.new.packets.get(at))
    {
        let mut change = pair.change(Kind::Packet, Class::Added, None, Some(packet));
        change.confidence = Some(Confidence::Proved);
        let stage = stage_name(&pair.new.stages, packet);
        change.headline = format!(
            "packet `{}` is disclosed on entering `{stage}`",
            packet.name()
        );
        changes.push(change);
    }
    changes
}

/// Compares what a packet says and to whom.
fn content(pair: &Pair<'_>, old: &Part, new: &Part) -> Option<Change> {
    let mut before = old.fields.clone();
    super::super::declaration::rename_references(pair, &mut before);
    let lines = wording::fields(&before, &new.fields);
    if lines.is_empty() {
        return None;
    }
    let mut change = pair.change(Kind::Packet, Class::Changed, Some(old), Some(new));
    change.confidence = Some(Confidence::Proved);
    change.headline = format!("packet `{}` discloses something else", new.name());
    change.lines = lines;
    Some(change)
}

/// Compares where a packet is disclosed.
fn place(pair: &Pair<'_>, old: &Part, new: &Part) -> Option<Change> {
    let (from, to) = (old.stage?, new.stage?);
    let now = pair.matching.stages.new_of(from);
    if now == Some(to) {
        return None;
    }
    let before = pair.matching.stages.old_of(to);
    let (class, confidence) = match (now, before) {
        (Some(was), Some(will)) => {
            // In both scenarios every way to the one stage leads through the other.
            let first = |earlier: usize, later: usize, old_earlier: usize, old_later: usize| {
                leads_through(&pair.new_routes, earlier, later)
                    && leads_through(&pair.old_routes, old_earlier, old_later)
            };
            if first(to, was, will, from) {
                (Class::Earlier, Some(Confidence::Proved))
            } else if first(was, to, from, will) {
                (Class::Later, Some(Confidence::Proved))
            } else {
                (Class::Changed, None)
            }
        }
        _ => (Class::Changed, None),
    };
    let mut change = pair.change(Kind::Packet, class, Some(old), Some(new));
    change.confidence = confidence;
    let (was, is) = (
        stage_name(&pair.old.stages, old),
        stage_name(&pair.new.stages, new),
    );
    change.headline = match class {
        Class::Earlier => format!("packet `{}` is disclosed earlier", new.name()),
        Class::Later => format!("packet `{}` is disclosed later", new.name()),
        _ => format!("packet `{}` is disclosed in another stage", new.name()),
    };
    change.lines = vec![Line::both("disclosed on entering", was, is)];
    Some(change)
}

fn stage_name(stages: &[Part], packet: &Part) -> String {
    let stage = packet.stage.and_then(|stage| stages.get(stage));
    stage.map_or("?", Part::name).to_owned()
}

/// Tells whether every way from the first stage to `later` enters `earlier` before.
///
/// Where `later` cannot be entered at all, nothing is said.
fn leads_through(routes: &[RouteTable], earlier: usize, later: usize) -> bool {
    entered(routes, None).contains(&later) && !entered(routes, Some(earlier)).contains(&later)
}

/// Returns the stages that routes lead to from the first one, without going through `barred`.
fn entered(routes: &[RouteTable], barred: Option<usize>) -> BTreeSet<usize> {
    let mut entered = BTreeSet::new();
    let mut open = vec![0];
    while let Some(stage) = open.pop() {
        let Some(table) = routes.get(stage) else {
            continue;
        };
        if Some(stage) == barred || !entered.insert(stage) {
            continue;
        }
        for target in std::iter::once(&table.pass).chain(&table.timeout) {
            if let Target::Stage(next) = target {
                open.push(*next);
            }
        }
    }
    entered
}

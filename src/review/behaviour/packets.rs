//! What is disclosed, where, and behind what; and behind what a run completes.

use std::collections::BTreeSet;

use super::flows::Flows;
use super::guards::{Guarded, guarded, names, only_after};
use super::walk::{Walk, shown};
use crate::check::{RouteTable, Target};
use crate::diagnostic::Confidence;
use crate::prove::flow::End;
use crate::review::document::Part;
use crate::review::model::{Change, Class, Kind, Line, Witness};
use crate::review::pair::Pair;
use crate::review::wording;

/// Returns a change for every packet that came, went, says something else or is disclosed
/// elsewhere or behind something else, and for completion.
pub(super) fn changes(pair: &Pair<'_>, flows: &Flows, walk: &mut Walk<'_, '_, '_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for (from, to) in pair.matching.packets.pairs() {
        if let (Some(old), Some(new)) = (pair.old.packets.get(from), pair.new.packets.get(to)) {
            changes.extend(content(pair, old, new));
            changes.extend(place(pair, flows, walk, (old, new)));
        }
    }
    let behind = |part: &Part, is_new: bool| {
        let (document, flow) = if is_new {
            (&pair.new, &flows.new)
        } else {
            (&pair.old, &flows.old)
        };
        only_after(document, flow, part.stage?)
    };
    for packet in pair
        .matching
        .packets
        .gone()
        .filter_map(|at| pair.old.packets.get(at))
    {
        let mut change = pair.change(Kind::Packet, Class::Removed, Some(packet), None);
        change.confidence = Some(Confidence::Proved);
        change.headline = format!("packet `{}` is not disclosed any more", packet.name());
        change.lines = vec![Line {
            label: "only after".to_owned(),
            old: behind(packet, false),
            new: None,
        }];
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
        change.lines = vec![Line {
            label: "only after".to_owned(),
            old: None,
            new: behind(packet, true),
        }];
        changes.push(change);
    }
    changes.extend(completion(pair, flows, walk));
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

/// Compares where a packet is disclosed, and behind what.
fn place(
    pair: &Pair<'_>,
    flows: &Flows,
    walk: &mut Walk<'_, '_, '_>,
    (old, new): (&Part, &Part),
) -> Option<Change> {
    let (from, to) = (old.stage?, new.stage?);
    let found = guarded(pair, flows, End::Stage(from), End::Stage(to))?;
    let moved = pair.matching.stages.new_of(from) != Some(to);
    let never = found.reached.0.is_no() && found.reached.1.is_no();
    let (class, confidence) = match found.class {
        Some(class) => (class, found.confidence),
        None if moved && !never => (in_order(pair, from, to), Some(Confidence::Proved)),
        None => return None,
    };
    let mut change = pair.change(Kind::Packet, class, Some(old), Some(new));
    change.confidence = confidence;
    let name = format!("packet `{}`", new.name());
    change.headline = headline(pair, &found, class, &name, "is disclosed", "be disclosed");
    if moved {
        let (was, is) = (
            stage_name(&pair.old.stages, old),
            stage_name(&pair.new.stages, new),
        );
        change
            .lines
            .push(Line::both("disclosed on entering", was, is));
    }
    change.lines.extend(found.line.clone());
    let id = new.name().to_owned();
    change.witnesses = witnesses(walk, &found, "the packet is disclosed", |played, side| {
        played.released[side].contains(&id)
    });
    Some(change)
}

/// Compares behind what a run completes.
fn completion(pair: &Pair<'_>, flows: &Flows, walk: &mut Walk<'_, '_, '_>) -> Option<Change> {
    let found = guarded(pair, flows, End::Completed, End::Completed)?;
    let class = match found.class? {
        Class::Earlier => Class::Looser,
        Class::Later => Class::Stricter,
        other => other,
    };
    let mut change = pair.change(
        Kind::Route,
        class,
        Some(&pair.old.head),
        Some(&pair.new.head),
    );
    change.confidence = found.confidence;
    change.headline = headline(pair, &found, class, "a run", "completes", "complete");
    change.lines.extend(found.line.clone());
    change.witnesses = witnesses(walk, &found, "the run completes", |played, side| {
        played.completed[side]
    });
    Some(change)
}

fn headline(
    pair: &Pair<'_>,
    found: &Guarded,
    class: Class,
    subject: &str,
    happens: &str,
    can: &str,
) -> String {
    let lost = names(&pair.old, found.lost.iter().copied(), "or");
    let gained = names(&pair.new, found.gained.iter().copied(), "and");
    match (lost, gained) {
        (Some(lost), Some(gained)) => {
            format!("{subject} can {can} without {lost}, and {happens} only after {gained}")
        }
        (Some(lost), None) => format!("{subject} can {can} without {lost}"),
        (None, Some(gained)) => format!("{subject} {happens} only after {gained}"),
        (None, None) => match (found.reached.0.is_no(), found.reached.1.is_no(), class) {
            (true, false, _) => format!("{subject} can {can}, which never happened"),
            (false, true, _) => format!("{subject} can never {can} any more"),
            (_, _, Class::Earlier) => format!("{subject} {happens} earlier"),
            (_, _, Class::Later) => format!("{subject} {happens} later"),
            _ => format!("{subject} {happens} in another stage"),
        },
    }
}

/// Returns runs that show what can happen now and could not, and the other way round.
fn witnesses(
    walk: &mut Walk<'_, '_, '_>,
    found: &Guarded,
    what: &str,
    happens: impl Fn(&super::runs::Played, usize) -> bool,
) -> Vec<Witness> {
    let mut witnesses = Vec::new();
    for (way, is_new, when) in [
        (&found.way_now, true, "now and not before"),
        (&found.way_before, false, "before and not now"),
    ] {
        let Some(way) = way else {
            continue;
        };
        let (here, there) = if is_new { (1, 0) } else { (0, 1) };
        if let Some(played) = walk.follow(way, is_new)
            && happens(&played, here)
            && !happens(&played, there)
        {
            witnesses.push(shown(&format!("{what} {when}"), played.steps));
        }
    }
    witnesses
}

/// Tells which of two stages comes first on every way; changed where neither surely does.
fn in_order(pair: &Pair<'_>, from: usize, to: usize) -> Class {
    let (Some(was), Some(will)) = (
        pair.matching.stages.new_of(from),
        pair.matching.stages.old_of(to),
    ) else {
        return Class::Changed;
    };
    // In both scenarios every way to the one stage leads through the other.
    let first = |earlier: usize, later: usize, old_earlier: usize, old_later: usize| {
        leads_through(&pair.new_routes, earlier, later)
            && leads_through(&pair.old_routes, old_earlier, old_later)
    };
    if first(to, was, will, from) {
        Class::Earlier
    } else if first(was, to, from, will) {
        Class::Later
    } else {
        Class::Changed
    }
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

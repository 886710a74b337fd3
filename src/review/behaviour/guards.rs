//! What every run passes before it gets somewhere, in both versions.

use std::collections::BTreeSet;

use super::flows::{Flows, is_sure};
use crate::diagnostic::Confidence;
use crate::plain::listed;
use crate::prove::Can;
use crate::prove::flow::{Disclosure, End, Flow, Path};
use crate::review::document::{Document, Part};
use crate::review::model::{Class, Line};
use crate::review::pair::Pair;

/// How the ways to one place changed.
pub(super) struct Guarded {
    /// Earlier, later, both as incomparable; none when as much is passed as before.
    pub(super) class: Option<Class>,
    /// How strongly it is known; none when not analysed.
    pub(super) confidence: Option<Confidence>,
    /// Old gates that every run had passed, and a run need not any more.
    pub(super) lost: Vec<usize>,
    /// New gates that every run passes now, and a run did not have to.
    pub(super) gained: Vec<usize>,
    /// Whether runs got there and get there.
    pub(super) reached: (Can, Can),
    /// A way of the new version past what every run had passed.
    pub(super) way_now: Option<Path>,
    /// A way of the old version past what every run passes now.
    pub(super) way_before: Option<Path>,
    /// What stands before the place, when it differs.
    pub(super) line: Option<Line>,
}

/// Compares what stands before a place of the old version and one of the new.
///
/// Both are a stage to be entered, or completion. What happens within a gate is told there: a gate
/// counts as passed before and now when its stage is, or that of its successor.
pub(super) fn guarded(pair: &Pair<'_>, flows: &Flows, old: End, new: End) -> Option<Guarded> {
    let (before, now) = (before(&flows.old, old)?, before(&flows.new, new)?);
    let mut found = Guarded {
        class: None,
        confidence: Some(Confidence::Proved),
        lost: Vec::new(),
        gained: Vec::new(),
        reached: (before.released, now.released),
        way_now: None,
        way_before: None,
        line: None,
    };
    let strongest = |can: Can| can.refuted();
    match (before.released.is_no(), now.released.is_no()) {
        (true, true) => return Some(found),
        (true, false) => {
            found.class = Some(Class::Earlier);
            found.confidence = strongest(before.released).filter(|_| now.released.is_yes());
            found.way_now = now.weakest;
            return Some(found);
        }
        (false, true) => {
            found.class = Some(Class::Later);
            found.confidence = strongest(now.released).filter(|_| before.released.is_yes());
            found.way_before = before.weakest;
            return Some(found);
        }
        (false, false) => {}
    }
    let stages = |told: &Disclosure| -> BTreeSet<usize> {
        told.behind.iter().map(|one| one.stage).collect()
    };
    let (behind_old, behind_new) = (stages(&before), stages(&now));
    let link = Link {
        stages: &|stage| pair.matching.stages.new_of(stage),
        gates: &|gate| pair.matching.gates.new_of(gate),
        there: &pair.new,
        behind: &behind_new,
        flow: &flows.new,
        end: new,
    };
    found.lost = link.missing(&pair.old, &behind_old);
    let link = Link {
        stages: &|stage| pair.matching.stages.old_of(stage),
        gates: &|gate| pair.matching.gates.old_of(gate),
        there: &pair.old,
        behind: &behind_old,
        flow: &flows.old,
        end: old,
    };
    found.gained = link.missing(&pair.new, &behind_new);
    found.class = match (found.lost.is_empty(), found.gained.is_empty()) {
        (true, true) => return Some(found),
        (false, true) => Some(Class::Earlier),
        (true, false) => Some(Class::Later),
        (false, false) => Some(Class::Incomparable),
    };
    found.way_now = way(
        &flows.new,
        new,
        found.lost.first().and_then(|gate| {
            let stage = pair.old.gates.get(*gate)?.stage?;
            let moved = pair.matching.gates.new_of(*gate);
            let moved = moved.and_then(|gate| pair.new.gates.get(gate)?.stage);
            moved.or_else(|| pair.matching.stages.new_of(stage))
        }),
        !found.lost.is_empty(),
    );
    found.way_before = way(
        &flows.old,
        old,
        found.gained.first().and_then(|gate| {
            let stage = pair.new.gates.get(*gate)?.stage?;
            let was = pair.matching.gates.old_of(*gate);
            let was = was.and_then(|gate| pair.old.gates.get(gate)?.stage);
            was.or_else(|| pair.matching.stages.old_of(stage))
        }),
        !found.gained.is_empty(),
    );
    let doubtful = |way: &Option<Path>, flow: &Flow, needed: bool| {
        needed && !way.as_ref().is_some_and(|way| is_sure(flow, way))
    };
    found.confidence = if doubtful(&found.way_now, &flows.new, !found.lost.is_empty())
        || doubtful(&found.way_before, &flows.old, !found.gained.is_empty())
    {
        None
    } else {
        // The other version's guarantee is what makes the way new.
        let strength = |told: &Disclosure| told.behind.iter().map(|one| one.confidence).max();
        let old = strength(&before).filter(|_| !found.lost.is_empty());
        let new = strength(&now).filter(|_| !found.gained.is_empty());
        old.into_iter().chain(new).max()
    };
    found.line = Some(Line::both(
        "only after",
        gates_behind(&pair.old, &behind_old),
        gates_behind(&pair.new, &behind_new),
    ));
    Some(found)
}

/// Returns the gates that every run passes before it enters a stage, as a text.
pub(super) fn only_after(document: &Document, flow: &Flow, stage: usize) -> Option<String> {
    let behind = flow.disclosure(stage)?.behind;
    let behind = behind.iter().map(|one| one.stage).collect();
    Some(gates_behind(document, &behind))
}

fn before(flow: &Flow, end: End) -> Option<Disclosure> {
    match end {
        End::Stage(stage) => flow.disclosure(stage),
        _ => Some(flow.completion()),
    }
}

/// Returns a way that does not pass a stage, or where no stage is named the weakest way.
fn way(flow: &Flow, end: End, past: Option<usize>, wanted: bool) -> Option<Path> {
    if !wanted {
        return None;
    }
    match past {
        Some(stage) => flow.way_around(stage, end),
        None => before(flow, end)?.weakest,
    }
}

/// From one version to the other.
struct Link<'l> {
    stages: &'l dyn Fn(usize) -> Option<usize>,
    gates: &'l dyn Fn(usize) -> Option<usize>,
    there: &'l Document,
    behind: &'l BTreeSet<usize>,
    flow: &'l Flow,
    end: End,
}

impl Link<'_> {
    /// Returns the gates that every run passes here, and a run there need not.
    fn missing(&self, here: &Document, behind: &BTreeSet<usize>) -> Vec<usize> {
        let of_stage = |stage: &usize| {
            let stage = *stage;
            let still = (self.stages)(stage).is_some_and(|there| self.is_passed(there));
            here.gates_of(stage).filter(move |gate| {
                let there = (self.gates)(*gate)
                    .and_then(|gate| self.there.gates.get(gate))
                    .and_then(|gate| gate.stage);
                match there {
                    Some(there) => !self.behind.contains(&there),
                    // That it is gone from a stage that is still passed is told of the gate.
                    None => !still,
                }
            })
        };
        behind.iter().flat_map(of_stage).collect()
    }

    /// Tells whether every run there passes a stage, which may have no gates any more.
    fn is_passed(&self, stage: usize) -> bool {
        let gateless = self.there.gates_of(stage).next().is_none();
        self.behind.contains(&stage)
            || (gateless && self.flow.way_around(stage, self.end).is_none())
    }
}

fn gates_behind(document: &Document, stages: &BTreeSet<usize>) -> String {
    let gates = stages.iter().flat_map(|stage| document.gates_of(*stage));
    names(document, gates, "and").unwrap_or_else(|| "no gate".to_owned())
}

/// Returns the names of gates as a sentence lists them; none for no gates.
pub(super) fn names(
    document: &Document,
    gates: impl IntoIterator<Item = usize>,
    joint: &str,
) -> Option<String> {
    let name = |gate: usize| format!("`{}`", document.gates.get(gate).map_or("?", Part::name));
    let names: Vec<String> = gates.into_iter().map(name).collect();
    (!names.is_empty()).then(|| listed(&names, joint))
}

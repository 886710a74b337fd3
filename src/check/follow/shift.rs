//! Entities that join, leave or move within their list take the places of what follows along.
//!
//! What was found beyond the checks stays as it was until it is looked for again; only its places
//! follow the draft meanwhile.

use crate::check::further::Addition;
use crate::diagnostic::Diagnostic;
use crate::draft::{ChildKey, Edit, Entity, EntityList, Key};

/// Where the gates, packets and branch rules of a stage are.
const GATES: &str = "gates";
const PACKETS: &str = "entry_packets";
const RULES: &str = "advance_to/branches";

/// What happened to the positions of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shift {
    /// JSON Pointer of the list, at the moment of the change.
    list: String,
    change: Change,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Joined(usize),
    Left(usize),
    Moved { from: usize, to: usize },
    Replaced,
}

impl Shift {
    /// Returns what a change did to the positions of lists, in order; `undo` is its inverse, which
    /// names everything by position.
    pub(super) fn all(undo: &Edit) -> Vec<Self> {
        let shift = match undo {
            // The steps of an inverse take back the last change first.
            Edit::Batch(steps) => return steps.iter().rev().flat_map(Self::all).collect(),
            Edit::Set { entity, field, .. } => field_of(entity, field).map(|list| Self {
                list,
                change: Change::Replaced,
            }),
            Edit::Remove(entity) => item(entity).map(|(list, at)| Self {
                list,
                change: Change::Joined(at),
            }),
            Edit::Add { list, index, .. } => pointer(list).zip(*index).map(|(list, at)| Self {
                list,
                change: Change::Left(at),
            }),
            Edit::Move { entity, index, .. } => item(entity).map(|(list, to)| Self {
                list,
                change: Change::Moved { from: *index, to },
            }),
            Edit::Rename { .. } | Edit::Node { .. } => None,
        };
        shift.into_iter().collect()
    }

    /// Puts the places of a finding where they are now; returns whether one is elsewhere, none when
    /// one is gone.
    fn follow(&self, found: &mut Diagnostic) -> Option<bool> {
        let mut moved = false;
        let related = found.related.iter_mut().map(|other| &mut other.place);
        for place in std::iter::once(&mut found.primary).chain(related) {
            match self.place(&place.pointer) {
                Place::Same => {}
                Place::At(pointer) => {
                    place.pointer = pointer;
                    moved = true;
                }
                Place::Gone => return None,
            }
        }
        Some(moved)
    }

    fn place(&self, pointer: &str) -> Place {
        let rest = pointer.strip_prefix(self.list.as_str());
        let Some(rest) = rest.and_then(|rest| rest.strip_prefix('/')) else {
            return Place::Same;
        };
        let (step, inner) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let Ok(index) = step.parse::<usize>() else {
            return Place::Same;
        };
        match self.change.position(index) {
            Some(now) if now == index => Place::Same,
            Some(now) => Place::At(format!("{}/{now}{inner}", self.list)),
            None => Place::Gone,
        }
    }
}

/// What became of findings whose places followed the draft.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Followed {
    /// Some are elsewhere, or are no more.
    pub(super) changed: bool,
    /// Some are no more, as a place of theirs is gone.
    pub(super) lost: bool,
}

/// Puts what was found beyond the checks at the places where it is now.
pub(super) fn follow(shifts: &[Shift], addition: &mut Addition) -> Followed {
    let mut followed = Followed::default();
    addition.retain(|found| {
        let moved = follow_one(shifts, found);
        followed.changed |= moved != Some(false);
        followed.lost |= moved.is_none();
        moved.is_some()
    });
    followed
}

/// Tells whether all places of a finding are where they were.
pub(super) fn stays(shifts: &[Shift], found: &Diagnostic) -> bool {
    let related = found.related.iter().map(|other| &other.place);
    let mut places = std::iter::once(&found.primary).chain(related);
    places.all(|place| {
        let mut shifts = shifts.iter();
        shifts.all(|shift| matches!(shift.place(&place.pointer), Place::Same))
    })
}

/// Puts the places of a finding where they are now; returns whether one is elsewhere, none when one
/// is gone.
pub(super) fn follow_one(shifts: &[Shift], found: &mut Diagnostic) -> Option<bool> {
    let mut moved = false;
    for shift in shifts {
        moved |= shift.follow(found)?;
    }
    Some(moved)
}

fn at(key: &Key) -> Option<usize> {
    match key {
        Key::Index(index) => Some(*index),
        Key::Id(_) => None,
    }
}

/// Returns the list that holds an entity, and its position there.
fn item(entity: &Entity) -> Option<(String, usize)> {
    let child = |key: &ChildKey, list: &str| match key {
        ChildKey::Place { stage, index } => Some((format!("/stages/{stage}/{list}"), *index)),
        ChildKey::Id(_) => None,
    };
    let own = |key: &Key, list: &str| Some((list.to_owned(), at(key)?));
    match entity {
        Entity::Scenario => None,
        Entity::Condition(key) => own(key, "/conditions"),
        Entity::Stage(key) => own(key, "/stages"),
        Entity::Policy(key) => own(key, "/policies"),
        Entity::Schema(key) => own(key, "/schemas"),
        Entity::Gate(key) => child(key, GATES),
        Entity::Packet(key) => child(key, PACKETS),
        Entity::Rule { stage, index } => Some((format!("/stages/{}/{RULES}", at(stage)?), *index)),
    }
}

fn pointer(list: &EntityList) -> Option<String> {
    let within = |key: &Key, list: &str| Some(format!("/stages/{}/{list}", at(key)?));
    match list {
        EntityList::Conditions => Some("/conditions".to_owned()),
        EntityList::Stages => Some("/stages".to_owned()),
        EntityList::Policies => Some("/policies".to_owned()),
        EntityList::Schemas => Some("/schemas".to_owned()),
        EntityList::Gates(key) => within(key, GATES),
        EntityList::Packets(key) => within(key, PACKETS),
        EntityList::Rules(key) => within(key, RULES),
    }
}

/// Returns the pointer of a field that may hold a list of entities.
fn field_of(entity: &Entity, field: &str) -> Option<String> {
    match entity {
        Entity::Scenario => Some(format!("/{field}")),
        Entity::Stage(key) => {
            let list = if field == "advance_to" { RULES } else { field };
            Some(format!("/stages/{}/{list}", at(key)?))
        }
        _ => None,
    }
}

impl Change {
    /// Returns where an item is now; none when it is gone.
    fn position(self, index: usize) -> Option<usize> {
        match self {
            Self::Joined(at) if index >= at => Some(index + 1),
            Self::Left(at) if index == at => None,
            Self::Left(at) if index > at => Some(index - 1),
            Self::Moved { from, to } if index == from => Some(to),
            Self::Moved { from, to } if from < index && index <= to => Some(index - 1),
            Self::Moved { from, to } if to <= index && index < from => Some(index + 1),
            Self::Replaced => None,
            Self::Joined(_) | Self::Left(_) | Self::Moved { .. } => Some(index),
        }
    }
}

/// Where a place is now.
enum Place {
    Same,
    At(String),
    Gone,
}

#[cfg(test)]
mod tests {
    use std::iter::once;

    use super::*;
    use crate::diagnostic::Code;
    use serde_json::{Value, json};

    #[test]
    fn positions_follow_what_happens_to_their_list() {
        let letters = |change: Change| -> Vec<Option<usize>> {
            (0..5).map(|index| change.position(index)).collect()
        };
        for (change, wanted) in [
            (
                Change::Joined(2),
                [Some(0), Some(1), Some(3), Some(4), Some(5)],
            ),
            (Change::Left(2), [Some(0), Some(1), None, Some(2), Some(3)]),
            (
                Change::Moved { from: 1, to: 3 },
                [Some(0), Some(3), Some(1), Some(2), Some(4)],
            ),
            (
                Change::Moved { from: 3, to: 1 },
                [Some(0), Some(2), Some(3), Some(1), Some(4)],
            ),
            (Change::Replaced, [None; 5]),
        ] {
            assert_eq!(letters(change), wanted, "{change:?}");
        }
    }

    #[test]
    fn all_places_of_a_finding_follow_and_none_may_be_gone() {
        let found = Diagnostic::new(Code::GW0403, "/stages/2/gates/0", "found")
            .related("/stages/10/gates/1", "and this")
            .related("/stages", "all of them");
        let after = |undo: &Value| {
            let undo: Edit = serde_json::from_value(undo.clone()).unwrap();
            let mut found = found.clone();
            let shifts = Shift::all(&undo);
            let stays = shifts
                .iter()
                .all(|shift| shift.follow(&mut found).is_some());
            let related = found.related.iter().map(|one| one.place.pointer.clone());
            let places: Vec<String> = once(found.primary.pointer.clone()).chain(related).collect();
            stays.then(|| places.join(" "))
        };
        let was = "/stages/2/gates/0 /stages/10/gates/1 /stages";
        let added = |entity: Value| json!({"remove": entity});
        let removed =
            |list: Value, at: usize| json!({"add": {"list": list, "index": at, "value": {}}});
        for (undo, now) in [
            (
                removed(json!("stages"), 1),
                Some("/stages/1/gates/0 /stages/9/gates/1 /stages"),
            ),
            (removed(json!("stages"), 10), None),
            (
                added(json!({"stage": {"index": 3}})),
                Some("/stages/2/gates/0 /stages/11/gates/1 /stages"),
            ),
            (
                added(json!({"gate": {"place": {"stage": 2, "index": 0}}})),
                Some("/stages/2/gates/1 /stages/10/gates/1 /stages"),
            ),
            (
                json!({"move": {"entity": {"stage": {"index": 0}}, "index": 2, "stage": null}}),
                Some("/stages/0/gates/0 /stages/10/gates/1 /stages"),
            ),
            (
                json!({"set": {"entity": {"stage": {"index": 2}}, "field": "gates"}}),
                None,
            ),
            (
                json!({"set": {"entity": {"stage": {"index": 2}}, "field": "note"}}),
                Some(was),
            ),
            (
                added(json!({"packet": {"place": {"stage": 2, "index": 0}}})),
                Some(was),
            ),
            (added(json!({"condition": {"index": 0}})), Some(was)),
            // A stage that came and a gate that went before it did.
            (
                json!({"batch": [added(json!({"stage": {"index": 0}})), removed(json!({"gates": {"index": 10}}), 0)]}),
                Some("/stages/3/gates/0 /stages/11/gates/0 /stages"),
            ),
        ] {
            assert_eq!(after(&undo).as_deref(), now, "{undo}");
        }
    }
}

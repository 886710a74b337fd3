//! From the inverse of a change to the parts that it can affect.
//!
//! An inverse names entities by their positions after the change. Replaying the steps on the
//! remembered parts, in the order in which they were made, keeps the positions right throughout.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Follower;
use super::digests::Trait;
use super::unit::{ConditionUnit, GateUnit, StageUnit};
use crate::check::index::{Index, Uses};
use crate::diagnostic::Diagnostic;
use crate::draft::{ChildKey, Edit, Entity, EntityList, Key};

/// What many parts depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scope {
    /// Everything.
    All,
    /// The scenario itself.
    Scenario,
    /// The data shape, and so every condition.
    Shape,
    /// The declared schemas, and so the packets of every stage.
    Schemas,
    /// What the scenario suppresses, and so what is told about every part.
    Suppress,
    /// The routes.
    Routes,
    /// Ids of stages, gates and packets.
    Ids,
}

/// What has to be looked at again, beyond the parts that say so themselves.
#[derive(Debug, Default)]
pub(super) struct Work {
    scopes: BTreeSet<Scope>,
    /// The first condition whose position may be another one.
    pub(super) conditions_from: Option<usize>,
    /// The first stage whose position may be another one.
    pub(super) stages_from: Option<usize>,
    /// Condition ids that joined or left, with whether there was one before.
    pub(super) ids_before: HashMap<String, bool>,
    /// Conditions that changed.
    pub(super) read: HashSet<usize>,
    /// Digests that conditions joined or left.
    pub(super) digests: HashSet<(Trait, u64)>,
    /// Condition ids whose uses changed, with the uses before.
    pub(super) touched: HashMap<String, Uses>,
    /// What was told about parts that are no more.
    pub(super) before: Vec<Diagnostic>,
}

impl Work {
    /// Returns the work after which everything was looked at; `before` was told so far.
    pub(super) fn everything(before: Vec<Diagnostic>) -> Self {
        let scopes = [
            Scope::All,
            Scope::Scenario,
            Scope::Shape,
            Scope::Routes,
            Scope::Ids,
        ];
        Self {
            scopes: scopes.into(),
            conditions_from: Some(0),
            stages_from: Some(0),
            before,
            ..Self::default()
        }
    }

    /// Has something looked at again.
    pub(super) fn mark(&mut self, scope: Scope) {
        self.scopes.insert(scope);
    }

    /// Tells whether something has to be looked at again.
    pub(super) fn has(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }

    /// Notes that a condition with an id is no more.
    pub(super) fn leaves(&mut self, index: &mut Index, id: &str) {
        self.note(index, id);
        index.remove_condition(id);
    }

    /// Notes that there is a condition with an id now.
    pub(super) fn joins(&mut self, index: &mut Index, id: &str) {
        self.note(index, id);
        index.add_condition(id);
    }

    fn note(&mut self, index: &Index, id: &str) {
        if !self.ids_before.contains_key(id) {
            let there = index.conditions.contains_key(id);
            self.ids_before.insert(id.to_owned(), there);
        }
    }
}

fn least(from: &mut Option<usize>, index: usize) {
    *from = Some(from.map_or(index, |from| from.min(index)));
}

/// Replays a change on the remembered parts; none when it does not name them by position.
pub(super) fn replay(follower: &mut Follower, undo: &Edit, work: &mut Work) -> Option<()> {
    match undo {
        Edit::Batch(steps) => {
            for step in steps.iter().rev() {
                replay(follower, step, work)?;
            }
            Some(())
        }
        Edit::Set { entity, field, .. } => set(follower, entity, field, work),
        Edit::Remove(entity) => added(follower, entity, work),
        Edit::Add { list, index, .. } => removed(follower, list, (*index)?, work),
        Edit::Move { entity, index, .. } => moved(follower, entity, *index, work),
        Edit::Rename { .. } | Edit::Node { .. } => None,
    }
}

fn at(key: &Key) -> Option<usize> {
    match key {
        Key::Index(index) => Some(*index),
        Key::Id(_) => None,
    }
}

fn place(key: &ChildKey) -> Option<(usize, usize)> {
    match key {
        ChildKey::Place { stage, index } => Some((*stage, *index)),
        ChildKey::Id(_) => None,
    }
}

fn set(follower: &mut Follower, entity: &Entity, field: &str, work: &mut Work) -> Option<()> {
    match entity {
        Entity::Scenario => {
            work.mark(Scope::Scenario);
            match field {
                "conditions" | "stages" => work.mark(Scope::All),
                "schemas" => work.mark(Scope::Schemas),
                "precheck" => work.mark(Scope::Shape),
                "suppress" => work.mark(Scope::Suppress),
                _ => {}
            }
        }
        Entity::Condition(key) => follower.conditions.get_mut(at(key)?)?.stale = true,
        Entity::Stage(key) => {
            let stage = follower.stages.get_mut(at(key)?)?;
            stage.stale = true;
            stage.new_gates |= field == "gates";
            if matches!(field, "stage_id" | "gates" | "entry_packets") {
                work.mark(Scope::Ids);
            }
            if matches!(
                field,
                "stage_id" | "gates" | "advance_to" | "timeout" | "on_timeout"
            ) {
                work.mark(Scope::Routes);
            }
        }
        Entity::Gate(key) => {
            let (stage, index) = place(key)?;
            let stage = follower.stages.get_mut(stage)?;
            // Gates that are read anew are no longer in step with the change.
            if !stage.new_gates {
                stage.gates.get_mut(index)?.stale = true;
            }
            if field == "gate_id" {
                work.mark(Scope::Ids);
                work.mark(Scope::Routes);
            }
        }
        Entity::Packet(key) => {
            follower.stages.get_mut(place(key)?.0)?.stale = true;
            if field == "packet_id" {
                work.mark(Scope::Ids);
            }
        }
        Entity::Rule { stage, .. } => {
            follower.stages.get_mut(at(stage)?)?.stale = true;
            work.mark(Scope::Routes);
        }
        Entity::Policy(_) => work.mark(Scope::Scenario),
        Entity::Schema(_) => {
            work.mark(Scope::Scenario);
            work.mark(Scope::Schemas);
        }
    }
    Some(())
}

/// An entity has joined its list.
fn added(follower: &mut Follower, entity: &Entity, work: &mut Work) -> Option<()> {
    match entity {
        Entity::Scenario => return None,
        Entity::Condition(key) => {
            let index = at(key)?;
            insert(&mut follower.conditions, index, ConditionUnit::fresh())?;
            follower.digests.iter_mut().for_each(|all| all.open(index));
            least(&mut work.conditions_from, index);
            work.mark(Scope::Scenario);
        }
        Entity::Stage(key) => {
            let index = at(key)?;
            insert(&mut follower.stages, index, StageUnit::fresh())?;
            least(&mut work.stages_from, index);
            work.mark(Scope::Scenario);
        }
        Entity::Gate(key) => {
            let (stage, index) = place(key)?;
            let stage = follower.stages.get_mut(stage)?;
            if !stage.new_gates {
                insert(&mut stage.gates, index, GateUnit::fresh())?;
            }
            gates_from(stage, index, work);
        }
        Entity::Packet(key) => {
            follower.stages.get_mut(place(key)?.0)?.stale = true;
            work.mark(Scope::Ids);
        }
        Entity::Rule { .. } | Entity::Policy(_) | Entity::Schema(_) => {
            set(follower, entity, "", work)?;
        }
    }
    Some(())
}

/// An entity has left its list.
fn removed(
    follower: &mut Follower,
    list: &EntityList,
    index: usize,
    work: &mut Work,
) -> Option<()> {
    match list {
        EntityList::Conditions => {
            let unit = take(&mut follower.conditions, index)?;
            follower.compared -= unit.compared;
            for (kind, all) in Trait::ALL.into_iter().zip(&mut follower.digests) {
                work.digests.extend(all.close(index).map(|own| (kind, own)));
            }
            if let Some(id) = &unit.id {
                work.leaves(&mut follower.index, id);
            }
            work.before.extend(unit.told.findings);
            least(&mut work.conditions_from, index);
            work.mark(Scope::Scenario);
        }
        EntityList::Stages => {
            let unit = take(&mut follower.stages, index)?;
            if !unit.addition.is_empty() {
                follower.lose();
            }
            follower.compared -= unit.compared;
            for gate in unit.gates {
                follower.forget(&gate, work);
            }
            work.before.extend(unit.told.findings);
            least(&mut work.stages_from, index);
            work.mark(Scope::Scenario);
        }
        EntityList::Gates(key) => {
            let stage = follower.stages.get_mut(at(key)?)?;
            let gate = if stage.new_gates {
                None
            } else {
                Some(take(&mut stage.gates, index)?)
            };
            gates_from(stage, index, work);
            if let Some(gate) = gate {
                follower.forget(&gate, work);
            }
        }
        EntityList::Packets(key) => {
            follower.stages.get_mut(at(key)?)?.stale = true;
            work.mark(Scope::Ids);
        }
        EntityList::Rules(key) => {
            follower.stages.get_mut(at(key)?)?.stale = true;
            work.mark(Scope::Routes);
        }
        EntityList::Policies => work.mark(Scope::Scenario),
        EntityList::Schemas => {
            work.mark(Scope::Scenario);
            work.mark(Scope::Schemas);
        }
    }
    Some(())
}

/// An entity has moved within its list, from `from` to where it is now.
fn moved(follower: &mut Follower, entity: &Entity, from: usize, work: &mut Work) -> Option<()> {
    match entity {
        Entity::Condition(key) => {
            let to = at(key)?;
            let unit = take(&mut follower.conditions, from)?;
            insert(&mut follower.conditions, to, unit)?;
            for all in &mut follower.digests {
                let digest = all.close(from);
                all.open(to);
                if let Some(digest) = digest {
                    all.add(digest, to);
                }
            }
            least(&mut work.conditions_from, from.min(to));
        }
        Entity::Stage(key) => {
            let to = at(key)?;
            let unit = take(&mut follower.stages, from)?;
            insert(&mut follower.stages, to, unit)?;
            least(&mut work.stages_from, from.min(to));
        }
        Entity::Gate(key) => {
            let (stage, to) = place(key)?;
            let stage = follower.stages.get_mut(stage)?;
            if !stage.new_gates {
                let unit = take(&mut stage.gates, from)?;
                insert(&mut stage.gates, to, unit)?;
            }
            gates_from(stage, from.min(to), work);
        }
        Entity::Scenario
        | Entity::Packet(_)
        | Entity::Rule { .. }
        | Entity::Policy(_)
        | Entity::Schema(_) => added(follower, entity, work)?,
    }
    Some(())
}

/// Gates of a stage from a position on have other positions now.
fn gates_from(stage: &mut StageUnit, index: usize, work: &mut Work) {
    for gate in stage.gates.iter_mut().skip(index) {
        gate.stale = true;
    }
    stage.changed = true;
    work.mark(Scope::Ids);
    work.mark(Scope::Routes);
}

fn insert<T>(items: &mut Vec<T>, index: usize, item: T) -> Option<()> {
    (index <= items.len()).then(|| items.insert(index, item))
}

fn take<T>(items: &mut Vec<T>, index: usize) -> Option<T> {
    (index < items.len()).then(|| items.remove(index))
}

//! The way to the one question that a place is about.

use serde_json::Value;

use crate::draft::{Entity, EntityList, Key, Slot, entity_pointer};
use crate::session::form::fields;

use super::Walk;
use super::prompter::{Answer, Opt};
use super::roster::{count, list_name};

impl Walk<'_> {
    /// Asks the question about a place, or opens what comes nearest to it.
    pub(super) fn go_to(&mut self, slot: &Slot) -> Answer<()> {
        if let Some(list) = self.list_of(slot) {
            if count(self.session.draft(), &list) > 0 {
                return self.roster(&list);
            }
            let (one, many) = list_name(&list);
            let mut options = vec![Opt::new(format!("add a {one}"))];
            if slot.value(self.session.draft()).is_none() {
                options.push(Opt::new(format!("there are no {many}")));
            }
            if self.prompter.menu("What now?", &options, Some(0))? == 0 {
                return self.add_new(&list);
            }
            self.set(slot, Some(Value::Array(Vec::new())));
            return Ok(());
        }
        if matches!(slot.entity, Entity::Gate(_)) && slot.path.starts_with("/requirement") {
            return self.requirement(&slot.entity, false);
        }
        let near = |path: &str| {
            let below = |long: &str, short: &str| {
                long.strip_prefix(short)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            below(&slot.path, path) || below(path, &slot.path)
        };
        let fields = fields(self.session, &slot.entity);
        let exact = fields.iter().find(|field| field.slot.path == slot.path);
        let nearest = || {
            let near = fields.iter().filter(|field| near(&field.slot.path));
            // The deepest one above the place, else the first one below it.
            near.max_by_key(|field| {
                let above = slot.path.starts_with(&field.slot.path);
                (above, if above { field.slot.path.len() } else { 0 })
            })
        };
        match exact.or_else(nearest).filter(|_| !slot.path.is_empty()) {
            Some(field) => self.ask_field(field),
            None => self.open(&slot.entity),
        }
    }

    /// Returns the list that a place names as a whole.
    fn list_of(&self, slot: &Slot) -> Option<EntityList> {
        let stage = || {
            let pointer = entity_pointer(self.session.draft(), &slot.entity)?;
            let at = pointer.split('/').nth(2)?.parse().ok()?;
            Some(Key::Index(at))
        };
        match (&slot.entity, slot.path.as_str()) {
            (Entity::Scenario, "/conditions") => Some(EntityList::Conditions),
            (Entity::Scenario, "/stages") => Some(EntityList::Stages),
            (Entity::Scenario, "/policies") => Some(EntityList::Policies),
            (Entity::Scenario, "/schemas") => Some(EntityList::Schemas),
            (Entity::Stage(_), "/gates") => stage().map(EntityList::Gates),
            (Entity::Stage(_), "/entry_packets") => stage().map(EntityList::Packets),
            (Entity::Stage(_), "/advance_to/branches") => stage().map(EntityList::Rules),
            _ => None,
        }
    }
}

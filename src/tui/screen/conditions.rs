//! Step 2: which evidence is asked and how it is compared.

use super::browser::{Roster, Row};
use crate::draft::{Edit, Entity, EntityList, Key, Slot};
use crate::session::Session;
use crate::session::form::{fields, new_entity};
use crate::tui::layer::Cx;
use crate::tui::overlay::open_field;

/// The conditions, in order.
#[derive(Debug, Default)]
pub(super) struct Conditions;

impl Roster for Conditions {
    const TITLE: &'static str = "conditions";

    fn count(&self, session: &Session) -> usize {
        session.draft().conditions().len()
    }

    fn entity(&self, session: &Session, index: usize) -> Option<Entity> {
        (index < self.count(session)).then_some(Entity::Condition(Key::Index(index)))
    }

    fn row(&self, session: &Session, index: usize) -> Row {
        let Some(condition) = session.draft().conditions().get(index) else {
            return Row::default();
        };
        Row {
            name: condition.condition_id.clone().unwrap_or_default(),
            detail: String::new(),
        }
    }

    fn empty(&self) -> &'static str {
        "No condition yet. A condition asks a provider for evidence and compares the answer. Press a to add the first."
    }

    fn notes(&self, _: &Session, _: usize) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    fn add(&self, at: usize, cx: &mut Cx<'_>) -> Option<usize> {
        let at = (at + 1).min(self.count(cx.session));
        let mut edit = new_entity(cx.session, &EntityList::Conditions);
        if let Edit::Add { index, .. } = &mut edit {
            *index = Some(at);
        }
        if !cx.edit("add a condition", &edit) {
            return None;
        }
        // What is asked decides everything else, so it is asked first.
        let entity = Entity::Condition(Key::Index(at));
        let query = Slot::field(entity.clone(), "query");
        if let Some(field) = fields(cx.session, &entity)
            .into_iter()
            .find(|field| field.slot == query)
        {
            open_field(field, cx);
        }
        Some(at)
    }

    fn shift(&self, session: &Session, from: usize, to: usize) -> Option<Edit> {
        Some(Edit::Move {
            entity: self.entity(session, from)?,
            index: to,
            stage: None,
        })
    }
}

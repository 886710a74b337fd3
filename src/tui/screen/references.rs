//! Step 5: policies and schemas that are referred to.

use super::browser::{Roster, Row};
use crate::draft::{Edit, Entity, Key};
use crate::session::Session;
use crate::tui::layer::Cx;

/// The policies, then the schemas.
#[derive(Debug, Default)]
pub(super) struct References;

fn policies(session: &Session) -> usize {
    session.draft().policies.as_ref().map_or(0, Vec::len)
}

fn schemas(session: &Session) -> usize {
    session.draft().schemas.as_ref().map_or(0, Vec::len)
}

impl Roster for References {
    const TITLE: &'static str = "policies and schemas";

    fn count(&self, session: &Session) -> usize {
        policies(session) + schemas(session)
    }

    fn entity(&self, session: &Session, index: usize) -> Option<Entity> {
        if index >= self.count(session) {
            return None;
        }
        Some(match index.checked_sub(policies(session)) {
            None => Entity::Policy(Key::Index(index)),
            Some(schema) => Entity::Schema(Key::Index(schema)),
        })
    }

    fn row(&self, session: &Session, index: usize) -> Row {
        let draft = session.draft();
        match index.checked_sub(policies(session)) {
            None => draft
                .policies
                .iter()
                .flatten()
                .nth(index)
                .map(|policy| Row {
                    name: policy.policy_id.clone().unwrap_or_default(),
                    detail: "policy".to_owned(),
                }),
            Some(at) => draft.schemas.iter().flatten().nth(at).map(|schema| Row {
                name: schema.schema_id.clone().unwrap_or_default(),
                detail: "schema".to_owned(),
            }),
        }
        .unwrap_or_default()
    }

    fn empty(&self) -> &'static str {
        "Nothing is referred to. Schemas say what packets hold; policies are for the policy engine. Neither is needed."
    }

    fn notes(&self, _: &Session, _: usize) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    fn add(&self, _: usize, _: &mut Cx<'_>) -> Option<usize> {
        None
    }

    fn shift(&self, session: &Session, from: usize, to: usize) -> Option<Edit> {
        let split = policies(session);
        if (from < split) != (to < split) {
            return None;
        }
        let entity = self.entity(session, from)?;
        let index = to.checked_sub(split).unwrap_or(to);
        Some(Edit::Move {
            entity,
            index,
            stage: None,
        })
    }
}

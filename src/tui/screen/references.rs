//! Step 5: policies and schemas that are referred to.

use super::browser::{Roster, Row};
use crate::draft::{Edit, Entity, EntityList, Key, Slot};
use crate::session::Session;
use crate::session::form::{Choice, new_entity, undeclared};
use crate::tui::layer::{Action, Cx, Then};
use crate::tui::overlay::picker::Picker;

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

    fn add(&self, _: usize, cx: &mut Cx<'_>) -> Option<usize> {
        let missing = undeclared(cx.session);
        let item = |value: &str, label: &str, detail: &str| Choice {
            value: value.into(),
            label: label.to_owned(),
            detail: detail.to_owned(),
            ..Choice::default()
        };
        let mut items = vec![
            item("schema", "schema", "says what packets hold"),
            item("policy", "policy", "for the policy engine"),
        ];
        if !missing.is_empty() {
            let detail = format!("{} schema(s) that packets name", missing.len());
            items.insert(0, item("missing", "what is used but not declared", &detail));
        }
        cx.push(Picker::new(
            "add",
            items,
            Then::new(move |cx: &mut Cx<'_>, choice: Choice| {
                let (label, edit) = match choice.value.as_str() {
                    Some("missing") => ("declare what is used", Edit::Batch(missing)),
                    Some("schema") => {
                        ("add a schema", new_entity(cx.session, &EntityList::Schemas))
                    }
                    _ => (
                        "add a policy",
                        new_entity(cx.session, &EntityList::Policies),
                    ),
                };
                if cx.edit(label, &edit) {
                    let list = if choice.value == "policy" {
                        "policies"
                    } else {
                        "schemas"
                    };
                    let count = if list == "policies" {
                        policies(cx.session)
                    } else {
                        schemas(cx.session)
                    };
                    let slot = Slot::of_pointer(
                        cx.session.draft(),
                        &format!("/{list}/{}", count.saturating_sub(1)),
                    );
                    cx.actions.push(Action::Go(slot));
                }
            }),
        ));
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

//! Step 2: which evidence is asked and how it is compared.

use serde_json::json;

use super::browser::{Roster, Row};
use crate::check::ConditionTypes;
use crate::draft::{
    ConditionDraft, Edit, Entity, EntityList, Key, RequirementDraft, ScenarioDraft, Slot,
};
use crate::plain::{listed, reads, short, type_words, unknown_when};
use crate::session::Session;
use crate::session::form::{Choice, Field, Kind, fields, new_entity};
use crate::tui::layer::{Cx, Then};
use crate::tui::overlay::open_field;
use crate::tui::overlay::picker::Picker;

/// Returns the check that a condition asks, such as `json·path`.
fn asked(condition: &ConditionDraft) -> String {
    let query = condition.query.as_ref();
    let part = |id: Option<&String>| id.map_or("?", String::as_str).to_owned();
    query.map_or_else(
        || "asks nothing yet ·".to_owned(),
        |query| {
            format!(
                "{}·{}",
                part(query.provider_id.as_ref()),
                part(query.check_id.as_ref())
            )
        },
    )
}

/// Tells whether a requirement asks a condition.
fn uses(requirement: &RequirementDraft, id: &str) -> bool {
    // Most texts do not even hold the letters, and need not be read.
    if matches!(requirement, RequirementDraft::Text(text) if !text.contains(id)) {
        return false;
    }
    let mut found = false;
    if let Ok(tree) = requirement.tree() {
        tree.for_each_condition(&mut |used| found |= used == id);
    }
    found
}

/// Returns the gates that use a condition, with their stages.
fn users(draft: &ScenarioDraft, condition: &ConditionDraft) -> String {
    let Some(id) = &condition.condition_id else {
        return "no gate: it has no name yet".to_owned();
    };
    let mut found = Vec::new();
    for stage in draft.stages() {
        for gate in stage.gates() {
            if gate.requirement.as_ref().is_some_and(|one| uses(one, id)) {
                let name = |id: &Option<String>| id.clone().unwrap_or_else(|| "?".to_owned());
                found.push(format!(
                    "gate {} (stage {})",
                    name(&gate.gate_id),
                    name(&stage.stage_id)
                ));
            }
        }
    }
    if found.is_empty() {
        "no gate yet".to_owned()
    } else {
        listed(&found, "and")
    }
}

/// Lets a check be picked, or first a property of the data shape, which then names the condition.
fn ask(query: Field, id: Field, cx: &mut Cx<'_>) {
    let properties: Vec<Choice> = id
        .examples
        .iter()
        .filter_map(|name| name.as_str())
        .map(|name| Choice {
            value: json!({ PROPERTY: name }),
            label: name.to_owned(),
            detail: "a property of the data shape; pick its check next".to_owned(),
            ..Choice::default()
        })
        .collect();
    let Kind::Choice(checks) = &query.kind else {
        return;
    };
    if properties.is_empty() {
        return open_field(query, cx);
    }
    let items = checks.iter().cloned().chain(properties).collect();
    cx.push(Picker::new(
        query.label.clone(),
        items,
        Then::new(move |cx: &mut Cx<'_>, choice: Choice| {
            match choice.value.get(PROPERTY).cloned() {
                Some(name) => {
                    if cx.set(&id.slot, Some(name)) {
                        open_field(query, cx);
                    }
                }
                None => {
                    cx.set(&query.slot, Some(choice.value));
                }
            }
        }),
    ));
}

/// Marks the choice of a property.
const PROPERTY: &str = "property";

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
            detail: format!("{} {}", asked(condition), short(condition)),
        }
    }

    fn empty(&self) -> &'static str {
        "No condition yet. A condition asks a provider for evidence and compares the answer. Press a to add the first."
    }

    fn notes(&self, session: &Session, index: usize) -> Vec<(&'static str, String)> {
        let draft = session.draft();
        let Some(condition) = draft.conditions().get(index) else {
            return Vec::new();
        };
        if condition.query.is_none() {
            return Vec::new();
        }
        let sources = session.sources();
        let types = ConditionTypes::of(draft, condition, sources);
        let mut notes = Vec::new();
        if let Some(check) = types.check {
            notes.push(("asks", check.contract.description.clone()));
        }
        notes.push(("type", type_words(&types)));
        notes.push(("reads", reads(condition, &types)));
        let unknown = unknown_when(condition, &types, sources.runtime.min_lane);
        let when = unknown.strip_prefix("unknown ").unwrap_or(&unknown);
        notes.push(("unknown", when.to_owned()));
        notes.push(("used by", users(draft, condition)));
        notes
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
        let all = fields(cx.session, &entity);
        let find = |name: &str| {
            let slot = Slot::field(entity.clone(), name);
            all.iter().find(|field| field.slot == slot).cloned()
        };
        if let (Some(query), Some(id)) = (find("query"), find("condition_id")) {
            ask(query, id, cx);
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use crate::session::Setting;
    use crate::sources::{DataShape, DataShapes, Sources};
    use crate::tui::testing::{app_with, draft, press, screen};

    #[test]
    fn a_property_of_the_data_shape_names_the_condition_and_its_check_comes_next() {
        let shape = json!({"schema_id": "e", "version": "1", "schema": {"type": "object",
            "properties": {"tests_ok": {"type": "boolean"}}, "required": ["tests_ok"]}});
        let shape = DataShape::read(shape.to_string().as_bytes(), "e.json").unwrap();
        let mut shapes = DataShapes::default();
        shapes.insert(shape).unwrap();
        let sources = Sources {
            data_shapes: Arc::new(shapes),
            ..Sources::builtin()
        };
        let setting = Setting {
            sources: Arc::new(sources),
            ..Setting::default()
        };
        let start = json!({"precheck": {"data_shape": {"schema_id": "e", "version": "1"}}});
        let mut app = app_with(&start, setting);
        press(&mut app, "2 a \"tests_ok\"");
        assert!(screen(&mut app, 100, 30).contains("a property of the data shape"));
        press(&mut app, "enter \"json\" enter");
        let condition = &draft(&app)["conditions"][0];
        assert_eq!(condition["condition_id"], "tests_ok");
        assert_eq!(condition["query"]["provider_id"], "json");
    }
}

//! The edits that lead from one draft to another.

use std::collections::{HashMap, VecDeque};

use serde_json::{Map, Value};

use super::edit::{Edit, Entity, EntityList};
use super::encode;
use super::find::entity_at;
use super::model::{
    ConditionDraft, GateDraft, PacketDraft, PolicyDraft, ScenarioDraft, SchemaDraft, StageDraft,
};
use super::primitive::{Item, list_field};

/// Returns edits that turn `before` into `after` when they are made in order.
///
/// Entities are matched by id; what is the same stays untouched.
#[must_use]
pub fn edits_between(before: &ScenarioDraft, after: &ScenarioDraft) -> Vec<Edit> {
    let mut edits = Vec::new();
    fields(
        &Entity::Scenario,
        &head(before),
        &head(after),
        &[],
        &mut edits,
    );
    list(
        &EntityList::Conditions,
        before.conditions.as_ref(),
        after.conditions.as_ref(),
        &mut edits,
    );
    list(
        &EntityList::Stages,
        before.stages.as_ref(),
        after.stages.as_ref(),
        &mut edits,
    );
    list(
        &EntityList::Policies,
        before.policies.as_ref(),
        after.policies.as_ref(),
        &mut edits,
    );
    list(
        &EntityList::Schemas,
        before.schemas.as_ref(),
        after.schemas.as_ref(),
        &mut edits,
    );
    edits
}

/// Returns the fields of the scenario itself.
fn head(draft: &ScenarioDraft) -> Map<String, Value> {
    map(super::slot::entity_value(draft, &Entity::Scenario).unwrap_or_default())
}

fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Sets every field that differs, those in `aside` left out.
fn fields(
    entity: &Entity,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    aside: &[&str],
    edits: &mut Vec<Edit>,
) {
    let gone = before.keys().filter(|key| !after.contains_key(*key));
    for field in gone.chain(after.keys()) {
        if aside.contains(&field.as_str()) || before.get(field) == after.get(field) {
            continue;
        }
        edits.push(Edit::Set {
            entity: entity.clone(),
            field: field.clone(),
            value: after.get(field).cloned(),
        });
    }
}

/// An item of a list that can be recognised and changed in place.
trait Part: Item + PartialEq {
    /// Returns the id that tells the item from others.
    fn id(&self) -> Option<&str>;

    /// Appends the edits that turn the item at a place into another one.
    fn change(&self, to: &Self, entity: &Entity, edits: &mut Vec<Edit>) {
        let (before, after) = (self.encode().into(), to.encode().into());
        fields(entity, &map(before), &map(after), &[], edits);
    }
}

macro_rules! parts {
    ($($type:ty, $id:ident;)+) => {$(
        impl Part for $type {
            fn id(&self) -> Option<&str> {
                self.$id.as_deref()
            }
        }
    )+};
}

parts! {
    ConditionDraft, condition_id;
    GateDraft, gate_id;
    PacketDraft, packet_id;
    PolicyDraft, policy_id;
    SchemaDraft, schema_id;
}

impl Part for StageDraft {
    fn id(&self) -> Option<&str> {
        self.stage_id.as_deref()
    }

    fn change(&self, to: &Self, entity: &Entity, edits: &mut Vec<Edit>) {
        let (before, after) = (encode::stage(self).into(), encode::stage(to).into());
        let aside = ["gates", "entry_packets"];
        fields(entity, &map(before), &map(after), &aside, edits);
        let Entity::Stage(key) = entity else { return };
        list(
            &EntityList::Gates(key.clone()),
            self.gates.as_ref(),
            to.gates.as_ref(),
            edits,
        );
        list(
            &EntityList::Packets(key.clone()),
            self.entry_packets.as_ref(),
            to.entry_packets.as_ref(),
            edits,
        );
    }
}

/// Turns one list into another.
fn list<'i, T: Part + 'i, L: IntoIterator<Item = &'i T> + PartialEq>(
    at: &EntityList,
    before: Option<L>,
    after: Option<L>,
    edits: &mut Vec<Edit>,
) {
    if before == after {
        return;
    }
    let items = |list: L| -> Vec<&T> { list.into_iter().collect() };
    let (before, after) = (before.map(items), after.map(items));
    let (Some(before), Some(after)) = (&before, &after) else {
        let (entity, field) = list_field(at);
        edits.push(Edit::Set {
            entity,
            field: field.to_owned(),
            value: after
                .as_ref()
                .map(|items| Value::Array(items.iter().map(|item| item.encode().into()).collect())),
        });
        return;
    };
    let partner = partners(before, after);
    let mut stays = vec![false; before.len()];
    for index in partner.iter().flatten() {
        if let Some(stays) = stays.get_mut(*index) {
            *stays = true;
        }
    }
    for (index, _) in stays.iter().enumerate().rev().filter(|(_, stays)| !**stays) {
        edits.push(Edit::Remove(entity_at(at, index)));
    }
    let mut now: Vec<Option<usize>> = (0..before.len())
        .filter(|index| stays.get(*index) == Some(&true))
        .map(Some)
        .collect();
    for (index, (item, partner)) in after.iter().zip(&partner).enumerate() {
        if partner.is_none() {
            edits.push(Edit::Add {
                list: at.clone(),
                index: Some(index),
                value: item.encode().into(),
            });
            now.insert(index.min(now.len()), None);
            continue;
        }
        // What comes before is in place already, so the search ends at once unless items moved.
        let from = now.iter().skip(index).position(|found| found == partner);
        if let Some(from) = from
            .map(|steps| index + steps)
            .filter(|from| *from != index)
        {
            edits.push(Edit::Move {
                entity: entity_at(at, from),
                index,
                stage: None,
            });
            let moved = now.remove(from);
            now.insert(index, moved);
        }
    }
    for (index, (item, partner)) in after.iter().zip(&partner).enumerate() {
        if let Some(old) = partner.and_then(|partner| before.get(partner))
            && old != item
        {
            old.change(item, &entity_at(at, index), edits);
        }
    }
}

/// Returns for each item of `after` the position of what it was in `before`.
///
/// Ids decide; items without an id, or with one that repeats, are taken in their order.
fn partners<T: Part>(before: &[&T], after: &[&T]) -> Vec<Option<usize>> {
    let mut places: HashMap<Option<&str>, VecDeque<usize>> = HashMap::new();
    for (index, item) in before.iter().enumerate() {
        places.entry(item.id()).or_default().push_back(index);
    }
    after
        .iter()
        .map(|item| places.get_mut(&item.id())?.pop_front())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Format, apply, read};
    use serde_json::json;

    fn draft(document: &Value) -> ScenarioDraft {
        read(document.to_string().as_bytes(), Format::Json)
            .draft
            .unwrap()
    }

    #[test]
    fn only_what_differs_is_touched() {
        let base = json!({"scenario_id": "s", "conditions": [{"condition_id": "a"}, {"condition_id": "b"}],
            "stages": [{"stage_id": "x", "gates": [{"gate_id": "g"}]}]});
        for (after, edits) in [
            (base.clone(), json!([])),
            (
                json!({"conditions": [{"condition_id": "b"}, {"condition_id": "a", "note": "n"}],
                    "stages": [{"stage_id": "x", "gates": [{"gate_id": "g"}]}]}),
                json!([
                    {"set": {"entity": "scenario", "field": "scenario_id"}},
                    {"move": {"entity": {"condition": {"index": 1}}, "index": 0, "stage": null}},
                    {"set": {"entity": {"condition": {"index": 1}}, "field": "note", "value": "n"}},
                ]),
            ),
            (
                json!({"scenario_id": "s", "conditions": [{"condition_id": "b"}],
                    "stages": [{"stage_id": "x", "gates": [{"gate_id": "h"}, {"gate_id": "g", "note": "n"}]}]}),
                json!([
                    {"remove": {"condition": {"index": 0}}},
                    {"add": {"list": {"gates": {"index": 0}}, "index": 0, "value": {"gate_id": "h"}}},
                    {"set": {"entity": {"gate": {"place": {"stage": 0, "index": 1}}}, "field": "note", "value": "n"}},
                ]),
            ),
            (
                json!({"scenario_id": "s", "stages": [{"stage_id": "x"}], "policies": []}),
                json!([
                    {"set": {"entity": "scenario", "field": "conditions"}},
                    {"set": {"entity": {"stage": {"index": 0}}, "field": "gates"}},
                    {"set": {"entity": "scenario", "field": "policies", "value": []}},
                ]),
            ),
        ] {
            let (before, after) = (draft(&base), draft(&after));
            let found = edits_between(&before, &after);
            assert_eq!(serde_json::to_value(&found).unwrap(), edits);
            let mut now = before;
            for edit in &found {
                apply(&mut now, edit).unwrap();
            }
            assert_eq!(now, after);
        }
    }
}

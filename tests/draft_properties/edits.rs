//! Random edits: many fit the draft that they are made on, many do not.

use gatewright::draft::{ChildKey, Edit, Entity, EntityList, Key, NodeChange, Wrapper};
use gatewright::spec::Requirement;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

use super::drafts::{Parts, as_value, draft, id, text, tree, value};

fn key() -> BoxedStrategy<Key> {
    prop_oneof![1 => id().prop_map(Key::Id), 2 => (0_usize..3).prop_map(Key::Index)].boxed()
}

fn child_key() -> BoxedStrategy<ChildKey> {
    prop_oneof![
        1 => id().prop_map(ChildKey::Id),
        2 =>         (0_usize..2, prop_oneof![2 => Just(0_usize), 1 => 0_usize..2]).prop_map(|(stage, index)| ChildKey::Place { stage, index }),
    ]
    .boxed()
}

/// Any entity, there or not.
fn entity() -> BoxedStrategy<Entity> {
    prop_oneof![
        Just(Entity::Scenario),
        key().prop_map(Entity::Condition),
        key().prop_map(Entity::Stage),
        child_key().prop_map(Entity::Gate),
        child_key().prop_map(Entity::Packet),
        (key(), 0_usize..3).prop_map(|(stage, index)| Entity::Rule { stage, index }),
        key().prop_map(Entity::Policy),
        key().prop_map(Entity::Schema),
    ]
    .boxed()
}

fn list() -> BoxedStrategy<EntityList> {
    prop_oneof![
        Just(EntityList::Conditions),
        Just(EntityList::Stages),
        key().prop_map(EntityList::Gates),
        key().prop_map(EntityList::Packets),
        key().prop_map(EntityList::Rules),
        Just(EntityList::Policies),
        Just(EntityList::Schemas),
    ]
    .boxed()
}

/// Returns every item of the kind in a document in draft form.
fn items<'v>(donor: &'v Value, kind: &str) -> Vec<&'v Value> {
    let list = |of: &'v Value, name: &str| -> Vec<&'v Value> {
        of[name].as_array().into_iter().flatten().collect()
    };
    let stages = list(donor, "stages");
    match kind {
        "scenario" => vec![donor],
        "gates" | "entry_packets" => stages.iter().flat_map(|s| list(s, kind)).collect(),
        "branches" => stages
            .iter()
            .flat_map(|s| list(&s["advance_to"], kind))
            .collect(),
        _ => list(donor, kind),
    }
}

fn set() -> BoxedStrategy<Edit> {
    (entity(), draft(Parts::Some), any::<Index>(), 0..8, value())
        .prop_map(|(entity, donor, pick, how, random)| {
            let donor = as_value(&donor);
            let kind = match entity {
                Entity::Scenario => "scenario",
                Entity::Condition(_) => "conditions",
                Entity::Stage(_) => "stages",
                Entity::Gate(_) => "gates",
                Entity::Packet(_) => "entry_packets",
                Entity::Rule { .. } => "branches",
                Entity::Policy(_) => "policies",
                Entity::Schema(_) => "schemas",
            };
            let fields: Vec<(String, Value)> = items(&donor, kind)
                .into_iter()
                .filter_map(Value::as_object)
                .flatten()
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            let (field, found) = if fields.is_empty() {
                ("note".to_owned(), json!("n"))
            } else {
                pick.get(&fields).clone()
            };
            let value = match how {
                0 | 1 => None,
                2 => Some(Value::Null),
                3 => Some(random),
                _ => Some(found),
            };
            Edit::Set {
                entity,
                field,
                value,
            }
        })
        .boxed()
}

fn add() -> BoxedStrategy<Edit> {
    (
        list(),
        draft(Parts::Some),
        any::<Index>(),
        prop::option::of(0_usize..4),
        value(),
    )
        .prop_map(|(list, donor, pick, index, random)| {
            let donor = as_value(&donor);
            let kind = match list {
                EntityList::Conditions => "conditions",
                EntityList::Stages => "stages",
                EntityList::Gates(_) => "gates",
                EntityList::Packets(_) => "entry_packets",
                EntityList::Rules(_) => "branches",
                EntityList::Policies => "policies",
                EntityList::Schemas => "schemas",
            };
            let found = items(&donor, kind);
            let value = if found.is_empty() {
                random
            } else {
                (*pick.get(&found)).clone()
            };
            Edit::Add { list, index, value }
        })
        .boxed()
}

fn node() -> BoxedStrategy<Edit> {
    let json = |tree: Requirement| serde_json::to_value(tree).unwrap();
    let path = || prop_oneof![Just(Vec::new()), vec(0_usize..2, 1..3)];
    let wrapper = prop_oneof![
        Just(Wrapper::All),
        Just(Wrapper::Any),
        Just(Wrapper::Not),
        (0_u8..4).prop_map(Wrapper::Quorum),
    ];
    let any_node = move || prop_oneof![4 => tree().prop_map(json), 1 => value()];
    let change = prop_oneof![
        (0_usize..4, any_node()).prop_map(|(index, node)| NodeChange::Insert { index, node }),
        any_node().prop_map(NodeChange::Replace),
        Just(NodeChange::Remove),
        wrapper.prop_map(NodeChange::Wrap),
        Just(NodeChange::Unwrap),
        (path(), 0_usize..4).prop_map(|(parent, index)| NodeChange::Move { parent, index }),
        (0_u8..4).prop_map(NodeChange::SetQuorum),
    ];
    // The first gate is the one that most drafts have.
    let first = Just(ChildKey::Place { stage: 0, index: 0 });
    let gate = prop_oneof![1 => child_key(), 3 => first];
    (gate, path(), change)
        .prop_map(|(gate, mut path, change)| {
            // The root never moves.
            if path.is_empty() && matches!(change, NodeChange::Move { .. }) {
                path.push(0);
            }
            Edit::Node { gate, path, change }
        })
        .boxed()
}

/// Any edit.
pub fn edit() -> BoxedStrategy<Edit> {
    let one = prop_oneof![
        3 => set(),
        2 => add(),
        1 => entity().prop_map(Edit::Remove),
        1 => (entity(), 0_usize..4, prop::option::of(key()))
            .prop_map(|(entity, index, stage)| Edit::Move { entity, index, stage }),
        2 => (entity(), prop_oneof![id(), text(), select(vec!["new", "x9"]).prop_map(str::to_owned)])
            .prop_map(|(entity, id)| Edit::Rename { entity, id }),
        3 => node(),
    ]
    .boxed();
    prop_oneof![8 => one.clone(), 1 => vec(one, 0..4).prop_map(Edit::Batch)].boxed()
}

/// Returns the name of an edit's kind, and of the change of a node.
pub fn kind(edit: &Edit) -> &'static str {
    match edit {
        Edit::Set { .. } => "set",
        Edit::Add { .. } => "add",
        Edit::Remove(_) => "remove",
        Edit::Move { stage: None, .. } => "move",
        Edit::Move { .. } => "move to stage",
        Edit::Rename { .. } => "rename",
        Edit::Batch(_) => "batch",
        Edit::Node { change, .. } => match change {
            NodeChange::Insert { .. } => "node insert",
            NodeChange::Replace(_) => "node replace",
            NodeChange::Remove => "node remove",
            NodeChange::Wrap(_) => "node wrap",
            NodeChange::Unwrap => "node unwrap",
            NodeChange::Move { .. } => "node move",
            NodeChange::SetQuorum(_) => "node quorum",
        },
    }
}

//! New entities, copies, and what is used but not declared.

use serde_json::{Value, json};

use super::{condition, open, place, stage};
use crate::draft::{Edit, Entity, EntityList, Key, entity_value};
use crate::session::form::{duplicate, entity_name, new_entity, new_rule, remove, undeclared};

fn added(edit: Edit) -> Value {
    match edit {
        Edit::Add { value, .. } => value,
        other => panic!("{other:?}"),
    }
}

#[test]
fn new_entities_have_free_ids_and_can_be_added() {
    let mut session = open(&json!({
        "conditions": [{"condition_id": "a"}, {"condition_id": "condition_3"}],
        "stages": [{"stage_id": "stage-2", "gates": [{"gate_id": "g"}],
            "advance_to": {"kind": "branch"}}],
    }));
    let at = || Key::Index(0);
    for (list, field, id) in [
        (EntityList::Conditions, "condition_id", "condition_4"),
        (EntityList::Stages, "stage_id", "stage-3"),
        (EntityList::Gates(at()), "gate_id", "gate-2"),
        (EntityList::Packets(at()), "packet_id", "packet"),
        (EntityList::Policies, "policy_id", "policy"),
        (EntityList::Schemas, "schema_id", "schema"),
    ] {
        let edit = new_entity(&session, &list);
        assert_eq!(added(edit.clone())[field], id);
        session.edit("add", &edit).unwrap();
    }
    let rule = new_rule(&session, &at());
    assert_eq!(
        added(rule.clone()),
        json!({"gate_id": "g", "outcome": "true"})
    );
    session.edit("add", &rule).unwrap();
    session
        .edit("add", &new_entity(&session, &EntityList::Rules(at())))
        .unwrap();
}

#[test]
fn a_copy_stands_behind_its_original_with_ids_of_its_own() {
    let mut session = open(&json!({
        "conditions": [{"condition_id": "a_2", "note": "n"}, {"condition_id": "a_3"}, {}],
        "stages": [{"stage_id": "s", "entry_packets": [{"packet_id": "p"}],
            "gates": [{"gate_id": "g", "requirement": "a_2"}, {"gate_id": "g-2"}],
            "advance_to": {"kind": "branch", "default": "s", "branches": [
                {"gate_id": "g", "outcome": "true", "next_stage_id": "t"},
                {"gate_id": "g-2", "outcome": "true", "next_stage_id": "s"}]}},
            {"stage_id": "t"}],
    }));
    let mut copy = |entity: &Entity, at: &Entity| {
        let edit = duplicate(&session, entity).unwrap();
        session.edit("copy", &edit).unwrap();
        entity_value(session.draft(), at).unwrap()
    };
    assert_eq!(
        copy(&condition(0), &condition(1)),
        json!({"condition_id": "a_4", "note": "n"})
    );
    assert_eq!(copy(&condition(3), &condition(4)), json!({}));
    let stage = copy(&stage(0), &stage(1));
    assert_eq!(stage["stage_id"], "s-2");
    assert_eq!(stage["entry_packets"][0]["packet_id"], "p-2");
    assert_eq!(
        stage["gates"][0],
        json!({"gate_id": "g-3", "requirement": "a_2"})
    );
    assert_eq!(stage["gates"][1]["gate_id"], "g-4");
    assert_eq!(
        stage["advance_to"],
        json!({"kind": "branch", "default": "s-2", "branches": [
            {"gate_id": "g-3", "outcome": "true", "next_stage_id": "t"},
            {"gate_id": "g-4", "outcome": "true", "next_stage_id": "s-2"}]})
    );
    let gate = copy(&Entity::Gate(place(1, 0)), &Entity::Gate(place(1, 1)));
    assert_eq!(gate["gate_id"], "g-5");
    assert!(duplicate(&session, &Entity::Scenario).is_err());
    assert!(duplicate(&session, &condition(99)).is_err());
}

#[test]
fn what_refers_to_something_removed_is_told() {
    let session = open(&json!({
        "conditions": [{"condition_id": "a"}, {"condition_id": "b"}],
        "schemas": [{"schema_id": "d"}],
        "stages": [
            {"stage_id": "s", "gates": [{"gate_id": "g", "requirement": "not a"}],
             "entry_packets": [{"packet_id": "p", "schema_id": "d"}],
             "advance_to": {"kind": "branch", "branches": [{"gate_id": "g"}], "default": "t"}},
            {"stage_id": "t"}],
    }));
    for (entity, told) in [
        (condition(0), vec!["gate `g` still refers to it"]),
        (condition(1), vec![]),
        (stage(1), vec!["stage `s` still refers to it"]),
        (
            Entity::Gate(place(0, 0)),
            vec!["a branch rule of stage `s` still refers to it"],
        ),
        (
            Entity::Schema(Key::Index(0)),
            vec!["packet `p` still refers to it"],
        ),
    ] {
        let (edit, said) = remove(&session, &entity);
        assert_eq!(edit, Edit::Remove(entity));
        assert_eq!(said, told);
    }
}

#[test]
fn schemas_of_packets_are_declared_once() {
    let session = open(
        &json!({"schemas": [{"schema_id": "a"}], "stages": [{"entry_packets": [
        {"schema_id": "b"}, {"schema_id": "a"}, {"schema_id": "b"}, {}]}]}),
    );
    let added: Vec<Value> = undeclared(&session).into_iter().map(added).collect();
    assert_eq!(added, [json!({"schema_id": "b"})]);
}

#[test]
fn entities_are_named_by_id_or_by_position() {
    let session = open(&json!({"conditions": [{}, {"condition_id": "c"}],
        "stages": [{"gates": [{}], "advance_to": {"kind": "branch", "branches": [{}]}}]}));
    let rule = Entity::Rule {
        stage: Key::Index(0),
        index: 0,
    };
    for (entity, name) in [
        (Entity::Scenario, "the scenario"),
        (condition(0), "condition 1"),
        (condition(1), "condition `c`"),
        (Entity::Gate(place(0, 0)), "gate 1"),
        (rule, "rule 1 of stage 1"),
        (condition(9), "condition"),
    ] {
        assert_eq!(entity_name(session.draft(), &entity), name);
    }
}

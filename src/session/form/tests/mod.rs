//! Forms, over the built-in contracts and some of stranger shape.

mod change;
mod entities;
mod fields;
mod text;

use std::sync::Arc;

use serde_json::{Value, json};

use crate::draft::{ChildKey, Entity, Format, Key, Slot, read};
use crate::session::{Session, Setting};
use crate::sources::{DataShape, Provider, Sources};

use super::{Field, fields};

/// Opens a draft over the built-in contracts.
fn open(document: &Value) -> Session {
    open_with(document, Sources::builtin())
}

fn open_with(document: &Value, sources: Sources) -> Session {
    let reading = read(document.to_string().as_bytes(), Format::Json);
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    let setting = Setting {
        sources: Arc::new(sources),
        ..Setting::default()
    };
    Session::of_draft(reading.draft.unwrap(), setting)
}

/// Returns the built-in contracts with one more, whose only check is `own · check`.
fn with_check(params: &Value, result: &Value, comparators: &Value) -> Sources {
    let mut sources = Sources::builtin();
    let contract = json!({
        "provider_id": "own", "name": "Own", "description": "d", "transport": "mcp",
        "config_schema": {}, "notes": [], "checks": [{
            "check_id": "check", "description": "What is asked.", "determinism": "external",
            "params_required": true, "params_schema": params, "result_schema": result,
            "allowed_comparators": comparators, "anchor_types": [], "content_types": [],
            "examples": [],
        }],
    });
    let provider = Provider::read(contract.to_string().as_bytes(), "own.json", None).unwrap();
    Arc::make_mut(&mut sources.contracts)
        .insert(provider)
        .unwrap();
    sources
}

fn with_shape(sources: &mut Sources, schema: &Value) {
    let shape = json!({"schema_id": "shape", "version": "1", "schema": schema});
    let shape = DataShape::read(shape.to_string().as_bytes(), "shape.json").unwrap();
    Arc::make_mut(&mut sources.data_shapes)
        .insert(shape)
        .unwrap();
}

fn condition(index: usize) -> Entity {
    Entity::Condition(Key::Index(index))
}

fn stage(index: usize) -> Entity {
    Entity::Stage(Key::Index(index))
}

fn place(stage: usize, index: usize) -> ChildKey {
    ChildKey::Place { stage, index }
}

fn slot(entity: Entity, path: &str) -> Slot {
    Slot {
        entity,
        path: path.to_owned(),
    }
}

/// Returns the field at a path.
fn field(session: &Session, entity: &Entity, path: &str) -> Field {
    fields(session, entity)
        .into_iter()
        .find(|field| field.slot.path == path)
        .unwrap_or_else(|| panic!("no field at {path}"))
}

//! Interim.
use super::*;
use crate::draft::{Edit, EditError, EntityList};
/// x
pub fn parse(_: &Kind, text: &str) -> Result<Value, String> {
    Ok(text.into())
}
/// x
pub fn text(_: &Kind, value: &Value) -> String {
    value.to_string()
}
/// x
pub fn new_entity(_: &Session, list: &EntityList) -> Edit {
    Edit::Add {
        list: list.clone(),
        index: None,
        value: serde_json::json!({}),
    }
}
/// x
pub fn duplicate(_: &Session, entity: &Entity) -> Result<Edit, EditError> {
    Ok(Edit::Remove(entity.clone()))
}
/// x
pub fn remove(_: &Session, entity: &Entity) -> (Edit, Vec<String>) {
    (Edit::Remove(entity.clone()), Vec::new())
}

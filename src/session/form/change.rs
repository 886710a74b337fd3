//! What has to follow when one value is set.

use serde_json::Value;

use crate::draft::{Edit, EditError, Slot};

use crate::session::Session;

/// An edit with what it does beyond its own place.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What is done, in a few words, for the history.
    pub label: String,
    /// The whole edit.
    pub edit: Edit,
    /// What else it changes and why, a sentence each.
    pub told: Vec<String>,
}

/// Returns the edit that sets a value or takes it away, with everything that has to follow.
///
/// # Errors
/// When the value does not fit its place.
pub fn change(session: &Session, slot: &Slot, value: Option<Value>) -> Result<Change, EditError> {
    Ok(Change {
        label: format!("set {}", slot.path.trim_start_matches('/')),
        edit: slot.set(session.draft(), value)?,
        told: Vec::new(),
    })
}

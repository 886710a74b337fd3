//! Interim.
use super::Session;
use crate::draft::Slot;
impl Session {
    /// x
    pub fn is_pending(&self) -> bool {
        false
    }
    /// x
    pub fn check_now(&mut self) {}
    /// x
    pub fn would(
        &mut self,
        slot: &Slot,
        value: Option<serde_json::Value>,
    ) -> Result<Vec<String>, crate::draft::EditError> {
        super::form::change(self, slot, value).map(|_| Vec::new())
    }
}

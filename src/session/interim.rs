//! Interim.
use super::Session;
use crate::draft::Slot;
impl Session {
    /// x
    pub fn typed(&self, _: &Slot) -> Option<&str> {
        None
    }
    /// x
    pub fn keep_typed(&mut self, _: &Slot, _: Option<String>) {}
    /// x
    pub fn name(&self) -> String {
        String::new()
    }
    /// x
    pub fn is_dirty(&self) -> bool {
        false
    }
    /// x
    pub fn is_read_only(&self) -> bool {
        false
    }
    /// x
    pub fn close(&mut self) {}
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

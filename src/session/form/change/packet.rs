//! Another kind of payload or expiry.

use serde_json::{Value, json};

use crate::draft::Slot;

use super::{Change, field, old};
use crate::session::Session;

/// Changes where the content of a packet is kept.
pub(super) fn payload(session: &Session, slot: &Slot, value: Option<Value>) -> Change {
    let before = old(session, slot, "payload");
    if before.get("kind") == value.as_ref() {
        let same = value.map(|_| Value::Object(before));
        return field(session, slot, "payload", same);
    }
    let after = value.map(|kind| match kind.as_str() {
        // What is left to say is the address and the digest.
        Some("external") => json!({"kind": kind, "content_ref": {
            "content_hash": {"algorithm": "sha256"}, "encryption": null,
        }}),
        _ => json!({ "kind": kind }),
    });
    let mut change = field(session, slot, "payload", after);
    let content = [
        ("value", "JSON value"),
        ("bytes", "bytes"),
        ("content_ref", "reference to the content"),
    ];
    for (name, what) in content {
        if before.contains_key(name) {
            change.told.push(format!(
                "dropped the {what} of the payload: the new kind holds something else"
            ));
        }
    }
    change
}

/// Changes on which clock a packet expires.
pub(super) fn expiry(session: &Session, slot: &Slot, value: Option<Value>) -> Change {
    let before = old(session, slot, "expiry");
    if before.get("kind") == value.as_ref() {
        let same = value.map(|_| Value::Object(before));
        return field(session, slot, "expiry", same);
    }
    let mut change = field(
        session,
        slot,
        "expiry",
        value.map(|kind| json!({ "kind": kind })),
    );
    if let Some(old) = before.get("value").filter(|value| !value.is_null()) {
        change.told.push(format!(
            "dropped the expiry {old}: it was reckoned on another clock"
        ));
    }
    change
}

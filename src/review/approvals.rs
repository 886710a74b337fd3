//! Decisions about changes, on record and bound to both hashes.
//!
//! No clock is read: whoever wants a date writes it into the reason or the note.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model::{Change, Comparison};
use super::verdict::Forbidden;

/// Version of the approvals file that this build writes and reads.
pub const APPROVALS_VERSION: u32 = 1;

/// The decisions of a file, in the order in which they were made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approvals {
    /// Version of the file's format.
    approvals_version: u32,
    /// The decisions.
    approvals: Vec<Entry>,
}

/// One decision: these changes between these two specs are accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Approval")]
pub struct Entry {
    /// SHA-256 of the old spec, in lowercase hex.
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    pub old_hash: String,
    /// SHA-256 of the new spec, in lowercase hex.
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    pub new_hash: String,
    /// Fingerprints of the accepted changes, each of 12 hex digits.
    #[schemars(length(min = 1), inner(regex(pattern = "^[0-9a-f]{12}$")))]
    pub fingerprints: Vec<String>,
    /// Why they are accepted.
    pub reason: String,
    /// Who accepts them.
    pub who: String,
    /// Anything else worth keeping, such as a date or a ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The decision about one change that is on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Who made it; may hold untrusted text.
    pub who: String,
    /// Why; may hold untrusted text.
    pub reason: String,
    /// Whether it was made about other bytes, and so does not count by itself.
    pub elsewhere: bool,
}

/// Why a text is no approvals file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApprovalsError {
    /// It is not JSON of the right shape.
    #[error("it is not an approvals file: {0}")]
    Shape(String),
    /// It was written by another version.
    #[error("its approvals_version is {0}, this build reads {APPROVALS_VERSION}")]
    Version(u64),
    /// A decision can never count, or nobody can tell why it was made.
    #[error("decision {number} {problem}")]
    Decision {
        /// Which one, counted from 1.
        number: usize,
        /// What is wrong with it.
        problem: &'static str,
    },
}

/// The changes asked for are not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no change has the fingerprint `{}`", .unknown.join("`, `"))]
pub struct UnknownFingerprints {
    /// What was asked for.
    pub unknown: Vec<String>,
}

impl Default for Approvals {
    fn default() -> Self {
        Self {
            approvals_version: APPROVALS_VERSION,
            approvals: Vec::new(),
        }
    }
}

impl Approvals {
    /// Reads an approvals file.
    ///
    /// # Errors
    /// When the text is not one, or one of another version.
    pub fn read(text: &[u8]) -> Result<Self, ApprovalsError> {
        let shape = |error: serde_json::Error| ApprovalsError::Shape(error.to_string());
        let value: Value = serde_json::from_slice(text).map_err(shape)?;
        let version = value.get("approvals_version").and_then(Value::as_u64);
        if let Some(version) = version.filter(|version| *version != u64::from(APPROVALS_VERSION)) {
            return Err(ApprovalsError::Version(version));
        }
        // From the text and not from the value, which keeps the last of two equal keys in silence.
        let read: Self = serde_json::from_slice(text).map_err(shape)?;
        for (entry, number) in read.approvals.iter().zip(1..) {
            if let Some(problem) = entry.problem() {
                return Err(ApprovalsError::Decision { number, problem });
            }
        }
        Ok(read)
    }

    /// Writes the file, one field per line.
    #[must_use]
    pub fn write(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Returns the decisions.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.approvals
    }

    /// Records a decision about some changes of a comparison, and tells whether it is a new one.
    ///
    /// The same decision twice is one.
    ///
    /// # Errors
    /// When a fingerprint is of no change; nothing is recorded then.
    pub fn approve(
        &mut self,
        comparison: &Comparison,
        fingerprints: &[String],
        who: &str,
        reason: &str,
        note: Option<&str>,
    ) -> Result<bool, UnknownFingerprints> {
        let changes = &comparison.behaviour.changes;
        let known: BTreeSet<String> = changes.iter().map(Change::fingerprint).collect();
        let wanted: BTreeSet<&String> = fingerprints.iter().collect();
        let unknown: Vec<String> = wanted
            .iter()
            .filter(|wanted| !known.contains(**wanted))
            .map(|wanted| (*wanted).clone())
            .collect();
        if !unknown.is_empty() {
            return Err(UnknownFingerprints { unknown });
        }
        let entry = Entry {
            old_hash: comparison.old.hash.to_string(),
            new_hash: comparison.new.hash.to_string(),
            fingerprints: wanted.into_iter().cloned().collect(),
            reason: reason.to_owned(),
            who: who.to_owned(),
            note: note.map(str::to_owned),
        };
        let is_new = !self.approvals.contains(&entry);
        if is_new {
            self.approvals.push(entry);
        }
        Ok(is_new)
    }

    /// Puts the decisions on record beside the changes that they are about.
    ///
    /// A decision about these two specs counts more than one about others, and a later one more
    /// than an earlier one.
    pub fn mark(&self, comparison: &mut Comparison) {
        let hashes = (
            comparison.old.hash.to_string(),
            comparison.new.hash.to_string(),
        );
        for change in &mut comparison.behaviour.changes {
            let fingerprint = change.fingerprint();
            let about = |entry: &&Entry| entry.fingerprints.contains(&fingerprint);
            let here = |entry: &&Entry| entry.old_hash == hashes.0 && entry.new_hash == hashes.1;
            let mut all = self.approvals.iter().rev().filter(about);
            let last = all.clone().next();
            let found = all.find(here).map(|entry| (entry, false));
            let found = found.or_else(|| last.map(|entry| (entry, true)));
            change.approval = found.map(|(entry, elsewhere)| Approval {
                who: entry.who.clone(),
                reason: entry.reason.clone(),
                elsewhere,
            });
        }
    }
}

impl Entry {
    /// Returns why the decision is of no use; none for a good one.
    fn problem(&self) -> Option<&'static str> {
        let is_hex = |text: &str, digits| {
            let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
            text.len() == digits && text.bytes().all(hex)
        };
        if !is_hex(&self.old_hash, 64) {
            return Some("has an `old_hash` that is not 64 lowercase hex digits");
        }
        if !is_hex(&self.new_hash, 64) {
            return Some("has a `new_hash` that is not 64 lowercase hex digits");
        }
        if self.fingerprints.is_empty() {
            return Some("names no fingerprint");
        }
        if !self.fingerprints.iter().all(|print| is_hex(print, 12)) {
            return Some("has a fingerprint that is not 12 lowercase hex digits");
        }
        if self.who.trim().is_empty() {
            return Some("does not say who made it");
        }
        if self.reason.trim().is_empty() {
            return Some("gives no reason");
        }
        None
    }
}

impl Change {
    /// Tells whether a decision on record accepts the change; with `carry` also one about other
    /// bytes.
    #[must_use]
    pub fn is_approved(&self, carry: bool) -> bool {
        let approval = self.approval.as_ref();
        approval.is_some_and(|approval| carry || !approval.elsewhere)
    }

    /// Tells whether a pipeline stops at the change: one of the kinds forbids it, and no decision
    /// accepts it.
    #[must_use]
    pub fn stops(&self, forbidden: &[Forbidden], carry: bool) -> bool {
        forbidden.iter().any(|kind| kind.forbids(self)) && !self.is_approved(carry)
    }
}

/// Returns the JSON Schema (2020-12) of an approvals file.
#[must_use]
pub fn approvals_schema() -> Value {
    let mut schema = schemars::schema_for!(Approvals).to_value();
    schema["title"] = Value::from("Gatewright approvals");
    schema
}

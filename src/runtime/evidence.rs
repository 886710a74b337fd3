//! What a provider answers when a condition asks it (REFERENCE §7).

use serde_json::Value;

use super::size::canonical_size;
use crate::spec::TrustLane;

/// Largest value that the engine takes as evidence, in bytes (canonical bytes for JSON).
pub const MAX_EVIDENCE_BYTES: usize = 1024 * 1024;

/// A value that was found.
#[derive(Debug, Clone, PartialEq)]
pub enum EvidenceValue {
    /// Any JSON value, null included.
    Json(Value),
    /// Raw bytes.
    Bytes(Vec<u8>),
}

impl EvidenceValue {
    /// Returns the size that counts against [`MAX_EVIDENCE_BYTES`].
    #[must_use]
    pub fn size(&self) -> usize {
        match self {
            Self::Json(value) => canonical_size(value),
            Self::Bytes(bytes) => bytes.len(),
        }
    }
}

/// The answer to one question: a value or none, how far it can be trusted, and what went wrong.
///
/// No value and no error means that the provider looked and found nothing, which makes
/// `not_exists` true. An error makes every comparator unknown, whatever the value.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// What was found.
    pub value: Option<EvidenceValue>,
    /// How far the answer can be trusted.
    pub lane: TrustLane,
    /// Code of the error, when the provider failed.
    pub error: Option<String>,
}

impl Evidence {
    /// Returns an answer with a JSON value.
    #[must_use]
    pub const fn json(value: Value, lane: TrustLane) -> Self {
        Self {
            value: Some(EvidenceValue::Json(value)),
            lane,
            error: None,
        }
    }

    /// Returns an answer with bytes.
    #[must_use]
    pub const fn bytes(bytes: Vec<u8>, lane: TrustLane) -> Self {
        Self {
            value: Some(EvidenceValue::Bytes(bytes)),
            lane,
            error: None,
        }
    }

    /// Returns an answer that found nothing, without an error.
    #[must_use]
    pub const fn nothing(lane: TrustLane) -> Self {
        Self {
            value: None,
            lane,
            error: None,
        }
    }

    /// Returns the answer of a provider that failed with a code.
    #[must_use]
    pub const fn failed(code: String) -> Self {
        Self {
            value: None,
            lane: TrustLane::Verified,
            error: Some(code),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_size_of_json_is_that_of_its_canonical_bytes() {
        for (value, size) in [
            (EvidenceValue::Json(json!("é\n")), 6),
            (EvidenceValue::Json(json!(1.0)), 1),
            (EvidenceValue::Bytes(vec![0; 3]), 3),
        ] {
            assert_eq!(value.size(), size, "{value:?}");
        }
    }
}

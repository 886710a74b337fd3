//! Canonical bytes (RFC 8785) and their SHA-256 (REFERENCE §9).

use std::fmt;

use serde::Serialize;
use sha2::{Digest, Sha256};

/// The value has no canonical form: a number is not finite or a map key is not text.
#[derive(Debug, thiserror::Error)]
#[error("no canonical form: {0}")]
pub struct CanonicalError(String);

/// Returns the RFC 8785 bytes of a value.
///
/// # Errors
/// When the value cannot be written as JSON.
pub fn canonical_bytes<T: Serialize>(value: &T) -> Result<Vec<u8>, CanonicalError> {
    serde_jcs::to_vec(value).map_err(|error| CanonicalError(error.to_string()))
}

/// The SHA-256 of canonical bytes; it prints as lowercase hex.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SpecHash([u8; 32]);

impl SpecHash {
    /// Returns the hash of exactly these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for SpecHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for SpecHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SpecHash({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_sorted_and_numbers_take_their_shortest_form() {
        let bytes = canonical_bytes(&json!({"b": 1.0, "a": [1e21, -0.0], "é": "\u{1}"})).unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "{\"a\":[1e+21,0],\"b\":1,\"é\":\"\\u0001\"}"
        );
    }

    #[test]
    fn the_hash_prints_as_lowercase_hex() {
        assert_eq!(
            SpecHash::of(b"").to_string(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }
}

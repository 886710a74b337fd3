//! How many canonical bytes a value takes, counted without building them.
//!
//! The runtime's limits count its own canonical form, which writes integers of any size in full
//! (REFERENCE §9), so the canonical bytes of the product cannot be used for the count: they round
//! such integers. The order of keys does not matter to a size.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};

use crate::spec::canonical_bytes;

/// Returns the number of canonical bytes of a value, as the runtime writes it.
pub fn canonical_size(value: &Value) -> usize {
    let mut count = Count(0);
    let mut serializer = Serializer::with_formatter(&mut count, ShortestFloats);
    let written = value.serialize(&mut serializer);
    // A JSON value always has a text; one without would be over every limit.
    written.map_or(usize::MAX, |()| count.0)
}

/// Counts the bytes written to it.
struct Count(usize);

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Compact JSON, with floats in the spelling of RFC 8785.
struct ShortestFloats;

impl Formatter for ShortestFloats {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(&canonical_bytes(&value).map_err(io::Error::other)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn sizes_are_those_of_the_runtimes_canonical_form() {
        for (value, canonical) in [
            (json!(null), "null"),
            (json!([1, 1.0, -0.0, 1e21, 5e-324]), "[1,1,0,1e+21,5e-324]"),
            (json!(u64::MAX), "18446744073709551615"),
            (
                json!({"b": [], "a": {"": true}}),
                r#"{"a":{"":true},"b":[]}"#,
            ),
            (
                json!("\u{1}\u{7f}\"\\/é😀"),
                "\"\\u0001\u{7f}\\\"\\\\/é😀\"",
            ),
        ] {
            assert_eq!(canonical_size(&value), canonical.len(), "{value}");
        }
    }
}

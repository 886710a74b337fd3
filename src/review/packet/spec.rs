//! The spec itself, laid out for reading.

use serde_json::Value;

use super::super::page::Block;
use super::Review;
use crate::diagnostic::ascii_hidden;

/// The lines differ from the compiled bytes in their layout alone.
pub(super) fn blocks(review: &Review<'_>) -> Vec<Block> {
    let compiled = review.side().compiled;
    let laid_out = serde_json::from_slice::<Value>(&compiled.bytes)
        .and_then(|value| serde_json::to_string_pretty(&value));
    let Ok(lines) = laid_out else {
        return Vec::new();
    };
    let title = format!(
        "{} bytes in its canonical form, laid out here for reading",
        compiled.bytes.len()
    );
    let code = Block::Code("json", ascii_hidden(&lines));
    vec![Block::Fold(title, vec![code])]
}

//! Not yet.
use super::super::page::Block;
use super::Review;
pub(super) fn blocks(_review: &Review<'_>) -> Vec<Block> {
    Vec::new()
}

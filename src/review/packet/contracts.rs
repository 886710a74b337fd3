//! The contracts that the conditions were checked against.

use super::super::page::{Block, Table};
use super::Review;

pub(super) fn blocks(review: &Review<'_>) -> Vec<Block> {
    let side = review.side();
    let mut table = Table::new(&["Provider", "Transport", "SHA-256 of its contract"]);
    let queries = side.draft.conditions().iter();
    let mut used: Vec<&str> = queries
        .filter_map(|condition| condition.query.as_ref()?.provider_id.as_deref())
        .collect();
    used.sort_unstable();
    used.dedup();
    for id in used {
        if let Some(provider) = side.sources.contracts.get(id) {
            table.rows.push(vec![
                format!("`{id}`"),
                provider.contract.transport.name().to_owned(),
                format!("`{}`", provider.hash),
            ]);
        }
    }
    if table.rows.is_empty() {
        return vec![Block::says("No provider is asked.")];
    }
    vec![Block::Table(table)]
}

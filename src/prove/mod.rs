//! What holds of a scenario for all evidence, without running it (REFERENCE §7–8).
//!
//! Every claim says how strongly it is known, and every possibility comes with evidence that shows
//! it. Nothing here asks a provider: what a provider can answer comes from its contract.

#[cfg_attr(
    not(test),
    expect(
        dead_code,
        unused_imports,
        reason = "the analyses that ask for cells stand on them"
    )
)]
mod cells;
mod claim;

pub use claim::{Can, Gap};

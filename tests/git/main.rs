//! Git itself over drafts and specs: settings, diffs, logs, merges, clones without the drivers.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a failing test may stop, and git is found by PATH"
)]

mod diffs;
mod merges;
mod recipes;
mod setup;
mod support;

//! The built binary, run as its users run it.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::format_collect,
    reason = "a harness stops at the first thing that is not as it should be"
)]

mod bad_input;
mod check;
mod commands;
mod compile;
mod diff;
mod drafts;
mod eval;
mod files;
mod graph;
mod linear;
mod network;
mod prove;
mod readme;
mod reports;
mod review;
mod signals;
mod snapshots;
mod sources;
mod streams;
mod support;
mod usage;
mod workspace;

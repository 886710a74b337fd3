//! Gatewright: author, check and compile Decision Gate scenarios.
//!
//! A draft is read, checked as the runtime would check it, and compiled to the one canonical JSON
//! with its SHA-256. `docs/architecture.md` is the map of the modules; each imports only modules
//! below it. Nothing in this library prints or reads the environment, the clock or a network.

#![forbid(unsafe_code)]

pub mod check;
pub mod compile;
pub mod diagnostic;
pub mod draft;
pub mod files;
pub mod plain;
pub mod prompt;
pub mod prove;
pub mod review;
pub mod runtime;
pub mod session;
pub mod sources;
pub mod spec;
pub mod trial;
pub mod tui;
pub mod typing;

//! The built binary in a terminal, worked with as an author works with it.
#![cfg(unix)]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::format_collect,
    missing_docs,
    reason = "a harness stops at the first thing that is not as it should be"
)]

#[path = "workbench/author.rs"]
mod author;
#[path = "workbench/crash.rs"]
mod crash;
#[path = "workbench/linear.rs"]
mod linear;
#[path = "workbench/looks.rs"]
mod looks;
#[path = "workbench/manners.rs"]
mod manners;
#[path = "workbench/terminal.rs"]
mod terminal;
#[path = "workbench/typing.rs"]
mod typing;

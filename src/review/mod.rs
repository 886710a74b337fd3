//! What a change to a scenario changes, for the person who signs it.
//!
//! Behaviour comes first, then the declaration, then the bytes.

pub mod graph;

//! Git: documents out of its history, and gatewright within its diffs and merges.
//!
//! Everything goes through the local `git` program; nothing is fetched.

mod cure;
mod error;
mod objects;
mod operand;
mod program;
#[cfg(test)]
mod tests;

pub(crate) use error::GitError;
pub(crate) use objects::Repository;
pub(crate) use operand::{Operand, split_operand};

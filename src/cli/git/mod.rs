//! Git: documents out of its history, and gatewright within its diffs and merges.
//!
//! Everything goes through the local `git` program; nothing is fetched.

mod args;
mod attributes;
mod cure;
mod driver;
mod error;
mod install;
mod objects;
mod operand;
mod program;
mod settings;
mod shell;
#[cfg(test)]
mod tests;

use super::context::Context;
use super::exit::Exit;

pub(crate) use args::{GitArgs, ShowArgs};
pub(crate) use error::GitError;
pub(crate) use objects::Repository;
pub(crate) use operand::{Operand, split_operand};

use args::GitAction;

/// Does what `git` asks for.
pub(crate) fn run(args: &GitArgs, context: &Context) -> Exit {
    match &args.action {
        GitAction::Install(args) => install::install(args, context),
        GitAction::Uninstall(args) => install::uninstall(&args.scope, context),
        GitAction::Check(args) => install::check(&args.scope, context),
        GitAction::MergeDriver(args) => driver::merge(args, context),
    }
}

//! What `show` and `git` accept.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::super::args::document;

/// `show`.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// A draft or spec, REVISION:FILE from git, or `-` for stdin.
    #[arg(value_parser = document(), value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Never fails: a file that is no draft or spec comes as it is. Git calls it so.
    #[arg(
        long,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "1",
        value_name = "VERSION"
    )]
    pub(crate) textconv: Option<u32>,
}

/// `git`.
#[derive(Debug, Args)]
pub(crate) struct GitArgs {
    #[command(subcommand)]
    pub(crate) action: GitAction,
}

/// What to do with git.
#[derive(Debug, Subcommand)]
pub(crate) enum GitAction {
    /// Sets git up to show and merge drafts and specs by what they say.
    Install(InstallArgs),
    /// Takes out again what `install` wrote.
    Uninstall(UninstallArgs),
    /// Tells what is set up and what is missing or stale.
    Check(UninstallArgs),
    /// Merges three versions of a draft into the second; git calls it.
    MergeDriver(MergeArgs),
}

/// Where settings of git are kept.
#[derive(Debug, Args)]
pub(crate) struct ScopeArgs {
    /// In this clone, with `.gitattributes` at its top; the default.
    #[arg(long, conflicts_with = "global")]
    pub(crate) local: bool,
    /// For all clones of this user; `.gitattributes` files stay as they are.
    #[arg(long)]
    pub(crate) global: bool,
}

/// `git install`.
#[derive(Debug, Args)]
pub(crate) struct InstallArgs {
    #[command(flatten)]
    pub(crate) scope: ScopeArgs,
    /// The program that git is to call.
    #[arg(long, default_value = "gatewright", value_name = "PATH")]
    pub(crate) command: PathBuf,
    /// Replaces settings of your own, too.
    #[arg(long)]
    pub(crate) force: bool,
}

/// `git uninstall` and `git check`.
#[derive(Debug, Args)]
pub(crate) struct UninstallArgs {
    #[command(flatten)]
    pub(crate) scope: ScopeArgs,
}

/// `git merge-driver`.
#[derive(Debug, Args)]
pub(crate) struct MergeArgs {
    /// Merges compiled files: the merged scenario is compiled anew.
    #[arg(long)]
    pub(crate) spec: bool,
    /// The common version, git's %O; an empty file when there is none.
    pub(crate) base: PathBuf,
    /// Our version, git's %A; the result is written here.
    pub(crate) ours: PathBuf,
    /// Their version, git's %B.
    pub(crate) theirs: PathBuf,
    /// Length of conflict markers, git's %L.
    #[arg(default_value_t = 7)]
    pub(crate) marker_size: u32,
    /// Name of the file, git's %P.
    pub(crate) path: Option<PathBuf>,
}

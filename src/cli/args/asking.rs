//! Arguments of the commands that ask about contracts, shapes and requirements.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::document;

/// `comparators`.
#[derive(Debug, Args)]
pub(crate) struct ComparatorsArgs {
    /// Provider of the check.
    #[arg(required_unless_present = "schema", requires = "check")]
    pub(crate) provider: Option<String>,
    /// The check.
    pub(crate) check: Option<String>,
    /// File with a result schema, instead of a provider's check.
    #[arg(
        long,
        conflicts_with_all = ["provider", "check"],
        value_parser = document(),
        value_name = "FILE"
    )]
    pub(crate) schema: Option<PathBuf>,
    /// Prints JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `requirement`.
#[derive(Debug, Args)]
pub(crate) struct RequirementArgs {
    /// A text such as "a and not b", or a tree in JSON; `-` reads stdin.
    #[arg(value_name = "EXPR|TREE")]
    pub(crate) requirement: String,
    /// The condition ids that exist; others are then errors.
    #[arg(long, value_delimiter = ',', value_name = "IDS")]
    pub(crate) conditions: Option<Vec<String>>,
    /// What to print; by default the other form.
    #[arg(long, value_enum)]
    pub(crate) to: Option<RequirementForm>,
}

/// The two forms of a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RequirementForm {
    /// A JSON tree.
    Tree,
    /// The requirement language.
    Text,
}

/// `contracts`.
#[derive(Debug, Args)]
pub(crate) struct ContractsArgs {
    #[command(subcommand)]
    pub(crate) action: Option<ContractsAction>,
}

/// What to do with contracts.
#[derive(Debug, Subcommand)]
pub(crate) enum ContractsAction {
    /// Lists the contracts of the workspace.
    List,
    /// Shows one contract with its checks, parameters and comparators.
    Show {
        /// The provider.
        id: String,
        /// Prints the contract as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Checks contract files.
    Check {
        /// Contract files, or folders of them; `-` reads stdin.
        #[arg(required = true, value_parser = document(), value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
}

/// `shapes`.
#[derive(Debug, Args)]
pub(crate) struct ShapesArgs {
    #[command(subcommand)]
    pub(crate) action: Option<ShapesAction>,
}

/// What to do with data shapes.
#[derive(Debug, Subcommand)]
pub(crate) enum ShapesAction {
    /// Lists the data shapes of the workspace.
    List,
    /// Checks data shape files, or those of the workspace.
    Check {
        /// Data shape files, or folders of them; `-` reads stdin.
        #[arg(value_parser = document(), value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
}

//! Arguments of `prove` and `why`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use gatewright::draft::Format;

use super::document;

/// `prove`.
#[derive(Debug, Args)]
pub(crate) struct ProveArgs {
    /// Drafts or specs that compile, or folders whose *.draft.json and *.draft.ron are proved; `-`
    /// reads stdin.
    #[arg(required = true, value_parser = document(), value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// How to show it.
    #[arg(long, value_enum, default_value_t = ProofFormat::Human, value_name = "FORMAT")]
    pub(crate) format: ProofFormat,
    /// Makes the exit code 3 when something was not analysed for want of budget.
    #[arg(long)]
    pub(crate) require_proof: bool,
    /// Nodes of decision diagrams that the analysis of one gate or stage may make, instead of
    /// 200000; what needs more is told as not analysed.
    #[arg(long, value_name = "NODES")]
    pub(crate) budget: Option<usize>,
    /// Format of the files, instead of the one of their names.
    #[arg(long, value_name = "json|ron")]
    pub(crate) from: Option<Format>,
}

/// How proofs are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProofFormat {
    /// For reading.
    Human,
    /// One JSON object; `gatewright schema proof` describes it.
    Json,
    /// GitHub-flavoured Markdown.
    Markdown,
}

/// `why`.
#[derive(Debug, Args)]
pub(crate) struct WhyArgs {
    /// A draft or a spec that compiles; `-` reads stdin.
    #[arg(value_parser = document(), value_name = "SPEC")]
    pub(crate) spec: PathBuf,
    /// Id of a gate, stage, packet or condition, or its address such as stage:build/gate:quality.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// How to show it.
    #[arg(long, value_enum, default_value_t = WhyFormat::Human, value_name = "FORMAT")]
    pub(crate) format: WhyFormat,
    /// Format of the file, instead of the one of its name.
    #[arg(long, value_name = "json|ron")]
    pub(crate) from: Option<Format>,
}

/// How an answer is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WhyFormat {
    /// For reading.
    Human,
    /// One JSON object; `gatewright schema why` describes it.
    Json,
}

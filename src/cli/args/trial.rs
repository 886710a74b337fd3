//! Arguments of `eval` and `precheck`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use gatewright::draft::{DataShapeRef, Format};
use gatewright::spec::TrustLane;

use super::{data_shape, document};

/// `eval`.
#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    /// Answers of the providers in JSON, and triggers where wanted; `-` reads stdin.
    #[arg(long, value_parser = document(), value_name = "FILE")]
    pub(crate) evidence: PathBuf,
    #[command(flatten)]
    pub(crate) trial: TrialArgs,
}

/// `precheck`.
#[derive(Debug, Args)]
pub(crate) struct PrecheckArgs {
    /// Data shape of the payload, instead of the one that the draft names.
    #[arg(long, value_parser = data_shape, value_name = "ID@VERSION")]
    pub(crate) data_shape: Option<DataShapeRef>,
    /// What a caller would assert, in JSON; `-` reads stdin.
    #[arg(long, value_parser = document(), value_name = "FILE")]
    pub(crate) payload: PathBuf,
    #[command(flatten)]
    pub(crate) trial: TrialArgs,
}

/// What both have in common.
#[derive(Debug, Args)]
pub(crate) struct TrialArgs {
    /// A draft or a spec that compiles; `-` reads stdin.
    #[arg(value_parser = document(), value_name = "SPEC")]
    pub(crate) spec: PathBuf,
    /// Stage to look at alone; a run begins in the first otherwise.
    #[arg(long, value_name = "ID")]
    pub(crate) stage: Option<String>,
    /// The weakest lane whose answers the server counts, instead of its settings at hand.
    #[arg(long, value_enum, value_name = "LANE")]
    pub(crate) lane: Option<Lane>,
    /// How to show it.
    #[arg(long, value_enum, default_value_t = TrialFormat::Human, value_name = "FORMAT")]
    pub(crate) format: TrialFormat,
    /// Format of the draft, instead of the one of its file name.
    #[arg(long, value_name = "json|ron")]
    pub(crate) from: Option<Format>,
}

/// A trust lane on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lane {
    /// Only what a provider obtained.
    Verified,
    /// Also what a caller states.
    Asserted,
}

impl From<Lane> for TrustLane {
    fn from(lane: Lane) -> Self {
        match lane {
            Lane::Verified => Self::Verified,
            Lane::Asserted => Self::Asserted,
        }
    }
}

/// How an evaluation is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TrialFormat {
    /// For reading.
    Human,
    /// One JSON object; `gatewright schema evaluation` describes it.
    Json,
}

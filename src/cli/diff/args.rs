//! What `diff` and `approve` accept.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use gatewright::draft::Format;
use gatewright::review::{Forbidden, Format as DiffFormat, Layers};

use super::super::args::document;

/// What is compared.
#[derive(Debug, Args)]
pub(crate) struct Operands {
    /// A file, a folder, REV:PATH, REV for the same path, or `-` for stdin.
    #[arg(value_parser = document(), value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// The same; without it OLD is compared with the working tree, and a path with HEAD.
    #[arg(value_parser = document(), value_name = "NEW")]
    pub(crate) new: Option<PathBuf>,
    /// Format of the files, instead of the one of their names.
    #[arg(long, value_name = "json|ron")]
    pub(crate) from: Option<Format>,
}

/// `diff`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 compared, nothing forbidden; 1 a forbidden change, or with \
                        --exit-code any difference; 2 a side that cannot be read or compiled; \
                        3 a change whose direction is not proved, with --require-proof."
)]
pub(crate) struct DiffArgs {
    #[command(flatten)]
    pub(crate) operands: Operands,
    /// How to tell it: text, markdown, html, json, sarif or github.
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    pub(crate) format: DiffFormat,
    /// Kinds of change that make the exit code 1: looser, stricter, incomparable, disclosure,
    /// route, timeout, any, unproved.
    #[arg(long, value_delimiter = ',', value_name = "KINDS")]
    pub(crate) fail_on: Vec<Forbidden>,
    /// Makes the exit code 1 when the bytes differ at all.
    #[arg(long)]
    pub(crate) exit_code: bool,
    /// Makes the exit code 1 when runs do otherwise under the same version.
    #[arg(long)]
    pub(crate) require_bump: bool,
    /// Makes the exit code 3 when the direction of a change is not proved.
    #[arg(long)]
    pub(crate) require_proof: bool,
    /// Tells one line for each comparison.
    #[arg(long, conflicts_with_all = ["format", "name_only"])]
    pub(crate) stat: bool,
    /// Tells the addresses of what differs, one a line.
    #[arg(long, conflicts_with = "format")]
    pub(crate) name_only: bool,
    /// Tells only this layer.
    #[arg(long, value_enum, value_name = "LAYER")]
    pub(crate) only: Option<Only>,
    /// Tells all about one change, named by its fingerprint.
    #[arg(
        long,
        value_name = "FINGERPRINT",
        conflicts_with_all = ["format", "stat", "name_only", "only"]
    )]
    pub(crate) explain: Option<String>,
    /// File of decisions; changes that it accepts between the same two specs are not forbidden.
    #[arg(long, value_name = "FILE")]
    pub(crate) approvals: Option<PathBuf>,
    /// Lets a decision about the same change between other specs count too.
    #[arg(long, requires = "approvals")]
    pub(crate) carry: bool,
}

/// One of the three layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Only {
    /// What runs do otherwise.
    Behaviour,
    /// What is written otherwise.
    Declaration,
    /// The hashes.
    Bytes,
}

impl Only {
    /// Returns which layers are told.
    pub(crate) fn layers(this: Option<Self>) -> Layers {
        let wanted = |layer| this.is_none_or(|only| only == layer);
        Layers {
            behaviour: wanted(Self::Behaviour),
            declaration: wanted(Self::Declaration),
            bytes: wanted(Self::Bytes),
        }
    }
}

/// `approve`.
#[derive(Debug, Args)]
pub(crate) struct ApproveArgs {
    #[command(flatten)]
    pub(crate) operands: Operands,
    /// Fingerprints of the changes, as `diff` tells them.
    #[arg(long, required = true, num_args = 1.., value_delimiter = ',', value_name = "FINGERPRINT")]
    pub(crate) change: Vec<String>,
    /// Why they are accepted.
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    /// Who accepts them.
    #[arg(long, value_name = "NAME")]
    pub(crate) who: String,
    /// Anything else worth keeping, such as a date or a ticket.
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
    /// File that the decision is added to; made when missing.
    #[arg(long, value_name = "FILE")]
    pub(crate) approvals: PathBuf,
}

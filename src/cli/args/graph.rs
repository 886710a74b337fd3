//! What `gatewright graph` accepts.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use gatewright::draft::Format;

use super::document;

/// `graph`.
#[derive(Debug, Args)]
pub(crate) struct GraphArgs {
    /// A draft, finished or not, or a spec; `-` reads stdin.
    #[arg(value_parser = document(), value_name = "SPEC")]
    pub(crate) spec: PathBuf,
    /// How to draw.
    #[arg(long, value_enum, default_value_t = Drawing::Text)]
    pub(crate) format: Drawing,
    /// Widest line of the text, in columns.
    #[arg(long, default_value_t = 80, value_parser = clap::value_parser!(u16).range(40..), value_name = "COLUMNS")]
    pub(crate) width: u16,
    /// Format of the file, instead of the one of its name.
    #[arg(long, value_name = "json|ron")]
    pub(crate) from: Option<Format>,
}

/// How to draw a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Drawing {
    /// A flow chart for Markdown.
    Mermaid,
    /// Graphviz.
    Dot,
    /// A picture without scripts or references.
    Svg,
    /// Lines of text.
    Text,
}

//! Renderings of comparisons: pure functions from data to text.
//!
//! Untrusted text is made visible on its way out, and every format says in words what it shows in
//! signs or colours.

mod html;
mod json;
mod markdown;
mod text;
pub(crate) mod words;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::findings::findings;
use super::model::Comparison;
use crate::diagnostic::{self, Report, nearest};
use crate::draft::SourceText;

pub use json::{SCHEMA_VERSION, diff_schema};

/// How comparisons are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Format {
    /// For reading in a terminal.
    #[default]
    Text,
    /// GitHub-flavoured Markdown.
    Markdown,
    /// One HTML page without scripts and without anything to fetch.
    Html,
    /// One JSON object; see [`diff_schema`].
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Workflow commands that GitHub turns into annotations.
    Github,
}

impl Format {
    /// Every format, in the order in which help lists them.
    pub const ALL: [Self; 6] = [
        Self::Text,
        Self::Markdown,
        Self::Html,
        Self::Json,
        Self::Sarif,
        Self::Github,
    ];

    /// Returns the name used on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Github => "github",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The text is not the name of a format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not a format of a comparison{}; these are: text, markdown, html, json, sarif, github",
    .near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
)]
pub struct UnknownFormat {
    /// What was given.
    pub text: String,
    /// The format that was probably meant.
    pub near: Option<&'static str>,
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|format| format.name() == text);
        found.ok_or_else(|| UnknownFormat {
            text: text.to_owned(),
            near: nearest(text, Self::ALL.iter().map(|format| format.name())),
        })
    }
}

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// Everything.
    #[default]
    Full,
    /// One line for each comparison; of the text format only.
    Stat,
    /// The addresses of what differs, one a line; of the text format only.
    NameOnly,
}

/// Which of the three layers are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layers {
    /// What runs do otherwise.
    pub behaviour: bool,
    /// What is written otherwise.
    pub declaration: bool,
    /// The hashes.
    pub bytes: bool,
}

impl Layers {
    /// All three.
    pub const ALL: Self = Self {
        behaviour: true,
        declaration: true,
        bytes: true,
    };
}

/// What a rendering needs to know besides the comparisons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Whether the text format is coloured with ANSI sequences.
    pub colour: bool,
    /// How much is told.
    pub detail: Detail,
    /// Which layers are told.
    pub layers: Layers,
    /// Version of the tool, as machine formats name it.
    pub tool_version: String,
}

impl Default for Options {
    /// Returns options without colour that tell everything.
    fn default() -> Self {
        Self {
            colour: false,
            detail: Detail::Full,
            layers: Layers::ALL,
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// A comparison with the text of its new side, where that is at hand.
#[derive(Debug, Clone)]
pub struct Compared {
    /// What differs.
    pub comparison: Comparison,
    /// The new side's text, for positions.
    pub source: Option<SourceText>,
}

/// Everything that one run compared.
#[derive(Debug, Clone, Default)]
pub struct Diff {
    /// The comparisons, in order.
    pub compared: Vec<Compared>,
    /// Files that only the old side has; may hold untrusted text.
    pub only_old: Vec<Arc<str>>,
    /// Files that only the new side has; may hold untrusted text.
    pub only_new: Vec<Arc<str>>,
}

impl Diff {
    /// Tells whether nothing differs that reaches a byte.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let same = self
            .compared
            .iter()
            .all(|one| one.comparison.is_identical());
        same && self.only_old.is_empty() && self.only_new.is_empty()
    }
}

/// Returns the comparisons in a format, ending with a line feed unless it is empty.
///
/// The same comparisons and options give the same bytes everywhere.
#[must_use]
pub fn render(diff: &Diff, format: Format, options: &Options) -> String {
    let report = || {
        let mut report = Report::default();
        for one in &diff.compared {
            let found = findings(&one.comparison, one.source.as_ref());
            report.diagnostics.extend(found);
        }
        report
    };
    let finding_options = || diagnostic::RenderOptions {
        tool_version: options.tool_version.clone(),
        ..diagnostic::RenderOptions::default()
    };
    match format {
        Format::Text => text::render(diff, options),
        Format::Markdown => markdown::render(diff, options),
        Format::Html => html::render(diff, options),
        Format::Json => json::render(diff, options),
        Format::Sarif => {
            diagnostic::render(&report(), diagnostic::Format::Sarif, &finding_options())
        }
        Format::Github => {
            diagnostic::render(&report(), diagnostic::Format::Github, &finding_options())
        }
    }
}

/// Appends formatted text.
fn put(out: &mut String, text: fmt::Arguments<'_>) {
    // A `String` takes whatever is written to it.
    let _ = fmt::Write::write_fmt(out, text);
}

//! Renderings of a report: one pure function from findings to text.
//!
//! Untrusted text (ids, paths, messages, source lines) is made visible on its way out: no format
//! ever holds a control, bidi or zero-width character as it is.

mod frame;
mod github;
mod human;
mod json;
mod junit;
mod markdown;
mod sarif;
mod short;

use std::fmt;
use std::str::FromStr;

use super::text::{put, wrapped};
use super::{Diagnostic, FailLevel, Level, Place, Report, is_hidden, nearest, visible};

pub use json::{SCHEMA_VERSION, diagnostics_schema};
pub use markdown::inert as inert_markdown;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Format {
    /// For reading: source frames, advice, a checklist and a summary.
    #[default]
    Human,
    /// One line per finding.
    Short,
    /// One JSON object; see [`diagnostics_schema`].
    Json,
    /// One JSON object per finding and line.
    Jsonl,
    /// SARIF 2.1.0.
    Sarif,
    /// Workflow commands that GitHub turns into annotations.
    Github,
    /// JUnit XML.
    Junit,
    /// GitHub-flavoured Markdown.
    Markdown,
}

impl Format {
    /// Every format, in the order in which help lists them.
    pub const ALL: [Self; 8] = [
        Self::Human,
        Self::Short,
        Self::Json,
        Self::Jsonl,
        Self::Sarif,
        Self::Github,
        Self::Junit,
        Self::Markdown,
    ];

    /// Returns the name used on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Short => "short",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Junit => "junit",
            Self::Markdown => "markdown",
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
#[error("`{text}` is not an output format{}", .near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
pub struct UnknownFormat {
    /// What was given.
    pub text: String,
    /// The format that was probably meant.
    pub near: Option<&'static str>,
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|format| format.name() == text)
            .ok_or_else(|| UnknownFormat {
                text: text.to_owned(),
                near: nearest(text, Self::ALL.iter().map(|format| format.name())),
            })
    }
}

/// What a rendering needs to know besides the findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderOptions {
    /// Whether the human format is coloured with ANSI sequences.
    pub colour: bool,
    /// Columns to wrap notes of the human format at.
    pub width: usize,
    /// Version of the tool, as machine formats name it.
    pub tool_version: String,
    /// Every file that was checked, so that clean files are listed too.
    pub files: Vec<String>,
    /// From which level on JUnit counts a finding as a failure.
    pub fail_level: FailLevel,
}

impl Default for RenderOptions {
    /// Returns options without colour, 100 columns wide, that fail on errors.
    fn default() -> Self {
        Self {
            colour: false,
            width: 100,
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            files: Vec::new(),
            fail_level: FailLevel::Error,
        }
    }
}

/// Returns the report in a format, ending with a line feed unless it is empty.
///
/// The findings keep their order. The same report and options give the same bytes everywhere.
#[must_use]
pub fn render(report: &Report, format: Format, options: &RenderOptions) -> String {
    match format {
        Format::Human => human::render(report, options),
        Format::Short => short::render(report),
        Format::Json => json::render(report, options),
        Format::Jsonl => json::render_lines(report),
        Format::Sarif => sarif::render(report, options),
        Format::Github => github::render(report),
        Format::Junit => junit::render(report, options),
        Format::Markdown => markdown::render(report, options),
    }
}

/// Returns how many findings there are of each level, such as `2 errors, 1 warning, 3 to do`.
#[must_use]
pub fn summary(report: &Report) -> String {
    let parts: Vec<String> = [
        (Level::Error, " error", " errors"),
        (Level::Warning, " warning", " warnings"),
        (Level::Advice, " advice", " advice"),
        (Level::Todo, " to do", " to do"),
    ]
    .into_iter()
    .filter_map(|(level, one, many)| match report.count(level) {
        0 => None,
        1 => Some(format!("1{one}")),
        n => Some(format!("{n}{many}")),
    })
    .collect();
    if parts.is_empty() {
        "no findings".to_owned()
    } else {
        parts.join(", ")
    }
}

/// Where the manual explains a code, relative to the project.
fn docs(diagnostic: &Diagnostic) -> String {
    format!(
        "docs/diagnostics.md#{}",
        diagnostic.code.as_str().to_ascii_lowercase()
    )
}

/// Writes `file:line:column`, as far as it is known; `-` stands for no file.
fn position(place: &Place) -> String {
    let file = visible(place.file.as_deref().unwrap_or("-"));
    match place.span {
        Some(span) => format!("{file}:{}:{}", span.line, span.column),
        None => file.into_owned(),
    }
}

/// Returns the entity, or the pointer when there is none; empty for the document as a whole.
fn address(place: &Place) -> String {
    if place.entity.is_empty() {
        visible(&place.pointer).into_owned()
    } else {
        visible(&place.entity).into_owned()
    }
}

/// Escapes hidden characters of finished JSON text, in which they can only stand inside strings.
///
/// The data stay the same; only their spelling changes.
#[must_use]
pub fn ascii_hidden(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_hidden(c) && c != '\n' {
            for unit in c.encode_utf16(&mut [0; 2]) {
                put(&mut out, format_args!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests;

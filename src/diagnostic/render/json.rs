//! The report as JSON, for scripts and agents.
//!
//! Fields and their order are a promise; a change of either raises [`SCHEMA_VERSION`].

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{RenderOptions, Report, ascii_hidden, docs};
use crate::diagnostic::{Diagnostic, Fix, Level, Place, Related};

/// Version of the JSON output, raised when a field changes its meaning or goes away.
pub const SCHEMA_VERSION: u32 = 1;

/// Findings of one run of the checks.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Report")]
struct ReportOut {
    /// Version of this format.
    schema_version: u32,
    /// What wrote this.
    tool: Tool,
    /// How many findings there are of each level.
    summary: Summary,
    /// Every file that was checked, as it was named.
    files: Vec<String>,
    /// The findings, in order of file, position and code.
    diagnostics: Vec<DiagnosticOut>,
}

/// The program that wrote a report.
#[derive(Serialize, JsonSchema)]
struct Tool {
    /// Always `gatewright`.
    name: &'static str,
    /// Its version.
    version: String,
}

/// Number of findings by level.
#[derive(Serialize, JsonSchema)]
struct Summary {
    /// It cannot work, or it does what nobody wants.
    errors: usize,
    /// It works, though hardly as meant.
    warnings: usize,
    /// It could be better.
    advice: usize,
    /// It is not finished yet.
    todo: usize,
}

/// One finding; a line of the `jsonl` format is one of these.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Diagnostic")]
struct DiagnosticOut {
    /// Stable code, such as `GW0502`.
    code: &'static str,
    /// Stable name of the code, such as `false-outcome-rule`.
    name: &'static str,
    /// How much it matters, after configuration.
    #[schemars(extend("enum" = ["error", "warning", "advice", "todo"]))]
    level: &'static str,
    /// What is wrong, as a fragment for people; its wording may change.
    message: String,
    /// How strongly it is known.
    #[schemars(extend("enum" = ["proved", "assumes-stable-evidence", "heuristic"]))]
    confidence: &'static str,
    /// Where it is.
    primary: PlaceOut,
    /// Other places that explain it.
    related: Vec<RelatedOut>,
    /// What follows from it at run time.
    effects: Vec<String>,
    /// What to do about it.
    help: Vec<String>,
    /// Cures that can be applied.
    fixes: Vec<FixOut>,
    /// Codes of findings at the same place that this one brought about.
    consequences: Vec<&'static str>,
    /// Twelve hex digits that stay the same while code, entity and parameters do.
    fingerprint: String,
    /// Page and anchor of the manual, relative to the project.
    docs: String,
}

/// A place in a document. Positions are null when the text is not at hand.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Place")]
struct PlaceOut {
    /// File as it was named; null when there is none.
    file: Option<String>,
    /// JSON Pointer (RFC 6901) into the document.
    pointer: String,
    /// Entity address, such as `stage:build/gate:quality`; empty when there is none.
    entity: String,
    /// Line of the first character, from 1.
    line: Option<usize>,
    /// Column of the first character in Unicode scalar values, from 1.
    column: Option<usize>,
    /// Line of the position after the last character, from 1.
    end_line: Option<usize>,
    /// Column of the position after the last character in Unicode scalar values, from 1.
    end_column: Option<usize>,
    /// Offset of the first byte in the UTF-8 text, from 0.
    start_byte: Option<usize>,
    /// Offset of the byte after the last in the UTF-8 text, from 0.
    end_byte: Option<usize>,
}

/// Another place, with what is there.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RelatedPlace")]
struct RelatedOut {
    #[serde(flatten)]
    place: PlaceOut,
    /// What is there.
    label: String,
}

/// A cure.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Fix")]
struct FixOut {
    /// What it does, as an instruction.
    title: String,
    /// Whether it keeps the compiled bytes, or only repairs what did not compile (`safe`), or
    /// changes behaviour (`review`).
    #[schemars(extend("enum" = ["safe", "review"]))]
    safety: &'static str,
    /// The changes to the draft, in order.
    edits: Vec<Value>,
}

/// Writes one object for the whole report.
pub(super) fn render(report: &Report, options: &RenderOptions) -> String {
    let out = ReportOut {
        schema_version: SCHEMA_VERSION,
        tool: Tool {
            name: "gatewright",
            version: options.tool_version.clone(),
        },
        summary: Summary {
            errors: report.count(Level::Error),
            warnings: report.count(Level::Warning),
            advice: report.count(Level::Advice),
            todo: report.count(Level::Todo),
        },
        files: options.files.clone(),
        diagnostics: report.diagnostics.iter().map(DiagnosticOut::from).collect(),
    };
    // Plain fields and text keys: writing them as JSON cannot fail.
    let json = serde_json::to_string_pretty(&out).unwrap_or_default();
    ascii_hidden(&json) + "\n"
}

/// Writes one object per finding, each on its line.
pub(super) fn render_lines(report: &Report) -> String {
    report
        .diagnostics
        .iter()
        .map(|d| {
            let json = serde_json::to_string(&DiagnosticOut::from(d)).unwrap_or_default();
            ascii_hidden(&json) + "\n"
        })
        .collect()
}

/// Returns the JSON Schema (2020-12) of the `json` format.
///
/// A line of the `jsonl` format is described by its `$defs/Diagnostic`.
#[must_use]
pub fn diagnostics_schema() -> Value {
    schemars::schema_for!(ReportOut).to_value()
}

impl From<&Diagnostic> for DiagnosticOut {
    fn from(d: &Diagnostic) -> Self {
        Self {
            code: d.code.as_str(),
            name: d.code.name(),
            level: d.level.name(),
            message: d.message.clone(),
            confidence: d.confidence.name(),
            primary: PlaceOut::from(&d.primary),
            related: d.related.iter().map(RelatedOut::from).collect(),
            effects: d.effects.clone(),
            help: d.help.clone(),
            fixes: d.fixes.iter().map(FixOut::from).collect(),
            consequences: d.consequences.iter().map(|code| code.as_str()).collect(),
            fingerprint: d.fingerprint(),
            docs: docs(d),
        }
    }
}

impl From<&Place> for PlaceOut {
    fn from(place: &Place) -> Self {
        Self {
            file: place.file.as_deref().map(str::to_owned),
            pointer: place.pointer.clone(),
            entity: place.entity.clone(),
            line: place.span.map(|span| span.line),
            column: place.span.map(|span| span.column),
            end_line: place.span.map(|span| span.end_line),
            end_column: place.span.map(|span| span.end_column),
            start_byte: place.span.map(|span| span.start),
            end_byte: place.span.map(|span| span.end),
        }
    }
}

impl From<&Related> for RelatedOut {
    fn from(related: &Related) -> Self {
        Self {
            place: PlaceOut::from(&related.place),
            label: related.label.clone(),
        }
    }
}

impl From<&Fix> for FixOut {
    fn from(fix: &Fix) -> Self {
        Self {
            title: fix.title.clone(),
            safety: fix.safety.name(),
            edits: fix.edits.read().unwrap_or_default(),
        }
    }
}

//! `graph`: the stages of a scenario as a drawing.

use gatewright::draft::{Format, read};
use gatewright::review::graph::{Chart, GraphFormat, render};

use super::args::{Drawing, GraphArgs};
use super::context::Context;
use super::documents;
use super::exit::Exit;
use super::files;

/// Draws a draft or spec as far as it can be read; what cannot is told on stderr.
pub(crate) fn run(args: &GraphArgs, context: &Context) -> Exit {
    let bytes = match files::read(&args.spec) {
        Ok(bytes) => bytes,
        Err(diagnostic) => {
            context.output.finding(*diagnostic);
            return Exit::Unusable;
        }
    };
    let format = args.from.unwrap_or_else(|| Format::of_path(&args.spec));
    let (draft, report) = documents::misread(&args.spec, read(&bytes, format));
    let mut exit = Exit::Fine;
    if !report.diagnostics.is_empty() {
        exit = Exit::Findings;
        context.output.findings(&report);
    }
    let Some(draft) = draft else {
        return Exit::Unusable;
    };
    let format = match args.format {
        Drawing::Mermaid => GraphFormat::Mermaid,
        Drawing::Dot => GraphFormat::Dot,
        Drawing::Svg => GraphFormat::Svg,
        Drawing::Text => GraphFormat::Text {
            width: usize::from(args.width),
        },
    };
    exit.max(context.output.text(&render(&Chart::of(&draft), format)))
}

//! One side of a comparison: read, compiled, or told why not.

use std::path::Path;
use std::sync::Arc;

use gatewright::check::Options;
use gatewright::compile::{Input, Outcome, compile};
use gatewright::diagnostic::{Report, apply_levels};
use gatewright::draft::{Format, SourceText};
use gatewright::review::Side;

use super::super::context::{Context, Loaded};
use super::super::exit::Exit;
use super::source::{Git, Source, Trouble};

/// A document that compiles.
pub(in crate::cli) struct Ready {
    label: Arc<str>,
    outcome: Outcome,
    workspace: Arc<Loaded>,
    /// Its text, for positions.
    pub(super) text: Option<SourceText>,
}

/// How a side is read.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct Reading<'a> {
    /// What messages call it, such as `the old side`.
    pub(in crate::cli) name: &'a str,
    /// Format of the file, instead of the one of its name.
    pub(in crate::cli) from: Option<Format>,
    /// Whether everything is checked, instead of only what keeps it from compiling.
    pub(in crate::cli) checked: bool,
}

impl Ready {
    /// Reads and compiles one side; what keeps it from that is told under its name.
    pub(in crate::cli) fn of(
        source: &Source,
        reading: Reading<'_>,
        git: &Git,
        context: &Context,
    ) -> Result<Self, Exit> {
        match source.read(git) {
            Ok(bytes) => Self::compiled(source, &bytes, reading, context),
            Err(trouble) => Err(unread(source, reading.name, trouble, context)),
        }
    }

    /// Compiles one side; what keeps it from that is told under its name.
    pub(in crate::cli) fn compiled(
        source: &Source,
        bytes: &[u8],
        Reading {
            name,
            from,
            checked,
        }: Reading<'_>,
        context: &Context,
    ) -> Result<Self, Exit> {
        let label = source.label();
        let workspace = context.workspace_of(source.path());
        if workspace.is_broken() {
            context.output.findings(&workspace.report);
            return Err(Exit::Unusable);
        }
        let format =
            from.unwrap_or_else(|| Format::of_path(source.path().unwrap_or(Path::new(""))));
        let input = Input {
            name: Arc::clone(&label),
            bytes,
            format,
        };
        let options = Options {
            refusals_only: !checked,
            ..Options::default()
        };
        let outcome = compile(&input, &workspace.sources, &options);
        if outcome.compiled.is_none() || outcome.draft.is_none() {
            context.output.findings(&outcome.refusals());
            let help = match source {
                Source::Revision { .. } | Source::Index(_) => {
                    "contracts, data shapes and settings are those of the working tree"
                }
                _ => "`gatewright check` tells everything that is wrong with it",
            };
            let problem = format!("{name} `{label}` does not compile");
            return Err(context.output.error_with_help(&problem, help));
        }
        let text = std::str::from_utf8(bytes).ok().map(|text| SourceText {
            text: Arc::from(text),
            format,
        });
        Ok(Self {
            label,
            outcome,
            workspace,
            text,
        })
    }

    /// Returns the side as a comparison takes it; none when it did not compile after all.
    pub(in crate::cli) fn side(&self) -> Option<Side<'_>> {
        Some(Side {
            label: &self.label,
            draft: self.outcome.draft.as_ref()?,
            compiled: self.outcome.compiled.as_ref()?,
            sources: &self.workspace.sources,
        })
    }

    /// Returns what is found in it, with the levels that its workspace wants.
    pub(in crate::cli) fn findings(&self) -> Report {
        let mut report = self.outcome.report.clone();
        apply_levels(&mut report, &self.workspace.levels);
        report
    }
}

/// Tells that a side cannot be read, and why.
pub(in crate::cli) fn unread(
    source: &Source,
    name: &str,
    trouble: Trouble,
    context: &Context,
) -> Exit {
    let label = source.label();
    context
        .output
        .error(&format!("{name} `{label}` cannot be read"));
    told(trouble, context)
}

/// Tells what keeps something from being compared.
pub(in crate::cli) fn told(trouble: Trouble, context: &Context) -> Exit {
    match trouble {
        Trouble::Usage(problem, help) => context.output.error_with_help(&problem, help),
        Trouble::Git(error) => context
            .output
            .error_with_help(&error.to_string(), &error.help()),
        Trouble::Files(report) => {
            context.output.findings(&report);
            Exit::Unusable
        }
    }
}

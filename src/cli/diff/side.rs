//! One side of a comparison: read, compiled, or told why not.

use std::path::Path;
use std::sync::Arc;

use gatewright::check::Options;
use gatewright::compile::{Input, Outcome, compile};
use gatewright::draft::{Format, SourceText};
use gatewright::review::Side;

use super::super::context::{Context, Loaded};
use super::super::exit::Exit;
use super::source::{Git, Source, Trouble};

/// A document that compiles.
pub(super) struct Ready {
    label: Arc<str>,
    outcome: Outcome,
    workspace: Arc<Loaded>,
    /// Its text, for positions.
    pub(super) text: Option<SourceText>,
}

impl Ready {
    /// Reads and compiles one side; what keeps it from that is told, under `which` side it is.
    pub(super) fn of(
        source: &Source,
        which: &str,
        from: Option<Format>,
        git: &Git,
        context: &Context,
    ) -> Result<Self, Exit> {
        let label = source.label();
        let bytes = match source.read(git) {
            Ok(bytes) => bytes,
            Err(trouble) => {
                context
                    .output
                    .error(&format!("the {which} side `{label}` cannot be read"));
                return Err(told(trouble, context));
            }
        };
        let workspace = context.workspace_of(source.path());
        if workspace.is_broken() {
            context.output.findings(&workspace.report);
            return Err(Exit::Unusable);
        }
        let format =
            from.unwrap_or_else(|| Format::of_path(source.path().unwrap_or(Path::new(""))));
        let input = Input {
            name: Arc::clone(&label),
            bytes: &bytes,
            format,
        };
        let options = Options {
            refusals_only: true,
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
            let problem = format!("the {which} side `{label}` does not compile");
            return Err(context.output.error_with_help(&problem, help));
        }
        let text = std::str::from_utf8(&bytes).ok().map(|text| SourceText {
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
    pub(super) fn side(&self) -> Option<Side<'_>> {
        Some(Side {
            label: &self.label,
            draft: self.outcome.draft.as_ref()?,
            compiled: self.outcome.compiled.as_ref()?,
            sources: &self.workspace.sources,
        })
    }
}

/// Tells what keeps something from being compared.
pub(super) fn told(trouble: Trouble, context: &Context) -> Exit {
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

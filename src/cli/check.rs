//! `check`: drafts and specs, in parallel, reported in one stable order.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use gatewright::check::Options;
use gatewright::compile::{Input, Outcome, stale};
use gatewright::diagnostic::{Code, Format as ReportFormat, Report, apply_levels};
use gatewright::draft::Format;
use gatewright::files::spec_beside;
use gatewright::prove::{Inspected, Inspector, Proof, inspect};
use rayon::prelude::*;

use super::args::CheckArgs;
use super::context::Context;
use super::documents;
use super::exit::Exit;
use super::{files, find};

/// Checks every path and reports once.
pub(crate) fn run(args: &CheckArgs, context: &Context) -> Exit {
    let mut report = Report::default();
    let files = find::drafts(&args.paths, &mut report);
    let mut unusable = false;
    let reports: Vec<(Report, bool)> = files
        .par_iter()
        .map(|path| one(path, args, context))
        .collect();
    let mut unproved = 0_usize;
    for (found, cut_short) in reports {
        report.merge(found);
        unproved += usize::from(cut_short);
    }
    // The sources of each workspace are told once, however many drafts use them.
    let mut seen = Vec::new();
    for path in &files {
        let workspace = context.workspace_of(Some(path));
        if !seen.iter().any(|known| Arc::ptr_eq(known, &workspace)) {
            unusable |= workspace.is_broken();
            report.merge(workspace.report.clone());
            seen.push(workspace);
        }
    }
    unusable |= report.diagnostics.iter().any(|d| d.code == Code::GW0112);
    args.profile.apply(&mut report);
    report.sort();
    let names = files
        .iter()
        .map(|path| files::shown(path).to_string())
        .collect();
    if args.format == ReportFormat::Github {
        job_summary(&report);
    }
    let printed = context
        .output
        .report(&report, args.format, names, args.fail_level);
    let findings = if args.fail_level.reached(&report) {
        Exit::Findings
    } else {
        Exit::Fine
    };
    let unusable = if unusable { Exit::Unusable } else { Exit::Fine };
    // What is wrong counts before what nobody knows.
    let exit = printed.max(findings).max(unusable);
    if exit == Exit::Fine && args.require_proof && unproved > 0 {
        let what = match unproved {
            1 => "a draft is".to_owned(),
            more => format!("{more} drafts are"),
        };
        context.output.error(&format!(
            "{what} not analysed in full, and --require-proof asks for it"
        ));
        return Exit::Unproved;
    }
    exit
}

/// Returns what is found about a draft, and whether some of it could not be proved.
fn one(path: &Path, args: &CheckArgs, context: &Context) -> (Report, bool) {
    let workspace = context.workspace_of(Some(path));
    let options = Options {
        data_shape: args.data_shape.clone(),
        all: args.all,
        refusals_only: false,
    };
    let bytes = match files::read(path) {
        Ok(bytes) => bytes,
        Err(diagnostic) => return (documents::unreadable(*diagnostic), false),
    };
    let input = Input {
        name: files::shown(path),
        bytes: &bytes,
        format: args.from.unwrap_or_else(|| Format::of_path(path)),
    };
    let mut inspector = Inspector::default();
    let Inspected { outcome, proof } =
        inspect(&input, &workspace.sources, &options, &mut inspector);
    let cut_short = proof.as_ref().is_some_and(Proof::is_cut_short);
    let beside = stale_beside(path, &outcome);
    let mut report = outcome.report;
    report.diagnostics.extend(beside);
    apply_levels(&mut report, &workspace.levels);
    (report, cut_short)
}

/// Compares a draft with the compiled file beside it, where there is one.
fn stale_beside(path: &Path, outcome: &Outcome) -> Option<gatewright::diagnostic::Diagnostic> {
    let compiled = outcome.compiled.as_ref()?;
    let name = path.file_name()?.to_string_lossy();
    if !(name.ends_with(".draft.json") || name.ends_with(".draft.ron")) {
        return None;
    }
    let file = spec_beside(path);
    let on_disk = std::fs::read(&file).ok()?;
    stale(
        compiled,
        &files::shown(path),
        &file.to_string_lossy(),
        &on_disk,
    )
}

/// Appends a table to the summary page of a GitHub job, where one is offered.
#[expect(
    clippy::disallowed_methods,
    reason = "the job names its summary file in the environment"
)]
fn job_summary(report: &Report) {
    let Some(file) = std::env::var_os("GITHUB_STEP_SUMMARY") else {
        return;
    };
    let options = gatewright::diagnostic::RenderOptions::default();
    let text = gatewright::diagnostic::render(report, ReportFormat::Markdown, &options);
    // The summary is a courtesy; the report itself is on stdout.
    let _ = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(file)
        .and_then(|mut file| file.write_all(text.as_bytes()));
}

//! `prove` and `why`: what a scenario guarantees, and what one part of it needs.

use std::path::Path;

use gatewright::check::Options;
use gatewright::compile::Outcome;
use gatewright::diagnostic::Report;
use gatewright::draft::{Format, ScenarioDraft};
use gatewright::prove::report::why::{find, why, why_text};
use gatewright::prove::report::{
    ScenarioProof, proof_document, proof_markdown, proof_report, proof_text,
};
use gatewright::prove::{Prover, prove};
use gatewright::sources::Sources;
use rayon::prelude::*;

use super::args::{ProofFormat, ProveArgs, WhyArgs, WhyFormat};
use super::context::Context;
use super::documents;
use super::exit::Exit;
use super::files;
use super::find as paths;
use super::output::Layout;

/// Shows what is proved of every scenario that the paths stand for.
pub(crate) fn run(args: &ProveArgs, context: &Context) -> Exit {
    let mut problems = Report::default();
    let files = paths::drafts(&args.paths, &mut problems);
    let results: Vec<Result<ScenarioProof, Box<Report>>> = files
        .par_iter()
        .map(|path| one(path, args, context))
        .collect();
    let mut proofs = Vec::with_capacity(results.len());
    for result in results {
        match result {
            Ok(proof) => proofs.push(proof),
            Err(report) => problems.merge(*report),
        }
    }
    let unusable = !problems.diagnostics.is_empty();
    if unusable {
        problems.sort();
        context.output.findings(&problems);
    }
    let cut_short = proofs.iter().any(|proof| proof.cut_short);
    let printed = match args.format {
        _ if proofs.is_empty() => Exit::Fine,
        ProofFormat::Human => context.output.text(&human(&proofs, context)),
        ProofFormat::Markdown => context
            .output
            .text(&joined(&proofs, |proof| proof_markdown(&proof.report, 2))),
        ProofFormat::Json => context.output.json(&proof_document(proofs), Layout::Lines),
    };
    if unusable || printed != Exit::Fine {
        return Exit::Unusable;
    }
    if cut_short && args.require_proof {
        context.output.error_with_help(
            "something was not analysed for want of budget",
            "raise --budget, or make the gates that are told as not analysed smaller",
        );
        return Exit::Unproved;
    }
    Exit::Fine
}

fn human(proofs: &[ScenarioProof], context: &Context) -> String {
    let options = context.output.text_options();
    joined(proofs, |proof| proof_text(&proof.report, options))
}

fn joined(proofs: &[ScenarioProof], text: impl Fn(&ScenarioProof) -> String) -> String {
    let texts: Vec<String> = proofs.iter().map(text).collect();
    texts.join("\n")
}

fn one(path: &Path, args: &ProveArgs, context: &Context) -> Result<ScenarioProof, Box<Report>> {
    let (draft, sources) = compiled(path, args.from, context)?;
    let mut prover = args
        .budget
        .map_or_else(Prover::default, Prover::with_budget);
    let proof = prover.prove(&draft, &sources);
    Ok(ScenarioProof {
        file: files::shown(path).to_string(),
        cut_short: proof.is_cut_short(),
        report: proof_report(&draft, &sources, &proof),
    })
}

/// Answers what an entity needs and what blocks it.
pub(crate) fn explain(args: &WhyArgs, context: &Context) -> Exit {
    let (draft, sources) = match compiled(&args.spec, args.from, context) {
        Ok(compiled) => compiled,
        Err(report) => {
            context.output.findings(&report);
            return Exit::Unusable;
        }
    };
    let subject = match find(&draft, &args.name) {
        Ok(subject) => subject,
        Err(error) => {
            return context
                .output
                .error_with_help(&error.to_string(), &error.help());
        }
    };
    let proof = prove(&draft, &sources);
    let Some(report) = why(&draft, &sources, &proof, subject) else {
        return context.output.error("there is nothing to tell of it");
    };
    match args.format {
        WhyFormat::Human => {
            let text = why_text(&report, context.output.text_options());
            context.output.text(&text)
        }
        WhyFormat::Json => context.output.json(&report, Layout::Lines),
    }
}

/// Returns a scenario that compiles, with the sources of its workspace.
///
/// What the runtime refuses guarantees nothing, so that comes back as a report instead.
fn compiled(
    path: &Path,
    from: Option<Format>,
    context: &Context,
) -> Result<(ScenarioDraft, Sources), Box<Report>> {
    let workspace = context.workspace_of(Some(path));
    if workspace.is_broken() {
        return Err(Box::new(workspace.report.clone()));
    }
    let options = Options {
        refusals_only: true,
        ..Options::default()
    };
    let outcome = documents::outcome(path, from, &workspace.sources, &options)
        .map_err(|unread| Box::new(documents::unreadable(*unread)))?;
    let refusals = outcome.refusals();
    match outcome {
        Outcome {
            compiled: Some(_),
            draft: Some(draft),
            ..
        } => Ok((draft, workspace.sources.clone())),
        _ => Err(Box::new(refusals)),
    }
}

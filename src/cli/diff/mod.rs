//! `diff` and `approve`: what a change changes, and who accepts it.

pub(crate) mod approve;
pub(crate) mod args;
mod explain;
pub(in crate::cli) mod side;
pub(in crate::cli) mod source;

use std::io;
use std::path::Path;

use gatewright::review::{
    Approvals, Change, Compared, Detail, Diff, Forbidden, Options, compare, render,
};

use super::context::Context;
use super::exit::Exit;
use super::files;
use args::{DiffArgs, Only, Operands};
use side::{Reading, Ready, told};
use source::Git;

/// Compares and tells what differs.
pub(crate) fn run(args: &DiffArgs, context: &Context) -> Exit {
    let (mut diff, unusable) = match compared(&args.operands, context) {
        Ok(found) => found,
        Err(exit) => return exit,
    };
    if let Some(file) = &args.approvals {
        match approvals_so_far(file, context) {
            Ok(decisions) => {
                for one in &mut diff.compared {
                    decisions.mark(&mut one.comparison);
                }
            }
            Err(exit) => return exit,
        }
    }
    if let Some(fingerprint) = &args.explain {
        return explain::run(&diff, fingerprint, context);
    }
    let options = Options {
        colour: context.output.wants_colour(),
        detail: match (args.stat, args.name_only) {
            (true, _) => Detail::Stat,
            (_, true) => Detail::NameOnly,
            _ => Detail::Full,
        },
        layers: Only::layers(args.only),
        ..Options::default()
    };
    let printed = context.output.text(&render(&diff, args.format, &options));
    if unusable {
        return Exit::Unusable;
    }
    printed.max(judged(&diff, args, context))
}

/// Says how the command ends, and on stderr why.
fn judged(diff: &Diff, args: &DiffArgs, context: &Context) -> Exit {
    let changes = || {
        let all = diff.compared.iter();
        all.flat_map(|one| &one.comparison.behaviour.changes)
    };
    let stops = |change: &&Change| change.stops(&args.fail_on, args.carry);
    let stopped: Vec<&Change> = changes().filter(stops).collect();
    let mut exit = Exit::Fine;
    if !stopped.is_empty() {
        forbidden(&stopped, args, context);
        exit = Exit::Findings;
    }
    let files = diff.only_old.len() + diff.only_new.len();
    if files > 0 && args.fail_on.contains(&Forbidden::Any) {
        context.output.error(&format!(
            "{files} scenarios are only on one side, which --fail-on any forbids"
        ));
        exit = Exit::Findings;
    }
    let lacking = diff
        .compared
        .iter()
        .filter(|one| one.comparison.lacks_bump());
    for one in lacking.filter(|_| args.require_bump) {
        let comparison = &one.comparison;
        context.output.error_with_help(
            &format!(
                "`{}` does otherwise than before and is still version {}",
                comparison.new.label, comparison.new.spec_version
            ),
            &format!(
                "raise `spec_version`: the change calls for a {} version",
                comparison.verdict().bump().name()
            ),
        );
        exit = Exit::Findings;
    }
    if args.exit_code && !diff.is_empty() {
        exit = Exit::Findings;
    }
    let unproved = changes()
        .filter(|change| change.confidence.is_none())
        .count();
    if exit == Exit::Fine && args.require_proof && unproved > 0 {
        let what = match unproved {
            1 => "a change".to_owned(),
            more => format!("{more} changes"),
        };
        context.output.error(&format!(
            "the direction of {what} is not proved, and --require-proof asks for it"
        ));
        exit = Exit::Unproved;
    }
    exit
}

/// Tells which changes are forbidden, and what lets them pass.
fn forbidden(stopped: &[&Change], args: &DiffArgs, context: &Context) {
    let kinds: Vec<&str> = args.fail_on.iter().map(|kind| kind.name()).collect();
    let prints: Vec<String> = stopped.iter().map(|change| change.fingerprint()).collect();
    let many = if stopped.len() == 1 {
        "change is"
    } else {
        "changes are"
    };
    context.output.error_with_help(
        &format!(
            "{} {many} forbidden by --fail-on {} and not accepted: {}",
            stopped.len(),
            kinds.join(","),
            prints.join(", ")
        ),
        "`gatewright approve` records that a change is accepted",
    );
    let elsewhere = stopped.iter().filter(|change| change.approval.is_some());
    let stale: Vec<String> = elsewhere.map(|change| change.fingerprint()).collect();
    if !stale.is_empty() {
        context.output.note(&format!(
            "  help: accepted between other versions, which no longer counts: {}; look at them \
             again and approve them, or let such decisions count with --carry",
            stale.join(", ")
        ));
    }
}

/// Compares what the operands name; the flag tells whether some of it could not be.
fn compared(operands: &Operands, context: &Context) -> Result<(Diff, bool), Exit> {
    let git = Git::of(context);
    let plan = source::plan(operands, &git).map_err(|trouble| told(trouble, context))?;
    let mut diff = Diff {
        only_old: plan.only_old,
        only_new: plan.only_new,
        ..Diff::default()
    };
    let mut unusable = false;
    for (old, new) in &plan.pairs {
        // Both sides are tried, so that what is wrong with either is told at once.
        let read = |source, name| {
            let reading = Reading {
                name,
                from: operands.from,
                checked: false,
            };
            Ready::of(source, reading, &git, context)
        };
        let (old, new) = (read(old, "the old side"), read(new, "the new side"));
        let (Ok(old), Ok(new)) = (old, new) else {
            unusable = true;
            continue;
        };
        if let (Some(before), Some(now)) = (old.side(), new.side()) {
            diff.compared.push(Compared {
                comparison: compare(&before, &now),
                source: new.text.clone(),
            });
        }
    }
    let nothing_else = diff.only_old.is_empty() && diff.only_new.is_empty();
    if unusable && plan.pairs.len() == 1 && nothing_else {
        return Err(Exit::Unusable);
    }
    Ok((diff, unusable))
}

/// Reads a file of decisions.
fn approvals(file: &Path, context: &Context) -> Result<Approvals, Exit> {
    let bytes = files::read(file).map_err(|diagnostic| {
        context.output.finding(*diagnostic);
        Exit::Unusable
    })?;
    Approvals::read(&bytes).map_err(|error| {
        context.output.error_with_help(
            &format!("`{}` cannot be used: {error}", files::shown(file)),
            "`gatewright schema approvals` tells what such a file holds",
        )
    })
}

/// Reads a file of decisions that may not be there yet.
fn approvals_or_none(file: &Path, context: &Context) -> Result<Approvals, Exit> {
    match std::fs::symlink_metadata(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Approvals::default()),
        _ => approvals(file, context),
    }
}

/// Reads the decisions that count; a file that is not there yet holds none, and a note says so.
pub(in crate::cli) fn approvals_so_far(file: &Path, context: &Context) -> Result<Approvals, Exit> {
    let decisions = approvals_or_none(file, context)?;
    if decisions == Approvals::default() && !file.exists() {
        let shown = files::shown(file);
        let text = format!("`{shown}` is not there, so no change is accepted yet");
        context.output.note(&text);
    }
    Ok(decisions)
}

/// Tells that a change is not there, and below which ones are.
fn unknown(problem: &str, diff: &Diff, context: &Context) -> Exit {
    let changes = diff.compared.iter();
    let changes = changes.flat_map(|one| &one.comparison.behaviour.changes);
    let lines: Vec<String> = changes
        .map(|change| format!("{}  {}", change.fingerprint(), change.headline))
        .collect();
    let help = if lines.is_empty() {
        "no run does otherwise, so there is no change to name"
    } else {
        "these are the changes:"
    };
    let exit = context.output.error_with_help(problem, help);
    for line in lines {
        context.output.note(&format!("    {line}"));
    }
    exit
}

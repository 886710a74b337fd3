//! `approve`: a decision about changes, bound to both hashes.

use std::collections::BTreeSet;

use gatewright::files::WriteError;

use super::super::context::Context;
use super::super::exit::Exit;
use super::super::files::{self, Interrupts};
use super::args::ApproveArgs;
use super::{approvals_or_none, compared, unknown};

/// Adds a decision to a file of decisions.
pub(crate) fn run(args: &ApproveArgs, context: &Context) -> Exit {
    for (what, text) in [("--reason", &args.reason), ("--who", &args.who)] {
        if text.trim().is_empty() {
            return context.output.error_with_help(
                &format!("{what} is empty"),
                "a decision without a name or a reason is of no use to a reader",
            );
        }
    }
    let (diff, unusable) = match compared(&args.operands, context) {
        Ok(found) => found,
        Err(exit) => return exit,
    };
    let [one] = diff.compared.as_slice() else {
        return context.output.error_with_help(
            "a decision is about one scenario",
            "name two files instead of folders",
        );
    };
    if unusable {
        return Exit::Unusable;
    }
    let mut decisions = match approvals_or_none(&args.approvals, context) {
        Ok(decisions) => decisions,
        Err(exit) => return exit,
    };
    let note = args.note.as_deref();
    let recorded = decisions.approve(&one.comparison, &args.change, &args.who, &args.reason, note);
    let shown = files::shown(&args.approvals);
    match recorded {
        Ok(true) => {}
        Ok(false) => {
            let text = format!("`{shown}` has this decision already; nothing was changed");
            context.output.note(&text);
            return Exit::Fine;
        }
        Err(error) => return unknown(&error.to_string(), &diff, context),
    }
    let written = Interrupts::watch()
        .map_err(WriteError::from)
        .and_then(|signals| files::write(&args.approvals, decisions.write().as_bytes(), &signals));
    match written {
        Ok(()) => {
            let accepted: BTreeSet<&String> = args.change.iter().collect();
            let count = accepted.len();
            let what = if count == 1 { "change" } else { "changes" };
            context.output.note(&format!(
                "{count} {what} accepted in `{shown}`, between sha256 {} and {}",
                one.comparison.old.hash, one.comparison.new.hash
            ));
            Exit::Fine
        }
        Err(WriteError::Interrupted(signal)) => {
            context
                .output
                .note(&format!("interrupted; `{shown}` is as it was"));
            Exit::Interrupted(signal)
        }
        Err(error @ WriteError::Io(_)) => context.output.error_with_help(
            &format!("cannot write `{shown}`: {error}"),
            "nothing was changed there; name another file with --approvals",
        ),
    }
}

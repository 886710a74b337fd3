//! `diff --explain`: all about one change.

use gatewright::diagnostic::catalogue;
use gatewright::review::{Compared, Diff, Format, Layers, Options, render};

use super::super::context::Context;
use super::super::exit::Exit;
use super::unknown;

/// Tells one change, and what changes of its code mean.
pub(super) fn run(diff: &Diff, fingerprint: &str, context: &Context) -> Exit {
    for one in &diff.compared {
        let changes = &one.comparison.behaviour.changes;
        let Some(change) = changes
            .iter()
            .find(|change| change.fingerprint() == fingerprint)
        else {
            continue;
        };
        let mut comparison = one.comparison.clone();
        comparison.behaviour.changes = vec![change.clone()];
        let only = Diff {
            compared: vec![Compared {
                comparison,
                source: None,
            }],
            ..Diff::default()
        };
        let options = Options {
            colour: context.output.wants_colour(),
            layers: Layers {
                declaration: false,
                bytes: false,
                ..Layers::ALL
            },
            ..Options::default()
        };
        let text = render(&only, Format::Text, &options);
        let page = catalogue::explain(change.code());
        return context.output.text(&format!("{text}\n{page}"));
    }
    unknown(
        &format!("no change has the fingerprint `{fingerprint}`"),
        diff,
        context,
    )
}

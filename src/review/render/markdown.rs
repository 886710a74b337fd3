//! The comparison as Markdown, for review comments and job summaries.

use super::{Diff, Options, put, words};
use crate::diagnostic::inert_markdown as inert;
use crate::review::declaration::Declared;
use crate::review::model::{Behaviour, Comparison};

pub(super) fn render(diff: &Diff, options: &Options) -> String {
    let mut out = String::new();
    for (index, one) in diff.compared.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        comparison(&mut out, &one.comparison, options);
    }
    for (title, files) in [
        ("Only in the old folder", &diff.only_old),
        ("Only in the new folder", &diff.only_new),
    ] {
        if files.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        put(&mut out, format_args!("## {title}\n\n"));
        for file in files {
            put(&mut out, format_args!("- {}\n", inert(file)));
        }
    }
    out
}

fn comparison(out: &mut String, comparison: &Comparison, options: &Options) {
    let (old, new) = (&comparison.old, &comparison.new);
    let verdict = comparison.verdict();
    put(
        out,
        format_args!("## {}: {}\n\n", inert(&new.scenario_id), verdict.name()),
    );
    let mut summary = verdict.words().to_owned();
    if !comparison.behaviour.changes.is_empty() {
        put(
            &mut summary,
            format_args!(
                ": {} ({}). It calls for a {} version",
                words::tally(comparison),
                words::strengths(comparison),
                verdict.bump().name()
            ),
        );
    }
    put(out, format_args!("**{}.**\n\n", capital(&summary)));
    out.push_str("| | From | Version | SHA-256 | Bytes |\n| --- | --- | --- | --- | --- |\n");
    for (name, version) in [("old", old), ("new", new)] {
        put(
            out,
            format_args!(
                "| {name} | {} | {} | {} | {} |\n",
                inert(&version.label),
                inert(&version.spec_version),
                version.hash,
                version.size
            ),
        );
    }
    if comparison.lacks_bump() {
        out.push_str("\nThe version is the same as before.\n");
    }
    if options.layers.behaviour {
        behaviour(out, &comparison.behaviour);
    }
    if options.layers.declaration {
        let tally = words::declaration_tally(&comparison.declaration);
        put(
            out,
            format_args!("\n### Declaration\n\n{}.\n", capital(&tally)),
        );
        entities(
            out,
            "What is written otherwise",
            &comparison.declaration.changes,
        );
        entities(
            out,
            "For authors only, changes no byte",
            &comparison.declaration.authoring,
        );
    }
    if options.layers.bytes && !comparison.bytes.cosmetic.is_empty() {
        out.push_str("\n### Bytes\n\n");
        for cosmetic in &comparison.bytes.cosmetic {
            put(out, format_args!("- {}\n", inert(cosmetic)));
        }
    }
}

fn behaviour(out: &mut String, behaviour: &Behaviour) {
    let changes = &behaviour.changes;
    if changes.is_empty() {
        return;
    }
    out.push_str("\n### Behaviour\n");
    let mut stage = None;
    for change in changes {
        let place = change.stage.as_deref();
        if stage != Some(place) {
            match place {
                None => out.push_str("\n#### Scenario\n\n"),
                Some(id) => put(out, format_args!("\n#### Stage {}\n\n", inert(id))),
            }
            stage = Some(place);
        }
        put(
            out,
            format_args!(
                "- **{}** ({}): {} [{}]\n",
                change.class.name(),
                words::strength_words(change.confidence),
                inert(&change.headline),
                change.fingerprint()
            ),
        );
        let lines = words::details(change);
        for line in lines.into_iter().chain(words::approval(change)) {
            item(out, 2, &line);
        }
    }
    if let Some(run) = &behaviour.first_difference {
        out.push_str("\n#### In one run\n\n");
        for line in words::witness(run) {
            item(out, 0, &line);
        }
    }
    if behaviour.is_cut_short {
        put(out, format_args!("\n{}\n", words::CUT_SHORT));
    }
}

/// Writes a line as an item, one level deeper where it belongs to the line before.
fn item(out: &mut String, indent: usize, line: &str) {
    let text = line.trim_start_matches(' ');
    let indent = indent + line.len() - text.len();
    put(out, format_args!("{:indent$}- {}\n", "", inert(text)));
}

fn entities(out: &mut String, title: &str, declared: &[Declared]) {
    if declared.is_empty() {
        return;
    }
    put(
        out,
        format_args!("\n<details><summary>{title}</summary>\n\n"),
    );
    for one in declared {
        let (_, words) = words::declared(one);
        put(out, format_args!("- {}", inert(one.address())));
        if !words.is_empty() {
            put(out, format_args!(": {}", inert(&words.join(", "))));
        }
        out.push('\n');
        for line in &one.fields {
            put(out, format_args!("  - {}\n", inert(&words::line(line))));
        }
    }
    out.push_str("\n</details>\n");
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    match rest.next() {
        Some(first) => first.to_uppercase().chain(rest).collect(),
        None => String::new(),
    }
}

//! `requirement`: between the requirement language and the tree.

use std::path::Path;

use gatewright::diagnostic::{nearest, visible_lines};
use gatewright::spec::{
    Requirement, RequirementErrorKind, parse_requirement, parse_requirement_with,
    print_requirement, validate_requirement,
};

use super::args::{RequirementArgs, RequirementForm};
use super::context::Context;
use super::exit::Exit;
use super::files;

/// Reads either form and prints the other, or the one asked for.
pub(crate) fn run(args: &RequirementArgs, context: &Context) -> Exit {
    let text = if args.requirement == files::STDIN {
        match files::read(Path::new(files::STDIN)) {
            Ok(bytes) => String::from_utf8_lossy(&bytes)
                .trim_end_matches('\n')
                .to_owned(),
            Err(diagnostic) => return context.output.error(&diagnostic.message),
        }
    } else {
        args.requirement.clone()
    };
    let is_tree = text.trim_start().starts_with('{');
    let parsed = if is_tree {
        tree(&text, args)
    } else {
        expression(&text, args)
    };
    let tree = match parsed {
        Ok(tree) => tree,
        Err(complaint) => {
            // The complaint has lines of its own: the text, and a mark under the place.
            for line in complaint.lines() {
                context.output.note(&visible_lines(line));
            }
            return Exit::Findings;
        }
    };
    let default = if is_tree {
        RequirementForm::Text
    } else {
        RequirementForm::Tree
    };
    match args.to.unwrap_or(default) {
        RequirementForm::Tree => {
            let json = serde_json::to_string(&tree).unwrap_or_default();
            context.output.text(&format!("{json}\n"))
        }
        RequirementForm::Text => match print_requirement(&tree) {
            Ok(text) => context.output.text(&format!("{text}\n")),
            Err(error) => {
                context.output.note(&format!("error: {error}"));
                context.output.note("  help: keep it as a tree: --to tree");
                Exit::Findings
            }
        },
    }
}

fn tree(text: &str, args: &RequirementArgs) -> Result<Requirement, String> {
    let tree: Requirement = serde_json::from_str(text)
        .map_err(|error| format!("error: this is no requirement tree: {error}"))?;
    if let Some(known) = &args.conditions {
        let mut missing = None;
        tree.for_each_condition(&mut |id| {
            if missing.is_none() && !known.iter().any(|known| known == id) {
                missing = Some(unknown(id, known));
            }
        });
        if let Some(complaint) = missing {
            return Err(complaint);
        }
    }
    Ok(tree)
}

fn unknown(id: &str, known: &[String]) -> String {
    let near = nearest(id, known.iter().map(String::as_str));
    let help = near.map_or_else(
        || format!("the conditions are {}", known.join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    format!("error: there is no condition `{id}`\n  help: {help}")
}

fn expression(text: &str, args: &RequirementArgs) -> Result<Requirement, String> {
    let parsed = match &args.conditions {
        None => parse_requirement(text),
        Some(known) => parse_requirement_with(text, &|id| known.iter().any(|known| known == id)),
    };
    let parsed = parsed.map_err(|error| {
        let before = text.get(..error.range.start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = text[line_start..].lines().next().unwrap_or_default();
        let column = before[line_start..].chars().count();
        let skipped = column.saturating_sub(60);
        let shown: String = line.chars().skip(skipped).take(120).collect();
        let mark = " ".repeat(column - skipped);
        let mut complaint = format!(
            "error: {error}\n  {shown}\n  {mark}^ byte {}",
            error.range.start
        );
        if let (RequirementErrorKind::UnknownCondition { .. }, Some(known)) =
            (&error.kind, &args.conditions)
        {
            let id = text.get(error.range.clone()).unwrap_or_default();
            if let Some(near) = nearest(id, known.iter().map(String::as_str)) {
                complaint.push_str(&format!("\n  help: did you mean `{near}`?"));
            }
        }
        complaint
    })?;
    validate_requirement(&parsed.tree).map_err(|error| format!("error: {error}"))?;
    Ok(parsed.tree)
}

//! What can be done with a field, wherever it stands.

use super::open_field;
use crate::session::form::{Field, Kind, parse, text};
use crate::tui::command::Command;
use crate::tui::layer::{Action, Cx, Then};

/// Returns the commands that work on a field, the most useful first.
pub(in crate::tui) fn offers(field: &Field) -> Vec<Command> {
    let mut offers = Vec::new();
    if field.kind != Kind::Heading {
        offers.push(Command::Open);
    }
    if !field.examples.is_empty() {
        offers.push(Command::Example);
    }
    if field.value.is_some() && !field.required {
        offers.push(Command::Delete);
    }
    if matches!(field.kind, Kind::Text | Kind::Prose | Kind::Json(_)) {
        offers.push(Command::Editor);
    }
    offers
}

/// Runs one of these commands on a field.
pub(in crate::tui) fn run(command: Command, field: Field, cx: &mut Cx<'_>) {
    match command {
        Command::Open => open_field(field, cx),
        Command::Delete => {
            cx.set(&field.slot, None);
        }
        Command::Example => {
            let next = next_example(&field);
            if next.is_some() {
                cx.set(&field.slot, next);
            }
        }
        Command::Editor => in_editor(field, cx),
        _ => {}
    }
}

/// Returns the example after the present value, the first one when it is none of them.
fn next_example(field: &Field) -> Option<serde_json::Value> {
    let present = field
        .examples
        .iter()
        .position(|example| Some(example) == field.value.as_ref());
    let next = present.map_or(0, |at| (at + 1) % field.examples.len().max(1));
    field.examples.get(next).cloned()
}

fn in_editor(field: Field, cx: &mut Cx<'_>) {
    let extension = match field.kind {
        Kind::Json(_) | Kind::List(_) => "json",
        Kind::Prose => "md",
        _ => "txt",
    };
    let present = field.value.as_ref().map(|value| text(&field.kind, value));
    cx.actions.push(Action::Edit {
        text: cx
            .session
            .typed(&field.slot)
            .map(str::to_owned)
            .or(present)
            .unwrap_or_default(),
        extension,
        then: Then::new(move |cx: &mut Cx<'_>, typed: String| {
            let typed = match field.kind {
                Kind::Prose | Kind::Json(_) => typed,
                _ => typed.trim_end_matches('\n').to_owned(),
            };
            match parse(&field.kind, &typed) {
                Ok(value) => {
                    cx.set(&field.slot, Some(value));
                }
                Err(why) => {
                    // What will not do is kept and can be mended where it is typed.
                    cx.session.keep_typed(&field.slot, Some(typed));
                    cx.refuse(why);
                    open_field(field, cx);
                }
            }
        }),
    });
}

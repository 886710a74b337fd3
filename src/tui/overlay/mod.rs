//! What lies over a screen for a moment: pickers, editors, notes.

pub(super) mod entry;
pub(super) mod field;
pub(super) mod list;
pub(super) mod note;
pub(super) mod picker;
pub(super) mod prose;
pub(super) mod start;
pub(super) mod working;

use ratatui::layout::Rect;
use serde_json::Value;

use super::layer::Cx;
use crate::session::form::{Field, Kind};

/// Returns an area in the middle of another one, as large as wanted where there is room.
pub(super) fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let width = width.min(area.width);
    let height = height.min(area.height);
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

/// Opens what a field is answered with. A toggle is answered at once.
pub(super) fn open_field(field: Field, cx: &mut Cx<'_>) {
    match &field.kind {
        Kind::Heading => {}
        Kind::Toggle => {
            let next = field.value != Some(Value::Bool(true));
            cx.set(&field.slot, Some(Value::Bool(next)));
        }
        Kind::Choice(_) => cx.push(picker::Picker::of_field(field)),
        Kind::List(_) => cx.push(list::ListEditor::new(field)),
        // A plain value is a line; it becomes a text of several lines when it has to.
        Kind::Json(_) if fits_line(&field, cx.session.typed(&field.slot)) => {
            let layer = entry::Entry::of_field(field, cx.session);
            cx.push(layer);
        }
        Kind::Prose | Kind::Json(_) => {
            let layer = prose::Prose::new(field, cx.session);
            cx.push(layer);
        }
        Kind::Text
        | Kind::Integer { .. }
        | Kind::Number { .. }
        | Kind::Duration
        | Kind::Date
        | Kind::Instant
        | Kind::Bytes => {
            let layer = entry::Entry::of_field(field, cx.session);
            cx.push(layer);
        }
    }
}

/// Tells whether a JSON value, and what was typed of it, can be edited in one line.
fn fits_line(field: &Field, typed: Option<&str>) -> bool {
    let is_plain = field
        .value
        .as_ref()
        .is_none_or(|value| !value.is_array() && !value.is_object());
    is_plain && typed.is_none_or(|typed| !typed.contains('\n'))
}

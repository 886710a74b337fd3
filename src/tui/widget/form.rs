//! A form: one row for each field, and what the marked one means.

use ratatui::layout::Rect;

use super::marks;
use super::window::window;
use crate::diagnostic::{Diagnostic, Level};
use crate::session::Session;
use crate::session::form::{Field, Kind};
use crate::tui::canvas::{Canvas, Target, width, wrap};
use crate::tui::theme::Role;

/// A form as it is drawn.
#[derive(Debug)]
pub(in crate::tui) struct Form<'a> {
    pub(in crate::tui) fields: &'a [Field],
    /// Position of the marked field.
    pub(in crate::tui) at: usize,
    /// Whether keys go here.
    pub(in crate::tui) focused: bool,
    /// The pane that clicks report.
    pub(in crate::tui) pane: usize,
}

/// Returns the findings about a field itself: those at its place and, but for headings, below it.
pub(in crate::tui) fn findings<'a>(session: &'a Session, field: &Field) -> Vec<&'a Diagnostic> {
    let Some(pointer) = field.slot.pointer(session.draft()) else {
        return Vec::new();
    };
    let heads = field.kind == Kind::Heading;
    session
        .findings_within(&pointer)
        .filter(|found| !heads || found.primary.pointer == pointer)
        .collect()
}

impl Form<'_> {
    /// Draws the rows; returns the area that is left below them.
    pub(in crate::tui) fn draw(
        &self,
        canvas: &mut Canvas<'_>,
        area: Rect,
        session: &Session,
    ) -> Rect {
        let column = self.column(area.width);
        let help = self.help(session);
        let below = u16::try_from(help.len()).unwrap_or(0).min(6);
        let rows = window(
            self.at,
            self.fields.len(),
            area.height.saturating_sub(below + 1).max(1),
        );
        let mut y = area.y;
        for (index, field) in self
            .fields
            .iter()
            .enumerate()
            .take(rows.end)
            .skip(rows.start)
        {
            if y >= area.bottom() {
                break;
            }
            let row = Rect {
                y,
                height: 1,
                ..area
            };
            self.row(canvas, row, column, index, field, session);
            y += 1;
        }
        y += 1;
        if self.focused && !help.is_empty() {
            for (text, role) in &help {
                for line in wrap(text, area.width.saturating_sub(2)) {
                    if y >= area.bottom() {
                        break;
                    }
                    canvas.put(area.x + 2, y, area.width.saturating_sub(2), &line, *role);
                    y += 1;
                }
            }
            y += 1;
        }
        Rect {
            y: y.min(area.bottom()),
            height: area.bottom().saturating_sub(y),
            ..area
        }
    }

    /// Returns how many cells the labels take.
    pub(in crate::tui) fn column(&self, wide: u16) -> u16 {
        let labels = self
            .fields
            .iter()
            .map(|field| width(&field.label) + u16::try_from(field.depth * 2).unwrap_or(0))
            .max()
            .unwrap_or(0);
        (labels + 3).min(wide * 2 / 5).max(4)
    }

    /// Draws one of the fields, for layers that have other rows between them.
    pub(in crate::tui) fn row(
        &self,
        canvas: &mut Canvas<'_>,
        row: Rect,
        column: u16,
        index: usize,
        field: &Field,
        session: &Session,
    ) {
        let found = findings(session, field);
        let (mark, role) = if found.is_empty() {
            (" ", Role::Text)
        } else {
            marks::gravest(found.into_iter())
        };
        let indent = u16::try_from(field.depth * 2).unwrap_or(0);
        canvas.put(row.x, row.y, 1, mark, role);
        let label = if field.required && field.value.is_none() {
            format!("{} *", field.label)
        } else {
            field.label.clone()
        };
        let role = if field.kind == Kind::Heading {
            Role::Title
        } else {
            Role::Dim
        };
        canvas.put(
            row.x + 2 + indent,
            row.y,
            column.saturating_sub(indent),
            &label,
            role,
        );
        let x = row.x + 3 + column;
        let room = row.right().saturating_sub(x);
        if field.shown.is_empty() {
            if field.kind != Kind::Heading {
                canvas.put(x, row.y, room, "–", Role::Dim);
            }
        } else {
            canvas.put(x, row.y, room, &field.shown, Role::Text);
        }
        if index == self.at {
            canvas.put(row.x + 1, row.y, 1, "›", Role::Title);
            canvas.tint(
                row,
                if self.focused {
                    Role::Selected
                } else {
                    Role::Marked
                },
            );
        }
        canvas.hit(
            row,
            Target::Item {
                pane: self.pane,
                index,
            },
        );
    }

    /// Returns what the marked field means, what is wrong with it and what would do.
    pub(in crate::tui) fn help(&self, session: &Session) -> Vec<(String, Role)> {
        let Some(field) = self.fields.get(self.at).filter(|_| self.focused) else {
            return Vec::new();
        };
        let mut lines = Vec::new();
        for found in findings(session, field)
            .into_iter()
            .filter(|found| found.level != Level::Advice)
        {
            let (mark, role) = marks::level(found.level);
            lines.push((format!("{mark} {}", found.message), role));
            lines.extend(
                found
                    .help
                    .iter()
                    .take(1)
                    .map(|help| (format!("  {help}"), Role::Dim)),
            );
        }
        if !field.help.is_empty() {
            lines.push((field.help.clone(), Role::Dim));
        }
        lines
    }
}

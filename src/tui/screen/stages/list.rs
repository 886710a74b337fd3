//! The list of the stages.

use ratatui::layout::Rect;

use super::{LIST, Stages};
use crate::draft::{AdvanceDraft, StageDraft};
use crate::plain::stage_name;
use crate::session::Session;
use crate::tui::canvas::{Canvas, Target, width};
use crate::tui::theme::Role;
use crate::tui::widget::marks;
use crate::tui::widget::window::window;

impl Stages {
    /// Draws the rows that are visible, each with its number, its mark and what it is.
    pub(super) fn draw_list(&self, canvas: &mut Canvas<'_>, area: Rect, session: &Session) {
        let stages = session.draft().stages();
        canvas.put(
            area.x,
            area.y,
            area.width,
            &format!("stages {}", stages.len()),
            Role::Title,
        );
        let list = Rect {
            y: area.y.saturating_add(2).min(area.bottom()),
            height: area.height.saturating_sub(2),
            ..area
        };
        if stages.is_empty() {
            let text = "No stage yet. A run goes from stage to stage as their gates come true. \
                        Press a to add the first; a run starts there.";
            canvas.wrapped(list, text, Role::Dim);
            return;
        }
        let at = self.at(session);
        let shown = window(at, stages.len(), list.height);
        let digits = width(&shown.end.to_string());
        let gutter = 5 + digits;
        let names = shown
            .clone()
            .map(|index| width(&stage_name(session.draft(), index)))
            .max()
            .unwrap_or(0)
            .min(list.width.saturating_sub(gutter).max(6));
        for (index, y) in shown.zip(list.top()..list.bottom()) {
            let Some(stage) = stages.get(index) else {
                break;
            };
            let row = Rect {
                y,
                height: 1,
                ..list
            };
            let (mark, role) = marks::gravest(session.findings_within(&format!("/stages/{index}")));
            let pin = if index == at { "›" } else { " " };
            canvas.put(row.x, y, 1, pin, Role::Title);
            canvas.put(row.x + 2, y, 1, mark, role);
            let number = (index + 1).to_string();
            let x = row.x + 4 + digits.saturating_sub(width(&number));
            canvas.put(x, y, digits, &number, Role::Dim);
            let name = stage_name(session.draft(), index);
            let role = if stage.stage_id.is_some() {
                Role::Text
            } else {
                Role::Dim
            };
            canvas.put(row.x + gutter, y, names, &name, role);
            let x = row.x + gutter + names + 2;
            canvas.put(
                x,
                y,
                row.right().saturating_sub(x),
                &what_it_is(stage),
                Role::Dim,
            );
            if index == at {
                let role = if self.inside {
                    Role::Marked
                } else {
                    Role::Selected
                };
                canvas.tint(row, role);
            }
            canvas.hit(row, Target::Item { pane: LIST, index });
        }
    }
}

/// Says in a few words what a stage is.
fn what_it_is(stage: &StageDraft) -> String {
    let kind = match &stage.advance_to {
        None => "leads ?",
        Some(AdvanceDraft::Linear {}) => "linear",
        Some(AdvanceDraft::Fixed { .. }) => "fixed",
        Some(AdvanceDraft::Branch { .. }) => "branch",
        Some(AdvanceDraft::Terminal {}) => "terminal",
    };
    match stage.gates().len() {
        0 => kind.to_owned(),
        1 => format!("{kind}, 1 gate"),
        count => format!("{kind}, {count} gates"),
    }
}

//! How the review is drawn: the list of findings, what is compiled, the text.

use ratatui::layout::Rect;

use super::changes::class_role;
use super::{LIST, Review, Row, Shows, TEXT};
use crate::review::render::words;
use crate::session::Session;
use crate::tui::canvas::{Canvas, Target};
use crate::tui::theme::Role;
use crate::tui::widget::marks;
use crate::tui::widget::window::window;

/// A text with the places where its lines begin.
#[derive(Debug, Default)]
pub(super) struct Lines {
    text: String,
    pub(super) starts: Vec<usize>,
}

impl Lines {
    pub(super) fn new(text: String) -> Self {
        let mut starts = vec![0];
        starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        Self { text, starts }
    }

    fn line(&self, at: usize) -> Option<&str> {
        let start = *self.starts.get(at)?;
        self.text.get(start..)?.split('\n').next()
    }
}

/// Returns the nearest place at or before some bytes where a character begins.
fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

impl Review {
    pub(super) fn draw_list(&self, canvas: &mut Canvas<'_>, area: Rect, session: &Session) {
        let counts = session.counts();
        let problems = counts.errors + counts.warnings + counts.advice;
        let filter = self
            .level
            .map_or_else(String::new, |level| format!(" · only {}", level.name()));
        let changes = match self.reviewed_changes().len() {
            0 => String::new(),
            count => format!("   changes {count}"),
        };
        let head = format!(
            "problems {problems}   to do {}{changes}{filter}",
            counts.todos
        );
        canvas.put(area.x, area.y, area.width, &head, Role::Title);
        let list = Rect {
            y: area.y + 2,
            height: area.height.saturating_sub(2),
            ..area
        };
        if self.rows.is_empty() {
            let text = if session.is_checked() {
                "✓ nothing is wrong and nothing is missing"
            } else {
                "checking…"
            };
            canvas.wrapped(list, text, Role::Good);
            return;
        }
        for (slot, index) in window(self.at, self.rows.len(), list.height / 2).enumerate() {
            let y = list.y + u16::try_from(slot * 2).unwrap_or(u16::MAX);
            let row = Rect {
                y,
                height: 2,
                ..list
            };
            match self.rows.get(index) {
                Some(Row::Step(step, count)) => {
                    let head = format!("{} {count}", step.name());
                    canvas.put(row.x, y + 1, row.width, &head, Role::Dim);
                }
                Some(Row::Finding {
                    level,
                    code,
                    entity,
                    message,
                    ..
                }) => {
                    let (mark, role) = marks::level(*level);
                    let pin = if index == self.at { "› " } else { "  " };
                    canvas.spans(
                        row.x,
                        y,
                        row.width,
                        &[
                            (pin, Role::Title),
                            (mark, role),
                            (" ", Role::Text),
                            (code, Role::Accent),
                            (" ", Role::Text),
                            (entity, Role::Dim),
                        ],
                    );
                    canvas.put(
                        row.x + 4,
                        y + 1,
                        row.width.saturating_sub(4),
                        message,
                        Role::Text,
                    );
                    if index == self.at {
                        let role = if self.inside {
                            Role::Marked
                        } else {
                            Role::Selected
                        };
                        canvas.tint(Rect { height: 1, ..row }, role);
                    }
                    canvas.hit(row, Target::Item { pane: LIST, index });
                }
                Some(Row::Place(place)) => {
                    canvas.put(row.x, y + 1, row.width, place, Role::Dim);
                }
                Some(Row::Change(at)) => self.draw_change_row(canvas, row, index, *at),
                None => {}
            }
        }
    }

    fn draw_change_row(&self, canvas: &mut Canvas<'_>, row: Rect, index: usize, at: usize) {
        let Some(change) = self.reviewed_changes().get(at) else {
            return;
        };
        let pin = if index == self.at { "› " } else { "  " };
        let class = change.class.name();
        let strength = words::strength_words(change.confidence);
        canvas.spans(
            row.x,
            row.y,
            row.width,
            &[
                (pin, Role::Title),
                (&words::sign(change).to_string(), class_role(change.class)),
                (" ", Role::Text),
                (class, class_role(change.class)),
                (" · ", Role::Dim),
                (strength, Role::Dim),
            ],
        );
        let room = row.width.saturating_sub(4);
        canvas.put(row.x + 4, row.y + 1, room, &change.headline, Role::Text);
        if index == self.at {
            let role = if self.inside {
                Role::Marked
            } else {
                Role::Selected
            };
            canvas.tint(Rect { height: 1, ..row }, role);
        }
        canvas.hit(row, Target::Item { pane: LIST, index });
    }

    /// Draws what the compiled scenario is, and the marked finding; returns what is left.
    pub(super) fn draw_head(&self, canvas: &mut Canvas<'_>, area: Rect, session: &Session) -> Rect {
        let mut rest = area;
        let down = |rest: &mut Rect, used: u16| {
            rest.y += used.min(rest.height);
            rest.height = rest.height.saturating_sub(used);
        };
        let draft = session.draft();
        let name = draft.scenario_id.as_deref().unwrap_or("unnamed");
        let version = draft.spec_version.as_deref().unwrap_or("?");
        let state = match &self.written {
            _ if self.written_of != Some(session.revision()) => "compiling…".to_owned(),
            Some(written) => format!("{} bytes", written.canonical.len()),
            None => "does not compile yet".to_owned(),
        };
        canvas.spans(
            rest.x,
            rest.y,
            rest.width,
            &[
                (name, Role::Title),
                ("   version ", Role::Dim),
                (version, Role::Text),
                ("   ", Role::Dim),
                (&state, Role::Text),
            ],
        );
        down(&mut rest, 1);
        if let Some(written) = &self.written {
            canvas.spans(
                rest.x,
                rest.y,
                rest.width,
                &[("sha256 ", Role::Dim), (&written.hash, Role::Accent)],
            );
            down(&mut rest, 1);
            let used = canvas.wrapped(rest, &written.standing, Role::Dim);
            down(&mut rest, used);
            if self.against.borrow().former.is_some() || self.outcome_is_known() {
                let (text, role) = self.verdict(session);
                let used = canvas.wrapped(rest, &text, role);
                down(&mut rest, used);
            }
        }
        down(&mut rest, 1);
        if let (
            false,
            Some(Row::Finding {
                level,
                message,
                detail,
                ..
            }),
        ) = (self.inside, self.rows.get(self.at))
        {
            let room = rest.height / 2;
            let (mark, role) = marks::level(*level);
            let mut text = vec![(format!("{mark} {message}"), role)];
            text.extend(detail.iter().cloned());
            let mut left = Rect {
                height: room,
                ..rest
            };
            for (line, role) in &text {
                let used = canvas.wrapped(left, line, *role);
                left.y += used;
                left.height = left.height.saturating_sub(used);
                down(&mut rest, used);
            }
            down(&mut rest, 1);
        }
        rest
    }

    pub(super) fn draw_text(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let title = match self.shows {
            Shows::Pretty => "set out to be read",
            Shows::Canonical => "canonical",
            Shows::Changes => "since the last compiled file",
        };
        let role = if self.inside { Role::Title } else { Role::Dim };
        canvas.put(area.x, area.y, area.width, title, role);
        let body = Rect {
            y: area.y + 1,
            height: area.height.saturating_sub(1),
            ..area
        };
        canvas.hit(
            body,
            Target::Item {
                pane: TEXT,
                index: 0,
            },
        );
        let rows = body.top()..body.bottom();
        let height = usize::from(body.height);
        match self.shows {
            Shows::Pretty => {
                let top = self
                    .top
                    .min(self.pretty.starts.len().saturating_sub(height));
                for (at, y) in (top..).zip(rows) {
                    let Some(line) = self.pretty.line(at) else {
                        break;
                    };
                    canvas.put(body.x, y, body.width, line, Role::Text);
                }
            }
            Shows::Canonical => {
                let text = self.canonical();
                let width = usize::from(body.width.max(1));
                let lines = text.len().div_ceil(width);
                let top = self.top.min(lines.saturating_sub(height));
                for (at, y) in (top..lines).zip(rows) {
                    let start = floor(text, at * width);
                    let end = floor(text, (at + 1) * width);
                    canvas.put(
                        body.x,
                        y,
                        body.width,
                        text.get(start..end).unwrap_or(""),
                        Role::Text,
                    );
                }
            }
            Shows::Changes => {
                let top = self.top.min(self.changes.len().saturating_sub(height));
                for ((line, role), y) in self.changes.iter().skip(top).zip(rows) {
                    canvas.put(body.x, y, body.width, line, *role);
                }
                if self.changes.is_empty() {
                    canvas.put(body.x, body.y, body.width, "nothing", Role::Dim);
                }
            }
        }
    }
}

//! What runs do otherwise than in a former version: the verdict, change by change.

use std::rc::Rc;

use ratatui::layout::Rect;

use super::{Review, Row, TEXT};
use crate::review::render::words;
use crate::review::{Change, Class, Verdict};
use crate::session::{Reviewed, Session};
use crate::tui::canvas::{Canvas, Target, wrap};
use crate::tui::layer::Cx;
use crate::tui::theme::Role;

/// Most characters of a line of details that are shown.
const MAX_LINE: usize = 2_000;

impl Review {
    /// Returns what the draft does otherwise, once that is known.
    pub(super) fn reviewed(&self) -> Option<&Rc<Reviewed>> {
        self.outcome.as_ref()?.as_ref().ok()
    }

    /// Tells whether what is known of changes is of another draft or another version.
    pub(super) fn lacks_comparison(&self, session: &Session) -> bool {
        let wanted = (session.revision(), self.against.borrow().number);
        !self.comparing && self.compared_of != Some(wanted)
    }

    /// Tells whether there is an outcome that is more than what the standing of the file says.
    pub(super) fn outcome_is_known(&self) -> bool {
        matches!(self.outcome, Some(Ok(_)))
    }

    pub(super) fn reviewed_changes(&self) -> &[Change] {
        self.reviewed()
            .map_or(&[], |found| &found.comparison.behaviour.changes)
    }

    /// Tells whether the marked change is shown in the place of the text.
    pub(super) fn shows_change(&self) -> bool {
        !self.over && self.change().is_some()
    }

    /// Returns the marked change.
    pub(super) fn change(&self) -> Option<&Change> {
        match self.rows.get(self.at) {
            Some(Row::Change(index)) => self.reviewed_changes().get(*index),
            _ => None,
        }
    }

    /// Marks the next or the previous change.
    pub(super) fn mark_change(&mut self, forth: bool, cx: &mut Cx<'_>) {
        let is_change = |at: &usize| matches!(self.rows.get(*at), Some(Row::Change(_)));
        let found = if forth {
            (self.at + 1..self.rows.len()).find(is_change)
        } else {
            (0..self.at.min(self.rows.len())).rev().find(is_change)
        };
        match found {
            Some(at) => {
                self.mark(at);
                self.inside = false;
            }
            None if forth => cx.refuse("there is no change behind this one"),
            None => cx.refuse("there is no change before this one"),
        }
    }

    /// Returns what the draft does otherwise in one line.
    pub(super) fn verdict(&self, session: &Session) -> (String, Role) {
        if self.comparing || self.lacks_comparison(session) {
            return ("comparing…".to_owned(), Role::Dim);
        }
        match &self.outcome {
            None => ("comparing…".to_owned(), Role::Dim),
            Some(Err(why)) => (format!("no comparison: {why}"), Role::Dim),
            Some(Ok(found)) => {
                let comparison = &found.comparison;
                let verdict = comparison.verdict();
                let tally = words::tally(comparison);
                let mut parts = vec![format!(
                    "against {}: {}",
                    comparison.old.label,
                    verdict.name().to_uppercase()
                )];
                if !tally.is_empty() {
                    parts.push(tally);
                }
                if comparison.lacks_bump() {
                    let version = &comparison.new.spec_version;
                    parts.push(format!("the version is still {version}"));
                }
                (parts.join(" · "), verdict_role(verdict))
            }
        }
    }

    /// Returns all that is known of the marked change.
    pub(super) fn change_lines(&self) -> Vec<(String, Role)> {
        let Some(change) = self.change() else {
            return Vec::new();
        };
        let mut lines = vec![
            (change.address(), Role::Title),
            (
                format!(
                    "{} {} ({})",
                    words::sign(change),
                    change.class.name().to_uppercase(),
                    words::strength_words(change.confidence)
                ),
                class_role(change.class),
            ),
            (change.headline.clone(), Role::Text),
        ];
        let details = words::details(change).into_iter();
        lines.extend(details.map(|line| (cut(line), Role::Text)));
        lines.push((
            format!("{} · {}", change.code(), change.fingerprint()),
            Role::Dim,
        ));
        lines
    }

    pub(super) fn draw_change(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let target = Target::Item {
            pane: TEXT,
            index: 0,
        };
        canvas.hit(area, target);
        let mut lines = Vec::new();
        for (line, role) in self.change_lines() {
            lines.extend(wrap(&line, area.width).into_iter().map(|part| (part, role)));
        }
        let height = usize::from(area.height);
        let top = self.top.min(lines.len().saturating_sub(height));
        for ((line, role), y) in lines.iter().skip(top).zip(area.top()..area.bottom()) {
            canvas.put(area.x, y, area.width, line, *role);
        }
        let rest = lines.len().saturating_sub(top + height);
        if rest > 0 {
            let text = format!(" {} more ↓", rest + 1);
            let y = area.bottom().saturating_sub(1);
            canvas.clear(Rect {
                y,
                height: 1,
                ..area
            });
            canvas.put(area.x, y, area.width, &text, Role::Dim);
        }
    }
}

fn cut(line: String) -> String {
    match line.char_indices().nth(MAX_LINE) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line,
    }
}

const fn verdict_role(verdict: Verdict) -> Role {
    match verdict {
        Verdict::Identical | Verdict::HashOnly | Verdict::ReportingOnly => Role::Good,
        Verdict::Stricter | Verdict::Unproved => Role::Warning,
        Verdict::Looser | Verdict::Incomparable => Role::Error,
    }
}

/// Returns the role of a class; the word beside it says the same.
pub(super) const fn class_role(class: Class) -> Role {
    match class {
        Class::Looser | Class::Incomparable | Class::Earlier => Role::Error,
        Class::Stricter | Class::Later | Class::Changed => Role::Warning,
        Class::Added | Class::Removed => Role::Accent,
        Class::ReportingOnly => Role::Dim,
    }
}

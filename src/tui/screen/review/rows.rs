//! What is listed: findings by step, then what runs do otherwise by stage.

use super::Review;
use crate::diagnostic::Level;
use crate::session::{Session, Step};
use crate::tui::theme::Role;

/// One line of the list.
#[derive(Debug)]
pub(super) enum Row {
    /// The step that the following findings are in, and how many there are.
    Step(Step, usize),
    /// The place that the following changes are in.
    Place(String),
    Finding {
        level: Level,
        code: String,
        pointer: String,
        entity: String,
        message: String,
        detail: Vec<(String, Role)>,
    },
    /// A change, by its position in the comparison.
    Change(usize),
}

impl Row {
    /// Tells whether it can be marked.
    pub(super) const fn is_item(&self) -> bool {
        matches!(self, Self::Finding { .. } | Self::Change(_))
    }
}

impl Review {
    /// Lists what there is now, when that is not done yet.
    pub(super) fn list(&mut self, session: &Session) {
        let of = Some((session.revision(), self.level, self.outcomes));
        if self.of == of {
            return;
        }
        self.of = of;
        self.rows.clear();
        for step in Step::ALL {
            self.list_step(step, session);
        }
        let mut place = None;
        let mut rows = Vec::new();
        for (index, change) in self.reviewed_changes().iter().enumerate() {
            if place != Some(&change.stage) {
                place = Some(&change.stage);
                rows.push(Row::Place(match &change.stage {
                    Some(stage) => format!("changes in stage {stage}"),
                    None => "changes".to_owned(),
                }));
            }
            rows.push(Row::Change(index));
        }
        self.rows.extend(rows);
        self.at = self.at.min(self.rows.len().saturating_sub(1));
        if self.rows.get(self.at).is_some_and(|row| !row.is_item()) {
            self.at += 1;
        }
    }

    fn list_step(&mut self, step: Step, session: &Session) {
        let found: Vec<_> = session
            .findings()
            .filter(|found| Step::of_pointer(&found.primary.pointer) == step)
            .filter(|found| self.level.is_none_or(|level| level == found.level))
            .collect();
        if found.is_empty() {
            return;
        }
        self.rows.push(Row::Step(step, found.len()));
        for one in found {
            let effects = one.effects.iter();
            let mut detail: Vec<(String, Role)> = effects
                .map(|text| (format!("→ {text}"), Role::Text))
                .collect();
            detail.extend(one.help.iter().map(|text| (text.clone(), Role::Dim)));
            detail.extend(
                one.fixes
                    .iter()
                    .map(|fix| (format!("cure: {}", fix.title), Role::Good)),
            );
            self.rows.push(Row::Finding {
                level: one.level,
                code: one.code.to_string(),
                pointer: one.primary.pointer.clone(),
                entity: one.primary.entity.clone(),
                message: one.message.clone(),
                detail,
            });
        }
    }
}

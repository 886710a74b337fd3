//! What the marked row of a stage means.

use ratatui::layout::Rect;

use super::panel::Row;
use super::rows::Rows;
use crate::plain::{passes_when, rule_fate};
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use crate::tui::widget::marks;

impl Rows<'_> {
    /// Says what is wrong with the marked row and what it means.
    pub(super) fn meaning(&self, canvas: &mut Canvas<'_>, area: Rect, at: usize) {
        let mut left = area;
        let mut say = |text: &str, role: Role| {
            let used = canvas.wrapped(left, text, role);
            left.y += used;
            left.height = left.height.saturating_sub(used);
        };
        let row = self.panel.rows.get(at);
        if let Some(Row::Field(field)) = row {
            for (text, role) in self.form(Some(*field)).help(self.session) {
                say(&text, role);
            }
            return;
        }
        let draft = self.session.draft();
        if let Some(pointer) = self.panel.slot(at).and_then(|slot| slot.pointer(draft)) {
            for found in self.session.findings_within(&pointer).take(2) {
                let (mark, role) = marks::level(found.level);
                say(&format!("{mark} {}", found.message), role);
            }
        }
        match row {
            Some(Row::Packets) => say(
                "Packets are released when a run enters the stage, before its gates are looked at.",
                Role::Dim,
            ),
            Some(Row::Gates) => say(
                "A stage passes when all its gates are true at the same time. They have a screen \
                 of their own.",
                Role::Dim,
            ),
            Some(Row::Rules) => say(
                "The first rule that matches says where the run goes, so their order matters.",
                Role::Dim,
            ),
            Some(Row::Rule(index)) => {
                if let Some(fate) = self.panel.table.rules.get(*index) {
                    let text = format!("Rule {} is {}.", index + 1, rule_fate(*fate));
                    say(&text, Role::Dim);
                }
            }
            Some(Row::Gate(index)) => {
                let requirement = self.stage.gates().get(*index).map(|gate| &gate.requirement);
                if let Some(Ok(tree)) = requirement.and_then(|one| Some(one.as_ref()?.tree())) {
                    say(&format!("Passes when {}.", passes_when(&tree)), Role::Dim);
                }
            }
            _ => {}
        }
    }
}

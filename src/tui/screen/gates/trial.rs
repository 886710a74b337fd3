//! Trying a gate: conditions are set, and every node says what it is then.

use std::collections::BTreeSet;

use ratatui::layout::Rect;

use super::Facts;
use crate::runtime::{NodeValue, node_values};
use crate::session::tree::{OutlineRow, outline, verdict};
use crate::spec::{GateOutcome, Requirement};
use crate::tui::canvas::{Canvas, Target, width};
use crate::tui::command::{Command, Key};
use crate::tui::layer::{Cx, Layer, View};
use crate::tui::overlay::centred;
use crate::tui::theme::Role;
use crate::tui::widget::window::{moved, window};

/// A gate with values for its conditions.
#[derive(Debug)]
pub(super) struct TryIt {
    title: String,
    tree: Requirement,
    /// The conditions that the gate uses, in order, each once.
    ids: Vec<String>,
    /// The first row of each condition in the outline.
    first: Vec<usize>,
    rows: Vec<OutlineRow>,
    values: Vec<GateOutcome>,
    sentence: String,
    at: usize,
    facts: Facts,
}

const fn mark(outcome: GateOutcome) -> (&'static str, &'static str, Role) {
    match outcome {
        GateOutcome::True => ("T", "true", Role::Good),
        GateOutcome::False => ("F", "false", Role::Error),
        GateOutcome::Unknown => ("U", "unknown", Role::Warning),
    }
}

impl TryIt {
    /// Returns a trial of a requirement; what is set is kept in `facts`.
    pub(super) fn new(name: &str, tree: Requirement, facts: Facts) -> Self {
        let rows = outline(&tree, &BTreeSet::new());
        let (mut ids, mut first) = (Vec::new(), Vec::new());
        let mut seen = BTreeSet::new();
        for (at, row) in rows.iter().enumerate() {
            if row.is_condition && seen.insert(row.words.as_str()) {
                ids.push(row.words.clone());
                first.push(at);
            }
        }
        let mut trial = Self {
            title: format!("try {name}"),
            tree,
            ids,
            first,
            rows,
            values: Vec::new(),
            sentence: String::new(),
            at: 0,
            facts,
        };
        trial.evaluate();
        trial
    }

    fn evaluate(&mut self) {
        let facts = self.facts.borrow();
        let value = node_values(&self.tree, |id| facts.get(id).copied());
        self.sentence = verdict(&self.tree, &value);
        self.values.clear();
        flatten(&self.tree, Some(&value), &mut self.values);
    }

    fn value(&self, id: &str) -> GateOutcome {
        let facts = self.facts.borrow();
        facts.get(id).copied().unwrap_or(GateOutcome::Unknown)
    }

    fn set(&mut self, outcome: GateOutcome) {
        if let Some(id) = self.ids.get(self.at) {
            self.facts.borrow_mut().insert(id.clone(), outcome);
            self.evaluate();
        }
    }
}

/// Lists the values in the order of the outline.
///
/// Below a node that is too deep nothing has a value; there all is unknown.
fn flatten(node: &Requirement, value: Option<&NodeValue>, values: &mut Vec<GateOutcome>) {
    values.push(value.map_or(GateOutcome::Unknown, |value| value.outcome));
    for (at, part) in node.children().iter().enumerate() {
        flatten(part, value.and_then(|value| value.parts.get(at)), values);
    }
}

impl Layer for TryIt {
    fn offers(&self, _: View<'_>) -> Vec<Command> {
        use Command::{
            Accept, Dismiss, PickDown, PickPageDown, PickPageUp, PickUp, SetFalse, SetTrue,
            SetUnknown,
        };
        vec![
            SetTrue,
            SetFalse,
            SetUnknown,
            PickDown,
            PickUp,
            Dismiss,
            PickPageDown,
            PickPageUp,
            Accept,
        ]
    }

    // Letters set values here, so that `u` is never taken for undo.
    fn types(&self) -> bool {
        true
    }

    fn typed(&mut self, key: Key, cx: &mut Cx<'_>) {
        let offers = self.offers(cx.view());
        if let Some(command) = cx.keymap.command(key, &offers) {
            self.run(command, cx);
        }
    }

    fn run(&mut self, command: Command, cx: &mut Cx<'_>) {
        let count = self.ids.len();
        match command {
            Command::SetTrue => self.set(GateOutcome::True),
            Command::SetFalse => self.set(GateOutcome::False),
            Command::SetUnknown => self.set(GateOutcome::Unknown),
            Command::Accept => {
                let present = self.ids.get(self.at).map(|id| self.value(id));
                self.set(match present {
                    Some(GateOutcome::True) => GateOutcome::False,
                    Some(GateOutcome::False) => GateOutcome::Unknown,
                    _ => GateOutcome::True,
                });
            }
            Command::PickUp => self.at = moved(self.at, -1, count),
            Command::PickDown => self.at = moved(self.at, 1, count),
            Command::PickPageUp => self.at = moved(self.at, -10, count),
            Command::PickPageDown => self.at = moved(self.at, 10, count),
            _ => cx.pop(),
        }
    }

    fn picked(&mut self, _: usize, index: usize, cx: &mut Cx<'_>) {
        if self.at == index {
            self.run(Command::Accept, cx);
        } else {
            self.at = moved(index, 0, self.ids.len());
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, _: View<'_>) {
        let wanted = u16::try_from(self.rows.len()).unwrap_or(u16::MAX);
        let place = centred(
            area,
            area.width.saturating_sub(2).min(110),
            wanted.saturating_add(6),
        );
        let inside = canvas.panel(place, &self.title);
        if inside.is_empty() {
            return;
        }
        let foot = 3.min(inside.height);
        let body = Rect {
            height: inside.height - foot,
            ..inside
        };
        let left = Rect {
            width: (body.width * 2 / 5).min(40),
            ..body
        };
        self.draw_conditions(canvas, left);
        canvas.bar(left.right() + 1, body.top(), body.bottom());
        let right = Rect {
            x: left.right() + 3,
            width: body.width.saturating_sub(left.width + 3),
            ..body
        };
        let at = self.first.get(self.at).copied().unwrap_or(0);
        let shown = window(at, self.rows.len(), right.height);
        let rows = self.rows.get(shown.clone()).unwrap_or_default();
        for ((number, row), y) in shown.zip(rows).zip(right.top()..right.bottom()) {
            let value = (self.values.get(number).copied()).unwrap_or(GateOutcome::Unknown);
            let (letter, _, role) = mark(value);
            let words = if row.is_condition {
                Role::Text
            } else {
                Role::Accent
            };
            canvas.spans(
                right.x,
                y,
                right.width,
                &[
                    (letter, role),
                    (" ", Role::Text),
                    (&row.lead, Role::Border),
                    (&row.words, words),
                ],
            );
            if row.is_condition && self.ids.get(self.at) == Some(&row.words) {
                let line = Rect {
                    y,
                    height: 1,
                    ..right
                };
                canvas.tint(line, Role::Marked);
            }
        }
        let below = Rect {
            y: body.bottom() + 1,
            height: foot.saturating_sub(1),
            ..inside
        };
        let (_, _, role) = mark(self.values.first().copied().unwrap_or(GateOutcome::Unknown));
        canvas.wrapped(below, &self.sentence, role);
    }
}

impl TryIt {
    fn draw_conditions(&self, canvas: &mut Canvas<'_>, area: Rect) {
        if self.ids.is_empty() {
            canvas.wrapped(area, "the gate uses no condition", Role::Dim);
            return;
        }
        let at = self.at.min(self.ids.len() - 1);
        let shown = window(at, self.ids.len(), area.height);
        let ids = self.ids.get(shown.clone()).unwrap_or_default();
        for ((number, id), y) in shown.zip(ids).zip(area.top()..area.bottom()) {
            let row = Rect {
                y,
                height: 1,
                ..area
            };
            let (_, word, role) = mark(self.value(id));
            let pin = if number == at { "› " } else { "  " };
            let x = canvas.put(row.x, y, 2, pin, Role::Title);
            let room = row.width.saturating_sub(10);
            canvas.put(x, y, room, id, Role::Text);
            let cells = width(word);
            canvas.put(row.right().saturating_sub(cells), y, cells, word, role);
            if number == at {
                canvas.tint(row, Role::Selected);
            }
            canvas.hit(
                row,
                Target::Item {
                    pane: 0,
                    index: number,
                },
            );
        }
    }
}

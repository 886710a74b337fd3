//! A list that is built item by item.

use ratatui::layout::Rect;
use serde_json::Value;

use super::{centred, open_field};
use crate::draft::Slot;
use crate::session::Session;
use crate::session::form::{Field, Kind, text};
use crate::tui::canvas::{Canvas, Target};
use crate::tui::command::Command;
use crate::tui::layer::{Cx, Layer, View};
use crate::tui::theme::Role;
use crate::tui::widget::window::{moved, window};

/// The items of a list field.
#[derive(Debug)]
pub(in crate::tui) struct ListEditor {
    title: String,
    help: String,
    item: Kind,
    slot: Slot,
    examples: Vec<Value>,
    at: usize,
}

impl ListEditor {
    pub(in crate::tui) fn new(field: Field) -> Self {
        let item = match field.kind {
            Kind::List(item) => *item,
            other => other,
        };
        Self {
            title: field.label,
            help: field.help,
            item,
            slot: field.slot,
            examples: field.examples,
            at: 0,
        }
    }

    fn items(&self, session: &Session) -> Vec<Value> {
        match self.slot.value(session.draft()) {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        }
    }

    fn open(&self, index: usize, value: Option<Value>, cx: &mut Cx<'_>) {
        // The list must be there before an item can be put into it.
        if self
            .slot
            .value(cx.session.draft())
            .is_none_or(|value| !value.is_array())
            && !cx.set(&self.slot, Some(Value::Array(Vec::new())))
        {
            return;
        }
        let examples = self
            .examples
            .iter()
            .flat_map(|example| match example {
                Value::Array(items) => items.clone(),
                other => vec![other.clone()],
            })
            .collect();
        open_field(
            Field {
                slot: self.slot.below(&index.to_string()),
                label: format!("{} · item {}", self.title, index + 1),
                help: self.help.clone(),
                required: false,
                depth: 0,
                shown: String::new(),
                value,
                kind: self.item.clone(),
                examples,
            },
            cx,
        );
    }

    fn shift(&mut self, by: isize, cx: &mut Cx<'_>) {
        let mut items = self.items(cx.session);
        let to = moved(self.at, by, items.len());
        if self.at < items.len() && to != self.at {
            items.swap(self.at, to);
            if cx.set(&self.slot, Some(Value::Array(items))) {
                self.at = to;
            }
        }
    }
}

impl Layer for ListEditor {
    fn offers(&self, view: View<'_>) -> Vec<Command> {
        let mut offers = vec![Command::Add, Command::FocusBack];
        let count = self.items(view.session).len();
        if count > 0 {
            offers.extend([Command::Open, Command::Delete, Command::Down, Command::Up]);
        }
        if count > 1 {
            offers.extend([
                Command::MoveUp,
                Command::MoveDown,
                Command::First,
                Command::Last,
            ]);
        }
        offers
    }

    fn run(&mut self, command: Command, cx: &mut Cx<'_>) {
        let items = self.items(cx.session);
        self.at = self.at.min(items.len().saturating_sub(1));
        match command {
            Command::Add => {
                self.at = items.len();
                self.open(items.len(), None, cx);
            }
            Command::Open => self.open(self.at, items.get(self.at).cloned(), cx),
            Command::Delete => {
                cx.set(&self.slot.below(&self.at.to_string()), None);
            }
            Command::Up => self.at = moved(self.at, -1, items.len()),
            Command::Down => self.at = moved(self.at, 1, items.len()),
            Command::First => self.at = 0,
            Command::Last => self.at = items.len().saturating_sub(1),
            Command::MoveUp => self.shift(-1, cx),
            Command::MoveDown => self.shift(1, cx),
            _ => cx.pop(),
        }
    }

    fn picked(&mut self, _: usize, index: usize, cx: &mut Cx<'_>) {
        if self.at == index {
            self.run(Command::Open, cx);
        } else {
            self.at = index;
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, view: View<'_>) {
        let items = self.items(view.session);
        let rows = u16::try_from(items.len()).unwrap_or(u16::MAX);
        let place = centred(
            area,
            area.width.saturating_sub(4).min(76),
            rows.saturating_add(6).max(9),
        );
        let inside = canvas.panel(place, &self.title);
        let list = Rect {
            height: inside.height.saturating_sub(3),
            ..inside
        };
        let at = self.at.min(items.len().saturating_sub(1));
        let drawn = window(at, items.len(), list.height);
        for (index, y) in drawn.zip(list.top()..list.bottom()) {
            let Some(item) = items.get(index) else { break };
            let row = Rect {
                y,
                height: 1,
                ..list
            };
            let mark = if index == at { "›" } else { " " };
            let line = format!("{mark} {}  {}", index + 1, text(&self.item, item));
            canvas.put(row.x, y, row.width, &line, Role::Text);
            if index == at {
                canvas.tint(row, Role::Selected);
            }
            canvas.hit(row, Target::Item { pane: 0, index });
        }
        if items.is_empty() {
            canvas.put(
                list.x,
                list.y,
                list.width,
                "nothing in the list yet",
                Role::Dim,
            );
        }
        let help = Rect {
            y: list.bottom() + 1,
            height: inside.bottom().saturating_sub(list.bottom() + 1),
            ..inside
        };
        canvas.wrapped(help, &self.help, Role::Dim);
    }
}

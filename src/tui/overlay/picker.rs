//! One of several things: filter as you type, what cannot be chosen says why, a preview beside.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::layout::Rect;

use super::centred;
use crate::session::form::{Choice, Field, Kind};
use crate::tui::canvas::{Canvas, Target, width};
use crate::tui::command::{Command, Key};
use crate::tui::layer::{Cx, Layer, Then, View};
use crate::tui::theme::Role;
use crate::tui::widget::text::Text;
use crate::tui::widget::window::{moved, window};

/// Below this width there is no room for a preview beside the list.
const PREVIEW_FROM: u16 = 72;

/// A list to pick from.
#[derive(Debug)]
pub(in crate::tui) struct Picker {
    title: String,
    items: Vec<Choice>,
    filter: Text,
    /// Positions of the items that match, the best first; refused ones last.
    shown: Vec<usize>,
    at: usize,
    /// Whether any item has more to say than its row.
    previews: bool,
    /// What `shown` was filtered by.
    filtered: String,
    then: Option<Then<Choice>>,
}

impl Picker {
    /// Returns a picker over items; `then` gets the chosen one.
    pub(in crate::tui) fn new(
        title: impl Into<String>,
        items: Vec<Choice>,
        then: Then<Choice>,
    ) -> Self {
        let previews = items.iter().any(|item| !item.preview.is_empty());
        let mut picker = Self {
            title: title.into(),
            items,
            filter: Text::default(),
            shown: Vec::new(),
            at: 0,
            previews,
            filtered: String::new(),
            then: Some(then),
        };
        picker.refresh();
        picker
    }

    /// Returns a picker for a field that is a choice, with its present value marked.
    pub(in crate::tui) fn of_field(field: Field) -> Self {
        let Field {
            slot,
            label,
            value,
            kind,
            ..
        } = field;
        let items = match kind {
            Kind::Choice(items) => items,
            _ => Vec::new(),
        };
        let present = items
            .iter()
            .position(|item| Some(&item.value) == value.as_ref());
        let mut picker = Self::new(
            label,
            items,
            Then::new(move |cx: &mut Cx<'_>, choice: Choice| {
                let value = (!choice.value.is_null()).then_some(choice.value);
                cx.set(&slot, value);
            }),
        );
        picker.at = present
            .and_then(|present| picker.shown.iter().position(|item| *item == present))
            .unwrap_or(0);
        picker
    }

    /// Marks an item.
    pub(in crate::tui) fn at(mut self, item: usize) -> Self {
        self.at = self
            .shown
            .iter()
            .position(|shown| *shown == item)
            .unwrap_or(0);
        self
    }

    fn refresh(&mut self) {
        let wanted = self.filter.as_str();
        let mut found: Vec<(bool, u32, usize)> = Vec::with_capacity(self.items.len());
        if wanted.is_empty() {
            found.extend(
                (0..self.items.len()).map(|at| (!self.items[at].refused.is_empty(), 0, at)),
            );
        } else {
            let pattern = Pattern::parse(wanted, CaseMatching::Smart, Normalization::Smart);
            let mut matcher = Matcher::new(Config::DEFAULT);
            let mut buffer = Vec::new();
            // What another letter leaves was there without it; nothing else needs to be read.
            let narrower =
                !self.filtered.is_empty() && wanted.starts_with(&self.filtered) && is_plain(wanted);
            let candidates = if narrower {
                std::mem::take(&mut self.shown)
            } else {
                (0..self.items.len()).collect()
            };
            for at in candidates {
                let Some(item) = self.items.get(at) else {
                    continue;
                };
                // A name that matches comes before a description that does.
                let mut score =
                    |text: &str| pattern.score(Utf32Str::new(text, &mut buffer), &mut matcher);
                let name = score(&item.label).map(|score| score.saturating_mul(4));
                if let Some(score) =
                    name.or_else(|| score(&format!("{} {}", item.label, item.detail)))
                {
                    found.push((!item.refused.is_empty(), u32::MAX - score, at));
                }
            }
        }
        wanted.clone_into(&mut self.filtered);
        found.sort_unstable();
        self.shown = found.into_iter().map(|(_, _, at)| at).collect();
        self.at = self.at.min(self.shown.len().saturating_sub(1));
    }

    fn marked(&self) -> Option<&Choice> {
        self.shown.get(self.at).and_then(|at| self.items.get(*at))
    }

    fn accept(&mut self, cx: &mut Cx<'_>) {
        let Some(choice) = self.marked().cloned() else {
            return;
        };
        if !choice.refused.is_empty() {
            cx.refuse(format!("{}: {}", choice.label, choice.refused.join("; ")));
            return;
        }
        cx.pop();
        if let Some(then) = self.then.take() {
            then.call(cx, choice);
        }
    }

    fn row(canvas: &mut Canvas<'_>, row: Rect, column: u16, item: &Choice, marked: bool) {
        let refused = !item.refused.is_empty();
        let role = if refused { Role::Refused } else { Role::Text };
        let mark = if marked { "› " } else { "  " };
        let x = canvas.put(row.x, row.y, 2, mark, Role::Title);
        canvas.put(x, row.y, column, &item.label, role);
        let detail = if refused {
            item.refused.join("; ")
        } else {
            item.detail.clone()
        };
        let x = row.x + column + 4;
        canvas.put(x, row.y, row.right().saturating_sub(x), &detail, Role::Dim);
        if marked {
            canvas.tint(row, Role::Selected);
        }
    }
}

/// Tells whether each letter added to a filter can only leave fewer items.
fn is_plain(filter: &str) -> bool {
    // The others turn, bind or end what is looked for.
    filter
        .chars()
        .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
}

impl Layer for Picker {
    fn offers(&self, _: View<'_>) -> Vec<Command> {
        use Command::{
            Accept, Dismiss, EraseLine, EraseWord, PickDown, PickPageDown, PickPageUp, PickUp,
        };
        vec![
            Accept,
            PickDown,
            PickUp,
            Dismiss,
            PickPageDown,
            PickPageUp,
            EraseWord,
            EraseLine,
        ]
    }

    fn types(&self) -> bool {
        true
    }

    fn run(&mut self, command: Command, cx: &mut Cx<'_>) {
        let by = match command {
            Command::Accept => return self.accept(cx),
            Command::Dismiss => return cx.pop(),
            Command::PickUp => -1,
            Command::PickDown => 1,
            Command::PickPageUp => -10,
            Command::PickPageDown => 10,
            _ => {
                self.filter.command(command);
                self.at = 0;
                return self.refresh();
            }
        };
        self.at = moved(self.at, by, self.shown.len());
    }

    fn typed(&mut self, key: Key, _: &mut Cx<'_>) {
        if self.filter.key(key) {
            self.at = 0;
            self.refresh();
        }
    }

    fn pasted(&mut self, text: &str, _: &mut Cx<'_>) {
        self.filter.insert(text);
        self.at = 0;
        self.refresh();
    }

    fn picked(&mut self, _: usize, index: usize, cx: &mut Cx<'_>) {
        if self.at == index {
            self.accept(cx);
        } else {
            self.at = index.min(self.shown.len().saturating_sub(1));
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, _: View<'_>) {
        let preview = area.width >= PREVIEW_FROM && self.previews;
        let wide = if preview { 110 } else { 84 };
        let rows = u16::try_from(self.items.len()).unwrap_or(u16::MAX);
        let height = if preview {
            area.height
        } else {
            rows.saturating_add(5)
        };
        let place = centred(
            area,
            wide.min(area.width.saturating_sub(2)),
            height.min(area.height),
        );
        let inside = canvas.panel(place, &self.title);
        if inside.is_empty() {
            return;
        }
        let x = canvas.put(inside.x, inside.y, inside.width, "filter ", Role::Dim);
        let room = Rect {
            x,
            width: inside.right().saturating_sub(x),
            height: 1,
            ..inside
        };
        self.filter.draw(canvas, room, &[]);
        let count = format!("{} of {}", self.shown.len(), self.items.len());
        let cells = width(&count);
        if room.width > cells + 20 {
            canvas.put(inside.right() - cells, inside.y, cells, &count, Role::Dim);
        }
        let left = if preview {
            inside.width * 11 / 20
        } else {
            inside.width
        };
        let list = Rect {
            y: inside.y + 2,
            width: left,
            height: inside.height.saturating_sub(2),
            ..inside
        };
        let drawn = window(self.at, self.shown.len(), list.height);
        let visible = self.shown.get(drawn.clone()).unwrap_or_default();
        let column = visible
            .iter()
            .filter_map(|at| self.items.get(*at))
            .map(|item| width(&item.label))
            .max()
            .unwrap_or(0)
            .min(left / 2);
        for ((index, at), y) in drawn.zip(visible).zip(list.top()..list.bottom()) {
            if let Some(item) = self.items.get(*at) {
                let row = Rect {
                    y,
                    height: 1,
                    ..list
                };
                Self::row(canvas, row, column, item, index == self.at);
                canvas.hit(row, Target::Item { pane: 0, index });
            }
        }
        if self.shown.is_empty() {
            canvas.put(list.x + 2, list.y, list.width, "nothing matches", Role::Dim);
        }
        if let (true, Some(item)) = (preview, self.marked()) {
            let beside = Rect {
                x: inside.x + left + 3,
                y: list.y,
                width: inside.width.saturating_sub(left + 3),
                height: list.height,
            };
            canvas.bar(beside.x.saturating_sub(2), list.top(), list.bottom());
            draw_preview(canvas, beside, item);
        }
    }
}

fn draw_preview(canvas: &mut Canvas<'_>, area: Rect, item: &Choice) {
    let mut left = area;
    let down = |left: &mut Rect, used: u16| {
        left.y += used;
        left.height = left.height.saturating_sub(used);
    };
    let used = canvas.wrapped(left, &item.label, Role::Title);
    down(&mut left, used);
    for reason in &item.refused {
        let used = canvas.wrapped(left, &format!("not possible: {reason}"), Role::Warning);
        down(&mut left, used);
    }
    if !item.detail.is_empty() {
        let used = canvas.wrapped(left, &item.detail, Role::Text);
        down(&mut left, used);
    }
    for (head, text) in &item.preview {
        down(&mut left, 1);
        if !head.is_empty() {
            let used = canvas.wrapped(left, head, Role::Dim);
            down(&mut left, used);
        }
        let used = canvas.wrapped(left, text, Role::Text);
        down(&mut left, used);
    }
}

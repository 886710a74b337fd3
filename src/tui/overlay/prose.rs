//! Text of several lines: notes, and JSON with what is wrong with it.

use ratatui::layout::Rect;
use serde_json::Value;

use super::centred;
use crate::draft::Slot;
use crate::session::Session;
use crate::session::form::{Field, Kind, parse, text};
use crate::tui::canvas::{Canvas, wrap};
use crate::tui::command::{Command, Key};
use crate::tui::layer::{Action, Cx, Layer, Then, View};
use crate::tui::theme::Role;
use crate::tui::widget::text::Text;

/// Text of several lines that is being typed for a field.
#[derive(Debug)]
pub(in crate::tui) struct Prose {
    title: String,
    help: String,
    kind: Kind,
    slot: Slot,
    text: Text,
    wrong: Option<String>,
}

impl Prose {
    /// Returns an editor for a field, with what was typed there before and not applied.
    pub(in crate::tui) fn new(field: Field, session: &Session) -> Self {
        let present = field.value.as_ref().map(|value| text(&field.kind, value));
        let typed = session.typed(&field.slot).map(str::to_owned);
        let start = typed.or(present).unwrap_or_default();
        let mut prose = Self {
            title: field.label,
            help: field.help,
            kind: field.kind,
            slot: field.slot,
            text: Text::lines(&start),
            wrong: None,
        };
        prose.judge();
        prose
    }

    /// Returns an editor that goes on with a text, with the cursor behind it.
    pub(in crate::tui) fn continued(
        title: &str,
        help: &str,
        kind: Kind,
        slot: Slot,
        text: &str,
    ) -> Self {
        let mut lines = Text::lines("");
        lines.insert(text);
        let mut prose = Self {
            title: title.to_owned(),
            help: help.to_owned(),
            kind,
            slot,
            text: lines,
            wrong: None,
        };
        prose.judge();
        prose
    }

    fn value(&self) -> Result<Option<Value>, String> {
        if self.text.as_str().trim().is_empty() {
            return Ok(None);
        }
        parse(&self.kind, self.text.as_str()).map(Some)
    }

    fn judge(&mut self) {
        self.wrong = self.value().err();
    }

    fn changed(&mut self, cx: &mut Cx<'_>) {
        cx.session
            .keep_typed(&self.slot, Some(self.text.as_str().to_owned()));
        self.judge();
    }

    const fn extension(&self) -> &'static str {
        match self.kind {
            Kind::Json(_) => "json",
            _ => "md",
        }
    }
}

impl Layer for Prose {
    fn offers(&self, _: View<'_>) -> Vec<Command> {
        vec![
            Command::ApplyText,
            Command::Cancel,
            Command::TypeEditor,
            Command::EraseWord,
            Command::EraseLine,
        ]
    }

    fn types(&self) -> bool {
        true
    }

    fn run(&mut self, command: Command, cx: &mut Cx<'_>) {
        match command {
            Command::ApplyText => match self.value() {
                Err(why) => cx.refuse(why),
                Ok(value) => {
                    if cx.set(&self.slot, value) {
                        cx.session.keep_typed(&self.slot, None);
                        cx.pop();
                    }
                }
            },
            Command::Cancel => cx.pop(),
            Command::TypeEditor => {
                let slot = self.slot.clone();
                cx.actions.push(Action::Edit {
                    text: self.text.as_str().to_owned(),
                    extension: self.extension(),
                    then: Then::new(move |cx: &mut Cx<'_>, text: String| {
                        cx.session.keep_typed(&slot, Some(text));
                    }),
                });
            }
            _ => {
                if self.text.command(command) {
                    self.changed(cx);
                }
            }
        }
    }

    fn typed(&mut self, key: Key, cx: &mut Cx<'_>) {
        if self.text.key(key) {
            self.changed(cx);
        }
    }

    fn pasted(&mut self, text: &str, cx: &mut Cx<'_>) {
        self.text.insert(text);
        self.changed(cx);
    }

    fn resumed(&mut self, cx: &mut Cx<'_>) {
        if let Some(text) = cx.session.typed(&self.slot) {
            self.text = Text::lines(text);
            self.judge();
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, _: View<'_>) {
        let place = centred(
            area,
            area.width.saturating_sub(4).min(100),
            area.height.saturating_sub(2),
        );
        let inside = canvas.panel(place, &self.title);
        if inside.is_empty() {
            return;
        }
        let mut below: Vec<(String, Role)> = Vec::new();
        if let Some(why) = &self.wrong {
            below.extend(
                wrap(&format!("✗ {why}"), inside.width)
                    .into_iter()
                    .map(|line| (line, Role::Error)),
            );
        }
        below.extend(
            wrap(&self.help, inside.width)
                .into_iter()
                .map(|line| (line, Role::Dim)),
        );
        below.truncate(usize::from(inside.height / 3));
        let foot = u16::try_from(below.len()).unwrap_or(0);
        let body = Rect {
            height: inside.height.saturating_sub(foot + 1),
            ..inside
        };
        self.text.draw(canvas, body, &[]);
        for ((line, role), y) in below.iter().zip(inside.bottom() - foot..inside.bottom()) {
            canvas.put(inside.x, y, inside.width, line, *role);
        }
    }
}

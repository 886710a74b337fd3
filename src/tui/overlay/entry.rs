//! One line to type: a name, a number, a date. Judged with every key.

use ratatui::layout::Rect;
use serde_json::Value;

use super::centred;
use super::prose::Prose;
use crate::draft::Slot;
use crate::session::Session;
use crate::session::form::{Field, Kind, answer, text};
use crate::tui::canvas::Canvas;
use crate::tui::command::{Command, Key};
use crate::tui::layer::{Action, Cx, Layer, Then, View};
use crate::tui::theme::Role;
use crate::tui::widget::text::Text;

/// A line that is being typed.
#[derive(Debug)]
pub(in crate::tui) struct Entry {
    title: String,
    help: String,
    kind: Kind,
    line: Text,
    /// The field that is answered, so that what is typed survives.
    slot: Option<Slot>,
    examples: Vec<String>,
    /// Which example comes next.
    example: usize,
    /// Why what is typed will not do, and what it would bring about.
    verdict: Verdict,
    then: Option<Then<Option<Value>>>,
}

/// What is known of the text so far.
#[derive(Debug, Clone, PartialEq)]
enum Verdict {
    /// Nothing yet: it is empty.
    Empty,
    /// It cannot be.
    Wrong(String),
    /// It can be; what it would make wrong is told.
    Possible(Vec<String>),
}

impl Entry {
    /// Returns an entry for a field, with what was typed there before and not applied.
    pub(in crate::tui) fn of_field(field: Field, session: &mut Session) -> Self {
        let slot = field.slot.clone();
        let present = field.value.as_ref().map(|value| text(&field.kind, value));
        let typed = session.typed(&slot).map(str::to_owned);
        let line = typed.or(present).unwrap_or_default();
        let examples = field
            .examples
            .iter()
            .map(|value| text(&field.kind, value))
            .collect();
        let mut entry = Self {
            title: field.label,
            help: field.help,
            kind: field.kind,
            line: Text::line(&line),
            slot: Some(slot),
            examples,
            example: 0,
            verdict: Verdict::Empty,
            then: None,
        };
        entry.judge(session);
        entry
    }

    /// Returns an entry for something else; `then` gets the answer and closes the entry when it
    /// will do.
    pub(in crate::tui) fn new(
        title: impl Into<String>,
        help: impl Into<String>,
        kind: Kind,
        line: &str,
        then: Then<Option<Value>>,
    ) -> Self {
        Self {
            title: title.into(),
            help: help.into(),
            kind,
            line: Text::line(line),
            slot: None,
            examples: Vec::new(),
            example: 0,
            verdict: Verdict::Empty,
            then: Some(then),
        }
    }

    fn value(&self) -> Result<Option<Value>, String> {
        if self.line.as_str().is_empty() && self.slot.is_some() {
            return Ok(None);
        }
        answer(&self.kind, self.line.as_str()).map(Some)
    }

    fn judge(&mut self, session: &mut Session) {
        self.verdict = match self.value() {
            Err(why) => Verdict::Wrong(why),
            Ok(None) => Verdict::Empty,
            Ok(Some(value)) => match self
                .slot
                .as_ref()
                .map(|slot| session.would(slot, Some(value)))
            {
                Some(Err(why)) => Verdict::Wrong(why.to_string()),
                Some(Ok(found)) => Verdict::Possible(found),
                None => Verdict::Possible(Vec::new()),
            },
        };
    }

    fn changed(&mut self, cx: &mut Cx<'_>) {
        if let Some(slot) = &self.slot {
            cx.session
                .keep_typed(slot, Some(self.line.as_str().to_owned()));
        }
        self.judge(cx.session);
    }

    /// Returns an editor of several lines for a list or object that is not whole yet.
    fn unfolded(&self) -> Option<Prose> {
        let text = self.line.as_str().trim_start();
        let begun = matches!(self.kind, Kind::Json(_)) && text.starts_with(['{', '[']);
        let slot = self.slot.clone().filter(|_| begun)?;
        let mut text = text.to_owned();
        text.push('\n');
        Some(Prose::continued(
            &self.title,
            &self.help,
            self.kind.clone(),
            slot,
            &text,
        ))
    }

    fn apply(&mut self, cx: &mut Cx<'_>) {
        match self.value() {
            Err(why) => match self.unfolded() {
                Some(layer) => {
                    cx.pop();
                    cx.push(layer);
                }
                None => cx.refuse(why),
            },
            Ok(value) => {
                if let Some(slot) = &self.slot {
                    if cx.set(slot, value) {
                        cx.session.keep_typed(slot, None);
                        cx.pop();
                    }
                } else if let Some(then) = self.then.take() {
                    cx.pop();
                    then.call(cx, value);
                }
            }
        }
    }
}

impl Layer for Entry {
    fn offers(&self, _: View<'_>) -> Vec<Command> {
        let mut offers = vec![Command::Apply, Command::Cancel];
        if !self.examples.is_empty() {
            offers.push(Command::Complete);
        }
        if self.slot.is_some() {
            offers.push(Command::TypeEditor);
        }
        // Text of several lines is applied by the last key, so one line takes it as well.
        offers.extend([Command::EraseWord, Command::EraseLine, Command::ApplyText]);
        offers
    }

    fn types(&self) -> bool {
        true
    }

    fn run(&mut self, command: Command, cx: &mut Cx<'_>) {
        match command {
            Command::Apply | Command::ApplyText => self.apply(cx),
            Command::Cancel => cx.pop(),
            Command::Complete => {
                let count = self.examples.len().max(1);
                if let Some(example) = self.examples.get(self.example % count) {
                    self.line.set(example);
                    self.example += 1;
                }
                self.changed(cx);
            }
            Command::TypeEditor => {
                let Some(slot) = self.slot.clone() else {
                    return;
                };
                cx.actions.push(Action::Edit {
                    text: self.line.as_str().to_owned(),
                    extension: "txt",
                    then: Then::new(move |cx: &mut Cx<'_>, text: String| {
                        let text = text.trim_end_matches('\n').to_owned();
                        cx.session.keep_typed(&slot, Some(text));
                    }),
                });
            }
            _ => {
                if self.line.command(command) {
                    self.changed(cx);
                }
            }
        }
    }

    fn typed(&mut self, key: Key, cx: &mut Cx<'_>) {
        if self.line.key(key) {
            self.changed(cx);
        }
    }

    fn pasted(&mut self, text: &str, cx: &mut Cx<'_>) {
        self.line.insert(text);
        self.changed(cx);
    }

    fn resumed(&mut self, cx: &mut Cx<'_>) {
        if let Some(text) = self
            .slot
            .as_ref()
            .and_then(|slot| cx.session.typed(slot))
            .map(str::to_owned)
        {
            self.line.set(&text);
            self.judge(cx.session);
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, _: View<'_>) {
        let place = centred(area, area.width.saturating_sub(4).min(84), 10);
        let inside = canvas.panel(place, &self.title);
        if inside.is_empty() {
            return;
        }
        let line = Rect {
            height: 1,
            ..inside
        };
        canvas.tint(line, Role::Input);
        self.line.draw(canvas, line, &[]);
        let mut rest = Rect {
            y: inside.y + 2,
            height: inside.height.saturating_sub(2),
            ..inside
        };
        let mut tell = |text: &str, role: Role| {
            let used = canvas.wrapped(rest, text, role);
            rest.y += used;
            rest.height = rest.height.saturating_sub(used);
        };
        match &self.verdict {
            Verdict::Empty => {}
            Verdict::Wrong(why) => tell(&format!("✗ {why}"), Role::Error),
            Verdict::Possible(found) if found.is_empty() => tell("✓", Role::Good),
            Verdict::Possible(found) => {
                for why in found.iter().take(2) {
                    tell(&format!("! {why}"), Role::Warning);
                }
            }
        }
        tell(&self.help, Role::Dim);
        if !self.examples.is_empty() {
            tell(
                &format!("for example {}", self.examples.join(" · ")),
                Role::Dim,
            );
        }
    }
}

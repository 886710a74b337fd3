//! A text to read.

use ratatui::layout::Rect;

use super::centred;
use crate::tui::canvas::{Canvas, wrap};
use crate::tui::command::Command;
use crate::tui::layer::{Cx, Layer, View};
use crate::tui::theme::Role;

/// A text to read, with a title.
#[derive(Debug)]
pub(in crate::tui) struct Note {
    title: String,
    text: String,
    top: usize,
}

impl Note {
    pub(in crate::tui) fn new(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            text: text.into(),
            top: 0,
        }
    }
}

impl Layer for Note {
    fn offers(&self, _: View<'_>) -> Vec<Command> {
        use Command::{Dismiss, PickDown, PickPageDown, PickPageUp, PickUp};
        vec![
            Dismiss,
            PickDown,
            PickUp,
            PickPageDown,
            PickPageUp,
            Command::Accept,
        ]
    }

    fn run(&mut self, command: Command, cx: &mut Cx<'_>) {
        // The end is not known here; drawing stops at the last line.
        let most = self.text.len();
        match command {
            Command::PickDown => self.top = (self.top + 1).min(most),
            Command::PickUp => self.top = self.top.saturating_sub(1),
            Command::PickPageDown => self.top = (self.top + 10).min(most),
            Command::PickPageUp => self.top = self.top.saturating_sub(10),
            _ => cx.pop(),
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, _: View<'_>) {
        let width = area.width.saturating_sub(4).min(92);
        let lines = wrap(&self.text, width.saturating_sub(4));
        let height = u16::try_from(lines.len())
            .unwrap_or(u16::MAX)
            .saturating_add(2);
        let inside = canvas.panel(centred(area, width, height), &self.title);
        let top = self
            .top
            .min(lines.len().saturating_sub(usize::from(inside.height)));
        for (line, y) in lines.iter().skip(top).zip(inside.top()..inside.bottom()) {
            canvas.put(inside.x, y, inside.width, line, Role::Text);
        }
        let rest = lines.len().saturating_sub(top + usize::from(inside.height));
        if rest > 0 && inside.height > 0 {
            let text = format!(" {rest} more ↓ ");
            canvas.put(inside.x, inside.bottom(), inside.width, &text, Role::Dim);
        }
    }
}

//! Longer work is under way.

use ratatui::layout::Rect;

use super::centred;
use crate::tui::canvas::Canvas;
use crate::tui::command::Command;
use crate::tui::layer::{Action, Cx, Layer, View};
use crate::tui::theme::Role;

/// Says what is being done, and lets it be given up.
#[derive(Debug)]
pub(in crate::tui) struct Working {
    what: String,
}

impl Working {
    pub(in crate::tui) const fn new(what: String) -> Self {
        Self { what }
    }
}

impl Layer for Working {
    fn offers(&self, _: View<'_>) -> Vec<Command> {
        vec![Command::Dismiss]
    }

    fn stands_in(&self) -> bool {
        true
    }

    fn run(&mut self, _: Command, cx: &mut Cx<'_>) {
        cx.actions.push(Action::GiveUp);
    }

    fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, _: View<'_>) {
        let place = centred(area, area.width.saturating_sub(4).min(70), 4);
        let inside = canvas.panel(place, "one moment");
        canvas.wrapped(inside, &self.what, Role::Text);
    }
}

//! What an event does: keys become commands, commands go to the layer that offers them.

use ratatui::layout::Position;

use super::{App, Effect};
use crate::tui::canvas::{Hit, Target};
use crate::tui::command::{Command, Context, Key};
use crate::tui::event::Event;
use crate::tui::theme::Role;
use crate::tui::{frame, global, keeping};

impl App {
    /// Takes an event and makes the next frame ready.
    pub fn update(&mut self, event: Event) {
        self.take(event);
        self.settle();
    }

    /// Works out what the next frame shows, after something may have changed.
    pub fn settle(&mut self) {
        self.screens.get_mut(self.step).settle(&self.session);
        // Every frame shows the next thing; looking for it is no part of drawing.
        let _ = self.session.next_thing();
    }

    /// Takes an event that more may follow before the next frame; [`Self::settle`] follows the last.
    pub fn take(&mut self, event: Event) {
        if self.log.is_some() {
            let (step, over, revision) = (self.step, self.overlays.len(), self.session.revision());
            self.note(format_args!(
                "{} · {step:?}, {over} over it, revision {revision}",
                event.name()
            ));
        }
        self.restless = event != Event::Idle;
        match event {
            Event::Key(key) => self.key(key),
            Event::Paste(text) => self.top(|layer, cx| layer.pasted(&text, cx)),
            Event::Click(x, y) => self.click(x, y),
            Event::Scroll(_, _, down) => self.scroll(down),
            Event::Resize => {}
            Event::Focus => keeping::look(self),
            Event::Idle => {
                if !self.session.is_checked() {
                    self.session.check_now();
                    self.restless = true;
                } else if self.screen().waits(&self.session) {
                    self.screens.get_mut(self.step).work(&self.session);
                    self.compare();
                    self.restless = true;
                } else if self.may_prove() {
                    self.prove();
                    self.restless = true;
                } else {
                    keeping::look(self);
                    self.restless = false;
                }
            }
            Event::Stop => self.effects.push(Effect::Suspend),
            Event::Signal(number) => {
                let code = u8::try_from(128 + number).unwrap_or(u8::MAX);
                self.effects.push(Effect::Leave(code));
            }
            Event::Done => self.finish(),
            Event::Gone => self.effects.push(Effect::Leave(129)),
        }
    }

    pub(in crate::tui::app) fn key(&mut self, key: Key) {
        self.notice = None;
        if let Some(typed) = self.jump.take() {
            return self.jumped(typed, key);
        }
        let types = self.overlays.last().is_some_and(|layer| layer.types());
        // Letters are typed where something is typed; other keys are commands first.
        let command = if types && key.typed().is_some() {
            None
        } else {
            self.keymap.command(key, &self.offers())
        };
        match command {
            Some(command) => self.run(command),
            None if types => self.top(|layer, cx| layer.typed(key, cx)),
            None => {
                self.top(|layer, cx| layer.typed(key, cx));
                // A key that does something elsewhere says so; silence would look like a fault.
                let known = |command: &&Command| self.keymap.keys(**command).contains(&key);
                if let Some(command) = Command::ALL.iter().find(known) {
                    self.notice =
                        Some((Role::Dim, format!("{}: not here and now", command.title())));
                }
            }
        }
    }

    /// Runs a command: the top layer's own, or one that works everywhere.
    pub fn run(&mut self, command: Command) {
        self.note(format_args!("  {}", command.name()));
        let own = match self.overlays.last() {
            Some(layer) => layer.offers(self.view()).contains(&command),
            None => command.context() != Context::Everywhere,
        };
        if own {
            self.top(|layer, cx| layer.run(command, cx));
        } else {
            global::run(self, command);
        }
    }

    pub(in crate::tui::app) fn click(&mut self, x: u16, y: u16) {
        self.notice = None;
        self.jump = None;
        let at = Position { x, y };
        let hit = self
            .drawn
            .hits
            .iter()
            .rev()
            .find(|hit| hit.area.contains(at));
        if let Some(Hit { target, .. }) = hit.copied() {
            self.reach(target);
        }
    }

    pub(in crate::tui::app) fn reach(&mut self, target: Target) {
        match target {
            Target::Command(command) => self.run(command),
            Target::Item { pane, index } => self.top(|layer, cx| layer.picked(pane, index, cx)),
        }
    }

    pub(in crate::tui::app) fn scroll(&mut self, down: bool) {
        let wanted = if down {
            [Command::Down, Command::PickDown]
        } else {
            [Command::Up, Command::PickUp]
        };
        let offers = self.offers();
        if let Some(command) = wanted.into_iter().find(|command| offers.contains(command)) {
            for _ in 0..3 {
                self.run(command);
            }
        }
    }

    /// Shows labels on everything that can be reached.
    pub(in crate::tui) fn label(&mut self) {
        self.jump = Some(String::new());
    }

    pub(in crate::tui::app) fn jumped(&mut self, mut typed: String, key: Key) {
        let Some(letter) = key.typed() else { return };
        typed.push(letter);
        let labels = frame::label_texts(self.drawn.hits.len());
        if let Some(at) = labels.iter().position(|label| *label == typed) {
            if let Some(hit) = self.drawn.hits.get(at).copied() {
                self.reach(hit.target);
            }
        } else if labels.iter().any(|label| label.starts_with(&typed)) {
            self.jump = Some(typed);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::tui::testing::{app, draft, press, screen};

    #[test]
    fn a_condition_is_picked_and_never_typed() {
        let mut app = app(&json!({}));
        press(&mut app, "2 a");
        assert!(screen(&mut app, 100, 30).contains("› env · get"));
        press(&mut app, "\"json\" enter");
        assert_eq!(
            draft(&app)["conditions"][0]["query"],
            json!({"provider_id": "json", "check_id": "path"})
        );
        press(&mut app, "u u");
        assert_eq!(draft(&app).get("conditions"), None);
    }
}

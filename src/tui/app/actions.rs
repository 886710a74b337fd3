//! What layers ask for, done in order.

use super::{App, Effect, PROVED_AT_ONCE};
use crate::draft::{ScenarioDraft, Slot};
use crate::session::{Session, Step};
use crate::tui::layer::{Action, Cx, Layer, Then};
use crate::tui::screen::Screens;
use crate::tui::theme::Role;

impl App {
    /// Lets the top layer do something and then does what it asks for.
    pub(in crate::tui::app) fn top(&mut self, what: impl FnOnce(&mut dyn Layer, &mut Cx<'_>)) {
        let mut cx = Cx {
            session: &mut self.session,
            keymap: &self.keymap,
            actions: Vec::new(),
        };
        match self.overlays.last_mut() {
            Some(layer) => what(layer.as_mut(), &mut cx),
            None => what(self.screens.layer_mut(self.step), &mut cx),
        }
        let actions = cx.actions;
        self.act(actions);
    }

    /// Does something with the session and then what it asks for.
    pub(in crate::tui) fn with_cx<T>(&mut self, what: impl FnOnce(&mut Cx<'_>) -> T) -> T {
        let mut cx = Cx {
            session: &mut self.session,
            keymap: &self.keymap,
            actions: Vec::new(),
        };
        let result = what(&mut cx);
        let actions = cx.actions;
        self.act(actions);
        result
    }

    pub(in crate::tui::app) fn act(&mut self, actions: Vec<Action>) {
        let mut said: Vec<(Role, String)> = Vec::new();
        for action in actions {
            match action {
                Action::Push(layer) => self.overlays.push(layer),
                Action::Pop => {
                    self.overlays.pop();
                }
                Action::Go(slot) => self.go(&slot),
                Action::Step(step) => {
                    self.overlays.clear();
                    self.step = step;
                }
                Action::Run(command) => self.run(command),
                Action::Say(role, text) => said.push((role, text)),
                Action::Copy { text, what } => self.effects.push(Effect::Copy { text, what }),
                Action::Edit {
                    text,
                    extension,
                    then,
                } => {
                    self.effects.push(Effect::Edit {
                        text,
                        extension,
                        then,
                    });
                }
                Action::Revision { name, then } => {
                    let found = match self.session.path() {
                        Some(path) => self.settings.revision(path, &name),
                        None => Err("the draft has no file yet".to_owned()),
                    };
                    self.with_cx(|cx| then.call(cx, found));
                }
                Action::Mouse(on) => {
                    self.mouse = on;
                    self.effects.push(Effect::Mouse(on));
                }
                Action::Suspend => self.effects.push(Effect::Suspend),
                Action::Open(session) => {
                    self.session = session;
                    self.session.let_proofs_wait(PROVED_AT_ONCE);
                    self.screens = Screens::default();
                    self.comparing = None;
                    self.proving = None;
                    self.unproved = None;
                    self.step = Step::Scenario;
                    self.overlays.clear();
                }
                Action::OpenFile(path) => self.open_file(path),
                Action::GiveUp => {
                    self.work = None;
                    self.overlays.retain(|layer| !layer.stands_in());
                    self.say("given up");
                }
                Action::Import(path) => {
                    let setting = self.settings.of(&path);
                    self.begun(Session::import(&path, None, setting));
                }
                Action::Create { path, id } => {
                    let setting = self.settings.of(&path);
                    let session = Session::create(&path, ScenarioDraft::begun(id), setting);
                    self.begun(session);
                }
                Action::Leave => self.effects.push(Effect::Leave(0)),
            }
        }
        // What one key brings about is told together: what failed, what was done, what follows.
        said.sort_by_key(|(role, _)| match role {
            Role::Error => 0,
            Role::Warning => 2,
            _ => 1,
        });
        let gravest = [Role::Error, Role::Warning, Role::Good];
        let role = gravest
            .into_iter()
            .find(|role| said.iter().any(|(one, _)| one == role));
        if !said.is_empty() {
            let role = role.unwrap_or(Role::Text);
            let texts: Vec<String> = said.into_iter().map(|(_, text)| text).collect();
            self.notice = Some((role, texts.join(" · ")));
        }
    }

    /// Goes to the place of a value.
    pub(in crate::tui) fn go(&mut self, slot: &Slot) {
        self.overlays.clear();
        if let Some(pointer) = slot.pointer(self.session.draft()) {
            self.step = Step::of_pointer(&pointer);
        }
        self.screens.get_mut(self.step).go(slot, &self.session);
    }

    /// Goes on after an effect with its result.
    pub fn resume(&mut self, then: Then<String>, result: String) {
        self.with_cx(|cx| then.call(cx, result));
        self.top(|layer, cx| layer.resumed(cx));
        self.settle();
    }
}

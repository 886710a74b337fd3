//! The workbench: the open draft, its screens, what lies over them, and what an event does.

use std::fmt;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::canvas::{Canvas, Drawn, Hit, Target};
use super::command::{Command, Context, Key, Keymap};
use super::event::Event;
use super::frame;
use super::global;
use super::keeping;
use super::layer::{Action, Cx, Layer, Screen, Then, View};
use super::overlay::start::{Lobby, Start};
use super::overlay::working::Working;
use super::screen::Screens;
use super::theme::{Role, Theme};
use super::work::{Outcome, Waker, Work};
use crate::draft::ScenarioDraft;
use crate::session::file::{OpenError, Opened};
use crate::session::{Session, Setting, Step};

/// How long after the last event a change from outside is looked for.
const QUIET: Duration = Duration::from_secs(2);

/// How long a frame waits at most for its changes to be written.
const SLOW: Duration = Duration::from_millis(100);

/// Files beyond this are opened beside the screen, in bytes.
const LARGE: u64 = 256 * 1024;

/// Something that only the world around can do.
#[derive(Debug)]
pub enum Effect {
    /// End with this exit code.
    Leave(u8),
    /// Hand the terminal back to the shell.
    Suspend,
    /// Take or leave the mouse.
    Mouse(bool),
    /// Send a text to the clipboard.
    Copy {
        /// The text.
        text: String,
        /// What it is.
        what: String,
    },
    /// Edit a text in the author's editor.
    Edit {
        /// The text.
        text: String,
        /// Extension of the file it is in meanwhile.
        extension: &'static str,
        /// What to do with the new text.
        then: Then<String>,
    },
}

/// The workbench.
#[derive(Debug)]
pub struct App {
    pub(super) session: Box<Session>,
    pub(super) keymap: Keymap,
    theme: Theme,
    pub(super) screens: Screens,
    pub(super) step: Step,
    overlays: Vec<Box<dyn Layer>>,
    notice: Option<(Role, String)>,
    drawn: Drawn,
    /// Letters of a jump label so far, while labels are shown.
    jump: Option<String>,
    pub(super) mouse: bool,
    effects: Vec<Effect>,
    /// Whether something happened since a change from outside was last looked for.
    restless: bool,
    /// Whether the author was told of a change from outside that still stands.
    asked: bool,
    settings: Box<dyn Settings>,
    waker: Option<Waker>,
    work: Option<Work>,
    /// What finds out what there is to begin with, until it is asked to.
    scan: Option<Scan>,
    log: Option<Log>,
}

/// Finds out what there is to begin with.
pub struct Scan(Box<dyn FnOnce() -> Lobby + Send>);

impl Scan {
    /// Returns what finds it out like this.
    pub fn new(scan: impl FnOnce() -> Lobby + Send + 'static) -> Self {
        Self(Box::new(scan))
    }
}

impl fmt::Debug for Scan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scan")
    }
}

/// Where what happens is noted.
#[derive(Debug)]
struct Log {
    file: File,
    name: String,
}

/// Finds what a draft is checked against.
pub trait Settings: fmt::Debug {
    /// Returns the sources and levels of the workspace that a draft is in.
    fn of(&self, draft: &Path) -> Setting;

    /// Notes that a draft is worked on, to offer it again.
    fn remember(&self, draft: &Path);
}

impl App {
    /// Returns a workbench over a session, at its first step.
    #[must_use]
    pub fn new(
        session: Session,
        settings: impl Settings + 'static,
        keymap: Keymap,
        theme: Theme,
    ) -> Self {
        let problem = keymap.problems().iter().chain(theme.problems()).next();
        let notice = problem.map(|problem| (Role::Warning, problem.clone()));
        let mut app = Self {
            session: Box::new(session),
            keymap,
            theme,
            screens: Screens::default(),
            step: Step::Scenario,
            overlays: Vec::new(),
            notice,
            drawn: Drawn::default(),
            jump: None,
            mouse: true,
            effects: Vec::new(),
            restless: true,
            asked: false,
            settings: Box::new(settings),
            waker: None,
            work: None,
            scan: None,
            log: None,
        };
        app.settle();
        app
    }

    /// Notes what happens in a file: events and commands by name, never a text of the draft.
    pub fn log(&mut self, file: File, name: &str) {
        self.log = Some(Log {
            file,
            name: name.to_owned(),
        });
    }

    /// Returns the name of the log file, if there is one.
    pub(super) fn log_name(&self) -> Option<&str> {
        self.log.as_ref().map(|log| log.name.as_str())
    }

    fn note(&mut self, what: fmt::Arguments<'_>) {
        if let Some(log) = &mut self.log {
            // A log that cannot be written is no reason to stop working.
            let _ = writeln!(log.file, "{what}");
        }
    }

    /// Begins with the start screen; what there is to begin with is found out meanwhile.
    pub fn start(&mut self, scan: Scan) {
        self.scan = Some(scan);
        self.push(Start::new(Lobby::default()));
    }

    /// Takes what wakes the loop; without it, longer work is done at once.
    pub fn connect(&mut self, waker: Option<Waker>) {
        self.waker = waker;
        if let Some(scan) = self.scan.take() {
            self.work = Some(Work::begin(self.waker.as_ref(), || {
                Outcome::Lobby(Box::new((scan.0)()))
            }));
            self.finish();
        }
    }

    /// Opens a draft; a large one beside the screen.
    fn open_file(&mut self, path: PathBuf) {
        let setting = self.settings.of(&path);
        let size = std::fs::metadata(&path).map_or(0, |found| found.len());
        let waker = self.waker.as_ref().filter(|_| size > LARGE);
        if waker.is_some() {
            let what = format!(
                "Opening {}, {} KiB. Esc gives it up.",
                path.display(),
                size / 1024
            );
            self.overlays.push(Box::new(Working::new(what)));
        }
        let waker = waker.cloned();
        let open = move || Outcome::Opened(Box::new(Session::open(&path, None, setting)));
        self.work = Some(Work::begin(waker.as_ref(), open));
        self.finish();
    }

    /// Takes up what longer work gave, once it is done.
    fn finish(&mut self) {
        let Some(outcome) = self.work.as_ref().and_then(Work::outcome) else {
            return;
        };
        self.work = None;
        self.overlays.retain(|layer| !layer.stands_in());
        match outcome {
            Outcome::Opened(opened) => match *opened {
                Ok(opened) => self.opened(opened),
                Err(error) => self.refuse(error.to_string()),
            },
            Outcome::Lobby(lobby) => {
                if let Some(start) = self.overlays.first_mut().filter(|layer| layer.covers()) {
                    *start = Box::new(Start::new(*lobby));
                }
            }
            Outcome::Failed => {
                self.refuse("that failed; this is a bug in gatewright, your draft is as it was");
            }
        }
    }

    /// Goes on with a draft that was opened, and offers its unsaved changes.
    pub fn opened(&mut self, opened: Opened) {
        if let Some(path) = opened.session.path() {
            self.settings.remember(path);
        }
        keeping::opened(self, opened.session, opened.recovery);
        self.settle();
    }

    /// Tells whether something lies over the screen.
    pub(super) fn is_busy(&self) -> bool {
        !self.overlays.is_empty()
    }

    pub(super) const fn was_asked(&self) -> bool {
        self.asked
    }

    pub(super) const fn asked(&mut self, asked: bool) {
        self.asked = asked;
    }

    /// Returns the open draft.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Ends the workbench. Unsaved changes are offered again when the draft is opened the next time.
    pub fn close(self) {
        self.session.close();
    }

    /// Puts a layer on top of everything.
    pub fn push(&mut self, layer: impl Layer + 'static) {
        self.overlays.push(Box::new(layer));
    }

    /// Tells something in the notice line.
    pub fn say(&mut self, text: impl Into<String>) {
        self.notice = Some((Role::Good, text.into()));
    }

    /// Tells in the notice line that something was not done.
    pub fn refuse(&mut self, text: impl Into<String>) {
        self.notice = Some((Role::Error, text.into()));
    }

    /// Returns how long to wait for the next event; none is for ever.
    #[must_use]
    pub fn patience(&self) -> Option<Duration> {
        if !self.session.is_checked() || self.screen().waits(&self.session) {
            Some(Duration::ZERO)
        } else {
            self.restless.then_some(QUIET)
        }
    }

    /// Notes what the last frame showed, for clicks and jumps.
    pub fn drawn(&mut self, drawn: Drawn) {
        self.drawn = drawn;
    }

    /// Tells whether the world around has something to do before the next event.
    #[must_use]
    pub fn has_effects(&self) -> bool {
        !self.effects.is_empty()
    }

    /// Returns what the world around has to do, in order.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Goes on after an effect with its result.
    pub fn resume(&mut self, then: Then<String>, result: String) {
        self.with_cx(|cx| then.call(cx, result));
        self.top(|layer, cx| layer.resumed(cx));
        self.settle();
    }

    /// Waits until what the next frame shows would outlive the program. A slow disk is not waited for.
    pub fn kept(&mut self) {
        self.session.kept(SLOW);
    }

    /// Draws a frame and changes nothing; returns what it shows beside its cells.
    #[must_use]
    pub fn draw(&self, frame: &mut Frame<'_>) -> Drawn {
        let mut drawn = Drawn::default();
        let area = frame.area();
        let mut canvas = Canvas {
            buffer: frame.buffer_mut(),
            theme: &self.theme,
            drawn: &mut drawn,
        };
        self.paint(&mut canvas, area);
        if let Some(cursor) = drawn.cursor {
            frame.set_cursor_position(cursor);
        }
        drawn
    }

    fn paint(&self, canvas: &mut Canvas<'_>, area: Rect) {
        if !frame::fits(area) {
            frame::too_small(canvas, area);
            return;
        }
        let body = if self.overlays.first().is_some_and(|layer| layer.covers()) {
            frame::bare(canvas, area, self)
        } else {
            let body = frame::draw(canvas, area, self);
            self.screen().draw(canvas, body, self.view());
            body
        };
        for layer in &self.overlays {
            // What lies below can neither be clicked nor hold the cursor.
            canvas.drawn.hits.clear();
            canvas.drawn.cursor = None;
            layer.draw(canvas, body, self.view());
        }
        if let Some(typed) = &self.jump {
            frame::labels(canvas, typed);
        }
    }

    /// Returns the notice, if there is one.
    pub(super) fn notice(&self) -> Option<(Role, &str)> {
        self.notice
            .as_ref()
            .map(|(role, text)| (*role, text.as_str()))
    }

    pub(super) fn view(&self) -> View<'_> {
        View {
            session: &self.session,
            keymap: &self.keymap,
        }
    }

    pub(super) fn screen(&self) -> &dyn Screen {
        self.screens.get(self.step)
    }

    /// Returns the commands that work here and now, the most useful first.
    #[must_use]
    pub fn offers(&self) -> Vec<Command> {
        if let Some(layer) = self.overlays.last() {
            let mut offers = layer.offers(self.view());
            if !layer.types() && !layer.covers() {
                offers.extend([Command::Help, Command::Undo, Command::Redo, Command::Save]);
            }
            offers.push(Command::Suspend);
            offers
        } else {
            let mut offers = self.screen().offers(self.view());
            offers.extend(global::offers(self));
            offers
        }
    }

    /// Takes an event and makes the next frame ready.
    pub fn update(&mut self, event: Event) {
        self.take(event);
        self.settle();
    }

    /// Works out what the next frame shows, after something may have changed.
    pub fn settle(&mut self) {
        self.screens.get_mut(self.step).settle(&self.session);
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

    fn key(&mut self, key: Key) {
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

    /// Lets the top layer do something and then does what it asks for.
    fn top(&mut self, what: impl FnOnce(&mut dyn Layer, &mut Cx<'_>)) {
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
    pub(super) fn with_cx<T>(&mut self, what: impl FnOnce(&mut Cx<'_>) -> T) -> T {
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

    fn act(&mut self, actions: Vec<Action>) {
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
                Action::Mouse(on) => {
                    self.mouse = on;
                    self.effects.push(Effect::Mouse(on));
                }
                Action::Suspend => self.effects.push(Effect::Suspend),
                Action::Open(session) => {
                    self.session = session;
                    self.screens = Screens::default();
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

    fn begun(&mut self, session: Result<Session, OpenError>) {
        match session {
            Ok(session) => self.opened(Opened {
                session,
                recovery: None,
            }),
            Err(error) => self.refuse(error.to_string()),
        }
    }

    /// Goes to the place of a value.
    pub(super) fn go(&mut self, slot: &crate::draft::Slot) {
        self.overlays.clear();
        if let Some(pointer) = slot.pointer(self.session.draft()) {
            self.step = Step::of_pointer(&pointer);
        }
        self.screens.get_mut(self.step).go(slot, &self.session);
    }

    fn click(&mut self, x: u16, y: u16) {
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

    fn reach(&mut self, target: Target) {
        match target {
            Target::Command(command) => self.run(command),
            Target::Item { pane, index } => self.top(|layer, cx| layer.picked(pane, index, cx)),
        }
    }

    fn scroll(&mut self, down: bool) {
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
    pub(super) fn label(&mut self) {
        self.jump = Some(String::new());
    }

    fn jumped(&mut self, mut typed: String, key: Key) {
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

//! The workbench: the open draft, its screens, what lies over them, and what an event does.

mod actions;
mod events;
mod opening;

pub use opening::is_large;

use std::fmt;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::session::{Former, Session, Setting, Step};
use crate::tui::canvas::{Canvas, Drawn};
use crate::tui::command::{Command, Keymap};
use crate::tui::crew::Crew;
use crate::tui::frame;
use crate::tui::global;
use crate::tui::layer::{Layer, Screen, Then, View};
use crate::tui::overlay::start::Lobby;
use crate::tui::screen::Screens;
use crate::tui::theme::{Role, Theme};
use crate::tui::work::{Waker, Work};

/// Time without a key after which the proofs of a large draft are made, beside the screen.
const PAUSE: Duration = Duration::from_millis(150);

/// Conditions and stages beyond which a key does not wait for proofs.
const PROVED_AT_ONCE: usize = 400;

/// How long after the last event a change from outside is looked for.
const QUIET: Duration = Duration::from_secs(2);

/// How long a frame waits at most for its changes to be written.
///
/// A line takes far less. The first change of a large draft writes the draft, too, and a slow disk
/// takes as long as it likes: neither holds the author up, and both are done within the second.
const SLOW: Duration = Duration::from_millis(8);

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
    crew: Crew,
    waker: Option<Waker>,
    work: Option<Work>,
    /// The comparison that is being made beside the screen, and the step that asked for it.
    comparing: Option<(Step, Work)>,
    /// The proofs that are being made beside the screen.
    proving: Option<Work>,
    /// Revision of the draft whose proofs failed, by a bug; they are not tried again.
    unproved: Option<u64>,
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

    /// Reads a draft, or the compiled spec beside it, as it is in a git revision.
    ///
    /// # Errors
    /// Why there is none, and what would help.
    fn revision(&self, draft: &Path, name: &str) -> Result<Former, String> {
        let _ = draft;
        Err(format!("there is nothing that could read `{name}`"))
    }
}

impl App {
    /// Returns a workbench over a session, at its first step.
    #[must_use]
    pub fn new(
        mut session: Session,
        settings: impl Settings + 'static,
        keymap: Keymap,
        theme: Theme,
    ) -> Self {
        let problem = keymap.problems().iter().chain(theme.problems()).next();
        let notice = problem.map(|problem| (Role::Warning, problem.clone()));
        session.let_proofs_wait(PROVED_AT_ONCE);
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
            crew: Crew::default(),
            waker: None,
            work: None,
            comparing: None,
            proving: None,
            unproved: None,
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
        } else if self.may_prove() {
            Some(PAUSE)
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
}

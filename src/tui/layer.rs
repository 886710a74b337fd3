//! What a screen or an overlay is: offers, answers, drawing.
//!
//! Layers lie on each other; the top one gets the keys. A layer changes the draft through the
//! session and asks for everything else by [`Action`]s.

use std::fmt;
use std::path::PathBuf;

use ratatui::layout::Rect;
use serde_json::Value;

use super::canvas::Canvas;
use super::command::{Command, Key, Keymap};
use super::theme::Role;
use crate::draft::Slot;
use crate::session::{Comparing, Former, Reviewed, Session, Step};

/// What a layer may look at.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The open draft.
    pub session: &'a Session,
    /// The keys, for hints.
    pub keymap: &'a Keymap,
}

/// What a layer works with.
#[derive(Debug)]
pub struct Cx<'a> {
    /// The open draft.
    pub session: &'a mut Session,
    /// The keys, for hints.
    pub keymap: &'a Keymap,
    /// What is to be done next, in order.
    pub actions: Vec<Action>,
}

/// What is done with a result.
type Continuation<T> = dyn FnOnce(&mut Cx<'_>, T);

/// A continuation, called with what came out.
pub struct Then<T>(Box<Continuation<T>>);

impl<T> Then<T> {
    /// Returns what is to be done with a result.
    pub fn new(then: impl FnOnce(&mut Cx<'_>, T) + 'static) -> Self {
        Self(Box::new(then))
    }

    /// Does it.
    pub fn call(self, cx: &mut Cx<'_>, result: T) {
        (self.0)(cx, result);
    }
}

impl<T> fmt::Debug for Then<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Then")
    }
}

/// Something that a layer asks for.
#[derive(Debug)]
pub enum Action {
    /// Puts a layer on top.
    Push(Box<dyn Layer>),
    /// Takes the top layer away.
    Pop,
    /// Goes to the place of a value.
    Go(Slot),
    /// Goes to a step.
    Step(Step),
    /// Runs a command as if its key had been pressed.
    Run(Command),
    /// Tells something in the notice line.
    Say(Role, String),
    /// Sends a text to the clipboard; the words say what it is.
    Copy {
        /// The text.
        text: String,
        /// What it is.
        what: String,
    },
    /// Edits a text in the author's editor.
    Edit {
        /// The text so far.
        text: String,
        /// Extension of the file it is in meanwhile.
        extension: &'static str,
        /// What to do with the new text.
        then: Then<String>,
    },
    /// Reads the draft as it is in a git revision.
    Revision {
        /// The revision as it was typed.
        name: String,
        /// What to do with what was read, or with why there is none.
        then: Then<Result<Former, String>>,
    },
    /// Switches the mouse.
    Mouse(bool),
    /// Hands the terminal back to the shell.
    Suspend,
    /// Opens another session in place of this one.
    Open(Box<Session>),
    /// Opens a draft.
    OpenFile(PathBuf),
    /// Takes a spec over as a new draft.
    Import(PathBuf),
    /// Starts a draft.
    Create {
        /// Where it will be saved.
        path: PathBuf,
        /// What the scenario is called.
        id: String,
    },
    /// Gives the longer work up that is under way.
    GiveUp,
    /// Leaves.
    Leave,
}

impl Cx<'_> {
    /// Puts a layer on top.
    pub fn push(&mut self, layer: impl Layer + 'static) {
        self.actions.push(Action::Push(Box::new(layer)));
    }

    /// Takes the layer that asks away.
    pub fn pop(&mut self) {
        self.actions.push(Action::Pop);
    }

    /// Tells something in the notice line.
    pub fn say(&mut self, text: impl Into<String>) {
        self.actions.push(Action::Say(Role::Good, text.into()));
    }

    /// Tells in the notice line that something was not done.
    pub fn refuse(&mut self, text: impl Into<String>) {
        self.actions.push(Action::Say(Role::Error, text.into()));
    }

    /// Sets a value or takes it away, and tells what followed. Returns whether it was done.
    pub fn set(&mut self, slot: &Slot, value: Option<Value>) -> bool {
        match self.session.set(slot, value) {
            Ok(told) => {
                self.tell(told);
                true
            }
            Err(error) => {
                self.refuse(error.to_string());
                false
            }
        }
    }

    /// Makes an edit. Returns whether it was done.
    pub fn edit(&mut self, label: &str, edit: &crate::draft::Edit) -> bool {
        match self.session.edit(label, edit) {
            Ok(()) => {
                self.tell(Vec::new());
                true
            }
            Err(error) => {
                self.refuse(error.to_string());
                false
            }
        }
    }

    /// Tells what followed from a change, and what it broke elsewhere.
    fn tell(&mut self, mut told: Vec<String>) {
        let consequences = self.session.consequences();
        let broken = consequences.broken.len();
        let label = self.session.undo_labels().next_back();
        if broken > 0 && label == Some(&consequences.cause) {
            let key = self.keymap.shown(Command::Broken).unwrap_or_default();
            told.push(format!(
                "{broken} thing(s) became invalid because of it: {key} lists them."
            ));
        }
        if !told.is_empty() {
            let text = told.join(" ");
            self.actions.push(Action::Say(Role::Warning, text));
        }
    }

    /// Returns what a layer may look at.
    #[must_use]
    pub fn view(&self) -> View<'_> {
        View {
            session: self.session,
            keymap: self.keymap,
        }
    }
}

/// A screen or an overlay.
pub trait Layer: fmt::Debug {
    /// Returns the commands that work here and now, the most useful first: hints, help, palette
    /// and keys are all taken from this.
    fn offers(&self, view: View<'_>) -> Vec<Command>;

    /// Tells whether letters are typed here and are no commands.
    fn types(&self) -> bool {
        false
    }

    /// Tells whether it takes the whole screen, without the steps around it.
    fn covers(&self) -> bool {
        false
    }

    /// Tells whether it only stands for longer work.
    fn stands_in(&self) -> bool {
        false
    }

    /// Does what a command asks for.
    fn run(&mut self, command: Command, cx: &mut Cx<'_>);

    /// Takes a key that is no command here.
    fn typed(&mut self, key: Key, cx: &mut Cx<'_>) {
        let _ = (key, cx);
    }

    /// Takes pasted text.
    fn pasted(&mut self, text: &str, cx: &mut Cx<'_>) {
        let _ = (text, cx);
    }

    /// Takes a click on an item, or a jump to it: marks it, and opens it if it is marked already.
    fn picked(&mut self, pane: usize, index: usize, cx: &mut Cx<'_>) {
        let _ = (pane, index, cx);
    }

    /// Takes up what was changed elsewhere, such as in the author's editor.
    fn resumed(&mut self, cx: &mut Cx<'_>) {
        let _ = cx;
    }

    /// Draws within an area and changes nothing.
    fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, view: View<'_>);
}

/// A layer for one of the six steps.
pub(super) trait Screen: Layer {
    /// Marks the place of a value of this step.
    fn go(&mut self, slot: &Slot, session: &Session);

    /// Works out once what the next frames show, after something may have changed.
    fn settle(&mut self, session: &Session) {
        let _ = session;
    }

    /// Tells whether there is longer work to do for it, once nothing else happens.
    fn waits(&self, session: &Session) -> bool {
        let _ = session;
        false
    }

    /// Does the longer work.
    fn work(&mut self, session: &Session) {
        let _ = session;
    }

    /// Returns a comparison to be made beside the screen, once nothing else happens.
    ///
    /// What comes out is handed to [`Self::compared`], whatever happens to the draft meanwhile.
    fn comparison(&mut self, session: &Session) -> Option<Comparing> {
        let _ = session;
        None
    }

    /// Takes the outcome of the last comparison that was asked for.
    fn compared(&mut self, outcome: Result<Reviewed, String>) {
        let _ = outcome;
    }

    /// Forgets what was derived from files besides the draft: one of them was written.
    fn outdated(&mut self) {}

    /// Returns the place that is marked.
    fn here(&self, session: &Session) -> Option<Slot>;
}

//! What reaches the workbench from outside, and what it asks of the outside.

use std::io;
use std::time::Duration;

use super::command::Key;
use super::work::Waker;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted, all at once.
    Paste(String),
    /// The mouse was pressed at a column and row.
    Click(u16, u16),
    /// The wheel was turned at a column and row; true is down.
    Scroll(u16, u16, bool),
    /// The terminal has another size.
    Resize,
    /// The terminal got the focus.
    Focus,
    /// Nothing happened for the time that was waited.
    Idle,
    /// The shell asks the program to stop for a while.
    Stop,
    /// A signal asks the program to end.
    Signal(i32),
    /// The terminal is no longer there.
    Gone,
    /// Longer work is done.
    Done,
}

impl Event {
    /// Returns what kind of event it is, without what was typed or pasted.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Key(_) => "key",
            Self::Paste(_) => "paste",
            Self::Click(..) => "click",
            Self::Scroll(..) => "scroll",
            Self::Resize => "resize",
            Self::Focus => "focus",
            Self::Idle => "idle",
            Self::Stop => "stop",
            Self::Signal(_) => "signal",
            Self::Gone => "gone",
            Self::Done => "done",
        }
    }
}

/// The world around the workbench: the terminal it stands in, or a script in tests.
pub trait Host {
    /// Waits for something to happen, for ever or for some time.
    fn wait(&mut self, patience: Option<Duration>) -> Event;

    /// Returns what lets other threads end a wait with [`Event::Done`]; none where there are none.
    fn waker(&self) -> Option<Waker> {
        None
    }

    /// Returns what has already happened, without waiting.
    fn ready(&mut self) -> Option<Event>;

    /// Hands the terminal back to the shell until the program is continued.
    ///
    /// # Errors
    /// When the terminal cannot be taken back.
    fn suspend(&mut self) -> io::Result<()>;

    /// Lets the author edit a text in an editor of their own; returns it when it was changed.
    ///
    /// # Errors
    /// When there is no editor, or it fails; the text is then as before.
    fn edit(&mut self, text: &str, extension: &str) -> io::Result<Option<String>>;

    /// Sends a text to the terminal's clipboard. Whether it arrives cannot be known.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    fn copy(&mut self, text: &str) -> io::Result<()>;

    /// Takes or leaves the mouse.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    fn mouse(&mut self, on: bool) -> io::Result<()>;
}

//! Taking the terminal, and undoing exactly what was done to it.

use std::io::{self, Write, stdout};
use std::sync::atomic::{AtomicU8, Ordering};

use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste,
    EnableFocusChange, EnableMouseCapture,
};
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};

const RAW: u8 = 1;
const SCREEN: u8 = 2;
const PASTE: u8 = 4;
const FOCUS: u8 = 8;
const MOUSE: u8 = 16;

/// What is done to the terminal now; a panic hook on any thread must be able to undo it.
static TAKEN: AtomicU8 = AtomicU8::new(0);

/// The terminal, taken; dropping gives it back.
#[derive(Debug)]
pub struct Guard {
    mouse: bool,
}

impl Guard {
    /// Takes the terminal: raw keys, a screen of its own, pastes and focus told, the mouse if wanted.
    ///
    /// # Errors
    /// When the terminal refuses; what was done so far is undone.
    pub fn take(mouse: bool) -> io::Result<Self> {
        let guard = Self { mouse };
        guard.enter()?;
        Ok(guard)
    }

    fn enter(&self) -> io::Result<()> {
        enable_raw_mode()?;
        TAKEN.fetch_or(RAW, Ordering::SeqCst);
        let mut out = stdout();
        execute!(out, EnterAlternateScreen)?;
        TAKEN.fetch_or(SCREEN, Ordering::SeqCst);
        execute!(out, EnableBracketedPaste)?;
        TAKEN.fetch_or(PASTE, Ordering::SeqCst);
        execute!(out, EnableFocusChange)?;
        TAKEN.fetch_or(FOCUS, Ordering::SeqCst);
        if self.mouse {
            execute!(out, EnableMouseCapture)?;
            TAKEN.fetch_or(MOUSE, Ordering::SeqCst);
        }
        Ok(())
    }

    /// Takes or leaves the mouse.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        if on {
            execute!(stdout(), EnableMouseCapture)?;
            TAKEN.fetch_or(MOUSE, Ordering::SeqCst);
        } else {
            execute!(stdout(), DisableMouseCapture)?;
            TAKEN.fetch_and(!MOUSE, Ordering::SeqCst);
        }
        Ok(())
    }

    /// Gives the terminal back while something else runs, and takes it again afterwards.
    ///
    /// # Errors
    /// When the terminal cannot be taken again.
    pub fn aside<T>(&mut self, run: impl FnOnce() -> T) -> io::Result<T> {
        restore();
        let result = run();
        self.enter()?;
        Ok(result)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
    }
}

/// Undoes what is done to the terminal. Does nothing when it is as it was.
pub fn restore() {
    let taken = TAKEN.swap(0, Ordering::SeqCst);
    let mut out = stdout();
    // A terminal that is gone cannot be told, and needs no telling.
    let undo = |out: &mut io::Stdout| -> io::Result<()> {
        if taken & MOUSE != 0 {
            queue!(out, DisableMouseCapture)?;
        }
        if taken & FOCUS != 0 {
            queue!(out, DisableFocusChange)?;
        }
        if taken & PASTE != 0 {
            queue!(out, DisableBracketedPaste)?;
        }
        if taken & SCREEN != 0 {
            queue!(out, Show, LeaveAlternateScreen)?;
        }
        out.flush()
    };
    let _ = undo(&mut out);
    if taken & RAW != 0 {
        let _ = disable_raw_mode();
    }
}

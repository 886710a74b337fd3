//! Keys, signals and the size of the real terminal as one stream of events.
//!
//! Everything is read on one thread that sleeps until the terminal or a signal wakes it. Nothing
//! else reads the terminal, so an editor that is started gets every key.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{self, Event as Raw, KeyEventKind, MouseButton, MouseEventKind};
use crossterm::execute;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;

use super::guard::{Guard, restore};
use crate::tui::command::Key;
use crate::tui::event::{Event, Host};
use crate::tui::work::Waker;

/// The signals that end the program.
const ENDING: [i32; 4] = [SIGTERM, SIGHUP, SIGINT, SIGQUIT];

/// How long the program may take to end after a signal.
const PATIENCE: Duration = Duration::from_secs(1);

/// Largest text that is sent to a terminal's clipboard; some terminals take no more.
const CLIPBOARD_LIMIT: usize = 72 * 1024;

/// The terminal that the workbench stands in.
#[derive(Debug)]
pub struct TerminalHost {
    guard: Guard,
    /// Wakes when a signal came.
    bell: UnixStream,
    ending: Vec<(i32, Arc<AtomicBool>)>,
    stop: Arc<AtomicBool>,
    resized: Arc<AtomicBool>,
    /// The process goes on after it was stopped.
    continued: Arc<AtomicBool>,
    /// Longer work is done.
    done: Arc<AtomicBool>,
    /// What makes the bell ring.
    ring: Arc<UnixStream>,
    waiting: VecDeque<Event>,
    editor: Option<String>,
}

impl TerminalHost {
    /// Takes the terminal. `editor` is the command that edits a file.
    ///
    /// # Errors
    /// When the terminal or the signals cannot be had.
    pub fn new(mouse: bool, editor: Option<String>) -> io::Result<Self> {
        let (bell, ring) = UnixStream::pair()?;
        bell.set_nonblocking(true)?;
        ring.set_nonblocking(true)?;
        let mut ending = Vec::new();
        for number in ENDING {
            let flag = Arc::new(AtomicBool::new(false));
            signal_hook::flag::register(number, Arc::clone(&flag))?;
            ending.push((number, flag));
        }
        let stop = Arc::new(AtomicBool::new(false));
        signal_hook::flag::register(SIGTSTP, Arc::clone(&stop))?;
        let resized = Arc::new(AtomicBool::new(false));
        signal_hook::flag::register(SIGWINCH, Arc::clone(&resized))?;
        let continued = Arc::new(AtomicBool::new(false));
        signal_hook::flag::register(SIGCONT, Arc::clone(&continued))?;
        for number in ENDING.into_iter().chain([SIGTSTP, SIGCONT, SIGWINCH]) {
            signal_hook::low_level::pipe::register(number, ring.try_clone()?)?;
        }
        insist()?;
        Ok(Self {
            guard: Guard::take(mouse)?,
            bell,
            ending,
            stop,
            resized,
            continued,
            done: Arc::default(),
            ring: Arc::new(ring),
            waiting: VecDeque::new(),
            editor,
        })
    }

    /// Takes in what has happened, waiting for it if wanted; tells whether the time ran out.
    fn take_in(&mut self, patience: Option<Duration>) -> bool {
        let stdin = io::stdin();
        let (gone, silent) = {
            let mut sources = [
                PollFd::new(&stdin, PollFlags::IN),
                PollFd::new(&self.bell, PollFlags::IN),
            ];
            let limit = patience.and_then(|patience| Timespec::try_from(patience).ok());
            match poll(&mut sources, limit.as_ref()) {
                Ok(count) => {
                    let terminal = sources[0].revents();
                    (
                        terminal.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL),
                        count == 0,
                    )
                }
                Err(rustix::io::Errno::INTR) => (false, false),
                Err(_) => (true, false),
            }
        };
        if self.done.swap(false, Ordering::SeqCst) {
            self.waiting.push_back(Event::Done);
        }
        let mut ring = [0; 64];
        while matches!(self.bell.read(&mut ring), Ok(1..)) {}
        for (number, flag) in &self.ending {
            if flag.swap(false, Ordering::SeqCst) {
                self.waiting.push_back(Event::Signal(*number));
            }
        }
        if self.stop.swap(false, Ordering::SeqCst) {
            self.waiting.push_back(Event::Stop);
        }
        if self.continued.swap(false, Ordering::SeqCst) {
            // Stopped without being asked; others may have drawn, set modes and written files.
            // A terminal that cannot be taken again shows in the next thing it is asked.
            let _ = self.guard.aside(|| ());
            self.waiting.extend([Event::Resize, Event::Focus]);
        }
        if self.resized.swap(false, Ordering::SeqCst) {
            self.waiting.push_back(Event::Resize);
        }
        if gone {
            // The terminal library would read the closed end for ever.
            self.waiting.push_back(Event::Gone);
            return false;
        }
        loop {
            match event::poll(Duration::ZERO) {
                Ok(true) => {
                    if let Ok(raw) = event::read() {
                        self.waiting.extend(understood(raw));
                    } else {
                        self.waiting.push_back(Event::Gone);
                        break;
                    }
                }
                Ok(false) => break,
                Err(_) => {
                    self.waiting.push_back(Event::Gone);
                    break;
                }
            }
        }
        silent && self.waiting.is_empty()
    }
}

/// Ends the program some time after a signal asked for it, should it be too busy to do so itself.
fn insist() -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP])?;
    std::thread::Builder::new()
        .name("insist".to_owned())
        .spawn(move || {
            if let Some(number) = signals.forever().next() {
                std::thread::sleep(PATIENCE);
                restore();
                std::process::exit(128 + number);
            }
        })?;
    Ok(())
}

fn understood(raw: Raw) -> Option<Event> {
    match raw {
        Raw::Key(key) if key.kind != KeyEventKind::Release => Some(Event::Key(Key::of(&key))),
        Raw::Paste(text) => Some(Event::Paste(text)),
        Raw::Mouse(mouse) => match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => Some(Event::Click(mouse.column, mouse.row)),
            MouseEventKind::ScrollDown => Some(Event::Scroll(mouse.column, mouse.row, true)),
            MouseEventKind::ScrollUp => Some(Event::Scroll(mouse.column, mouse.row, false)),
            _ => None,
        },
        Raw::FocusGained => Some(Event::Focus),
        // The terminal library may learn of another size after the bell rang, so it is not asked.
        Raw::Resize(..) | Raw::FocusLost | Raw::Key(_) => None,
    }
}

impl Host for TerminalHost {
    fn wait(&mut self, patience: Option<Duration>) -> Event {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return event;
            }
            if self.take_in(patience) {
                return Event::Idle;
            }
        }
    }

    fn waker(&self) -> Option<Waker> {
        let (done, ring) = (Arc::clone(&self.done), Arc::clone(&self.ring));
        Some(Waker::new(move || {
            done.store(true, Ordering::SeqCst);
            // Full means that it rings already.
            let _ = (&*ring).write(&[0]);
        }))
    }

    fn ready(&mut self) -> Option<Event> {
        if self.waiting.is_empty() {
            self.take_in(Some(Duration::ZERO));
        }
        self.waiting.pop_front()
    }

    fn suspend(&mut self) -> io::Result<()> {
        let stopped = self.guard.aside(|| {
            // The whole job stops, as the shell expects of it.
            rustix::process::kill_current_process_group(rustix::process::Signal::STOP)
        })?;
        self.continued.store(false, Ordering::SeqCst);
        stopped.map_err(io::Error::from)
    }

    fn edit(&mut self, text: &str, extension: &str) -> io::Result<Option<String>> {
        let Some(editor) = self.editor.clone() else {
            return Err(io::Error::other("no editor is set: set $VISUAL or $EDITOR"));
        };
        let mut file = tempfile::Builder::new()
            .prefix("gatewright-")
            .suffix(&format!(".{extension}"))
            .tempfile()?;
        file.write_all(text.as_bytes())?;
        file.flush()?;
        let path = file.path().to_owned();
        let status = self.guard.aside(|| {
            // The shell splits what is set, which may hold options.
            Command::new("sh")
                .arg("-c")
                .arg(format!("{editor} \"$@\""))
                .arg(&editor)
                .arg(&path)
                .status()
        })??;
        if !status.success() {
            return Err(io::Error::other(format!(
                "the editor ended with {status}; nothing was changed"
            )));
        }
        let bytes = std::fs::read(&path)?;
        let edited = String::from_utf8(bytes).map_err(|_| {
            io::Error::other("the editor left text that is not UTF-8; nothing was changed")
        })?;
        Ok((edited != text).then_some(edited))
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        if text.len() > CLIPBOARD_LIMIT {
            return Err(io::Error::other(format!(
                "{} bytes are more than a terminal's clipboard takes",
                text.len()
            )));
        }
        execute!(io::stdout(), CopyToClipboard::to_clipboard_from(text))
    }

    fn mouse(&mut self, on: bool) -> io::Result<()> {
        self.guard.mouse(on)
    }
}

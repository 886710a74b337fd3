//! A terminal with the binary in it: keys in, cells, bytes and modes out.

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};

/// Longest time that anything may take before the test gives up.
const PATIENCE: Duration = Duration::from_secs(20);

/// A draft without any finding.
pub(crate) const GOOD: &str = include_str!("../../drafts/first-steps.draft.json");

/// A temporary folder in which the binary runs.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    /// Returns a folder with a good draft `x.draft.json`.
    pub(crate) fn with_draft() -> Self {
        let folder = Self::new();
        folder.file("x.draft.json", GOOD);
        folder
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        std::fs::write(path, content).expect("the file is written");
        self
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Makes a script that can be run.
    pub(crate) fn script(&self, name: &str, text: &str) -> String {
        use std::os::unix::fs::PermissionsExt;
        self.file(name, format!("#!/bin/sh\n{text}\n"));
        let path = self.path(name);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755))
            .expect("the script can be run");
        path.to_string_lossy().into_owned()
    }

    /// Returns a start of the binary in this folder.
    pub(crate) fn launch(&self, arguments: &[&str]) -> Launch {
        Launch::new(self.0.path(), env!("CARGO_BIN_EXE_gatewright"), arguments)
    }

    /// Opens the draft of [`Folder::with_draft`] in 120 columns and 40 rows.
    pub(crate) fn open(&self) -> Terminal {
        let terminal = self.launch(&["x.draft.json"]).start();
        // What is checked is drawn in a second frame, from its bottom on.
        terminal.wait_for("Everything is in place");
        terminal.wait_for("q leave");
        terminal
    }

    /// Runs a shell in this folder.
    pub(crate) fn shell(&self, script: &str) -> Launch {
        Launch::new(self.0.path(), "/bin/sh", &["-c", script])
    }
}

/// What is started, and in what terminal.
pub(crate) struct Launch {
    command: CommandBuilder,
    size: (u16, u16),
}

impl Launch {
    fn new(folder: &Path, program: &str, arguments: &[&str]) -> Self {
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.cwd(folder);
        command.env_clear();
        command.env("GATEWRIGHT", env!("CARGO_BIN_EXE_gatewright"));
        command.env("HOME", folder.join("home"));
        command.env("LANG", "C.UTF-8");
        command.env("PATH", "/usr/bin:/bin");
        command.env("TERM", "xterm-256color");
        command.env("XDG_STATE_HOME", folder.join("state"));
        Self {
            command,
            size: (120, 40),
        }
    }

    pub(crate) fn size(mut self, columns: u16, rows: u16) -> Self {
        self.size = (columns, rows);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Starts it in a terminal that sends it no signals.
    pub(crate) fn without_signals(mut self) -> Self {
        self.command.set_controlling_tty(false);
        self
    }

    pub(crate) fn start(self) -> Terminal {
        Terminal::start(self)
    }
}

/// What became of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Run {
    Running,
    Stopped,
    Exited(i32),
    Killed(i32),
}

struct State {
    parser: vt100::Parser,
    raw: Vec<u8>,
    run: Run,
}

#[derive(Default)]
struct Shared {
    state: Mutex<Option<State>>,
    changed: Condvar,
    closing: AtomicBool,
}

/// A terminal with the binary in it.
pub(crate) struct Terminal {
    shared: Arc<Shared>,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    /// The other end, which keeps the terminal's modes readable after the process ended.
    tty: Option<File>,
    before: String,
    pid: Pid,
}

const fn cells(count: u16) -> NonZeroU16 {
    match NonZeroU16::new(count) {
        Some(count) => count,
        None => NonZeroU16::MIN,
    }
}

fn size((columns, rows): (u16, u16)) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn modes(tty: &File) -> String {
    let modes = tcgetattr(tty).expect("modes");
    format!(
        "{:?} {:?} {:?} {:?}",
        modes.input_modes, modes.output_modes, modes.control_modes, modes.local_modes
    )
}

impl Terminal {
    fn start(launch: Launch) -> Self {
        let pair = native_pty_system()
            .openpty(size(launch.size))
            .expect("a terminal");
        let path = pair.master.tty_name().expect("the terminal has a name");
        let tty = File::options()
            .read(true)
            .write(true)
            .open(path)
            .expect("the terminal opens");
        let before = modes(&tty);
        let shared = Arc::new(Shared::default());
        *shared.state.lock().unwrap() = Some(State {
            parser: vt100::Parser::new(cells(launch.size.1), cells(launch.size.0), 0),
            raw: Vec::new(),
            run: Run::Running,
        });
        let reader = pair.master.try_clone_reader().expect("a reader");
        let writer = pair.master.take_writer().expect("a writer");
        let child = pair
            .slave
            .spawn_command(launch.command)
            .expect("the binary starts");
        let pid = child.process_id().expect("a process");
        let pid = Pid::from_raw(i32::try_from(pid).unwrap()).expect("a process");
        std::thread::spawn({
            let shared = Arc::clone(&shared);
            move || read(reader, &shared)
        });
        std::thread::spawn({
            let shared = Arc::clone(&shared);
            move || watch(pid, &shared)
        });
        Self {
            shared,
            master: Some(pair.master),
            writer: Some(writer),
            tty: Some(tty),
            before,
            pid,
        }
    }

    /// Waits until something can be seen in the state, and returns it.
    #[track_caller]
    fn until<T>(&self, what: &str, mut seen: impl FnMut(&State) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        let mut guard = self.lock();
        loop {
            let state = guard.as_ref().expect("a state");
            if let Some(found) = seen(state) {
                return found;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let text = format!(
                    "{what} did not come; {:?}; the screen is\n{}",
                    state.run,
                    lines(state.parser.screen())
                );
                // Others wait for the same lock.
                drop(guard);
                panic!("{text}");
            }
            guard = self.shared.changed.wait_timeout(guard, left).unwrap().0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<State>> {
        self.shared.state.lock().unwrap()
    }

    /// Waits until the screen shows a text.
    #[track_caller]
    pub(crate) fn wait_for(&self, text: &str) {
        self.until(&format!("`{text}`"), |state| {
            lines(state.parser.screen()).contains(text).then_some(())
        });
    }

    /// Waits until the screen shows a text no longer.
    #[track_caller]
    pub(crate) fn wait_gone(&self, text: &str) {
        self.until(&format!("the end of `{text}`"), |state| {
            (!lines(state.parser.screen()).contains(text)).then_some(())
        });
    }

    /// Waits until the screen is as wanted.
    #[track_caller]
    pub(crate) fn wait_screen(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        self.until(what, |state| wanted(state.parser.screen()).then_some(()));
    }

    /// Waits until the process has ended and returns its exit code.
    #[track_caller]
    pub(crate) fn wait_exit(&self) -> i32 {
        self.until("the end", |state| match state.run {
            Run::Exited(code) => Some(code),
            Run::Killed(signal) => panic!("killed by signal {signal}"),
            _ => None,
        })
    }

    /// Waits until a signal has killed the process and returns its number.
    #[track_caller]
    pub(crate) fn wait_killed(&self) -> i32 {
        self.until("the end", |state| match state.run {
            Run::Killed(signal) => Some(signal),
            Run::Exited(code) => panic!("ended with {code}"),
            _ => None,
        })
    }

    /// Waits until the process is stopped.
    #[track_caller]
    pub(crate) fn wait_stopped(&self) {
        self.until("the stop", |state| {
            (state.run == Run::Stopped).then_some(())
        });
    }

    /// Returns the screen as text.
    pub(crate) fn screen(&self) -> String {
        self.look(lines)
    }

    /// Looks at the screen.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&vt100::Screen) -> T) -> T {
        look(self.lock().as_ref().expect("a state").parser.screen())
    }

    /// Returns the column and row at which a text is on the screen.
    #[track_caller]
    pub(crate) fn find(&self, text: &str) -> (u16, u16) {
        self.look(|screen| place(screen, text))
            .unwrap_or_else(|| panic!("no `{text}` in\n{}", self.screen()))
    }

    /// Returns all bytes that were sent to the terminal so far.
    pub(crate) fn raw(&self) -> Vec<u8> {
        self.lock().as_ref().expect("a state").raw.clone()
    }

    /// Presses keys, separated by spaces; `"text"` types what is between the quotes.
    ///
    /// A lone escape is told from the start of a longer key by what follows, so it comes last.
    #[track_caller]
    pub(crate) fn keys(&mut self, keys: &str) {
        let mut bytes = Vec::new();
        let mut rest = keys.trim();
        while !rest.is_empty() {
            assert_ne!(bytes.last(), Some(&0x1b), "`esc` must be the last key");
            if let Some(quoted) = rest.strip_prefix('"') {
                let (typed, tail) = quoted.split_once('"').expect("a closing quote");
                bytes.extend(typed.as_bytes());
                rest = tail.trim_start();
            } else {
                let (key, tail) = rest.split_once(' ').unwrap_or((rest, ""));
                bytes.extend(encoded(key));
                rest = tail.trim_start();
            }
        }
        self.send(&bytes);
    }

    /// Sends bytes as a terminal does.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        let writer = self.writer.as_mut().expect("an open terminal");
        writer.write_all(bytes).expect("the terminal takes keys");
        writer.flush().expect("the terminal takes keys");
    }

    /// Pastes a text as a terminal does that was asked to tell pastes.
    pub(crate) fn paste(&mut self, text: &str) {
        assert!(self.look(vt100::Screen::bracketed_paste));
        self.send(format!("\x1b[200~{text}\x1b[201~").as_bytes());
    }

    /// Clicks at a column and row.
    pub(crate) fn click(&mut self, (x, y): (u16, u16)) {
        let (x, y) = (x + 1, y + 1);
        self.send(format!("\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m").as_bytes());
    }

    /// Gives the terminal another size.
    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        let mut guard = self.lock();
        let state = guard.as_mut().expect("a state");
        // An empty screen in the modes of the old one: only what is drawn anew is seen, and the
        // parser's own way to fit lines into narrow sizes does not matter.
        let old = state.parser.screen();
        let modes = old.input_mode_formatted();
        let alternate = old.alternate_screen();
        state.parser = vt100::Parser::new(cells(rows), cells(columns), 0);
        if alternate {
            state.parser.process(b"\x1b[?1049h");
        }
        state.parser.process(modes.as_bytes());
        let master = self.master.as_ref().expect("an open terminal");
        master.resize(size((columns, rows))).expect("another size");
    }

    /// Sends a signal to the process.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).expect("the process is there");
    }

    /// Closes the terminal, as when its window is closed.
    pub(crate) fn close(&mut self) {
        let mut tty = self.tty.take().expect("an open terminal");
        // The writer would send the end-of-file character when it is dropped.
        let mut modes = tcgetattr(&tty).expect("modes");
        modes.special_codes[SpecialCodeIndex::VEOF] = 0;
        tcsetattr(&tty, OptionalActions::Now, &modes).expect("modes");
        drop(self.writer.take());
        drop(self.master.take());
        // The reader holds the last end; something to read wakes it up, if it is not gone already.
        self.shared.closing.store(true, Ordering::SeqCst);
        let _ = tty.write_all(b" ");
    }

    /// Returns how long the process took to end after now.
    #[track_caller]
    pub(crate) fn ends_within(&self, limit: Duration) -> i32 {
        let begin = Instant::now();
        let code = self.wait_exit();
        assert!(begin.elapsed() < limit, "it took {:?}", begin.elapsed());
        code
    }

    /// Asserts that the terminal is as it was before the start.
    #[track_caller]
    pub(crate) fn is_as_before(&self) {
        let tty = self.tty.as_ref().expect("an open terminal");
        // What was written before the end may still be on its way.
        self.until("the old screen", |state| {
            (!state.parser.screen().alternate_screen()).then_some(())
        });
        assert_eq!(modes(tty), self.before);
        self.look(|screen| {
            assert!(!screen.bracketed_paste(), "pastes are still told");
            assert!(!screen.hide_cursor(), "the cursor is still hidden");
            assert_eq!(
                screen.mouse_protocol_mode(),
                vt100::MouseProtocolMode::None,
                "the mouse is still taken"
            );
        });
        assert!(!self.tells_focus(), "the focus is still told");
    }

    /// Tells whether the terminal is taken: raw, with a screen of its own.
    pub(crate) fn is_taken(&self) -> bool {
        let tty = self.tty.as_ref().expect("an open terminal");
        modes(tty) != self.before && self.look(vt100::Screen::alternate_screen)
    }

    /// Puts the terminal into the state of a new one: an empty screen and no modes.
    pub(crate) fn reset(&self) {
        let tty = self.tty.as_ref().expect("an open terminal");
        let mut modes = tcgetattr(tty).expect("modes");
        modes.local_modes |= LocalModes::ICANON | LocalModes::ECHO;
        tcsetattr(tty, OptionalActions::Now, &modes).expect("modes");
        let mut guard = self.lock();
        let state = guard.as_mut().expect("a state");
        state.parser.process(b"\x1bc");
    }

    /// Tells whether the focus was asked for last, which the parser does not know.
    pub(crate) fn tells_focus(&self) -> bool {
        let raw = self.raw();
        let last = |what: &[u8]| raw.windows(what.len()).rposition(|bytes| bytes == what);
        last(b"\x1b[?1004h") > last(b"\x1b[?1004l")
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let ended = self.shared.state.lock().is_ok_and(|state| {
            let run = state.as_ref().map(|state| state.run);
            matches!(run, Some(Run::Exited(_) | Run::Killed(_)))
        });
        if !ended {
            let _ = kill_process(self.pid, Signal::KILL);
        }
    }
}

fn read(mut reader: Box<dyn Read + Send>, shared: &Shared) {
    let mut bytes = vec![0; 1 << 16];
    while let Ok(count @ 1..) = reader.read(&mut bytes) {
        if shared.closing.load(Ordering::SeqCst) {
            break;
        }
        if let Ok(mut state) = shared.state.lock()
            && let Some(state) = state.as_mut()
        {
            state.parser.process(&bytes[..count]);
            state.raw.extend(&bytes[..count]);
        }
        shared.changed.notify_all();
    }
}

fn watch(pid: Pid, shared: &Shared) {
    loop {
        let options = WaitOptions::UNTRACED | WaitOptions::CONTINUED;
        let Ok(Some((_, status))) = waitpid(Some(pid), options) else {
            return;
        };
        let run = match (status.exit_status(), status.terminating_signal()) {
            (Some(code), _) => Run::Exited(code),
            (_, Some(signal)) => Run::Killed(signal),
            _ if status.stopped() => Run::Stopped,
            _ => Run::Running,
        };
        if let Ok(mut state) = shared.state.lock()
            && let Some(state) = state.as_mut()
        {
            state.run = run;
        }
        shared.changed.notify_all();
        if matches!(run, Run::Exited(_) | Run::Killed(_)) {
            return;
        }
    }
}

pub(crate) fn lines(screen: &vt100::Screen) -> String {
    let (_, columns) = screen.size();
    screen
        .rows(0, columns.get())
        .map(|row| format!("{}\n", row.trim_end()))
        .collect()
}

pub(crate) fn place(screen: &vt100::Screen, text: &str) -> Option<(u16, u16)> {
    let (rows, columns) = screen.size();
    for y in 0..rows.get() {
        let mut line = String::new();
        let mut starts = Vec::new();
        for x in 0..columns.get() {
            let cell = screen.cell(y, x)?;
            let shown = if cell.has_contents() {
                cell.contents()
            } else if cell.is_wide_continuation() {
                ""
            } else {
                " "
            };
            starts.extend(std::iter::repeat_n(x, shown.len()));
            line.push_str(shown);
        }
        if let Some(at) = line.find(text) {
            return Some((*starts.get(at)?, y));
        }
    }
    None
}

/// Returns what a terminal sends for a key.
#[track_caller]
fn encoded(key: &str) -> Vec<u8> {
    let fixed: &[u8] = match key {
        "enter" => b"\r",
        "esc" => b"\x1b",
        "tab" => b"\t",
        "shift-tab" => b"\x1b[Z",
        "space" => b" ",
        "backspace" => b"\x7f",
        "up" => b"\x1b[A",
        "down" => b"\x1b[B",
        "right" => b"\x1b[C",
        "left" => b"\x1b[D",
        "shift-up" => b"\x1b[1;2A",
        "shift-down" => b"\x1b[1;2B",
        "home" => b"\x1b[H",
        "end" => b"\x1b[F",
        "delete" => b"\x1b[3~",
        "pageup" => b"\x1b[5~",
        "pagedown" => b"\x1b[6~",
        "f1" => b"\x1bOP",
        "f9" => b"\x1b[20~",
        _ => b"",
    };
    if !fixed.is_empty() {
        return fixed.to_vec();
    }
    if let Some(letter) = key.strip_prefix("ctrl-") {
        let [letter @ b'a'..=b'z'] = letter.as_bytes() else {
            panic!("`{key}` is not a key");
        };
        return vec![letter & 0x1f];
    }
    if let Some(rest) = key.strip_prefix("alt-") {
        let mut bytes = vec![0x1b];
        bytes.extend(encoded(rest));
        return bytes;
    }
    assert_eq!(key.chars().count(), 1, "`{key}` is not a key");
    key.as_bytes().to_vec()
}

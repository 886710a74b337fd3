//! A program in a terminal of its own: keys go in, and what is seen is known with its time.

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Columns and rows of the terminal.
const SIZE: (u16, u16) = (120, 40);

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).expect("some cells")
}

/// How long anything is waited for before the measurement is given up.
const LIMIT: Duration = Duration::from_secs(20);

/// A running program and its screen.
pub(crate) struct Terminal {
    screen: vt100::Parser,
    chunks: Receiver<(Instant, Vec<u8>)>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    started: Instant,
    /// Bytes that the program has written.
    pub(crate) bytes: usize,
    // Kept, because the terminal goes with it.
    _master: Box<dyn MasterPty + Send>,
}

#[expect(clippy::disallowed_methods, reason = "this is what a benchmark is for")]
impl Terminal {
    /// Starts a program; what it keeps of its own goes below `home`.
    pub(crate) fn start(program: &str, arguments: &[&str], home: &Path) -> Self {
        let size = PtySize {
            cols: SIZE.0,
            rows: SIZE.1,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).expect("a terminal");
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.cwd(home);
        command.env("HOME", home);
        command.env("XDG_STATE_HOME", home);
        command.env("TERM", "xterm-256color");
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let keys = pair.master.take_writer().expect("a writer");
        let (sender, chunks) = channel();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                let chunk = buffer.get(..count).unwrap_or_default().to_vec();
                if sender.send((Instant::now(), chunk)).is_err() {
                    break;
                }
            }
        });
        let started = Instant::now();
        let child = pair.slave.spawn_command(command).expect("the program");
        Self {
            screen: vt100::Parser::new(cells(SIZE.1), cells(SIZE.0), 0),
            chunks,
            keys,
            child,
            started,
            bytes: 0,
            _master: pair.master,
        }
    }

    /// Waits until the screen is as wanted; returns how long that is after the program's start.
    pub(crate) fn shown_since_start(
        &mut self,
        what: &str,
        wanted: impl Fn(&[String]) -> bool,
    ) -> Duration {
        self.until(what, wanted).duration_since(self.started)
    }

    /// Sends keys and waits until the screen is as wanted; returns how long that took.
    pub(crate) fn press(
        &mut self,
        keys: &str,
        what: &str,
        wanted: impl Fn(&[String]) -> bool,
    ) -> Duration {
        self.quiet();
        assert!(!wanted(&self.rows()), "`{what}` is shown before its key");
        let pressed = Instant::now();
        self.send(keys);
        self.until(what, wanted).duration_since(pressed)
    }

    /// Sends keys.
    pub(crate) fn send(&mut self, keys: &str) {
        // What is longer than the terminal's own buffer is read by the program meanwhile.
        self.keys.write_all(keys.as_bytes()).expect("keys are sent");
        self.keys.flush().expect("keys are sent");
    }

    /// Waits until nothing has been written for a while, not always the same.
    pub(crate) fn quiet(&mut self) {
        let gap = 20 + (self.bytes as u64).wrapping_mul(2_654_435_761) % 30;
        while let Ok((_, chunk)) = self.chunks.recv_timeout(Duration::from_millis(gap)) {
            self.feed(&chunk);
        }
    }

    fn feed(&mut self, chunk: &[u8]) {
        self.bytes += chunk.len();
        self.screen.process(chunk);
    }

    /// Returns the rows of the screen.
    pub(crate) fn rows(&self) -> Vec<String> {
        self.screen.screen().rows(0, SIZE.0).collect()
    }

    /// Returns when the bytes arrived after which the screen is as wanted.
    fn until(&mut self, what: &str, wanted: impl Fn(&[String]) -> bool) -> Instant {
        let start = Instant::now();
        loop {
            match self.chunks.recv_timeout(Duration::from_millis(200)) {
                Ok((arrived, chunk)) => {
                    self.feed(&chunk);
                    if wanted(&self.rows()) {
                        return arrived;
                    }
                }
                Err(RecvTimeoutError::Timeout) if start.elapsed() < LIMIT => {}
                Err(why) => panic!(
                    "`{what}` is never shown ({why}):\n{}",
                    self.rows().join("\n")
                ),
            }
        }
    }

    /// Returns a number of the kernel's account of the program, such as `VmRSS` in KiB.
    pub(crate) fn account(&self, name: &str) -> u64 {
        let status = self.proc("status");
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let number = line.and_then(|line| line.trim_start_matches(':').split_whitespace().next());
        number
            .and_then(|number| number.parse().ok())
            .expect("a number")
    }

    /// Returns the processor time in ticks, and how often any thread was woken.
    pub(crate) fn activity(&self) -> (u64, u64) {
        let stat = self.proc("stat");
        let (_, fields) = stat.rsplit_once(')').expect("a name");
        let ticks = fields.split_whitespace().skip(11).take(2);
        let ticks = ticks.filter_map(|field| field.parse::<u64>().ok()).sum();
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.id())).expect("threads");
        let woken = tasks
            .filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("status")).ok())
            .flat_map(|status| {
                status
                    .lines()
                    .filter(|line| line.contains("ctxt_switches"))
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            })
            .filter_map(|line| line.split_whitespace().last()?.parse::<u64>().ok())
            .sum();
        (ticks, woken)
    }

    fn proc(&self, name: &str) -> String {
        std::fs::read_to_string(format!("/proc/{}/{name}", self.id())).expect("an account")
    }

    fn id(&self) -> u32 {
        self.child.process_id().expect("a process")
    }

    /// Ends the program and waits for it.
    pub(crate) fn end(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

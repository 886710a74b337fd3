//! How the workbench treats the terminal and the processor: few frames, no wake-ups.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    missing_docs,
    reason = "tests"
)]

use std::collections::VecDeque;
use std::io;
use std::path::Path;
use std::time::Duration;

use gatewright::draft::{Format, ScenarioDraft, read};
use gatewright::session::{Session, Setting};
use gatewright::tui::{App, Depth, Event, Ground, Host, Keymap, Settings, Theme, run};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

/// What a signal to end the program leaves with.
const SIGTERM: i32 = 15;

#[derive(Debug)]
struct Alone;

impl Settings for Alone {
    fn of(&self, _: &Path) -> Setting {
        Setting::default()
    }

    fn remember(&self, _: &Path) {}
}

/// A terminal in which everything happens at once, and then nothing any more.
#[derive(Debug, Default)]
struct Script {
    events: VecDeque<Event>,
    /// How long each wait was to be.
    waits: Vec<Option<Duration>>,
}

impl Script {
    fn new(events: impl IntoIterator<Item = Event>) -> Self {
        Self {
            events: events.into_iter().collect(),
            waits: Vec::new(),
        }
    }
}

impl Host for Script {
    fn wait(&mut self, patience: Option<Duration>) -> Event {
        self.waits.push(patience);
        match (self.events.pop_front(), patience) {
            (Some(event), _) => event,
            (None, Some(_)) => Event::Idle,
            // Nothing would ever happen again.
            (None, None) => Event::Signal(SIGTERM),
        }
    }

    fn ready(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn edit(&mut self, _: &str, _: &str) -> io::Result<Option<String>> {
        Ok(None)
    }

    fn copy(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn mouse(&mut self, _: bool) -> io::Result<()> {
        Ok(())
    }
}

fn app(draft: &str) -> App {
    let draft: ScenarioDraft = read(draft.as_bytes(), Format::Json).draft.unwrap();
    App::new(
        Session::deferred(draft, Setting::default()),
        Alone,
        Keymap::default(),
        Theme::new(Depth::True, Ground::Dark),
    )
}

fn keys(text: &str) -> impl Iterator<Item = Event> {
    text.split(' ').map(|key| Event::Key(key.parse().unwrap()))
}

/// Runs the workbench until nothing happens any more; returns how many frames it drew.
fn frames(app: &mut App, host: &mut Script) -> usize {
    let mut terminal = Terminal::new(TestBackend::new(120, 40)).unwrap();
    let code = run(&mut terminal, host, app).unwrap();
    assert_eq!(i32::from(code), 128 + SIGTERM);
    terminal.get_frame().count()
}

/// Frames that are drawn when nothing happens: before the check, after it, at rest.
fn quiet_frames() -> usize {
    frames(&mut app("{}"), &mut Script::default())
}

#[test]
fn nothing_wakes_the_program_once_it_is_at_rest() {
    let mut host = Script::default();
    let mut app = app("{}");
    frames(&mut app, &mut host);
    assert!(app.session().is_checked());
    let second = Duration::from_secs(1);
    let [first, look, rest] = host.waits.as_slice() else {
        panic!("{:?}", host.waits);
    };
    assert_eq!(
        *first,
        Some(Duration::ZERO),
        "the check follows the first frame"
    );
    assert!(*look > Some(second), "{look:?}");
    assert_eq!(*rest, None);
    // Every key wakes it once more to look at the file, and no more than that.
    let mut host = Script::new(keys("2"));
    frames(&mut app, &mut host);
    assert_eq!(host.waits.last(), Some(&None));
    assert!(host.waits.len() <= 3, "{:?}", host.waits);
}

#[test]
fn a_flood_of_keys_draws_few_frames_and_loses_no_key() {
    let conditions = vec!["{}"; 200].join(",");
    let mut app = app(&format!(r#"{{"conditions": [{conditions}]}}"#));
    // 10,000 keys, after which the 101st condition is marked and one more is added behind it.
    let moves = std::iter::repeat_n("down up", 4_950).chain(std::iter::repeat_n("down", 100));
    let text = moves.collect::<Vec<_>>().join(" ");
    let mut host = Script::new(keys("2").chain(keys(&text)).chain(keys("d")));
    assert!(host.events.len() > 10_000);
    let drawn = frames(&mut app, &mut host);
    assert!(drawn <= 20 + quiet_frames(), "{drawn} frames");
    assert_eq!(app.session().draft().conditions().len(), 201);
}

#[test]
fn a_large_paste_is_one_change_and_one_frame() {
    let text = "x".repeat(1 << 20);
    let mut app = app("{}");
    let open = quiet_frames();
    frames(&mut app, &mut Script::new(keys("1 enter")));
    let mut terminal = Terminal::new(TestBackend::new(120, 40)).unwrap();
    let mut host = Script::new([Event::Paste(text.clone())]);
    run(&mut terminal, &mut host, &mut app).unwrap();
    // The one before it, the one with it, and the one after looking at the file.
    assert!(terminal.get_frame().count() <= open, "{:?}", host.waits);
    frames(&mut app, &mut Script::new(keys("enter")));
    let id = app.session().draft().scenario_id.as_deref();
    assert_eq!(id.map(str::len), Some(text.len()));
    assert_eq!(app.session().undo_labels().count(), 1);
}

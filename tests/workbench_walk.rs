//! An author who presses anything, anywhere, at any size: nothing panics and no draft is spoilt.
//!
//! `GATEWRIGHT_WALK=100000 cargo test --test workbench_walk` walks further than usual.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    missing_docs,
    reason = "tests"
)]

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;

use gatewright::draft::{Format, read, write};
use gatewright::session::{Session, Setting};
use gatewright::sources::Sources;
use gatewright::tui::{App, Command, Depth, Effect, Event, Ground, Key, Keymap, Settings, Theme};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

/// Steps in all, unless the environment says otherwise.
const STEPS: usize = 3_000;

/// Steps over one draft before the next one is begun.
const WALK: usize = 1_000;

/// Steps between two looks at whether the draft can be written and read.
const LOOK: usize = 50;

/// Events that are told when something goes wrong.
const TOLD: usize = 40;

/// Drafts that walks begin with: nothing, something whole, something broken.
const BEGINNINGS: [&str; 3] = [
    "{}",
    include_str!("cli/readme.draft.json"),
    r#"{
        "scenario_id": "broken \u001b[31m", "namespace_id": 0, "note": "a\nb\tc\u202e",
        "conditions": [
            {"condition_id": "a", "query": {"provider_id": "gone", "check_id": "x"}, "comparator": "equals"},
            {"condition_id": "a"},
            {"query": {"provider_id": "json", "check_id": "path", "params": {"file": 7}}, "expected": [1]},
            {"condition_id": "漢字 and", "comparator": "in_set", "expected": {}}
        ],
        "stages": [
            {"stage_id": "s", "gates": [
                {"gate_id": "g", "requirement": "at_least(2, a, b, not (c or"},
                {"gate_id": "g", "requirement": {"And": [{"Or": []}, {"Not": {"Condition": "a"}}]}},
                {}
            ], "advance_to": {"kind": "branch", "branches": [{"gate_id": "none"}, {}], "default": "t"}},
            {"stage_id": "s", "entry_packets": [{"payload": {"kind": "bytes", "bytes": [1, 2]}}, {}]},
            {}
        ],
        "policies": [{}], "schemas": [{}]
    }"#,
];

/// What is typed and pasted. No slash: what is saved under another name stays in its folder.
const TEXTS: &[&str] = &[
    "",
    " ",
    "a",
    "ok_1",
    "7",
    "-3",
    "1e400",
    "0.1",
    "true",
    "null",
    "[1, \"x\"]",
    "[",
    "{\"a\": [1, {\"b\": null}]}",
    "a and (b or not c)",
    "at_least(2, a, b, c)",
    "((((((((((",
    "30 min",
    "2026-03-01",
    "2026-03-01T00:00:00Z",
    "漢字 👩‍👩‍👧 e\u{301}",
    "\u{1b}[31m\u{7}\u{0}\u{202e}",
    "one\ntwo\r\nthree\rfour\n",
    "x\u{300}\u{300}\u{300}",
];

const CODES: &str = "enter esc tab shift-tab backspace delete insert up down left right home end pageup \
    pagedown f1 f9 ctrl-a ctrl-s ctrl-u ctrl-w ctrl-left ctrl-right alt-enter alt-backspace ctrl-e space";

#[derive(Debug)]
struct Alone;

impl Settings for Alone {
    fn of(&self, _: &Path) -> Setting {
        setting()
    }

    fn remember(&self, _: &Path) {}
}

fn setting() -> Setting {
    Setting {
        sources: Arc::new(Sources::builtin()),
        levels: Vec::new(),
    }
}

/// A small generator of numbers (SplitMix64), the same walk for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % limit.max(1) as u64).unwrap()
    }

    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    fn cell(&mut self, limit: u16) -> u16 {
        u16::try_from(self.below(usize::from(limit) + 2)).unwrap()
    }
}

/// The last events, told when the walk ends in a panic.
struct Told {
    seed: u64,
    step: usize,
    size: (u16, u16),
    events: VecDeque<String>,
}

impl Drop for Told {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!(
                "walk {}, step {}, size {:?}, after:",
                self.seed, self.step, self.size
            );
            for event in &self.events {
                eprintln!("  {event}");
            }
        }
    }
}

struct Walk {
    app: App,
    keymap: Keymap,
    random: Random,
    terminal: Terminal<TestBackend>,
    told: Told,
}

impl Walk {
    fn new(seed: u64) -> Self {
        let name = format!("walk-{seed}.draft.json");
        let beginnings = BEGINNINGS.len() as u64;
        let text = BEGINNINGS[usize::try_from(seed % beginnings).unwrap()];
        std::fs::write(&name, text).unwrap();
        let opened = Session::open(Path::new(&name), None, setting()).unwrap();
        let theme = Theme::new(Depth::True, Ground::Dark);
        let mut app = App::new(opened.session, Alone, Keymap::default(), theme);
        app.update(Event::Idle);
        Self {
            app,
            keymap: Keymap::default(),
            random: Random(seed),
            terminal: Terminal::new(TestBackend::new(120, 40)).unwrap(),
            told: Told {
                seed,
                step: 0,
                size: (120, 40),
                events: VecDeque::new(),
            },
        }
    }

    fn update(&mut self, event: Event) {
        if self.told.events.len() == TOLD {
            self.told.events.pop_front();
        }
        self.told.events.push_back(format!("{event:?}"));
        self.app.update(event);
    }

    /// Presses a key of a command that works here.
    fn command(&mut self) {
        let offers = self.app.offers();
        let edits = |command: &&Command| {
            use Command::{Accept, Add, Apply, ApplyText, Delete, Duplicate, Example, Open};
            let edits = [
                Add, Apply, ApplyText, Accept, Delete, Duplicate, Example, Open,
            ];
            edits.contains(command)
        };
        let useful: Vec<&Command> = offers.iter().filter(edits).collect();
        let all: Vec<&Command> = offers.iter().collect();
        let from = if useful.is_empty() || self.random.below(3) > 0 {
            &all
        } else {
            &useful
        };
        if from.is_empty() {
            return;
        }
        let command = *self.random.one(from);
        // What is added must not always be taken away again, nor the program be left for good.
        if command == Command::Delete && self.random.below(2) == 0 {
            return;
        }
        let keys = self.keymap.keys(command).to_vec();
        if let Some(key) = keys.get(self.random.below(keys.len())) {
            self.update(Event::Key(*key));
        }
    }

    fn typed(&mut self) {
        let text = self.random.one(TEXTS);
        for letter in text.chars().filter(|letter| !letter.is_control()) {
            let code = crossterm::event::KeyCode::Char(letter);
            let modifiers = crossterm::event::KeyModifiers::NONE;
            self.update(Event::Key(Key { code, modifiers }));
        }
    }

    fn step(&mut self) {
        let (width, height) = self.told.size;
        match self.random.below(100) {
            0..60 => self.command(),
            60..70 => self.typed(),
            70..82 => {
                let codes: Vec<&str> = CODES.split_whitespace().collect();
                let code = self.random.one(&codes);
                self.update(Event::Key(code.parse().unwrap()));
            }
            82..88 => {
                let at = (self.random.cell(width), self.random.cell(height));
                self.update(Event::Click(at.0, at.1));
            }
            88..90 => {
                let at = (self.random.cell(width), self.random.cell(height));
                let down = self.random.below(2) == 0;
                self.update(Event::Scroll(at.0, at.1, down));
            }
            90..94 => {
                let repeat = [1, 1, 1, 400][self.random.below(4)];
                let text = self.random.one(TEXTS).repeat(repeat);
                self.update(Event::Paste(text));
            }
            94..97 => {
                let size = match self.random.below(4) {
                    0 => (120, 40),
                    1 => (60, 20),
                    _ => (self.random.cell(298), self.random.cell(98)),
                };
                self.told.size = size;
                self.terminal.backend_mut().resize(size.0, size.1);
                self.update(Event::Resize);
            }
            97 => self.update(Event::Focus),
            98 => self.update(Event::Stop),
            _ => self.update(Event::Idle),
        }
        for effect in self.app.take_effects() {
            if let Effect::Edit { then, .. } = effect {
                let text = self.random.one(TEXTS).to_owned();
                self.app.resume(then, text);
            }
        }
        let mut drawn = None;
        let app = &self.app;
        self.terminal
            .draw(|frame| drawn = Some(app.draw(frame)))
            .unwrap();
        self.app.drawn(drawn.unwrap_or_default());
    }

    /// Looks whether the draft is the same when it is written and read.
    fn look(&self) {
        let draft = self.app.session().draft();
        for format in [Format::Json, Format::Ron] {
            let text = write(draft, format);
            let reading = read(text.as_bytes(), format);
            assert_eq!(reading.draft.as_ref(), Some(draft), "{format:?}:\n{text}");
        }
    }
}

#[test]
fn whatever_is_pressed_nothing_panics_and_the_draft_reads_back() {
    let steps = std::env::var("GATEWRIGHT_WALK").ok();
    let steps = steps.map_or(STEPS, |steps| steps.parse().expect("a number of steps"));
    let folder = tempfile::tempdir().unwrap();
    // Whatever is saved under another name is then saved in there.
    std::env::set_current_dir(folder.path()).unwrap();
    let mut changes = 0;
    for seed in 0..steps.div_ceil(WALK) {
        let mut walk = Walk::new(seed as u64);
        for step in 0..WALK.min(steps - seed * WALK) {
            walk.told.step = step;
            walk.step();
            if step % LOOK == LOOK - 1 {
                walk.look();
            }
        }
        changes += walk.app.session().undo_labels().count();
        walk.app.close();
    }
    // A walk that changes nothing would show nothing.
    assert!(changes > steps / 100, "{changes} changes in {steps} steps");
}

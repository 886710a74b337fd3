//! What a frame of every screen costs, and what a key does, from small drafts to huge ones.
//!
//! `cargo bench --bench draw`, or `-- 100` for a hundred frames of each instead of four hundred.
//! Sizes are measured in turn within each screen, beside a frame that draws nothing. The exit code
//! is 1 when a huge draft draws more than 1.3 times as long as a small one, with a margin of a
//! quarter; a bare time never decides. Frames right after a change are told and not judged: lists
//! and routes are then worked out anew.
#![allow(
    clippy::expect_used,
    clippy::panic,
    dead_code,
    missing_docs,
    reason = "a measurement stops at the first thing that is not as it should be"
)]
#![expect(clippy::print_stdout, reason = "printing is what a report is for")]

#[path = "support/generate.rs"]
mod generate;
#[path = "support/machine.rs"]
mod machine;
#[path = "support/measure.rs"]
mod measure;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use gatewright::draft::{Format, read};
use gatewright::session::{Session, Setting};
use gatewright::sources::Sources;
use gatewright::tui::{App, Depth, Event, Ground, Keymap, Settings, Theme};
use generate::Variant;
use measure::Samples;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

/// How many conditions the drafts have. The smallest has a hundred stages, so that every list fills
/// its side of the screen at all sizes.
const SIZES: [usize; 3] = [1_000, 5_000, 20_000];

/// Frames of each screen and size, unless the command line says otherwise.
const FRAMES: usize = 400;

/// Frames that are drawn before the clock counts.
const WARM: usize = 40;

/// Frames between two changes of size, which empty what the layout remembers.
const RESIZE: usize = 50;

/// How many times longer a frame of the largest draft may take than one of the smallest.
const GOAL: f64 = 1.3;

/// How far a ratio may miss its goal before the report fails.
const MARGIN: f64 = 1.25;

/// What is looked at: a name, the keys that lead there, and the keys that are pressed there.
const SCENES: [(&str, &str, &str); 9] = [
    ("scenario", "1", MOVING),
    ("conditions", "2", MOVING),
    ("gates", "3", MOVING),
    ("stages", "4", MOVING),
    ("references", "5", MOVING),
    ("review", "6", MOVING),
    ("form", "2 tab", "down down up end home"),
    ("find", "2 /", "down down pagedown up"),
    ("palette", "2 :", "down down pagedown up"),
];

/// What is changed while it is looked at: these frames follow a change and may grow with the draft.
const CHANGES: [(&str, &str, &str); 4] = [
    ("change, conditions", "2 d", "u U"),
    ("change, gates", "2 d 3", "u U"),
    ("change, stages", "2 d 4", "u U"),
    ("change, review", "2 d 6", "u U"),
];

const MOVING: &str = "down down pagedown up tab down down esc end up home";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --benches` starts benchmarks too, without this flag.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    let frames = arguments
        .iter()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(FRAMES);
    println!("{}; {frames} frames each\n", machine::describe());
    let mut apps: Vec<App> = SIZES.iter().map(|size| app(*size)).collect();
    let mut missed = false;
    for (width, height) in [(120, 40), (80, 24)] {
        let floor = floor(width, height, frames);
        println!(
            "{width}×{height}: a frame that draws nothing takes {:.3} ms",
            floor.median() * 1e3
        );
        println!(
            "| screen | frame at {} | {} | {} | p99 at {} | ratio | key at {} | p99 | {} | p99 | cells |",
            SIZES[0], SIZES[1], SIZES[2], SIZES[2], SIZES[1], SIZES[2]
        );
        println!("| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --- |");
        for (name, there, keys) in SCENES.into_iter().chain(CHANGES) {
            let seen: Vec<Seen> = apps
                .iter_mut()
                .map(|app| Seen::of(app, there, keys, (width, height), frames))
                .collect();
            let [small, middle, large] = seen.as_slice() else {
                panic!("three sizes");
            };
            let ratio = large.frames.median() / small.frames.median();
            let ms = |seconds: f64| format!("{:.3} ms", seconds * 1e3);
            println!(
                "| {name} | {} | {} | {} | {} | {ratio:.2} | {} | {} | {} | {} | {:08x} |",
                ms(small.frames.median()),
                ms(middle.frames.median()),
                ms(large.frames.median()),
                ms(large.frames.p99()),
                ms(middle.keys.median()),
                ms(middle.keys.p99()),
                ms(large.keys.median()),
                ms(large.keys.p99()),
                large.cells >> 32,
            );
            missed |= ratio > GOAL * MARGIN && !name.starts_with("change");
        }
        println!();
    }
    if missed {
        println!("a frame grows with the draft: more than {GOAL} times");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Settings without a workspace.
#[derive(Debug)]
struct Alone;

impl Settings for Alone {
    fn of(&self, _: &Path) -> Setting {
        Setting::default()
    }

    fn remember(&self, _: &Path) {}
}

fn app(conditions: usize) -> App {
    let text = generate::draft(conditions, Variant::Clean);
    let draft = read(text.as_bytes(), Format::Json).draft.expect("a draft");
    let setting = Setting {
        sources: Arc::new(Sources::builtin()),
        levels: Vec::new(),
    };
    let session = Session::of_draft(draft, setting);
    let theme = Theme::new(Depth::True, Ground::Dark);
    App::new(session, Alone, Keymap::default(), theme)
}

/// Returns what a frame costs in which nothing is drawn.
fn floor(width: u16, height: u16, frames: usize) -> Samples {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a terminal");
    let mut samples = Samples::default();
    for _ in 0..frames {
        samples.take(|| terminal.draw(|_| {}).map(|_| ()).expect("a frame"));
    }
    samples
}

/// What a screen cost.
struct Seen {
    frames: Samples,
    keys: Samples,
    /// A hash of every cell of every frame.
    cells: u64,
}

impl Seen {
    fn of(app: &mut App, there: &str, keys: &str, size: (u16, u16), frames: usize) -> Self {
        // Whatever the scene before left open is closed.
        for _ in 0..4 {
            press(app, "esc");
        }
        for key in there.split(' ') {
            press(app, key);
        }
        let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).expect("a terminal");
        let mut seen = Self {
            frames: Samples::default(),
            keys: Samples::default(),
            cells: 0,
        };
        let mut hasher = DefaultHasher::new();
        let mut shown = 0;
        for (at, key) in keys.split(' ').cycle().take(WARM + frames).enumerate() {
            if at % RESIZE == RESIZE - 1 {
                // Another width and back: nothing that was laid out before helps.
                terminal.backend_mut().resize(size.0 - 1, size.1);
                draw(&mut terminal, app);
                terminal.backend_mut().resize(size.0, size.1);
            }
            let mut key_samples = Samples::default();
            key_samples.take(|| press(app, key));
            let mut frame_samples = Samples::default();
            frame_samples.take(|| draw(&mut terminal, app));
            if at >= WARM {
                seen.keys.append(key_samples);
                seen.frames.append(frame_samples);
            }
            let buffer = terminal.backend().buffer();
            for cell in &buffer.content {
                cell.hash(&mut hasher);
                shown += usize::from(cell.symbol() != " ");
            }
        }
        seen.cells = hasher.finish();
        assert!(
            shown / (WARM + frames) > 200,
            "something is drawn on the screen"
        );
        seen
    }
}

fn press(app: &mut App, key: &str) {
    app.update(Event::Key(key.parse().expect("a key")));
}

fn draw(terminal: &mut Terminal<TestBackend>, app: &mut App) {
    let mut drawn = None;
    terminal
        .draw(|frame| drawn = Some(app.draw(frame)))
        .expect("a frame");
    app.drawn(drawn.unwrap_or_default());
}

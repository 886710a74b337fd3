//! The built workbench in a terminal: from start to first frame, from key to visible text, and
//! what it takes when nobody does anything.
//!
//! `cargo bench --bench workbench`, or `-- 50` for fifty keys of each kind instead of two hundred.
//! A key counts as answered when the expected text stands on the parsed screen, not at the first
//! byte. The measurement ends at the terminal's end of the line; a terminal emulator and a display
//! come on top. A bare time never decides: nothing here fails for being slow, only for being wrong.
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
#[path = "support/process.rs"]
mod process;
#[path = "support/pty.rs"]
mod pty;

use std::path::{Path, PathBuf};
use std::time::Duration;

use generate::{Variant, condition_id};
use measure::Samples;
use process::GATEWRIGHT;
use pty::Terminal;

/// Conditions of the drafts that are opened.
const SIZES: [usize; 3] = [10, 5_000, 20_000];

/// Keys of each kind, unless the command line says otherwise.
const KEYS: usize = 200;

/// Starts of each size.
const STARTS: usize = 10;

/// How long the idle program is watched, after it has settled.
const IDLE: Duration = Duration::from_secs(5);

/// How long it takes to look for a change from outside for the last time, and more.
const SETTLING: Duration = Duration::from_secs(4);

/// Keys of one burst.
const BURST: usize = 50;

/// Bytes of a large paste.
const PASTE: usize = 1 << 20;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --benches` starts benchmarks too, without this flag.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    let keys = arguments
        .iter()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(KEYS);
    let folder = tempfile::tempdir().expect("a folder for drafts");
    println!("{}; {keys} keys of each kind\n", machine::describe());

    println!(
        "| conditions | first frame | checked | at rest | of it its own | at most | idle, {} s: processor | woken |",
        IDLE.as_secs()
    );
    println!("| --: | --: | --: | --: | --: | --: | --: | --: |");
    for size in SIZES {
        start(folder.path(), size);
    }

    println!("\n| conditions | key | p50 | p99 | most | bytes per key |");
    println!("| --: | --- | --: | --: | --: | --: |");
    echo(folder.path(), keys);
    for size in SIZES {
        work(folder.path(), size, keys);
    }
}

fn draft(folder: &Path, conditions: usize, name: &str) -> PathBuf {
    let path = folder.join(format!("{name}-{conditions}.draft.json"));
    std::fs::write(&path, generate::draft(conditions, Variant::Clean)).expect("a draft");
    path
}

fn open(folder: &Path, draft: &Path) -> Terminal {
    let draft = draft.to_str().expect("the path is text");
    Terminal::start(GATEWRIGHT, &["edit", draft], folder)
}

fn has(rows: &[String], text: &str) -> bool {
    rows.iter().any(|row| row.contains(text))
}

fn ms(seconds: f64) -> String {
    format!("{:.2} ms", seconds * 1e3)
}

/// Measures starts, and what the program takes once it is open.
fn start(folder: &Path, conditions: usize) {
    let path = draft(folder, conditions, "start");
    let title = format!("generated-{conditions}");
    let mut first = Samples::default();
    let mut checked = Samples::default();
    let mut last = None;
    for _ in 0..STARTS {
        let mut terminal = open(folder, &path);
        first.push(terminal.shown_since_start(&title, |rows| has(rows, &title)));
        let wanted = |rows: &[String]| has(rows, "next ") && !has(rows, "checking…");
        // Small drafts are checked before their first frame arrives here.
        if wanted(&terminal.rows()) {
            checked.push(Duration::from_secs_f64(first.last()));
        } else {
            checked.push(terminal.shown_since_start("the next thing", wanted));
        }
        if let Some(before) = last.replace(terminal) {
            Terminal::end(before);
        }
    }
    let mut terminal = last.expect("a program that runs");
    std::thread::sleep(SETTLING);
    terminal.quiet();
    let before = terminal.activity();
    std::thread::sleep(IDLE);
    let after = terminal.activity();
    let mib = |name| {
        let kib = terminal.account(name);
        format!("{}.{} MiB", kib / 1024, kib % 1024 * 10 / 1024)
    };
    println!(
        "| {conditions} | {} | {} | {} | {} | {} | {} ticks | {} times |",
        ms(first.median()),
        ms(checked.median()),
        mib("VmRSS"),
        mib("RssAnon"),
        mib("VmHWM"),
        after.0 - before.0,
        after.1 - before.1,
    );
    terminal.end();
}

fn row(conditions: &str, what: &str, samples: &Samples, bytes: usize) {
    println!(
        "| {conditions} | {what} | {} | {} | {} | {} |",
        ms(samples.median()),
        ms(samples.p99()),
        ms(samples.longest()),
        bytes / samples.count().max(1),
    );
}

/// Measures the least that any program in this terminal can take: the terminal's own echo.
fn echo(folder: &Path, keys: usize) {
    let mut terminal = Terminal::start("cat", &[], folder);
    let mut samples = Samples::default();
    let before = terminal.bytes;
    for at in 0..keys {
        let wanted = "x".repeat(at % 100 + 1);
        let exact = |rows: &[String]| rows.iter().any(|row| row.trim_end() == wanted);
        samples.push(terminal.press("x", "an echo", exact));
        if at % 100 == 99 {
            terminal.send("\u{15}");
        }
    }
    row("–", "echo of `cat`", &samples, terminal.bytes - before);
    terminal.end();
}

/// Tells whether a condition is marked in the list.
fn is_marked(rows: &[String], index: usize) -> bool {
    let id = format!(" {} ", condition_id(index));
    rows.iter().any(|row| {
        let list: String = row.chars().take(40).collect();
        list.contains('›') && format!("{list} ").contains(&id)
    })
}

/// Measures keys in one session.
fn work(folder: &Path, conditions: usize, keys: usize) {
    let path = draft(folder, conditions, "work");
    let mut terminal = open(folder, &path);
    terminal.shown_since_start("the next thing", |rows| {
        has(rows, "next ") && !has(rows, "checking…")
    });
    let name = conditions.to_string();

    terminal.press("2", "the conditions", |rows| is_marked(rows, 0));
    let mut samples = Samples::default();
    let mut bytes = terminal.bytes;
    for at in 0..keys {
        let to = there_and_back(at + 1, conditions - 1);
        let key = if to > there_and_back(at, conditions - 1) {
            "j"
        } else {
            "k"
        };
        samples.push(terminal.press(key, "the next condition", |rows| is_marked(rows, to)));
    }
    row(&name, "moving in a list", &samples, terminal.bytes - bytes);

    if conditions > 2 * BURST {
        let mut samples = Samples::default();
        bytes = terminal.bytes;
        for _ in 0..10 {
            terminal.send("\u{1b}[H");
            terminal.quiet();
            let all = "j".repeat(BURST);
            samples
                .push(terminal.press(&all, "the last of a burst", |rows| is_marked(rows, BURST)));
        }
        row(
            &name,
            "the last of 50 keys at once",
            &samples,
            terminal.bytes - bytes,
        );
    }

    // The name of the scenario, which everything is told about.
    terminal.press("1", "the scenario", |rows| has(rows, "namespace"));
    terminal.send("\u{1b}[H\r");
    terminal.quiet();
    let mut samples = Samples::default();
    bytes = terminal.bytes;
    let mut typed = format!("generated-{conditions}");
    for at in 0..keys {
        let letter = char::from(b'a' + u8::try_from(at % 26).unwrap_or(0));
        typed.push(letter);
        let shown = typed.chars().rev().take(40).collect::<String>();
        let shown: String = shown.chars().rev().collect();
        samples.push(terminal.press(&letter.to_string(), "a letter", |rows| has(rows, &shown)));
        if at % 30 == 29 {
            terminal.send("\u{15}zq-");
            "zq-".clone_into(&mut typed);
        }
    }
    row(
        &name,
        "typing into a field",
        &samples,
        terminal.bytes - bytes,
    );
    terminal.send("\u{15}");

    let mut pasted = Samples::default();
    bytes = terminal.bytes;
    let text = format!("\u{1b}[200~{}end\u{1b}[201~", "x".repeat(PASTE - 3));
    pasted.push(terminal.press(&text, "the end of a paste", |rows| has(rows, "xxxend")));
    row(
        &name,
        "pasting 1 MiB into a field",
        &pasted,
        terminal.bytes - bytes,
    );
    terminal.send("\u{15}");
    terminal.quiet();

    terminal.send("renamed\r");
    terminal.quiet();
    let mut samples = Samples::default();
    bytes = terminal.bytes;
    for at in 0..keys {
        let (key, told) = if at % 2 == 0 {
            ("u", "taken back")
        } else {
            ("U", "made again")
        };
        samples.push(terminal.press(key, told, |rows| has(rows, told)));
    }
    row(
        &name,
        "taking a change back, making it again",
        &samples,
        terminal.bytes - bytes,
    );
    terminal.end();
}

/// Returns where a mark is that goes to the end of a list and back, again and again.
fn there_and_back(step: usize, last: usize) -> usize {
    let round = step % (2 * last).max(1);
    round.min((2 * last).saturating_sub(round))
}

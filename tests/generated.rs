//! Files that are generated from the code are what the code generates now.
//!
//! `GATEWRIGHT_BLESS=1 cargo test --test generated` writes them anew.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test harness reads the wish to write from the environment"
)]

use std::fmt::Write;
use std::path::Path;

use gatewright::diagnostic::{catalogue, diagnostics_schema};
use gatewright::draft::{Format, draft_schema, read};
use gatewright::prove::report::proof_schema;
use gatewright::prove::report::why::why_schema;
use gatewright::review::{approvals_schema, diff_schema};
use gatewright::session::{Session, Setting};
use gatewright::sources::{contract_schema, data_shape_schema};
use gatewright::spec::spec_schema;
use gatewright::trial::{account_schema, evidence_schema};
use gatewright::tui::{App, Command, Depth, Event, Ground, Keymap, Settings, Theme};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use serde_json::Value;

fn fresh(path: &str, generated: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("GATEWRIGHT_BLESS").is_some() {
        let folder = file.parent().expect("a folder");
        std::fs::create_dir_all(folder).expect("the folder can be made");
        std::fs::write(&file, generated).expect("the file can be written");
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == generated,
        "{path} is stale: GATEWRIGHT_BLESS=1 cargo test --test generated"
    );
}

fn schema(name: &str, schema: &Value) {
    let text = serde_json::to_string_pretty(schema).expect("a schema is JSON");
    fresh(
        &format!("docs/schemas/{name}.schema.json"),
        &format!("{text}\n"),
    );
}

#[test]
fn schemas_are_fresh() {
    schema("draft", &draft_schema());
    schema("spec", &spec_schema());
    schema("contract", &contract_schema());
    schema("data-shape", &data_shape_schema());
    schema("diagnostics", &diagnostics_schema());
    schema("evidence", &evidence_schema());
    schema("evaluation", &account_schema());
    schema("proof", &proof_schema());
    schema("why", &why_schema());
    schema("diff", &diff_schema());
    schema("approvals", &approvals_schema());
}

#[test]
fn the_manual_of_codes_is_fresh() {
    fresh("docs/diagnostics.md", &catalogue::explain_markdown());
}

#[test]
fn the_manual_of_commands_is_fresh() {
    fresh("docs/manual.md", &gatewright::tui::manual());
}

/// Puts a text between two marks of the README.
fn in_readme(mark: &str, generated: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&file).expect("the README");
    let (open, close) = (format!("<!-- {mark} -->\n"), format!("<!-- /{mark} -->"));
    let (head, rest) = readme.split_once(&open).expect("the mark");
    let (committed, tail) = rest.split_once(&close).expect("the end of the mark");
    if std::env::var_os("GATEWRIGHT_BLESS").is_some() {
        let text = format!("{head}{open}{generated}{close}{tail}");
        std::fs::write(&file, text).expect("the file can be written");
    } else {
        assert!(
            committed == generated,
            "the {mark} of the README is stale: GATEWRIGHT_BLESS=1 cargo test --test generated"
        );
    }
}

#[derive(Debug)]
struct Alone;

impl Settings for Alone {
    fn of(&self, _: &Path) -> Setting {
        Setting::default()
    }

    fn remember(&self, _: &Path) {}
}

#[test]
fn the_readme_shows_the_workbench_and_its_keys() {
    let draft = Path::new(env!("CARGO_MANIFEST_DIR")).join("drafts/release-gate.draft.json");
    let text = std::fs::read(draft).expect("an example");
    let draft = read(&text, Format::Json).draft.expect("a draft");
    let session = Session::of_draft(draft, Setting::default());
    let theme = Theme::new(Depth::None, Ground::Dark);
    let mut app = App::new(session, Alone, Keymap::default(), theme);
    for key in ["3", "down", "down", "down"] {
        app.update(Event::Key(key.parse().expect("a key")));
    }
    let mut terminal = Terminal::new(TestBackend::new(110, 24)).expect("a terminal");
    terminal
        .draw(|frame| drop(app.draw(frame)))
        .expect("a frame");
    let buffer = terminal.backend().buffer();
    let mut picture = "```\n".to_owned();
    for y in 0..buffer.area.height {
        let line: String = (0..buffer.area.width)
            .map(|x| buffer[(x, y)].symbol())
            .collect();
        writeln!(picture, "{}", line.trim_end()).expect("text");
    }
    picture.push_str("```\n");
    in_readme("picture", &picture);

    let mut keys = "| key | what it does |\n| --- | --- |\n".to_owned();
    for command in [
        Command::Next,
        Command::Open,
        Command::Add,
        Command::Focus,
        Command::Find,
        Command::NextProblem,
        Command::Fix,
        Command::Undo,
        Command::Compile,
        Command::Help,
    ] {
        let key = command.default_keys().first().copied().unwrap_or("none");
        writeln!(keys, "| `{key}` | {} |", command.doc()).expect("text");
    }
    in_readme("keys", &keys);
}

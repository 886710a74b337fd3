//! The workbench without a terminal: keys in, screens and drafts out.

use std::path::Path;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;
use serde_json::Value;

use super::app::{App, Settings};
use super::command::{Key, Keymap};
use super::event::Event;
use super::theme::{Depth, Ground, Theme};
use crate::draft::{Format, read, write};
use crate::session::{Former, Session, Setting};

/// Settings without a workspace.
#[derive(Debug)]
struct Alone;

impl Settings for Alone {
    fn of(&self, _: &Path) -> Setting {
        Setting::default()
    }

    fn remember(&self, _: &Path) {}
}

/// Settings with revisions of a draft, by their names.
struct Revisions<F>(F);

impl<F> std::fmt::Debug for Revisions<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Revisions")
    }
}

impl<F: Fn(&str) -> Result<Former, String>> Settings for Revisions<F> {
    fn of(&self, _: &Path) -> Setting {
        Setting::default()
    }

    fn remember(&self, _: &Path) {}

    fn revision(&self, _: &Path, name: &str) -> Result<Former, String> {
        (self.0)(name)
    }
}

/// Returns a workbench over a draft in a file of its own, with revisions of it.
pub(super) fn app_against(
    draft: &Value,
    revisions: impl Fn(&str) -> Result<Former, String> + 'static,
) -> App {
    let draft = read(draft.to_string().as_bytes(), Format::Json)
        .draft
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.draft.json");
    let session = Session::create(&path, draft, Setting::default()).unwrap();
    App::new(
        session,
        Revisions(revisions),
        Keymap::default(),
        Theme::new(Depth::None, Ground::Dark),
    )
}

/// Returns a workbench over a draft in JSON, with the built-in contracts.
pub(super) fn app(draft: &Value) -> App {
    app_with(draft, Setting::default())
}

/// Returns a workbench over a draft in JSON, in a workspace.
pub(super) fn app_with(draft: &Value, setting: Setting) -> App {
    let draft = read(draft.to_string().as_bytes(), Format::Json)
        .draft
        .unwrap();
    let session = Session::of_draft(draft, setting);
    App::new(
        session,
        Alone,
        Keymap::default(),
        Theme::new(Depth::None, Ground::Dark),
    )
}

/// Presses keys, separated by spaces; `"text"` types what is between the quotes.
pub(super) fn press(app: &mut App, keys: &str) {
    let mut rest = keys.trim();
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix('"') {
            let (typed, tail) = quoted.split_once('"').unwrap();
            for letter in typed.chars() {
                one(app, Key::plain(crossterm::event::KeyCode::Char(letter)));
            }
            rest = tail.trim_start();
        } else {
            let (key, tail) = rest.split_once(' ').unwrap_or((rest, ""));
            one(app, key.parse().unwrap());
            rest = tail.trim_start();
        }
    }
}

fn one(app: &mut App, key: Key) {
    // A frame between keys, as an author would see it: clicks and labels depend on it.
    let _ = buffer(app, 100, 30);
    app.update(Event::Key(key));
}

/// Returns the draft as it is now, in JSON.
pub(super) fn draft(app: &App) -> Value {
    serde_json::from_str(&write(app.session().draft(), Format::Json)).unwrap()
}

fn buffer(app: &mut App, width: u16, height: u16) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let mut drawn = None;
    terminal
        .draw(|frame| drawn = Some(app.draw(frame)))
        .unwrap();
    app.drawn(drawn.unwrap());
    terminal.backend().buffer().clone()
}

/// Returns the screen as text, without spaces at the ends of lines.
pub(super) fn screen(app: &mut App, width: u16, height: u16) -> String {
    let buffer = buffer(app, width, height);
    lines(&buffer, |at| buffer[at].symbol().to_owned())
}

/// Returns the modifiers of each cell as a letter: `r`everse, `b`old, `d`im, `u`nderlined, else `.`.
pub(super) fn styles(app: &mut App, width: u16, height: u16) -> String {
    let buffer = buffer(app, width, height);
    lines(&buffer, |at| {
        let modifier = buffer[at].modifier;
        let letter = if modifier.contains(Modifier::REVERSED) {
            "r"
        } else if modifier.contains(Modifier::UNDERLINED) {
            "u"
        } else if modifier.contains(Modifier::BOLD) {
            "b"
        } else if modifier.contains(Modifier::DIM) {
            "d"
        } else {
            "."
        };
        letter.to_owned()
    })
}

fn lines(buffer: &Buffer, cell: impl Fn((u16, u16)) -> String) -> String {
    let mut text = String::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        let mut skip = 0;
        for x in 0..buffer.area.width {
            // The second cell of a wide character holds nothing of its own.
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = cell((x, y));
            skip = unicode_width::UnicodeWidthStr::width(buffer[(x, y)].symbol()).saturating_sub(1);
            line.push_str(&symbol);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

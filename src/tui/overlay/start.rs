//! Where the workbench begins: new, open, import, recover.

use std::path::{Path, PathBuf};

use ratatui::layout::Rect;

use super::entry::Entry;
use super::picker::Picker;
use crate::session::file::Recoverable;
use crate::session::form::{Choice, Kind};
use crate::tui::canvas::{Canvas, Target, width};
use crate::tui::command::Command;
use crate::tui::layer::{Action, Cx, Layer, Then, View};
use crate::tui::theme::Role;
use crate::tui::widget::window::moved;

/// What there is to begin with.
#[derive(Debug, Clone, Default)]
pub struct Lobby {
    /// The folder that new drafts go to.
    pub folder: PathBuf,
    /// The drafts of the workspace.
    pub drafts: Vec<PathBuf>,
    /// Drafts elsewhere that were open lately, the latest first.
    pub recent: Vec<PathBuf>,
    /// Specs of the workspace.
    pub specs: Vec<PathBuf>,
    /// Drafts with unsaved changes that nobody works on.
    pub recoverable: Vec<Recoverable>,
    /// What is known of the workspace, a heading and a text each.
    pub facts: Vec<(String, String)>,
}

/// The start screen.
#[derive(Debug)]
pub(in crate::tui) struct Start {
    lobby: Lobby,
    at: usize,
}

/// One way to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    New,
    Open,
    Import,
    Recover,
}

const WAYS: [Way; 4] = [Way::New, Way::Open, Way::Import, Way::Recover];

impl Start {
    pub(in crate::tui) fn new(lobby: Lobby) -> Self {
        let at = usize::from(!lobby.drafts.is_empty());
        let at = if lobby.recoverable.is_empty() { at } else { 3 };
        Self { lobby, at }
    }

    fn way(&self, way: Way) -> (&'static str, String) {
        let drafts = self.lobby.drafts.len();
        match way {
            Way::New => ("New scenario", "walk me through it".to_owned()),
            Way::Open => (
                "Open…",
                format!(
                    "{drafts} draft(s) here · {} recent elsewhere",
                    self.lobby.recent.len()
                ),
            ),
            Way::Import => (
                "Import a ScenarioSpec",
                "turn a runtime spec into a draft".to_owned(),
            ),
            Way::Recover => {
                let text = match self.lobby.recoverable.as_slice() {
                    [] => "nothing to recover".to_owned(),
                    [one, rest @ ..] => {
                        let name = one.draft.file_name().unwrap_or_default().to_string_lossy();
                        let more = if rest.is_empty() {
                            String::new()
                        } else {
                            format!(" · {} more", rest.len())
                        };
                        format!("! {name} has {} unsaved change(s){more}", one.labels.len())
                    }
                };
                ("Recover", text)
            }
        }
    }

    fn begin(&self, cx: &mut Cx<'_>) {
        match WAYS.get(self.at) {
            Some(Way::New) => {
                let folder = self.lobby.folder.clone();
                let then = Then::new(move |cx: &mut Cx<'_>, value: Option<serde_json::Value>| {
                    if let Some(id) = value.as_ref().and_then(|value| value.as_str()) {
                        cx.actions.push(Action::Create {
                            path: crate::files::new_draft(&folder, id),
                            id: id.to_owned(),
                        });
                    }
                });
                let help = "What the scenario is called on the server. Letters, digits, `-` and `_` read best.";
                cx.push(Entry::new(
                    "name of the scenario",
                    help,
                    Kind::Text,
                    "",
                    then,
                ));
            }
            Some(Way::Open) => self.pick(
                "open",
                &[&self.lobby.drafts, &self.lobby.recent],
                Action::OpenFile,
                cx,
            ),
            Some(Way::Import) => self.pick("import", &[&self.lobby.specs], Action::Import, cx),
            _ => {
                let paths: Vec<PathBuf> = self
                    .lobby
                    .recoverable
                    .iter()
                    .map(|one| one.draft.clone())
                    .collect();
                if paths.is_empty() {
                    return cx.say("nothing to recover: every change was saved");
                }
                self.pick("recover", &[&paths], Action::OpenFile, cx);
            }
        }
    }

    /// Lets a file be picked, or its path be typed.
    fn pick(
        &self,
        title: &'static str,
        lists: &[&Vec<PathBuf>],
        open: fn(PathBuf) -> Action,
        cx: &mut Cx<'_>,
    ) {
        let folder = &self.lobby.folder;
        let mut items: Vec<Choice> = lists
            .iter()
            .flat_map(|list| list.iter())
            .map(|path| Choice {
                value: path.to_string_lossy().into_owned().into(),
                label: below(path, folder).to_string_lossy().into_owned(),
                ..Choice::default()
            })
            .collect();
        items.push(Choice {
            label: "another file…".to_owned(),
            detail: "type its path".to_owned(),
            ..Choice::default()
        });
        cx.push(Picker::new(
            title,
            items,
            Then::new(move |cx: &mut Cx<'_>, choice: Choice| {
                if let Some(path) = choice.value.as_str() {
                    cx.actions.push(open(PathBuf::from(path)));
                } else {
                    let then =
                        Then::new(move |cx: &mut Cx<'_>, value: Option<serde_json::Value>| {
                            if let Some(path) = value.as_ref().and_then(|value| value.as_str()) {
                                cx.actions.push(open(PathBuf::from(path)));
                            }
                        });
                    cx.push(Entry::new(title, "Path of the file.", Kind::Text, "", then));
                }
            }),
        ));
    }
}

/// Returns a path as it is named from a folder.
fn below<'a>(path: &'a Path, folder: &Path) -> &'a Path {
    let near = path.strip_prefix(folder).unwrap_or(path);
    near.strip_prefix(".").unwrap_or(near)
}

impl Layer for Start {
    fn offers(&self, _: View<'_>) -> Vec<Command> {
        vec![Command::Open, Command::Down, Command::Up, Command::Leave]
    }

    fn covers(&self) -> bool {
        true
    }

    fn run(&mut self, command: Command, cx: &mut Cx<'_>) {
        match command {
            Command::Up => self.at = moved(self.at, -1, WAYS.len()),
            Command::Down => self.at = moved(self.at, 1, WAYS.len()),
            Command::Open => self.begin(cx),
            _ => cx.actions.push(Action::Leave),
        }
    }

    fn picked(&mut self, _: usize, index: usize, cx: &mut Cx<'_>) {
        self.at = index.min(WAYS.len() - 1);
        self.begin(cx);
    }

    fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, _: View<'_>) {
        let left = area.x + 3;
        let room = area.width.saturating_sub(6);
        let name = concat!("gatewright ", env!("CARGO_PKG_VERSION"));
        canvas.put(left, area.y + 1, room, name, Role::Title);
        let line = "A scenario decides what may ship.";
        let cells = width(line);
        if room > cells + width(name) + 2 {
            canvas.put(area.right() - 3 - cells, area.y + 1, cells, line, Role::Dim);
        }
        let mut y = area.y + 3;
        for (index, way) in WAYS.into_iter().enumerate() {
            let (title, text) = self.way(way);
            let row = Rect {
                x: left,
                y,
                width: room,
                height: 1,
            };
            let mark = if index == self.at { "› " } else { "  " };
            canvas.spans(row.x, y, 26, &[(mark, Role::Title), (title, Role::Text)]);
            let role = if text.starts_with('!') {
                Role::Warning
            } else {
                Role::Dim
            };
            canvas.put(row.x + 26, y, row.width.saturating_sub(26), &text, role);
            if index == self.at {
                canvas.tint(row, Role::Selected);
            }
            canvas.hit(row, Target::Item { pane: 0, index });
            y += 1;
        }
        y += 1;
        for (head, text) in &self.lobby.facts {
            if y >= area.bottom() {
                break;
            }
            canvas.spans(
                left + 2,
                y,
                room.saturating_sub(2),
                &[(head, Role::Dim), ("  ", Role::Dim), (text, Role::Text)],
            );
            y += 1;
        }
    }
}

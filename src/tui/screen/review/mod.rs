//! Step 6: what is wrong, what changed, what is written.

mod both;
mod changes;
mod former;
mod paint;
mod rows;
#[cfg(test)]
mod tests;
mod versions;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use ratatui::layout::Rect;

use crate::diagnostic::Level;
use crate::draft::Slot;
use crate::session::file::Written;
use crate::session::{Comparing, Former, Reviewed, Session};
use crate::tui::canvas::{Canvas, wrap};
use crate::tui::command::Command;
use crate::tui::layer::{Action, Cx, Layer, Screen, View};
use crate::tui::theme::Role;
use crate::tui::widget::window::moved;
use paint::Lines;
use rows::Row;

const LIST: usize = 0;
const TEXT: usize = 1;

/// What the large part of the screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Shows {
    /// The same JSON set out to be read.
    #[default]
    Pretty,
    /// The canonical bytes.
    Canonical,
    /// What changed since the last compiled file.
    Changes,
}

/// The version that the draft is compared with; none stands for the compiled spec beside it.
#[derive(Debug, Default)]
struct Against {
    former: Option<Arc<Former>>,
    /// The revision as it was typed.
    name: String,
    /// Grows whenever another version is chosen.
    number: u64,
}

/// The outcome of a comparison.
type Outcome = Option<Result<Rc<Reviewed>, String>>;

/// The review screen.
#[derive(Debug, Default)]
pub(super) struct Review {
    at: usize,
    /// Only findings of this level; all when there is none.
    level: Option<Level>,
    shows: Shows,
    /// Whether the text is shown also where a change is marked.
    over: bool,
    /// Whether keys scroll the text.
    inside: bool,
    top: usize,
    rows: Vec<Row>,
    /// What the rows are of: the revision, the level, the comparison.
    of: Option<(u64, Option<Level>, u64)>,
    written: Option<Written>,
    /// The revision that `written` is of.
    written_of: Option<u64>,
    pretty: Lines,
    changes: Vec<(String, Role)>,
    against: Rc<RefCell<Against>>,
    /// What the draft does otherwise, once that is known.
    outcome: Outcome,
    /// How many outcomes there were.
    outcomes: u64,
    /// The revision and version that the last comparison is of.
    compared_of: Option<(u64, u64)>,
    /// Whether it is still being made.
    comparing: bool,
}

impl Review {
    /// Moves over the headings.
    fn step(&mut self, by: isize) {
        let mut at = self.at;
        loop {
            let next = moved(at, by, self.rows.len());
            if next == at {
                return;
            }
            at = next;
            if self.rows.get(at).is_some_and(Row::is_item) {
                self.mark(at);
                return;
            }
        }
    }

    /// Marks a row, and shows it from its beginning.
    fn mark(&mut self, at: usize) {
        self.at = at;
        self.top = 0;
        self.over = false;
    }

    fn scroll(&mut self, by: isize) {
        // Drawing stops at the end; here only the order of magnitude is kept.
        let most = match self.shows {
            _ if self.shows_change() => self.change_lines().len() * 8,
            Shows::Pretty => self.pretty.starts.len(),
            Shows::Canonical => self.canonical().len() / 8,
            Shows::Changes => self.changes.len(),
        };
        self.top = moved(self.top, by, most);
    }

    fn canonical(&self) -> &str {
        self.written
            .as_ref()
            .map_or("", |written| written.canonical.as_str())
    }

    fn show(&mut self, shows: Shows) {
        self.shows = shows;
        self.over = true;
        self.top = 0;
    }
}

impl Layer for Review {
    fn offers(&self, view: View<'_>) -> Vec<Command> {
        use Command::{
            Against, Changes, Compile, CopyHash, Down, Filter, First, Focus, FocusBack, Last,
            NextChange, Open, PageDown, PageUp, Pretty, PreviousChange, TryBoth, Up,
        };
        let mut offers = Vec::new();
        if !self.inside && self.rows.get(self.at).is_some_and(Row::is_item) {
            offers.push(Open);
        }
        if self.reviewed().is_some() {
            if !self.reviewed_changes().is_empty() {
                offers.extend([NextChange, PreviousChange]);
            }
            offers.push(TryBoth);
        }
        if self.written.is_some() {
            offers.extend([Compile, CopyHash, Pretty, Changes]);
        }
        if view.session.findings().next().is_some() {
            offers.push(Filter);
        }
        offers.extend([Against, Focus]);
        if self.inside {
            offers.push(FocusBack);
        }
        offers.extend([Down, Up, PageDown, PageUp, First, Last]);
        offers
    }

    fn run(&mut self, command: Command, cx: &mut Cx<'_>) {
        match command {
            Command::Up if self.inside => self.scroll(-1),
            Command::Down if self.inside => self.scroll(1),
            Command::PageUp if self.inside => self.scroll(-20),
            Command::PageDown if self.inside => self.scroll(20),
            Command::First if self.inside => self.top = 0,
            Command::Last if self.inside => self.scroll(isize::MAX),
            Command::Up => self.step(-1),
            Command::Down => self.step(1),
            Command::PageUp => (0..8).for_each(|_| self.step(-1)),
            Command::PageDown => (0..8).for_each(|_| self.step(1)),
            Command::First => {
                self.at = 0;
                self.step(1);
            }
            Command::Last => {
                self.mark(self.rows.len().saturating_sub(1));
            }
            Command::Focus => self.inside = !self.inside,
            Command::FocusBack => self.inside = false,
            Command::Open => match self.here(cx.session) {
                Some(slot) => cx.actions.push(Action::Go(slot)),
                None if self.change().is_some() => {
                    cx.refuse("it is gone: there is nothing to go to");
                }
                None => {}
            },
            Command::NextChange => self.mark_change(true, cx),
            Command::PreviousChange => self.mark_change(false, cx),
            Command::TryBoth => self.try_both(cx),
            Command::Against => former::ask(&self.against, cx),
            Command::Filter => {
                self.level = match self.level {
                    None => Some(Level::Error),
                    Some(Level::Error) => Some(Level::Warning),
                    Some(Level::Warning) => Some(Level::Todo),
                    Some(Level::Todo) => Some(Level::Advice),
                    Some(Level::Advice) => None,
                };
            }
            Command::Pretty if self.shows_change() => self.show(Shows::Pretty),
            Command::Pretty => self.show(match self.shows {
                Shows::Pretty => Shows::Canonical,
                _ => Shows::Pretty,
            }),
            Command::Changes if self.shows_change() => self.show(Shows::Changes),
            Command::Changes => self.show(match self.shows {
                Shows::Changes => Shows::Pretty,
                _ => Shows::Changes,
            }),
            Command::CopyHash => {
                if let Some(written) = &self.written {
                    cx.actions.push(Action::Copy {
                        text: written.hash.clone(),
                        what: "hash".to_owned(),
                    });
                }
            }
            Command::Compile => cx.actions.push(Action::Run(Command::Compile)),
            _ => {}
        }
    }

    fn picked(&mut self, pane: usize, index: usize, cx: &mut Cx<'_>) {
        if pane == TEXT {
            self.inside = true;
        } else if self.at == index && !self.inside {
            self.run(Command::Open, cx);
        } else {
            self.inside = false;
            self.mark(index);
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, view: View<'_>) {
        let left = Rect {
            x: area.x + 1,
            width: (area.width * 2 / 5).clamp(20, 60),
            ..area
        };
        self.draw_list(canvas, left, view.session);
        canvas.bar(left.right() + 1, area.top(), area.bottom());
        let right = Rect {
            x: left.right() + 3,
            width: area.right().saturating_sub(left.right() + 4),
            ..area
        };
        let rest = self.draw_head(canvas, right, view.session);
        if rest.height > 1 && self.shows_change() {
            self.draw_change(canvas, rest);
        } else if rest.height > 1 {
            self.draw_text(canvas, rest);
        }
    }
}

impl Screen for Review {
    fn go(&mut self, slot: &Slot, session: &Session) {
        self.list(session);
        let pointer = slot.pointer(session.draft());
        let found = self.rows.iter().position(
            |row| matches!(row, Row::Finding { pointer: at, .. } if Some(at) == pointer.as_ref()),
        );
        self.at = found.unwrap_or(self.at);
    }

    fn settle(&mut self, session: &Session) {
        self.list(session);
    }

    fn waits(&self, session: &Session) -> bool {
        session.is_checked()
            && (self.written_of != Some(session.revision()) || self.lacks_comparison(session))
    }

    fn comparison(&mut self, session: &Session) -> Option<Comparing> {
        if !self.lacks_comparison(session) {
            return None;
        }
        let against = self.against.borrow();
        self.compared_of = Some((session.revision(), against.number));
        self.comparing = true;
        Some(session.comparing(against.former.clone()))
    }

    fn compared(&mut self, outcome: Result<Reviewed, String>) {
        self.comparing = false;
        self.outcome = Some(outcome.map(Rc::new));
        self.outcomes += 1;
    }

    fn outdated(&mut self) {
        self.written_of = None;
        self.compared_of = None;
    }

    fn work(&mut self, session: &Session) {
        if self.written_of == Some(session.revision()) {
            return;
        }
        self.written_of = Some(session.revision());
        self.written = session.written();
        self.pretty = Lines::new(
            self.written
                .as_ref()
                .map(|one| one.pretty.clone())
                .unwrap_or_default(),
        );
        self.changes = self
            .written
            .iter()
            .flat_map(|one| &one.changes)
            .flat_map(|change| {
                let lines = change.lines.iter().map(|line| {
                    let (sign, role) = if line.comes {
                        ("+", Role::Good)
                    } else {
                        ("-", Role::Error)
                    };
                    (format!("  {sign} {}", line.text), role)
                });
                std::iter::once((change.address.clone(), Role::Title)).chain(lines)
            })
            .flat_map(|(line, role)| wrap(&line, 160).into_iter().map(move |part| (part, role)))
            .collect();
    }

    fn here(&self, session: &Session) -> Option<Slot> {
        match self.rows.get(self.at) {
            Some(Row::Finding { pointer, .. }) => Some(Slot::of_pointer(session.draft(), pointer)),
            Some(Row::Change(_)) => {
                let spot = self.change()?.new.as_ref()?;
                Some(Slot::of_pointer(session.draft(), &spot.pointer))
            }
            _ => None,
        }
    }
}

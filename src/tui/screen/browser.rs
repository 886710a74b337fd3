//! A list of entities on the left, the marked one as a form on the right.

use std::borrow::Cow;
use std::fmt;

use ratatui::layout::Rect;

use crate::draft::{Edit, Entity, Slot};
use crate::session::Session;
use crate::session::form::{Field, Kind, duplicate, fields, remove};
use crate::tui::canvas::{Canvas, Target};
use crate::tui::command::Command;
use crate::tui::layer::{Cx, Layer, Screen, View};
use crate::tui::overlay::field;
use crate::tui::theme::Role;
use crate::tui::widget::form::Form;
use crate::tui::widget::marks;
use crate::tui::widget::nearest::nearest_field;
use crate::tui::widget::window::{moved, window};

/// The pane of the list, and that of the form.
const LIST: usize = 0;
const FORM: usize = 1;

/// How wide the headings of the notes are.
const NOTE: u16 = 9;

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) detail: String,
}

/// The entities that a browser shows.
pub(super) trait Roster: fmt::Debug + Default {
    /// What heads the list; empty where there is no list because there is one entity only.
    const TITLE: &'static str;

    fn count(&self, session: &Session) -> usize;

    fn entity(&self, session: &Session, index: usize) -> Option<Entity>;

    fn row(&self, session: &Session, index: usize) -> Row;

    /// Says what to do while the list is empty.
    fn empty(&self) -> &'static str;

    /// Returns what the marked entity means, a heading and a text each.
    fn notes(&self, session: &Session, index: usize) -> Vec<(&'static str, String)>;

    /// Adds an entity after the marked one; returns its position.
    fn add(&self, at: usize, cx: &mut Cx<'_>) -> Option<usize>;

    /// Moves an entity; none where the order does not matter.
    fn shift(&self, session: &Session, from: usize, to: usize) -> Option<Edit>;
}

/// A list with a form.
#[derive(Debug, Default)]
pub(super) struct Browser<R> {
    roster: R,
    at: usize,
    field: usize,
    /// Whether keys go to the form.
    inside: bool,
    /// What is drawn beside the list, and the revision and position that it is of.
    shown: Shown,
}

/// What is drawn of the marked entity.
#[derive(Debug, Default)]
struct Shown {
    of: Option<(u64, usize)>,
    fields: Vec<Field>,
    notes: Vec<(&'static str, String)>,
}

impl<R: Roster> Browser<R> {
    fn alone() -> bool {
        R::TITLE.is_empty()
    }

    fn at(&self, session: &Session) -> usize {
        self.at.min(self.roster.count(session).saturating_sub(1))
    }

    fn entity(&self, session: &Session) -> Option<Entity> {
        self.roster.entity(session, self.at(session))
    }

    /// Returns the form: what is shown while that is of the marked entity as it is now.
    fn fields(&self, session: &Session) -> Cow<'_, [Field]> {
        if self.shown.of == Some((session.revision(), self.at(session))) {
            return Cow::Borrowed(&self.shown.fields);
        }
        let fields = self.entity(session).map(|entity| fields(session, &entity));
        Cow::Owned(fields.unwrap_or_default())
    }

    fn field(&self, session: &Session) -> Option<Cow<'_, Field>> {
        let fields = self.fields(session);
        let at = self.field.min(fields.len().saturating_sub(1));
        match fields {
            Cow::Borrowed(fields) => fields.get(at).map(Cow::Borrowed),
            Cow::Owned(fields) => fields.into_iter().nth(at).map(Cow::Owned),
        }
    }

    fn is_inside(&self) -> bool {
        self.inside || Self::alone()
    }

    fn run_inside(&mut self, command: Command, cx: &mut Cx<'_>) {
        let fields = self.fields(cx.session);
        let count = fields.len();
        let at = self.field.min(count.saturating_sub(1));
        let to = match command {
            Command::Up => skipping(&fields, at, -1),
            Command::Down => skipping(&fields, at, 1),
            Command::PageUp => moved(at, -10, count),
            Command::PageDown => moved(at, 10, count),
            Command::First => 0,
            Command::Last => count.saturating_sub(1),
            Command::Focus | Command::FocusBack => {
                self.inside = false;
                at
            }
            _ => {
                if let Some(field) = fields.get(at).cloned() {
                    field::run(command, field, cx);
                }
                at
            }
        };
        self.field = to;
    }

    fn run_list(&mut self, command: Command, cx: &mut Cx<'_>) {
        let count = self.roster.count(cx.session);
        self.at = self.at(cx.session);
        let before = self.at;
        match command {
            Command::Up => self.at = moved(self.at, -1, count),
            Command::Down => self.at = moved(self.at, 1, count),
            Command::PageUp => self.at = moved(self.at, -10, count),
            Command::PageDown => self.at = moved(self.at, 10, count),
            Command::First => self.at = 0,
            Command::Last => self.at = count.saturating_sub(1),
            Command::Open | Command::Focus => self.inside = count > 0,
            Command::Add => {
                if let Some(at) = self.roster.add(self.at, cx) {
                    self.at = at;
                    self.field = 0;
                    self.inside = true;
                }
            }
            Command::Duplicate => {
                if let Some(entity) = self.entity(cx.session) {
                    match duplicate(cx.session, &entity) {
                        Ok(edit) if cx.edit("duplicate", &edit) => self.at += 1,
                        Ok(_) => {}
                        Err(error) => cx.refuse(error.to_string()),
                    }
                }
            }
            Command::Delete => {
                if let Some(entity) = self.entity(cx.session) {
                    let name = self.roster.row(cx.session, self.at).name;
                    let (edit, told) = remove(cx.session, &entity);
                    if cx.edit(&format!("delete `{name}`"), &edit) {
                        // What still refers to it is listed with its repairs where that breaks it.
                        let broken = !cx.session.consequences().broken.is_empty();
                        let told = if broken {
                            String::new()
                        } else {
                            told.join(" ")
                        };
                        cx.say(format!("deleted `{name}` {told}").trim_end());
                    }
                }
            }
            Command::MoveUp | Command::MoveDown => {
                let by = if command == Command::MoveUp { -1 } else { 1 };
                let to = moved(self.at, by, count);
                if to != self.at
                    && let Some(edit) = self.roster.shift(cx.session, self.at, to)
                    && cx.edit("move", &edit)
                {
                    self.at = to;
                }
            }
            _ => {}
        }
        if self.at != before {
            self.field = 0;
        }
    }

    fn draw_list(&self, canvas: &mut Canvas<'_>, area: Rect, session: &Session) {
        let count = self.roster.count(session);
        canvas.put(
            area.x,
            area.y,
            area.width,
            &format!("{} {count}", R::TITLE),
            Role::Title,
        );
        let list = Rect {
            y: area.y + 2,
            height: area.height.saturating_sub(2),
            ..area
        };
        if count == 0 {
            canvas.wrapped(list, self.roster.empty(), Role::Dim);
            return;
        }
        let at = self.at(session);
        // Two lines each, where there is room to say what they are.
        let tall = list.height >= 10 && list.width >= 24;
        let lines = if tall { 2 } else { 1 };
        for (slot, index) in window(at, count, list.height / lines).enumerate() {
            let y = list.y + u16::try_from(slot).unwrap_or(0) * lines;
            let row = Rect {
                y,
                height: lines,
                ..list
            };
            let entry = self.roster.row(session, index);
            let pointer = self
                .roster
                .entity(session, index)
                .and_then(|entity| crate::draft::entity_pointer(session.draft(), &entity))
                .unwrap_or_default();
            let (mark, role) = marks::gravest(session.findings_within(&pointer));
            let pin = if index == at { "›" } else { " " };
            canvas.put(row.x, y, 1, pin, Role::Title);
            canvas.put(row.x + 2, y, 1, mark, role);
            let name = if entry.name.is_empty() {
                "(no name yet)"
            } else {
                &entry.name
            };
            let end = canvas.put(row.x + 4, y, row.width.saturating_sub(4), name, Role::Text);
            if tall {
                canvas.put(
                    row.x + 4,
                    y + 1,
                    row.width.saturating_sub(4),
                    &entry.detail,
                    Role::Dim,
                );
            } else if row.right() > end + 2 {
                canvas.put(end + 1, y, row.right() - end - 1, &entry.detail, Role::Dim);
            }
            if index == at {
                let line = Rect { height: 1, ..row };
                canvas.tint(
                    line,
                    if self.is_inside() {
                        Role::Marked
                    } else {
                        Role::Selected
                    },
                );
            }
            canvas.hit(row, Target::Item { pane: LIST, index });
        }
    }
}

/// Moves over headings, which cannot be answered.
fn skipping(fields: &[Field], from: usize, by: isize) -> usize {
    let mut at = from;
    loop {
        let next = moved(at, by, fields.len());
        if next == at {
            return from;
        }
        at = next;
        if fields
            .get(at)
            .is_none_or(|field| field.kind != Kind::Heading)
        {
            return at;
        }
    }
}

impl<R: Roster> Layer for Browser<R> {
    fn offers(&self, view: View<'_>) -> Vec<Command> {
        use Command::{
            Add, Delete, Down, Duplicate, First, Focus, FocusBack, Last, MoveDown, MoveUp, Open,
            PageDown, PageUp, Up,
        };
        let session = view.session;
        let mut offers = Vec::new();
        if self.is_inside() {
            if let Some(field) = self.field(session) {
                offers.extend(field::offers(&field));
            }
            if !Self::alone() {
                offers.extend([FocusBack, Focus]);
            }
        } else {
            offers.push(Add);
            if self.roster.count(session) > 0 {
                offers.extend([Open, Duplicate, Delete]);
                let at = self.at(session);
                if self.roster.shift(session, at, at).is_some() {
                    offers.extend([MoveUp, MoveDown]);
                }
                offers.push(Focus);
            }
        }
        offers.extend([Down, Up, PageDown, PageUp, First, Last]);
        offers
    }

    fn run(&mut self, command: Command, cx: &mut Cx<'_>) {
        if self.is_inside() {
            self.run_inside(command, cx);
        } else {
            self.run_list(command, cx);
        }
    }

    fn picked(&mut self, pane: usize, index: usize, cx: &mut Cx<'_>) {
        if pane == LIST {
            let again = self.at == index;
            self.at = index;
            self.field = 0;
            self.inside = again;
        } else {
            let again = self.is_inside() && self.field == index;
            self.field = index;
            self.inside = true;
            if again {
                self.run_inside(Command::Open, cx);
            }
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, view: View<'_>) {
        let session = view.session;
        let mut right = Rect {
            x: area.x + 1,
            width: area.width.saturating_sub(2),
            ..area
        };
        if !Self::alone() {
            let left = Rect {
                x: area.x + 1,
                width: (area.width * 3 / 10).clamp(18, 40),
                ..area
            };
            self.draw_list(canvas, left, session);
            canvas.bar(left.right() + 1, area.top(), area.bottom());
            right = Rect {
                x: left.right() + 3,
                width: area.right().saturating_sub(left.right() + 4),
                ..area
            };
        }
        let fields = &self.shown.fields;
        let form = Form {
            fields,
            at: self.field.min(fields.len().saturating_sub(1)),
            focused: self.is_inside(),
            pane: FORM,
        };
        let mut rest = form.draw(canvas, right, session);
        for (head, text) in &self.shown.notes {
            if rest.height == 0 {
                break;
            }
            let beside = Rect {
                x: rest.x + 2 + NOTE,
                width: rest.width.saturating_sub(2 + NOTE),
                ..rest
            };
            canvas.put(rest.x + 2, rest.y, NOTE, head, Role::Dim);
            let used = canvas.wrapped(beside, text, Role::Text);
            rest.y += used;
            rest.height = rest.height.saturating_sub(used);
        }
    }
}

impl<R: Roster> Screen for Browser<R> {
    fn go(&mut self, slot: &Slot, session: &Session) {
        let Some(pointer) = slot.pointer(session.draft()) else {
            return;
        };
        let slot = Slot::of_pointer(session.draft(), &pointer);
        let count = self.roster.count(session);
        let Some(at) =
            (0..count).find(|at| self.roster.entity(session, *at).as_ref() == Some(&slot.entity))
        else {
            return;
        };
        self.at = at;
        self.inside = !slot.path.is_empty();
        self.field = nearest_field(&fields(session, &slot.entity), &slot).unwrap_or(0);
    }

    fn settle(&mut self, session: &Session) {
        let of = Some((session.revision(), self.at(session)));
        if self.shown.of != of {
            self.shown = Shown {
                of,
                fields: self.fields(session).into_owned(),
                notes: self.roster.notes(session, self.at(session)),
            };
        }
    }

    fn here(&self, session: &Session) -> Option<Slot> {
        if self.is_inside()
            && let Some(field) = self.field(session)
        {
            return Some(field.into_owned().slot);
        }
        self.entity(session).map(|entity| Slot {
            entity,
            path: String::new(),
        })
    }
}

//! Step 4: the stages, what a run is given in each, and where it goes from there.

mod layout;
mod memo;
mod paint;
mod panel;
mod ranks;
mod sheet;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use ratatui::layout::Rect;
use serde_json::json;

use self::memo::Memo;
use self::paint::Look;
use self::panel::{FIELDS, Open, Panel, ROWS, Row};
use self::sheet::{Drawing, Sheet};
use crate::check::{RouteTable, route_tables};
use crate::draft::{AdvanceDraft, ChildKey, Edit, Entity, EntityList, Key, Slot, StageDraft};
use crate::plain::stage_name;
use crate::session::Session;
use crate::session::form::{Field, duplicate, entity_name, new_entity, new_rule, remove};
use crate::tui::canvas::{Canvas, Target, width};
use crate::tui::command::Command;
use crate::tui::layer::{Action, Cx, Layer, Screen, View};
use crate::tui::overlay::{field, open_field};
use crate::tui::theme::Role;
use crate::tui::widget::marks;
use crate::tui::widget::window::{moved, window};

/// The pane of the list, and that of the graph.
const LIST: usize = 0;
const GRAPH: usize = 3;

/// The least rows that are worth a graph.
const GRAPH_ROWS: u16 = 5;

/// The screen of the stages.
#[derive(Debug, Default)]
pub(super) struct Stages {
    at: usize,
    /// Whether keys go to the stage and not to the list.
    inside: bool,
    row: usize,
    open: Option<Open>,
    /// The place that was gone to, while its row is marked.
    asked: Option<(usize, Slot)>,
    panel: Memo<(u64, usize, Option<Open>), Option<Panel>>,
    /// Where every stage leads.
    tables: Memo<u64, Vec<RouteTable>>,
    drawing: Drawing,
}

impl Stages {
    fn at(&self, session: &Session) -> usize {
        self.at
            .min(session.draft().stages().len().saturating_sub(1))
    }

    fn stage<'s>(&self, session: &'s Session) -> Option<&'s StageDraft> {
        session.draft().stages().get(self.at(session))
    }

    fn entity(&self, session: &Session) -> Entity {
        Entity::Stage(Key::Index(self.at(session)))
    }

    fn panel(&self, session: &Session) -> Rc<Option<Panel>> {
        let at = self.at(session);
        self.panel.get((session.revision(), at, self.open), || {
            let tables = self
                .tables
                .get(session.revision(), || route_tables(session.draft()));
            Panel::new(session, at, self.open, &tables)
        })
    }

    /// Returns the marked row and the entity that it stands for, if it is a packet or a rule.
    fn child(&self, panel: &Panel) -> Option<Open> {
        match panel.rows.get(panel.settle(self.row))? {
            Row::Packet(index) => Some(Open::Packet(*index)),
            Row::Rule(index) => Some(Open::Rule(*index)),
            _ => None,
        }
    }

    fn field(&self, panel: &Panel) -> Option<Field> {
        match panel.rows.get(panel.settle(self.row))? {
            Row::Field(field) => panel.fields.get(*field).cloned(),
            _ => None,
        }
    }

    /// Marks another stage.
    fn mark(&mut self, at: usize) {
        if at != self.at {
            self.at = at;
            self.row = 0;
            self.open = None;
        }
        self.asked = None;
    }

    /// Marks a row of the stage by what it is.
    fn mark_row(&mut self, row: &Row, session: &Session) {
        if let Some(panel) = self.panel(session).as_ref()
            && let Some(at) = panel.place(row)
        {
            self.row = at;
        }
        self.inside = true;
        self.asked = None;
    }

    fn run_list(&mut self, command: Command, cx: &mut Cx<'_>) {
        let count = cx.session.draft().stages().len();
        let at = self.at(cx.session);
        match command {
            Command::Up => self.mark(moved(at, -1, count)),
            Command::Down => self.mark(moved(at, 1, count)),
            Command::PageUp => self.mark(moved(at, -10, count)),
            Command::PageDown => self.mark(moved(at, 10, count)),
            Command::First => self.mark(0),
            Command::Last => self.mark(count.saturating_sub(1)),
            Command::Open | Command::Focus if count > 0 => self.inside = true,
            Command::Add | Command::Open => {
                let at = if count == 0 { 0 } else { at + 1 };
                let mut edit = new_entity(cx.session, &EntityList::Stages);
                if let Edit::Add { index, .. } = &mut edit {
                    *index = Some(at);
                }
                if cx.edit("add a stage", &edit) {
                    self.mark(at);
                    self.inside = true;
                }
            }
            Command::Duplicate => {
                let entity = self.entity(cx.session);
                if copy(&entity, cx) {
                    self.mark(at + 1);
                }
            }
            Command::Delete => {
                let entity = self.entity(cx.session);
                if delete(&entity, cx) {
                    self.open = None;
                    self.row = 0;
                }
            }
            Command::MoveUp | Command::MoveDown => {
                let to = moved(at, towards(command), count);
                if to != at && shift(&self.entity(cx.session), to, cx) {
                    self.at = to;
                }
            }
            _ => {}
        }
    }

    fn run_inside(&mut self, command: Command, cx: &mut Cx<'_>) {
        let panel = self.panel(cx.session);
        let Some(panel) = panel.as_ref() else {
            self.inside = false;
            return;
        };
        let before = panel.settle(self.row);
        let last = panel.rows.len().saturating_sub(1);
        match command {
            Command::Up => self.row = panel.moved(before, -1),
            Command::Down => self.row = panel.moved(before, 1),
            Command::PageUp => self.row = panel.moved(before, -10),
            Command::PageDown => self.row = panel.moved(before, 10),
            Command::First => self.row = panel.settle(0),
            Command::Last => self.row = panel.settle(last),
            Command::Focus => self.inside = false,
            Command::FocusBack => self.back(panel, cx.session),
            Command::Open => self.open_row(panel, cx),
            Command::Add => match panel.rows.get(before) {
                Some(Row::Rules | Row::Rule(_)) => self.add_rule(cx),
                _ => self.add_packet(cx),
            },
            Command::Duplicate | Command::Delete | Command::MoveUp | Command::MoveDown => {
                match (self.child(panel), self.field(panel)) {
                    (Some(child), _) => self.change(command, child, cx),
                    (None, Some(field)) => field::run(command, field, cx),
                    (None, None) => {}
                }
            }
            _ => {
                if let Some(field) = self.field(panel) {
                    field::run(command, field, cx);
                }
            }
        }
        if self.row != before {
            self.asked = None;
        }
    }

    /// Goes back from the fields of a packet or rule to itself, or else to the list.
    fn back(&mut self, panel: &Panel, session: &Session) {
        let stage = self.entity(session);
        let within = self
            .field(panel)
            .is_some_and(|field| field.slot.entity != stage);
        match self.open.filter(|_| within) {
            Some(open) => {
                self.open = None;
                self.mark_row(&open.row(), session);
            }
            None => self.inside = false,
        }
    }

    fn open_row(&mut self, panel: &Panel, cx: &mut Cx<'_>) {
        let at = panel.settle(self.row);
        match panel.rows.get(at) {
            Some(Row::Field(field)) => {
                if let Some(field) = panel.fields.get(*field) {
                    open_field(field.clone(), cx);
                }
            }
            Some(Row::Gates | Row::Gate(_)) => {
                cx.actions.extend(panel.slot(at).map(Action::Go));
            }
            Some(Row::Packets | Row::Rules) => {
                let Some(stage) = self.stage(cx.session) else {
                    return;
                };
                let packets = panel.rows.get(at) == Some(&Row::Packets);
                let missing = if packets {
                    stage.entry_packets.is_none()
                } else {
                    panel::rules(stage).is_none()
                };
                // What is not decided is decided first: there are none.
                if let (true, Some(slot)) = (missing, panel.slot(at)) {
                    cx.set(&slot, Some(json!([])));
                } else if packets {
                    self.add_packet(cx);
                } else {
                    self.add_rule(cx);
                }
            }
            Some(Row::Packet(index)) => self.unfold(Open::Packet(*index), cx.session),
            Some(Row::Rule(index)) => self.unfold(Open::Rule(*index), cx.session),
            Some(Row::Say(_)) | None => {}
        }
    }

    /// Shows the fields of a packet or a rule, or hides them again.
    fn unfold(&mut self, child: Open, session: &Session) {
        let open = (self.open != Some(child)).then_some(child);
        self.open = open;
        self.mark_row(&child.row(), session);
        if open.is_some() {
            self.row += 1;
        }
    }

    fn change(&mut self, command: Command, child: Open, cx: &mut Cx<'_>) {
        let stage = self.at(cx.session);
        let entity = child.entity(stage);
        let (Open::Packet(index) | Open::Rule(index)) = child;
        let at = |index| match child {
            Open::Packet(_) => Open::Packet(index),
            Open::Rule(_) => Open::Rule(index),
        };
        match command {
            Command::Duplicate => {
                if copy(&entity, cx) {
                    self.open = None;
                    self.mark_row(&at(index + 1).row(), cx.session);
                }
            }
            Command::Delete => {
                if delete(&entity, cx) {
                    self.open = None;
                }
            }
            _ => {
                let count = self.stage(cx.session).map_or(0, |stage| match child {
                    Open::Packet(_) => stage.packets().len(),
                    Open::Rule(_) => panel::rules(stage).map_or(0, <[_]>::len),
                });
                let to = moved(index, towards(command), count);
                if to != index && shift(&entity, to, cx) {
                    self.open = None;
                    self.mark_row(&at(to).row(), cx.session);
                }
            }
        }
    }

    fn add_packet(&mut self, cx: &mut Cx<'_>) {
        let Some(stage) = self.stage(cx.session) else {
            return;
        };
        let index = stage.packets().len();
        let list = EntityList::Packets(Key::Index(self.at(cx.session)));
        let edit = new_entity(cx.session, &list);
        if cx.edit("add a packet", &edit) {
            self.open = None;
            self.unfold(Open::Packet(index), cx.session);
        }
    }

    /// Adds a rule behind the marked one and asks where it leads.
    fn add_rule(&mut self, cx: &mut Cx<'_>) {
        let Some(stage) = self.stage(cx.session) else {
            return;
        };
        let count = panel::rules(stage).map_or(0, <[_]>::len);
        let marked = match self.panel(cx.session).as_ref() {
            Some(panel) if self.inside => self.child(panel),
            _ => None,
        };
        let at = match marked {
            Some(Open::Rule(index)) => (index + 1).min(count),
            _ => count,
        };
        let stage = Key::Index(self.at(cx.session));
        let mut edit = new_rule(cx.session, &stage);
        if let Edit::Add { index, .. } = &mut edit {
            *index = Some(at);
        }
        if !cx.edit("add a rule", &edit) {
            return;
        }
        self.open = Some(Open::Rule(at));
        self.mark_row(&Row::Rule(at), cx.session);
        let target = Slot::field(Entity::Rule { stage, index: at }, "next_stage_id");
        if let Some(panel) = self.panel(cx.session).as_ref()
            && let Some(row) = panel.find(&target)
        {
            self.row = row;
            if let Some(field) = self.field(panel) {
                open_field(field, cx);
            }
        }
    }

    fn draw_list(&self, canvas: &mut Canvas<'_>, area: Rect, session: &Session) {
        let stages = session.draft().stages();
        canvas.put(
            area.x,
            area.y,
            area.width,
            &format!("stages {}", stages.len()),
            Role::Title,
        );
        let list = Rect {
            y: area.y.saturating_add(2).min(area.bottom()),
            height: area.height.saturating_sub(2),
            ..area
        };
        if stages.is_empty() {
            let text = "No stage yet. A run goes from stage to stage as their gates come true. \
                        Press a to add the first; a run starts there.";
            canvas.wrapped(list, text, Role::Dim);
            return;
        }
        let at = self.at(session);
        let shown = window(at, stages.len(), list.height);
        let digits = width(&shown.end.to_string());
        let gutter = 5 + digits;
        let names = stages
            .get(shown.clone())
            .unwrap_or_default()
            .iter()
            .enumerate()
            .map(|(slot, _)| width(&stage_name(session.draft(), shown.start + slot)))
            .max()
            .unwrap_or(0)
            .min(list.width.saturating_sub(gutter).max(6));
        for (index, y) in shown.zip(list.top()..list.bottom()) {
            let Some(stage) = stages.get(index) else {
                break;
            };
            let row = Rect {
                y,
                height: 1,
                ..list
            };
            let (mark, role) = marks::gravest(session.findings_within(&format!("/stages/{index}")));
            let pin = if index == at { "›" } else { " " };
            canvas.put(row.x, y, 1, pin, Role::Title);
            canvas.put(row.x + 2, y, 1, mark, role);
            let number = (index + 1).to_string();
            let x = row.x + 4 + digits.saturating_sub(width(&number));
            canvas.put(x, y, digits, &number, Role::Dim);
            let name = stage_name(session.draft(), index);
            let role = if stage.stage_id.is_some() {
                Role::Text
            } else {
                Role::Dim
            };
            canvas.put(row.x + gutter, y, names, &name, role);
            let x = row.x + gutter + names + 2;
            canvas.put(
                x,
                y,
                row.right().saturating_sub(x),
                &what_it_is(stage),
                Role::Dim,
            );
            if index == at {
                let role = if self.inside {
                    Role::Marked
                } else {
                    Role::Selected
                };
                canvas.tint(row, role);
            }
            canvas.hit(row, Target::Item { pane: LIST, index });
        }
    }
}

/// Says in a few words what a stage is.
fn what_it_is(stage: &StageDraft) -> String {
    let kind = match &stage.advance_to {
        None => "leads ?",
        Some(AdvanceDraft::Linear {}) => "linear",
        Some(AdvanceDraft::Fixed { .. }) => "fixed",
        Some(AdvanceDraft::Branch { .. }) => "branch",
        Some(AdvanceDraft::Terminal {}) => "terminal",
    };
    match stage.gates().len() {
        0 => kind.to_owned(),
        1 => format!("{kind}, 1 gate"),
        count => format!("{kind}, {count} gates"),
    }
}

const fn towards(command: Command) -> isize {
    match command {
        Command::MoveUp => -1,
        _ => 1,
    }
}

fn copy(entity: &Entity, cx: &mut Cx<'_>) -> bool {
    match duplicate(cx.session, entity) {
        Ok(edit) => cx.edit("duplicate", &edit),
        Err(error) => {
            cx.refuse(error.to_string());
            false
        }
    }
}

/// Deletes an entity and says what refers to it still.
fn delete(entity: &Entity, cx: &mut Cx<'_>) -> bool {
    let name = entity_name(cx.session.draft(), entity);
    let (edit, told) = remove(cx.session, entity);
    let done = cx.edit(&format!("delete {name}"), &edit);
    if done {
        let told: String = told.iter().map(|one| format!("; {one}")).collect();
        cx.say(format!("deleted {name}{told}; undo brings it back"));
    }
    done
}

fn shift(entity: &Entity, to: usize, cx: &mut Cx<'_>) -> bool {
    let edit = Edit::Move {
        entity: entity.clone(),
        index: to,
        stage: None,
    };
    cx.edit("move", &edit)
}

impl Layer for Stages {
    fn offers(&self, view: View<'_>) -> Vec<Command> {
        use Command::{
            Add, AddPacket, AddRule, Delete, Down, Duplicate, First, Focus, FocusBack, Graph, Last,
            MoveDown, MoveUp, Open, PageDown, PageUp, Up,
        };
        let session = view.session;
        let mut offers = Vec::new();
        let Some(stage) = self.stage(session) else {
            return vec![Add];
        };
        let more = |offers: &mut Vec<Command>| {
            offers.push(AddPacket);
            if panel::branches(stage) {
                offers.push(AddRule);
            }
            offers.push(Graph);
        };
        if self.inside {
            if let Some(panel) = self.panel(session).as_ref() {
                if let Some(field) = self.field(panel) {
                    offers.extend(field::offers(&field));
                } else {
                    offers.push(Open);
                }
                if self.child(panel).is_some() {
                    offers.extend([MoveUp, MoveDown, Add, Duplicate, Delete]);
                }
            }
            offers.push(FocusBack);
            more(&mut offers);
            offers.push(Focus);
        } else {
            offers.extend([Add, Open, MoveUp, MoveDown, Duplicate, Delete]);
            more(&mut offers);
            offers.push(Focus);
        }
        offers.extend([Down, Up, PageDown, PageUp, First, Last]);
        offers
    }

    fn run(&mut self, command: Command, cx: &mut Cx<'_>) {
        self.inside &= self.stage(cx.session).is_some();
        match command {
            Command::AddPacket => self.add_packet(cx),
            Command::AddRule => self.add_rule(cx),
            Command::Graph => cx.push(Sheet::new(self.at(cx.session))),
            _ if self.inside => self.run_inside(command, cx),
            _ => self.run_list(command, cx),
        }
    }

    fn picked(&mut self, pane: usize, index: usize, cx: &mut Cx<'_>) {
        if pane == LIST || pane == GRAPH {
            let again = self.at(cx.session) == index;
            self.mark(index);
            self.inside = again;
            return;
        }
        let panel = self.panel(cx.session);
        let Some(panel) = panel.as_ref() else { return };
        let row = match pane {
            FIELDS => panel.place(&Row::Field(index)),
            ROWS => Some(index),
            _ => None,
        };
        if let Some(row) = row {
            let again = self.inside && self.row == row;
            self.row = row;
            self.inside = true;
            self.asked = None;
            if again {
                self.open_row(panel, cx);
            }
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, view: View<'_>) {
        let session = view.session;
        let left = Rect {
            x: area.x + 1,
            width: (area.width * 3 / 10).clamp(18, 40),
            ..area
        };
        self.draw_list(canvas, left, session);
        canvas.bar(left.right() + 1, area.top(), area.bottom());
        let right = Rect {
            x: left.right() + 3,
            width: area.right().saturating_sub(left.right() + 4),
            ..area
        };
        let panel = self.panel(session);
        let Some(panel) = panel.as_ref() else { return };
        let marked = self.inside.then(|| panel.settle(self.row));
        let rest = panel.draw(canvas, right, session, marked);
        if rest.height > GRAPH_ROWS {
            let graph = Rect {
                x: rest.x + 2,
                y: rest.y + 1,
                width: rest.width.saturating_sub(2),
                height: rest.height - 1,
            };
            let look = Look {
                marked: self.at(session),
                focused: false,
                pane: GRAPH,
            };
            self.drawing.draw(canvas, graph, session, look);
        }
    }
}

impl Screen for Stages {
    fn go(&mut self, slot: &Slot, session: &Session) {
        let Some(pointer) = slot.pointer(session.draft()) else {
            return;
        };
        let slot = Slot::of_pointer(session.draft(), &pointer);
        let place = |child: &ChildKey| match child {
            ChildKey::Place { stage, index } => Some((*stage, *index)),
            ChildKey::Id(_) => None,
        };
        let (stage, child) = match &slot.entity {
            Entity::Stage(Key::Index(stage)) => (*stage, None),
            Entity::Packet(child) => match place(child) {
                Some((stage, index)) => (stage, Some(Open::Packet(index))),
                None => return,
            },
            Entity::Rule {
                stage: Key::Index(stage),
                index,
            } => (*stage, Some(Open::Rule(*index))),
            _ => return,
        };
        self.mark(stage);
        self.inside = child.is_some() || !slot.path.is_empty();
        if let Some(child) = child {
            self.open = (!slot.path.is_empty()).then_some(child);
            self.mark_row(&child.row(), session);
        }
        if let Some(panel) = self.panel(session).as_ref()
            && self.inside
        {
            let head = match (child, slot.path.as_str()) {
                (None, "/entry_packets") => panel.place(&Row::Packets),
                (None, "/advance_to/branches") => panel.place(&Row::Rules),
                (Some(child), "") => panel.place(&child.row()),
                _ => None,
            };
            self.row = head.or_else(|| panel.find(&slot)).unwrap_or(self.row);
        }
        self.asked = self.inside.then(|| (self.row, slot));
    }

    fn here(&self, session: &Session) -> Option<Slot> {
        if self.stage(session).is_none() {
            return Some(Slot::field(Entity::Scenario, "stages"));
        }
        if !self.inside {
            return Some(Slot {
                entity: self.entity(session),
                path: String::new(),
            });
        }
        if let Some((row, slot)) = &self.asked
            && *row == self.row
        {
            return Some(slot.clone());
        }
        let panel = self.panel(session);
        panel
            .as_ref()
            .as_ref()
            .and_then(|panel| panel.slot(panel.settle(self.row)))
    }
}

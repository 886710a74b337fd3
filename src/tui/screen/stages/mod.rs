//! Step 4: the stages, what a run is given in each, and where it goes from there.

mod edits;
mod list;
mod meaning;
mod memo;
mod outages;
mod paint;
mod panel;
mod place;
mod rows;
mod sheet;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use ratatui::layout::Rect;
use serde_json::json;

use self::edits::{copy, delete, shift, towards};
use self::memo::Memo;
use self::paint::Look;
use self::panel::{FIELDS, Open, Panel, ROWS, Row};
use self::rows::Rows;
use self::sheet::{Drawing, Sheet};
use crate::check::{RouteTable, route_tables};
use crate::draft::{Edit, Entity, EntityList, Key, Slot, StageDraft};
use crate::session::Session;
use crate::session::form::{Field, new_entity};
use crate::tui::canvas::Canvas;
use crate::tui::command::Command;
use crate::tui::layer::{Action, Cx, Layer, View};
use crate::tui::overlay::{field, open_field};
use crate::tui::widget::window::moved;

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
}

impl Layer for Stages {
    fn offers(&self, view: View<'_>) -> Vec<Command> {
        use Command::{
            Add, AddPacket, AddRule, Delete, Down, Duplicate, First, Focus, FocusBack, Graph, Last,
            MoveDown, MoveUp, Open, Outages, PageDown, PageUp, Up,
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
            offers.extend([Graph, Outages]);
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
            Command::Outages => outages::show(cx),
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
        let Some(rows) = Rows::new(panel, session, marked) else {
            return;
        };
        let rest = rows.draw(canvas, right);
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

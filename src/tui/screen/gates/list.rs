//! The list on the left: gates below the stages that they guard.

use ratatui::layout::Rect;

use super::memo::ListRow;
use super::{Focus, Gates, LIST};
use crate::draft::{ChildKey, Edit, Entity, Key, Slot, entity_pointer};
use crate::session::Session;
use crate::session::form::{duplicate, entity_name, remove};
use crate::session::tree::new_gate;
use crate::tui::canvas::{Canvas, Target};
use crate::tui::command::Command;
use crate::tui::layer::{Action, Cx, Screen};
use crate::tui::theme::Role;
use crate::tui::widget::marks;
use crate::tui::widget::window::{moved, window};

impl Gates {
    pub(super) fn list_offers(&self, session: &Session) -> Vec<Command> {
        let mut offers = vec![Command::Add];
        match self.row(session) {
            None => {}
            Some(ListRow::Stage(_)) => offers.push(Command::Open),
            Some(ListRow::Gate { .. }) => offers.extend([
                Command::Open,
                Command::AsText,
                Command::TryIt,
                Command::Proof,
                Command::Duplicate,
                Command::Delete,
                Command::MoveUp,
                Command::MoveDown,
                Command::Focus,
            ]),
        }
        offers
    }

    pub(super) fn run_list(&mut self, command: Command, cx: &mut Cx<'_>) {
        // Where the marked gate is gone the keys have come back here.
        self.focus = Focus::List;
        let count = self.memo.index(cx.session).rows.len();
        let at = self.at.min(count.saturating_sub(1));
        match command {
            Command::Up => self.mark(moved(at, -1, count)),
            Command::Down => self.mark(moved(at, 1, count)),
            Command::PageUp => self.mark(moved(at, -10, count)),
            Command::PageDown => self.mark(moved(at, 10, count)),
            Command::First => self.mark(0),
            Command::Last => self.mark(count.saturating_sub(1)),
            Command::Add => self.add(cx),
            Command::AsText => self.type_text(cx),
            Command::TryIt => self.try_it(cx),
            Command::Proof => self.show_proof(cx),
            Command::Open => match self.row(cx.session) {
                Some(ListRow::Stage(stage)) => {
                    let slot = Slot {
                        entity: Entity::Stage(Key::Index(stage)),
                        path: String::new(),
                    };
                    if self.here(cx.session).is_some_and(|here| here != slot) {
                        // The stage has no list of gates yet.
                        self.add(cx);
                    } else {
                        cx.actions.push(Action::Go(slot));
                    }
                }
                Some(ListRow::Gate { .. }) => self.focus = Focus::Tree,
                None => {}
            },
            Command::Focus if self.place(cx.session).is_some() => self.focus = Focus::Tree,
            Command::Duplicate => self.copy(cx),
            Command::Delete => self.delete(cx),
            Command::MoveUp | Command::MoveDown => self.shift(command == Command::MoveDown, cx),
            _ => {}
        }
    }

    /// Adds a gate behind the marked one, or to the marked stage, or with the first stage.
    fn add(&mut self, cx: &mut Cx<'_>) {
        let (stage, index) = match self.row(cx.session) {
            None => (0, 0),
            Some(ListRow::Gate { stage, index }) => (stage, index + 1),
            Some(ListRow::Stage(stage)) => {
                let gates =
                    (cx.session.draft().stages().get(stage)).map_or(0, |stage| stage.gates().len());
                (stage, gates)
            }
        };
        let label = if cx.session.draft().stages().is_empty() {
            "add a stage with a gate"
        } else {
            "add a gate"
        };
        let edit = new_gate(cx.session, stage, index);
        if cx.edit(label, &edit) && self.mark_row(cx.session, ListRow::Gate { stage, index }) {
            // What must hold is what a gate is for.
            self.focus = Focus::Tree;
            self.node.clear();
        }
    }

    fn copy(&mut self, cx: &mut Cx<'_>) {
        let (Some((stage, index)), Some(key)) = (self.place(cx.session), self.key(cx.session))
        else {
            return;
        };
        match duplicate(cx.session, &Entity::Gate(key)) {
            Ok(edit) => {
                if cx.edit("duplicate a gate", &edit) {
                    let index = index + 1;
                    self.mark_row(cx.session, ListRow::Gate { stage, index });
                }
            }
            Err(error) => cx.refuse(error.to_string()),
        }
    }

    fn delete(&mut self, cx: &mut Cx<'_>) {
        let Some(key) = self.key(cx.session) else {
            return;
        };
        let entity = Entity::Gate(key);
        let name = entity_name(cx.session.draft(), &entity);
        let (edit, told) = remove(cx.session, &entity);
        if cx.edit(&format!("delete {name}"), &edit) {
            cx.say(format!(
                "deleted {name}; undo brings it back. {}",
                told.join(" ")
            ));
            let at = self.at;
            self.at = usize::MAX;
            self.mark(at);
        }
    }

    /// Moves the marked gate before or behind its neighbour, at the ends into the next stage.
    fn shift(&mut self, down: bool, cx: &mut Cx<'_>) {
        let Some((stage, index)) = self.place(cx.session) else {
            return;
        };
        let stages = cx.session.draft().stages();
        let count = |stage: usize| stages.get(stage).map_or(0, |stage| stage.gates().len());
        let to = if down && index + 1 < count(stage) {
            Some((stage, index + 1))
        } else if down {
            (stage + 1 < stages.len()).then_some((stage + 1, 0))
        } else if index > 0 {
            Some((stage, index - 1))
        } else {
            stage.checked_sub(1).map(|stage| (stage, count(stage)))
        };
        let Some((to_stage, to_index)) = to else {
            return cx.refuse("there is no stage beyond this one");
        };
        let edit = Edit::Move {
            entity: Entity::Gate(ChildKey::Place { stage, index }),
            index: to_index,
            stage: (to_stage != stage).then_some(Key::Index(to_stage)),
        };
        if cx.edit("move a gate", &edit) {
            self.mark_row(
                cx.session,
                ListRow::Gate {
                    stage: to_stage,
                    index: to_index,
                },
            );
        }
    }

    pub(super) fn draw_list(&self, canvas: &mut Canvas<'_>, area: Rect, session: &Session) {
        let index = self.memo.index(session);
        let head = format!("gates {}", index.gates);
        canvas.put(area.x, area.y, area.width, &head, Role::Title);
        let list = Rect {
            y: area.y.saturating_add(2),
            height: area.height.saturating_sub(2),
            ..area
        };
        let count = index.rows.len();
        if count == 0 {
            let text = "No stage yet. Gates stand in stages: a stage is passed when all of its \
                        gates are true. Press a to add the first stage with a gate.";
            canvas.wrapped(list, text, Role::Dim);
            return;
        }
        let at = self.at.min(count - 1);
        let shown = window(at, count, list.height);
        let rows = index.rows.get(shown.clone()).unwrap_or_default();
        for ((number, row), y) in shown.zip(rows).zip(list.top()..list.bottom()) {
            let line = Rect {
                y,
                height: 1,
                ..list
            };
            draw_row(canvas, line, *row, session);
            if number == at {
                canvas.put(line.x, y, 1, "›", Role::Title);
                let role = if self.focus(session) == Focus::List {
                    Role::Selected
                } else {
                    Role::Marked
                };
                canvas.tint(line, role);
            }
            canvas.hit(
                line,
                Target::Item {
                    pane: LIST,
                    index: number,
                },
            );
        }
    }
}

fn draw_row(canvas: &mut Canvas<'_>, line: Rect, row: ListRow, session: &Session) {
    let draft = session.draft();
    let (x, y) = (line.x, line.y);
    match row {
        ListRow::Stage(stage) => {
            let Some(one) = draft.stages().get(stage) else {
                return;
            };
            let name = one.stage_id.as_deref().unwrap_or("(no name yet)");
            let room = line.width.saturating_sub(2);
            let note = if one.gates().is_empty() {
                "  no gate"
            } else {
                ""
            };
            canvas.spans(
                x + 2,
                y,
                room,
                &[
                    ("stage ", Role::Dim),
                    (name, Role::Accent),
                    (note, Role::Dim),
                ],
            );
        }
        ListRow::Gate { stage, index } => {
            let Some(gate) = (draft.stages().get(stage)).and_then(|one| one.gates().get(index))
            else {
                return;
            };
            let entity = Entity::Gate(ChildKey::Place { stage, index });
            let pointer = entity_pointer(draft, &entity).unwrap_or_default();
            let (mark, role) = marks::gravest(session.findings_within(&pointer));
            canvas.put(x + 4, y, 1, mark, role);
            let name = gate.gate_id.as_deref().unwrap_or("(no name yet)");
            canvas.put(x + 6, y, line.width.saturating_sub(6), name, Role::Text);
        }
    }
}

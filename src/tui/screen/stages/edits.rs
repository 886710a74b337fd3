//! What adds, copies, moves and deletes stages, packets and rules.

use super::Stages;
use super::panel::{self, Open, Row};
use crate::draft::{Edit, Entity, EntityList, Key, Slot};
use crate::session::form::{duplicate, entity_name, new_entity, new_rule, remove};
use crate::tui::command::Command;
use crate::tui::layer::Cx;
use crate::tui::overlay::open_field;
use crate::tui::widget::window::moved;

impl Stages {
    /// Copies, deletes or moves a packet or a rule.
    pub(super) fn change(&mut self, command: Command, child: Open, cx: &mut Cx<'_>) {
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

    /// Adds a packet behind the others and shows its fields.
    pub(super) fn add_packet(&mut self, cx: &mut Cx<'_>) {
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
    pub(super) fn add_rule(&mut self, cx: &mut Cx<'_>) {
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
}

pub(super) const fn towards(command: Command) -> isize {
    match command {
        Command::MoveUp => -1,
        _ => 1,
    }
}

/// Puts a copy behind an entity. Returns whether it was done.
pub(super) fn copy(entity: &Entity, cx: &mut Cx<'_>) -> bool {
    match duplicate(cx.session, entity) {
        Ok(edit) => cx.edit("duplicate", &edit),
        Err(error) => {
            cx.refuse(error.to_string());
            false
        }
    }
}

/// Deletes an entity and says what refers to it still.
pub(super) fn delete(entity: &Entity, cx: &mut Cx<'_>) -> bool {
    let name = entity_name(cx.session.draft(), entity);
    let (edit, told) = remove(cx.session, entity);
    let done = cx.edit(&format!("delete {name}"), &edit);
    if done {
        let mut parts = vec![format!("deleted {name}")];
        parts.extend(told);
        parts.push("undo brings it back".to_owned());
        cx.say(parts.join("; "));
    }
    done
}

/// Moves an entity within its list. Returns whether it was done.
pub(super) fn shift(entity: &Entity, to: usize, cx: &mut Cx<'_>) -> bool {
    let edit = Edit::Move {
        entity: entity.clone(),
        index: to,
        stage: None,
    };
    cx.edit("move", &edit)
}

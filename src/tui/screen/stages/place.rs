//! Which place of the draft is marked, and how to get to one.

use super::Stages;
use super::panel::{Open, Row};
use crate::draft::{ChildKey, Entity, Key, Slot};
use crate::session::Session;
use crate::tui::layer::Screen;

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
        self.asked = self.inside.then_some((self.row, slot));
    }

    fn settle(&mut self, session: &Session) {
        // Remembered from here on, so that frames find it.
        self.panel(session);
        self.drawing.get(session);
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
        // What was asked for may have been taken back since.
        if let Some((row, slot)) = &self.asked
            && *row == self.row
            && slot.pointer(session.draft()).is_some()
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

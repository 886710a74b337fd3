//! Step 3: the gates of each stage, and how conditions combine in them.
//!
//! On the left all gates below their stages; on the right the marked gate: its fields, its
//! requirement as a tree and as text, and what it means.

mod list;
mod memo;
mod pane;
mod text;
mod tree;
mod trial;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ratatui::layout::Rect;

use crate::draft::{ChildKey, Entity, Key, Slot, is_within};
use crate::prove::words::gate_words;
use crate::session::Session;
use crate::session::form::Field;
use crate::session::tree::{node_at, node_of_pointer, pointer_of_node};
use crate::spec::{GateOutcome, Requirement};
use crate::tui::canvas::Canvas;
use crate::tui::command::Command;
use crate::tui::layer::{Cx, Layer, Screen, View};
use crate::tui::overlay::note::Note;
use crate::tui::overlay::open_field;
use crate::tui::widget::nearest::nearest_field;
use crate::tui::widget::window::moved;

use memo::{GateView, ListRow, Memo};

/// The panes that clicks report.
const LIST: usize = 0;
const FORM: usize = 1;
const TREE: usize = 2;

/// Where keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Focus {
    /// To the list of gates.
    #[default]
    List,
    /// To the fields of the marked gate.
    Form,
    /// To its requirement.
    Tree,
}

/// Values that were tried, by condition; they hold for every gate.
type Facts = Rc<RefCell<BTreeMap<String, GateOutcome>>>;

/// The screen of the gates.
#[derive(Debug, Default)]
pub(super) struct Gates {
    /// The marked row of the list.
    at: usize,
    focus: Focus,
    field: usize,
    /// The marked node of the requirement.
    node: Vec<usize>,
    /// Folded nodes of the marked gate.
    folded: BTreeSet<Vec<usize>>,
    /// How often something was folded or unfolded.
    folds: u64,
    /// What was cut.
    clip: Option<Requirement>,
    facts: Facts,
    memo: Memo,
}

impl Gates {
    /// Returns the marked row; none while there is no stage.
    fn row(&self, session: &Session) -> Option<ListRow> {
        let index = self.memo.index(session);
        let at = self.at.min(index.rows.len().saturating_sub(1));
        index.rows.get(at).copied()
    }

    /// Returns the place of the marked gate; none where a stage is marked.
    fn place(&self, session: &Session) -> Option<(usize, usize)> {
        match self.row(session)? {
            ListRow::Gate { stage, index } => Some((stage, index)),
            ListRow::Stage(_) => None,
        }
    }

    fn key(&self, session: &Session) -> Option<ChildKey> {
        let (stage, index) = self.place(session)?;
        Some(ChildKey::Place { stage, index })
    }

    fn view(&self, session: &Session) -> Option<Rc<GateView>> {
        let place = self.place(session)?;
        Some(self.memo.gate(session, place, &self.folded, self.folds))
    }

    /// Returns the marked field of the marked gate, and how many there are.
    fn field(&self, session: &Session) -> Option<(Field, usize)> {
        let view = self.view(session)?;
        let at = self.field.min(view.fields.len().saturating_sub(1));
        Some((view.fields.get(at)?.clone(), view.fields.len()))
    }

    /// Returns where keys really go: only a gate has a form and a tree.
    fn focus(&self, session: &Session) -> Focus {
        if self.place(session).is_some() {
            self.focus
        } else {
            Focus::List
        }
    }

    /// Returns the marked node, or what is left of the way to it.
    fn node(&self, view: &GateView) -> Vec<usize> {
        let Some(tree) = &view.tree else {
            return Vec::new();
        };
        let mut node = self.node.clone();
        while node_at(tree, &node).is_none() && node.pop().is_some() {}
        node
    }

    /// Returns the row of the outline that is marked: the node's, or that of the fold it is in.
    fn outline_row(&self, view: &GateView) -> usize {
        let node = self.node(view);
        view.rows
            .partition_point(|row| row.path <= node)
            .saturating_sub(1)
    }

    /// Marks a row of the list and forgets where the last gate was marked.
    fn mark(&mut self, at: usize) {
        if at != self.at {
            self.at = at;
            self.field = 0;
            self.node.clear();
            self.folded.clear();
            self.folds += 1;
        }
    }

    fn mark_row(&mut self, session: &Session, wanted: ListRow) -> bool {
        let at = (self.memo.index(session).rows.iter()).position(|row| *row == wanted);
        if let Some(at) = at {
            self.mark(at);
        }
        at.is_some()
    }

    fn run_form(&mut self, command: Command, cx: &mut Cx<'_>) {
        let Some((field, count)) = self.field(cx.session) else {
            return;
        };
        let last = count.saturating_sub(1);
        self.field = self.field.min(last);
        match command {
            // The tree follows the fields, so that one key goes through both.
            Command::Down if self.field == last => {
                self.focus = Focus::Tree;
                self.node.clear();
            }
            Command::Up => self.field = moved(self.field, -1, count),
            Command::Down => self.field = moved(self.field, 1, count),
            Command::First | Command::PageUp => self.field = 0,
            Command::Last | Command::PageDown => self.field = last,
            Command::Focus | Command::FocusBack => self.focus = Focus::List,
            Command::AsText => self.type_text(cx),
            Command::TryIt => self.try_it(cx),
            Command::Proof => self.show_proof(cx),
            Command::Open => open_field(field, cx),
            Command::Delete => {
                cx.set(&field.slot, None);
            }
            _ => {}
        }
    }

    /// Edits the requirement of the marked gate as text.
    fn type_text(&self, cx: &mut Cx<'_>) {
        let Some(key) = self.key(cx.session) else {
            return;
        };
        match text::RequirementText::new(key, cx.session) {
            Ok(layer) => cx.push(layer),
            Err(why) => cx.refuse(why),
        }
    }

    /// Shows all that is proved of the marked gate.
    fn show_proof(&self, cx: &mut Cx<'_>) {
        let Some(view) = self.view(cx.session) else {
            return;
        };
        let Some(proof) = &view.proof else {
            return cx.refuse("nothing is proved of the gate yet");
        };
        let mut text = String::new();
        for (head, lines) in gate_words(proof) {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(head);
            for line in lines {
                text.push_str("\n· ");
                text.push_str(&line);
            }
            text.push('\n');
        }
        cx.push(Note::new(format!("what is proved of {}", view.name), text));
    }

    /// Tries the marked gate with values for its conditions.
    fn try_it(&self, cx: &mut Cx<'_>) {
        let Some(view) = self.view(cx.session) else {
            return;
        };
        match &view.tree {
            Some(tree) => {
                cx.push(trial::TryIt::new(
                    &view.name,
                    tree.clone(),
                    Rc::clone(&self.facts),
                ));
            }
            None => cx.refuse("the gate has no requirement that could be tried yet"),
        }
    }
}

const MOVES: [Command; 6] = [
    Command::Down,
    Command::Up,
    Command::PageDown,
    Command::PageUp,
    Command::First,
    Command::Last,
];

impl Layer for Gates {
    fn offers(&self, view: View<'_>) -> Vec<Command> {
        let session = view.session;
        let mut offers = match self.focus(session) {
            Focus::List => self.list_offers(session),
            Focus::Tree => self.tree_offers(session),
            Focus::Form => {
                let mut offers = vec![Command::Open];
                let field = self.field(session);
                if field.is_some_and(|(field, _)| field.value.is_some() && !field.required) {
                    offers.push(Command::Delete);
                }
                offers.extend([
                    Command::FocusBack,
                    Command::Focus,
                    Command::AsText,
                    Command::TryIt,
                    Command::Proof,
                ]);
                offers
            }
        };
        offers.extend(MOVES);
        offers
    }

    fn run(&mut self, command: Command, cx: &mut Cx<'_>) {
        match self.focus(cx.session) {
            Focus::List => self.run_list(command, cx),
            Focus::Form => self.run_form(command, cx),
            Focus::Tree => self.run_tree(command, cx),
        }
    }

    fn picked(&mut self, pane: usize, index: usize, cx: &mut Cx<'_>) {
        match pane {
            LIST => {
                let again = self.at == index && self.focus == Focus::List;
                self.mark(index);
                self.focus = Focus::List;
                if again {
                    self.run_list(Command::Open, cx);
                }
            }
            FORM => {
                let again = self.focus == Focus::Form && self.field == index;
                self.focus = Focus::Form;
                self.field = index;
                if again {
                    self.run_form(Command::Open, cx);
                }
            }
            _ => {
                let Some(view) = self.view(cx.session) else {
                    return;
                };
                let again = self.focus == Focus::Tree && self.outline_row(&view) == index;
                self.focus = Focus::Tree;
                if let Some(row) = view.rows.get(index) {
                    self.node.clone_from(&row.path);
                }
                if again {
                    self.run_tree(Command::Open, cx);
                }
            }
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, view: View<'_>) {
        self.draw_all(canvas, area, view);
    }
}

impl Screen for Gates {
    fn go(&mut self, slot: &Slot, session: &Session) {
        let Some(pointer) = slot.pointer(session.draft()) else {
            return;
        };
        let slot = Slot::of_pointer(session.draft(), &pointer);
        match &slot.entity {
            Entity::Stage(Key::Index(stage)) => {
                self.mark_row(session, ListRow::Stage(*stage));
                self.focus = Focus::List;
            }
            Entity::Gate(ChildKey::Place { stage, index }) => {
                let (stage, index) = (*stage, *index);
                if !self.mark_row(session, ListRow::Gate { stage, index }) {
                    return;
                }
                self.focus = match slot.path.as_str() {
                    "" => Focus::List,
                    path if is_within(path, "/requirement") => Focus::Tree,
                    _ => Focus::Form,
                };
                match self.focus {
                    Focus::List => {}
                    Focus::Form => {
                        let view = self.view(session);
                        self.field = view
                            .and_then(|view| nearest_field(&view.fields, &slot))
                            .unwrap_or(0);
                    }
                    Focus::Tree => self.go_node(session, &slot.path),
                }
            }
            _ => {}
        }
    }

    fn settle(&mut self, session: &Session) {
        // Remembered from here on, so that frames find it.
        self.view(session);
    }

    fn here(&self, session: &Session) -> Option<Slot> {
        let key = match self.row(session)? {
            ListRow::Stage(stage) => {
                let missing = (session.draft().stages().get(stage))
                    .is_some_and(|stage| stage.gates.is_none());
                return Some(Slot {
                    entity: Entity::Stage(Key::Index(stage)),
                    path: if missing { "/gates" } else { "" }.to_owned(),
                });
            }
            ListRow::Gate { stage, index } => ChildKey::Place { stage, index },
        };
        let mut slot = Slot {
            entity: Entity::Gate(key),
            path: String::new(),
        };
        match self.focus(session) {
            Focus::List => {}
            Focus::Form => {
                slot = self.field(session)?.0.slot;
            }
            Focus::Tree => {
                "/requirement".clone_into(&mut slot.path);
                let view = self.view(session)?;
                // All findings about a text point at the whole of it.
                if let (Some(tree), Some(false)) = (&view.tree, view.is_text) {
                    slot.path
                        .push_str(&pointer_of_node(tree, &self.node(&view)));
                }
            }
        }
        Some(slot)
    }
}

impl Gates {
    /// Marks the node of a path below the gate, and unfolds what hides it.
    fn go_node(&mut self, session: &Session, path: &str) {
        let Some(view) = self.view(session) else {
            return;
        };
        let rest = path.strip_prefix("/requirement").unwrap_or_default();
        self.node = match &view.tree {
            Some(tree) if !rest.is_empty() => node_of_pointer(tree, rest),
            // In a text the first node that something is wrong with is meant.
            Some(_) if view.is_text == Some(true) => {
                view.problems.keys().next().cloned().unwrap_or_default()
            }
            _ => Vec::new(),
        };
        self.show_node();
    }

    /// Unfolds what the marked node is in.
    fn show_node(&mut self) {
        let node = &self.node;
        let before = self.folded.len();
        self.folded
            .retain(|fold| !(fold.len() < node.len() && node.starts_with(fold)));
        if self.folded.len() != before {
            self.folds += 1;
        }
    }
}

#[cfg(test)]
mod tests;

//! Editing the requirement node by node.

use super::{Focus, Gates, memo::GateView};
use crate::draft::{ChildKey, Entity, Slot};
use crate::plain::short;
use crate::session::Session;
use crate::session::form::{Choice, Kind};
use crate::session::tree::{GroupKind, TreeOp, node_at, tree_change};
use crate::spec::Requirement;
use crate::tui::command::Command;
use crate::tui::layer::{Action, Cx, Then};
use crate::tui::overlay::entry::Entry;
use crate::tui::overlay::picker::Picker;
use crate::tui::theme::Role;
use crate::tui::widget::window::moved;

impl Gates {
    pub(super) fn tree_offers(&self, session: &Session) -> Vec<Command> {
        use Command::{
            AsText, Cut, Delete, Duplicate, Focus, FocusBack, Fold, Insert, InsertGroup,
            LessQuorum, MoreQuorum, MoveDown, MoveIn, MoveOut, MoveUp, Open, Parent, Paste, Proof,
            TryIt, Unwrap, WrapAll, WrapAny, WrapNot, WrapQuorum,
        };
        let Some(view) = self.view(session) else {
            return Vec::new();
        };
        let mut offers = Vec::new();
        if view.broken.is_some() {
            offers.extend([AsText, Open, Delete]);
        } else {
            offers.extend([Insert, AsText]);
            match view
                .tree
                .as_ref()
                .and_then(|tree| node_at(tree, &self.node(&view)))
            {
                None => offers.extend([InsertGroup, Open]),
                Some(node) => {
                    offers.extend([TryIt, Proof, Open]);
                    if matches!(node, Requirement::RequireGroup { .. }) {
                        offers.extend([MoreQuorum, LessQuorum]);
                    }
                    offers.extend([WrapAll, WrapAny, WrapNot, WrapQuorum]);
                    if !matches!(node, Requirement::Condition(_)) {
                        offers.extend([Unwrap, Fold]);
                    }
                    offers.extend([
                        Delete,
                        Cut,
                        InsertGroup,
                        Duplicate,
                        MoveUp,
                        MoveDown,
                        MoveIn,
                        MoveOut,
                        Parent,
                    ]);
                }
            }
            if self.clip.is_some() {
                offers.push(Paste);
            }
        }
        offers.extend([FocusBack, Focus]);
        offers
    }

    pub(super) fn run_tree(&mut self, command: Command, cx: &mut Cx<'_>) {
        let Some(view) = self.view(cx.session) else {
            return;
        };
        let op = match command {
            Command::WrapAll => TreeOp::Group(GroupKind::All),
            Command::WrapAny => TreeOp::Group(GroupKind::Any),
            Command::WrapQuorum => TreeOp::Group(GroupKind::Quorum),
            Command::WrapNot => TreeOp::Not,
            Command::Unwrap => TreeOp::Unwrap,
            Command::MoreQuorum => TreeOp::More,
            Command::LessQuorum => TreeOp::Fewer,
            Command::Duplicate => TreeOp::Duplicate,
            Command::MoveUp => TreeOp::Up,
            Command::MoveDown => TreeOp::Down,
            Command::MoveIn => TreeOp::In,
            Command::MoveOut => TreeOp::Out,
            Command::InsertGroup => TreeOp::Insert(Requirement::And(Vec::new())),
            Command::Paste => match &self.clip {
                Some(node) => TreeOp::Insert(node.clone()),
                None => return,
            },
            Command::Delete if view.broken.is_some() => {
                if let Some(key) = self.key(cx.session) {
                    cx.set(&Slot::field(Entity::Gate(key), "requirement"), None);
                }
                return;
            }
            Command::Delete => TreeOp::Remove,
            Command::Cut => {
                let node = (view.tree.as_ref()).and_then(|tree| node_at(tree, &self.node(&view)));
                let cut = node.cloned();
                if self.apply(&TreeOp::Remove, cx) {
                    self.clip = cut;
                    cx.say("cut; paste puts it beside or into what is marked, in any gate");
                }
                return;
            }
            Command::Insert => return self.pick(false, cx),
            Command::Open => return self.open(&view, cx),
            Command::AsText => return self.type_text(cx),
            Command::TryIt => return self.try_it(cx),
            Command::Proof => return self.show_proof(cx),
            other => return self.walk(other, &view),
        };
        self.apply(&op, cx);
    }

    /// Moves the mark within the tree and out of it.
    fn walk(&mut self, command: Command, view: &GateView) {
        let count = view.rows.len();
        let row = self.outline_row(view);
        let to = match command {
            Command::Up if row == 0 => {
                self.focus = Focus::Form;
                self.field = view.fields.len().saturating_sub(1);
                return;
            }
            Command::Up => moved(row, -1, count),
            Command::Down => moved(row, 1, count),
            Command::PageUp => moved(row, -10, count),
            Command::PageDown => moved(row, 10, count),
            Command::First => 0,
            Command::Last => count.saturating_sub(1),
            Command::Parent => {
                self.node = self.node(view);
                self.node.pop();
                return;
            }
            Command::Fold => {
                let node = self.node(view);
                if !self.folded.remove(&node) {
                    self.folded.insert(node);
                }
                self.folds += 1;
                return;
            }
            Command::Focus => {
                self.focus = Focus::Form;
                return;
            }
            _ => {
                self.focus = Focus::List;
                return;
            }
        };
        if let Some(row) = view.rows.get(to) {
            self.node.clone_from(&row.path);
        }
    }

    /// Opens what is marked: another condition, the number of a quorum, a fold, the first node.
    fn open(&mut self, view: &GateView, cx: &mut Cx<'_>) {
        if view.broken.is_some() {
            return self.type_text(cx);
        }
        let node = self.node(view);
        match view.tree.as_ref().and_then(|tree| node_at(tree, &node)) {
            None => self.pick(false, cx),
            Some(Requirement::Condition(_)) => self.pick(true, cx),
            Some(Requirement::RequireGroup { min, reqs }) => {
                let Some(key) = self.key(cx.session) else {
                    return;
                };
                let most = reqs.len().min(usize::from(u8::MAX));
                let kind = Kind::Integer {
                    min: Some(1),
                    max: i128::try_from(most).ok(),
                };
                cx.push(Entry::new(
                    "how many must be true",
                    format!("The quorum is true when at least so many of its {most} parts are."),
                    kind,
                    &min.to_string(),
                    Then::new(move |cx: &mut Cx<'_>, value: Option<serde_json::Value>| {
                        let wanted = value.and_then(|value| value.as_u64());
                        if let Some(min) = wanted.and_then(|wanted| u8::try_from(wanted).ok()) {
                            change(cx, &key, &node, &TreeOp::Quorum(min));
                        }
                    }),
                ));
            }
            Some(_) => self.walk(Command::Fold, view),
        }
    }

    /// Does something at the marked node; returns whether it was done.
    fn apply(&mut self, op: &TreeOp, cx: &mut Cx<'_>) -> bool {
        let (Some(key), Some(view)) = (self.key(cx.session), self.view(cx.session)) else {
            return false;
        };
        let node = self.node(&view);
        let Some(path) = change(cx, &key, &node, op) else {
            return false;
        };
        // Folds before the change are where they were; the others stand for other nodes now.
        let first = node.min(path.clone());
        self.folded.retain(|fold| *fold < first);
        self.folds += 1;
        self.node = path;
        self.show_node();
        true
    }

    /// Picks a condition to insert, or to put in the place of the marked one.
    fn pick(&self, replace: bool, cx: &mut Cx<'_>) {
        let (Some(key), Some(view)) = (self.key(cx.session), self.view(cx.session)) else {
            return;
        };
        let node = self.node(&view);
        let present = match view.tree.as_ref().and_then(|tree| node_at(tree, &node)) {
            Some(Requirement::Condition(id)) if replace => Some(id.clone()),
            _ => None,
        };
        let conditions = cx.session.draft().conditions();
        let items: Vec<Choice> = conditions
            .iter()
            .filter_map(|condition| {
                let id = condition.condition_id.as_deref()?;
                Some(Choice {
                    value: id.into(),
                    label: id.to_owned(),
                    detail: short(condition),
                    ..Choice::default()
                })
            })
            .collect();
        if items.is_empty() {
            return cx.refuse(
                "there is no condition yet: add one on the screen of the conditions, or type its \
                 name as text",
            );
        }
        let marked = (present.as_ref())
            .and_then(|id| items.iter().position(|item| item.label == *id))
            .unwrap_or(0);
        let title = if replace {
            "use another condition"
        } else {
            "insert a condition"
        };
        let picker = Picker::new(
            title,
            items,
            Then::new(move |cx: &mut Cx<'_>, choice: Choice| {
                let picked = Requirement::Condition(choice.label);
                let op = if replace {
                    TreeOp::Replace(picked)
                } else {
                    TreeOp::Insert(picked)
                };
                if let Some(path) = change(cx, &key, &node, &op) {
                    go(cx, &key, &path);
                }
            }),
        );
        cx.push(picker.at(marked));
    }
}

/// Makes a change and tells what followed; returns the node to mark, none when it was refused.
fn change(cx: &mut Cx<'_>, key: &ChildKey, node: &[usize], op: &TreeOp) -> Option<Vec<usize>> {
    match tree_change(cx.session.draft(), key, node, op) {
        Ok(change) => {
            if !cx.edit(&change.label, &change.edit) {
                return None;
            }
            if !change.told.is_empty() {
                let told = change.told.join("; ");
                cx.actions.push(Action::Say(Role::Warning, told));
            }
            Some(change.path)
        }
        Err(error) => {
            cx.refuse(error.to_string());
            None
        }
    }
}

/// Goes to a node of the gate as it is now.
fn go(cx: &mut Cx<'_>, key: &ChildKey, path: &[usize]) {
    let gate = crate::session::tree::gate_of(cx.session.draft(), key);
    let tree = gate
        .and_then(|gate| gate.requirement.as_ref())
        .and_then(|requirement| requirement.tree().ok());
    let below = tree.map_or_else(String::new, |tree| {
        crate::session::tree::pointer_of_node(&tree, path)
    });
    cx.actions.push(Action::Go(Slot {
        entity: Entity::Gate(key.clone()),
        path: format!("/requirement{below}"),
    }));
}

//! Trying a gate with the same evidence in both versions.

use std::cell::RefCell;
use std::rc::Rc;

use ratatui::layout::Rect;
use serde_json::Value;

use super::Review;
use super::versions::{Given, Place, Row, Side, Versions};
use crate::draft::{ChildKey, Entity, GateDraft, ScenarioDraft, Slot, StageDraft};
use crate::review::Spot;
use crate::session::Reviewed;
use crate::session::form::{Choice, Kind};
use crate::session::tree::gate_of;
use crate::spec::GateOutcome;
use crate::tui::canvas::{Canvas, Target};
use crate::tui::command::{Command, Key};
use crate::tui::layer::{Cx, Layer, Then, View};
use crate::tui::overlay::centred;
use crate::tui::overlay::entry::Entry;
use crate::tui::overlay::picker::Picker;
use crate::tui::theme::Role;
use crate::tui::widget::window::{moved, window};

/// Cells of the column of a version.
const OUTCOME: u16 = 8;

/// A gate in both versions with evidence for its conditions.
#[derive(Debug)]
struct TryBoth {
    title: String,
    versions: Rc<RefCell<Versions>>,
    at: usize,
}

impl Review {
    /// Tries the gate of the marked change, or one that is picked.
    pub(super) fn try_both(&self, cx: &mut Cx<'_>) {
        let Some(reviewed) = self.reviewed().cloned() else {
            return;
        };
        if let Some(change) = self.change() {
            let old = key_of(&reviewed.old, change.old.as_ref());
            let new = key_of(cx.session.draft(), change.new.as_ref());
            if old.is_some() || new.is_some() {
                return open(&reviewed, old.as_ref(), new.as_ref(), cx);
            }
        }
        pick(reviewed, cx);
    }
}

/// Returns the gate that a change is about.
fn key_of(draft: &ScenarioDraft, spot: Option<&Spot>) -> Option<ChildKey> {
    match Slot::of_pointer(draft, &spot?.pointer).entity {
        Entity::Gate(key) => Some(key),
        _ => None,
    }
}

fn open(reviewed: &Reviewed, old: Option<&ChildKey>, new: Option<&ChildKey>, cx: &mut Cx<'_>) {
    let draft = cx.session.draft();
    let before = old.and_then(|key| gate_of(&reviewed.old, key));
    let now = new.and_then(|key| gate_of(draft, key));
    let name = now.or(before).and_then(|gate| gate.gate_id.clone());
    let versions = Versions::new(
        Place {
            draft: &reviewed.old,
            gate: before,
        },
        Place { draft, gate: now },
        &reviewed.renames,
        cx.session.sources(),
    );
    let title = format!(
        "{}: before ({}) and now",
        name.unwrap_or_default(),
        reviewed.comparison.old.label
    );
    cx.push(TryBoth {
        title,
        versions: Rc::new(RefCell::new(versions)),
        at: 0,
    });
}

/// A gate before and now.
type Pairing = (Option<ChildKey>, Option<ChildKey>);

/// Picks one of the gates of either version.
fn pick(reviewed: Rc<Reviewed>, cx: &mut Cx<'_>) {
    let (items, pairs) = gates(&reviewed, cx.session.draft());
    if items.is_empty() {
        return cx.refuse("neither version has a gate");
    }
    if let [(old, new)] = pairs.as_slice() {
        return open(&reviewed, old.as_ref(), new.as_ref(), cx);
    }
    let then = Then::new(move |cx: &mut Cx<'_>, choice: Choice| {
        let index = choice
            .value
            .as_u64()
            .and_then(|at| usize::try_from(at).ok());
        if let Some((old, new)) = index.and_then(|index| pairs.get(index)) {
            open(&reviewed, old.as_ref(), new.as_ref(), cx);
        }
    });
    cx.push(Picker::new("try a gate in both versions", items, then));
}

fn gates(reviewed: &Reviewed, draft: &ScenarioDraft) -> (Vec<Choice>, Vec<Pairing>) {
    let name = |stage: &StageDraft, gate: &GateDraft| {
        let part = |id: &Option<String>| id.as_deref().unwrap_or("?").to_owned();
        (part(&stage.stage_id), part(&gate.gate_id))
    };
    let mut old: Vec<((String, String), ChildKey)> = Vec::new();
    for (stage, one) in reviewed.old.stages().iter().enumerate() {
        for (index, gate) in one.gates().iter().enumerate() {
            let (in_stage, id) = name(one, gate);
            let stage_now = reviewed.renames.stage(&in_stage).to_owned();
            let id_now = reviewed.renames.gate(&id).to_owned();
            old.push(((stage_now, id_now), ChildKey::Place { stage, index }));
        }
    }
    let (mut items, mut pairs): (Vec<Choice>, Vec<Pairing>) = (Vec::new(), Vec::new());
    let mut add = |(stage, gate): (String, String), detail: &str, pair: Pairing| {
        items.push(Choice {
            value: Value::from(pairs.len()),
            label: format!("{stage} · {gate}"),
            detail: detail.to_owned(),
            ..Choice::default()
        });
        pairs.push(pair);
    };
    for (stage, one) in draft.stages().iter().enumerate() {
        for (index, gate) in one.gates().iter().enumerate() {
            let named = name(one, gate);
            // In its own stage, else wherever the gate was before.
            let found = (old.iter().position(|(known, _)| *known == named))
                .or_else(|| old.iter().position(|((_, id), _)| *id == named.1));
            let before = found.map(|at| old.swap_remove(at).1);
            let detail = if before.is_some() { "" } else { "new" };
            let now = ChildKey::Place { stage, index };
            add(named, detail, (before, Some(now)));
        }
    }
    for (named, key) in old {
        add(named, "gone", (Some(key), None));
    }
    (items, pairs)
}

const fn mark(outcome: GateOutcome) -> (&'static str, Role) {
    match outcome {
        GateOutcome::True => ("true", Role::Good),
        GateOutcome::False => ("false", Role::Error),
        GateOutcome::Unknown => ("unknown", Role::Warning),
    }
}

impl TryBoth {
    fn set(&self, given: Given) {
        self.versions.borrow_mut().set(self.at, given);
    }

    /// Asks for a value of the marked condition.
    fn ask(&self, cx: &mut Cx<'_>) {
        let versions = self.versions.borrow();
        let Some(row) = versions.rows.get(self.at) else {
            return;
        };
        let (state, at) = (Rc::clone(&self.versions), self.at);
        cx.push(Entry::new(
            format!("value of {}", row.name),
            format!("What the provider answers. {}", row.words().join(" · ")),
            Kind::Json(None),
            "",
            Then::new(move |_: &mut Cx<'_>, value: Option<Value>| {
                state.borrow_mut().set(at, Given::Value(value));
            }),
        ));
    }
}

impl Layer for TryBoth {
    fn offers(&self, _: View<'_>) -> Vec<Command> {
        use Command::{
            Accept, Dismiss, PickDown, PickPageDown, PickPageUp, PickUp, SetFalse, SetLane,
            SetTrue, SetUnknown, SetValue, Witness,
        };
        let mut offers = vec![SetTrue, SetFalse, SetUnknown, SetValue];
        if self.versions.borrow().has_examples() {
            offers.push(Witness);
        }
        offers.extend([
            SetLane,
            Dismiss,
            PickDown,
            PickUp,
            PickPageDown,
            PickPageUp,
            Accept,
        ]);
        offers
    }

    // Letters set values here, so that `u` is never taken for undo.
    fn types(&self) -> bool {
        true
    }

    fn typed(&mut self, key: Key, cx: &mut Cx<'_>) {
        let offers = self.offers(cx.view());
        if let Some(command) = cx.keymap.command(key, &offers) {
            self.run(command, cx);
        }
    }

    fn run(&mut self, command: Command, cx: &mut Cx<'_>) {
        let count = self.versions.borrow().rows.len();
        match command {
            Command::SetTrue => self.set(Given::Is(GateOutcome::True)),
            Command::SetFalse => self.set(Given::Is(GateOutcome::False)),
            Command::SetUnknown => self.set(Given::Is(GateOutcome::Unknown)),
            Command::SetValue => self.ask(cx),
            Command::SetLane => self.versions.borrow_mut().turn_lane(self.at),
            Command::Witness => self.versions.borrow_mut().next_example(),
            Command::Accept => {
                let present = self
                    .versions
                    .borrow()
                    .rows
                    .get(self.at)
                    .map(|row| row.given.0.clone());
                self.set(Given::Is(match present {
                    Some(Given::Is(GateOutcome::True)) => GateOutcome::False,
                    Some(Given::Is(GateOutcome::False)) => GateOutcome::Unknown,
                    _ => GateOutcome::True,
                }));
            }
            Command::PickUp => self.at = moved(self.at, -1, count),
            Command::PickDown => self.at = moved(self.at, 1, count),
            Command::PickPageUp => self.at = moved(self.at, -10, count),
            Command::PickPageDown => self.at = moved(self.at, 10, count),
            _ => cx.pop(),
        }
    }

    fn picked(&mut self, _: usize, index: usize, cx: &mut Cx<'_>) {
        if self.at == index {
            self.run(Command::Accept, cx);
        } else {
            self.at = moved(index, 0, self.versions.borrow().rows.len());
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, _: View<'_>) {
        let versions = self.versions.borrow();
        let wanted = u16::try_from(versions.rows.len()).unwrap_or(u16::MAX);
        let width = area.width.saturating_sub(2).min(110);
        let foot = if area.height < 18 { 7 } else { 8 };
        let place = centred(area, width, wanted.max(1).saturating_add(foot + 3));
        let inside = canvas.panel(place, &self.title);
        if inside.is_empty() {
            return;
        }
        let list = Rect {
            height: inside.height.saturating_sub(foot),
            ..inside
        };
        self.draw_rows(canvas, list, &versions);
        let below = Rect {
            y: list.bottom(),
            height: inside.height - list.height,
            ..inside
        };
        draw_foot(canvas, below, &versions, versions.rows.get(self.at));
    }
}

impl TryBoth {
    fn draw_rows(&self, canvas: &mut Canvas<'_>, area: Rect, versions: &Versions) {
        let given = (area.width / 4).clamp(8, 24);
        let name = area.width.saturating_sub(given + 2 * OUTCOME);
        let columns = [
            area.x,
            area.x + name,
            area.x + name + given,
            area.x + name + given + OUTCOME,
        ];
        for (x, title) in columns.into_iter().zip(["", "evidence", "before", "now"]) {
            let room = area.right().saturating_sub(x);
            canvas.put(x, area.y, room, title, Role::Dim);
        }
        let list = Rect {
            y: area.y + 1,
            height: area.height.saturating_sub(1),
            ..area
        };
        if versions.rows.is_empty() {
            canvas.wrapped(list, "the gate uses no condition", Role::Dim);
            return;
        }
        let [name_x, given_x, old_x, new_x] = columns;
        let shown = window(self.at, versions.rows.len(), list.height);
        let rows = versions.rows.get(shown.clone()).unwrap_or_default();
        for ((number, row), y) in shown.zip(rows).zip(list.top()..list.bottom()) {
            let pin = if number == self.at { "› " } else { "  " };
            let x = canvas.put(name_x, y, 2, pin, Role::Title);
            canvas.put(x, y, name.saturating_sub(3), &row.name, Role::Text);
            let words = row.given_words();
            canvas.put(given_x, y, given.saturating_sub(1), &words, Role::Text);
            for (x, outcome) in [old_x, new_x].into_iter().zip(row.outcomes) {
                let (word, role) = outcome.map_or(("–", Role::Dim), mark);
                canvas.put(x, y, OUTCOME, word, role);
            }
            let line = Rect {
                y,
                height: 1,
                ..list
            };
            if number == self.at {
                canvas.tint(line, Role::Selected);
            }
            canvas.hit(
                line,
                Target::Item {
                    pane: 0,
                    index: number,
                },
            );
        }
    }
}

/// Draws how the marked condition compares, and what both versions come to.
fn draw_foot(canvas: &mut Canvas<'_>, area: Rect, versions: &Versions, marked: Option<&Row>) {
    let mut rest = area;
    let mut tell = |canvas: &mut Canvas<'_>, text: &str, role: Role, most: u16| {
        let room = Rect {
            height: rest.height.min(most),
            ..rest
        };
        let used = if room.height == 1 {
            // Cut with a mark, where a second line would be.
            canvas.put(room.x, room.y, room.width, text, role);
            1
        } else {
            canvas.wrapped(room, text, role)
        };
        rest.y += used;
        rest.height = rest.height.saturating_sub(used);
    };
    canvas.rule(area.x, area.y, area.width);
    tell(canvas, "", Role::Text, 1);
    for words in marked.map(Row::words).unwrap_or_default() {
        tell(canvas, &words, Role::Dim, 1);
    }
    let room = area.height.saturating_sub(4) / 2;
    for (when, side) in ["before", "now   "].into_iter().zip(&versions.sides) {
        let (text, role) = told(side.as_ref());
        tell(canvas, &format!("{when} {text}"), role, room.max(1));
    }
    let (text, role) = match (versions.agree(), versions.shows()) {
        (_, Some(says)) => (format!("! {says}"), Role::Warning),
        (true, None) => ("= both come to the same".to_owned(), Role::Dim),
        (false, None) => ("! the two versions differ".to_owned(), Role::Warning),
    };
    tell(canvas, &text, role, 1);
}

fn told(side: Option<&Side>) -> (String, Role) {
    let Some(side) = side else {
        return ("the gate is not there".to_owned(), Role::Dim);
    };
    let does = match side.outcome {
        GateOutcome::True => "✓ passes",
        GateOutcome::False => "✗ fails",
        GateOutcome::Unknown => "○ holds",
    };
    (format!("{does} · {}", side.sentence), mark(side.outcome).1)
}

//! What is said and asked of one stage: its fields with packets, gates and rules among them.

use ratatui::layout::Rect;

use crate::check::{RouteTable, RuleFate, Target as End};
use crate::draft::{AdvanceDraft, ChildKey, Entity, Key, RuleDraft, Slot, StageDraft};
use crate::plain::{
    advance, default_fate, entered_from, passes_when, rule_fate, rule_words, timeout,
};
use crate::session::Session;
use crate::session::form::{Field, fields};
use crate::tui::canvas::{Canvas, Target, width, wrap};
use crate::tui::theme::Role;
use crate::tui::widget::form::Form;
use crate::tui::widget::marks;

/// The panes that clicks report: fields, and other rows.
pub(super) const FIELDS: usize = 1;
pub(super) const ROWS: usize = 2;

/// A row of the panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Row {
    /// A field, by its position among all fields of the panel.
    Field(usize),
    /// Heads the packets.
    Packets,
    Packet(usize),
    /// Heads the gates.
    Gates,
    Gate(usize),
    /// Heads the branch rules.
    Rules,
    Rule(usize),
    /// A sentence, to read only.
    Say(String),
}

/// A packet or a rule of the stage whose fields are shown below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Open {
    Packet(usize),
    Rule(usize),
}

impl Open {
    pub(super) const fn entity(self, stage: usize) -> Entity {
        match self {
            Self::Packet(index) => Entity::Packet(ChildKey::Place { stage, index }),
            Self::Rule(index) => Entity::Rule {
                stage: Key::Index(stage),
                index,
            },
        }
    }

    pub(super) const fn row(self) -> Row {
        match self {
            Self::Packet(index) => Row::Packet(index),
            Self::Rule(index) => Row::Rule(index),
        }
    }
}

/// The rows of a stage.
#[derive(Debug)]
pub(super) struct Panel {
    pub(super) stage: usize,
    pub(super) fields: Vec<Field>,
    pub(super) rows: Vec<Row>,
    open: Option<Open>,
    /// How runs get here.
    entered: String,
    table: RouteTable,
}

/// Returns the branch rules of a stage; none unless it branches, or while the list is missing.
pub(super) fn rules(stage: &StageDraft) -> Option<&[RuleDraft]> {
    match &stage.advance_to {
        Some(AdvanceDraft::Branch { branches, .. }) => branches.as_deref(),
        _ => None,
    }
}

pub(super) const fn branches(stage: &StageDraft) -> bool {
    matches!(stage.advance_to, Some(AdvanceDraft::Branch { .. }))
}

impl Panel {
    /// Returns the rows of a stage; none when there is no such stage. `tables` are those of all.
    pub(super) fn new(
        session: &Session,
        stage: usize,
        open: Option<Open>,
        tables: &[RouteTable],
    ) -> Option<Self> {
        let draft = session.draft();
        let found = draft.stages().get(stage)?;
        let table = tables.get(stage)?.clone();
        let mut panel = Self {
            stage,
            fields: Vec::new(),
            rows: Vec::new(),
            open,
            entered: entered_from(draft, stage, tables),
            table,
        };
        let mut has_rules = !branches(found);
        for field in fields(session, &Entity::Stage(Key::Index(stage))) {
            match field.slot.path.as_str() {
                "/advance_to/kind" => panel.sections(session, found),
                "/advance_to/default" => {
                    panel.rules(session, found);
                    has_rules = true;
                }
                "/timeout/timeout_ms" => {
                    if !std::mem::replace(&mut has_rules, true) {
                        panel.rules(session, found);
                    }
                    if panel.table.pass != End::Unknown {
                        let way = advance(draft, stage, &panel.table);
                        panel.rows.push(Row::Say(sentence(&way)));
                    }
                }
                "/note" => {
                    let late = timeout(draft, stage, &panel.table);
                    panel.rows.extend(late.map(Row::Say));
                }
                _ => {}
            }
            panel.field(field, 0);
        }
        Some(panel)
    }

    fn field(&mut self, mut field: Field, deeper: usize) {
        field.depth += deeper;
        self.rows.push(Row::Field(self.fields.len()));
        self.fields.push(field);
    }

    /// Adds the packets and the gates.
    fn sections(&mut self, session: &Session, stage: &StageDraft) {
        self.rows.push(Row::Packets);
        for index in 0..stage.packets().len() {
            self.child(session, Open::Packet(index));
        }
        self.rows.push(Row::Gates);
        self.rows.extend((0..stage.gates().len()).map(Row::Gate));
    }

    fn rules(&mut self, session: &Session, stage: &StageDraft) {
        self.rows.push(Row::Rules);
        for index in 0..rules(stage).map_or(0, <[RuleDraft]>::len) {
            self.child(session, Open::Rule(index));
        }
    }

    /// Adds a packet or a rule, with its fields if it is open.
    fn child(&mut self, session: &Session, child: Open) {
        self.rows.push(child.row());
        if self.open == Some(child) {
            for field in fields(session, &child.entity(self.stage)) {
                self.field(field, 2);
            }
        }
    }

    /// Returns the next row that can be marked, some rows from one on; the last one at the end.
    pub(super) fn moved(&self, from: usize, by: isize) -> usize {
        let markable = |at: &usize| !matches!(self.rows.get(*at), None | Some(Row::Say(_)));
        let steps = by.unsigned_abs();
        let found = if by < 0 {
            (0..from).rev().filter(markable).take(steps).last()
        } else {
            (from + 1..self.rows.len())
                .filter(markable)
                .take(steps)
                .last()
        };
        found.unwrap_or(from)
    }

    /// Returns the nearest row that can be marked.
    pub(super) fn settle(&self, at: usize) -> usize {
        let at = at.min(self.rows.len().saturating_sub(1));
        match self.rows.get(at) {
            Some(Row::Say(_)) => {
                let next = self.moved(at, 1);
                if next == at { self.moved(at, -1) } else { next }
            }
            _ => at,
        }
    }

    pub(super) fn place(&self, row: &Row) -> Option<usize> {
        self.rows.iter().position(|one| one == row)
    }

    /// Returns the row of the field at a place or, failing that, of the nearest one.
    pub(super) fn find(&self, slot: &Slot) -> Option<usize> {
        let own = |field: &&(usize, &Field)| field.1.slot.entity == slot.entity;
        let fields: Vec<(usize, &Field)> = self.fields.iter().enumerate().collect();
        let around = fields
            .iter()
            .filter(own)
            .filter(|(_, field)| crate::draft::is_within(&slot.path, &field.slot.path))
            .max_by_key(|(_, field)| field.slot.path.len());
        let below = || {
            fields
                .iter()
                .filter(own)
                .find(|(_, field)| crate::draft::is_within(&field.slot.path, &slot.path))
        };
        let (at, _) = around.or_else(below)?;
        self.place(&Row::Field(*at))
    }

    /// Returns the place that a row stands for.
    pub(super) fn slot(&self, at: usize) -> Option<Slot> {
        let stage = self.stage;
        let own = |path: &str| Slot {
            entity: Entity::Stage(Key::Index(stage)),
            path: path.to_owned(),
        };
        let whole = |entity: Entity| Slot {
            entity,
            path: String::new(),
        };
        Some(match self.rows.get(at)? {
            Row::Field(field) => self.fields.get(*field)?.slot.clone(),
            Row::Packets => own("/entry_packets"),
            Row::Gates => own("/gates"),
            Row::Rules => own("/advance_to/branches"),
            Row::Packet(index) => whole(Open::Packet(*index).entity(stage)),
            Row::Rule(index) => whole(Open::Rule(*index).entity(stage)),
            Row::Gate(index) => whole(Entity::Gate(ChildKey::Place {
                stage,
                index: *index,
            })),
            Row::Say(_) => return None,
        })
    }

    /// Draws the panel with a row marked; returns what is left below.
    pub(super) fn draw(
        &self,
        canvas: &mut Canvas<'_>,
        area: Rect,
        session: &Session,
        marked: Option<usize>,
    ) -> Rect {
        let Some(stage) = session.draft().stages().get(self.stage) else {
            return area;
        };
        let name = crate::plain::stage_name(session.draft(), self.stage);
        let x = canvas.put(
            area.x + 2,
            area.y,
            area.width.saturating_sub(2),
            &name,
            Role::Title,
        );
        let entered = format!("entered {}", self.entered.as_str());
        let entered = if self.entered.starts_with("no ") {
            &self.entered
        } else {
            &entered
        };
        let room = area.right().saturating_sub(x + 3);
        let at = area.right().saturating_sub(width(entered).min(room));
        canvas.put(at, area.y, room, entered, Role::Dim);
        let list = Rect {
            y: area.y.saturating_add(1).min(area.bottom()),
            height: area.height.saturating_sub(1),
            ..area
        };
        // Where a row is marked, its meaning is told below; the rows do not jump with its length.
        let help = if marked.is_some() {
            (list.height / 4).min(6)
        } else {
            0
        };
        // The graph below takes what is left, and some of the rows' room where there is plenty.
        let graph = if area.height >= 26 { 8 } else { 0 };
        let most = list.height.saturating_sub(help + graph).max(1);
        let heights: Vec<u16> = self
            .rows
            .iter()
            .map(|row| self.height(row, list.width))
            .collect();
        let mut y = list.y;
        let end = list.y.saturating_add(most).min(list.bottom());
        let (first, mut skip) = top(&heights, marked.unwrap_or(0), most);
        let column = self.form(None).column(list.width);
        let fates = self.fates(stage, first, usize::from(most));
        for (at, (row, high)) in self.rows.iter().zip(&heights).enumerate().skip(first) {
            if y >= end {
                break;
            }
            let seen = Rect {
                y,
                height: (high - skip.min(*high)).min(end - y),
                ..list
            };
            match row {
                Row::Field(field) => {
                    let line = Rect { height: 1, ..seen };
                    let mark = marked.filter(|marked| *marked == at).map(|_| *field);
                    let form = self.form(mark);
                    if let Some(one) = self.fields.get(*field) {
                        form.row(canvas, line, column, *field, one, session);
                        if one.slot.path == "/advance_to/default" {
                            let value = line.x + 3 + column + width(&one.shown).max(1);
                            let x = (value + 3).max(line.x + 9 + fates);
                            let fate = default_fate(stage, &self.table).unwrap_or_default();
                            let room = line.right().saturating_sub(x);
                            canvas.put(x, line.y, room, &fate, Role::Dim);
                        }
                    }
                }
                Row::Say(text) => {
                    let inner = Rect {
                        x: seen.x + 4,
                        width: seen.width.saturating_sub(4),
                        ..seen
                    };
                    let lines = wrap(text, inner.width);
                    let shown = lines.iter().skip(usize::from(skip));
                    for (line, y) in shown.zip(inner.top()..inner.bottom()) {
                        canvas.put(inner.x, y, inner.width, line, Role::Dim);
                    }
                }
                _ => {
                    let line = Rect { height: 1, ..seen };
                    self.other(canvas, line, (column, fates), at, session, stage);
                    if marked == Some(at) {
                        canvas.put(line.x + 1, line.y, 1, "›", Role::Title);
                        canvas.tint(line, Role::Selected);
                    }
                    canvas.hit(
                        line,
                        Target::Item {
                            pane: ROWS,
                            index: at,
                        },
                    );
                }
            }
            y += seen.height;
            skip = 0;
        }
        if let Some(at) = marked {
            let below = Rect {
                y: y.saturating_add(1).min(list.bottom()),
                height: help.saturating_sub(1).min(list.bottom().saturating_sub(y)),
                ..list
            };
            self.help(canvas, below, at, session, stage);
            y = y.saturating_add(help);
        }
        Rect {
            y: y.min(list.bottom()),
            height: list.bottom().saturating_sub(y),
            ..list
        }
    }

    fn form(&self, marked: Option<usize>) -> Form<'_> {
        Form {
            fields: &self.fields,
            at: marked.unwrap_or(usize::MAX),
            focused: marked.is_some(),
            pane: FIELDS,
        }
    }

    fn height(&self, row: &Row, wide: u16) -> u16 {
        match row {
            Row::Say(text) => {
                u16::try_from(wrap(text, wide.saturating_sub(4)).len()).unwrap_or(u16::MAX)
            }
            _ => 1,
        }
    }

    /// Returns the column of the fates of the rules that may be drawn.
    fn fates(&self, stage: &StageDraft, first: usize, most: usize) -> u16 {
        let rows = self.rows.iter().skip(first).take(most);
        rows.filter_map(|row| match row {
            Row::Rule(index) => {
                let rule = rules(stage)?.get(*index)?;
                Some(width(&rule_line(*index, rule)))
            }
            _ => None,
        })
        .max()
        .unwrap_or(0)
    }

    /// Draws a row that is no field.
    fn other(
        &self,
        canvas: &mut Canvas<'_>,
        line: Rect,
        (column, fates): (u16, u16),
        at: usize,
        session: &Session,
        stage: &StageDraft,
    ) {
        let pointer = self.slot(at).and_then(|slot| slot.pointer(session.draft()));
        let row = self.rows.get(at);
        let heads = matches!(row, Some(Row::Packets | Row::Gates | Row::Rules));
        if let Some(pointer) = pointer {
            let found = session
                .findings_within(&pointer)
                .filter(|found| !heads || found.primary.pointer == pointer);
            let (mark, role) = marks::gravest(found);
            // A list itself is only marked when something is wrong with it.
            let mark = if heads && mark == "✓" { " " } else { mark };
            canvas.put(line.x, line.y, 1, mark, role);
        }
        let (label, detail) = match row {
            Some(Row::Packets) => ("on entry", packets(stage)),
            Some(Row::Gates) => ("gates", gates(stage)),
            Some(Row::Rules) => ("rules", no_rules(stage)),
            Some(Row::Packet(index)) => return self.packet(canvas, line, column, *index, stage),
            Some(Row::Gate(index)) => return gate(canvas, line, column, *index, stage),
            Some(Row::Rule(index)) => return self.rule(canvas, line, fates, *index, stage),
            _ => return,
        };
        let indent = if matches!(row, Some(Row::Rules)) {
            2
        } else {
            0
        };
        canvas.put(
            line.x + 2 + indent,
            line.y,
            column.saturating_sub(indent),
            label,
            Role::Dim,
        );
        let x = line.x + 3 + column;
        canvas.put(
            x,
            line.y,
            line.right().saturating_sub(x),
            &detail,
            Role::Dim,
        );
    }

    fn packet(
        &self,
        canvas: &mut Canvas<'_>,
        line: Rect,
        column: u16,
        index: usize,
        stage: &StageDraft,
    ) {
        let Some(packet) = stage.packets().get(index) else {
            return;
        };
        let name = packet.packet_id.as_deref().unwrap_or("(no name yet)");
        let fold = if self.open == Some(Open::Packet(index)) {
            "▾ "
        } else {
            "▸ "
        };
        let x = line.x + 3 + column;
        canvas.spans(
            line.x + 4,
            line.y,
            (column).saturating_sub(2),
            &[(fold, Role::Dim), (name, Role::Text)],
        );
        let content = packet.content_type.as_deref().unwrap_or("?");
        let text = match packet.visibility_labels.as_deref() {
            None | Some([]) => content.to_owned(),
            Some(labels) => format!("{content} · for {}", crate::plain::listed(labels, "and")),
        };
        canvas.put(x, line.y, line.right().saturating_sub(x), &text, Role::Dim);
    }

    fn rule(
        &self,
        canvas: &mut Canvas<'_>,
        line: Rect,
        fates: u16,
        index: usize,
        stage: &StageDraft,
    ) {
        let Some(rule) = rules(stage).and_then(|rules| rules.get(index)) else {
            return;
        };
        let fold = if self.open == Some(Open::Rule(index)) {
            "▾ "
        } else {
            "▸ "
        };
        let x = line.x + 4;
        let end = canvas.spans(
            x,
            line.y,
            line.right().saturating_sub(x),
            &[(fold, Role::Dim), (&rule_line(index, rule), Role::Text)],
        );
        let x = end.max(x + 2 + fates) + 3;
        if let Some(fate) = self.table.rules.get(index) {
            let role = match fate {
                RuleFate::Pass | RuleFate::Alternate | RuleFate::Both => Role::Good,
                RuleFate::Unfinished => Role::Dim,
                _ => Role::Warning,
            };
            canvas.put(
                x,
                line.y,
                line.right().saturating_sub(x),
                &rule_fate(*fate),
                role,
            );
        }
    }

    /// Says what the marked row means and what is wrong with it.
    fn help(
        &self,
        canvas: &mut Canvas<'_>,
        area: Rect,
        at: usize,
        session: &Session,
        stage: &StageDraft,
    ) {
        let mut lines: Vec<(String, Role)> = Vec::new();
        match self.rows.get(at) {
            Some(Row::Field(field)) => lines = self.form(Some(*field)).help(session),
            Some(Row::Rule(index)) => {
                let fate = self.table.rules.get(*index).copied().map(rule_fate);
                lines.push((
                    format!("Rule {} is {}.", index + 1, fate.unwrap_or_default()),
                    Role::Dim,
                ));
            }
            Some(Row::Gate(index)) => {
                let gate = stage.gates().get(*index);
                if let Some(Ok(tree)) =
                    gate.and_then(|gate| Some(gate.requirement.as_ref()?.tree()))
                {
                    lines.push((format!("Passes when {}.", passes_when(&tree)), Role::Dim));
                }
            }
            Some(Row::Packets) => lines.push((
                "Packets are released when a run enters the stage, before its gates are looked at."
                    .to_owned(),
                Role::Dim,
            )),
            Some(Row::Gates) => lines.push((
                "A stage passes when all its gates are true at the same time. They are edited on \
                 a screen of their own."
                    .to_owned(),
                Role::Dim,
            )),
            Some(Row::Rules) => lines.push((
                "The first rule that matches says where the run goes; order matters.".to_owned(),
                Role::Dim,
            )),
            _ => {}
        }
        if !matches!(self.rows.get(at), Some(Row::Field(_)))
            && let Some(pointer) = self.slot(at).and_then(|slot| slot.pointer(session.draft()))
        {
            for found in session.findings_within(&pointer).take(2) {
                let (mark, role) = marks::level(found.level);
                lines.insert(0, (format!("{mark} {}", found.message), role));
            }
        }
        let mut left = Rect {
            x: area.x + 2,
            width: area.width.saturating_sub(2),
            ..area
        };
        for (text, role) in lines {
            let used = canvas.wrapped(left, &text, role);
            left.y += used;
            left.height = left.height.saturating_sub(used);
        }
    }
}

/// Returns the first row to draw so that the marked one is seen, and how many of its lines to skip.
fn top(heights: &[u16], marked: usize, room: u16) -> (usize, u16) {
    let whole: usize = heights.iter().map(|high| usize::from(*high)).sum();
    let before: usize = heights
        .iter()
        .take(marked)
        .map(|high| usize::from(*high))
        .sum();
    let room = usize::from(room);
    let mut from = before
        .saturating_sub(room / 2)
        .min(whole.saturating_sub(room));
    for (at, high) in heights.iter().enumerate() {
        if from < usize::from(*high) {
            return (at, u16::try_from(from).unwrap_or(0));
        }
        from -= usize::from(*high);
    }
    (0, 0)
}

/// Returns a phrase as a sentence.
fn sentence(phrase: &str) -> String {
    let mut letters = phrase.chars();
    let first = letters.next().map(char::to_uppercase);
    let mut sentence: String = first.into_iter().flatten().collect();
    sentence.push_str(letters.as_str());
    sentence.push('.');
    sentence
}

fn rule_line(index: usize, rule: &RuleDraft) -> String {
    let to = rule.next_stage_id.as_deref().unwrap_or("?");
    format!("{} {} → {to}", index + 1, rule_words(rule))
}

fn packets(stage: &StageDraft) -> String {
    match (&stage.entry_packets, stage.packets().len()) {
        (None, _) => "not decided yet: ⏎ for none, p for one".to_owned(),
        (_, 0) => "no packets".to_owned(),
        (_, 1) => "1 packet".to_owned(),
        (_, count) => format!("{count} packets"),
    }
}

fn gates(stage: &StageDraft) -> String {
    match (&stage.gates, stage.gates().len()) {
        (None, _) => "not decided yet".to_owned(),
        (_, 0) => "none".to_owned(),
        (_, 1) => "1 gate".to_owned(),
        (_, count) => format!("{count}, all true at the same time"),
    }
}

fn no_rules(stage: &StageDraft) -> String {
    match rules(stage) {
        None => "not decided yet: ⏎ for none, r for one".to_owned(),
        Some([]) => "none".to_owned(),
        Some(_) => "the first that matches is taken".to_owned(),
    }
}

fn gate(canvas: &mut Canvas<'_>, line: Rect, column: u16, index: usize, stage: &StageDraft) {
    let Some(gate) = stage.gates().get(index) else {
        return;
    };
    let name = gate.gate_id.as_deref().unwrap_or("(no name yet)");
    canvas.put(
        line.x + 4,
        line.y,
        column.saturating_sub(2),
        name,
        Role::Text,
    );
    let x = line.x + 3 + column;
    let text = match gate.requirement.as_ref().map(|one| one.tree()) {
        None => "no requirement yet".to_owned(),
        Some(Err(_)) => "the requirement does not read".to_owned(),
        Some(Ok(tree)) => passes_when(&tree),
    };
    canvas.put(x, line.y, line.right().saturating_sub(x), &text, Role::Dim);
}

//! The panel of a stage on the canvas: a row each, and what the marked one means.

use ratatui::layout::Rect;

use super::panel::{FIELDS, Open, Panel, ROWS, Row, rules};
use crate::check::RuleFate;
use crate::draft::{RuleDraft, StageDraft};
use crate::plain::{default_fate, listed, passes_when, rule_fate, rule_words, stage_name};
use crate::session::Session;
use crate::tui::canvas::{Canvas, Target, width, wrap};
use crate::tui::theme::Role;
use crate::tui::widget::form::Form;
use crate::tui::widget::marks;

/// From this height on, some rows are left to the graph below.
const TALL: u16 = 26;
/// How many rows those are.
const FOR_GRAPH: u16 = 8;
/// How far sentences are indented.
const INDENT: u16 = 4;

/// A panel as it is drawn.
pub(super) struct Rows<'a> {
    pub(super) panel: &'a Panel,
    pub(super) session: &'a Session,
    pub(super) stage: &'a StageDraft,
    marked: Option<usize>,
    /// How many cells labels take.
    column: u16,
    /// How many cells rules take, so that their fates line up.
    rules: u16,
}

impl<'a> Rows<'a> {
    /// Returns what draws a panel with a row marked; none when its stage is gone.
    pub(super) fn new(
        panel: &'a Panel,
        session: &'a Session,
        marked: Option<usize>,
    ) -> Option<Self> {
        Some(Self {
            panel,
            session,
            stage: session.draft().stages().get(panel.stage)?,
            marked,
            column: 0,
            rules: 0,
        })
    }

    /// Draws what fits into an area; returns what is left below.
    pub(super) fn draw(mut self, canvas: &mut Canvas<'_>, area: Rect) -> Rect {
        self.head(canvas, area);
        let list = Rect {
            y: area.y.saturating_add(1).min(area.bottom()),
            height: area.height.saturating_sub(1),
            ..area
        };
        // What the marked row means has the same room for every row, so that nothing jumps.
        let help = match self.marked {
            Some(_) => (list.height / 4).min(6),
            None => 0,
        };
        let graph = if area.height >= TALL { FOR_GRAPH } else { 0 };
        let room = list.height.saturating_sub(help + graph).max(1);
        let rows = Rect {
            height: room.min(list.height),
            ..list
        };
        let mut y = self.all(canvas, rows);
        if let Some(at) = self.marked {
            let below = Rect {
                x: list.x + 2,
                y: y.saturating_add(1).min(list.bottom()),
                width: list.width.saturating_sub(2),
                height: help.saturating_sub(1),
            };
            self.meaning(canvas, below.intersection(list), at);
            y = y.saturating_add(help);
        }
        let y = y.min(list.bottom());
        Rect {
            y,
            height: list.bottom() - y,
            ..list
        }
    }

    /// Draws what heads the panel: the stage, and how runs get there.
    fn head(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let name = stage_name(self.session.draft(), self.panel.stage);
        let room = area.width.saturating_sub(2);
        let x = canvas.put(area.x + 2, area.y, room, &name, Role::Title);
        let room = area.right().saturating_sub(x + 3);
        let entered = &self.panel.entered;
        let at = area.right().saturating_sub(width(entered).min(room));
        canvas.put(at, area.y, room, entered, Role::Dim);
    }

    /// Draws the rows around the marked one; returns the line behind them.
    fn all(&mut self, canvas: &mut Canvas<'_>, area: Rect) -> u16 {
        let heights: Vec<u16> = self
            .panel
            .rows
            .iter()
            .map(|row| match row {
                Row::Say(text) => sentence_height(text, area.width),
                _ => 1,
            })
            .collect();
        let (first, mut skip) = top(&heights, self.marked.unwrap_or(0), area.height);
        self.column = self.form(None).column(area.width);
        self.rules = self.rules_width(first, usize::from(area.height));
        let mut y = area.y;
        for (at, high) in heights.iter().enumerate().skip(first) {
            if y >= area.bottom() {
                break;
            }
            let seen = Rect {
                y,
                height: high.saturating_sub(skip).min(area.bottom() - y),
                ..area
            };
            self.row(canvas, seen, at, usize::from(skip));
            y += seen.height;
            skip = 0;
        }
        y
    }

    fn row(&self, canvas: &mut Canvas<'_>, area: Rect, at: usize, skip: usize) {
        let line = Rect { height: 1, ..area };
        match self.panel.rows.get(at) {
            Some(Row::Field(field)) => self.field(canvas, line, at, *field),
            Some(Row::Say(text)) => {
                let room = area.width.saturating_sub(INDENT);
                let lines = wrap(text, room);
                for (text, y) in lines.iter().skip(skip).zip(area.top()..area.bottom()) {
                    canvas.put(area.x + INDENT, y, room, text, Role::Dim);
                }
            }
            Some(row) => {
                self.mark(canvas, line, at, row);
                match row {
                    Row::Packets => self.heading(canvas, line, 0, "on entry", &packets(self.stage)),
                    Row::Gates => self.heading(canvas, line, 0, "gates", &gates(self.stage)),
                    Row::Rules => self.heading(canvas, line, 2, "rules", order(self.stage)),
                    Row::Packet(index) => self.packet(canvas, line, *index),
                    Row::Gate(index) => self.gate(canvas, line, *index),
                    Row::Rule(index) => self.rule(canvas, line, *index),
                    Row::Field(_) | Row::Say(_) => {}
                }
                if self.marked == Some(at) {
                    canvas.put(line.x + 1, line.y, 1, "›", Role::Title);
                    canvas.tint(line, Role::Selected);
                }
                let (pane, index) = (ROWS, at);
                canvas.hit(line, Target::Item { pane, index });
            }
            None => {}
        }
    }

    /// Returns the fields as a form with one of them marked.
    pub(super) fn form(&self, marked: Option<usize>) -> Form<'a> {
        Form {
            fields: &self.panel.fields,
            at: marked.unwrap_or(usize::MAX),
            focused: marked.is_some(),
            pane: FIELDS,
        }
    }

    fn field(&self, canvas: &mut Canvas<'_>, line: Rect, at: usize, index: usize) {
        let Some(field) = self.panel.fields.get(index) else {
            return;
        };
        let form = self.form((self.marked == Some(at)).then_some(index));
        form.row(canvas, line, self.column, index, field, self.session);
        if field.slot.path == "/advance_to/default"
            && let Some(fate) = default_fate(self.stage, &self.panel.table)
        {
            let value = line.x + 3 + self.column + width(&field.shown).max(1);
            let x = (value + 3).max(line.x + INDENT + 2 + self.rules + 3);
            canvas.put(x, line.y, line.right().saturating_sub(x), &fate, Role::Dim);
        }
    }

    /// Draws the mark of a row that is no field.
    fn mark(&self, canvas: &mut Canvas<'_>, line: Rect, at: usize, row: &Row) {
        let draft = self.session.draft();
        let Some(pointer) = self.panel.slot(at).and_then(|slot| slot.pointer(draft)) else {
            return;
        };
        let found = self.session.findings_within(&pointer);
        let (mark, role) = if row.heads() {
            marks::gravest(found.filter(|found| found.primary.pointer == pointer))
        } else {
            marks::gravest(found)
        };
        // That a list is there is nothing to praise.
        if !(row.heads() && mark == "✓") {
            canvas.put(line.x, line.y, 1, mark, role);
        }
    }

    fn heading(&self, canvas: &mut Canvas<'_>, line: Rect, indent: u16, label: &str, text: &str) {
        let room = self.column.saturating_sub(indent);
        canvas.put(line.x + 2 + indent, line.y, room, label, Role::Dim);
        self.beside(canvas, line, text);
    }

    /// Writes what stands beside a name.
    fn beside(&self, canvas: &mut Canvas<'_>, line: Rect, text: &str) {
        let x = line.x + 3 + self.column;
        canvas.put(x, line.y, line.right().saturating_sub(x), text, Role::Dim);
    }

    fn packet(&self, canvas: &mut Canvas<'_>, line: Rect, index: usize) {
        let Some(packet) = self.stage.packets().get(index) else {
            return;
        };
        let name = packet.packet_id.as_deref().unwrap_or("(no name yet)");
        let spans = [
            (self.fold(Open::Packet(index)), Role::Dim),
            (name, Role::Text),
        ];
        let room = self.column.saturating_sub(2);
        canvas.spans(line.x + INDENT, line.y, room, &spans);
        let content = packet.content_type.as_deref().unwrap_or("?");
        match packet.visibility_labels.as_deref() {
            None | Some([]) => self.beside(canvas, line, content),
            Some(labels) => {
                let text = format!("{content} · for {}", listed(labels, "and"));
                self.beside(canvas, line, &text);
            }
        }
    }

    fn gate(&self, canvas: &mut Canvas<'_>, line: Rect, index: usize) {
        let Some(gate) = self.stage.gates().get(index) else {
            return;
        };
        let name = gate.gate_id.as_deref().unwrap_or("(no name yet)");
        let room = self.column.saturating_sub(2);
        canvas.put(line.x + INDENT, line.y, room, name, Role::Text);
        match gate
            .requirement
            .as_ref()
            .map(crate::draft::RequirementDraft::tree)
        {
            None => self.beside(canvas, line, "no requirement yet"),
            Some(Err(_)) => self.beside(canvas, line, "the requirement does not read"),
            Some(Ok(tree)) => self.beside(canvas, line, &passes_when(&tree)),
        }
    }

    fn rule(&self, canvas: &mut Canvas<'_>, line: Rect, index: usize) {
        let Some(rule) = rules(self.stage).and_then(|rules| rules.get(index)) else {
            return;
        };
        let text = rule_line(index, rule);
        let spans = [
            (self.fold(Open::Rule(index)), Role::Dim),
            (text.as_str(), Role::Text),
        ];
        let x = line.x + INDENT;
        canvas.spans(x, line.y, line.right().saturating_sub(x), &spans);
        let x = x + 2 + self.rules + 3;
        if let Some(fate) = self.panel.table.rules.get(index) {
            let tone = match fate {
                RuleFate::Pass | RuleFate::Alternate | RuleFate::Both => Role::Good,
                RuleFate::Unfinished => Role::Dim,
                _ => Role::Warning,
            };
            let room = line.right().saturating_sub(x);
            canvas.put(x, line.y, room, &rule_fate(*fate), tone);
        }
    }

    fn fold(&self, child: Open) -> &'static str {
        if self.panel.open == Some(child) {
            "▾ "
        } else {
            "▸ "
        }
    }

    /// Returns the width of the widest of the rules that may be drawn.
    fn rules_width(&self, first: usize, most: usize) -> u16 {
        let rows = self.panel.rows.iter().skip(first).take(most);
        let drawn = rows.filter_map(|row| match row {
            Row::Rule(index) => Some((*index, rules(self.stage)?.get(*index)?)),
            _ => None,
        });
        drawn
            .map(|(index, rule)| width(&rule_line(index, rule)))
            .max()
            .unwrap_or(0)
    }
}

fn sentence_height(text: &str, wide: u16) -> u16 {
    u16::try_from(wrap(text, wide.saturating_sub(INDENT)).len()).unwrap_or(u16::MAX)
}

/// Returns the first row to draw so that the marked one is seen, and how many of its lines to skip.
fn top(heights: &[u16], marked: usize, room: u16) -> (usize, u16) {
    let sum = |heights: &[u16]| heights.iter().map(|high| usize::from(*high)).sum::<usize>();
    let before = sum(heights.get(..marked).unwrap_or(heights));
    let room = usize::from(room);
    let mut from = before
        .saturating_sub(room / 2)
        .min(sum(heights).saturating_sub(room));
    for (at, high) in heights.iter().enumerate() {
        if from < usize::from(*high) {
            return (at, u16::try_from(from).unwrap_or(0));
        }
        from -= usize::from(*high);
    }
    (0, 0)
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

fn order(stage: &StageDraft) -> &'static str {
    match rules(stage) {
        None => "not decided yet: ⏎ for none, r for one",
        Some([]) => "none",
        Some(_) => "the first that matches is taken",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marked_row_is_seen_whatever_the_sentences_take() {
        for (heights, marked, room, from) in [
            (&[][..], 0, 5, (0, 0)),
            (&[1, 1, 1], 2, 5, (0, 0)),
            (&[1, 4, 1, 1], 3, 2, (2, 0)),
            (&[1, 4, 1, 1], 2, 4, (1, 2)),
            (&[1, 4, 1, 1], 9, 1, (3, 0)),
        ] {
            assert_eq!(top(heights, marked, room), from, "{heights:?} {marked}");
        }
    }
}

//! What is said and asked of one stage: its fields with packets, gates and rules among them.

use crate::check::{RouteTable, Target};
use crate::draft::{AdvanceDraft, ChildKey, Entity, Key, RuleDraft, Slot, StageDraft};
use crate::plain::{advance, entered_from, listed, timeout};
use crate::prove::flow::{Fate, disclosure_words, fate_words, source_words, stage_words};
use crate::session::Session;
use crate::session::form::{Field, fields};
use crate::tui::widget::nearest::nearest_field;

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

impl Row {
    /// Tells whether it heads a list.
    pub(super) const fn heads(&self) -> bool {
        matches!(self, Self::Packets | Self::Gates | Self::Rules)
    }
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
    pub(super) open: Option<Open>,
    /// How runs get here.
    pub(super) entered: String,
    pub(super) table: RouteTable,
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
        let mut entered = entered_from(draft, stage, tables);
        if !entered.starts_with("no ") {
            entered.insert_str(0, "entered ");
        }
        let mut panel = Self {
            stage,
            fields: Vec::new(),
            rows: Vec::new(),
            open,
            entered,
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
                    if panel.table.pass != Target::Unknown {
                        let way = advance(draft, stage, &panel.table);
                        panel.rows.push(Row::Say(sentence(&way)));
                    }
                }
                "/note" => {
                    let late = timeout(draft, stage, &panel.table);
                    panel.rows.extend(late.map(Row::Say));
                    panel
                        .rows
                        .extend(outages(session, stage).into_iter().map(Row::Say));
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
        let told = guarantees(session, self.stage, stage).into_iter();
        self.rows.extend(told.map(Row::Say));
        self.rows.push(Row::Gates);
        self.rows.extend((0..stage.gates().len()).map(Row::Gate));
        let told = unusual(session, self.stage).into_iter();
        self.rows
            .extend(told.map(|words| Row::Say(sentence(&words))));
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
        self.place(&Row::Field(nearest_field(&self.fields, slot)?))
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
}

/// Returns what is unusual about the ways into a stage and out of it.
fn unusual(session: &Session, stage: usize) -> Vec<String> {
    let Some(proof) = session.proof() else {
        return Vec::new();
    };
    let found = proof.flow.stages.get(stage);
    if found.is_some_and(|found| found.standing().is_some()) {
        stage_words(session.draft(), &proof.flow, stage)
    } else {
        Vec::new()
    }
}

/// Returns what every run has passed before the packets of a stage are released.
fn guarantees(session: &Session, at: usize, stage: &StageDraft) -> Vec<String> {
    let ids = stage.packets().iter().map(|one| one.packet_id.as_deref());
    let ids: Vec<&str> = ids.map(|id| id.unwrap_or("?")).collect();
    let (Some(first), Some(proof)) = (ids.first(), session.proof()) else {
        return Vec::new();
    };
    let told = disclosure_words(session.draft(), &proof.flow, at, first);
    let mut told: Vec<String> = told.iter().map(|words| sentence(words)).collect();
    if ids.len() > 1 && !told.is_empty() {
        told.push("The same holds of the other packets here.".to_owned());
    }
    told
}

/// Returns what becomes of a run in a stage while a source of evidence is out, where it matters.
fn outages(session: &Session, stage: usize) -> Vec<String> {
    let outages = session.proof().map_or(&[][..], |proof| &proof.outages);
    let mut fates: Vec<(&Fate, Vec<String>)> = Vec::new();
    for outage in outages {
        let Some(fate) = outage.stages.get(stage) else {
            continue;
        };
        let source = source_words(&outage.source);
        match fates.iter_mut().find(|(known, _)| *known == fate) {
            Some((_, sources)) => sources.push(source),
            None => fates.push((fate, vec![source])),
        }
    }
    fates.retain(|(fate, _)| matches!(fate, Fate::Holds(_) | Fate::TimesOut { .. }));
    let told = fates.into_iter().map(|(fate, sources)| {
        let words = fate_words(session.draft(), stage, fate);
        format!("While {} is out: {words}.", listed(&sources, "or"))
    });
    told.collect()
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

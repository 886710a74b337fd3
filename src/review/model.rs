//! A comparison of two scenarios as data; renderings are leaves.

use std::sync::Arc;

use super::approvals::Approval;
use super::declaration::Declaration;
use crate::diagnostic::{Code, Confidence, Diagnostic};
use crate::runtime::Evidence;
use crate::spec::SpecHash;

/// What differs between two scenarios, in the three layers that a reviewer reads in this order.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The scenario as it was.
    pub old: Version,
    /// The scenario as it is to be.
    pub new: Version,
    /// What runs do otherwise.
    pub behaviour: Behaviour,
    /// What is written otherwise.
    pub declaration: Declaration,
    /// Whether the bytes differ, and what in them is neither behaviour nor declaration.
    pub bytes: Bytes,
}

/// One of the two scenarios.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Where it comes from, as the user named it; may hold untrusted text.
    pub label: Arc<str>,
    /// Its id; may hold untrusted text.
    pub scenario_id: String,
    /// Its version; may hold untrusted text.
    pub spec_version: String,
    /// SHA-256 of its canonical bytes.
    pub hash: SpecHash,
    /// How many canonical bytes there are.
    pub size: usize,
}

/// What runs do otherwise.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Behaviour {
    /// The changes: those of the whole scenario first, then by stage of the new scenario.
    pub changes: Vec<Change>,
    /// A shortest run on which the two versions differ; none when none was found.
    pub first_difference: Option<Witness>,
    /// Whether some runs that would show a change were not worked out, for want of budget.
    pub is_cut_short: bool,
}

impl Behaviour {
    /// Tells whether the direction of every change is known.
    #[must_use]
    pub fn is_proved(&self) -> bool {
        self.changes
            .iter()
            .all(|change| change.confidence.is_some())
    }

    /// Puts the changes into their one order.
    pub(super) fn sort(&mut self) {
        self.changes.sort_by_cached_key(Change::order);
    }
}

/// Whether the bytes differ.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bytes {
    /// Whether they are the same.
    pub same: bool,
    /// Whether they differ although neither behaviour nor declaration does.
    pub hash_only: bool,
    /// What differs without any meaning, such as the order of a list that is read by id; may hold
    /// untrusted text.
    pub cosmetic: Vec<String>,
}

/// What kind of thing behaves otherwise, in the order in which a stage's changes are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Where a condition gets its evidence from.
    Condition,
    /// A stage that is there or not, or the stage that a run begins in.
    Stage,
    /// When a gate is true.
    Gate,
    /// The trust lane that evidence must reach.
    Trust,
    /// Where a run goes when it leaves a stage.
    Route,
    /// What a timeout does and when.
    Timeout,
    /// What is disclosed, and where.
    Packet,
}

impl Kind {
    /// Every kind, in order.
    pub const ALL: [Self; 7] = [
        Self::Condition,
        Self::Stage,
        Self::Gate,
        Self::Trust,
        Self::Route,
        Self::Timeout,
        Self::Packet,
    ];

    /// Returns the word that views show.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Condition => "condition",
            Self::Stage => "stage",
            Self::Gate => "gate",
            Self::Trust => "trust",
            Self::Route => "route",
            Self::Timeout => "timeout",
            Self::Packet => "packet",
        }
    }
}

/// In which direction something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Something passes, completes or goes on that did not.
    Looser,
    /// Something passed, completed or went on that does not.
    Stricter,
    /// Both.
    Incomparable,
    /// A packet is disclosed where less has been passed.
    Earlier,
    /// A packet is disclosed only where more has been passed.
    Later,
    /// It was not there.
    Added,
    /// It is not there any more.
    Removed,
    /// It is otherwise, in no direction that is known.
    Changed,
    /// Runs go the same way; only what is recorded of them differs.
    ReportingOnly,
}

impl Class {
    /// Every class, in the order in which summaries count them.
    pub const ALL: [Self; 9] = [
        Self::Looser,
        Self::Stricter,
        Self::Incomparable,
        Self::Earlier,
        Self::Later,
        Self::Added,
        Self::Removed,
        Self::Changed,
        Self::ReportingOnly,
    ];

    /// Returns the word that machine formats use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Looser => "looser",
            Self::Stricter => "stricter",
            Self::Incomparable => "incomparable",
            Self::Earlier => "earlier",
            Self::Later => "later",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::ReportingOnly => "reporting-only",
        }
    }

    /// Returns the class that the change in the other direction has.
    #[must_use]
    pub const fn mirror(self) -> Self {
        match self {
            Self::Looser => Self::Stricter,
            Self::Stricter => Self::Looser,
            Self::Earlier => Self::Later,
            Self::Later => Self::Earlier,
            Self::Added => Self::Removed,
            Self::Removed => Self::Added,
            both @ (Self::Incomparable | Self::Changed | Self::ReportingOnly) => both,
        }
    }
}

/// Where a change is in one of the drafts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// Entity address, such as `stage:build/gate:quality`; may hold untrusted text.
    pub entity: String,
    /// JSON Pointer.
    pub pointer: String,
}

/// A text that became another one; may hold untrusted text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is the text of, such as `requirement`.
    pub label: String,
    /// The text as it was; none when there was none.
    pub old: Option<String>,
    /// The text as it is; none when there is none.
    pub new: Option<String>,
}

impl Line {
    /// Returns a line with both texts.
    pub fn both(label: impl Into<String>, old: impl Into<String>, new: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            old: Some(old.into()),
            new: Some(new.into()),
        }
    }
}

/// Something that shows how the two scenarios do differently.
///
/// Either one situation, as evidence condition by condition, or a run, step by step.
#[derive(Debug, Clone, PartialEq)]
pub struct Witness {
    /// What it shows, such as `passed before, holds now`.
    pub says: String,
    /// The evidence, condition by condition; may hold untrusted text.
    pub answers: Vec<Answer>,
    /// The same triggers as both versions answer them; empty for a situation.
    pub steps: Vec<Step>,
}

/// What one condition answers in a witness.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The condition, by its new id where it has one.
    pub condition: String,
    /// Which version asks; one that asks another question now has two answers.
    pub meant: Meant,
    /// Its value or answer, such as `82` or `no answer`.
    pub text: String,
    /// What the provider says; none where whatever makes the condition what it is will do.
    pub evidence: Option<Evidence>,
}

/// Which version an answer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meant {
    /// Both.
    Both,
    /// The old one.
    Old,
    /// The new one.
    New,
}

/// One trigger, and what a run of each version does then.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The trigger.
    pub event: Event,
    /// What the old version does; may hold untrusted text.
    pub old: String,
    /// What the new version does; may hold untrusted text.
    pub new: String,
}

impl Step {
    /// Tells whether both versions do the same.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.old == self.new
    }
}

/// What happens to a run.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// It starts.
    Start,
    /// A trigger other than a tick, with this evidence; what is not named gives no answer.
    Evidence(Vec<Answer>),
    /// A tick so many milliseconds after the last thing that happened, without any evidence.
    Tick(u64),
}

/// The minimal ways in which a gate passes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ways {
    /// The first of them, such as `alice and bob`; may hold untrusted text.
    pub shown: Vec<String>,
    /// How many there are; none when beyond any number worth telling.
    pub count: Option<u64>,
}

/// One way in which runs behave otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What kind of thing.
    pub kind: Kind,
    /// In which direction.
    pub class: Class,
    /// How strongly the direction is known; none when it was not found out.
    pub confidence: Option<Confidence>,
    /// Where it was; none when it was not there.
    pub old: Option<Spot>,
    /// Where it is; none when it is gone.
    pub new: Option<Spot>,
    /// The stage that it belongs to, by its new id where it has one; none for the whole scenario.
    pub stage: Option<String>,
    /// Position of that stage among the new ones; what is gone comes behind them.
    pub position: usize,
    /// What is otherwise, as a lower-case fragment; may hold untrusted text.
    pub headline: String,
    /// The texts that differ.
    pub lines: Vec<Line>,
    /// Situations and runs that show the difference.
    pub witnesses: Vec<Witness>,
    /// The ways to pass before and after, for a gate.
    pub ways: Option<(Ways, Ways)>,
    /// The decision about it that is on record; none without one.
    pub approval: Option<Approval>,
}

impl Change {
    /// Returns where the change is: in the new draft, else in the old one.
    #[must_use]
    pub fn spot(&self) -> Option<&Spot> {
        self.new.as_ref().or(self.old.as_ref())
    }

    /// Returns the address that views show, the old one too where they differ.
    #[must_use]
    pub fn address(&self) -> String {
        match (&self.old, &self.new) {
            (Some(old), Some(new)) if old.entity != new.entity => {
                format!("{} -> {}", old.entity, new.entity)
            }
            _ => self
                .spot()
                .map_or_else(String::new, |spot| spot.entity.clone()),
        }
    }

    /// Returns the code that findings about such a change have.
    #[must_use]
    pub const fn code(&self) -> Code {
        match (self.kind, self.class) {
            (_, Class::ReportingOnly) => Code::GW1015,
            (Kind::Condition, _) => Code::GW1011,
            (Kind::Stage, _) => Code::GW1010,
            (Kind::Route, _) => Code::GW1007,
            (Kind::Timeout, Class::Stricter) => Code::GW1013,
            (Kind::Timeout, _) => Code::GW1008,
            (Kind::Packet, Class::Earlier) => Code::GW1004,
            (Kind::Packet, Class::Later) => Code::GW1014,
            (Kind::Packet, _) => Code::GW1009,
            (Kind::Gate | Kind::Trust, Class::Looser) => Code::GW1001,
            (Kind::Gate | Kind::Trust, Class::Stricter) => Code::GW1002,
            (Kind::Gate | Kind::Trust, Class::Incomparable) => Code::GW1003,
            (Kind::Gate | Kind::Trust, _) => Code::GW1012,
        }
    }

    /// Returns twelve hex digits that stay the same while the change does.
    ///
    /// Code, direction, both addresses and the texts that differ take part; neither the position
    /// nor the witnesses do.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut finding = Diagnostic::new(self.code(), "", "");
        self.identify(&mut finding);
        finding.fingerprint()
    }

    /// Gives a finding what its fingerprint is made of.
    pub(super) fn identify(&self, finding: &mut Diagnostic) {
        let entity = |spot: &Option<Spot>| spot.as_ref().map_or("", |spot| &spot.entity).to_owned();
        finding.primary.entity = self
            .spot()
            .map_or_else(|| "scenario".to_owned(), |spot| spot.entity.clone());
        finding.parameters = vec![
            self.kind.name().to_owned(),
            self.class.name().to_owned(),
            entity(&self.old),
            entity(&self.new),
        ];
        for line in &self.lines {
            // A text that is not there is no empty text.
            let side =
                |text: &Option<String>| text.as_ref().map_or_else(String::new, |t| format!("={t}"));
            finding.parameters.push(line.label.clone());
            finding.parameters.push(side(&line.old));
            finding.parameters.push(side(&line.new));
        }
    }

    fn order(&self) -> (bool, usize, Kind, String, Class) {
        let in_a_stage = self.stage.is_some();
        (
            in_a_stage,
            self.position,
            self.kind,
            self.address(),
            self.class,
        )
    }
}

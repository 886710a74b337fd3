//! The six steps of authorship, how each stands, and what comes next.

use crate::diagnostic::Level;
use crate::draft::Slot;

use super::Session;

/// A step of authorship.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// What the scenario is called and where it belongs.
    Scenario,
    /// Which evidence is asked and how it is compared.
    Conditions,
    /// How conditions combine.
    Gates,
    /// How a run goes from stage to stage.
    Stages,
    /// Policies and schemas that are referred to.
    References,
    /// What is wrong, what changed, what is written.
    Review,
}

impl Step {
    /// All steps in order.
    pub const ALL: [Self; 6] = [
        Self::Scenario,
        Self::Conditions,
        Self::Gates,
        Self::Stages,
        Self::References,
        Self::Review,
    ];

    /// Returns the word that views show.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scenario => "Scenario",
            Self::Conditions => "Conditions",
            Self::Gates => "Gates",
            Self::Stages => "Stages",
            Self::References => "References",
            Self::Review => "Review",
        }
    }

    /// Returns the step in which the place of a JSON Pointer is edited.
    #[must_use]
    pub fn of_pointer(pointer: &str) -> Self {
        let mut steps = pointer.split('/').skip(1);
        match (steps.next(), steps.next(), steps.next()) {
            (Some("conditions"), ..) => Self::Conditions,
            (Some("stages"), _, Some("gates")) => Self::Gates,
            (Some("stages"), ..) => Self::Stages,
            (Some("policies" | "schemas"), ..) => Self::References,
            _ => Self::Scenario,
        }
    }
}

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StepState {
    /// Errors in it.
    pub errors: usize,
    /// Warnings in it.
    pub warnings: usize,
    /// What is still missing in it.
    pub todos: usize,
}

/// The one thing to do next.
#[derive(Debug, Clone, PartialEq)]
pub struct NextThing {
    /// Where it is done.
    pub step: Step,
    /// The value it is about.
    pub slot: Slot,
    /// What to do, one sentence.
    pub sentence: String,
    /// Why, for whoever asks.
    pub why: String,
}

pub(super) fn next_thing(session: &Session) -> Option<NextThing> {
    let wanted = |level: Level| matches!(level, Level::Error | Level::Todo);
    let found = session
        .findings()
        .filter(|found| wanted(found.level))
        .min_by_key(|found| Step::of_pointer(&found.primary.pointer))?;
    Some(NextThing {
        step: Step::of_pointer(&found.primary.pointer),
        slot: Slot::of_pointer(session.draft(), &found.primary.pointer),
        sentence: found.message.clone(),
        why: found.help.join(" "),
    })
}

//! The six steps of authorship, how each stands, and what comes next.

use crate::draft::Slot;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_edited_in_one_step() {
        for (pointer, step) in [
            ("", Step::Scenario),
            ("/precheck/data_shape", Step::Scenario),
            ("/conditions", Step::Conditions),
            ("/conditions/4/query", Step::Conditions),
            ("/stages", Step::Stages),
            ("/stages/0/gates", Step::Gates),
            ("/stages/0/gates/1/trust", Step::Gates),
            ("/stages/0/advance_to", Step::Stages),
            ("/schemas/0", Step::References),
        ] {
            assert_eq!(Step::of_pointer(pointer), step, "{pointer}");
        }
    }
}

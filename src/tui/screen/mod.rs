//! The six steps as screens.

mod browser;
mod conditions;
mod gates;
mod references;
mod review;
mod scenario;
mod stages;

use super::layer::{Layer, Screen};
use crate::session::Step;
use browser::Browser;

/// One screen for each step; they keep their marks while others are shown.
#[derive(Debug, Default)]
pub(super) struct Screens {
    scenario: Browser<scenario::Whole>,
    conditions: Browser<conditions::Conditions>,
    gates: gates::Gates,
    stages: stages::Stages,
    references: Browser<references::References>,
    review: review::Review,
}

impl Screens {
    pub(super) fn get(&self, step: Step) -> &dyn Screen {
        match step {
            Step::Conditions => &self.conditions,
            Step::Gates => &self.gates,
            Step::Stages => &self.stages,
            Step::References => &self.references,
            Step::Review => &self.review,
            Step::Scenario => &self.scenario,
        }
    }

    pub(super) fn get_mut(&mut self, step: Step) -> &mut dyn Screen {
        match step {
            Step::Conditions => &mut self.conditions,
            Step::Gates => &mut self.gates,
            Step::Stages => &mut self.stages,
            Step::References => &mut self.references,
            Step::Review => &mut self.review,
            Step::Scenario => &mut self.scenario,
        }
    }

    pub(super) fn layer_mut(&mut self, step: Step) -> &mut dyn Layer {
        match step {
            Step::Conditions => &mut self.conditions,
            Step::Gates => &mut self.gates,
            Step::Stages => &mut self.stages,
            Step::References => &mut self.references,
            Step::Review => &mut self.review,
            Step::Scenario => &mut self.scenario,
        }
    }
}

//! The six steps as screens.

mod browser;
mod conditions;
mod references;
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
    stages: stages::Stages,
    references: Browser<references::References>,
}

impl Screens {
    pub(super) fn get(&self, step: Step) -> &dyn Screen {
        match step {
            Step::Conditions => &self.conditions,
            Step::Stages => &self.stages,
            Step::References => &self.references,
            _ => &self.scenario,
        }
    }

    pub(super) fn get_mut(&mut self, step: Step) -> &mut dyn Screen {
        match step {
            Step::Conditions => &mut self.conditions,
            Step::Stages => &mut self.stages,
            Step::References => &mut self.references,
            _ => &mut self.scenario,
        }
    }

    pub(super) fn layer_mut(&mut self, step: Step) -> &mut dyn Layer {
        match step {
            Step::Conditions => &mut self.conditions,
            Step::Stages => &mut self.stages,
            Step::References => &mut self.references,
            _ => &mut self.scenario,
        }
    }
}

//! Step 1: what the scenario is called and where it belongs.

use super::browser::{Roster, Row};
use crate::draft::{Edit, Entity};
use crate::session::Session;
use crate::tui::layer::Cx;

/// The scenario itself.
#[derive(Debug, Default)]
pub(super) struct Whole;

impl Roster for Whole {
    const TITLE: &'static str = "";

    fn count(&self, _: &Session) -> usize {
        1
    }

    fn entity(&self, _: &Session, _: usize) -> Option<Entity> {
        Some(Entity::Scenario)
    }

    fn row(&self, _: &Session, _: usize) -> Row {
        Row::default()
    }

    fn empty(&self) -> &'static str {
        ""
    }

    fn notes(&self, _: &Session, _: usize) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    fn add(&self, _: usize, _: &mut Cx<'_>) -> Option<usize> {
        None
    }

    fn shift(&self, _: &Session, _: usize, _: usize) -> Option<Edit> {
        None
    }
}

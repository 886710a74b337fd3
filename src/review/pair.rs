//! Two scenarios side by side, and what became what.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::document::{Document, Part};
use super::matching::Matching;
use super::model::{Change, Class, Kind, Spot};
use super::operands;
use super::renames::Renames;
use crate::check::{RouteTable, route_tables};
use crate::compile::Compiled;
use crate::draft::ScenarioDraft;
use crate::sources::Sources;

/// One of two scenarios to compare.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// Where it comes from, as the user named it.
    pub label: &'a Arc<str>,
    /// The draft, or a spec read as one.
    pub draft: &'a ScenarioDraft,
    /// What it compiles to.
    pub compiled: &'a Compiled,
    /// The contracts, shapes and settings that it was compiled with.
    pub sources: &'a Sources,
}

/// Both scenarios with everything that more than one layer needs.
pub(super) struct Pair<'a> {
    pub(super) old_side: Side<'a>,
    pub(super) new_side: Side<'a>,
    pub(super) old: Document,
    pub(super) new: Document,
    pub(super) matching: Matching,
    pub(super) renames: Renames,
    pub(super) old_routes: Vec<RouteTable>,
    pub(super) new_routes: Vec<RouteTable>,
    /// New ids of old schemas that are called otherwise.
    pub(super) schemas: BTreeMap<String, String>,
}

impl<'a> Pair<'a> {
    pub(super) fn of(old_side: Side<'a>, new_side: Side<'a>) -> Self {
        let (old, new) = (Document::of(old_side.draft), Document::of(new_side.draft));
        let matching = Matching::of(&old, &new);
        let renames = Renames::of(&old, &new, &matching);
        let schemas = super::renames::renamed(&old.schemas, &new.schemas, &matching.schemas);
        Self {
            old_side,
            new_side,
            matching,
            renames,
            schemas,
            old_routes: route_tables(old_side.draft),
            new_routes: route_tables(new_side.draft),
            old,
            new,
        }
    }

    /// Tells whether a requirement of the old draft and one of the new say the same, whatever the
    /// order of operands and the names of conditions.
    pub(super) fn same_requirement(&self, old: &Part, new: &Part) -> bool {
        match (&old.requirement, &new.requirement) {
            (Some(old), Some(new)) => {
                operands::key(old, &|id| self.renames.condition(id)) == operands::key(new, &|id| id)
            }
            _ => old.fields.get("requirement") == new.fields.get("requirement"),
        }
    }

    /// Begins a change of something that both have, that one has, or of the whole scenario.
    pub(super) fn change(
        &self,
        kind: Kind,
        class: Class,
        old: Option<&Part>,
        new: Option<&Part>,
    ) -> Change {
        let (stage, position) = self.stage_of(kind, old, new);
        Change {
            kind,
            class,
            confidence: None,
            old: old.map(spot),
            new: new.map(spot),
            stage,
            position,
            headline: String::new(),
            lines: Vec::new(),
            witnesses: Vec::new(),
            ways: None,
            approval: None,
        }
    }

    /// Returns the name and place of the stage that a change is told under.
    fn stage_of(
        &self,
        kind: Kind,
        old: Option<&Part>,
        new: Option<&Part>,
    ) -> (Option<String>, usize) {
        let behind = self.new.stages.len();
        let own = |parts: &[Part], part: &Part| {
            parts.iter().position(|stage| stage.pointer == part.pointer)
        };
        let stage = |parts: &[Part], part: Option<&Part>| {
            part.and_then(|part| part.stage.or_else(|| own(parts, part)))
        };
        if kind == Kind::Condition {
            return (None, 0);
        }
        if let Some(at) = stage(&self.new.stages, new) {
            let name = self.new.stages.get(at).map(|stage| stage.name().to_owned());
            return (name, at);
        }
        let Some(at) = stage(&self.old.stages, old) else {
            return (None, 0);
        };
        match self.matching.stages.new_of(at) {
            Some(to) => {
                let name = self.new.stages.get(to).map(|stage| stage.name().to_owned());
                (name, to)
            }
            None => {
                let name = self.old.stages.get(at).map(|stage| stage.name().to_owned());
                (name, behind + at)
            }
        }
    }
}

fn spot(part: &Part) -> Spot {
    Spot {
        entity: part.address.clone(),
        pointer: part.pointer.clone(),
    }
}

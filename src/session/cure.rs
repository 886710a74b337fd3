//! Cures of findings: what they would change, and making it.

use crate::diagnostic::{Diagnostic, Fix};
use crate::draft::{Edit, EditError, apply};

use super::Session;
use super::file::changes;

/// How many changed entities a preview shows.
const PREVIEW_ENTITIES: usize = 12;

impl Session {
    /// Applies a cure as one change.
    ///
    /// # Errors
    /// When it does not fit the draft any more; nothing is changed then.
    pub fn apply_fix(&mut self, fix: &Fix) -> Result<(), EditError> {
        self.edit(&fix.title, &Edit::Batch(edits(fix)?))
    }

    /// Returns what a cure would change, by entity, as lines taken away and added.
    #[must_use]
    pub fn preview(&self, fix: &Fix) -> Vec<(String, String)> {
        let mut after = self.draft().clone();
        let Ok(edits) = edits(fix) else {
            return Vec::new();
        };
        if let Err(error) = apply(&mut after, &Edit::Batch(edits)) {
            return vec![("cannot be applied".to_owned(), error.to_string())];
        }
        let mut shown: Vec<(String, String)> = changes(self.draft(), &after)
            .into_iter()
            .map(|change| (change.address.clone(), change.text()))
            .collect();
        shown.truncate(PREVIEW_ENTITIES);
        shown
    }

    /// Returns the finding after or before a place, going round at the ends.
    ///
    /// Without a place it is the first or the last.
    #[must_use]
    pub fn neighbour(&self, pointer: Option<&str>, forward: bool) -> Option<&Diagnostic> {
        let mut found = self.findings();
        let Some(pointer) = pointer else {
            return if forward {
                found.next()
            } else {
                found.next_back()
            };
        };
        let here = order(pointer);
        let place = |one: &Diagnostic| order(&one.primary.pointer).cmp(&here);
        if forward {
            found
                .find(|one| place(one).is_gt())
                .or_else(|| self.findings().next())
        } else {
            found
                .rfind(|one| place(one).is_lt())
                .or_else(|| self.findings().next_back())
        }
    }
}

fn edits(fix: &Fix) -> Result<Vec<Edit>, EditError> {
    fix.edits
        .read()
        .map_err(|error| EditError::NotFound(format!("such edit: {error}")))
}

/// What orders places as the draft does.
type Order<'a> = (usize, Vec<(Option<usize>, &'a str)>);

/// Returns what orders places: the scenario's own fields, then the lists as they are written, in
/// them positions by number and fields by name.
fn order(pointer: &str) -> Order<'_> {
    const LISTS: [&str; 4] = ["conditions", "stages", "policies", "schemas"];
    let steps: Vec<_> = pointer
        .split('/')
        .skip(1)
        .map(|step| (step.parse().ok(), step))
        .collect();
    let list = steps
        .first()
        .and_then(|(_, first)| LISTS.iter().position(|list| list == first));
    (list.map_or(0, |list| list + 1), steps)
}

//! "Because you changed this, these became invalid."

use std::collections::HashMap;

use super::Repair;
use super::live::{Live, subject};
use super::repair::repair;
use crate::check::Delta;
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::draft::{Edit, ScenarioDraft, entity_pointer, is_within};

/// What became invalid through a change of something else.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Consequences {
    /// What was changed, in a few words.
    pub cause: String,
    /// What is invalid because of it; empty when there is nothing, or all is cured.
    pub broken: Vec<Broken>,
}

/// One thing that became invalid.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    /// What is wrong, and where.
    pub finding: Diagnostic,
    /// A cure that can be applied at once.
    pub repair: Option<Repair>,
}

impl Broken {
    fn of(draft: &ScenarioDraft, finding: &Diagnostic) -> Self {
        Self {
            finding: finding.clone(),
            repair: repair(draft, finding),
        }
    }
}

impl Consequences {
    /// Leaves out what is cured and looks again at the rest, which may stand elsewhere now.
    pub(super) fn renew(&mut self, draft: &ScenarioDraft, live: &Live) {
        if self.broken.is_empty() {
            return;
        }
        let mut there: HashMap<_, Vec<&Diagnostic>> = HashMap::new();
        for found in live.findings().filter(|found| is_serious(found)) {
            there.entry(subject(found)).or_default().push(found);
        }
        // Findings about one subject are told apart by their order alone.
        there.values_mut().for_each(|found| found.reverse());
        self.broken = self
            .broken
            .iter()
            .filter_map(|broken| there.get_mut(&subject(&broken.finding))?.pop())
            .map(|found| Broken::of(draft, found))
            .collect();
    }
}

fn is_serious(found: &Diagnostic) -> bool {
    matches!(found.level, Level::Error | Level::Todo)
}

/// Returns what a change broke at other places than its own.
pub(super) fn broken(
    draft: &ScenarioDraft,
    live: &Live,
    undo: &Edit,
    delta: &Delta,
) -> Vec<Broken> {
    let mut edited = Vec::new();
    places(draft, undo, &mut edited);
    // An entity that was renamed or has moved is the same as before.
    let mut at: HashMap<(Code, &str), usize> = HashMap::new();
    let mut said: HashMap<(Code, &str), usize> = HashMap::new();
    let news = live.news(delta, subject);
    if news.is_empty() {
        return Vec::new();
    }
    for found in &delta.before {
        *at.entry((found.code, &found.primary.pointer)).or_default() += 1;
        *said.entry((found.code, &found.message)).or_default() += 1;
    }
    let mut broken = Vec::new();
    for found in news.into_iter().filter(|found| is_serious(found)) {
        let pointer = found.primary.pointer.as_str();
        if edited.iter().any(|edited| is_within(pointer, edited)) {
            continue;
        }
        let place = at.get_mut(&(found.code, pointer));
        let words = said.get_mut(&(found.code, found.message.as_str()));
        let known = place.filter(|left| **left > 0);
        match known.or(words.filter(|left| **left > 0)) {
            Some(left) => *left -= 1,
            None => broken.push(Broken::of(draft, found)),
        }
    }
    broken
}

/// Collects the places that a change was about, from its inverse.
fn places(draft: &ScenarioDraft, undo: &Edit, edited: &mut Vec<String>) {
    match undo {
        Edit::Set { entity, field, .. } => {
            edited.extend(entity_pointer(draft, entity).map(|at| format!("{at}/{field}")));
        }
        Edit::Remove(entity) => edited.extend(entity_pointer(draft, entity)),
        Edit::Batch(steps) => steps.iter().for_each(|step| places(draft, step, edited)),
        Edit::Add { .. } | Edit::Move { .. } | Edit::Rename { .. } | Edit::Node { .. } => {}
    }
}

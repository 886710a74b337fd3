//! The marks that say how something stands.

use crate::diagnostic::{Diagnostic, Level};
use crate::session::StepState;
use crate::tui::theme::Role;

/// Returns the mark of a level with its role.
pub(in crate::tui) const fn level(level: Level) -> (&'static str, Role) {
    match level {
        Level::Error => ("✗", Role::Error),
        Level::Warning => ("!", Role::Warning),
        Level::Todo => ("○", Role::Todo),
        Level::Advice => ("·", Role::Dim),
    }
}

/// Returns the mark of the gravest finding, and `✓` where there is none that counts.
pub(in crate::tui) fn gravest<'a>(
    findings: impl Iterator<Item = &'a Diagnostic>,
) -> (&'static str, Role) {
    // An error weighs more than what is missing, and that more than a warning.
    let weight = |found: Level| match found {
        Level::Error => 3,
        Level::Todo => 2,
        Level::Warning => 1,
        Level::Advice => 0,
    };
    match findings
        .map(|found| found.level)
        .max_by_key(|found| weight(*found))
    {
        Some(Level::Advice) | None => ("✓", Role::Good),
        Some(found) => level(found),
    }
}

/// Returns how a step stands, in a mark and a number.
pub(in crate::tui) fn step(state: StepState) -> (String, Role) {
    if state.errors > 0 {
        (format!("✗{}", state.errors), Role::Error)
    } else if state.todos > 0 {
        (format!("○{}", state.todos), Role::Todo)
    } else if state.warnings > 0 {
        (format!("!{}", state.warnings), Role::Warning)
    } else {
        ("✓".to_owned(), Role::Good)
    }
}

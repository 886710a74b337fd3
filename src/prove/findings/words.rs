//! The phrases that findings about gates are made of.

use std::sync::Arc;

use crate::draft::{ConditionDraft, GateDraft};
use crate::plain::{cut, listed, short, value_words};
use crate::prove::{Answer, Need};
use crate::spec::{Requirement, print_requirement};

/// Longest part of a requirement in a message, in characters.
const MAX_PART: usize = 60;
/// Answers of a witness that a message shows.
const MAX_ANSWERS: usize = 6;

/// Returns the name of a gate as messages show it.
pub(super) fn gate_name(gate: &GateDraft) -> String {
    match gate.gate_id.as_deref().filter(|id| !id.is_empty()) {
        Some(id) => format!("`{id}`"),
        None => "without an id".to_owned(),
    }
}

/// Returns the name of a condition with what it compares, such as `` `coverage` (at least 85) ``.
pub(super) fn with_test(id: &str, condition: Option<&ConditionDraft>) -> String {
    match condition {
        Some(condition) => format!("`{id}` ({})", short(condition)),
        None => format!("`{id}`"),
    }
}

/// Returns a part of a requirement as a message shows it.
pub(super) fn part_words(part: &Requirement) -> String {
    print_requirement(part).map_or_else(
        |_| "this part".to_owned(),
        |text| format!("`{}`", cut(&text, MAX_PART)),
    )
}

/// Returns a situation in a few words, such as `coverage = 82 and alice unavailable`.
pub(super) fn given(answers: &[Answer]) -> String {
    let words: Vec<String> = answers.iter().map(Answer::words).collect();
    listed_all(&words)
}

/// Returns the answers that a way needs in a few words.
pub(super) fn needs(way: &[Arc<Need>]) -> String {
    let words: Vec<String> = way
        .iter()
        .map(|need| match (&need.example, need.holds) {
            (Some(value), _) => format!("{} = {}", need.condition_id, value_words(value)),
            (None, true) => format!("{} true", need.condition_id),
            (None, false) => format!("{} false", need.condition_id),
        })
        .collect();
    listed_all(&words)
}

fn listed_all(words: &[String]) -> String {
    if words.len() <= MAX_ANSWERS {
        return listed(words, "and");
    }
    let shown = words.iter().take(MAX_ANSWERS - 1).cloned();
    let more = format!("{} more", words.len() + 1 - MAX_ANSWERS);
    listed(&shown.chain([more]).collect::<Vec<_>>(), "and")
}

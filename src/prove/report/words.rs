//! The small words of the report.

use super::model::{Known, NeedReport, Possible, SetsReport};
use crate::plain::{listed, value_words};
use crate::spec::Requirement;
use crate::spec::print_requirement;

/// How many sets of a gate a view shows.
pub(super) const MAX_SETS: usize = 6;

/// Returns a set of answers as one phrase, such as `coverage = 85, alice = true`.
pub(super) fn set_words(set: &[NeedReport]) -> String {
    match set {
        [] => "without any evidence".to_owned(),
        set => {
            let needs: Vec<String> = set.iter().map(NeedReport::words).collect();
            needs.join(", ")
        }
    }
}

/// Appends formatted text.
pub(super) fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    // A `String` takes whatever is written to it.
    let _ = std::fmt::Write::write_fmt(out, text);
}

/// Returns a fragment as the beginning of a sentence; what begins with a quoted name stays.
pub(super) fn capital(text: &str) -> String {
    let mut rest = text.chars();
    match rest.next() {
        Some(first) => first.to_uppercase().chain(rest).collect(),
        None => String::new(),
    }
}

/// Returns a name in quotes.
pub(super) fn named(id: &str) -> String {
    format!("`{id}`")
}

/// Returns names in quotes as one phrase.
pub(super) fn quoted<T: AsRef<str>>(ids: &[T]) -> String {
    let names: Vec<String> = ids.iter().map(|id| named(id.as_ref())).collect();
    listed(&names, "and")
}

/// Returns a requirement in the requirement language, or as a tree where no text can say it.
pub(super) fn requirement_words(tree: &Requirement) -> String {
    print_requirement(tree).unwrap_or_else(|_| serde_json::to_string(tree).unwrap_or_default())
}

impl NeedReport {
    /// Returns the need in a few words, such as `coverage = 85` or `alice is false`.
    #[must_use]
    pub fn words(&self) -> String {
        let id = &self.condition_id;
        match (&self.example, self.absent, self.holds) {
            (Some(value), ..) => format!("{id} = {}", value_words(value)),
            (None, true, _) => format!("{id} has no value"),
            (None, false, true) => format!("{id} is true"),
            (None, false, false) => format!("{id} is false"),
        }
    }
}

impl SetsReport {
    /// Returns how many sets there are, such as `3 ways to pass`.
    #[must_use]
    pub fn count_words(&self, one: &str, many: &str) -> String {
        match self.total.as_deref() {
            None => format!("more {many} than can be counted"),
            Some("0") => format!("no {one}"),
            Some("1") => format!("1 {one}"),
            Some(total) => format!("{total} {many}"),
        }
    }

    /// Returns how many sets are left when so many are shown; none when all are shown.
    #[must_use]
    pub fn more_words(&self, shown: usize) -> Option<String> {
        let shown = u128::try_from(shown).unwrap_or(u128::MAX);
        match self.total.as_deref().map(str::parse::<u128>) {
            Some(Ok(total)) if total <= shown => None,
            Some(Ok(total)) => Some(format!("{} more", total - shown)),
            _ => Some("many more".to_owned()),
        }
    }
}

impl Known {
    /// Returns the answer as a word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self.can {
            Possible::Yes => "yes",
            Possible::No => "no",
            Possible::Unknown => "not analysed",
        }
    }
}

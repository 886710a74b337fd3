//! The small words of the report.

use super::model::{
    AnswerReport, ConditionReport, GateReport, Known, NeedReport, Possible, SetsReport,
};
use crate::check::RouteTable;
use crate::draft::ScenarioDraft;
use crate::plain::{listed, timeout, value_words};
use crate::prove::said::ClaimKind;
use crate::spec::{Requirement, print_requirement};

/// How many sets of a gate a view shows.
const MAX_SETS: usize = 6;

/// How many answers or conditions a view lists before it says how many more there are.
const MAX_ITEMS: usize = 16;

/// Returns the needs of a set, each in words such as `coverage = 85`; of a long set the first ones.
pub(super) fn set_items(set: &[NeedReport]) -> Vec<String> {
    items(set, NeedReport::words)
}

/// Returns answers, each in words such as `coverage = 82`; of many the first ones.
pub(super) fn answer_items(answers: &[AnswerReport]) -> Vec<String> {
    items(answers, |answer| answer.says.clone())
}

/// Returns the conditions of a gate that a view lists, and how many more there are in words.
pub(super) fn condition_items(
    conditions: &[ConditionReport],
) -> (&[ConditionReport], Option<String>) {
    match conditions.get(..MAX_ITEMS) {
        Some(shown) if conditions.len() > MAX_ITEMS + 1 => {
            let more = conditions.len() - MAX_ITEMS;
            (shown, Some(format!("… {more} more conditions")))
        }
        _ => (conditions, None),
    }
}

fn items<T>(all: &[T], words: impl Fn(&T) -> String) -> Vec<String> {
    if all.len() <= MAX_ITEMS + 1 {
        return all.iter().map(words).collect();
    }
    let mut shown: Vec<String> = all.iter().take(MAX_ITEMS).map(words).collect();
    shown.push(format!("… {} more", all.len() - MAX_ITEMS));
    shown
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

/// Returns what the timeout of a stage really does, as a fragment; none without a timeout.
pub(super) fn timeout_words(
    draft: &ScenarioDraft,
    stage: usize,
    table: &RouteTable,
) -> Option<String> {
    let says = timeout(draft, stage, table)?;
    let says = says.trim_end_matches('.');
    Some(match says.strip_prefix("On ") {
        Some(rest) => format!("on {rest}"),
        None => says.to_owned(),
    })
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

impl GateReport {
    /// Returns the sets that a view lists: ways to pass, then what blocks. A gate that no evidence
    /// decides has none worth telling.
    pub(super) fn listed_sets(&self) -> [(Option<&SetsReport>, &'static str, &'static str); 2] {
        let constant = self
            .claims
            .iter()
            .any(|one| one.kind == ClaimKind::Constant);
        let listed = |sets: &'_ Option<SetsReport>| {
            sets.as_ref()
                .is_some_and(|sets| !sets.shown.is_empty() && !constant)
        };
        [
            (
                self.ways.as_ref().filter(|_| listed(&self.ways)),
                "way to pass",
                "ways to pass",
            ),
            (
                self.blocks.as_ref().filter(|_| listed(&self.blocks)),
                "way to block it",
                "ways to block it",
            ),
        ]
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

    /// Returns the sets that a view lists: after one of which not all is shown, others would look
    /// the same.
    pub(super) fn listed(&self) -> &[Vec<NeedReport>] {
        let long = self.shown.iter().position(|set| set.len() > MAX_ITEMS + 1);
        let count = long.map_or(MAX_SETS, |at| (at + 1).min(MAX_SETS));
        self.shown.get(..count).unwrap_or(&self.shown)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prove::Strength;
    use serde_json::json;

    fn sets(total: Option<&str>, sizes: &[usize]) -> SetsReport {
        let need = |at: usize| NeedReport {
            condition_id: format!("c{at}"),
            holds: true,
            example: Some(json!(at)),
            absent: false,
        };
        SetsReport {
            total: total.map(str::to_owned),
            strength: Strength::Proved,
            shown: sizes
                .iter()
                .map(|size| (0..*size).map(need).collect())
                .collect(),
        }
    }

    #[test]
    fn counts_are_told_with_what_is_left_out() {
        for (total, sizes, count, listed, more) in [
            (Some("0"), &[][..], "no way", 0, None),
            (Some("1"), &[1], "1 way", 1, None),
            (Some("7"), &[1; 7], "7 ways", 6, Some("1 more")),
            (Some("900"), &[1, 40, 40], "900 ways", 2, Some("898 more")),
            (
                None,
                &[1; 7],
                "more ways than can be counted",
                6,
                Some("many more"),
            ),
        ] {
            let sets = sets(total, sizes);
            assert_eq!(sets.count_words("way", "ways"), count);
            assert_eq!(sets.listed().len(), listed, "{count}");
            assert_eq!(sets.more_words(listed).as_deref(), more, "{count}");
        }
    }

    #[test]
    fn long_sets_are_cut_and_short_ones_are_whole() {
        for (size, items, last) in [(17, 17, "c16 = 16"), (18, 17, "… 2 more")] {
            let found = set_items(&sets(None, &[size]).shown[0]);
            assert_eq!((found.len(), found[items - 1].as_str()), (items, last));
        }
    }

    #[test]
    fn needs_are_told_with_what_answers_them() {
        for (holds, example, absent, words) in [
            (true, Some(json!("x")), false, "id = \"x\""),
            (true, None, true, "id has no value"),
            (true, None, false, "id is true"),
            (false, None, false, "id is false"),
        ] {
            let need = NeedReport {
                condition_id: "id".to_owned(),
                holds,
                example,
                absent,
            };
            assert_eq!(need.words(), words);
        }
    }
}

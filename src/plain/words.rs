//! The small words that every sentence is made of.

use serde_json::Value;

use time::OffsetDateTime;

use crate::spec::{Comparator, TimeoutPolicy, Timestamp};

/// How many items a sentence lists before it says how many more there are.
pub const MAX_LISTED: usize = 6;

/// Longest value in a sentence, in characters.
const MAX_VALUE: usize = 60;

/// Returns items as one phrase, such as `a, b and 3 more`; `last` is the word before the last one.
#[must_use]
pub fn listed<T: AsRef<str>>(items: &[T], last: &str) -> String {
    let (shown, more) = match items.len() {
        count if count > MAX_LISTED => (MAX_LISTED - 1, count - MAX_LISTED + 1),
        count => (count, 0),
    };
    let mut words: Vec<String> = items
        .iter()
        .take(shown)
        .map(|item| item.as_ref().to_owned())
        .collect();
    if more > 0 {
        words.push(format!("{more} more"));
    }
    let joint = if more > 0 { "and" } else { last };
    match words.split_last() {
        None => "nothing".to_owned(),
        Some((only, [])) => only.clone(),
        Some((end, before)) => format!("{} {joint} {end}", before.join(", ")),
    }
}

/// Returns a value as a sentence shows it: texts in quotes, long values cut.
#[must_use]
pub fn value_words(value: &Value) -> String {
    cut(&value.to_string(), MAX_VALUE)
}

/// Cuts a text that would fill a screen, to so many characters.
#[must_use]
pub fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Returns milliseconds in the units that people use, such as `1 h 30 min`; `0 ms` for none.
#[must_use]
pub fn duration(milliseconds: u64) -> String {
    let mut rest = milliseconds;
    let mut parts = Vec::new();
    for (unit, size) in [
        ("d", 86_400_000),
        ("h", 3_600_000),
        ("min", 60_000),
        ("s", 1000),
    ] {
        if rest >= size {
            parts.push(format!("{} {unit}", rest / size));
            rest %= size;
        }
    }
    if rest > 0 || parts.is_empty() {
        parts.push(format!("{rest} ms"));
    }
    parts.join(" ")
}

/// Returns a time as people write it, such as `2026-12-18 17:00:00 UTC`.
#[must_use]
pub fn moment(at: Timestamp) -> String {
    let millis = match at {
        Timestamp::Logical(count) => return format!("logical time {count}"),
        Timestamp::UnixMillis(millis) => millis,
    };
    let nanos = i128::from(millis) * 1_000_000;
    let Ok(at) = OffsetDateTime::from_unix_timestamp_nanos(nanos) else {
        return format!("{millis} ms on the clock");
    };
    let below = match at.millisecond() {
        0 => String::new(),
        part => format!(".{part:03}"),
    };
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}{below} UTC",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

/// Returns what a comparator says, such as `at least`, to stand before the expected value.
#[must_use]
pub const fn comparator_words(comparator: Comparator) -> &'static str {
    match comparator {
        Comparator::Equals => "exactly",
        Comparator::NotEquals => "anything but",
        Comparator::GreaterThan => "more than",
        Comparator::GreaterThanOrEqual => "at least",
        Comparator::LessThan => "less than",
        Comparator::LessThanOrEqual => "at most",
        Comparator::LexGreaterThan => "sorted after",
        Comparator::LexGreaterThanOrEqual => "not sorted before",
        Comparator::LexLessThan => "sorted before",
        Comparator::LexLessThanOrEqual => "not sorted after",
        Comparator::Contains => "containing",
        Comparator::InSet => "one of",
        Comparator::DeepEquals => "in every part exactly",
        Comparator::DeepNotEquals => "in some part other than",
        Comparator::Exists => "an answer came back",
        Comparator::NotExists => "no value came back",
    }
}

/// Returns which values a comparator is for, to explain why it is refused for others.
#[must_use]
pub const fn comparator_needs(comparator: Comparator) -> &'static str {
    match comparator {
        Comparator::Equals | Comparator::NotEquals | Comparator::InSet => {
            "only single values can be compared as a whole; lists and objects need `deep_equals`"
        }
        Comparator::GreaterThan
        | Comparator::GreaterThanOrEqual
        | Comparator::LessThan
        | Comparator::LessThanOrEqual => "only numbers, dates and date-times have an order",
        Comparator::LexGreaterThan
        | Comparator::LexGreaterThanOrEqual
        | Comparator::LexLessThan
        | Comparator::LexLessThanOrEqual => "only text can be sorted by its characters",
        Comparator::Contains => "only text and lists of single values can contain something",
        Comparator::DeepEquals | Comparator::DeepNotEquals => {
            "only lists and objects have parts to compare"
        }
        Comparator::Exists | Comparator::NotExists => "it works for every value",
    }
}

/// Returns what a timeout with this policy does, wherever it leads.
#[must_use]
pub const fn policy_words(policy: TimeoutPolicy) -> &'static str {
    match policy {
        TimeoutPolicy::Fail => "the run fails",
        TimeoutPolicy::AdvanceWithFlag => "the run goes on as if every gate were true",
        TimeoutPolicy::AlternateBranch => "the run goes on as if every gate were unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lists_are_joined_and_cut() {
        for (count, phrase) in [
            (0, "nothing"),
            (1, "i1"),
            (2, "i1 or i2"),
            (3, "i1, i2 or i3"),
            (6, "i1, i2, i3, i4, i5 or i6"),
            (7, "i1, i2, i3, i4, i5 and 2 more"),
            (900, "i1, i2, i3, i4, i5 and 895 more"),
        ] {
            let items: Vec<String> = (1..=count).map(|n| format!("i{n}")).collect();
            assert_eq!(listed(&items, "or"), phrase);
        }
    }

    #[test]
    fn durations_are_told_in_units_of_people() {
        for (ms, words) in [
            (0, "0 ms"),
            (999, "999 ms"),
            (60_000, "1 min"),
            (5_400_000, "1 h 30 min"),
            (86_400_001, "1 d 1 ms"),
            (90_061_001, "1 d 1 h 1 min 1 s 1 ms"),
        ] {
            assert_eq!(duration(ms), words);
        }
    }

    #[test]
    fn times_are_told_as_people_write_them() {
        for (at, words) in [
            (Timestamp::UnixMillis(0), "1970-01-01 00:00:00 UTC"),
            (
                Timestamp::UnixMillis(1_797_613_199_999),
                "2026-12-18 16:59:59.999 UTC",
            ),
            (Timestamp::UnixMillis(-1), "1969-12-31 23:59:59.999 UTC"),
            (
                Timestamp::UnixMillis(i64::MAX),
                "9223372036854775807 ms on the clock",
            ),
            (Timestamp::Logical(7), "logical time 7"),
        ] {
            assert_eq!(moment(at), words);
        }
    }

    #[test]
    fn long_values_are_cut_between_characters() {
        let words = value_words(&json!("ä".repeat(500)));
        assert_eq!(words.chars().count(), MAX_VALUE + 1);
        assert!(words.ends_with('…'));
        assert_eq!(value_words(&json!({"a": 1})), r#"{"a":1}"#);
    }
}

//! Comparison of two texts as instants or as dates (REFERENCE §7).

use std::cmp::Ordering;

use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime};

/// Orders two texts when both are RFC 3339 date-times, or both are dates; none otherwise.
///
/// A date never compares with a date-time. Date-times compare as instants, whatever their offset.
pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    match (instant(left), instant(right)) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => Some(date(left)?.cmp(&date(right)?)),
    }
}

/// Reads a date-time as leniently as the runtime.
///
/// Any one byte may stand in the place of `T` and `z` for `Z`; fractions are cut to nanoseconds;
/// second 60 is taken as the last nanosecond of the minute, where a leap second can fall.
pub(crate) fn instant(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok()
}

/// Reads three numbers with dashes between them as a date of the years 0 to 9999.
///
/// Padding is free and a plus sign is accepted, so `2024-2-1`, `02024-01-31` and `2024-+1-31` are
/// dates.
pub(crate) fn date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let year: i32 = year.parse().ok()?;
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    // The calendar of the `time` crate can be built to go further.
    if !(0..=9999).contains(&year) {
        return None;
    }
    Date::from_calendar_date(year, month, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lenient_dates_are_read_and_impossible_ones_are_not() {
        for (text, accepted) in [
            ("2024-01-31", true),
            ("2024-2-1", true),
            ("02024-001-031", true),
            ("+2024-+1-+31", true),
            ("0-1-1", true),
            ("0000-01-01", true),
            ("9999-12-31", true),
            ("10000-01-01", false),
            ("-1-1-1", false),
            ("2023-02-29", false),
            ("2024-13-01", false),
            ("2024-00-10", false),
            ("2024-01", false),
            ("2024-01-31-", false),
            ("2024-01-31 ", false),
            (" 2024-01-31", false),
            ("2024--1-31", false),
            ("2024-01-031x", false),
            ("20240131", false),
            ("", false),
        ] {
            assert_eq!(date(text).is_some(), accepted, "{text}");
        }
    }

    #[test]
    fn date_times_are_read_as_the_runtime_reads_them() {
        for (text, accepted) in [
            ("2024-01-31T00:00:00Z", true),
            ("2024-01-31t00:00:00z", true),
            ("2024-01-31 00:00:00Z", true),
            ("2024-01-31700:00:00Z", true),
            ("2024-01-31é00:00:00Z", false),
            ("2024-01-31T00:00:00.123456789123Z", true),
            ("2024-01-31T00:00:00.Z", false),
            ("2024-01-31T00:00:00,5Z", false),
            ("2024-01-31T23:59:60Z", true),
            ("2024-01-30T23:59:60Z", false),
            ("2024-02-01T00:59:60+01:00", true),
            ("2024-01-31T24:00:00Z", false),
            ("2024-01-31T00:00:00+23:59", true),
            ("2024-01-31T00:00:00+24:00", false),
            ("2024-01-31T00:00:00+0100", false),
            ("2024-01-31T00:00:00", false),
            ("2024-01-31T00:00Z", false),
            ("2024-1-31T00:00:00Z", false),
        ] {
            assert_eq!(instant(text).is_some(), accepted, "{text}");
        }
    }

    #[test]
    fn only_like_compares_with_like() {
        use Ordering::{Equal, Greater, Less};
        for (left, right, order) in [
            (
                "2024-01-31T00:00:00Z",
                "2024-01-31T01:00:00+01:00",
                Some(Equal),
            ),
            (
                "2024-01-31T23:00:00-02:00",
                "2024-02-01T00:00:00Z",
                Some(Greater),
            ),
            (
                "2024-06-30T23:59:60Z",
                "2024-06-30T23:59:59.99999999Z",
                Some(Greater),
            ),
            (
                "2024-06-30T23:59:60.5Z",
                "2024-06-30T23:59:60Z",
                Some(Equal),
            ),
            ("2024-06-30T23:59:60Z", "2024-07-01T00:00:00Z", Some(Less)),
            (
                "9999-12-31T23:59:59-01:00",
                "9999-12-31T23:59:59Z",
                Some(Greater),
            ),
            ("2024-2-1", "2024-01-31", Some(Greater)),
            ("2024-01-31", "2024-01-31T00:00:00Z", None),
            ("5", "4", None),
        ] {
            assert_eq!(compare(left, right), order, "{left} {right}");
        }
    }

    proptest! {
        #[test]
        fn any_two_texts_compare_both_ways_or_not_at_all(left in text(), right in text()) {
            prop_assert_eq!(compare(&left, &right), compare(&right, &left).map(Ordering::reverse));
        }
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            "[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,2}([T ][0-2][0-9]:[0-6][0-9]:[0-6][0-9]Z)?",
            ".*"
        ]
    }
}

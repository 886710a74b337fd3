//! Texts that are read as instants or as dates, and what lies between them.

use time::Date;

use super::between::between;
use crate::runtime::{date, instant};

const SECOND: i128 = 1_000_000_000;
const DAY: i128 = 86_400 * SECOND;
/// Julian day of the first of January 1970.
const EPOCH_DAY: i128 = 2_440_588;
/// Julian days of the first day of the year 0 and of the last of the year 9999.
const DAYS: (i128, i128) = (1_721_060, 5_373_484);
/// Largest offset from UTC, in minutes.
const FARTHEST: i128 = 23 * 60 + 59;

/// A line that texts lie on: instants in nanoseconds since 1970, or dates in Julian days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    Instants,
    Dates,
}

impl Scale {
    pub(super) const ALL: [Self; 2] = [Self::Instants, Self::Dates];

    /// Returns the place of a text; none if the runtime does not read it so.
    pub(super) fn read(self, text: &str) -> Option<i128> {
        match self {
            Self::Instants => instant(text).map(time::OffsetDateTime::unix_timestamp_nanos),
            Self::Dates => date(text).map(|date| date.to_julian_day().into()),
        }
    }

    /// Returns the first and the last place that a text can have.
    const fn range(self) -> (i128, i128) {
        match self {
            Self::Instants => (
                (DAYS.0 - EPOCH_DAY) * DAY - FARTHEST * 60 * SECOND,
                (DAYS.1 + 1 - EPOCH_DAY) * DAY - 1 + FARTHEST * 60 * SECOND,
            ),
            Self::Dates => DAYS,
        }
    }

    const fn units(self) -> &'static [i128] {
        match self {
            Self::Instants => &[
                DAY,
                3_600 * SECOND,
                60 * SECOND,
                SECOND,
                1_000_000,
                1_000,
                1,
            ],
            Self::Dates => &[1],
        }
    }

    /// Returns a place between two others; none when there is none.
    pub(super) fn between(self, low: Option<i128>, high: Option<i128>) -> Option<i128> {
        between(low, high, self.range(), self.units())
    }

    /// Returns up to `most` texts that are read as a place, the usual one first.
    pub(super) fn texts(self, place: i128, most: usize) -> impl Iterator<Item = String> {
        (0..most).filter_map(move |index| match self {
            Self::Instants => instant_text(place, index),
            Self::Dates => day_text(place).map(|text| format!("{}{text}", "0".repeat(index))),
        })
    }
}

fn day_text(julian_day: i128) -> Option<String> {
    let date = Date::from_julian_day(julian_day.try_into().ok()?).ok()?;
    let month = u8::from(date.month());
    Some(format!("{:04}-{month:02}-{:02}", date.year(), date.day()))
}

/// Writes an instant in UTC, with as many needless digits as its index says.
///
/// Only where the year in UTC has no four digits another offset is taken.
fn instant_text(nanos: i128, index: usize) -> Option<String> {
    let offset = match nanos.div_euclid(DAY) + EPOCH_DAY {
        day if day < DAYS.0 => FARTHEST,
        day if day > DAYS.1 => -FARTHEST,
        _ => 0,
    };
    let local = nanos + offset * 60 * SECOND;
    let day = day_text(local.div_euclid(DAY) + EPOCH_DAY)?;
    let of_day = local.rem_euclid(DAY);
    let (seconds, fraction) = (of_day / SECOND, of_day % SECOND);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let mut digits = match fraction {
        0 => String::new(),
        _ => format!("{fraction:09}").trim_end_matches('0').to_owned(),
    };
    digits.push_str(&"0".repeat(index));
    if !digits.is_empty() {
        digits.insert(0, '.');
    }
    let zone = match offset {
        0 => "Z",
        FARTHEST => "+23:59",
        _ => "-23:59",
    };
    Some(format!(
        "{day}T{hour:02}:{minute:02}:{second:02}{digits}{zone}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_ends_of_both_lines_can_be_written() {
        for scale in Scale::ALL {
            for place in [scale.range().0, scale.range().1] {
                for text in scale.texts(place, 3) {
                    assert_eq!(scale.read(&text), Some(place), "{text}");
                }
                assert_eq!(scale.texts(place, 3).count(), 3);
            }
        }
        assert_eq!(Scale::Dates.between(Some(DAYS.1), None), None);
        let first = Scale::Instants.range().0;
        assert_eq!(Scale::Instants.between(None, Some(first)), None);
        assert!(
            instant("0000-01-01T00:00:00+23:59")
                .is_some_and(|at| at.unix_timestamp_nanos() == first)
        );
    }

    #[test]
    fn what_lies_between_is_round() {
        for (scale, low, high, text) in [
            (Scale::Dates, "2024-02-28", "2024-03-01", Some("2024-02-29")),
            (Scale::Dates, "2024-02-28", "2024-2-29", None),
            (
                Scale::Instants,
                "2024-01-01T12:00:00Z",
                "2024-01-03T12:00:00Z",
                Some("2024-01-02T00:00:00Z"),
            ),
            (
                Scale::Instants,
                "2024-01-01T12:00:00Z",
                "2024-01-01T12:00:01Z",
                Some("2024-01-01T12:00:00.5Z"),
            ),
            (
                Scale::Instants,
                "2024-01-01T12:00:00Z",
                "2024-01-01T12:00:00.000000001Z",
                None,
            ),
        ] {
            let place = scale.between(scale.read(low), scale.read(high));
            let found = place.and_then(|place| scale.texts(place, 1).next());
            assert_eq!(found.as_deref(), text, "{low} {high}");
        }
    }

    proptest! {
        #[test]
        fn every_instant_is_written_as_itself(nanos in -62_000_000_000 * SECOND..250_000_000_000 * SECOND) {
            for text in Scale::Instants.texts(nanos, 3) {
                prop_assert_eq!(Scale::Instants.read(&text), Some(nanos), "{}", text);
            }
        }
    }
}

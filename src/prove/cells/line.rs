//! The JSON numbers between two numbers, in the order of their decimals.

use std::cmp::Ordering;

use bigdecimal::{BigDecimal, RoundingMode, Signed, ToPrimitive};
use serde_json::Number;

use crate::runtime::{compare_numbers, decimal};

/// Largest magnitude up to which floats hold every integer.
const PLAIN: i128 = 1 << 53;

/// An open interval of numbers; a side without a number has no end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gap<'a> {
    pub(super) low: Option<&'a Number>,
    pub(super) high: Option<&'a Number>,
    /// Which integers of it make the best example.
    pub(super) best: Best,
}

/// Which integers of an interval make the best example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Best {
    Lowest,
    Middle,
    Highest,
}

impl Gap<'_> {
    /// Tells whether a number is inside.
    fn holds(&self, number: &Number) -> bool {
        self.low
            .is_none_or(|low| compare_numbers(low, number) == Some(Ordering::Less))
            && self
                .high
                .is_none_or(|high| compare_numbers(number, high) == Some(Ordering::Less))
    }

    /// Returns the first and the last integer inside, of those that JSON holds as integers.
    fn integers(&self) -> Option<(i128, i128)> {
        let first = self.low.map_or(i128::MIN, |low| floor(low) + 1);
        let last = self.high.map_or(i128::MAX, |high| ceiling(high) - 1);
        let first = first.max(i64::MIN.into());
        let last = last.min(u64::MAX.into());
        (first <= last).then_some((first, last))
    }

    /// Returns examples, the nicest first: none only if there is no number inside.
    ///
    /// One of them is an integer if there is one, one is no integer if there is such a float, and for
    /// each step some are multiples of it where that is easily seen.
    pub(super) fn candidates(&self, steps: &[&Number]) -> Vec<Number> {
        let mut found = Vec::new();
        if let Some((first, last)) = self.integers() {
            let best = self.best_of(first, last);
            found.extend(integer(best));
            for step in steps.iter().filter_map(|step| whole(step)) {
                let below = best.div_euclid(step) * step;
                let near = [below, below + step];
                found.extend(
                    near.into_iter()
                        .filter(|n| (first..=last).contains(n))
                        .filter_map(integer),
                );
            }
        }
        for step in steps.iter().filter(|step| whole(step).is_none()) {
            found.extend(self.multiples(step));
        }
        found.extend(self.floats());
        found.retain(|number| self.holds(number));
        found
    }

    fn best_of(&self, first: i128, last: i128) -> i128 {
        match (self.best, self.low, self.high) {
            (_, None, None) => 0,
            (Best::Lowest, Some(_), _) | (_, Some(_), None) => first,
            (Best::Highest, _, Some(_)) | (_, None, Some(_)) => last,
            _ => first + (last - first) / 2,
        }
    }

    /// Returns floats inside, short ones first.
    fn floats(&self) -> Vec<Number> {
        let low = self.low.and_then(Number::as_f64);
        let high = self.high.and_then(Number::as_f64);
        let middle = match (low, high) {
            (Some(low), Some(high)) => low / 2.0 + high / 2.0,
            (Some(low), None) => low.floor() + 1.5,
            (None, Some(high)) => high.ceil() - 1.5,
            (None, None) => 0.5,
        };
        let short = (1..=17)
            .filter(|_| middle.abs() < 1e15)
            .filter_map(|digits| format!("{middle:.digits$}").parse().ok())
            .filter_map(Number::from_f64)
            .find(|number| self.holds(number));
        let least = self.low.map_or(Some(-f64::MAX), |low| {
            beside(low, Ordering::Greater, f64::next_up, f64::next_down)
        });
        let greatest = self.high.map_or(Some(f64::MAX), |high| {
            beside(high, Ordering::Less, f64::next_down, f64::next_up)
        });
        let plain = [Some(middle), Some(0.5)];
        let ends = [
            least,
            least.map(f64::next_up),
            greatest,
            greatest.map(f64::next_down),
        ];
        short
            .into_iter()
            .chain(
                plain
                    .into_iter()
                    .chain(ends)
                    .flatten()
                    .filter_map(Number::from_f64),
            )
            .collect()
    }

    /// Returns multiples of a step that is not an integer, near an end of the interval.
    fn multiples(&self, step: &Number) -> Vec<Number> {
        let Some(step) = decimal(step).filter(Signed::is_positive) else {
            return Vec::new();
        };
        let nearest = |end: &Number| {
            let count = decimal(end)? / &step;
            Some(count.with_scale_round(0, RoundingMode::Floor))
        };
        let ends = [self.low, self.high];
        let counts: Vec<BigDecimal> = ends.into_iter().flatten().filter_map(nearest).collect();
        counts
            .into_iter()
            .chain([BigDecimal::from(0)])
            .flat_map(|count| [-1, 0, 1, 2].map(|by| &count + BigDecimal::from(by)))
            .filter_map(|count| spelled(&(count * &step)))
            .collect()
    }

    /// Tells whether no number inside is a multiple of the step, however that is computed.
    pub(super) fn has_no_multiple(&self, step: &Number) -> bool {
        let (Some(step), Some(low), Some(high)) = (whole(step), self.low, self.high) else {
            return false;
        };
        let (first, last) = (floor(low) + 1, ceiling(high) - 1);
        let plain = -PLAIN..=PLAIN;
        plain.contains(&first)
            && plain.contains(&last)
            && (first > last || last.div_euclid(step) * step < first)
    }
}

/// Returns the float that is nearest to a number on one side of it; none when there is none.
fn beside(
    number: &Number,
    side: Ordering,
    on: fn(f64) -> f64,
    back: fn(f64) -> f64,
) -> Option<f64> {
    let is_there = |float: f64| {
        Number::from_f64(float).map(|float| compare_numbers(&float, number) == Some(side))
    };
    let mut float = number.as_f64()?;
    while is_there(float)? {
        float = back(float);
    }
    while !is_there(float)? {
        float = on(float);
    }
    Some(float)
}

/// Returns every spelling of a number that equality by value takes as one: integer, float.
pub(super) fn spellings(number: &Number) -> Vec<Number> {
    let other = if number.is_f64() {
        decimal(number)
            .filter(BigDecimal::is_integer)
            .and_then(|n| n.to_i128())
            .and_then(integer)
    } else {
        number
            .as_f64()
            .and_then(Number::from_f64)
            .filter(|float| compare_numbers(float, number) == Some(Ordering::Equal))
    };
    let mut found = vec![number.clone()];
    found.extend(other);
    found.sort_by_key(Number::is_f64);
    found
}

/// Returns a step as an integer, if it is a usable one.
fn whole(step: &Number) -> Option<i128> {
    let step = step.as_f64().filter(|float| float.fract() == 0.0)?;
    step.to_i128().filter(|step| (1..=PLAIN).contains(step))
}

pub(super) fn floor(number: &Number) -> i128 {
    rounded(number, RoundingMode::Floor)
}

pub(super) fn ceiling(number: &Number) -> i128 {
    rounded(number, RoundingMode::Ceiling)
}

/// Rounds a number to an integer; far beyond the integers of JSON to one that is beyond them too.
fn rounded(number: &Number, mode: RoundingMode) -> i128 {
    const FAR: i128 = 1 << 100;
    if let Some(integer) = number.as_i64() {
        return integer.into();
    }
    if let Some(integer) = number.as_u64() {
        return integer.into();
    }
    let exact = decimal(number)
        .map(|decimal| decimal.with_scale_round(0, mode))
        .and_then(|decimal| decimal.to_i128());
    let beyond = if number.as_f64().is_some_and(|float| float < 0.0) {
        -FAR
    } else {
        FAR
    };
    exact.unwrap_or(beyond).clamp(-FAR, FAR)
}

/// Spells an integer as JSON does.
pub(super) fn integer(integer: i128) -> Option<Number> {
    i64::try_from(integer)
        .map(Number::from)
        .or_else(|_| u64::try_from(integer).map(Number::from))
        .ok()
}

fn spelled(decimal: &BigDecimal) -> Option<Number> {
    if decimal.is_integer() {
        return decimal.to_i128().and_then(integer);
    }
    decimal.to_string().parse().ok().and_then(Number::from_f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        serde_json::from_str(text).unwrap()
    }

    /// Returns the candidates of an interval; `-` stands for no end.
    fn candidates(low: &str, high: &str, steps: &[&str]) -> Vec<String> {
        let end = |text: &str| (text != "-").then(|| number(text));
        let steps: Vec<Number> = steps.iter().map(|step| number(step)).collect();
        Gap {
            low: end(low).as_ref(),
            high: end(high).as_ref(),
            best: Best::Middle,
        }
        .candidates(&steps.iter().collect::<Vec<_>>())
        .iter()
        .map(ToString::to_string)
        .collect()
    }

    #[test]
    fn the_nicest_number_between_two_comes_first() {
        for (low, high, nicest) in [
            ("80", "85", Some("82")),
            ("-", "10", Some("9")),
            ("90", "-", Some("91")),
            ("-", "-", Some("0")),
            ("0", "1", Some("0.5")),
            ("80.5", "81.2", Some("81")),
            ("0.1", "0.2", Some("0.15")),
            ("1", "1.0001", Some("1.00005")),
            ("0", "5e-324", None),
            ("9007199254740992", "9007199254740993", None),
            (
                "9007199254740992",
                "9007199254740994",
                Some("9007199254740993"),
            ),
            ("18446744073709551615", "-", Some("1.8446744073709552e+19")),
            ("1e308", "1.1e308", Some("1.05e+308")),
            ("1.7976931348623157e308", "-", None),
            ("-", "-9223372036854775808", Some("-9.223372036854776e+18")),
        ] {
            let found = candidates(low, high, &[]);
            assert_eq!(
                found.first().map(String::as_str),
                nicest,
                "{low} {high} {found:?}"
            );
        }
    }
}

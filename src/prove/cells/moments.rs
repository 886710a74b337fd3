//! The cells of trigger times: all conditions on them lie on one line, for each of the two clocks.

use serde_json::{Number, Value};

use super::between::between;
use super::builder::{Collector, Full, Rank, Source};
use super::line::{ceiling, floor};
use super::named::scalars;
use super::{Cell, Possible, Sample, Test};
use crate::runtime::{EvidenceValue, instant};
use crate::spec::{GateOutcome, Timestamp};

/// What a condition asks the built-in provider of trigger times.
#[derive(Debug, Clone, Copy)]
pub(crate) enum TimeCheck<'a> {
    /// The time of the trigger as a number.
    Now,
    /// Whether the trigger is later than a moment.
    After(&'a Value),
    /// Whether the trigger is earlier than a moment.
    Before(&'a Value),
}

impl TimeCheck<'_> {
    /// Returns the provider's answer at a time; none where it reports an error.
    ///
    /// A moment is a whole number on the clock of the trigger. On the clock of milliseconds it can
    /// also be an RFC 3339 text, of which what is below a millisecond is cut.
    #[must_use]
    pub(crate) fn answer(self, at: Timestamp) -> Option<Value> {
        let now = place(at);
        match self {
            Self::Now => Some(Value::Number(match at {
                Timestamp::UnixMillis(millis) => millis.into(),
                Timestamp::Logical(count) => count.into(),
            })),
            Self::After(moment) => Some(Value::Bool(now > Clock::of(at).read(moment)?)),
            Self::Before(moment) => Some(Value::Bool(now < Clock::of(at).read(moment)?)),
        }
    }
}

/// A condition on trigger times.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TimeTest<'a> {
    /// What it asks.
    pub(crate) check: TimeCheck<'a>,
    /// How the answer is put to it.
    pub(crate) test: Test<'a>,
}

impl TimeTest<'_> {
    fn at(&self, at: Timestamp) -> GateOutcome {
        self.check
            .answer(at)
            .map_or(GateOutcome::Unknown, |answer| {
                self.test.on(Some(&EvidenceValue::Json(answer)))
            })
    }
}

/// One of the clocks that the triggers of a run may be on, all on the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clock {
    UnixMillis,
    Logical,
}

const fn place(at: Timestamp) -> i128 {
    match at {
        Timestamp::UnixMillis(millis) => millis as i128,
        Timestamp::Logical(count) => count as i128,
    }
}

impl Clock {
    const fn of(at: Timestamp) -> Self {
        match at {
            Timestamp::UnixMillis(_) => Self::UnixMillis,
            Timestamp::Logical(_) => Self::Logical,
        }
    }

    fn at(self, place: i128) -> Option<Timestamp> {
        match self {
            Self::UnixMillis => place.try_into().ok().map(Timestamp::UnixMillis),
            Self::Logical => place.try_into().ok().map(Timestamp::Logical),
        }
    }

    const fn range(self) -> (i128, i128) {
        match self {
            Self::UnixMillis => (i64::MIN as i128, i64::MAX as i128),
            Self::Logical => (0, u64::MAX as i128),
        }
    }

    /// Returns what makes a time a round one: whole days, hours, minutes, seconds.
    const fn units(self) -> &'static [i128] {
        match self {
            Self::UnixMillis => &[86_400_000, 3_600_000, 60_000, 1_000, 1],
            Self::Logical => &[1],
        }
    }

    /// Reads the moment that a trigger is compared with.
    fn read(self, moment: &Value) -> Option<i128> {
        match (self, moment) {
            (Self::UnixMillis, Value::Number(number)) => number.as_i64().map(i128::from),
            (Self::UnixMillis, Value::String(text)) => {
                Some(instant(text)?.unix_timestamp_nanos() / 1_000_000)
            }
            (Self::Logical, Value::Number(number)) => number.as_u64().map(i128::from),
            _ => None,
        }
    }

    /// Returns the places where an outcome may change, in order.
    fn edges(self, tests: &[TimeTest<'_>]) -> Vec<i128> {
        let mut edges: Vec<i128> = Vec::new();
        for TimeTest { check, test } in tests {
            match check {
                TimeCheck::Now => {
                    let numbers = scalars(test).iter().filter_map(Value::as_number);
                    edges.extend(numbers.flat_map(|n: &Number| [floor(n), ceiling(n)]));
                }
                TimeCheck::After(moment) | TimeCheck::Before(moment) => {
                    edges.extend(self.read(moment));
                }
            }
        }
        let (first, last) = self.range();
        edges.retain(|edge| (first..=last).contains(edge));
        edges.sort_unstable();
        edges.dedup();
        edges
    }
}

/// Returns times of triggers, in order, before, at and after each moment at which an outcome may
/// change, on the clock of milliseconds.
#[must_use]
pub(crate) fn turning_points(tests: &[TimeTest<'_>]) -> Vec<Timestamp> {
    let clock = Clock::UnixMillis;
    let edges = clock.edges(tests);
    let mut points: Vec<i128> = edges.iter().flat_map(|at| [at - 1, *at, at + 1]).collect();
    points.dedup();
    points.into_iter().filter_map(|at| clock.at(at)).collect()
}

/// Returns the cells of the time of a trigger; no cell has times of both clocks.
///
/// None when more than `limit` cells, or too many candidates for them, would be needed.
#[must_use]
pub(crate) fn moments(tests: &[TimeTest<'_>], limit: usize) -> Option<Vec<Cell>> {
    let mut cells = Collector::new(limit);
    for clock in [Clock::UnixMillis, Clock::Logical] {
        on_clock(clock, tests, &mut cells).ok()?;
    }
    Some(cells.finish())
}

fn on_clock(clock: Clock, tests: &[TimeTest<'_>], cells: &mut Collector) -> Result<(), Full> {
    let edges = clock.edges(tests);
    let mut low = None;
    for high in edges.into_iter().map(Some).chain([None]) {
        let inside = between(low, high, clock.range(), clock.units());
        let places = [(inside, Source::Between), (high, Source::Named)];
        for (place, source) in places {
            let Some(at) = place.and_then(|place| clock.at(place)) else {
                continue;
            };
            let rank = Rank {
                refused: false,
                kind: 0,
                source,
                negative: false,
            };
            let outcomes = tests
                .iter()
                .map(|test| Possible::Only(test.at(at)))
                .collect();
            cells.keep(clock as usize, rank, outcomes, Sample::Moment(at))?;
        }
        low = high;
    }
    Ok(())
}

//! The cells of numbers: the constants, and the intervals between them.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::builder::{Builder, Full, Source};
use super::line::{Best, Gap, spellings};
use super::named::{Alike, scalars};
use super::schema::Marks;
use crate::runtime::compare_numbers;
use crate::spec::Comparator;

/// A number that tests or the schema name.
struct Point {
    number: Number,
    source: Source,
}

/// What tells two numbers apart where their spelling counts.
#[derive(PartialEq, Eq, Hash)]
enum Spelling {
    Integer(i128),
    Float(u64),
}

impl Spelling {
    fn of(number: &Number) -> Self {
        let integer = number.as_i64().map(i128::from);
        match integer.or_else(|| number.as_u64().map(i128::from)) {
            Some(integer) => Self::Integer(integer),
            // Zero is one value with either sign.
            None => Self::Float((number.as_f64().unwrap_or_default() + 0.0).to_bits()),
        }
    }
}

/// Adds the cells of all numbers, or of those that the schema lists.
pub(super) fn add(builder: &mut Builder<'_>, members: Option<Vec<Value>>) -> Result<(), Full> {
    let ordered = builder.tests().iter().any(|test| {
        test.comparator.is_ordering() && matches!(test.expected, Some(Value::Number(_)))
    });
    let mut alike = alike(builder);
    let marks = Marks::of(builder.schema());
    let is_listed = members.is_some();
    let points = match members {
        Some(members) => sorted(members.into_iter().filter_map(|member| match member {
            Value::Number(number) => Some((number, Source::Named)),
            _ => None,
        })),
        None => points(builder, &marks),
    };
    if ordered && points.len() > builder.limit().saturating_mul(2) {
        return Err(Full);
    }
    for point in &points {
        for spelling in spellings(&point.number) {
            let key = Spelling::of(&spelling);
            if !ordered && alike.is_shown(&key) {
                continue;
            }
            if builder.exact(Value::Number(spelling), point.source)? {
                alike.show(&key);
            }
        }
    }
    if is_listed {
        return Ok(());
    }
    // Above all constants first: where only equality is asked, one interval stands for all.
    for index in (0..=points.len()).rev() {
        let below = index.checked_sub(1).and_then(|index| points.get(index));
        let found = gap(builder, below, points.get(index), &marks)?;
        if found && !ordered {
            break;
        }
    }
    Ok(())
}

/// Returns what the tests name, for those that only ask for equality.
fn alike(builder: &Builder<'_>) -> Alike<Spelling> {
    let mut names = Vec::new();
    for (index, test) in builder.tests().iter().enumerate() {
        for number in scalars(test).iter().filter_map(Value::as_number) {
            match test.comparator {
                Comparator::Equals | Comparator::NotEquals => names.extend(
                    spellings(number)
                        .iter()
                        .map(|spelling| (Spelling::of(spelling), index)),
                ),
                Comparator::InSet => names.push((Spelling::of(number), index)),
                _ => {}
            }
        }
    }
    Alike::new(names)
}

fn points(builder: &Builder<'_>, marks: &Marks<'_>) -> Vec<Point> {
    let named = builder
        .tests()
        .iter()
        .filter(|test| {
            test.comparator.is_ordering()
                || matches!(
                    test.comparator,
                    Comparator::Equals | Comparator::NotEquals | Comparator::InSet
                )
        })
        .flat_map(scalars)
        .filter_map(Value::as_number)
        .map(|number| (number.clone(), Source::Named));
    let bounds = marks
        .points
        .iter()
        .map(|number| ((*number).clone(), Source::Bound));
    sorted(named.chain(bounds))
}

/// Sorts numbers, each value once; what tests name counts as named.
fn sorted(numbers: impl Iterator<Item = (Number, Source)>) -> Vec<Point> {
    let order = |a: &Number, b: &Number| compare_numbers(a, b).unwrap_or(Ordering::Equal);
    let mut points: Vec<Point> = numbers
        .map(|(number, source)| Point { number, source })
        .collect();
    points.sort_by(|a, b| order(&a.number, &b.number).then(a.source.cmp(&b.source)));
    points.dedup_by(|later, earlier| order(&later.number, &earlier.number).is_eq());
    points
}

/// Adds the numbers between two points; tells whether an accepted one was found.
fn gap(
    builder: &mut Builder<'_>,
    low: Option<&Point>,
    high: Option<&Point>,
    marks: &Marks<'_>,
) -> Result<bool, Full> {
    let is_named = |point: Option<&Point>| point.is_some_and(|p| p.source == Source::Named);
    let gap = Gap {
        low: low.map(|point| &point.number),
        high: high.map(|point| &point.number),
        // Next to what a test names, where the other end is only the edge of what can be.
        best: match (is_named(low), is_named(high)) {
            (true, false) => Best::Lowest,
            (false, true) => Best::Highest,
            _ => Best::Middle,
        },
    };
    let candidates = gap.candidates(&marks.steps);
    if let Some(accepted) = candidates
        .iter()
        .find(|number| builder.accepts(&Value::Number((*number).clone())))
    {
        return builder.exact(Value::Number(accepted.clone()), Source::Between);
    }
    // Whole and broken numbers were tried: only multiples could still be accepted.
    let is_out = !marks.unclear && marks.steps.iter().all(|step| gap.has_no_multiple(step));
    if is_out {
        return Ok(false);
    }
    builder.region(candidates.into_iter().map(Value::Number).take(1), &[])?;
    Ok(false)
}

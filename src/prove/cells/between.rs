//! A round number between two others, for moments and dates.

/// Returns the roundest integer between two others; none when there is none within the range.
///
/// It lies near the middle, or next to the one end that is given. `units` are what it may be a
/// multiple of, the roundest first and 1 last.
pub(super) fn between(
    low: Option<i128>,
    high: Option<i128>,
    range: (i128, i128),
    units: &[i128],
) -> Option<i128> {
    let first = low.map_or(range.0, |low| range.0.max(low + 1));
    let last = high.map_or(range.1, |high| range.1.min(high - 1));
    let goal = match (low, high) {
        (Some(_), Some(_)) => first + (last - first) / 2,
        (Some(_), None) => first,
        (None, Some(_)) => last,
        (None, None) => 0,
    };
    units.iter().find_map(|unit| {
        let below = goal.div_euclid(*unit) * unit;
        [below, below + unit]
            .into_iter()
            .find(|place| (first..=last).contains(place))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_roundest_number_inside_is_found() {
        let units = [100, 10, 1];
        for (low, high, found) in [
            (Some(20), Some(180), Some(100)),
            (Some(120), Some(180), Some(150)),
            (Some(120), Some(124), Some(122)),
            (Some(120), Some(122), Some(121)),
            (Some(120), Some(121), None),
            (Some(120), None, Some(200)),
            (Some(995), None, Some(1000)),
            (Some(1000), None, None),
            (None, Some(120), Some(100)),
            (None, Some(1), Some(0)),
            (None, Some(0), None),
            (None, None, Some(0)),
        ] {
            assert_eq!(
                between(low, high, (0, 1000), &units),
                found,
                "{low:?} {high:?}"
            );
        }
    }
}

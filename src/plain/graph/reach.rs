//! Which stages a run can enter.

use super::{Way, WayEnd};

/// Tells of each stage whether a run can enter it.
pub(super) fn entered(count: usize, ways: &[Way]) -> Vec<Option<bool>> {
    let sure = reached(count, ways, |way| way.taken == Some(true));
    let possible = reached(count, ways, |way| way.taken != Some(false));
    let open = ways.iter().any(|way| {
        way.to == WayEnd::Undecided
            && way.taken != Some(false)
            && possible.get(way.from) == Some(&true)
    });
    sure.into_iter()
        .zip(possible)
        .map(|(sure, possible)| match (sure, possible || open) {
            (true, _) => Some(true),
            (false, true) => None,
            (false, false) => Some(false),
        })
        .collect()
}

/// Follows ways from the first stage; those of a stage stand together.
fn reached(count: usize, ways: &[Way], leads: impl Fn(&Way) -> bool) -> Vec<bool> {
    let mut seen = vec![false; count];
    let mut open = Vec::new();
    if let Some(first) = seen.first_mut() {
        *first = true;
        open.push(0);
    }
    while let Some(stage) = open.pop() {
        let start = ways.partition_point(|way| way.from < stage);
        let own = ways.iter().skip(start).take_while(|way| way.from == stage);
        for way in own.filter(|way| leads(way)) {
            if let WayEnd::Stage(to) = way.to
                && let Some(seen) = seen.get_mut(to)
                && !*seen
            {
                *seen = true;
                open.push(to);
            }
        }
    }
    seen
}

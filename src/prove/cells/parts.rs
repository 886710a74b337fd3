//! Which of several parts a text or a list can contain together.

/// How many combinations are told apart; beyond that each part is taken for itself.
pub(super) const MOST: usize = 16;

/// Returns every union of the given sets, the empty one first; none when there are more than
/// [`MOST`].
///
/// A set has a bit for each thing that is contained wherever the part is. What contains some of the
/// parts contains exactly the union of their sets, or more that no part needs.
pub(super) fn unions(sets: &[u64]) -> Option<Vec<u64>> {
    let mut found = vec![0_u64];
    for set in sets {
        for index in 0..found.len() {
            let union = found.get(index).copied().unwrap_or_default() | set;
            if !found.contains(&union) {
                found.push(union);
            }
        }
        if found.len() > MOST {
            return None;
        }
    }
    Some(found)
}

/// Returns the bits of a set whose positions satisfy a condition.
pub(super) fn bits(count: usize, holds: impl Fn(usize) -> bool) -> u64 {
    (0..count.min(64))
        .filter(|index| holds(*index))
        .fold(0, |set, index| set | 1 << index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unions_are_complete_and_few() {
        for (sets, found) in [
            (&[][..], Some(vec![0])),
            (&[0b1, 0b11], Some(vec![0, 0b1, 0b11])),
            (&[0b1, 0b10], Some(vec![0, 0b1, 0b10, 0b11])),
            (&[0b1, 0b10, 0b100, 0b1000, 0b1_0000], None),
        ] {
            assert_eq!(unions(sets), found, "{sets:?}");
        }
    }
}

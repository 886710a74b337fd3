//! Which conditions may have something in common, by digests that stay right as they move.

/// What conditions can have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Trait {
    /// What they ask and how they compare.
    Question,
    /// Their ids.
    Id,
    /// Their ids but for case.
    Case,
    /// What their ids look like.
    Look,
}

impl Trait {
    /// Every trait, in the order of their numbers.
    pub(super) const ALL: [Self; 4] = [Self::Question, Self::Id, Self::Case, Self::Look];
}

/// Positions of conditions by the digest of one trait, sorted by both.
#[derive(Debug, Default)]
pub(super) struct Digests(Vec<(u64, usize)>);

impl Digests {
    /// Replaces all pairs of digest and position.
    pub(super) fn replace(&mut self, pairs: impl Iterator<Item = (u64, usize)>) {
        self.0.clear();
        self.0.extend(pairs);
        self.0.sort_unstable();
    }

    pub(super) fn add(&mut self, digest: u64, position: usize) {
        let pair = (digest, position);
        if let Err(at) = self.0.binary_search(&pair) {
            self.0.insert(at, pair);
        }
    }

    pub(super) fn remove(&mut self, digest: u64, position: usize) {
        if let Ok(at) = self.0.binary_search(&(digest, position)) {
            self.0.remove(at);
        }
    }

    /// Makes room for a condition that joins at a position.
    pub(super) fn open(&mut self, at: usize) {
        for (_, position) in &mut self.0 {
            *position += usize::from(*position >= at);
        }
    }

    /// Forgets the condition at a position, behind which all move up; returns its digest.
    pub(super) fn close(&mut self, at: usize) -> Option<u64> {
        let mut digest = None;
        self.0.retain_mut(|(own, position)| {
            if *position == at {
                digest = Some(*own);
                return false;
            }
            *position -= usize::from(*position > at);
            true
        });
        digest
    }

    /// Returns the positions with a digest, in order.
    pub(super) fn group(&self, digest: u64) -> Vec<usize> {
        let start = self.0.partition_point(|(own, _)| *own < digest);
        let group = self.0.iter().skip(start);
        group
            .take_while(|(own, _)| *own == digest)
            .map(|(_, position)| *position)
            .collect()
    }

    /// Returns digests that several conditions share, one of them at a position or behind it.
    pub(super) fn shared_from(&self, from: usize) -> impl Iterator<Item = u64> {
        let groups = self.0.chunk_by(|one, other| one.0 == other.0);
        groups.filter_map(move |group| match group {
            [(digest, _), .., (_, last)] if *last >= from => Some(*digest),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_move_with_the_conditions() {
        let mut digests = Digests::default();
        digests.replace([(9, 0), (7, 1), (9, 2), (8, 3), (7, 4)].into_iter());
        assert_eq!(digests.group(9), [0, 2]);
        assert_eq!(digests.shared_from(3).collect::<Vec<_>>(), [7]);
        digests.open(2);
        assert_eq!(digests.group(9), [0, 3]);
        assert_eq!(digests.group(7), [1, 5]);
        digests.add(9, 2);
        assert_eq!(digests.group(9), [0, 2, 3]);
        assert_eq!(digests.close(0), Some(9));
        assert_eq!(digests.group(9), [1, 2]);
        assert_eq!(digests.close(9), None);
        digests.remove(9, 1);
        assert_eq!(digests.group(9), [2]);
        assert_eq!(digests.group(1), [0_usize; 0]);
    }
}

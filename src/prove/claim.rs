//! How strongly something is known to be possible or impossible.

use crate::diagnostic::Confidence;

/// Whether something can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Can {
    /// Some evidence makes it happen.
    Yes,
    /// No evidence does; known this strongly.
    No(Confidence),
    /// Nobody knows.
    Open(Gap),
}

/// Why something is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// A part of the draft that decides it is not finished or refers to nothing.
    Unfinished,
    /// The budget of the analysis was spent.
    Budget,
    /// The budget of the whole scenario was spent before.
    Rest,
}

impl Can {
    /// It cannot happen, whatever the evidence.
    pub const NEVER: Self = Self::No(Confidence::Proved);

    /// Returns how strongly it is known that it cannot happen; none unless that is known.
    #[must_use]
    pub const fn refuted(self) -> Option<Confidence> {
        match self {
            Self::No(confidence) => Some(confidence),
            Self::Yes | Self::Open(_) => None,
        }
    }

    /// Tells whether it surely cannot happen.
    #[must_use]
    pub const fn is_no(self) -> bool {
        matches!(self, Self::No(_))
    }

    /// Tells whether it surely can happen.
    #[must_use]
    pub const fn is_yes(self) -> bool {
        matches!(self, Self::Yes)
    }

    /// Returns whether both can happen, where one impossible part is enough to rule it out.
    ///
    /// Of two reasons against it the stronger one counts.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No(Confidence::Proved), _) | (_, Self::No(Confidence::Proved)) => {
                Self::No(Confidence::Proved)
            }
            (Self::No(strength), _) | (_, Self::No(strength)) => Self::No(strength),
            (Self::Open(a), Self::Open(b)) => Self::Open(a.max(b)),
            (Self::Open(gap), _) | (_, Self::Open(gap)) => Self::Open(gap),
            (Self::Yes, Self::Yes) => Self::Yes,
        }
    }

    /// Returns whether one of both can happen; ruling it out is as weak as its weakest part.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::Open(a), Self::Open(b)) => Self::Open(a.max(b)),
            (Self::Open(gap), _) | (_, Self::Open(gap)) => Self::Open(gap),
            (Self::No(Confidence::Proved), Self::No(strength))
            | (Self::No(strength), Self::No(_)) => Self::No(strength),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_impossible_part_rules_out_all_and_one_possible_part_allows_any() {
        let proved = Can::No(Confidence::Proved);
        let stable = Can::No(Confidence::AssumesStableEvidence);
        let open = Can::Open(Gap::Budget);
        for (a, b, and, or) in [
            (Can::Yes, Can::Yes, Can::Yes, Can::Yes),
            (Can::Yes, stable, stable, Can::Yes),
            (stable, proved, proved, stable),
            (stable, stable, stable, stable),
            (open, stable, stable, open),
            (open, Can::Yes, open, Can::Yes),
            (open, Can::Open(Gap::Unfinished), open, open),
        ] {
            assert_eq!((a.and(b), b.and(a)), (and, and), "{a:?} {b:?}");
            assert_eq!((a.or(b), b.or(a)), (or, or), "{a:?} {b:?}");
        }
    }
}

//! What all changes come to, what to do about the version, and which changes a pipeline forbids.

use std::fmt;
use std::str::FromStr;

use super::model::{Change, Class, Comparison, Kind};
use crate::diagnostic::nearest;

/// What all changes together come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Byte by byte the same.
    Identical,
    /// Runs do the same; only the bytes differ.
    HashOnly,
    /// Runs go the same way; what is recorded of them differs.
    ReportingOnly,
    /// Nothing new is possible, and something is not possible any more.
    Stricter,
    /// Everything is still possible, and more.
    Looser,
    /// Something is possible that was not, and something is not that was.
    Incomparable,
    /// Runs may do otherwise, and in which direction is not proved.
    Unproved,
}

/// Which part of a version to raise; advice only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bump {
    /// None.
    None,
    /// The last one.
    Patch,
    /// The middle one.
    Minor,
    /// The first one.
    Major,
}

impl Verdict {
    /// Every verdict, the mildest first.
    pub const ALL: [Self; 7] = [
        Self::Identical,
        Self::HashOnly,
        Self::ReportingOnly,
        Self::Stricter,
        Self::Looser,
        Self::Incomparable,
        Self::Unproved,
    ];

    /// Returns the word that machine formats use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::HashOnly => "hash-only",
            Self::ReportingOnly => "reporting-only",
            Self::Stricter => "stricter",
            Self::Looser => "looser",
            Self::Incomparable => "incomparable",
            Self::Unproved => "unproved",
        }
    }

    /// Returns the verdict as a sentence.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Identical => "the two are the same, byte by byte",
            Self::HashOnly => "runs do the same; only the bytes differ",
            Self::ReportingOnly => "runs go the same way; only what is recorded differs",
            Self::Stricter => "less passes or is disclosed than before",
            Self::Looser => "more passes or is disclosed than before",
            Self::Incomparable => "more passes here and less there",
            Self::Unproved => "runs may do otherwise; in which direction is open",
        }
    }

    /// Returns which part of the version the change calls for.
    #[must_use]
    pub const fn bump(self) -> Bump {
        match self {
            Self::Identical => Bump::None,
            Self::HashOnly | Self::ReportingOnly => Bump::Patch,
            Self::Stricter => Bump::Minor,
            Self::Looser | Self::Incomparable | Self::Unproved => Bump::Major,
        }
    }

    /// Tells whether runs can go another way.
    #[must_use]
    pub const fn is_behaviour(self) -> bool {
        !matches!(self, Self::Identical | Self::HashOnly | Self::ReportingOnly)
    }
}

impl Bump {
    /// Returns the word that views show.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

impl Change {
    /// Returns whether the change can let something happen, and whether it can prevent something.
    #[must_use]
    pub const fn directions(&self) -> (bool, bool) {
        match (self.kind, self.class) {
            (_, Class::Looser | Class::Earlier) | (Kind::Packet, Class::Added) => (true, false),
            (_, Class::Stricter | Class::Later) | (Kind::Packet, Class::Removed) => (false, true),
            // What leads to a stage is a change of its own.
            (_, Class::ReportingOnly) | (Kind::Stage, Class::Added | Class::Removed) => {
                (false, false)
            }
            (_, Class::Incomparable | Class::Changed | Class::Added | Class::Removed) => {
                (true, true)
            }
        }
    }
}

impl Comparison {
    /// Returns what all changes come to.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let (mut looser, mut stricter, mut open) = (false, false, false);
        for change in &self.behaviour.changes {
            let (lets, prevents) = change.directions();
            if change.confidence.is_none() {
                open = true;
            } else {
                looser |= lets;
                stricter |= prevents;
            }
        }
        match (looser, stricter, open) {
            (true, true, _) => Verdict::Incomparable,
            (_, _, true) => Verdict::Unproved,
            (true, false, false) => Verdict::Looser,
            (false, true, false) => Verdict::Stricter,
            (false, false, false) if !self.behaviour.changes.is_empty() => Verdict::ReportingOnly,
            (false, false, false) if self.bytes.same => Verdict::Identical,
            (false, false, false) => Verdict::HashOnly,
        }
    }

    /// Tells whether runs can go another way although the version stayed the same.
    #[must_use]
    pub fn lacks_bump(&self) -> bool {
        self.verdict().is_behaviour()
            && self.old.spec_version == self.new.spec_version
            && self.old.scenario_id == self.new.scenario_id
    }

    /// Tells whether nothing differs that reaches a byte.
    #[must_use]
    pub const fn is_identical(&self) -> bool {
        self.bytes.same
    }
}

/// Which changes a pipeline does not let pass without an approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Forbidden {
    /// Something goes on that did not.
    Looser,
    /// Something that went on does not.
    Stricter,
    /// Both at once.
    Incomparable,
    /// A packet that is new, changed, or disclosed where less has been passed.
    Disclosure,
    /// A route, or a stage that came or went.
    Route,
    /// A timeout that does something else, or at another time.
    Timeout,
    /// Every change of what runs do.
    Any,
    /// A change whose direction is not proved.
    Unproved,
}

impl Forbidden {
    /// Every kind, in the order in which help lists them.
    pub const ALL: [Self; 8] = [
        Self::Looser,
        Self::Stricter,
        Self::Incomparable,
        Self::Disclosure,
        Self::Route,
        Self::Timeout,
        Self::Any,
        Self::Unproved,
    ];

    /// Returns the word that the command line takes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Looser => "looser",
            Self::Stricter => "stricter",
            Self::Incomparable => "incomparable",
            Self::Disclosure => "disclosure",
            Self::Route => "route",
            Self::Timeout => "timeout",
            Self::Any => "any",
            Self::Unproved => "unproved",
        }
    }

    /// Tells whether this forbids a change, whatever was approved.
    #[must_use]
    pub const fn forbids(self, change: &Change) -> bool {
        let reports = matches!(change.class, Class::ReportingOnly);
        match self {
            Self::Looser => matches!(change.class, Class::Looser | Class::Incomparable),
            Self::Stricter => matches!(change.class, Class::Stricter | Class::Incomparable),
            Self::Incomparable => matches!(change.class, Class::Incomparable),
            Self::Disclosure => {
                matches!(change.kind, Kind::Packet)
                    && matches!(
                        change.class,
                        Class::Earlier
                            | Class::Looser
                            | Class::Incomparable
                            | Class::Added
                            | Class::Changed
                    )
            }
            Self::Route => matches!(change.kind, Kind::Route | Kind::Stage) && !reports,
            Self::Timeout => matches!(change.kind, Kind::Timeout) && !reports,
            Self::Any => true,
            Self::Unproved => change.confidence.is_none(),
        }
    }
}

impl fmt::Display for Forbidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The text names no kind of change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not a kind of change{}; these are: looser, stricter, incomparable, disclosure, \
     route, timeout, any, unproved",
    .near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
)]
pub struct UnknownForbidden {
    /// What was given.
    pub text: String,
    /// What was probably meant.
    pub near: Option<&'static str>,
}

impl FromStr for Forbidden {
    type Err = UnknownForbidden;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let names = || Self::ALL.iter().map(|kind| kind.name());
        let found = Self::ALL.into_iter().find(|kind| kind.name() == text);
        found.ok_or_else(|| UnknownForbidden {
            text: text.to_owned(),
            near: nearest(text, names()),
        })
    }
}

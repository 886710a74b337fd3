//! What counts and what shows: fail levels, profiles and configured levels.

use std::fmt;
use std::str::FromStr;

use super::{Code, Confidence, Level, Report};

/// From which level on a run fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum FailLevel {
    /// Errors fail.
    #[default]
    Error,
    /// Errors and warnings fail.
    Warning,
    /// Errors, warnings and advice fail.
    Advice,
    /// Nothing fails.
    Never,
}

impl FailLevel {
    /// Every fail level, the most lenient last.
    pub const ALL: [Self; 4] = [Self::Advice, Self::Warning, Self::Error, Self::Never];

    /// Returns the name used on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advice => "advice",
            Self::Never => "never",
        }
    }

    /// Tells whether a finding of this level fails; unfinished parts never do.
    #[must_use]
    pub const fn includes(self, level: Level) -> bool {
        match level {
            Level::Error => !matches!(self, Self::Never),
            Level::Warning => matches!(self, Self::Warning | Self::Advice),
            Level::Advice => matches!(self, Self::Advice),
            Level::Todo => false,
        }
    }

    /// Tells whether some finding of the report fails.
    #[must_use]
    pub fn reached(self, report: &Report) -> bool {
        report.diagnostics.iter().any(|d| self.includes(d.level))
    }
}

/// For whom a report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Profile {
    /// Someone at work: advice waits until nothing is missing.
    #[default]
    Author,
    /// A pipeline: every level, and what is only likely weighs one level less.
    Ci,
    /// A reviewer: everything as it is.
    Audit,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 3] = [Self::Author, Self::Ci, Self::Audit];

    /// Returns the name used on the command line and in configuration.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Ci => "ci",
            Self::Audit => "audit",
        }
    }

    /// Hides or lowers findings as the profile wants; whatever refuses a compile stays.
    pub fn apply(self, report: &mut Report) {
        match self {
            Self::Author => {
                if report.count(Level::Todo) > 0 {
                    report.diagnostics.retain(|d| d.level != Level::Advice);
                }
            }
            Self::Ci => {
                for d in &mut report.diagnostics {
                    if d.confidence == Confidence::Heuristic && !d.code.refuses() {
                        d.level = match d.level {
                            Level::Error => Level::Warning,
                            Level::Warning | Level::Advice => Level::Advice,
                            Level::Todo => Level::Todo,
                        };
                    }
                }
            }
            Self::Audit => {}
        }
    }
}

/// Gives findings the levels that configuration wants; none switches a code off.
///
/// The last entry for a code counts. A code that refuses a compile can only be raised, and only
/// the checks themselves call something unfinished. Returns the codes whose entry was passed over
/// for these reasons, sorted, whether or not they were found.
pub fn apply_levels(report: &mut Report, levels: &[(Code, Option<Level>)]) -> Vec<Code> {
    let mut refused = Vec::new();
    for (index, (code, level)) in levels.iter().enumerate() {
        if levels[index + 1..].iter().any(|(later, _)| later == code) {
            continue;
        }
        let lowers = level.is_none_or(|level| level > code.level());
        if *level == Some(Level::Todo) || (code.refuses() && lowers) {
            refused.push(*code);
            continue;
        }
        match level {
            None => report.diagnostics.retain(|d| d.code != *code),
            Some(level) => {
                for d in report.diagnostics.iter_mut().filter(|d| d.code == *code) {
                    d.level = *level;
                }
            }
        }
    }
    refused.sort_unstable();
    refused
}

/// The text names neither a fail level nor a profile, whichever was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not one of {known}")]
pub struct UnknownChoice {
    /// What was given.
    pub text: String,
    /// The names that are known, separated by commas.
    pub known: String,
}

impl UnknownChoice {
    fn new(text: &str, known: &[&str]) -> Self {
        Self {
            text: text.to_owned(),
            known: known.join(", "),
        }
    }
}

impl fmt::Display for FailLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for FailLevel {
    type Err = UnknownChoice;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|level| level.name() == text)
            .ok_or_else(|| UnknownChoice::new(text, &Self::ALL.map(Self::name)))
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Profile {
    type Err = UnknownChoice;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|profile| profile.name() == text)
            .ok_or_else(|| UnknownChoice::new(text, &Self::ALL.map(Self::name)))
    }
}

#[cfg(test)]
mod tests {
    use super::Level::{Advice, Todo, Warning};
    use super::*;
    use crate::diagnostic::Diagnostic;

    fn report(codes: &[Code]) -> Report {
        Report {
            diagnostics: codes
                .iter()
                .map(|code| Diagnostic::new(*code, "", ""))
                .collect(),
            ..Report::default()
        }
    }

    fn levels(report: &Report) -> Vec<(Code, Level)> {
        report
            .diagnostics
            .iter()
            .map(|d| (d.code, d.level))
            .collect()
    }

    #[test]
    fn a_fail_level_is_reached_from_above_and_never_by_unfinished_parts() {
        for (code, reached) in [
            (Code::GW0101, [true, true, true, false]),
            (Code::GW0204, [true, true, false, false]),
            (Code::GW0206, [true, false, false, false]),
            (Code::GW0109, [false, false, false, false]),
        ] {
            let report = report(&[code]);
            assert_eq!(
                FailLevel::ALL.map(|level| level.reached(&report)),
                reached,
                "{code}"
            );
        }
        for level in FailLevel::ALL {
            assert_eq!(level.name().parse(), Ok(level));
        }
    }

    #[test]
    fn profiles_hide_or_lower_what_their_reader_does_not_need() {
        let all = [Code::GW0109, Code::GW0206, Code::GW0506];
        let seen = |profile: Profile, codes: &[Code]| {
            let mut report = report(codes);
            profile.apply(&mut report);
            levels(&report)
        };
        assert_eq!(
            seen(Profile::Author, &all),
            [(Code::GW0109, Todo), (Code::GW0506, Warning)]
        );
        assert_eq!(seen(Profile::Author, &all[1..]).len(), 2);
        assert_eq!(
            seen(Profile::Ci, &all),
            [
                (Code::GW0109, Todo),
                (Code::GW0206, Advice),
                (Code::GW0506, Advice)
            ]
        );
        assert_eq!(seen(Profile::Audit, &all)[2], (Code::GW0506, Warning));
    }

    #[test]
    fn what_refuses_a_compile_cannot_be_lowered() {
        let mut found = report(&[Code::GW0101, Code::GW0204, Code::GW0502, Code::GW0109]);
        let refused = apply_levels(
            &mut found,
            &[
                (Code::GW0502, None),
                (Code::GW0101, Some(Level::Warning)),
                (Code::GW0204, Some(Level::Advice)),
                (Code::GW0204, Some(Level::Error)),
                (Code::GW0109, Some(Level::Error)),
            ],
        );
        assert_eq!(refused, [Code::GW0101]);
        assert_eq!(
            levels(&found),
            [
                (Code::GW0101, Level::Error),
                (Code::GW0204, Level::Error),
                (Code::GW0109, Level::Error)
            ]
        );
    }
}

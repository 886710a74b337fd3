//! The table of diagnostic codes: number, name, level, strength and one-line summary.
//!
//! A code is never reused and never changes its meaning. The long explanations with their examples
//! are in `catalogue`.

use std::fmt;
use std::str::FromStr;

use super::{Confidence, Level};

macro_rules! codes {
    ($($code:ident $name:literal $level:ident $confidence:ident $refuses:literal $summary:literal;)+) => {
        /// A stable diagnostic code: `GW`, two digits of family, two digits of number.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "the summary in the table says what each code means")]
        pub enum Code { $($code),+ }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            const fn entry(self) -> &'static Entry {
                match self {
                    $(Self::$code => &Entry {
                        code: stringify!($code),
                        name: $name,
                        level: Level::$level,
                        confidence: Confidence::$confidence,
                        refuses: $refuses,
                        summary: $summary,
                    }),+
                }
            }
        }
    };
}

/// One row of the table.
struct Entry {
    code: &'static str,
    name: &'static str,
    level: Level,
    confidence: Confidence,
    refuses: bool,
    summary: &'static str,
}

// Columns: code, name, default level, strength, whether `compile` refuses because of it, summary.
codes! {
    GW0101 "syntax" Error Proved true "the file is not valid JSON or RON";
    GW0102 "duplicate-key" Error Proved true "an object repeats a key";
    GW0103 "unknown-field" Error Proved true "a field that this place does not have";
    GW0104 "wrong-shape" Error Proved true "a value of the wrong type or form";
    GW0105 "input-limit" Error Proved true "the input is larger or deeper than the limits";
    GW0106 "draft-version" Error Proved true "a draft format that this build does not read";
    GW0107 "ron-loses-meaning" Error Proved true "RON that would silently become another value";
    GW0108 "inexact-integer" Error Proved true "a stored integer written with a fraction, an exponent or out of range";
    GW0109 "unfinished" Todo Proved true "a part that is still missing";
    GW0110 "encoding" Error Proved true "the file is not UTF-8 or starts with a byte order mark";
    GW0111 "requirement-syntax" Error Proved true "a requirement text that does not parse";
    GW0112 "unreadable-file" Error Proved true "a file or folder that cannot be read";
    GW0113 "merge-conflict" Error Proved true "a conflict of a merge that is not resolved";
    GW0201 "duplicate-id" Error Proved true "an id is used twice";
    GW0202 "missing-condition" Error Proved true "a gate names a condition that does not exist";
    GW0203 "missing-stage" Error Proved true "a route leads to a stage that does not exist";
    GW0204 "unused-condition" Warning Proved false "a condition that no gate uses";
    GW0205 "foreign-gate-in-branch" Error Proved false "a branch rule looks at a gate of another stage or of none";
    GW0206 "awkward-id" Advice Proved false "an id that the requirement language cannot write";
    GW0207 "near-duplicate-condition" Warning Proved false "two conditions ask the same question";
    GW0208 "default-namespace" Warning Proved false "namespace 1 is refused by a server that does not allow it";
    GW0209 "blank-query" Error Proved true "a provider id or check id is blank";
    GW0210 "namespace-refused" Error Proved true "the server at hand does not allow namespace 1";
    GW0301 "unknown-provider" Error Proved true "a provider without a contract";
    GW0302 "unknown-check" Error Proved true "a check that the provider's contract does not have";
    GW0303 "bad-params" Error Proved true "parameters that the check does not accept";
    GW0304 "comparator-not-allowed" Error Proved true "a comparator that cannot be used for this check";
    GW0305 "comparator-needs-opt-in" Error Proved true "a comparator that must first be switched on";
    GW0306 "expected-presence" Error Proved true "an expected value that is missing or superfluous";
    GW0307 "expected-invalid" Error Proved true "an expected value that the check can never return";
    GW0308 "expected-outside-domain" Warning Proved false "a comparison that is constant within the result's range";
    GW0309 "null-expected" Error Proved true "an expected null, which means no expected value";
    GW0310 "never-true-for-provider" Warning Proved false "a comparison that this provider never makes true";
    GW0311 "representation-sensitive" Warning Proved false "a comparison that tells 1 from 1.0";
    GW0312 "textual-instant-equality" Warning Proved false "equality of instants that compares their text";
    GW0313 "type-mismatch-passes" Warning Proved false "a value of any other type passes";
    GW0314 "constant-comparison" Warning Proved false "a comparison whose outcome never varies";
    GW0315 "precheck-diverges" Warning Proved false "precheck and live runs decide differently";
    GW0316 "data-shape-gap" Error Proved true "the data shape offers no typed value for a condition";
    GW0317 "untypable-schema" Error Proved true "a result schema that the strict rules cannot type";
    GW0318 "unknown-data-shape" Error Proved true "a data shape that the workspace does not have";
    GW0401 "gate-never-passes" Error Proved false "a gate that no evidence makes true";
    GW0402 "gate-always-passes" Error Proved false "a gate that is true without any evidence";
    GW0403 "gate-never-fails" Warning Proved false "a gate that no evidence makes false";
    GW0404 "stage-conflict" Error Proved false "gates of one stage that cannot all be true at once";
    GW0405 "quorum-impossible" Error Proved false "a quorum larger than its parts";
    GW0406 "quorum-is-all-or-any" Advice Proved false "a quorum that means all or any";
    GW0407 "quorum-counts-twice" Warning Proved false "a part that counts more than once towards a quorum";
    GW0408 "redundant-part" Warning Proved false "a part of a requirement that changes nothing";
    GW0409 "implied-gate" Advice Proved false "a gate that is true whenever another one of its stage is";
    GW0410 "stalls-while-decided" Advice Proved false "a gate that waits for an answer that cannot matter";
    GW0411 "too-deep" Error Proved false "a requirement deeper than the engine evaluates";
    GW0412 "needless-operator" Advice Proved false "an operator over one part, or two negations in a row";
    GW0413 "negated-absence" Warning Proved false "a negated `exists` or `not_exists`";
    GW0414 "not-analysed" Warning Proved false "a gate or stage that is too large to be analysed";
    GW0501 "rule-shadowed" Warning Proved false "a branch rule behind one that always wins";
    GW0502 "false-outcome-rule" Error Proved false "a branch rule on outcome false, which never fires";
    GW0503 "unknown-rule-without-timeout" Error Proved false "a branch rule on outcome unknown that nothing can reach";
    GW0504 "no-route" Error Proved false "a situation for which no rule and no default is given";
    GW0505 "pointless-branch" Advice Proved false "a branch that always leads to the same stage";
    GW0506 "linear-falls-through" Warning Heuristic false "a linear stage that runs on into another arm of a branch";
    GW0507 "last-linear" Advice Proved false "a linear stage in last place, which acts as terminal";
    GW0601 "stage-unreachable" Warning Proved false "a stage that no run can enter";
    GW0602 "completion-unreachable" Error Proved false "no run can complete";
    GW0603 "dead-end" Warning Proved false "a stage that no run leaves once it is there";
    GW0604 "waits-without-limit" Advice Proved false "a stage that may wait for ever";
    GW0605 "timeout-completes-unmet" Error Proved false "a timeout that completes the run with unmet gates";
    GW0606 "timeout-bypasses-gate" Warning Proved false "a timeout that takes runs past gates on their usual way";
    GW0607 "timeout-policies-same" Advice Proved false "both advancing timeout policies lead to the same stage";
    GW0608 "timeout-ignored" Warning Proved false "a timeout policy without a timeout";
    GW0609 "timeout-out-of-range" Error Proved false "a timeout of zero or beyond the clock";
    GW0610 "expiring-window" Warning AssumesStableEvidence false "a stage that can never pass after some moment";
    GW0611 "endless-loop" Warning Proved false "stages that runs go round in without an end";
    GW0612 "needs-extra-trigger" Advice Proved false "a stage without gates that still may fail a run";
    GW0613 "timeout-only-exit" Warning Proved false "a stage that only its timeout leads out of";
    GW0701 "packet-without-gate" Warning Proved false "a packet that is released before any gate is met";
    GW0702 "packet-via-timeout" Warning Proved false "a packet that a timeout releases without a gate";
    GW0703 "trust-no-effect" Advice Proved false "a trust requirement that changes nothing";
    GW0704 "single-provider-quorum" Advice Proved false "a quorum whose votes all come from one provider";
    GW0705 "outage-times-out" Warning Proved false "an unavailable provider that leads to a packet by a timeout";
    GW0706 "undeclared-schema" Warning Proved false "a packet schema that the scenario does not declare";
    GW0707 "secret-looking-literal" Warning Heuristic false "a text that looks like a key or a password";
    GW0708 "precheck-never-passes" Advice Proved false "a stage that a precheck can never show as passing";
    GW0801 "stale-output" Error Proved false "a compiled file that does not match its draft";
    GW0802 "number-rewritten" Warning Proved false "a number that the canonical form writes differently";
    GW0803 "integer-not-portable" Error Proved true "an integer beyond what every JSON reader keeps";
    GW0804 "key-order-not-portable" Error Proved true "keys that canonicalisers order differently";
    GW0805 "invisible-characters" Warning Proved false "text that does not look like what it is";
    GW1001 "gate-looser" Warning Proved false "a gate passes where it did not";
    GW1002 "gate-stricter" Advice Proved false "a gate does not pass where it did";
    GW1003 "gate-incomparable" Warning Proved false "a gate passes where it did not, and does not where it did";
    GW1004 "disclosure-earlier" Warning Proved false "a packet is disclosed where less has been passed";
    GW1005 "hash-only" Advice Proved false "runs do the same, and the hash is another";
    GW1006 "version-not-bumped" Warning Proved false "runs do otherwise under the same version";
    GW1007 "route-changed" Warning Proved false "a stage leads elsewhere";
    GW1008 "timeout-weakened" Warning Proved false "a timeout lets more happen, or leads elsewhere";
    GW1009 "packet-changed" Warning Proved false "a packet came, went, or discloses something else";
    GW1010 "stage-changed" Warning Proved false "a stage came or went, or a run begins in another one";
    GW1011 "evidence-source-changed" Warning Proved false "a condition asks another question";
    GW1012 "gate-unproved" Warning Heuristic false "a gate changed, and in which direction is not proved";
    GW1013 "timeout-tightened" Advice Proved false "a timeout lets less happen";
    GW1014 "disclosure-later" Advice Proved false "a packet is disclosed only where more has been passed";
    GW1015 "reporting-only" Advice Proved false "runs go the same way and are recorded otherwise";
    GW1101 "workspace-config" Error Proved true "a workspace or server setting that cannot be used";
    GW1102 "contract-unreadable" Error Proved true "a contract file that cannot be found, read or parsed";
    GW1103 "contract-invalid" Error Proved true "a contract that breaks a rule of contracts";
    GW1104 "schema-unusable" Error Proved true "a schema that does not compile or refers outside its file";
    GW1105 "contract-limit" Error Proved true "a contract file, path or canonical form over its limit";
    GW1106 "duplicate-provider" Error Proved true "two contracts for one provider";
    GW1107 "data-shape-invalid" Error Proved true "a data shape file that cannot be used";
    GW1108 "suppression-unused" Warning Proved false "a suppression that suppresses nothing";
}

impl Code {
    /// Returns the code as text, such as `GW0502`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.entry().code
    }

    /// Returns the kebab-case name, accepted wherever the code is.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.entry().name
    }

    /// Returns the level before any configuration.
    #[must_use]
    pub const fn level(self) -> Level {
        self.entry().level
    }

    /// Returns how strongly findings of this code are known.
    #[must_use]
    pub const fn confidence(self) -> Confidence {
        self.entry().confidence
    }

    /// Tells whether a draft with such a finding does not compile.
    ///
    /// True exactly for what the runtime refuses, for the deliberate differences of REFERENCE §9
    /// and for a merge that nobody has decided; such a finding cannot be lowered or suppressed.
    #[must_use]
    pub const fn refuses(self) -> bool {
        self.entry().refuses
    }

    /// Returns the meaning in one line.
    #[must_use]
    pub const fn summary(self) -> &'static str {
        self.entry().summary
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The text is neither a code nor the name of one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a diagnostic code")]
pub struct UnknownCode(pub String);

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|code| code.as_str().eq_ignore_ascii_case(text) || code.name() == text)
            .ok_or_else(|| UnknownCode(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_and_names_are_unique_sorted_and_parse_back() {
        let names: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        assert!(Code::ALL.is_sorted());
        for code in Code::ALL.iter().copied() {
            assert_eq!(code.as_str().parse(), Ok(code));
            assert_eq!(code.name().parse(), Ok(code));
        }
    }

    #[test]
    fn whatever_refuses_is_an_error_or_unfinished() {
        for code in Code::ALL.iter().filter(|code| code.refuses()) {
            assert!(matches!(code.level(), Level::Error | Level::Todo), "{code}");
        }
    }
}

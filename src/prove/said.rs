//! Something said of a scenario, with how strongly it is known.

use schemars::JsonSchema;
use serde::Serialize;

use super::claim::{Can, Gap};
use super::flow::Path;
use crate::diagnostic::Confidence;

/// How strongly a statement is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// It follows from what the runtime does, for all evidence.
    Proved,
    /// It holds when identical queries of one trigger get the same answer.
    AssumesStableEvidence,
    /// It is likely.
    Heuristic,
    /// Nobody knows: a part is unfinished, or the budget of the analysis was spent.
    NotAnalysed,
}

impl Strength {
    /// Every strength, the strongest first.
    pub const ALL: [Self; 4] = [
        Self::Proved,
        Self::AssumesStableEvidence,
        Self::Heuristic,
        Self::NotAnalysed,
    ];

    /// Returns the words that views show.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::AssumesStableEvidence => "assumes stable evidence",
            Self::Heuristic => "heuristic",
            Self::NotAnalysed => "not analysed",
        }
    }
}

impl From<Confidence> for Strength {
    fn from(confidence: Confidence) -> Self {
        match confidence {
            Confidence::Proved => Self::Proved,
            Confidence::AssumesStableEvidence => Self::AssumesStableEvidence,
            Confidence::Heuristic => Self::Heuristic,
        }
    }
}

impl From<Can> for Strength {
    fn from(can: Can) -> Self {
        match can {
            Can::Yes => Self::Proved,
            Can::No(confidence) => confidence.into(),
            Can::Open(_) => Self::NotAnalysed,
        }
    }
}

/// What a statement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimKind {
    /// Whether and how runs get into a stage.
    Entry,
    /// Where a stage leads when its gates are true.
    Route,
    /// What the timeout of a stage does.
    Timeout,
    /// Whether the gates of a stage, or a gate, can be true.
    Passing,
    /// A run waits for ever.
    DeadEnd,
    /// After some moment a stage can never pass.
    Window,
    /// A call fails because the route leads nowhere.
    Error,
    /// A gate of a stage adds nothing to the others.
    ImpliedGate,
    /// What a precheck can show.
    Precheck,
    /// A gate always has the same value.
    Constant,
    /// Whether a gate can be false.
    Failing,
    /// A gate waits although its value is settled.
    Stall,
    /// A part of a requirement changes nothing.
    RedundantPart,
    /// What conditions are for in a gate.
    Role,
    /// Whether a packet is released, or a run completes.
    Release,
    /// Gates that were true before, on every way.
    Guarantee,
    /// A way on which gates need not have been true.
    Bypass,
    /// Runs go round without an end.
    Loop,
    /// What becomes of runs while a source of evidence is out.
    Outage,
}

/// A statement about a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Claim {
    /// What it is about.
    pub kind: ClaimKind,
    /// How strongly it is known.
    pub strength: Strength,
    /// The statement, a fragment for people without a full stop; its wording may change.
    pub says: String,
}

impl Claim {
    /// Returns a statement that is known so strongly.
    pub(in crate::prove) fn new(
        kind: ClaimKind,
        strength: impl Into<Strength>,
        says: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            strength: strength.into(),
            says: says.into(),
        }
    }
}

/// A statement, with the way of a run that shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::prove) struct Said {
    pub(in crate::prove) claim: Claim,
    /// None where no way shows it.
    pub(in crate::prove) path: Option<Path>,
}

impl Said {
    pub(in crate::prove) fn new(
        kind: ClaimKind,
        strength: impl Into<Strength>,
        says: impl Into<String>,
    ) -> Self {
        Self {
            claim: Claim::new(kind, strength, says),
            path: None,
        }
    }

    pub(in crate::prove) fn along(mut self, path: Path) -> Self {
        self.path = Some(path);
        self
    }

    /// Returns the statement with what it assumes behind it.
    pub(in crate::prove) fn words(self) -> String {
        let assumed = match (self.claim.strength, self.claim.kind) {
            (Strength::NotAnalysed, ClaimKind::Bypass) => " (perhaps)",
            (strength, _) => assuming(strength),
        };
        format!("{}{assumed}", self.claim.says)
    }
}

/// Returns what a statement of a strength assumes, to stand behind it; nothing when it is proved.
pub(in crate::prove) const fn assuming(strength: Strength) -> &'static str {
    match strength {
        Strength::AssumesStableEvidence => " (assuming stable evidence)",
        Strength::Heuristic => " (likely)",
        Strength::Proved | Strength::NotAnalysed => "",
    }
}

/// Returns why something is not known.
pub(in crate::prove) const fn why(gap: Gap) -> &'static str {
    match gap {
        Gap::Unfinished => "a part that decides it is unfinished",
        Gap::Budget => "the budget of the analysis was spent",
        Gap::Rest => "the budget of the whole scenario was spent before",
    }
}

//! What is proved of the draft as it is now, proved again only as far as it changed.

use super::{Session, Setting};
use crate::check::{Further, Known};
use crate::draft::ScenarioDraft;
use crate::prove::{Inspector, Proof};

/// The proof that follows the draft.
#[derive(Debug, Default)]
pub(super) struct Proofs {
    inspector: Inspector,
    /// None until the first check.
    proof: Option<Proof>,
}

impl Proofs {
    /// Proves the draft as it is now; returns what is found from the proof.
    pub(super) fn update(
        &mut self,
        draft: &ScenarioDraft,
        setting: &Setting,
        known: &Known,
    ) -> Vec<Further> {
        let (proof, found) = self.inspector.find(draft, &setting.sources, known);
        self.proof = Some(proof);
        found
    }

    /// Returns what was proved last.
    pub(super) const fn proof(&self) -> Option<&Proof> {
        self.proof.as_ref()
    }
}

impl Session {
    /// Returns what is proved of the draft as it is now; none until it was checked.
    ///
    /// It is kept up to date by every change, so that a view only reads it. What the checks refuse
    /// is as good as unfinished.
    #[must_use]
    pub const fn proof(&self) -> Option<&Proof> {
        self.live.proof()
    }
}

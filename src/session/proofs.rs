//! What is proved of the draft as it is now, proved again only as far as it changed.

use super::{Session, Setting};
use crate::draft::ScenarioDraft;
use crate::prove::{Proof, Prover};

/// The proof that follows the draft.
#[derive(Debug, Default)]
pub(super) struct Proofs {
    prover: Prover,
    /// None until the first check.
    proof: Option<Proof>,
}

impl Proofs {
    /// Proves the draft as it is now.
    pub(super) fn update(&mut self, draft: &ScenarioDraft, setting: &Setting) {
        self.proof = Some(self.prover.prove(draft, &setting.sources));
    }

    /// Returns what was proved last.
    pub(super) const fn proof(&self) -> Option<&Proof> {
        self.proof.as_ref()
    }
}

impl Session {
    /// Returns what is proved of the draft as it is now; none until it was checked.
    ///
    /// It is kept up to date by every change, so that a view only reads it.
    #[must_use]
    pub const fn proof(&self) -> Option<&Proof> {
        self.proofs.proof()
    }
}

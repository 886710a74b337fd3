//! What is proved of the draft as it is now, proved again only as far as it changed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Session, Setting};
use crate::check::{Further, Known};
use crate::draft::ScenarioDraft;
use crate::prove::{Inspector, Proof};
use crate::sources::Sources;

/// The proof that follows the draft.
#[derive(Debug, Default)]
pub(super) struct Proofs {
    /// What proves, with what it remembers; whoever proves beside the session holds it meanwhile.
    inspector: Arc<Mutex<Inspector>>,
    /// None until the first proof.
    proof: Option<Proof>,
}

/// Proofs of a draft that are still to be made. They need nothing of the session any more, so that
/// they can be made beside a screen.
#[derive(Debug)]
pub struct Proving {
    draft: ScenarioDraft,
    sources: Arc<Sources>,
    known: Known,
    inspector: Arc<Mutex<Inspector>>,
    /// The state of the draft that they are about.
    pub(super) of: u64,
}

/// What was proved of a draft.
#[derive(Debug)]
pub struct Proved {
    pub(super) proof: Proof,
    pub(super) found: Vec<Further>,
    pub(super) of: u64,
}

impl Proofs {
    /// Returns the proofs of a draft, which are still to be made.
    pub(super) fn of(
        &self,
        draft: &ScenarioDraft,
        setting: &Setting,
        known: Known,
        of: u64,
    ) -> Proving {
        Proving {
            draft: draft.clone(),
            sources: Arc::clone(&setting.sources),
            known,
            inspector: Arc::clone(&self.inspector),
            of,
        }
    }

    /// Proves the draft as it is now; returns what is found from the proof.
    pub(super) fn update(
        &mut self,
        draft: &ScenarioDraft,
        setting: &Setting,
        known: &Known,
    ) -> Vec<Further> {
        let (proof, found) = inspector(&self.inspector).find(draft, &setting.sources, known);
        self.proof = Some(proof);
        found
    }

    /// Takes over what was proved beside the session.
    pub(super) fn take(&mut self, proof: Proof) {
        self.proof = Some(proof);
    }

    /// Returns what was proved last.
    pub(super) const fn proof(&self) -> Option<&Proof> {
        self.proof.as_ref()
    }
}

impl Proving {
    /// Makes the proofs.
    #[must_use]
    pub fn run(self) -> Proved {
        let mut inspector = inspector(&self.inspector);
        let (proof, found) = inspector.find(&self.draft, &self.sources, &self.known);
        Proved {
            proof,
            found,
            of: self.of,
        }
    }
}

/// Waits for whoever proves. What one that failed remembered is not trusted.
fn inspector(shared: &Mutex<Inspector>) -> MutexGuard<'_, Inspector> {
    shared.lock().unwrap_or_else(|poisoned: PoisonError<_>| {
        let mut inspector = poisoned.into_inner();
        *inspector = Inspector::default();
        shared.clear_poison();
        inspector
    })
}

impl Session {
    /// Returns what is proved of the draft as it is now; none until that is known.
    ///
    /// It is kept up to date, so that a view only reads it. What the checks refuse is as good as
    /// unfinished.
    #[must_use]
    pub const fn proof(&self) -> Option<&Proof> {
        self.live.proof()
    }

    /// Lets the proofs of a draft that has more conditions and stages wait until [`Self::prove_now`]
    /// or [`Self::proved`].
    ///
    /// Findings that take a proof then stay as they were, and [`Self::proof`] is none, until then.
    pub const fn let_proofs_wait(&mut self, beyond: usize) {
        self.live.let_proofs_wait(beyond);
    }

    /// Tells whether no proofs wait.
    #[must_use]
    pub const fn is_proved(&self) -> bool {
        !self.live.is_behind()
    }

    /// Returns the proofs that wait, to be made beside the session; none when none do.
    #[must_use]
    pub fn proving(&self) -> Option<Proving> {
        self.live.proving(&self.draft, &self.setting)
    }

    /// Takes over what was proved, unless the draft changed since.
    pub fn proved(&mut self, proved: Proved) {
        if self.live.proved(&self.draft, &self.setting, proved) {
            self.told_anew();
        }
    }

    /// Makes the proofs that wait; does nothing when none do.
    ///
    /// Findings may then be others, so whoever is about to act on one asks for it afterwards.
    pub fn prove_now(&mut self) {
        if let Some(proving) = self.proving() {
            self.proved(proving.run());
        }
    }
}

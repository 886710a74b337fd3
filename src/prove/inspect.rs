//! Everything that is found about a draft: what the checks tell, and what is proved.

use super::findings::{Memory, findings};
use super::prover::{Proof, Prover};
use crate::check::{Checked, Further, Known, Options, check_with};
use crate::compile::{Input, Outcome, compile, compile_with};
use crate::draft::ScenarioDraft;
use crate::sources::Sources;

/// What an inspection of a document gave.
#[derive(Debug, Clone)]
pub struct Inspected {
    /// All findings in order, the draft and its canonical form.
    pub outcome: Outcome,
    /// What was proved; none without a draft, or where only refusals were looked for.
    pub proof: Option<Proof>,
}

/// Finds what the checks do not, and remembers what it proved for the next version of the draft.
///
/// What it finds depends on the draft and the sources alone: the memory only saves work.
#[derive(Debug, Default)]
pub struct Inspector {
    prover: Prover,
    memory: Memory,
}

impl Inspector {
    /// Returns an inspector whose analyses may each make so many nodes.
    #[must_use]
    pub fn with_budget(nodes: usize) -> Self {
        Self {
            prover: Prover::with_budget(nodes),
            memory: Memory::default(),
        }
    }

    /// Proves a draft and returns what is found from the proof; `known` is what the checks say.
    ///
    /// What a refused condition or gate would decide stays open.
    pub fn find(
        &mut self,
        draft: &ScenarioDraft,
        sources: &Sources,
        known: &Known,
    ) -> (Proof, Vec<Further>) {
        let proof = self.prover.prove_told(draft, sources, known);
        let found = findings(draft, sources, &proof, known, &mut self.memory);
        (proof, found)
    }

    /// Checks and proves a draft that is not written anywhere.
    pub fn check(
        &mut self,
        draft: &ScenarioDraft,
        sources: &Sources,
        options: &Options,
    ) -> (Checked, Option<Proof>) {
        let mut proof = None;
        let checked = check_with((draft, None), Vec::new(), sources, options, &mut |known| {
            let (proved, found) = self.find(draft, sources, known);
            proof = Some(proved);
            found
        });
        (checked, proof)
    }
}

/// Reads, checks, proves and compiles a document.
///
/// This is where all findings come from that a face shows. Where `options` ask for refusals only,
/// nothing is proved.
pub fn inspect(
    input: &Input<'_>,
    sources: &Sources,
    options: &Options,
    inspector: &mut Inspector,
) -> Inspected {
    if options.refusals_only {
        return Inspected {
            outcome: compile(input, sources, options),
            proof: None,
        };
    }
    let mut proof = None;
    let outcome = compile_with(input, sources, options, |draft, known| {
        let (proved, found) = inspector.find(draft, sources, known);
        proof = Some(proved);
        found
    });
    Inspected { outcome, proof }
}

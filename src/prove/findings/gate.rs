//! What is found about one gate: whether it can pass and fail, and which parts of it count.

use super::flow::known;
use super::mend::{Memory, without_gate};
use super::words::{gate_name, given, needs, part_words, with_test};
use super::{Facts, quorum, shape};
use crate::diagnostic::{Code, Confidence, Diagnostic};
use crate::draft::{GateDraft, RequirementDraft};
use crate::plain::{MAX_LISTED, listed};
use crate::prove::gate::{GateProof, Subject};
use crate::prove::world::BUDGET;
use crate::prove::{Can, Gap};
use crate::spec::{GateOutcome, MAX_REQUIREMENT_DEPTH, Requirement, TrustLane};

/// Ways to pass that a message shows.
const MAX_WAYS: usize = 2;

/// A gate with its place and what is known of it.
pub(super) struct Subjects<'a, 'd> {
    pub(super) facts: &'a Facts<'d>,
    pub(super) stage: usize,
    pub(super) index: usize,
    pub(super) gate: &'a GateDraft,
    pub(super) proof: &'a GateProof,
}

/// Adds what is found about the gates of a stage.
pub(super) fn findings(
    facts: &Facts<'_>,
    stage: usize,
    memory: &mut Memory,
    found: &mut Vec<Diagnostic>,
) {
    let Some(content) = facts.draft.stages().get(stage) else {
        return;
    };
    let proofs = facts.proof.gates.get(stage).map_or(&[][..], Vec::as_slice);
    for (index, (gate, proof)) in content.gates().iter().zip(proofs).enumerate() {
        let subject = Subjects {
            facts,
            stage,
            index,
            gate,
            proof,
        };
        if proof.passes == Can::Open(Gap::Unfinished) {
            continue;
        }
        subject.constants(found);
        subject.stalls(found);
        subject.too_large(found);
        let kept = memory.gate(facts, content, gate, proof);
        shape::findings(&subject, &kept, found);
        quorum::findings(&subject, &kept, found);
        // The checks tell that it is always true; this adds the cure.
        if kept.idle
            && let Some(fix) = without_gate(facts.draft, stage, index)
        {
            let place = subject.place();
            found.push(Diagnostic::new(Code::GW0402, place, "it is always true").fix(fix));
        }
    }
}

impl Subjects<'_, '_> {
    /// Returns the pointer to the requirement.
    pub(super) fn place(&self) -> String {
        format!("/stages/{}/gates/{}/requirement", self.stage, self.index)
    }

    /// Returns the pointer to a part of the requirement; a text is one place.
    pub(super) fn place_of(&self, part: &str) -> String {
        match &self.gate.requirement {
            Some(RequirementDraft::Tree(_)) => format!("{}{part}", self.place()),
            _ => self.place(),
        }
    }

    pub(super) fn name(&self) -> String {
        gate_name(self.gate)
    }

    fn constants(&self, found: &mut Vec<Diagnostic>) {
        if let Some(strength) = self.proof.passes.refuted() {
            let requirement = self.gate.requirement.as_ref();
            let Some(tree) = requirement.and_then(|one| one.tree().ok()) else {
                return;
            };
            // What the checks tell of as the cause is not told again.
            let told = match self.proof.constant {
                Some(GateOutcome::Unknown) => tree.depth() > MAX_REQUIREMENT_DEPTH,
                Some(_) => has_impossible(&tree),
                None => false,
            };
            if !told {
                found.push(self.never_passes(strength, &tree));
            }
        } else if let Some(strength) = self.proof.fails.refuted()
            && self.proof.constant.is_none()
            && self.proof.roles.iter().all(|(id, _)| self.varies(id))
        {
            found.push(self.never_fails(strength));
        }
    }

    fn never_passes(&self, strength: Confidence, tree: &Requirement) -> Diagnostic {
        let name = self.name();
        let core = &self.proof.conflict;
        let shown: Vec<String> = core
            .iter()
            .map(|id| with_test(id, self.facts.condition(id).map(|(_, one)| one)))
            .collect();
        let why = match core.as_slice() {
            [] => "whatever the evidence is".to_owned(),
            [only] => match uses(tree, only) {
                (true, true) => format!("`{only}` would have to be true and false at once"),
                (_, false) => format!("{} is never true", shown.join("")),
                (false, true) => format!("{} is never false", shown.join("")),
            },
            _ => format!("{} rule each other out", listed(&shown, "and")),
        };
        let mut diagnostic = known(
            strength,
            Code::GW0401,
            self.place(),
            format!("gate {name} can never be true: {why}"),
        );
        for id in core.iter().take(MAX_LISTED) {
            if let Some((at, _)) = self.facts.condition(id) {
                diagnostic = diagnostic
                    .related(format!("/conditions/{at}/condition_id"), "takes part in it");
            }
        }
        for id in core {
            diagnostic = diagnostic.parameter(id);
        }
        diagnostic.help(match core.len() {
            0 => "take out the empty or needless part that decides it",
            1 => "mend this condition, or take it out of the gate",
            _ => "mend one of these conditions, or ask for one of them only, with `or`",
        })
    }

    fn never_fails(&self, strength: Confidence) -> Diagnostic {
        let name = self.name();
        let mut diagnostic = known(
            strength,
            Code::GW0403,
            self.place(),
            format!("gate {name} can never be false: it only waits until evidence is there"),
        );
        let ways = self.proof.ways.iter().flat_map(|ways| &ways.shown);
        let ways: Vec<String> = ways.take(MAX_WAYS).map(|way| needs(way)).collect();
        if !ways.is_empty() {
            let ways = ways.join(", and with ");
            diagnostic = diagnostic.effect(format!("it is true with {ways}"));
        }
        diagnostic.help("ask for one of these answers only; if any answer will do, use `exists`")
    }

    /// Tells whether a condition on its own can be true and false.
    ///
    /// Where one cannot, that is about the condition and not about the gate.
    fn varies(&self, id: &str) -> bool {
        let requirement = Requirement::Condition(id.to_owned());
        let alone = Subject {
            requirement: &requirement,
            lane: TrustLane::Asserted,
        };
        let find = |id: &str| self.facts.condition(id).map(|(_, condition)| condition);
        let proof = GateProof::new(alone, &find, self.facts.sources, BUDGET);
        proof.passes.is_yes() && proof.fails.is_yes()
    }

    fn stalls(&self, found: &mut Vec<Diagnostic>) {
        let Some(stall) = &self.proof.stall else {
            return;
        };
        // What always or never happens is told already.
        if !self.proof.passes.is_yes() || !self.proof.fails.is_yes() {
            return;
        }
        let name = self.name();
        let missing: Vec<String> = stall.missing.iter().map(|id| format!("`{id}`")).collect();
        let missing = listed(&missing, "and");
        let settled = stall.settled.name();
        let situation = if stall.given.is_empty() {
            "without any evidence".to_owned()
        } else {
            format!("with {}", given(&stall.given))
        };
        found.push(
            Diagnostic::new(
                Code::GW0410,
                self.place(),
                format!("gate {name} waits for {missing} although the answer cannot matter"),
            )
            .effect(format!(
                "{situation} the answer is {settled} whatever {missing} is, and the engine still says unknown"
            ))
            .help("write it so that no condition stands both for itself and negated"),
        );
    }

    fn too_large(&self, found: &mut Vec<Diagnostic>) {
        // What is left of a scenario that is too large is told of the scenario.
        if !self.proof.is_cut_short() || self.proof.passes == Can::Open(Gap::Rest) {
            return;
        }
        let name = self.name();
        let open =
            matches!(self.proof.passes, Can::Open(_)) || matches!(self.proof.fails, Can::Open(_));
        let (what, effect) = if open {
            (
                "it is too large",
                "nobody knows whether it can pass, and what follows from that is not told",
            )
        } else {
            (
                "its ways to pass or to fail are too many",
                "it can pass, and what each condition is for is not told",
            )
        };
        found.push(
            Diagnostic::new(
                Code::GW0414,
                self.place(),
                format!("gate {name} is not analysed: {what}"),
            )
            .effect(effect)
            .help(
                "split it into several gates: a stage is left only when all of its gates are true",
            ),
        );
    }
}

/// Tells whether some operator can never be true, which the checks tell of.
fn has_impossible(node: &Requirement) -> bool {
    let own = match node {
        Requirement::Or(parts) => parts.is_empty(),
        Requirement::RequireGroup { min, reqs } => usize::from(*min) > reqs.len(),
        _ => false,
    };
    own || node.children().iter().any(has_impossible)
}

/// Tells whether a condition is used plainly, and whether it is used negated.
fn uses(node: &Requirement, id: &str) -> (bool, bool) {
    fn visit(node: &Requirement, id: &str, plain: bool, found: &mut (bool, bool)) {
        if matches!(node, Requirement::Condition(own) if own == id) {
            found.0 |= plain;
            found.1 |= !plain;
        }
        let below = plain != matches!(node, Requirement::Not(_));
        for part in node.children() {
            visit(part, id, below, found);
        }
    }
    let mut found = (false, false);
    visit(node, id, true, &mut found);
    found
}

/// Returns a finding about a part that adds nothing.
pub(super) fn redundant_words(part: &Requirement, name: &str) -> String {
    format!(
        "{} changes nothing: gate {name} is the same without it",
        part_words(part)
    )
}

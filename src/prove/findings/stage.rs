//! What is found about the gates of one stage together.

use super::Facts;
use super::flow::known;
use super::mend::{Memory, without_gate};
use super::words::{gate_name, given, with_test};
use crate::diagnostic::{Code, Confidence, Diagnostic};
use crate::draft::StageDraft;
use crate::plain::{MAX_LISTED, listed, moment};
use crate::prove::flow::words::name;
use crate::prove::{Can, Closing, Conflict, Gap, Implied, Role, StageProof};
use crate::spec::{Timestamp, TrustLane};

struct Subject<'a, 'd> {
    facts: &'a Facts<'d>,
    stage: usize,
    content: &'a StageDraft,
    proof: &'a StageProof,
}

/// Adds what is found about the gates of a stage together.
pub(super) fn findings(
    facts: &Facts<'_>,
    stage: usize,
    memory: &mut Memory,
    found: &mut Vec<Diagnostic>,
) {
    let contents = facts.draft.stages().get(stage);
    let (Some(content), Some(proof)) = (contents, facts.proof.stages.get(stage)) else {
        return;
    };
    let subject = Subject {
        facts,
        stage,
        content,
        proof,
    };
    if let (Some(conflict), Some(strength)) = (&proof.conflict, proof.passes.refuted()) {
        found.push(subject.conflict(conflict, strength));
    }
    if !proof.implied.is_empty() {
        let removable = memory.stage(facts, content, proof);
        for (implied, removable) in proof.implied.iter().zip(removable.iter()) {
            found.push(subject.implied(implied, *removable));
        }
    }
    if content.timeout.is_none()
        && let Some(closing) = &proof.closes
    {
        found.push(subject.closes(closing));
    }
    found.extend(subject.precheck());
    found.extend(subject.too_large());
}

impl Subject<'_, '_> {
    fn at(&self) -> String {
        format!("/stages/{}", self.stage)
    }

    fn name(&self) -> String {
        name(self.facts.draft, self.stage)
    }

    fn gate(&self, index: usize) -> String {
        let gate = self.content.gates().get(index);
        gate.map_or_else(String::new, gate_name)
    }

    fn tested(&self, id: &str) -> String {
        with_test(id, self.facts.condition(id).map(|(_, one)| one))
    }

    fn conflict(&self, conflict: &Conflict, strength: Confidence) -> Diagnostic {
        let gates: Vec<String> = conflict.gates.iter().map(|gate| self.gate(*gate)).collect();
        let conditions = &conflict.conditions;
        let tested: Vec<String> = conditions.iter().map(|id| self.tested(id)).collect();
        let why = match conditions.as_slice() {
            [only] => format!("`{only}` would have to be true and false at once"),
            _ => format!("{} rule each other out", listed(&tested, "and")),
        };
        let mut diagnostic = known(
            strength,
            Code::GW0404,
            format!("{}/gates", self.at()),
            format!(
                "gates {} can never be true at once: {why}",
                listed(&gates, "and")
            ),
        );
        for gate in conflict.gates.iter().take(MAX_LISTED) {
            let place = format!("{}/gates/{gate}/requirement", self.at());
            diagnostic = diagnostic.related(place, "takes part in it");
        }
        for condition in conditions {
            diagnostic = diagnostic.parameter(condition);
        }
        diagnostic
            .effect(format!(
                "{} is left only when all of its gates are true in one trigger",
                self.name()
            ))
            .help("mend one of the conditions, or give one of the gates a stage of its own")
    }

    fn implied(&self, implied: &Implied, removable: bool) -> Diagnostic {
        let (gate, by) = (self.gate(implied.gate), self.gate(implied.by));
        let place = format!("{}/gates/{}", self.at(), implied.gate);
        let mut diagnostic = known(
            implied.strength,
            Code::GW0409,
            place,
            format!("gate {gate} adds nothing: it is true whenever gate {by} is"),
        )
        .parameter(&by)
        .related(
            format!("{}/gates/{}/requirement", self.at(), implied.by),
            "this asks for at least as much",
        );
        if let Some(example) = &self.proof.example {
            diagnostic = diagnostic.effect(format!("both are true with {}", given(example)));
        }
        diagnostic = diagnostic
            .help("remove it, or suppress this with the reason why it is reported on its own");
        if removable && let Some(fix) = without_gate(self.facts.draft, self.stage, implied.gate) {
            diagnostic = diagnostic.fix(fix);
        }
        diagnostic
    }

    fn closes(&self, closing: &Closing) -> Diagnostic {
        let name = self.name();
        let moment = moment(match closing.last {
            Timestamp::UnixMillis(millis) => Timestamp::UnixMillis(millis.saturating_add(1)),
            Timestamp::Logical(count) => Timestamp::Logical(count.saturating_add(1)),
        });
        let mut diagnostic = Diagnostic::new(
            Code::GW0610,
            format!("{}/stage_id", self.at()),
            format!("from {moment} on stage {name} can never pass, and it has no timeout"),
        )
        .effect("a run that is still there then waits for ever");
        for id in closing.conditions.iter().take(MAX_LISTED) {
            if let Some((at, _)) = self.facts.condition(id) {
                diagnostic = diagnostic.related(
                    format!("/conditions/{at}/condition_id"),
                    "asks for the time",
                );
            }
        }
        diagnostic.help("give the stage a timeout, so that late runs end or go elsewhere")
    }

    /// Tells that no payload makes a precheck show the stage as passing, where prechecks are meant.
    fn precheck(&self) -> Option<Diagnostic> {
        let draft = self.facts.draft;
        let shape = draft.precheck.as_ref()?.data_shape.as_ref();
        if shape.is_none() || !self.proof.precheck.is_no() || !self.proof.passes.is_yes() {
            return None;
        }
        let asked = self.verified_here();
        let why = if asked.is_empty() {
            // Without the settings of a server nobody knows which lane it asks for.
            self.facts.sources.runtime.origin.as_ref()?;
            "the server counts only verified evidence".to_owned()
        } else {
            format!("{} must be verified", listed(&asked, "and"))
        };
        let name = self.name();
        Some(
            Diagnostic::new(
                Code::GW0708,
                format!("{}/gates", self.at()),
                format!("a precheck can never show stage {name} as passing: {why}"),
            )
            .effect("what a payload says is only asserted, so its answer is always `unknown`")
            .help("accept asserted evidence there, or leave the data shape of the precheck away"),
        )
    }

    /// Returns the conditions without which the stage does not pass and that must be verified.
    fn verified_here(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let proofs = self.facts.proof.gates.get(self.stage);
        let proofs = proofs.map_or(&[][..], Vec::as_slice);
        for (gate, proof) in self.content.gates().iter().zip(proofs) {
            let own = gate.trust.and_then(|trust| trust.min_lane);
            let verified = |id: &str| {
                let condition = self.facts.condition(id).map(|(_, condition)| condition);
                let lane = condition.and_then(|condition| condition.trust?.min_lane);
                lane.max(own) == Some(TrustLane::Verified)
            };
            for (id, role) in &proof.roles {
                let shown = format!("`{id}`");
                if *role == Role::Mandatory && verified(id) && !names.contains(&shown) {
                    names.push(shown);
                }
            }
        }
        names
    }

    /// Tells that the gates are too large together where each alone is not.
    fn too_large(&self) -> Option<Diagnostic> {
        let gates = self.facts.proof.gates.get(self.stage)?;
        let open = self.proof.passes == Can::Open(Gap::Budget);
        if !open || gates.iter().any(|gate| gate.is_cut_short()) {
            return None;
        }
        let name = self.name();
        Some(
            Diagnostic::new(
                Code::GW0414,
                format!("{}/gates", self.at()),
                format!("stage {name} is not analysed: its gates are too large together"),
            )
            .effect(
                "nobody knows whether they can all be true, and what follows from that is not told",
            )
            .help("give some of the gates a stage of their own"),
        )
    }
}

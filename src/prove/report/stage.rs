//! What is told of a stage.

use serde_json::{Map, Value, json};

use super::build::Teller;
use super::model::{AnswerReport, Known, StageReport};
use super::words::{named, quoted, timeout_words};
use crate::check::Target;
use crate::plain;
use crate::prove::flow::words::{gates, name, stage_said};
use crate::prove::said::{Claim, ClaimKind, Strength};
use crate::prove::{Answer, Can, StageProof};
use crate::runtime::{Evidence, EvidenceValue};
use crate::spec::TrustLane;

impl Teller<'_> {
    pub(super) fn stage(&self, stage: usize) -> StageReport {
        let flow = self.proof.flow.stages.get(stage);
        let proof = self.proof.stages.get(stage);
        let gates = self
            .draft
            .stages()
            .get(stage)
            .map_or(&[][..], |one| one.gates());
        StageReport {
            stage_id: plain::stage_name(self.draft, stage),
            entered: flow.map_or_else(|| Known::from(Can::NEVER), |found| found.entered.into()),
            passes: self.passes(stage),
            claims: self.stage_claims(stage),
            example: proof
                .and_then(|proof| proof.example.as_ref())
                .map(|answers| answers.iter().map(AnswerReport::from).collect()),
            gates: (0..gates.len())
                .map(|gate| self.gate(stage, gate))
                .collect(),
        }
    }

    pub(super) fn stage_claims(&self, stage: usize) -> Vec<Claim> {
        let (Some(flow), Some(draft)) = (
            self.proof.flow.stages.get(stage),
            self.draft.stages().get(stage),
        ) else {
            return Vec::new();
        };
        let mut claims = Vec::new();
        if flow.entered.is_yes() && !flow.is_by_timeout_only() {
            let from = plain::entered_from(self.draft, stage, &self.proof.tables);
            let says = format!("runs enter {} {from}", name(self.draft, stage));
            claims.push(Claim::new(ClaimKind::Entry, Strength::Proved, says));
        }
        let said = stage_said(self.draft, &self.proof.flow, stage);
        claims.extend(said.into_iter().map(|said| self.claim(said)));
        if flow.entered.is_no() {
            return claims;
        }
        let table = self.proof.tables.get(stage);
        if let Some(table) = table.filter(|_| !flow.passes.is_no() && flow.gates > 0) {
            let says = plain::advance(self.draft, stage, table);
            let kind = match table.pass {
                Target::Nowhere => ClaimKind::Error,
                _ => ClaimKind::Route,
            };
            let strength = match (table.pass.clone(), self.passes(stage).strength) {
                (Target::Unknown, _) => Strength::NotAnalysed,
                (_, strength) => strength,
            };
            claims.push(Claim::new(kind, strength, says));
        }
        if let Some(proof) = self.proof.stages.get(stage) {
            self.of_gates_together(stage, proof, &mut claims);
        }
        if let Some(says) = table.and_then(|table| timeout_words(self.draft, stage, table)) {
            claims.push(Claim::new(ClaimKind::Timeout, Strength::Proved, says));
        } else if draft.timeout.is_none() && flow.gates > 0 && flow.passes.is_yes() {
            let says = "it has no timeout: a run waits for as long as it takes";
            claims.push(Claim::new(ClaimKind::Timeout, Strength::Proved, says));
        }
        claims
    }

    fn of_gates_together(&self, stage: usize, proof: &StageProof, claims: &mut Vec<Claim>) {
        let names = gates(self.draft, stage);
        let called = |at: usize| names.get(at).cloned().unwrap_or_default();
        if let (Some(conflict), Some(strength)) = (&proof.conflict, proof.passes.refuted()) {
            let gates: Vec<String> = conflict.gates.iter().map(|at| called(*at)).collect();
            let says = format!(
                "{} can never be true in one trigger: {}",
                plain::listed(&gates, "and"),
                rule_out(&conflict.conditions)
            );
            claims.push(Claim::new(ClaimKind::Passing, strength, says));
        }
        for implied in &proof.implied {
            let (gate, by) = (called(implied.gate), called(implied.by));
            let says = format!("{gate} adds nothing: it is true whenever {by} is");
            claims.push(Claim::new(ClaimKind::ImpliedGate, implied.strength, says));
        }
        let is_meant = (self.draft.precheck.as_ref()).is_some_and(|one| one.data_shape.is_some());
        if let (true, true, Can::No(strength)) = (is_meant, proof.passes.is_yes(), proof.precheck) {
            let says = "a precheck can never show it as passing";
            claims.push(Claim::new(ClaimKind::Precheck, strength, says));
        }
        if let Some(closing) = &proof.closes {
            let says = format!(
                "after {} it can never pass any more, because of {}",
                plain::moment(closing.last),
                quoted(&closing.conditions)
            );
            // Triggers are taken to come in the order of their times.
            let strength = Strength::AssumesStableEvidence;
            claims.push(Claim::new(ClaimKind::Window, strength, says));
        }
    }
}

/// Returns that conditions cannot hold together.
pub(super) fn rule_out(conditions: &[String]) -> String {
    match conditions {
        [] => "its parts rule each other out".to_owned(),
        [only] => format!("{} rules it out", named(only)),
        several => format!("{} rule each other out", quoted(several)),
    }
}

impl From<&Answer> for AnswerReport {
    fn from(answer: &Answer) -> Self {
        Self {
            condition_id: answer.condition_id.clone(),
            outcome: answer.outcome,
            answer: answer.evidence.as_ref().map(in_file),
            says: answer.words(),
        }
    }
}

/// Returns an answer as a file of evidence has it.
fn in_file(evidence: &Evidence) -> Value {
    let (name, value) = match (&evidence.error, &evidence.value) {
        (Some(code), _) => ("error", json!(code)),
        (None, None) => ("missing", json!(true)),
        (None, Some(EvidenceValue::Json(value))) => ("value", value.clone()),
        (None, Some(EvidenceValue::Bytes(bytes))) => ("bytes", json!(bytes)),
    };
    let mut answer = Map::from_iter([(name.to_owned(), value)]);
    if evidence.lane == TrustLane::Asserted && evidence.error.is_none() {
        answer.insert("lane".to_owned(), json!("asserted"));
    }
    Value::Object(answer)
}

//! What is told of a gate.

use super::build::Teller;
use super::model::{ConditionReport, GateReport, Known, NeedReport, SetsReport};
use super::stage::rule_out;
use super::words::{named, quoted, requirement_words};
use crate::check::ConditionTypes;
use crate::plain::{listed, reads};
use crate::prove::said::{Claim, ClaimKind, Strength, why};
use crate::prove::{Answer, Can, Gap, GateProof, Need, Role, Stall, Ways};
use crate::spec::{Comparator, GateOutcome};

impl Teller<'_> {
    pub(super) fn gate(&self, stage: usize, gate: usize) -> GateReport {
        let draft = self
            .draft
            .stages()
            .get(stage)
            .and_then(|found| found.gates().get(gate));
        let requirement = draft.and_then(|gate| gate.requirement.as_ref()?.tree().ok());
        let open = GateProof::open(Gap::Unfinished, &[]);
        let proof = self
            .proof
            .gates
            .get(stage)
            .and_then(|gates| gates.get(gate))
            .map_or(&open, AsRef::as_ref);
        GateReport {
            gate_id: self.gate_id(stage, gate),
            requirement: requirement
                .as_deref()
                .map(requirement_words)
                .unwrap_or_default(),
            passes: proof.passes.into(),
            fails: proof.fails.into(),
            claims: of_gate(proof),
            ways: proof.ways.as_ref().map(|ways| self.sets(ways)),
            blocks: proof.blocks.as_ref().map(|ways| self.sets(ways)),
            conditions: proof
                .roles
                .iter()
                .map(|(id, role)| ConditionReport {
                    condition_id: id.clone(),
                    role: *role,
                    says: self.reads(id),
                })
                .collect(),
        }
    }

    /// Returns the id of a gate, or `gate 2` where it has none.
    pub(super) fn gate_id(&self, stage: usize, gate: usize) -> String {
        let stages = self.draft.stages();
        let found = stages.get(stage).and_then(|found| found.gates().get(gate));
        let id = found.and_then(|gate| gate.gate_id.clone());
        id.filter(|id| !id.is_empty())
            .unwrap_or_else(|| format!("gate {}", gate + 1))
    }

    /// Returns what a condition says; nothing for a name without a condition.
    pub(super) fn reads(&self, id: &str) -> String {
        self.conditions.get(id).map_or_else(String::new, |found| {
            let types = ConditionTypes::of(self.draft, found, self.sources);
            reads(found, &types)
        })
    }

    pub(super) fn sets(&self, ways: &Ways) -> SetsReport {
        SetsReport {
            total: ways.total.map(|total| total.to_string()),
            strength: ways.strength.into(),
            shown: ways
                .shown
                .iter()
                .map(|set| set.iter().map(|need| self.need(need)).collect())
                .collect(),
        }
    }

    fn need(&self, need: &Need) -> NeedReport {
        let comparator = self
            .conditions
            .get(need.condition_id.as_str())
            .and_then(|found| found.comparator);
        let absence = match comparator {
            Some(Comparator::NotExists) => need.holds,
            Some(Comparator::Exists) => !need.holds,
            _ => false,
        };
        NeedReport {
            condition_id: need.condition_id.clone(),
            holds: need.holds,
            example: need.example.clone(),
            absent: absence && need.example.is_none(),
        }
    }
}

fn of_gate(proof: &GateProof) -> Vec<Claim> {
    let mut claims = Vec::new();
    if let Can::Open(gap) = proof.passes {
        let says = format!("not analysed: {}", why(gap));
        claims.push(Claim::new(ClaimKind::Passing, Strength::NotAnalysed, says));
        return claims;
    }
    if let Some(value) = proof.constant {
        let says = match value {
            GateOutcome::Unknown => {
                "it is always unknown: its requirement nests deeper than the runtime looks"
                    .to_owned()
            }
            value => format!("it is always {}, whatever the evidence", value.name()),
        };
        claims.push(Claim::new(ClaimKind::Constant, Strength::Proved, says));
        return claims;
    }
    if let Some(strength) = proof.passes.refuted() {
        let says = format!("it can never be true: {}", rule_out(&proof.conflict));
        claims.push(Claim::new(ClaimKind::Passing, strength, says));
    }
    if let Some(strength) = proof.fails.refuted() {
        let says = "it can never be false: it only asks whether there is evidence at all";
        claims.push(Claim::new(ClaimKind::Failing, strength, says));
    }
    claims.extend(of_roles(proof));
    for (kind, sets, what) in [
        (ClaimKind::Passing, &proof.ways, "pass"),
        (ClaimKind::Failing, &proof.blocks, "fail"),
    ] {
        if sets.is_none() {
            let says = format!(
                "the ways in which it can {what} were not listed: {}",
                why(Gap::Budget)
            );
            claims.push(Claim::new(kind, Strength::NotAnalysed, says));
        }
    }
    claims.extend(proof.stall.as_ref().map(of_stall));
    for redundant in &proof.redundant {
        let part = requirement_words(&redundant.part);
        let says = format!("its part `{part}` changes nothing");
        let kind = ClaimKind::RedundantPart;
        claims.push(Claim::new(kind, redundant.strength, says));
    }
    claims
}

fn of_roles(proof: &GateProof) -> Vec<Claim> {
    let mut claims = Vec::new();
    let with = |role: Role| -> Vec<&str> {
        let of_role = proof.roles.iter().filter(|(_, found)| *found == role);
        of_role.map(|(id, _)| id.as_str()).collect()
    };
    let Some(ways) = &proof.ways else {
        return claims;
    };
    // Of a single condition it goes without saying.
    if !proof.passes.is_no() && proof.roles.len() > 1 {
        let mandatory = with(Role::Mandatory);
        let says = match mandatory.as_slice() {
            [] => "none of its conditions is needed on every way to pass".to_owned(),
            needed => format!("it cannot pass without an answer of {}", quoted(needed)),
        };
        claims.push(Claim::new(ClaimKind::Role, ways.strength, says));
    }
    let blocking = with(Role::Blocking);
    if !blocking.is_empty() && !proof.passes.is_no() {
        let verb = if blocking.len() == 1 { "helps" } else { "help" };
        let says = format!(
            "{} never {verb} it to pass and can make it fail",
            quoted(&blocking)
        );
        claims.push(Claim::new(ClaimKind::Role, ways.strength, says));
    }
    let irrelevant = with(Role::Irrelevant);
    if !irrelevant.is_empty() {
        let says = format!("it never depends on {}", quoted(&irrelevant));
        claims.push(Claim::new(ClaimKind::Role, ways.strength, says));
    }
    claims
}

fn of_stall(stall: &Stall) -> Claim {
    let missing: Vec<String> = stall.missing.iter().map(|id| named(id)).collect();
    let given: Vec<String> = stall.given.iter().map(Answer::words).collect();
    let given = match given.as_slice() {
        [] => String::new(),
        given => format!(", given {}", listed(given, "and")),
    };
    let says = format!(
        "it can wait for {} although it is {} either way{given}",
        listed(&missing, "and"),
        stall.settled.name(),
    );
    Claim::new(ClaimKind::Stall, Strength::Proved, says)
}

impl Known {
    /// Tells whether it surely cannot happen.
    #[must_use]
    pub fn is_no(self) -> bool {
        self.can == super::model::Possible::No
    }
}

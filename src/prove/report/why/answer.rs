//! The answer for one entity, from what is proved of the whole scenario.

use super::find::{Subject, address};
use super::model::{
    StageOutageReport, StretchReport, UseReport, WHY_VERSION, Why, WhyCondition, WhyGate,
    WhyPacket, WhyReport, WhyStage, WithoutReport,
};
use crate::check::ConditionTypes;
use crate::draft::{ScenarioDraft, Shared};
use crate::plain::{self, listed};
use crate::prove::flow::{Source, Step};
use crate::prove::report::build::Teller;
use crate::prove::report::words::{named, quoted, timeout_words};
use crate::prove::report::{GateReport, PacketReport, Possible, SetsReport, StageReport};
use crate::prove::said::{ClaimKind, Strength};
use crate::prove::{GateProof, Proof, StageProof, prove};
use crate::sources::Sources;

/// Returns what an entity needs and what blocks it; `proof` is that of the draft and sources.
///
/// None where the draft has nothing at the positions of the subject.
#[must_use]
pub fn why(
    draft: &ScenarioDraft,
    sources: &Sources,
    proof: &Proof,
    subject: Subject,
) -> Option<WhyReport> {
    let teller = Teller::new(draft, sources, proof);
    let (headline, answer) = match subject {
        Subject::Gate { stage, gate } => {
            let told = teller.why_gate(stage, gate)?;
            (gate_headline(&told), Why::Gate(Box::new(told)))
        }
        Subject::Stage(stage) => {
            let told = teller.why_stage(stage)?;
            (stage_headline(&told.stage), Why::Stage(Box::new(told)))
        }
        Subject::Packet { stage, packet } => {
            let told = teller.why_packet(stage, packet)?;
            (packet_headline(&told.packet), Why::Packet(told))
        }
        Subject::Condition(at) => {
            let told = teller.why_condition(at)?;
            (condition_headline(&told), Why::Condition(told))
        }
    };
    Some(WhyReport {
        schema_version: WHY_VERSION,
        scenario_id: draft.scenario_id.clone().unwrap_or_default(),
        spec_version: draft.spec_version.clone().unwrap_or_default(),
        address: address(draft, subject),
        headline,
        answer,
    })
}

impl Teller<'_> {
    fn why_gate(&self, stage: usize, gate: usize) -> Option<WhyGate> {
        let found = self.draft.stages().get(stage)?.gates().get(gate)?;
        // What holds of the gate alone is what holds of a stage with no other gate.
        let mut own = self.draft.stages().get(stage)?.clone();
        own.gates = Some(vec![found.clone()]);
        let alone = ScenarioDraft {
            stages: Some(Shared::from(vec![own])),
            ..self.draft.clone()
        };
        let proof = prove(&alone, self.sources);
        let alone = proof.stages.first()?;
        let told = self.stage_claims(stage);
        Some(WhyGate {
            stage_id: plain::stage_name(self.draft, stage),
            entry: told
                .into_iter()
                .filter(|claim| claim.kind == ClaimKind::Entry)
                .collect(),
            gate: self.gate(stage, gate),
            example: alone
                .example
                .as_ref()
                .map(|answers| answers.iter().map(Into::into).collect()),
            without: without(alone),
        })
    }

    fn why_stage(&self, stage: usize) -> Option<WhyStage> {
        self.draft.stages().get(stage)?;
        let outages = self.proof.outages.iter().filter_map(|outage| {
            let fate = outage.stages.get(stage)?;
            Some(StageOutageReport {
                provider_id: match &outage.source {
                    Source::Provider(id) => Some(id.clone()),
                    Source::Verified => None,
                },
                fate: self.fate(stage, fate),
            })
        });
        Some(WhyStage {
            stage: self.stage(stage),
            outages: outages.collect(),
        })
    }

    fn why_packet(&self, stage: usize, packet: usize) -> Option<WhyPacket> {
        let told = self.packet(stage, packet)?;
        let weakest = self.proof.flow.disclosure(stage)?.weakest;
        let steps = weakest.iter().flat_map(|path| &path.steps);
        Some(WhyPacket {
            packet: told,
            weakest: steps.map(|step| self.stretch(step)).collect(),
        })
    }

    fn stretch(&self, step: &Step) -> StretchReport {
        let by_timeout = step.cause.is_timeout();
        let table = self.proof.tables.get(step.stage);
        let example = self
            .proof
            .stages
            .get(step.stage)
            .and_then(|proof| proof.example.as_ref())
            .filter(|_| !by_timeout);
        let gates = self
            .draft
            .stages()
            .get(step.stage)
            .map_or(0, |stage| stage.gates().len());
        let says = match (by_timeout, gates) {
            (true, _) => table
                .and_then(|table| timeout_words(self.draft, step.stage, table))
                .unwrap_or_default(),
            (false, 0) => "it has no gates: any trigger takes the run on".to_owned(),
            (false, 1) => "its gate is true".to_owned(),
            (false, _) => "all its gates are true in one trigger".to_owned(),
        };
        StretchReport {
            stage_id: plain::stage_name(self.draft, step.stage),
            by_timeout,
            says,
            evidence: example.map(|answers| answers.iter().map(Into::into).collect()),
        }
    }

    fn why_condition(&self, at: usize) -> Option<WhyCondition> {
        let condition = self.draft.conditions().get(at)?;
        let id = condition.condition_id.clone()?;
        let types = ConditionTypes::of(self.draft, condition, self.sources);
        let lane = self.sources.runtime.min_lane;
        Some(WhyCondition {
            provider_id: condition
                .query
                .as_ref()
                .and_then(|query| query.provider_id.clone()),
            says: self.reads(&id),
            unknown_when: plain::unknown_when(condition, &types, lane),
            uses: self.uses(&id),
            condition_id: id,
        })
    }

    fn uses(&self, id: &str) -> Vec<UseReport> {
        let mut uses = Vec::new();
        for (stage, gates) in self.proof.gates.iter().enumerate() {
            for (gate, proof) in gates.iter().enumerate() {
                let Some((_, role)) = proof.roles.iter().find(|(known, _)| known == id) else {
                    continue;
                };
                uses.push(UseReport {
                    stage_id: plain::stage_name(self.draft, stage),
                    gate_id: self.gate_id(stage, gate),
                    role: *role,
                    strength: role_strength(proof),
                });
            }
        }
        uses
    }
}

/// Returns how strongly it is known what the conditions of a gate are for.
fn role_strength(proof: &GateProof) -> Strength {
    match (&proof.ways, &proof.blocks) {
        (Some(ways), Some(blocks)) => Strength::from(ways.strength).max(blocks.strength.into()),
        _ => Strength::NotAnalysed,
    }
}

fn without(alone: &StageProof) -> Vec<WithoutReport> {
    let providers = alone.without.iter().map(|(id, passes)| WithoutReport {
        provider_id: Some(id.clone()),
        passes: (*passes).into(),
    });
    let precheck = WithoutReport {
        provider_id: None,
        passes: alone.precheck.into(),
    };
    providers.chain([precheck]).collect()
}

fn gate_headline(told: &WhyGate) -> String {
    let gate = &told.gate;
    let id = named(&gate.gate_id);
    let blocked = told
        .entry
        .iter()
        .any(|claim| claim.says.starts_with("no run"));
    let what = constant(gate).unwrap_or_else(|| match gate.passes.can {
        Possible::No => format!("{id} can never be true"),
        Possible::Unknown => format!("what {id} needs was not analysed"),
        Possible::Yes => {
            let count = |sets: &Option<SetsReport>, one: &str, many: &str| {
                sets.as_ref().map_or_else(
                    || format!("{many} that were not listed"),
                    |sets| sets.count_words(one, many),
                )
            };
            format!(
                "{id} has {} and {}",
                count(&gate.ways, "way to pass", "ways to pass"),
                count(&gate.blocks, "way to block it", "ways to block it")
            )
        }
    });
    if blocked {
        format!("{what}; no run gets to it")
    } else {
        what
    }
}

fn constant(gate: &GateReport) -> Option<String> {
    let of = gate
        .claims
        .iter()
        .find(|claim| claim.kind == ClaimKind::Constant)?;
    let rest = of.says.strip_prefix("it ").unwrap_or(&of.says);
    Some(format!("{} {rest}", named(&gate.gate_id)))
}

fn stage_headline(stage: &StageReport) -> String {
    let id = named(&stage.stage_id);
    if stage.entered.can == Possible::No {
        return format!("no run can enter {id}");
    }
    match (stage.passes.can, stage.gates.as_slice()) {
        (Possible::No, _) => format!("{id} can never pass"),
        (Possible::Unknown, _) => format!("whether {id} can pass was not analysed"),
        (Possible::Yes, []) => format!("{id} has no gates"),
        (Possible::Yes, [gate]) => {
            format!("{id} passes when gate {} is true", named(&gate.gate_id))
        }
        (Possible::Yes, gates) => {
            let ids: Vec<&String> = gates.iter().map(|gate| &gate.gate_id).collect();
            format!(
                "{id} passes when gates {} are true in one trigger",
                quoted(&ids)
            )
        }
    }
}

fn packet_headline(packet: &PacketReport) -> String {
    // The weightiest statement: that it is free, then how it gets past gates, then what guards it.
    let kinds = [ClaimKind::Release, ClaimKind::Bypass, ClaimKind::Guarantee];
    kinds
        .iter()
        .find_map(|kind| packet.claims.iter().find(|claim| claim.kind == *kind))
        .map_or_else(
            || {
                format!(
                    "{} is released in {}",
                    named(&packet.packet_id),
                    named(&packet.stage_id)
                )
            },
            |claim| claim.says.clone(),
        )
}

fn condition_headline(told: &WhyCondition) -> String {
    let id = named(&told.condition_id);
    let gates: Vec<String> = told.uses.iter().map(|one| named(&one.gate_id)).collect();
    match gates.as_slice() {
        [] => format!("no gate uses {id}"),
        [only] => format!("{id} is used by gate {only}"),
        several => format!("{id} is used by gates {}", listed(several, "and")),
    }
}

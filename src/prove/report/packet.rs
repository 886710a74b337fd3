//! What is told of packets, and of outages.

use super::build::Teller;
use super::model::{
    BypassReport, FateKind, FateReport, GuardReport, OutageReport, PacketReport, StepReport,
    WayReport,
};
use crate::plain::stage_name;
use crate::prove::flow::words::{disclosure_said, fate_said, outage_said};
use crate::prove::flow::{Disclosure, End, Fate, Path, Source, path_words};
use crate::prove::said::{Claim, Said, Strength};

impl Teller<'_> {
    pub(super) fn packets(&self) -> Vec<PacketReport> {
        let stages = self.draft.stages().iter().enumerate();
        stages
            .flat_map(|(stage, draft)| {
                (0..draft.packets().len()).map(move |packet| (stage, packet))
            })
            .filter_map(|(stage, packet)| self.packet(stage, packet))
            .collect()
    }

    pub(super) fn packet(&self, stage: usize, packet: usize) -> Option<PacketReport> {
        let found = self.draft.stages().get(stage)?.packets().get(packet)?;
        let id = found.packet_id.clone().filter(|id| !id.is_empty());
        let id = id.unwrap_or_else(|| format!("packet {}", packet + 1));
        let flow = &self.proof.flow;
        let told = flow.disclosure(stage)?;
        let said = disclosure_said(self.draft, flow, stage, &id);
        Some(PacketReport {
            stage_id: stage_name(self.draft, stage),
            released: told.released.into(),
            claims: said.into_iter().map(|said| self.claim(said)).collect(),
            behind: self.behind(&told),
            bypasses: self.bypasses(&told, stage),
            weakest: told
                .weakest
                .as_ref()
                .map(|path| self.way(path, told.weakest_gates)),
            packet_id: id,
        })
    }

    fn behind(&self, told: &Disclosure) -> Vec<GuardReport> {
        let guard = |one: &crate::prove::flow::Guarantee| GuardReport {
            stage_id: stage_name(self.draft, one.stage),
            gates: self.gate_ids(one.stage),
            strength: one.confidence.into(),
        };
        told.behind.iter().map(guard).collect()
    }

    fn bypasses(&self, told: &Disclosure, stage: usize) -> Vec<BypassReport> {
        let flow = &self.proof.flow;
        let bypass = |one: &crate::prove::flow::Bypass| {
            let path = flow.way_around(one.stage, End::Stage(stage))?;
            let words = path_words(self.draft, &path);
            // As strong as a statement that this way shows.
            let kind = crate::prove::ClaimKind::Bypass;
            let claim = self.claim(Said::new(kind, one.can, "").along(path));
            Some(BypassReport {
                stage_id: stage_name(self.draft, one.stage),
                gates: self.gate_ids(one.stage),
                path: words,
                strength: claim.strength,
            })
        };
        told.bypasses.iter().filter_map(bypass).collect()
    }

    pub(super) fn way(&self, path: &Path, gates: usize) -> WayReport {
        WayReport {
            path: path_words(self.draft, path),
            gates,
            steps: path
                .steps
                .iter()
                .map(|step| StepReport {
                    stage_id: stage_name(self.draft, step.stage),
                    by_timeout: step.cause.is_timeout(),
                })
                .collect(),
        }
    }

    fn gate_ids(&self, stage: usize) -> Vec<String> {
        let found = self.draft.stages().get(stage);
        let count = found.map_or(0, |found| found.gates().len());
        (0..count).map(|gate| self.gate_id(stage, gate)).collect()
    }

    pub(super) fn outages(&self) -> Vec<OutageReport> {
        // Without stages there is nothing that an outage could change.
        let any = !self.draft.stages().is_empty();
        let outages = self.proof.outages.iter().filter(|_| any);
        outages
            .map(|outage| OutageReport {
                provider_id: match &outage.source {
                    Source::Provider(id) => Some(id.clone()),
                    Source::Verified => None,
                },
                completes: outage.completes.into(),
                claim: self.claim(outage_said(outage)),
                stages: outage
                    .stages
                    .iter()
                    .enumerate()
                    .map(|(stage, fate)| self.fate(stage, fate))
                    .collect(),
            })
            .collect()
    }

    pub(super) fn fate(&self, stage: usize, fate: &Fate) -> FateReport {
        let mut claim: Claim = fate_said(self.draft, stage, fate).claim;
        if *fate == Fate::StillPasses && !self.is_shown(stage) {
            claim.strength = Strength::Heuristic;
        }
        FateReport {
            stage_id: stage_name(self.draft, stage),
            fate: match fate {
                Fate::NotEntered(_) => FateKind::NotEntered,
                Fate::NoGates => FateKind::NoGates,
                Fate::StillPasses => FateKind::StillPasses,
                Fate::NeverPasses(_) => FateKind::NeverPasses,
                Fate::Holds(_) => FateKind::Holds,
                Fate::TimesOut { .. } => FateKind::TimesOut,
                Fate::NotAnalysed(_) => FateKind::NotAnalysed,
            },
            claim,
        }
    }
}

//! From what is proved to what is told: runs as a whole, and the parts put together.

use std::collections::HashMap;

use super::model::{Known, Possible, ProofReport, Tally};
use crate::draft::{ConditionDraft, ScenarioDraft};
use crate::plain::listed;
use crate::prove::flow::words::{completion_said, loop_said, name};
use crate::prove::flow::{Cause, End, Path, StageFlow};
use crate::prove::said::{Claim, ClaimKind, Said, Strength, why};
use crate::prove::{Can, Proof};
use crate::sources::Sources;

/// Returns what is proved of a draft, told for views; `proof` is that of the draft and sources.
///
/// Unfinished drafts are told as far as they are known.
#[must_use]
pub fn proof_report(draft: &ScenarioDraft, sources: &Sources, proof: &Proof) -> ProofReport {
    let teller = Teller::new(draft, sources, proof);
    let flow = &proof.flow;
    let mut report = ProofReport {
        scenario_id: draft.scenario_id.clone().unwrap_or_default(),
        spec_version: draft.spec_version.clone().unwrap_or_default(),
        headline: String::new(),
        completes: flow.completes.into(),
        fails: flow.fails.into(),
        errs: flow.errs.into(),
        tally: Tally::default(),
        claims: teller.runs(),
        stages: (0..draft.stages().len())
            .map(|stage| teller.stage(stage))
            .collect(),
        packets: teller.packets(),
        outages: teller.outages(),
    };
    report.headline = teller.headline(&report);
    report.tally = Tally::of(report.all_claims());
    report
}

impl ProofReport {
    /// Returns every statement, in the order in which views show them.
    pub fn all_claims(&self) -> impl Iterator<Item = &Claim> {
        let stages = self.stages.iter().flat_map(|stage| {
            let gates = stage.gates.iter().flat_map(|gate| &gate.claims);
            stage.claims.iter().chain(gates)
        });
        let packets = self.packets.iter().flat_map(|packet| &packet.claims);
        let outages = self.outages.iter().flat_map(|outage| {
            let fates = outage.stages.iter().map(|fate| &fate.claim);
            std::iter::once(&outage.claim).chain(fates)
        });
        let runs = self.claims.iter();
        runs.chain(stages).chain(packets).chain(outages)
    }
}

/// What statements are made from.
pub(super) struct Teller<'a> {
    pub(super) draft: &'a ScenarioDraft,
    pub(super) sources: &'a Sources,
    pub(super) proof: &'a Proof,
    pub(super) conditions: HashMap<&'a str, &'a ConditionDraft>,
}

impl<'a> Teller<'a> {
    pub(super) fn new(draft: &'a ScenarioDraft, sources: &'a Sources, proof: &'a Proof) -> Self {
        let mut conditions = HashMap::new();
        for condition in draft.conditions() {
            if let Some(id) = condition.condition_id.as_deref() {
                conditions.entry(id).or_insert(condition);
            }
        }
        Self {
            draft,
            sources,
            proof,
            conditions,
        }
    }

    /// Returns a statement; one shown by a way is no stronger than the passing of its stages.
    pub(super) fn claim(&self, said: Said) -> Claim {
        let mut claim = said.claim;
        let shown = |path: &Path| {
            path.steps
                .iter()
                .all(|step| step.cause != Cause::Pass || self.is_shown(step.stage))
        };
        if claim.strength == Strength::Proved && !said.path.as_ref().is_none_or(shown) {
            claim.strength = Strength::Heuristic;
        }
        claim
    }

    /// Returns whether a stage can pass; without evidence at hand that shows it, that is likely.
    pub(super) fn passes(&self, stage: usize) -> Known {
        let passes = self.proof.stages.get(stage).map(|found| found.passes);
        let mut known = Known::from(passes.unwrap_or(Can::Open(crate::prove::Gap::Unfinished)));
        if known.can == Possible::Yes && !self.is_shown(stage) {
            known.strength = Strength::Heuristic;
        }
        known
    }

    /// Tells whether evidence at hand shows that a stage passes, if it is said to pass.
    pub(super) fn is_shown(&self, stage: usize) -> bool {
        self.proof.stages.get(stage).is_none_or(|found| {
            found.passes != Can::Yes || found.holds.is_no() || found.example.is_some()
        })
    }

    /// Returns the stages of which this is true, among those that runs surely enter.
    fn stages_where(&self, of: impl Fn(&StageFlow) -> bool) -> Vec<String> {
        let stages = self.proof.flow.stages.iter().enumerate();
        stages
            .filter(|(_, stage)| stage.entered.is_yes() && of(stage))
            .map(|(index, _)| name(self.draft, index))
            .collect()
    }

    /// Returns what is said of runs as a whole.
    fn runs(&self) -> Vec<Claim> {
        let flow = &self.proof.flow;
        let mut claims: Vec<Claim> = completion_said(self.draft, flow)
            .into_iter()
            .map(|said| self.claim(said))
            .collect();
        if let Some(strength) = self.timeout_completes() {
            let says = "a run completes only after a timeout";
            claims.insert(0, Claim::new(ClaimKind::Release, strength, says));
        }
        let fails = |stage: &StageFlow| {
            let fatal = |to| matches!(to, End::Failed | End::TooLarge(_));
            stage
                .exits
                .iter()
                .any(|exit| fatal(exit.to) && exit.can.is_yes())
        };
        claims.push(match flow.fails {
            Can::No(strength) => Claim::new(ClaimKind::Failing, strength, "no run can fail"),
            Can::Open(gap) => {
                let says = format!("whether a run can fail is not known: {}", why(gap));
                Claim::new(ClaimKind::Failing, Strength::NotAnalysed, says)
            }
            Can::Yes => {
                let stages = listed(&self.stages_where(fails), "or");
                Claim::new(
                    ClaimKind::Failing,
                    Strength::Proved,
                    format!("a run can fail in {stages}"),
                )
            }
        });
        if flow.errs.is_yes() {
            let nowhere = |stage: &StageFlow| {
                let lost = |to| matches!(to, End::Error);
                stage
                    .exits
                    .iter()
                    .any(|exit| lost(exit.to) && exit.can.is_yes())
            };
            let stages = listed(&self.stages_where(nowhere), "or");
            let says = format!("a call can fail without a record in {stages}: no rule matches");
            claims.push(Claim::new(ClaimKind::Error, Strength::Proved, says));
        }
        let loops = flow.loops.iter().map(|found| loop_said(self.draft, found));
        claims.extend(loops.map(|said| self.claim(said)));
        claims
    }

    /// Returns how strongly it is known that runs complete only after a timeout; none otherwise.
    fn timeout_completes(&self) -> Option<Strength> {
        let flow = &self.proof.flow;
        if !flow.completes.is_yes() || flow.place(End::Completed).is_some() {
            return None;
        }
        let last = flow.usual_way().last().and_then(|at| flow.stages.get(*at));
        let blocked = last.and_then(|stage| stage.passes.refuted());
        Some(blocked.map_or(Strength::Proved, Strength::from))
    }

    fn headline(&self, report: &ProofReport) -> String {
        let ends = match report.completes.can {
            Possible::No => "no run can complete".to_owned(),
            Possible::Unknown => "whether a run can complete is not known".to_owned(),
            Possible::Yes if self.timeout_completes().is_some() => {
                "runs complete only after a timeout".to_owned()
            }
            Possible::Yes => self.completion(),
        };
        let released = report
            .packets
            .iter()
            .filter(|packet| !packet.bypasses.is_empty())
            .count();
        match released {
            0 => ends,
            1 => format!("{ends}; a timeout releases 1 packet past gates"),
            count => format!("{ends}; timeouts release {count} packets past gates"),
        }
    }

    /// Returns what holds of every run that completes, of which some do without a timeout.
    fn completion(&self) -> String {
        let bypasses = self.proof.flow.completion().bypasses;
        if bypasses.is_empty() {
            return "runs complete, and only after every gate on the way was true".to_owned();
        }
        let stages = bypasses.iter().map(|one| name(self.draft, one.stage));
        let stages: Vec<String> = stages.collect();
        format!(
            "runs can complete although the gates of {} were not true",
            listed(&stages, "or")
        )
    }
}

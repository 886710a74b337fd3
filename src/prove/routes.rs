//! Where runs go, worked out again only after a change that can bear on it.

use std::sync::Arc;

use super::Can;
use super::flow::{Ability, Flow, Outage, Source, flow, outages};
use super::stage::StageProof;
use crate::check::{RouteTable, route_tables};
use crate::draft::{GateDraft, ScenarioDraft, Shared, StageDraft};

/// The ways of runs with everything that they depend on.
#[derive(Debug)]
pub(super) struct Routes {
    /// The stages, of their gates only the ids.
    frames: Vec<StageDraft>,
    abilities: Vec<Ability>,
    down: Vec<(Source, Vec<Can>)>,
    pub(super) tables: Arc<Vec<RouteTable>>,
    pub(super) flow: Arc<Flow>,
    pub(super) outages: Arc<Vec<Outage>>,
    /// A number that is another one whenever they are.
    pub(super) edition: u64,
}

impl Routes {
    /// Returns those of a draft, worked out anew only when something is another than before.
    pub(super) fn follow(
        known: Option<Self>,
        draft: &ScenarioDraft,
        stages: &[Arc<StageProof>],
    ) -> Self {
        let abilities: Vec<Ability> = stages.iter().map(|stage| ability(stage)).collect();
        let down = down(stages);
        let edition = known.as_ref().map_or(0, |routes| routes.edition + 1);
        let known = known.filter(|routes| {
            routes.abilities == abilities && routes.down == down && routes.fit(draft.stages())
        });
        known.unwrap_or_else(|| Self::of(draft, abilities, down, edition))
    }

    fn of(
        draft: &ScenarioDraft,
        abilities: Vec<Ability>,
        down: Vec<(Source, Vec<Can>)>,
        edition: u64,
    ) -> Self {
        let tables = route_tables(draft);
        let flow = flow(draft, &tables, &abilities);
        let outages = outages(draft, &tables, &flow, &down);
        Self {
            frames: draft.stages().iter().map(frame).collect(),
            abilities,
            down,
            tables: Arc::new(tables),
            flow: Arc::new(flow),
            outages: Arc::new(outages),
            edition,
        }
    }

    /// Tells whether they are those of other stages, too.
    fn fit(&self, stages: &Shared<StageDraft>) -> bool {
        let frames = self.frames.iter();
        frames.len() == stages.len() && frames.zip(stages).all(|(a, b)| is_frame_of(a, b))
    }
}

/// Returns what of a stage decides where it leads, whatever its gates ask.
fn frame(stage: &StageDraft) -> StageDraft {
    let gate = |gate: &GateDraft| GateDraft {
        gate_id: gate.gate_id.clone(),
        ..GateDraft::default()
    };
    let gates = stage.gates.as_ref();
    StageDraft {
        stage_id: stage.stage_id.clone(),
        entry_packets: stage.entry_packets.clone(),
        gates: gates.map(|gates| gates.iter().map(gate).collect()),
        advance_to: stage.advance_to.clone(),
        timeout: stage.timeout.clone(),
        on_timeout: stage.on_timeout,
        ..StageDraft::default()
    }
}

fn is_frame_of(frame: &StageDraft, stage: &StageDraft) -> bool {
    let ids = |stage: &StageDraft| -> Option<Vec<Option<String>>> {
        let gates = stage.gates.as_ref()?;
        Some(gates.iter().map(|gate| gate.gate_id.clone()).collect())
    };
    frame.stage_id == stage.stage_id
        && frame.entry_packets == stage.entry_packets
        && frame.advance_to == stage.advance_to
        && frame.timeout == stage.timeout
        && frame.on_timeout == stage.on_timeout
        && ids(frame) == ids(stage)
}

fn ability(stage: &StageProof) -> Ability {
    Ability {
        passes: stage.passes,
        holds: stage.holds,
    }
}

/// Returns every source of evidence with whether each stage can pass without it.
fn down(stages: &[Arc<StageProof>]) -> Vec<(Source, Vec<Can>)> {
    let mut providers: Vec<&String> = stages
        .iter()
        .flat_map(|stage| stage.without.keys())
        .collect();
    providers.sort_unstable();
    providers.dedup();
    let without = |provider: &String| {
        let can = |stage: &Arc<StageProof>| {
            let known = stage.without.get(provider);
            known.copied().unwrap_or(stage.passes)
        };
        stages.iter().map(can).collect()
    };
    let precheck = stages.iter().map(|stage| stage.precheck).collect();
    providers
        .into_iter()
        .map(|provider| (Source::Provider(provider.clone()), without(provider)))
        .chain([(Source::Verified, precheck)])
        .collect()
}

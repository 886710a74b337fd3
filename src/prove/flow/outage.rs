//! What becomes of runs while a source of evidence is out.

use super::exits::{Cause, End, Exit, exits};
use super::reach::{Reach, reach};
use super::{Flow, StageFlow};
use crate::check::RouteTable;
use crate::diagnostic::Confidence;
use crate::draft::ScenarioDraft;
use crate::prove::{Can, Gap};

/// A source of evidence that can be out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The provider with this id, which may be untrusted text; all its conditions are unknown.
    Provider(String),
    /// All verified evidence, as in a precheck: conditions that require it are unknown.
    Verified,
}

/// What becomes of runs while a source of evidence is out, and never comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outage {
    /// What is out.
    pub source: Source,
    /// Of every stage, what becomes of a run that is in it, in order.
    pub stages: Vec<Fate>,
    /// Of every stage, whether a run that starts while it is out can enter it.
    pub entered: Vec<Can>,
    /// Whether a run that starts while it is out can complete.
    pub completes: Can,
    /// Of every stage from which a timeout goes on because of this, the first stage behind it that
    /// releases packets and that runs enter only after a timeout.
    pub discloses: Vec<Option<usize>>,
}

/// What becomes of a run in a stage while a source of evidence is out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// No run gets into the stage, outage or not.
    NotEntered(Confidence),
    /// The stage has no gates.
    NoGates,
    /// It still can pass.
    StillPasses,
    /// It cannot pass even without the outage.
    NeverPasses(Confidence),
    /// It cannot pass, and there is no timeout: the run stays for as long as the outage lasts.
    Holds(Confidence),
    /// It cannot pass, and its timeout decides.
    TimesOut {
        /// Which kind of timeout.
        cause: Cause,
        /// Where the timeout takes the run.
        to: End,
        /// How strongly it is known that the stage cannot pass.
        confidence: Confidence,
    },
    /// Nobody knows whether it can pass.
    NotAnalysed(Gap),
}

/// Works out the consequences of every outage, in the order given.
///
/// With each stands, for every stage, whether it can pass meanwhile; a stage without that counts as
/// unfinished. `flow` is that of the same draft and tables.
#[must_use]
pub fn outages(
    draft: &ScenarioDraft,
    tables: &[RouteTable],
    flow: &Flow,
    down: &[(Source, Vec<Can>)],
) -> Vec<Outage> {
    down.iter()
        .map(|(source, passes)| {
            let unknown = Can::Open(Gap::Unfinished);
            let passes = |stage: usize| passes.get(stage).copied().unwrap_or(unknown);
            let exits = exits(draft, tables, passes);
            let Reach {
                stages: entered,
                completes,
                ..
            } = reach(&exits, |_| true);
            let stages: Vec<Fate> = flow
                .stages
                .iter()
                .enumerate()
                .map(|(index, stage)| fate(stage, passes(index)))
                .collect();
            Outage {
                source: source.clone(),
                discloses: discloses(flow, &exits, &stages),
                stages,
                entered,
                completes,
            }
        })
        .collect()
}

fn fate(stage: &StageFlow, down: Can) -> Fate {
    if let Can::No(confidence) = stage.entered {
        return Fate::NotEntered(confidence);
    }
    if stage.gates == 0 && stage.passes.is_yes() {
        return Fate::NoGates;
    }
    if let Can::No(confidence) = stage.passes {
        return Fate::NeverPasses(confidence);
    }
    match (down, stage.timeout()) {
        (Can::Yes, _) => Fate::StillPasses,
        (Can::Open(gap), _) => Fate::NotAnalysed(gap),
        (Can::No(confidence), None) => Fate::Holds(confidence),
        (Can::No(confidence), Some(exit)) => Fate::TimesOut {
            cause: exit.cause,
            to: exit.to,
            confidence,
        },
    }
}

/// Finds the packets to which the timeouts of an outage lead, along ways that are sure meanwhile.
fn discloses(flow: &Flow, exits: &[Vec<Exit>], fates: &[Fate]) -> Vec<Option<usize>> {
    // Backwards from the stages with packets, the first stage winning where several are reached.
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); exits.len()];
    for (from, ways) in exits.iter().enumerate() {
        for exit in ways.iter().filter(|exit| exit.can.is_yes()) {
            if let Some(to) = exit.stage() {
                before[to].push(from);
            }
        }
    }
    let mut leads: Vec<Option<usize>> = vec![None; exits.len()];
    for (stage, found) in flow.stages.iter().enumerate() {
        if !(found.discloses && found.is_by_timeout_only()) {
            continue;
        }
        let mut open = vec![stage];
        while let Some(at) = open.pop() {
            if leads[at].is_none() {
                leads[at] = Some(stage);
                open.extend(&before[at]);
            }
        }
    }
    let of_timeout = |fate: &Fate| match fate {
        Fate::TimesOut {
            to: End::Stage(to), ..
        } => leads.get(*to).copied().flatten(),
        _ => None,
    };
    fates.iter().map(of_timeout).collect()
}

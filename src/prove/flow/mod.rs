//! The ways of a run through the stages, for all evidence and all triggers (REFERENCE §8).
//!
//! Where a stage leads comes from its route table, whether it can be left by passing from the proof
//! of its gates. From both follow the stages that runs can enter, the ends that they can come to,
//! and what every run passes before a packet is released. A timeout is taken to run out sooner or
//! later; nothing is said of how long that takes, nor of what evidence does from one trigger to the
//! next.

mod disclosure;
mod dominators;
mod exits;
mod graph;
mod guards;
mod loops;
mod outage;
mod paths;
mod reach;
pub(in crate::prove) mod words;

#[cfg(test)]
mod tests;

use super::claim::{Can, Gap};
use crate::check::RouteTable;
use crate::diagnostic::Confidence;
use crate::draft::ScenarioDraft;

pub use disclosure::{Bypass, Disclosure, Guarantee};
pub use exits::{Cause, End, Exit};
pub use graph::{BY_TIMEOUT, mark_graph};
pub use loops::{Loop, LoopKind};
pub use outage::{Fate, Outage, Source, outages};
pub use paths::{Path, Step};
pub use reach::Barrier;
pub use words::{
    completion_words, disclosure_words, fate_words, loop_words, outage_words, path_words,
    source_words, stage_words,
};

use guards::Guards;
use paths::Tree;

/// What the gates of one stage allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ability {
    /// Whether some evidence makes all gates true in one trigger; a stage without gates can.
    pub passes: Can,
    /// Whether some evidence leaves a gate false or unknown; nothing does without gates.
    pub holds: Can,
}

impl Ability {
    /// The ability of a stage without gates.
    pub const GATELESS: Self = Self {
        passes: Can::Yes,
        holds: Can::NEVER,
    };

    /// The ability of a stage of which nobody knows.
    #[must_use]
    pub const fn open(gap: Gap) -> Self {
        Self {
            passes: Can::Open(gap),
            holds: Can::Open(gap),
        }
    }
}

/// The ways of a run through the stages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// The stages, in the order of the scenario; a run starts in the first.
    pub stages: Vec<StageFlow>,
    /// Whether a run can complete.
    pub completes: Can,
    /// Whether a run can fail.
    pub fails: Can,
    /// Whether a call can fail because no rule matches and there is no default.
    pub errs: Can,
    /// The loops that runs do not come out of, by the first of their stages.
    pub loops: Vec<Loop>,
    guards: Guards,
    weakest: Tree,
    /// The stages that a run goes through while no timeout decides, and where that ends.
    passing: (Vec<usize>, Option<End>),
    /// Of every stage its place in that order.
    places: Vec<Option<usize>>,
}

/// One stage in the ways of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageFlow {
    /// Whether a run can enter it.
    pub entered: Can,
    /// Whether a run can enter it without any timeout before.
    pub entered_by_passing: Can,
    /// What its gates allow.
    pub passes: Can,
    /// Whether its gates can hold a run.
    pub holds: Can,
    /// How many gates it has.
    pub gates: usize,
    /// Whether entering it releases packets.
    pub discloses: bool,
    /// The ways out: passing first, then the timeout if there is one.
    pub exits: Vec<Exit>,
    /// Whether a run that is in it can leave it.
    pub leaves: Can,
    /// What keeps runs from it; none where runs can enter it, and where no link leads there.
    pub cut_off_by: Option<Barrier>,
}

impl StageFlow {
    /// Returns the way of the timeout; none without one.
    #[must_use]
    pub fn timeout(&self) -> Option<&Exit> {
        self.exits.iter().find(|exit| exit.cause.is_timeout())
    }

    /// Tells whether runs enter it, and only after a timeout somewhere before.
    #[must_use]
    pub fn is_by_timeout_only(&self) -> bool {
        !self.entered.is_no() && self.entered_by_passing.is_no()
    }

    /// Returns how strongly it is known that a run in it waits for ever: it cannot pass, and there
    /// is no timeout. None otherwise.
    #[must_use]
    pub fn dead_end(&self) -> Option<Confidence> {
        self.passes
            .refuted()
            .filter(|_| self.timeout().is_none() && self.leaves.is_no())
    }

    /// Returns how strongly it is known that its gates decide nothing: it cannot pass, and its
    /// timeout takes the run on. None otherwise.
    #[must_use]
    pub fn timeout_only(&self) -> Option<Confidence> {
        let goes_on = |exit: &Exit| matches!(exit.to, End::Stage(_) | End::Completed);
        self.passes
            .refuted()
            .filter(|_| self.timeout().is_some_and(goes_on))
    }
}

/// Works out the ways of a run through a draft.
///
/// `tables` and `abilities` are those of all stages, in order; a stage without an ability counts as
/// unfinished. What rests on an unfinished or unanalysed part is open, never claimed. The time is
/// linear in the stages, but for a logarithm.
#[must_use]
pub fn flow(draft: &ScenarioDraft, tables: &[RouteTable], abilities: &[Ability]) -> Flow {
    let unknown = Ability::open(Gap::Unfinished);
    let ability = |stage: usize| abilities.get(stage).copied().unwrap_or(unknown);
    let exits = exits::exits(draft, tables, |stage| ability(stage).passes);
    let reach = reach::reach(&exits, |_| true);
    let passing = reach::reach(&exits, |exit| !exit.cause.is_timeout());
    let barriers = reach::barriers(&exits, &reach.stages);
    let guards = Guards::of(&exits);
    let weakest = paths::weakest(&exits, |stage| {
        draft.stages().get(stage).map_or(0, |one| one.gates().len())
    });
    let order = reach::passing_order(&exits);
    let mut places = vec![None; exits.len()];
    for (place, stage) in order.0.iter().enumerate() {
        places[*stage] = Some(place);
    }
    let known = reach.stages.iter().zip(&passing.stages).zip(barriers);
    let stages: Vec<StageFlow> = draft
        .stages()
        .iter()
        .zip(exits)
        .zip(known)
        .enumerate()
        .map(
            |(index, ((stage, exits), ((entered, by_passing), barrier)))| StageFlow {
                entered: *entered,
                entered_by_passing: *by_passing,
                passes: ability(index).passes,
                holds: ability(index).holds,
                gates: stage.gates().len(),
                discloses: !stage.packets().is_empty() && !exits::is_too_large(stage),
                leaves: exits::leaves(&exits),
                cut_off_by: barrier,
                exits,
            },
        )
        .collect();
    Flow {
        loops: loops::loops(&stages),
        stages,
        completes: reach.completes,
        fails: reach.fails,
        errs: reach.errs,
        guards,
        weakest,
        passing: order,
        places,
    }
}

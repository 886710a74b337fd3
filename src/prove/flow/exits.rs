//! The ways out of a stage, each with whether a run in the stage can take it (REFERENCE §8).

use crate::check::{RouteTable, Target};
use crate::draft::{PayloadDraft, ScenarioDraft, StageDraft};
use crate::prove::{Can, Gap};
use crate::runtime::{MAX_PAYLOAD_BYTES, canonical_size};
use crate::spec::TimeoutPolicy;

/// What takes a run out of a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// All gates of the stage are true at once, or it has none.
    Pass,
    /// A tick after the deadline, with `advance_with_flag`.
    FlagTimeout,
    /// A tick after the deadline, with `alternate_branch`.
    AlternateTimeout,
    /// A tick after the deadline, with `fail`.
    FailTimeout,
    /// A tick after the deadline, with a policy that is not decided yet.
    UndecidedTimeout,
}

impl Cause {
    /// Tells whether a timeout takes the run along, without a look at its gates.
    #[must_use]
    pub const fn is_timeout(self) -> bool {
        !matches!(self, Self::Pass)
    }
}

/// Where a way out of a stage leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// The run enters the stage at this position, which may be the one it leaves.
    Stage(usize),
    /// The run completes.
    Completed,
    /// The run fails.
    Failed,
    /// The run fails instead of entering this stage, of which a packet is larger than the runtime
    /// releases.
    TooLarge(usize),
    /// No rule matches and there is no default: the call fails, and the run stays where it is.
    Error,
    /// It is not decided yet, or no stage has that name.
    Undecided,
}

/// A way out of a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exit {
    /// What takes a run along.
    pub cause: Cause,
    /// Where it leads.
    pub to: End,
    /// Whether a run that is in the stage can take it.
    pub can: Can,
}

impl Exit {
    /// Returns the stage that a run enters this way.
    #[must_use]
    pub const fn stage(&self) -> Option<usize> {
        match self.to {
            End::Stage(stage) => Some(stage),
            _ => None,
        }
    }
}

/// Returns the ways out of every stage: passing first, then the timeout if there is one.
///
/// `passes` tells of each stage whether it can pass. A timeout is taken to run out sooner or later;
/// one that is beyond the clock of milliseconds still does on a logical clock.
pub(super) fn exits(
    draft: &ScenarioDraft,
    tables: &[RouteTable],
    passes: impl Fn(usize) -> Can,
) -> Vec<Vec<Exit>> {
    let stages = draft.stages();
    let too_large: Vec<bool> = stages.iter().map(is_too_large).collect();
    let end = |target: Option<&Target>| match target {
        Some(Target::Stage(stage)) if too_large.get(*stage) == Some(&true) => End::TooLarge(*stage),
        Some(Target::Stage(stage)) if *stage < stages.len() => End::Stage(*stage),
        Some(Target::Complete) => End::Completed,
        Some(Target::Nowhere) => End::Error,
        Some(Target::Stage(_) | Target::Unknown) | None => End::Undecided,
    };
    let of_stage = |(index, stage): (usize, &StageDraft)| {
        let table = tables.get(index);
        let mut exits = vec![Exit {
            cause: Cause::Pass,
            to: end(table.map(|table| &table.pass)),
            can: passes(index),
        }];
        if stage.timeout.is_some() {
            let target = table.and_then(|table| table.timeout.as_ref());
            let (cause, to) = match stage.on_timeout {
                Some(TimeoutPolicy::Fail) => (Cause::FailTimeout, End::Failed),
                Some(TimeoutPolicy::AdvanceWithFlag) => (Cause::FlagTimeout, end(target)),
                Some(TimeoutPolicy::AlternateBranch) => (Cause::AlternateTimeout, end(target)),
                None => (Cause::UndecidedTimeout, End::Undecided),
            };
            let can = Can::Yes;
            exits.push(Exit { cause, to, can });
        }
        exits
    };
    stages.iter().enumerate().map(of_stage).collect()
}

/// Tells whether a run fails instead of entering a stage, because of the size of a packet.
pub(super) fn is_too_large(stage: &StageDraft) -> bool {
    stage.packets().iter().any(|packet| {
        let size = match &packet.payload {
            Some(PayloadDraft::Json { value: Some(value) }) => canonical_size(value),
            Some(PayloadDraft::Bytes { bytes: Some(bytes) }) => bytes.len(),
            _ => 0,
        };
        size > MAX_PAYLOAD_BYTES
    })
}

/// Returns whether a run can leave a stage by these ways; an error leaves it where it is.
pub(super) fn leaves(exits: &[Exit]) -> Can {
    exits.iter().fold(Can::NEVER, |leaves, exit| match exit.to {
        End::Error => leaves,
        End::Undecided => leaves.or(exit.can.and(Can::Open(Gap::Unfinished))),
        _ => leaves.or(exit.can),
    })
}

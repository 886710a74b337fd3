//! Runs of both versions by the runtime, side by side.
//!
//! What a reader is shown is what the runtime did, so a run that does not show what it should is
//! left out instead of told.

use std::collections::BTreeMap;

use super::view::View;
use crate::prove::{self, Shown};
use crate::review::model::{Event, Step};
use crate::runtime::{
    Decision, DecisionRecord, Engine, Evidence, FailReason, Run, RunStatus, Start, Trigger,
    TriggerKind,
};
use crate::spec::{ConditionSpec, Timestamp, TrustLane};

/// Triggers that one comparison may run through.
const MAX_TRIGGERS: usize = 2_000;

/// What happens to a run after its start.
#[derive(Debug, Clone)]
pub(super) enum Move {
    /// A trigger other than a tick, with evidence.
    Evidence(Shown),
    /// A tick so many milliseconds later, without evidence.
    Tick(u64),
}

/// Two runs after the same triggers.
pub(super) struct Played {
    /// What they did, trigger by trigger.
    pub(super) steps: Vec<Step>,
    /// The packets that each released, by their new ids where they have one.
    pub(super) released: [Vec<String>; 2],
    /// Whether each completed.
    pub(super) completed: [bool; 2],
}

/// Both versions, ready to run.
pub(super) struct Runs<'v, 'p, 'a> {
    view: &'v View<'p, 'a>,
    engines: Option<[Engine<'a>; 2]>,
    left: usize,
    /// Whether a run was not worked out for want of budget.
    pub(super) is_cut_short: bool,
}

impl<'v, 'p, 'a> Runs<'v, 'p, 'a> {
    pub(super) fn of(view: &'v View<'p, 'a>) -> Self {
        let engine = |spec| Engine::new(spec, TrustLane::Asserted).ok();
        let engines = engine(&view.pair.old_side.compiled.spec)
            .zip(engine(&view.pair.new_side.compiled.spec))
            .map(|(old, new)| [old, new]);
        Self {
            view,
            engines,
            left: MAX_TRIGGERS,
            is_cut_short: false,
        }
    }

    /// Runs both versions through the same triggers; none when that cannot be done.
    pub(super) fn play(&mut self, moves: &[Move]) -> Option<Played> {
        let engines = self.engines.as_ref()?;
        let Some(left) = self.left.checked_sub(moves.len() + 1) else {
            self.is_cut_short = true;
            return None;
        };
        self.left = left;
        let mut old = Player::start(&engines[0], self.view, true)?;
        let mut new = Player::start(&engines[1], self.view, false)?;
        let mut steps = vec![Step {
            event: Event::Start,
            old: old.said.clone(),
            new: new.said.clone(),
        }];
        let mut time: i64 = 0;
        for (number, one) in moves.iter().enumerate() {
            let (event, given) = match one {
                Move::Evidence(shown) => {
                    let given = self.view.completed(shown);
                    (Event::Evidence(self.view.answers(&given)), given)
                }
                Move::Tick(after) => {
                    time = time.checked_add(i64::try_from(*after).ok()?)?;
                    let nothing = Shown {
                        old: Vec::new(),
                        new: Vec::new(),
                    };
                    (Event::Tick(*after), nothing)
                }
            };
            let kind = match one {
                Move::Evidence(_) => TriggerKind::ExternalEvent,
                Move::Tick(_) => TriggerKind::Tick,
            };
            old.step(number, kind, time, &given.old)?;
            new.step(number, kind, time, &given.new)?;
            steps.push(Step {
                event,
                old: old.said.clone(),
                new: new.said.clone(),
            });
        }
        let completed = [&old, &new].map(|one| one.run.status() == RunStatus::Completed);
        Some(Played {
            steps,
            completed,
            released: [old.released, new.released],
        })
    }
}

/// One version of a run.
struct Player<'e, 'v> {
    engine: &'e Engine<'e>,
    name: Names<'v>,
    run: Run,
    released: Vec<String>,
    said: String,
}

/// What stages and packets are called in the new version.
struct Names<'v> {
    view: &'v View<'v, 'v>,
    is_old: bool,
}

impl Names<'_> {
    fn stage<'n>(&'n self, id: &'n str) -> &'n str {
        if self.is_old {
            self.view.pair.renames.stage(id)
        } else {
            id
        }
    }

    fn packet<'n>(&'n self, id: &'n str) -> &'n str {
        if self.is_old {
            self.view.pair.renames.packet(id)
        } else {
            id
        }
    }
}

impl<'e, 'v> Player<'e, 'v> {
    fn start(engine: &'e Engine<'e>, view: &'v View<'v, 'v>, is_old: bool) -> Option<Self> {
        let start = Start {
            run_id: String::new(),
            scenario_id: engine.spec().scenario_id.clone(),
            time: Timestamp::UnixMillis(0),
            dispatch_initial: true,
        };
        let run = engine.start(start).ok()?;
        let first = run.decisions().first()?.clone();
        let mut player = Self {
            engine,
            name: Names { view, is_old },
            run,
            released: Vec::new(),
            said: String::new(),
        };
        player.tell(&first);
        Some(player)
    }

    fn step(
        &mut self,
        number: usize,
        kind: TriggerKind,
        time: i64,
        answers: &[prove::Answer],
    ) -> Option<()> {
        if self.run.status() != RunStatus::Active {
            "is over already".clone_into(&mut self.said);
            return Some(());
        }
        let mut evidence: BTreeMap<&str, &Evidence> = BTreeMap::new();
        for answer in answers {
            evidence.insert(&answer.condition_id, answer.evidence.as_ref()?);
        }
        let silence = Evidence::failed("unavailable".to_owned());
        let ask = |condition: &ConditionSpec| {
            let found = evidence.get(condition.condition_id.as_str()).copied();
            Some(found.unwrap_or(&silence))
        };
        let trigger = Trigger {
            run_id: String::new(),
            trigger_id: number.to_string(),
            kind,
            time: Timestamp::UnixMillis(time),
        };
        if let Ok(step) = self.engine.step(&self.run, trigger, ask) {
            self.run = step.run;
            self.tell(&step.record);
        } else {
            let stage = self.name.stage(self.run.current_stage());
            self.said = format!("cannot leave `{stage}`: no rule matches");
        }
        Some(())
    }

    fn tell(&mut self, record: &DecisionRecord) {
        let packets: Vec<String> = record
            .packets
            .iter()
            .map(|id| self.name.packet(id).to_owned())
            .collect();
        let mut said = match &record.decision {
            Decision::Start { stage_id } => format!("enters `{}`", self.name.stage(stage_id)),
            Decision::Advance {
                to_stage, timeout, ..
            } => {
                let late = if *timeout { " by timeout" } else { "" };
                format!("enters `{}`{late}", self.name.stage(to_stage))
            }
            Decision::Hold { .. } => {
                format!("holds in `{}`", self.name.stage(self.run.current_stage()))
            }
            Decision::Complete { .. } => "completes".to_owned(),
            Decision::Fail {
                reason: FailReason::Timeout,
            } => "fails by timeout".to_owned(),
            Decision::Fail {
                reason: FailReason::PayloadTooLarge,
            } => "fails: a packet is too large".to_owned(),
        };
        if !packets.is_empty() {
            let quoted: Vec<String> = packets.iter().map(|id| format!("`{id}`")).collect();
            said = format!(
                "{said} and discloses {}",
                crate::plain::listed(&quoted, "and")
            );
        }
        self.released.extend(packets);
        self.said = said;
    }
}

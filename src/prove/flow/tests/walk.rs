//! Every step that the engine can take from every stage that it gets to.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::json;

use crate::prove::Can;
use crate::prove::flow::{Ability, Cause, End, Path};
use crate::runtime::{
    Decision, Engine, EngineError, Evidence, FailReason, Run, Start, Step, Trigger, TriggerKind,
    evaluate_gate,
};
use crate::spec::{GateOutcome, ScenarioSpec, Timestamp, TrustLane};

/// The longest that a stage of these scenarios waits, in milliseconds.
pub(super) const TIMEOUT: i64 = 10;

/// What the conditions `a`, `b` and `c` are.
type World = [GateOutcome; 3];

pub(super) fn worlds() -> impl Iterator<Item = World> {
    use GateOutcome::{False, True, Unknown};
    let all = [True, False, Unknown];
    (0..27).map(move |at| [all[at % 3], all[at / 3 % 3], all[at / 9]])
}

fn outcome(world: &World, condition: &str) -> GateOutcome {
    match condition {
        "a" => world[0],
        "b" => world[1],
        _ => world[2],
    }
}

/// Returns what the gates of each stage allow, by trying all evidence.
pub(super) fn abilities(spec: &ScenarioSpec) -> Vec<Ability> {
    let can = |found: bool| if found { Can::Yes } else { Can::NEVER };
    let passes = |stage: &crate::spec::StageSpec, world: &World| {
        stage.gates.iter().all(|gate| {
            let value = evaluate_gate(&gate.requirement, |id| Some(outcome(world, id)));
            value.outcome == GateOutcome::True
        })
    };
    let stages = spec.stages.iter();
    stages
        .map(|stage| Ability {
            passes: can(worlds().any(|world| passes(stage, &world))),
            holds: can(worlds().any(|world| !passes(stage, &world))),
        })
        .collect()
}

/// A step out of a stage, or the end that it leads to.
pub(super) type Move = (Cause, End);

/// What brings a move about.
#[derive(Clone, Copy)]
struct Push {
    kind: TriggerKind,
    late: bool,
    world: World,
}

/// All that the engine does.
pub(super) struct Walk<'s> {
    spec: &'s ScenarioSpec,
    engine: Engine<'s>,
    /// Of every stage that a run gets to, the moves out of it with what brings each about.
    moves: BTreeMap<usize, BTreeMap<Move, Push>>,
    /// The stages in which some trigger finds a run holding.
    pub(super) holding: BTreeSet<usize>,
}

impl<'s> Walk<'s> {
    pub(super) fn of(spec: &'s ScenarioSpec) -> Self {
        let engine = Engine::new(spec, TrustLane::Verified).unwrap();
        let mut walk = Self {
            spec,
            engine,
            moves: BTreeMap::new(),
            holding: BTreeSet::new(),
        };
        let mut open = VecDeque::from([walk.start()]);
        while let Some(run) = open.pop_front() {
            let at = walk.index(run.current_stage());
            if walk.moves.contains_key(&at) {
                continue;
            }
            let mut moves = BTreeMap::new();
            for push in pushes() {
                let Some((made, next)) = walk.push(&run, push) else {
                    walk.holding.insert(at);
                    continue;
                };
                moves.entry(made).or_insert(push);
                open.extend(next.filter(|_| matches!(made.1, End::Stage(_))));
            }
            walk.moves.insert(at, moves);
        }
        walk
    }

    fn start(&self) -> Run {
        self.engine
            .start(Start {
                run_id: "r".to_owned(),
                scenario_id: "s".to_owned(),
                time: Timestamp::UnixMillis(0),
                dispatch_initial: true,
            })
            .unwrap()
    }

    fn index(&self, id: &str) -> usize {
        let found = self
            .spec
            .stages
            .iter()
            .position(|stage| stage.stage_id == id);
        found.unwrap()
    }

    /// Pushes a run; none when it holds. Checks what the engine says of it on the way.
    fn push(&self, run: &Run, push: Push) -> Option<(Move, Option<Run>)> {
        let Timestamp::UnixMillis(entered) = run.entered_at() else {
            panic!("another clock");
        };
        let late = if push.late { TIMEOUT } else { TIMEOUT - 1 };
        let trigger = Trigger {
            run_id: "r".to_owned(),
            trigger_id: format!("t{}", run.decisions().len()),
            kind: push.kind,
            time: Timestamp::UnixMillis(entered + late),
        };
        let evidence = evidence();
        let step = self.engine.step(run, trigger, |condition| {
            Some(&evidence[outcome(&push.world, &condition.condition_id) as usize])
        });
        let at = self.index(run.current_stage());
        let stage = &self.spec.stages[at];
        let timed = push.late && push.kind == TriggerKind::Tick && stage.timeout.is_some();
        let cause = match stage.on_timeout {
            _ if !timed => Cause::Pass,
            crate::spec::TimeoutPolicy::Fail => Cause::FailTimeout,
            crate::spec::TimeoutPolicy::AdvanceWithFlag => Cause::FlagTimeout,
            crate::spec::TimeoutPolicy::AlternateBranch => Cause::AlternateTimeout,
        };
        let Step { run, record, .. } = match step {
            Ok(step) => step,
            Err(EngineError::GateResolutionFailed(_)) => return Some(((cause, End::Error), None)),
            Err(other) => panic!("{other}"),
        };
        let met = record
            .gates
            .iter()
            .all(|gate| gate.outcome == GateOutcome::True);
        let to = match record.decision {
            Decision::Hold { .. } => return None,
            Decision::Complete { .. } => End::Completed,
            Decision::Fail {
                reason: FailReason::Timeout,
            } => End::Failed,
            Decision::Advance {
                to_stage, timeout, ..
            } => {
                assert_eq!(timeout, timed);
                let to = self.index(&to_stage);
                assert_eq!(record.packets, [format!("p{to}")]);
                End::Stage(to)
            }
            other => panic!("{other:?}"),
        };
        // A stage is left by passing exactly when all its gates were looked at and true.
        assert!(timed || (met && record.gates.len() == stage.gates.len()));
        Some(((cause, to), Some(run)))
    }

    /// Returns the stages that runs get to, by moves of the chosen kind.
    pub(super) fn reached(&self, from: usize, follow: impl Fn(Cause) -> bool) -> BTreeSet<End> {
        let mut seen = BTreeSet::new();
        let mut open = vec![End::Stage(from)];
        while let Some(end) = open.pop() {
            if seen.insert(end)
                && let End::Stage(at) = end
            {
                open.extend(
                    self.moves_of(at)
                        .filter(|(cause, _)| follow(*cause))
                        .map(|(_, to)| to),
                );
            }
        }
        seen
    }

    pub(super) fn moves_of(&self, stage: usize) -> impl Iterator<Item = Move> + '_ {
        self.moves
            .get(&stage)
            .into_iter()
            .flat_map(|moves| moves.keys().copied())
    }

    /// Returns of every end the sets of stages that were passed on some way there.
    pub(super) fn histories(&self) -> BTreeMap<End, BTreeSet<BTreeSet<usize>>> {
        let mut seen: BTreeMap<End, BTreeSet<BTreeSet<usize>>> = BTreeMap::new();
        let mut open = vec![(End::Stage(0), BTreeSet::new())];
        while let Some((end, passed)) = open.pop() {
            if !seen.entry(end).or_default().insert(passed.clone()) {
                continue;
            }
            if let End::Stage(at) = end {
                for (cause, to) in self.moves_of(at) {
                    let mut passed = passed.clone();
                    if cause == Cause::Pass {
                        passed.insert(at);
                    }
                    open.push((to, passed));
                }
            }
        }
        seen
    }

    /// Takes a run along a path and returns the stages that it passes; panics if it cannot.
    pub(super) fn replay(&self, path: &Path) -> BTreeSet<usize> {
        let mut run = self.start();
        let mut passed = BTreeSet::new();
        let ends = path.steps.iter().skip(1).map(|step| End::Stage(step.stage));
        for (step, to) in path.steps.iter().zip(ends.chain([path.to])) {
            assert_eq!(self.index(run.current_stage()), step.stage);
            let push = self.moves[&step.stage][&(step.cause, to)];
            let (made, next) = self.push(&run, push).unwrap();
            assert_eq!(made, (step.cause, to));
            run = next.unwrap();
            if step.cause == Cause::Pass {
                passed.insert(step.stage);
            }
        }
        if let End::Stage(stage) = path.to {
            assert_eq!(self.index(run.current_stage()), stage);
            // The packet of the last stage is out.
            let released = run.decisions().last().unwrap();
            assert_eq!(released.packets, [format!("p{stage}")]);
        }
        passed
    }
}

fn pushes() -> impl Iterator<Item = Push> {
    let kinds = [
        (TriggerKind::Tick, false),
        (TriggerKind::Tick, true),
        (TriggerKind::ExternalEvent, true),
    ];
    kinds
        .into_iter()
        .flat_map(|(kind, late)| worlds().map(move |world| Push { kind, late, world }))
}

/// Evidence that makes a condition true, false and unknown, in the order of the outcomes.
fn evidence() -> [Evidence; 3] {
    let mut all = [const { None }; 3];
    all[GateOutcome::True as usize] = Some(Evidence::json(json!(true), TrustLane::Verified));
    all[GateOutcome::False as usize] = Some(Evidence::json(json!(false), TrustLane::Verified));
    all[GateOutcome::Unknown as usize] = Some(Evidence::failed("down".to_owned()));
    all.map(Option::unwrap)
}

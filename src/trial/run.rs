//! A run on given evidence, decision by decision.

use std::collections::{HashMap, HashSet};

use super::account::{ACCOUNT_VERSION, Account, End, Kind, StepAccount, TriggerAccount};
use super::evidence::{Answers, Script};
use super::gate::{Told, gate_account};
use super::words;
use crate::check::{RouteTable, route_tables};
use crate::draft::{ScenarioDraft, import};
use crate::plain;
use crate::runtime::{
    Decision, Engine, EngineError, Evidence, Run, RunStatus, Start, Step, Trigger, TriggerKind,
    times_out,
};
use crate::spec::{ScenarioSpec, StageSpec, Timestamp, TrustLane};

/// Id of the run that is tried; a script has no other.
const RUN_ID: &str = "run";

/// Returns what the engine decides on the evidence of a script, and why.
///
/// A script with steps brings exactly these triggers; one without brings external events until the
/// run stops moving or comes back to a stage. With a `stage` the run begins there and is followed
/// until it leaves it. A refusal of the engine at a step is part of the account.
///
/// # Errors
/// When the engine does not take the spec, or the stage does not exist.
pub fn run_account(
    spec: &ScenarioSpec,
    min_lane: TrustLane,
    script: &Script,
    stage: Option<&str>,
) -> Result<Account, EngineError> {
    let engine = Engine::new(spec, min_lane)?;
    let teller = Teller::new(spec, min_lane);
    let mut account = Account {
        schema_version: ACCOUNT_VERSION,
        kind: if stage.is_some() {
            Kind::Stage
        } else {
            Kind::Run
        },
        scenario_id: spec.scenario_id.clone(),
        spec_version: spec.spec_version.clone(),
        min_lane,
        data_shape: None,
        steps: Vec::new(),
        refusal: None,
        end: End::Refused,
        result: String::new(),
        notes: Vec::new(),
    };
    let run = match stage {
        Some(stage) => engine.enter(RUN_ID.to_owned(), stage, script.start)?,
        None => match start(&engine, script.start) {
            Ok(run) => {
                account.steps.extend(teller.start(&run));
                run
            }
            Err(error) => {
                account.refusal = Some(words::refusal(&error));
                account.result = result(&account.end);
                return Ok(account);
            }
        },
    };
    let mut play = Play {
        engine,
        teller: &teller,
        answers: script.answers.clone(),
        run,
        steps: account.steps,
    };
    account.end = match &script.steps {
        Some(steps) => play.scripted(steps, stage),
        None => play.until_it_rests(script.start, stage),
    };
    account.steps = play.steps;
    account.result = result(&account.end);
    Ok(account)
}

fn start(engine: &Engine<'_>, time: Timestamp) -> Result<Run, EngineError> {
    engine.start(Start {
        run_id: RUN_ID.to_owned(),
        scenario_id: engine.spec().scenario_id.clone(),
        time,
        dispatch_initial: true,
    })
}

/// Says how it ends.
pub(super) fn result(end: &End) -> String {
    match end {
        End::Holds { stage_id } => format!("the run waits in `{stage_id}`"),
        End::Active { stage_id } => format!("the run is in `{stage_id}`"),
        End::Repeats { stage_id } => format!(
            "the run comes back to `{stage_id}`; with the same evidence it goes round for ever"
        ),
        End::Completed => "the run completes".to_owned(),
        End::Failed => "the run fails".to_owned(),
        End::Refused => "the server refuses, and nothing is recorded".to_owned(),
    }
}

/// A scenario with everything that is said of its stages.
pub(super) struct Teller<'s> {
    draft: ScenarioDraft,
    tables: Vec<RouteTable>,
    stages: HashMap<&'s str, (usize, &'s StageSpec)>,
    told: Told<'s>,
}

impl<'s> Teller<'s> {
    pub(super) fn new(spec: &'s ScenarioSpec, min_lane: TrustLane) -> Self {
        let draft = import(spec.clone());
        Self {
            tables: route_tables(&draft),
            stages: spec
                .stages
                .iter()
                .enumerate()
                .map(|(at, stage)| (stage.stage_id.as_str(), (at, stage)))
                .collect(),
            told: Told::new(spec, &draft, min_lane),
            draft,
        }
    }

    /// Tells the start of a run; none when it recorded nothing.
    fn start(&self, run: &Run) -> Option<StepAccount> {
        let record = run.decisions().first()?;
        Some(StepAccount {
            says: self.decision(&record.decision, &record.stage_id, false),
            packets: record.packets.clone(),
            ..empty(&record.stage_id, Some(record.decision.clone()))
        })
    }

    /// Tells a decision on the gates of a stage, or of its timeout.
    pub(super) fn decided<'e>(
        &self,
        stage_id: &str,
        decision: &Decision,
        gates: &[crate::runtime::GateRecord],
        timed_out: bool,
        answer: impl Fn(&str) -> Option<&'e Evidence>,
    ) -> StepAccount {
        let known = self.stages.get(stage_id);
        let of_stage = known.map_or(&[][..], |(_, stage)| &stage.gates);
        let holds = matches!(decision, Decision::Hold { .. });
        let timeout = known
            .filter(|_| holds)
            .and_then(|(at, _)| plain::timeout(&self.draft, *at, self.tables.get(*at)?));
        StepAccount {
            timed_out,
            says: self.decision(decision, stage_id, timed_out),
            gates: of_stage
                .iter()
                .zip(gates)
                .map(|(gate, record)| gate_account(&self.told, gate, record, &answer))
                .collect(),
            timeout,
            ..empty(stage_id, Some(decision.clone()))
        }
    }

    fn decision(&self, decision: &Decision, stage_id: &str, timed_out: bool) -> String {
        self.stages
            .get(stage_id)
            .map_or_else(String::new, |(at, stage)| {
                words::decision(decision, stage, self.tables.get(*at), timed_out)
            })
    }
}

/// Returns a step that says nothing yet.
fn empty(stage_id: &str, decision: Option<Decision>) -> StepAccount {
    StepAccount {
        trigger: None,
        stage_id: stage_id.to_owned(),
        decision,
        refusal: None,
        repeated: false,
        timed_out: false,
        says: String::new(),
        packets: Vec::new(),
        gates: Vec::new(),
        timeout: None,
    }
}

/// A run that goes on trigger by trigger.
struct Play<'s, 't> {
    engine: Engine<'s>,
    teller: &'t Teller<'s>,
    answers: Answers,
    run: Run,
    steps: Vec<StepAccount>,
}

impl Play<'_, '_> {
    /// Brings the triggers of a script, until the run leaves the only stage that was asked for.
    fn scripted(&mut self, steps: &[super::evidence::ScriptStep], only: Option<&str>) -> End {
        for step in steps {
            self.answers.extend(step.answers.clone());
            let trigger = Trigger {
                run_id: RUN_ID.to_owned(),
                trigger_id: step.trigger_id.clone(),
                kind: step.kind,
                time: step.time,
            };
            let _ = self.step(trigger);
            if only.is_some_and(|only| only != self.run.current_stage()) {
                break;
            }
        }
        let stage_id = self.run.current_stage().to_owned();
        let last = self.run.decisions().last().map(|record| &record.decision);
        match (self.run.status(), last) {
            (RunStatus::Completed, _) => End::Completed,
            (RunStatus::Failed, _) => End::Failed,
            (RunStatus::Active, Some(Decision::Hold { .. })) => End::Holds { stage_id },
            (RunStatus::Active, _) => End::Active { stage_id },
        }
    }

    /// Brings one external event after another; each stage is looked at once.
    fn until_it_rests(&mut self, time: Timestamp, only: Option<&str>) -> End {
        let mut visited = HashSet::new();
        loop {
            let here = self.run.current_stage().to_owned();
            if !visited.insert(here.clone()) {
                return End::Repeats { stage_id: here };
            }
            let trigger = Trigger {
                run_id: RUN_ID.to_owned(),
                trigger_id: format!("event-{}", visited.len()),
                kind: TriggerKind::ExternalEvent,
                time,
            };
            match self.step(trigger) {
                None => return End::Refused,
                Some(Decision::Hold { .. }) => return End::Holds { stage_id: here },
                Some(Decision::Complete { .. }) => return End::Completed,
                Some(Decision::Fail { .. }) => return End::Failed,
                Some(Decision::Advance { to_stage, .. }) if only.is_some() => {
                    return End::Active { stage_id: to_stage };
                }
                Some(Decision::Advance { .. } | Decision::Start { .. }) => {}
            }
            // What was decided before has no bearing on what follows, and is costly to carry on.
            let here = self.run.current_stage().to_owned();
            match self.engine.enter(RUN_ID.to_owned(), &here, time) {
                Ok(entered) => self.run = entered,
                Err(_) => return End::Refused,
            }
        }
    }

    /// Brings one trigger and tells what it led to; returns the decision, none for a refusal.
    fn step(&mut self, trigger: Trigger) -> Option<Decision> {
        let stage_id = self.run.current_stage().to_owned();
        let since = since(self.run.entered_at(), trigger.time);
        let told = TriggerAccount {
            kind: trigger.kind,
            trigger_id: trigger.trigger_id.clone(),
            time: trigger.time,
            since_entry: since,
        };
        let stage = self.teller.stages.get(stage_id.as_str());
        let timed_out = stage.is_some_and(|(_, stage)| {
            times_out(stage, self.run.entered_at(), &trigger).unwrap_or(false)
        });
        let unavailable = Evidence::failed("unavailable".to_owned());
        let found = self.engine.step(&self.run, trigger, |condition| {
            let answer = self.answers.get(&condition.condition_id);
            Some(answer.unwrap_or(&unavailable))
        });
        let (step, decision) = match found {
            Err(error) => {
                let refusal = words::refusal(&error);
                let step = StepAccount {
                    says: format!("the server refuses: {}", refusal.message),
                    refusal: Some(refusal),
                    ..empty(&stage_id, None)
                };
                (step, None)
            }
            Ok(Step {
                record,
                run,
                repeated: true,
            }) => {
                let why = match run.status() {
                    RunStatus::Active => "the trigger was answered before",
                    RunStatus::Completed | RunStatus::Failed => "the run has ended",
                };
                let gated = self.teller.stages.get(record.stage_id.as_str());
                let gated = gated.is_some_and(|(_, stage)| !stage.gates.is_empty());
                let late = match &record.decision {
                    Decision::Advance { timeout, .. } => *timeout,
                    Decision::Complete { .. } => gated && record.gates.is_empty(),
                    Decision::Fail { .. } => record.gates.is_empty(),
                    Decision::Start { .. } | Decision::Hold { .. } => false,
                };
                let before = self
                    .teller
                    .decision(&record.decision, &record.stage_id, late);
                let step = StepAccount {
                    repeated: true,
                    says: format!("{why}, and the server repeats its decision: {before}"),
                    ..empty(&stage_id, Some(record.decision.clone()))
                };
                (step, Some(record.decision))
            }
            Ok(Step { record, run, .. }) => {
                let answer = |id: &str| self.answers.get(id);
                let gates = &record.gates;
                let step = StepAccount {
                    packets: record.packets,
                    ..self
                        .teller
                        .decided(&stage_id, &record.decision, gates, timed_out, answer)
                };
                self.run = run;
                (step, Some(record.decision))
            }
        };
        self.steps.push(StepAccount {
            trigger: Some(told),
            ..step
        });
        decision
    }
}

/// Returns how long after an entry a time is, where both are on one clock.
fn since(entered: Timestamp, now: Timestamp) -> Option<u64> {
    match (entered, now) {
        (Timestamp::UnixMillis(entered), Timestamp::UnixMillis(now)) => {
            u64::try_from(i128::from(now) - i128::from(entered)).ok()
        }
        (Timestamp::Logical(entered), Timestamp::Logical(now)) => now.checked_sub(entered),
        _ => None,
    }
}

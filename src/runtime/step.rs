//! The start of a run and one step of it (REFERENCE §8).

use super::engine::Engine;
use super::error::EngineError;
use super::evidence::Evidence;
use super::packet::release;
use super::route::timeout_outcome;
use super::run::{
    Decision, DecisionRecord, FailReason, INITIAL_TRIGGER_ID, Run, Trigger, TriggerKind,
};
use super::timeout::times_out;
use crate::spec::{ConditionSpec, StageSpec, Timestamp};

/// How a run is to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// Id of the new run.
    pub run_id: String,
    /// The scenario that is meant; it must be the one of the engine.
    pub scenario_id: String,
    /// When the first stage is entered.
    pub time: Timestamp,
    /// Whether to record the start as a decision and release the packets of the first stage.
    pub dispatch_initial: bool,
}

/// What one trigger did to a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The run afterwards.
    pub run: Run,
    /// The decision that answers the trigger.
    pub record: DecisionRecord,
    /// Whether that decision is an old one, and the run the same as before.
    pub repeated: bool,
}

impl Engine<'_> {
    /// Starts a run in the first stage.
    ///
    /// # Errors
    /// [`EngineError::ScenarioMismatch`], and [`EngineError::PayloadTooLarge`] when packets are to
    /// be released.
    pub fn start(&self, start: Start) -> Result<Run, EngineError> {
        if start.scenario_id != self.spec.scenario_id {
            return Err(EngineError::ScenarioMismatch(start.scenario_id));
        }
        let stage = self.first_stage;
        let run = Run::entering(start.run_id.clone(), stage.stage_id.clone(), start.time);
        if !start.dispatch_initial {
            return Ok(run);
        }
        let trigger = Trigger {
            run_id: start.run_id,
            trigger_id: INITIAL_TRIGGER_ID.to_owned(),
            kind: TriggerKind::ExternalEvent,
            time: start.time,
        };
        let decision = Decision::Start {
            stage_id: stage.stage_id.clone(),
        };
        let packets = release(stage)?;
        Ok(run.after(trigger, decision, packets, Vec::new()).0)
    }

    /// Returns a run that has just entered a stage, about which nothing is decided yet.
    ///
    /// For views of one stage alone: nothing is released.
    ///
    /// # Errors
    /// [`EngineError::StageNotFound`].
    pub fn enter(
        &self,
        run_id: String,
        stage_id: &str,
        time: Timestamp,
    ) -> Result<Run, EngineError> {
        let stage = self.stage(stage_id)?;
        Ok(Run::entering(run_id, stage.stage_id.clone(), time))
    }

    /// Answers one trigger: an old decision, a timeout, or a decision on fresh evidence.
    ///
    /// `ask` brings the evidence for a condition; none stands for an answer without a value, in the
    /// verified lane. It is called once for every condition of the stage, and not at all for an
    /// old decision or a timeout.
    ///
    /// # Errors
    /// Any [`EngineError`] but those about the spec and the start. Nothing is recorded then, so the
    /// same trigger id may be tried again.
    pub fn step<'e>(
        &self,
        run: &Run,
        trigger: Trigger,
        ask: impl Fn(&ConditionSpec) -> Option<&'e Evidence>,
    ) -> Result<Step, EngineError> {
        if trigger.run_id != run.run_id() {
            return Err(EngineError::RunNotFound(trigger.run_id));
        }
        if let Some(record) = run.decided(&trigger.trigger_id) {
            return Ok(Step {
                run: run.clone(),
                record: record.clone(),
                repeated: true,
            });
        }
        let stage = self.stage(run.current_stage())?;
        let (mut decision, gates) = if times_out(stage, run.entered_at(), &trigger)? {
            (self.decide_timeout(stage)?, Vec::new())
        } else {
            let gates = self.evaluate_stage(stage, ask)?;
            (self.decide(stage, &gates)?, gates)
        };
        let mut packets = Vec::new();
        if let Decision::Advance { to_stage, .. } = &decision {
            match release(self.stage(to_stage)?) {
                Ok(released) => packets = released,
                Err(EngineError::PayloadTooLarge { .. }) => {
                    decision = Decision::Fail {
                        reason: FailReason::PayloadTooLarge,
                    };
                }
                Err(other) => return Err(other),
            }
        }
        let (run, record) = run.after(trigger, decision, packets, gates);
        Ok(Step {
            run,
            record,
            repeated: false,
        })
    }

    fn decide_timeout(&self, stage: &StageSpec) -> Result<Decision, EngineError> {
        match timeout_outcome(stage.on_timeout) {
            Some(outcome) => self.leave(stage, outcome, true),
            None => Ok(Decision::Fail {
                reason: FailReason::Timeout,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::evidence::MAX_EVIDENCE_BYTES;
    use crate::runtime::packet::MAX_PAYLOAD_BYTES;
    use crate::runtime::run::RunStatus;
    use crate::spec::{ScenarioSpec, TrustLane};
    use serde_json::{Value, json};

    /// One stage with gate `g` on condition `a`, then a last stage with packet `p`.
    fn spec(change: impl FnOnce(&mut Value)) -> ScenarioSpec {
        let mut spec = json!({
            "scenario_id": "s", "namespace_id": 1, "spec_version": "1", "policies": [], "schemas": [],
            "conditions": [{"condition_id": "a", "query": {"provider_id": "p", "check_id": "a"},
                "comparator": "exists", "policy_tags": []}],
            "stages": [
                {"stage_id": "one", "entry_packets": [], "advance_to": {"kind": "linear"},
                    "gates": [{"gate_id": "g", "requirement": {"Condition": "a"}}],
                    "timeout": null, "on_timeout": "fail"},
                {"stage_id": "two", "advance_to": {"kind": "terminal"}, "gates": [],
                    "entry_packets": [{"packet_id": "p", "schema_id": "s", "content_type": "",
                        "visibility_labels": [], "policy_tags": [],
                        "payload": {"kind": "json", "value": null}}],
                    "timeout": null, "on_timeout": "fail"}
            ]
        });
        change(&mut spec);
        serde_json::from_value(spec).unwrap()
    }

    fn engine(spec: &ScenarioSpec) -> Engine<'_> {
        Engine::new(spec, TrustLane::Verified).unwrap()
    }

    fn begin(engine: &Engine<'_>, time: Timestamp) -> Run {
        let start = Start {
            run_id: "r".to_owned(),
            scenario_id: "s".to_owned(),
            time,
            dispatch_initial: true,
        };
        engine.start(start).unwrap()
    }

    fn tick(id: &str, time: Timestamp) -> Trigger {
        Trigger {
            run_id: "r".to_owned(),
            trigger_id: id.to_owned(),
            kind: TriggerKind::Tick,
            time,
        }
    }

    const NOW: Timestamp = Timestamp::UnixMillis(0);

    #[test]
    fn a_repeat_brings_the_old_decision_and_records_nothing() {
        let spec = spec(|_| {});
        let engine = engine(&spec);
        let there = Evidence::json(json!(1), TrustLane::Verified);
        let first = engine
            .step(&begin(&engine, NOW), tick("t", NOW), |_| Some(&there))
            .unwrap();
        assert_eq!(first.record.packets, ["p"]);
        assert_eq!(first.run.current_stage(), "two");

        let again = engine.step(&first.run, tick("t", NOW), |_| None).unwrap();
        assert!(again.repeated);
        assert_eq!((again.record, again.run), (first.record, first.run.clone()));

        let start = engine
            .step(&first.run, tick(INITIAL_TRIGGER_ID, NOW), |_| None)
            .unwrap();
        assert_eq!(start.record.seq, 1);
    }

    #[test]
    fn an_ended_run_answers_every_trigger_with_its_last_decision() {
        let spec = spec(|spec| spec["stages"][0]["gates"] = json!([]));
        let engine = engine(&spec);
        let mut run = begin(&engine, NOW);
        for id in ["t1", "t2"] {
            run = engine.step(&run, tick(id, NOW), |_| None).unwrap().run;
        }
        assert_eq!(run.status(), RunStatus::Completed);
        let late = engine.step(&run, tick("t1", NOW), |_| None).unwrap();
        assert_eq!(late.record.trigger.trigger_id, "t2");
        assert_eq!(late.run.decisions().len(), 3);
    }

    #[test]
    fn evidence_over_the_limit_refuses_the_step_unless_it_comes_with_an_error() {
        let spec = spec(|_| {});
        let engine = engine(&spec);
        let run = begin(&engine, NOW);
        let bytes = |count: usize, lane| Evidence::bytes(vec![0; count], lane);
        let step = |evidence: &Evidence| {
            let step = engine.step(&run, tick("t", NOW), |_| Some(evidence));
            step.map_or_else(
                |error| error.code(),
                |step| step.run.current_stage().to_owned(),
            )
        };
        let largest = bytes(MAX_EVIDENCE_BYTES, TrustLane::Verified);
        let too_large = bytes(MAX_EVIDENCE_BYTES + 1, TrustLane::Asserted);
        let broken = Evidence {
            error: Some("e".to_owned()),
            ..too_large.clone()
        };
        assert_eq!(step(&largest), "two");
        assert_eq!(step(&too_large), "evidence_too_large");
        assert_eq!(step(&broken), "one");
    }

    #[test]
    fn a_payload_over_the_limit_refuses_the_start_and_fails_a_step() {
        let large = |size: usize| {
            json!({"packet_id": "large", "schema_id": "s", "content_type": "",
                "visibility_labels": [], "policy_tags": [],
                // Two bytes are the quotes.
                "payload": {"kind": "json", "value": "x".repeat(size - 2)}})
        };
        let there = Evidence::json(json!(1), TrustLane::Verified);
        for (size, fails) in [(MAX_PAYLOAD_BYTES, false), (MAX_PAYLOAD_BYTES + 1, true)] {
            let at_start = spec(|spec| spec["stages"][0]["entry_packets"] = json!([large(size)]));
            let started = engine(&at_start).start(Start {
                run_id: "r".to_owned(),
                scenario_id: "s".to_owned(),
                time: NOW,
                dispatch_initial: true,
            });
            assert_eq!(started.is_err(), fails);

            let later = spec(|spec| {
                let packets = spec["stages"][1]["entry_packets"].as_array_mut().unwrap();
                packets.push(large(size));
            });
            let engine = engine(&later);
            let run = begin(&engine, NOW);
            let step = engine.step(&run, tick("t", NOW), |_| Some(&there)).unwrap();
            if fails {
                let reason = FailReason::PayloadTooLarge;
                assert_eq!(step.record.decision, Decision::Fail { reason });
                assert_eq!(step.run.status(), RunStatus::Failed);
                assert_eq!(step.run.current_stage(), "one");
                assert_eq!((step.record.packets.len(), step.record.gates.len()), (0, 1));
            } else {
                assert_eq!(step.record.packets, ["p", "large"]);
            }
        }
    }

    #[test]
    fn a_timeout_decides_before_the_gates_and_only_on_ticks() {
        let there = Evidence::json(json!(1), TrustLane::Verified);
        let timeout = FailReason::Timeout;
        for (policy, kind, expected) in [
            (
                "fail",
                TriggerKind::Tick,
                Decision::Fail { reason: timeout },
            ),
            ("advance_with_flag", TriggerKind::Tick, advance(true)),
            ("alternate_branch", TriggerKind::Tick, advance(true)),
            ("fail", TriggerKind::AgentRequestNext, advance(false)),
        ] {
            let timed = spec(|spec| {
                let stage = &mut spec["stages"][0];
                stage["timeout"] = json!({"timeout_ms": 0, "policy_tags": []});
                stage["on_timeout"] = policy.into();
            });
            let engine = engine(&timed);
            let trigger = Trigger {
                kind,
                ..tick("t", NOW)
            };
            let step = engine
                .step(&begin(&engine, NOW), trigger, |_| Some(&there))
                .unwrap();
            assert_eq!(step.record.decision, expected);
            assert_eq!(step.record.gates.is_empty(), kind == TriggerKind::Tick);
        }
    }

    fn advance(timeout: bool) -> Decision {
        Decision::Advance {
            from_stage: "one".to_owned(),
            to_stage: "two".to_owned(),
            timeout,
        }
    }

    #[test]
    fn a_step_without_a_way_out_records_nothing() {
        let stuck = spec(|spec| {
            spec["stages"][0]["advance_to"] =
                json!({"kind": "branch", "branches": [], "default": null});
        });
        let engine = engine(&stuck);
        let run = begin(&engine, NOW);
        let there = Evidence::json(json!(1), TrustLane::Verified);
        let refused = engine.step(&run, tick("t", NOW), |_| Some(&there));
        let stage = "one".to_owned();
        assert_eq!(refused, Err(EngineError::GateResolutionFailed(stage)));
        let held = engine.step(&run, tick("t", NOW), |_| None).unwrap();
        assert!(!held.repeated);
    }

    #[test]
    fn each_gate_asks_for_its_own_lane() {
        let two_gates = spec(|spec| {
            let trust = json!({"min_lane": "verified"});
            spec["stages"][0]["gates"] = json!([
                {"gate_id": "plain", "requirement": {"Condition": "a"}},
                {"gate_id": "strict", "requirement": {"Condition": "a"}, "trust": trust}
            ]);
        });
        let engine = Engine::new(&two_gates, TrustLane::Asserted).unwrap();
        let asserted = Evidence::json(json!(1), TrustLane::Asserted);
        let step = engine.step(&begin(&engine, NOW), tick("t", NOW), |_| Some(&asserted));
        let unmet_gates = vec!["strict".to_owned()];
        assert_eq!(
            step.unwrap().record.decision,
            Decision::Hold { unmet_gates }
        );
    }

    #[test]
    fn another_run_or_scenario_is_refused() {
        let spec = spec(|_| {});
        let engine = engine(&spec);
        let other = Trigger {
            run_id: "other".to_owned(),
            ..tick("t", NOW)
        };
        let refused = engine.step(&begin(&engine, NOW), other, |_| None);
        assert_eq!(
            refused.map(|_| ()),
            Err(EngineError::RunNotFound("other".to_owned()))
        );
        let start = Start {
            run_id: "r".to_owned(),
            scenario_id: "S".to_owned(),
            time: NOW,
            dispatch_initial: false,
        };
        let refused = engine.start(start);
        assert_eq!(refused, Err(EngineError::ScenarioMismatch("S".to_owned())));
    }
}

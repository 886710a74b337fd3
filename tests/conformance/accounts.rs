//! Cases of `runs.jsonl` again: what is shown of a run is what was recorded.

use gatewright::runtime::{Engine, Evidence, TriggerKind};
use gatewright::spec::{ScenarioSpec, TrustLane};
use gatewright::trial::{Account, Answers, Kind, Script, ScriptStep, run_account};
use serde_json::{Map, Value, json};

use super::common::{Case, run, text};
use super::runs::{evidence, lane, list, spec, time};

#[test]
fn what_is_shown_of_a_run_is_what_was_recorded() {
    let mut shown = 0;
    run("runs.jsonl", |case| {
        let spec = spec(case);
        let min_lane = lane(case.get("trust"));
        let start = &case["start"];
        // An account begins with a start that releases packets, and has one run only.
        let told = start["dispatch_initial"] == true
            && start.get("scenario_id").is_none()
            && list(&case["steps"])
                .iter()
                .all(|step| step.get("run_id").is_none());
        if !told || Engine::new(&spec, min_lane).is_err() {
            return Ok(());
        }
        shown += 1;
        let account = run_account(&spec, min_lane, &script(case, &spec), None)
            .map_err(|error| error.to_string())?;
        compare(case, &account)
    });
    println!("runs.jsonl: {shown} runs shown");
    assert!(shown > 20, "only {shown} cases can be shown");
}

fn script(case: &Case, spec: &ScenarioSpec) -> Script {
    let steps = list(&case["steps"]).iter().map(|step| ScriptStep {
        kind: match text(step, "kind") {
            "next" => TriggerKind::AgentRequestNext,
            _ => serde_json::from_value(step["kind"].clone()).expect("a kind"),
        },
        trigger_id: text(step, "trigger_id").to_owned(),
        time: time(&step["time"]),
        answers: answers(&step["evidence"], spec),
    });
    Script {
        start: time(&case["start"]["time"]),
        answers: Answers::new(),
        steps: Some(steps.collect()),
    }
}

/// Returns an answer for every condition: one that is not recorded found nothing.
fn answers(recorded: &Value, spec: &ScenarioSpec) -> Answers {
    let mut given = evidence(recorded);
    spec.conditions
        .iter()
        .map(|condition| {
            let id = condition.condition_id.clone();
            let found = given.remove(&id);
            (id, found.unwrap_or(Evidence::nothing(TrustLane::Verified)))
        })
        .collect()
}

fn compare(case: &Case, account: &Account) -> Result<(), String> {
    assert_eq!(account.kind, Kind::Run);
    if let Some(error) = case["start_result"].get("error") {
        let found = account.refusal.as_ref().map(|refusal| &*refusal.code);
        return same("start", &json!(found), error);
    }
    let (start, steps) = account.steps.split_first().ok_or("nothing is shown")?;
    let recorded = &case["start_result"];
    let found = json!([start.decision, start.packets]);
    same(
        "start",
        &found,
        &json!([recorded["decision"], recorded["packets"]]),
    )?;
    let results = list(&case["results"]);
    assert_eq!(steps.len(), results.len(), "{}", case["id"]);
    for (number, (step, recorded)) in steps.iter().zip(results).enumerate() {
        let gates: Map<String, Value> = step
            .gates
            .iter()
            .map(|gate| {
                // The tree and the list of what blocks tell the same value as the gate.
                assert_eq!(gate.tree.outcome, gate.outcome, "{}", case["id"]);
                assert_eq!(
                    gate.needs.is_none(),
                    gate.outcome.name() == "true",
                    "{}",
                    case["id"]
                );
                (gate.gate_id.clone(), gate.outcome.name().into())
            })
            .collect();
        let what = format!("step {number}");
        if let Some(error) = recorded.get("error") {
            let found = step.refusal.as_ref().map(|refusal| &*refusal.code);
            same(&what, &json!([found, gates]), &json!([error, {}]))?;
            continue;
        }
        // The server repeats the packets with a decision; they are released once all the same.
        let packets = if step.repeated {
            recorded["packets"].clone()
        } else {
            json!(step.packets)
        };
        same(
            &what,
            &json!([step.decision, packets, gates]),
            &json!([recorded["decision"], recorded["packets"], recorded["gates"]]),
        )?;
    }
    Ok(())
}

fn same(what: &str, found: &Value, recorded: &Value) -> Result<(), String> {
    if found == recorded {
        Ok(())
    } else {
        Err(format!("{what}: {found} instead of {recorded}"))
    }
}

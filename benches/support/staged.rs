//! Scenarios with many gates over conditions that they share.

use serde_json::{Value, json};

/// Gates and conditions of a stage.
const GATES: usize = 10;
const CONDITIONS: usize = 20;

/// Returns the id of a condition of a stage.
pub(crate) fn condition_id(stage: usize, at: usize) -> String {
    format!("s{stage}_c{at}")
}

/// Returns a scenario with so many stages; in the next edition a tenth of it says something else.
///
/// Of twenty conditions of a stage eight ask for one number, four for one text, four for the time
/// and four for answers of their own. A gate combines five of them, a third of the stages branch,
/// most have a timeout, every fourth has a packet.
pub(crate) fn scenario(stages: usize, edition: usize) -> Value {
    let conditions: Vec<Value> = (0..stages)
        .flat_map(|stage| (0..CONDITIONS).map(move |at| condition(stage, at, edition)))
        .collect();
    let all: Vec<Value> = (0..stages).map(|at| stage(at, stages, edition)).collect();
    document(&conditions, &all)
}

/// Returns a scenario with one gate over conditions `c0`, `c1` and so on.
pub(crate) fn single(conditions: usize, requirement: &str) -> Value {
    let conditions: Vec<Value> = (0..conditions)
        .map(|at| own(&format!("c{at}"), &format!("https://own.example/{at}")))
        .collect();
    let stage = json!({
        "stage_id": "only", "entry_packets": [],
        "gates": [{"gate_id": "gate", "requirement": requirement}],
        "advance_to": {"kind": "terminal"}, "timeout": null, "on_timeout": "fail"
    });
    document(&conditions, &[stage])
}

fn document(conditions: &[Value], stages: &[Value]) -> Value {
    json!({
        "scenario_id": "staged", "namespace_id": 7, "spec_version": "1", "default_tenant_id": null,
        "conditions": conditions, "stages": stages, "policies": [],
        "schemas": [{"schema_id": "notice", "version": "1", "uri": null}]
    })
}

fn asked(id: &str, query: &Value, comparator: &str, expected: &Value) -> Value {
    json!({
        "condition_id": id, "query": query, "comparator": comparator, "expected": expected,
        "policy_tags": []
    })
}

/// Returns a condition on an answer that no other condition asks for.
fn own(id: &str, url: &str) -> Value {
    let query = json!({"provider_id": "http", "check_id": "status", "params": {"url": url}});
    asked(id, &query, "less_than", &json!(400))
}

fn condition(stage: usize, at: usize, edition: usize) -> Value {
    let id = condition_id(stage, at);
    let changed = edition * usize::from((stage * CONDITIONS + at).is_multiple_of(10));
    match at {
        0..8 => {
            let url = format!("https://shared.example/{stage}");
            let query =
                json!({"provider_id": "http", "check_id": "status", "params": {"url": url}});
            let comparator = ["greater_than", "less_than", "equals", "not_equals"][at % 4];
            asked(&id, &query, comparator, &json!(200 + 50 * at + changed))
        }
        8..12 => {
            let params = json!({"key": format!("KEY_{stage}")});
            let query = json!({"provider_id": "env", "check_id": "get", "params": params});
            let comparator = ["equals", "not_equals"][at % 2];
            asked(
                &id,
                &query,
                comparator,
                &json!(format!("region-{}-{changed}", at / 2)),
            )
        }
        12..16 => {
            let query = json!({"provider_id": "time", "check_id": "now", "params": {}});
            let limit = 1_700_000_000_000_u64 + (stage * 1_000 + at * 10 + changed) as u64;
            let comparator = ["greater_than", "less_than"][at % 2];
            asked(&id, &query, comparator, &json!(limit))
        }
        _ => own(&id, &format!("https://own.example/{stage}/{at}/{changed}")),
    }
}

fn requirement(stage: usize, gate: usize, edition: usize) -> String {
    let id = |step: usize| condition_id(stage, (gate * 3 + step * 4) % CONDITIONS);
    let [first, second, third, fourth, fifth] = [0, 1, 2, 3, 4].map(id);
    if edition > 0 && (stage * GATES + gate).is_multiple_of(10) {
        return format!("{first} or ({second} and {third} and {fourth})");
    }
    match gate % 4 {
        0 => format!("({first} or {second}) and ({third} or not {fourth}) and {fifth}"),
        1 => format!("at_least(2, {first}, {second}, {third} and {fourth}, {fifth})"),
        2 => format!("{first} and {second} or not ({third} or {fourth}) and {fifth}"),
        _ => format!("at_least(3, {first}, {second}, {third}, {fourth}, {fifth})"),
    }
}

fn stage(at: usize, stages: usize, edition: usize) -> Value {
    let id = |at: usize| format!("s{at}");
    let gates: Vec<Value> = (0..GATES)
        .map(|gate| {
            let requirement = requirement(at, gate, edition);
            json!({"gate_id": format!("s{at}_g{gate}"), "requirement": requirement})
        })
        .collect();
    let timeout = json!({"timeout_ms": 60_000 + at, "policy_tags": []});
    let (advance_to, on_timeout) = if at + 1 == stages {
        (json!({"kind": "terminal"}), "fail")
    } else if at.is_multiple_of(3) && at + 2 < stages {
        let rules = json!([
            {"gate_id": format!("s{at}_g0"), "outcome": "true", "next_stage_id": id(at + 1)},
            {"gate_id": format!("s{at}_g1"), "outcome": "unknown", "next_stage_id": id(at + 2)},
        ]);
        (
            json!({"kind": "branch", "branches": rules, "default": null}),
            "alternate_branch",
        )
    } else {
        (json!({"kind": "fixed", "stage_id": id(at + 1)}), "fail")
    };
    let packets = if at.is_multiple_of(4) {
        json!([{
            "packet_id": format!("notice_{at}"), "schema_id": "notice",
            "content_type": "application/json", "visibility_labels": ["internal"],
            "policy_tags": [], "expiry": null,
            "payload": {"kind": "json", "value": {"stage": id(at), "edition": edition}}
        }])
    } else {
        json!([])
    };
    json!({
        "stage_id": id(at), "entry_packets": packets, "gates": gates,
        "advance_to": advance_to, "timeout": timeout, "on_timeout": on_timeout
    })
}

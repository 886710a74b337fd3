//! What is found about gates and stages: each with what sets it off and with near misses.

use serde_json::{Value, json};

use crate::check::{Options, check};
use crate::diagnostic::{Code, Confidence, Diagnostic};
use crate::draft::{Format, ScenarioDraft, read};
use crate::prove::Inspector;
use crate::sources::Sources;

/// Conditions on one file: numbers, texts and truths that bear on each other.
fn conditions() -> Value {
    let path = |id: &str, field: &str, comparator: &str, expected: Value| {
        let params = json!({"file": "r.json", "jsonpath": format!("$.{field}")});
        let mut condition = json!({"condition_id": id, "policy_tags": [],
            "query": {"provider_id": "json", "check_id": "path", "params": params},
            "comparator": comparator});
        if !expected.is_null() {
            condition["expected"] = expected;
        }
        condition
    };
    let time = |id: &str, check: &str, at: &str| {
        json!({"condition_id": id, "policy_tags": [], "comparator": "equals", "expected": true,
            "query": {"provider_id": "time", "check_id": check, "params": {"timestamp": at}}})
    };
    json!([
        path("a", "a", "equals", json!(true)),
        path("not_a", "a", "equals", json!(false)),
        path("b", "b", "equals", json!(true)),
        path("c", "c", "equals", json!(true)),
        path("high", "n", "greater_than", json!(90)),
        path("higher", "n", "greater_than", json!(95)),
        path("low", "n", "less_than", json!(10)),
        path("none", "x", "in_set", json!([])),
        {"condition_id": "set", "policy_tags": [], "comparator": "exists",
            "query": {"provider_id": "env", "check_id": "get", "params": {"key": "FREEZE"}}},
        time("early", "before", "2026-02-01T00:00:00Z"),
        time("late", "after", "2026-03-01T00:00:00Z"),
    ])
}

/// Returns a draft of one gated stage and an end; only used conditions are in it.
pub(super) fn draft(gates: &[&str], change: impl FnOnce(&mut Value)) -> ScenarioDraft {
    let texts = gates.join(" ");
    let used = |one: &Value| {
        let id = one["condition_id"].as_str().unwrap();
        let mut words = texts.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.any(|word| word == id)
    };
    let mut conditions = conditions();
    conditions.as_array_mut().unwrap().retain(used);
    let gates: Vec<Value> = gates
        .iter()
        .enumerate()
        .map(|(at, text)| json!({"gate_id": format!("g{at}"), "requirement": text}))
        .collect();
    let mut document = json!({
        "scenario_id": "s", "namespace_id": 7, "spec_version": "1", "policies": [], "schemas": [],
        "default_tenant_id": null, "conditions": conditions,
        "stages": [
            {"stage_id": "one", "entry_packets": [], "gates": gates,
                "advance_to": {"kind": "linear"}, "timeout": {"timeout_ms": 1000, "policy_tags": []},
                "on_timeout": "fail"},
            {"stage_id": "end", "entry_packets": [], "gates": [],
                "advance_to": {"kind": "terminal"}, "timeout": null, "on_timeout": "fail"}
        ]
    });
    change(&mut document);
    let reading = read(document.to_string().as_bytes(), Format::Json);
    assert_eq!(reading.problems, []);
    reading.draft.unwrap()
}

pub(super) fn found_with(draft: &ScenarioDraft, mut inspector: Inspector) -> Vec<Diagnostic> {
    let options = Options::default();
    let sources = Sources::builtin();
    let (checked, proof) = inspector.check(draft, &sources, &options);
    assert!(proof.is_some());
    let mut found = checked.diagnostics;
    // Where a proof tells of a condition that never holds, the checks do, too.
    found.retain(|one| !one.code.as_str().starts_with("GW03"));
    found
}

pub(super) fn found(draft: &ScenarioDraft) -> Vec<Diagnostic> {
    found_with(draft, Inspector::default())
}

pub(super) fn told(gates: &[&str]) -> Vec<String> {
    let line = |one: &Diagnostic| format!("{} {}", one.code, one.message);
    found(&draft(gates, |_| {})).iter().map(line).collect()
}

/// Gates of one stage, and what is told of them.
const CASES: &[(&[&str], &[&str])] = &[
    (
        &["high and low"],
        &[
            "GW0401 gate `g0` can never be true: `high` (more than 90) and `low` (less than 10) rule each other out",
        ],
    ),
    (&["high or low"], &[]),
    (
        &["a and not a"],
        &["GW0401 gate `g0` can never be true: `a` would have to be true and false at once"],
    ),
    (&["a and not b"], &[]),
    (
        &["b and none"],
        &["GW0401 gate `g0` can never be true: `none` (one of nothing) is never true"],
    ),
    (&["b or none"], &[]),
    (
        &["a or not a"],
        &["GW0403 gate `g0` can never be false: it only waits until evidence is there"],
    ),
    (&["a or not b"], &[]),
    // A condition that never is false is meant so.
    (&["not none"], &[]),
    (
        &["high", "low and b"],
        &[
            "GW0404 gates `g0` and `g1` can never be true at once: `high` (more than 90) and `low` (less than 10) rule each other out",
        ],
    ),
    (
        &["b", "a", "not a", "c"],
        &[
            "GW0404 gates `g1` and `g2` can never be true at once: `a` would have to be true and false at once",
        ],
    ),
    (&["high", "low or b"], &[]),
    (
        &["a or a and b"],
        &["GW0408 `a and b` changes nothing: gate `g0` is the same without it"],
    ),
    // Without its evidence even a weaker bound keeps the gate waiting.
    (&["high and higher"], &[]),
    (&["a and b or b and c"], &[]),
    // Of two equal parts one is too many.
    (
        &["a and b and a"],
        &["GW0408 `a` changes nothing: gate `g0` is the same without it"],
    ),
    // Votes that are counted twice are told as such.
    (
        &["at_least(2, a, a, b)"],
        &[
            "GW0407 `a` counts 2 times towards the quorum",
            "GW0704 all 3 votes come from provider `json`",
        ],
    ),
    (
        &["a and b", "b"],
        &["GW0409 gate `g1` adds nothing: it is true whenever gate `g0` is"],
    ),
    (&["high", "higher"], &[]),
    // Of gates that say the same one is enough.
    (
        &["a or b", "b or a"],
        &["GW0409 gate `g0` adds nothing: it is true whenever gate `g1` is"],
    ),
    (
        &["a and b", "b or c"],
        &["GW0409 gate `g1` adds nothing: it is true whenever gate `g0` is"],
    ),
    (&["a or b", "b or c"], &[]),
    (
        &["(a and b) or (not a and b)"],
        &["GW0410 gate `g0` waits for `a` although the answer cannot matter"],
    ),
    (
        &["(a and b) or (not a and c and b) or b and c"],
        &["GW0408 `not a and c and b` changes nothing: gate `g0` is the same without it"],
    ),
    (&["(a and b) or (c and b)"], &[]),
    (
        &["not not a"],
        &["GW0412 two negations in a row say nothing"],
    ),
    (
        &["not not not not not a"],
        &["GW0412 two negations in a row say nothing"],
    ),
    (&["not a"], &[]),
    (
        &["a and not set"],
        &["GW0413 `not set` turns `exists` around: it is true when no value came back"],
    ),
    (&["a and set"], &[]),
    (
        &["at_least(2, a, b, c)"],
        &["GW0704 all 3 votes come from provider `json`"],
    ),
    (&["at_least(2, a, b, late)"], &[]),
    (&["early or late"], &[]),
];

#[test]
fn every_finding_has_what_sets_it_off_and_near_misses() {
    let mut wrong = Vec::new();
    for (gates, expected) in CASES {
        let told = told(gates);
        if told != *expected {
            wrong.push(format!("{gates:?}\n  {told:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn findings_say_how_sure_they_are_and_show_a_situation() {
    use Confidence::{AssumesStableEvidence, Proved};
    let shown = |gates: &[&str]| {
        let found = found(&draft(gates, |_| {}));
        let one = found.into_iter().next().unwrap();
        (one.confidence, one.effects)
    };
    for (gates, confidence, effect) in [
        (&["high and low"][..], AssumesStableEvidence, "no run can"),
        (&["early and late"], Proved, "no run can"),
        (
            &["a or not a"],
            Proved,
            "it is true with a = true, and with a = false",
        ),
        (
            &["a and b", "b"],
            Proved,
            "both are true with a = true and b = true",
        ),
        (
            &["(a and b) or (not a and b)"],
            Proved,
            "with b = true the answer is true whatever `a` is, and the engine still says unknown",
        ),
    ] {
        let (strength, effects) = shown(gates);
        assert_eq!(strength, confidence, "{gates:?}");
        assert!(
            effects.iter().any(|one| one.starts_with(effect)),
            "{gates:?}: {effects:#?}"
        );
    }
}

#[test]
fn one_cause_is_told_once() {
    for gates in [
        &["high and low"][..],
        &["high", "low"],
        &["any()"],
        &["none"],
    ] {
        let found = found(&draft(gates, |_| {}));
        let codes: Vec<Code> = found.iter().map(|one| one.code).collect();
        assert_eq!(codes.len(), 1, "{gates:?}: {found:#?}");
        assert_eq!(
            found[0].consequences,
            [Code::GW0601, Code::GW0602],
            "{gates:?}"
        );
    }
}

#[test]
fn a_stage_that_time_closes_is_told_once_and_only_without_a_timeout() {
    let open_end = |document: &mut Value| document["stages"][0]["timeout"] = Value::Null;
    let lines = |draft: &ScenarioDraft| -> Vec<String> {
        let found = found(draft);
        let line = |one: &Diagnostic| format!("{} {}", one.code, one.message);
        found.iter().map(line).collect()
    };
    assert_eq!(
        lines(&draft(&["a and early"], open_end)),
        [
            "GW0610 from 2026-02-01 00:00:00 UTC on stage `one` can never pass, and it has no timeout"
        ]
    );
    assert_eq!(lines(&draft(&["a and early"], |_| {})), [""; 0]);
    let never = lines(&draft(&["a or early"], open_end));
    assert_eq!(never.len(), 1, "{never:?}");
    assert!(never[0].starts_with("GW0604"), "{never:?}");
}

#[test]
fn suppressions_accept_what_is_proved_and_are_not_unused_then() {
    let accept = |code: &'static str, at: &'static str| {
        move |document: &mut Value| {
            let place = document.pointer_mut(at).unwrap();
            place["suppress"] = json!([{"code": code, "reason": "known"}]);
        }
    };
    let codes =
        |draft: &ScenarioDraft| -> Vec<Code> { found(draft).iter().map(|one| one.code).collect() };
    let gate = "/stages/0/gates/0";
    for (gates, code, at) in [
        (&["high and low"][..], "GW0401", gate),
        (&["high", "low"], "stage-conflict", "/stages/0"),
        (&["a or not a"], "GW0403", gate),
        (&["a or a and b"], "GW0408", gate),
        (&["(a and b) or (not a and b)"], "GW0410", gate),
        (&["not not a"], "GW0412", gate),
        (&["a and not set"], "GW0413", gate),
        (&["a and b", "b"], "GW0409", "/stages/0/gates/1"),
        (&["at_least(2, a, b, c)"], "GW0704", ""),
    ] {
        let accepted = draft(gates, accept(code, at));
        assert_eq!(codes(&accepted), [], "{gates:?}");
        // The checks alone do not know whether it is needed.
        let options = Options::default();
        let alone = check(&accepted, Vec::new(), None, &Sources::builtin(), &options);
        let unused = |one: &Diagnostic| one.code == Code::GW1108;
        assert!(!alone.diagnostics.iter().any(unused), "{gates:?}");
        let vain = draft(
            &["a"],
            accept(code, if at.ends_with('1') { gate } else { at }),
        );
        assert_eq!(codes(&vain), [Code::GW1108], "{gates:?}");
    }
}

#[test]
fn nothing_follows_from_what_the_checks_refuse() {
    let codes = |change: &dyn Fn(&mut Value)| -> Vec<&str> {
        let found = found(&draft(&["high and low"], change));
        found.iter().map(|one| one.code.as_str()).collect()
    };
    assert_eq!(codes(&|_| {}), ["GW0401"]);
    for (at, value) in [
        ("/conditions/0/query/provider_id", json!("nobody")),
        ("/conditions/0/comparator", json!("lex_less_than")),
        ("/conditions/1/expected", Value::Null),
        ("/stages/0/gates/0/requirement", json!("high and gone")),
        ("/stages/0/gates/0/requirement", json!("high and")),
    ] {
        let found = codes(&|document: &mut Value| {
            *document.pointer_mut(at).unwrap() = value.clone();
        });
        assert!(!found.contains(&"GW0401"), "{at}: {found:?}");
        assert!(found.iter().all(|code| *code < "GW04"), "{at}: {found:?}");
    }
}

#[test]
fn what_is_too_large_is_told_and_nothing_is_claimed_of_it() {
    let large = draft(&["at_least(2, a, b, c) and (high or low)"], |_| {});
    for budget in [8, 20, 60] {
        let found = found_with(&large, Inspector::with_budget(budget));
        let codes: Vec<Code> = found.iter().map(|one| one.code).collect();
        assert_eq!(codes, [Code::GW0414, Code::GW0704], "{budget}");
    }
    let options = Options::default();
    let sources = Sources::builtin();
    let (_, proof) = Inspector::with_budget(8).check(&large, &sources, &options);
    assert!(proof.unwrap().is_cut_short());
    let (_, proof) = Inspector::default().check(&large, &sources, &options);
    assert!(!proof.unwrap().is_cut_short());
}

#[test]
fn prechecks_are_told_of_where_evidence_must_be_verified() {
    let with = |gate: Value, shape: Value| {
        let draft = draft(&["a and b"], |document| {
            document["stages"][0]["gates"][0]["trust"] = gate;
            if !shape.is_null() {
                document["precheck"] = shape;
            }
        });
        let found = found(&draft);
        found.iter().any(|one| one.code == Code::GW0708)
    };
    let shape = || json!({"data_shape": {"schema_id": "s", "version": "1"}});
    let lane = |lane: &str| json!({"min_lane": lane});
    assert!(with(lane("verified"), shape()));
    assert!(!with(lane("asserted"), shape()));
    assert!(!with(Value::Null, shape()));
    assert!(!with(lane("verified"), Value::Null));
}

//! What is proved of each kind of change, and what shows it.

use super::replay::check_all;
use super::*;

/// Returns each change as `kind class strength headline`, after checking all that is shown.
#[track_caller]
fn told(old: &Value, new: &Value) -> Vec<String> {
    let both = Compiling::of(old, new).expect("both compile");
    let comparison = both.compare();
    check_all(&both, &comparison);
    let changes = comparison.behaviour.changes.iter();
    changes
        .map(|change| {
            let strength = change
                .confidence
                .map_or("open", crate::diagnostic::Confidence::name);
            format!(
                "{} {} {strength}: {}",
                change.kind.name(),
                change.class.name(),
                change.headline
            )
        })
        .collect()
}

fn gates(gates: &[(&str, &str)]) -> Value {
    let gates: Vec<Value> = gates
        .iter()
        .map(|(id, text)| json!({"gate_id": id, "requirement": text}))
        .collect();
    with("/stages/0/gates", json!(gates))
}

#[test]
fn gates_are_judged_together_with_the_others_of_their_stage() {
    for (old, new, expected) in [
        // One gate becomes two.
        (
            &[("q", "tests and cover")][..],
            &[("q", "tests"), ("r", "cover")][..],
            &[
                "gate reporting-only proved: gate `q` decides otherwise, and its stage passes exactly as before",
                "gate reporting-only proved: gate `r` is new; the stage asked for as much before",
            ][..],
        ),
        // A condition moves from one gate to another.
        (
            &[("q", "tests and cover"), ("r", "audit")],
            &[("q", "tests"), ("r", "audit and cover")],
            &[
                "gate reporting-only proved: gate `q` decides otherwise, and its stage passes exactly as before",
                "gate reporting-only proved: gate `r` decides otherwise, and its stage passes exactly as before",
            ],
        ),
        // A new gate that another implies.
        (
            &[("q", "tests and cover")],
            &[("q", "tests and cover"), ("r", "tests or audit")],
            &["gate reporting-only proved: gate `r` is new; the stage asked for as much before"],
        ),
        // A gate that another implied goes, and one that none did.
        (
            &[
                ("q", "tests and cover"),
                ("r", "tests or audit"),
                ("s", "audit"),
            ],
            &[("q", "tests and cover")],
            &[
                "gate reporting-only proved: gate `r` is gone; the stage asks for as much without it",
                "gate looser proved: gate `s` is gone: the stage no longer waits for it",
            ],
        ),
        (
            &[("q", "tests or cover")],
            &[("q", "tests and cover")],
            &["gate stricter proved: gate `q` holds where it passed"],
        ),
        (
            &[("q", "at_least(2, tests, cover, audit)")],
            &[("q", "tests or (cover and audit)")],
            &["gate looser proved: gate `q` passes where it did not"],
        ),
        (
            &[("q", "tests")],
            &[("q", "cover")],
            &["gate incomparable proved: gate `q` passes where it held, and holds where it passed"],
        ),
        // Only false and unknown differ.
        (
            &[("q", "tests and not tests and cover")],
            &[("q", "cover and not cover")],
            &[
                "gate reporting-only proved: gate `q` decides otherwise, and its stage passes exactly as before",
            ],
        ),
        // The same, written otherwise.
        (&[("q", "tests")], &[("q", "not (not tests)")], &[]),
        (
            &[("q", "at_least(2, tests, cover)")],
            &[("q", "tests and cover")],
            &[],
        ),
    ] {
        assert_eq!(told(&gates(old), &gates(new)), expected, "{old:?} {new:?}");
    }
}

#[test]
fn a_threshold_is_judged_by_the_answers_that_it_tells_apart() {
    let at = |least: i64| with("/conditions/1/expected", json!(least));
    let stable = "assumes-stable-evidence";
    assert_eq!(
        told(&base(), &at(85)),
        [format!(
            "gate stricter {stable}: gate `quality` holds where it passed"
        )]
    );
    let comparison = compared(&base(), &at(85));
    let shown = &comparison.behaviour.changes[0].witnesses;
    let answers: Vec<String> = shown[0]
        .answers
        .iter()
        .map(|answer| format!("{} {}", answer.condition, answer.text))
        .collect();
    assert_eq!(shown[0].says, "passed before, holds now");
    assert_eq!(answers, ["cover 80", "tests 1"]);
}

#[test]
fn the_clock_is_one_question_whatever_the_moment() {
    let after = |moment: &str| {
        let mut document = base();
        document["conditions"][2] = json!({"condition_id": "audit", "comparator": "equals",
            "expected": true, "policy_tags": [], "query": {"provider_id": "time",
            "check_id": "after", "params": {"timestamp": moment}}});
        document
    };
    let (early, late) = (after("2026-06-01T00:00:00Z"), after("2026-07-01T00:00:00Z"));
    assert_eq!(
        told(&early, &late),
        ["condition stricter proved: `audit` asks another question, for gate `signed`"]
    );
    assert_eq!(
        told(&late, &early),
        ["condition looser proved: `audit` asks another question, for gate `signed`"]
    );
}

#[test]
fn a_condition_that_no_gate_depends_on_lets_nothing_through() {
    let mut old = gates(&[("q", "cover"), ("r", "cover or tests")]);
    // Only where `cover` holds is the stage passed, so `tests` decides nothing.
    assert_eq!(told(&old, &old), [""; 0]);
    let before = old.clone();
    set(
        &mut old,
        "/conditions/0/query/params/jsonpath",
        json!("$.other"),
    );
    assert_eq!(
        told(&before, &old),
        [
            "condition reporting-only proved: `tests` asks another question, for gate `r`; as much passes as before"
        ]
    );
}

#[test]
fn what_a_packet_sits_behind_is_told_with_the_way_past_it() {
    let late = |policy: &str| {
        let mut document = with(
            "/stages/1/timeout",
            json!({"timeout_ms": 5, "policy_tags": []}),
        );
        set(&mut document, "/stages/1/on_timeout", json!(policy));
        document
    };
    assert_eq!(
        told(&late("fail"), &late("advance_with_flag")),
        [
            "route looser proved: a run can complete without `signed`",
            "timeout looser proved: the timeout goes on without the gates instead of failing",
            "packet earlier proved: packet `keys` can be disclosed without `signed`",
        ]
    );
    assert_eq!(
        told(&late("advance_with_flag"), &late("fail")),
        [
            "route stricter proved: a run completes only after `signed`",
            "timeout stricter proved: the timeout fails instead of going on without the gates",
            "packet later proved: packet `keys` is disclosed only after `signed`",
        ]
    );
    let comparison = compared(&late("fail"), &late("advance_with_flag"));
    let packet = &comparison.behaviour.changes[2];
    assert_eq!(
        packet.lines,
        [Line::both(
            "only after",
            "`quality` and `signed`",
            "`quality`"
        )]
    );
    let steps: Vec<(&str, &str)> = packet.witnesses[0]
        .steps
        .iter()
        .map(|step| (step.old.as_str(), step.new.as_str()))
        .collect();
    assert_eq!(
        steps,
        [
            ("enters `build`", "enters `build`"),
            ("enters `review`", "enters `review`"),
            (
                "fails by timeout",
                "enters `ship` by timeout and discloses `keys`"
            ),
        ]
    );
}

#[test]
fn a_gate_that_is_moved_lets_through_where_it_was_and_holds_where_it_is() {
    let mut moved = base();
    let gate = moved["stages"][0]["gates"][0].take();
    moved["stages"][0]["gates"] = json!([]);
    moved["stages"][1]["gates"]
        .as_array_mut()
        .unwrap()
        .push(gate);
    assert_eq!(
        told(&base(), &moved),
        ["gate incomparable proved: gate `quality` guards another stage"]
    );
    // The packet of the last stage is behind it before and after.
    let mut early = base();
    early["stages"][1]["entry_packets"] = json!([packet("draft", "text")]);
    let mut later = moved;
    later["stages"][1]["entry_packets"] = early["stages"][1]["entry_packets"].clone();
    assert_eq!(
        told(&early, &later),
        [
            "gate incomparable proved: gate `quality` guards another stage",
            "packet earlier proved: packet `draft` can be disclosed without `quality`",
        ]
    );
}

#[test]
fn a_stage_that_is_gone_past_is_looser_and_one_that_is_led_through_stricter() {
    let mut without = base();
    without["stages"].as_array_mut().unwrap().remove(1);
    assert_eq!(
        told(&base(), &without),
        [
            "route looser proved: a run can complete without `signed`",
            "route looser proved: stage `build` goes past `review` when it passes",
            "packet earlier proved: packet `keys` can be disclosed without `signed`",
            "stage removed proved: stage `review` is gone",
        ]
    );
    assert_eq!(
        told(&without, &base()),
        [
            "route stricter proved: a run completes only after `signed`",
            "route stricter proved: stage `build` leads through `review` when it passes",
            "stage added proved: stage `review` is new",
            "packet later proved: packet `keys` is disclosed only after `signed`",
        ]
    );
    let fixed = |stage: &str| json!({"kind": "fixed", "stage_id": stage});
    let mut round = base();
    round["stages"][0]["advance_to"] = fixed("build");
    let told = told(&base(), &round);
    assert!(
        told.contains(
            &"packet later proved: packet `keys` can never be disclosed any more".to_owned()
        ),
        "{told:#?}"
    );
}

#[test]
fn what_no_run_gets_to_changes_nothing() {
    // The gates of the first stage rule each other out, so nothing behind it is ever entered.
    let mut old = gates(&[("q", "cover"), ("r", "not cover")]);
    let mut new = old.clone();
    set(
        &mut old,
        "/stages/1/timeout",
        json!({"timeout_ms": 1, "policy_tags": []}),
    );
    set(
        &mut new,
        "/stages/1/advance_to",
        json!({"kind": "terminal"}),
    );
    assert_eq!(told(&old, &new), [""; 0]);
    let comparison = compared(&old, &new);
    assert_eq!(comparison.verdict(), Verdict::HashOnly);
    assert!(!comparison.declaration.is_empty());
}

#[test]
fn gates_beyond_the_budget_are_told_as_not_analysed() {
    // Pairs that lie far apart in the order of their first mention.
    let conditions: Vec<Value> = (0..18)
        .map(|at| condition(&format!("c{at}"), &format!("$.c{at}"), 1))
        .collect();
    let of = |quorum: &str| {
        let first: Vec<String> = (0..9).map(|at| format!("c{at}")).collect();
        let alike: Vec<String> = (0..9)
            .map(|at| format!("c{at} and c{0}, not c{at} and not c{0}", at + 9))
            .collect();
        let requirement = format!("{quorum}all({}), {})", first.join(", "), alike.join(", "));
        let mut document = base();
        let known = document["conditions"].as_array_mut().unwrap();
        known.extend(conditions.clone());
        document["stages"][0]["gates"][0]["requirement"] = json!(requirement);
        document
    };
    let comparison = compared(&of("any("), &of("at_least(2, "));
    let change = &comparison.behaviour.changes[0];
    assert_eq!((change.class, change.confidence), (Class::Changed, None));
    assert!(change.headline.ends_with("(not analysed: too large)"));
    assert_eq!(comparison.verdict(), Verdict::Unproved);
}

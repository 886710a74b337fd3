//! What is told of each kind of change, and what it comes to.

use super::*;

fn told(comparison: &Comparison) -> Vec<String> {
    let one = |change: &Change| {
        let sure = if change.confidence.is_some() { "" } else { "?" };
        format!(
            "{} {}{sure} {}",
            change.kind.name(),
            change.class.name(),
            change.address()
        )
    };
    comparison.behaviour.changes.iter().map(one).collect()
}

/// Returns what is told of one kind.
fn told_of(comparison: &Comparison, kind: Kind) -> Vec<String> {
    let mut only = comparison.clone();
    only.behaviour.changes.retain(|change| change.kind == kind);
    told(&only)
}

fn timeout(ms: Option<u64>, policy: &str) -> Value {
    let mut document = base();
    let timeout = ms.map(|ms| json!({"timeout_ms": ms, "policy_tags": []}));
    set(&mut document, "/stages/0/timeout", json!(timeout));
    set(&mut document, "/stages/0/on_timeout", json!(policy));
    document
}

#[test]
fn timeouts_are_told_by_what_they_let_happen() {
    for (old, new, class, verdict) in [
        (
            (Some(5), "fail"),
            (Some(5), "advance_with_flag"),
            Some("looser"),
            Verdict::Looser,
        ),
        (
            (Some(5), "fail"),
            (None, "fail"),
            Some("looser"),
            Verdict::Looser,
        ),
        (
            (Some(5), "fail"),
            (Some(9), "fail"),
            Some("looser"),
            Verdict::Looser,
        ),
        (
            (None, "fail"),
            (Some(9), "alternate_branch"),
            Some("looser"),
            Verdict::Looser,
        ),
        (
            (Some(9), "advance_with_flag"),
            (Some(5), "advance_with_flag"),
            Some("looser"),
            Verdict::Looser,
        ),
        (
            (Some(5), "advance_with_flag"),
            (Some(5), "alternate_branch"),
            Some("reporting-only"),
            Verdict::ReportingOnly,
        ),
        // Without a timeout its policy is nothing.
        (
            (None, "fail"),
            (None, "advance_with_flag"),
            None,
            Verdict::HashOnly,
        ),
    ] {
        let (old, new) = (timeout(old.0, old.1), timeout(new.0, new.1));
        let expected: Vec<String> = class
            .iter()
            .map(|class| format!("timeout {class} stage:build"))
            .collect();
        let comparison = compared(&old, &new);
        assert_eq!(
            (told_of(&comparison, Kind::Timeout), comparison.verdict()),
            (expected.clone(), verdict)
        );
        let mirror = match class {
            Some("looser") => vec!["timeout stricter stage:build".to_owned()],
            _ => expected,
        };
        assert_eq!(told_of(&compared(&new, &old), Kind::Timeout), mirror);
    }
}

#[test]
fn gates_are_told_with_the_conditions_that_changed_under_them() {
    let gate = "/stages/0/gates/0/requirement";
    for (new, expected, verdict) in [
        (
            with(gate, json!("cover and tests")),
            vec![],
            Verdict::HashOnly,
        ),
        (
            with(gate, json!("tests or cover")),
            vec!["gate looser stage:build/gate:quality"],
            Verdict::Looser,
        ),
        (
            with("/conditions/1/expected", json!(85)),
            vec!["gate stricter stage:build/gate:quality"],
            Verdict::Stricter,
        ),
        (
            with("/conditions/1/query/params/jsonpath", json!("$.other")),
            vec!["condition incomparable condition:cover"],
            Verdict::Incomparable,
        ),
        (
            with("/stages/0/gates", json!([])),
            vec!["gate looser stage:build/gate:quality"],
            Verdict::Looser,
        ),
        // A condition that no gate uses decides nothing.
        (
            {
                let mut document = with("/stages/1/gates/0/requirement", json!("tests"));
                set(&mut document, "/conditions/2/expected", json!(9));
                document
            },
            vec!["gate incomparable stage:review/gate:signed"],
            Verdict::Incomparable,
        ),
    ] {
        let comparison = compared(&base(), &new);
        assert_eq!(
            (told(&comparison), comparison.verdict()),
            (expected.into_iter().map(str::to_owned).collect(), verdict)
        );
    }
    let comparison = compared(&base(), &with("/conditions/1/expected", json!(85)));
    assert_eq!(
        comparison.behaviour.changes[0].lines,
        [Line::both("cover", "at least 80", "at least 85")]
    );
}

#[test]
fn lanes_are_told_by_what_they_demand() {
    let lane = |lane: &str| {
        let mut document = base();
        document["conditions"][0]["trust"] = json!({"min_lane": lane});
        document
    };
    let (verified, asserted) = (lane("verified"), lane("asserted"));
    for (old, new, expected) in [
        (&base(), &verified, vec!["trust stricter condition:tests"]),
        (&verified, &asserted, vec!["trust looser condition:tests"]),
        // A scenario cannot ask for less than the server.
        (&base(), &asserted, vec![]),
    ] {
        assert_eq!(told(&compared(old, new)), expected);
    }
}

#[test]
fn routes_stages_and_the_beginning_are_told() {
    let fixed = |stage: &str| json!({"kind": "fixed", "stage_id": stage});
    let explicit = with("/stages/0/advance_to", fixed("review"));
    assert_eq!(
        told(&compared(&base(), &explicit)),
        [""; 0],
        "linear is a way to write it"
    );
    let skips = with("/stages/0/advance_to", fixed("ship"));
    assert_eq!(
        told(&compared(&base(), &skips)),
        [
            "route looser scenario",
            "route looser stage:build",
            "packet earlier stage:ship/packet:keys"
        ]
    );
    let mut turned = base();
    turned["stages"].as_array_mut().unwrap().swap(0, 1);
    assert_eq!(
        told(&compared(&base(), &turned)),
        [
            "stage changed stage:build -> stage:review",
            "route stricter stage:review",
            "route looser stage:build"
        ]
    );
}

#[test]
fn dead_rules_change_no_run() {
    let branch = |rules: Value| {
        with(
            "/stages/0/advance_to",
            json!({"kind": "branch", "branches": rules, "default": "review"}),
        )
    };
    let dead = json!({"gate_id": "quality", "outcome": "false", "next_stage_id": "ship"});
    let comparison = compared(&branch(json!([])), &branch(json!([dead])));
    assert_eq!(told(&comparison), [""; 0]);
    assert_eq!(comparison.declaration.counts().fields, 1);
    assert_eq!(comparison.verdict(), Verdict::HashOnly);
}

#[test]
fn packets_are_told_by_content_and_by_place() {
    let moved_to = |stage: usize| {
        let mut document = with("/stages/2/entry_packets", json!([]));
        document["stages"][stage]["entry_packets"] = json!([packet("keys", "secret")]);
        document
    };
    let keys = |place: &str| format!("{place}/packet:keys");
    for (new, expected, verdict) in [
        (
            moved_to(0),
            format!(
                "packet earlier {} -> {}",
                keys("stage:ship"),
                keys("stage:build")
            ),
            Verdict::Looser,
        ),
        (
            with("/stages/2/entry_packets", json!([])),
            format!("packet removed {}", keys("stage:ship")),
            Verdict::Stricter,
        ),
        (
            with("/stages/2/entry_packets/0/payload/value", json!("other")),
            format!("packet changed {}", keys("stage:ship")),
            Verdict::Incomparable,
        ),
    ] {
        let comparison = compared(&base(), &new);
        assert_eq!(
            (told(&comparison), comparison.verdict()),
            (vec![expected], verdict)
        );
    }
    let back = compared(&moved_to(1), &base());
    assert_eq!(back.behaviour.changes[0].class, Class::Later);
    let relabelled = with(
        "/stages/2/entry_packets/0/visibility_labels",
        json!(["lead", "team"]),
    );
    assert_eq!(
        told(&compared(&base(), &relabelled)),
        [""; 0],
        "labels are a set"
    );
}

#[test]
fn a_version_that_stays_is_told_only_when_runs_do_otherwise() {
    for (pointer, value, lacks) in [
        ("/stages/0/timeout/timeout_ms", json!(1), true),
        ("/policies/0/policy_id", json!("six-eyes"), false),
    ] {
        let mut new = with(pointer, value);
        assert_eq!(compared(&base(), &new).lacks_bump(), lacks, "{pointer}");
        set(&mut new, "/spec_version", json!("2"));
        assert!(!compared(&base(), &new).lacks_bump());
    }
}

#[test]
fn what_a_pipeline_forbids_is_found_unless_it_was_accepted() {
    let new = timeout(Some(5), "advance_with_flag");
    let mut comparison = compared(&base(), &new);
    let of_timeout = |comparison: &Comparison| {
        let changes = &comparison.behaviour.changes;
        changes
            .iter()
            .find(|change| change.kind == Kind::Timeout)
            .unwrap()
            .clone()
    };
    let fingerprint = of_timeout(&comparison).fingerprint();
    let mut decisions = Approvals::default();
    let unknown = decisions.approve(&comparison, &["nonsense".to_owned()], "w", "r", None);
    assert_eq!(unknown.unwrap_err().unknown, ["nonsense"]);
    assert!(decisions.entries().is_empty());
    for _ in 0..2 {
        decisions
            .approve(
                &comparison,
                std::slice::from_ref(&fingerprint),
                "w",
                "r",
                Some("n"),
            )
            .unwrap();
    }
    assert_eq!(
        decisions.entries().len(),
        1,
        "the same decision twice is one"
    );
    let again = Approvals::read(decisions.write().as_bytes()).unwrap();
    assert_eq!(again, decisions);

    let stops =
        |comparison: &Comparison, carry| of_timeout(comparison).stops(&[Forbidden::Timeout], carry);
    assert!(stops(&comparison, false));
    again.mark(&mut comparison);
    assert!(!stops(&comparison, false));
    // The same change between other bytes.
    let bumped = |document: &Value| {
        let mut document = document.clone();
        set(&mut document, "/spec_version", json!("9"));
        document
    };
    let mut other = compared(&bumped(&base()), &bumped(&new));
    assert_eq!(of_timeout(&other).fingerprint(), fingerprint);
    again.mark(&mut other);
    assert!(of_timeout(&other).approval.as_ref().unwrap().elsewhere);
    assert!(stops(&other, false) && !stops(&other, true));
    // Another change of the same timeout is another change.
    let longer = compared(&base(), &timeout(Some(6), "advance_with_flag"));
    assert_ne!(of_timeout(&longer).fingerprint(), fingerprint);
}

#[test]
fn every_kind_that_can_be_forbidden_forbids_what_it_names() {
    let changes: Vec<Change> = [
        timeout(Some(5), "advance_with_flag"),
        with("/stages/0/gates", json!([])),
        with("/stages/0/advance_to", json!({"kind": "terminal"})),
        with("/conditions/1/query/params/jsonpath", json!("$.other")),
        with("/stages/2/entry_packets/0/payload/value", json!("other")),
    ]
    .iter()
    .flat_map(|new| compared(&base(), new).behaviour.changes)
    .collect();
    for (kind, forbidden) in [
        (
            Forbidden::Looser,
            "route timeout gate route route condition",
        ),
        (Forbidden::Stricter, "condition"),
        (Forbidden::Incomparable, "condition"),
        (Forbidden::Disclosure, "packet packet"),
        (Forbidden::Route, "route route route"),
        (Forbidden::Timeout, "timeout"),
        (
            Forbidden::Any,
            "route timeout packet gate route route packet condition packet",
        ),
        (Forbidden::Unproved, ""),
    ] {
        let found: Vec<&str> = changes
            .iter()
            .filter(|change| kind.forbids(change))
            .map(|change| change.kind.name())
            .collect();
        assert_eq!(found.join(" "), forbidden, "{kind}");
        assert_eq!(kind.name().parse(), Ok(kind));
    }
}

#[test]
fn a_file_of_decisions_that_is_none_says_why() {
    let hash = "0".repeat(64);
    let decision = |field: &str, value: Value| {
        let mut decision = json!({"old_hash": hash, "new_hash": hash, "reason": "r", "who": "w",
            "fingerprints": ["0123456789ab"]});
        decision[field] = value;
        json!({"approvals_version": 1, "approvals": [decision]}).to_string()
    };
    assert!(Approvals::read(decision("note", json!("n")).as_bytes()).is_ok());
    let twice = r#"{"approvals_version": 1, "approvals": [], "approvals": []}"#;
    let later = r#"{"approvals_version": 2, "approvals": []}"#;
    let more = r#"{"approvals_version": 1, "approvals": [], "more": 1}"#;
    let deep = "[".repeat(100_000);
    for (text, why) in [
        (String::new(), "it is not an approvals file: EOF"),
        (
            "[]".to_owned(),
            "it is not an approvals file: invalid length",
        ),
        (
            deep,
            "it is not an approvals file: recursion limit exceeded",
        ),
        (
            "<<<<<<< ours\n{}".to_owned(),
            "it is not an approvals file: expected value at line 1",
        ),
        (
            later.to_owned(),
            "its approvals_version is 2, this build reads 1",
        ),
        (
            more.to_owned(),
            "it is not an approvals file: unknown field `more`",
        ),
        (
            twice.to_owned(),
            "it is not an approvals file: duplicate field `approvals` at line 1",
        ),
        (
            decision("old_hash", json!(hash.to_uppercase() + "A")),
            "decision 1 has an `old_hash` that is not 64 lowercase hex digits",
        ),
        (
            decision("new_hash", json!("A".repeat(64))),
            "decision 1 has a `new_hash` that is not 64 lowercase hex digits",
        ),
        (
            decision("fingerprints", json!([])),
            "decision 1 names no fingerprint",
        ),
        (
            decision("fingerprints", json!(["0123456789ab", "01"])),
            "decision 1 has a fingerprint that is not 12 lowercase hex digits",
        ),
        (
            decision("who", json!(" ")),
            "decision 1 does not say who made it",
        ),
        (decision("reason", json!("")), "decision 1 gives no reason"),
    ] {
        let error = Approvals::read(text.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with(why), "{error}");
    }
}

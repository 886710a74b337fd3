//! Versions of gates whose conditions compare one answer in different ways.

use serde_json::{Value, json};

use super::{condition, draft, replay};
use crate::diagnostic::Confidence;
use crate::prove::{Compared, Relation, Version, compare};
use crate::sources::Sources;
use crate::spec::GateOutcome;

fn between(old: &[Value], old_gate: &str, new: &[Value], new_gate: &str) -> Compared {
    let sources = Sources::builtin();
    let (a, b) = (draft(old, &[old_gate]), draft(new, &[new_gate]));
    let (va, vb) = (Version::new(&a, &sources), Version::new(&b, &sources));
    let (ga, gb) = (&a.stages()[0].gates()[0], &b.stages()[0].gates()[0]);
    let found = compare((&va, &[ga]), (&vb, &[gb]), &|id| id.to_owned()).unwrap();
    for (shown, old_passes) in [(&found.gained, false), (&found.lost, true)] {
        if let Some(shown) = shown {
            let old = replay(&a, ga, &shown.old) == GateOutcome::True;
            let new = replay(&b, gb, &shown.new) == GateOutcome::True;
            assert_eq!((old, new), (old_passes, !old_passes));
        }
    }
    found
}

#[test]
fn a_higher_threshold_is_stricter_and_a_changed_source_is_incomparable() {
    let at = |field: &str, value: i32| {
        [condition(
            "cov",
            field,
            "greater_than_or_equal",
            json!(value),
        )]
    };
    let found = between(&at("c", 80), "cov", &at("c", 85), "cov");
    assert_eq!(found.relation, Relation::Stricter);
    assert_eq!(found.strength, Confidence::AssumesStableEvidence);
    let lost = found.lost.unwrap();
    let shown = lost.old[0].evidence.as_ref().unwrap();
    assert_eq!(lost.new[0].evidence.as_ref(), Some(shown));
    assert_eq!(lost.old[0].words(), lost.new[0].words());
    let found = between(&at("c", 85), "cov", &at("c", 80), "cov");
    assert_eq!(found.relation, Relation::Looser);
    let found = between(&at("c", 80), "cov", &at("d", 80), "cov");
    assert_eq!(found.relation, Relation::Incomparable);
    let found = between(&at("c", 80), "cov", &at("c", 80), "all(cov)");
    assert_eq!(
        (found.relation, found.strength),
        (Relation::Equal, Confidence::Proved)
    );
}

#[test]
fn a_lane_that_is_raised_is_stricter() {
    let plain = condition("a", "a", "equals", json!(true));
    let mut raised = plain.clone();
    raised["trust"] = json!({"min_lane": "verified"});
    let found = between(
        std::slice::from_ref(&plain),
        "a",
        std::slice::from_ref(&raised),
        "a",
    );
    assert_eq!(found.relation, Relation::Stricter);
    assert_eq!(found.strength, Confidence::Proved);
    assert!(found.lost.unwrap().old[0].words().ends_with("(asserted)"));
    let found = between(
        std::slice::from_ref(&raised),
        "a",
        std::slice::from_ref(&raised),
        "a",
    );
    assert_eq!(found.relation, Relation::Equal);
    let found = between(
        std::slice::from_ref(&plain),
        "a",
        std::slice::from_ref(&plain),
        "not (not a)",
    );
    assert_eq!(found.relation, Relation::Equal);
}

#[test]
fn only_how_it_fails_can_differ() {
    let ab: Vec<Value> = super::letters(2);
    let found = between(&ab, "a", &ab, "a and (a or b)");
    assert_eq!(found.relation, Relation::Equal);
    let found = between(&ab, "a and not a and b", &ab, "b and not b");
    assert_eq!(found.relation, Relation::ReportingOnly);
}

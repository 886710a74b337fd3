//! Cures: those that are offered, and those that would change what a gate decides.

use serde_json::{Value, json};

use super::gates::{draft, found};
use crate::diagnostic::{Code, Diagnostic};
use crate::draft::{Edit, GateDraft, NodeChange, ScenarioDraft, apply};
use crate::prove::findings::mend::verified;
use crate::prove::{Relation, Version, compare};
use crate::sources::Sources;

/// Returns the only fix of the only finding of a code, if it has one.
fn fix(draft: &ScenarioDraft, code: Code) -> Option<Vec<Edit>> {
    let found = found(draft);
    let own: Vec<&Diagnostic> = found.iter().filter(|one| one.code == code).collect();
    assert_eq!(own.len(), 1, "{code}: {found:#?}");
    assert!(own[0].fixes.len() <= 1);
    Some(own[0].fixes.first()?.edits.read().unwrap())
}

fn mended(draft: &ScenarioDraft, edits: &[Edit]) -> ScenarioDraft {
    let mut copy = draft.clone();
    for edit in edits {
        apply(&mut copy, edit).unwrap();
    }
    copy
}

fn gates(draft: &ScenarioDraft) -> Vec<&GateDraft> {
    draft.stages()[0].gates().iter().collect()
}

#[test]
fn a_cure_takes_the_finding_away_and_decides_the_same() {
    for (own, code, result) in [
        (&["a or a and b"][..], Code::GW0408, &["a"][..]),
        (&["a and b and a"], Code::GW0408, &["a and b"]),
        (&["b and (a or a and c)"], Code::GW0408, &["b and a"]),
        (&["not not (a or b)"], Code::GW0412, &["a or b"]),
        (&["a and not not not b"], Code::GW0412, &["a and not b"]),
        (&["a and not set"], Code::GW0413, &["a and set"]),
        (&["at_least(1, a, b)"], Code::GW0406, &["a or b"]),
        (
            &["c or at_least(2, a, b)"],
            Code::GW0406,
            &["c or all(a, b)"],
        ),
        (&["a", "all() or b"], Code::GW0402, &["a"]),
        (&["a and b", "b"], Code::GW0409, &["a and b"]),
        (&["a and b", "b or c"], Code::GW0409, &["a and b"]),
    ] {
        let before = draft(own, |_| {});
        let edits = fix(&before, code).unwrap_or_else(|| panic!("no cure for {own:?}"));
        let after = mended(&before, &edits);
        let texts: Vec<Value> = gates(&after)
            .iter()
            .map(|gate| serde_json::to_value(gate.requirement.as_ref().unwrap().tree().unwrap()))
            .map(Result::unwrap)
            .collect();
        let wanted: Vec<Value> = result
            .iter()
            .map(|text| serde_json::to_value(crate::spec::parse_requirement(text).unwrap().tree))
            .map(Result::unwrap)
            .collect();
        assert_eq!(texts, wanted, "{own:?}");
        assert!(!found(&after).iter().any(|one| one.code == code), "{own:?}");
        let sources = Sources::builtin();
        let (old, new) = (
            Version::new(&before, &sources),
            Version::new(&after, &sources),
        );
        let same = compare(
            (&old, &gates(&before)),
            (&new, &gates(&after)),
            &str::to_owned,
        );
        let relation = same.unwrap().relation;
        assert!(
            matches!(relation, Relation::Equal | Relation::ReportingOnly),
            "{own:?}: {relation:?}"
        );
    }
}

#[test]
fn a_cure_that_would_change_more_is_withheld() {
    let sources = Sources::builtin();
    let whole = draft(&["a and b", "a or a and b"], |_| {});
    let version = Version::new(&whole, &sources);
    let own = gates(&whole);
    let remove = |path: &[usize]| vec![(path.to_vec(), NodeChange::Remove)];
    // Without `b` the gate is looser; without `a` the other one is stricter.
    assert_eq!(verified(&version, own[0], remove(&[1])), None);
    assert_eq!(verified(&version, own[1], remove(&[0])), None);
    assert!(verified(&version, own[1], remove(&[1])).is_some());
    // A change that cannot be made is no cure.
    assert_eq!(verified(&version, own[0], remove(&[7])), None);
    let other = NodeChange::Replace(json!({"Condition": "b"}));
    assert_eq!(verified(&version, own[0], vec![(vec![0], other)]), None);
}

#[test]
fn what_others_rely_on_is_left_to_the_author() {
    // The condition is asked elsewhere as it is.
    let shared = draft(&["a and not set", "b or set"], |_| {});
    assert_eq!(fix(&shared, Code::GW0413), None);
    // A branch rule looks at the gate.
    let looked_at = draft(&["a and b", "b"], |document| {
        document["stages"][0]["advance_to"] = json!({"kind": "branch", "default": "end",
            "branches": [{"gate_id": "g1", "outcome": "true", "next_stage_id": "end"}]});
    });
    assert_eq!(fix(&looked_at, Code::GW0409), None);
}

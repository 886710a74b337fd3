use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::draft::{Edit, apply, recorded_conflicts};

fn condition(id: &str, expected: u64) -> Value {
    json!({
        "condition_id": id,
        "query": {"provider_id": "json", "check_id": "path",
                  "params": {"file": "a.json", "jsonpath": format!("$.{id}")}},
        "comparator": "equals", "expected": expected, "policy_tags": []
    })
}

fn stage(id: &str, gates: &[(&str, &str)]) -> Value {
    let gates: Vec<Value> = gates
        .iter()
        .map(|(id, needs)| json!({"gate_id": id, "requirement": needs}))
        .collect();
    json!({"stage_id": id, "entry_packets": [], "gates": gates,
           "advance_to": {"kind": "terminal"}, "on_timeout": "fail"})
}

fn scenario(conditions: &[Value], stages: &[Value]) -> Value {
    json!({"scenario_id": "s", "namespace_id": 2, "spec_version": "1",
           "conditions": conditions, "stages": stages, "policies": [], "schemas": []})
}

fn bytes(document: &Value) -> Vec<u8> {
    document.to_string().into_bytes()
}

fn merge(base: &Value, ours: &Value, theirs: &Value) -> Result<MergedDraft, Doubt> {
    let [base, ours, theirs] = [base, ours, theirs].map(bytes);
    let versions = Versions {
        base: &base,
        ours: &ours,
        theirs: &theirs,
    };
    merge_drafts(versions, Format::Json, &Sources::builtin())
}

fn draft(bytes: &[u8]) -> ScenarioDraft {
    read(bytes, Format::Json).draft.unwrap()
}

fn base() -> Value {
    scenario(
        &[condition("a", 1), condition("b", 1)],
        &[stage("build", &[("tests", "a"), ("review", "b")])],
    )
}

#[test]
fn changes_of_different_entities_and_fields_meet() {
    let ours = scenario(
        &[condition("a", 2), condition("b", 1), condition("c", 1)],
        &[stage("build", &[("tests", "a and c"), ("review", "b")])],
    );
    let theirs = scenario(
        &[condition("a", 1), condition("b", 3)],
        &[stage(
            "build",
            &[("tests", "a"), ("review", "b"), ("more", "a or b")],
        )],
    );
    let both = scenario(
        &[condition("a", 2), condition("b", 3), condition("c", 1)],
        &[stage(
            "build",
            &[("tests", "a and c"), ("review", "b"), ("more", "a or b")],
        )],
    );
    let merged = merge(&base(), &ours, &theirs).unwrap();
    assert_eq!((merged.conflicts, merged.problems), (vec![], vec![]));
    assert_eq!(draft(&merged.text), draft(&bytes(&both)));
    // The side that has everything already is taken to the byte.
    let merged = merge(&base(), &ours, &base()).unwrap();
    assert_eq!(merged.text, bytes(&ours));
    let merged = merge(&base(), &base(), &ours).unwrap();
    assert_eq!(merged.text, bytes(&ours));
}

#[test]
fn what_one_side_took_out_and_the_other_changed_stays_until_it_is_decided() {
    let without = scenario(
        &[condition("a", 1), condition("b", 1)],
        &[stage("build", &[("tests", "a and b")])],
    );
    let changed = scenario(
        &[condition("a", 1), condition("b", 1)],
        &[stage("build", &[("tests", "a"), ("review", "b or a")])],
    );
    for (ours, theirs) in [(&without, &changed), (&changed, &without)] {
        let merged = merge(&base(), ours, theirs).unwrap();
        let result = draft(&merged.text);
        let gates: Vec<_> = result.stages()[0]
            .gates()
            .iter()
            .map(|g| g.gate_id.clone().unwrap())
            .collect();
        assert_eq!(gates, ["tests", "review"]);
        assert_eq!(recorded_conflicts(&result).len(), 1);
        let checked = crate::check::check(
            &result,
            vec![],
            None,
            &Sources::builtin(),
            &Options::default(),
        );
        let mut decided = result.clone();
        let conflict = checked
            .diagnostics
            .iter()
            .find(|d| d.code.as_str() == "GW0113")
            .unwrap();
        for edit in conflict.fixes[1].edits.read::<Edit>().unwrap() {
            apply(&mut decided, &edit).unwrap();
        }
        assert_eq!(decided, draft(&bytes(&without)));
    }
}

#[test]
fn what_passes_more_than_on_either_side_is_a_conflict() {
    let of = |least: u64, needs: &str| {
        let mut of_a = condition("a", least);
        of_a["comparator"] = json!("greater_than_or_equal");
        let gates = [("tests", needs)];
        scenario(&[of_a, condition("b", 1)], &[stage("build", &gates)])
    };
    // One side lowers the threshold, the other no longer asks for both.
    let (ours, theirs) = (of(70, "a and b"), of(80, "a or b"));
    for (ours, theirs) in [(&ours, &theirs), (&theirs, &ours)] {
        let merged = merge(&of(80, "a and b"), ours, theirs).unwrap();
        assert_eq!(merged.conflicts, []);
        assert_eq!(
            merged.problems,
            [
                "at `stage:build/gate:tests`: compared with each side alone, gate `tests` passes where it did not"
            ]
        );
    }
    // What one side lets through the other lets through too where it did nothing.
    let merged = merge(&of(80, "a and b"), &of(70, "a and b"), &of(80, "b and a")).unwrap();
    assert_eq!(merged.problems, [""; 0]);
}

#[test]
fn two_changes_that_are_wrong_only_together_are_a_conflict() {
    // One renames a condition, the other begins to use it.
    let renamed = scenario(
        &[
            condition("a", 1),
            json!({"condition_id": "approved", "query": condition("b", 1)["query"],
            "comparator": "equals", "expected": 1, "policy_tags": []}),
        ],
        &[stage("build", &[("tests", "a"), ("review", "approved")])],
    );
    let used = scenario(
        &[condition("a", 1), condition("b", 1)],
        &[stage(
            "build",
            &[("tests", "a"), ("review", "b"), ("more", "a and b")],
        )],
    );
    let merged = merge(&base(), &renamed, &used).unwrap();
    assert_eq!(merged.conflicts, []);
    assert_eq!(merged.problems.len(), 1);
    assert!(
        merged.problems[0].starts_with("GW0202 at `stage:build/gate:more"),
        "{:?}",
        merged.problems
    );
    assert_eq!(recorded_conflicts(&draft(&merged.text)).len(), 1);
}

#[test]
fn where_something_could_be_lost_lines_are_merged_instead() {
    let twice = scenario(&[condition("a", 1), condition("a", 2)], &[]);
    let here = |id: &str| {
        scenario(
            &[
                condition("a", 1),
                json!({"condition_id": id, "query": condition("b", 1)["query"],
            "comparator": "equals", "expected": 1, "policy_tags": []}),
            ],
            &[],
        )
    };
    let full = |of: &Value| {
        let mut of = of.clone();
        of["extensions"] = json!("text");
        of
    };
    let plain = scenario(&[condition("a", 1), condition("b", 1)], &[]);
    let other = |expected| scenario(&[condition("a", expected), condition("b", 1)], &[]);
    for (base, ours, theirs, doubt) in [
        (
            &base(),
            &twice,
            &base(),
            "our version has two of condition:a",
        ),
        (
            &base(),
            &base(),
            &json!({"colour": 1}),
            "their version is not wholly a draft or spec",
        ),
        (
            &json!([]),
            &base(),
            &base(),
            "the common version is not wholly a draft or spec",
        ),
        (&plain, &here("y"), &here("z"), "condition:z would be lost"),
        (
            &full(&plain),
            &full(&other(2)),
            &full(&other(3)),
            "the extensions of the scenario have no room",
        ),
    ] {
        let found = merge(base, ours, theirs).unwrap_err().to_string();
        assert!(found.starts_with(doubt), "{found}");
    }
    let ron = "// why\n(scenario_id: \"s\")\n";
    let versions = Versions {
        base: b"",
        ours: ron.as_bytes(),
        theirs: ron.as_bytes(),
    };
    assert_eq!(
        merge_drafts(versions, Format::Ron, &Sources::builtin()),
        Err(Doubt::Layout("our version"))
    );
}

#[test]
fn drafts_in_ron_and_drafts_without_a_common_version_merge_too() {
    let ron = |document: &Value| write(&draft(&bytes(document)), Format::Ron).into_bytes();
    let (ours, theirs) = (
        ron(&scenario(&[condition("a", 1)], &[stage("one", &[])])),
        ron(&scenario(&[condition("b", 1)], &[stage("two", &[])])),
    );
    let versions = Versions {
        base: b"",
        ours: &ours,
        theirs: &theirs,
    };
    let merged = merge_drafts(versions, Format::Ron, &Sources::builtin()).unwrap();
    let result = read(&merged.text, Format::Ron).draft.unwrap();
    let both = scenario(
        &[condition("b", 1), condition("a", 1)],
        &[stage("two", &[]), stage("one", &[])],
    );
    assert_eq!(merged.conflicts, []);
    assert_eq!(result.conditions().len(), 2);
    assert_eq!(result, draft(&bytes(&both)));
}

#[test]
fn compiled_files_merge_to_what_the_merged_draft_compiles_to() {
    let compiled = |bytes: &[u8]| {
        let input = Input {
            name: "d".into(),
            bytes,
            format: Format::Json,
        };
        compile(&input, &Sources::builtin(), &Options::default())
            .compiled
            .unwrap()
            .bytes
    };
    let ours = scenario(
        &[condition("a", 2), condition("b", 1)],
        &[stage("build", &[("tests", "a"), ("review", "b")])],
    );
    let theirs = scenario(
        &[condition("a", 1), condition("b", 3), condition("c", 1)],
        &[stage("build", &[("tests", "a"), ("review", "b and c")])],
    );
    let specs = [base(), ours.clone(), theirs.clone()].map(|draft| compiled(&bytes(&draft)));
    let versions = Versions {
        base: &specs[0],
        ours: &specs[1],
        theirs: &specs[2],
    };
    let merged = merge_specs(versions, &Sources::builtin()).unwrap();
    let draft = merge(&base(), &ours, &theirs).unwrap();
    assert_eq!(merged, compiled(&draft.text));

    let against = compiled(&bytes(&scenario(
        &[condition("a", 5), condition("b", 1)],
        &[stage("build", &[("tests", "a"), ("review", "b")])],
    )));
    for (theirs, why) in [
        (&against[..], "both sides changed `condition:a`"),
        (&b"{}"[..], "theirs is not a compiled scenario"),
    ] {
        let versions = Versions {
            base: &specs[0],
            ours: &specs[1],
            theirs,
        };
        assert_eq!(
            merge_specs(versions, &Sources::builtin()),
            Err(why.to_owned())
        );
    }
}

fn some_scenario() -> impl Strategy<Value = Value> {
    let ids = ["a", "b", "c", "d", "e"];
    let conditions = proptest::sample::subsequence(ids.to_vec(), 0..=5).prop_shuffle();
    let gates = proptest::sample::subsequence(vec!["g", "h", "i"], 0..=3).prop_shuffle();
    (
        conditions,
        gates,
        proptest::collection::vec(0..3_u64, 5),
        any::<bool>(),
    )
        .prop_map(|(conditions, gates, expected, two)| {
            let conditions: Vec<Value> = conditions
                .iter()
                .zip(&expected)
                .map(|(id, expected)| condition(id, *expected))
                .collect();
            let gates: Vec<(&str, &str)> = gates.into_iter().map(|id| (id, "a and b")).collect();
            let (first, second) = gates.split_at(if two { gates.len() / 2 } else { gates.len() });
            let stages = [stage("s", first), stage("t", second)];
            scenario(&conditions, &stages[..if two { 2 } else { 1 }])
        })
}

/// Returns what an entity says, by its name.
fn entities(draft: &ScenarioDraft) -> BTreeSet<String> {
    ids(draft).0
}

proptest! {
    #[test]
    fn no_entity_of_one_side_alone_and_no_value_of_either_side_is_lost(
        base in some_scenario(), ours in some_scenario(), theirs in some_scenario()
    ) {
        let Ok(merged) = merge(&base, &ours, &theirs) else {
            // Lines are merged then, and git keeps all three versions.
            return Ok(());
        };
        let result = draft(&merged.text);
        let there = entities(&result);
        let [base, ours, theirs] = [base, ours, theirs].map(|one| draft(&bytes(&one)));
        let (b, o, t) = (entities(&base), entities(&ours), entities(&theirs));
        for id in o.union(&t).filter(|id| !b.contains(*id)).chain(o.intersection(&t)) {
            prop_assert!(there.contains(id), "{id}");
        }
        // An entity that is gone was taken out by a side, and the other had left it alone.
        for id in b.iter().filter(|id| !there.contains(*id)) {
            prop_assert!(!o.contains(id) || !t.contains(id), "{id}");
        }
        // A value that one side changed is in the draft or in a record.
        let text = String::from_utf8(merged.text.clone()).unwrap();
        for condition in ours.conditions().iter().chain(theirs.conditions()) {
            let changed = base.conditions().iter().all(|other| other != condition);
            let value = condition.expected.as_ref().unwrap();
            let id = condition.condition_id.as_ref().unwrap();
            let found = result.conditions().iter().find(|c| c.condition_id.as_ref() == Some(id));
            let in_draft = found.is_some_and(|found| found.expected.as_ref() == Some(value));
            let recorded = merged.conflicts.iter().any(|c| {
                c.mine.as_ref() == Some(value) || c.theirs.as_ref() == Some(value)
                    || c.address.ends_with(id.as_str())
            });
            prop_assert!(!changed || in_draft || recorded, "{id} {value} in {text}");
        }
        prop_assert_eq!(recorded_conflicts(&result).len(), merged.conflicts.len() + merged.problems.len());
    }

    #[test]
    fn one_side_alone_is_taken(base in some_scenario(), side in some_scenario()) {
        for (ours, theirs) in [(&base, &side), (&side, &base)] {
            let merged = merge(&base, ours, theirs).unwrap();
            prop_assert_eq!(draft(&merged.text), draft(&bytes(&side)));
            prop_assert!(merged.conflicts.is_empty() && merged.problems.is_empty());
        }
    }
}

//! What holds of every comparison.

use proptest::prelude::*;

use super::*;
use crate::diagnostic::is_hidden;

/// One random change: what to do, and where.
pub(super) type Edit = (u8, u8, u8);

fn at(list: &Value, index: u8) -> Option<usize> {
    let count = list.as_array()?.len();
    (count > 0).then(|| usize::from(index) % count)
}

/// Changes a document in one place; many of the results compile.
fn change(document: &mut Value, (what, a, b): Edit) -> Option<()> {
    let stage = at(&document["stages"], a)?;
    let condition = at(&document["conditions"], a)?;
    let other = at(&document["stages"], b)?;
    let name = |document: &Value, stage: usize| document["stages"][stage]["stage_id"].clone();
    match what % 18 {
        0 => document["conditions"][condition]["expected"] = json!(b),
        1 => document["stages"][stage]["timeout"] = json!({"timeout_ms": b, "policy_tags": []}),
        2 => document["stages"][stage]["timeout"] = Value::Null,
        3 => {
            let policy = ["fail", "advance_with_flag", "alternate_branch"][usize::from(b % 3)];
            document["stages"][stage]["on_timeout"] = json!(policy);
        }
        4 => {
            let target = name(document, other);
            document["stages"][stage]["advance_to"] = json!({"kind": "fixed", "stage_id": target});
        }
        5 => document["stages"].as_array_mut()?.swap(stage, other),
        6 => document["conditions"].as_array_mut()?.reverse(),
        7 => {
            let gate = at(&document["stages"][stage]["gates"], b)?;
            let gate = document["stages"][stage]["gates"]
                .as_array_mut()?
                .remove(gate);
            document["stages"][other]["gates"]
                .as_array_mut()?
                .push(gate);
        }
        8 => {
            let gate = at(&document["stages"][stage]["gates"], b)?;
            let requirement = [
                "tests",
                "tests or cover",
                "at_least(2, tests, cover, audit)",
                "not audit",
            ];
            document["stages"][stage]["gates"][gate]["requirement"] =
                json!(requirement[usize::from(b % 4)]);
        }
        9 => {
            let gate = json!({"gate_id": format!("g{b}"), "requirement": "audit or tests"});
            document["stages"][stage]["gates"]
                .as_array_mut()?
                .push(gate);
        }
        10 => {
            let packet = at(&document["stages"][stage]["entry_packets"], b)?;
            let packet = document["stages"][stage]["entry_packets"]
                .as_array_mut()?
                .remove(packet);
            document["stages"][other]["entry_packets"]
                .as_array_mut()?
                .push(packet);
        }
        11 => document["stages"][stage]["entry_packets"]
            .as_array_mut()?
            .push(packet(&format!("p{b}"), "text")),
        12 => {
            let id = format!("s{b}");
            let new = json!({"stage_id": id, "entry_packets": [], "gates": [],
                "advance_to": {"kind": "linear"}, "timeout": null, "on_timeout": "fail"});
            document["stages"].as_array_mut()?.insert(stage, new);
        }
        13 => {
            document["stages"].as_array_mut()?.remove(stage);
        }
        14 => {
            let path = format!("$.p{b}");
            document["conditions"][condition]["query"]["params"]["jsonpath"] = json!(path);
        }
        15 => {
            let lane = ["verified", "asserted"][usize::from(b % 2)];
            document["conditions"][condition]["trust"] = json!({"min_lane": lane});
        }
        16 => document["stages"][stage]["stage_id"] = json!(format!("renamed{b}\u{202e}<b>")),
        _ => document["spec_version"] = json!(b.to_string()),
    }
    Some(())
}

pub(super) fn changed(document: &Value, steps: &[Edit]) -> Value {
    let mut document = document.clone();
    for step in steps {
        let _ = change(&mut document, *step);
    }
    document
}

/// Returns what a comparison tells, in a form that can be compared with its mirror.
fn classes(comparison: &Comparison, mirror: bool) -> Vec<(Kind, Class, bool)> {
    let mut classes: Vec<(Kind, Class, bool)> = comparison
        .behaviour
        .changes
        .iter()
        .map(|change| {
            let class = if mirror {
                change.class.mirror()
            } else {
                change.class
            };
            (change.kind, class, change.confidence.is_some())
        })
        .collect();
    classes.sort_unstable();
    classes
}

const fn mirrored(verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Looser => Verdict::Stricter,
        Verdict::Stricter => Verdict::Looser,
        other => other,
    }
}

pub(super) fn steps(most: usize) -> impl Strategy<Value = Vec<Edit>> {
    prop::collection::vec(any::<Edit>(), 0..most)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_scenario_differs_in_nothing_from_itself(edits in steps(12)) {
        let document = changed(&base(), &edits);
        if let Some(comparison) = try_compared(&document, &document) {
            prop_assert_eq!(&comparison.behaviour.changes, &[]);
            prop_assert_eq!(&comparison.declaration, &Declaration::default());
            prop_assert_eq!(&comparison.bytes.cosmetic, &[""; 0]);
            prop_assert_eq!(comparison.verdict(), Verdict::Identical);
        }
    }

    #[test]
    fn what_is_told_the_other_way_round_is_the_mirror(before in steps(4), edits in steps(6)) {
        let old = changed(&base(), &before);
        let new = changed(&old, &edits);
        if let (Some(there), Some(back)) = (try_compared(&old, &new), try_compared(&new, &old)) {
            prop_assert_eq!(classes(&there, true), classes(&back, false));
            prop_assert_eq!(mirrored(there.verdict()), back.verdict());
            prop_assert_eq!(there.bytes.same, back.bytes.same);
        }
    }

    #[test]
    fn bytes_differ_exactly_where_something_is_told(edits in steps(8)) {
        let new = changed(&base(), &edits);
        if let Some(comparison) = try_compared(&base(), &new) {
            let told = !comparison.declaration.is_empty() || !comparison.bytes.cosmetic.is_empty();
            prop_assert_eq!(told, !comparison.bytes.same, "{}", new);
            if !comparison.behaviour.changes.is_empty() {
                prop_assert!(!comparison.declaration.is_empty());
            }
            let mut fingerprints: Vec<String> =
                comparison.behaviour.changes.iter().map(Change::fingerprint).collect();
            fingerprints.sort_unstable();
            fingerprints.dedup();
            prop_assert_eq!(fingerprints.len(), comparison.behaviour.changes.len());
        }
    }

    #[test]
    fn every_format_takes_every_comparison(edits in steps(8)) {
        let new = changed(&base(), &edits);
        if let Some(comparison) = try_compared(&base(), &new) {
            let diff = Diff {
                compared: vec![Compared { comparison, source: None }],
                only_old: vec![Arc::from("a\u{1b}[31m")],
                only_new: Vec::new(),
            };
            for format in Format::ALL {
                let text = render(&diff, format, &Options::default());
                prop_assert!(!text.chars().any(|c| c != '\n' && is_hidden(c)), "{format}");
                if format == Format::Html {
                    prop_assert!(!text.contains("<b>"));
                }
            }
        }
    }
}

//! What is told of what is written.

use super::*;

fn told(list: &[Declared]) -> Vec<String> {
    list.iter()
        .map(|one| {
            let mut words = vec![one.kind.to_owned(), one.address().to_owned()];
            if one.is_added() {
                words.push("added".to_owned());
            }
            if one.is_removed() {
                words.push("removed".to_owned());
            }
            if let Some((old, new)) = &one.renamed {
                words.push(format!("renamed {old} {new}"));
            }
            if let Some((old, new)) = &one.moved {
                words.push(format!("moved {old} {new}"));
            }
            words.extend(one.fields.iter().map(|line| line.label.clone()));
            words.join(" ")
        })
        .collect()
}

#[track_caller]
fn check(new: &Value, expected: &[&str], cosmetic: &[&str]) {
    let comparison = compared(&base(), new);
    assert_eq!(told(&comparison.declaration.changes), expected, "{new}");
    assert_eq!(comparison.bytes.cosmetic, cosmetic, "{new}");
}

#[test]
fn renames_are_one_line_each_and_change_no_run() {
    let mut new = base();
    set(&mut new, "/conditions/1/condition_id", json!("coverage"));
    set(
        &mut new,
        "/stages/0/gates/0/requirement",
        json!("tests and coverage"),
    );
    set(&mut new, "/stages/0/gates/0/gate_id", json!("checks"));
    set(&mut new, "/stages/1/stage_id", json!("sign"));
    set(
        &mut new,
        "/stages/2/entry_packets/0/packet_id",
        json!("credentials"),
    );
    set(
        &mut new,
        "/stages/2/entry_packets/0/schema_id",
        json!("letters"),
    );
    set(&mut new, "/schemas/0/schema_id", json!("letters"));
    check(
        &new,
        &[
            "condition condition:coverage renamed cover coverage",
            "stage stage:sign renamed review sign",
            "gate stage:build/gate:checks renamed quality checks",
            "packet stage:ship/packet:credentials renamed keys credentials",
            "schema schema:letters renamed notes letters",
        ],
        &[],
    );
    assert_eq!(compared(&base(), &new).verdict(), Verdict::HashOnly);
}

#[test]
fn lists_that_are_read_by_id_have_no_order() {
    let mut new = base();
    new["conditions"].as_array_mut().unwrap().reverse();
    set(
        &mut new,
        "/stages/0/gates/0/requirement",
        json!("cover and tests"),
    );
    check(
        &new,
        &[],
        &[
            "order of the conditions",
            "order of the operands of gate `quality`",
        ],
    );
    assert!(compared(&base(), &new).bytes.hash_only);
    let labels = with(
        "/stages/2/entry_packets/0/visibility_labels",
        json!(["lead", "team"]),
    );
    check(
        &labels,
        &[],
        &["order of the visibility_labels of packet `keys`"],
    );
}

#[test]
fn stages_have_an_order_and_gates_a_stage() {
    let mut new = base();
    new["stages"].as_array_mut().unwrap().swap(0, 1);
    check(&new, &["stage stage:review moved place 2 place 1"], &[]);
    let mut new = base();
    let gate = new["stages"][1]["gates"].as_array_mut().unwrap().remove(0);
    new["stages"][0]["gates"].as_array_mut().unwrap().push(gate);
    check(
        &new,
        &["gate stage:build/gate:signed moved review build"],
        &[],
    );
}

#[test]
fn fields_are_told_by_entity() {
    let mut new = with("/conditions/1/expected", json!(85));
    set(&mut new, "/stages/0/timeout/timeout_ms", json!(1));
    set(
        &mut new,
        "/stages/0/gates/0/requirement",
        json!("tests or cover"),
    );
    set(&mut new, "/namespace_id", json!(8));
    new["policies"]
        .as_array_mut()
        .unwrap()
        .push(json!({"policy_id": "more"}));
    new["conditions"]
        .as_array_mut()
        .unwrap()
        .push(condition("spare", "$.spare", 3));
    check(
        &new,
        &[
            "scenario scenario namespace_id",
            "condition condition:cover expected",
            "condition condition:spare added",
            "stage stage:build timeout/timeout_ms",
            "gate stage:build/gate:quality requirement",
            "policy policy:more added",
        ],
        &[],
    );
}

#[test]
fn what_only_authors_see_is_told_apart_and_only_between_drafts() {
    let mut new = base();
    new["stages"][0]["note"] = json!("read me");
    new["title"] = json!("Release");
    set(
        &mut new,
        "/stages/0/gates/0/requirement",
        json!("(tests) and cover"),
    );
    let comparison = compared(&base(), &new);
    assert!(comparison.declaration.is_empty());
    assert_eq!(comparison.verdict(), Verdict::Identical);
    assert_eq!(
        told(&comparison.declaration.authoring),
        [
            "scenario scenario title",
            "stage stage:build note",
            "gate stage:build/gate:quality requirement"
        ]
    );
    new.as_object_mut().unwrap().remove("draft_version");
    assert_eq!(
        told(&compared(&base(), &new).declaration.authoring),
        [""; 0]
    );
}

#[test]
fn numbers_that_the_bytes_write_alike_are_the_same() {
    let comparison = compared(&base(), &with("/conditions/1/expected", json!(80.0)));
    assert!(comparison.bytes.same && comparison.declaration.is_empty());
    assert_eq!(comparison.verdict(), Verdict::Identical);
}

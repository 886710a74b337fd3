//! `prove` and `why`: what a scenario guarantees, shown.

use serde_json::{Map, Value, json};

use crate::support::{Folder, Ran};

const RELEASE: &str = include_str!("../../drafts/release-gate.draft.json");
const DISCLOSURE: &str = include_str!("../../drafts/staged-disclosure.draft.json");

fn folder() -> Folder {
    let folder = Folder::new();
    folder
        .file("drafts/release.draft.json", RELEASE)
        .file("drafts/disclosure.draft.json", DISCLOSURE);
    folder
}

fn json_of(ran: &Ran) -> Value {
    serde_json::from_slice(&ran.stdout).expect("JSON")
}

#[test]
fn a_folder_is_proved_in_one_stable_order_and_every_format_ends_alike() {
    let folder = folder();
    let human = folder.run(&["prove", "drafts"]).exits(0);
    assert_eq!(human.stderr, "");
    let heads: Vec<String> = human
        .out()
        .lines()
        .filter(|line| line.contains(", version "))
        .map(str::to_owned)
        .collect();
    assert!(
        heads[0].starts_with("staged-disclosure, version 1: runs can complete"),
        "{heads:?}"
    );
    assert!(
        heads[1].starts_with("release-gate, version 3: runs complete, and"),
        "{heads:?}"
    );
    let markdown = folder
        .run(&["prove", "drafts", "--format", "markdown"])
        .exits(0);
    assert!(
        markdown
            .out()
            .starts_with("## staged-disclosure, version 1\n")
    );
    let document = json_of(
        &folder
            .run(&["prove", "drafts", "--format", "json"])
            .exits(0),
    );
    assert_eq!(document["schema_version"], 1);
    let files: Vec<&Value> = document["scenarios"]
        .as_array()
        .expect("scenarios")
        .iter()
        .map(|one| &one["file"])
        .collect();
    assert_eq!(
        files,
        ["drafts/disclosure.draft.json", "drafts/release.draft.json"]
    );
    let again = folder
        .run(&["prove", "drafts", "--format", "json"])
        .exits(0);
    assert_eq!(json_of(&again), document);
}

#[test]
fn a_spec_is_proved_like_the_draft_that_it_comes_from() {
    let folder = folder();
    let compile = [
        "--compile",
        "drafts/release.draft.json",
        "-o",
        "release.spec.json",
    ];
    folder.run(&compile).exits(0);
    let of_spec = folder.run(&["prove", "release.spec.json"]).exits(0);
    let of_draft = folder.run(&["prove", "drafts/release.draft.json"]).exits(0);
    assert_eq!(of_spec.out(), of_draft.out());
}

#[test]
fn evidence_that_is_shown_does_what_it_says() {
    let folder = folder();
    for draft in ["drafts/release.draft.json", "drafts/disclosure.draft.json"] {
        let told = json_of(&folder.run(&["prove", draft, "--format", "json"]).exits(0));
        for stage in told["scenarios"][0]["stages"].as_array().expect("stages") {
            let mut conditions = Map::new();
            for answer in stage["example"].as_array().expect("an example") {
                let id = answer["condition_id"].as_str().expect("an id");
                conditions.insert(id.to_owned(), answer["answer"].clone());
            }
            folder.file(
                "evidence.json",
                json!({"conditions": conditions}).to_string(),
            );
            let id = stage["stage_id"].as_str().expect("an id");
            let arguments = [
                "eval",
                draft,
                "--evidence",
                "evidence.json",
                "--stage",
                id,
                "--format",
                "json",
            ];
            let account = json_of(&folder.run(&arguments).exits(0));
            assert_ne!(account["end"]["kind"], "holds", "{id}: {account:#}");
        }
    }
}

#[test]
fn what_cannot_be_proved_is_refused_with_its_reason_and_the_rest_is_shown() {
    let folder = folder();
    folder
        .file("drafts/a-broken.draft.json", "{\"scenario_id\": \"x\"}")
        .file("drafts/b-garbage.draft.json", "\u{0}\u{1}");
    let ran = folder.run(&["prove", "drafts"]).exits(2);
    assert!(ran.stderr.contains("a-broken.draft.json"), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("b-garbage.draft.json"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.out().contains("release-gate, version 3"),
        "{}",
        ran.out()
    );
    let ran = folder
        .run(&["prove", "drafts/a-broken.draft.json", "--format", "json"])
        .exits(2);
    assert_eq!(ran.out(), "");
    folder.run(&["prove", "nowhere.draft.json"]).exits(2);
    folder.run(&["prove"]).exits(2);
}

#[test]
fn a_proof_that_is_missing_is_told_and_counts_only_where_it_is_asked_for() {
    let folder = folder();
    let small = ["prove", "drafts/release.draft.json", "--budget", "10"];
    let shown = folder.run(&small).exits(0);
    assert!(
        shown
            .out()
            .contains("whether a run can complete is not known"),
        "{}",
        shown.out()
    );
    assert!(shown.out().contains("[not analysed]"));
    let mut required = small.to_vec();
    required.push("--require-proof");
    for format in ["human", "json", "markdown"] {
        let mut arguments = required.clone();
        arguments.extend(["--format", format]);
        let ran = folder.run(&arguments).exits(3);
        assert!(
            ran.stderr.contains("\n  help: raise --budget"),
            "{}",
            ran.stderr
        );
        assert!(!ran.out().is_empty());
    }
    let whole = ["prove", "drafts/release.draft.json", "--require-proof"];
    folder.run(&whole).exits(0);
}

#[test]
fn why_answers_by_id_and_by_address_and_asks_back() {
    let folder = folder();
    let why = |name: &str| folder.run(&["why", "drafts/disclosure.draft.json", name]);
    for name in ["answer", "stage:vendor/gate:answer", "gate:answer"] {
        let told = why(name).exits(0).out();
        assert!(
            told.starts_with("stage:vendor/gate:answer: `answer` has 1 way to pass"),
            "{told}"
        );
    }
    assert!(
        why("partners")
            .exits(0)
            .out()
            .starts_with("stage:partners: ")
    );
    assert!(
        why("advisory")
            .exits(0)
            .out()
            .starts_with("stage:public/packet:advisory: ")
    );
    assert!(
        why("patch_ready")
            .exits(0)
            .out()
            .starts_with("condition:patch_ready: ")
    );
    let near = why("pathc_ready").exits(2);
    assert!(
        near.stderr.contains("did you mean `patch_ready`?"),
        "{}",
        near.stderr
    );
    let hostile = why("\u{1b}[31m").exits(2);
    assert!(!hostile.stderr.contains('\u{1b}'), "{:?}", hostile.stderr);
    let arguments = [
        "why",
        "drafts/disclosure.draft.json",
        "advisory",
        "--format",
        "json",
    ];
    let told = json_of(&folder.run(&arguments).exits(0));
    assert_eq!(told["kind"], "packet");
    assert_eq!(told["address"], "stage:public/packet:advisory");
    assert_eq!(told["weakest"][1]["by_timeout"], true);
}

#[test]
fn why_asks_which_one_is_meant_and_refuses_what_does_not_compile() {
    let folder = Folder::new();
    let twice = RELEASE.replace("\"gate_id\": \"target\"", "\"gate_id\": \"deploy\"");
    folder
        .file("twice.draft.json", twice)
        .file("broken.draft.json", "{}");
    let ran = folder.run(&["why", "twice.draft.json", "deploy"]).exits(2);
    assert!(
        ran.stderr
            .contains("stage:deploy or stage:deploy/gate:deploy"),
        "{}",
        ran.stderr
    );
    folder
        .run(&["why", "twice.draft.json", "stage:deploy/gate:deploy"])
        .exits(0);
    let ran = folder.run(&["why", "broken.draft.json", "x"]).exits(2);
    assert!(ran.stderr.contains("broken.draft.json"), "{}", ran.stderr);
}

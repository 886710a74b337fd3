//! `eval` and `precheck`: one run and one precheck, shown.

use serde_json::{Value, json};

use crate::support::{Folder, GOOD, Ran};

const RELEASE: &str = include_str!("../../drafts/release-gate.draft.json");
const DISCLOSURE: &str = include_str!("../../drafts/staged-disclosure.draft.json");
const BUILD: &str = include_str!("../../drafts/precheck-build.draft.json");
const SHAPE: &str = include_str!("../../data-shapes/build-evidence.json");

fn folder() -> Folder {
    let folder = Folder::new();
    folder
        .file("release.draft.json", RELEASE)
        .file("disclosure.draft.json", DISCLOSURE)
        .file("build.draft.json", BUILD)
        .file("shapes/build-evidence.json", SHAPE)
        .file("gatewright.toml", "data_shapes = [\"shapes\"]\n");
    folder
}

fn eval(folder: &Folder, draft: &str, evidence: &Value, more: &[&str]) -> Ran {
    folder.file("evidence.json", evidence.to_string());
    let mut arguments = vec!["eval", draft, "--evidence", "evidence.json"];
    arguments.extend(more);
    folder.run(&arguments)
}

#[test]
fn a_run_is_shown_gate_by_gate_until_it_waits() {
    let folder = folder();
    let evidence = json!({"conditions": {
        "tests_pass": {"value": 0}, "coverage": {"value": 91.5},
        "alice_approves": {"value": "approved"}, "bob_approves": {"value": "declined"},
        "carol_approves": {"error": "timeout"}, "before_freeze": {"value": true, "lane": "asserted"}}});
    let ran = eval(&folder, "release.draft.json", &evidence, &[]).exits(0);
    assert_eq!(ran.stderr, "");
    insta::assert_snapshot!(ran.out(), @r#"
    a run of release-gate, version 3; only verified answers count

    start: the run enters `verify`

    step 1, external event in `verify`: goes to `approve`, the next in order, as its gate is true
      gate `quality` is true
        true     all of
        true     ├─ tests_pass: wants exactly 0; found 0
        true     └─ coverage: wants at least 85; found 91.5

    step 2, external event in `approve`: holds, as gates `owners` and `calendar` are not true
      gate `owners` is unknown
        unknown  at least 2 of 3
        true     ├─ alice_approves: wants exactly "approved"; found "approved"
        false    ├─ bob_approves: wants exactly "approved"; found "declined"
        unknown  └─ carol_approves: wants exactly "approved"; asking failed: timeout
        needs    bob_approves (false) or carol_approves (unknown)
      gate `calendar` is unknown
        unknown  any of
        unknown  ├─ before_freeze: wants exactly true; found true, only asserted; the server needs
                 │    verified
        unknown  └─ after_freeze: wants exactly true; no answer in the evidence
        needs    before_freeze (unknown) or after_freeze (unknown)
      On the first tick 3 d or more after entering `approve`, whatever the evidence, the run fails.

    result: the run waits in `approve`
    "#);
    let asserted = eval(
        &folder,
        "release.draft.json",
        &evidence,
        &["--lane", "asserted"],
    );
    assert!(asserted.exits(0).out().contains("gate `calendar` is true"));
    let alone = eval(
        &folder,
        "release.draft.json",
        &evidence,
        &["--stage", "deploy"],
    );
    let alone = alone.exits(0).out();
    assert!(alone.starts_with("one stage of release-gate") && !alone.contains("`verify`"));
}

#[test]
fn the_settings_of_the_server_decide_which_lane_counts() {
    let folder = folder();
    folder
        .file("server.toml", "[trust]\nmin_lane = \"asserted\"\n\n[[providers]]\nname = \"json\"\ntype = \"builtin\"\n")
        .file("gatewright.toml", "runtime_config = \"server.toml\"\n")
        .file("good.draft.json", GOOD);
    let evidence = json!({"conditions": {"tests_pass": {"value": true, "lane": "asserted"}}});
    let ran = eval(&folder, "good.draft.json", &evidence, &["--format", "json"]);
    let ran: Value =
        serde_json::from_slice(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.stderr));
    assert_eq!(ran["end"], json!({"kind": "completed"}));
    assert_eq!(ran["min_lane"], "asserted");
}

#[test]
fn a_whole_run_with_branch_timeout_and_packets_has_a_json_form() {
    let folder = folder();
    let evidence = json!({
        "start": {"kind": "unix_millis", "value": 1_767_225_600_000_u64},
        "conditions": {"report_valid": {"value": "confirmed"}},
        "steps": [{"trigger": "external_event"}, {"trigger": "tick", "wait_ms": 2_592_000_000_u64},
            {"trigger": "tick", "conditions": {"embargo_over": {"value": true}}},
            {"trigger": "backend_event"}]});
    let arguments = ["--format", "json"];
    let ran = eval(&folder, "disclosure.draft.json", &evidence, &arguments).exits(0);
    let account: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    assert_eq!(account["schema_version"], 1);
    let seen: Vec<Value> = account["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .map(|step| {
            json!([
                step["stage_id"],
                step["decision"]["kind"],
                step["timed_out"],
                step["packets"]
            ])
        })
        .collect();
    assert_eq!(
        seen,
        [
            json!(["triage", "start", false, []]),
            json!(["triage", "advance", false, ["vendor-notice"]]),
            json!(["vendor", "advance", true, []]),
            json!(["silent_vendor", "advance", false, ["advisory", "signature"]]),
            json!(["public", "complete", false, []]),
        ]
    );
}

#[test]
fn stdin_serves_one_of_the_two_and_specs_serve_as_drafts_do() {
    let folder = folder();
    folder.file("good.draft.json", GOOD);
    let spec = folder
        .run(&["--compile", "good.draft.json"])
        .exits(0)
        .stdout;
    folder.file(
        "e.json",
        r#"{"conditions": {"tests_pass": {"value": true}}}"#,
    );
    let from_spec = folder
        .run_with(&["eval", "-", "--evidence", "e.json"], &spec)
        .exits(0);
    let evidence = folder.read("e.json");
    let from_draft = folder
        .run_with(&["eval", "good.draft.json", "--evidence", "-"], &evidence)
        .exits(0);
    assert_eq!(from_spec.out(), from_draft.out());
    assert!(from_spec.out().ends_with("result: the run completes\n"));
    let both = folder.run(&["eval", "-", "--evidence", "-"]).exits(2);
    assert!(
        both.stderr.contains("cannot both come from stdin"),
        "{}",
        both.stderr
    );
}

fn with_broken_inputs() -> Folder {
    let folder = folder();
    folder
        .file("good.draft.json", GOOD)
        .file("half.draft.json", r#"{"scenario_id": "x"}"#)
        .file(
            "e.json",
            r#"{"conditions": {"tests_pass": {"value": true}}}"#,
        )
        .file(
            "typo.json",
            r#"{"conditions": {"test_pass": {"value": true}}}"#,
        )
        .file("twice.json", r#"{"conditions": {}, "conditions": {}}"#)
        .file("binary.json", [0xff, 0xfe, 0x00])
        .file("empty.json", "");
    folder
}

/// Runs each command, which must find its input unusable and say this on stderr.
fn all_unusable(cases: &[(&[&str], &str)]) {
    let folder = with_broken_inputs();
    for (arguments, told) in cases {
        let ran = folder.run(arguments).exits(2);
        assert!(ran.stderr.contains(told), "{arguments:?}: {}", ran.stderr);
        assert_eq!(ran.out(), "", "{arguments:?}");
    }
}

#[test]
fn a_run_on_unusable_input_exits_with_2_and_says_what_to_do() {
    all_unusable(&[
        (
            &["eval", "half.draft.json", "--evidence", "e.json"],
            "GW0109",
        ),
        (&["eval", "no.draft.json", "--evidence", "e.json"], "GW0112"),
        (
            &["eval", "good.draft.json", "--evidence", "no.json"],
            "GW0112",
        ),
        (
            &["eval", "good.draft.json", "--evidence", "typo.json"],
            "did you mean `tests_pass`?",
        ),
        (
            &["eval", "good.draft.json", "--evidence", "twice.json"],
            "GW0102",
        ),
        (
            &["eval", "good.draft.json", "--evidence", "binary.json"],
            "GW0110",
        ),
        (
            &["eval", "good.draft.json", "--evidence", "empty.json"],
            "it is empty",
        ),
        (
            &[
                "eval",
                "good.draft.json",
                "--evidence",
                "e.json",
                "--stage",
                "verfy",
            ],
            "did you mean `verify`?",
        ),
        (&["eval", "good.draft.json"], "--evidence"),
        (
            &[
                "eval",
                "good.draft.json",
                "--evidence",
                "e.json",
                "--lane",
                "high",
            ],
            "verified",
        ),
    ]);
}

#[test]
fn a_precheck_on_unusable_input_exits_with_2_and_says_what_to_do() {
    all_unusable(&[
        (
            &["precheck", "good.draft.json", "--payload", "e.json"],
            "add --data-shape ID@VERSION",
        ),
        (
            &[
                "precheck",
                "good.draft.json",
                "--payload",
                "e.json",
                "--data-shape",
                "build-evidence@2",
            ],
            "did you mean `build-evidence@1`?",
        ),
        (
            &[
                "precheck",
                "good.draft.json",
                "--payload",
                "e.json",
                "--data-shape",
                "x",
            ],
            "ID@VERSION",
        ),
        (
            &["precheck", "build.draft.json", "--payload", "twice.json"],
            "GW0102",
        ),
        (
            &[
                "precheck",
                "build.draft.json",
                "--payload",
                "e.json",
                "--stage",
                "admitt",
            ],
            "did you mean `admit`?",
        ),
    ]);
}

#[test]
fn a_precheck_takes_the_shape_of_the_draft_or_another_and_tells_refusals() {
    let folder = folder();
    let good = br#"{"tests_pass": true, "coverage": 60, "branch": "main", "image_signed": true}"#;
    let arguments = [
        "precheck",
        "build.draft.json",
        "--payload",
        "-",
        "--lane",
        "asserted",
    ];
    let out = folder.run_with(&arguments, good).exits(0).out();
    assert!(
        out.contains("false    └─ coverage: wants at least 70; found 60, asserted"),
        "{out}"
    );
    assert!(out.contains("result: a run would wait in `admit`"), "{out}");

    let refused = folder
        .run_with(&arguments, br#"{"coverage": 160}"#)
        .exits(2);
    assert!(
        refused.out().contains("refused [payload_invalid]"),
        "{}",
        refused.out()
    );
    assert!(
        refused
            .out()
            .contains("  at /coverage: must be at most 100"),
        "{}",
        refused.out()
    );

    folder.file("p.json", good);
    let other = [
        "precheck",
        "release.draft.json",
        "--payload",
        "p.json",
        "--data-shape",
        "build-evidence@1",
        "--format",
        "json",
    ];
    let other = folder.run(&other).exits(2);
    let other: Value = serde_json::from_slice(&other.stdout).expect("JSON");
    assert_eq!(other["refusal"]["code"], "strict");
    assert_eq!(other["end"], json!({"kind": "refused"}));
}

#[test]
fn the_example_of_the_documentation_is_one() {
    let page = include_str!("../../docs/evaluation.md");
    let examples: Vec<&str> = page
        .split("```\n")
        .filter(|block| block.starts_with("{\n"))
        .collect();
    assert_eq!(examples.len(), 2);
    let folder = folder();
    folder.file("long.json", examples[1]);
    let ran = folder
        .run(&["eval", "disclosure.draft.json", "--evidence", "long.json"])
        .exits(0);
    assert!(
        ran.out().contains("releases packet `advisory`"),
        "{}",
        ran.out()
    );
    folder.file("short.json", examples[0]);
    folder
        .run(&["eval", "release.draft.json", "--evidence", "short.json"])
        .exits(0);
}

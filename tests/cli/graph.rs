//! `graph` from a file, from stdin, and from what can hardly be read.

use crate::support::{Folder, GOOD};

const RELEASE: &str = include_str!("../../drafts/release-gate.draft.json");
const SPEC: &str = include_str!("../../drafts/release-gate.spec.json");

#[test]
fn a_draft_is_drawn_as_text() {
    let folder = Folder::new();
    folder.file("release.draft.json", RELEASE);
    let ran = folder
        .run(&["graph", "release.draft.json", "--width", "100"])
        .exits(0);
    assert_eq!(ran.stderr, "");
    insta::assert_snapshot!(ran.out(), @r##"
release-gate: 3 stages, 6 ways

    ┌────────┐                           ┌─────────┐
●──▶│ verify ├─ passes ─────────────────▶│ approve ├─ passes ─▶ deploy
    │        ├╌ 6 h ╌▶ ✗ the run fails   │         ├╌ 3 d ╌▶ ✗ the run fails
    └────────┘                           └─────────┘

    ┌────────┐
    │ deploy │ ◼
    │        ├╌ 1 h ╌▶ ✗ the run fails
    └────────┘

● a run starts · ─ live · ╌ timeout, or ? undecided
┈ ✗ no run takes it · ◼ the run completes · ↺ back

1. verify, where a run starts
    gate       quality: all of tests_pass and coverage
    live       passes → approve
    timeout    6 h (fail) → ✗ the run fails

2. approve
    gate       owners: at least 2 of 3: alice_approves, bob_approves and carol_approves
    gate       calendar: any of before_freeze or after_freeze
    live       passes → deploy
    timeout    3 d (fail) → ✗ the run fails

3. deploy
    gate       target: all of to_production and site_is_up
    live       passes → ◼ the run completes
    timeout    1 h (fail) → ✗ the run fails
"##);
}

#[test]
fn a_spec_is_drawn_as_its_draft_is_in_every_format() {
    let folder = Folder::new();
    folder
        .file("release.draft.json", RELEASE)
        .file("release.spec.json", SPEC);
    for (format, start) in [
        (
            "mermaid",
            "flowchart TB\n  %% release-gate: 3 stages, 6 ways\n",
        ),
        ("dot", "digraph scenario {\n"),
        ("svg", "<svg xmlns=\"http://www.w3.org/2000/svg\""),
        ("text", "release-gate: 3 stages, 6 ways\n"),
    ] {
        let draft = folder
            .run(&["graph", "release.draft.json", "--format", format])
            .exits(0);
        assert!(draft.out().starts_with(start), "{}", draft.out());
        // Requirements are words in the one and trees in the other, and mean the same.
        let spec = folder
            .run(&["graph", "release.spec.json", "--format", format])
            .exits(0);
        assert_eq!(draft.out(), spec.out());
        let stdin = folder
            .run_with(&["graph", "-", "--format", format], RELEASE.as_bytes())
            .exits(0);
        assert_eq!(draft.out(), stdin.out());
    }
}

#[test]
fn an_unfinished_draft_is_drawn_as_far_as_it_goes() {
    let folder = Folder::new();
    folder.file("todo.json", r#"{"stages": [{"stage_id": "a"}, {}]}"#);
    let ran = folder.run(&["graph", "todo.json"]).exits(0);
    assert_eq!(ran.stderr, "");
    insta::assert_snapshot!(ran.out(), @r##"
a scenario without an id: 2 stages, 2 ways

    ┌─────────┐
●──▶│ a       ├╌ passes ╌▶ ?
    └─────────┘
    ┌─────────┐
    │ stage 2 ├╌ passes ╌▶ ?
    └─────────┘

● a run starts · ─ live · ╌ timeout, or ? undecided
┈ ✗ no run takes it · ◼ the run completes · ↺ back

1. a, where a run starts
    undecided  passes → ?

2. stage 2 (? undecided whether a run enters)
    undecided  passes → ?
"##);
    let ran = folder.run_with(&["graph", "-"], b"{}").exits(0);
    assert_eq!(ran.out(), "a scenario without an id: 0 stages, 0 ways\n");
}

#[test]
fn parts_that_do_not_read_are_told_beside_the_drawing() {
    let folder = Folder::new();
    folder.file(
        "odd.json",
        r#"{"stages": [{"stage_id": "a", "gates": 5}, "b"]}"#,
    );
    let ran = folder
        .run(&["graph", "odd.json", "--format", "dot"])
        .exits(1);
    assert!(ran.out().contains("s0 [label=\"a"), "{}", ran.out());
    assert!(ran.stderr.contains("odd.json:1:"), "{}", ran.stderr);
}

#[test]
fn what_cannot_be_read_is_not_drawn_and_exits_2() {
    let folder = Folder::new();
    folder
        .file("cut.json", &GOOD[..420])
        .file("binary.json", [0xff, 0xfe, 0x00]);
    for name in ["cut.json", "binary.json", "missing.json", "."] {
        let ran = folder.run(&["graph", name]).exits(2);
        assert_eq!(ran.out(), "", "{name}");
        assert!(ran.stderr.contains("error"), "{name}: {}", ran.stderr);
    }
}

#[test]
fn what_a_draft_calls_itself_never_reaches_the_terminal_as_it_is() {
    let folder = Folder::new();
    folder.file(
        "evil.json",
        r#"{"scenario_id": "\u001b]52;c;x\u0007\u202e", "stages": [{"stage_id": "a\u001b[31m\n"}]}"#,
    );
    for format in ["mermaid", "dot", "svg", "text"] {
        let ran = folder
            .run(&["graph", "evil.json", "--format", format])
            .exits(0);
        let hidden = ['\u{1b}', '\u{7}', '\u{202e}'];
        assert!(!ran.out().contains(hidden), "{format}");
    }
}

//! `--compile`.

use crate::support::{Folder, GOOD, good_but, hash};

#[test]
fn one_draft_gives_its_bytes_on_stdout_and_its_hash_on_stderr() {
    let folder = Folder::new();
    folder.file("a.draft.json", GOOD);
    let ran = folder.run(&["--compile", "a.draft.json"]).exits(0);
    assert!(ran.stdout.starts_with(b"{\"conditions\":[{") && ran.stdout.ends_with(b"}"));
    assert_eq!(
        ran.stderr,
        format!("first-steps sha256:{}\n", hash(&ran.stdout))
    );
    let stdin = folder
        .run_with(&["--compile", "-"], GOOD.as_bytes())
        .exits(0);
    assert_eq!(stdin.stdout, ran.stdout);
    let again = folder.run_with(&["--compile", "-"], &ran.stdout).exits(0);
    assert_eq!(
        again.stdout, ran.stdout,
        "what was compiled compiles to itself"
    );
    assert_eq!(folder.names(), ["a.draft.json"]);
}

#[test]
fn a_file_is_written_whole_and_checked_later() {
    let folder = Folder::new();
    folder.file("a.draft.json", GOOD);
    let compile = ["--compile", "a.draft.json", "-o", "a.spec.json"];
    folder
        .run(&["--compile", "a.draft.json", "--check"])
        .exits(1);
    assert!(folder.run(&compile).exits(0).stdout.is_empty());
    let written = folder.read("a.spec.json");
    let check = folder
        .run(&["--compile", "a.draft.json", "--check"])
        .exits(0);
    assert!(check.stderr.contains(&hash(&written)), "{}", check.stderr);
    folder.file(
        "a.draft.json",
        good_but("\"spec_version\": \"1\"", "\"spec_version\": \"2\""),
    );
    let stale = folder
        .run(&["--compile", "a.draft.json", "--check"])
        .exits(1);
    assert!(stale.stderr.contains("GW0801"), "{}", stale.stderr);
    assert_eq!(
        folder.read("a.spec.json"),
        written,
        "a check writes nothing"
    );
    assert_eq!(folder.names(), ["a.draft.json", "a.spec.json"]);
}

#[test]
fn several_drafts_need_a_folder() {
    let folder = Folder::new();
    folder
        .file("a.draft.json", GOOD)
        .file("b.json", good_but("first-steps", "other"));
    let ran = folder
        .run(&["--compile", "a.draft.json", "b.json"])
        .exits(2);
    assert!(ran.stderr.contains("--out-dir"), "{}", ran.stderr);
    let ran = folder
        .run(&["--compile", "a.draft.json", "b.json", "--out-dir", "out"])
        .exits(0);
    assert_eq!(ran.stderr.lines().count(), 2, "{}", ran.stderr);
    assert!(folder.path("out/a.spec.json").exists() && folder.path("out/b.spec.json").exists());
    folder
        .run(&[
            "--compile",
            "a.draft.json",
            "b.json",
            "--out-dir",
            "out",
            "--check",
        ])
        .exits(0);
    folder.file("b.json", "{}");
    let ran = folder
        .run(&["--compile", "a.draft.json", "b.json", "--out-dir", "new"])
        .exits(1);
    assert!(ran.stderr.contains("GW0109"), "{}", ran.stderr);
    assert!(folder.path("new/a.spec.json").exists() && !folder.path("new/b.spec.json").exists());
}

#[test]
fn the_hash_and_a_summary_can_be_had_alone() {
    let folder = Folder::new();
    folder.file("a.draft.json", GOOD);
    let spec = folder.run(&["--compile", "a.draft.json"]).stdout;
    let ran = folder
        .run(&["--compile", "a.draft.json", "--emit", "hash"])
        .exits(0);
    assert!(ran.out().starts_with(&hash(&spec)), "{}", ran.out());
    let ran = folder
        .run(&["--compile", "a.draft.json", "--emit", "json"])
        .exits(0);
    let summary: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(summary["sha256"], hash(&spec).as_str());
    assert_eq!(summary["scenario_id"], "first-steps");
}

#[test]
fn ron_is_chosen_by_extension_or_by_word() {
    let folder = Folder::new();
    folder.file("a.draft.json", GOOD);
    folder.run(&["fmt", "--to", "ron", "a.draft.json"]).exits(0);
    let json = folder.run(&["--compile", "a.draft.json"]).exits(0).stdout;
    assert_eq!(
        folder.run(&["--compile", "a.draft.ron"]).exits(0).stdout,
        json
    );
    let text = folder.read("a.draft.ron");
    let ran = folder
        .run_with(&["--compile", "-", "--from", "ron"], &text)
        .exits(0);
    assert_eq!(ran.stdout, json);
    folder.run_with(&["--compile", "-"], &text).exits(1);
}

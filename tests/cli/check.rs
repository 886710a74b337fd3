//! `check`.

use gatewright::diagnostic::Code;
use gatewright::diagnostic::catalogue::explanation;
use serde_json::Value;

use crate::support::{Folder, GOOD, good_but};

const FORMATS: [&str; 8] = [
    "human", "short", "json", "jsonl", "sarif", "github", "junit", "markdown",
];

fn with_problems() -> Folder {
    let folder = Folder::new();
    folder.file("drafts/good.draft.json", GOOD);
    folder.file(
        "drafts/bad.draft.json",
        good_but("\"equals\"", "\"lex_less_than\""),
    );
    folder.file(
        "drafts/deep/advice.draft.json",
        good_but(
            "tests_pass\"\n        }",
            "at_least(1, tests_pass, tests_pass)\"\n        }",
        ),
    );
    folder.file("drafts/deep/notes.json", "not a draft");
    folder.file("drafts/.hidden/x.draft.json", "{");
    folder
}

#[test]
fn folders_are_walked_and_the_order_is_always_the_same() {
    let folder = with_problems();
    let first = folder
        .run(&["check", "drafts", "--format", "short"])
        .exits(1);
    let out = first.out();
    let lines: Vec<&str> = out.lines().collect();
    assert!(
        lines
            .iter()
            .any(|l| l.starts_with("drafts/bad.draft.json:") && l.contains("GW0305")),
        "{out}"
    );
    assert!(
        lines
            .iter()
            .any(|l| l.contains("deep/advice.draft.json") && l.contains("GW0407")),
        "{out}"
    );
    assert!(
        !out.contains("hidden") && !out.contains("notes.json"),
        "{out}"
    );
    for _ in 0..5 {
        assert_eq!(
            folder.run(&["check", "drafts", "--format", "short"]).out(),
            out
        );
    }
}

#[test]
fn every_format_says_the_same_and_exits_the_same() {
    let folder = with_problems();
    for format in FORMATS {
        let bad = folder
            .run(&["check", "drafts", "--format", format])
            .exits(1);
        assert!(bad.out().contains("GW0407"), "{format}: {}", bad.out());
        assert!(!bad.stdout.contains(&0x1b), "{format}");
        folder
            .run(&["check", "drafts/good.draft.json", "--format", format])
            .exits(0);
    }
    let json = folder.run(&["check", "drafts", "--format", "json"]).stdout;
    let json: Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json["schema_version"], 1);
    let all = json["diagnostics"].as_array().unwrap();
    let lines = folder.run(&["check", "drafts", "--format", "jsonl"]).out();
    let lines: Vec<Value> = lines
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(*all, lines);
    let sarif = folder.run(&["check", "drafts", "--format", "sarif"]).stdout;
    let sarif: Value = serde_json::from_slice(&sarif).unwrap();
    assert_eq!(
        sarif["runs"][0]["results"].as_array().unwrap().len(),
        all.len()
    );
    let schema = folder.run(&["schema", "diagnostics"]).exits(0).stdout;
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&json));
}

#[test]
fn fail_level_and_profile_decide_what_counts() {
    let folder = with_problems();
    let warns = "drafts/deep/advice.draft.json";
    folder.run(&["check", warns]).exits(0);
    folder
        .run(&["check", warns, "--fail-level", "warning"])
        .exits(1);
    folder
        .run(&["check", "drafts", "--fail-level", "never"])
        .exits(0);
    for profile in ["author", "ci", "audit"] {
        folder
            .run(&[
                "check",
                warns,
                "--profile",
                profile,
                "--fail-level",
                "error",
            ])
            .exits(0);
    }
    folder
        .run(&["check", warns, "--profile", "strict"])
        .exits(2);
    let unfinished = folder
        .run_with(&["check", "-"], b"{\"scenario_id\": \"s\"}")
        .exits(0);
    assert!(unfinished.out().contains("to do"), "{}", unfinished.out());
}

#[test]
fn levels_come_from_the_workspace_and_stale_files_are_told() {
    let folder = with_problems();
    folder.file("gatewright.toml", "[levels]\nGW0407 = \"off\"\n");
    let ran = folder
        .run(&["check", "drafts/deep", "--format", "short"])
        .exits(0);
    assert!(!ran.out().contains("GW0407"), "{}", ran.out());
    folder.file("gatewright.toml", "[levels]\nGW0304 = \"off\"\n");
    let ran = folder.run(&["check", "drafts/deep"]).exits(2);
    assert!(
        ran.out().contains("GW1101") && ran.out().contains("gatewright.toml:2"),
        "{}",
        ran.out()
    );
    folder.file("gatewright.toml", "");
    folder.file("drafts/good.spec.json", "{}");
    let ran = folder.run(&["check", "drafts/good.draft.json"]).exits(1);
    assert!(ran.out().contains("GW0801"), "{}", ran.out());
}

#[test]
fn a_data_shape_can_be_named() {
    let folder = Folder::new();
    folder.run(&["init", "."]).exits(0);
    let draft = "drafts/release.draft.json";
    folder
        .run(&["check", draft, "--data-shape", "release-evidence@1"])
        .exits(0);
    let ran = folder
        .run(&["check", draft, "--data-shape", "release-evidnce@1"])
        .exits(1);
    assert!(
        ran.out().contains("GW0318") && ran.out().contains("did you mean"),
        "{}",
        ran.out()
    );
    folder
        .run(&["check", draft, "--data-shape", "no-version"])
        .exits(2);
}

#[test]
fn colour_only_where_it_is_wanted() {
    let folder = with_problems();
    let has_escape = |extra: &[&str], env: &[(&str, &str)]| {
        let mut arguments = vec!["check", "drafts"];
        arguments.extend(extra);
        let mut command = folder.command(&arguments);
        command.envs(env.iter().copied());
        crate::support::ended(command, b"").stdout.contains(&0x1b)
    };
    assert!(!has_escape(&[], &[]));
    assert!(has_escape(&["--color", "always"], &[]));
    assert!(has_escape(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!has_escape(
        &[],
        &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]
    ));
    assert!(!has_escape(
        &["--color", "never"],
        &[("CLICOLOR_FORCE", "1")]
    ));
}

#[test]
fn what_is_proved_is_told_and_a_missing_proof_is_3_where_one_is_asked_for() {
    let folder = Folder::new();
    let example = |code: Code| explanation(code).example.files()[0].text.clone();
    let sure = example(Code::GW0401);
    folder.file("never.draft.json", &sure);
    let ran = folder.run(&["check", "never.draft.json"]).exits(1);
    let out = ran.out();
    assert_eq!(out.matches("error[").count(), 1, "{out}");
    assert!(
        out.contains("= proved: assuming that identical queries"),
        "{out}"
    );
    assert!(out.contains("= leads to: GW0601, GW0602"), "{out}");
    let all = folder
        .run(&["check", "never.draft.json", "--all", "--format", "short"])
        .exits(1)
        .out();
    assert!(all.contains("GW0601") && all.contains("GW0602"), "{all}");
    // Only what refuses keeps a draft from compiling.
    folder.run(&["--compile", "never.draft.json"]).exits(0);

    folder.file("large.draft.json", example(Code::GW0414));
    let ran = folder.run(&["check", "large.draft.json"]).exits(0);
    assert!(ran.out().contains("warning[GW0414]"), "{}", ran.out());
    let asked = folder.run(&["check", "large.draft.json", "--require-proof"]);
    assert!(asked.stderr.contains("--require-proof"), "{}", asked.stderr);
    asked.exits(3);
    // What is wrong counts before what nobody knows.
    folder
        .run(&["check", ".", "--require-proof", "--format", "json"])
        .exits(1);
    let proved = folder.run(&[
        "check",
        "never.draft.json",
        "--require-proof",
        "--fail-level",
        "never",
    ]);
    proved.exits(0);
}

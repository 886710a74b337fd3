//! `fmt`, `import`, `init` and `requirement` in their corners.

use serde_json::Value;

use crate::support::{Folder, GOOD, good_but};

/// The examples, each with its name, its ending, the other ending, and its text.
const EXAMPLES: [(&str, &str, &str, &str); 5] = [
    ("first-steps.draft", "json", "ron", GOOD),
    (
        "precheck-build.draft",
        "json",
        "ron",
        include_str!("../../drafts/precheck-build.draft.json"),
    ),
    (
        "release-gate.draft",
        "json",
        "ron",
        include_str!("../../drafts/release-gate.draft.json"),
    ),
    (
        "staged-disclosure.draft",
        "json",
        "ron",
        include_str!("../../drafts/staged-disclosure.draft.json"),
    ),
    (
        "vendor-scan.draft",
        "ron",
        "json",
        include_str!("../../drafts/vendor-scan.draft.ron"),
    ),
];

#[test]
fn to_the_other_format_and_back_gives_identical_bytes() {
    let folder = Folder::new();
    for (stem, here, there, text) in EXAMPLES {
        let (name, other) = (format!("{stem}.{here}"), format!("{stem}.{there}"));
        let name = name.as_str();
        folder.file(name, text);
        folder.run(&["fmt", "--check", name]).exits(0);
        let ran = folder.run(&["fmt", name, "--to", there]).exits(0);
        assert_eq!(ran.stderr, format!("wrote {other}\n"));
        assert_eq!(folder.read(name), text.as_bytes(), "the draft itself stays");
        folder.run(&["fmt", "--check", &other]).exits(0);
        folder
            .run(&["fmt", "--check", name, "--to", there])
            .exits(0);
        std::fs::remove_file(folder.path(name)).unwrap();
        folder.run(&["fmt", &other, "--to", here]).exits(0);
        assert_eq!(folder.read(name), text.as_bytes(), "{name}");
        let stdin = folder.run_with(
            &["fmt", "-", "--from", here, "--to", there],
            text.as_bytes(),
        );
        assert_eq!(stdin.exits(0).stdout, folder.read(&other));
    }
}

#[test]
fn both_formats_compile_to_the_same_bytes() {
    let folder = Folder::new();
    folder
        .file(
            "gatewright.toml",
            "contracts = [\"c\"]\ndata_shapes = [\"s\"]\n",
        )
        .file(
            "c/scanner.json",
            include_str!("../../contracts/external/scanner.json"),
        )
        .file(
            "s/build-evidence.json",
            include_str!("../../data-shapes/build-evidence.json"),
        );
    for (stem, here, there, text) in EXAMPLES {
        let compile = |format: &str, text: &[u8]| {
            folder
                .run_with(&["--compile", "-", "--from", format], text)
                .exits(0)
                .stdout
        };
        let first = compile(here, text.as_bytes());
        let other = folder
            .run_with(
                &["fmt", "-", "--from", here, "--to", there],
                text.as_bytes(),
            )
            .exits(0)
            .stdout;
        assert_eq!(compile(there, &other), first, "{stem}");
        // And back from what was compiled.
        for format in ["json", "ron"] {
            let draft = folder
                .run_with(&["import", "-", "--to", format], &first)
                .exits(0)
                .stdout;
            assert_eq!(compile(format, &draft), first, "{stem} by {format}");
        }
    }
}

#[test]
fn a_format_never_loses_anything_and_never_overwrites_another_file() {
    let folder = Folder::new();
    folder.file("a.json", GOOD).file("a.ron", "something else");
    let ran = folder.run(&["fmt", "a.json", "--to", "ron"]).exits(2);
    assert!(ran.stderr.contains("`a.ron` exists"), "{}", ran.stderr);
    folder
        .run(&["fmt", "a.json", "--to", "ron", "--check"])
        .exits(1);
    assert_eq!(folder.read("a.ron"), b"something else");
    for (draft, code) in [
        (
            good_but(
                "\"note\": \"The smallest",
                "\"note\": \"x\", \"note\": \"The smallest",
            ),
            "GW0102",
        ),
        (
            good_but(
                "\"expected\": true",
                "\"expected\": 12345678901234567890123",
            ),
            "GW0803",
        ),
        (
            good_but("\"policy_tags\": []", "\"policy_tags\": 7"),
            "GW0104",
        ),
        (
            good_but("\"policy_tags\": []", "\"policy_tagz\": []"),
            "GW0103",
        ),
    ] {
        folder.file("b.json", &draft);
        for arguments in [
            &["fmt", "b.json"][..],
            &["fmt", "b.json", "--check"],
            &["fmt", "b.json", "--to", "ron"],
        ] {
            let ran = folder.run(arguments).exits(1);
            assert!(
                ran.stderr.contains(code) && ran.stderr.contains("b.json"),
                "{}",
                ran.stderr
            );
        }
        assert_eq!(folder.read("b.json"), draft.as_bytes());
        assert_eq!(folder.names(), ["a.json", "a.ron", "b.json"]);
    }
    let trap = "(scenario_id: \"s\", extensions: {\"a\": Bare})";
    folder.file("t.ron", trap);
    let ran = folder.run(&["fmt", "t.ron"]).exits(1);
    assert!(ran.stderr.contains("GW0107"), "{}", ran.stderr);
    assert_eq!(folder.read("t.ron"), trap.as_bytes());
}

#[test]
fn several_drafts_are_formatted_and_each_change_is_told() {
    let folder = Folder::new();
    let loose = serde_json::from_str::<Value>(GOOD).unwrap().to_string();
    folder
        .file("d/one.draft.json", &loose)
        .file("d/deep/two.draft.json", &loose)
        .file("d/three.draft.json", GOOD)
        .file("d/notes.json", &loose);
    let ran = folder.run(&["fmt", "--check", "d"]).exits(1);
    assert_eq!(
        ran.stderr,
        "`d/deep/two.draft.json` would change\n`d/one.draft.json` would change\n"
    );
    assert_eq!(folder.read("d/one.draft.json"), loose.as_bytes());
    let ran = folder.run(&["fmt", "d"]).exits(0);
    assert_eq!(
        ran.stderr,
        "wrote d/deep/two.draft.json\nwrote d/one.draft.json\n"
    );
    assert_eq!(folder.read("d/one.draft.json"), GOOD.as_bytes());
    assert_eq!(folder.read("d/notes.json"), loose.as_bytes());
    assert!(folder.run(&["fmt", "d"]).exits(0).stderr.is_empty());
    folder
        .run(&["fmt", "d/one.draft.json", "gone.json"])
        .exits(2);
}

#[test]
fn stdin_is_formatted_to_stdout_and_checked() {
    let folder = Folder::new();
    let loose = serde_json::from_str::<Value>(GOOD).unwrap().to_string();
    let ran = folder.run_with(&["fmt", "-"], loose.as_bytes()).exits(0);
    assert_eq!(ran.stdout, GOOD.as_bytes());
    assert!(ran.stderr.is_empty());
    let ran = folder
        .run_with(&["fmt", "-", "--check"], loose.as_bytes())
        .exits(1);
    assert!(
        ran.stdout.is_empty() && ran.stderr.contains("<stdin>"),
        "{}",
        ran.stderr
    );
    let ran = folder
        .run_with(&["fmt", "-", "--check"], GOOD.as_bytes())
        .exits(0);
    assert!(ran.stdout.is_empty());
    assert!(folder.names().is_empty());
}

#[test]
fn unfinished_drafts_can_be_formatted() {
    let folder = Folder::new();
    for text in [
        "{}",
        "{\"conditions\": [{}], \"stages\": [{\"gates\": [{}]}]}",
    ] {
        folder.file("u.json", text);
        folder.run(&["fmt", "u.json"]).exits(0);
        folder.run(&["fmt", "u.json", "--check"]).exits(0);
        let before: Value = serde_json::from_str(text).unwrap();
        let after: Value = serde_json::from_slice(&folder.read("u.json")).unwrap();
        assert_eq!(before, after);
    }
}

#[test]
fn an_import_refuses_what_is_no_spec_and_overwrites_nothing() {
    let folder = Folder::new();
    folder
        .file("s.json", GOOD)
        .file("there.json", "as it was")
        .file("todo.json", "{\"scenario_id\": \"s\"}");
    let ran = folder
        .run(&["import", "s.json", "-o", "there.json"])
        .exits(2);
    assert!(ran.stderr.contains("never overwrites"), "{}", ran.stderr);
    assert_eq!(folder.read("there.json"), b"as it was");
    let ran = folder
        .run(&["import", "todo.json", "-o", "new.json"])
        .exits(1);
    assert!(ran.stderr.contains("GW0109"), "{}", ran.stderr);
    folder
        .run(&["import", "gone.json", "-o", "new.json"])
        .exits(2);
    folder.run(&["import", ".", "-o", "new.json"]).exits(2);
    let ran = folder
        .run(&["import", "s.json", "-o", "gone/new.json"])
        .exits(2);
    assert!(
        ran.stderr.contains("its folder does not exist"),
        "{}",
        ran.stderr
    );
    assert_eq!(folder.names(), ["s.json", "there.json", "todo.json"]);
    folder.run(&["import", "s.json", "-o", "new.ron"]).exits(0);
    assert!(folder.read("new.ron").starts_with(b"("));
    folder
        .run(&["import", "s.json", "-o", "odd.json", "--to", "ron"])
        .exits(0);
    assert!(folder.read("odd.json").starts_with(b"("));
}

#[test]
fn a_new_workspace_is_whole_or_not_there() {
    let folder = Folder::new();
    folder
        .file("taken/gatewright.toml", "")
        .file("half/drafts/release.draft.json", "{}")
        .file("file", "");
    for (place, why) in [
        ("taken", "`taken/gatewright.toml` exists"),
        ("half", "`half/drafts/release.draft.json` exists"),
        ("file", "cannot write"),
        ("file/below", "a part of its path is not a folder"),
    ] {
        let ran = folder.run(&["init", place]).exits(2);
        assert!(
            ran.stderr.contains(why) && ran.stderr.contains("help:"),
            "{place}: {}",
            ran.stderr
        );
    }
    assert!(!folder.path("half/gatewright.toml").exists());
    assert_eq!(folder.read("half/drafts/release.draft.json"), b"{}");
    folder.run(&["init", "deep/er"]).exits(0);
    assert!(
        folder
            .path("deep/er/data-shapes/release-evidence.json")
            .exists()
    );
    for command in [
        &[
            "check",
            "deep",
            "--profile",
            "audit",
            "--fail-level",
            "advice",
        ][..],
        &["fmt", "--check", "deep"],
        &["--compile", "deep/er/drafts/release.draft.json"],
        &["--workspace", "deep/er/gatewright.toml", "shapes", "check"],
        &["shapes", "check", "deep/er/data-shapes"],
    ] {
        folder.run(command).exits(0);
    }
}

#[test]
fn requirements_are_refused_where_they_are_wrong() {
    let folder = Folder::new();
    let nested = format!("{}a{}", "(".repeat(100_000), ")".repeat(100_000));
    let tree = format!(
        "{}{{\"Condition\":\"a\"}}{}",
        "{\"Not\":".repeat(20_000),
        "}".repeat(20_000)
    );
    for (text, place, why) in [
        ("", ":1:1", "empty"),
        ("a &", ":1:3", "&"),
        ("a b", ":1:3", "join the parts"),
        ("a\nand\n(b or", ":3:6", "end of the text"),
        ("none(a)", ":1:1", "no function `none`"),
        ("at_least(256, a)", ":1:10", "0 to 255"),
        ("at_least(3, a, b)", ":1:1", "3 of 2"),
        ("a and ü", ":1:7", "ü"),
        ("a\u{1b}[2Jb", ":1:2", "\\u{"),
        ("{\"And\":", ":1:", "no requirement tree"),
        ("{\"And\":[],\"Or\":[]}", ":1:", "no requirement tree"),
        ("{\"Condition\": 7}", ":1:", "no requirement tree"),
        (&nested, ":1:", "deeper than 32"),
        (&tree, ":1:", "no requirement tree"),
    ] {
        let start: String = text.chars().take(40).collect();
        let ran = folder
            .run_with(&["requirement", "-"], text.as_bytes())
            .exits(1);
        for told in ["GW0111", "<stdin>", place, why, "help:"] {
            assert!(
                ran.stderr.contains(told),
                "{told} for {start}: {}",
                ran.stderr
            );
        }
        assert!(ran.stdout.is_empty());
    }
    let ran = folder
        .run_with(&["requirement", "-"], b"a and \xff")
        .exits(1);
    assert!(ran.stderr.contains("GW0110"), "{}", ran.stderr);
}

#[test]
fn every_unknown_condition_is_told_in_either_form() {
    let folder = Folder::new();
    for (text, places) in [
        (
            "tests and not (cov or tests2)",
            &[":1:1", ":1:16", ":1:23"][..],
        ),
        (
            r#"{"Or": [{"Condition": "tests"}, {"Condition": "cov"}, {"Condition": "cov"}, {"Condition": "tests2"}]}"#,
            &[],
        ),
    ] {
        let ran = folder
            .run(&["requirement", text, "--conditions", "test,coverage"])
            .exits(1);
        assert_eq!(ran.stderr.matches("GW0202]").count(), 3, "{}", ran.stderr);
        for place in places {
            assert!(ran.stderr.contains(place), "{place}: {}", ran.stderr);
        }
        assert!(
            ran.stderr.contains("did you mean `test`?"),
            "{}",
            ran.stderr
        );
    }
    folder
        .run(&[
            "requirement",
            "test and coverage",
            "--conditions",
            "test,coverage",
        ])
        .exits(0);
}

#[test]
fn requirements_survive_the_way_there_and_back() {
    let folder = Folder::new();
    for text in [
        "a",
        "a and b or c",
        "not (a or not b)",
        "at_least(2, a, b, c and d)",
        "all()",
        "any()",
    ] {
        let tree = folder.run(&["requirement", text]).exits(0).out();
        let back = folder.run(&["requirement", tree.trim()]).exits(0).out();
        assert_eq!(
            folder.run(&["requirement", back.trim()]).exits(0).out(),
            tree,
            "{text}"
        );
        assert_eq!(
            folder
                .run(&["requirement", back.trim(), "--to", "text"])
                .exits(0)
                .out(),
            back
        );
        let same: Value = serde_json::from_str(&tree).unwrap();
        let again = folder
            .run(&["requirement", tree.trim(), "--to", "tree"])
            .exits(0)
            .stdout;
        assert_eq!(serde_json::from_slice::<Value>(&again).unwrap(), same);
    }
}

//! Where a workspace is found, and how its files are named.

use crate::support::{Folder, Ran, ended, good_but};

/// A workspace that calls a stage without a timeout an error, with a draft deep in it.
fn folder() -> Folder {
    let folder = Folder::new();
    let waits = good_but("{\"timeout_ms\": 86400000, \"policy_tags\": []}", "null");
    folder
        .file("ws/gatewright.toml", "[levels]\nGW0604 = \"error\"\n")
        .file("ws/a/b/x.draft.json", &waits)
        .file("other.toml", "[levels]\nGW0604 = \"off\"\n")
        .file("x.draft.json", &waits);
    folder
}

fn within(folder: &Folder, place: &str, arguments: &[&str], stdin: &[u8]) -> Ran {
    let mut command = folder.command(arguments);
    command.current_dir(folder.path(place));
    ended(command, stdin)
}

#[test]
fn it_is_found_upward_from_the_draft_and_else_from_the_current_folder() {
    let folder = folder();
    folder.run(&["check", "ws/a/b/x.draft.json"]).exits(1);
    folder.run(&["check", "ws"]).exits(1);
    folder.run(&["check", "x.draft.json"]).exits(0);
    // The draft's own surroundings come first.
    within(&folder, "ws", &["check", "a/b/x.draft.json"], b"").exits(1);
    within(&folder, "ws", &["check", "../x.draft.json"], b"").exits(1);
    within(
        &folder,
        "ws/a",
        &["check", "-"],
        &folder.read("x.draft.json"),
    )
    .exits(1);
    within(&folder, ".", &["check", "-"], &folder.read("x.draft.json")).exits(0);
    folder
        .run(&["check", "ws", "--workspace", "other.toml"])
        .exits(0);
    folder
        .run(&["check", "x.draft.json", "--workspace", "ws/gatewright.toml"])
        .exits(1);
}

#[test]
fn drafts_of_different_workspaces_are_judged_each_by_its_own() {
    let folder = folder();
    let ran = folder
        .run(&[
            "check",
            "ws",
            "x.draft.json",
            "--profile",
            "audit",
            "--format",
            "short",
        ])
        .exits(1);
    assert_eq!(
        ran.out(),
        "ws/a/b/x.draft.json:24:19: error[GW0604]: stage `verify` has no timeout: while its evidence does not arrive, a run waits for ever (stage:verify/stage_id)\n\
         x.draft.json:24:19: advice[GW0604]: stage `verify` has no timeout: while its evidence does not arrive, a run waits for ever (stage:verify/stage_id)\n"
    );
}

#[test]
fn files_are_named_from_the_current_folder_and_never_absolutely() {
    let folder = folder();
    folder
        .file("ws/gatewright.toml", "contracts = [\"c\"]\nbroken = 1\n")
        .file("ws/c/bad.json", "{");
    let root = folder.path(".").canonicalize().unwrap();
    let draft = root.join("ws/a/b/x.draft.json");
    let draft = draft.to_str().unwrap();
    let ws = root.join("ws");
    let toml = root.join("ws/gatewright.toml");
    for format in [
        "human", "short", "json", "jsonl", "sarif", "github", "junit", "markdown",
    ] {
        for (place, arguments, expected) in [
            (".", &["check", draft][..], "ws/gatewright.toml"),
            (".", &["check", ws.to_str().unwrap()], "ws/c/bad.json"),
            ("ws/a", &["check", draft], "../gatewright.toml"),
            (
                ".",
                &["check", draft, "--workspace", toml.to_str().unwrap()],
                "ws/c/bad.json",
            ),
        ] {
            let arguments = [arguments, &["--format", format]].concat();
            let ran = within(&folder, place, &arguments, b"").exits(2);
            let told = format!("{}{}", ran.out(), ran.stderr);
            assert!(told.contains(expected), "{place} {arguments:?}: {told}");
            assert!(
                !told.contains(root.to_str().unwrap()),
                "{place} {arguments:?}: {told}"
            );
        }
    }
    // What was given absolutely is reported as what was given relatively.
    let one = within(&folder, ".", &["check", draft, "--format", "json"], b"").stdout;
    let other = folder
        .run(&["check", "ws/a/b/x.draft.json", "--format", "json"])
        .stdout;
    assert_eq!(one, other);
}

#[test]
fn levels_that_cannot_be_are_refused() {
    let folder = folder();
    for (levels, why) in [
        ("GW0101 = \"off\"", "cannot be lowered"),
        ("GW0304 = \"warning\"", "cannot be lowered"),
        ("GW9999 = \"off\"", "not a diagnostic code"),
        ("GW0604 = \"loud\"", "loud"),
        ("GW0604 = 3", "GW0604"),
    ] {
        folder.file("ws/gatewright.toml", format!("[levels]\n{levels}\n"));
        let ran = folder.run(&["check", "ws", "--format", "short"]).exits(2);
        assert!(
            ran.out().contains("ws/gatewright.toml:2") && ran.out().contains(why),
            "{levels}: {}",
            ran.out()
        );
        // The drafts are looked at all the same.
        assert!(
            folder
                .run(&["check", "ws", "--profile", "audit"])
                .out()
                .contains("GW0604")
        );
        let compile = ["--compile", "ws/a/b/x.draft.json", "-o", "out.json"];
        let ran = folder.run(&compile).exits(2);
        assert!(ran.stderr.contains("GW1101"), "{levels}: {}", ran.stderr);
        assert!(!folder.path("out.json").exists());
        for arguments in [
            &["contracts"][..],
            &["shapes"],
            &["comparators", "env", "get"],
        ] {
            let ran = within(&folder, "ws", arguments, b"").exits(2);
            assert!(
                ran.stderr.contains("GW1101"),
                "{arguments:?}: {}",
                ran.stderr
            );
        }
    }
    folder.file(
        "ws/gatewright.toml",
        "[levels]\nwaits-without-limit = \"warning\"\n",
    );
    folder.run(&["check", "ws"]).exits(0);
    folder
        .run(&["check", "ws", "--fail-level", "warning"])
        .exits(1);
}

#[test]
fn the_server_decides_which_comparators_are_there() {
    let folder = Folder::new();
    folder
        .file("gatewright.toml", "runtime_config = \"decision-gate.toml\"\n")
        .file(
            "decision-gate.toml",
            "[validation]\nenable_lexicographic = true\nenable_deep_equals = true\n\
             [[providers]]\nname = \"json\"\ntype = \"builtin\"\n",
        )
        .file(
            "s.json",
            r#"{"type": "string", "x-decision-gate": {"allowed_comparators": ["equals", "lex_less_than"]}}"#,
        );
    let yes = |arguments: &[&str]| -> Vec<String> {
        let out = folder.run(arguments).exits(0).out();
        let words = out.lines().filter_map(|line| line.strip_prefix("  yes  "));
        words
            .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
            .collect()
    };
    assert_eq!(
        yes(&["comparators", "--schema", "s.json"]),
        ["equals", "lex_less_than"]
    );
    assert_eq!(yes(&["comparators", "json", "path"]).len(), 16);
    folder.run(&["comparators", "env", "get"]).exits(2);
    std::fs::remove_file(folder.path("gatewright.toml")).unwrap();
    assert_eq!(
        yes(&["comparators", "--schema", "s.json"]),
        Vec::<String>::new()
    );
    assert_eq!(yes(&["comparators", "env", "get"]).len(), 6);
}

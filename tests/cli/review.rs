//! `review`: the packet from files, stdin and git, and what keeps it from being written.

use crate::support::{Folder, GOOD, Ran, committed, good_but};

/// The good draft with a timeout that goes on instead of failing.
fn looser() -> String {
    good_but(
        r#""on_timeout": "fail""#,
        r#""on_timeout": "advance_with_flag""#,
    )
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder
        .file("a.draft.json", GOOD)
        .file("b.draft.json", looser());
    folder
}

fn review(folder: &Folder, arguments: &[&str]) -> Ran {
    folder.run(&[&["review"], arguments].concat())
}

#[test]
fn the_verdict_comes_first_whatever_it_is() {
    let folder = folder();
    for (arguments, verdict) in [
        (&["a.draft.json"][..], "**Runs complete"),
        (&["b.draft.json", "--base", "a.draft.json"], "**Looser.**"),
        (&["a.draft.json", "--base", "b.draft.json"], "**Stricter.**"),
        (
            &["a.draft.json", "--base", "a.draft.json"],
            "**Identical.**",
        ),
    ] {
        let out = review(&folder, arguments).exits(0).out();
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines[0], "<!-- gatewright review first-steps -->");
        assert_eq!(lines[1], "# Review of `first-steps`");
        assert!(lines[3].starts_with(verdict), "{arguments:?}: {}", lines[3]);
    }
}

#[test]
fn a_packet_is_the_same_bytes_wherever_it_is_made() {
    let (here, there) = (folder(), folder());
    for more in [
        &[][..],
        &["--format", "html"],
        &["--for", "security"],
        &["--max-bytes", "4500"],
    ] {
        let arguments = [&["b.draft.json", "--base", "a.draft.json"], more].concat();
        let (first, second) = (review(&here, &arguments), review(&there, &arguments));
        assert_eq!(first.stdout, second.stdout);
        let text = first.exits(0).out();
        assert!(!text.contains(&*here.path("").to_string_lossy()), "{text}");
        if more.contains(&"4500") {
            assert!(
                text.len() <= 4500 && text.contains("Cut to fit 4500 of"),
                "{text}"
            );
        }
    }
}

#[test]
fn a_file_is_written_as_its_name_ends() {
    let folder = folder();
    for (name, more, start) in [
        ("r.md", &[][..], "<!-- gatewright"),
        ("r.html", &[], "<!doctype html>"),
        ("r.HTM", &[], "<!doctype html>"),
        ("s.html", &["--format", "markdown"], "<!-- gatewright"),
        ("s.md", &["--format", "html"], "<!doctype html>"),
    ] {
        let arguments = [
            &["b.draft.json", "--base", "a.draft.json", "-o", name],
            more,
        ]
        .concat();
        let ran = review(&folder, &arguments).exits(0);
        assert_eq!(ran.stderr, format!("wrote {name}\n"));
        assert!(ran.stdout.is_empty());
        assert!(folder.read(name).starts_with(start.as_bytes()), "{name}");
    }
    let html = String::from_utf8(folder.read("r.html")).expect("text");
    assert!(html.contains("<svg ") && html.ends_with("</html>\n"));
    for fetched in ["<script", " src=", " href=", "url(", "@import"] {
        assert!(!html.contains(fetched), "{fetched}");
    }
    // A packet replaces the one before.
    review(&folder, &["a.draft.json", "-o", "r.md"]).exits(0);
    let stdout = review(&folder, &["a.draft.json", "-o", "-"])
        .exits(0)
        .stdout;
    assert_eq!(stdout, folder.read("r.md"));
}

#[test]
fn versions_come_from_git_and_a_scenario_that_is_not_there_yet_is_new() {
    let folder = Folder::new();
    folder.file("sub/a.draft.json", GOOD);
    committed(&folder);
    folder
        .file("sub/a.draft.json", looser())
        .file("sub/c.draft.json", GOOD);
    for arguments in [
        &["sub/a.draft.json", "--base", "main"][..],
        &["sub/a.draft.json", "--base", "HEAD:sub/a.draft.json"],
        &["sub/a.draft.json", "--base", ":sub/a.draft.json"],
    ] {
        let out = review(&folder, arguments).exits(0).out();
        assert!(out.contains("**Looser.**"), "{arguments:?} {out}");
    }
    let back = review(
        &folder,
        &["main:sub/a.draft.json", "--base", "sub/a.draft.json"],
    );
    assert!(back.exits(0).out().contains("**Stricter.**"));
    let new = review(&folder, &["sub/c.draft.json", "--base", "main"]);
    let out = new.exits(0).out();
    assert!(
        out.contains("**New.** There is no `main:sub/c.draft.json`"),
        "{out}"
    );
    let stdin = folder.run_with(
        &["review", "-", "--base", "main:sub/a.draft.json"],
        looser().as_bytes(),
    );
    let out = stdin.exits(0).out();
    assert!(out.contains("**Looser.**"));
    assert!(out.contains("| new | &lt;stdin&gt; |"), "{out}");
}

#[test]
fn what_keeps_a_packet_from_being_written_is_told_with_its_cure() {
    let folder = folder();
    committed(&folder);
    folder
        .file("bad.draft.json", "{\"scenario_id\": ")
        .file("notes.txt", "x");
    let before = folder.names();
    for (arguments, words) in [
        (
            &["none.draft.json"][..],
            "the scenario `none.draft.json` cannot be read",
        ),
        (
            &["bad.draft.json"],
            "the scenario `bad.draft.json` does not compile",
        ),
        (
            &["a.draft.json", "--base", "bad.draft.json"],
            "the base `bad.draft.json` does not compile",
        ),
        (
            &["a.draft.json", "--base", "nowhere"],
            "git knows no revision `nowhere`",
        ),
        (&["notes.txt"], "the scenario `notes.txt` does not compile"),
        (
            &["."],
            "`.` is a folder, and a review is about one scenario",
        ),
        (&["a.draft.json", "--base", "."], "`.` is a folder"),
        (
            &["-", "--base", "main"],
            "`main` names no file, and stdin has no path",
        ),
        (&["-", "--base", "-"], "stdin cannot be both versions"),
        (
            &["a.draft.json", "-o", "a.draft.json"],
            "`a.draft.json` would be overwritten by its own review",
        ),
        (
            &[
                "a.draft.json",
                "--base",
                "b.draft.json",
                "-o",
                "b.draft.json",
            ],
            "`b.draft.json` would be overwritten by its own review",
        ),
        (
            &["a.draft.json", "-o", "no/r.md"],
            "cannot write `no/r.md`: its folder does not exist",
        ),
        (
            &["a.draft.json", "--max-bytes", "10"],
            "4096 bytes are the least that tell anything",
        ),
        (
            &["a.draft.json", "--max-bytes", "64k"],
            "write it as a number of bytes",
        ),
        (
            &["a.draft.json", "--for", "nobody"],
            "author, security, operator",
        ),
        (&["a.draft.json", "--approvals", "x.json"], "--base"),
        (
            &[
                "a.draft.json",
                "--base",
                "b.draft.json",
                "--approvals",
                "notes.txt",
            ],
            "`notes.txt` cannot be used: it is not an approvals file",
        ),
    ] {
        let ran = review(&folder, arguments).exits(2);
        assert!(ran.stderr.contains(words), "{arguments:?} {}", ran.stderr);
        assert!(ran.stdout.is_empty(), "{arguments:?}");
    }
    assert_eq!(folder.names(), before);
    let both = review(&folder, &["bad.draft.json", "--base", "none.draft.json"]).exits(2);
    assert!(both.stderr.contains("the scenario") && both.stderr.contains("the base"));
}

#[test]
fn decisions_are_told_beside_their_changes() {
    let folder = folder();
    let diff = ["diff", "a.draft.json", "b.draft.json", "--format", "json"];
    let told: serde_json::Value =
        serde_json::from_slice(&folder.run(&diff).exits(0).stdout).expect("JSON");
    let print = told["comparisons"][0]["changes"][0]["fingerprint"]
        .as_str()
        .expect("a text")
        .to_owned();
    let with = [
        "b.draft.json",
        "--base",
        "a.draft.json",
        "--approvals",
        "d.json",
    ];
    let none = review(&folder, &with).exits(0);
    assert!(none.out().contains("**Decisions:** 0 of"));
    assert_eq!(
        none.stderr,
        "`d.json` is not there, so no change is accepted yet\n"
    );
    folder
        .run(&[
            "approve",
            "a.draft.json",
            "b.draft.json",
            "--change",
            &print,
            "--who",
            "lead",
            "--reason",
            "agreed",
            "--approvals",
            "d.json",
        ])
        .exits(0);
    let out = review(&folder, &with).exits(0).out();
    assert!(out.contains("approved by lead: agreed"), "{out}");
    assert!(out.contains("**Decisions:** 1 of"), "{out}");
}

#[test]
fn findings_have_the_levels_that_the_workspace_wants() {
    let folder = Folder::new();
    let waiting = good_but(
        r#""timeout": {"timeout_ms": 86400000, "policy_tags": []}"#,
        r#""timeout": null"#,
    );
    folder.file("a.draft.json", &waiting);
    let out = review(&folder, &["a.draft.json"]).exits(0).out();
    assert!(out.contains("**advice GW0604**"), "{out}");
    folder.file("gatewright.toml", "[levels]\nGW0604 = \"error\"\n");
    let out = review(&folder, &["a.draft.json"]).exits(0).out();
    assert!(out.contains("**error GW0604**"), "{out}");
    assert!(out.contains("**Findings:** 1 error."), "{out}");
}

//! `diff` and `approve`, from files, folders, stdin and git.

use serde_json::{Value, json};

use crate::support::{Folder, GOOD, Ran, committed, good_but, hash};

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

fn changes(ran: &Ran) -> Vec<Value> {
    let value: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    let changes = &value["comparisons"][0]["changes"];
    changes.as_array().expect("changes").clone()
}

fn fingerprint(folder: &Folder) -> String {
    let ran = folder.run(&["diff", "a.draft.json", "b.draft.json", "--format", "json"]);
    let changes = changes(&ran);
    let timeout = changes.iter().find(|one| one["kind"] == "timeout");
    timeout.expect("a timeout")["fingerprint"]
        .as_str()
        .expect("a text")
        .to_owned()
}

#[test]
fn the_exit_code_is_0_unless_something_is_asked_for() {
    let folder = folder();
    let diff = |more: &[&str]| {
        let mut arguments = vec!["diff", "a.draft.json", "b.draft.json"];
        arguments.extend(more);
        folder.run(&arguments)
    };
    let told = diff(&[]).exits(0).out();
    assert!(told.contains("BEHAVIOUR  LOOSER"), "{told}");
    for (more, code) in [
        (&["--fail-on", "stricter,disclosure"][..], 0),
        (&["--fail-on", "looser"], 1),
        (&["--fail-on", "timeout", "--format", "json"], 1),
        (&["--fail-on", "any", "--stat"], 1),
        (&["--exit-code", "--name-only"], 1),
        (&["--require-bump"], 1),
        (&["--require-proof"], 0),
        (&["--fail-on", "loser"], 2),
        (&["--format", "ron"], 2),
        (&["--only", "bytes"], 0),
        (&["--stat", "--format", "json"], 2),
        (&["--carry"], 2),
    ] {
        diff(more).exits(code);
    }
    let same = folder.run(&[
        "diff",
        "a.draft.json",
        "a.draft.json",
        "--exit-code",
        "--fail-on",
        "any",
    ]);
    assert!(same.exits(0).out().contains("IDENTICAL"));
    let told = diff(&["--fail-on", "looser"]).exits(1).stderr;
    assert!(told.contains(&fingerprint(&folder)), "{told}");
}

/// Returns a scenario whose gate tells its conditions apart in more ways than can be gone through.
fn large(quorum: &str) -> String {
    let ids: Vec<String> = ["a", "b"]
        .iter()
        .flat_map(|side| (0..9).map(move |at| format!("{side}{at}")))
        .collect();
    let conditions: Vec<Value> = ids
        .iter()
        .map(|id| {
            json!({"condition_id": id, "comparator": "exists", "policy_tags": [],
                "query": {"provider_id": "env", "check_id": "get", "params": {"key": id}}})
        })
        .collect();
    let alike: Vec<String> = (0..9)
        .map(|at| format!("a{at} and b{at}, not a{at} and not b{at}"))
        .collect();
    let open = if quorum.ends_with(',') { "" } else { "(" };
    let requirement = format!(
        "{quorum}{open}all({}), {})",
        ids[..9].join(", "),
        alike.join(", ")
    );
    json!({"draft_version": 1, "scenario_id": "large", "namespace_id": 1, "spec_version": "1",
        "conditions": conditions, "policies": [], "schemas": [],
        "stages": [{"stage_id": "only", "entry_packets": [],
            "gates": [{"gate_id": "pairs", "requirement": requirement}],
            "advance_to": {"kind": "terminal"}, "timeout": null, "on_timeout": "fail"}]})
    .to_string()
}

#[test]
fn a_direction_that_is_not_proved_is_3_where_a_proof_is_asked_for() {
    let folder = folder();
    let [first, second] = [large("any"), large("at_least(2,")];
    folder
        .file("a.draft.json", first)
        .file("c.draft.json", second);
    folder
        .run(&["diff", "a.draft.json", "c.draft.json"])
        .exits(0);
    let arguments = ["diff", "a.draft.json", "c.draft.json", "--require-proof"];
    folder.run(&arguments).exits(3);
    folder
        .run(&[&arguments[..], &["--fail-on", "unproved"]].concat())
        .exits(1);
}

#[test]
fn a_side_that_cannot_be_used_is_named_with_what_is_wrong() {
    let folder = folder();
    folder
        .file("bad.draft.json", "{\"scenario_id\": ")
        .file("empty.draft.json", "");
    for (old, new, words) in [
        (
            "bad.draft.json",
            "a.draft.json",
            "the old side `bad.draft.json` does not compile",
        ),
        (
            "a.draft.json",
            "bad.draft.json",
            "the new side `bad.draft.json` does not compile",
        ),
        (
            "a.draft.json",
            "empty.draft.json",
            "the new side `empty.draft.json` does not compile",
        ),
        (
            "none.draft.json",
            "a.draft.json",
            "the old side `none.draft.json` cannot be read",
        ),
        (
            "a.draft.json",
            ".",
            "`.` is a folder and `a.draft.json` is a file",
        ),
        ("-", "-", "stdin cannot be both sides"),
    ] {
        let ran = folder.run(&["diff", old, new]).exits(2);
        assert!(ran.stderr.contains(words), "{}", ran.stderr);
        assert!(ran.stdout.is_empty());
    }
    let both = folder
        .run(&["diff", "bad.draft.json", "empty.draft.json"])
        .exits(2);
    assert!(both.stderr.contains("the old side") && both.stderr.contains("the new side"));
    let alone = folder.run(&["diff", "-"]).exits(2);
    assert!(
        alone.stderr.contains("name the other side too"),
        "{}",
        alone.stderr
    );
}

#[test]
fn drafts_and_specs_mix_and_stdin_is_a_side() {
    let folder = folder();
    let spec = folder.run(&["--compile", "a.draft.json"]).exits(0).stdout;
    folder.file("a.spec.json", &spec);
    let told = folder
        .run(&["diff", "a.spec.json", "a.draft.json"])
        .exits(0)
        .out();
    assert!(
        told.contains("IDENTICAL") && !told.contains("authors"),
        "{told}"
    );
    assert!(told.contains(&hash(&spec)));
    let ran = folder.run_with(&["diff", "-", "b.draft.json", "--format", "json"], &spec);
    assert_eq!(changes(&ran)[0]["class"], "looser");
    assert!(ran.out().contains("<stdin>"));
}

#[test]
fn folders_are_paired_by_path_and_a_draft_stands_for_its_spec() {
    let folder = Folder::new();
    let spec = {
        folder.file("x.draft.json", GOOD);
        folder.run(&["--compile", "x.draft.json"]).exits(0).stdout
    };
    folder
        .file("old/deep/a.spec.json", &spec)
        .file("old/gone.draft.json", GOOD)
        .file("new/deep/a.draft.json", looser())
        .file("new/deep/a.spec.json", &spec)
        .file("new/came.draft.json", GOOD)
        .file("new/notes.json", "{}")
        .file("new/.hidden/b.draft.json", GOOD);
    let ran = folder
        .run(&["diff", "old", "new", "--stat", "--exit-code"])
        .exits(1);
    assert_eq!(
        ran.out(),
        "new/deep/a.draft.json  looser: 2 looser; 1 field changed\n\
         - old/gone.draft.json  only in the old folder\n\
         + new/came.draft.json  only in the new folder\n"
    );
    folder
        .run(&["diff", "old", "new", "--fail-on", "any"])
        .exits(1);
    folder.run(&["diff", "old", "old", "--exit-code"]).exits(0);
    folder.file("new/deep/a.draft.json", "nonsense");
    let broken = folder.run(&["diff", "old", "new", "--stat"]).exits(2);
    assert!(
        broken.out().contains("came.draft.json"),
        "the rest is still told"
    );
    folder.file("empty/x.txt", "");
    folder.run(&["diff", "empty", "empty"]).exits(2);
}

#[test]
fn revisions_are_compared_with_the_working_tree_and_with_each_other() {
    let folder = Folder::new();
    folder.file("sub/a.draft.json", GOOD);
    committed(&folder);
    folder.file("sub/a.draft.json", looser());
    for arguments in [
        &["diff", "sub/a.draft.json"][..],
        &["diff", "HEAD:sub/a.draft.json"],
        &["diff", "main:sub/a.draft.json", "sub/a.draft.json"],
        &["diff", "main", "sub/a.draft.json"],
        &["diff", "sub"],
        &["diff", "main"],
        &["diff", "main:sub", "sub"],
        &["diff", ":sub/a.draft.json"],
    ] {
        let ran = folder.run(arguments).exits(0);
        assert!(
            ran.out().contains("BEHAVIOUR  LOOSER"),
            "{arguments:?} {}",
            ran.out()
        );
        assert!(!ran.out().contains(&*folder.path("").to_string_lossy()));
    }
    let back = folder
        .run(&["diff", "sub/a.draft.json", "main"])
        .exits(0)
        .out();
    assert!(back.contains("BEHAVIOUR  STRICTER"), "{back}");
    let label = folder.run(&["diff", "main", "sub/a.draft.json"]).out();
    assert!(label.contains("\nold  main:sub/a.draft.json  "), "{label}");
    for (arguments, words) in [
        (
            &["diff", "nowhere:sub/a.draft.json"][..],
            "git knows no revision `nowhere`",
        ),
        (
            &["diff", "main:none.draft.json", "sub/a.draft.json"],
            "none.draft.json",
        ),
        (
            &["diff", "nowhere", "sub/a.draft.json"],
            "git knows no revision `nowhere`",
        ),
    ] {
        let ran = folder.run(arguments).exits(2);
        assert!(ran.stderr.contains(words), "{arguments:?} {}", ran.stderr);
        assert!(ran.stderr.contains("help: "), "{}", ran.stderr);
    }
    let bare = Folder::new();
    bare.file("a.draft.json", GOOD);
    let ran = bare.run(&["diff", "a.draft.json"]).exits(2);
    assert!(
        ran.stderr.contains("not in a git repository"),
        "{}",
        ran.stderr
    );
    assert!(
        !ran.stderr.contains(&*bare.path("").to_string_lossy()),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_decision_lets_a_change_pass_between_the_same_two_specs_only() {
    let folder = folder();
    let print = fingerprint(&folder);
    let decide = |change: &str| {
        folder.run(&[
            "approve",
            "a.draft.json",
            "b.draft.json",
            "--change",
            change,
            "--reason",
            "agreed",
            "--who",
            "lead",
            "--approvals",
            "approvals.json",
        ])
    };
    let refused = decide("000000000000").exits(2);
    assert!(
        refused.stderr.contains(&print),
        "the real ones are listed: {}",
        refused.stderr
    );
    assert!(!folder.names().contains(&"approvals.json".to_owned()));
    decide(&print).exits(0);
    decide(&print).exits(0);
    let file: Value = serde_json::from_slice(&folder.read("approvals.json")).expect("JSON");
    assert_eq!(file["approvals"].as_array().map(Vec::len), Some(1));
    let schema: Value =
        serde_json::from_slice(&folder.run(&["schema", "approvals"]).exits(0).stdout)
            .expect("JSON");
    assert!(jsonschema::is_valid(&schema, &file));

    let check = |new: &str, more: &[&str]| {
        let mut arguments = vec!["diff", "a.draft.json", new, "--fail-on", "timeout"];
        arguments.extend(["--approvals", "approvals.json"]);
        arguments.extend(more);
        folder.run(&arguments)
    };
    let ran = check("b.draft.json", &[]).exits(0);
    assert!(
        ran.out().contains("approved by lead: agreed"),
        "{}",
        ran.out()
    );
    // Another namespace is the same change between other bytes.
    folder.file(
        "c.draft.json",
        looser().replacen(r#""spec_version": "1""#, r#""spec_version": "2""#, 1),
    );
    let ran = check("c.draft.json", &[]).exits(1);
    assert!(
        ran.out()
            .contains("previously approved in another revision"),
        "{}",
        ran.out()
    );
    check("c.draft.json", &["--carry"]).exits(0);
    folder.file("approvals.json", "[1]");
    let ran = check("b.draft.json", &[]).exits(2);
    assert!(
        ran.stderr.contains("it is not an approvals file"),
        "{}",
        ran.stderr
    );
    assert_eq!(decide(&print).code, 2);
    assert_eq!(
        folder.read("approvals.json"),
        b"[1]",
        "what is no such file is left alone"
    );
    for empty in ["--who", "--reason"] {
        let mut arguments = vec![
            "approve",
            "a.draft.json",
            "b.draft.json",
            "--change",
            &print,
            "--approvals",
            "x.json",
        ];
        for (name, value) in [("--who", "lead"), ("--reason", "agreed")] {
            arguments.extend([name, if name == empty { " " } else { value }]);
        }
        folder.run(&arguments).exits(2);
    }
}

/// Accepts changes between the two drafts of the folder.
fn approve(folder: &Folder, changes: &[&str]) -> Ran {
    let decision = [
        "--who",
        "lead",
        "--reason",
        "agreed",
        "--approvals",
        "d.json",
    ];
    let versions = ["approve", "a.draft.json", "b.draft.json", "--change"];
    folder.run(&[&versions[..], changes, &decision].concat())
}

#[test]
fn a_changed_spec_makes_a_decision_stale_and_says_so() {
    let folder = folder();
    let print = fingerprint(&folder);
    let check = |more: &[&str]| {
        let diff = [
            "diff",
            "a.draft.json",
            "b.draft.json",
            "--fail-on",
            "timeout",
        ];
        folder.run(&[&diff[..], &["--approvals", "d.json"], more].concat())
    };
    // A file that nobody has written yet accepts nothing, and a pipeline needs no empty one.
    let ran = check(&[]).exits(1);
    let note = "`d.json` is not there, so no change is accepted yet";
    assert!(ran.stderr.contains(note), "{}", ran.stderr);
    approve(&folder, &[&print]).exits(0);
    let ran = check(&[]).exits(0);
    assert_eq!(ran.stderr, "");
    let bumped = looser().replacen(r#""spec_version": "1""#, r#""spec_version": "2""#, 1);
    folder.file("b.draft.json", bumped);
    let ran = check(&[]).exits(1);
    let stale = format!("accepted between other versions, which no longer counts: {print};");
    assert!(ran.stderr.contains(&stale), "{}", ran.stderr);
    assert!(
        ran.out()
            .contains("previously approved in another revision, by lead")
    );
    check(&["--carry"]).exits(0);
    // Looked at again, it counts again, and the first decision stays on record.
    approve(&folder, &[&print]).exits(0);
    assert_eq!(check(&[]).exits(0).stderr, "");
    let file: Value = serde_json::from_slice(&folder.read("d.json")).expect("JSON");
    assert_eq!(file["approvals"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_decision_is_counted_once_however_often_it_is_made() {
    let folder = folder();
    let print = fingerprint(&folder);
    let ran = approve(&folder, &[&print, &print]).exits(0);
    assert!(
        ran.stderr
            .starts_with("1 change accepted in `d.json`, between"),
        "{}",
        ran.stderr
    );
    let first = folder.read("d.json");
    let ran = approve(&folder, &[&print]).exits(0);
    assert_eq!(
        ran.stderr,
        "`d.json` has this decision already; nothing was changed\n"
    );
    assert_eq!(folder.read("d.json"), first);
    let ran = approve(&folder, &["", "00"]).exits(2);
    assert!(
        ran.stderr.contains(&format!("\n    {print}  ")),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_file_that_is_no_good_record_of_decisions_accepts_nothing_and_stays_as_it_is() {
    let folder = folder();
    let print = fingerprint(&folder);
    approve(&folder, &[&print]).exits(0);
    let good = String::from_utf8(folder.read("d.json")).expect("text");
    for (text, why) in [
        (String::new(), "EOF while parsing a value"),
        ("\u{1b}[2J".to_owned(), "expected value at line 1"),
        (
            good.replacen(&print, "ABCDEF012345", 1),
            "decision 1 has a fingerprint that is not",
        ),
        (
            good.replacen("lead", " ", 1),
            "decision 1 does not say who made it",
        ),
        (
            good.replacen("\"who\"", "\"who\": \"boss\", \"who\"", 1),
            "duplicate field `who`",
        ),
        (good.replacen("\"who\"", "\"by\"", 1), "unknown field `by`"),
        (good[..good.len() / 2].to_owned(), "EOF while parsing"),
        (
            good.replacen("\"approvals_version\": 1", "\"approvals_version\": 7", 1),
            "is 7, this build reads 1",
        ),
    ] {
        folder.file("d.json", &text);
        let diff = [
            "diff",
            "a.draft.json",
            "b.draft.json",
            "--approvals",
            "d.json",
        ];
        for ran in [folder.run(&diff), approve(&folder, &[&print])] {
            let ran = ran.exits(2);
            assert!(ran.stderr.contains(why), "{}", ran.stderr);
            assert!(
                ran.stderr.contains("help: `gatewright schema approvals`"),
                "{}",
                ran.stderr
            );
            assert!(!ran.stderr.contains('\u{1b}'));
        }
        assert_eq!(folder.read("d.json"), text.as_bytes());
    }
    // What a decision says is shown and not performed.
    folder.file(
        "d.json",
        good.replacen("agreed", "\\u001b[31mred\\u202e", 1),
    );
    let diff = [
        "diff",
        "a.draft.json",
        "b.draft.json",
        "--approvals",
        "d.json",
    ];
    let out = folder.run(&diff).exits(0).out();
    assert!(
        out.contains("approved by lead: \\u{001B}[31mred\\u{202E}"),
        "{out}"
    );
}

#[test]
fn one_change_is_explained_by_its_fingerprint() {
    let folder = folder();
    let print = fingerprint(&folder);
    let diff = ["diff", "a.draft.json", "b.draft.json", "--explain"];
    let told = folder.run(&[&diff[..], &[&print]].concat()).exits(0).out();
    assert!(
        told.contains(&print) && told.contains("GW1008 timeout-weakened"),
        "{told}"
    );
    let unknown = folder.run(&[&diff[..], &["nothing"]].concat()).exits(2);
    assert!(unknown.stderr.contains(&print), "{}", unknown.stderr);
}

#[test]
fn hostile_ids_and_file_names_reach_no_terminal() {
    let folder = Folder::new();
    let hostile = r"x\u001b[31m\u202e<script>alert(1)</script>|@team";
    let rename = |text: &str| text.replace(r#""build""#, &format!("\"{hostile}\""));
    folder
        .file("a\u{1b}[2J.draft.json", rename(GOOD))
        .file("b.draft.json", rename(&looser()));
    for format in ["text", "markdown", "html", "json", "sarif", "github"] {
        let ran = folder.run(&[
            "diff",
            "a\u{1b}[2J.draft.json",
            "b.draft.json",
            "--format",
            format,
        ]);
        let ran = ran.exits(0);
        let out = ran.out();
        assert!(
            !out.contains('\u{1b}') && !out.contains('\u{202e}'),
            "{format}: {out}"
        );
        if ["markdown", "html"].contains(&format) {
            assert!(!out.contains("<script>"), "{format}: {out}");
        }
        assert!(!ran.stderr.contains('\u{1b}'));
    }
}

#[test]
fn the_json_keeps_to_the_published_schema() {
    let folder = folder();
    let ran = folder
        .run(&["diff", "a.draft.json", "b.draft.json", "--format", "json"])
        .exits(0);
    let value: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    let schema = folder.run(&["schema", "diff"]).exits(0).stdout;
    let schema: Value = serde_json::from_slice(&schema).expect("JSON");
    assert!(jsonschema::is_valid(&schema, &value));
    assert_eq!(value["comparisons"][0]["verdict"], "looser");
    assert_eq!(value["comparisons"][0]["suggested_bump"], "major");
}

use crate::support::{Clone, GOOD, draft};

#[test]
fn a_change_is_one_fact_in_diff_log_and_show() {
    let clone = Clone::installed(&[("a b/x.draft.json", &draft(1, "tests_pass"))]);
    let compile = ["--compile", "a b/x.draft.json", "-o", "a b/x.spec.json"];
    clone.run(&compile).exits(0);
    clone.commit("compiled");
    clone.file("a b/x.draft.json", draft(2, "tests_pass"));
    clone.run(&compile).exits(0);
    let facts = |text: &str| -> Vec<String> {
        let changed = |line: &&str| line.starts_with("+ ") || line.starts_with("- ");
        text.lines().filter(changed).map(str::to_owned).collect()
    };
    let expected = ["-  equals 1", "+  equals 2", "-  equals 1", "+  equals 2"];
    let diff = clone.git(&["diff"]).exits(0);
    assert_eq!(facts(&diff.out), expected, "{}", diff.out);
    clone.commit("stricter");
    for arguments in [&["log", "-p", "-1"][..], &["show"], &["diff", "HEAD~1"]] {
        let shown = clone.git(arguments).exits(0);
        assert_eq!(facts(&shown.out), expected, "{}", shown.out);
    }
    clone.file("a b/x.draft.json", GOOD.replace("86400000", "1000"));
    let diff = clone.git(&["diff", "--unified=0"]).exits(0);
    assert!(
        diff.out.contains("@@ stage verify\n-  timeout"),
        "{}",
        diff.out
    );
    let blame = clone
        .git(&["blame", "--textconv", "a b/x.spec.json"])
        .exits(0);
    assert!(blame.out.contains("equals 2"), "{}", blame.out);
}

#[test]
fn moving_what_has_no_order_is_no_difference() {
    let two = |first: &str, second: &str| {
        let condition = |id: &str| {
            format!(
                r#"{{"condition_id": "{id}", "query": {{"provider_id": "env", "check_id": "get", "params": {{"key": "{id}"}}}}, "comparator": "exists", "policy_tags": []}}"#
            )
        };
        format!(
            "{{\"conditions\": [{}, {}]}}",
            condition(first),
            condition(second)
        )
    };
    let clone = Clone::installed(&[("x.draft.json", &two("a", "b"))]);
    clone.file("x.draft.json", two("b", "a"));
    let diff = clone.git(&["diff"]).exits(0);
    assert!(!diff.out.contains("@@"), "{}", diff.out);
    assert_ne!(clone.git(&["diff", "--no-textconv"]).out, "");
}

#[test]
fn garbage_is_shown_as_it_is_and_stops_nothing() {
    let clone = Clone::installed(&[("x.spec.json", "one\n"), ("y.draft.ron", "(")]);
    clone.file("x.spec.json", b"two \x00\xff\x1b[31m {\n");
    clone.file("y.draft.ron", "");
    clone.file("z.draft.json", "[".repeat(100_000));
    clone.git(&["add", "--all"]).exits(0);
    let diff = clone.git(&["diff", "--cached"]).exits(0);
    for line in ["-one", "+two ", "-(", "+[[["] {
        assert!(diff.out.contains(line), "{line}");
    }
    assert!(
        diff.out.contains("gatewright text 1: the file as it is"),
        "{}",
        diff.out
    );

    let ran = clone
        .run(&["show", "--textconv", "missing.spec.json"])
        .exits(0);
    assert!(ran.out.contains("it does not exist"), "{}", ran.out);
    let ran = clone.run(&["show", "--textconv", "."]).exits(0);
    assert!(ran.out.contains("the file as it is"), "{}", ran.out);
    clone.file("large.draft.json", " ".repeat(17 << 20));
    let ran = clone
        .run(&["show", "--textconv", "large.draft.json"])
        .exits(0);
    assert!(ran.out.len() > 17 << 20);
}

#[test]
fn a_document_is_shown_from_files_and_revisions() {
    let clone = Clone::installed(&[("sub/x.draft.json", &draft(1, "tests_pass"))]);
    clone.file("sub/x.draft.json", draft(2, "tests_pass"));
    clone.git(&["add", "--all"]).exits(0);
    clone.file("sub/x.draft.json", draft(3, "tests_pass"));
    clone.file("sub/main:x.draft.json", draft(4, "tests_pass"));
    let sub = clone.path("sub");
    let show = |file: &str| clone.run_in(&sub, env!("CARGO_BIN_EXE_gatewright"), &["show", file]);
    for (file, expected) in [
        ("HEAD:x.draft.json", 1),
        ("HEAD:../sub/x.draft.json", 1),
        (":x.draft.json", 2),
        ("x.draft.json", 3),
        ("main:x.draft.json", 4),
    ] {
        let ran = show(file).exits(0);
        assert!(
            ran.out.contains(&format!("  equals {expected}\n")),
            "{file}: {}",
            ran.out
        );
    }
    for (file, message, help) in [
        (
            "mian:x.draft.json",
            "git knows no revision `mian`",
            "did you mean `main`?",
        ),
        ("HEAD:y", "`y` does not exist in `HEAD`", "git log --follow"),
        (
            "HEAD:sub/x.draft.json",
            "does not exist",
            "did you mean `../sub/x.draft.json`?",
        ),
        (":y", "`y` does not exist in the index", "git add -- y"),
        ("HEAD:..", "`..` is a folder in `HEAD`", "name a file"),
    ] {
        let ran = show(file).exits(2);
        assert!(
            ran.err.contains(message) && ran.err.contains(help),
            "{file}: {}",
            ran.err
        );
    }
    let ran = clone
        .run_in(
            clone.outside(),
            env!("CARGO_BIN_EXE_gatewright"),
            &["show", "main:x"],
        )
        .exits(2);
    assert!(
        ran.err.contains("is not in a git repository"),
        "{}",
        ran.err
    );
    clone.file("bad.draft.json", "{");
    assert!(
        clone
            .run(&["show", "bad.draft.json"])
            .exits(1)
            .err
            .contains("GW0101")
    );
}

#[test]
fn a_shallow_clone_says_what_to_fetch() {
    let clone = Clone::installed(&[("x.draft.json", GOOD)]);
    clone.file("x.draft.json", draft(2, "tests_pass"));
    clone.commit("second");
    let origin = format!("file://{}", clone.path("").display());
    clone
        .git(&["clone", "--quiet", "--depth=1", &origin, "../shallow"])
        .exits(0);
    let shallow = clone.outside().join("shallow");
    let show =
        |file: &str| clone.run_in(&shallow, env!("CARGO_BIN_EXE_gatewright"), &["show", file]);
    show("HEAD:x.draft.json").exits(0);
    let ran = show("HEAD~1:x.draft.json").exits(2);
    assert!(ran.err.contains("git fetch --unshallow"), "{}", ran.err);
    let ran = show("origin/other:x.draft.json").exits(2);
    assert!(
        ran.err.contains("help: git fetch origin other\n"),
        "{}",
        ran.err
    );
}

#[test]
fn a_clone_without_the_drivers_shows_the_files_themselves() {
    let clone = Clone::installed(&[("x.draft.json", GOOD)]);
    clone.file("x.draft.json", draft(2, "tests_pass"));
    clone.commit("second");
    clone.git(&["clone", "--quiet", ".", "../other"]).exits(0);
    let other = clone.outside().join("other");
    let show = clone.run_in(&other, "git", &["show"]).exits(0);
    assert!(
        show.out.contains("+      \"expected\": 2,\n"),
        "{}",
        show.out
    );
}

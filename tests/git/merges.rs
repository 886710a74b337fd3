use crate::support::{Clone, GOOD, draft};

const FILE: &str = "a b/x.draft.json";

/// Returns a draft with a second gate; its text stands right beside the first one's.
fn with_gate(text: &str, id: &str, needs: &str) -> String {
    let after = "        }\n      ],\n      \"advance_to\"";
    assert!(text.contains(after));
    let gate = format!(
        "        }},\n        {{\n          \"gate_id\": \"{id}\",\n          \"requirement\": \"{needs}\"\n        }}\n      ],\n      \"advance_to\""
    );
    text.replace(after, &gate)
}

#[test]
fn two_gates_at_one_place_merge_with_the_driver_and_not_without() {
    let clone = Clone::installed(&[(FILE, GOOD)]);
    clone.branch("theirs", FILE, &with_gate(GOOD, "night", "not tests_pass"));
    clone.file(FILE, with_gate(GOOD, "owners", "tests_pass"));
    clone.commit("ours");
    clone.git(&["clone", "--quiet", ".", "../other"]).exits(0);
    let other = clone.outside().join("other");
    let merge = clone.run_in(&other, "git", &["merge", "--quiet", "origin/theirs"]);
    assert_eq!(merge.code, 1, "{} {}", merge.out, merge.err);

    clone
        .git(&["merge", "--quiet", "--no-edit", "theirs"])
        .exits(0);
    let shown = clone.run(&["show", FILE]).exits(0).out;
    for gate in ["gate night\n", "gate owners\n", "gate quality\n"] {
        assert!(shown.contains(gate), "{shown}");
    }
    clone.run(&["fmt", "--check", FILE]).exits(0);
}

#[test]
fn a_conflict_leaves_a_draft_with_both_sides() {
    let clone = Clone::installed(&[(FILE, &draft(1, "tests_pass"))]);
    clone.branch("theirs", FILE, &draft(3, "tests_pass"));
    clone.file(FILE, draft(2, "tests_pass"));
    clone.commit("ours");
    let merge = clone.git(&["merge", "theirs"]).exits(1);
    let told =
        "conflict in a b/x.draft.json at `condition:tests_pass`: both sides changed `expected`";
    assert!(
        format!("{}{}", merge.out, merge.err).contains(told),
        "{} {}",
        merge.out,
        merge.err
    );
    let status = clone.git(&["status", "--porcelain"]).out;
    assert_eq!(status, "UU \"a b/x.draft.json\"\n");
    let check = clone.run(&["check", FILE]).exits(1);
    for part in [
        "GW0113",
        "the draft has: 2",
        "the other side has: 3",
        "take what the other side has",
    ] {
        assert!(check.out.contains(part), "{part}: {}", check.out);
    }
    let compile = clone.run(&["--compile", FILE]).exits(1);
    assert!(compile.err.contains("GW0113"), "{}", compile.err);
    // The same merge gives the same bytes.
    let bytes = clone.read(FILE);
    clone.git(&["merge", "--abort"]).exits(0);
    clone.git(&["merge", "theirs"]).exits(1);
    assert_eq!(clone.read(FILE), bytes);
}

#[test]
fn a_gate_that_went_here_and_changed_there_stays() {
    let two = with_gate(GOOD, "owners", "tests_pass");
    let changed = with_gate(GOOD, "owners", "not tests_pass");
    for (ours, theirs, told) in [
        (GOOD, &changed[..], "we took it out, they changed it"),
        (&changed[..], GOOD, "they took it out, we changed it"),
    ] {
        let clone = Clone::installed(&[(FILE, &two)]);
        clone.branch("theirs", FILE, theirs);
        clone.file(FILE, ours);
        clone.commit("ours");
        let merge = clone.git(&["merge", "theirs"]).exits(1);
        assert!(
            format!("{}{}", merge.out, merge.err).contains(told),
            "{}",
            merge.err
        );
        let shown = clone.run(&["show", FILE]).exits(0).out;
        assert!(
            shown.contains("gate owners\n    needs not tests_pass\n"),
            "{shown}"
        );
    }
}

#[test]
fn changes_that_are_wrong_only_together_are_a_conflict() {
    let renamed = GOOD.replace("tests_pass", "build_is_good");
    let clone = Clone::installed(&[(FILE, GOOD)]);
    clone.branch("theirs", FILE, &with_gate(GOOD, "owners", "tests_pass"));
    clone.file(FILE, renamed);
    clone.commit("ours");
    let merge = clone.git(&["merge", "theirs"]).exits(1);
    assert!(
        format!("{}{}", merge.out, merge.err).contains("GW0202"),
        "{}",
        merge.err
    );
    let check = clone.run(&["check", FILE]).exits(1);
    assert!(
        check.out.contains("GW0113") && check.out.contains("GW0202"),
        "{}",
        check.out
    );
}

#[test]
fn what_is_no_draft_merges_by_lines() {
    let clone = Clone::installed(&[
        (FILE, "one\n\n\n\ntwo\n"),
        ("y.draft.ron", "(\n// why\n)\n"),
    ]);
    clone.branch("theirs", FILE, "one\n\n\n\n2\n");
    clone.branch("against", FILE, "eins\n\n\n\ntwo\n");
    clone.file(FILE, "1\n\n\n\ntwo\n");
    clone.commit("ours");
    clone
        .git(&["merge", "--quiet", "--no-edit", "theirs"])
        .exits(0);
    assert_eq!(clone.read(FILE), "1\n\n\n\n2\n");
    clone.git(&["merge", "against"]).exits(1);
    let text = clone.read(FILE);
    assert!(
        text.contains("<<<<<<< ours\n1\n=======\neins\n>>>>>>> theirs\n"),
        "{text}"
    );
}

#[test]
fn comments_of_ron_are_not_lost() {
    let ron = |id: &str, version: &str| {
        format!(
            "// why\n(\n    scenario_id: \"{id}\",\n    namespace_id: 2,\n    // and\n    spec_version: \"{version}\",\n)\n"
        )
    };
    let clone = Clone::installed(&[("x.draft.ron", &ron("a", "1"))]);
    clone.branch("theirs", "x.draft.ron", &ron("a", "2"));
    clone.file("x.draft.ron", ron("b", "1"));
    clone.commit("ours");
    let merge = clone.git(&["merge", "--no-edit", "theirs"]);
    let text = clone.read("x.draft.ron");
    assert!(text.contains("// why") && text.contains("// and"), "{text}");
    assert!(
        merge.code == 0 && text == ron("b", "2") || text.contains("<<<<<<<"),
        "{text}"
    );
}

#[test]
fn compiled_files_are_compiled_from_the_merge_or_stay_ours() {
    let spec = "a b/x.spec.json";
    let compile = ["--compile", FILE, "-o", spec];
    let begin = |theirs: &str, ours: &str| {
        let clone = Clone::installed(&[(FILE, &draft(1, "tests_pass"))]);
        clone.run(&compile).exits(0);
        clone.commit("compiled");
        clone.git(&["checkout", "--quiet", "-b", "theirs"]).exits(0);
        clone.file(FILE, theirs);
        clone.run(&compile).exits(0);
        clone.commit("theirs");
        clone.git(&["checkout", "--quiet", "main"]).exits(0);
        clone.file(FILE, ours);
        clone.run(&compile).exits(0);
        clone.commit("ours");
        clone
    };
    let clone = begin(&draft(1, "not tests_pass"), &draft(2, "tests_pass"));
    clone
        .git(&["merge", "--quiet", "--no-edit", "theirs"])
        .exits(0);
    clone.run(&["--compile", FILE, "--check"]).exits(0);

    let clone = begin(&draft(3, "tests_pass"), &draft(2, "tests_pass"));
    let ours = clone.read(spec);
    let merge = clone.git(&["merge", "theirs"]).exits(1);
    let help = "resolve the draft first, then: gatewright --compile 'a b/x.draft.json' -o 'a b/x.spec.json' && git add 'a b/x.spec.json'";
    assert!(
        format!("{}{}", merge.out, merge.err).contains(help),
        "{} {}",
        merge.out,
        merge.err
    );
    assert_eq!(clone.read(spec), ours);
    assert!(
        clone
            .git(&["status", "--porcelain"])
            .out
            .contains("UU \"a b/x.spec.json\"")
    );
}

#[test]
fn a_draft_that_both_sides_added_merges() {
    let clone = Clone::installed(&[]);
    clone.branch("theirs", FILE, &with_gate(GOOD, "night", "tests_pass"));
    clone.file(FILE, with_gate(GOOD, "owners", "tests_pass"));
    clone.commit("ours");
    clone
        .git(&["merge", "--quiet", "--no-edit", "theirs"])
        .exits(0);
    let shown = clone.run(&["show", FILE]).exits(0).out;
    assert!(
        shown.contains("gate night\n") && shown.contains("gate owners\n"),
        "{shown}"
    );
}

#[test]
fn a_file_that_begins_with_a_dash_merges_in_a_rebase() {
    let file = "-x.draft.json";
    let clone = Clone::installed(&[(file, &draft(1, "tests_pass"))]);
    clone.branch("theirs", file, &draft(1, "not tests_pass"));
    clone.file(file, draft(2, "tests_pass"));
    clone.commit("ours");
    clone.git(&["rebase", "--quiet", "theirs"]).exits(0);
    assert_eq!(clone.read(file), draft(2, "not tests_pass"));
}

use crate::support::{Clone, GOOD};

#[test]
fn what_is_installed_is_taken_out_to_the_byte() {
    let clone = Clone::new();
    clone
        .git(&["config", "diff.other.textconv", "cat"])
        .exits(0);
    clone.git(&["config", "alias.st", "status"]).exits(0);
    clone.file(".gitattributes", "*.png binary\r\n* text=auto");
    let before = (clone.read(".git/config"), clone.read(".gitattributes"));

    let ran = clone.run(&["git", "check"]).exits(1);
    assert!(
        ran.out.contains("missing    diff.gw-spec.textconv\n"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("missing    .gitattributes\n"),
        "{}",
        ran.out
    );
    let ran = clone.run(&["git", "install"]).exits(0);
    assert!(
        ran.out.contains("set merge.gw-draft.driver\n"),
        "{}",
        ran.out
    );
    assert!(
        ran.out
            .ends_with("wrote .gitattributes; commit it for everyone\n")
    );
    let ran = clone.run(&["git", "check"]).exits(0);
    assert!(
        ran.out.lines().all(|line| line.starts_with("installed")),
        "{}",
        ran.out
    );
    let with = (clone.read(".git/config"), clone.read(".gitattributes"));
    let ran = clone.run(&["git", "install"]).exits(0);
    assert_eq!(ran.out, "everything is in place\n");
    assert_eq!(
        with,
        (clone.read(".git/config"), clone.read(".gitattributes"))
    );
    let attributes = clone.git(&["check-attr", "text", "diff", "--", "a/x.spec.json"]);
    assert_eq!(
        attributes.out,
        "a/x.spec.json: text: unset\na/x.spec.json: diff: gw-spec\n"
    );

    clone.run(&["git", "uninstall"]).exits(0);
    assert_eq!(
        before,
        (clone.read(".git/config"), clone.read(".gitattributes"))
    );
    let ran = clone.run(&["git", "uninstall"]).exits(0);
    assert_eq!(ran.out, "nothing of gatewright is set\n");
}

#[test]
fn a_new_attributes_file_goes_again_and_the_kept_texts_too() {
    let clone = Clone::installed(&[("x.draft.json", GOOD)]);
    clone.file("x.draft.json", GOOD.replace("true", "false"));
    clone.commit("second");
    clone.git(&["log", "-p"]).exits(0);
    let notes = ["for-each-ref", "refs/notes"];
    assert!(
        clone
            .git(&notes)
            .out
            .contains("refs/notes/textconv/gw-draft")
    );
    clone.run(&["git", "uninstall"]).exits(0);
    assert_eq!(clone.git(&notes).out, "");
    assert!(!clone.path(".gitattributes").exists());
    let config = clone.read(".git/config");
    assert!(
        !config.contains("gw-") && !config.contains("alias"),
        "{config}"
    );
}

#[test]
fn settings_of_the_user_stay_until_they_are_forced() {
    let clone = Clone::new();
    clone
        .git(&["config", "diff.gw-spec.textconv", "cat; true"])
        .exits(0);
    clone.file(".gitattributes", "*.draft.json diff=json\n");
    let ran = clone.run(&["git", "install"]).exits(1);
    assert!(
        ran.err
            .contains("diff.gw-spec.textconv is your own and stays: cat; true"),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("`diff` of `*.draft.json` is `json` here, not ours: line 1 of .gitattributes: *.draft.json diff=json"),
        "{}", ran.err
    );
    assert_eq!(clone.read(".gitattributes"), "*.draft.json diff=json\n");
    clone.run(&["git", "check"]).exits(1);
    clone.run(&["git", "install", "--force"]).exits(0);
    clone.run(&["git", "check"]).exits(0);

    // A line behind the block outweighs it.
    let text = clone.read(".gitattributes") + "* text=auto\n";
    clone.file(".gitattributes", text);
    let ran = clone.run(&["git", "check"]).exits(1);
    assert!(
        ran.err
            .contains("`text` of `*.spec.json` is `auto` here, not ours: line 8 of .gitattributes"),
        "{}",
        ran.err
    );
}

#[test]
fn the_program_is_named_safely_and_must_be_there() {
    let clone = Clone::new();
    let ran = clone
        .run(&["git", "install", "--command", "no-such-program"])
        .exits(2);
    assert!(
        ran.err.contains("there is no program `no-such-program`"),
        "{}",
        ran.err
    );
    assert!(!clone.read(".git/config").contains("gw-"));

    let own = "my $(touch x) it's";
    std::fs::create_dir(clone.path("bin")).expect("a folder");
    std::fs::copy(
        env!("CARGO_BIN_EXE_gatewright"),
        clone.path("bin").join(own),
    )
    .expect("a copy");
    let command = format!("bin/{own}");
    clone
        .run(&["git", "install", "--command", &command])
        .exits(0);
    clone.run(&["git", "check"]).exits(0);
    clone.file(".git/info/exclude", "bin\n");
    clone.file("x.draft.json", GOOD);
    clone.commit("begin");
    clone.file(
        "x.draft.json",
        GOOD.replace("\"expected\": true", "\"expected\": 7"),
    );
    let diff = clone.git(&["diff"]).exits(0);
    assert!(diff.out.contains("+  equals 7\n"), "{}", diff.out);
    assert!(!clone.path("x").exists());

    // Another program of ours is no setting of the user.
    clone.run(&["git", "install"]).exits(0);
    assert!(!clone.read(".git/config").contains("touch"));
    clone
        .run(&["git", "install", "--command", &command])
        .exits(0);
    std::fs::remove_file(clone.path("bin").join(own)).expect("the program goes");
    let ran = clone.run(&["git", "check"]).exits(1);
    assert!(
        ran.out
            .contains("stale      diff.gw-spec.textconv: there is no program"),
        "{}",
        ran.out
    );
    clone.run(&["git", "uninstall"]).exits(0);
    assert!(!clone.read(".git/config").contains("gw-"));
}

#[test]
fn settings_for_all_clones_leave_the_attributes_alone() {
    let clone = Clone::new();
    let ran = clone.run(&["git", "install", "--global"]).exits(0);
    assert!(
        ran.err.contains("each repository needs its .gitattributes"),
        "{}",
        ran.err
    );
    assert!(!clone.path(".gitattributes").exists());
    clone.run(&["git", "check", "--global"]).exits(0);
    clone.run(&["git", "check"]).exits(1);
    clone.run(&["git", "uninstall", "--global"]).exits(0);
    clone.run(&["git", "check", "--global"]).exits(1);
}

#[test]
fn outside_a_repository_there_is_nothing_to_set_up() {
    let clone = Clone::new();
    for action in ["install", "uninstall", "check"] {
        let binary = env!("CARGO_BIN_EXE_gatewright");
        let ran = clone
            .run_in(clone.outside(), binary, &["git", action])
            .exits(2);
        assert!(
            ran.err.contains("is not in a git repository"),
            "{}",
            ran.err
        );
        assert!(ran.err.contains("help: "), "{}", ran.err);
    }
    clone
        .git(&["init", "--quiet", "--bare", "bare.git"])
        .exits(0);
    let bare = clone.path("bare.git");
    let ran = clone
        .run_in(&bare, env!("CARGO_BIN_EXE_gatewright"), &["git", "install"])
        .exits(2);
    assert!(ran.err.contains("no files"), "{}", ran.err);
    clone.file(".gitattributes", "# gatewright: begin\n");
    let ran = clone.run(&["git", "install"]).exits(1);
    assert!(
        ran.err.contains("take these lines out by hand"),
        "{}",
        ran.err
    );
    assert_eq!(clone.read(".gitattributes"), "# gatewright: begin\n");
}

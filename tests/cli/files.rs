//! What is written where, and what is never overwritten.

use std::process::Command;

use crate::support::{Folder, GOOD, good_but, hash};

#[test]
fn no_draft_is_replaced_by_what_it_compiles_to() {
    let folder = Folder::new();
    folder.file("a.json", GOOD).file("sub/b.json", GOOD);
    #[cfg(unix)]
    std::os::unix::fs::symlink("a.json", folder.path("link.json")).unwrap();
    for arguments in [
        &["--compile", "a.json", "-o", "a.json"][..],
        &["--compile", "a.json", "-o", "./a.json"],
        &["--compile", "a.json", "-o", "sub/../a.json"],
        &[
            "--compile",
            "sub/b.json",
            "--emit",
            "json",
            "--out-dir",
            "sub",
        ],
        &[
            "--compile",
            "sub/b.json",
            "a.json",
            "--emit",
            "json",
            "--out-dir",
            ".",
        ],
        #[cfg(unix)]
        &["--compile", "a.json", "-o", "link.json"],
    ] {
        let ran = folder.run(arguments).exits(2);
        assert!(
            ran.stderr.contains("would be overwritten"),
            "{arguments:?}: {}",
            ran.stderr
        );
        assert_eq!(folder.read("a.json"), GOOD.as_bytes());
        assert_eq!(folder.read("sub/b.json"), GOOD.as_bytes());
    }
}

#[test]
fn the_hash_is_that_of_the_file_and_a_second_run_changes_nothing() {
    let folder = Folder::new();
    folder.file("a.draft.json", GOOD);
    let compile = ["--compile", "a.draft.json", "-o", "a.spec.json"];
    let first = folder.run(&compile).exits(0);
    let written = folder.read("a.spec.json");
    assert_eq!(
        first.stderr,
        format!("first-steps sha256:{}\n", hash(&written))
    );
    assert_eq!(folder.run(&["--compile", "a.draft.json"]).stdout, written);
    assert_ne!(written.last(), Some(&b'\n'));
    let tool = Command::new("sha256sum")
        .arg(folder.path("a.spec.json"))
        .output();
    // Where the tool is installed it is the judge.
    if let Ok(tool) = tool {
        assert!(tool.stdout.starts_with(hash(&written).as_bytes()));
    }
    assert_eq!(folder.run(&compile).exits(0).stderr, first.stderr);
    assert_eq!(folder.read("a.spec.json"), written);
    assert_eq!(folder.names(), ["a.draft.json", "a.spec.json"]);
}

#[test]
fn a_draft_that_no_longer_compiles_leaves_its_old_output() {
    let folder = Folder::new();
    folder
        .file("a.json", good_but("\"equals\"", "\"lex_less_than\""))
        .file("out.json", "as it was");
    folder
        .run(&["--compile", "a.json", "-o", "out.json"])
        .exits(1);
    assert_eq!(folder.read("out.json"), b"as it was");
    folder
        .run(&["--compile", "a.json", "--out-dir", "."])
        .exits(1);
    assert_eq!(folder.names(), ["a.json", "out.json"]);
}

#[test]
fn a_comparison_tells_same_different_missing_and_unreadable_apart() {
    let folder = Folder::new();
    folder.file("a.draft.json", GOOD);
    let check = |extra: &[&str]| {
        let mut arguments = vec!["--compile", "a.draft.json", "--check"];
        arguments.extend(extra);
        folder.run(&arguments)
    };
    let missing = check(&[]).exits(1);
    assert!(
        missing.stderr.contains("GW0801")
            && missing
                .stderr
                .contains("gatewright --compile a.draft.json -o a.spec.json"),
        "{}",
        missing.stderr
    );
    for (emit, file) in [
        ("spec", "a.spec.json"),
        ("hash", "a.sha256"),
        ("json", "a.json"),
    ] {
        folder
            .run(&["--compile", "a.draft.json", "--emit", emit, "-o", file])
            .exits(0);
        check(&["--emit", emit]).exits(0);
        check(&["--emit", emit, "-o", file]).exits(0);
        check(&["--emit", emit, "--out-dir", "."]).exits(0);
        let mut other = folder.read(file);
        other.push(b'\n');
        folder.file(file, &other);
        let ran = check(&["--emit", emit]).exits(1);
        assert!(ran.stderr.contains("GW0801"), "{}", ran.stderr);
        assert!(ran.stdout.is_empty());
        assert_eq!(folder.read(file), other, "a comparison writes nothing");
    }
    let folder_instead = check(&["-o", "."]).exits(2);
    assert!(
        folder_instead.stderr.contains("it is a folder"),
        "{}",
        folder_instead.stderr
    );
    check(&["--out-dir", "gone"]).exits(1);
    assert!(
        !folder.path("gone").exists(),
        "a comparison makes no folder"
    );
}

#[test]
fn several_drafts_are_compared_each_with_its_own_file() {
    let folder = Folder::new();
    folder
        .file("a.draft.json", GOOD)
        .file("sub/b.draft.json", good_but("first-steps", "other"));
    let drafts = ["a.draft.json", "sub/b.draft.json"];
    folder
        .run(&["--compile", drafts[0], drafts[1], "--check"])
        .exits(1);
    for draft in drafts {
        let spec = draft.replace(".draft.", ".spec.");
        folder.run(&["--compile", draft, "-o", &spec]).exits(0);
    }
    let ran = folder
        .run(&["--compile", drafts[0], drafts[1], "--check"])
        .exits(0);
    assert_eq!(ran.stderr.lines().count(), 2, "{}", ran.stderr);
}

#[test]
fn every_draft_of_several_is_told_about_and_the_good_ones_are_written() {
    let folder = Folder::new();
    folder
        .file("bad.json", "{")
        .file("good.json", GOOD)
        .file("worse.json", good_but("\"equals\"", "\"lex_less_than\""));
    let ran = folder
        .run(&[
            "--compile",
            "bad.json",
            "good.json",
            "worse.json",
            "gone.json",
            "--out-dir",
            "out",
        ])
        .exits(2);
    for told in ["GW0101", "first-steps sha256:", "GW0305", "GW0112"] {
        assert!(ran.stderr.contains(told), "{told}: {}", ran.stderr);
    }
    assert!(ran.stdout.is_empty());
    assert!(folder.path("out/good.spec.json").exists());
    assert_eq!(std::fs::read_dir(folder.path("out")).unwrap().count(), 1);
}

#[test]
fn stdin_goes_to_a_file_too_and_a_dash_is_stdout() {
    let folder = Folder::new();
    let good = GOOD.as_bytes();
    let spec = folder.run_with(&["--compile", "-"], good).exits(0).stdout;
    folder
        .run_with(&["--compile", "-", "-o", "x.json"], good)
        .exits(0);
    folder
        .run_with(&["--compile", "-", "--out-dir", "out"], good)
        .exits(0);
    assert_eq!(folder.read("x.json"), spec);
    assert_eq!(folder.read("out/stdin.spec.json"), spec);
    assert_eq!(
        folder
            .run_with(&["--compile", "-", "-o", "-"], good)
            .exits(0)
            .stdout,
        spec
    );
    folder
        .run_with(&["--compile", "-", "-o", "x.json", "--check"], good)
        .exits(0);
    folder.run_with(&["import", "-", "-o", "-"], &spec).exits(0);
    assert_eq!(folder.names(), ["out", "x.json"]);
}

#[test]
fn what_is_no_draft_is_left_alone_by_every_command() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for (bytes, code) in [
        (b"\xff\xfe{}".to_vec(), "GW0110"),
        ("\u{feff}{}".into(), "GW0110"),
        (Vec::new(), "GW0101"),
        (GOOD.as_bytes()[..300].to_vec(), "GW0101"),
        (vec![b' '; 17 << 20], "GW0105"),
        (deep.into_bytes(), "GW0105"),
        (
            good_but(
                "{\"kind\": \"terminal\"}",
                "{\"kind\": \"terminal\", \"kind\": \"linear\"}",
            )
            .into(),
            "GW0102",
        ),
        (
            good_but("\"on_timeout\"", "\"on_timeuot\"").into(),
            "GW0103",
        ),
        (good_but("\"fail\"", "7").into(), "GW0104"),
        (b"[1, 2]".to_vec(), "GW0104"),
    ] {
        let folder = Folder::new();
        for ending in ["json", "ron"] {
            let name = format!("x.{ending}");
            // RON has other words for some of these; json is enough for the rest.
            if ending == "ron" && !["GW0110", "GW0105"].contains(&code) {
                continue;
            }
            folder.file(&name, &bytes);
            for arguments in [
                &["--compile", &name][..],
                &["--compile", &name, "-o", "out"],
                &["--compile", &name, "--out-dir", "out"],
                &["check", &name, "--format", "short"],
                &["fmt", &name],
                &[
                    "fmt",
                    &name,
                    "--to",
                    if ending == "json" { "ron" } else { "json" },
                ],
                &["import", &name, "-o", "out"],
            ] {
                let ran = folder.run(arguments).exits(1);
                let told = format!("{}{}", ran.out(), ran.stderr);
                assert!(
                    told.contains(code) && told.contains(&name),
                    "{arguments:?}: {told}"
                );
                assert!(folder.read(&name) == bytes, "{arguments:?}");
            }
            // `--out-dir` may have made its folder; nothing is in it.
            if folder.path("out").exists() {
                assert_eq!(std::fs::read_dir(folder.path("out")).unwrap().count(), 0);
            }
        }
    }
}

#[test]
fn a_file_over_the_limit_is_told_with_its_own_size() {
    let folder = Folder::new();
    folder.file("big.json", vec![b' '; 17 << 20]);
    let ran = folder.run(&["--compile", "big.json"]).exits(1);
    assert!(
        ran.stderr.contains("17825792 bytes") && ran.stderr.contains("16777216"),
        "{}",
        ran.stderr
    );
    let ran = folder
        .run_with(&["--compile", "-"], &vec![b' '; 17 << 20])
        .exits(1);
    assert!(
        ran.stderr.contains("more than 16777216 bytes"),
        "{}",
        ran.stderr
    );
}

#[cfg(unix)]
#[test]
fn files_without_permission_are_told() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    folder
        .file("a.json", GOOD)
        .file("closed.json", GOOD)
        .file("out.json", "as it was");
    let close = |name: &str, mode: u32| {
        std::fs::set_permissions(folder.path(name), PermissionsExt::from_mode(mode)).unwrap();
    };
    close("out.json", 0o444);
    let ran = folder
        .run(&["--compile", "a.json", "-o", "out.json"])
        .exits(2);
    assert!(ran.stderr.contains("no permission"), "{}", ran.stderr);
    assert_eq!(folder.read("out.json"), b"as it was");
    close("closed.json", 0o000);
    if std::fs::read(folder.path("closed.json")).is_ok() {
        // Whoever may read everything cannot be refused.
        return;
    }
    let ran = folder.run(&["--compile", "closed.json"]).exits(2);
    assert!(
        ran.stderr.contains("GW0112") && ran.stderr.contains("no permission"),
        "{}",
        ran.stderr
    );
    std::fs::create_dir(folder.path("locked")).unwrap();
    close("locked", 0o555);
    let ran = folder
        .run(&["--compile", "a.json", "-o", "locked/x"])
        .exits(2);
    assert!(ran.stderr.contains("no permission"), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn what_is_neither_file_nor_folder_is_told_or_passed_over() {
    let folder = Folder::new();
    folder.file("a.draft.json", GOOD);
    let _socket = std::os::unix::net::UnixListener::bind(folder.path("s.draft.json")).unwrap();
    let ran = folder.run(&["--compile", "s.draft.json"]).exits(2);
    assert!(ran.stderr.contains("GW0112"), "{}", ran.stderr);
    folder.run(&["check", "."]).exits(0);
    folder
        .run(&["--compile", "a.draft.json", "-o", "s.draft.json"])
        .exits(2);
    folder
        .run(&["--compile", "a.draft.json", "-o", "/dev/null"])
        .exits(0);
}

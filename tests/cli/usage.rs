//! Arguments that do not go together, and arguments that are hostile.

use crate::support::{Folder, GOOD, ended};

#[test]
fn wrong_arguments_exit_2_say_why_and_write_nothing() {
    let folder = Folder::new();
    folder.file("a.json", GOOD).file("b.json", GOOD);
    let before = folder.names();
    for (arguments, why) in [
        (&["--compile"][..], "a value is required"),
        (&["-o", "x"], "--compile"),
        (&["--out-dir", "x"], "--compile"),
        (&["--check"], "--compile"),
        (&["--emit", "hash"], "--compile"),
        (
            &["--compile", "a.json", "--emit", "all"],
            "spec, hash, json",
        ),
        (
            &["--compile", "a.json", "--from", "yaml"],
            "neither json nor ron",
        ),
        (
            &["--compile", "a.json", "-o", "x", "--out-dir", "y"],
            "cannot be used with",
        ),
        (&["--compile", "a.json", "b.json"], "--out-dir"),
        (
            &["--compile", "a.json", "b.json", "--emit", "hash"],
            "--out-dir",
        ),
        (
            &["--compile", "a.json", "b.json", "--emit", "json"],
            "--out-dir",
        ),
        (&["--compile", "a.json", "b.json", "-o", "x"], "--out-dir"),
        (
            &["--compile", "a.json", "a.json", "--out-dir", "x"],
            "two drafts would write",
        ),
        (
            &["--compile", "-", "-", "--out-dir", "x"],
            "two drafts would write",
        ),
        (&["--compile", "-", "--check"], "no file to compare with"),
        (
            &["--compile", "a.json", "--check", "-o", "-"],
            "no file to compare with",
        ),
        (&["-o", "x", "check", "a.json"], "together with a command"),
        (
            &["--emit", "hash", "explain", "GW0101"],
            "together with a command",
        ),
        (&["check", "--compile", "a.json"], "unexpected argument"),
        (&["check"], "<PATH>"),
        (&["check", "a.json", "--format", "xml"], "xml"),
        (
            &["check", "a.json", "--fail-level", "fatal"],
            "advice, warning, error, never",
        ),
        (
            &["check", "a.json", "--profile", "strict"],
            "author, ci, audit",
        ),
        (&["check", "a.json", "--data-shape", "id"], "ID@VERSION"),
        (&["check", "a.json", "--data-shape", "@1"], "ID@VERSION"),
        (&["check", "a.json", "--data-shape", "id@"], "ID@VERSION"),
        (&["explain"], "CODE"),
        (&["explain", "GW0101", "--list"], "cannot be used with"),
        (&["comparators"], "PROVIDER"),
        (&["comparators", "env"], "CHECK"),
        (
            &["comparators", "env", "get", "--schema", "a.json"],
            "cannot be used with",
        ),
        (&["requirement"], "EXPR|TREE"),
        (&["graph"], "<SPEC>"),
        (
            &["graph", "a.json", "--format", "png"],
            "mermaid, dot, svg, text",
        ),
        (&["graph", "a.json", "--width", "39"], "39 is not in 40.."),
        (&["requirement", "a", "--to", "json"], "tree, text"),
        (&["contracts", "show"], "<ID>"),
        (&["contracts", "check"], "<PATH>"),
        (&["fmt"], "<PATH>"),
        (&["fmt", "a.json", "--to", "yaml"], "neither json nor ron"),
        (&["import"], "<SPEC>"),
        (&["schema"], "<OF>"),
        (&["schema", "everything"], "data-shape"),
        (&["completions", "csh"], "fish"),
        (&["frobnicate"], "there is no command and no file"),
        (&["chek", "a.json"], "unexpected argument"),
        (&["chek"], "did you mean `gatewright check`?"),
        (
            &["--color", "sometimes", "contracts"],
            "auto, always, never",
        ),
        (&["--workspace", "gone.toml", "contracts"], "gone.toml"),
    ] {
        let ran = folder.run(arguments).exits(2);
        assert!(ran.stderr.contains(why), "{arguments:?}: {}", ran.stderr);
        assert_eq!(folder.names(), before, "{arguments:?}");
    }
}

#[test]
fn settings_may_stand_before_and_after_a_command() {
    let folder = Folder::new();
    folder
        .file("bad.json", "{")
        .file("other.toml", "[levels]\nGW0101 = \"error\"\n");
    for arguments in [
        ["--color", "always", "check", "bad.json"],
        ["check", "--color", "always", "bad.json"],
        ["check", "bad.json", "--color", "always"],
    ] {
        let ran = folder.run(&arguments).exits(1);
        assert!(ran.stdout.contains(&0x1b), "{arguments:?}");
    }
    folder
        .run(&["--workspace", "other.toml", "check", "bad.json"])
        .exits(1);
    folder
        .run(&["check", "bad.json", "--workspace", "other.toml"])
        .exits(1);
}

#[test]
fn hostile_arguments_are_never_sent_to_the_terminal() {
    let folder = Folder::new();
    folder.file("a.json", GOOD);
    let evil = "x\u{1b}[31m\u{202e}\u{7}y";
    let option = format!("--{evil}");
    let path = format!("gone/{evil}.json");
    for arguments in [
        &[evil][..],
        &[&option],
        &["check", &option],
        &["check", &path],
        &["--compile", &path],
        &["--compile", "a.json", "-o", &path],
        &["--compile", "a.json", "--check", "-o", &path],
        &["--compile", "a.json", "--emit", evil],
        &["check", "a.json", "--format", evil],
        &["check", "a.json", "--data-shape", evil],
        &["explain", evil],
        &["comparators", evil, evil],
        &["comparators", "env", evil],
        &["comparators", "--schema", &path],
        &["requirement", evil],
        &["requirement", "a", "--conditions", evil],
        &["contracts", "show", evil],
        &["contracts", "check", &path],
        &["shapes", "check", &path],
        &["fmt", &path],
        &["import", &path],
        &["init", "a.json/\u{1b}[31m\u{202e}"],
        &["schema", evil],
        &["--workspace", &path, "contracts"],
    ] {
        let ran = folder.run(arguments);
        assert!([1, 2].contains(&ran.code), "{arguments:?}: {}", ran.code);
        let text = format!("{}{}", ran.out(), ran.stderr);
        let sent = text
            .chars()
            .find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
        assert_eq!(sent, None, "{arguments:?}: {text:?}");
    }
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text_are_still_names() {
    use std::os::unix::ffi::OsStrExt;
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.draft.json");
    let folder = Folder::new();
    if std::fs::write(folder.path(".").join(name), GOOD).is_err() {
        // This disk takes only names that are text.
        return;
    }
    for before in [&["--compile"][..], &["check"], &["fmt", "--check"]] {
        let mut command = folder.command(before);
        command.arg(name);
        ended(command, b"").exits(0);
    }
    ended(folder.command(&["check", "."]), b"").exits(0);
}

#[test]
fn completions_are_scripts_that_their_shell_takes() {
    let folder = Folder::new();
    for (shell, checked) in [
        ("bash", &["bash", "-n"][..]),
        ("zsh", &["zsh", "-n"]),
        ("fish", &["fish", "--no-execute"]),
    ] {
        let script = folder.run(&["completions", shell]).exits(0).stdout;
        folder.file("script", &script);
        let told = std::process::Command::new(checked[0])
            .args(&checked[1..])
            .arg(folder.path("script"))
            .output();
        // Only a shell that is installed can judge.
        if let Ok(told) = told {
            assert!(told.status.success(), "{shell}: {told:?}");
        }
    }
}

#[test]
fn every_command_has_its_page_in_the_manual() {
    let folder = Folder::new();
    folder.run(&["man", "--out-dir", "man/pages"]).exits(0);
    let help = folder.run(&["--help"]).exits(0).out();
    let commands = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help");
    let mut pages = vec!["gatewright.1".to_owned()];
    pages.extend(commands.map(|name| format!("gatewright-{name}.1")));
    assert!(pages.len() > 18, "{pages:?}");
    for page in &pages {
        let text = String::from_utf8(folder.read(&format!("man/pages/{page}"))).unwrap();
        assert!(text.contains(".SH SYNOPSIS"), "{page}");
    }
    assert_eq!(
        std::fs::read_dir(folder.path("man/pages")).unwrap().count(),
        pages.len()
    );
    let main = folder.run(&["man"]).exits(0).stdout;
    assert_eq!(main, folder.read("man/pages/gatewright.1"));
    folder.file("file", "");
    let ran = folder.run(&["man", "--out-dir", "file"]).exits(2);
    assert!(
        ran.stderr.contains("cannot write to `file`"),
        "{}",
        ran.stderr
    );
}

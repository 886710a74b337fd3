//! Colour, pipes that end early, and streams that are closed.

use std::io::Read;
use std::process::{Command, Stdio};

use crate::support::{Folder, GOOD, Ran, binary, ended, good_but};

fn folder() -> Folder {
    let folder = Folder::new();
    folder
        .file("good.json", GOOD)
        .file("bad.json", good_but("\"equals\"", "\"lex_less_than\""));
    folder
}

fn with(folder: &Folder, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
    let mut command = folder.command(arguments);
    command.envs(environment.iter().copied());
    ended(command, b"")
}

fn coloured(ran: &Ran) -> bool {
    ran.stdout.contains(&0x1b) || ran.stderr.contains('\u{1b}')
}

#[test]
fn the_same_rules_of_colour_hold_for_both_streams() {
    let folder = folder();
    let force = ("CLICOLOR_FORCE", "1");
    let term = ("TERM", "xterm-256color");
    for (extra, environment, expected) in [
        (&[][..], &[][..], false),
        (&[], &[term], false),
        (&[], &[term, force], true),
        (&[], &[force, ("NO_COLOR", "1")], false),
        (&["--color", "auto"], &[force, ("NO_COLOR", "1")], false),
        (&["--color", "always"], &[], true),
        (&["--color", "always"], &[("NO_COLOR", "1")], true),
        (&["--color", "never"], &[term, force], false),
    ] {
        // A report is on stdout, a refusal on stderr.
        for before in [&["check", "bad.json"], &["--compile", "bad.json"]] {
            let arguments = [&before[..], extra].concat();
            let ran = with(&folder, &arguments, environment).exits(1);
            assert_eq!(coloured(&ran), expected, "{arguments:?} {environment:?}");
        }
    }
}

#[test]
fn what_is_no_report_is_never_coloured() {
    let folder = folder();
    for arguments in [
        &["--compile", "good.json"][..],
        &["--compile", "good.json", "--emit", "hash"],
        &["--compile", "good.json", "--emit", "json"],
        &["check", "bad.json", "--format", "short"],
        &["check", "bad.json", "--format", "json"],
        &["check", "bad.json", "--format", "jsonl"],
        &["check", "bad.json", "--format", "sarif"],
        &["check", "bad.json", "--format", "github"],
        &["check", "bad.json", "--format", "junit"],
        &["check", "bad.json", "--format", "markdown"],
        &["schema", "draft"],
        &["completions", "bash"],
        &["man"],
        &["fmt", "-", "--check"],
        &["requirement", "a and b"],
        &["explain", "--format", "markdown"],
    ] {
        let arguments = [arguments, &["--color", "always"]].concat();
        let ran = folder.run_with(&arguments, GOOD.as_bytes());
        assert!(
            !coloured(&ran),
            "{arguments:?}: {}{}",
            ran.out(),
            ran.stderr
        );
    }
}

#[test]
fn colours_of_a_report_wrap_the_same_words() {
    let folder = folder();
    for (file, before) in [("bad.json", "check"), ("bad.json", "--compile")] {
        let plain = folder.run(&[before, file]);
        let painted = folder.run(&[before, file, "--color", "always"]);
        let stripped = |text: &str| {
            let mut parts = text.split('\u{1b}');
            let first = parts.next().unwrap_or_default().to_owned();
            parts.fold(first, |mut out, part| {
                out.push_str(part.split_once('m').map_or(part, |(_, rest)| rest));
                out
            })
        };
        assert_eq!(stripped(&painted.out()), plain.out());
        assert_eq!(stripped(&painted.stderr), plain.stderr);
    }
}

#[test]
fn hostile_text_stays_harmless_where_colour_is_wanted() {
    let folder = Folder::new();
    folder.file(
        "h.json",
        good_but(
            "\"requirement\": \"tests_pass\"",
            r#""requirement": {"Condition": "a\u001b[2J\u0007\u202eb"}"#,
        ),
    );
    for before in [&["check", "h.json"][..], &["--compile", "h.json"]] {
        let arguments = [before, &["--color", "always"]].concat();
        let ran = folder.run(&arguments).exits(1);
        let text = format!("{}{}", ran.out(), ran.stderr);
        assert!(text.contains("\\u{001B}[2J\\u{0007}\\u{202E}"), "{text:?}");
        let foreign = text.split('\u{1b}').skip(1).find(|part| {
            let style = part.strip_prefix('[').and_then(|part| part.split_once('m'));
            !style.is_some_and(|(style, _)| {
                style
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b';')
            })
        });
        assert_eq!(foreign, None);
        assert!(!text.contains(['\u{7}', '\u{202e}', '\u{9b}']));
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = folder();
    for arguments in [
        &["--compile", "good.json"][..],
        &["check", "bad.json", "--format", "sarif"],
        &["explain", "--list"],
        &["explain", "--format", "markdown"],
        &["schema", "draft"],
        &["completions", "zsh"],
        &["man"],
        &["contracts"],
        &["comparators", "env", "get"],
        &["fmt", "good.json", "--to", "json"],
        &["import", "good.json"],
        &["--help"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = folder.command(arguments);
        command.stdout(writer).stdin(Stdio::null());
        let output = command.output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        let expected = i32::from(arguments[0] == "check");
        assert_eq!(
            output.status.code(),
            Some(expected),
            "{arguments:?}: {stderr}"
        );
        assert!(
            !stderr.contains("error") && !stderr.contains("panic"),
            "{arguments:?}: {stderr}"
        );
    }
}

#[cfg(unix)]
#[test]
fn nobody_listening_on_stderr_changes_nothing() {
    let folder = folder();
    for (arguments, code) in [
        (&["--compile", "good.json"][..], 0),
        (&["--compile", "bad.json"], 1),
        (&["frobnicate"], 2),
        (&["init", "new"], 0),
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = folder.command(arguments);
        command.stderr(writer).stdin(Stdio::null());
        assert_eq!(
            command.output().unwrap().status.code(),
            Some(code),
            "{arguments:?}"
        );
    }
}

#[cfg(unix)]
fn shell(folder: &Folder, script: &str) -> Ran {
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", script])
        .env("GW", binary())
        .current_dir(folder.path("."));
    ended(command, b"")
}

#[cfg(unix)]
#[test]
fn closed_streams_are_no_accident() {
    let folder = folder();
    let ran = shell(&folder, "$GW --compile - <&-").exits(1);
    assert!(ran.stderr.contains("GW0101"), "{}", ran.stderr);
    shell(&folder, "$GW --compile good.json 2>&-").exits(0);
    shell(&folder, "$GW --compile bad.json 2>&-").exits(1);
    shell(&folder, "$GW check bad.json >&-").exits(1);
    // The next file that is opened must not take the place of a closed stream.
    shell(&folder, "$GW --compile good.json -o out.json <&- >&- 2>&-").exits(0);
    assert_eq!(
        folder.read("out.json"),
        folder.run(&["--compile", "good.json"]).stdout
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_below_stdout_is_told() {
    let folder = folder();
    for arguments in [
        "--compile good.json",
        "check bad.json",
        "explain --list",
        "schema draft",
    ] {
        let ran = shell(&folder, &format!("$GW {arguments} >/dev/full")).exits(2);
        assert!(
            ran.stderr.contains("the disk is full"),
            "{arguments}: {}",
            ran.stderr
        );
    }
    let ran = folder
        .run(&["--compile", "good.json", "-o", "/dev/full"])
        .exits(2);
    assert!(ran.stderr.contains("the disk is full"), "{}", ran.stderr);
}

#[test]
fn a_long_report_arrives_whole() {
    let folder = folder();
    let mut child = folder
        .command(&["schema", "draft"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut text = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    assert!(child.wait().unwrap().success());
    assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
}

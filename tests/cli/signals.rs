//! Signals and limits of the system while files are written.
#![cfg(unix)]

use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Folder, GOOD, binary, ended, good_but};

/// Longest time that anything here may take before the test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

fn kill(child: &Child, signal: &str) {
    let sent = Command::new("/bin/sh")
        .args(["-c", &format!("kill -{signal} {}", child.id())])
        .stderr(Stdio::null())
        .status();
    // It may have ended by itself, and then there is nobody to signal.
    let _ = sent.expect("a shell");
}

#[track_caller]
fn end(mut child: Child) -> ExitStatus {
    let begin = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if begin.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("it does not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A draft whose compile takes a while and whose output is large.
fn large(id: &str) -> String {
    let policies: Vec<String> = (0..20_000)
        .map(|i| {
            format!(
                "{{\"policy_id\":\"policy-{i}\",\"description\":\"{}\"}}",
                "d".repeat(60)
            )
        })
        .collect();
    good_but(
        "\"policies\": []",
        &format!("\"policies\": [{}]", policies.join(",")),
    )
    .replacen("first-steps", id, 1)
}

#[test]
fn waiting_for_stdin_ends_at_once() {
    let folder = Folder::new();
    for arguments in [
        &["--compile", "-"][..],
        &["check", "-"],
        &["fmt", "-"],
        &["import", "-"],
        &["requirement", "-"],
    ] {
        for (signal, number) in [("INT", 2), ("TERM", 15)] {
            let mut child = folder
                .command(arguments)
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let stdin = child.stdin.take();
            std::thread::sleep(Duration::from_millis(100));
            kill(&child, signal);
            let status = end(child);
            assert!(
                status.signal() == Some(number) || status.code() == Some(128 + number),
                "{arguments:?}: {status}"
            );
            drop(stdin);
        }
    }
}

#[test]
fn a_signal_leaves_every_file_old_or_new() {
    let folder = Folder::new();
    let mut arguments = vec!["--compile".to_owned()];
    for i in 0..6 {
        let name = format!("d{i}.json");
        folder
            .file(&name, large(&name))
            .file(&format!("out/d{i}.spec.json"), "as it was");
        arguments.push(name);
    }
    arguments.extend(["--out-dir".to_owned(), "out".to_owned()]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut interrupted = 0;
    for (round, signal) in ["INT", "TERM", "HUP", "INT", "TERM", "HUP"]
        .iter()
        .enumerate()
    {
        let child = folder
            .command(&arguments)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Later in each round, so that some signals come between files and some within one.
        let begin = Instant::now();
        let wait = Duration::from_millis(100 + 230 * u64::try_from(round).unwrap());
        while begin.elapsed() < wait {
            std::thread::sleep(Duration::from_millis(5));
        }
        kill(&child, signal);
        let status = end(child);
        interrupted += usize::from(status.code() != Some(0));
        for i in 0..6 {
            let content = folder.read(&format!("out/d{i}.spec.json"));
            assert!(
                content == b"as it was" || (content.starts_with(b"{") && content.ends_with(b"}")),
                "{signal}: d{i} is half written"
            );
        }
        let left = std::fs::read_dir(folder.path("out")).unwrap().count();
        assert_eq!(left, 6, "{signal}: a temporary file is left");
    }
    assert!(interrupted > 0, "no signal came in time");
}

#[test]
fn a_limit_on_file_sizes_leaves_the_old_file() {
    let folder = Folder::new();
    folder
        .file("a.json", large("a"))
        .file("out.json", "as it was");
    // With the signal of this limit ignored, and as it is by default.
    for trap in ["trap '' XFSZ;", ""] {
        let mut shell = Command::new("/bin/sh");
        let script = format!("{trap} ulimit -f 8; exec $GW --compile a.json -o out.json");
        shell
            .args(["-c", &script])
            .env("GW", binary())
            .current_dir(folder.path("."));
        let ran = ended(shell, b"").exits(2);
        assert!(
            ran.stderr.contains("no file of this size"),
            "{}",
            ran.stderr
        );
        assert!(ran.stderr.contains("help:"), "{}", ran.stderr);
        assert_eq!(folder.read("out.json"), b"as it was");
        assert_eq!(folder.names(), ["a.json", "out.json"]);
    }
    let mut shell = Command::new("/bin/sh");
    shell
        .args(["-c", "ulimit -f 1; exec $GW fmt a.json --to ron"])
        .env("GW", binary())
        .current_dir(folder.path("."));
    ended(shell, b"").exits(2);
    assert_eq!(folder.names(), ["a.json", "out.json"]);
}

#[test]
fn an_interrupted_format_leaves_the_draft() {
    let folder = Folder::new();
    let draft = large("a");
    folder.file("a.json", &draft);
    let child = folder
        .command(&["fmt", "a.json"])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(150));
    kill(&child, "TERM");
    end(child);
    let left = folder.read("a.json");
    assert!(left == draft.as_bytes() || left.ends_with(b"}\n"));
    assert_eq!(folder.names(), ["a.json"]);
    assert!(!GOOD.is_empty());
}

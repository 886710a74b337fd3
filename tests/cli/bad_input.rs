//! Bad input gets a diagnostic with code, place and cure, exit 1 or 2, and touches no file.

use std::process::Command;
use std::time::Duration;

use crate::support::{Folder, GOOD, binary, ended, good_but};

/// Compiles bytes to a file and requires a refusal with this code and some help.
#[track_caller]
fn refused(bytes: impl AsRef<[u8]>, code: &str) -> String {
    let folder = Folder::new();
    folder.file("bad.json", bytes).file("out.json", "as it was");
    let ran = folder.run(&["--compile", "bad.json", "-o", "out.json"]);
    assert!([1, 2].contains(&ran.code), "{}", ran.code);
    assert!(ran.stdout.is_empty());
    assert!(ran.stderr.contains(code), "{code}: {}", ran.stderr);
    assert!(ran.stderr.contains("bad.json"), "{}", ran.stderr);
    assert!(ran.stderr.contains("help:"), "{}", ran.stderr);
    assert_eq!(folder.read("out.json"), b"as it was");
    assert_eq!(folder.names(), ["bad.json", "out.json"]);
    ran.stderr
}

#[test]
fn texts_that_cannot_be_read() {
    refused(b"{\"scenario_id\": \"\xff\"}", "GW0110");
    refused(format!("\u{feff}{GOOD}"), "GW0110");
    refused("", "GW0101");
    refused(&GOOD[..GOOD.len() / 2], "GW0101");
    refused(vec![b' '; 17 << 20], "GW0105");
    let nested = |levels: usize| {
        good_but(
            "\"expected\": true",
            &format!(
                "\"expected\": {}1{}",
                "[".repeat(levels),
                "]".repeat(levels)
            ),
        )
    };
    refused(nested(65), "GW0105");
    refused("[".repeat(100_000), "GW0105");
}

#[test]
fn documents_that_do_not_fit() {
    refused(
        good_but("\"policies\"", "\"policies\": [], \"policies\""),
        "GW0102",
    );
    let near = refused(
        good_but("\"policies\"", "\"policy\": [], \"policies\""),
        "GW0103",
    );
    assert!(near.contains("policies"), "{near}");
    let near = refused(good_but("\"comparator\"", "\"comparater\""), "GW0103");
    assert!(near.contains("did you mean `comparator`?"), "{near}");
    refused(
        good_but("\"namespace_id\": 2", "\"namespace_id\": \"2\""),
        "GW0104",
    );
    refused(
        good_but("\"namespace_id\": 2", "\"namespace_id\": 0"),
        "GW0104",
    );
    refused(
        good_but("\"namespace_id\": 2", "\"namespace_id\": 2.0"),
        "GW0108",
    );
    refused(
        good_but(
            "\"namespace_id\": 2",
            "\"namespace_id\": 18446744073709551616",
        ),
        "GW0108",
    );
    refused(
        good_but("\"namespace_id\": 2", "\"namespace_id\": 9007199254740992"),
        "GW0803",
    );
    refused(
        good_but("\"timeout_ms\": 86400000", "\"timeout_ms\": 1e999"),
        "GW0101",
    );
    refused("{}", "GW0109");
}

#[test]
fn hostile_text_is_shown_and_never_sent() {
    let id = r"evil\u001b]52;c;aGk=\u0007\u202etxt\u200b\u0085";
    let folder = Folder::new();
    folder.file(
        "h.draft.json",
        GOOD.replace("tests_pass", id)
            .replacen("\"equals\"", "\"contains\"", 1)
            .replacen("path\"", "pth\\u001b[2J\"", 1),
    );
    for format in [
        "human", "short", "json", "jsonl", "sarif", "github", "junit", "markdown",
    ] {
        let ran = folder
            .run(&[
                "check",
                "h.draft.json",
                "--format",
                format,
                "--color",
                "never",
            ])
            .exits(1);
        let shown = format!("{}{}", ran.out(), ran.stderr);
        let sent = shown.chars().find(|c| {
            (c.is_control() && *c != '\n')
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        });
        assert_eq!(sent, None, "{format}");
        assert!(
            shown.contains("202E") || shown.contains("202e"),
            "{format}: {shown}"
        );
    }
    let ran = folder.run(&["--compile", "h.draft.json"]).exits(1);
    assert!(!ran.stderr.contains('\u{1b}'));
}

#[test]
fn sources_that_cannot_be_used() {
    let contract = include_str!("../../contracts/external/scanner.json");
    for (name, content, code) in [
        (
            "contracts/c.json",
            contract.replacen(
                "\"equals\",\n        \"greater_than\"",
                "\"greater_than\",\n        \"equals\"",
                1,
            ),
            "GW1103",
        ),
        (
            "contracts/c.json",
            contract.replacen(
                "{ \"type\": \"array\"",
                "{ \"$ref\": \"https://example.org/s.json\", \"type\": \"array\"",
                1,
            ),
            "GW1104",
        ),
        ("contracts/c.json", "{".to_owned(), "GW1102"),
        (
            "data-shapes/s.json",
            "{\"$ref\": \"file:///etc/passwd\"}".to_owned(),
            "GW1104",
        ),
        ("gatewright.toml", "contracts = 3\n".to_owned(), "GW1101"),
        (
            "gatewright.toml",
            "contracts = [\"gone.json\"]\n".to_owned(),
            "GW1102",
        ),
    ] {
        let folder = Folder::new();
        folder
            .file("gatewright.toml", "")
            .file(name, content)
            .file("a.draft.json", GOOD);
        let ran = folder
            .run(&["--compile", "a.draft.json", "-o", "a.spec.json"])
            .exits(2);
        assert!(
            ran.stderr.contains(code) && ran.stderr.contains("help:"),
            "{name}: {}",
            ran.stderr
        );
        assert!(!folder.path("a.spec.json").exists());
        let ran = folder.run(&["check", "a.draft.json"]).exits(2);
        assert!(ran.out().contains(code), "{name}: {}", ran.out());
    }
}

#[test]
fn paths_that_cannot_be_read_or_written() {
    let folder = Folder::new();
    folder.file("a.draft.json", GOOD).file("file", "x");
    for path in [".", "gone.json", "file/below.json"] {
        let ran = folder.run(&["--compile", path]).exits(2);
        assert!(
            ran.stderr.contains("GW0112") && ran.stderr.contains("help"),
            "{path}: {}",
            ran.stderr
        );
    }
    for path in ["file/out.json", "gone/out.json", "."] {
        let ran = folder
            .run(&["--compile", "a.draft.json", "-o", path])
            .exits(2);
        assert!(
            ran.stderr.contains("cannot write"),
            "{path}: {}",
            ran.stderr
        );
    }
    folder.run(&["check", "gone"]).exits(2);
    std::fs::create_dir(folder.path("empty")).unwrap();
    folder.run(&["check", "empty"]).exits(2);
    assert_eq!(folder.names(), ["a.draft.json", "empty", "file"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_old_file() {
    let folder = Folder::new();
    let ids: Vec<String> = (0..400)
        .map(|i| format!("{{\"policy_id\": \"policy-{i}\"}}"))
        .collect();
    folder.file(
        "a.draft.json",
        good_but(
            "\"policies\": []",
            &format!("\"policies\": [{}]", ids.join(",")),
        ),
    );
    folder.file("out.json", "as it was");
    let script = format!(
        "trap '' XFSZ; ulimit -f 1; exec {} --compile a.draft.json -o out.json",
        binary().display()
    );
    let mut shell = folder.command(&[]);
    shell = {
        let mut c = Command::new("/bin/sh");
        c.args(["-c", &script])
            .current_dir(shell.get_current_dir().unwrap());
        c
    };
    let ran = ended(shell, b"");
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("cannot write"), "{}", ran.stderr);
    assert_eq!(folder.read("out.json"), b"as it was");
    assert_eq!(folder.names(), ["a.draft.json", "out.json"]);
    let full = format!("{} --compile a.draft.json > /dev/full", binary().display());
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", &full]).current_dir(folder.path("."));
    assert_eq!(ended(shell, b"").code, 2);
    let piped = format!(
        "{} --compile a.draft.json 2>err | head -c 1",
        binary().display()
    );
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", &piped]).current_dir(folder.path("."));
    assert_eq!(ended(shell, b"").stdout, b"{");
    assert!(
        !String::from_utf8(folder.read("err"))
            .unwrap()
            .contains("panic")
    );
}

#[cfg(unix)]
#[test]
fn a_signal_leaves_nothing_half_written() {
    let folder = Folder::new();
    let conditions: Vec<String> = (0..20_000)
        .map(|i| format!("{{\"condition_id\":\"c{i}\",\"query\":{{\"provider_id\":\"env\",\"check_id\":\"get\",\"params\":{{\"key\":\"K{i}\"}}}},\"comparator\":\"exists\",\"policy_tags\":[]}}"))
        .collect();
    let list = format!("\"conditions\": [{},", conditions.join(","));
    folder.file("big.draft.json", good_but("\"conditions\": [", &list));
    folder.file("out.json", "as it was");
    for (signal, wait) in [("INT", 5), ("TERM", 60), ("HUP", 200)] {
        let child = folder
            .command(&["--compile", "big.draft.json", "-o", "out.json"])
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        let id = child.id().to_string();
        // The process may have ended by itself, and then there is nothing to signal.
        let _ = Command::new("/bin/sh")
            .args(["-c", &format!("kill -{signal} {id}")])
            .status();
        let status = {
            let mut child = child;
            child.wait().unwrap()
        };
        let out = folder.read("out.json");
        let whole = out == b"as it was" || out.ends_with(b"}");
        assert!(whole, "{signal}: {status}");
        assert_eq!(folder.names(), ["big.draft.json", "out.json"], "{signal}");
    }
}

//! A session that is killed in the middle of its work.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    missing_docs,
    reason = "tests"
)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use gatewright::draft::{Edit, Entity};
use gatewright::session::file::recoverable;
use gatewright::session::{Session, Setting};
use serde_json::json;

const DRAFT: &str = "GATEWRIGHT_TEST_DRAFT";
const EDITS: usize = 100;

/// The victim: edits a draft, says so, and waits for its end.
fn victim(path: &Path) {
    let opened = Session::open(path, None, Setting::default()).expect("a session");
    let mut session = opened.session;
    for step in 0..EDITS {
        let edit = Edit::Set {
            entity: Entity::Scenario,
            field: "note".to_owned(),
            value: Some(json!(format!("step {step}"))),
        };
        session
            .edit(&format!("step {step}"), &edit)
            .expect("an edit");
    }
    println!("\nready");
    loop {
        std::thread::park();
    }
}

#[test]
fn a_killed_session_leaves_every_change_and_no_lock() {
    // The test starts itself once more, as the process that it kills.
    if let Some(path) = std::env::var_os(DRAFT) {
        return victim(Path::new(&path));
    }
    let folder = tempfile::tempdir().unwrap();
    let draft = folder.path().join("x.draft.json");
    std::fs::write(&draft, "{}").unwrap();
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "a_killed_session_leaves_every_change_and_no_lock",
            "--nocapture",
        ])
        .env(DRAFT, &draft)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(victim.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap() == "ready"));

    let held = Session::open(&draft, None, Setting::default()).unwrap();
    let who = format!("process {} has this draft open", victim.id());
    assert_eq!(held.session.read_only_because(), Some(who.as_str()));
    assert!(recoverable(folder.path()).is_empty());
    drop(held);

    // What was handed over is written at once, though by a thread of its own.
    let journal = folder.path().join(".x.draft.json.journal");
    let last = format!("step {}", EDITS - 1);
    while !std::fs::read_to_string(&journal).is_ok_and(|text| text.contains(&last)) {
        std::thread::yield_now();
    }
    victim.kill().unwrap();
    victim.wait().unwrap();

    let found = recoverable(folder.path());
    assert_eq!(found[0].labels.len(), EDITS);
    let mut opened = Session::open(&draft, None, Setting::default()).unwrap();
    assert!(!opened.session.is_read_only());
    let recovery = opened.recovery.take().expect("unsaved changes");
    opened.session.recover(recovery).unwrap();
    let note = opened.session.draft().annotations.note.clone();
    assert_eq!(note.as_deref(), Some(last.as_str()));
    for _ in 0..EDITS {
        assert!(opened.session.undo().is_some());
    }
    assert_eq!(opened.session.draft().annotations.note, None);
}

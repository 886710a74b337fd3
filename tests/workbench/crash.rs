//! Sessions that are killed, and files that others write too.

use std::time::Duration;

use rustix::process::Signal;

use crate::terminal::{Folder, GOOD, Terminal};

/// How many sessions are killed; `GATEWRIGHT_KILLS` asks for another number.
const KILLS: u32 = 200;

/// A small generator, so that every run kills at the same moments.
struct Dice(u32);

impl Dice {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 % limit
    }
}

/// Waits for the end of a process that was killed, so that its lock is free.
fn killed(terminal: &Terminal) {
    terminal.signal(Signal::KILL);
    assert_eq!(terminal.wait_killed(), 9);
}

fn recovered(folder: &Folder) -> Terminal {
    let mut terminal = folder.launch(&["x.draft.json"]).size(80, 24).start();
    terminal.wait_for("of a session that ended badly");
    terminal.keys("enter");
    terminal.wait_for("the unsaved changes are back");
    terminal
}

/// Kills a session some moment after its edits were on the screen; all of them come back.
#[test]
fn whatever_was_on_the_screen_when_it_was_killed_comes_back() {
    let kills = std::env::var("GATEWRIGHT_KILLS").map_or(KILLS, |count| count.parse().unwrap());
    let mut dice = Dice(0x9e37_79b9);
    let folder = Folder::with_draft();
    let mut terminal = folder.launch(&["x.draft.json"]).size(80, 24).start();
    terminal.wait_for("q leave");
    let mut version = "1".to_owned();
    for round in 0..kills {
        // Some of it is saved, so that the journal begins anew now and then.
        if round > 0 && dice.below(8) == 0 {
            terminal.keys("ctrl-s");
            terminal.wait_for("saved x.draft.json");
        }
        terminal.keys("home down down enter");
        terminal.wait_for("┌─ version");
        for letter in 0..=dice.below(3) {
            terminal.keys("ctrl-u");
            version = format!("r{round}-{letter}");
            terminal.keys(&format!("\"{version}\" enter"));
            terminal.wait_gone("┌─ version");
            terminal.wait_for(&format!("version           {version}"));
            terminal.keys("enter");
            terminal.wait_for("┌─ version");
        }
        // What is being typed is kept as well, though it was not applied.
        let typed = format!("half{round}");
        terminal.keys(&format!("ctrl-u \"{typed}\""));
        terminal.wait_for(&typed);
        std::thread::sleep(Duration::from_millis(u64::from(dice.below(30))));
        killed(&terminal);
        terminal = recovered(&folder);
        terminal.wait_for(&format!("version           {version}"));
        terminal.keys("home down down enter");
        terminal.wait_for(&typed);
        terminal.keys("ctrl-u esc");
        terminal.wait_gone("┌─ version");
    }
    let saved = folder.read("x.draft.json");
    assert_ne!(saved, "");
    terminal.keys("ctrl-s");
    terminal.wait_for("saved x.draft.json");
    let expected = format!("\"spec_version\": \"{version}\"");
    assert!(folder.read("x.draft.json").contains(&expected));
}

#[test]
fn a_kill_while_saving_leaves_the_old_file_or_the_new_one() {
    let mut dice = Dice(0x0bad_5eed);
    for round in 0..20 {
        let folder = Folder::with_draft();
        let mut terminal = folder.open();
        terminal.keys("2 d");
        terminal.wait_for("conditions 2");
        terminal.keys("ctrl-s");
        std::thread::sleep(Duration::from_micros(u64::from(dice.below(6000))));
        killed(&terminal);
        let left = folder.read("x.draft.json");
        let is_old = left == GOOD;
        assert!(
            is_old || left.contains("tests_pass_2") && left.ends_with("}\n"),
            "{round}"
        );
        let mut again = folder.launch(&["x.draft.json"]).start();
        if is_old {
            again.wait_for("of a session that ended badly");
            again.keys("enter");
            again.wait_for("the unsaved changes are back");
        } else {
            again.wait_for("q leave");
        }
        again.keys("2");
        again.wait_for("conditions 2");
    }
}

fn from_outside(folder: &Folder, from: &str, to: &str) {
    let text = folder.read("x.draft.json");
    assert!(text.contains(from), "{text}");
    folder.file("x.draft.json", text.replacen(from, to, 1));
}

/// The terminal tells that it has the focus again.
const FOCUS: &[u8] = b"\x1b[I";

#[test]
fn a_change_from_outside_is_read_while_nothing_was_changed_here() {
    let folder = Folder::with_draft();
    let mut terminal = folder.open();
    from_outside(&folder, "first-steps", "other-steps");
    terminal.send(FOCUS);
    terminal.wait_for("the file changed outside and was read again");
    terminal.wait_for("other-steps");
    // Without a word of the terminal it is found a moment after the last key.
    terminal.keys("down");
    from_outside(&folder, "other-steps", "third-steps");
    terminal.wait_for("third-steps");
    terminal.keys("u");
    terminal.wait_for("other-steps");
}

#[test]
fn a_change_from_outside_is_asked_about_while_something_was_changed_here() {
    for (answer, id, conditions) in [
        ("merge", "other-steps", 2),
        ("reload", "other-steps", 1),
        ("keep", "first-steps", 2),
    ] {
        let folder = Folder::with_draft();
        let mut terminal = folder.open();
        terminal.keys("2 d");
        terminal.wait_for("conditions 2");
        from_outside(&folder, "first-steps", "other-steps");
        terminal.send(FOCUS);
        terminal.wait_for("the file changed outside");
        terminal.keys(&format!("\"{answer}\" enter"));
        terminal.wait_gone("the file changed outside");
        terminal.wait_for(&format!("conditions {conditions}"));
        terminal.keys("ctrl-s");
        terminal.wait_for("saved x.draft.json");
        let saved: serde_json::Value = serde_json::from_str(&folder.read("x.draft.json")).unwrap();
        assert_eq!(saved["scenario_id"], id, "{answer}");
        let count = saved["conditions"].as_array().unwrap().len();
        assert_eq!(count, conditions, "{answer}");
    }
}

#[test]
fn saving_over_a_change_from_outside_asks_first() {
    let folder = Folder::with_draft();
    let mut terminal = folder.open();
    terminal.keys("2 d");
    terminal.wait_for("conditions 2");
    from_outside(&folder, "first-steps", "other-steps");
    terminal.keys("ctrl-s");
    terminal.wait_for("the file changed outside");
    terminal.keys("esc");
    terminal.wait_gone("reload");
    assert!(folder.read("x.draft.json").contains("other-steps"));
    // What both sides changed is asked about once more.
    terminal.keys("1 enter");
    terminal.wait_for("┌─ name");
    terminal.keys("ctrl-u \"my-steps\" enter");
    // A moment after the last change it is asked about without saving too.
    terminal.wait_for("both changed scenario scenario_id");
    terminal.keys("\"merge\" enter");
    terminal.wait_for("whose are taken?");
    terminal.keys("\"mine\" enter");
    terminal.wait_for("merged");
    terminal.keys("ctrl-s");
    terminal.wait_for("saved x.draft.json");
    assert!(folder.read("x.draft.json").contains("my-steps"));
}

#[test]
fn changes_that_are_put_aside_stay_beside_the_draft() {
    let folder = Folder::with_draft();
    let mut terminal = folder.open();
    terminal.keys("2 d");
    terminal.wait_for("conditions 2");
    killed(&terminal);
    let mut again = folder.launch(&["x.draft.json"]).start();
    again.wait_for("of a session that ended badly");
    again.keys("\"aside\" enter");
    again.wait_for("discarded");
    again.keys("2");
    again.wait_for("conditions 1");
    again.keys("q");
    assert_eq!(again.wait_exit(), 0);
    let aside = std::fs::read_dir(folder.path("")).unwrap().any(|entry| {
        let name = entry.unwrap().file_name();
        name.to_string_lossy().contains("discarded")
    });
    assert!(aside);
}

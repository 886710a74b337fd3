//! How the workbench takes its terminal, and how it gives it back.

use std::time::Duration;

use rustix::process::Signal;

use crate::terminal::{Folder, GOOD, Launch};

/// Longest time that the program may take to end once it was asked to.
const PROMPT: Duration = Duration::from_secs(2);

#[test]
fn leaving_gives_the_terminal_back_as_it_was() {
    for key in ["q", "ctrl-c"] {
        let folder = Folder::with_draft();
        let mut terminal = folder.open();
        assert!(terminal.is_taken());
        assert!(terminal.tells_focus());
        terminal.look(|screen| {
            assert!(screen.bracketed_paste());
            assert_ne!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        });
        terminal.keys(key);
        assert_eq!(terminal.wait_exit(), 0);
        terminal.is_as_before();
    }
}

#[test]
fn what_was_not_saved_when_it_was_left_is_offered_at_the_start() {
    let folder = Folder::with_draft();
    let mut terminal = folder.open();
    terminal.keys("2 d");
    terminal.wait_for("conditions 2");
    terminal.keys("q");
    assert_eq!(terminal.wait_exit(), 0);
    let mut again = folder.launch(&[]).start();
    again.wait_for("! x.draft.json has 1 unsaved change(s)");
    again.keys("enter");
    again.wait_for("› x.draft.json");
    again.keys("enter");
    again.wait_for("1 unsaved change(s) of an earlier session");
    again.keys("enter");
    again.wait_for("the unsaved changes are back");
    again.keys("2");
    again.wait_for("conditions 2");
}

#[test]
fn a_signal_ends_it_promptly_and_its_changes_are_offered_again() {
    for (signal, number) in [(Signal::TERM, 15), (Signal::HUP, 1), (Signal::INT, 2)] {
        let folder = Folder::with_draft();
        let mut terminal = folder.open();
        terminal.keys("2 d");
        terminal.wait_for("conditions 2");
        terminal.signal(signal);
        assert_eq!(terminal.ends_within(PROMPT), 128 + number);
        terminal.is_as_before();
        let mut again = folder.launch(&["x.draft.json"]).start();
        again.wait_for("1 unsaved change(s) of an earlier session");
        again.keys("enter");
        again.wait_for("the unsaved changes are back");
        again.keys("2");
        again.wait_for("conditions 2");
    }
}

#[test]
fn a_closed_terminal_ends_it_and_loses_nothing() {
    let folder = Folder::with_draft();
    let plain = |folder: &Folder| folder.launch(&["x.draft.json"]);
    // With the signal of a closed terminal, without any, and with a parent that ignores it.
    let shell = |folder: &Folder| folder.shell("trap '' HUP; exec \"$GATEWRIGHT\" x.draft.json");
    let launches: [&dyn Fn(&Folder) -> Launch; 3] =
        [&plain, &|folder| plain(folder).without_signals(), &shell];
    for (round, launch) in launches.into_iter().enumerate() {
        let mut terminal = launch(&folder).start();
        if round > 0 {
            terminal.wait_for("unsaved change(s)");
            terminal.keys("enter");
            terminal.wait_for("the unsaved changes are back");
        }
        terminal.wait_for("1 Scenario");
        terminal.keys("2 d");
        terminal.wait_for(&format!("conditions {}", round + 2));
        terminal.close();
        assert_eq!(terminal.ends_within(PROMPT), 129, "round {round}");
    }
    let mut terminal = plain(&folder).start();
    terminal.wait_for("unsaved change(s)");
    terminal.keys("enter");
    terminal.wait_for("the unsaved changes are back");
    terminal.keys("2");
    terminal.wait_for("conditions 4");
}

#[test]
fn a_stopped_job_leaves_the_terminal_and_comes_back_to_it() {
    let folder = Folder::with_draft();
    let mut terminal = folder.open();
    terminal.keys("2");
    terminal.wait_for("conditions 1");
    for by_key in [true, false] {
        if by_key {
            terminal.keys("ctrl-z");
        } else {
            terminal.signal(Signal::TSTP);
        }
        terminal.wait_stopped();
        terminal.is_as_before();
        terminal.signal(Signal::CONT);
        // All of it is drawn again, not only what changed.
        terminal.wait_for("conditions 1");
        terminal.wait_for("1 Scenario");
        assert!(terminal.is_taken());
        terminal.keys("down");
    }
    terminal.keys("q");
    assert_eq!(terminal.wait_exit(), 0);
    terminal.is_as_before();
}

#[test]
fn a_process_that_was_stopped_unasked_takes_the_terminal_again() {
    let folder = Folder::with_draft();
    let mut terminal = folder.open();
    terminal.keys("2");
    terminal.wait_for("conditions 1");
    terminal.signal(Signal::STOP);
    terminal.wait_stopped();
    // What another program may leave behind.
    terminal.reset();
    assert!(!terminal.screen().contains("conditions 1"));
    terminal.signal(Signal::CONT);
    terminal.wait_for("conditions 1");
    terminal.wait_for("1 Scenario");
    assert!(terminal.is_taken());
    terminal.keys("d");
    terminal.wait_for("conditions 2");
    terminal.keys("q");
    assert_eq!(terminal.wait_exit(), 0);
    terminal.is_as_before();
}

#[test]
fn a_shell_takes_the_terminal_while_the_job_is_stopped() {
    let folder = Folder::with_draft();
    let script = "PS1='$ ' exec sh -i";
    let mut terminal = folder.shell(script).start();
    terminal.wait_for("$");
    terminal.keys("\"$GATEWRIGHT x.draft.json\" enter");
    terminal.wait_for("1 Scenario");
    terminal.keys("ctrl-z");
    terminal.wait_for("Stopped");
    terminal.keys("\"echo $((6*7))\" enter");
    terminal.wait_for("42");
    terminal.keys("\"fg\" enter");
    terminal.wait_for("1 Scenario");
    terminal.keys("2 d");
    terminal.wait_for("conditions 2");
    terminal.keys("q");
    // What is typed before the shell asks would still be the program's.
    terminal.wait_for("x.draft.json\n$\n");
    terminal.keys("\"echo left $?\" enter");
    terminal.wait_for("left 0");
}

#[test]
fn no_size_kills_it_and_the_screen_is_right_afterwards() {
    let folder = Folder::with_draft();
    let terminal = folder.open();
    let fresh = terminal.screen();
    // A generator of its own, so that every run has the same sizes.
    let mut seed = 0x2545_f491_u32;
    let mut below = |limit: u32| {
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        u16::try_from(seed % limit).unwrap() + 1
    };
    for round in 0..200 {
        terminal.resize(below(300), below(100));
        if round % 20 == 0 {
            terminal.resize(39, 12);
            terminal.wait_for("too small: 39 × 12");
        }
    }
    for (columns, rows) in [(1, 1), (1, 100), (300, 1), (300, 100)] {
        terminal.resize(columns, rows);
    }
    terminal.wait_for("1 Scenario");
    terminal.resize(120, 40);
    terminal.wait_screen("the screen as it was", |screen| {
        crate::terminal::lines(screen) == fresh
    });
}

#[test]
fn a_terminal_that_is_too_small_says_so() {
    let folder = Folder::with_draft();
    let mut terminal = folder.launch(&["x.draft.json"]).size(30, 8).start();
    terminal.wait_for("too small: 30 × 8");
    terminal.wait_for("of at least\n40 × 12");
    terminal.resize(40, 12);
    terminal.wait_for("gatewright");
    terminal.keys("q");
    assert_eq!(terminal.wait_exit(), 0);
}

#[test]
fn a_second_session_only_reads() {
    let folder = Folder::with_draft();
    let first = folder.open();
    let mut second = folder.launch(&["x.draft.json"]).start();
    second.wait_for("read-only");
    second.wait_for("has this draft open");
    second.keys("2 d");
    second.wait_for("read-only");
    second.keys("q");
    assert_eq!(second.wait_exit(), 0);
    assert_eq!(folder.read("x.draft.json"), GOOD);
    first.wait_for("1 Scenario");
}

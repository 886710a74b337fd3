//! How the workbench takes its terminal, and how it gives it back.

use std::time::Duration;

use rustix::process::Signal;

use crate::terminal::Folder;

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
        again.wait_for("1 unsaved change(s) of a session that ended badly");
        again.keys("enter");
        again.wait_for("the unsaved changes are back");
        again.keys("2");
        again.wait_for("conditions 2");
    }
}

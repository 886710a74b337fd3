//! The linear face in a real terminal: lines that can be edited, and nothing drawn around them.

use super::terminal::Folder;

#[test]
fn answers_are_edited_in_their_line_gone_back_from_and_kept() {
    let folder = Folder::new();
    let mut terminal = folder
        .launch(&["new", "release-gate.draft.json"])
        .size(100, 40)
        .start();
    // The name that the file gave is there to be edited.
    terminal.wait_for("> name: release-gate");
    terminal.send(b"-2\r");
    terminal.wait_for("> answer:");
    terminal.send(b"seven\r");
    terminal.wait_for("a whole number");
    terminal.send(&[0x7f; 8]);
    terminal.send(b"7\r");
    terminal.wait_for("> version");
    terminal.keys("esc");
    terminal.wait_for("> version: (back)");
    terminal.wait_for("> answer: 7");
    terminal.send(b"\r");
    terminal.wait_screen("the version again", |screen| {
        screen.contents().matches("> version").count() == 2
    });
    terminal.send(b":quit\r");
    assert_eq!(terminal.wait_exit(), 0);
    terminal.is_as_before();
    // No screen of its own, no colours, no boxes.
    let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
    assert!(!raw.contains("\u{1b}[?1049h"), "{raw}");
    assert!(!raw.contains(['│', '─', '┌']), "{raw}");

    let mut terminal = folder
        .launch(&["new", "release-gate.draft.json"])
        .size(100, 40)
        .start();
    terminal.wait_for("2 unsaved change(s)");
    terminal.wait_for("now namespace_id: 7");
    terminal.send(b"\r");
    terminal.wait_for("> name: release-gate-2");
    terminal.send(b"\r");
    terminal.wait_for("> answer: 7");
    terminal.keys("ctrl-c");
    assert_eq!(terminal.wait_exit(), 0);
}

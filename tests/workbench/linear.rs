//! The linear face in a real terminal: lines that can be edited, and nothing drawn around them.

use super::terminal::Folder;

/// What an author types, one answer a line.
const ANSWERS: &str = include_str!("../cli/linear.answers");

#[test]
fn a_whole_scenario_is_authored_in_lines_that_can_be_edited() {
    let folder = Folder::new();
    folder
        .file("gatewright.toml", "data_shapes = [\"shapes\"]\n")
        .file(
            "shapes/build-evidence.json",
            include_str!("../../data-shapes/build-evidence.json"),
        );
    let mut terminal = folder
        .launch(&["new", "release-gate.draft.json"])
        .size(100, 40)
        .start();
    terminal.wait_for("name");
    // Typed ahead of the questions, as an author does who knows them.
    for answer in ANSWERS.lines() {
        terminal.send(answer.as_bytes());
        terminal.send(b"\r");
    }
    assert_eq!(terminal.wait_exit(), 0);
    terminal.is_as_before();
    let spec = folder.read("release-gate.spec.json");
    assert!(spec.contains(r#""RequireGroup":{"min":2"#), "{spec}");
    // No screen of its own, no colours, no boxes.
    let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
    assert!(!raw.contains("\u{1b}[?1049h"), "{raw}");
    assert!(!raw.contains(['│', '─', '┌']), "{raw}");
}

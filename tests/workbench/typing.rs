//! Text that comes from elsewhere: the author's editor, and pastes.

use crate::terminal::{Folder, GOOD};

#[test]
fn an_editor_gets_the_text_and_what_it_leaves_is_applied() {
    let folder = Folder::with_draft();
    let editor = folder.script(
        "editor",
        "cp \"$2\" seen; echo $1 > option; stty -a | tr ' ' '\\n' | grep -x -e echo -e icanon > modes\n\
         printf 'written elsewhere' > \"$2\"",
    );
    let mut terminal = folder
        .launch(&["x.draft.json"])
        .env("EDITOR", "/bin/false")
        .env("VISUAL", format!("{editor} --wait"))
        .start();
    terminal.wait_for("q leave");
    terminal.keys("end ctrl-e");
    terminal.wait_for("written elsewhere");
    assert!(terminal.is_taken());
    assert!(folder.read("seen").starts_with("The smallest scenario"));
    assert_eq!(folder.read("option"), "--wait\n");
    // The editor has the terminal as the shell had it.
    assert_eq!(folder.read("modes"), "icanon\necho\n");
    terminal.keys("u");
    terminal.wait_for("The smallest scenario");
    terminal.keys("q");
    assert_eq!(terminal.wait_exit(), 0);
    terminal.is_as_before();
}

#[test]
fn an_editor_that_fails_changes_nothing() {
    let folder = Folder::with_draft();
    let failing = folder.script("failing", "echo no > \"$1\"; exit 3");
    let binary = folder.script("binary", "printf '\\377\\376' > \"$1\"");
    for (editor, told) in [
        (failing.as_str(), "the editor ended with"),
        (binary.as_str(), "not UTF-8"),
        ("/nowhere/at/all", "the editor ended with"),
        ("", "no editor is set"),
    ] {
        let mut terminal = folder
            .launch(&["x.draft.json"])
            .env("EDITOR", editor)
            .start();
        terminal.wait_for("q leave");
        terminal.keys("end ctrl-e");
        terminal.wait_for(told);
        terminal.wait_for("The smallest scenario");
        assert!(!terminal.screen().contains('●'), "{}", terminal.screen());
        terminal.keys("q");
        assert_eq!(terminal.wait_exit(), 0);
        terminal.is_as_before();
    }
}

#[test]
fn a_large_paste_is_one_step() {
    let folder = Folder::with_draft();
    let mut terminal = folder.open();
    terminal.keys("end enter");
    terminal.wait_for("ctrl-s apply");
    let pasted = "q u ctrl-c: none of it is a key.\n".repeat(32_000);
    assert!(pasted.len() > 1_000_000);
    terminal.paste(&format!("pasted {pasted}"));
    terminal.wait_for("none of it is a key");
    terminal.keys("ctrl-s");
    terminal.wait_gone("ctrl-s apply");
    terminal.keys("ctrl-s");
    terminal.wait_for("saved x.draft.json");
    let saved: serde_json::Value = serde_json::from_str(&folder.read("x.draft.json")).unwrap();
    let note = saved["note"].as_str().unwrap();
    assert!(note.contains(&pasted), "{} bytes", note.len());
    terminal.keys("u");
    terminal.wait_for("taken back");
    terminal.wait_for("The smallest scenario");
    // There is no other step to take back.
    terminal.keys("u ctrl-s");
    terminal.wait_for("saved x.draft.json");
    let again: serde_json::Value = serde_json::from_str(&folder.read("x.draft.json")).unwrap();
    let before: serde_json::Value = serde_json::from_str(GOOD).unwrap();
    assert_eq!(again, before);
}

#[test]
fn a_paste_where_nothing_is_typed_is_no_command() {
    let folder = Folder::with_draft();
    let mut terminal = folder.open();
    terminal.paste("2 d\rq\x03\x1b[201");
    terminal.keys("2");
    terminal.wait_for("conditions 1");
    assert!(!terminal.screen().contains('●'));
    terminal.keys("q");
    assert_eq!(terminal.wait_exit(), 0);
}

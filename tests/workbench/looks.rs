//! What reaches the terminal: colours, marks, and nothing raw from a file.

use crate::terminal::{Folder, GOOD, Terminal};

/// A letter for each thing that must not come through, with what a file may hold of it.
const HOSTILE: [(&str, &str); 9] = [
    ("a window title", "\u{1b}]0;owned\u{7}"),
    ("the clipboard", "\u{1b}]52;c;b3duZWQ=\u{7}"),
    ("a colour", "\u{1b}[31mred"),
    ("an 8-bit sequence", "\u{9b}2J\u{9d}0;owned\u{9c}"),
    ("backspaces and returns", "a\u{8}\u{8}\r\u{7f}"),
    ("text that runs backwards", "\u{202e}txt.exe\u{2066}"),
    ("text without width", "a\u{200b}\u{200d}\u{feff}b"),
    ("tags", "\u{e0041}\u{e0042}"),
    ("line separators", "a\u{2028}b\u{85}c"),
];

/// Returns the parameters of every graphic rendition that was sent.
fn renditions(raw: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in raw
        .windows(2)
        .enumerate()
        .filter(|(_, two)| two == b"\x1b[")
    {
        let rest = &raw[at + 2..];
        let end = rest
            .iter()
            .position(|byte| !(byte.is_ascii_digit() || matches!(byte, b';' | b':')));
        if let Some(end) = end
            && rest[end] == b'm'
        {
            found.push(String::from_utf8(rest[..end].to_vec()).expect("digits"));
        }
    }
    found
}

/// Tells whether a graphic rendition sets a colour; going back to the terminal's own is none.
fn is_colour(parameters: &str) -> bool {
    parameters.split([';', ':']).any(|one| {
        let code: u16 = one.parse().unwrap_or(0);
        matches!(code, 30..=38 | 40..=48 | 58 | 90..=97 | 100..=107)
    })
}

/// Goes through all screens and what lies over them.
fn tour(terminal: &mut Terminal) {
    for (key, name) in [
        ("2", "2 Conditions"),
        ("3", "3 Gates"),
        ("4", "4 Stages"),
        ("5", "5 References"),
        ("6", "6 Review"),
        ("1", "1 Scenario"),
    ] {
        terminal.keys(key);
        let marked = |screen: &vt100::Screen| {
            crate::terminal::place(screen, name)
                .and_then(|(x, y)| screen.cell(y, x))
                .is_some_and(vt100::Cell::inverse)
        };
        terminal.wait_screen(&format!("`{name}` marked"), marked);
        terminal.keys("down down");
    }
    terminal.keys(":");
    terminal.wait_for("any command");
    terminal.keys("esc");
    terminal.wait_gone("any command");
    terminal.keys("/");
    terminal.wait_for("filter");
    terminal.keys("esc");
    terminal.wait_gone("filter");
}

#[test]
fn no_colour_means_none_at_all_and_marks_stay() {
    let folder = Folder::with_draft();
    let mut terminal = folder
        .launch(&["x.draft.json"])
        .env("NO_COLOR", "1")
        .start();
    terminal.wait_for("q leave");
    tour(&mut terminal);
    terminal.keys("q");
    assert_eq!(terminal.wait_exit(), 0);
    let renditions = renditions(&terminal.raw());
    let colours: Vec<&String> = renditions.iter().filter(|one| is_colour(one)).collect();
    assert!(colours.is_empty(), "{colours:?}");
    assert!(renditions.iter().any(|one| one == "7"), "nothing is marked");
}

#[test]
fn colours_come_without_no_colour() {
    let folder = Folder::with_draft();
    let mut terminal = folder.open();
    terminal.keys("q");
    assert_eq!(terminal.wait_exit(), 0);
    let renditions = renditions(&terminal.raw());
    assert!(
        renditions.iter().any(|one| is_colour(one)),
        "{renditions:?}"
    );
}

#[test]
fn nothing_of_a_hostile_draft_reaches_the_terminal_raw() {
    for (what, text) in HOSTILE {
        let text = &serde_json::to_string(text).unwrap();
        let text = &text[1..text.len() - 1];
        let draft = GOOD
            .replace("first-steps", &format!("s{text}"))
            .replace("tests_pass", &format!("c{text}"))
            .replace("\"verify\"", &format!("\"v{text}\""))
            .replace("\"quality\"", &format!("\"q{text}\""))
            .replace("report.json", &format!("r{text}"))
            .replace("The build writes", &format!("The {text} writes"))
            .replace("The smallest", &format!("The {text}"))
            .replace("A run that", &format!("A {text}"));
        let folder = Folder::new();
        folder.file("x.draft.json", draft);
        let contract = include_str!("../../contracts/external/scanner.json")
            .replace("Dependency scanner", &format!("D{text}"))
            .replace("Answers questions", &format!("A{text}"))
            .replace("How many findings", &format!("H{text}"))
            .replace("Artifact that was", &format!("A{text}"))
            .replace("Only findings", &format!("O{text}"));
        folder.file("contracts/scanner.json", contract);
        folder.file("gatewright.toml", "");
        let mut terminal = folder.launch(&["x.draft.json"]).start();
        terminal.wait_for("q leave");
        tour(&mut terminal);
        // The contract's own words: in the list of checks, their preview and the form.
        terminal.keys("2 a");
        terminal.wait_for("scanner");
        terminal.keys("\"scanner\"");
        terminal.wait_for("scanner · open_findings");
        terminal.keys("enter");
        terminal.wait_for("severity");
        terminal.keys("tab");
        terminal.keys("2 enter");
        terminal.keys("n");
        terminal.keys("w");
        terminal.keys("q");
        // What asks or tells something takes keys until it is left.
        terminal.keys("ctrl-c");
        terminal.keys("ctrl-c");
        assert_eq!(terminal.wait_exit(), 0, "{what}");
        let raw = terminal.raw();
        let shown = String::from_utf8_lossy(&raw);
        assert!(
            !shown.contains("\u{1b}]"),
            "{what}: an operating system command"
        );
        assert!(!shown.contains("\u{1b}[31mred"), "{what}");
        for c in shown.chars() {
            let harmless =
                matches!(c, '\u{1b}' | '\r' | '\n') || !gatewright::diagnostic::is_hidden(c);
            assert!(harmless, "{what}: {c:?} came through");
        }
        // Our own screens never need these; a file could ask for them.
        assert!(!shown.contains(['\u{7}', '\u{8}', '\t']), "{what}");
    }
}

#[test]
fn a_click_goes_to_a_step_until_the_mouse_is_switched_off() {
    let folder = Folder::with_draft();
    let mut terminal = folder.open();
    terminal.click(terminal.find("2 Conditions"));
    terminal.wait_for("conditions 1");
    terminal.click(terminal.find("5 References"));
    terminal.wait_gone("conditions 1");
    terminal.keys("f9");
    terminal.wait_for("the mouse selects text again");
    terminal.wait_screen("no mouse", |screen| {
        screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    });
    terminal.keys("f9");
    terminal.wait_for("the mouse works here");
    terminal.wait_screen("the mouse", |screen| {
        screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None
    });
    terminal.keys("q");
    assert_eq!(terminal.wait_exit(), 0);
    terminal.is_as_before();
}

#[test]
fn the_mouse_is_left_alone_when_asked() {
    let folder = Folder::with_draft();
    let mut terminal = folder.launch(&["--no-mouse", "x.draft.json"]).start();
    terminal.wait_for("q leave");
    terminal.keys("q");
    assert_eq!(terminal.wait_exit(), 0);
    let raw = terminal.raw();
    let asked = raw.windows(8).any(|bytes| bytes == b"\x1b[?1000h");
    assert!(!asked);
}

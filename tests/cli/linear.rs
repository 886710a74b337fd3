//! A scenario authored line by line, by nothing but answers.

use super::support::{Folder, hash};

/// What an author types, one answer a line.
const ANSWERS: &str = include_str!("linear.answers");

fn folder() -> Folder {
    let folder = Folder::new();
    folder
        .file("gatewright.toml", "data_shapes = [\"shapes\"]\n")
        .file(
            "shapes/build-evidence.json",
            include_str!("../../data-shapes/build-evidence.json"),
        );
    folder
}

#[test]
fn a_whole_scenario_is_authored_by_answers_and_compiles_to_what_was_written() {
    let folder = folder();
    let told = folder
        .run_with(&["new", "release-gate.draft.json"], ANSWERS.as_bytes())
        .exits(0);
    assert!(!told.out().contains("There is no"), "{}", told.out());
    assert!(!told.out().contains('\u{1b}'), "{}", told.out());
    let spec = folder.read("release-gate.spec.json");
    assert!(told.out().contains(&hash(&spec)), "{}", told.out());
    let compiled = folder
        .run(&["--compile", "release-gate.draft.json"])
        .exits(0);
    assert_eq!(compiled.out().as_bytes(), spec);
    let text = String::from_utf8(spec).unwrap();
    for part in [
        r#""RequireGroup":{"min":2"#,
        r#""comparator":"in_set""#,
        r#""kind":"linear""#,
        r#""kind":"fixed""#,
        r#""kind":"branch""#,
        r#""kind":"terminal""#,
        r#""on_timeout":"alternate_branch""#,
        r#""kind":"bytes""#,
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    folder
        .run(&[
            "check",
            "release-gate.draft.json",
            "--data-shape",
            "build-evidence@1",
        ])
        .exits(0);
}

#[test]
fn an_input_that_ends_anywhere_loses_no_answer() {
    for count in [1, 12, 40, 90] {
        let folder = folder();
        let answers: String = ANSWERS
            .lines()
            .take(count)
            .flat_map(|line| [line, "\n"])
            .collect();
        let told = folder
            .run_with(&["--linear", "x.draft.json"], answers.as_bytes())
            .exits(0);
        assert!(
            told.out().contains("kept and offered the next time"),
            "{}",
            told.out()
        );
        // Taken up again, saved at once, and there.
        let told = folder.run_with(&["new", "x.draft.json"], b"yes\n").exits(0);
        assert!(told.out().contains("unsaved change(s)"), "{}", told.out());
    }
}

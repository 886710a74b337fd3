//! The transcript in the README is what the binary prints.

use crate::support::Folder;

#[test]
fn the_transcript_is_true() {
    let folder = Folder::new();
    folder.file("release.draft.json", include_str!("readme.draft.json"));
    let ran = folder.run(&["check", "release.draft.json"]).exits(1);
    let readme = include_str!("../../README.md");
    assert!(
        readme.contains(&format!(
            "$ gatewright check release.draft.json\n{}",
            ran.out()
        )),
        "the README shows something else than\n{}",
        ran.out()
    );
}

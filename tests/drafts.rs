//! The example drafts keep what they promise to those who start from them.

#![allow(
    clippy::expect_used,
    missing_docs,
    reason = "a broken example must stop the test"
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use gatewright::check::Options;
use gatewright::compile::{Compiled, Input};
use gatewright::draft::{Format, ScenarioDraft, write};
use gatewright::prove::{Inspector, inspect};
use gatewright::sources::{Sources, Workspace};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("drafts")
}

fn sources() -> Sources {
    let (workspace, problems) = Workspace::open(&folder().join("gatewright.toml"));
    assert_eq!(problems.diagnostics, []);
    let (sources, problems) = Sources::load(&workspace);
    assert_eq!(problems.diagnostics, []);
    sources
}

fn drafts() -> Vec<PathBuf> {
    let mut drafts: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("the folder of drafts")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.to_string_lossy().contains(".draft."))
        .collect();
    drafts.sort();
    assert!(drafts.len() >= 5, "{drafts:?}");
    drafts
}

fn compiled(
    name: &str,
    text: &str,
    format: Format,
    sources: &Sources,
) -> (ScenarioDraft, Compiled) {
    let input = Input {
        name: Arc::from(name),
        bytes: text.as_bytes(),
        format,
    };
    let options = Options {
        all: true,
        ..Options::default()
    };
    let outcome = inspect(&input, sources, &options, &mut Inspector::default()).outcome;
    assert_eq!(outcome.report.diagnostics, [], "{name}");
    (
        outcome.draft.expect("a draft"),
        outcome.compiled.expect("it compiles"),
    )
}

#[test]
fn every_example_is_free_of_findings_and_in_its_one_form() {
    let sources = sources();
    for path in drafts() {
        let name = path.to_string_lossy();
        let text = std::fs::read_to_string(&path).expect("a text");
        let format = Format::of_path(&path);
        let (draft, first) = compiled(&name, &text, format, &sources);
        assert!(write(&draft, format) == text, "{name} is not formatted");
        for other in [Format::Json, Format::Ron] {
            let again = compiled(&name, &write(&draft, other), other, &sources).1;
            assert_eq!(again.hash, first.hash, "{name} as {}", other.name());
        }
    }
}

#[test]
fn committed_specs_are_what_their_drafts_compile_to() {
    let sources = sources();
    let mut specs = 0;
    for path in drafts() {
        let name = path.to_string_lossy().into_owned();
        let spec = name
            .replace(".draft.json", ".spec.json")
            .replace(".draft.ron", ".spec.json");
        let Ok(committed) = std::fs::read(&spec) else {
            continue;
        };
        specs += 1;
        let text = std::fs::read_to_string(&path).expect("a text");
        let compiled = compiled(&name, &text, Format::of_path(&path), &sources).1;
        assert!(compiled.bytes == committed, "{spec} is stale");
    }
    assert!(specs >= 2, "only {specs} compiled examples");
}

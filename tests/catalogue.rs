//! Every example of the catalogue against the checks that it explains.
//!
//! Each example is written to a folder and worked on as a front end would: find the sources,
//! compile the draft, compare what was compiled earlier.
#![allow(clippy::expect_used, clippy::panic, reason = "a failing test may stop")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use gatewright::check::Options;
use gatewright::compile::{Input, Outcome, compile, stale};
use gatewright::diagnostic::catalogue::{BASE_DRAFT, Example, explanation};
use gatewright::diagnostic::{Code, Diagnostic, Report};
use gatewright::draft::Format;
use gatewright::sources::{Listed, Sources, WORKSPACE_FILE, Workspace};

/// What a front end has in hand after it worked on an example.
struct Worked {
    /// All findings: of the workspace, of its sources, of the draft, of the compiled file.
    report: Report,
    /// The draft's part, where the example has a draft.
    outcome: Option<Outcome>,
    sources: Sources,
    format: Format,
}

impl Worked {
    fn codes(&self) -> BTreeSet<Code> {
        self.report.diagnostics.iter().map(|d| d.code).collect()
    }
}

/// Writes the files of an example into a folder of their own and works on them.
fn work(example: &Example, options: &Options) -> Worked {
    let folder = tempfile::tempdir().expect("a folder");
    let files = example.files();
    for file in &files {
        let path = folder.path().join(file.name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, &file.text).expect("a file");
    }
    let (workspace, mut report) = workspace(folder.path(), files.iter().map(|file| file.name));
    let (sources, problems) = Sources::load(&workspace);
    report.merge(problems);
    let draft = files.iter().find(|file| file.name.contains(".draft."));
    let format = draft.map_or(Format::Json, |file| Format::of_path(Path::new(file.name)));
    let outcome = draft.map(|file| {
        let input = Input {
            name: Arc::from(file.name),
            bytes: file.text.as_bytes(),
            format,
        };
        compile(&input, &sources, options)
    });
    if let Some(outcome) = &outcome {
        report.merge(outcome.report.clone());
    }
    let output = files.iter().find(|file| file.name.ends_with(".spec.json"));
    if let (Some(output), Some(draft), Some(outcome)) = (output, draft, &outcome) {
        let compiled = outcome.compiled.as_ref().expect("a draft that compiles");
        let found = stale(
            compiled,
            &Arc::from(draft.name),
            output.name,
            output.text.as_bytes(),
        );
        report.diagnostics.extend(found);
    }
    report.sort();
    Worked {
        report,
        outcome,
        sources,
        format,
    }
}

/// Opens the workspace of a folder; without a workspace file, one that names what is there.
fn workspace<'a>(root: &Path, files: impl Iterator<Item = &'a str>) -> (Workspace, Report) {
    let own = root.join(WORKSPACE_FILE);
    if own.exists() {
        return Workspace::open(&own);
    }
    let mut workspace = Workspace::without_file(root);
    for name in files {
        if name.starts_with("contracts/") {
            workspace.contracts.push(Listed::named(name));
        } else if name.starts_with("data-shapes/") {
            workspace.data_shapes.push(Listed::named(name));
        } else if name == "decision-gate.toml" {
            workspace.runtime_config = Some(Listed::named(name));
        }
    }
    (workspace, Report::default())
}

fn work_plainly(example: &Example) -> Worked {
    work(example, &Options::default())
}

fn lines(report: &Report) -> Vec<String> {
    let line = |d: &Diagnostic| format!("{} {} {}", d.code, d.primary.pointer, d.message);
    report.diagnostics.iter().map(line).collect()
}

#[test]
fn the_base_draft_is_free_of_findings() {
    let worked = work_plainly(&Example::Text(BASE_DRAFT));
    assert_eq!(lines(&worked.report), [""; 0]);
    assert!(worked.outcome.expect("an outcome").compiled.is_some());
}

#[test]
fn every_example_shows_its_code_and_its_fixed_form_does_not() {
    let mut wrong = Vec::new();
    let mut alone = 0;
    for code in Code::ALL.iter().copied() {
        let explained = explanation(code);
        if let Example::Absent(name) = explained.example {
            // Only a front end opens files; to the library there is nothing to work on.
            assert_eq!(code, Code::GW0112);
            assert!(work_plainly(&explained.example).outcome.is_none());
            let folder = tempfile::tempdir().expect("a folder");
            assert!(std::fs::read(folder.path().join(name)).is_err());
            continue;
        }
        let shown = work_plainly(&explained.example);
        if !shown.codes().contains(&code) {
            wrong.push(format!("{code} is missing: {:?}", lines(&shown.report)));
        }
        let others: BTreeSet<Code> = shown.codes().into_iter().filter(|c| *c != code).collect();
        if others.is_empty() {
            alone += 1
        } else {
            eprintln!("{code} also shows {others:?} {:?}", lines(&shown.report));
        }
        let fixed = work_plainly(&explained.fixed);
        if fixed.codes().contains(&code) {
            wrong.push(format!("{code} stays: {:?}", lines(&fixed.report)));
        }
        if !fixed.codes().is_empty() {
            eprintln!("fixed {code} also shows {:?}", lines(&fixed.report));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    eprintln!("{alone}");
}

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
use gatewright::diagnostic::catalogue::{BASE_DRAFT, Example, ExampleFile, explanation};
use gatewright::diagnostic::{
    Code, Diagnostic, Fix, Format as Rendering, RenderOptions, Report, Safety, render,
};
use gatewright::draft::{Edit, Format, apply, read, write};
use gatewright::prove::{Inspector, inspect};
use gatewright::review::{Side, compare, findings};
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
        all_of(&input, &sources, options)
    });
    if let Some(outcome) = &outcome {
        report.merge(outcome.report.clone());
    }
    let before = files.iter().find(|file| file.name.starts_with("before/"));
    if let (Some(before), Some(after), Some(outcome)) = (before, draft, &outcome) {
        report.diagnostics = change(before, after, outcome, &sources);
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

/// Returns everything that a front end tells of a document.
fn all_of(input: &Input<'_>, sources: &Sources, options: &Options) -> Outcome {
    inspect(input, sources, options, &mut Inspector::default()).outcome
}

/// Compares the two drafts of an example; what each alone has to say is left out.
fn change(
    before: &ExampleFile,
    after: &ExampleFile,
    outcome: &Outcome,
    sources: &Sources,
) -> Vec<Diagnostic> {
    let input = Input {
        name: Arc::from(before.name),
        bytes: before.text.as_bytes(),
        format: Format::Json,
    };
    let old = compile(&input, sources, &Options::default());
    let labels = [before.name, after.name].map(Arc::from);
    let [old, new] = [(&old, &labels[0]), (outcome, &labels[1])].map(|(outcome, label)| Side {
        label,
        draft: outcome.draft.as_ref().expect("a draft"),
        compiled: outcome.compiled.as_ref().expect("a draft that compiles"),
        sources,
    });
    findings(&compare(&old, &new), None)
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

/// Codes that examples show beside their own; each follows from what the example is about.
fn companions(code: Code) -> &'static [Code] {
    match code {
        // Whole texts of a few fields, so that a page shows nothing else; the rest is missing.
        Code::GW0102 | Code::GW0107 => &[Code::GW0109],
        // A comparison that is never true live is what a precheck can disagree about.
        Code::GW0315 => &[Code::GW0310, Code::GW0401],
        // A comparison that is never true makes a gate that needs it never pass.
        Code::GW0308 | Code::GW0310 | Code::GW0314 => &[Code::GW0401],
        // A second arm that is entered by a timeout and by passing is a bypass, and so is a timeout
        // that leads where passing does.
        Code::GW0506 | Code::GW0607 => &[Code::GW0606],
        // A stage that can never pass has gates that contradict each other.
        Code::GW0603 | Code::GW0613 => &[Code::GW0404],
        // What runs do otherwise is told whatever the version is.
        Code::GW1006 => &[Code::GW1001],
        // A new stage is of interest where a route leads to it, and what a timeout does where a run
        // completes past a gate.
        Code::GW1008 | Code::GW1010 | Code::GW1013 => &[Code::GW1007],
        _ => &[],
    }
}

/// Codes that the fixed form of an example may show.
fn companions_of_fixed(code: Code) -> &'static [Code] {
    match code {
        Code::GW1006 => &[Code::GW1001],
        // A change that changes no run is still a change.
        _ if code.as_str().starts_with("GW10") && code != Code::GW1005 => &[Code::GW1005],
        _ => &[],
    }
}

#[test]
fn every_example_shows_its_code_and_its_fixed_form_does_not() {
    let mut wrong = Vec::new();
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
        let mut expected = BTreeSet::from([code]);
        expected.extend(companions(code));
        if shown.codes() != expected {
            wrong.push(format!("{code} shows {:?}", lines(&shown.report)));
        }
        // What the fixed form of a short text still shows is only that most of it is missing.
        let mut fixed = work_plainly(&explained.fixed);
        let is_text = explained.fixed.patch().is_none();
        fixed
            .report
            .diagnostics
            .retain(|d| !is_text || d.code != Code::GW0109 || code == Code::GW0109);
        let may = companions_of_fixed(code);
        fixed.report.diagnostics.retain(|d| !may.contains(&d.code));
        if !fixed.report.diagnostics.is_empty() {
            wrong.push(format!("{code} fixed shows {:?}", lines(&fixed.report)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every example with its code; those of limits, which are many megabytes long, aside.
fn examples() -> impl Iterator<Item = (Code, Worked)> {
    Code::ALL.iter().flat_map(|code| {
        let explained = explanation(*code);
        [explained.example, explained.fixed]
            .into_iter()
            .filter(|example| !matches!(example, Example::Repeat { .. }))
            .map(|example| (*code, work_plainly(&example)))
    })
}

#[test]
fn a_code_that_refuses_keeps_an_example_from_compiling_and_no_other_does() {
    for (code, worked) in examples() {
        let Some(outcome) = worked.outcome else {
            continue;
        };
        let refused = outcome.report.diagnostics.iter().any(|d| d.code.refuses());
        assert_eq!(outcome.compiled.is_none(), refused, "{code}");
        if let Some(layers) = outcome.layers {
            let accepted = [
                layers.read,
                layers.schema,
                layers.semantic,
                layers.capability,
                layers.strict,
                layers.precheck,
                layers.canonical,
                layers.namespace,
            ];
            let all = accepted.iter().all(|layer| layer.is_ok());
            assert_eq!(all, !refused, "{code}: {layers:?}");
        }
    }
}

#[test]
fn every_finding_names_its_place_and_its_cure() {
    let mut without = BTreeSet::new();
    for (code, worked) in examples() {
        for d in &worked.report.diagnostics {
            let place = &d.primary;
            assert!(
                place.file.is_some() && !place.entity.is_empty() || !is_of_draft(d),
                "{d:?}"
            );
            let first = d.message.chars().next().expect("a message");
            assert!(!first.is_uppercase(), "{code}: {}", d.message);
            assert!(!d.message.ends_with('.'), "{code}: {}", d.message);
            let cured = d.help.iter().any(|help| !help.trim().is_empty()) || !d.fixes.is_empty();
            if !cured {
                without.insert(format!("{}: {}", d.code, d.message));
            }
            for line in d.help.iter().chain(&d.effects) {
                assert!(!line.is_empty() && !line.ends_with('.'), "{code}: {line}");
            }
        }
    }
    assert!(without.is_empty(), "without a cure: {without:#?}");
}

/// Tells whether a finding is about the draft and not about a file beside it.
fn is_of_draft(d: &Diagnostic) -> bool {
    let file = d.primary.file.as_deref().unwrap_or_default();
    file.contains(".draft.")
}

fn is_there(report: &Report, like: &Diagnostic) -> bool {
    let same = |d: &Diagnostic| d.code == like.code && d.primary.entity == like.primary.entity;
    report.diagnostics.iter().any(same)
}

#[test]
fn every_fix_applies_and_cures_its_finding() {
    let mut tried = 0;
    for (code, worked) in examples() {
        let Some(outcome) = &worked.outcome else {
            continue;
        };
        for diagnostic in &outcome.report.diagnostics {
            for fix in &diagnostic.fixes {
                tried += 1;
                assert!(!fix.title.is_empty(), "{code}: {fix:?}");
                cures(&worked, outcome, diagnostic, fix);
            }
        }
    }
    assert!(tried >= 25, "{tried}");
}

fn cures(worked: &Worked, before: &Outcome, diagnostic: &Diagnostic, fix: &Fix) {
    let mut draft = before.draft.clone().expect("a draft to mend");
    let edits: Vec<Edit> = fix.edits.read().expect("edits");
    assert!(!edits.is_empty(), "{fix:?}");
    for edit in edits {
        let undo = apply(&mut draft, &edit).unwrap_or_else(|error| panic!("{error}: {fix:?}"));
        let mut back = draft.clone();
        apply(&mut back, &undo).expect("the inverse");
        apply(&mut back, &edit).expect("the edit again");
        assert_eq!(back, draft, "{fix:?}");
    }
    let text = write(&draft, worked.format);
    let input = Input {
        name: Arc::from("mended"),
        bytes: text.as_bytes(),
        format: worked.format,
    };
    let after = all_of(&input, &worked.sources, &Options::default());
    assert!(
        !is_there(&after.report, diagnostic),
        "{} stays after {fix:?}: {:?}",
        diagnostic.code,
        lines(&after.report)
    );
    if fix.safety == Safety::Safe {
        match (&before.compiled, &after.compiled) {
            (None, _) => {}
            (Some(before), Some(after)) => assert_eq!(before.bytes, after.bytes, "{fix:?}"),
            (Some(_), None) => panic!("a safe fix breaks the draft: {fix:?}"),
        }
    }
}

#[test]
fn the_same_input_gives_the_same_report_whatever_its_format() {
    let json = |report: &Report| render(report, Rendering::Json, &RenderOptions::default());
    for code in Code::ALL.iter().copied() {
        let example = explanation(code).example;
        if matches!(example, Example::Repeat { .. }) {
            continue;
        }
        let all = Options {
            all: true,
            ..Options::default()
        };
        for options in [Options::default(), all] {
            let (one, other) = (work(&example, &options), work(&example, &options));
            assert_eq!(json(&one.report), json(&other.report), "{code}");
            let mut sorted = one.report.clone();
            sorted.diagnostics.reverse();
            sorted.sort();
            assert_eq!(lines(&sorted), lines(&one.report), "{code}");
        }
        let worked = work_plainly(&example);
        let Some(draft) = worked.outcome.and_then(|outcome| outcome.draft) else {
            continue;
        };
        // RON readers give up on less nesting than a draft may have; such a draft stays JSON.
        let ron = write(&draft, Format::Ron);
        let too_deep = |problem: &Diagnostic| problem.code == Code::GW0105;
        if read(ron.as_bytes(), Format::Ron)
            .problems
            .iter()
            .any(too_deep)
        {
            continue;
        }
        // What the draft alone decides is the same when the draft is written in another way.
        let told = |format: Format| {
            let text = write(&draft, format);
            assert_eq!(
                read(text.as_bytes(), format).draft.as_ref(),
                Some(&draft),
                "{code}"
            );
            let input = Input {
                name: Arc::from("d"),
                bytes: text.as_bytes(),
                format,
            };
            let outcome = all_of(&input, &worked.sources, &Options::default());
            lines(&outcome.report).into_iter().collect::<BTreeSet<_>>()
        };
        assert_eq!(told(Format::Json), told(Format::Ron), "{code}");
    }
}

#[test]
fn with_all_findings_kept_none_is_lost() {
    let all = Options {
        all: true,
        ..Options::default()
    };
    for code in Code::ALL.iter().copied() {
        let example = explanation(code).example;
        let (some, more) = (work_plainly(&example), work(&example, &all));
        let more = lines(&more.report);
        for line in lines(&some.report) {
            assert!(more.contains(&line), "{code}: {line}");
        }
    }
}

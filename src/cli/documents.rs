//! From a path on the command line to what is known of the document there.

use std::path::Path;
use std::sync::Arc;

use gatewright::check::{Options, place};
use gatewright::compile::{Input, Outcome, compile};
use gatewright::diagnostic::{Diagnostic, Report};
use gatewright::draft::{Format, Reading, ScenarioDraft};
use gatewright::sources::Sources;

use super::files;

/// Reads and compiles the document at a path.
pub(crate) fn outcome(
    path: &Path,
    from: Option<Format>,
    sources: &Sources,
    options: &Options,
) -> Result<Outcome, Box<Diagnostic>> {
    let bytes = files::read(path)?;
    let input = Input {
        name: files::shown(path),
        bytes: &bytes,
        format: from.unwrap_or_else(|| Format::of_path(path)),
    };
    Ok(compile(&input, sources, options))
}

/// Returns the report of a document that could not even be read.
pub(crate) fn unreadable(diagnostic: Diagnostic) -> Report {
    Report {
        diagnostics: vec![diagnostic],
        ..Report::default()
    }
}

/// Returns what could be read of a document, and the report of all that could not.
pub(crate) fn misread(path: &Path, reading: Reading) -> (Option<ScenarioDraft>, Report) {
    let Reading {
        source,
        draft,
        mut problems,
    } = reading;
    if let Some(draft) = &draft {
        place(draft, source.as_ref(), &mut problems);
    }
    let mut report = Report::default();
    let name = files::shown(path);
    for problem in problems {
        report.merge(unreadable(in_file(problem, &name)));
    }
    if let Some(source) = source {
        report.texts.insert(name, source.text);
    }
    report.sort();
    (draft, report)
}

/// Names the file in every place of a finding that has none yet.
pub(crate) fn in_file(mut diagnostic: Diagnostic, file: &Arc<str>) -> Diagnostic {
    let related = diagnostic.related.iter_mut().map(|one| &mut one.place);
    for place in std::iter::once(&mut diagnostic.primary).chain(related) {
        if place.entity.is_empty() {
            "scenario".clone_into(&mut place.entity);
        }
        place.file.get_or_insert_with(|| Arc::clone(file));
    }
    diagnostic
}

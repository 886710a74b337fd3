//! The pipeline: read, check, lower, write canonically, hash.

use std::sync::Arc;

use crate::check::{self, Checked, Further, Known, Layers, More, Options, place};
use crate::diagnostic::{Code, Diagnostic, Level, Report};
use crate::draft::{Format, MAX_INPUT_BYTES, Reading, ScenarioDraft, SourceText, lower, read};
use crate::sources::Sources;
use crate::spec::{ScenarioSpec, SpecHash, canonical_bytes};

/// A document to work on.
#[derive(Debug, Clone)]
pub struct Input<'a> {
    /// Name of the file as the user gave it; findings carry it.
    pub name: Arc<str>,
    /// Its content.
    pub bytes: &'a [u8],
    /// How it is written.
    pub format: Format,
}

/// A scenario in its canonical form.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The spec.
    pub spec: ScenarioSpec,
    /// Its canonical bytes, without a final line feed.
    pub bytes: Vec<u8>,
    /// SHA-256 of exactly these bytes.
    pub hash: SpecHash,
}

/// Everything that is known of a document.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The findings in order, and the text they point into.
    pub report: Report,
    /// What each layer says; none when there is no document to check.
    pub layers: Option<Layers>,
    /// The draft; none when there is no document.
    pub draft: Option<ScenarioDraft>,
    /// The canonical form; none while some finding refuses.
    pub compiled: Option<Compiled>,
}

impl Outcome {
    /// Returns the findings that keep the document from compiling, unfinished parts as errors.
    #[must_use]
    pub fn refusals(&self) -> Report {
        let diagnostics = self
            .report
            .diagnostics
            .iter()
            .filter(|d| d.code.refuses())
            .cloned();
        Report {
            diagnostics: diagnostics
                .map(|d| Diagnostic {
                    level: Level::Error,
                    ..d
                })
                .collect(),
            texts: self.report.texts.clone(),
        }
    }
}

/// Reads, checks and compiles a document.
///
/// Every problem is told at once. The result depends on nothing but the arguments.
#[must_use]
pub fn compile(input: &Input<'_>, sources: &Sources, options: &Options) -> Outcome {
    finish(input, |draft, problems, source| {
        check::check(draft, problems, source, sources, options)
    })
}

/// Compiles a document like [`compile`], and has more found about its draft.
pub fn compile_with(
    input: &Input<'_>,
    sources: &Sources,
    options: &Options,
    mut more: impl FnMut(&ScenarioDraft, &Known) -> Vec<Further>,
) -> Outcome {
    finish(input, |draft, problems, source| {
        let more: &mut More<'_> = &mut |known| more(draft, known);
        check::check_with((draft, source), problems, sources, options, more)
    })
}

fn finish(
    input: &Input<'_>,
    check: impl FnOnce(&ScenarioDraft, Vec<Diagnostic>, Option<&SourceText>) -> Checked,
) -> Outcome {
    let Reading {
        source,
        draft,
        problems,
    } = read(input.bytes, input.format);
    let (mut diagnostics, layers) = match &draft {
        None => (problems, None),
        Some(draft) => {
            let checked = check(draft, problems, source.as_ref());
            (checked.diagnostics, Some(checked.layers))
        }
    };
    let refused = diagnostics.iter().any(|d| d.code.refuses());
    let mut compiled = None;
    if let (false, Some(draft)) = (refused, &draft) {
        match canonical(draft) {
            Ok(done) => compiled = Some(done),
            Err(problem) => {
                let mut problem = [*problem];
                place(draft, source.as_ref(), &mut problem);
                diagnostics.extend(problem);
            }
        }
    }
    let mut report = Report::default();
    for mut diagnostic in diagnostics {
        let places = diagnostic
            .related
            .iter_mut()
            .map(|related| &mut related.place);
        for place in std::iter::once(&mut diagnostic.primary).chain(places) {
            if place.entity.is_empty() {
                "scenario".clone_into(&mut place.entity);
            }
            place.file.get_or_insert_with(|| Arc::clone(&input.name));
        }
        report.diagnostics.push(diagnostic);
    }
    if let Some(source) = source.filter(|_| !report.diagnostics.is_empty()) {
        report.texts.insert(Arc::clone(&input.name), source.text);
    }
    report.sort();
    Outcome {
        report,
        layers,
        draft,
        compiled,
    }
}

fn canonical(draft: &ScenarioDraft) -> Result<Compiled, Box<Diagnostic>> {
    let unwritable = |what: &dyn std::fmt::Display| {
        Box::new(Diagnostic::new(
            Code::GW0104,
            "",
            format!("the scenario cannot be written: {what}"),
        ))
    };
    let spec = lower(draft).map_err(|error| unwritable(&error))?;
    let bytes = canonical_bytes(&spec).map_err(|error| unwritable(&error))?;
    if bytes.len() > MAX_INPUT_BYTES {
        let message = format!(
            "the canonical form has {} bytes, the limit is {MAX_INPUT_BYTES}",
            bytes.len()
        );
        return Err(Box::new(Diagnostic::new(Code::GW0105, "", message).help(
            "split the scenario, or move large payloads out with an external packet",
        )));
    }
    let hash = SpecHash::of(&bytes);
    Ok(Compiled { spec, bytes, hash })
}

/// Returns the finding about a compiled file that does not match its draft; none when it does.
#[must_use]
pub fn stale(
    compiled: &Compiled,
    draft: &Arc<str>,
    file: &str,
    on_disk: &[u8],
) -> Option<Diagnostic> {
    if on_disk == compiled.bytes {
        return None;
    }
    let found = SpecHash::of(on_disk);
    let message = format!(
        "`{file}` does not match its draft: {found}, the draft compiles to {}",
        compiled.hash
    );
    let mut diagnostic = Diagnostic::new(Code::GW0801, "", message)
        .parameter(file)
        .help(format!("gatewright --compile {draft} -o {file}"))
        .in_file(Arc::clone(draft));
    "scenario".clone_into(&mut diagnostic.primary.entity);
    Some(diagnostic)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::catalogue::BASE_DRAFT;

    fn run(text: &str) -> Outcome {
        let input = Input {
            name: Arc::from("d.json"),
            bytes: text.as_bytes(),
            format: Format::Json,
        };
        compile(&input, &Sources::builtin(), &Options::default())
    }

    #[test]
    fn a_good_draft_gives_its_bytes_and_their_hash() {
        let outcome = run(BASE_DRAFT);
        assert_eq!(outcome.report.diagnostics, []);
        let compiled = outcome.compiled.unwrap();
        assert_eq!(compiled.hash, SpecHash::of(&compiled.bytes));
        let again = run(std::str::from_utf8(&compiled.bytes).unwrap());
        assert_eq!(again.compiled.unwrap().bytes, compiled.bytes);
    }

    #[test]
    fn unfinished_parts_are_to_do_in_a_check_and_errors_in_a_compile() {
        let outcome = run(r#"{"scenario_id": "s"}"#);
        assert!(outcome.compiled.is_none());
        assert!(outcome.report.count(Level::Todo) >= 5);
        assert_eq!(outcome.report.count(Level::Error), 0);
        assert_eq!(
            outcome.refusals().count(Level::Error),
            outcome.report.count(Level::Todo)
        );
    }
}

//! What every fuzz target asserts alike.

use std::fmt;
use std::sync::Arc;

use gatewright::check::Options;
use gatewright::compile::{Input, Outcome, compile};
use gatewright::diagnostic::{Code, Format as View, RenderOptions, Report, Span, render};
use gatewright::draft::{Format, ScenarioDraft, read, write};
use gatewright::sources::Sources;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Compiles a document and asserts what holds for every outcome.
pub fn compiled(bytes: &[u8], format: Format, sources: &Sources) -> Outcome {
    let input = Input {
        name: Arc::from("fuzz"),
        bytes,
        format,
    };
    let outcome = compile(&input, sources, &Options::default());
    let refused = outcome.report.diagnostics.iter().any(|d| d.code.refuses());
    assert_eq!(
        outcome.compiled.is_some(),
        !refused,
        "it compiles exactly when nothing refuses it: {:?}",
        codes(&outcome)
    );
    assert_eq!(outcome.refusals().diagnostics.is_empty(), !refused);
    places(&outcome.report);
    for view in View::ALL {
        let text = render(&outcome.report, view, &RenderOptions::default());
        assert!(
            text.chars().all(|c| c == '\n' || !c.is_control()),
            "{} lets a control character through: {text:?}",
            view.name()
        );
    }
    outcome
}

/// Returns the codes of an outcome.
pub fn codes(outcome: &Outcome) -> Vec<Code> {
    outcome.report.diagnostics.iter().map(|d| d.code).collect()
}

/// Asserts that every finding has an entity and stands where its text has characters.
fn places(report: &Report) {
    for diagnostic in &report.diagnostics {
        let related = diagnostic.related.iter().map(|related| &related.place);
        for place in std::iter::once(&diagnostic.primary).chain(related) {
            assert!(!place.entity.is_empty(), "{diagnostic:?}");
            let text = place.file.as_ref().and_then(|file| report.texts.get(file));
            if let (Some(span), Some(text)) = (place.span, text) {
                assert!(span.start <= span.end, "{diagnostic:?}");
                assert!(text.get(span.start..span.end).is_some(), "{diagnostic:?}");
                assert_eq!(position(text, span), (span.line, span.column), "{diagnostic:?}");
            }
        }
    }
}

/// Counts the line and the column of a place in the plainest way.
fn position(text: &str, span: Span) -> (usize, usize) {
    let before = &text[..span.start];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

/// Asserts that a draft survives being written and read in both formats.
pub fn survives(draft: &ScenarioDraft) {
    for format in [Format::Json, Format::Ron] {
        let text = write(draft, format);
        let reading = read(text.as_bytes(), format);
        assert!(
            reading.problems.iter().all(|p| p.code == Code::GW0105),
            "{:?}\n{text}",
            reading.problems
        );
        // Only the limits can stand against a draft that was read once.
        if reading.problems.is_empty() {
            assert_eq!(reading.draft.as_ref(), Some(draft), "{text}");
        }
    }
}

/// Tells whether any object of a JSON text has a key twice.
///
/// # Errors
/// When the text is not JSON.
pub fn has_repeated_key(text: &str) -> serde_json::Result<bool> {
    serde_json::from_str::<Repeats>(text).map(|found| found.0)
}

struct Repeats(bool);

impl<'de> Deserialize<'de> for Repeats {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Search)
    }
}

struct Search;

impl<'de> Visitor<'de> for Search {
    type Value = Repeats;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Repeats, A::Error> {
        let mut seen = std::collections::HashSet::new();
        let mut found = false;
        while let Some((key, inner)) = map.next_entry::<String, Repeats>()? {
            found |= inner.0 | !seen.insert(key);
        }
        Ok(Repeats(found))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Repeats, A::Error> {
        let mut found = false;
        while let Some(inner) = seq.next_element::<Repeats>()? {
            found |= inner.0;
        }
        Ok(Repeats(found))
    }

    fn visit_unit<E: Error>(self) -> Result<Repeats, E> {
        Ok(Repeats(false))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Repeats, E> {
        Ok(Repeats(false))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Repeats, E> {
        Ok(Repeats(false))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Repeats, E> {
        Ok(Repeats(false))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Repeats, E> {
        Ok(Repeats(false))
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Repeats, E> {
        Ok(Repeats(false))
    }

}

//! The evidence that a run is tried on: one JSON file with answers and, where wanted, triggers.

mod reader;
mod schema;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Report};
use crate::draft::{Document, Format, SourceText, document, locate};
use crate::runtime::{Evidence, TriggerKind};
use crate::spec::{ScenarioSpec, Timestamp};
use reader::Reader;

pub use schema::evidence_schema;

/// Most steps of one file of evidence.
pub const MAX_STEPS: usize = 256;

/// Answers by condition id; a condition without one cannot be answered and is unknown.
pub type Answers = BTreeMap<String, Evidence>;

/// What a run is tried on.
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    /// When the run starts.
    pub start: Timestamp,
    /// The answers at the start.
    pub answers: Answers,
    /// The triggers in order; none to bring external events until the run rests.
    pub steps: Option<Vec<ScriptStep>>,
}

/// One trigger of a script.
#[derive(Debug, Clone, PartialEq)]
pub struct ScriptStep {
    /// What happens.
    pub kind: TriggerKind,
    /// Its id.
    pub trigger_id: String,
    /// When.
    pub time: Timestamp,
    /// The answers that change from here on.
    pub answers: Answers,
}

/// Reads a file of evidence for a scenario; `name` is what findings call the file.
///
/// # Errors
/// Everything that is wrong with it, each with its place and its cure.
pub fn read_evidence(bytes: &[u8], name: &str, spec: &ScenarioSpec) -> Result<Script, Report> {
    let (source, value) = read_json(bytes, name, "the evidence")?;
    let mut reader = Reader {
        known: spec
            .conditions
            .iter()
            .map(|condition| condition.condition_id.as_str())
            .collect(),
        problems: Vec::new(),
    };
    let script = reader.script(value);
    match script {
        Some(script) if reader.problems.is_empty() => Ok(script),
        _ => Err(report(reader.problems, &source, name)),
    }
}

/// Reads the payload of a precheck; `name` is what findings call the file.
///
/// # Errors
/// Everything that keeps it from being one JSON value without a key that stands twice.
pub fn read_payload(bytes: &[u8], name: &str) -> Result<Value, Report> {
    read_json(bytes, name, "the payload").map(|(_, value)| value)
}

fn read_json(bytes: &[u8], name: &str, what: &str) -> Result<(SourceText, Value), Report> {
    let Document {
        source,
        value,
        mut problems,
    } = document(bytes, Format::Json);
    // How a number is spelt matters to a scenario's hash and not to an answer.
    problems.retain(|problem| !matches!(problem.code, Code::GW0802 | Code::GW0803));
    for problem in &mut problems {
        // The cures of these speak of drafts.
        let cure = match problem.code {
            Code::GW0105 => Some(format!("shorten {what}, or nest it less")),
            Code::GW0101 if problem.help.iter().any(|help| help.contains("init")) => {
                Some(format!("{what} is one whole JSON document"))
            }
            _ => None,
        };
        if let Some(cure) = cure {
            problem.help = vec![cure];
        }
    }
    match (source, value) {
        (Some(source), Some(value)) if problems.is_empty() => Ok((source, value)),
        (Some(source), _) => Err(report(problems, &source, name)),
        (None, _) => Err(named(problems, name)),
    }
}

fn report(mut problems: Vec<Diagnostic>, source: &SourceText, name: &str) -> Report {
    locate(source, &mut problems);
    let mut report = named(problems, name);
    report
        .texts
        .insert(Arc::from(name), Arc::clone(&source.text));
    report
}

fn named(problems: Vec<Diagnostic>, name: &str) -> Report {
    let name: Arc<str> = Arc::from(name);
    let mut report = Report::default();
    for mut problem in problems {
        for place in problem.related.iter_mut().map(|one| &mut one.place) {
            place.file = Some(Arc::clone(&name));
        }
        report.diagnostics.push(problem.in_file(Arc::clone(&name)));
    }
    report.sort();
    report
}

#[cfg(test)]
mod tests;

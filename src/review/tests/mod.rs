//! Comparisons of small scenarios: what is told of each change, and what holds of all.

mod behaviour;
mod declaration;
mod formats;
mod oracle;
mod properties;
mod proved;
mod replay;

use std::sync::{Arc, LazyLock};

use serde_json::{Value, json};

use super::*;
use crate::check::Options as CheckOptions;
use crate::compile::{Input, Outcome, compile};
use crate::draft::Format as DraftFormat;
use crate::sources::Sources;
use crate::spec::ScenarioSpec;

/// Two documents that compile.
struct Compiling {
    old: Outcome,
    new: Outcome,
}

static SOURCES: LazyLock<Sources> = LazyLock::new(Sources::builtin);

impl Compiling {
    /// Compiles two documents; none when one of them does not compile.
    fn of(old: &Value, new: &Value) -> Option<Self> {
        let of = |document: &Value| {
            let text = document.to_string();
            let input = Input {
                name: Arc::from("draft.json"),
                bytes: text.as_bytes(),
                format: DraftFormat::Json,
            };
            let outcome = compile(&input, &SOURCES, &CheckOptions::default());
            outcome.compiled.is_some().then_some(outcome)
        };
        Some(Self {
            old: of(old)?,
            new: of(new)?,
        })
    }

    fn specs(&self) -> [&ScenarioSpec; 2] {
        [&self.old, &self.new].map(|one| &one.compiled.as_ref().unwrap().spec)
    }

    fn compare(&self) -> Comparison {
        let labels: [Arc<str>; 2] = ["old.json", "new.json"].map(Arc::from);
        let [old, new] = [(&self.old, &labels[0]), (&self.new, &labels[1])].map(side);
        compare(&old, &new)
    }
}

fn side<'a>((outcome, label): (&'a Outcome, &'a Arc<str>)) -> Side<'a> {
    Side {
        label,
        draft: outcome.draft.as_ref().unwrap(),
        compiled: outcome.compiled.as_ref().unwrap(),
        sources: &SOURCES,
    }
}

/// Returns the comparison of two documents; none when one of them does not compile.
fn try_compared(old: &Value, new: &Value) -> Option<Comparison> {
    Compiling::of(old, new).map(|both| both.compare())
}

#[track_caller]
fn compared(old: &Value, new: &Value) -> Comparison {
    try_compared(old, new).expect("both compile")
}

/// Returns a condition that reads a number from a report.
fn condition(id: &str, path: &str, least: i64) -> Value {
    json!({"condition_id": id, "comparator": "greater_than_or_equal", "expected": least,
        "policy_tags": [], "query": {"provider_id": "json", "check_id": "path",
        "params": {"file": "report.json", "jsonpath": path}}})
}

fn packet(id: &str, text: &str) -> Value {
    json!({"packet_id": id, "schema_id": "notes", "content_type": "text/plain",
        "visibility_labels": ["team", "lead"], "policy_tags": [],
        "payload": {"kind": "json", "value": text}})
}

/// Returns a scenario of three stages, the last of which discloses.
fn base() -> Value {
    json!({
        "draft_version": 1, "scenario_id": "release", "namespace_id": 7, "spec_version": "1",
        "conditions": [
            condition("tests", "$.tests", 1), condition("cover", "$.cover", 80),
            condition("audit", "$.audit", 1)],
        "stages": [
            {"stage_id": "build", "entry_packets": [],
             "gates": [{"gate_id": "quality", "requirement": "tests and cover"}],
             "advance_to": {"kind": "linear"},
             "timeout": {"timeout_ms": 60000, "policy_tags": []}, "on_timeout": "fail"},
            {"stage_id": "review", "entry_packets": [],
             "gates": [{"gate_id": "signed", "requirement": "audit"}],
             "advance_to": {"kind": "linear"}, "timeout": null, "on_timeout": "fail"},
            {"stage_id": "ship", "entry_packets": [packet("keys", "secret")], "gates": [],
             "advance_to": {"kind": "terminal"}, "timeout": null, "on_timeout": "fail"}],
        "policies": [{"policy_id": "four-eyes"}],
        "schemas": [{"schema_id": "notes", "version": "1"}]
    })
}

/// Returns the base with the value at a pointer replaced, or taken away by null.
#[track_caller]
fn with(pointer: &str, value: Value) -> Value {
    let mut document = base();
    set(&mut document, pointer, value);
    document
}

#[track_caller]
fn set(document: &mut Value, pointer: &str, value: Value) {
    *document.pointer_mut(pointer).expect("a place") = value;
}

//! The checks on small changes of one good draft.

mod capability;
mod cascade;
mod conditions;
mod gates;
mod precheck;
mod references;
mod routing;
mod stages;
mod unfinished;

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Checked, Options, check};
use crate::diagnostic::catalogue::{BASE_DRAFT, apply_patch};
use crate::diagnostic::{Code, Diagnostic};
use crate::draft::{Format, Reading, read};
use crate::sources::{Contracts, DataShape, DataShapes, Provider, RuntimeConfig, Sources};

/// A draft and everything that it is checked with.
struct Setup {
    draft: Value,
    sources: Sources,
    options: Options,
}

impl Setup {
    /// The base draft changed by a JSON Merge Patch, with built-in sources.
    fn new(patch: &Value) -> Self {
        let base: Value = serde_json::from_str(BASE_DRAFT).unwrap();
        Self {
            draft: apply_patch(&base, patch),
            sources: Sources::builtin(),
            options: Options::default(),
        }
    }

    /// Adds provider `ext` with one check: id, result schema, comparators.
    fn contract(mut self, check: &str, result: &Value, comparators: &[&str]) -> Self {
        let contract = json!({
            "provider_id": "ext", "name": "Ext", "description": "d", "transport": "mcp",
            "config_schema": {}, "notes": [],
            "checks": [{
                "check_id": check, "description": "d", "determinism": "external",
                "params_required": false, "params_schema": {"type": "object"},
                "result_schema": result, "allowed_comparators": comparators,
                "anchor_types": [], "content_types": [], "examples": []
            }]
        });
        let provider = Provider::read(contract.to_string().as_bytes(), "ext.json", None).unwrap();
        let mut contracts = Contracts::builtin();
        contracts.insert(provider).unwrap();
        self.sources.contracts = Arc::new(contracts);
        self
    }

    /// Adds a data shape `s`, version `1`.
    fn shape(mut self, schema: &Value) -> Self {
        let record = json!({"schema_id": "s", "version": "1", "schema": schema});
        let mut shapes = DataShapes::default();
        shapes
            .insert(DataShape::read(record.to_string().as_bytes(), "s.json").unwrap())
            .unwrap();
        self.sources.data_shapes = Arc::new(shapes);
        self
    }

    fn server(mut self, change: impl FnOnce(&mut RuntimeConfig)) -> Self {
        let mut runtime = RuntimeConfig::default();
        change(&mut runtime);
        self.sources.runtime = Arc::new(runtime);
        self
    }

    fn all(mut self) -> Self {
        self.options.all = true;
        self
    }

    fn check(&self) -> Checked {
        let text = self.draft.to_string();
        let Reading {
            source,
            draft,
            problems,
        } = read(text.as_bytes(), Format::Json);
        check(
            &draft.unwrap(),
            problems,
            source.as_ref(),
            &self.sources,
            &self.options,
        )
    }

    /// Returns each finding as its code and pointer, sorted.
    fn found(&self) -> Vec<String> {
        let mut found: Vec<String> = self.check().diagnostics.iter().map(short).collect();
        found.sort();
        found
    }

    fn find(&self, code: Code) -> Diagnostic {
        let mut found = self.check().diagnostics.into_iter();
        found.find(|d| d.code == code).unwrap()
    }
}

fn short(diagnostic: &Diagnostic) -> String {
    format!("{} {}", diagnostic.code, diagnostic.primary.pointer)
}

/// Returns what is found in the base draft after a patch.
fn found(patch: &Value) -> Vec<String> {
    Setup::new(patch).found()
}

/// A condition that asks `json.path`.
fn condition(id: &str) -> Value {
    json!({
        "condition_id": id, "comparator": "equals", "expected": true, "policy_tags": [],
        "query": {"provider_id": "json", "check_id": "path",
                  "params": {"file": "report.json", "jsonpath": format!("$.{id}")}}
    })
}

fn gate(id: &str, requirement: impl Into<Value>) -> Value {
    json!({"gate_id": id, "requirement": requirement.into()})
}

/// A stage without a timeout.
fn stage(id: &str, gates: &[Value], advance_to: &Value) -> Value {
    json!({
        "stage_id": id, "entry_packets": [], "gates": gates, "advance_to": advance_to,
        "timeout": null, "on_timeout": "fail"
    })
}

/// The same stage with a timeout of a second and a policy.
fn timed(mut stage: Value, policy: &str) -> Value {
    stage["timeout"] = json!({"timeout_ms": 1000, "policy_tags": []});
    stage["on_timeout"] = json!(policy);
    stage
}

fn terminal() -> Value {
    json!({"kind": "terminal"})
}

fn to(stage: &str) -> Value {
    json!({"kind": "fixed", "stage_id": stage})
}

/// A branch: rules of gate, outcome and target, then the default.
fn branch(rules: &[(&str, &str, &str)], default: Option<&str>) -> Value {
    let rules: Vec<Value> = rules
        .iter()
        .map(|(gate, outcome, target)| {
            json!({"gate_id": gate, "outcome": outcome, "next_stage_id": target})
        })
        .collect();
    json!({"kind": "branch", "branches": rules, "default": default})
}

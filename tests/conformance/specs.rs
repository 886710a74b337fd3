//! Cases of `specs.jsonl`: what each layer says of a document, and its canonical bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use gatewright::check::{Layers, Options};
use gatewright::compile::{Input, Outcome, compile};
use gatewright::diagnostic::Code;
use gatewright::draft::Format;
use gatewright::sources::{Contracts, Provider, RuntimeConfig, Sources};
use gatewright::spec::spec_schema;
use serde_json::{Value, json};

use crate::common::{self, Case, generated, text};
use crate::features;

/// Our codes for a code of the runtime's; a refused case must report one of them.
pub(crate) fn ours(runtime: &str) -> &'static [Code] {
    use Code as C;
    match runtime {
        "input_too_large" | "depth_exceeded" | "canonical_too_large" => &[C::GW0105],
        "parse_error" => &[C::GW0101, C::GW0105, C::GW0110],
        "schema_invalid" => &[C::GW0103, C::GW0104, C::GW0109],
        "deserialize" => &[C::GW0108],
        "missing_stages" => &[C::GW0109],
        "duplicate_stage_id"
        | "duplicate_gate_id"
        | "duplicate_packet_id"
        | "duplicate_condition" => &[C::GW0201],
        "invalid_evidence_query" => &[C::GW0209],
        "missing_condition" => &[C::GW0202],
        "missing_branch_target" => &[C::GW0203],
        "provider_missing" => &[C::GW0301],
        "check_missing" => &[C::GW0302],
        "params_missing" | "params_invalid" => &[C::GW0303],
        "comparator_not_allowed" | "comparator_forbidden" | "comparator_not_in_override" => {
            &[C::GW0304]
        }
        "comparator_disabled" | "comparator_opt_in_required" => &[C::GW0304, C::GW0305],
        "expected_not_accepted" => &[C::GW0306],
        "expected_required" => &[C::GW0306, C::GW0309],
        "expected_array_required" => &[C::GW0307],
        "expected_invalid" => &[C::GW0306, C::GW0307, C::GW0309],
        "schema_compile" => &[C::GW1104, C::GW0317],
        "shape_condition_missing" | "shape_untyped_additional" | "shape_not_object" => &[C::GW0316],
        "override_invalid"
        | "override_empty"
        | "override_disabled"
        | "override_forbidden"
        | "meta_not_object"
        | "dynamic_type_not_bool"
        | "union_empty"
        | "union_both"
        | "one_of_empty"
        | "any_of_empty"
        | "enum_empty"
        | "enum_not_scalar"
        | "enum_mixed"
        | "type_missing"
        | "type_unsupported"
        | "type_array_non_string"
        | "type_array_empty"
        | "type_not_string_or_array" => &[C::GW0317],
        _ => &[],
    }
}

/// The sources of a case: built-in contracts, its own, its settings.
pub(crate) fn sources(case: &Case) -> Result<Sources, String> {
    let mut contracts = Contracts::builtin();
    for contract in case["contracts"].as_array().into_iter().flatten() {
        let provider = Provider::read(contract.to_string().as_bytes(), "contract.json", None)
            .map_err(|report| format!("contract refused: {:?}", report.diagnostics))?;
        // A contract may take the name of a built-in provider that is not configured.
        if contracts.insert(provider).is_err() {
            return Err("the contract's provider is taken".to_owned());
        }
    }
    Ok(Sources {
        contracts: Arc::new(contracts),
        runtime: Arc::new(settings(&case["config"])),
        ..Sources::builtin()
    })
}

/// The server's settings of a case.
pub(crate) fn settings(config: &Value) -> RuntimeConfig {
    let mut runtime = RuntimeConfig::default();
    let flag = |name: &str, default| config[name].as_bool().unwrap_or(default);
    runtime.validation.strict = flag("strict", true);
    runtime.validation.enable_lexicographic = flag("enable_lexicographic", false);
    runtime.validation.enable_deep_equals = flag("enable_deep_equals", false);
    runtime
}

pub(crate) fn document(case: &Case) -> String {
    if case.get("spec_text").is_some() {
        return text(case, "spec_text").to_owned();
    }
    if let Some(parts) = case.get("spec_gen") {
        return generated(parts);
    }
    if let Some(recipe) = case.get("spec_recipe") {
        return recipe_document(&recipe["n_conditions"], &recipe["n_stages"]).to_string();
    }
    case["spec"].to_string()
}

fn recipe_document(conditions: &Value, stages: &Value) -> Value {
    let n = conditions.as_u64().expect("a count");
    let s = stages.as_u64().expect("a count");
    let condition = |i: u64| {
        let (provider, check, params, comparator, expected) = match i % 4 {
            0 => (
                "json",
                "path",
                json!({"file": format!("f{i}.json"), "jsonpath": format!("$.k{i}")}),
                "equals",
                json!(i),
            ),
            1 => (
                "env",
                "get",
                json!({"key": format!("KEY_{i}")}),
                "equals",
                json!(format!("v{i}")),
            ),
            2 => (
                "time",
                "after",
                json!({"timestamp": 1_700_000_000_000_u64 + i}),
                "equals",
                json!(true),
            ),
            _ => (
                "http",
                "status",
                json!({"url": format!("https://h{i}.example/")}),
                "less_than",
                json!(400),
            ),
        };
        json!({
            "condition_id": format!("c{i}"),
            "query": {"provider_id": provider, "check_id": check, "params": params},
            "comparator": comparator, "expected": expected, "policy_tags": []
        })
    };
    let gate = |i: u64| {
        let c = |k: u64| json!({"Condition": format!("c{}", (i + k) % n)});
        let requirement = match i % 3 {
            0 => json!({"And": [c(0), c(1), {"Not": c(2)}]}),
            1 => json!({"Or": [c(0), c(1), c(2)]}),
            _ => json!({"RequireGroup": {"min": 2, "reqs": [c(0), c(1), c(2)]}}),
        };
        json!({"gate_id": format!("g{i}"), "requirement": requirement})
    };
    let stage = |j: u64| {
        let gates: Vec<Value> = (j * n / s..(j + 1) * n / s).map(gate).collect();
        json!({
            "stage_id": format!("s{j}"), "entry_packets": [], "gates": gates, "timeout": null,
            "on_timeout": "fail",
            "advance_to": {"kind": if j + 1 == s { "terminal" } else { "linear" }}
        })
    };
    json!({
        "scenario_id": format!("large-{n}-{s}"), "namespace_id": 1, "spec_version": "1",
        "policies": [], "schemas": [], "default_tenant_id": null,
        "conditions": (0..n).map(condition).collect::<Vec<_>>(),
        "stages": (0..s).map(stage).collect::<Vec<_>>()
    })
}

/// Compares one layer; `Err` says how they differ.
fn layer(
    name: &str,
    runtime: &str,
    ok: bool,
    outcome: &Outcome,
    deliberate: bool,
) -> Result<(), String> {
    let codes: Vec<Code> = outcome.report.diagnostics.iter().map(|d| d.code).collect();
    match runtime {
        "skipped" => Ok(()),
        "ok" if ok || deliberate => Ok(()),
        "ok" => Err(format!("{name}: the runtime accepts, we report {codes:?}")),
        refused if ok && !deliberate => Err(format!(
            "{name}: the runtime refuses with {refused}, we accept"
        )),
        refused if !ours(refused).iter().any(|code| codes.contains(code)) => {
            Err(format!("{name}: {refused} is not among {codes:?}"))
        }
        _ => Ok(()),
    }
}

#[test]
fn specs() {
    let mut differences: BTreeMap<Code, usize> = BTreeMap::new();
    let mut drafts = 0;
    let schema = jsonschema::draft202012::new(&spec_schema()).expect("the schema of a spec");
    common::run("specs.jsonl", |case| {
        let sources = sources(case)?;
        let document = document(case);
        let input = Input {
            name: Arc::from("case"),
            bytes: document.as_bytes(),
            format: Format::Json,
        };
        let outcome = compile(&input, &sources, &Options::default());
        let deliberate = features::deliberate(&outcome, &document, Format::Json)?;
        for code in &deliberate {
            *differences.entry(*code).or_default() += 1;
        }
        // A spec that is refused only for what drafts may carry is a draft, and checked as one.
        if case["verdict"]["schema"] == "schema_invalid"
            && let Ok(value) = serde_json::from_str::<Value>(&document)
            && let Some(plain) = features::without_authoring(&value)
            && schema.is_valid(&plain)
        {
            drafts += 1;
            return Ok(());
        }
        compare(case, &outcome, !deliberate.is_empty())
    });
    println!("specs.jsonl: {drafts} are drafts and no specs");
    for (code, count) in differences {
        println!("specs.jsonl: {count} refused by {code} (REFERENCE §9)");
    }
}

/// Compares the layers that need nothing but the document.
pub(crate) fn compare_reading(
    case: &Case,
    outcome: &Outcome,
    deliberate: bool,
) -> Result<(), String> {
    let verdict = |name: &str| text(&case["verdict"], name);
    let has_document = outcome.layers.is_some();
    let layers = outcome.layers;
    let ok = |pick: fn(&Layers) -> bool| layers.as_ref().is_some_and(pick);
    // The root of a document that is no object at all is a matter of the schema.
    let not_an_object = outcome
        .report
        .diagnostics
        .iter()
        .all(|d| d.code == Code::GW0104);
    layer(
        "parse",
        verdict("parse"),
        ok(|l| l.read.is_ok()) || (!has_document && not_an_object),
        outcome,
        deliberate,
    )?;
    layer(
        "schema",
        verdict("schema"),
        ok(|l| l.schema.is_ok()),
        outcome,
        deliberate,
    )?;
    let fits = outcome.compiled.is_some() || deliberate;
    let semantic = verdict("semantic");
    let too_large = semantic == "canonical_too_large";
    layer(
        "semantic",
        semantic,
        ok(|l| l.semantic.is_ok()) && (!too_large || fits),
        outcome,
        deliberate,
    )
}

fn compare(case: &Case, outcome: &Outcome, deliberate: bool) -> Result<(), String> {
    compare_reading(case, outcome, deliberate)?;
    let verdict = |name: &str| text(&case["verdict"], name);
    let ok = |pick: fn(&Layers) -> bool| outcome.layers.as_ref().is_some_and(pick);
    layer(
        "capability",
        verdict("capability"),
        ok(|l| l.capability.is_ok()),
        outcome,
        deliberate,
    )?;
    layer(
        "strict",
        verdict("strict"),
        ok(|l| l.strict.is_ok()),
        outcome,
        deliberate,
    )?;
    let all_ok = ["parse", "schema", "semantic", "capability", "strict"]
        .iter()
        .all(|name| verdict(name) == "ok");
    match &outcome.compiled {
        None if all_ok && !deliberate => Err("the runtime accepts, we do not compile".to_owned()),
        Some(_) if !all_ok => Err("the runtime refuses, we compile".to_owned()),
        Some(compiled) => {
            let second = serde_json_canonicalizer::to_vec(&compiled.spec);
            if second.map_err(|error| error.to_string())? != compiled.bytes {
                return Err("a second canonicaliser writes other bytes".to_owned());
            }
            if text(case, "canonical_sha256") != compiled.hash.to_string() {
                return Err(format!(
                    "hash {} instead of {}",
                    compiled.hash, case["canonical_sha256"]
                ));
            }
            if case["canonical_len"].as_u64() != u64::try_from(compiled.bytes.len()).ok() {
                return Err("another length".to_owned());
            }
            match case.get("canonical_json").and_then(Value::as_str) {
                Some(json) if json.as_bytes() != compiled.bytes => Err("other bytes".to_owned()),
                _ => Ok(()),
            }
        }
        None => Ok(()),
    }
}

//! Cases of `contracts.jsonl`.

use std::path::PathBuf;

use gatewright::diagnostic::{Code, Place, Report};
use gatewright::sources::{ConfiguredProvider, Contracts, Provider, ProviderKind};
use serde_json::Value;

use super::common::{Case, cases, generated, run, text};

/// Returns the code that stands for a verdict of the runtime; none for acceptance.
fn code_of(verdict: &str) -> Option<Code> {
    match verdict {
        "ok" => None,
        "contract_missing" | "contract_read_failed" | "contract_parse_failed" => Some(Code::GW1102),
        "contract_invalid.provider_id_mismatch"
        | "contract_invalid.transport"
        | "contract_invalid.comparators_empty"
        | "contract_invalid.comparator_order"
        | "contract_invalid.builtin_path" => Some(Code::GW1103),
        "schema_compile_failed" => Some(Code::GW1104),
        "contract_path_invalid" | "contract_invalid.size_limit" | "contract_hash_failed" => {
            Some(Code::GW1105)
        }
        "duplicate_provider" => Some(Code::GW1106),
        other => panic!("unknown verdict {other}"),
    }
}

/// Compares what we report with the verdict: the runtime stops at the first problem, we do not.
fn compare(verdict: &str, report: &Report) -> Result<(), String> {
    let found: Vec<String> = report
        .diagnostics
        .iter()
        .map(|d| format!("{} {}", d.code, d.message))
        .collect();
    let agrees = match code_of(verdict) {
        None => found.is_empty(),
        Some(code) => report.diagnostics.iter().any(|d| d.code == code),
    };
    if agrees {
        Ok(())
    } else {
        Err(format!("{verdict}, but found {found:?}"))
    }
}

/// Returns the bytes of a single contract.
fn document(case: &Case) -> Vec<u8> {
    if let Some(contract) = case.get("contract") {
        contract.to_string().into_bytes()
    } else if let Some(parts) = case.get("contract_gen") {
        generated(parts).into_bytes()
    } else if case.get("contract_text").is_some() {
        text(case, "contract_text").as_bytes().to_vec()
    } else {
        let hex = text(case, "contract_bytes_hex");
        (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("two hex digits"))
            .collect()
    }
}

/// Configures the providers of a case, with their contracts in files of their own.
fn configured(providers: &[Value]) -> Report {
    let folder = tempfile::tempdir().expect("a folder for contracts");
    let entries: Vec<ConfiguredProvider> = providers
        .iter()
        .enumerate()
        .map(|(index, provider)| {
            let path = if let Some(contract) = provider.get("contract") {
                let name = format!("{index}.json");
                std::fs::write(folder.path().join(&name), contract.to_string())
                    .expect("a contract is written");
                Some(name)
            } else if let Some(length) = provider.get("path_component_len") {
                let length = length.as_u64().expect("a length");
                Some("x".repeat(usize::try_from(length).expect("a length")))
            } else {
                provider
                    .get("path_missing_file")
                    .map(|_| "none.json".to_owned())
            };
            ConfiguredProvider {
                id: text(provider, "provider_id").to_owned(),
                kind: match provider.get("type").and_then(Value::as_str) {
                    Some("builtin") => ProviderKind::Builtin,
                    _ => ProviderKind::Mcp,
                },
                capabilities_path: path.map(PathBuf::from),
                place: Place::default(),
            }
        })
        .collect();
    Contracts::configured(&entries, folder.path()).1
}

#[test]
fn contracts() {
    run("contracts.jsonl", |case| {
        let verdict = text(case, "verdict");
        if let Some(providers) = case.get("providers") {
            let providers = providers.as_array().expect("a list of providers");
            return compare(verdict, &configured(providers));
        }
        let bytes = document(case);
        let report = match Provider::read(&bytes, "contract.json", Some(text(case, "provider_id")))
        {
            Ok(_) => Report::default(),
            Err(report) => report,
        };
        compare(verdict, &report)
    });
}

#[test]
fn every_refusal_names_its_file_and_provider() {
    for case in cases("contracts.jsonl") {
        if case.get("providers").is_some() {
            continue;
        }
        let Err(report) = Provider::read(&document(&case), "contract.json", None) else {
            continue;
        };
        for found in report.diagnostics {
            assert_eq!(found.primary.file.as_deref(), Some("contract.json"));
            assert!(
                found.code == Code::GW1102
                    || found.code == Code::GW1105
                    || found.primary.entity.starts_with("provider:"),
                "{}: {found:?}",
                case["id"]
            );
        }
    }
}

//! `contracts`: the provider contracts of the workspace.

use std::fmt::Write;
use std::path::PathBuf;

use gatewright::diagnostic::{FailLevel, Format as ReportFormat, Level, Report, nearest, visible};
use gatewright::sources::{Provider, Sources};
use gatewright::typing::describe;

use super::args::ContractsAction;
use super::context::Context;
use super::documents;
use super::exit::Exit;
use super::output::Layout;
use super::{files, find};

/// Lists, shows or checks contracts.
pub(crate) fn run(action: Option<ContractsAction>, context: &Context) -> Exit {
    match action.unwrap_or(ContractsAction::List) {
        ContractsAction::Check { paths } => check(&paths, context),
        ContractsAction::List => with_sources(context, |sources| list(sources, context)),
        ContractsAction::Show { id, json } => {
            with_sources(context, |sources| show(sources, &id, json, context))
        }
    }
}

/// Runs with what is usable of the workspace, after telling what is not.
pub(crate) fn with_sources(context: &Context, run: impl FnOnce(&Sources) -> Exit) -> Exit {
    let workspace = context.workspace();
    if !workspace.report.diagnostics.is_empty() {
        context.output.findings(&workspace.report);
    }
    let broken = if workspace.is_broken() {
        Exit::Unusable
    } else {
        Exit::Fine
    };
    run(&workspace.sources).max(broken)
}

fn list(sources: &Sources, context: &Context) -> Exit {
    let mut out = String::new();
    for provider in sources.contracts.iter() {
        let checks: Vec<&str> = provider
            .checks()
            .map(|c| c.contract.check_id.as_str())
            .collect();
        let hash = provider.hash.to_string();
        let _ = writeln!(
            out,
            "{:<16} {:<8} {}  {}  {}",
            visible(&provider.contract.provider_id),
            visible(provider.contract.transport.name()),
            hash.get(..12).unwrap_or(&hash),
            visible(&provider.origin),
            visible(&checks.join(", ")),
        );
    }
    context.output.text(&out)
}

fn show(sources: &Sources, id: &str, json: bool, context: &Context) -> Exit {
    let Some(provider) = sources.contracts.get(id) else {
        return no_contract(id, sources, context);
    };
    if json {
        return context.output.json(&provider.contract, Layout::Lines);
    }
    context.output.text(&page(provider))
}

/// Says that a provider has no contract, and which name may be meant.
pub(crate) fn no_contract(id: &str, sources: &Sources, context: &Context) -> Exit {
    let ids = sources
        .contracts
        .iter()
        .map(|found| found.contract.provider_id.as_str());
    let help = nearest(id, ids).map_or_else(
        || "`gatewright contracts` lists the providers".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    context
        .output
        .error_with_help(&format!("there is no contract of a provider `{id}`"), &help)
}

fn page(provider: &Provider) -> String {
    let contract = &provider.contract;
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{} ({}, {}, {})\n{}",
        visible(&contract.provider_id),
        visible(&contract.name),
        visible(contract.transport.name()),
        visible(&provider.origin),
        visible(&contract.description),
    );
    let _ = writeln!(out, "sha256:{}", provider.hash);
    for check in provider.checks() {
        let known = &check.contract;
        let _ = writeln!(
            out,
            "\n{}.{}",
            visible(&contract.provider_id),
            visible(&known.check_id)
        );
        let _ = writeln!(out, "  {}", visible(&known.description));
        let _ = writeln!(out, "  determinism: {}", known.determinism.name());
        let needed = if known.params_required {
            "required"
        } else {
            "optional"
        };
        let _ = writeln!(
            out,
            "  parameters ({needed}):{}",
            parameters(check.params.schema())
        );
        let _ = writeln!(out, "  result:      {}", describe(check.result.schema()));
        let names: Vec<&str> = known.allowed_comparators.iter().map(|c| c.name()).collect();
        let _ = writeln!(out, "  comparators: {}", names.join(", "));
        for example in &known.examples {
            let _ = writeln!(
                out,
                "  example:     {} gives {}  ({})",
                visible(&example.params.to_string()),
                visible(&example.result.to_string()),
                visible(&example.description)
            );
        }
    }
    for note in &contract.notes {
        let _ = writeln!(out, "\nnote: {}", visible(note));
    }
    out
}

fn parameters(schema: &serde_json::Value) -> String {
    let required: Vec<&str> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|name| name.as_str())
        .collect();
    let mut out = String::new();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let mark = if required.contains(&name.as_str()) {
            ", required"
        } else {
            ""
        };
        let description = property["description"].as_str().unwrap_or_default();
        let _ = write!(
            out,
            "\n    {}: {}{mark}  {}",
            visible(name),
            describe(property),
            visible(description)
        );
    }
    if out.is_empty() {
        " none".to_owned()
    } else {
        out
    }
}

fn check(paths: &[PathBuf], context: &Context) -> Exit {
    check_files(paths, context, |bytes, name| {
        Provider::read(bytes, name, None).map(|_| ())
    })
}

/// Reads source files, or those in folders, and reports everything that is wrong with them.
pub(crate) fn check_files(
    paths: &[PathBuf],
    context: &Context,
    read: impl Fn(&[u8], &str) -> Result<(), Report>,
) -> Exit {
    let mut report = Report::default();
    let paths = find::json_files(paths, &mut report);
    for path in &paths {
        match files::read(path) {
            Ok(bytes) => {
                if let Err(found) = read(&bytes, &files::shown(path)) {
                    report.merge(found);
                }
            }
            Err(diagnostic) => report.merge(documents::unreadable(*diagnostic)),
        }
    }
    report.sort();
    let names = paths
        .iter()
        .map(|path| files::shown(path).to_string())
        .collect();
    finish(&report, names, context)
}

/// Prints what was found in sources and tells how bad it is.
pub(crate) fn finish(report: &Report, names: Vec<String>, context: &Context) -> Exit {
    let printed = context
        .output
        .report(report, ReportFormat::Human, names, FailLevel::Error);
    let findings = report.diagnostics.iter().map(|found| {
        if found.level == Level::Error {
            files::exit_of(found)
        } else {
            Exit::Fine
        }
    });
    findings.fold(printed, Exit::max)
}

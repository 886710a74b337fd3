//! `comparators`: what can be compared how, and why not.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use gatewright::diagnostic::{nearest, visible};
use gatewright::spec::ValueSchema;
use gatewright::typing::{ExpectedRule, Toggles, TypedSchema, describe};
use serde_json::{Value, json};

use super::args::ComparatorsArgs;
use super::context::{Context, Loaded};
use super::exit::Exit;
use super::files;

/// Prints every comparator with its verdict and reasons.
pub(crate) fn run(args: &ComparatorsArgs, context: &Context) -> Exit {
    let workspace = context.workspace();
    if workspace.is_broken() {
        context.output.findings(&workspace.report);
    }
    let typed = match (&args.schema, &args.provider, &args.check) {
        (Some(file), ..) => of_schema(file, &workspace),
        (None, Some(provider), Some(check)) => of_check(provider, check, &workspace),
        _ => Err((
            "name a provider and a check, or a schema file".to_owned(),
            None,
        )),
    };
    let typed = match typed {
        Ok(typed) => typed,
        Err((error, Some(help))) => return context.output.error_with_help(&error, &help),
        Err((error, None)) => return context.output.error(&error),
    };
    if args.json {
        let text = serde_json::to_string_pretty(&as_json(&typed)).unwrap_or_default();
        return context.output.text(&format!("{text}\n"));
    }
    context.output.text(&as_text(&typed))
}

type Failure = (String, Option<String>);

fn toggles(workspace: &Loaded) -> Toggles {
    let validation = workspace.sources.runtime.validation;
    Toggles {
        lexicographic: validation.enable_lexicographic,
        deep_equals: validation.enable_deep_equals,
    }
}

fn of_schema(file: &Path, workspace: &Loaded) -> Result<TypedSchema, Failure> {
    let shown = files::shown(file);
    let bytes = files::read(file).map_err(|d| (format!("`{shown}`: {}", d.message), None))?;
    let schema: Value = serde_json::from_slice(&bytes)
        .map_err(|error| (format!("`{shown}` is not JSON: {error}"), None))?;
    Ok(TypedSchema::new(
        Arc::new(ValueSchema::new(schema)),
        None,
        toggles(workspace),
    ))
}

fn of_check(provider: &str, check: &str, workspace: &Loaded) -> Result<TypedSchema, Failure> {
    let contracts = &workspace.sources.contracts;
    let Some(found) = contracts.get(provider) else {
        let ids = contracts
            .iter()
            .map(|found| found.contract.provider_id.as_str());
        let help = nearest(provider, ids).map_or_else(
            || "`gatewright contracts` lists the providers".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        return Err((
            format!("there is no contract of a provider `{provider}`"),
            Some(help),
        ));
    };
    let Some(known) = found.check(check) else {
        let ids: Vec<&str> = found
            .checks()
            .map(|c| c.contract.check_id.as_str())
            .collect();
        let help = nearest(check, ids.iter().copied()).map_or_else(
            || format!("its checks: {}", ids.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        return Err((
            format!("provider `{provider}` has no check `{check}`"),
            Some(help),
        ));
    };
    Ok(TypedSchema::new(
        Arc::clone(&known.result),
        Some(&known.contract.allowed_comparators),
        toggles(workspace),
    ))
}

fn rule_name(rule: ExpectedRule) -> &'static str {
    match rule {
        ExpectedRule::None => "none",
        ExpectedRule::Value => "one value",
        ExpectedRule::ArrayOf => "a list of values",
    }
}

fn as_json(typed: &TypedSchema) -> Value {
    let choices: Vec<Value> = typed
        .choices()
        .iter()
        .map(|choice| {
            let reasons: Vec<Value> = choice
                .reasons
                .iter()
                .map(|reason| json!({"code": reason.code(), "reason": reason.to_string()}))
                .collect();
            json!({
                "comparator": choice.comparator,
                "allowed": choice.is_allowed(),
                "expected": rule_name(typed.expected_rule(choice.comparator)),
                "reasons": reasons,
            })
        })
        .collect();
    json!({"type": describe(typed.schema().schema()), "comparators": choices})
}

fn as_text(typed: &TypedSchema) -> String {
    let mut out = format!("result: {}\n", describe(typed.schema().schema()));
    for choice in typed.choices() {
        if choice.is_allowed() {
            let rule = rule_name(typed.expected_rule(choice.comparator));
            let _ = writeln!(out, "  yes  {:<24}  expected: {rule}", choice.comparator);
        } else {
            let reasons: Vec<String> = choice.reasons.iter().map(ToString::to_string).collect();
            let _ = writeln!(
                out,
                "  no   {:<24}  {}",
                choice.comparator,
                visible(&reasons.join("; "))
            );
        }
    }
    out
}

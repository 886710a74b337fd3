//! `comparators`: what can be compared how, and why not.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use gatewright::check::toggles;
use gatewright::diagnostic::{nearest, visible};
use gatewright::sources::{DataShape, Sources};
use gatewright::typing::{ExpectedRule, TypedSchema, describe};
use serde_json::{Value, json};

use super::args::ComparatorsArgs;
use super::context::Context;
use super::contracts::{no_contract, with_sources};
use super::exit::Exit;
use super::files;
use super::output::Layout;

/// Prints every comparator with its verdict and reasons.
pub(crate) fn run(args: &ComparatorsArgs, context: &Context) -> Exit {
    with_sources(context, |sources| {
        let typed = match (&args.schema, &args.provider, &args.check) {
            (Some(file), ..) => of_schema(file, sources, context),
            (None, Some(provider), Some(check)) => of_check(provider, check, sources, context),
            _ => Err(context.output.error_with_help(
                "there is nothing to compare",
                "name a provider and a check, or a schema file",
            )),
        };
        match typed {
            Err(exit) => exit,
            Ok(typed) if args.json => context.output.json(&as_json(&typed), Layout::Lines),
            Ok(typed) => context.output.text(&as_text(&typed)),
        }
    })
}

/// Returns the choices of a schema in a file: a bare one, or that of a data shape.
fn of_schema(file: &Path, sources: &Sources, context: &Context) -> Result<TypedSchema, Exit> {
    let bytes = files::read(file).map_err(|unread| {
        let exit = files::exit_of(&unread);
        context.output.finding(*unread);
        exit
    })?;
    let shape = DataShape::read(&bytes, &files::shown(file)).map_err(|problems| {
        context.output.findings(&problems);
        Exit::Findings
    })?;
    Ok(TypedSchema::new(
        Arc::new(shape.schema),
        None,
        toggles(sources),
    ))
}

fn of_check(
    provider: &str,
    check: &str,
    sources: &Sources,
    context: &Context,
) -> Result<TypedSchema, Exit> {
    let contracts = &sources.contracts;
    let Some(found) = contracts.get(provider) else {
        return Err(no_contract(provider, sources, context));
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
        return Err(context.output.error_with_help(
            &format!("provider `{provider}` has no check `{check}`"),
            &help,
        ));
    };
    Ok(TypedSchema::new(
        Arc::clone(&known.result),
        Some(&known.contract.allowed_comparators),
        toggles(sources),
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
            let _ = writeln!(out, "  yes  {:<25}  expected: {rule}", choice.comparator);
        } else {
            let reasons: Vec<String> = choice.reasons.iter().map(ToString::to_string).collect();
            let _ = writeln!(
                out,
                "  no   {:<25}  {}",
                choice.comparator,
                visible(&reasons.join("; "))
            );
        }
    }
    out
}

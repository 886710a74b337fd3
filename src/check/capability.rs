//! The capability and strict layers: what the contract and the types of a check allow.
//!
//! The runtime asks the contract first (params, expected, comparator) and then its strict rules
//! (REFERENCE §2.3, §3). Both often refuse for one reason, which is told once.

use super::view::{Known, KnownCheck, View};
use super::{Found, fix};
use crate::diagnostic::{Code, Diagnostic, Safety, nearest};
use crate::draft::{ConditionDraft, Edit, Entity, Key};
use crate::spec::Comparator;
use crate::typing::{
    CapabilityProblem, ComparatorChoice, ExpectedProblem, Reason, StrictProblem, TypedSchema,
    describe,
};

/// What the two layers say.
pub(super) struct Verdicts {
    pub(super) contract_ok: bool,
    pub(super) strict_ok: bool,
}

/// Checks every condition against its contract and the strict rules.
pub(super) fn check(view: &View<'_>, found: &mut Found) -> Verdicts {
    let mut verdicts = Verdicts {
        contract_ok: true,
        strict_ok: true,
    };
    for (index, condition) in view.draft.conditions().iter().enumerate() {
        let at = format!("/conditions/{index}");
        match view.known(condition) {
            Known::Unfinished => continue,
            Known::NoProvider => found.push(no_provider(view, condition, &at)),
            Known::NoCheck(provider) => {
                let checks: Vec<&str> = provider
                    .checks()
                    .map(|check| check.contract.check_id.as_str())
                    .collect();
                found.push(no_check(condition, &at, &checks));
            }
            Known::Check(known) => {
                let contract_ok = contract(known, condition, index, &at, found);
                let strict_ok = strict(view, known, condition, index, &at, found);
                verdicts.contract_ok &= contract_ok;
                verdicts.strict_ok &= strict_ok;
                continue;
            }
        }
        verdicts = Verdicts {
            contract_ok: false,
            strict_ok: false,
        };
    }
    verdicts
}

fn no_provider(view: &View<'_>, condition: &ConditionDraft, at: &str) -> Diagnostic {
    let id = condition
        .query
        .as_ref()
        .and_then(|q| q.provider_id.as_deref())
        .unwrap_or_default();
    let known: Vec<&str> = view
        .sources
        .contracts
        .iter()
        .map(|p| p.contract.provider_id.as_str())
        .collect();
    let diagnostic = Diagnostic::new(
        Code::GW0301,
        format!("{at}/query/provider_id"),
        format!("provider `{id}` has no contract in this workspace"),
    )
    .parameter(id);
    let diagnostic = match nearest(id, known.iter().copied()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic,
    };
    diagnostic
        .help(format!("known providers: {}", known.join(", ")))
        .help("add its contract to the workspace: `contracts` in gatewright.toml, or `capabilities_path` in the server's config")
}

fn no_check(condition: &ConditionDraft, at: &str, checks: &[&str]) -> Diagnostic {
    let query = condition.query.as_ref();
    let provider = query
        .and_then(|q| q.provider_id.as_deref())
        .unwrap_or_default();
    let id = query
        .and_then(|q| q.check_id.as_deref())
        .unwrap_or_default();
    let diagnostic = Diagnostic::new(
        Code::GW0302,
        format!("{at}/query/check_id"),
        format!("provider `{provider}` has no check `{id}`"),
    )
    .parameter(id);
    match nearest(id, checks.iter().copied()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help(format!("its checks: {}", checks.join(", "))),
    }
}

fn contract(
    known: &KnownCheck<'_>,
    condition: &ConditionDraft,
    index: usize,
    at: &str,
    found: &mut Found,
) -> bool {
    let mut ok = params(known, condition, at, found);
    let Some(comparator) = condition.comparator else {
        return ok;
    };
    for problem in known
        .typed
        .capability(comparator, condition.expected.as_ref())
    {
        ok = false;
        match problem {
            // A contract whose schema does not compile was refused when it was loaded.
            CapabilityProblem::Schema(fault) => found.push(Diagnostic::new(
                Code::GW1104,
                format!("{at}/query/check_id"),
                format!("the result schema of this check cannot be used: {fault}"),
            )),
            CapabilityProblem::Expected(problem) => {
                expected(&problem, condition, index, at, &known.typed, found);
            }
            CapabilityProblem::ComparatorNotAllowed(comparator) => {
                found.push(refused(known.typed.choice(comparator), &known.typed, at));
            }
        }
    }
    ok
}

fn params(known: &KnownCheck<'_>, condition: &ConditionDraft, at: &str, found: &mut Found) -> bool {
    let at = format!("{at}/query/params");
    let contract = &known.check.contract;
    let name = format!(
        "{}.{}",
        known.provider.contract.provider_id, contract.check_id
    );
    let given = condition
        .query
        .as_ref()
        .and_then(|query| query.params.as_ref());
    let Some(given) = given else {
        if contract.params_required {
            let mut missing =
                Diagnostic::new(Code::GW0303, at, format!("`{name}` needs parameters"));
            if let Some(example) = contract.examples.first() {
                missing = missing.help(format!("for example {}", example.params));
            }
            found.push(missing);
        }
        return !contract.params_required;
    };
    match known.check.params.accepts(given) {
        Ok(true) => true,
        _ => {
            for violation in known.check.params.violations(given).unwrap_or_default() {
                let pointer = format!("{at}{}", violation.pointer);
                let what = match violation.pointer.strip_prefix('/') {
                    Some(field) => format!("parameter `{field}`: {}", violation.why),
                    None => format!("the parameters of `{name}`: {}", violation.why),
                };
                let mut diagnostic =
                    Diagnostic::new(Code::GW0303, pointer, what).parameter(violation.keyword);
                if let Some(example) = contract.examples.first() {
                    diagnostic = diagnostic.help(format!("for example {}", example.params));
                }
                found.push(diagnostic);
            }
            false
        }
    }
}

fn strict(
    view: &View<'_>,
    known: &KnownCheck<'_>,
    condition: &ConditionDraft,
    index: usize,
    at: &str,
    found: &mut Found,
) -> bool {
    // Without a comparator yet, only the schema itself can be judged.
    let problems = match condition.comparator {
        Some(comparator) => known.typed.check(comparator, condition.expected.as_ref()),
        None => known
            .typed
            .refusal()
            .cloned()
            .map(StrictProblem::Schema)
            .into_iter()
            .collect(),
    };
    let ok = problems.is_empty();
    if !view.sources.runtime.validation.strict {
        return ok;
    }
    let refused_by_contract = condition.comparator.is_some_and(|c| {
        known
            .typed
            .choice(c)
            .reasons
            .contains(&Reason::NotInContract)
    });
    let mut comparator_told = refused_by_contract;
    for problem in problems {
        match problem {
            StrictProblem::Schema(refusal) => {
                found.push(
                    Diagnostic::new(
                        Code::GW0317,
                        format!("{at}/query/check_id"),
                        format!("the result of this check cannot be typed: {refusal}"),
                    )
                    .parameter(refusal.code())
                    .help("the contract's author must mend the result schema; until then the server refuses every condition on this check"),
                );
            }
            StrictProblem::Comparator { comparator, .. } => {
                if !comparator_told {
                    comparator_told = true;
                    found.push(refused(known.typed.choice(comparator), &known.typed, at));
                }
            }
            StrictProblem::Expected(problem) => {
                expected(&problem, condition, index, at, &known.typed, found);
            }
        }
    }
    ok
}

/// Tells a comparator that cannot be used, with every reason and what can be used instead.
pub(super) fn refused(choice: &ComparatorChoice, typed: &TypedSchema, at: &str) -> Diagnostic {
    let opt_in_only = choice
        .reasons
        .iter()
        .all(|reason| matches!(reason, Reason::Disabled(_) | Reason::NeedsOptIn));
    let code = if opt_in_only {
        Code::GW0305
    } else {
        Code::GW0304
    };
    let reasons: Vec<String> = choice.reasons.iter().map(ToString::to_string).collect();
    let possible: Vec<&str> = typed
        .choices()
        .iter()
        .filter(|choice| choice.is_allowed())
        .map(|choice| choice.comparator.name())
        .collect();
    let verb = if opt_in_only {
        "must first be switched on"
    } else {
        "is not possible here"
    };
    let mut diagnostic = Diagnostic::new(
        code,
        format!("{at}/comparator"),
        format!("`{}` {verb}: {}", choice.comparator, reasons.join("; ")),
    )
    .parameter(choice.comparator.name());
    if !possible.is_empty() {
        diagnostic = diagnostic.help(format!("possible here: {}", possible.join(", ")));
    }
    diagnostic
}

/// Tells what is wrong with an expected value, once for each place.
pub(super) fn expected(
    problem: &ExpectedProblem,
    condition: &ConditionDraft,
    index: usize,
    at: &str,
    typed: &TypedSchema,
    found: &mut Found,
) {
    let at = format!("{at}/expected");
    let told = |found: &Found, code: Code, pointer: &str| {
        found
            .diagnostics
            .iter()
            .rev()
            .take(16)
            .any(|d| d.code == code && d.primary.pointer == pointer)
    };
    let diagnostics = match problem {
        ExpectedProblem::NotAccepted(comparator) => {
            let edit = Edit::Set {
                entity: Entity::Condition(Key::Index(index)),
                field: "expected".to_owned(),
                value: None,
            };
            vec![
                Diagnostic::new(
                    Code::GW0306,
                    &at,
                    format!("`{comparator}` must not have an expected value"),
                )
                .parameter("superfluous")
                .fix(fix("remove `expected`", Safety::Safe, &[edit])),
            ]
        }
        ExpectedProblem::Required(comparator) if condition.expected.is_some() => {
            vec![null_expected(&at, *comparator)]
        }
        ExpectedProblem::Required(comparator) => vec![
            Diagnostic::new(
                Code::GW0306,
                &at,
                format!("`{comparator}` needs an expected value"),
            )
            .parameter("missing")
            .help(format!(
                "the result is: {}",
                describe(typed.schema().schema())
            )),
        ],
        ExpectedProblem::ArrayRequired(comparator) => vec![
            Diagnostic::new(
                Code::GW0307,
                &at,
                format!("`{comparator}` needs a list of values"),
            )
            .parameter("list")
            .help("write the members in brackets: [..]"),
        ],
        ExpectedProblem::Invalid { index, violations } => violations
            .iter()
            .map(|violation| {
                let member = index.map(|index| format!("/{index}")).unwrap_or_default();
                Diagnostic::new(
                    Code::GW0307,
                    format!("{at}{member}{}", violation.pointer),
                    format!(
                        "this is not a possible result of the check: {}",
                        violation.why
                    ),
                )
                .parameter(violation.keyword.as_str())
                .help(format!(
                    "the result is: {}",
                    describe(typed.schema().schema())
                ))
            })
            .collect(),
    };
    for diagnostic in diagnostics {
        if !told(found, diagnostic.code, &diagnostic.primary.pointer) {
            found.push(diagnostic);
        }
    }
}

fn null_expected(at: &str, comparator: Comparator) -> Diagnostic {
    Diagnostic::new(
        Code::GW0309,
        at,
        format!("a null expected value is read as none, so `{comparator}` could never be decided"),
    )
    .help("ask `exists` or `not_exists`, or have the provider report an explicit value")
}

//! The capability and strict layers: what the contract and the types of a check allow.
//!
//! The runtime asks the contract first (params, expected, comparator) and then its strict rules
//! (REFERENCE §2.3, §3). Both often refuse for one reason, which is told once.

use super::Found;
use super::refusals::{self, Subject, by_place};
use super::view::{Known, KnownCheck, View};
use crate::diagnostic::{Code, Diagnostic};
use crate::draft::ConditionDraft;
use crate::sources::Absence;
use crate::typing::{CapabilityProblem, Reason, StrictProblem, describe};

/// What the two layers say.
#[derive(Clone, Copy)]
pub(super) struct Verdicts {
    pub(super) contract_ok: bool,
    pub(super) strict_ok: bool,
}

/// Checks the condition at a position against its contract and the strict rules.
pub(super) fn condition(view: &View<'_>, index: usize, found: &mut Found) -> Verdicts {
    let refused = Verdicts {
        contract_ok: false,
        strict_ok: false,
    };
    let accepted = Verdicts {
        contract_ok: true,
        strict_ok: true,
    };
    let Some(condition) = view.draft.conditions().get(index) else {
        return accepted;
    };
    let Some(known) = view.known(condition) else {
        return accepted;
    };
    let at = format!("/conditions/{index}");
    match &*known {
        // A blank id was told already; no provider has it.
        Known::NoProvider | Known::NoCheck(_) if has_blank_id(condition) => refused,
        Known::NoProvider => {
            no_provider(view, condition, &at, found);
            refused
        }
        Known::NoCheck(provider) => {
            let checks: Vec<&str> = provider
                .checks()
                .map(|check| check.contract.check_id.as_str())
                .collect();
            no_check(condition, &at, &checks, found);
            refused
        }
        Known::Check(known) => Verdicts {
            contract_ok: contract(known, condition, index, &at, found),
            strict_ok: strict(view, known, condition, index, &at, found),
        },
    }
}

fn has_blank_id(condition: &ConditionDraft) -> bool {
    let query = condition.query.as_ref();
    let ids = query.map(|query| [&query.provider_id, &query.check_id]);
    let mut ids = ids.into_iter().flatten().flatten();
    ids.any(|id| id.trim().is_empty())
}

fn no_provider(view: &View<'_>, condition: &ConditionDraft, at: &str, found: &mut Found) {
    let id = condition
        .query
        .as_ref()
        .and_then(|q| q.provider_id.as_deref())
        .unwrap_or_default();
    let contracts = &view.sources.contracts;
    let diagnostic = Diagnostic::new(
        Code::GW0301,
        format!("{at}/query/provider_id"),
        format!("provider `{id}` has no contract in this workspace"),
    )
    .parameter(id);
    let known: Vec<&str> = contracts
        .iter()
        .map(|p| p.contract.provider_id.as_str())
        .collect();
    let diagnostic = match contracts.absence(id) {
        Some(Absence::Refused) => {
            diagnostic.help("its contract was refused: mend what is told about that file")
        }
        Some(Absence::NotConfigured { file }) => diagnostic.help(format!(
            "`{file}` has its contract, but the server's configuration does not name the provider: add it under `[[providers]]`"
        )),
        None => {
            let diagnostic = match found.nearest(id, known.iter().copied()) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic,
            };
            diagnostic
                .help(format!("known providers: {}", known.join(", ")))
                .help("add its contract to the workspace: `contracts` in gatewright.toml, or `capabilities_path` in the server's config")
        }
    };
    found.push(diagnostic);
}

fn no_check(condition: &ConditionDraft, at: &str, checks: &[&str], found: &mut Found) {
    let query = condition.query.as_ref();
    let provider = query
        .and_then(|q| q.provider_id.as_deref())
        .unwrap_or_default();
    let id = query
        .and_then(|q| q.check_id.as_deref())
        .unwrap_or_default();
    let mut diagnostic = Diagnostic::new(
        Code::GW0302,
        format!("{at}/query/check_id"),
        format!("provider `{provider}` has no check `{id}`"),
    )
    .parameter(id);
    if let Some(near) = found.nearest(id, checks.iter().copied()) {
        diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
    }
    found.push(diagnostic.help(format!("its checks: {}", checks.join(", "))));
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
            CapabilityProblem::Schema(fault) => {
                let message = format!("the result schema of this check cannot be used: {fault}");
                let at = format!("{at}/query/check_id");
                let help = "the contract's author must mend the result schema";
                found.push_once(Diagnostic::new(Code::GW1104, at, message).help(help));
            }
            CapabilityProblem::Expected(problem) => {
                let subject = Subject::Check;
                for one in refusals::expected(&problem, condition, index, &known.typed, subject) {
                    found.push_once(one);
                }
            }
            CapabilityProblem::ComparatorNotAllowed(comparator) => {
                let choice = known.typed.choice(comparator);
                found.push_once(refusals::comparator(choice, &known.typed, at));
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
            let missing = Diagnostic::new(Code::GW0303, at, format!("`{name}` needs parameters"));
            found.push_once(missing.help(params_help(known)));
        }
        return !contract.params_required;
    };
    if known.check.params.accepts(given) == Ok(true) {
        return true;
    }
    match known.check.params.violations(given) {
        Ok(violations) => {
            for (place, violation) in by_place(&violations) {
                let what = match place.strip_prefix('/') {
                    Some(field) => format!("parameter `{field}`: {}", violation.why),
                    None => format!("the parameters of `{name}`: {}", violation.why),
                };
                found.push_once(
                    Diagnostic::new(Code::GW0303, format!("{at}{place}"), what)
                        .parameter(violation.keyword)
                        .help(params_help(known)),
                );
            }
        }
        // A contract whose schema does not compile was refused when it was loaded.
        Err(fault) => {
            let message = format!("the parameter schema of `{name}` cannot be used: {fault}");
            let help = "the contract's author must mend the parameter schema";
            found.push_once(Diagnostic::new(Code::GW1104, at, message).help(help));
        }
    }
    false
}

/// Shows parameters that fit.
fn params_help(known: &KnownCheck<'_>) -> String {
    let contract = &known.check.contract;
    match contract.examples.first() {
        Some(example) => format!("for example {}", example.params),
        None => format!(
            "the parameters are: {}",
            describe(known.check.params.schema())
        ),
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
    for problem in problems {
        match problem {
            StrictProblem::Schema(refusal) => {
                found.push_once(
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
                if !refused_by_contract {
                    let choice = known.typed.choice(comparator);
                    found.push_once(refusals::comparator(choice, &known.typed, at));
                }
            }
            StrictProblem::Expected(problem) => {
                let subject = Subject::Check;
                for one in refusals::expected(&problem, condition, index, &known.typed, subject) {
                    found.push_once(one);
                }
            }
        }
    }
    ok
}

//! Conditions as forms.

use std::collections::HashSet;
use std::fmt::Write;

use serde_json::{Value, json};

use crate::check::{ConditionTypes, named_shape};
use crate::plain::{comparator_needs, comparator_words, reads, type_words, unknown_when};
use crate::sources::{Check, Determinism, Provider};
use crate::spec::Comparator;
use crate::typing::{
    ComparatorChoice, ExpectedRule, Reason, ShapeView, Toggles, TypeClass, describe,
};

use super::build::{Form, choice, keep_current};
use super::expected::expected_kind;
use super::params::add_params;
use super::{Choice, Kind};

/// Asks for what a condition asks and how the answer is compared.
pub(super) fn condition(form: &mut Form<'_>) {
    let draft = form.session.draft();
    let Some(own) = form.at.first().and_then(|at| draft.conditions().get(*at)) else {
        return;
    };
    let types = ConditionTypes::of(draft, own, form.session.sources());
    let offered = unserved_properties(form);
    let mut help =
        "Names the condition; gates refer to it by this name. A name of letters, digits \
                    and `_` can be written in the text of a requirement."
            .to_owned();
    if let Some(finding) = &types.unserved {
        let _ = write!(help, " Note: {finding}.");
    }
    let id = form.add("/condition_id", "name", Kind::Text, &help);
    id.required = true;
    id.examples = offered;
    query(form, &types);
    if let Some(check) = types.check {
        let examples: Vec<Value> = check
            .contract
            .examples
            .iter()
            .map(|example| example.params.clone())
            .collect();
        add_params(
            form,
            "/query/params",
            &check.contract.params_schema,
            &examples,
        );
    } else if form.value("/query/params").is_some() {
        let help = "The parameters of the check, whose contract is not known.";
        form.add("/query/params", "parameters", Kind::Json(None), help)
            .depth = 1;
    }
    let choices = comparators(&types);
    let reading = reads(own, &types);
    let help = format!("How the answer is compared. As it stands: {reading}.");
    form.add("/comparator", "compare", Kind::Choice(choices), &help)
        .required = true;
    expected(form, own.comparator, &types);
    form.tags("/policy_tags", "tags");
    form.trust();
    form.note();
}

/// Returns the names of the data shape's properties that no condition has yet.
fn unserved_properties(form: &Form<'_>) -> Vec<Value> {
    let draft = form.session.draft();
    let Some(shape) = named_shape(draft, form.session.sources()) else {
        return Vec::new();
    };
    let taken: HashSet<&str> = draft
        .conditions()
        .iter()
        .filter_map(|condition| condition.condition_id.as_deref())
        .collect();
    ShapeView::new(shape.schema.schema(), Toggles::default())
        .properties()
        .into_iter()
        .filter(|property| !taken.contains(property.name))
        .map(|property| json!(property.name))
        .collect()
}

fn query(form: &mut Form<'_>, types: &ConditionTypes<'_>) {
    let mut choices = Vec::new();
    for provider in form.session.sources().contracts.iter() {
        choices.extend(provider.checks().map(|check| check_choice(provider, check)));
    }
    let part = |name: &str| form.value(&format!("/query/{name}")).cloned();
    let current = match (part("provider_id"), part("check_id")) {
        (Some(provider), Some(check)) => Some(json!({"provider_id": provider, "check_id": check})),
        (Some(provider), None) => Some(json!({ "provider_id": provider })),
        (None, Some(check)) => Some(json!({ "check_id": check })),
        (None, None) => None,
    };
    let known = choices.len();
    let why = match (types.provider, part("check_id")) {
        (Some(_), Some(_)) => "the provider's contract has no such check",
        (Some(_), None) => "the check is not chosen yet",
        (None, _) => "no contract of such a provider is at hand",
    };
    keep_current(&mut choices, current.as_ref(), why);
    if let Some(strange) = choices.get_mut(known) {
        let word = |name: &str| {
            let value = part(name);
            value
                .as_ref()
                .and_then(Value::as_str)
                .unwrap_or("?")
                .to_owned()
        };
        strange.label = format!("{} · {}", word("provider_id"), word("check_id"));
    }
    let help = match types.check {
        Some(check) => format!(
            "{} The answer: {}.",
            check.contract.description,
            type_words(types)
        ),
        None => "What is asked, of which provider.".to_owned(),
    };
    form.add_valued("/query", "ask", Kind::Choice(choices), &help, current)
        .required = true;
}

fn check_choice(provider: &Provider, check: &Check) -> Choice {
    let contract = &check.contract;
    let id = &provider.contract.provider_id;
    let mut one = choice(
        json!({"provider_id": id, "check_id": contract.check_id}),
        format!("{id} · {}", contract.check_id),
        &contract.description,
    );
    let listed: Vec<&str> = contract
        .allowed_comparators
        .iter()
        .map(|comparator| comparator.name())
        .collect();
    let depends = match contract.determinism {
        Determinism::Deterministic => "on the parameters only",
        Determinism::TimeDependent => "on the time of the trigger",
        Determinism::External => "on the world outside",
    };
    one.preview = vec![
        (
            "provider".to_owned(),
            format!(
                "{}: {}",
                provider.contract.name, provider.contract.description
            ),
        ),
        ("answer".to_owned(), describe(check.result.schema())),
        ("depends".to_owned(), depends.to_owned()),
        ("comparators".to_owned(), listed.join(", ")),
    ];
    for example in &contract.examples {
        one.preview.push((
            "example".to_owned(),
            format!(
                "{} {} gives {}",
                example.description, example.params, example.result
            ),
        ));
    }
    if !provider.contract.notes.is_empty() {
        let notes = provider.contract.notes.join("\n");
        one.preview.push(("notes".to_owned(), notes));
    }
    one
}

/// Returns the comparators, those that can be chosen first.
fn comparators(types: &ConditionTypes<'_>) -> Vec<Choice> {
    let all = types.choices();
    let (free, refused): (Vec<_>, Vec<_>) = all.iter().partition(|choice| choice.is_allowed());
    free.into_iter()
        .chain(refused)
        .map(|one| {
            let comparator = one.comparator;
            let mut choice = choice(
                json!(comparator.name()),
                comparator.name(),
                comparator_words(comparator),
            );
            choice.refused = plain_reasons(one, types);
            choice.preview = vec![(
                "expected".to_owned(),
                match ExpectedRule::of(comparator) {
                    ExpectedRule::None => "none",
                    ExpectedRule::Value => "one value",
                    ExpectedRule::ArrayOf => "a list of values",
                }
                .to_owned(),
            )];
            choice
        })
        .collect()
}

/// Returns the reasons against a comparator in plain words.
pub(super) fn plain_reasons(choice: &ComparatorChoice, types: &ConditionTypes<'_>) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for reason in &choice.reasons {
        let word = match reason {
            Reason::Forbidden(TypeClass::Array | TypeClass::Object)
                if matches!(choice.comparator, Comparator::Contains) =>
            {
                "the list or object does not hold single values only".to_owned()
            }
            Reason::Forbidden(_) => comparator_needs(choice.comparator).to_owned(),
            Reason::NotInContract => {
                let name = types.provider.zip(types.check).map_or_else(
                    || "the check".to_owned(),
                    |(provider, check)| {
                        format!(
                            "`{} · {}`",
                            provider.contract.provider_id, check.contract.check_id
                        )
                    },
                );
                format!("the contract of {name} does not list it")
            }
            other => other.to_string(),
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

fn expected(form: &mut Form<'_>, comparator: Option<Comparator>, types: &ConditionTypes<'_>) {
    let Some(comparator) = comparator else {
        if form.value("/expected").is_some() {
            let help = "What the answer is compared with; choose the comparator first.";
            form.add("/expected", "expected", Kind::Json(None), help);
        }
        return;
    };
    let Some(kind) = expected_kind(comparator, types) else {
        if form
            .value("/expected")
            .is_some_and(|value| !value.is_null())
        {
            let help = format!("`{comparator}` takes no expected value; take it away.");
            form.add("/expected", "expected", Kind::Json(None), &help);
        }
        return;
    };
    let mut examples: Vec<Value> = Vec::new();
    let contract = types.check.map(|check| &check.contract.examples);
    for example in contract.into_iter().flatten() {
        let value = match ExpectedRule::of(comparator) {
            ExpectedRule::ArrayOf => json!([example.result]),
            _ => example.result.clone(),
        };
        if types.expected_problems(comparator, Some(&value)).is_empty()
            && !examples.contains(&value)
        {
            examples.push(value);
        }
    }
    let mut help = vec![format!(
        "What the answer is compared with: {}.",
        types.typed.first().map_or_else(
            || "any JSON".to_owned(),
            |typed| describe(typed.schema().schema())
        )
    )];
    for problem in types
        .expected_problems(comparator, form.value("/expected"))
        .iter()
        .filter(|_| form.value("/expected").is_some())
    {
        help.push(format!("Note: {problem}."));
    }
    if let Some(at) = form.at.first()
        && let Some(own) = form.session.draft().conditions().get(*at)
    {
        let lane = form.session.sources().runtime.min_lane;
        help.push(format!(
            "The condition is {}.",
            unknown_when(own, types, lane)
        ));
    }
    let field = form.add("/expected", "expected", kind, &help.join(" "));
    field.required = true;
    field.examples = examples;
}

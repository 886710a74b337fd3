//! Another comparator: what becomes of the expected value.

use serde_json::Value;

use crate::check::ConditionTypes;
use crate::draft::{Edit, Slot};
use crate::plain::value_words;
use crate::spec::Comparator;
use crate::typing::{ExpectedRule, describe};

use super::query::condition_of;
use super::{Change, label, set};
use crate::session::Session;

/// Sets the comparator and fits the expected value to it.
pub(super) fn compare(session: &Session, slot: &Slot, value: Option<&Value>) -> Change {
    let mut change = Change {
        label: label(session, slot, value.is_some()),
        edit: set(slot, "comparator", value.cloned()),
        told: Vec::new(),
    };
    let draft = session.draft();
    let comparator = value
        .and_then(Value::as_str)
        .and_then(|name| name.parse::<Comparator>().ok());
    let (Some(comparator), Some(condition)) = (comparator, condition_of(draft, slot)) else {
        return change;
    };
    let Some(expected) = &condition.expected else {
        return change;
    };
    let types = ConditionTypes::of(draft, condition, session.sources());
    let (kept, told) = settle(comparator, expected, &types, condition.comparator);
    change.told.extend(told);
    if kept.as_ref() != Some(expected) {
        let comparator = change.edit;
        change.edit = Edit::Batch(vec![comparator, set(slot, "expected", kept)]);
    }
    change
}

/// Fits an expected value to a comparator and to types, without losing any of it.
///
/// Returns what stays, and what is to be told where that is not the value as it was. `before` is
/// the comparator that it was for.
pub(super) fn settle(
    comparator: Comparator,
    value: &Value,
    types: &ConditionTypes<'_>,
    before: Option<Comparator>,
) -> (Option<Value>, Option<String>) {
    let rule = ExpectedRule::of(comparator);
    let was_list = before == Some(Comparator::InSet);
    if value.is_null() {
        // It means none to the runtime, wherever it stands.
        return (Some(Value::Null), None);
    }
    let candidates: Vec<Value> = match (rule, value) {
        (ExpectedRule::None, _) => {
            let why = format!("`{comparator}` takes none");
            return (None, Some(dropped("expected value", value, &why)));
        }
        (ExpectedRule::ArrayOf, Value::Array(_)) => alike(value),
        (ExpectedRule::ArrayOf, one) => alike(one)
            .into_iter()
            .map(|one| Value::Array(vec![one]))
            .collect(),
        (ExpectedRule::Value, Value::Array(members)) if was_list => {
            match (members.as_slice(), takes_lists(comparator)) {
                (_, true) => vec![value.clone()],
                ([only], false) => alike(only),
                (_, false) => Vec::new(),
            }
        }
        (ExpectedRule::Value, one) => alike(one),
    };
    let fitting = candidates
        .into_iter()
        .find(|one| types.expected_problems(comparator, Some(one)).is_empty());
    match fitting {
        Some(same) if same == *value => (Some(same), None),
        Some(other) => {
            let told = format!(
                "the expected value {} became {}: {}",
                value_words(value),
                value_words(&other),
                wanted(rule, value, &other, comparator, types)
            );
            (Some(other), Some(told))
        }
        None => {
            let why = match (rule, value) {
                (ExpectedRule::Value, Value::Array(_)) if was_list && !takes_lists(comparator) => {
                    format!("`{comparator}` takes one value")
                }
                _ => format!("the answer is {}", answer(types)),
            };
            (None, Some(dropped("expected value", value, &why)))
        }
    }
}

/// Tells whether a list makes sense as the one value of a comparator.
const fn takes_lists(comparator: Comparator) -> bool {
    matches!(comparator, Comparator::Contains) || comparator.is_deep()
}

/// Says what was dropped and why.
pub(super) fn dropped(what: &str, value: &Value, why: &str) -> String {
    format!("dropped the {what} {}: {why}", value_words(value))
}

fn answer(types: &ConditionTypes<'_>) -> String {
    let mut words: Vec<String> = Vec::new();
    for typed in &types.typed {
        let word = describe(typed.schema().schema());
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(" and ")
}

fn wanted(
    rule: ExpectedRule,
    old: &Value,
    new: &Value,
    comparator: Comparator,
    types: &ConditionTypes<'_>,
) -> String {
    match (rule, old.is_array() == new.is_array()) {
        (ExpectedRule::ArrayOf, false) => format!("`{comparator}` takes a list"),
        (_, false) => format!("`{comparator}` takes one value"),
        (_, true) => format!("the answer is {}", answer(types)),
    }
}

/// Returns a value and what says the same in another type: `85` and `"85"`.
fn alike(value: &Value) -> Vec<Value> {
    let other = match value {
        Value::String(text) => serde_json::from_str::<Value>(text).ok().filter(|read| {
            let written = read.to_string();
            (read.is_number() || read.is_boolean()) && written == *text
        }),
        Value::Number(_) | Value::Bool(_) => Some(Value::from(value.to_string())),
        Value::Array(members) => members
            .iter()
            .map(|one| alike(one).into_iter().nth(1))
            .collect::<Option<Vec<Value>>>()
            .map(Value::Array),
        _ => None,
    };
    std::iter::once(value.clone()).chain(other).collect()
}

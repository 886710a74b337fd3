//! Another check: which parameters, comparator and expected value stay.

use serde_json::{Map, Value};

use crate::check::ConditionTypes;
use crate::draft::{ConditionDraft, Edit, QueryDraft, ScenarioDraft, Slot, entity_pointer};
use crate::plain::{comparator_needs, listed, value_words};
use crate::sources::Check;
use crate::spec::{Comparator, ValueSchema};

use super::super::condition::plain_reasons;
use super::expected::{dropped, settle};
use super::{Change, label, set};
use crate::session::Session;

/// Returns the condition that a slot is about.
pub(super) fn condition_of<'d>(
    draft: &'d ScenarioDraft,
    slot: &Slot,
) -> Option<&'d ConditionDraft> {
    let pointer = entity_pointer(draft, &slot.entity)?;
    let at: usize = pointer.rsplit('/').next()?.parse().ok()?;
    draft.conditions().get(at)
}

/// Tells whether the check cannot do without a parameter.
pub(super) fn is_required(session: &Session, slot: &Slot, name: &str) -> bool {
    let draft = session.draft();
    let Some(condition) = condition_of(draft, slot) else {
        return false;
    };
    let types = ConditionTypes::of(draft, condition, session.sources());
    types
        .check
        .and_then(|check| check.contract.params_schema.get("required")?.as_array())
        .is_some_and(|names| names.iter().any(|required| required == name))
}

/// Asks another check, or the same one anew.
///
/// A value with parameters sets those; else the parameters that the check knows stay.
pub(super) fn ask(session: &Session, slot: &Slot, value: Option<Value>) -> Change {
    let mut change = Change {
        label: label(session, slot, value.is_some()),
        edit: set(slot, "query", value.clone()),
        told: Vec::new(),
    };
    let draft = session.draft();
    let (Some(Value::Object(mut query)), Some(old)) = (value, condition_of(draft, slot)) else {
        return change;
    };
    let word = |name: &str| query.get(name).and_then(Value::as_str).map(str::to_owned);
    let mut new = old.clone();
    new.query = Some(QueryDraft {
        provider_id: word("provider_id"),
        check_id: word("check_id"),
        params: None,
    });
    let types = ConditionTypes::of(draft, &new, session.sources());
    if !query.contains_key("params") {
        let before = old.query.as_ref().and_then(|query| query.params.clone());
        if let Some(params) = params(before, &types, &mut change.told) {
            query.insert("params".to_owned(), params);
        }
    }
    let mut edits = vec![set(slot, "query", Some(Value::Object(query)))];

    let mut comparator = old.comparator;
    if let Some(refused) = comparator.and_then(|one| refusal(one, &types)) {
        change.told.push(refused);
        edits.push(set(slot, "comparator", None));
        comparator = None;
    }
    if let Some(expected) = &old.expected {
        // Without a comparator the form of the value tells what it was for.
        let judge = comparator.unwrap_or(match expected {
            Value::Array(_) if old.comparator == Some(Comparator::InSet) => Comparator::InSet,
            _ => Comparator::Equals,
        });
        let (kept, told) = settle(judge, expected, &types, comparator.or(old.comparator));
        change.told.extend(told);
        if kept.as_ref() != Some(expected) {
            edits.push(set(slot, "expected", kept));
        }
    }
    change.edit = if let [_] = edits.as_slice() {
        edits.remove(0)
    } else {
        Edit::Batch(edits)
    };
    change
}

/// Says that a comparator has to go, if it has.
fn refusal(comparator: Comparator, types: &ConditionTypes<'_>) -> Option<String> {
    let choices = types.choices();
    let choice = choices.iter().find(|one| one.comparator == comparator)?;
    let reasons = plain_reasons(choice, types);
    // The type says most, where others object too.
    let needs = comparator_needs(comparator);
    let by_type = reasons.iter().find(|reason| *reason == needs);
    let reason = by_type.or(reasons.first())?;
    Some(format!("dropped comparator `{comparator}`: {reason}"))
}

/// Returns the parameters that stay, telling which do not.
fn params(
    before: Option<Value>,
    types: &ConditionTypes<'_>,
    told: &mut Vec<String>,
) -> Option<Value> {
    let Some(check) = types.check else {
        return before;
    };
    let mut kept = Map::new();
    let mut unknown: Vec<String> = Vec::new();
    match before {
        Some(Value::Object(params)) => {
            for (name, value) in params {
                match takes(check, &name, &value) {
                    Ok(()) => {
                        kept.insert(name, value);
                    }
                    Err(None) => unknown.push(format!("`{name}` {}", value_words(&value))),
                    Err(Some(why)) => {
                        told.push(format!("dropped parameter `{name}`: it {why}"));
                    }
                }
            }
        }
        Some(other) if !other.is_null() => told.push(dropped("parameters", &other, "no object")),
        _ => {}
    }
    if !unknown.is_empty() {
        told.push(format!(
            "dropped {}: `{}` does not know {}",
            listed(&unknown, "and"),
            check.contract.check_id,
            if unknown.len() == 1 { "it" } else { "them" }
        ));
    }
    let nothing = Value::Object(Map::new());
    let wanted = check.contract.params_required && check.params.accepts(&nothing) == Ok(true);
    (!kept.is_empty() || wanted).then_some(Value::Object(kept))
}

/// Tells whether a check takes a parameter; if not, why, or nothing where it does not know it.
fn takes(check: &Check, name: &str, value: &Value) -> Result<(), Option<String>> {
    let schema = &check.contract.params_schema;
    let known = schema
        .get("properties")
        .is_some_and(|properties| properties.get(name).is_some());
    let open = !matches!(schema.get("additionalProperties"), Some(Value::Bool(false)));
    if !known && (!open || schema.get("properties").is_some()) {
        return Err(None);
    }
    let mut alone = schema.clone();
    if let Value::Object(map) = &mut alone {
        map.remove("required");
    }
    let one: Map<String, Value> = std::iter::once((name.to_owned(), value.clone())).collect();
    match ValueSchema::new(alone).violations(&Value::Object(one)) {
        Ok(violations) => match violations.first() {
            None => Ok(()),
            Some(violation) => Err(Some(violation.why.clone())),
        },
        Err(_) => Ok(()),
    }
}

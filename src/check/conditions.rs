//! Comparisons that the runtime accepts and that do not do what they seem to.

use serde_json::Value;

use super::Found;
use super::index::is_asserted;
use super::view::{Known, KnownCheck, View};
use crate::diagnostic::{Code, Diagnostic};
use crate::draft::ConditionDraft;
use crate::spec::{Comparator, TrustLane};
use crate::typing::TypeClass;

/// Checks the condition at a position, if its check is known and its comparator allowed.
///
/// `prechecked` tells whether a data shape is named.
pub(super) fn condition(view: &View<'_>, index: usize, prechecked: bool, found: &mut Found) {
    let Some(condition) = view.draft.conditions().get(index) else {
        return;
    };
    let (Some(known), Some(comparator)) = (view.known(condition), condition.comparator) else {
        return;
    };
    let Known::Check(known) = &*known else { return };
    if !known.typed.choice(comparator).is_allowed() {
        return;
    }
    let at = format!("/conditions/{index}");
    never_absent(view, known, condition, comparator, prechecked, &at, found);
    by_type(known, condition, comparator, &at, found);
    let Some(expected) = condition.expected.as_ref().filter(|value| !value.is_null()) else {
        return;
    };
    if !constant(comparator, expected, &at, found) {
        domain(known, comparator, expected, &at, found);
    }
}

fn name(known: &KnownCheck<'_>) -> String {
    format!(
        "{}.{}",
        known.provider.contract.provider_id, known.check.contract.check_id
    )
}

fn never_absent(
    view: &View<'_>,
    known: &KnownCheck<'_>,
    condition: &ConditionDraft,
    comparator: Comparator,
    prechecked: bool,
    at: &str,
    found: &mut Found,
) {
    if comparator != Comparator::NotExists || known.provider.can_find_nothing() {
        return;
    }
    let name = name(known);
    found.push(
        Diagnostic::new(
            Code::GW0310,
            format!("{at}/comparator"),
            format!("`{name}` reports a missing value as an error, so `not_exists` is never true"),
        )
        .help("have the tool write an explicit value, such as false, and compare with that"),
    );
    if prechecked && accepts_asserted(view, condition) {
        let id = condition.condition_id.as_deref().unwrap_or("?");
        found.push(
            Diagnostic::new(
                Code::GW0315,
                format!("{at}/comparator"),
                format!("precheck and live runs disagree about `{id}`: a payload without it makes it true, a run never does"),
            )
            .help("ask for an explicit value that both can report"),
        );
    }
}

/// Tells whether asserted evidence, all that a precheck has, counts for the condition in some gate.
fn accepts_asserted(view: &View<'_>, condition: &ConditionDraft) -> bool {
    let Some(id) = condition.condition_id.as_deref() else {
        return false;
    };
    view.sources.runtime.min_lane == TrustLane::Asserted
        && is_asserted(condition.trust)
        && view.index.uses(id).asserted > 0
}

fn by_type(
    known: &KnownCheck<'_>,
    condition: &ConditionDraft,
    comparator: Comparator,
    at: &str,
    found: &mut Found,
) {
    let at = format!("{at}/comparator");
    let classes = known.typed.classes();
    let compares_text = matches!(
        comparator,
        Comparator::Equals | Comparator::NotEquals | Comparator::InSet
    );
    if compares_text && classes.contains(&TypeClass::DateTime) {
        found.push(
            Diagnostic::new(
                Code::GW0312,
                &at,
                format!("`{comparator}` compares the text of instants: the same instant in another offset differs"),
            )
            .help("use greater_than_or_equal and less_than_or_equal, which compare instants"),
        );
    }
    if comparator == Comparator::NotEquals && classes.contains(&TypeClass::Dynamic) {
        found.push(
            Diagnostic::new(
                Code::GW0313,
                &at,
                "any value of another type satisfies `not_equals` here",
            )
            .help(
                "add a condition that fixes the type, or use in_set with the values that may pass",
            ),
        );
    }
    let by_representation = matches!(
        comparator,
        Comparator::InSet
            | Comparator::Contains
            | Comparator::DeepEquals
            | Comparator::DeepNotEquals
    );
    if by_representation && let Some(number) = condition.expected.as_ref().and_then(integral_float)
    {
        found.push_once(
            Diagnostic::new(
                Code::GW0311,
                &at,
                format!(
                    "`{comparator}` tells 1 from 1.0, and the canonical form rewrites {number}"
                ),
            )
            .help("use equals or an ordering, which compare by value"),
        );
    }
}

/// Finds a number that is written with a fraction or an exponent and yet is whole.
fn integral_float(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) if number.is_f64() => number
            .as_f64()
            .filter(|float| float.fract() == 0.0)
            .map(|_| number.to_string()),
        Value::Array(items) => items.iter().find_map(integral_float),
        Value::Object(fields) => fields.values().find_map(integral_float),
        _ => None,
    }
}

/// Tells comparisons with nothing; returns whether it did.
fn constant(comparator: Comparator, expected: &Value, at: &str, found: &mut Found) -> bool {
    let outcome = match (comparator, expected) {
        (Comparator::InSet, Value::Array(items)) if items.is_empty() => "false",
        (Comparator::Contains, Value::Array(items)) if items.is_empty() => "true",
        (Comparator::Contains, Value::String(text)) if text.is_empty() => "true",
        _ => return false,
    };
    found.push(
        Diagnostic::new(
            Code::GW0314,
            format!("{at}/expected"),
            format!("`{comparator}` with nothing is always {outcome} when there is evidence"),
        )
        .help("say what must be there"),
    );
    true
}

/// Tells comparisons that the result's own bounds decide.
fn domain(
    known: &KnownCheck<'_>,
    comparator: Comparator,
    expected: &Value,
    at: &str,
    found: &mut Found,
) {
    let schema = known.check.result.schema();
    let classes = known.typed.classes();
    // A null is neither within bounds nor a member, so it would not be "always".
    if known.typed.is_nullable() {
        return;
    }
    let decided = match expected {
        Value::Number(number) => number
            .as_f64()
            .filter(|_| matches!(classes, [TypeClass::Integer | TypeClass::Number]))
            .and_then(|number| by_bounds(schema, classes, comparator, number)),
        Value::Array(members) if comparator == Comparator::InSet => domain_of(schema, classes)
            .filter(|domain| domain.iter().all(|option| members.contains(option)))
            .map(|_| true),
        value => by_only_value(schema, classes, comparator, value),
    };
    if let Some(outcome) = decided {
        found.push(
            Diagnostic::new(
                Code::GW0308,
                format!("{at}/expected"),
                format!(
                    "`{comparator} {expected}` is always {outcome}: the result is {}",
                    crate::typing::describe(schema)
                ),
            )
            .parameter(comparator.name())
            .help("compare with a value inside the range, or drop the condition"),
        );
    }
}

/// Decides an ordering by the bounds of the result; none when it depends on the value.
///
/// What the schema refuses was told as an error already, so only its edges are left.
fn by_bounds(
    schema: &Value,
    classes: &[TypeClass],
    comparator: Comparator,
    number: f64,
) -> Option<bool> {
    let bound = |name: &str| schema.get(name).and_then(Value::as_f64);
    let whole = classes == [TypeClass::Integer];
    // The integers next to an exclusive bound are bounds themselves.
    let above = bound("exclusiveMinimum").filter(|_| whole);
    let below = bound("exclusiveMaximum").filter(|_| whole);
    let minimum = [bound("minimum"), above.map(|bound| bound.floor() + 1.0)];
    let maximum = [bound("maximum"), below.map(|bound| bound.ceil() - 1.0)];
    let at_least = minimum.into_iter().flatten().any(|bound| number <= bound);
    let at_most = maximum.into_iter().flatten().any(|bound| number >= bound);
    match comparator {
        Comparator::GreaterThanOrEqual if at_least => Some(true),
        Comparator::LessThan if at_least => Some(false),
        Comparator::LessThanOrEqual if at_most => Some(true),
        Comparator::GreaterThan if at_most => Some(false),
        _ => None,
    }
}

/// Returns every value that the result can have, where they are few.
fn domain_of(schema: &Value, classes: &[TypeClass]) -> Option<Vec<Value>> {
    match schema.get("enum").and_then(Value::as_array) {
        Some(options) => Some(options.clone()),
        None => {
            (classes == [TypeClass::Boolean]).then(|| vec![Value::Bool(true), Value::Bool(false)])
        }
    }
}

/// Decides equality with the only value that the result can have.
fn by_only_value(
    schema: &Value,
    classes: &[TypeClass],
    comparator: Comparator,
    value: &Value,
) -> Option<bool> {
    let is_only = domain_of(schema, classes).is_some_and(|domain| domain == [value.clone()]);
    match comparator {
        Comparator::Equals if is_only => Some(true),
        Comparator::NotEquals if is_only => Some(false),
        _ => None,
    }
}

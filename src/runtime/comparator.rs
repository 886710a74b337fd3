//! What a comparator makes of evidence and an expected value (REFERENCE §7).

use std::cmp::Ordering;

use serde_json::Value;

use super::evidence::EvidenceValue;
use super::{instant, number};
use crate::spec::{Comparator, GateOutcome};

/// Returns what a comparator makes of the evidence; none stands for no value.
///
/// Only `exists` and `not_exists` know anything without a value or without an expected value. All
/// others are unknown there, and wherever the two values are of kinds that they cannot compare.
/// Errors and trust lanes come before this and are the business of [`super::assess`].
#[must_use]
pub fn evaluate(
    comparator: Comparator,
    expected: Option<&Value>,
    evidence: Option<&EvidenceValue>,
) -> GateOutcome {
    match comparator {
        Comparator::Exists => decided(evidence.is_some()),
        Comparator::NotExists => decided(evidence.is_none()),
        _ => evidence
            .zip(expected)
            .and_then(|(evidence, expected)| match evidence {
                EvidenceValue::Json(value) => holds_for_json(comparator, value, expected),
                EvidenceValue::Bytes(bytes) => holds_for_bytes(comparator, bytes, expected),
            })
            .map_or(GateOutcome::Unknown, decided),
    }
}

const fn decided(holds: bool) -> GateOutcome {
    if holds {
        GateOutcome::True
    } else {
        GateOutcome::False
    }
}

/// Tells whether the comparator holds; none when these two values tell it nothing.
fn holds_for_json(comparator: Comparator, value: &Value, expected: &Value) -> Option<bool> {
    match comparator {
        Comparator::Equals => equal(value, expected),
        Comparator::NotEquals => equal(value, expected).map(|equal| !equal),
        Comparator::GreaterThan => order(value, expected).map(Ordering::is_gt),
        Comparator::GreaterThanOrEqual => order(value, expected).map(Ordering::is_ge),
        Comparator::LessThan => order(value, expected).map(Ordering::is_lt),
        Comparator::LessThanOrEqual => order(value, expected).map(Ordering::is_le),
        Comparator::LexGreaterThan => text_order(value, expected).map(Ordering::is_gt),
        Comparator::LexGreaterThanOrEqual => text_order(value, expected).map(Ordering::is_ge),
        Comparator::LexLessThan => text_order(value, expected).map(Ordering::is_lt),
        Comparator::LexLessThanOrEqual => text_order(value, expected).map(Ordering::is_le),
        Comparator::Contains => contains(value, expected),
        Comparator::InSet => in_set(value, expected),
        Comparator::DeepEquals => deep_equal(value, expected),
        Comparator::DeepNotEquals => deep_equal(value, expected).map(|equal| !equal),
        Comparator::Exists | Comparator::NotExists => None,
    }
}

/// Compares two numbers as decimals and everything else as JSON.
///
/// As JSON, an integer never equals a float: 1 and 1.0 are equal here, `[1]` and `[1.0]` are not.
fn equal(value: &Value, expected: &Value) -> Option<bool> {
    match (value, expected) {
        (Value::Number(value), Value::Number(expected)) => {
            number::compare(value, expected).map(Ordering::is_eq)
        }
        _ => Some(value == expected),
    }
}

fn order(value: &Value, expected: &Value) -> Option<Ordering> {
    match (value, expected) {
        (Value::Number(value), Value::Number(expected)) => number::compare(value, expected),
        (Value::String(value), Value::String(expected)) => instant::compare(value, expected),
        _ => None,
    }
}

/// Orders two strings by their UTF-8 bytes, which is the order of their code points.
fn text_order(value: &Value, expected: &Value) -> Option<Ordering> {
    Some(value.as_str()?.cmp(expected.as_str()?))
}

/// Looks for a substring, or for every expected element; how often one occurs does not matter.
fn contains(value: &Value, expected: &Value) -> Option<bool> {
    match (value, expected) {
        (Value::String(text), Value::String(part)) => Some(text.contains(part.as_str())),
        (Value::Array(items), Value::Array(wanted)) => {
            Some(wanted.iter().all(|item| items.contains(item)))
        }
        _ => None,
    }
}

fn in_set(value: &Value, expected: &Value) -> Option<bool> {
    match (value, expected) {
        (Value::Array(_) | Value::Object(_), _) => None,
        (scalar, Value::Array(members)) => Some(members.contains(scalar)),
        _ => None,
    }
}

fn deep_equal(value: &Value, expected: &Value) -> Option<bool> {
    match (value, expected) {
        (Value::Array(_), Value::Array(_)) | (Value::Object(_), Value::Object(_)) => {
            Some(value == expected)
        }
        _ => None,
    }
}

/// Compares bytes with an array of integers 0–255; nothing else can be asked of bytes.
fn holds_for_bytes(comparator: Comparator, bytes: &[u8], expected: &Value) -> Option<bool> {
    let expected: Vec<u8> = expected
        .as_array()?
        .iter()
        .map(|item| item.as_u64().and_then(|byte| u8::try_from(byte).ok()))
        .collect::<Option<_>>()?;
    match comparator {
        Comparator::Equals => Some(bytes == expected),
        Comparator::NotEquals => Some(bytes != expected),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn on_json(comparator: Comparator, value: Value, expected: &Value) -> GateOutcome {
        evaluate(
            comparator,
            Some(expected),
            Some(&EvidenceValue::Json(value)),
        )
    }

    #[test]
    fn comparators_answer_as_the_runtime_does() {
        use Comparator::{
            Contains, DeepEquals, DeepNotEquals, Equals, GreaterThan, InSet, LexLessThan, NotEquals,
        };
        use GateOutcome::{False, True, Unknown};
        for (comparator, value, expected, outcome) in [
            (Equals, json!(1), json!(1.0), True),
            (Equals, json!([1]), json!([1.0]), False),
            (Equals, json!([0.0]), json!([-0.0]), True),
            (Equals, json!(null), json!(null), True),
            (NotEquals, json!("1"), json!(1), True),
            (GreaterThan, json!("10"), json!("9"), Unknown),
            (GreaterThan, json!("2024-2-1"), json!("2024-01-31"), True),
            (LexLessThan, json!("10"), json!("9"), True),
            (LexLessThan, json!("\u{ffff}"), json!("\u{10000}"), True),
            (Contains, json!("abc"), json!(""), True),
            (Contains, json!([1, 2]), json!([2, 2]), True),
            (Contains, json!([1, 2]), json!([1.0]), False),
            (Contains, json!([1, 2]), json!(1), Unknown),
            (InSet, json!(1), json!([1.0]), False),
            (InSet, json!(1), json!(1), Unknown),
            (InSet, json!([]), json!([[]]), Unknown),
            (
                DeepEquals,
                json!({"a": 1, "b": 2}),
                json!({"b": 2, "a": 1}),
                True,
            ),
            (DeepNotEquals, json!([1]), json!([1.0]), True),
            (DeepEquals, json!([]), json!({}), Unknown),
            (DeepEquals, json!(1), json!(1), Unknown),
        ] {
            let found = on_json(comparator, value.clone(), &expected);
            assert_eq!(found, outcome, "{value} {comparator} {expected}");
        }
    }

    #[test]
    fn bytes_know_only_equality_with_an_array_of_bytes() {
        use GateOutcome::{False, True, Unknown};
        let bytes = EvidenceValue::Bytes(vec![1, 255]);
        for (comparator, expected, outcome) in [
            (Comparator::Equals, json!([1, 255]), True),
            (Comparator::NotEquals, json!([1, 255]), False),
            (Comparator::Equals, json!([]), False),
            (Comparator::Equals, json!([1, 256]), Unknown),
            (Comparator::Equals, json!([1.0, 255]), Unknown),
            (Comparator::Equals, json!("Af8="), Unknown),
            (Comparator::DeepEquals, json!([1, 255]), Unknown),
        ] {
            let found = evaluate(comparator, Some(&expected), Some(&bytes));
            assert_eq!(found, outcome, "{comparator} {expected}");
        }
    }

    #[test]
    fn without_a_value_or_an_expected_value_only_presence_is_known() {
        let value = EvidenceValue::Json(json!(1));
        for comparator in Comparator::ALL {
            let (without_value, without_expected) = match comparator {
                Comparator::Exists => (GateOutcome::False, GateOutcome::True),
                Comparator::NotExists => (GateOutcome::True, GateOutcome::False),
                _ => (GateOutcome::Unknown, GateOutcome::Unknown),
            };
            let expected = json!(1);
            assert_eq!(evaluate(comparator, Some(&expected), None), without_value);
            assert_eq!(evaluate(comparator, None, Some(&value)), without_expected);
        }
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-3_i64..4).prop_map(Value::from),
            (-3_i32..4).prop_map(|half| Value::from(f64::from(half) / 2.0)),
            "[ab]{0,2}".prop_map(Value::from),
            "2024-0[12]-0[12](T00:00:00Z)?".prop_map(Value::from),
        ];
        leaf.prop_recursive(2, 8, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                prop::collection::btree_map("[ab]", inner, 0..3)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    fn negated(outcome: GateOutcome) -> GateOutcome {
        match outcome {
            GateOutcome::True => GateOutcome::False,
            GateOutcome::False => GateOutcome::True,
            GateOutcome::Unknown => GateOutcome::Unknown,
        }
    }

    proptest! {
        #[test]
        fn opposites_are_opposite(value in any_value(), expected in any_value()) {
            for (one, other) in [
                (Comparator::Equals, Comparator::NotEquals),
                (Comparator::DeepEquals, Comparator::DeepNotEquals),
                (Comparator::GreaterThan, Comparator::LessThanOrEqual),
                (Comparator::LessThan, Comparator::GreaterThanOrEqual),
                (Comparator::LexGreaterThan, Comparator::LexLessThanOrEqual),
                (Comparator::LexLessThan, Comparator::LexGreaterThanOrEqual),
            ] {
                prop_assert_eq!(
                    on_json(one, value.clone(), &expected),
                    negated(on_json(other, value.clone(), &expected)),
                    "{} {}", one, other
                );
            }
        }

        #[test]
        fn swapping_the_sides_mirrors_the_answer(left in any_value(), right in any_value()) {
            for (one, mirrored) in [
                (Comparator::Equals, Comparator::Equals),
                (Comparator::NotEquals, Comparator::NotEquals),
                (Comparator::DeepEquals, Comparator::DeepEquals),
                (Comparator::GreaterThan, Comparator::LessThan),
                (Comparator::GreaterThanOrEqual, Comparator::LessThanOrEqual),
                (Comparator::LexGreaterThan, Comparator::LexLessThan),
            ] {
                prop_assert_eq!(
                    on_json(one, left.clone(), &right),
                    on_json(mirrored, right.clone(), &left),
                    "{} {}", one, mirrored
                );
            }
        }

        #[test]
        fn equality_is_always_decided_and_every_value_equals_itself(
            left in any_value(),
            right in any_value(),
        ) {
            prop_assert_eq!(on_json(Comparator::Equals, left.clone(), &left), GateOutcome::True);
            prop_assert_ne!(on_json(Comparator::Equals, left, &right), GateOutcome::Unknown);
        }
    }
}

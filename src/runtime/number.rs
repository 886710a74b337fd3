//! Comparison of two JSON numbers as decimals (REFERENCE §7).

use std::cmp::Ordering;
use std::str::FromStr;

use bigdecimal::BigDecimal;
use serde_json::Number;

/// Orders two numbers by the decimals that they are written as.
///
/// A float stands for its shortest decimal spelling and not for its exact binary value, so 0.1 is
/// one tenth, and 18446744073709551615 is below the float spelled 1.8446744073709552e19. None only
/// if a number had no decimal spelling, which JSON cannot express.
pub(crate) fn compare(left: &Number, right: &Number) -> Option<Ordering> {
    at_once(left, right).or_else(|| Some(decimal(left)?.cmp(&decimal(right)?)))
}

/// Orders the numbers whose own order is that of their decimals: two of one kind, or a float and an
/// integer that floats hold exactly, which no decimal of another float can reach or pass.
fn at_once(left: &Number, right: &Number) -> Option<Ordering> {
    match (integer(left), integer(right)) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        (Some(left), None) => exact(left)?.partial_cmp(&right.as_f64()?),
        (None, Some(right)) => left.as_f64()?.partial_cmp(&exact(right)?),
        (None, None) => left.as_f64()?.partial_cmp(&right.as_f64()?),
    }
}

/// Returns the number if it is written as an integer.
fn integer(number: &Number) -> Option<i128> {
    number
        .as_i64()
        .map(i128::from)
        .or_else(|| number.as_u64().map(i128::from))
}

/// Returns the float that an integer is, where all its neighbours are floats too.
#[expect(
    clippy::cast_precision_loss,
    reason = "below 2^53 every integer is a float"
)]
fn exact(integer: i128) -> Option<f64> {
    (integer.unsigned_abs() < 1 << 53).then_some(integer as f64)
}

/// Returns the decimal that a number is written as.
pub(crate) fn decimal(number: &Number) -> Option<BigDecimal> {
    BigDecimal::from_str(&number.to_string()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(text: &str) -> Number {
        serde_json::from_str(text).unwrap()
    }

    fn any_number() -> impl Strategy<Value = Number> {
        prop_oneof![
            any::<i64>().prop_map(Number::from),
            any::<u64>().prop_map(Number::from),
            finite().prop_map(|float| Number::from_f64(float).unwrap()),
            // Whole floats near the ends of the integer ranges, where spellings matter most.
            any::<i64>().prop_map(near_float),
        ]
    }

    fn finite() -> impl Strategy<Value = f64> {
        any::<f64>().prop_filter("JSON holds finite numbers", |float| float.is_finite())
    }

    #[expect(clippy::cast_precision_loss, reason = "the nearest float is wanted")]
    fn near_float(integer: i64) -> Number {
        Number::from_f64(integer as f64).unwrap()
    }

    #[test]
    fn numbers_compare_by_their_decimal_spelling() {
        use Ordering::{Equal, Greater, Less};
        for (left, order, right) in [
            ("1", Equal, "1.0"),
            ("0", Equal, "-0.0"),
            ("0.1", Less, "0.2"),
            ("0.30000000000000004", Greater, "0.3"),
            ("9007199254740993", Greater, "9007199254740992.0"),
            ("18446744073709551615", Less, "1.8446744073709552e19"),
            ("-9223372036854775808", Greater, "-9223372036854775808.0"),
            ("1e308", Greater, "5e-324"),
            ("-1e308", Less, "-5e-324"),
            ("1e21", Equal, "1000000000000000000000.0"),
        ] {
            let found = compare(&number(left), &number(right));
            assert_eq!(found, Some(order), "{left} {right}");
        }
    }

    fn small_number() -> impl Strategy<Value = Number> {
        prop_oneof![
            (-3_i64..4).prop_map(Number::from),
            (-3_i32..4).prop_map(|half| Number::from_f64(f64::from(half) / 2.0).unwrap()),
            ((1_i64 << 53) - 2..(1 << 53) + 3).prop_map(Number::from),
            ((1_i64 << 53) - 2..(1 << 53) + 3).prop_map(near_float),
        ]
    }

    proptest! {
        #[test]
        fn the_short_way_agrees_with_the_decimals(
            left in prop_oneof![any_number(), small_number()],
            right in prop_oneof![any_number(), small_number()],
        ) {
            if let Some(order) = at_once(&left, &right) {
                prop_assert_eq!(order, decimal(&left).unwrap().cmp(&decimal(&right).unwrap()));
            }
        }

        #[test]
        fn integers_compare_as_integers(left in any::<i64>(), right in any::<u64>()) {
            let order = i128::from(left).cmp(&i128::from(right));
            prop_assert_eq!(compare(&left.into(), &right.into()), Some(order));
        }

        #[test]
        fn floats_compare_as_floats(left in finite(), right in finite()) {
            let numbers = [left, right].map(|float| Number::from_f64(float).unwrap());
            prop_assert_eq!(compare(&numbers[0], &numbers[1]), left.partial_cmp(&right));
        }

        #[test]
        fn the_order_is_total(a in any_number(), b in any_number(), c in any_number()) {
            let order = |left: &Number, right: &Number| compare(left, right).unwrap();
            prop_assert_eq!(order(&a, &a), Ordering::Equal);
            prop_assert_eq!(order(&a, &b), order(&b, &a).reverse());
            if order(&a, &b).is_le() && order(&b, &c).is_le() {
                prop_assert!(order(&a, &c).is_le());
            }
        }
    }
}

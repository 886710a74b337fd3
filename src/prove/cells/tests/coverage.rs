//! Whatever answer comes, some cell has its outcomes; and every example does what its cell says.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

use super::*;
use crate::prove::cells::line::spellings;

fn schemas() -> Vec<Value> {
    let dynamic = json!({"x-decision-gate": {"dynamic_type": true}});
    vec![
        dynamic,
        json!({"type": "integer"}),
        json!({"type": "number"}),
        json!({"type": "integer", "minimum": -1, "maximum": 2}),
        json!({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1.5}),
        json!({"type": "number", "multipleOf": 0.5}),
        json!({"type": "integer", "multipleOf": 3}),
        json!({"type": "number", "anyOf": [{"multipleOf": 2}, {"minimum": 2}, {"maximum": -1.5}]}),
        json!({"type": "number", "not": {"minimum": 0, "maximum": 1}}),
        json!({"enum": [1, 2, "a", "ab", null, true, [1]]}),
        json!({"type": ["integer", "null", "boolean"]}),
        json!({"type": "string"}),
        json!({"type": "string", "maxLength": 2}),
        json!({"type": "string", "pattern": "^a"}),
        json!({"type": "string", "format": "date-time"}),
        json!({"oneOf": [{"type": "string"}, {"type": "null"}]}),
        json!({"anyOf": [{"enum": ["a", "b"]}, {"type": "integer", "minimum": 1}]}),
        json!({"type": "array", "items": {"type": "integer"}}),
        json!({"type": "array", "maxItems": 1}),
        json!({"type": "array", "uniqueItems": true, "items": {"enum": [0, 1, "a"]}}),
        json!({"type": "object", "required": ["a"]}),
        json!({"type": "object", "additionalProperties": {"type": "integer"}}),
        json!({"$ref": "#/$defs/n", "$defs": {"n": {"type": "number", "maximum": 1}}}),
        json!(true),
        json!(false),
    ]
}

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => select(vec![json!(0), json!(1), json!(1.0), json!(2)]),
        2 => (-3_i64..4).prop_map(Value::from),
        3 => (-6_i32..8).prop_map(|half| Value::from(f64::from(half) / 2.0)),
        1 => any::<f64>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => select(vec![
            json!(-0.0), json!(u64::MAX), json!(i64::MIN), json!(9_007_199_254_740_993_i64),
            json!(9_007_199_254_740_992.0), json!(1.844_674_407_370_955_2e19), json!(f64::MAX), json!(5e-324),
        ]),
    ]
}

fn text() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => "[ab]{0,3}",
        1 => "[a-c\u{0} ]{0,2}",
        2 => "2024-0[12]-0[12]",
        3 => "2024-01-0[12]T0[01]:00:0[01](\\.[05])?(Z|\\+01:00)",
        1 => select(vec!["2024-2-1".to_owned(), "other".to_owned(), "0000-01-01T00:00:00+23:59".to_owned(), "9999-12-31".to_owned()]),
    ]
    .prop_map(Value::from)
}

fn value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        3 => number(),
        3 => text(),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    let small = prop_oneof![select(vec![
        json!(0),
        json!(1),
        json!(1.0),
        json!("a"),
        json!(null)
    ])];
    prop_oneof![
        6 => scalar,
        2 => prop::collection::vec(small.clone(), 0..4).prop_map(Value::from),
        1 => prop::collection::btree_map("[ab]", small, 0..3)
            .prop_map(|map| Value::Object(map.into_iter().collect())),
    ]
}

/// Returns a constant and values next to it, where outcomes change.
fn beside(value: &Value) -> Vec<Value> {
    let mut found = vec![value.clone()];
    match value {
        Value::Number(number) => {
            found.extend(spellings(number).into_iter().map(Value::Number));
            let float = number.as_f64().unwrap();
            found.extend([1.0, -1.0, 0.5, -0.5].map(|by| json!(float + by)));
            found.extend([float.next_up(), float.next_down()].map(Value::from));
            found.extend(
                number
                    .as_i64()
                    .map(|integer| json!(integer.wrapping_add(1))),
            );
        }
        Value::String(text) => {
            found.extend(["\0", "a", " "].map(|more| json!(format!("{text}{more}"))));
            found.push(json!(format!("b{text}")));
            found.push(json!(text.replace('Z', "+00:00")));
        }
        Value::Array(items) => {
            found.push(items.iter().chain(items).cloned().collect());
            found.push(items.iter().skip(1).cloned().collect());
        }
        _ => {}
    }
    found
}

/// Comparators that often meet, so that their outcomes hang together.
fn comparators() -> impl Strategy<Value = Vec<Comparator>> {
    use Comparator as C;
    let ordering = vec![
        C::GreaterThan,
        C::GreaterThanOrEqual,
        C::LessThan,
        C::LessThanOrEqual,
    ];
    let equality = vec![
        C::Equals,
        C::NotEquals,
        C::InSet,
        C::DeepEquals,
        C::DeepNotEquals,
    ];
    let mixed = [&ordering[..], &equality[..], &[C::Contains, C::Exists]].concat();
    prop_oneof![
        Just(Comparator::ALL.to_vec()),
        Just(ordering),
        Just(equality),
        Just(mixed),
        Just(vec![C::Contains, C::Equals]),
        Just(vec![
            C::LexLessThan,
            C::LexGreaterThanOrEqual,
            C::Equals,
            C::Contains
        ]),
    ]
}

fn questions() -> impl Strategy<Value = Vec<(Comparator, Option<Value>)>> {
    comparators().prop_flat_map(|comparators| {
        let expected = prop_oneof![
            6 => value().prop_map(Some),
            1 => Just(None),
        ];
        let set = prop::collection::vec(value(), 0..4).prop_map(|set| Some(Value::from(set)));
        let test = (select(comparators), expected, set).prop_map(|(comparator, expected, set)| {
            let is_set = comparator == Comparator::InSet;
            (comparator, if is_set { set } else { expected })
        });
        prop::collection::vec(test, 0..7)
    })
}

fn allows(cell: &Cell, tests: &[Test<'_>], answer: Option<&EvidenceValue>) -> bool {
    tests
        .iter()
        .zip(&cell.outcomes)
        .all(|(test, possible)| possible.allows(test.on(answer)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_answer_is_in_some_cell(
        schema in prop::option::weighted(0.95, select(schemas())),
        questions in questions(),
        values in prop::collection::vec(value(), 60),
        absent in any::<bool>(),
    ) {
        let schema = schema.map(ValueSchema::new);
        let domain = Domain { schema: schema.as_ref(), absent };
        let tests: Vec<Test<'_>> = questions
            .iter()
            .map(|(comparator, expected)| Test { comparator: *comparator, expected: expected.as_ref() })
            .collect();
        let cells = cells(&domain, &tests, 512).unwrap();
        let accepts = |value: &Value| schema.as_ref().is_none_or(|s| s.accepts(value).unwrap());
        let constants = tests.iter().filter_map(|test| test.expected).flat_map(|value| match value {
            Value::Array(items) => items.iter().chain([value]).cloned().collect(),
            _ => vec![value.clone()],
        });
        for value in values.into_iter().chain(constants.flat_map(|value| beside(&value))) {
            if accepts(&value) {
                let answer = EvidenceValue::Json(value);
                prop_assert!(
                    cells.iter().any(|cell| allows(cell, &tests, Some(&answer))),
                    "{:?} {:#?}", answer, cells
                );
            }
        }
        if absent {
            prop_assert!(cells.iter().any(|cell| allows(cell, &tests, None)));
        }
        for (index, cell) in cells.iter().enumerate() {
            let answer = cell.answer(None);
            prop_assert_eq!(answer.is_none(), cell.sample == Sample::Absent);
            if let Some(value) = &answer {
                prop_assert_eq!(cell.fits, accepts(value), "{}", value);
            }
            let answer = answer.map(EvidenceValue::Json);
            prop_assert!(allows(cell, &tests, answer.as_ref()), "{:?}", cell);
            prop_assert_eq!(cell.outcomes.len(), tests.len());
            prop_assert!(!cells.iter().skip(index + 1).any(|other| other.outcomes == cell.outcomes));
        }
    }

    #[test]
    fn every_trigger_time_is_in_a_cell_of_its_clock(
        questions in prop::collection::vec((0..3_u8, moment(), questions()), 0..5),
        times in prop::collection::vec(time(), 60),
    ) {
        let tests: Vec<TimeTest<'_>> = questions
            .iter()
            .flat_map(|(kind, moment, questions)| {
                let check = match kind {
                    0 => TimeCheck::Now,
                    1 => TimeCheck::After(moment),
                    _ => TimeCheck::Before(moment),
                };
                questions.iter().take(2).map(move |(comparator, expected)| TimeTest {
                    check,
                    test: Test { comparator: *comparator, expected: expected.as_ref() },
                })
            })
            .collect();
        let cells = moments(&tests, 512).unwrap();
        let allows = |cell: &Cell, time: Timestamp| {
            tests.iter().zip(&cell.outcomes).all(|(test, possible)| {
                let answer = test.check.answer(time).map(EvidenceValue::Json);
                let outcome = answer.map_or(GateOutcome::Unknown, |a| test.test.on(Some(&a)));
                *possible == Possible::Only(outcome)
            })
        };
        let of_clock = |cell: &Cell, time: Timestamp| {
            matches!(
                (&cell.sample, time),
                (Sample::Moment(Timestamp::UnixMillis(_)), Timestamp::UnixMillis(_))
                    | (Sample::Moment(Timestamp::Logical(_)), Timestamp::Logical(_))
            )
        };
        for time in times {
            prop_assert!(
                cells.iter().any(|cell| of_clock(cell, time) && allows(cell, time)),
                "{:?} {:#?}", time, cells
            );
        }
        for cell in &cells {
            let Sample::Moment(time) = cell.sample else { unreachable!("a time") };
            prop_assert!(allows(cell, time));
        }
    }
}

fn moment() -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => (-3_i64..4).prop_map(Value::from),
        1 => number(),
        1 => text(),
        2 => select(vec![
            json!("1970-01-01T00:00:00.001Z"), json!("1970-01-01T00:00:00.0019Z"),
            json!("1969-12-31T23:59:59.9995Z"), json!("1970-01-01"), json!(i64::MAX), json!(i64::MIN),
        ]),
    ]
}

fn time() -> impl Strategy<Value = Timestamp> {
    prop_oneof![
        3 => (-4_i64..5).prop_map(Timestamp::UnixMillis),
        1 => (1_704_067_200_000_i64..1_704_160_000_000).prop_map(Timestamp::UnixMillis),
        1 => any::<i64>().prop_map(Timestamp::UnixMillis),
        3 => (0..5_u64).prop_map(Timestamp::Logical),
        1 => any::<u64>().prop_map(Timestamp::Logical),
    ]
}

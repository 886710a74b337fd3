//! Which cells there are, on examples.

use serde_json::json;

use super::*;

#[test]
fn numbers_have_points_and_intervals() {
    use Comparator::{Equals, GreaterThan, GreaterThanOrEqual, InSet, LessThan, NotEquals};
    let integer = json!({"type": "integer"});
    let percent = json!({"type": "integer", "minimum": 0, "maximum": 100});
    for (schema, tests, cells) in [
        (
            &integer,
            vec![(GreaterThan, json!(90)), (LessThan, json!(10))],
            vec!["10 FF", "91 TF", "9 FT"],
        ),
        (
            &integer,
            vec![
                (GreaterThanOrEqual, json!(80)),
                (GreaterThanOrEqual, json!(85)),
            ],
            vec!["80 TF", "85 TT", "79 FF"],
        ),
        (
            &integer,
            vec![(GreaterThan, json!(80)), (LessThan, json!(81))],
            vec!["80 FT", "81 TF"],
        ),
        (&percent, vec![(GreaterThanOrEqual, json!(0))], vec!["0 T"]),
        (
            &percent,
            vec![(NotEquals, json!(100))],
            vec!["99 T", "100 F"],
        ),
        (
            &percent,
            vec![(Equals, json!(7)), (InSet, json!([7]))],
            vec!["6 FF", "7 TT", "7.0 TF"],
        ),
    ] {
        assert_eq!(shown(schema, &tests), cells, "{schema} {tests:?}");
    }
}

#[test]
fn what_is_nicest_stands_for_each_situation() {
    use Comparator::{
        Contains, Equals, GreaterThan, InSet, LexGreaterThan, LexLessThan, NotEquals,
    };
    let dynamic = json!({"x-decision-gate": {"dynamic_type": true}});
    let text = json!({"type": "string"});
    for (schema, tests, cells) in [
        (
            &dynamic,
            vec![(Equals, json!(true))],
            vec!["true T", "false F"],
        ),
        (
            &dynamic,
            vec![(GreaterThan, json!(5)), (NotEquals, json!("x"))],
            vec!["5 FT", "6 TT", "\"x\" UF", "\"other\" UT"],
        ),
        (
            &json!({"enum": ["low", "high", "none"]}),
            vec![(Equals, json!("low")), (InSet, json!(["low", "high"]))],
            vec!["\"low\" TT", "\"high\" FT", "\"none\" FF"],
        ),
        (
            &text,
            vec![
                (InSet, json!(["amber", "green", "zinc"])),
                (NotEquals, json!("zinc")),
            ],
            vec!["\"amber\" TT", "\"zinc\" TF", "\"other\" FT"],
        ),
        (
            &text,
            vec![(Contains, json!("ab")), (Contains, json!("a"))],
            vec!["\"other\" FF", "\"ab\" TT", "\"a\" FT"],
        ),
        (
            &text,
            vec![
                (Contains, json!("ok")),
                (Equals, json!("ok")),
                (Contains, json!("new")),
            ],
            vec![
                "\"ok\" TTF",
                "\"other\" FFF",
                "\"ok-\" TFF",
                "\"new\" FFT",
                "\"ok-new\" TFT",
            ],
        ),
        (
            &text,
            vec![
                (LexGreaterThan, json!("apple")),
                (LexLessThan, json!("cherry")),
            ],
            vec!["\"apple\" FT", "\"cherry\" TF", "\"b\" TT"],
        ),
    ] {
        assert_eq!(shown(schema, &tests), cells, "{schema} {tests:?}");
    }
}

#[test]
fn instants_and_dates_have_their_lines() {
    use Comparator::{Equals, GreaterThan, GreaterThanOrEqual, LessThan};
    let noon = json!("2025-06-01T12:00:00Z");
    for (schema, tests, cells) in [
        (
            &json!({"type": "string", "format": "date-time"}),
            vec![
                (Equals, noon.clone()),
                (GreaterThanOrEqual, noon.clone()),
                (LessThan, json!("2025-06-03T12:00:00Z")),
            ],
            vec![
                "\"2025-06-01T12:00:00Z\" TTT",
                "\"2025-06-01T00:00:00Z\" FFT",
                "\"2025-06-01T12:00:00.0Z\" FTT",
                "\"2025-06-03T12:00:00Z\" FTF",
                "\"other\" FUU",
            ],
        ),
        (
            &json!({"type": "string", "format": "date"}),
            vec![
                (GreaterThan, json!("2025-06-01")),
                (LessThan, json!("2025-06-02")),
            ],
            vec!["\"2025-05-31\" FT", "\"2025-06-02\" TF", "\"other\" UU"],
        ),
    ] {
        assert_eq!(shown(schema, &tests), cells, "{schema} {tests:?}");
    }
}

#[test]
fn nulls_lists_and_steps_have_their_situations() {
    use Comparator::{
        Contains, DeepEquals, DeepNotEquals, Equals, GreaterThan, InSet, LessThan, NotEquals,
    };
    let texts = json!({"type": "array", "items": {"type": "string"}});
    for (schema, tests, cells) in [
        (
            &json!({"oneOf": [{"type": "string"}, {"type": "null"}]}),
            vec![(Equals, json!("prod")), (Contains, json!("pr"))],
            vec!["\"prod\" TT", "\"other\" FF", "\"pr\" FT", "null FU"],
        ),
        (
            &texts,
            vec![
                (Contains, json!(["a"])),
                (Contains, json!(["a", "b"])),
                (Contains, json!([])),
            ],
            vec!["[] FFT", "[\"a\"] TFT", "[\"a\",\"b\"] TTT"],
        ),
        (
            &texts,
            vec![(DeepEquals, json!([])), (DeepNotEquals, json!(["x"]))],
            vec!["[] TT", "[\"x\"] FF", "[\"other\"] FT"],
        ),
        (
            &json!({"type": "boolean"}),
            vec![
                (Equals, json!(true)),
                (NotEquals, json!(true)),
                (InSet, json!([])),
            ],
            vec!["true TFF", "false FTF"],
        ),
        (
            &json!({"type": "integer", "multipleOf": 5}),
            vec![(GreaterThan, json!(6)), (LessThan, json!(9))],
            vec!["10 TF", "5 FT"],
        ),
        (
            &json!({"type": "number", "multipleOf": 0.25}),
            vec![(GreaterThan, json!(1)), (LessThan, json!(1.5))],
            vec!["1 FT", "1.5 TF", "1.25 TT"],
        ),
    ] {
        assert_eq!(shown(schema, &tests), cells, "{schema} {tests:?}");
    }
}

#[test]
fn what_cannot_be_ruled_out_stays_with_a_doubt() {
    let version = json!({"type": "string", "pattern": "^v[0-9]+$"});
    assert_eq!(
        shown(&version, &[(Comparator::Equals, json!("v1"))]),
        ["\"v1\" T", "\"other\" F ?"]
    );
    let named = json!({"type": "string", "pattern": "^v[0-9]+$", "examples": ["v12"]});
    assert_eq!(
        shown(&named, &[(Comparator::Equals, json!("v1"))]),
        ["\"v1\" T", "\"v12\" F"]
    );
}

#[test]
fn many_parts_are_free_apart_from_those_that_hang_together() {
    let text = json!({"type": "string"});
    let parts = |words: &str| {
        let tests = words
            .split(' ')
            .map(|part| (Comparator::Contains, json!(part)));
        shown(&text, &tests.collect::<Vec<_>>())
    };
    assert_eq!(
        parts("a b c d e ee"),
        [
            "\"a\" TFFFFF",
            "\"b\" FTFFFF",
            "\"c\" FFTFFF",
            "\"d\" FFFTFF",
            "\"e\" FFFFTF",
            "\"ee\" FFFFTT",
            "\"a-b-c-d-ee\" TTTTTT",
            "\"x\" ****FF",
            "\"e\" ****TF",
            "\"ee\" ****TT",
        ]
    );
    let many: Vec<String> = ('\u{4e00}'..).take(70).map(String::from).collect();
    assert_eq!(
        parts(&many.join(" ")),
        [format!("\"other\" {}", "*".repeat(70))]
    );
}

#[test]
fn a_value_that_is_absent_answers_only_presence() {
    let test = |comparator| Test {
        comparator,
        expected: None,
    };
    let tests = [test(Comparator::Exists), test(Comparator::NotExists)];
    for (absent, found) in [
        (true, vec!["true TF", "nothing FT"]),
        (false, vec!["true TF"]),
    ] {
        let domain = Domain {
            schema: None,
            absent,
        };
        let cells = cells(&domain, &tests, 8).unwrap();
        assert_eq!(lines(&cells), found);
    }
}

#[test]
fn more_cells_than_wanted_are_none_and_long_sets_need_few() {
    let names: Vec<String> = (0..10_000).map(|index| format!("n{index}")).collect();
    let numbers: Vec<u32> = (0..10_000).collect();
    for (set, found) in [
        (json!(names), ["\"n0\" T", "\"other\" F", "[] U"]),
        (json!(numbers), ["0 T", "0.0 F", "[] U"]),
    ] {
        let tests = [(Comparator::InSet, set)];
        assert_eq!(shown(&json!(true), &tests), found);
        let all: Vec<(Comparator, Value)> = tests[0].1.as_array().unwrap()[..100]
            .iter()
            .map(|value| (Comparator::Equals, value.clone()))
            .collect();
        let tests: Vec<Test<'_>> = all
            .iter()
            .map(|(comparator, expected)| Test {
                comparator: *comparator,
                expected: Some(expected),
            })
            .collect();
        let domain = Domain {
            schema: None,
            absent: false,
        };
        assert_eq!(cells(&domain, &tests, 64), None);
        assert_eq!(
            cells(&domain, &tests, 101).map(|cells| cells.len()),
            Some(101)
        );
    }
}

#[test]
fn trigger_times_are_one_line_for_each_clock() {
    let shown = |tests: &[(TimeCheck<'_>, Comparator, Value)]| {
        let tests: Vec<TimeTest<'_>> = tests
            .iter()
            .map(|(check, comparator, expected)| TimeTest {
                check: *check,
                test: Test {
                    comparator: *comparator,
                    expected: Some(expected),
                },
            })
            .collect();
        lines(&moments(&tests, 64).unwrap())
    };
    let noon = json!("2025-06-01T12:00:00Z");
    let hundred = json!(100);
    let is_true = (Comparator::Equals, json!(true));
    assert_eq!(
        shown(&[
            (TimeCheck::After(&noon), is_true.0, is_true.1.clone()),
            (TimeCheck::Before(&noon), is_true.0, is_true.1.clone()),
        ]),
        [
            "UnixMillis(1748736000000) FT",
            "UnixMillis(1748779200000) FF",
            "UnixMillis(1748822400000) TF",
            "Logical(0) UU",
        ]
    );
    assert_eq!(
        shown(&[
            (TimeCheck::After(&hundred), is_true.0, is_true.1.clone()),
            (TimeCheck::Now, Comparator::GreaterThan, json!(90.5)),
        ]),
        [
            "UnixMillis(90) FF",
            "UnixMillis(100) FT",
            "UnixMillis(86400000) TT",
            "Logical(90) FF",
            "Logical(100) FT",
            "Logical(101) TT",
        ]
    );
}

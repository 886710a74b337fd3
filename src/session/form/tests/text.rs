//! Typed text to values and back.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::session::form::build::choice;
use crate::session::form::{Kind, parse, shown, text};

const INTEGER: Kind = Kind::Integer {
    min: Some(0),
    max: Some(100),
};
const NUMBER: Kind = Kind::Number {
    min: None,
    max: Some(1.5),
};

fn list(item: Kind) -> Kind {
    Kind::List(Box::new(item))
}

fn colours() -> Kind {
    let mut grey = choice(json!("grey"), "grey", "");
    grey.refused = vec!["no colour".to_owned()];
    Kind::Choice(vec![
        choice(json!("red"), "Red", ""),
        choice(json!("1"), "one as text", ""),
        choice(json!(1), "one", ""),
        choice(Value::Null, "none", ""),
        grey,
    ])
}

fn union() -> Kind {
    Kind::Json(Some(
        json!({"oneOf": [{"type": "integer"}, {"type": "string"}]}),
    ))
}

#[test]
fn typed_text_becomes_what_it_means() {
    for (kind, typed, value) in [
        (Kind::Text, " a ", json!(" a ")),
        (INTEGER, " 4_2 ", json!(42)),
        (INTEGER, "42.0", json!(42)),
        (INTEGER, "1e2", json!(100)),
        (NUMBER, ".5", json!(0.5)),
        (NUMBER, "-1_2", json!(-12)),
        (Kind::Duration, "30 min", json!(1_800_000)),
        (Kind::Duration, "2h30m", json!(9_000_000)),
        (Kind::Duration, "1 d 1 ms", json!(86_400_001)),
        (Kind::Duration, "1500", json!(1500)),
        (Kind::Toggle, "Yes", json!(true)),
        (Kind::Date, "2024-02-29", json!("2024-02-29")),
        (
            Kind::Instant,
            "2026-03-01T00:00:00+02:00",
            json!("2026-03-01T00:00:00+02:00"),
        ),
        (colours(), "red", json!("red")),
        (colours(), "RED", json!("red")),
        (colours(), "\"1\"", json!("1")),
        (colours(), "1", json!(1)),
        (colours(), "none", json!(null)),
        (list(Kind::Text), "a, b ,,c", json!(["a", "b", "c"])),
        (list(Kind::Text), "", json!([])),
        (list(Kind::Text), r#"["a, b", ""]"#, json!(["a, b", ""])),
        (list(INTEGER), "1, 2", json!([1, 2])),
        (list(INTEGER), "[1, 2.0]", json!([1, 2])),
        (Kind::Bytes, "text:hé", json!([104, 195, 169])),
        (Kind::Bytes, "hex: 00 fF", json!([0, 255])),
        (Kind::Json(None), "{\"a\": [1.50]}", json!({"a": [1.5]})),
        (Kind::Json(None), "eu-north", json!("eu-north")),
        (Kind::Json(None), "true", json!(true)),
        (Kind::Json(None), "\"true\"", json!("true")),
        (union(), "1748700000000", json!(1_748_700_000_000_i64)),
        (
            union(),
            "2025-06-01T12:00:00Z",
            json!("2025-06-01T12:00:00Z"),
        ),
        (union(), "true", json!("true")),
    ] {
        assert_eq!(parse(&kind, typed), Ok(value), "{kind:?} {typed}");
    }
}

#[test]
fn what_does_not_fit_is_answered_with_what_would() {
    for (kind, typed, why) in [
        (INTEGER, "85.5", "`85.5` is not whole; 85 or 86 would do"),
        (
            INTEGER,
            "101",
            "`101` is out of bounds; give a whole number, between 0 and 100",
        ),
        (INTEGER, "", "needs a whole number, between 0 and 100"),
        (
            INTEGER,
            "many",
            "`many` is no whole number; give one, between 0 and 100",
        ),
        (
            Kind::Integer {
                min: None,
                max: None,
            },
            "9007199254740992",
            "`9007199254740992` is beyond ±9007199254740991, where JSON readers disagree; use a \
             smaller unit or a text",
        ),
        (
            NUMBER,
            "2",
            "`2` is out of bounds; give a number, 1.5 or less",
        ),
        (NUMBER, "NaN", "`NaN` is no number; give one, 1.5 or less"),
        (
            Kind::Duration,
            "3 weeks",
            "`3 weeks` is no duration; write `500 ms`, `30 s`, `30 min`, `2 h` or `1 d`",
        ),
        (Kind::Duration, "", "needs a duration, such as `30 min`"),
        (
            Kind::Duration,
            "99999999999999999999 d",
            "`99999999999999999999 d` is no duration; write `500 ms`, `30 s`, `30 min`, `2 h` or \
             `1 d`",
        ),
        (
            Kind::Toggle,
            "maybe",
            "`maybe` is neither; write `true` or `false`",
        ),
        (
            Kind::Date,
            "2023-02-29",
            "`2023-02-29` is no date; write year, month and day, such as 2026-03-01",
        ),
        (
            Kind::Instant,
            "2026-03-01",
            "`2026-03-01` is not complete; `2026-03-01T00:00:00Z` would do",
        ),
        (colours(), "grey", "`grey` cannot be chosen: no colour"),
        (
            colours(),
            "blue",
            "`blue` is not on offer; choose `Red`, `one as text`, `one` or `none`",
        ),
        (
            list(INTEGER),
            "1, x",
            "`x` is no whole number; give one, between 0 and 100",
        ),
        (list(Kind::Text), "[1]", "`1` is no text; put it in quotes"),
        (
            Kind::Bytes,
            "abc",
            "says not how it is written; write `text:` or `hex:` before it",
        ),
        (
            Kind::Bytes,
            "hex:abc",
            "is not in hex; write two digits 0–9 or a–f for each byte",
        ),
        (
            Kind::Json(None),
            "{\"a\": 1, \"a\": 2}",
            "key `a` appears twice; a reader would silently keep one; keep one of them",
        ),
        (
            Kind::Json(None),
            "[1,",
            "is no JSON at column 3; a text stands in quotes, such as \"yes\"",
        ),
        (
            Kind::Json(None),
            "123456789012345678901234567890",
            "123456789012345678901234567890 is beyond ±9007199254740991, where JSON readers \
             disagree; write it as a text, or use a smaller unit",
        ),
    ] {
        assert_eq!(parse(&kind, typed), Err(why.to_owned()), "{kind:?} {typed}");
    }
}

#[test]
fn hostile_text_is_answered_and_never_more() {
    let deep = "[".repeat(100_000);
    let wide = "9".repeat(100_000);
    let closing = r#"1}], "stages": [{"stage_id": "x"#;
    for typed in [
        deep.as_str(),
        wide.as_str(),
        closing,
        "\u{202e}",
        "é",
        "hex:é",
        "-",
        "_",
    ] {
        for kind in [
            INTEGER,
            NUMBER,
            Kind::Duration,
            Kind::Toggle,
            Kind::Date,
            Kind::Instant,
            Kind::Bytes,
            list(INTEGER),
        ] {
            assert!(parse(&kind, typed).is_err(), "{kind:?} {typed:.20}");
        }
    }
    assert!(parse(&Kind::Json(None), &deep).is_err());
    assert!(parse(&Kind::Json(None), closing).is_err());
    assert!(parse(&Kind::Heading, "x").is_err());
}

#[test]
fn values_are_shown_in_one_line() {
    for (kind, value, line) in [
        (Kind::Duration, json!(5_400_000), "1 h 30 min"),
        (colours(), json!("red"), "Red"),
        (Kind::Prose, json!("a\nb"), "a b"),
        (Kind::Bytes, json!([0, 1]), "hex:0001"),
        (Kind::Bytes, json!([104, 105]), "text:hi"),
        (list(Kind::Text), json!(["a", "b"]), "a, b"),
        (Kind::Text, json!({"odd": 1}), r#"{"odd":1}"#),
        (Kind::Heading, json!({"a": 1}), ""),
    ] {
        assert_eq!(shown(&kind, &value), line);
    }
    let long = shown(&Kind::Text, &json!("ä".repeat(100_000)));
    assert_eq!(long.chars().count(), 201);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(Value::from),
        any::<f64>()
            .prop_filter("finite", |float| float.is_finite())
            .prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[a-z0-9{}\\[\\]\", :-]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[a-z ~/]{0,4}", inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn kind_and_value() -> impl Strategy<Value = (Kind, Value)> {
    let texts = prop_oneof![any::<String>(), "[a-z, \"\\[]{0,6}".prop_map(String::from)];
    let of = |kind: Kind| move |value: Value| (kind.clone(), value);
    prop_oneof![
        any::<String>()
            .prop_map(Value::from)
            .prop_map(of(Kind::Text)),
        (0..=100).prop_map(Value::from).prop_map(of(INTEGER)),
        (-1e300..1.5_f64).prop_map(Value::from).prop_map(of(NUMBER)),
        (0..=9_007_199_254_740_991_u64)
            .prop_map(Value::from)
            .prop_map(of(Kind::Duration)),
        any::<bool>()
            .prop_map(Value::from)
            .prop_map(of(Kind::Toggle)),
        prop::sample::select(vec![json!("red"), json!("1"), json!(1), json!(null)])
            .prop_map(of(colours())),
        prop::collection::vec(any::<u8>(), 0..20)
            .prop_map(Value::from)
            .prop_map(of(Kind::Bytes)),
        prop::collection::vec(texts, 0..5)
            .prop_map(Value::from)
            .prop_map(of(list(Kind::Text))),
        prop::collection::vec(0..=100, 0..5)
            .prop_map(Value::from)
            .prop_map(of(list(INTEGER))),
        any_json().prop_map(of(Kind::Json(None))),
        any_json().prop_map(of(list(Kind::Json(None)))),
        any_json()
            .prop_filter("of the union", |value| value.is_string() || value.is_i64())
            .prop_map(of(union())),
    ]
}

proptest! {
    #[test]
    fn the_text_of_a_value_reads_back_as_the_value((kind, value) in kind_and_value()) {
        let typed = text(&kind, &value);
        // A list of lists is no list of this kind; it is shown as JSON all the same.
        if matches!(kind, Kind::List(_)) && !value.is_array() {
            return Ok(());
        }
        prop_assert_eq!(parse(&kind, &typed), Ok(value), "{:?}", typed);
    }

    #[test]
    fn any_text_is_answered(typed in any::<String>()) {
        for kind in [INTEGER, NUMBER, Kind::Duration, Kind::Bytes, Kind::Json(None), union()] {
            if let Ok(value) = parse(&kind, &typed) {
                prop_assert_eq!(parse(&kind, &text(&kind, &value)), Ok(value));
            }
        }
    }
}

#[test]
fn bytes_come_from_a_file_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seal");
    std::fs::write(&file, [0, 255]).unwrap();
    let typed = format!("@{}", file.display());
    assert_eq!(
        crate::session::form::answer(&Kind::Bytes, &typed),
        Ok(serde_json::json!([0, 255]))
    );
    let gone = crate::session::form::answer(&Kind::Bytes, "@nowhere").unwrap_err();
    assert!(gone.contains("does not exist"), "{gone}");
    // Only bytes come from files.
    assert_eq!(
        crate::session::form::answer(&Kind::Text, "@nowhere"),
        Ok(serde_json::json!("@nowhere"))
    );
}

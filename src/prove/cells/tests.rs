use serde_json::{Value, json};

use super::*;

/// Returns the cells of tests over a schema, one a line: the sample and an outcome per test.
pub(super) fn shown(schema: &Value, tests: &[(Comparator, Value)]) -> Vec<String> {
    let schema = ValueSchema::new(schema.clone());
    let domain = Domain {
        schema: Some(&schema),
        absent: false,
    };
    let tests: Vec<Test<'_>> = tests
        .iter()
        .map(|(comparator, expected)| Test {
            comparator: *comparator,
            expected: Some(expected),
        })
        .collect();
    lines(&cells(&domain, &tests, 64).unwrap())
}

pub(super) fn lines(cells: &[Cell]) -> Vec<String> {
    cells
        .iter()
        .map(|cell| {
            let outcomes: String = cell
                .outcomes
                .iter()
                .map(|outcome| match outcome {
                    Possible::Any => '*',
                    Possible::Only(GateOutcome::True) => 'T',
                    Possible::Only(GateOutcome::False) => 'F',
                    Possible::Only(GateOutcome::Unknown) => 'U',
                })
                .collect();
            let doubt = if cell.fits { "" } else { " ?" };
            let sample = match &cell.sample {
                Sample::Absent => "nothing".to_owned(),
                Sample::Value(value) => value.to_string(),
                Sample::Moment(at) => format!("{at:?}"),
            };
            format!("{sample} {outcomes}{doubt}")
        })
        .collect()
}

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
            vec!["8 FF", "7 TT", "7.0 TF"],
        ),
    ] {
        assert_eq!(shown(schema, &tests), cells, "{schema} {tests:?}");
    }
}

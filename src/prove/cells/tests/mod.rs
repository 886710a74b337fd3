mod coverage;
mod examples;

use serde_json::Value;

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

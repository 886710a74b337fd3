//! Cases of `expected.jsonl`.

use gatewright::typing::StrictProblem;

use crate::allowances::{our_code, typed};
use crate::common;

#[test]
fn every_expected_value_is_judged_as_by_the_runtime() {
    common::run("expected.jsonl", |case| {
        let comparator = common::text(case, "comparator")
            .parse()
            .expect("a comparator");
        let problems =
            typed(&case["schema"], &case["config"]).check(comparator, case.get("expected"));
        let given = problems.first().map_or("ok", StrictProblem::code);
        let wanted = our_code(common::text(case, "verdict"));
        if given == wanted {
            Ok(())
        } else {
            Err(format!("{given} instead of {wanted}"))
        }
    });
}

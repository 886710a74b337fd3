//! The report as Markdown.

use super::{report, shipped, tricky};
use crate::prove::report::proof_markdown;

#[test]
fn a_tricky_scenario_hides_nothing() {
    println!("{}", proof_markdown(&report(&tricky()), 2));
}

//! Runs every corpus of the runtime's recorded answers and fails on any disagreement.
//!
//! Reads the folder named by `GATEWRIGHT_CONFORMANCE`, else the copy beside this file. The only
//! accepted differences are those of REFERENCE §9; each run prints them by code with their count.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    missing_docs,
    reason = "a test harness reads its folder from the environment and prints counts"
)]

#[path = "conformance/accounts.rs"]
mod accounts;
#[path = "conformance/allowances.rs"]
mod allowances;
#[path = "conformance/common.rs"]
mod common;
#[path = "conformance/contracts.rs"]
mod contracts;
#[path = "conformance/dsl.rs"]
mod dsl;
#[path = "conformance/evaluate.rs"]
mod evaluate;
#[path = "conformance/expected.rs"]
mod expected;
#[path = "conformance/features.rs"]
mod features;
#[path = "conformance/gates.rs"]
mod gates;
#[path = "conformance/precheck.rs"]
mod precheck;
#[path = "conformance/precheck_payload.rs"]
mod precheck_payload;
#[path = "conformance/ron.rs"]
mod ron;
#[path = "conformance/runs.rs"]
mod runs;
#[path = "conformance/schemas.rs"]
mod schemas;
#[path = "conformance/specs.rs"]
mod specs;

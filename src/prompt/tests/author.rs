//! A whole scenario, authored by answers alone.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{play, sources};
use crate::check::Options;
use crate::compile::{Input, compile};
use crate::draft::{Format, ScenarioDraft};
use crate::prompt::Outcome;

/// The answers of an author, each with how its question begins.
pub(super) const ANSWERS: &[(&str, &str)] = &[
    ("name", "release-gate"),
    ("namespace", "7"),
    ("version", "v1"),
    ("default tenant", ""),
    ("Number", "build-evidence@1"),
    ("What now?", "go on to conditions"),
];

#[test]
fn explore() {
    let (session, script, _, _) = play(ScenarioDraft::default(), ANSWERS);
    println!("{}", script.text());
    println!("{:?}", script.asked.last());
    println!("{}", crate::draft::write(session.draft(), Format::Json));
}

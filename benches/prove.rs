//! What proofs and comparisons cost: by size, for single gates, after one change.
//!
//! `cargo bench --bench prove`, or `-- 5` for five rounds instead of twenty-one. The exit code is
//! 1 when proofs grow faster than the scenario; a bare time never decides.
#![allow(
    clippy::expect_used,
    missing_docs,
    reason = "a measurement stops at the first thing that is not as it should be"
)]
#![expect(clippy::print_stdout, reason = "printing is what a report is for")]

#[path = "support/machine.rs"]
mod machine;
#[path = "support/measure.rs"]
mod measure;
#[path = "support/staged.rs"]
mod staged;

use std::process::ExitCode;
use std::sync::Arc;

use gatewright::check::{Options, check};
use gatewright::compile::{Compiled, Input, compile};
use gatewright::draft::{ChildKey, Edit, Entity, Format, Key, ScenarioDraft, apply, read, write};
use gatewright::prove::{Prover, prove};
use gatewright::review::{Side, compare};
use gatewright::sources::Sources;
use measure::{Samples, slope};
use serde_json::{Value, json};

/// Stages of the scenarios; each has ten gates and twenty conditions.
const STAGES: [usize; 4] = [13, 25, 50, 100];

/// The size that goals are about.
const GOAL: usize = 50;

/// Steepest growth of the time with the size, as a power.
const STEEPEST: f64 = 1.25;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --benches` starts benchmarks too, without this flag.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    let rounds = arguments
        .iter()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(21);
    println!("{}; {rounds} rounds\n", machine::describe());
    let sources = Sources::builtin();
    let steepest = by_size(rounds, &sources);
    single_gates(rounds, &sources);
    one_change(rounds, &sources);
    println!(
        "\n| growth with the number of gates, as a power | at most {STEEPEST} | {steepest:.2} |"
    );
    if steepest > STEEPEST {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn draft(document: &Value) -> ScenarioDraft {
    let reading = read(document.to_string().as_bytes(), Format::Json);
    reading.draft.expect("a draft")
}

fn compiled(draft: &ScenarioDraft, sources: &Sources) -> Compiled {
    let text = write(draft, Format::Json);
    let input = Input {
        name: Arc::from("draft"),
        bytes: text.as_bytes(),
        format: Format::Json,
    };
    let outcome = compile(&input, sources, &Options::default());
    outcome.compiled.expect("a scenario that compiles")
}

/// Proves and compares scenarios of every size, in turn, and returns the steepest growth.
fn by_size(rounds: usize, sources: &Sources) -> f64 {
    println!("| stages | gates | conditions | check | prove | p95 | compare | p95 |");
    println!("| --: | --: | --: | --: | --: | --: | --: | --: |");
    let mut all: Vec<[Samples; 3]> = vec![<[Samples; 3]>::default(); STAGES.len()];
    let pairs =
        STAGES.map(|stages| [0, 1].map(|edition| draft(&staged::scenario(stages, edition))));
    let results = pairs
        .each_ref()
        .map(|pair| pair.each_ref().map(|one| compiled(one, sources)));
    let labels = [Arc::from("old"), Arc::from("new")];
    for _ in 0..rounds {
        for ((samples, pair), compiled) in all.iter_mut().zip(&pairs).zip(&results) {
            let [checks, proofs, comparisons] = samples;
            checks.take(|| check(&pair[0], Vec::new(), None, sources, &Options::default()));
            let proof = proofs.take(|| prove(&pair[0], sources));
            assert!(!proof.is_cut_short(), "everything is analysed");
            let side = |at: usize| Side {
                label: &labels[at],
                draft: &pair[at],
                compiled: &compiled[at],
                sources,
            };
            let found = comparisons.take(|| compare(&side(0), &side(1)));
            assert!(!found.behaviour.changes.is_empty(), "something changed");
        }
    }
    for (stages, [checks, proofs, comparisons]) in STAGES.iter().zip(&all) {
        println!(
            "| {stages} | {} | {} | {:.1} ms | {:.1} ms | {:.1} ms | {:.1} ms | {:.1} ms |",
            stages * 10,
            stages * 20,
            checks.median() * 1e3,
            proofs.median() * 1e3,
            proofs.p95() * 1e3,
            comparisons.median() * 1e3,
            comparisons.p95() * 1e3
        );
    }
    let growth = |at: usize| {
        let points = STAGES
            .iter()
            .zip(&all)
            .map(|(stages, samples)| (*stages, samples[at].median()));
        slope(&points.collect::<Vec<_>>())
    };
    growth(1).max(growth(2))
}

/// Proves scenarios of one gate.
fn single_gates(rounds: usize, sources: &Sources) {
    println!("\n| one gate | prove | p95 |\n| --- | --: | --: |");
    let letters: Vec<String> = (0..15).map(|at| format!("c{at}")).collect();
    let mixed = format!(
        "({}) and at_least(3, {}) and not (c13 and c14) or (c0 and c14)",
        letters[..5].join(" or "),
        letters[5..13].join(", ")
    );
    let quorum = |least: usize, of: usize| {
        let ids: Vec<String> = (0..of).map(|at| format!("c{at}")).collect();
        format!("at_least({least}, {})", ids.join(", "))
    };
    for (name, conditions, requirement) in [
        ("15 conditions, mixed operators", 15, mixed),
        ("8 of 15", 15, quorum(8, 15)),
        ("32 of 64", 64, quorum(32, 64)),
    ] {
        let draft = draft(&staged::single(conditions, &requirement));
        let mut samples = Samples::default();
        for _ in 0..rounds.max(11) {
            let proof = samples.take(|| prove(&draft, sources));
            assert!(!proof.is_cut_short(), "{name} is within the budget");
        }
        println!(
            "| {name} | {:.2} ms | {:.2} ms |",
            samples.median() * 1e3,
            samples.p95() * 1e3
        );
    }
}

/// Proves again what one change touches.
fn one_change(rounds: usize, sources: &Sources) {
    println!("\n| again after one change, {GOAL} stages | prove | p95 |\n| --- | --: | --: |");
    let set = |entity: Entity, field: &str, value: Value| Edit::Set {
        entity,
        field: field.to_owned(),
        value: Some(value),
    };
    let condition = |value: u32| {
        set(
            Entity::Condition(Key::Index(GOAL * 10)),
            "expected",
            json!(value),
        )
    };
    let gate = |text: &str| {
        let key = ChildKey::Place {
            stage: GOAL / 2,
            index: 3,
        };
        set(Entity::Gate(key), "requirement", json!(text))
    };
    let version = |text: &str| set(Entity::Scenario, "spec_version", json!(text));
    let own = staged::condition_id(GOAL / 2, 1);
    let other = staged::condition_id(GOAL / 2, 2);
    for (name, edits) in [
        ("an expected value", [condition(10), condition(20)]),
        (
            "a requirement",
            [gate(&own), gate(&format!("{own} or {other}"))],
        ),
        ("the version", [version("2"), version("3")]),
    ] {
        let mut draft = draft(&staged::scenario(GOAL, 0));
        let mut prover = Prover::default();
        prover.prove(&draft, sources);
        let mut samples = Samples::default();
        for round in 0..rounds.max(11) {
            apply(&mut draft, &edits[round % 2]).expect("a change");
            samples.take(|| prover.prove(&draft, sources));
        }
        println!(
            "| {name} | {:.2} ms | {:.2} ms |",
            samples.median() * 1e3,
            samples.p95() * 1e3
        );
    }
}

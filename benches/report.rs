//! All numbers that there are goals for, in one table, with the machine and the commit.
//!
//! `cargo bench --bench report`, or `-- 5` for five rounds instead of twenty-one. Everything that
//! is compared is measured in turn, in the same run. The exit code is 1 when a ratio misses its
//! goal by more than a quarter; a bare time never decides.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::zombie_processes,
    missing_docs,
    reason = "a measurement stops at the first thing that is not as it should be"
)]
#![expect(clippy::print_stdout, reason = "printing is what a report is for")]

#[path = "support/answers.rs"]
mod answers;
#[path = "support/generate.rs"]
mod generate;
#[path = "support/machine.rs"]
mod machine;
#[path = "support/measure.rs"]
mod measure;
#[path = "support/memory.rs"]
mod memory;
#[path = "support/process.rs"]
mod process;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use answers::{SIZES, compiled, expect_clean, expect_errors, floor, hash};
use gatewright::sources::Sources;
use gatewright::spec::{Comparator, SpecHash};
use gatewright::typing::{Toggles, TypedSchema};
use generate::Variant;
use measure::{Samples, slope};
use serde_json::Value;

/// How far a ratio may miss its goal before the report fails.
const MARGIN: f64 = 1.25;

/// Rounds unless the command line says otherwise.
const ROUNDS: usize = 21;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --benches` starts benchmarks too, without this flag.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    let rounds = arguments
        .iter()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(ROUNDS);
    let folder = tempfile::tempdir().expect("a folder for drafts");
    println!("{}; {rounds} rounds, medians\n", machine::describe());
    let sizes: Vec<Size> = SIZES
        .iter()
        .map(|n| Size::measure(*n, rounds, folder.path()))
        .collect();
    let mut goals = Goals::default();
    times(&sizes);
    peaks(&sizes);
    compile_goals(&sizes, &mut goals);
    start(&sizes, rounds, &mut goals);
    typing(&mut goals);
    goals.print()
}

/// Everything that is measured for one size.
struct Size {
    conditions: usize,
    bytes: usize,
    floor: Samples,
    compile: Samples,
    errors: Samples,
    process: Samples,
    process_errors: Samples,
    peak: Option<u64>,
    peak_errors: Option<u64>,
}

impl Size {
    fn measure(conditions: usize, rounds: usize, folder: &Path) -> Self {
        let sources = Sources::builtin();
        let clean = generate::draft(conditions, Variant::Clean);
        let faulty = generate::draft(conditions, Variant::AllErrors);
        let clean_file = folder.join(format!("{conditions}.draft.json"));
        let faulty_file = folder.join(format!("{conditions}.faulty.draft.json"));
        std::fs::write(&clean_file, &clean).expect("a draft is written");
        std::fs::write(&faulty_file, &faulty).expect("a draft is written");
        let mut size = Self {
            conditions,
            bytes: clean.len(),
            floor: Samples::default(),
            compile: Samples::default(),
            errors: Samples::default(),
            process: Samples::default(),
            process_errors: Samples::default(),
            peak: memory::peak(&clean_file, false),
            peak_errors: memory::peak(&faulty_file, true),
        };
        expect_clean(&compiled(&clean, &sources), conditions);
        for _ in 0..rounds {
            size.floor.take(|| floor(&clean));
            let outcome = size.compile.take(|| compiled(&clean, &sources));
            expect_clean(&outcome, conditions);
            drop(outcome);
            let outcome = size.errors.take(|| compiled(&faulty, &sources));
            expect_errors(&outcome, conditions);
            drop(outcome);
            let run = |file| process::run(process::GATEWRIGHT, &process::compile(file));
            let written = size.process.take(|| run(&clean_file));
            assert_eq!(SpecHash::of(&written).to_string(), hash(conditions));
            let written = size.process_errors.take(|| run(&faulty_file));
            assert!(written.is_empty());
        }
        size
    }

    #[expect(clippy::cast_precision_loss, reason = "sizes are small")]
    fn micros_per_condition(&self, samples: &Samples) -> f64 {
        samples.median() * 1e6 / self.conditions as f64
    }

    #[expect(clippy::cast_precision_loss, reason = "sizes are small")]
    fn times_file(&self, peak: Option<u64>) -> f64 {
        peak.map_or(f64::NAN, |peak| peak as f64 / self.bytes as f64)
    }
}

fn times(sizes: &[Size]) {
    println!(
        "| conditions | floor | compile (p95) | per condition | × floor | errors | × clean | process (p95) | per condition | × floor | errors | × clean |"
    );
    println!("|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    for size in sizes {
        println!(
            "| {} | {:.1} ms | {:.1} ({:.1}) ms | {:.1} µs | {:.2} | {:.1} ms | {:.2} | {:.1} ({:.1}) ms | {:.1} µs | {:.2} | {:.1} ms | {:.2} |",
            size.conditions,
            size.floor.median() * 1e3,
            size.compile.median() * 1e3,
            size.compile.p95() * 1e3,
            size.micros_per_condition(&size.compile),
            size.compile.ratio_to(&size.floor),
            size.errors.median() * 1e3,
            size.errors.ratio_to(&size.compile),
            size.process.median() * 1e3,
            size.process.p95() * 1e3,
            size.micros_per_condition(&size.process),
            size.process.ratio_to(&size.floor),
            size.process_errors.median() * 1e3,
            size.process_errors.ratio_to(&size.process),
        );
    }
    println!();
}

#[expect(clippy::cast_precision_loss, reason = "only a few digits are shown")]
fn peaks(sizes: &[Size]) {
    const MEBIBYTE: f64 = 1_048_576.0;
    println!("| conditions | file | peak | × file | peak with errors | × file |");
    println!("|--:|--:|--:|--:|--:|--:|");
    for size in sizes.iter().filter(|size| size.conditions >= 1_000) {
        let mebibytes =
            |bytes: Option<u64>| bytes.map_or(f64::NAN, |bytes| bytes as f64 / MEBIBYTE);
        println!(
            "| {} | {:.1} MiB | {:.1} MiB | {:.1} | {:.1} MiB | {:.1} |",
            size.conditions,
            size.bytes as f64 / MEBIBYTE,
            mebibytes(size.peak),
            size.times_file(size.peak),
            mebibytes(size.peak_errors),
            size.times_file(size.peak_errors),
        );
    }
    println!();
}

fn compile_goals(sizes: &[Size], goals: &mut Goals) {
    // Below a thousand conditions the start of the process and the schemas are what is measured.
    let large: Vec<&Size> = sizes
        .iter()
        .filter(|size| size.conditions >= 1_000)
        .collect();
    let worst = |of: &dyn Fn(&Size) -> f64| large.iter().map(|size| of(size)).fold(0.0, f64::max);
    let fitted = |of: &dyn Fn(&Size) -> f64| {
        slope(
            &large
                .iter()
                .map(|size| (size.conditions, of(size)))
                .collect::<Vec<_>>(),
        )
    };
    goals.ratio(
        "compile × floor",
        worst(&|s| s.compile.ratio_to(&s.floor)),
        3.0,
    );
    goals.ratio(
        "compile errors × clean",
        worst(&|s| s.errors.ratio_to(&s.compile)),
        2.0,
    );
    goals.ratio("compile slope", fitted(&|s| s.compile.median()), 1.1);
    goals.time(
        "compile per condition, µs",
        worst(&|s| s.micros_per_condition(&s.compile)),
        60.0,
    );
    goals.ratio(
        "process × floor",
        worst(&|s| s.process.ratio_to(&s.floor)),
        3.0,
    );
    goals.ratio(
        "process errors × clean",
        worst(&|s| s.process_errors.ratio_to(&s.process)),
        2.0,
    );
    goals.ratio("process slope", fitted(&|s| s.process.median()), 1.1);
    goals.time(
        "process per condition, µs",
        worst(&|s| s.micros_per_condition(&s.process)),
        60.0,
    );
    // A file of a few hundred kilobytes is smaller than the program itself.
    let heavy = |of: &dyn Fn(&Size) -> Option<u64>| {
        let large = large.iter().filter(|size| size.conditions >= 5_000);
        large
            .map(|size| size.times_file(of(size)))
            .filter(|times| !times.is_nan())
            .fold(0.0, f64::max)
    };
    goals.ratio(
        "peak memory × file, from 5,000 conditions",
        heavy(&|s| s.peak),
        25.0,
    );
    goals.ratio("the same with errors", heavy(&|s| s.peak_errors), 25.0);
}

fn start(sizes: &[Size], rounds: usize, goals: &mut Goals) {
    let (mut nothing, mut version) = (Samples::default(), Samples::default());
    for _ in 0..rounds * 5 {
        nothing.take(|| process::run("true", &[]));
        let written = version.take(|| process::run(process::GATEWRIGHT, &["--version"]));
        assert!(written.starts_with(b"gatewright "));
    }
    println!(
        "start: `true` {:.2} ms, `gatewright --version` {:.2} (p95 {:.2}) ms\n",
        nothing.median() * 1e3,
        version.median() * 1e3,
        version.p95() * 1e3
    );
    let allowed = 2.0 * nothing.median() + 0.002;
    goals.ratio(
        "--version × (twice `true` + 2 ms)",
        version.median() / allowed,
        1.0,
    );
    if let Some(small) = sizes.first() {
        goals.time(
            "--compile of 10 conditions, ms",
            small.process.median() * 1e3,
            10.0,
        );
    }
}

fn typing(goals: &mut Goals) {
    const RUNS: u32 = 2_000;
    let sources = Sources::builtin();
    let (mut new, mut check) = (0.0_f64, 0.0_f64);
    let expected = Value::from("text");
    for found in sources
        .contracts
        .iter()
        .flat_map(|provider| provider.checks())
    {
        let listed = found.contract.allowed_comparators.as_slice();
        let typed =
            || TypedSchema::new(Arc::clone(&found.result), Some(listed), Toggles::default());
        let ready = typed();
        let each = |run: &dyn Fn()| {
            let mut samples = Samples::default();
            for _ in 0..ROUNDS {
                samples.take(|| (0..RUNS).for_each(|_| run()));
            }
            samples.median() * 1e6 / f64::from(RUNS)
        };
        new = new.max(each(&|| drop(std::hint::black_box(typed()))));
        check = check.max(each(&|| {
            std::hint::black_box(ready.check(Comparator::Equals, Some(&expected)));
        }));
    }
    goals.time("typing: all comparators of a check, µs", new, 5.0);
    goals.time("typing: one condition, µs", check, 5.0);
}

/// Results beside their goals.
#[derive(Default)]
struct Goals {
    rows: Vec<(&'static str, f64, f64)>,
    failed: bool,
}

impl Goals {
    /// Notes a ratio, which can fail the report.
    fn ratio(&mut self, name: &'static str, result: f64, goal: f64) {
        self.failed |= result > goal * MARGIN;
        self.rows.push((name, result, goal));
    }

    /// Notes a time, which depends on the machine and cannot.
    fn time(&mut self, name: &'static str, result: f64, goal: f64) {
        self.rows.push((name, result, goal));
    }

    fn print(&self) -> ExitCode {
        println!("| goal | at most | result | |");
        println!("|---|--:|--:|---|");
        for (name, result, goal) in &self.rows {
            let verdict = if result <= goal { "reached" } else { "missed" };
            println!("| {name} | {goal} | {result:.2} | {verdict} |");
        }
        if self.failed {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        }
    }
}

//! Compiling drafts of growing size: in this process, its floor, and the whole program.
//!
//! `cargo bench --bench compile`. The goals and one table of everything: `--bench report`.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::zombie_processes,
    missing_docs,
    reason = "a measurement stops at the first thing that is not as it should be"
)]

#[path = "support/answers.rs"]
mod answers;
#[path = "support/generate.rs"]
mod generate;
#[path = "support/process.rs"]
mod process;

use std::hint::black_box;

use answers::{SIZES, compiled, expect_clean, expect_errors, floor};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use gatewright::sources::Sources;
use generate::Variant;

fn within(criterion: &mut Criterion) {
    let sources = Sources::builtin();
    let mut group = criterion.benchmark_group("compile");
    group.sample_size(10);
    for conditions in SIZES {
        let clean = generate::draft(conditions, Variant::Clean);
        let faulty = generate::draft(conditions, Variant::AllErrors);
        expect_clean(&compiled(&clean, &sources), conditions);
        expect_errors(&compiled(&faulty, &sources), conditions);
        group.throughput(Throughput::Elements(conditions as u64));
        group.bench_with_input(BenchmarkId::new("floor", conditions), &clean, |b, text| {
            b.iter(|| floor(black_box(text)));
        });
        group.bench_with_input(BenchmarkId::new("clean", conditions), &clean, |b, text| {
            b.iter_with_large_drop(|| compiled(black_box(text), &sources));
        });
        group.bench_with_input(
            BenchmarkId::new("errors", conditions),
            &faulty,
            |b, text| {
                b.iter_with_large_drop(|| compiled(black_box(text), &sources));
            },
        );
    }
    group.finish();
}

fn whole_process(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder for drafts");
    let mut group = criterion.benchmark_group("process");
    group.sample_size(10);
    for conditions in SIZES {
        let file = folder.path().join(format!("{conditions}.draft.json"));
        std::fs::write(&file, generate::draft(conditions, Variant::Clean)).expect("a draft");
        group.throughput(Throughput::Elements(conditions as u64));
        group.bench_with_input(BenchmarkId::new("clean", conditions), &file, |b, file| {
            b.iter(|| process::run(process::GATEWRIGHT, &process::compile(file)));
        });
    }
    group.finish();
}

criterion_group!(benches, within, whole_process);
criterion_main!(benches);

//! Starting the program: against a process that does nothing, and with a small draft.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::zombie_processes,
    missing_docs,
    reason = "a measurement stops at the first thing that is not as it should be"
)]

#[path = "support/generate.rs"]
mod generate;
#[path = "support/process.rs"]
mod process;

use criterion::{Criterion, criterion_group, criterion_main};
use generate::Variant;

fn start(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder for drafts");
    let clean = folder.path().join("clean.draft.json");
    let faulty = folder.path().join("faulty.draft.json");
    std::fs::write(&clean, generate::draft(10, Variant::Clean)).expect("a draft");
    std::fs::write(&faulty, generate::draft(10, Variant::AllErrors)).expect("a draft");
    let mut group = criterion.benchmark_group("start");
    group.bench_function("true", |b| b.iter(|| process::run("true", &[])));
    group.bench_function("version", |b| {
        b.iter(|| process::run(process::GATEWRIGHT, &["--version"]));
    });
    for (name, file) in [
        ("compile 10 conditions", &clean),
        ("refuse 10 conditions", &faulty),
    ] {
        group.bench_function(name, |b| {
            b.iter(|| process::run(process::GATEWRIGHT, &process::compile(file)));
        });
    }
    group.finish();
}

criterion_group!(benches, start);
criterion_main!(benches);

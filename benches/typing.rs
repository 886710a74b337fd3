//! The type-driven core: what every keystroke in a picker asks for.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::zombie_processes,
    missing_docs,
    reason = "a measurement stops at the first thing that is not as it should be"
)]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use gatewright::sources::Sources;
use gatewright::spec::Comparator;
use gatewright::typing::{Toggles, TypedSchema};
use serde_json::json;

fn typing(criterion: &mut Criterion) {
    let sources = Sources::builtin();
    let mut group = criterion.benchmark_group("typing");
    for provider in sources.contracts.iter() {
        for check in provider.checks() {
            let name = format!(
                "{}.{}",
                provider.contract.provider_id, check.contract.check_id
            );
            let listed = check.contract.allowed_comparators.as_slice();
            let new =
                || TypedSchema::new(Arc::clone(&check.result), Some(listed), Toggles::default());
            // The first one compiles the schema.
            let typed = new();
            group.bench_function(BenchmarkId::new("new", &name), |b| b.iter(new));
            let expected = json!("text");
            group.bench_function(BenchmarkId::new("check", &name), |b| {
                b.iter(|| typed.check(Comparator::Equals, black_box(Some(&expected))));
            });
            group.bench_function(BenchmarkId::new("capability", &name), |b| {
                b.iter(|| typed.capability(Comparator::Equals, black_box(Some(&expected))));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, typing);
criterion_main!(benches);

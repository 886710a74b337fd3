//! What one change of an open draft costs, next to a check of everything.
//!
//! `cargo bench --bench live`. The goal: at most a millisecond at 5,000 conditions.
#![allow(
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a measurement stops at the first thing that is not as it should be"
)]

#[path = "support/generate.rs"]
mod generate;
#[path = "support/measure.rs"]
mod measure;

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use gatewright::check::{Options, check};
use gatewright::draft::{ChildKey, Edit, Entity, EntityList, Format, Key, ScenarioDraft, read};
use gatewright::session::{Session, Setting};
use gatewright::sources::Sources;
use generate::Variant;
use serde_json::{Value, json};

/// Conditions of the drafts.
const SIZES: [usize; 2] = [1_000, 5_000];

/// Returns pairs of changes that lead there and back, by name.
fn changes(conditions: usize) -> Vec<(&'static str, [Edit; 2])> {
    let middle = conditions / 2;
    let condition = || Entity::Condition(Key::Index(middle));
    let stage = || Entity::Stage(Key::Index(conditions / 20));
    let gate = || {
        Entity::Gate(ChildKey::Place {
            stage: conditions / 20 + 1,
            index: 0,
        })
    };
    let set = |entity: Entity, field: &str, value: Value| Edit::Set {
        entity,
        field: field.to_owned(),
        value: Some(value),
    };
    let both = |entity: &dyn Fn() -> Entity, field: &str, values: [Value; 2]| {
        values.map(|value| set(entity(), field, value))
    };
    let query = |check: &str| json!({"provider_id": "http", "check_id": check, "params": {"url": "https://x.example"}});
    let rename = |id: &str| Edit::Rename {
        entity: condition(),
        id: id.to_owned(),
    };
    let add = |list: EntityList, index: usize, id: &str| Edit::Add {
        list,
        index: Some(index),
        value: json!({id: "another"}),
    };
    let last = conditions - 1;
    let gates = EntityList::Gates(Key::Index(conditions / 20 + 1));
    let scenario = || Entity::Scenario;
    vec![
        (
            "comparator",
            both(&condition, "comparator", [json!("in_set"), json!("equals")]),
        ),
        (
            "query",
            both(&condition, "query", [query("status"), query("body_hash")]),
        ),
        (
            "tags",
            both(&condition, "policy_tags", [json!([]), json!(["x"])]),
        ),
        (
            "requirement",
            both(
                &gate,
                "requirement",
                [json!("ready_1"), json!("ready_2 and")],
            ),
        ),
        (
            "stage",
            both(
                &stage,
                "on_timeout",
                [json!("fail"), json!("advance_with_flag")],
            ),
        ),
        (
            "version",
            both(&scenario, "spec_version", [json!("2"), json!("3")]),
        ),
        ("rename", [rename("one"), rename("other")]),
        (
            "condition at the end",
            [
                add(EntityList::Conditions, last, "condition_id"),
                Edit::Remove(Entity::Condition(Key::Index(last))),
            ],
        ),
        (
            "condition in the middle",
            [
                add(EntityList::Conditions, middle, "condition_id"),
                Edit::Remove(condition()),
            ],
        ),
        ("gate", [add(gates, 0, "gate_id"), Edit::Remove(gate())]),
        (
            "stage in the middle",
            [
                add(EntityList::Stages, conditions / 20, "stage_id"),
                Edit::Remove(stage()),
            ],
        ),
    ]
}

fn draft(conditions: usize) -> ScenarioDraft {
    let text = generate::draft(conditions, Variant::Clean);
    let reading = read(text.as_bytes(), Format::Json);
    reading.draft.expect("a draft")
}

fn live(criterion: &mut Criterion) {
    let setting = Setting {
        sources: Arc::new(Sources::builtin()),
        levels: Vec::new(),
    };
    let mut group = criterion.benchmark_group("live");
    group.sample_size(20);
    for conditions in SIZES {
        let draft = draft(conditions);
        group.bench_function(BenchmarkId::new("everything", conditions), |b| {
            let options = Options::default();
            b.iter_with_large_drop(|| {
                check(
                    black_box(&draft),
                    Vec::new(),
                    None,
                    &setting.sources,
                    &options,
                )
            });
        });
        group.bench_function(BenchmarkId::new("prove again", conditions), |b| {
            let mut session = Session::of_draft(draft.clone(), setting.clone());
            session.let_proofs_wait(400);
            let [there, back] = changes(conditions).swap_remove(0).1;
            let mut next = [&there, &back].into_iter().cycle();
            b.iter_custom(|rounds| {
                let mut samples = measure::Samples::default();
                let mut total = std::time::Duration::ZERO;
                for _ in 0..rounds {
                    let edit = next.next().expect("an endless row");
                    session.edit("change", edit).expect("a change");
                    samples.take(|| session.prove_now());
                    total += std::time::Duration::from_secs_f64(samples.last());
                }
                total
            });
        });
        group.bench_function(BenchmarkId::new("open", conditions), |b| {
            b.iter_with_large_drop(|| Session::of_draft(draft.clone(), setting.clone()));
        });
        for (name, [there, back]) in changes(conditions) {
            let mut session = Session::of_draft(draft.clone(), setting.clone());
            session.let_proofs_wait(400);
            session.edit("there", &there).expect("a change");
            session.edit("back", &back).expect("a change");
            let mut next = [&there, &back].into_iter().cycle();
            group.bench_function(BenchmarkId::new(name, conditions), |b| {
                b.iter(|| {
                    let edit = next.next().expect("an endless row");
                    session.trial(edit).expect("a change");
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, live);
criterion_main!(benches);

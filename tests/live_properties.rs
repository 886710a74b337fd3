//! Findings that follow a draft are those of a check of everything, whatever was changed.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "tests"
)]

use std::sync::Arc;

use gatewright::check::Options;
use gatewright::diagnostic::{Code, Diagnostic, Level, Report, apply_levels};
use gatewright::draft::{
    ChildKey, Edit, Entity, EntityList, Format, Key, ScenarioDraft, read, write,
};
use gatewright::prove::Inspector;
use gatewright::session::{Counts, Session, Setting, Step};
use gatewright::sources::{DataShape, DataShapes, RuntimeConfig, Sources};
use gatewright::spec::TrustLane;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

#[path = "draft_properties/drafts.rs"]
mod drafts;
#[path = "draft_properties/edits.rs"]
mod edits;

use drafts::{Parts, draft};
use edits::edit;

/// Returns what a check and a proof of everything find, in an order of their own.
fn expected(session: &Session, setting: &Setting) -> Vec<Diagnostic> {
    let mut inspector = Inspector::default();
    let options = Options::default();
    let (checked, proof) = inspector.check(session.draft(), &setting.sources, &options);
    let (live, whole) = (session.proof().unwrap(), proof.unwrap());
    assert_eq!(live.gates, whole.gates);
    assert_eq!(live.stages, whole.stages);
    assert_eq!(live.flow, whole.flow);
    let mut report = Report {
        diagnostics: checked.diagnostics,
        ..Report::default()
    };
    apply_levels(&mut report, &setting.levels);
    sorted(report.diagnostics)
}

fn sorted(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    found.sort_by_cached_key(|found| format!("{found:?}"));
    found
}

/// Asserts that the session tells what a check of everything finds, and counts it.
fn assert_follows(session: &Session, setting: &Setting, after: &str) {
    let told: Vec<Diagnostic> = session.findings().cloned().collect();
    assert_eq!(sorted(told.clone()), expected(session, setting), "{after}");
    let count = |level: Level| told.iter().filter(|found| found.level == level).count();
    let counts = Counts {
        errors: count(Level::Error),
        warnings: count(Level::Warning),
        advice: count(Level::Advice),
        todos: count(Level::Todo),
    };
    assert_eq!(session.counts(), counts);
    for step in Step::ALL {
        let of_step = told
            .iter()
            .filter(|found| Step::of_pointer(&found.primary.pointer) == step);
        let errors = of_step.filter(|found| found.level == Level::Error).count();
        assert_eq!(session.step(step).errors, errors);
    }
    for pointer in told.iter().map(|found| &found.primary.pointer) {
        let within: Vec<&Diagnostic> = session.findings_within(pointer).collect();
        let inside = |found: &&Diagnostic| {
            let rest = found.primary.pointer.strip_prefix(pointer.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        assert_eq!(within, told.iter().filter(inside).collect::<Vec<_>>());
    }
}

/// Makes changes one by one and takes some back.
fn follow(draft: ScenarioDraft, setting: &Setting, edits: &[Option<Edit>]) {
    let mut session = Session::of_draft(draft, setting.clone());
    assert_follows(&session, setting, "the start");
    for edit in edits {
        let Some(edit) = edit else {
            session.undo();
            assert_follows(&session, setting, "undo");
            if session.revision().is_multiple_of(3) {
                session.redo();
                assert_follows(&session, setting, "redo");
            }
            continue;
        };
        let before: Vec<Diagnostic> = session.findings().cloned().collect();
        let kept = session.draft().clone();
        let trial = session.trial(edit);
        assert_eq!(session.draft(), &kept);
        let tried: Vec<Diagnostic> = session.findings().cloned().collect();
        assert_eq!(tried, before, "trying {edit:?} leaves no trace");
        let made = session.edit("edit", edit);
        assert_eq!(made.is_ok(), trial.is_ok());
        let now: Vec<&Diagnostic> = session.findings().collect();
        for found in trial.unwrap_or_default() {
            assert!(now.contains(&&found), "{found:?} after {edit:?}");
        }
        assert_follows(&session, setting, &format!("{edit:?}"));
        // Every repair that is offered can be made and taken back.
        for index in 0..session.consequences().broken.len() {
            if session.repair(index).expect("a repair fits").is_some() {
                assert_follows(&session, setting, "a repair");
                session.undo();
                assert_follows(&session, setting, "a repair taken back");
            }
        }
    }
}

/// Makes changes whose proofs wait, and catches up after every few.
fn follow_late(draft: ScenarioDraft, setting: &Setting, edits: &[Option<Edit>]) {
    let mut session = Session::deferred(draft, setting.clone());
    session.let_proofs_wait(0);
    session.check_now();
    for (at, edit) in edits.iter().enumerate() {
        if let Some(edit) = edit {
            let (was, before) = (session.is_proved(), told(&session));
            let _ = session.trial(edit);
            if was && session.is_proved() {
                assert_eq!(told(&session), before, "trying {edit:?} leaves no trace");
            }
            let _ = session.edit("edit", edit);
        } else {
            session.undo();
        }
        let places = told(&session);
        let gone = places.iter().find(|found| !is_there(&session, found));
        assert_eq!(gone, None, "after {edit:?}");
        if at % 4 == 1 {
            // What is proved beside the session counts only for the draft that it is about.
            let proving = session.proving();
            session.undo();
            if let Some(proving) = proving {
                session.proved(proving.run());
            }
        }
        assert_eq!(session.is_proved(), session.proof().is_some());
        if at % 3 == 0 {
            session.prove_now();
            assert_follows(&session, setting, &format!("{edit:?}, later"));
        }
    }
    session.prove_now();
    assert_follows(&session, setting, "the end");
}

/// Tells whether the draft has what a finding is about.
fn is_there(session: &Session, found: &Diagnostic) -> bool {
    let document = write(session.draft(), Format::Json);
    let document: Value = serde_json::from_str(&document).unwrap();
    let related = found.related.iter().map(|other| &other.place);
    std::iter::once(&found.primary).chain(related).all(|place| {
        let mut at = place.pointer.as_str();
        // A field may be missing; what holds it may not.
        loop {
            if document.pointer(at).is_some() {
                return true;
            }
            let Some((owner, field)) = at.rsplit_once('/') else {
                return false;
            };
            if field.parse::<usize>().is_ok() {
                return false;
            }
            at = owner;
        }
    })
}

fn told(session: &Session) -> Vec<Diagnostic> {
    session.findings().cloned().collect()
}

fn settings() -> Vec<Setting> {
    let plain = Setting {
        sources: Arc::new(Sources::builtin()),
        levels: Vec::new(),
    };
    let mut strict = Sources::builtin();
    let shape = |id: &str, schema: Value| {
        let record = json!({"schema_id": id, "version": "1", "schema": schema});
        DataShape::read(record.to_string().as_bytes(), "s.json").unwrap()
    };
    let mut shapes = DataShapes::default();
    let properties = json!({"a": {"type": "boolean"}, "b": {"type": "string"}});
    shapes
        .insert(shape(
            "s",
            json!({"type": "object", "properties": properties}),
        ))
        .unwrap();
    shapes
        .insert(shape("one", json!({"type": "boolean"})))
        .unwrap();
    strict.data_shapes = Arc::new(shapes);
    let runtime = RuntimeConfig {
        min_lane: TrustLane::Asserted,
        ..RuntimeConfig::default()
    };
    strict.runtime = Arc::new(runtime);
    let with_shape = Setting {
        sources: Arc::new(strict),
        levels: vec![
            (Code::GW0604, None),
            (Code::GW0204, Some(Level::Error)),
            (Code::GW0109, Some(Level::Error)),
        ],
    };
    vec![plain, with_shape]
}

fn condition() -> BoxedStrategy<Value> {
    let query = select(vec![
        json!({"provider_id": "json", "check_id": "path", "params": {"file": "r", "jsonpath": "$.a"}}),
        json!({"provider_id": "json", "check_id": "path", "params": {"file": "r", "jsonpath": "$.b"}}),
        json!({"provider_id": "env", "check_id": "get", "params": {"key": "A"}}),
        json!({"provider_id": "time", "check_id": "now", "params": {}}),
        json!({"provider_id": "http", "check_id": "status", "params": {"url": 1}}),
        json!({"provider_id": "nobody", "check_id": "x"}),
        json!({"provider_id": "json", "check_id": "pth"}),
        json!({"provider_id": " "}),
    ]);
    let expected = select(vec![
        json!(1),
        json!(1.0),
        json!(true),
        json!("x"),
        json!([1.0]),
        json!([]),
        json!(null),
        json!(9_007_199_254_740_993_u64),
    ]);
    let comparator = select(vec![
        "equals",
        "not_exists",
        "in_set",
        "contains",
        "greater_than",
        "not_equals",
    ]);
    (
        prop::option::weighted(0.9, name()),
        prop::option::weighted(0.9, query),
        prop::option::weighted(0.9, comparator),
        prop::option::weighted(0.8, expected),
        prop::option::weighted(0.2, select(vec!["verified", "asserted"])),
        suppress(),
    )
        .prop_map(|(id, query, comparator, expected, lane, suppress)| {
            let mut fields = json!({"policy_tags": []});
            put(&mut fields, "condition_id", id);
            put(&mut fields, "query", query);
            put(&mut fields, "comparator", comparator);
            put(&mut fields, "expected", expected);
            put(
                &mut fields,
                "trust",
                lane.map(|lane| json!({"min_lane": lane})),
            );
            put(&mut fields, "suppress", suppress);
            fields
        })
        .boxed()
}

fn put(fields: &mut Value, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        fields[name] = value.into();
    }
}

fn name() -> BoxedStrategy<&'static str> {
    select(vec![
        "a", "b", "c", "d", "alpha", "alpah", "A", "а", "a-b", "gone",
    ])
    .boxed()
}

fn suppress() -> BoxedStrategy<Option<Value>> {
    let code = select(vec![
        "GW0204", "GW0207", "GW0206", "GW0604", "GW0601", "GW0201", "GW9999", "GW0109", "GW0310",
        "GW0506", "GW0402", "GW0401", "GW0404", "GW0408", "GW0409", "GW0603", "GW0704",
    ]);
    let one = code.prop_map(|code| json!({"code": code, "reason": "r"}));
    prop::option::weighted(0.2, vec(one, 1..3).prop_map(Value::from)).boxed()
}

fn requirement() -> BoxedStrategy<Value> {
    select(vec![
        json!("a"),
        json!("a and b"),
        json!("alpha or (c and not d)"),
        json!("at_least(2, a, b, c)"),
        json!("gone"),
        json!("a and"),
        json!("alhpa"),
        json!({"And": []}),
        json!({"RequireGroup": {"min": 1, "reqs": [{"Condition": "a"}, {"Condition": "b"}]}}),
        json!({"Or": [{"Condition": "zz"}, {"Not": {"Condition": "c"}}]}),
    ])
    .boxed()
}

fn gate() -> BoxedStrategy<Value> {
    (
        select(vec!["g", "h", "i", "j"]),
        prop::option::weighted(0.9, requirement()),
        prop::option::weighted(0.3, select(vec!["verified", "asserted"])),
        suppress(),
    )
        .prop_map(|(id, requirement, lane, suppress)| {
            let mut fields = json!({"gate_id": id});
            put(&mut fields, "requirement", requirement);
            put(
                &mut fields,
                "trust",
                lane.map(|lane| json!({"min_lane": lane})),
            );
            put(&mut fields, "suppress", suppress);
            fields
        })
        .boxed()
}

fn rule() -> BoxedStrategy<Value> {
    (
        select(vec!["g", "h", "i", "gg"]),
        select(vec!["true", "false", "unknown"]),
        stage_name(),
    )
        .prop_map(|(gate, outcome, next)| {
            json!({"gate_id": gate, "outcome": outcome, "next_stage_id": next})
        })
        .boxed()
}

fn stage_name() -> BoxedStrategy<&'static str> {
    select(vec!["one", "two", "three", "thre"]).boxed()
}

fn advance() -> BoxedStrategy<Value> {
    prop_oneof![
        Just(json!({"kind": "linear"})),
        Just(json!({"kind": "terminal"})),
        stage_name().prop_map(|id| json!({"kind": "fixed", "stage_id": id})),
        (vec(rule(), 0..3), prop::option::of(stage_name())).prop_map(|(rules, default)| {
            json!({"kind": "branch", "branches": rules, "default": default})
        }),
    ]
    .boxed()
}

fn packet() -> BoxedStrategy<Value> {
    (select(vec!["p", "q"]), select(vec!["k", "l"]), suppress())
        .prop_map(|(id, schema, suppress)| {
            let mut fields = json!({"packet_id": id, "schema_id": schema});
            put(&mut fields, "suppress", suppress);
            fields
        })
        .boxed()
}

fn stage() -> BoxedStrategy<Value> {
    let policy = select(vec!["fail", "advance_with_flag", "alternate_branch"]);
    (
        stage_name(),
        prop::option::weighted(0.9, vec(gate(), 0..3)),
        prop::option::weighted(0.9, advance()),
        prop::option::weighted(0.5, select(vec![0, 1000])),
        prop::option::weighted(0.9, policy),
        prop::option::weighted(0.8, vec(packet(), 0..2)),
        suppress(),
    )
        .prop_map(|(id, gates, advance, timeout, policy, packets, suppress)| {
            let mut fields = json!({"stage_id": id});
            put(&mut fields, "gates", gates);
            put(&mut fields, "advance_to", advance);
            let timeout = timeout.map(|ms| json!({"timeout_ms": ms, "policy_tags": []}));
            put(&mut fields, "timeout", timeout);
            put(&mut fields, "on_timeout", policy);
            put(&mut fields, "entry_packets", packets);
            put(&mut fields, "suppress", suppress);
            fields
        })
        .boxed()
}

fn shape() -> BoxedStrategy<Option<Value>> {
    let shape = select(vec![
        json!({"data_shape": {"schema_id": "s", "version": "1"}}),
        json!({"data_shape": {"schema_id": "one", "version": "1"}}),
        json!({"data_shape": {"schema_id": "s", "version": "2"}}),
        json!({"data_shape": {"schema_id": "s"}}),
    ]);
    prop::option::weighted(0.6, shape).boxed()
}

fn scenario() -> BoxedStrategy<ScenarioDraft> {
    (
        prop::option::weighted(0.9, vec(condition(), 0..6)),
        prop::option::weighted(0.9, vec(stage(), 0..4)),
        prop::option::weighted(0.8, vec(select(vec!["k", "l"]), 0..2)),
        shape(),
        suppress(),
    )
        .prop_map(|(conditions, stages, schemas, shape, suppress)| {
            let mut fields = json!({"scenario_id": "s", "namespace_id": 1});
            put(&mut fields, "conditions", conditions);
            put(&mut fields, "stages", stages);
            let schema = |id| json!({"schema_id": id});
            let schemas = schemas.map(|ids| ids.into_iter().map(schema).collect::<Vec<_>>());
            put(&mut fields, "schemas", schemas);
            put(&mut fields, "precheck", shape);
            put(&mut fields, "suppress", suppress);
            let reading = read(fields.to_string().as_bytes(), Format::Json);
            assert!(
                reading.problems.is_empty(),
                "{:?}\n{fields}",
                reading.problems
            );
            reading.draft.unwrap()
        })
        .boxed()
}

fn set(entity: Entity, field: &str, value: Option<Value>) -> Edit {
    Edit::Set {
        entity,
        field: field.to_owned(),
        value,
    }
}

/// Sets some fields of an entity to those of another one, or takes them away.
fn fields(
    entity: BoxedStrategy<Entity>,
    other: BoxedStrategy<Value>,
    names: &'static [&'static str],
) -> BoxedStrategy<Edit> {
    (entity, other, select(names))
        .prop_map(|(entity, other, name)| set(entity, name, other.get(name).cloned()))
        .boxed()
}

fn place() -> BoxedStrategy<ChildKey> {
    prop_oneof![
        4 => (0..4_usize, 0..3_usize).prop_map(|(stage, index)| ChildKey::Place { stage, index }),
        1 => select(vec!["g", "h"]).prop_map(|id| ChildKey::Id(id.to_owned())),
    ]
    .boxed()
}

fn any_entity() -> BoxedStrategy<Entity> {
    let key = (0..6_usize).prop_map(Key::Index);
    prop_oneof![
        3 => key.clone().prop_map(Entity::Condition),
        2 => key.clone().prop_map(Entity::Stage),
        1 => place().prop_map(Entity::Gate),
        1 => place().prop_map(Entity::Packet),
        1 => (key.clone(), 0..3_usize).prop_map(|(stage, index)| Entity::Rule { stage, index }),
        1 => key.prop_map(Entity::Schema),
    ]
    .boxed()
}

fn change() -> BoxedStrategy<Edit> {
    let conditions = (0..6_usize)
        .prop_map(|at| Entity::Condition(Key::Index(at)))
        .boxed();
    let stages = (0..4_usize)
        .prop_map(|at| Entity::Stage(Key::Index(at)))
        .boxed();
    let gates = place().prop_map(Entity::Gate).boxed();
    let list = prop_oneof![
        condition().prop_map(|value| (EntityList::Conditions, value)),
        stage().prop_map(|value| (EntityList::Stages, value)),
        (0..4_usize, gate()).prop_map(|(at, value)| (EntityList::Gates(Key::Index(at)), value)),
        (0..4_usize, packet()).prop_map(|(at, value)| (EntityList::Packets(Key::Index(at)), value)),
        (0..4_usize, rule()).prop_map(|(at, value)| (EntityList::Rules(Key::Index(at)), value)),
        select(vec!["k", "l"]).prop_map(|id| (EntityList::Schemas, json!({"schema_id": id}))),
    ];
    let scenario = (
        Just(Entity::Scenario).boxed(),
        (shape(), suppress()).prop_map(|(shape, suppress)| {
            let mut fields = json!({"namespace_id": 3});
            put(&mut fields, "precheck", shape);
            put(&mut fields, "suppress", suppress);
            fields
        }),
    );
    let of_condition = &[
        "condition_id",
        "query",
        "comparator",
        "expected",
        "policy_tags",
        "trust",
        "suppress",
    ];
    let of_stage = &[
        "stage_id",
        "gates",
        "advance_to",
        "timeout",
        "on_timeout",
        "entry_packets",
        "suppress",
    ];
    let one = prop_oneof![
        6 => fields(conditions, condition(), of_condition),
        4 => fields(stages, stage(), of_stage),
        4 => fields(gates, gate(), &["gate_id", "requirement", "trust", "suppress"]),
        2 => fields(scenario.0, scenario.1.boxed(), &["namespace_id", "precheck", "suppress",
            "conditions", "schemas"]),
        3 => (list, prop::option::of(0..4_usize))
            .prop_map(|((list, value), index)| Edit::Add { list, index, value }),
        3 => any_entity().prop_map(Edit::Remove),
        2 => (any_entity(), 0..4_usize, prop::option::weighted(0.3, 0..3_usize)).prop_map(
            |(entity, index, stage)| Edit::Move { entity, index, stage: stage.map(Key::Index) }),
        2 => (any_entity(), prop_oneof![name(), stage_name()]).prop_map(
            |(entity, id)| Edit::Rename { entity, id: id.to_owned() }),
    ]
    .boxed();
    prop_oneof![6 => one.clone(), 1 => vec(one, 1..5).prop_map(Edit::Batch)].boxed()
}

/// Conditions that bear on each other, of which gates are made that often contradict or repeat.
fn whole_scenario() -> BoxedStrategy<ScenarioDraft> {
    let conditions = vec(whole_condition(), 5).prop_map(|mut all| {
        for (condition, id) in all.iter_mut().zip(["a", "b", "c", "d", "alpha"]) {
            condition["condition_id"] = json!(id);
        }
        all
    });
    let gates = vec(vec(whole_requirement(), 0..3), 3);
    let stage = (advance(), prop::bool::ANY, prop::bool::ANY);
    (conditions, gates, vec(stage, 3), suppress())
        .prop_map(|(conditions, gates, stages, suppress)| {
            let stages: Vec<Value> = stages
                .into_iter()
                .zip(gates)
                .enumerate()
                .map(|(at, ((advance, timed, flagged), gates))| {
                    let gate = |(index, text): (usize, Value)| {
                        json!({"gate_id": format!("g{at}{index}"), "requirement": text})
                    };
                    let gates: Vec<Value> = gates.into_iter().enumerate().map(gate).collect();
                    let timeout = timed.then(|| json!({"timeout_ms": 1000, "policy_tags": []}));
                    let policy = if flagged { "advance_with_flag" } else { "fail" };
                    let id = ["one", "two", "three"][at];
                    json!({"stage_id": id, "gates": gates,
                        "advance_to": advance, "timeout": timeout, "on_timeout": policy,
                        "entry_packets": []})
                })
                .collect();
            let mut fields = json!({"scenario_id": "s", "namespace_id": 7, "spec_version": "1",
                "policies": [], "schemas": [], "conditions": conditions, "stages": stages});
            put(&mut fields, "suppress", suppress);
            let reading = read(fields.to_string().as_bytes(), Format::Json);
            reading.draft.unwrap()
        })
        .boxed()
}

fn whole_condition() -> BoxedStrategy<Value> {
    let number = (
        select(vec!["greater_than", "less_than", "equals"]),
        0..3_i32,
    );
    let number = number.prop_map(|(comparator, expected)| {
        json!({"query": {"provider_id": "json", "check_id": "path",
            "params": {"file": "r", "jsonpath": "$.n"}},
            "comparator": comparator, "expected": expected, "policy_tags": []})
    });
    let set = select(vec!["exists", "not_exists"]).prop_map(|comparator| {
        json!({"query": {"provider_id": "env", "check_id": "get", "params": {"key": "A"}},
            "comparator": comparator, "policy_tags": []})
    });
    let time = select(vec!["before", "after"]).prop_map(|check| {
        json!({"query": {"provider_id": "time", "check_id": check,
            "params": {"timestamp": "2026-02-01T00:00:00Z"}},
            "comparator": "equals", "expected": true, "policy_tags": []})
    });
    prop_oneof![4 => number, 1 => set, 1 => time].boxed()
}

fn whole_requirement() -> BoxedStrategy<Value> {
    select(vec![
        "a",
        "b and c",
        "a and not a",
        "a or a and b",
        "not not c",
        "not d",
        "b or d",
        "(a and b) or (not a and b)",
        "at_least(2, a, b, alpha)",
        "at_least(1, a, d)",
        "any()",
        "a and b and c and d and alpha",
    ])
    .prop_map(Value::from)
    .boxed()
}

fn whole_change() -> BoxedStrategy<Edit> {
    let condition = (
        0..5_usize,
        whole_condition(),
        select(vec!["comparator", "expected", "query"]),
    )
        .prop_map(|(at, other, field)| {
            set(
                Entity::Condition(Key::Index(at)),
                field,
                other.get(field).cloned(),
            )
        });
    let gate = (0..3_usize, 0..3_usize, whole_requirement()).prop_map(|(stage, index, text)| {
        set(
            Entity::Gate(ChildKey::Place { stage, index }),
            "requirement",
            Some(text),
        )
    });
    let timeout = (0..3_usize, prop::bool::ANY).prop_map(|(stage, timed)| {
        let timeout = timed.then(|| json!({"timeout_ms": 1000, "policy_tags": []}));
        set(Entity::Stage(Key::Index(stage)), "timeout", timeout)
    });
    let route = (0..3_usize, advance())
        .prop_map(|(at, to)| set(Entity::Stage(Key::Index(at)), "advance_to", Some(to)));
    let order = (any_entity(), 0..4_usize).prop_map(|(entity, index)| Edit::Move {
        entity,
        index,
        stage: None,
    });
    prop_oneof![
        4 => condition,
        4 => gate,
        1 => timeout,
        1 => route,
        1 => order,
        1 => any_entity().prop_map(Edit::Remove),
        1 => change(),
    ]
    .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 192,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn findings_follow_every_change(
        draft in scenario(),
        changes in vec(prop::option::weighted(0.85, change()), 1..12),
        setting in select(vec![0_usize, 1]),
    ) {
        follow(draft.clone(), &settings()[setting], &changes);
        follow_late(draft, &settings()[setting], &changes);
    }

    #[test]
    fn findings_follow_changes_of_the_strangest_drafts(
        draft in draft(Parts::Some),
        changes in vec(prop::option::weighted(0.85, edit()), 1..6),
    ) {
        follow(draft, &settings()[0], &changes);
    }
}

proptest! {
    // Proofs of everything take their time.
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_proved_follows_every_change(
        draft in whole_scenario(),
        changes in vec(prop::option::weighted(0.85, whole_change()), 1..12),
        setting in select(vec![0_usize, 1]),
    ) {
        follow(draft.clone(), &settings()[setting], &changes);
        follow_late(draft, &settings()[setting], &changes);
    }
}

/// So many names that lead nowhere that only some of them are compared.
#[test]
fn findings_follow_where_near_names_are_too_many() {
    let conditions: Vec<Value> = (0..600)
        .map(|index| json!({"condition_id": format!("c{index}")}))
        .collect();
    let text: Vec<String> = (0..400)
        .map(|index| format!("something_else_{index}"))
        .collect();
    let gates = json!([{"gate_id": "g", "requirement": text.join(" and ")},
        {"gate_id": "h", "requirement": "c1 and something"}]);
    let document = json!({"conditions": conditions, "stages": [{"stage_id": "s", "gates": gates}]});
    let draft = read(document.to_string().as_bytes(), Format::Json)
        .draft
        .unwrap();
    let gate = |index| Entity::Gate(ChildKey::Place { stage: 0, index });
    let to = |text: &str| Some(json!(text));
    let edits = [
        set(gate(1), "requirement", to("c2 and somethink")),
        set(gate(0), "requirement", to("c1 and c_2")),
    ];
    let mut edits: Vec<Option<Edit>> = edits.into_iter().map(Some).collect();
    edits.push(None);
    follow(draft, &settings()[0], &edits);
}

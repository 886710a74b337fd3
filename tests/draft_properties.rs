//! What must hold for every draft, every edit and every text.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    unreachable_pub,
    reason = "tests"
)]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use gatewright::diagnostic::{Code, Diagnostic, Span};
use gatewright::draft::{
    Annotations, Edit, Entity, Format, GateDraft, Key, RequirementDraft, ScenarioDraft, Shared,
    SourceText, apply, draft_schema, edits_between, entity_of, import, locate, lower, read, write,
};
use gatewright::spec::{Requirement, ScenarioSpec};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

#[path = "draft_properties/drafts.rs"]
mod drafts;
#[path = "draft_properties/edits.rs"]
mod edits;

use drafts::{Parts, annotations, as_value, draft, id, text, tree, value};
use edits::{edit, kind};

static SCHEMA: LazyLock<jsonschema::Validator> =
    LazyLock::new(|| jsonschema::validator_for(&draft_schema()).expect("a schema"));

const FORMATS: [Format; 2] = [Format::Json, Format::Ron];

/// Reads a text that must be fine.
fn read_fine(text: &str, format: Format) -> ScenarioDraft {
    let reading = read(text.as_bytes(), format);
    assert!(
        reading.problems.is_empty(),
        "{:?}\n{text}",
        reading.problems
    );
    reading.draft.expect("a draft")
}

/// Compares drafts; their texts too, because `0.0` equals `-0.0` as a value.
fn assert_same(left: &ScenarioDraft, right: &ScenarioDraft) {
    assert_eq!(left, right);
    assert_eq!(write(left, Format::Json), write(right, Format::Json));
}

/// Drafts to edit: often whole, often with a requirement of some size in the first gate.
fn edited() -> BoxedStrategy<ScenarioDraft> {
    let any_draft = prop_oneof![1 => draft(Parts::Some), 2 => draft(Parts::All)];
    (any_draft, vec(tree(), 0..4), 0..5)
        .prop_map(|(mut draft, parts, form)| {
            let tree = Requirement::RequireGroup {
                min: 1,
                reqs: vec![Requirement::And(parts.clone()), Requirement::Or(parts)],
            };
            let text = "at_least(1, a, b and not c, any(a, b)) or d".to_owned();
            let requirement = match form {
                0 | 1 => RequirementDraft::Tree(tree),
                2 => RequirementDraft::Text(text),
                _ => return draft,
            };
            let gate = GateDraft {
                requirement: Some(requirement),
                ..GateDraft::default()
            };
            let stage = draft.stages.as_mut().and_then(|stages| stages.get_mut(0));
            if let Some(gates) = stage.and_then(|stage| stage.gates.as_mut()) {
                gates.insert(0, gate);
            }
            draft
        })
        .boxed()
}

fn spec() -> BoxedStrategy<ScenarioSpec> {
    draft(Parts::All)
        .prop_map(|draft| lower(&draft).expect("a finished draft"))
        .boxed()
}

/// Puts other notes, suppressions, extensions and shapes into every place that has them.
fn annotate(draft: &mut ScenarioDraft, with: &[Annotations]) {
    let mut next = with.iter().cycle().cloned();
    let mut put = |annotations: &mut Annotations| *annotations = next.next().expect("endless");
    put(&mut draft.annotations);
    draft.precheck = None;
    draft.schema = Some("s".to_owned());
    draft.draft_version = None;
    for condition in draft.conditions.iter_mut().flat_map(Shared::iter_mut) {
        put(&mut condition.annotations);
    }
    for stage in draft.stages.iter_mut().flat_map(Shared::iter_mut) {
        put(&mut stage.annotations);
        stage
            .gates
            .iter_mut()
            .flatten()
            .for_each(|gate| put(&mut gate.annotations));
        for packet in stage.entry_packets.iter_mut().flatten() {
            put(&mut packet.annotations);
        }
    }
}

/// Renames in the JSON of a spec, by a walk of its own.
fn rename_in_spec(spec: &mut Value, kind: &str, index: usize, old: &str, new: &str) {
    fn everywhere(value: &mut Value, fields: &[&str], old: &str, new: &str) {
        match value {
            Value::Object(map) => {
                for (name, value) in map {
                    if fields.contains(&name.as_str()) && *value == json!(old) {
                        *value = json!(new);
                    } else if !matches!(name.as_str(), "params" | "expected" | "payload") {
                        everywhere(value, fields, old, new);
                    }
                }
            }
            Value::Array(items) => {
                for item in items {
                    everywhere(item, fields, old, new);
                }
            }
            _ => {}
        }
    }
    for stage in spec["stages"].as_array_mut().expect("stages") {
        match kind {
            "conditions" => everywhere(&mut stage["gates"], &["Condition"], old, new),
            "stages" => {
                let fields = ["stage_id", "next_stage_id", "default"];
                everywhere(&mut stage["advance_to"], &fields, old, new);
            }
            "gates" => everywhere(&mut stage["advance_to"], &["gate_id"], old, new),
            _ => everywhere(&mut stage["entry_packets"], &["schema_id"], old, new),
        }
    }
    match kind {
        "gates" => {
            let gates = spec["stages"].as_array_mut().expect("stages").iter_mut();
            let mut gates = gates.flat_map(|stage| stage["gates"].as_array_mut().expect("gates"));
            gates.nth(index).expect("the gate")["gate_id"] = json!(new);
        }
        "conditions" => spec[kind][index]["condition_id"] = json!(new),
        "stages" => spec[kind][index]["stage_id"] = json!(new),
        _ => spec[kind][index]["schema_id"] = json!(new),
    }
}

/// A change of a text at random places, at character boundaries.
#[derive(Debug, Clone)]
enum Slip {
    Cut(Index, Index),
    Put(Index, String),
    Copy(Index, Index, Index),
}

fn slip() -> impl Strategy<Value = Slip> {
    let index = any::<Index>;
    let mark = prop::sample::select(vec![
        "(", ")", "{", "}", "[", "]", ",", ":", "\"", "'", "\\", "#", "/*", "*/", "//", "r#\"",
        "b'", "Some(", "inf", "\u{feff}", "é", "\n", "1e999", "-", "b\"", "#![", "\\u{", "\\x",
    ]);
    prop_oneof![
        (index(), index()).prop_map(|(a, b)| Slip::Cut(a, b)),
        (index(), prop_oneof![mark.prop_map(str::to_owned), text()])
            .prop_map(|(at, text)| Slip::Put(at, text)),
        (index(), index(), index()).prop_map(|(a, b, to)| Slip::Copy(a, b, to)),
    ]
}

fn slipped(text: &str, slips: &[Slip]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for slip in slips {
        let at = |index: &Index| index.index(chars.len() + 1);
        let range = |a: &Index, b: &Index| at(a).min(at(b))..at(a).max(at(b));
        match slip {
            Slip::Cut(a, b) => {
                let range = range(a, b);
                let end = range.end.min(range.start + 20);
                chars.drain(range.start..end);
            }
            Slip::Put(a, text) => {
                let at = at(a);
                chars.splice(at..at, text.chars());
            }
            Slip::Copy(a, b, to) => {
                let copy: Vec<char> = chars[range(a, b)].iter().take(200).copied().collect();
                let at = at(to);
                chars.splice(at..at, copy);
            }
        }
    }
    chars.into_iter().collect()
}

/// Checks a span against the text, counting lines and columns anew.
fn assert_span(text: &str, span: Span) {
    assert!(
        text.get(span.start..span.end).is_some(),
        "{span:?} in {text:?}"
    );
    let place = |at: usize| {
        let before = &text[..at];
        let line = before.matches('\n').count() + 1;
        (
            line,
            before
                .rsplit('\n')
                .next()
                .unwrap_or_default()
                .chars()
                .count()
                + 1,
        )
    };
    assert_eq!((span.line, span.column), place(span.start));
    assert_eq!((span.end_line, span.end_column), place(span.end));
}

fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            let step = gatewright::draft::escape_step(key);
            pointers(value, &format!("{at}/{step}"), out);
        }),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, value)| pointers(value, &format!("{at}/{index}"), out)),
        _ => {}
    }
}

/// Puts another value at one place of a document, or takes the place away.
fn disturbed(document: &mut Value, place: Index, how: u8, random: &Value) {
    let mut all = Vec::new();
    pointers(document, "", &mut all);
    let pointer = place.get(&all).clone();
    let parent = pointer.rfind('/').map(|cut| pointer.split_at(cut));
    match (how, parent) {
        (0, Some((parent, step))) => {
            if let Some(Value::Object(map)) = document.pointer_mut(parent) {
                let key = step[1..].replace("~1", "/").replace("~0", "~");
                map.remove(&key);
            }
        }
        (1, _) => {
            if let Some(Value::Object(map)) = document.pointer_mut(&pointer) {
                map.insert("kind".to_owned(), random.clone());
            }
        }
        (2, _) => *document.pointer_mut(&pointer).expect("a place") = json!(null),
        (3, _) => *document.pointer_mut(&pointer).expect("a place") = json!(-1),
        _ => *document.pointer_mut(&pointer).expect("a place") = random.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 128,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_edits_between_two_drafts_lead_from_one_to_the_other(
        before in edited(),
        other in edited(),
        steps in vec(edit(), 0..6),
        near in any::<bool>(),
    ) {
        let mut after = if near { before.clone() } else { other };
        for edit in &steps {
            let _ = apply(&mut after, edit);
        }
        let mut draft = before.clone();
        let undo = apply(&mut draft, &Edit::Batch(edits_between(&before, &after)));
        prop_assert_eq!(&draft, &after);
        apply(&mut draft, &undo.expect("edits that fit")).expect("an inverse fits");
        prop_assert_eq!(draft, before);
    }

    #[test]
    fn a_written_draft_reads_back_the_same(draft in draft(Parts::Some)) {
        for format in FORMATS {
            let text = write(&draft, format);
            assert_same(&read_fine(&text, format), &draft);
            prop_assert!(text.ends_with('\n') && !text.ends_with("\n\n"));
        }
    }

    #[test]
    fn json_to_ron_to_json_is_the_same_text(draft in draft(Parts::Some)) {
        let json = write(&draft, Format::Json);
        let ron = write(&read_fine(&json, Format::Json), Format::Ron);
        prop_assert_eq!(write(&read_fine(&ron, Format::Ron), Format::Json), json);
    }

    #[test]
    fn an_edit_and_its_inverse_leave_no_trace(draft in edited(), edit in edit()) {
        let mut edited = draft.clone();
        if let Ok(inverse) = apply(&mut edited, &edit) {
            let after = edited.clone();
            let redo = apply(&mut edited, &inverse).expect("an inverse fits");
            assert_same(&edited, &draft);
            apply(&mut edited, &redo).expect("the inverse of an inverse fits");
            assert_same(&edited, &after);
            assert_same(&read_fine(&write(&after, Format::Json), Format::Json), &after);
        } else {
            assert_same(&edited, &draft);
        }
    }

    #[test]
    fn many_edits_are_undone_in_reverse(draft in edited(), edits in vec(edit(), 0..12)) {
        let mut edited = draft.clone();
        let undo: Vec<Edit> = edits.iter().filter_map(|edit| apply(&mut edited, edit).ok()).collect();
        for inverse in undo.iter().rev() {
            // What is written down must undo as well as what is kept in memory.
            let text = serde_json::to_string(inverse).unwrap();
            let inverse: Edit = serde_json::from_str(&text).unwrap();
            apply(&mut edited, &inverse).expect("an inverse fits");
        }
        assert_same(&edited, &draft);
    }

    #[test]
    fn an_edit_is_the_same_after_writing_and_reading(edit in edit()) {
        let text = serde_json::to_string(&edit).unwrap();
        let back: Edit = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&back, &edit);
        prop_assert_eq!(serde_json::to_string(&back).unwrap(), text);
    }

    #[test]
    fn a_rename_updates_every_reference(
        mut draft in draft(Parts::All),
        kind in prop::sample::select(vec!["conditions", "stages", "gates", "schemas"]),
        pick in any::<Index>(),
        new in prop_oneof![id(), Just("new".to_owned()), Just("all".to_owned())],
    ) {
        let mut spec = serde_json::to_value(lower(&draft).unwrap()).unwrap();
        let places: Vec<(Entity, String)> = match kind {
            "gates" => draft.stages().iter().enumerate().flat_map(|(stage, found)| {
                found.gates().iter().enumerate().map(move |(index, gate)| {
                    let place = gatewright::draft::ChildKey::Place { stage, index };
                    (Entity::Gate(place), gate.gate_id.clone().unwrap())
                })
            }).collect(),
            "conditions" => draft.conditions().iter().enumerate().map(|(index, found)| {
                (Entity::Condition(Key::Index(index)), found.condition_id.clone().unwrap())
            }).collect(),
            "stages" => draft.stages().iter().enumerate().map(|(index, found)| {
                (Entity::Stage(Key::Index(index)), found.stage_id.clone().unwrap())
            }).collect(),
            _ => draft.schemas.iter().flatten().enumerate().map(|(index, found)| {
                (Entity::Schema(Key::Index(index)), found.schema_id.clone().unwrap())
            }).collect(),
        };
        prop_assume!(!places.is_empty());
        let at = pick.index(places.len());
        let (entity, old) = places[at].clone();
        let taken = places.iter().enumerate().any(|(index, (_, id))| index != at && *id == new);
        let renamed = apply(&mut draft, &Edit::Rename { entity, id: new.clone() });
        prop_assert_eq!(renamed.is_err(), taken, "{:?}", renamed);
        if !taken {
            rename_in_spec(&mut spec, kind, at, &old, &new);
            let after = serde_json::to_value(lower(&draft).unwrap()).unwrap();
            prop_assert_eq!(after, spec);
        }
    }

    #[test]
    fn lowering_ignores_what_only_authors_need(
        mut draft in draft(Parts::All),
        others in vec(annotations(), 1..8),
    ) {
        let spec = lower(&draft).unwrap();
        annotate(&mut draft, &others);
        prop_assert_eq!(lower(&draft).unwrap(), spec);
    }

    #[test]
    fn a_spec_comes_back_from_import_and_from_its_own_json(spec in spec()) {
        let imported = import(spec.clone());
        prop_assert_eq!(&lower(&imported).unwrap(), &spec);
        assert_same(&read_fine(&write(&imported, Format::Ron), Format::Ron), &imported);
        let text = serde_json::to_string(&spec).unwrap();
        let read = read_fine(&text, Format::Json);
        prop_assert_eq!(serde_json::to_string(&lower(&read).unwrap()).unwrap(), text);
    }

    #[test]
    fn reading_agrees_with_the_published_schema(
        draft in draft(Parts::Some),
        place in any::<Index>(),
        how in 0_u8..6,
        random in value(),
    ) {
        let mut document = as_value(&draft);
        disturbed(&mut document, place, how, &random);
        let problems = read(document.to_string().as_bytes(), Format::Json).problems;
        // These are about how a number is written, and about another format version.
        let schema_problems = problems
            .iter()
            .filter(|p| !matches!(p.code, Code::GW0108 | Code::GW0803 | Code::GW0106))
            .count();
        let valid = SCHEMA.is_valid(&document);
        prop_assert_eq!(valid, schema_problems == 0, "{:?}\n{}", problems, document);
        for problem in &problems {
            let pointer = &problem.primary.pointer;
            // What is missing has the place where it will stand.
            let place = match problem.code {
                Code::GW0109 => pointer.rsplit_once('/').map_or("", |(around, _)| around),
                _ => pointer,
            };
            let there = document.pointer(place).is_some();
            prop_assert!(there, "{}: nothing at {}", problem.code, pointer);
        }
    }

    #[test]
    fn an_address_is_found_for_any_pointer(
        draft in draft(Parts::Some),
        arbitrary in any::<String>(),
        steps in vec(prop_oneof![
            prop::sample::select(vec![
                "stages", "gates", "conditions", "0", "1", "99999999999999999999", "requirement",
                "And", "Not", "RequireGroup", "reqs", "min", "advance_to", "branches", "payload",
                "suppress", "policies", "schemas", "entry_packets", "", "~", "~1", "~0", "-1",
            ]).prop_map(str::to_owned),
            text(),
        ], 0..8),
    ) {
        let built = steps.iter().fold(String::new(), |built, step| built + "/" + step);
        for pointer in [arbitrary, built] {
            prop_assert!(!entity_of(Some(&draft), &pointer).is_empty() || !pointer.is_empty());
            let _ = entity_of(None, &pointer);
        }
    }

    #[test]
    fn every_place_of_a_text_is_found(draft in draft(Parts::Some)) {
        let mut all = Vec::new();
        pointers(&as_value(&draft), "", &mut all);
        for format in FORMATS {
            let text = write(&draft, format);
            let mut found: Vec<Diagnostic> =
                all.iter().map(|pointer| Diagnostic::new(Code::GW0104, pointer, "")).collect();
            let source = SourceText { text: text.as_str().into(), format };
            locate(&source, &mut found);
            let mut places = std::collections::BTreeSet::new();
            for diagnostic in &found {
                let span = diagnostic.primary.span.expect("a place");
                assert_span(&text, span);
                prop_assert!(places.insert((span.start, span.end)), "{:?}", diagnostic.primary);
            }
        }
    }

    #[test]
    fn no_slip_in_a_text_makes_reading_or_locating_panic(
        draft in draft(Parts::Some),
        slips in vec(slip(), 1..4),
        extra in vec(text(), 0..3),
    ) {
        let mut all: Vec<String> = extra;
        pointers(&as_value(&draft), "", &mut all);
        for format in FORMATS {
            let text = slipped(&write(&draft, format), &slips);
            let reading = read(text.as_bytes(), format);
            prop_assert!(reading.draft.is_some() || !reading.problems.is_empty());
            let mut found: Vec<Diagnostic> =
                all.iter().map(|pointer| Diagnostic::new(Code::GW0103, pointer, "")).collect();
            found.extend(reading.problems);
            locate(&SourceText { text: text.as_str().into(), format }, &mut found);
            for place in found.iter().flat_map(|d| {
                std::iter::once(&d.primary).chain(d.related.iter().map(|r| &r.place))
            }) {
                if let Some(span) = place.span {
                    assert_span(&text, span);
                }
            }
        }
    }
}

/// The generators would prove nothing if most edits failed.
#[test]
fn every_kind_of_edit_succeeds() {
    let mut runner = TestRunner::deterministic();
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let strategy = (edited(), edit());
    for _ in 0..1000 {
        let (mut draft, edit) = strategy.new_tree(&mut runner).unwrap().current();
        let (good, all) = counts.entry(kind(&edit)).or_default();
        *all += 1;
        *good += usize::from(apply(&mut draft, &edit).is_ok());
    }
    println!("edits made, of those tried: {counts:?}");
    assert_eq!(counts.len(), 14);
    assert!(counts.values().all(|(good, _)| *good >= 3), "{counts:?}");
}

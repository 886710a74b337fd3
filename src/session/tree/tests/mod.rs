mod op;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::draft::{Format, read};
use crate::session::{Session, Setting};
use crate::spec::{MAX_REQUIREMENT_DEPTH, validate_requirement};

fn session(requirement: Option<Value>) -> Session {
    let mut gate = json!({"gate_id": "g"});
    if let Some(requirement) = requirement {
        gate["requirement"] = requirement;
    }
    let document = json!({"stages": [{"stage_id": "s", "gates": [gate]}]}).to_string();
    let draft = read(document.as_bytes(), Format::Json).draft.unwrap();
    Session::of_draft(draft, Setting::default())
}

fn key() -> ChildKey {
    ChildKey::Id("g".to_owned())
}

fn requirement(session: &Session) -> Option<&RequirementDraft> {
    gate_of(session.draft(), &key())?.requirement.as_ref()
}

#[test]
fn a_text_stays_a_text_and_says_when_it_cannot() {
    let mut session = session(Some(json!("a && b")));
    let insert = |id: &str| TreeOp::Insert(Requirement::Condition(id.to_owned()));
    let change = tree_change(session.draft(), &key(), &[0], &insert("c")).unwrap();
    assert_eq!(change.label, "insert `c` in gate `g`");
    session.edit(&change.label, &change.edit).unwrap();
    assert_eq!(
        requirement(&session),
        Some(&RequirementDraft::Text("a and c and b".to_owned()))
    );
    let change = tree_change(session.draft(), &key(), &[], &insert("d-e")).unwrap();
    assert_eq!(
        change.told,
        [
            "the requirement is now kept as a tree: the requirement language cannot write the id `d-e`; \
          use letters, digits and `_`, not starting with a digit"
        ]
    );
    session.edit(&change.label, &change.edit).unwrap();
    assert!(matches!(
        requirement(&session),
        Some(RequirementDraft::Tree(_))
    ));
}

#[test]
fn typed_text_keeps_the_form_that_the_gate_has() {
    for (before, typed, after) in [
        (None, "a  &&  b", Ok(Some(json!("a  &&  b")))),
        (Some(json!("a")), " ", Ok(None)),
        (
            Some(json!({"Condition": "a"})),
            "not b",
            Ok(Some(json!({"Not": {"Condition": "b"}}))),
        ),
        (
            None,
            "at_least(3, a, b)",
            Err("the quorum asks for 3 of 2; it can never be met"),
        ),
        (
            None,
            "a and",
            Err("expected a condition, `not`, `(` or a function, found the end of the text"),
        ),
    ] {
        let session = session(before);
        let change = text_change(session.draft(), &key(), typed);
        let value = match change.as_ref().map(|change| &change.edit) {
            Ok(Edit::Set { value, .. }) => Ok(value.clone()),
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error.to_string()),
        };
        assert_eq!(value, after.map_err(str::to_owned), "{typed}");
    }
}

#[test]
fn a_text_that_does_not_parse_and_a_gate_that_is_gone_are_refused() {
    let session = session(Some(json!("a and")));
    let error = tree_change(session.draft(), &key(), &[], &TreeOp::Remove).unwrap_err();
    assert!(
        error.to_string().ends_with("mend it as text first"),
        "{error}"
    );
    let gone = ChildKey::Place { stage: 0, index: 7 };
    let error = tree_change(session.draft(), &gone, &[], &TreeOp::Remove).unwrap_err();
    assert_eq!(error.to_string(), "there is no such gate");
}

#[test]
fn documents_nest_only_so_deep() {
    let mut session = session(Some(json!({"Condition": "a"})));
    let quorum = TreeOp::Group(GroupKind::Quorum);
    let mut levels = 0;
    let refused = loop {
        match tree_change(session.draft(), &key(), &[], &quorum) {
            Ok(change) => session.edit(&change.label, &change.edit).unwrap(),
            Err(error) => break error.to_string(),
        }
        levels += 1;
    };
    // Each quorum takes three levels of the document, so the document ends before the engine does.
    assert_eq!(levels, 19, "{refused}");
    let text = crate::draft::write(session.draft(), Format::Json);
    assert_eq!(read(text.as_bytes(), Format::Json).problems, []);
}

#[test]
fn the_first_gate_brings_its_stage() {
    let mut session = Session::of_draft(ScenarioDraft::default(), Setting::default());
    let edit = new_gate(&session, 0, 0);
    session.edit("add", &edit).unwrap();
    assert_eq!(
        gate_place(session.draft(), &ChildKey::Place { stage: 0, index: 0 }),
        Some((0, 0))
    );
    let edit = new_gate(&session, 0, 0);
    session.edit("add", &edit).unwrap();
    let gates = session.draft().stages()[0].gates();
    assert_eq!(gates.len(), 2);
    assert_ne!(gates[0].gate_id, gates[1].gate_id);
    session.undo();
    session.undo();
    assert_eq!(session.draft(), &ScenarioDraft::default());
}

fn op() -> impl Strategy<Value = TreeOp> {
    let id = prop_oneof![
        8 => prop::sample::select(vec!["a", "b", "c"]),
        // One that no text can say.
        1 => Just("d-e"),
    ];
    let leaf = id.prop_map(|id| Requirement::Condition(id.to_owned()));
    let node = prop_oneof![
        3 => leaf.clone(),
        1 => prop::collection::vec(leaf, 0..3).prop_map(Requirement::Or),
    ];
    let kind = prop::sample::select(vec![GroupKind::All, GroupKind::Any, GroupKind::Quorum]);
    prop_oneof![
        4 => node.clone().prop_map(TreeOp::Insert),
        1 => node.prop_map(TreeOp::Replace),
        2 => Just(TreeOp::Remove),
        1 => Just(TreeOp::Duplicate),
        4 => kind.prop_map(TreeOp::Group),
        2 => Just(TreeOp::Not),
        1 => Just(TreeOp::Unwrap),
        1 => Just(TreeOp::Up),
        1 => Just(TreeOp::Down),
        2 => Just(TreeOp::In),
        2 => Just(TreeOp::Out),
        1 => any::<u8>().prop_map(TreeOp::Quorum),
        1 => Just(TreeOp::More),
        1 => Just(TreeOp::Fewer),
    ]
}

/// Returns some node of a tree.
fn pick(tree: &Requirement, index: prop::sample::Index) -> Vec<usize> {
    let rows = outline(tree, &std::collections::BTreeSet::new());
    rows[index.index(rows.len())].path.clone()
}

fn quorums_hold(node: &Requirement) -> bool {
    let own = match node {
        Requirement::RequireGroup { min, reqs } => (1..=reqs.len()).contains(&usize::from(*min)),
        _ => true,
    };
    own && node.children().iter().all(quorums_hold)
}

proptest! {
    #[test]
    fn whatever_is_done_the_requirement_stays_one_and_undo_goes_back(
        as_text in any::<bool>(),
        ops in prop::collection::vec((op(), any::<prop::sample::Index>()), 1..40),
    ) {
        let start = if as_text { json!("a and b") } else { json!({"And": [{"Condition": "a"}]}) };
        let mut session = session(Some(start));
        let before = session.draft().clone();
        let mut done = 0;
        for (op, index) in ops {
            let present = requirement(&session).cloned();
            let tree = present.as_ref().map(|one| one.tree().unwrap().into_owned());
            let path = tree.as_ref().map_or_else(Vec::new, |tree| pick(tree, index));
            let Ok(change) = tree_change(session.draft(), &key(), &path, &op) else { continue };
            session.edit(&change.label, &change.edit).unwrap();
            done += 1;
            let Some(after) = requirement(&session).cloned() else {
                prop_assert!(change.path.is_empty());
                continue;
            };
            let tree = after.tree().unwrap().into_owned();
            prop_assert!(tree.depth() <= MAX_REQUIREMENT_DEPTH);
            prop_assert_eq!(validate_requirement(&tree), Ok(()));
            prop_assert!(quorums_hold(&tree), "{:?}", tree);
            prop_assert!(node_at(&tree, &change.path).is_some(), "{:?} {:?}", op, change.path);
            // A text leaves its form only where none can say it.
            if matches!(present, Some(RequirementDraft::Text(_))) {
                let is_text = matches!(after, RequirementDraft::Text(_));
                prop_assert_eq!(is_text, print_requirement(&tree).is_ok());
            }
            let document = crate::draft::write(session.draft(), Format::Json);
            let again = read(document.as_bytes(), Format::Json).draft;
            prop_assert_eq!(again.as_ref(), Some(session.draft()));
        }
        for _ in 0..done {
            session.undo();
        }
        prop_assert_eq!(session.draft(), &before);
    }
}

//! What holds for every history and every place where a journal breaks off.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::record::{Folded, Snapshot, fold};
use super::*;
use crate::draft::{EntityList, edits_between};
use crate::session::Consequences;

/// What an author may do.
#[derive(Debug, Clone)]
enum Act {
    Edit(Edit),
    Undo,
    Redo,
    Save,
    Typed(usize, Option<String>),
}

fn act() -> BoxedStrategy<Act> {
    let id = || select(vec!["a", "b", "c", "\n\"\u{0}é"]);
    let condition = |index| Entity::Condition(Key::Index(index));
    let set = (0_usize..3, prop::option::of(id())).prop_map(move |(index, id)| Edit::Set {
        entity: condition(index),
        field: "condition_id".to_owned(),
        value: id.map(Value::from),
    });
    let add = (prop::option::of(0_usize..3), id()).prop_map(|(index, id)| Edit::Add {
        list: EntityList::Conditions,
        index,
        value: json!({"condition_id": id, "expected": [id, null, 0.1]}),
    });
    let shift = (0_usize..3, 0_usize..3).prop_map(move |(from, index)| Edit::Move {
        entity: condition(from),
        index,
        stage: None,
    });
    let one = prop_oneof![
        1 => set,
        3 => add,
        1 => shift,
        1 => (0_usize..3).prop_map(move |index| Edit::Remove(condition(index))),
        1 => (0_usize..3, id()).prop_map(move |(index, id)| Edit::Rename {
            entity: condition(index),
            id: id.to_owned()
        }),
    ]
    .boxed();
    prop_oneof![
        6 => one.clone().prop_map(Act::Edit),
        1 => vec(one, 0..3).prop_map(|edits| Act::Edit(Edit::Batch(edits))),
        3 => Just(Act::Undo),
        2 => Just(Act::Redo),
        1 => Just(Act::Save),
        1 => (0_usize..2, prop::option::of(id().prop_map(str::to_owned)))
            .prop_map(|(index, text)| Act::Typed(index, text)),
    ]
    .boxed()
}

fn perform(session: &mut Session, act: &Act) {
    match act {
        Act::Edit(edit) => drop(session.edit("edit", edit)),
        Act::Undo => drop(session.undo()),
        Act::Redo => drop(session.redo()),
        Act::Save => session.save().unwrap(),
        Act::Typed(index, text) => {
            let slot = Slot::field(Entity::Condition(Key::Index(*index)), "note");
            session.keep_typed(&slot, text.clone());
        }
    }
}

/// Asserts that a journal gives what the session has.
fn assert_folds(session: &Session, folded: &Folded) {
    let state = &folded.state;
    assert!(!folded.damaged);
    assert_eq!(state.draft, session.draft);
    assert_eq!(state.history, session.history);
    let content = |saved: &Option<record::Saved>| {
        let known = saved.as_ref();
        known.map(|saved| (saved.hash.clone(), saved.draft.clone()))
    };
    assert_eq!(content(&state.saved), content(&session.kept.saved));
    for saved in state.saved.iter().chain(&session.kept.saved) {
        // A journal that is written anew may find the way back to a saved state again.
        let (mut draft, mut history) = (state.draft.clone(), state.history.clone());
        if let Some(depth) = saved.depth {
            while history.past().len() > depth {
                history
                    .undo(&mut draft, &mut Consequences::default())
                    .unwrap();
            }
            while history.past().len() < depth {
                history
                    .redo(&mut draft, &mut Consequences::default())
                    .unwrap();
            }
            assert_eq!(draft, saved.draft);
        }
    }
    assert_eq!(state.typed, session.kept.typed);
    assert_eq!(state.is_dirty(), session.is_dirty());
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_journal_gives_the_session_back_wherever_it_breaks_off(
        acts in vec(act(), 1..24),
        cut in any::<prop::sample::Index>(),
    ) {
        let desk = Desk::new(&json!({"scenario_id": "s", "conditions": [{"condition_id": "a"}]}));
        let mut session = desk.open_clean();
        name_it(&mut session, "begun");
        let mut states = vec![parsed(&json!({"scenario_id": "s", "conditions": [{"condition_id": "a"}]}))];
        states.push(session.draft.clone());
        for act in &acts {
            perform(&mut session, act);
            states.push(session.draft.clone());
        }
        session.kept.journal.as_mut().unwrap().finish(Snapshot::default);
        let journal = fs::read(desk.journal()).unwrap();
        let whole = fold(&journal).unwrap();
        prop_assert_eq!(whole.whole, journal.len());
        assert_folds(&session, &whole);
        // A journal that is written anew gives the same.
        let anew = session.snapshot().image();
        assert_folds(&session, &fold(&anew).unwrap());
        // Cut off anywhere, it gives a state that was.
        let cut = cut.index(journal.len());
        if let Some(folded) = fold(&journal[..cut]) {
            prop_assert!(!folded.damaged && folded.whole <= cut);
            prop_assert!(states.contains(&folded.state.draft));
        } else {
            prop_assert!(!journal[..cut].contains(&b'\n'));
        }
        // Everything taken back is the beginning.
        while session.undo().is_some() {}
        prop_assert_eq!(&session.draft, &states[0]);
    }

    #[test]
    fn one_side_alone_is_taken_as_it_is(
        before in vec(act(), 0..12),
        after in vec(act(), 0..12),
        theirs in vec(act(), 0..6),
    ) {
        let run = |start: &ScenarioDraft, acts: &[Act]| {
            let mut session = Session::of_draft(start.clone(), Setting::default());
            for act in acts.iter().filter(|act| !matches!(act, Act::Save)) {
                perform(&mut session, act);
            }
            session.draft
        };
        let base = run(&ScenarioDraft::default(), &before);
        let mine = run(&base, &after);
        let theirs = run(&base, &theirs);
        for (m, t, expected) in [(&mine, &base, &mine), (&base, &mine, &mine), (&mine, &mine, &mine)] {
            let (merged, conflicts) = crate::draft::three_way(&base, m, t, &[]);
            prop_assert_eq!(&merged, expected);
            prop_assert!(conflicts.is_empty());
        }
        // Every merge can be made and taken back as one change.
        let (merged, _) = crate::draft::three_way(&base, &mine, &theirs, &[]);
        let mut session = Session::of_draft(mine.clone(), Setting::default());
        session.edit("merge", &Edit::Batch(edits_between(&mine, &merged))).unwrap();
        prop_assert_eq!(&session.draft, &merged);
        session.undo();
        prop_assert_eq!(&session.draft, &mine);
    }

    #[test]
    fn no_bytes_make_a_journal_fail(bytes in vec(any::<u8>(), 0..200), at in any::<prop::sample::Index>()) {
        let _ = fold(&bytes);
        let draft = parsed(&json!({"scenario_id": "s"}));
        let mut journal = Session::of_draft(draft.clone(), Setting::default()).snapshot().image();
        let header = journal.len();
        journal.extend_from_slice(&bytes);
        let folded = fold(&journal).unwrap();
        prop_assert_eq!(folded.state.draft, draft);
        prop_assert!(folded.whole >= header);
        let at = at.index(header);
        journal[at] ^= 1;
        let _ = fold(&journal);
    }
}

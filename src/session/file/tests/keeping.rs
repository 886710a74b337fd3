//! The journal: history over restarts, recovery after a crash, hostile content.

use super::*;

/// Returns what the folder holds after a crash: the files as they are while the session lives.
fn crashed(desk: &Desk, session: &mut Session) -> Desk {
    if let Some(mut journal) = session.kept.journal.take() {
        journal.finish(|| session.snapshot());
        session.kept.journal = Some(journal);
    }
    let after = Desk::empty();
    for name in desk.names() {
        fs::copy(desk.at(&name), after.at(&name)).unwrap();
    }
    after
}

#[test]
fn undo_and_redo_survive_a_save_and_a_restart() {
    let desk = Desk::new(&json!({"scenario_id": "s"}));
    let mut session = desk.open_clean();
    for id in ["a", "b", "c"] {
        name_it(&mut session, id);
    }
    session.undo();
    session.save().unwrap();
    session.close();

    let mut session = desk.open_clean();
    assert!(!session.is_dirty());
    assert_eq!(shown(&session), json!({"scenario_id": "b"}));
    assert_eq!(labels(session.undo_labels()), ["name a", "name b"]);
    assert_eq!(labels(session.redo_labels()), ["name c"]);
    session.redo();
    assert!(session.is_dirty());
    session.undo();
    assert!(!session.is_dirty());
    session.undo();
    session.undo();
    assert_eq!(shown(&session), json!({"scenario_id": "s"}));
    session.close();

    // Closed with changes that were not saved, the history comes with them.
    let Opened {
        mut session,
        recovery,
    } = desk.open();
    let recovery = recovery.unwrap();
    assert_eq!(recovery.labels, ["took back: name b", "took back: name a"]);
    session.recover(recovery).unwrap();
    assert_eq!(shown(&session), json!({"scenario_id": "s"}));
    assert_eq!(
        labels(session.redo_labels()),
        ["name a", "name b", "name c"]
    );
}

#[test]
fn a_crash_loses_nothing_and_the_author_decides() {
    let desk = Desk::new(&json!({"scenario_id": "s", "note": "n"}));
    let mut session = desk.open_clean();
    name_it(&mut session, "a");
    let note = Slot::field(Entity::Scenario, "note");
    session.keep_typed(&note, Some("half".to_owned()));
    let after = crashed(&desk, &mut session);

    let found = recoverable(after.folder.path());
    assert_eq!(
        found,
        [Recoverable {
            draft: after.draft(),
            is_new: false,
            labels: vec!["name a".to_owned()]
        }]
    );
    assert!(
        recoverable(desk.folder.path()).is_empty(),
        "someone works on it"
    );

    let Opened {
        mut session,
        recovery,
    } = after.open();
    let recovery = recovery.unwrap();
    assert_eq!(shown(&session), json!({"scenario_id": "s", "note": "n"}));
    assert_eq!(recovery.changes.len(), 1);
    assert_eq!(recovery.changes[0].address, "scenario");
    assert_eq!(recovery.changes[0].lines[1].text, "scenario_id: a");
    session.recover(recovery).unwrap();
    assert_eq!(shown(&session)["scenario_id"], "a");
    assert_eq!(session.typed(&note), Some("half"));
    assert!(session.is_dirty());
    name_it(&mut session, "b");
    session.save().unwrap();
    session.close();
    let session = after.open_clean();
    assert_eq!(labels(session.undo_labels()), ["name a", "name b"]);
    assert_eq!(session.typed(&note), Some("half"));
}

#[test]
fn discarded_changes_are_put_aside_and_undecided_ones_are_offered_again() {
    let desk = Desk::new(&json!({"scenario_id": "s"}));
    let mut session = desk.open_clean();
    name_it(&mut session, "a");
    session.close();
    let journal = fs::read(desk.journal()).unwrap();

    let opened = desk.open();
    assert!(opened.recovery.is_some());
    opened.session.close();
    assert_eq!(fs::read(desk.journal()).unwrap(), journal);

    let Opened {
        mut session,
        recovery,
    } = desk.open();
    session.discard(recovery.unwrap());
    assert!(session.notices()[0].contains(".journal.discarded"));
    name_it(&mut session, "b");
    session.save().unwrap();
    session.close();
    let aside = desk.at(".x.draft.json.journal.discarded");
    assert_eq!(fs::read(&aside).unwrap(), journal);
    assert_eq!(labels(desk.open_clean().undo_labels()), ["name b"]);
    assert!(recoverable(desk.folder.path()).is_empty());
}

#[test]
fn an_edit_before_the_decision_loses_neither() {
    let desk = Desk::new(&json!({"scenario_id": "s"}));
    let mut session = desk.open_clean();
    name_it(&mut session, "a");
    session.close();
    let Opened {
        mut session,
        recovery,
    } = desk.open();
    let slot = Slot::field(Entity::Scenario, "note");
    session.set(&slot, Some(json!("n"))).unwrap();
    session.recover(recovery.unwrap()).unwrap();
    assert_eq!(shown(&session), json!({"scenario_id": "a", "note": "n"}));
    session.undo();
    assert_eq!(shown(&session), json!({"scenario_id": "s", "note": "n"}));
    assert!(desk.at(".x.draft.json.journal.discarded").exists());
}

#[test]
fn unsaved_changes_meet_a_file_that_changed_meanwhile() {
    let desk = Desk::new(&json!({"scenario_id": "s", "note": "n", "spec_version": "1"}));
    let mut session = desk.open_clean();
    name_it(&mut session, "mine");
    let note = Slot::field(Entity::Scenario, "note");
    session.set(&note, Some(json!("mine"))).unwrap();
    session.close();
    let theirs = json!({"scenario_id": "theirs", "note": "n", "spec_version": "2"});
    fs::write(desk.draft(), written(&theirs)).unwrap();

    for (take, id) in [(Side::Mine, "mine"), (Side::Theirs, "theirs")] {
        let copy = Desk::empty();
        for name in desk.names() {
            fs::copy(desk.at(&name), copy.at(&name)).unwrap();
        }
        let Opened {
            mut session,
            recovery,
        } = copy.open();
        let mut recovery = recovery.unwrap();
        assert_eq!(recovery.conflicts.len(), 1);
        assert_eq!(recovery.conflicts[0].field, "scenario_id");
        recovery.conflicts[0].take = take;
        session.recover(recovery).unwrap();
        let merged = json!({"scenario_id": id, "note": "mine", "spec_version": "2"});
        assert_eq!(shown(&session), merged);
        assert!(session.is_dirty());
        session.save().unwrap();
        session.close();
        let mut session = copy.open_clean();
        assert_eq!(shown(&session), merged);
        session.undo();
        assert_eq!(shown(&session)["note"], "mine");
        assert_eq!(shown(&session)["spec_version"], "1");
    }
}

#[test]
fn a_new_draft_is_there_before_its_file_is() {
    let desk = Desk::empty();
    let draft = parsed(&json!({"scenario_id": "s"}));
    let mut session = Session::create(&desk.draft(), draft, Setting::default()).unwrap();
    assert!(session.is_dirty());
    let after = crashed(&desk, &mut session);
    assert!(after.journal().exists() && !after.draft().exists());
    let found = recoverable(after.folder.path());
    assert!(found.len() == 1 && found[0].is_new);
    let Opened {
        session: mut again,
        recovery,
    } = after.open();
    again.recover(recovery.unwrap()).unwrap();
    assert_eq!(shown(&again), json!({"scenario_id": "s"}));
    again.save().unwrap();
    assert!(!again.is_dirty());

    // Nobody opens it while it has no file and someone works on it.
    let held = Session::open(&desk.draft(), None, Setting::default()).unwrap_err();
    assert!(held.to_string().contains("has this draft open"), "{held}");
    session.save().unwrap();
    session.close();
    let there = Session::create(&desk.draft(), ScenarioDraft::default(), Setting::default());
    assert!(there.is_err());
}

#[test]
fn looking_at_a_draft_leaves_nothing_behind() {
    let desk = Desk::new(&json!({"scenario_id": "s"}));
    desk.open_clean().close();
    assert_eq!(desk.names(), ["x.draft.json"]);
}

#[test]
fn a_change_from_outside_is_a_step_of_the_history() {
    let desk = Desk::new(&json!({"scenario_id": "s"}));
    let mut session = desk.open_clean();
    name_it(&mut session, "a");
    session.save().unwrap();
    session.close();
    fs::write(desk.draft(), r#"{"scenario_id": "outside"}"#).unwrap();
    for _ in 0..2 {
        let session = desk.open_clean();
        assert!(!session.is_dirty());
        assert_eq!(shown(&session)["scenario_id"], "outside");
        assert_eq!(labels(session.undo_labels()), ["name a", "changed outside"]);
        session.close();
    }
}

#[test]
fn text_typed_into_a_field_stays_with_its_entity_until_the_field_is_set() {
    let desk = Desk::new(&json!({"conditions": [{"condition_id": "a"}, {"condition_id": "b"}]}));
    let mut session = desk.open_clean();
    let slot = |index| Slot::field(Entity::Condition(Key::Index(index)), "condition_id");
    session.keep_typed(&slot(1), Some("bett".to_owned()));
    session
        .edit("remove a", &Edit::Remove(Entity::Condition(Key::Index(0))))
        .unwrap();
    assert_eq!(session.typed(&slot(0)), Some("bett"));
    assert_eq!(session.typed(&slot(1)), None);
    session.set(&slot(0), Some(json!("better"))).unwrap();
    assert_eq!(session.typed(&slot(0)), None);
    assert!(session.kept.typed.is_empty());
}

#[test]
fn hostile_journals_are_put_aside_and_the_draft_opens() {
    let desk = Desk::new(&json!({"scenario_id": "s"}));
    let mut session = desk.open_clean();
    name_it(&mut session, "a");
    session.save().unwrap();
    session.close();
    let good = fs::read_to_string(desk.journal()).unwrap();
    let header = good.lines().next().unwrap().to_owned();
    for hostile in [
        Vec::new(),
        b"\n".to_vec(),
        vec![0; 100_000],
        b"\xff\xfe\n{}\n".to_vec(),
        "[".repeat(500_000).into_bytes(),
        format!("{}\n", "[".repeat(500_000)).into_bytes(),
        good.replacen("\"gatewright_journal\":1", "\"gatewright_journal\":2", 1)
            .into_bytes(),
        good.replacen("scenario_id", "scenario_ie", 1).into_bytes(),
        format!("{header}\n{{\"what\": 1}}\n").into_bytes(),
        format!("{header}\n\"undid\"\n").into_bytes(),
        format!("{header}\n{}\n", "{\"did\":".repeat(10_000)).into_bytes(),
    ] {
        fs::write(desk.journal(), &hostile).unwrap();
        let Opened {
            mut session,
            recovery,
        } = desk.open();
        assert_eq!(shown(&session), json!({"scenario_id": "a"}));
        let aside = desk.at(".x.draft.json.journal.damaged");
        assert_eq!(fs::read(&aside).unwrap(), hostile);
        assert!(session.notices()[0].contains(".damaged"));
        if let Some(recovery) = recovery {
            session.discard(recovery);
        }
        name_it(&mut session, "b");
        session.undo();
        session.close();
        assert_eq!(labels(desk.open_clean().redo_labels()), ["name b"]);
        assert!(!desk.at(".x.draft.json.journal.damaged.2").exists());
        fs::remove_file(aside).unwrap();
    }
}

#[test]
fn a_journal_that_cannot_be_written_is_told_once_and_tried_again() {
    let desk = Desk::new(&json!({"scenario_id": "s"}));
    let mut session = desk.open_clean();
    fs::create_dir(desk.journal()).unwrap();
    fs::write(desk.journal().join("in the way"), "").unwrap();
    name_it(&mut session, "a");
    session
        .kept
        .journal
        .as_mut()
        .unwrap()
        .finish(Snapshot::default);
    let notices = session.notices();
    assert!(
        notices.len() == 1 && notices[0].contains("cannot be kept"),
        "{notices:?}"
    );
    name_it(&mut session, "b");
    assert!(session.notices().is_empty());
    fs::remove_dir_all(desk.journal()).unwrap();
    let after = crashed(&desk, &mut session);
    assert!(session.notices()[0].contains("again"));
    assert_eq!(after.open().recovery.unwrap().labels, ["name a", "name b"]);
}

#[test]
#[cfg(unix)]
fn a_journal_that_someone_takes_away_is_written_anew_and_is_private() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new(&json!({"scenario_id": "s"}));
    let mut session = desk.open_clean();
    name_it(&mut session, "a");
    let _ = crashed(&desk, &mut session);
    fs::remove_file(desk.journal()).unwrap();
    name_it(&mut session, "b");
    session.close();
    assert_eq!(desk.open().recovery.unwrap().labels, ["name a", "name b"]);
    let mode = fs::metadata(desk.journal()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_long_history_keeps_its_last_steps() {
    let desk = Desk::new(&json!({"scenario_id": "s"}));
    let mut session = desk.open_clean();
    for step in 0..1_100 {
        name_it(&mut session, &step.to_string());
    }
    session.renew_journal();
    session.save().unwrap();
    session.close();
    let mut session = desk.open_clean();
    assert_eq!(session.undo_labels().count(), 1_000);
    while session.undo().is_some() {}
    assert_eq!(shown(&session), json!({"scenario_id": "99"}));
}

#[test]
fn a_save_that_came_through_without_its_record_is_not_asked_about() {
    let desk = Desk::new(&json!({"scenario_id": "s"}));
    let mut session = desk.open_clean();
    name_it(&mut session, "a");
    session.kept(Duration::from_secs(5));
    let after = crashed(&desk, &mut session);
    fs::write(after.draft(), written(&json!({"scenario_id": "a"}))).unwrap();

    let mut session = after.open_clean();
    assert!(!session.is_dirty());
    assert_eq!(shown(&session), json!({"scenario_id": "a"}));
    // The history is there as if the record had been written.
    assert_eq!(session.undo().as_deref(), Some("name a"));
    assert_eq!(shown(&session), json!({"scenario_id": "s"}));
}

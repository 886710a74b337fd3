//! Files that change under an open session.

use super::*;

fn change(desk: &Desk, document: &Value) {
    fs::write(desk.draft(), written(document)).unwrap();
}

#[test]
fn the_content_decides_whether_a_file_changed() {
    let desk = Desk::new(&json!({"scenario_id": "s"}));
    let session = desk.open_clean();
    assert_eq!(session.look(), Outside::Same);
    let text = fs::read(desk.draft()).unwrap();
    fs::write(desk.draft(), &text).unwrap();
    assert_eq!(session.look(), Outside::Same, "touched, not changed");
    change(&desk, &json!({"scenario_id": "t"}));
    assert_eq!(session.look(), Outside::Changed);
    fs::remove_file(desk.draft()).unwrap();
    assert_eq!(session.look(), Outside::Gone);
    fs::create_dir(desk.draft()).unwrap();
    assert!(matches!(session.look(), Outside::Unreadable(_)));
}

#[test]
fn a_changed_file_is_not_overwritten_unasked() {
    let desk = Desk::new(&json!({"scenario_id": "s"}));
    let mut session = desk.open_clean();
    name_it(&mut session, "mine");
    change(&desk, &json!({"scenario_id": "theirs"}));
    assert!(matches!(session.save(), Err(SaveError::Changed)));
    assert_eq!(on_disk(&desk.draft())["scenario_id"], "theirs");
    session.keep_mine().unwrap();
    assert!(session.is_dirty());
    session.save().unwrap();
    assert_eq!(on_disk(&desk.draft())["scenario_id"], "mine");
    change(&desk, &json!({"scenario_id": "again"}));
    let consent = Consent {
        over_other: true,
        ..Consent::default()
    };
    session.save_with(consent).unwrap();
    assert_eq!(on_disk(&desk.draft())["scenario_id"], "mine");
    // A file that is gone is made again.
    fs::remove_file(desk.draft()).unwrap();
    session.save().unwrap();
    session.close();
    assert_eq!(labels(desk.open_clean().undo_labels()), ["name mine"]);
}

#[test]
fn a_file_that_appeared_is_not_overwritten_by_a_new_draft() {
    let desk = Desk::empty();
    let draft = ScenarioDraft::default();
    let mut session = Session::create(&desk.draft(), draft, Setting::default()).unwrap();
    change(&desk, &json!({"scenario_id": "theirs"}));
    assert_eq!(session.look(), Outside::Changed);
    assert!(matches!(session.save(), Err(SaveError::Exists)));
}

#[test]
fn reloading_takes_theirs_and_undo_gives_mine_back() {
    let desk = Desk::new(&json!({"scenario_id": "s"}));
    let mut session = desk.open_clean();
    name_it(&mut session, "mine");
    change(&desk, &json!({"scenario_id": "theirs", "note": "n"}));
    session.reload().unwrap();
    assert!(!session.is_dirty());
    assert_eq!(
        shown(&session),
        json!({"scenario_id": "theirs", "note": "n"})
    );
    session.undo();
    assert!(session.is_dirty());
    assert_eq!(shown(&session), json!({"scenario_id": "mine"}));
    fs::write(desk.draft(), "no draft").unwrap();
    assert!(session.reload().is_err());
    assert_eq!(shown(&session), json!({"scenario_id": "mine"}));
}

#[test]
fn merging_is_one_step_and_what_is_left_is_dirty() {
    let desk = Desk::new(&json!({"scenario_id": "s", "note": "n", "spec_version": "1"}));
    let mut session = desk.open_clean();
    name_it(&mut session, "mine");
    let note = Slot::field(Entity::Scenario, "note");
    session.set(&note, Some(json!("mine"))).unwrap();
    change(
        &desk,
        &json!({"scenario_id": "theirs", "note": "n", "spec_version": "2"}),
    );
    let mut plan = session.plan_merge().unwrap();
    assert_eq!(plan.conflicts.len(), 1);
    let conflict = &mut plan.conflicts[0];
    assert_eq!(
        (&conflict.base, &conflict.mine, &conflict.theirs),
        (
            &Some(json!("s")),
            &Some(json!("mine")),
            &Some(json!("theirs"))
        )
    );
    conflict.take = Side::Theirs;
    session.merge(plan).unwrap();
    let merged = json!({"scenario_id": "theirs", "note": "mine", "spec_version": "2"});
    assert_eq!(shown(&session), merged);
    assert!(session.is_dirty());
    assert_eq!(session.look(), Outside::Same);
    session.close();

    // The merge is part of what a crash would leave.
    let Opened {
        mut session,
        recovery,
    } = desk.open();
    let recovery = recovery.unwrap();
    assert_eq!(recovery.changes[0].lines.len(), 2);
    session.recover(recovery).unwrap();
    assert_eq!(shown(&session), merged);
    session.save().unwrap();
    session.undo();
    assert_eq!(
        shown(&session),
        json!({"scenario_id": "mine", "note": "mine", "spec_version": "1"})
    );
}

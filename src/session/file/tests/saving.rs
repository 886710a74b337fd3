//! Saving, names, locks and specs.

use super::*;

#[test]
fn only_a_draft_that_differs_is_dirty() {
    let desk = Desk::new(&json!({"scenario_id": "s"}));
    let mut session = desk.open_clean();
    assert!(!session.is_dirty());
    name_it(&mut session, "a");
    assert!(session.is_dirty());
    name_it(&mut session, "s");
    assert!(!session.is_dirty(), "the same content by another way");
    session.undo();
    session.save().unwrap();
    assert_eq!(on_disk(&desk.draft()), json!({"scenario_id": "a"}));
    session.undo();
    assert!(session.is_dirty());
    name_it(&mut session, "b");
    name_it(&mut session, "c");
    session.undo();
    assert!(session.is_dirty(), "the saved state is out of reach");
    assert_eq!(session.name(), "x.draft.json");
}

#[test]
fn the_second_session_on_a_file_only_reads() {
    let desk = Desk::new(&json!({"scenario_id": "s"}));
    let mut first = desk.open_clean();
    let mut second = desk.open_clean();
    assert!(second.is_read_only() && !first.is_read_only());
    assert_eq!(
        second.read_only_because(),
        Some("this program itself has this draft open")
    );
    let edit = Edit::Remove(Entity::Scenario);
    assert!(matches!(
        second.edit("x", &edit),
        Err(EditError::ReadOnly(_))
    ));
    assert!(matches!(second.save(), Err(SaveError::ReadOnly(_))));
    name_it(&mut first, "a");
    first.save().unwrap();
    assert_eq!(second.look(), Outside::Changed);
    second.reload().unwrap();
    assert_eq!(shown(&second)["scenario_id"], "a");
    assert!(second.undo().is_none());
    second
        .save_as(&desk.at("y.draft.json"), Consent::default())
        .unwrap();
    assert!(!second.is_read_only());
    name_it(&mut second, "y");
    first.close();
    second.save().unwrap();
    second.close();
    assert!(!desk.open_clean().is_read_only());
    assert_eq!(
        on_disk(&desk.at("y.draft.json")),
        json!({"scenario_id": "y"})
    );
}

#[test]
#[cfg(unix)]
fn a_link_stays_a_link_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let desk = Desk::new(&json!({"scenario_id": "s"}));
    fs::set_permissions(desk.draft(), fs::Permissions::from_mode(0o640)).unwrap();
    let link = desk.at("link.json");
    symlink("x.draft.json", &link).unwrap();
    let mut session = Session::open(&link, None, Setting::default())
        .unwrap()
        .session;
    assert!(desk.open().session.is_read_only(), "one file, one lock");
    name_it(&mut session, "a");
    session.save().unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(on_disk(&desk.draft()), json!({"scenario_id": "a"}));
    let mode = fs::metadata(desk.draft()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[test]
fn what_could_not_be_read_is_neither_hidden_nor_overwritten() {
    let desk = Desk::empty();
    let text = r#"{"scenario_id": "s", "namespace_id": "one", "colour": "red"}"#;
    fs::write(desk.draft(), text).unwrap();
    let mut session = desk.open_clean();
    assert_eq!(session.problems().len(), 2);
    let about = |session: &Session, pointer: &str| session.findings_within(pointer).count();
    assert_eq!(about(&session, "/colour"), 1);
    let errors = session.counts().errors;
    name_it(&mut session, "a");
    assert_eq!(about(&session, "/colour"), 1);
    assert!(matches!(session.save(), Err(SaveError::LeavesOut(2))));
    assert!(matches!(
        session.write_spec(&desk.at("x.spec.json")),
        Err(SaveError::LeavesOut(2))
    ));
    assert_eq!(fs::read_to_string(desk.draft()).unwrap(), text);
    let consent = Consent {
        left_out: true,
        ..Consent::default()
    };
    session.save_with(consent).unwrap();
    assert_eq!(on_disk(&desk.draft()), json!({"scenario_id": "a"}));
    let copy = desk.at("x.draft.json.original");
    assert_eq!(fs::read_to_string(copy).unwrap(), text);
    assert_eq!(about(&session, "/colour"), 0);
    assert_eq!(session.counts().errors, errors - 2);
}

#[test]
fn what_is_no_draft_is_refused_with_place_and_cure() {
    let desk = Desk::empty();
    let mut cases = vec![
        (desk.at("none"), "it does not exist"),
        (desk.folder.path().to_owned(), "it is a folder"),
    ];
    for (name, content, message) in [
        ("broken", "{\"a\": ", "cannot read this file"),
        ("empty", "", "it is empty"),
        ("list", "[]", "expected an object"),
    ] {
        fs::write(desk.at(name), content).unwrap();
        cases.push((desk.at(name), message));
    }
    let big = desk.at("big");
    fs::File::create(&big).unwrap().set_len(17 << 20).unwrap();
    cases.push((big, "the limit is"));
    for (path, message) in cases {
        let error = Session::open(&path, None, Setting::default()).unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
        let found = &error.report.diagnostics[0];
        assert_eq!(found.primary.file.as_deref(), path.to_str());
        assert!(!found.help.is_empty(), "{error}");
    }
    assert!(!desk.names().iter().any(|name| name.starts_with('.')));
}

#[test]
fn another_name_starts_with_the_whole_history() {
    let desk = Desk::new(&json!({"scenario_id": "s"}));
    let mut session = desk.open_clean();
    name_it(&mut session, "a");
    let other = desk.at("y.draft.ron");
    fs::write(&other, "()").unwrap();
    assert!(matches!(
        session.save_as(&other, Consent::default()),
        Err(SaveError::Exists)
    ));
    let consent = Consent {
        over_other: true,
        ..Consent::default()
    };
    session.save_as(&other, consent).unwrap();
    assert!(!session.is_dirty());
    assert_eq!(session.format(), Format::Ron);
    assert_eq!(on_disk(&desk.draft()), json!({"scenario_id": "s"}));
    session.close();
    desk.open_clean().close();
    let again = Session::open(&other, None, Setting::default()).unwrap();
    assert!(again.recovery.is_none());
    assert_eq!(labels(again.session.undo_labels()), ["name a"]);
}

#[test]
fn a_draft_without_a_file_gets_one() {
    let desk = Desk::empty();
    let mut session = Session::of_draft(ScenarioDraft::default(), Setting::default());
    assert!(!session.is_dirty());
    assert_eq!(session.name(), "new draft");
    name_it(&mut session, "a");
    assert!(session.is_dirty());
    assert_eq!(
        (session.name().as_str(), session.look()),
        ("a", Outside::NoFile)
    );
    assert!(matches!(session.save(), Err(SaveError::NoPath)));
    let nowhere = desk.at("none/x.json");
    let refused = session.save_as(&nowhere, Consent::default()).unwrap_err();
    assert_eq!(refused.to_string(), "its folder does not exist");
    session.save_as(&desk.draft(), Consent::default()).unwrap();
    session.close();
    assert_eq!(labels(desk.open_clean().undo_labels()), ["name a"]);
}

#[test]
fn a_spec_becomes_a_draft_and_a_draft_a_spec() {
    let desk = Desk::empty();
    let spec = desk.at("x.spec.json");
    let text = r#"{"conditions":[],"default_tenant_id":null,"namespace_id":7,"policies":[],"scenario_id":"s","schemas":[],"spec_version":"1","stages":[{"advance_to":{"kind":"terminal"},"entry_packets":[],"gates":[],"on_timeout":"fail","stage_id":"a","timeout":null}]}"#;
    fs::write(&spec, text).unwrap();
    let mut session = Session::import(&spec, None, Setting::default()).unwrap();
    assert_eq!(session.path(), Some(desk.draft().as_path()));
    assert!(session.is_dirty() && !desk.draft().exists());
    let again = desk.at("again.spec.json");
    let hash = session.write_spec(&again).unwrap();
    let bytes = fs::read(&again).unwrap();
    assert_eq!(record::hash_of(&bytes), hash.to_string());
    assert_eq!(String::from_utf8(bytes).unwrap(), text);
    assert!(matches!(
        session.write_spec(&desk.draft()),
        Err(SaveError::Exists)
    ));
    let id = Slot::field(Entity::Scenario, "scenario_id");
    let remove = id.set(session.draft(), None).unwrap();
    session.edit("remove the name", &remove).unwrap();
    assert!(matches!(
        session.write_spec(&again),
        Err(SaveError::Refused(_))
    ));
    session.save().unwrap();
    session.close();
    let error = Session::import(&spec, None, Setting::default()).unwrap_err();
    assert_eq!(error.to_string(), "a file of this name is there");
    fs::write(&spec, "{}").unwrap();
    assert!(Session::import(&spec, None, Setting::default()).is_err());
}

#[test]
fn what_could_not_be_read_again_is_not_written() {
    let desk = Desk::empty();
    let ron = desk.at("x.draft.ron");
    fs::write(&ron, "(scenario_id: \"s\")").unwrap();
    let mut session = Session::open(&ron, None, Setting::default())
        .unwrap()
        .session;
    let deep = (0..40).fold(json!(1), |value, _| json!([value]));
    let slot = Slot::field(Entity::Scenario, "extensions");
    session.set(&slot, Some(deep)).unwrap();
    assert!(matches!(session.save(), Err(SaveError::Unfit(_))));
    let huge = "x".repeat(17 << 20);
    session.set(&slot, Some(json!(huge))).unwrap();
    assert!(matches!(session.save(), Err(SaveError::Unfit(_))));
    assert_eq!(fs::read_to_string(&ron).unwrap(), "(scenario_id: \"s\")");
}

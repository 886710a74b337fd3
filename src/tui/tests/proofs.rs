//! Proofs of large drafts, made beside the screen while the author goes on.

use std::sync::mpsc::{Receiver, channel};

use serde_json::{Value, json};

use crate::draft::{ChildKey, Edit, Entity, Key};
use crate::tui::App;
use crate::tui::event::Event;
use crate::tui::testing::{app, press, screen};
use crate::tui::work::Waker;

/// More than is proved at once.
const CONDITIONS: usize = 420;

/// Returns a large draft with a gate of which a part is redundant.
fn large() -> Value {
    let condition = |index: usize| {
        json!({"condition_id": format!("c{index}"), "comparator": "exists", "policy_tags": [],
            "query": {"provider_id": "env", "check_id": "get", "params": {"key": format!("K{index}")}}})
    };
    let all: Vec<Value> = (0..CONDITIONS).map(condition).collect();
    let stage = json!({"stage_id": "s", "entry_packets": [], "timeout": null, "on_timeout": "fail",
        "advance_to": {"kind": "terminal"},
        "gates": [{"gate_id": "g", "requirement": "c1 and (c1 or c2)"}]});
    json!({"scenario_id": "s", "namespace_id": 7, "spec_version": "1", "conditions": all,
        "stages": [stage], "policies": [], "schemas": []})
}

fn edit(app: &mut App, edit: &Edit) {
    app.with_cx(|cx| cx.session.edit("change", edit)).unwrap();
}

fn without(index: usize) -> Edit {
    Edit::Remove(Entity::Condition(Key::Index(index)))
}

fn is_told(app: &App) -> bool {
    let mut found = app.session().findings();
    found.any(|found| found.code.as_str() == "GW0408")
}

/// Connects an app to a loop that is woken by work; returns what hears it.
fn connected(app: &mut App) -> Receiver<()> {
    let (woke, woken) = channel();
    app.connect(Some(Waker::new(move || {
        let _ = woke.send(());
    })));
    woken
}

#[test]
fn what_was_proved_stays_until_it_is_proved_again() {
    let mut app = app(&large());
    assert!(app.session().is_proved() && is_told(&app));
    edit(&mut app, &without(0));
    assert!(!app.session().is_proved() && is_told(&app));
    app.update(Event::Idle);
    assert!(app.session().is_proved() && is_told(&app));
}

#[test]
fn what_is_proved_of_an_earlier_draft_does_not_count() {
    let mut app = app(&large());
    let woken = connected(&mut app);
    edit(&mut app, &without(0));
    let pause = app.patience();
    app.update(Event::Idle);
    assert_ne!(app.patience(), pause, "nobody proves it twice");
    edit(&mut app, &without(9));
    woken.recv().unwrap();
    app.update(Event::Done);
    assert!(!app.session().is_proved());
    assert_eq!(app.patience(), pause);
    app.update(Event::Idle);
    woken.recv().unwrap();
    app.update(Event::Done);
    assert!(app.session().is_proved() && is_told(&app));
}

#[test]
fn a_cure_is_offered_only_for_the_draft_as_it_is() {
    let mut app = app(&large());
    press(&mut app, "3 f");
    assert!(screen(&mut app, 100, 30).contains("cures"));
    press(&mut app, "esc");
    let place = ChildKey::Place { stage: 0, index: 0 };
    edit(
        &mut app,
        &Edit::Set {
            entity: Entity::Gate(place),
            field: "requirement".to_owned(),
            value: Some(json!("c1 or c2")),
        },
    );
    assert!(is_told(&app));
    press(&mut app, "f");
    assert!(!is_told(&app));
    assert!(screen(&mut app, 100, 30).contains("there is no ready cure here"));
}

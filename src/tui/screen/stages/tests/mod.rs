//! The screen: keys in, drafts and screens out.

mod graph;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::draft::{ChildKey, Entity, Key, Slot};
use crate::tui::App;
use crate::tui::testing::{app, draft, press, screen, styles};

fn gate(id: &str) -> Value {
    json!({"gate_id": id, "requirement": "ok"})
}

fn rule(gate: &str, outcome: &str, to: &str) -> Value {
    json!({"gate_id": gate, "outcome": outcome, "next_stage_id": to})
}

/// Returns a stage with one gate that advances somehow.
fn stage(id: &str, advance: &Value) -> Value {
    json!({"stage_id": id, "entry_packets": [], "gates": [gate(&format!("{id}-gate"))],
        "advance_to": advance, "on_timeout": "fail"})
}

fn linear(id: &str) -> Value {
    stage(id, &json!({"kind": "linear"}))
}

fn terminal(id: &str) -> Value {
    json!({"stage_id": id, "entry_packets": [], "gates": [],
        "advance_to": {"kind": "terminal"}, "on_timeout": "fail"})
}

/// Returns a scenario in which only the stages may be wrong.
fn scenario(stages: &Value) -> Value {
    json!({
        "scenario_id": "release", "namespace_id": 2, "spec_version": "1",
        "conditions": [{"condition_id": "ok",
            "query": {"provider_id": "env", "check_id": "get", "params": {"key": "OK"}},
            "comparator": "exists", "policy_tags": []}],
        "stages": stages, "policies": [],
        "schemas": [{"schema_id": "n", "version": "1"}],
    })
}

fn release() -> Value {
    scenario(&json!([
        {"stage_id": "build", "entry_packets": [], "gates": [gate("quality"), gate("review")],
         "advance_to": {"kind": "branch", "default": "denied", "branches": [
             rule("quality", "true", "ship"), rule("quality", "false", "denied")]},
         "timeout": {"timeout_ms": 1_800_000, "policy_tags": []},
         "on_timeout": "alternate_branch"},
        {"stage_id": "ship", "entry_packets": [{"packet_id": "notes", "schema_id": "n",
            "content_type": "application/json", "visibility_labels": ["team"], "policy_tags": [],
            "payload": {"kind": "json", "value": 1}}],
         "gates": [], "advance_to": {"kind": "terminal"}, "on_timeout": "fail"},
        terminal("denied"),
    ]))
}

fn stages(app: &App) -> Value {
    draft(app)["stages"].clone()
}

/// Returns the rows between the frame's lines.
fn body(app: &mut App, width: u16, height: u16) -> String {
    let text = screen(app, width, height);
    let lines: Vec<&str> = text.lines().collect();
    let body = lines.get(3..lines.len() - 3).unwrap_or_default();
    body.join("\n").trim_end().to_owned()
}

#[test]
fn without_stages_the_screen_says_what_a_stage_is_and_adds_one() {
    let mut app = app(&scenario(&json!([])));
    press(&mut app, "4");
    assert_snapshot!(body(&mut app, 60, 20), @r##"
stages 0           │
                   │
No stage yet. A    │
run goes from      │
stage to stage as  │
their gates come   │
true. Press a to   │
add the first; a   │
run starts there.  │
                   │
                   │
                   │
                   │
                   │
"##);
    press(&mut app, "a");
    assert_eq!(
        stages(&app),
        json!([{"stage_id": "stage", "entry_packets": [], "gates": [], "on_timeout": "fail"}])
    );
    press(&mut app, "u n n");
    assert_eq!(stages(&app).as_array().unwrap().len(), 1);
}

#[test]
fn a_branch_tells_the_fate_of_each_rule_and_what_its_timeout_does() {
    let mut app = app(&release());
    press(&mut app, "4");
    assert_snapshot!(body(&mut app, 120, 40), @r##"
    stages 3                             │   build                                                        entered at start
                                         │   name              build
    › ✗ 1 build   branch, 2 gates        │   on entry          no packets
      ✓ 2 ship    terminal               │   gates             2, all true at the same time
      ✓ 3 denied  terminal               │ ✓   quality         ok
                                         │ ✓   review          ok
                                         │   advances          branch
                                         │     rules           the first that matches is taken
                                         │ ✓   ▸ 1 quality is true → ship      live: taken whenever the stage passes
                                         │ ✗   ▸ 2 quality is false → denied   dead: a stage is left only when every gate…
                                         │     otherwise       denied          live: taken by the timeout, and only then
                                         │     As soon as all its gates are true at the same time, the run goes to `ship`
                                         │     by rule 1.
                                         │   timeout           30 min
                                         │   on timeout        alternate_branch
                                         │     timeout tags    –
                                         │     On the first tick 30 min or more after entering `build`, whatever the
                                         │     evidence, the run goes to `denied`.
                                         │     While `env` or verified evidence is out: times out into `denied` after 30
                                         │     min.
                                         │   note              –
                                         │
                                         │   graph
                                         │       ┌───────┐                           ┌────────────────┐
                                         │   ●──▶│ build ├─ 1 quality is true ──────▶│ ship           │ ◼
                                         │       │       ├┈ ✗ 2 quality is false ┈┐  └────────────────┘
                                         │       │       ├╌ 30 min ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┤  ┌────────────────┐
                                         │       └───────┘                        └╌▶│ denied         │ ◼
                                         │                                           │ ! timeout only │
                                         │                                           └────────────────┘
                                         │
                                         │
                                         │
                                         │
    "##);
    press(&mut app, "enter down down down down down down down");
    assert_snapshot!(body(&mut app, 80, 24), @r##"
stages 3                 │   build                            entered at start
                         │   on entry          no packets
› ✗ 1 build   branch, 2… │   gates             2, all true at the same time
  ✓ 2 ship    terminal   │ ✓   quality         ok
  ✓ 3 denied  terminal   │ ✓   review          ok
                         │   advances          branch
                         │     rules           the first that matches is taken
                         │ ✓›  ▸ 1 quality is true → ship      live: taken wh…
                         │ ✗   ▸ 2 quality is false → denied   dead: a stage …
                         │     otherwise       denied          live: taken by…
                         │     As soon as all its gates are true at the same
                         │     time, the run goes to `ship` by rule 1.
                         │   timeout           30 min
                         │   on timeout        alternate_branch
                         │
                         │   Rule 1 is live: taken whenever the stage passes.
                         │
                         │
"##);
    assert_snapshot!(body(&mut app, 60, 20), @r##"
stages 3           │   build              entered at start
                   │   gates          2, all true at the …
› ✗ 1 build   bra… │ ✓   quality      ok
  ✓ 2 ship    ter… │ ✓   review       ok
  ✓ 3 denied  ter… │   advances       branch
                   │     rules        the first that matc…
                   │ ✓›  ▸ 1 quality is true → ship      …
                   │ ✗   ▸ 2 quality is false → denied   …
                   │     otherwise    denied             …
                   │     As soon as all its gates are true
                   │     at the same time, the run goes to
                   │
                   │   Rule 1 is live: taken whenever the
                   │   stage passes.
"##);
    let styles = styles(&mut app, 60, 20);
    let lines: Vec<&str> = styles.lines().collect();
    assert_eq!(
        lines[9],
        "....................d.rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr."
    );
}

#[test]
fn what_is_not_decided_is_told_and_decided_with_one_key() {
    let mut undecided = stage("a", &json!({"kind": "branch"}));
    let map = undecided.as_object_mut().unwrap();
    map.remove("gates");
    map.remove("entry_packets");
    let mut app = app(&scenario(&json!([undecided, {}])));
    press(&mut app, "4 enter");
    assert_snapshot!(body(&mut app, 80, 24), @r##"
    stages 2                 │   a                                entered at start
                             │  ›name           a
    › ○ 1 a        branch    │ ○ on entry       not decided yet: ⏎ for none, p fo…
      ○ 2 stage 2  leads ?   │ ○ gates          not decided yet
                             │   advances       branch
                             │ ○   rules        not decided yet: ⏎ for none, r fo…
                             │ ○   otherwise *  –   not known yet: the branch is …
                             │   timeout        –
                             │   on timeout     fail
                             │   note           –
                             │
                             │   Names the stage, unlike any other stage.
                             │
                             │
                             │
                             │
                             │
                             │
    "##);
    press(&mut app, "down enter down down down enter");
    assert_eq!(stages(&app)[0]["entry_packets"], json!([]));
    assert_eq!(stages(&app)[0]["advance_to"]["branches"], json!([]));
}

#[test]
fn packets_unfold_and_are_filled_in_their_place() {
    let mut app = app(&release());
    press(&mut app, "4 down enter down down enter");
    assert_snapshot!(body(&mut app, 100, 30), @r##"
    stages 3                       │   ship                        entered from `build` when it passes
                                   │   name                ship
      ✗ 1 build   branch, 2 gates  │   on entry            1 packet
    › ✓ 2 ship    terminal         │ ✓   ▾ notes           application/json · for team
      ✓ 3 denied  terminal         │  ›    name            notes
                                   │       schema          n
                                   │       content type    application/json
                                   │       visible to      team
                                   │       tags            –
                                   │       expires         never
                                   │       payload         json
                                   │         value         1
                                   │       note            –
                                   │     `notes` is released only after `quality` and `review` were
                                   │     true.
                                   │   gates               none
                                   │   advances            terminal
                                   │     At once, for it has no gates, the run completes.
                                   │   timeout             –
                                   │
                                   │   Names the packet, unlike any other packet of the scenario.
                                   │
                                   │
                                   │
    "##);
    press(&mut app, "p");
    assert_eq!(stages(&app)[1]["entry_packets"][1]["packet_id"], "packet-2");
    press(&mut app, "down enter \"n\" enter");
    assert_eq!(stages(&app)[1]["entry_packets"][1]["schema_id"], "n");
    press(
        &mut app,
        "down down down down down enter \"bytes\" enter down enter \"hex:00ff\" enter",
    );
    assert_eq!(
        stages(&app)[1]["entry_packets"][1]["payload"],
        json!({"kind": "bytes", "bytes": [0, 255]})
    );
    // Out of the fields to the packet, which then moves and goes.
    press(&mut app, "esc K");
    assert_eq!(stages(&app)[1]["entry_packets"][0]["packet_id"], "packet-2");
    press(&mut app, "D");
    assert_eq!(
        stages(&app)[1]["entry_packets"].as_array().unwrap().len(),
        1
    );
    press(&mut app, "esc");
    assert_eq!(app.screen().here(app.session()).unwrap().path, "");
}

#[test]
fn rules_are_picked_and_ordered() {
    let mut app = app(&release());
    press(&mut app, "4 r");
    assert!(screen(&mut app, 100, 30).contains("┌─ go to ─"));
    press(&mut app, "\"ship\" enter");
    let rules = |app: &App| stages(app)[0]["advance_to"]["branches"].clone();
    assert_eq!(rules(&app)[2], rule("quality", "true", "ship"));
    assert!(body(&mut app, 120, 40).contains("▾ 3 quality is true → ship"));
    press(&mut app, "up enter \"unknown\" enter");
    assert_eq!(rules(&app)[2], rule("quality", "unknown", "ship"));
    press(&mut app, "esc K K");
    assert_eq!(rules(&app)[0], rule("quality", "unknown", "ship"));
    assert!(
        body(&mut app, 120, 40)
            .contains("1 quality is unknown → ship   live: taken when the timeout")
    );
    press(&mut app, "D");
    assert_eq!(rules(&app).as_array().unwrap().len(), 2);
    press(&mut app, "u u u u u u");
    assert_eq!(draft(&app), draft(&self::app(&release())));
}

#[test]
fn stages_are_copied_moved_and_deleted_with_what_refers_to_them() {
    let ids = |app: &App| -> Vec<String> {
        let all = stages(app);
        let all = all.as_array().unwrap().iter();
        all.map(|stage| stage["stage_id"].as_str().unwrap().to_owned())
            .collect()
    };
    let mut app = app(&release());
    press(&mut app, "4 down d");
    assert_eq!(ids(&app), ["build", "ship", "ship-2", "denied"]);
    press(&mut app, "K K K J");
    assert_eq!(ids(&app), ["build", "ship-2", "ship", "denied"]);
    press(&mut app, "D");
    assert_eq!(ids(&app), ["build", "ship", "denied"]);
    press(&mut app, "D");
    assert_eq!(ids(&app), ["build", "denied"]);
    assert!(
        screen(&mut app, 100, 30)
            .contains("deleted stage `ship`; stage `build` still refers to it")
    );
    press(&mut app, "D D u u u");
    assert_eq!(ids(&app), ["build", "ship", "denied"]);
}

#[test]
fn places_are_gone_to_and_told_back() {
    let mut app = app(&release());
    let at = Key::Index;
    for (entity, path) in [
        (Entity::Stage(at(2)), ""),
        (Entity::Stage(at(0)), "/timeout/timeout_ms"),
        (Entity::Stage(at(1)), "/entry_packets"),
        (Entity::Stage(at(0)), "/advance_to/branches"),
        (Entity::Stage(at(0)), "/advance_to"),
        (
            Entity::Packet(ChildKey::Place { stage: 1, index: 0 }),
            "/payload/value",
        ),
        (Entity::Packet(ChildKey::Place { stage: 1, index: 0 }), ""),
        (
            Entity::Rule {
                stage: at(0),
                index: 1,
            },
            "/next_stage_id",
        ),
    ] {
        let slot = Slot {
            entity,
            path: path.to_owned(),
        };
        app.go(&slot);
        assert_eq!(app.screen().here(app.session()), Some(slot));
    }
    press(&mut app, "enter \"denied\" enter");
    assert_eq!(
        stages(&app)[0]["advance_to"]["branches"][1]["next_stage_id"],
        "denied"
    );
    // The gates have a screen of their own.
    app.go(&Slot::field(Entity::Stage(at(0)), "timeout"));
    press(&mut app, "home down down enter");
    assert_eq!(app.step, crate::session::Step::Gates);
}

#[test]
fn the_whole_screen_graph_leads_to_a_stage() {
    let mut app = app(&release());
    press(&mut app, "4 g right down enter");
    let here = app.screen().here(app.session()).unwrap();
    assert_eq!(here.entity, Entity::Stage(Key::Index(2)));
    press(&mut app, "g left esc");
    assert_eq!(app.screen().here(app.session()), Some(here));
}

#[test]
fn no_size_and_no_draft_breaks_the_screen() {
    for draft in [
        json!({}),
        release(),
        scenario(&json!([{}, {"advance_to": {"kind": "branch"}}])),
    ] {
        for keys in ["4", "4 enter end", "4 g", "4 p", "4 r"] {
            let mut app = app(&draft);
            press(&mut app, keys);
            for (width, height) in [(40, 12), (41, 30), (200, 12), (60, 13)] {
                let _ = screen(&mut app, width, height);
            }
        }
    }
}

/// Three stages of which the second cannot pass and the third is entered by its timeout alone.
fn stuck() -> Value {
    let condition = |id: &str| {
        json!({"condition_id": id, "query": {"provider_id": "env", "check_id": "get",
            "params": {"key": id}}, "comparator": "equals", "expected": "yes", "policy_tags": []})
    };
    let stage = |id: &str, need: &str, next: &str, timeout: Value| {
        json!({"stage_id": id, "entry_packets": [{"packet_id": format!("p_{id}"),
            "schema_id": "s", "content_type": "text/plain", "visibility_labels": [],
            "policy_tags": [], "expiry": null, "payload": {"kind": "json", "value": 1}}],
            "gates": [{"gate_id": format!("g_{id}"), "requirement": need}],
            "advance_to": {"kind": next}, "timeout": timeout, "on_timeout": "advance_with_flag"})
    };
    let late = json!({"timeout_ms": 60000, "policy_tags": []});
    json!({"scenario_id": "stuck", "namespace_id": 2, "spec_version": "1",
        "conditions": [condition("a"), condition("b")],
        "stages": [stage("first", "a", "linear", Value::Null),
            stage("wall", "a and not a", "linear", late),
            stage("last", "b", "terminal", Value::Null)],
        "policies": [], "schemas": [{"schema_id": "s", "version": null, "uri": null}]})
}

#[test]
fn packets_stages_and_the_graph_say_what_is_proved() {
    let mut app = app(&stuck());
    press(&mut app, "4 down");
    let shown = screen(&mut app, 120, 40);
    assert!(
        shown.contains("`p_wall` is released only after `g_first` was true"),
        "{shown}"
    );
    assert!(shown.contains("`wall` can never pass, and its timeout leads to `last`"));
    // In the graph it is worded, behind a mark that the colour only repeats.
    assert!(shown.contains("✗ cannot pass"), "{shown}");
    assert!(shown.contains("✗ passes"), "{shown}");
    press(&mut app, "down");
    let shown = screen(&mut app, 120, 40);
    assert!(
        shown.contains("`last` is entered only after a timeout"),
        "{shown}"
    );
    assert!(
        shown.contains("While `env` or verified evidence is out: holds"),
        "{shown}"
    );
    assert!(shown.contains("without `g_wall`"), "{shown}");
    press(&mut app, "g");
    assert!(screen(&mut app, 120, 40).contains("! timeout only"));
}

#[test]
fn outages_are_told_for_all_stages() {
    let mut app = app(&stuck());
    press(&mut app, "4 o");
    let shown = screen(&mut app, 120, 40);
    for line in [
        "while `env` is out, no run can complete",
        "! first: holds as long as it lasts",
        "· wall: cannot pass anyway",
        "without an outage",
    ] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
    for (width, height) in [(80, 24), (60, 20)] {
        assert!(screen(&mut app, width, height).contains("while `env` is out"));
    }
    press(&mut app, "esc");
    assert!(!screen(&mut app, 120, 40).contains("no run can complete"));
}

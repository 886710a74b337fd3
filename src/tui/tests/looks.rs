//! Screens at 120×40, 80×24 and 60×20, empty, filled and with errors.

use serde_json::{Value, json};

use crate::tui::app::App;
use crate::tui::testing::{app, draft, press, screen, styles};

/// A scenario with one of everything and nothing wrong with it.
pub(super) fn filled() -> Value {
    json!({
        "draft_version": 1, "scenario_id": "release", "namespace_id": 7, "spec_version": "2",
        "note": "Ships when the tests pass.",
        "conditions": [
            {"condition_id": "tests_ok", "query": {"provider_id": "json", "check_id": "path",
                "params": {"file": "report.json", "jsonpath": "$.ok"}}, "comparator": "equals",
                "expected": true, "policy_tags": []},
            {"condition_id": "site_up", "query": {"provider_id": "http", "check_id": "status",
                "params": {"url": "https://example.org"}}, "comparator": "in_set",
                "expected": [200, 204], "policy_tags": ["net"]}],
        "stages": [
            {"stage_id": "build", "entry_packets": [],
                "gates": [{"gate_id": "quality", "requirement": "tests_ok and site_up"}],
                "advance_to": {"kind": "linear"}, "timeout": {"timeout_ms": 3_600_000, "policy_tags": []},
                "on_timeout": "fail"},
            {"stage_id": "ship", "entry_packets": [{"packet_id": "notes", "schema_id": "text",
                "content_type": "text/plain", "visibility_labels": ["public"], "policy_tags": [],
                "expiry": null, "payload": {"kind": "json", "value": {"go": true}}}],
                "gates": [], "advance_to": {"kind": "terminal"}, "timeout": null, "on_timeout": "fail"}],
        "policies": [{"policy_id": "p1", "description": null}],
        "schemas": [{"schema_id": "text", "version": null, "uri": null}],
    })
}

/// The same with something wrong or missing in each step.
pub(super) fn wrong() -> Value {
    let mut draft = filled();
    draft["namespace_id"] = json!(1);
    draft["spec_version"] = Value::Null;
    draft["conditions"][0]["comparator"] = json!("contains");
    draft["conditions"][1]["query"]["params"] = json!({"adress": "x\u{1b}[31m\u{202e}y"});
    draft["stages"][0]["gates"][0]["requirement"] = json!("tests_ok and sight_up");
    draft["stages"][1]["stage_id"] = json!("build");
    draft["schemas"] = json!([]);
    draft
}

/// Shows a step of a draft at a size.
fn step(draft: &Value, keys: &str, width: u16, height: u16) -> (App, String) {
    let mut app = app(draft);
    press(&mut app, keys);
    let shown = screen(&mut app, width, height);
    (app, shown)
}

#[test]
fn an_empty_scenario_says_what_comes_first() {
    let (mut app, shown) = step(&json!({}), "", 80, 24);
    insta::assert_snapshot!(shown, @r"
     gatewright  unnamed · new draft                                           ○ 7
     1 Scenario ○3  2 ○1  3  4 ○1  5 ○2  6
    ────────────────────────────────────────────────────────────────────────────────
     ○›name *            –
     ○ namespace *       –
     ○ version *         –
       default tenant    –
       data shape        none
       title             –
       note              –

       ○ `scenario_id` is missing
       name the scenario
       Names the scenario on the server, once and for all. Letters, digits, `-` and
       `_` read best.






    ────────────────────────────────────────────────────────────────────────────────
     next n  Name the scenario: give it an id.
     ⏎ open  ctrl-e $EDITOR  ↓ down  ↑ up  ? all commands  : palette  q leave
    ");
    insta::assert_snapshot!(styles(&mut app, 80, 24), @r"
    .ddddddddddddbbbbbbbdddddddddddd................................................
    .rrrrrrrrrrrrr..b.....b..b.....b.....b..........................................
    dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    .rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr.
    ...ddddddddddd.......d..........................................................
    ...ddddddddd.........d..........................................................
    ...dddddddddddddd....d..........................................................
    ...dddddddddd...................................................................
    ...ddddd.............d..........................................................
    ...dddd..............d..........................................................
    ................................................................................
    ................................................................................
    ...ddddddddddddddddd............................................................
    ...dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd.
    ...dddddddddddddd...............................................................
    ................................................................................
    ................................................................................
    ................................................................................
    ................................................................................
    ................................................................................
    ................................................................................
    dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    .dddddbdd.......................................................................
    .bddddd..bbbbbbdddddddd..bddddd..bddd..bddddddddddddd..bdddddddd..bdddddd.......
    ");
    press(&mut app, "n \"demo\" enter");
    assert_eq!(draft(&app)["scenario_id"], "demo");
}

#[test]
fn conditions_at_three_sizes() {
    insta::assert_snapshot!(step(&filled(), "2 down", 120, 40).1, @r"
     gatewright  release · release
     1 Scenario ✓   2 Conditions ✓   3 Gates ✓   4 Stages ✓   5 References ✓   6 Review
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     conditions 2                         │  ›name        site_up
                                          │   ask         http · status
       ✓ tests_ok                         │     url       https://example.org
         json·path exactly true           │   compare     in_set
     › ✓ site_up                          │   expected    200, 204
         http·status one of 200 or 204    │   tags        net
                                          │   trust       default
                                          │   note        –
                                          │
                                          │   asks     The status code that an address answers with.
                                          │   type     integer · depends on the world outside
                                          │   reads    the status code that an address answers with (`https://example.org`)
                                          │            is one of 200 or 204
                                          │   unknown  when asking fails, no value comes back or the value is only asserted
                                          │            and not verified
                                          │   used by  gate quality (stage build)
                                          │
                                          │
                                          │
                                          │
                                          │
                                          │
                                          │
                                          │
                                          │
                                          │
                                          │
                                          │
                                          │
                                          │
                                          │
                                          │
                                          │
                                          │
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     next n  Everything is in place: write the spec.
     a add  ⏎ open  d duplicate  delete delete  shift-up move up  shift-down move down  ? all commands  : palette  q leave
    ");
    insta::assert_snapshot!(step(&filled(), "2 down tab", 80, 24).1, @r"
     gatewright  release · release
     1 ✓  2 Conditions ✓  3 ✓  4 ✓  5 ✓  6
    ────────────────────────────────────────────────────────────────────────────────
     conditions 2             │  ›name        site_up
                              │   ask         http · status
       ✓ tests_ok             │     url       https://example.org
         json·path exactly t… │   compare     in_set
     › ✓ site_up              │   expected    200, 204
         http·status one of … │   tags        net
                              │   trust       default
                              │   note        –
                              │
                              │   Names the condition; gates refer to it by this
                              │   name. A name of letters, digits and `_` can be
                              │   written in the text of a requirement.
                              │
                              │   asks     The status code that an address answers
                              │            with.
                              │   type     integer · depends on the world outside
                              │   reads    the status code that an address answers
                              │            with (`https://example.org`) is one of
    ────────────────────────────────────────────────────────────────────────────────
     next n  Everything is in place: write the spec.
     ⏎ open  ctrl-e $EDITOR  shift-tab back  ? all commands  : palette  q leave
    ");
    let (mut app, shown) = step(&filled(), "2 down tab", 60, 20);
    insta::assert_snapshot!(shown, @r"
     gatewright  release · release
     1 ✓  2 Conditions ✓  3 ✓  4 ✓  5 ✓  6
    ────────────────────────────────────────────────────────────
     conditions 2       │  ›name        site_up
                        │   ask         http · status
       ✓ tests_ok json… │     url       https://example.org
     › ✓ site_up http·… │   compare     in_set
                        │   expected    200, 204
                        │   tags        net
                        │   trust       default
                        │   note        –
                        │
                        │   Names the condition; gates refer to
                        │   it by this name. A name of letters,
                        │   digits and `_` can be written in
                        │   the text of a requirement.
                        │
    ────────────────────────────────────────────────────────────
     next n  Everything is in place: write the spec.
     ⏎ open  ? all commands  : palette  q leave
    ");
    insta::assert_snapshot!(styles(&mut app, 60, 20), @r"
    .ddddddddddddbbbbbbbdddddddddd..............................
    .b....rrrrrrrrrrrrrr..b....b....b....b......................
    dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    .bbbbbbbbbbbb.......d.rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr.
    ....................d...ddd.................................
    .b............ddddd.d.....ddd...............................
    .bbbbbbbbbbbbbbbbbb.d...ddddddd.............................
    ....................d...dddddddd............................
    ....................d...dddd................................
    ....................d...ddddd...............................
    ....................d...dddd........d.......................
    ....................d.......................................
    ....................d...ddddddddddddddddddddddddddddddddddd.
    ....................d...ddddddddddddddddddddddddddddddddddd.
    ....................d...dddddddddddddddddddddddddddddddd....
    ....................d...dddddddddddddddddddddddddd..........
    ....................d.......................................
    dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    .dddddbdd...................................................
    .bddddd..bddddddddddddd..bdddddddd..bdddddd.................
    ");
}

#[test]
fn wrong_conditions_say_why_and_show_what_is_hidden() {
    let (mut app, shown) = step(&wrong(), "2 tab ]", 100, 30);
    assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown}");
    insta::assert_snapshot!(shown, @r"
     gatewright  release · release                                                       ✗ 3  ! 3  ○ 1
     1 Scenario ○1   2 Conditions ✗1   3 Gates ✗1   4 Stages ✗1   5 References ✓   6 Review
    ────────────────────────────────────────────────────────────────────────────────────────────────────
     conditions 2                   │ !›name        site_up
                                    │ ✗ ask         http · status
       ✓ tests_ok                   │     url *     –
         json·path containing true  │     adress    x\u{001B}[31m\u{202E}y
     › ✗ site_up                    │   compare     in_set
         http·status one of 200 or… │   expected    200, 204
                                    │   tags        net
                                    │   trust       default
                                    │   note        –
                                    │
                                    │   ! condition `site_up` is in no gate, so it is never asked
                                    │   use it in a gate, or remove it
                                    │   Names the condition; gates refer to it by this name. A name of
                                    │   letters, digits and `_` can be written in the text of a
                                    │   requirement.
                                    │
                                    │   asks     The status code that an address answers with.
                                    │   type     integer · depends on the world outside
                                    │   reads    the status code that an address answers with
                                    │            (`x\u{001B}[31m\u{202E}y`) is one of 200 or 204
                                    │   unknown  when asking fails, no value comes back or the value is
                                    │            only asserted and not verified
                                    │   used by  no gate yet
                                    │
    ─ GW0204: condition `site_up` is in no gate, so it is never asked ──────────────────────────────────
     next n  Give the version of the scenario, such as `1.0`.
     ⏎ open  ctrl-e $EDITOR  shift-tab back  tab other side  ? all commands  : palette  q leave
    ");
    insta::assert_snapshot!(styles(&mut app, 100, 30), @r"
    .ddddddddddddbbbbbbbdddddddddd.......................................................bbb............
    .b...............rrrrrrrrrrrrrrr...b.......bb...b........bb...b................b....................
    dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    .bbbbbbbbbbbb...................d.rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr.
    ................................d.b.ddd.............................................................
    .b..............................d.....ddddd.....d...................................................
    .....ddddddddddddddddddddddddd..d.....dddddd........................................................
    .bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.d...ddddddd.........................................................
    .....dddddddddddddddddddddddddd.d...dddddddd........................................................
    ................................d...dddd............................................................
    ................................d...ddddd...........................................................
    ................................d...dddd........d...................................................
    ................................d...................................................................
    ................................d...................................................................
    ................................d...dddddddddddddddddddddddddddddd..................................
    ................................d...dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd..
    ................................d...ddddddddddddddddddddddddddddddddddddddddddddddddddddddd.........
    ................................d...dddddddddddd....................................................
    ................................d...................................................................
    ................................d...dddd............................................................
    ................................d...dddd............................................................
    ................................d...ddddd...........................................................
    ................................d...................................................................
    ................................d...ddddddd.........................................................
    ................................d...................................................................
    ................................d...ddddddd.........................................................
    ................................d...................................................................
    dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    .dddddbdd...........................................................................................
    .bddddd..bbbbbbdddddddd..bbbbbbbbbddddd..bbbddddddddddd..bddddddddddddd..bdddddddd..bdddddd.........
    ");
}

#[test]
fn comparators_that_cannot_be_say_why() {
    let mut app = app(&filled());
    press(&mut app, "2 down tab down down down");
    press(&mut app, "enter");
    insta::assert_snapshot!(screen(&mut app, 110, 30), @r"
     gatewright  release · release
     1 Scenario ✓   2 Conditions ✓   3 Gates ✓   4 Stages ✓   5 References ✓   6 Review
    ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
     ┌─ compare ────────────────────────────────────────────────────────────────────────────────────────────────┐
     │ filter                                                                                          16 of 16 │
     │                                                                                                          │
     │   equals                     exactly                      │ in_set                                       │
     │   not_equals                 anything but                 │ one of                                       │
     │   greater_than               more than                    │                                              │
     │   greater_than_or_equal      at least                     │ expected                                     │
     │   less_than                  less than                    │ a list of values                             │
     │   less_than_or_equal         at most                      │                                              │
     │ › in_set                     one of                       │                                              │
     │   exists                     an answer came back          │                                              │
     │   not_exists                 no value came back           │                                              │
     │   lex_greater_than           the contract of `http · sta… │                                              │
     │   lex_greater_than_or_equal  the contract of `http · sta… │                                              │
     │   lex_less_than              the contract of `http · sta… │                                              │
     │   lex_less_than_or_equal     the contract of `http · sta… │                                              │
     │   contains                   the contract of `http · sta… │                                              │
     │   deep_equals                the contract of `http · sta… │                                              │
     │   deep_not_equals            the contract of `http · sta… │                                              │
     │                                                           │                                              │
     │                                                           │                                              │
     │                                                           │                                              │
     │                                                           │                                              │
     └──────────────────────────────────────────────────────────────────────────────────────────────────────────┘
    ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
     next n  Everything is in place: write the spec.
     ⏎ take it  ↓ down  ↑ up  esc back  pagedown page down  pageup page up  ctrl-w erase word  ctrl-u erase line
    ");
    // A refused one cannot be taken.
    press(&mut app, "\"deep\" enter");
    assert_eq!(draft(&app)["conditions"][1]["comparator"], "in_set");
    press(&mut app, "ctrl-u \"not eq\" enter");
    assert_eq!(draft(&app)["conditions"][1]["comparator"], "not_equals");
}

#[test]
fn references_empty_and_filled() {
    insta::assert_snapshot!(step(&json!({"policies": [], "schemas": []}), "5", 80, 24).1, @r"
     gatewright  unnamed · new draft                                           ○ 5
     1 ○3  2 ○1  3  4 ○1  5 References ✓  6
    ────────────────────────────────────────────────────────────────────────────────
     policies and schemas 0   │
                              │
     Nothing is referred to.  │
     Schemas say what packets │
     hold; policies are for   │
     the policy engine.       │
     Neither is needed.       │
                              │
                              │
                              │
                              │
                              │
                              │
                              │
                              │
                              │
                              │
                              │
    ────────────────────────────────────────────────────────────────────────────────
     next n  Name the scenario: give it an id.
     a add  ↓ down  ↑ up  pagedown page down  ? all commands  : palette  q leave
    ");
    insta::assert_snapshot!(step(&filled(), "5 down", 80, 24).1, @r"
     gatewright  release · release
     1 ✓  2 ✓  3 ✓  4 ✓  5 References ✓  6
    ────────────────────────────────────────────────────────────────────────────────
     policies and schemas 2   │  ›id         text
                              │   version    –
       ✓ p1                   │   address    –
         policy               │
     › ✓ text                 │
         schema               │
                              │
                              │
                              │
                              │
                              │
                              │
                              │
                              │
                              │
                              │
                              │
                              │
    ────────────────────────────────────────────────────────────────────────────────
     next n  Everything is in place: write the spec.
     a add  ⏎ open  d duplicate  delete delete  ? all commands  : palette  q leave
    ");
    let (mut app, _) = step(&wrong(), "5 a", 80, 24);
    insta::assert_snapshot!(screen(&mut app, 80, 24), @r"
     gatewright  release · release                                   ✗ 3  ! 3  ○ 1
     1 ○1  2 ✗1  3 ✗1  4 ✗1  5 References ✓  6
    ────────────────────────────────────────────────────────────────────────────────
     policies and schemas 1   │  ›id             p1
                              │   description    –
     › ✓ p1                   │
         policy               │
                              │
     ┌─ add ──────────────────────────────────────────────────────────────────────┐
     │ filter                                                              3 of 3 │
     │                                                                            │
     │ › what is used but not declared  1 schema(s) that packets name             │
     │   schema                         says what packets hold                    │
     │   policy                         for the policy engine                     │
     │                                                                            │
     └────────────────────────────────────────────────────────────────────────────┘
                              │
                              │
                              │
                              │
                              │
    ────────────────────────────────────────────────────────────────────────────────
     next n  Give the version of the scenario, such as `1.0`.
     ⏎ take it  ↓ down  ↑ up  esc back  pagedown page down  pageup page up
    ");
    press(&mut app, "enter");
    let declared = &draft(&app)["schemas"];
    assert_eq!(declared[0]["schema_id"], "text");
}

#[test]
fn the_review_of_what_is_right_and_of_what_is_wrong() {
    let mut app = app(&filled());
    press(&mut app, "6");
    app.update(crate::tui::Event::Idle);
    insta::assert_snapshot!(screen(&mut app, 120, 40), @r#"
     gatewright  release · release
     1 Scenario ✓   2 Conditions ✓   3 Gates ✓   4 Stages ✓   5 References ✓   6 Review
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     problems 0   to do 0                             │ release   version 2   1126 bytes
                                                      │ sha256 3aa507b70496d49b0205cd3e1695b3e4aa12682d738330887a2303ddd7e…
     ✓ nothing is wrong and nothing is missing        │ The draft has no file yet.
                                                      │
                                                      │ set out to be read
                                                      │ {
                                                      │   "scenario_id": "release",
                                                      │   "namespace_id": 7,
                                                      │   "spec_version": "2",
                                                      │   "stages": [
                                                      │     {
                                                      │       "stage_id": "build",
                                                      │       "entry_packets": [],
                                                      │       "gates": [
                                                      │         {
                                                      │           "gate_id": "quality",
                                                      │           "requirement": {
                                                      │             "And": [
                                                      │               {
                                                      │                 "Condition": "tests_ok"
                                                      │               },
                                                      │               {
                                                      │                 "Condition": "site_up"
                                                      │               }
                                                      │             ]
                                                      │           }
                                                      │         }
                                                      │       ],
                                                      │       "advance_to": {
                                                      │         "kind": "linear"
                                                      │       },
                                                      │       "timeout": {
                                                      │         "timeout_ms": 3600000,
                                                      │         "policy_tags": []
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     next n  Everything is in place: write the spec.
     ctrl-w write spec  y copy hash  p canonical ⇄ pretty  c changes  r compare with  ? all commands  : palette  q leave
    "#);
    let mut app = self::app(&wrong());
    press(&mut app, "6");
    app.update(crate::tui::Event::Idle);
    insta::assert_snapshot!(screen(&mut app, 100, 30), @r"
     gatewright  release · release                                                       ✗ 3  ! 3  ○ 1
     1 Scenario ○1   2 Conditions ✗1   3 Gates ✗1   4 Stages ✗1   5 References ✓   6 Review
    ────────────────────────────────────────────────────────────────────────────────────────────────────
     problems 6   to do 1                     │ release   version ?   does not compile yet
                                              │
                                              │ ! namespace 1 is the default namespace, which a server
     Scenario 2                               │ refuses unless its settings allow it
     › ! GW0208 namespace_id                  │ use the namespace that your server gave you, or set
         namespace 1 is the default namespac… │ `namespace.allow_default` there
       ○ GW0109 spec_version                  │
         `spec_version` is missing            │ set out to be read
                                              │
     Conditions 2                             │
       ! GW0204 condition:site_up/condition_… │
         condition `site_up` is in no gate, … │
       ✗ GW0303 condition:site_up/query/para… │
         the parameters of `http.status`: `a… │
                                              │
     Gates 1                                  │
       ✗ GW0202 stage:build/gate:quality/req  │
         gate `quality` needs condition `sig… │
                                              │
     Stages 2                                 │
       ! GW0706 stage:build/packet:notes/sch… │
         the scenario does not declare the s… │
       ✗ GW0201 stage:build/stage_id          │
         the stage id `build` is used twice   │
    ────────────────────────────────────────────────────────────────────────────────────────────────────
     next n  Give the version of the scenario, such as `1.0`.
     ⏎ open  l filter  r compare with  tab other side  ↓ down  ? all commands  : palette  q leave
    ");
    insta::assert_snapshot!(screen(&mut app, 60, 20), @r"
     gatewright  release · release               ✗ 3  ! 3  ○ 1
     1 ○1  2 ✗1  3 ✗1  4 ✗1  5 ✓  6 Review
    ────────────────────────────────────────────────────────────
     problems 6   to do 1     │ release   version ?   does not…
                              │
                              │ ! namespace 1 is the default
     Scenario 2               │ namespace, which a server
     › ! GW0208 namespace_id  │ refuses unless its settings
         namespace 1 is the … │ allow it
       ○ GW0109 spec_version  │ use the namespace that your
         `spec_version` is m… │ server gave you, or set
                              │
     Conditions 2             │ set out to be read
       ! GW0204 condition:si… │
         condition `site_up`… │
       ✗ GW0303 condition:si… │
         the parameters of `… │
    ────────────────────────────────────────────────────────────
     next n  Give the version of the scenario, such as `1.0`.
     ⏎ open  l filter  ? all commands  : palette  q leave
    ");
    insta::assert_snapshot!(styles(&mut app, 60, 20), @r"
    .ddddddddddddbbbbbbbdddddddddd...............bbb............
    .b.....b.bb..b.bb..b.bb..b....rrrrrrrr......................
    dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    .bbbbbbbbbbbbbbbbbbbb.....d.bbbbbbbddddddddddd.ddd..........
    ..........................d.................................
    ..........................d.................................
    .dddddddddd...............d.................................
    .rrrrrrrrrrrrrrrrrrrrrrrr.d.................................
    ..........................d.................................
    .bb.........dddddddddddd..d.ddddddddddddddddddddddddddd.....
    ..........................d.ddddddddddddddddddddddd.........
    ..........................d.................................
    .dddddddddddd.............d.dddddddddddddddddd..............
    .bb.........ddddddddddddd.d.................................
    ..........................d.................................
    .bbb........ddddddddddddd.d.................................
    ..........................d.................................
    dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    .dddddbdd...................................................
    .bddddd..bddddddd..bddddddddddddd..bdddddddd..bdddddd.......
    ");
}

#[test]
fn the_palette_and_the_labels() {
    let mut app = app(&filled());
    press(&mut app, "2 : \"undo\"");
    insta::assert_snapshot!(screen(&mut app, 80, 24), @r"
     gatewright  release · release
     1 ✓  2 Conditions ✓  3 ✓  4 ✓  5 ✓  6
    ────────────────────────────────────────────────────────────────────────────────
     ┌─ any command ──────────────────────────────────────────────────────────────┐
     │ filter undo                                                       24 of 92 │
     │                                                                            │
     │ › delete           delete D     Deletes the marked one; undo brings it ba… │
     │   leave            q ctrl-c     Leaves; unsaved changes are kept and offe… │
     │   mouse            f9           Switches the mouse off and on; off, the t… │
     │   suspend          ctrl-z       Hands the terminal back to the shell; `fg… │
     │   undo             not here · Takes the last change back, also one from b… │
     │   next change      not here · Marks the next change of what runs do.       │
     │   previous change  not here · Marks the previous change of what runs do.   │
     │   try it           not here · Sets conditions true, false or unknown and … │
     │   cut              not here · Cuts the marked node out, to paste it elsew… │
     │   move out         not here · Moves the marked node out of its group.      │
     │   paste            not here · Pastes the cut node beside the marked one, … │
     │   group around     not here · Goes to the group that holds the marked nod… │
     │   unknown          not here · Takes the marked condition as unknown.       │
     │   value            not here · Gives the marked condition a value, which e… │
     └────────────────────────────────────────────────────────────────────────────┘
    ────────────────────────────────────────────────────────────────────────────────
     next n  Everything is in place: write the spec.
     ⏎ take it  ↓ down  ↑ up  esc back  pagedown page down  pageup page up
    ");
    press(&mut app, "esc '");
    insta::assert_snapshot!(screen(&mut app, 80, 24), @r"
     gatewright  release · release
     a ✓  s Conditions ✓  d ✓  f ✓  g ✓  h
    ────────────────────────────────────────────────────────────────────────────────
     conditions 2             │ i›name          tests_ok
                              │ o ask           json · path
     y ✓ tests_ok             │ p   file        report.json
         json·path exactly t… │ z   jsonpath    $.ok
     u ✓ site_up              │ x compare       equals
         http·status one of … │ c expected      true
                              │ v tags          –
                              │ b trust         default
                              │ n note          –
                              │
                              │   asks     The value that a JSONPath finds in a
                              │            file, or the whole file when no path is
                              │            given.
                              │   type     anything (JSON) · depends on the world
                              │            outside
                              │   reads    `$.ok` of `report.json` is exactly true
                              │   unknown  when asking fails, no value comes back
                              │            or the value is only asserted and not
    ────────────────────────────────────────────────────────────────────────────────
    jnext n  Everything is in place: write the spec.
     k add  l open  q duplicate  welete delete  e all commands  r palette  t leave
    ");
}

#[test]
fn too_small_says_so_and_every_size_can_be_drawn() {
    let mut app = app(&filled());
    insta::assert_snapshot!(screen(&mut app, 30, 8), @r"
    too small: 30 × 8 of at least
    40 × 12
    ");
    for step in ["1", "2", "3", "4", "5", "6", ":"] {
        press(&mut app, step);
        for (width, height) in [
            (0, 0),
            (1, 1),
            (40, 12),
            (41, 13),
            (300, 100),
            (300, 1),
            (1, 100),
        ] {
            let _ = screen(&mut app, width, height);
        }
    }
}

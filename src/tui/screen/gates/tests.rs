use proptest::prelude::*;
use serde_json::{Value, json};

use crate::tui::App;
use crate::tui::testing::{app, draft, press, screen, styles};

fn scenario(requirement: Value) -> Value {
    let mut gate = json!({"gate_id": "quality"});
    if !requirement.is_null() {
        gate["requirement"] = requirement;
    }
    let condition = |id: &str| {
        json!({"condition_id": id, "query": {"provider_id": "env", "check_id": "get",
            "params": {"key": id}}, "comparator": "equals", "expected": "yes", "policy_tags": []})
    };
    let ids = [
        "tests_ok", "coverage", "alice_ok", "bob_ok", "carol_ok", "blocked",
    ];
    json!({
        "scenario_id": "release", "namespace_id": 2, "spec_version": "v1",
        "conditions": ids.map(condition),
        "stages": [
            {"stage_id": "build", "entry_packets": [], "on_timeout": "fail",
                "gates": [gate, {"gate_id": "review", "requirement": "alice_ok"}],
                "advance_to": {"kind": "linear"}},
            {"stage_id": "ship", "entry_packets": [], "gates": [], "on_timeout": "fail",
                "advance_to": {"kind": "terminal"}}],
        "policies": [], "schemas": [],
    })
}

const TEXT: &str = "all(tests_ok, coverage, at_least(2, alice_ok, bob_ok, carol_ok), !blocklisted)";

/// Returns the requirement of the first gate.
fn requirement(app: &App) -> Value {
    draft(app)["stages"][0]["gates"][0]["requirement"].clone()
}

/// Returns what the screen draws, without the frame around it.
fn body(app: &mut App, width: u16, height: u16) -> String {
    let whole = screen(app, width, height);
    let lines: Vec<&str> = whole.lines().skip(3).collect();
    lines[..lines.len() - 3].join("\n")
}

/// Returns the line at the bottom that tells what was done or refused.
fn notice(app: &mut App) -> String {
    let screen = screen(app, 160, 24);
    let line = screen.lines().nth(21).unwrap_or_default();
    line.trim_matches(['─', ' ']).to_owned()
}

/// Returns the part of the screen that the marked node's row has.
fn marked(app: &mut App) -> String {
    let screen = screen(app, 120, 40);
    screen
        .lines()
        .filter_map(|line| line.split_once('│')?.1.strip_prefix(" ›"))
        .collect()
}

#[test]
fn a_wide_screen_shows_tree_text_and_meaning() {
    let mut app = app(&scenario(json!(TEXT)));
    press(&mut app, "3 down enter end");
    insta::assert_snapshot!(body(&mut app, 120, 32), @r#"
    gates 2                              │ gate `quality`                                                                ✗
                                         │  ›name     quality
      stage build                        │   trust    default
    ›   ✗ quality                        │   note     –
        ✓ review                         │
      stage ship  no gate                │
                                         │ requirement  kept as text                       as text  t types here
                                         │   all of                                        all(tests_ok, coverage,
                                         │   ├─ tests_ok          exactly "yes"            at_least(2, alice_ok, bob_ok,
                                         │   ├─ coverage          exactly "yes"            carol_ok), !blocklisted)
                                         │   ├─ at least 2 of 3
                                         │   │  ├─ alice_ok       exactly "yes"
                                         │   │  ├─ bob_ok         exactly "yes"
                                         │   │  └─ carol_ok       exactly "yes"
                                         │   └─ not
                                         │ ›    └─ ✗ blocklisted  no such condition
                                         │
                                         │ ✗ gate `quality` needs condition `blocklisted`, which does not exist
                                         │   add a condition `blocklisted`, or use one that exists
                                         │ passes when  all of tests_ok, coverage, at least 2 of 3 (alice_ok, bob_ok and
                                         │              carol_ok) and not blocklisted
                                         │ blocked by   tests_ok is false, coverage is false, at least 2 of 3 (alice_ok is
                                         │              false, bob_ok is false and carol_ok is false) or blocklisted is
                                         │              true
                                         │
                                         │
    "#);
}

#[test]
fn a_common_screen_puts_the_text_below() {
    let mut app = app(&scenario(json!(TEXT)));
    press(&mut app, "3 down enter end");
    insta::assert_snapshot!(body(&mut app, 80, 24), @r#"
    gates 2                  │ gate `quality`                                    ✗
                             │ requirement  kept as text
      stage build            │   ├─ coverage          exactly "yes"
    ›   ✗ quality            │   ├─ at least 2 of 3
        ✓ review             │   │  ├─ alice_ok       exactly "yes"
      stage ship  no gate    │   │  ├─ bob_ok         exactly "yes"
                             │   │  └─ carol_ok       exactly "yes"
                             │   └─ not
                             │ ›    └─ ✗ blocklisted  no such condition
                             │ all(tests_ok, coverage, at_least(2, alice_ok,
                             │ bob_ok, carol_ok), !blocklisted)
                             │ ✗ gate `quality` needs condition `blocklisted`,
                             │ which does not exist
                             │   add a condition `blocklisted`, or use one that…
                             │ passes when  all of tests_ok, coverage, at least 2
                             │              of 3 (alice_ok, bob_ok and carol_ok)…
                             │ blocked by   tests_ok is false, coverage is false,
                             │              at least 2 of 3 (alice_ok is false,…
    "#);
}

#[test]
fn a_narrow_screen_keeps_the_tree() {
    let mut app = app(&scenario(json!(TEXT)));
    press(&mut app, "3 down enter");
    insta::assert_snapshot!(body(&mut app, 60, 20), @r#"
    gates 2            │ gate `quality`                      ✗
                       │ requirement  kept as text
      stage build      │ › all of
    ›   ✗ quality      │   ├─ tests_ok       exactly "yes"
        ✓ review       │   ├─ coverage       exactly "yes"
      stage ship  no … │   ├─ at least 2 of 3
                       │   │  ├─ alice_ok    exactly "yes"
                       │   │  ├─ bob_ok      exactly "yes"
                       │   │  └─ carol_ok    exactly "yes"
                       │ all(tests_ok, coverage, at_least(2,
                       │ alice_ok, bob_ok, carol_ok),
                       │ !blocklisted)
                       │ passes when  all of tests_ok,…
                       │ blocked by   tests_ok is false,…
    "#);
}

#[test]
fn a_text_that_does_not_parse_is_shown_with_its_place() {
    let mut app = app(&scenario(json!("tests_ok and and coverage")));
    press(&mut app, "3 down enter");
    insta::assert_snapshot!(body(&mut app, 80, 12), @r#"
gates 2                  │ gate `quality`                                    ✗
                         │ requirement  kept as text
  stage build            │ tests_ok and and coverage
›   ✗ quality            │
    ✓ review             │ ✗ expected a condition, `not`, `(` or a function,
  stage ship  no gate    │ found `and` (t mends it as text)
"#);
    let styles = styles(&mut app, 80, 12);
    assert_eq!(styles.lines().nth(5).unwrap().find('u'), Some(41));
    press(&mut app, "enter ctrl-u \"coverage\" enter");
    assert_eq!(requirement(&app), json!("coverage"));
}

#[test]
fn the_first_gate_brings_its_stage_and_says_what_it_needs() {
    let mut app = app(&json!({}));
    press(&mut app, "3 a i");
    assert_eq!(
        draft(&app)["stages"][0]["gates"],
        json!([{"gate_id": "gate"}])
    );
    insta::assert_snapshot!(body(&mut app, 80, 12), @r#"
gates 1                  │ gate `gate`                                       ○
                         │ requirement
  stage stage            │ None yet. What must hold for this gate to be true?
›   ○ gate               │ i inserts a condition, I a group, t lets you type
                         │ it.
                         │
"#);
    press(&mut app, "t \"a or b\" enter u u");
    assert_eq!(draft(&app).get("stages"), None);
}

#[test]
fn a_requirement_is_built_with_keys_alone() {
    let mut app = app(&scenario(Value::Null));
    for (keys, after) in [
        (
            "3 down enter i \"cover\" enter",
            json!({"Condition": "coverage"}),
        ),
        (
            "i \"tests\" enter",
            json!({"And": [{"Condition": "coverage"}, {"Condition": "tests_ok"}]}),
        ),
        (
            "! !",
            json!({"And": [{"Condition": "coverage"}, {"Condition": "tests_ok"}]}),
        ),
        (
            "# i \"alice\" enter",
            json!({"And": [{"Condition": "coverage"},
                {"RequireGroup": {"min": 1, "reqs": [{"Condition": "tests_ok"}, {"Condition": "alice_ok"}]}}]}),
        ),
        (
            "left +",
            json!({"And": [{"Condition": "coverage"},
                {"RequireGroup": {"min": 2, "reqs": [{"Condition": "tests_ok"}, {"Condition": "alice_ok"}]}}]}),
        ),
        (
            "enter ctrl-u \"1\" enter",
            json!({"And": [{"Condition": "coverage"},
                {"RequireGroup": {"min": 1, "reqs": [{"Condition": "tests_ok"}, {"Condition": "alice_ok"}]}}]}),
        ),
        (
            "- K",
            json!({"And": [{"Condition": "tests_ok"}, {"Condition": "coverage"}, {"Condition": "alice_ok"}]}),
        ),
        (
            "home |",
            json!({"Or": [{"Condition": "tests_ok"}, {"Condition": "coverage"}, {"Condition": "alice_ok"}]}),
        ),
        (
            "down & down down >",
            json!({"Or": [{"And": [{"Condition": "tests_ok"}, {"Condition": "coverage"}]}, {"Condition": "alice_ok"}]}),
        ),
        (
            "<",
            json!({"Or": [{"And": [{"Condition": "tests_ok"}]}, {"Condition": "coverage"}, {"Condition": "alice_ok"}]}),
        ),
        (
            "d delete",
            json!({"Or": [{"And": [{"Condition": "tests_ok"}]}, {"Condition": "coverage"}, {"Condition": "alice_ok"}]}),
        ),
    ] {
        press(&mut app, keys);
        assert_eq!(requirement(&app), after, "{keys}");
    }
}

#[test]
fn what_cannot_be_done_says_why() {
    let mut app = app(&scenario(json!(
        "at_least(2, alice_ok, bob_ok) or coverage"
    )));
    for (keys, why) in [
        (
            "3 down enter down +",
            "a quorum of 2 asks for at least 1 and at most 2 of them",
        ),
        (
            "K",
            "it is the first part of its group; it can move out of the group",
        ),
        ("end >", ""),
    ] {
        press(&mut app, keys);
        assert_eq!(notice(&mut app), why, "{keys}");
    }
    assert_eq!(
        requirement(&app),
        json!("any(at_least(2, alice_ok, bob_ok, coverage))")
    );
}

#[test]
fn a_node_is_cut_from_one_gate_and_pasted_into_another() {
    let mut app = app(&scenario(json!("coverage and not blocked")));
    press(&mut app, "3 down enter end h c");
    assert_eq!(requirement(&app), json!("all(coverage)"));
    press(&mut app, "esc down enter p");
    assert_eq!(
        draft(&app)["stages"][0]["gates"][1]["requirement"],
        json!("alice_ok and not blocked")
    );
    assert_eq!(notice(&mut app), "both are now parts of one `all`");
    press(&mut app, "u u");
    assert_eq!(requirement(&app), json!("coverage and not blocked"));
}

#[test]
fn a_text_becomes_a_tree_only_where_no_text_can_say_it_and_says_so() {
    let mut document = scenario(json!("coverage"));
    document["conditions"][0]["condition_id"] = json!("tests-ok");
    let mut app = app(&document);
    press(&mut app, "3 down enter i \"tests\" enter");
    assert_eq!(
        requirement(&app),
        json!({"And": [{"Condition": "coverage"}, {"Condition": "tests-ok"}]})
    );
    let screen = screen(&mut app, 120, 32);
    assert!(
        screen.contains("the requirement is now kept as a tree"),
        "{screen}"
    );
    press(&mut app, "t");
    assert!(notice(&mut app).contains("cannot write the id `tests-ok`"));
}

#[test]
fn going_to_a_problem_marks_its_node_and_the_fix_cures_it() {
    for requirement_at_first in [
        json!("coverage and not blockd"),
        json!({"And": [{"Condition": "coverage"}, {"Not": {"Condition": "blockd"}}]}),
    ] {
        let mut app = app(&scenario(requirement_at_first.clone()));
        press(&mut app, "3 [ ]");
        while !marked(&mut app).contains("blockd") {
            press(&mut app, "]");
        }
        press(&mut app, "f enter");
        let after: String = requirement_at_first
            .to_string()
            .replace("blockd", "blocked");
        assert_eq!(requirement(&app).to_string(), after);
    }
}

#[test]
fn problems_are_gone_through_one_by_one() {
    let tree =
        json!({"And": [{"Condition": "x1"}, {"Condition": "coverage"}, {"Condition": "x2"}]});
    let mut app = app(&scenario(tree));
    press(&mut app, "3 down ]");
    assert!(marked(&mut app).contains("✗ x1"), "{}", marked(&mut app));
    press(&mut app, "]");
    assert!(marked(&mut app).contains("✗ x2"), "{}", marked(&mut app));
    press(&mut app, "[");
    assert!(marked(&mut app).contains("✗ x1"), "{}", marked(&mut app));
}

#[test]
fn the_next_thing_leads_to_the_requirement_and_opens_it() {
    let mut app = app(&scenario(Value::Null));
    press(&mut app, "n");
    assert!(screen(&mut app, 80, 24).contains("None yet."));
    press(&mut app, "n");
    assert!(screen(&mut app, 80, 24).contains("insert a condition"));
}

#[test]
fn names_are_completed_where_the_cursor_is_now() {
    let mut app = app(&scenario(Value::Null));
    press(&mut app, "3 down t ctrl-u \"coverage and bo\" home tab");
    let shown = screen(&mut app, 100, 30);
    assert!(shown.contains("coverage and bo"), "{shown}");
    assert!(!shown.contains("coverage and bob_ok"), "{shown}");
    press(&mut app, "end tab");
    assert!(screen(&mut app, 100, 30).contains("coverage and bob_ok"));
}

#[test]
fn names_are_completed_and_slips_offered_while_typing() {
    let mut app = app(&scenario(Value::Null));
    press(&mut app, "3 down t \"a\" tab");
    assert!(screen(&mut app, 100, 30).contains("│ alice_ok "));
    press(&mut app, "tab");
    assert!(screen(&mut app, 100, 30).contains("│ all( "));
    press(&mut app, "ctrl-u \"not covrage or bo\" tab");
    let shown = screen(&mut app, 100, 30);
    assert!(
        shown.contains("✗ there is no condition `covrage`"),
        "{shown}"
    );
    assert!(
        shown.contains("did you mean coverage? ctrl-f takes it"),
        "{shown}"
    );
    let row = shown
        .lines()
        .position(|line| line.contains("not covrage or bob_ok"));
    let styled = styles(&mut app, 100, 30);
    let styled = styled.lines().nth(row.unwrap()).unwrap();
    let column = shown
        .lines()
        .nth(row.unwrap())
        .unwrap()
        .chars()
        .position(|c| c == 'n')
        .unwrap();
    assert_eq!(&styled[column..column + 21], "....uuuuuuu..........");
    press(&mut app, "ctrl-f enter");
    assert_eq!(requirement(&app), json!("not coverage or bob_ok"));
    press(&mut app, "t \" and (\" enter");
    let shown = screen(&mut app, 100, 30);
    assert!(shown.contains("found the end of the text"), "{shown}");
    assert_eq!(requirement(&app), json!("not coverage or bob_ok"));
}

#[test]
fn a_gate_is_tried_with_values_for_its_conditions() {
    let mut app = app(&scenario(json!(
        "coverage and at_least(2, alice_ok, bob_ok, carol_ok)"
    )));
    press(&mut app, "3 down y t down down enter");
    insta::assert_snapshot!(body(&mut app, 80, 20), @r#"
    gates 2                  │ gate `quality`                                    ✓
    ┌─ try gate `quality` ───────────────────────────────────────────────────────┐
    │   coverage               true │ U all of                                   │
    │   alice_ok            unknown │ T ├─ coverage                              │
    │ › bob_ok                 true │ U └─ at least 2 of 3                       │
    │   carol_ok            unknown │ U    ├─ alice_ok                           │
    │                               │ T    ├─ bob_ok                             │
    │                               │ U    └─ carol_ok                           │
    │                               │                                            │
    │                                                                            │
    │ unknown: waits for one of alice_ok, carol_ok                               │
    │                                                                            │
    └────────────────────────────────────────────────────────────────────────────┘
                             │
    "#);
    press(&mut app, "down enter enter enter esc y");
    assert!(
        screen(&mut app, 80, 20).contains("waits for one of alice_ok, carol_ok"),
        "what was set is kept"
    );
    press(&mut app, "f");
    assert!(screen(&mut app, 80, 20).contains("false: coverage is false"));
    press(&mut app, "u");
    assert!(screen(&mut app, 80, 20).contains("unknown: waits for coverage and"));
    press(&mut app, "esc");
    assert_eq!(
        requirement(&app),
        json!("coverage and at_least(2, alice_ok, bob_ok, carol_ok)"),
        "nothing was undone"
    );
}

#[test]
fn gates_move_within_and_across_stages() {
    let mut app = app(&scenario(json!("coverage")));
    let ids = |app: &App| -> Vec<Value> {
        let document = draft(app);
        let stages = document["stages"].as_array().unwrap();
        stages
            .iter()
            .map(|stage| {
                let gates = stage["gates"].as_array().unwrap();
                gates.iter().map(|gate| gate["gate_id"].clone()).collect()
            })
            .collect()
    };
    for (keys, after) in [
        ("3 down J", [json!(["review", "quality"]), json!([])]),
        ("J", [json!(["review"]), json!(["quality"])]),
        ("J", [json!(["review"]), json!(["quality"])]),
        ("K", [json!(["review", "quality"]), json!([])]),
        ("d", [json!(["review", "quality", "quality-2"]), json!([])]),
        ("D", [json!(["review", "quality"]), json!([])]),
        ("end a", [json!(["review", "quality"]), json!(["gate-3"])]),
    ] {
        press(&mut app, keys);
        assert_eq!(ids(&app), after, "{keys}");
    }
}

#[test]
fn folded_groups_hide_their_parts_until_one_is_gone_to() {
    let mut app = app(&scenario(json!(TEXT)));
    press(&mut app, "3 down enter down down down z");
    let shown = screen(&mut app, 120, 40);
    assert!(shown.contains("at least 2 of 3  … 3 more"), "{shown}");
    press(&mut app, "z down");
    assert!(marked(&mut app).contains("alice_ok"));
}

#[test]
fn fields_and_tree_are_one_way_up_and_down() {
    let mut app = app(&scenario(json!("coverage")));
    press(
        &mut app,
        "3 down enter up up up enter ctrl-u \"good\" enter",
    );
    assert_eq!(draft(&app)["stages"][0]["gates"][0]["gate_id"], "good");
    press(&mut app, "down down down ! esc D");
    assert_eq!(
        draft(&app)["stages"][0]["gates"].as_array().unwrap().len(),
        1
    );
    press(&mut app, "u u");
    assert_eq!(requirement(&app), json!("coverage"));
}

#[test]
fn hostile_names_and_deep_trees_draw_at_any_size() {
    let mut tree = json!({"Condition": "\u{1b}[31m\u{202e}evil"});
    for _ in 0..18 {
        tree = json!({"And": [tree, {"Condition": "coverage"}]});
    }
    let mut app = app(&scenario(tree));
    press(&mut app, "3 down enter end");
    for (width, height) in [
        (40, 12),
        (41, 13),
        (60, 14),
        (79, 17),
        (100, 60),
        (300, 100),
    ] {
        for keys in ["", "y", "esc", "t", "esc", "up", "esc", "tab"] {
            press(&mut app, keys);
            let shown = screen(&mut app, width, height);
            assert!(!shown.contains(['\u{1b}', '\u{202e}']));
        }
    }
}

#[test]
fn a_problem_that_is_taken_back_leaves_the_mark_on_its_stage() {
    let mut app = app(&scenario(json!(TEXT)));
    press(&mut app, "3 down enter a ] p enter enter u ] u");
    let here = app.screen().here(app.session()).unwrap();
    assert!(here.pointer(app.session().draft()).is_some(), "{here:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn whatever_is_pressed_every_mark_stays_on_something(
        keys in proptest::collection::vec(
            proptest::sample::select(vec![
                "a", "d", "D", "K", "J", "i", "I", "&", "|", "!", "#", "-", "+", "_", "c", "p",
                "z", "t", "y", "u", "U", "<", ">", "left", "up", "down", "home", "end", "tab",
                "esc", "enter", "]", "delete", "pagedown",
            ]),
            1..60,
        )
    ) {
        let mut app = app(&scenario(json!(TEXT)));
        press(&mut app, "3 down enter");
        for key in keys {
            press(&mut app, key);
            let here = app.screen().here(app.session());
            if let Some(slot) = here {
                prop_assert!(slot.pointer(app.session().draft()).is_some(), "{:?}", slot);
            }
        }
    }
}

#[test]
fn what_is_proved_follows_the_requirement_and_fits_everywhere() {
    let mut app = app(&scenario(json!("tests_ok and (alice_ok or bob_ok)")));
    press(&mut app, "3 down");
    for (width, height) in [(120, 40), (100, 30), (80, 24), (60, 20)] {
        let shown = screen(&mut app, width, height);
        assert!(shown.contains("proved       2 ways to pass"), "{shown}");
    }
    let shown = screen(&mut app, 120, 40);
    assert!(shown.contains("nothing works without tests_ok"), "{shown}");
    assert!(shown.contains("mandatory · exactly \"yes\""), "{shown}");
    // Where the row has no room for both, how it compares is worth more than the usual role.
    assert!(shown.contains("└─ bob_ok      exactly \"yes\""), "{shown}");
    let way = "passes with  tests_ok = \"yes\" and alice_ok = \"yes\"";
    assert!(shown.contains(way), "{shown}");
    press(&mut app, "enter end ! ");
    assert!(screen(&mut app, 120, 40).contains("proved"));
}

#[test]
fn a_gate_that_never_passes_says_why() {
    let mut app = app(&scenario(json!("tests_ok and not tests_ok")));
    press(&mut app, "3 down");
    let shown = screen(&mut app, 60, 20);
    assert!(shown.contains("proved       never passes"), "{shown}");
    press(&mut app, "v");
    let shown = screen(&mut app, 100, 30);
    assert!(
        shown.contains("what is proved of gate `quality`"),
        "{shown}"
    );
    assert!(shown.contains("in short"), "{shown}");
    let mut app = self::app(&scenario(json!("any()")));
    press(&mut app, "3 down");
    let shown = screen(&mut app, 80, 24);
    assert!(
        shown.contains("never passes: it is false whatever is"),
        "{shown}"
    );
}

#[test]
fn the_proof_of_a_gate_lists_its_ways_under_their_heads() {
    let mut app = app(&scenario(json!("at_least(2, alice_ok, bob_ok, carol_ok)")));
    press(&mut app, "3 down v");
    let shown = screen(&mut app, 120, 40);
    for line in [
        "ways to pass",
        "· alice_ok = \"yes\" and bob_ok = \"yes\"",
        "ways to fail",
        "· carol_ok: alternative",
    ] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
    // What is unfinished claims nothing.
    let mut app = self::app(&scenario(json!("nothing_such")));
    press(&mut app, "3 down");
    assert!(!screen(&mut app, 120, 40).contains("proved  "));
}

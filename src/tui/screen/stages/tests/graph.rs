//! The graph: what is drawn, and that nothing ever covers anything else.

use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{app, body, linear, press, release, rule, scenario, stage, terminal};
use crate::draft::{Format, ScenarioDraft, read};
use crate::plain::drawing::{Block, Content, Line, Picture, picture};
use crate::plain::stage_graph;

/// Returns the graph on the whole screen.
fn drawn(stages: &Value, width: u16, height: u16) -> String {
    let mut app = app(&scenario(stages));
    press(&mut app, "4 g");
    body(&mut app, width, height)
}

fn fixed(id: &str, to: &str) -> Value {
    stage(id, &json!({"kind": "fixed", "stage_id": to}))
}

#[test]
fn stages_in_a_row_are_a_row_of_boxes() {
    let stages = json!([linear("build"), linear("test"), terminal("ship")]);
    assert_snapshot!(drawn(&stages, 80, 24), @r##"
graph
    ┌───────┐           ┌──────┐           ┌──────┐
●──▶│ build ├─ passes ─▶│ test ├─ passes ─▶│ ship │ ◼
    └───────┘           └──────┘           └──────┘
"##);
}

#[test]
fn dead_rules_and_timeouts_are_told_apart() {
    let stages = release()["stages"].clone();
    assert_snapshot!(drawn(&stages, 60, 20), @r##"
    graph                                               more →
        ┌───────┐                           ┌────────────────┐
    ●──▶│ build ├─ 1 quality is true ──────▶│ ship           │
        │       ├┈ ✗ 2 quality is false ┈┐  └────────────────┘
        │       ├╌ 30 min ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┤  ┌────────────────┐
        └───────┘                        └╌▶│ denied         │
                                            │ ! timeout only │
                                            └────────────────┘
    "##);
}

#[test]
fn ways_back_are_words() {
    let mut late = linear("b");
    late["timeout"] = json!({"timeout_ms": 5000, "policy_tags": []});
    let stages = json!([linear("a"), late, fixed("c", "a"), fixed("d", "d")]);
    assert_snapshot!(drawn(&stages, 100, 24), @r##"
graph
    ┌───────────────┐                  ┌─────┐                           ┌─────┐
●──▶│ a             ├─ passes ────────▶│ b   ├─ passes ─────────────────▶│ c   ├─ passes ─▶ ↺ a
    └───────────────┘                  │     ├╌ 5 s ╌▶ ✗ the run fails   └─────┘
    ┌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┐                  └─────┘
    ╎ d             ├┈ passes ┈▶ ↺ d
    ╎ no run enters ╎
    └╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┘
"##);
}

#[test]
fn stages_that_no_run_enters_say_so() {
    let branch = json!({"kind": "branch", "default": null, "branches": [
        rule("a-gate", "true", "d"), rule("a-gate", "false", "b")]});
    let stages = json!([
        stage("a", &branch),
        fixed("b", "d"),
        terminal("c"),
        terminal("d")
    ]);
    assert_snapshot!(drawn(&stages, 100, 24), @r##"
graph
    ┌───────────────┐                          ┌───────────────┐
●──▶│ a             ├─ 1 a-gate is true ──────▶│ d             │ ◼
    │               ├┈ ✗ 2 a-gate is false ┈┐  └───────────────┘
    └───────────────┘                       ┊  ┌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┐
    ┌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┐                       └┈▶╎ b             ├┈ passes ┈▶ d
    ╎ c             ╎ ◼                        ╎ no run enters ╎
    ╎ no run enters ╎                          └╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┘
    └╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┘
"##);
}

#[test]
#[expect(
    clippy::unicode_not_nfc,
    reason = "what is drawn has the letters of the draft"
)]
fn names_of_any_letters_line_up_and_what_is_not_seen_is_hinted() {
    let stages = json!([
        linear("漢字漢字"),
        linear("e\u{301}e\u{301}"),
        linear("\u{1b}[31m"),
        {}
    ]);
    assert_snapshot!(drawn(&stages, 100, 24), @r##"
graph
    ┌──────────┐           ┌─────┐           ┌──────────────┐           ┌─────────┐
●──▶│ 漢字漢字 ├─ passes ─▶│ éé  ├─ passes ─▶│ \u{001B}[31m ├─ passes ─▶│ stage 4 ├╌ passes ╌▶ ?
    └──────────┘           └─────┘           └──────────────┘           └─────────┘
"##);
    let stages = json!([
        linear("漢字漢字"),
        linear("b"),
        linear("a-very-long-name-of-a-stage"),
        {}
    ]);
    assert_snapshot!(drawn(&stages, 60, 20), @r##"
graph                                               more →
    ┌──────────┐           ┌─────┐           ┌────────────
●──▶│ 漢字漢字 ├─ passes ─▶│ b   ├─ passes ─▶│ a-very-lon…
    └──────────┘           └─────┘           └────────────
"##);
}

#[test]
fn long_ways_keep_their_lane_and_join() {
    let timed = |id: &str| {
        let mut stage = stage(
            id,
            &json!({"kind": "branch", "default": "stop",
            "branches": [rule(&format!("{id}-gate"), "true", "next")]}),
        );
        stage["timeout"] = json!({"timeout_ms": 3_600_000, "policy_tags": []});
        stage["on_timeout"] = json!("alternate_branch");
        stage
    };
    let mut first = timed("a");
    first["advance_to"]["branches"][0]["next_stage_id"] = json!("b");
    let mut second = timed("b");
    second["advance_to"]["branches"][0]["next_stage_id"] = json!("c");
    let stages = json!([first, second, fixed("c", "stop"), terminal("stop")]);
    assert_snapshot!(drawn(&stages, 120, 24), @r##"
graph
    ┌─────┐                       ┌─────┐                       ┌─────┐             ┌──────┐
●──▶│ a   ├─ 1 a-gate is true ───▶│ b   ├─ 1 b-gate is true ───▶│ c   ├─ passes ─┬─▶│ stop │ ◼
    │     ├╌ 1 h ╌╌╌╌╌╌╌╌╌╌╌╌╌╌┐  │     ├╌ 1 h ╌╌╌╌╌╌╌╌╌╌╌╌╌╌┐  └─────┘          │  └──────┘
    └─────┘                    ╎  └─────┘                    ├╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┘
                               └╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┘
"##);
}

#[test]
fn a_box_with_too_many_ways_counts_the_rest() {
    let branches: Vec<Value> = (0..12)
        .map(|n| rule("g", "false", &format!("s{n}")))
        .collect();
    let mut all = vec![stage(
        "a",
        &json!({"kind": "branch", "default": "last", "branches": branches}),
    )];
    all.extend((0..12).map(|n| terminal(&format!("s{n}"))));
    all.push(terminal("last"));
    let text = drawn(&json!(all), 120, 60);
    assert!(text.contains("├─ otherwise ─"), "{text}");
    assert!(text.contains("├╌ 6 more ╌▶ …"), "{text}");
}

#[test]
fn hundreds_of_tangled_stages_are_drawn_and_thousands_are_not() {
    let stages = |count: usize| -> Vec<Value> {
        (0..count)
            .map(|at| {
                let rules: Vec<Value> = (1..7)
                    .map(|step| rule("other", "unknown", &format!("s{}", (at * step + 7) % count)))
                    .collect();
                let next = format!("s{}", (at + 1) % count);
                let mut stage = stage(
                    &format!("s{at}"),
                    &json!({"kind": "branch", "branches": rules, "default": next}),
                );
                stage["timeout"] = json!({"timeout_ms": at});
                stage
            })
            .collect()
    };
    let laid = laid(&stages(500));
    assert_eq!(blocks(&laid).len(), 500);
    let text = drawn(&json!(stages(2001)), 80, 24);
    assert!(text.contains("2001 stages are too many to draw"), "{text}");
}

/// Some stages that lead anywhere.
fn any_stages() -> impl Strategy<Value = Vec<Value>> {
    let target = || (0..14_usize).prop_map(|at| format!("s{at}"));
    let branch = (
        prop::collection::vec((any::<bool>(), 0..3_usize, target()), 0..10),
        prop::option::of(target()),
    );
    let advance = prop_oneof![
        2 => Just(json!({"kind": "linear"})),
        1 => Just(json!({"kind": "terminal"})),
        2 => target().prop_map(|to| json!({"kind": "fixed", "stage_id": to})),
        5 => branch.prop_map(|(rules, default)| {
            let rules: Vec<Value> = rules
                .into_iter()
                .map(|(own, outcome, to)| {
                    let outcome = ["true", "false", "unknown"][outcome];
                    rule(if own { "g" } else { "other" }, outcome, &to)
                })
                .collect();
            json!({"kind": "branch", "branches": rules, "default": default})
        }),
    ];
    let policy = prop::sample::select(vec!["fail", "advance_with_flag", "alternate_branch"]);
    let stage = (advance, prop::option::of(1..9_000_000_u64), policy);
    prop::collection::vec(stage, 0..14).prop_map(|stages| {
        let stages = stages.into_iter().enumerate();
        stages
            .map(|(at, (advance, timeout, policy))| {
                let timeout = timeout.map(|ms| json!({"timeout_ms": ms}));
                json!({"stage_id": format!("s{at}"), "gates": [{"gate_id": "g"}],
                    "advance_to": advance, "timeout": timeout, "on_timeout": policy})
            })
            .collect()
    })
}

fn parsed(stages: &[Value]) -> ScenarioDraft {
    let document = json!({ "stages": stages });
    read(document.to_string().as_bytes(), Format::Json)
        .draft
        .unwrap()
}

fn laid(stages: &[Value]) -> Picture {
    let graph = stage_graph(&parsed(stages));
    picture(&graph, &Content::usual(&graph))
}

fn blocks(picture: &Picture) -> Vec<&Block> {
    picture.columns.iter().flat_map(|one| &one.blocks).collect()
}

fn covers(block: &Block, x: usize, y: usize) -> bool {
    (block.x..block.x + block.width).contains(&x) && (block.y..block.y + block.height).contains(&y)
}

/// Returns how many cells two lines share that run alongside each other.
fn alongside(one: &Line, other: &Line) -> usize {
    let flat = |line: &Line| line.from.1 == line.to.1;
    let shared =
        |a: (usize, usize), b: (usize, usize)| (a.1.min(b.1) + 1).saturating_sub(a.0.max(b.0));
    match (flat(one), flat(other)) {
        (true, true) if one.from.1 == other.from.1 => {
            shared((one.from.0, one.to.0), (other.from.0, other.to.0))
        }
        (false, false) if one.from.0 == other.from.0 => {
            shared((one.from.1, one.to.1), (other.from.1, other.to.1))
        }
        _ => 0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn nothing_covers_anything_else(stages in any_stages(), marked in 0..14_usize) {
        let picture = laid(&stages);
        let blocks = blocks(&picture);
        prop_assert_eq!(blocks.len(), stages.len());
        for (at, block) in blocks.iter().enumerate() {
            prop_assert!(block.x + block.width <= picture.width);
            prop_assert!(block.y + block.height <= picture.height);
            for other in &blocks[at + 1..] {
                let apart = block.x + block.width <= other.x
                    || other.x + other.width <= block.x
                    || block.y + block.height <= other.y
                    || other.y + other.height <= block.y;
                prop_assert!(apart, "{:?} {:?}", block, other);
            }
        }
        for word in picture.columns.iter().flat_map(|one| &one.words) {
            for x in word.x..word.x + word.width {
                prop_assert!(!blocks.iter().any(|block| covers(block, x, word.y)), "{:?}", word);
            }
        }
        let lines: Vec<&Line> = picture.columns.iter().flat_map(|one| &one.lines).collect();
        for (at, line) in lines.iter().enumerate() {
            let (left, right) = (line.from.0 + 1, line.to.0);
            for x in left..right {
                prop_assert!(!blocks.iter().any(|block| covers(block, x, line.from.1)), "{:?}", line);
            }
            // They meet at a corner and never run along each other.
            for other in &lines[at + 1..] {
                prop_assert!(alongside(line, other) <= 1, "{:?} {:?}", line, other);
            }
        }
        let mut app = app(&json!({ "stages": stages }));
        press(&mut app, "4 g");
        for _ in 0..marked {
            press(&mut app, "right down");
        }
        for (width, height) in [(40, 12), (70, 25)] {
            let _ = body(&mut app, width, height);
        }
    }
}

//! What each format shows of one scenario with every kind of way.

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{FORMATS, chart, rule};
use crate::plain::WayKind;
use crate::review::graph::{Chart, GraphFormat, render};

fn release() -> Chart {
    chart(
        "release",
        &json!([
            {"stage_id": "build", "entry_packets": [{"packet_id": "creds"}, {"packet_id": "notes"}],
             "gates": [{"gate_id": "quality", "requirement": "a and b"},
                {"gate_id": "owners", "requirement": "at_least(2, a, b, c)"}],
             "advance_to": {"kind": "branch", "default": "denied", "branches": [
                rule("quality", "true", "ship"), rule("quality", "false", "denied"),
                rule("owners", "true", "denied"), rule("quality", "unknown", "ask")]},
             "timeout": {"timeout_ms": 1_800_000}, "on_timeout": "alternate_branch"},
            {"stage_id": "ask", "gates": [{"gate_id": "human", "requirement": "a"}],
             "advance_to": {"kind": "fixed", "stage_id": "build"},
             "timeout": {"timeout_ms": 86_400_000}, "on_timeout": "advance_with_flag"},
            {"stage_id": "ship", "gates": [{"gate_id": "target", "requirement": "b"}],
             "advance_to": {"kind": "terminal"},
             "timeout": {"timeout_ms": 5000}, "on_timeout": "fail"},
            {"stage_id": "denied", "gates": [], "advance_to": {"kind": "terminal"}},
        ]),
    )
}

fn text(chart: &Chart, width: usize) -> String {
    render(chart, GraphFormat::Text { width })
}

#[test]
fn mermaid() {
    assert_snapshot!(render(&release(), GraphFormat::Mermaid), @r##"
flowchart TB
  %% release: 4 stages, 10 ways
  s0["build<br/>packets creds, notes<br/>gate quality: all of a and b<br/>gate owners: at least 2 of 3: a, b and c"]
  s1["ask<br/>gate human: a"]
  s2["ship<br/>gate target: b"]
  s3["denied<br/>no run enters"]
  complete(["◼ completed"])
  failed(["✗ failed"])
  start(("start")) --> s0
  s0 -->|"1 quality is true"| s2
  s0 --x|"✗ 2 quality is false, dead"| s3
  s0 --x|"✗ 3 owners is true, shadowed by rule 1"| s3
  s0 --x|"✗ otherwise, shadowed by rule 1"| s3
  s0 -.->|"timeout 30 min, rule 4 #40;alternate_branch#41;"| s1
  s1 -->|"passes"| s0
  s1 -.->|"timeout 1 d #40;advance_with_flag#41;"| s0
  s2 -->|"passes"| complete
  s2 -.->|"timeout 5 s #40;fail#41;"| failed
  s3 --x|"✗ passes, unreached"| complete
  classDef unreached stroke-dasharray:2 4,opacity:0.7
  classDef open stroke-dasharray:8 4
  class s3 unreached
  linkStyle 2,3,4,10 stroke-dasharray:2 6,opacity:0.7
"##);
}

#[test]
fn dot() {
    assert_snapshot!(render(&release(), GraphFormat::Dot), @r##"
digraph scenario {
  label="release: 4 stages, 10 ways";
  labelloc=t;
  node [shape=box, fontname="sans-serif"];
  edge [fontname="sans-serif"];
  s0 [label="build\npackets creds, notes\lgate quality: all of a and b\lgate owners: at least 2 of 3: a, b and c\l", tooltip="build\npackets creds, notes\ngate quality: a and b\ngate owners: at_least(2, a, b, c)"];
  s1 [label="ask\ngate human: a\l", tooltip="ask\ngate human: a"];
  s2 [label="ship\ngate target: b\l", tooltip="ship\ngate target: b"];
  s3 [label="denied\nno run enters\l", tooltip="denied\nno run enters", style=dotted];
  complete [label="◼ completed", shape=oval];
  failed [label="✗ failed", shape=oval];
  start [label="start", shape=circle];
  start -> s0;
  s0 -> s2 [label="1 quality is true", tooltip="build: 1 quality is true → ship", style=solid];
  s0 -> s3 [label="✗ 2 quality is false, dead", tooltip="build: ✗ 2 quality is false, dead → denied; a stage is left only when every gate is true", style=dotted, arrowhead=tee];
  s0 -> s3 [label="✗ 3 owners is true, shadowed by rule 1", tooltip="build: ✗ 3 owners is true, shadowed by rule 1 → denied; rule 1 always wins first", style=dotted, arrowhead=tee];
  s0 -> s3 [label="✗ otherwise, shadowed by rule 1", tooltip="build: ✗ otherwise, shadowed by rule 1 → denied; rule 1 always wins first", style=dotted, arrowhead=tee];
  s0 -> s1 [label="timeout 30 min, rule 4 (alternate_branch)", tooltip="build: timeout 30 min, rule 4 (alternate_branch) → ask; the run goes on as if every gate were unknown", style=dashed];
  s1 -> s0 [label="passes", tooltip="ask: passes → build", style=solid];
  s1 -> s0 [label="timeout 1 d (advance_with_flag)", tooltip="ask: timeout 1 d (advance_with_flag) → build; the run goes on as if every gate were true", style=dashed];
  s2 -> complete [label="passes", tooltip="ship: passes → ◼ the run completes", style=solid];
  s2 -> failed [label="timeout 5 s (fail)", tooltip="ship: timeout 5 s (fail) → ✗ the run fails", style=dashed];
  s3 -> complete [label="✗ passes, unreached", tooltip="denied: ✗ passes, unreached → ◼ the run completes; no run enters the stage that it leaves", style=dotted, arrowhead=tee];
}
"##);
}

#[test]
fn svg() {
    let stages = json!([
        {"stage_id": "a", "gates": [{"gate_id": "g", "requirement": "x or y"}],
         "advance_to": {"kind": "branch", "default": null,
            "branches": [rule("g", "true", "b"), rule("g", "false", "b")]},
         "timeout": {"timeout_ms": 5000}, "on_timeout": "fail"},
        {"stage_id": "b", "gates": [], "advance_to": {"kind": "terminal"}},
    ]);
    assert_snapshot!(render(&chart("small", &stages), GraphFormat::Svg), @r##"
<svg xmlns="http://www.w3.org/2000/svg" class="gw" role="img" aria-labelledby="gw-title gw-desc" width="1128" height="208" viewBox="0 0 1128 208">
<title id="gw-title">small: 2 stages, 4 ways</title>
<desc id="gw-desc">
a: 1 g is true → b.
a: ✗ 2 g is false, dead → b; a stage is left only when every gate is true.
a: timeout 5 s (fail) → ✗ the run fails.
b: passes → ◼ the run completes.
</desc>
<style>.gw{color:#1f2328;font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}@media(prefers-color-scheme:dark){.gw{color:#e6edf3}}.gw text{fill:currentColor;white-space:pre}.gw path,.gw rect,.gw circle{stroke:currentColor;fill:none;stroke-width:1.25}.gw .tip{fill:currentColor;stroke:none}.gw .name{font-weight:bold}.gw .dashed{stroke-dasharray:7 4}.gw .dead{stroke-dasharray:1.5 4}.gw text.dead,.gw .tip.dead{opacity:.75}</style>
<text x="16" y="30" class="name">small: 2 stages, 4 ways</text>
<g transform="translate(16 52)">
<g><title>A run starts here.</title>
<circle cx="4" cy="30" r="4" class="tip"/>
<path d="M4 30H32"/>
<path class="tip solid" d="M28 25L36 30L28 35Z"/>
</g>
<path class="solid" d="M228 30H240M344 30H564"/>
<path class="dead" d="M228 50H240M416 50H564"/>
<path class="dashed" d="M228 70H240M400 70H412"/>
<path class="solid" d="M564 30V50"/>
<path class="solid" d="M564 30H588"/>
<path class="solid" d="M636 30H648M712 30H724"/>
<g><title>a: 1 g is true → b</title><text x="248" y="34" class="solid" textLength="88" lengthAdjust="spacingAndGlyphs">1 g is true</text>
</g>
<path class="tip solid" d="M580 25L588 30L580 35Z"/>
<g><title>a: ✗ 2 g is false, dead → b; a stage is left only when every gate is true</title><text x="248" y="54" class="dead" textLength="160" lengthAdjust="spacingAndGlyphs">✗ 2 g is false, dead</text>
</g>
<g><title>a: timeout 5 s (fail) → ✗ the run fails</title><text x="248" y="74" class="dashed" textLength="144" lengthAdjust="spacingAndGlyphs">timeout 5 s (fail)</text>
</g>
<path class="tip dashed" d="M412 65L420 70L412 75Z"/>
<g><title>a: timeout 5 s (fail) → ✗ the run fails</title><text x="424" y="74" class="dashed" textLength="120" lengthAdjust="spacingAndGlyphs">✗ the run fails</text>
</g>
<g><title>a
gate g: x or y</title>
<rect x="36" y="10" width="192" height="80" rx="4" class="solid"/>
<text x="48" y="34" class="name" textLength="8" lengthAdjust="spacingAndGlyphs">a</text>
<text x="48" y="54" class="solid" textLength="168" lengthAdjust="spacingAndGlyphs">gate g: any of x or y</text>
</g>
<g><title>b: passes → ◼ the run completes</title><text x="656" y="34" class="solid" textLength="48" lengthAdjust="spacingAndGlyphs">passes</text>
</g>
<path class="tip solid" d="M724 25L732 30L724 35Z"/>
<g><title>b: passes → ◼ the run completes</title><text x="736" y="34" class="solid" textLength="8" lengthAdjust="spacingAndGlyphs">◼</text>
</g>
<g><title>b</title>
<rect x="588" y="10" width="48" height="40" rx="4" class="solid"/>
<text x="600" y="34" class="name" textLength="8" lengthAdjust="spacingAndGlyphs">b</text>
</g>
</g>
<g transform="translate(16 172)">
<text x="0" y="14" class="solid" textLength="320" lengthAdjust="spacingAndGlyphs">● a run starts · ◼ it completes · ↺ back</text>
<path class="solid" d="M348 10h32"/>
<text x="384" y="14" class="solid" textLength="216" lengthAdjust="spacingAndGlyphs">taken when the stage passes</text>
<path class="dashed" d="M628 10h32"/>
<text x="664" y="14" class="solid" textLength="56" lengthAdjust="spacingAndGlyphs">timeout</text>
<path class="dashed" d="M748 10h32"/>
<text x="784" y="14" class="solid" textLength="88" lengthAdjust="spacingAndGlyphs">? undecided</text>
<path class="dead" d="M900 10h32"/>
<text x="936" y="14" class="solid" textLength="136" lengthAdjust="spacingAndGlyphs">✗ no run takes it</text>
</g>
</svg>
"##);
}

#[test]
fn text_of_80_columns() {
    assert_snapshot!(text(&release(), 80), @r##"
release: 4 stages, 10 ways

    ┌───────┐
●──▶│ build ├─ 1 quality is true ─▶ ship
    │       ├┈ ✗ 2 quality is false +2 ┈▶ denied
    │       ├╌ 30 min, rule 4 ╌▶ ask
    └───────┘

    ┌───────────────┐
    │ ask           ├─ passes ─▶ ↺ build
    │               ├╌ 1 d ╌▶ ↺ build
    └───────────────┘
    ┌───────────────┐
    │ ship          │ ◼
    │               ├╌ 5 s ╌▶ ✗ the run fails
    └───────────────┘
    ┌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┐
    ╎ denied        ╎ ◼
    ╎ no run enters ╎
    └╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┘

● a run starts · ─ live · ╌ timeout, or ? undecided
┈ ✗ no run takes it · ◼ the run completes · ↺ back

1. build, where a run starts
    on entry   packets creds, notes
    gate       quality: all of a and b
    gate       owners: at least 2 of 3: a, b and c
    live       1 quality is true → ship
    dead       2 quality is false → denied; a stage is left only when every gate
               is true
    shadowed   3 owners is true → denied; rule 1 always wins first
    shadowed   otherwise → denied; rule 1 always wins first
    timeout    30 min, rule 4 (alternate_branch) → ask; the run goes on as if
               every gate were unknown

2. ask
    gate       human: a
    live       passes → build
    timeout    1 d (advance_with_flag) → build; the run goes on as if every gate
               were true

3. ship
    gate       target: b
    live       passes → ◼ the run completes
    timeout    5 s (fail) → ✗ the run fails

4. denied (no run enters)
    unreached  passes → ◼ the run completes; no run enters the stage that it
               leaves
"##);
}

#[test]
fn a_wider_text_is_drawn_in_one_row() {
    let text = text(&release(), 120);
    let drawn = text.split("● a run starts").next().unwrap();
    assert_snapshot!(drawn, @r##"
release: 4 stages, 10 ways

    ┌───────┐                                ┌───────────────┐
●──▶│ build ├─ 1 quality is true ───────────▶│ ship          │ ◼
    │       ├┈ ✗ 2 quality is false +2 ┈┈┈┐  │               ├╌ 5 s ╌▶ ✗ the run fails
    │       ├╌ 30 min, rule 4 ╌╌╌╌╌╌╌╌╌╌┐ ┊  └───────────────┘
    └───────┘                           ╎ ┊  ┌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┐
                                        ╎ └┈▶╎ denied        ╎ ◼
                                        ╎    ╎ no run enters ╎
                                        ╎    └╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┘
                                        ╎    ┌───────────────┐
                                        └╌╌╌▶│ ask           ├─ passes ─▶ ↺ build
                                             │               ├╌ 1 d ╌▶ ↺ build
                                             └───────────────┘
"##);
}

#[test]
fn what_is_not_decided_is_drawn_with_a_question_mark() {
    let stages = json!([
        {"stage_id": "a", "gates": [{"requirement": "x and"}, {"gate_id": "g"}],
         "advance_to": {"kind": "branch", "default": "nope", "branches": [rule("g", "true", "b"), {}]},
         "timeout": {}},
        {"stage_id": "b", "entry_packets": [{}], "advance_to": {"kind": "fixed", "stage_id": "gone"},
         "timeout": {"timeout_ms": 60_000}},
        {},
    ]);
    let chart = chart("", &stages);
    assert_snapshot!(text(&chart, 80), @r##"
a scenario without an id: 3 stages, 7 ways

    ┌─────────┐                     ┌─────┐
●──▶│ a       ├─ 1 g is true ──────▶│ b   ├╌ passes +1 ╌▶ ?
    │         ├╌ 2 ? is ? +1 ╌▶ ?   └─────┘
    │         ├┈ ✗ otherwise ┈▶ ?
    └─────────┘
    ┌─────────┐
    │ stage 3 ├╌ passes ╌▶ ?
    └─────────┘

● a run starts · ─ live · ╌ timeout, or ? undecided
┈ ✗ no run takes it · ◼ the run completes · ↺ back

1. a, where a run starts
    gate       ?: the requirement does not read
    gate       g: no requirement yet
    live       1 g is true → b
    undecided  2 ? is ? → ?
    shadowed   otherwise → ?; rule 1 always wins first
    undecided  timeout (not decided what it does) → ?

2. b
    on entry   packet ?
    undecided  passes → ?; there is no stage `gone`
    undecided  timeout 1 min (not decided what it does) → ?

3. stage 3 (? undecided whether a run enters)
    undecided  passes → ?
"##);
    assert_snapshot!(render(&chart, GraphFormat::Mermaid), @r##"
flowchart TB
  %% a scenario without an id: 3 stages, 7 ways
  s0["a<br/>gate #63;: the requirement does not read<br/>gate g: no requirement yet"]
  s1["b<br/>packet #63;"]
  s2["stage 3<br/>#63; undecided whether a run enters"]
  undecided(("#63;"))
  start(("start")) --> s0
  s0 -->|"1 g is true"| s1
  s0 -.->|"#63; 2 #63; is #63;"| undecided
  s0 --x|"✗ otherwise, shadowed by rule 1"| undecided
  s0 -.->|"#63; timeout #40;not decided what it does#41;"| undecided
  s1 -.->|"#63; passes"| undecided
  s1 -.->|"#63; timeout 1 min #40;not decided what it does#41;"| undecided
  s2 -.->|"#63; passes"| undecided
  classDef unreached stroke-dasharray:2 4,opacity:0.7
  classDef open stroke-dasharray:8 4
  class s2 open
  linkStyle 3 stroke-dasharray:2 6,opacity:0.7
"##);
}

#[test]
fn what_is_proved_is_drawn() {
    let mut chart = release();
    for way in &mut chart.graph.ways {
        if way.from == 0 && way.kind == WayKind::Rule(0) {
            way.taken = Some(false);
            way.note = Some("no evidence makes the stage pass".to_owned());
        }
    }
    chart.graph.nodes[0].note = Some("left only by its timeout".to_owned());
    chart.graph.follow();
    let entered: Vec<Option<bool>> = chart.graph.nodes.iter().map(|node| node.entered).collect();
    assert_eq!(entered, [Some(true), Some(true), Some(false), Some(false)]);
    for format in FORMATS {
        let text = render(&chart, format);
        assert!(text.contains("left only by its timeout"), "{text}");
        // A line of text may break anywhere.
        let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            joined.contains("1 quality is true, dead") || joined.contains("dead 1 quality is true"),
            "{text}"
        );
        if format != GraphFormat::Mermaid {
            assert!(
                joined.contains("no evidence makes the stage pass"),
                "{text}"
            );
        }
    }
}

#[test]
fn no_stages_are_no_drawing() {
    let chart = chart("empty", &json!([]));
    assert_eq!(text(&chart, 80), "empty: 0 stages, 0 ways\n");
    for format in FORMATS {
        assert!(render(&chart, format).contains("empty: 0 stages, 0 ways"));
    }
}

#[test]
fn many_stages_are_listed_and_what_stands_in_circles_ends() {
    let count = 2000;
    let stages: Vec<Value> = (0..count)
        .map(|at| {
            let to = |step: usize| format!("s{}", (at * step + 3) % count);
            json!({"stage_id": format!("s{at}"), "gates": [{"gate_id": "g"}],
                "advance_to": {"kind": "branch", "default": to(1), "branches": [
                    rule("g", "true", &to(7)), rule("g", "false", &to(13)),
                    rule("other", "unknown", &to(31))]}})
        })
        .collect();
    let chart = chart("many", &json!(stages));
    assert_eq!(chart.graph.ways.len(), 4 * count);
    let lines = |format| render(&chart, format).lines().count();
    assert!(lines(GraphFormat::Mermaid) > 5 * count);
    assert!(lines(GraphFormat::Dot) > 5 * count);
    assert!(lines(GraphFormat::Svg) > 5 * count);
    let listed = text(&chart, 80);
    assert!(!listed.contains('┌'));
    assert!(listed.contains("\n2000. s1999"), "the last stage is listed");
}

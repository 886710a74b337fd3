//! The format for reading.

use super::*;

fn human(report: &Report) -> String {
    render(report, Format::Human, &RenderOptions::default())
}

#[test]
fn colour_adds_only_colour() {
    let report = report(
        &[("release.draft.json", BRANCH)],
        vec![dead_rule(), missing_piece()],
    );
    let options = RenderOptions {
        colour: true,
        ..RenderOptions::default()
    };
    let coloured = render(&report, Format::Human, &options);
    assert!(coloured.contains('\u{1b}'));
    assert_eq!(
        anstream::adapter::strip_str(&coloured).to_string(),
        human(&report)
    );
}

#[test]
fn human_shows_the_frame_the_cure_and_the_checklist() {
    insta::assert_snapshot!(human(&report(
        &[("release.draft.json", BRANCH)],
        vec![dead_rule(), missing_piece()]
    )), @r#"
    error[GW0502]: this branch rule can never be used
     --> release.draft.json:4:29  stage:build/branch[1]
      |
    3 |     { "gate_id": "quality", "outcome": "true",  "next_stage_id": "ship" },
      |                                                                  ------ taken whenever all gates are true
    4 |     { "gate_id": "quality", "outcome": "false", "next_stage_id": "deny" }
      |                             ^^^^^^^^^^^^^^^^^^
      |
      = proved: for all evidence, from what a run does
      = effect: stage `deny` is unreachable
      = leads to: GW0601
      = help: to react to a failed check, add a stage whose gate is `not quality`, or use a timeout
      = fix (review): remove the rule
      = explain: gatewright explain GW0502

    to do
      [ ] the scenario needs a `spec_version`  scenario  release.draft.json

    1 error, 1 to do
    "#);
    assert_eq!(human(&Report::default()), "no findings\n");
}

#[test]
fn human_shows_hostile_text_and_keeps_spans_under_their_text() {
    let (text, d) = hostile();
    let file = d.primary.file.clone().unwrap_or_default();
    insta::assert_snapshot!(human(&report(&[(&file, &text)], vec![d])), @r#"
    warning[GW0805]: id `a\u{001B}]52;c;x\u{0007}\u{202E}\u{200B}\u{000A}::error::|<b>&"'`@you](x)%\u{009B}` is odd
     --> a\u{001B}]52;c;x\u{0007}\u{202E}\u{200B}\u{000A}::error::|<b>&"'`@you](x)%\u{009B}:2:35  a\u{001B}]52;c;x\u{0007}\u{202E}\u{200B}\u{000A}::error::|<b>&"'`@you](x)%\u{009B}
      |
    2 |     "scenario_id": "\u{202E}\u{001B}[31m漢字", "x": "target"
      |                                         ----         ^^^^^^
      |                                         |
      |                                         a\u{001B}]52;c;x\u{0007}\u{202E}\u{200B}\u{000A}::error::|<b>&"'`@you](x)%\u{009B}
      |
      = see: a\u{001B}]52;c;x\u{0007}\u{202E}\u{200B}\u{000A}::error::|<b>&"'`@you](x)%\u{009B}:
             a\u{001B}]52;c;x\u{0007}\u{202E}\u{200B}\u{000A}::error::|<b>&"'`@you](x)%\u{009B}
      = proved: for all evidence, from what a run does
      = effect: a\u{001B}]52;c;x\u{0007}\u{202E}\u{200B}\u{000A}::error::|<b>&"'`@you](x)%\u{009B}
      = help: a\u{001B}]52;c;x\u{0007}\u{202E}\u{200B}\u{000A}::error::|<b>&"'`@you](x)%\u{009B}
      = fix (safe): a\u{001B}]52;c;x\u{0007}\u{202E}\u{200B}\u{000A}::error::|<b>&"'`@you](x)%\u{009B}
      = explain: gatewright explain GW0805

    1 warning
    "#);
}

#[test]
fn human_shows_spans_of_several_lines_and_wide_characters() {
    let text = "{\n  \"名\": [\n    \"漢字\",\n    2\n  ], \"z\": 0\n}";
    let mut tall = Diagnostic::new(Code::GW0104, "/名", "expected text");
    tall.primary = place(
        "d.json",
        "/名",
        "",
        Some(span(text, "[\n    \"漢字\",\n    2\n  ]")),
    );
    let mut wide = Diagnostic::new(Code::GW0104, "/名/0", "expected a number");
    wide.primary = place("d.json", "/名/0", "", Some(span(text, "\"漢字\"")));
    insta::assert_snapshot!(human(&report(&[("d.json", text)], vec![tall, wide])), @r#"
    error[GW0104]: expected text
     --> d.json:2:8  /名
      |
    2 |     "名": [
      |  _________^
    3 | |     "漢字",
    4 | |     2
    5 | |   ], "z": 0
      | |___^
      |
      = explain: gatewright explain GW0104

    error[GW0104]: expected a number
     --> d.json:3:5  /名/0
      |
    3 |     "漢字",
      |     ^^^^^^
      |
      = explain: gatewright explain GW0104

    2 errors
    "#);
}

#[test]
fn human_shows_related_places_far_away_and_in_other_files() {
    let text = format!("[\n\"first\",\n{}\"second\"\n]", "0,\n".repeat(200));
    let mut d = Diagnostic::new(Code::GW0201, "/202", "id `x` is used twice");
    d.primary = place("d.json", "/202", "stage:x", Some(span(&text, "\"second\"")));
    for (file, part) in [("d.json", "\"first\""), ("other.json", "\"first\"")] {
        d.related.push(Related {
            place: place(file, "/0", "stage:y", Some(span(&text, part))),
            label: "used here first".to_owned(),
        });
    }
    d.related.push(Related {
        place: place("contracts/ci.json", "/checks/0", "check:coverage", None),
        label: "and listed here".to_owned(),
    });
    let report = report(&[("d.json", &text), ("other.json", &text)], vec![d]);
    insta::assert_snapshot!(human(&report), @r#"
    error[GW0201]: id `x` is used twice
       --> d.json:203:1  stage:x
        |
    203 | "second"
        | ^^^^^^^^
        |
       ::: d.json:2:1
        |
      2 | "first",
        | ------- used here first
        |
       ::: other.json:2:1
        |
      2 | "first",
        | ------- used here first
        |
        = see: contracts/ci.json  check:coverage: and listed here
        = explain: gatewright explain GW0201

    1 error
    "#);
}

#[test]
fn human_shows_no_frame_without_text_or_on_an_endless_line() {
    let text = format!("[{}\"target\"]", "0,".repeat(1000));
    let mut long = Diagnostic::new(Code::GW0307, "/1000", "not a possible result");
    long.primary = place(
        "canonical.json",
        "/1000",
        "condition:c",
        Some(span(&text, "\"target\"")),
    );
    let mut bare = Diagnostic::new(Code::GW1102, "", "the file is not there");
    bare.primary = place("gone.json", "", "", None);
    let nowhere = Diagnostic::new(Code::GW0204, "/conditions/3", "never used");
    let report = report(&[("canonical.json", &text)], vec![long, bare, nowhere]);
    insta::assert_snapshot!(human(&report), @r#"
    error[GW0307]: not a possible result
      --> canonical.json:1:2002  condition:c
       |
       = at: /1000
       = explain: gatewright explain GW0307

    error[GW1102]: the file is not there
      --> gone.json
       |
       = explain: gatewright explain GW1102

    warning[GW0204]: never used
      --> /conditions/3
       |
       = proved: for all evidence, from what a run does
       = explain: gatewright explain GW0204

    2 errors, 1 warning
    "#);
}

#[test]
fn spans_outside_the_text_or_inside_a_character_do_no_harm() {
    for (start, end) in [(0, 0), (2, 3), (3, 1), (4, 400), (400, 900)] {
        let mut d = dead_rule();
        let span = Span {
            start,
            end,
            line: 9,
            column: 9,
            end_line: 1,
            end_column: 1,
        };
        d.primary.span = Some(span);
        d.related[0].place.span = Some(span);
        let report = report(&[("release.draft.json", "é漢\r\né")], vec![d]);
        assert!(human(&report).contains("GW0502"));
    }
}

#[test]
fn a_large_report_over_a_large_file_is_rendered_whole() {
    let line = format!("{}\n", "x".repeat(390));
    let text = line.repeat(5_000);
    let found = (0..2_000)
        .map(|n| {
            let mut d = dead_rule();
            let start = n * 2 * line.len();
            let span = Span {
                start,
                end: start + 5,
                line: 0,
                column: 1,
                end_line: 0,
                end_column: 6,
            };
            d.primary.span = Some(span);
            d
        })
        .collect();
    let text = human(&report(&[("release.draft.json", &text)], found));
    assert!(text.ends_with("2000 errors\n"));
}

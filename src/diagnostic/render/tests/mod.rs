//! Shared reports, and what holds for every format.

mod human;
mod machine;

use super::*;
use crate::diagnostic::{Code, Confidence, Fix, Related, Safety, Span};
use proptest::prelude::*;
use serde_json::json;
use std::sync::Arc;

/// Finds the span of the only occurrence of a part of a text.
fn span(text: &str, part: &str) -> Span {
    let start = text.find(part).expect("the part is in the text");
    let end = start + part.len();
    let point = |at: usize| {
        let line_start = text[..at].rfind('\n').map_or(0, |n| n + 1);
        let line = text[..at].matches('\n').count() + 1;
        (line, text[line_start..at].chars().count() + 1)
    };
    let ((line, column), (end_line, end_column)) = (point(start), point(end));
    Span {
        start,
        end,
        line,
        column,
        end_line,
        end_column,
    }
}

fn place(file: &str, pointer: &str, entity: &str, span: Option<Span>) -> Place {
    Place {
        file: (!file.is_empty()).then(|| Arc::from(file)),
        pointer: pointer.to_owned(),
        entity: entity.to_owned(),
        within: None,
        span,
    }
}

fn report(texts: &[(&str, &str)], diagnostics: Vec<Diagnostic>) -> Report {
    Report {
        diagnostics,
        texts: texts
            .iter()
            .map(|(file, text)| (Arc::from(*file), Arc::from(*text)))
            .collect(),
    }
}

const BRANCH: &str = r#"{
  "branches": [
    { "gate_id": "quality", "outcome": "true",  "next_stage_id": "ship" },
    { "gate_id": "quality", "outcome": "false", "next_stage_id": "deny" }
  ]
}
"#;

fn dead_rule() -> Diagnostic {
    let mut d = Diagnostic::new(
        Code::GW0502,
        "/stages/0/advance_to/branches/1/outcome",
        "this branch rule can never be used",
    )
    .effect("stage `deny` is unreachable")
    .help("to react to a failed check, add a stage whose gate is `not quality`, or use a timeout")
    .fix(Fix::new(
        "remove the rule",
        Safety::Review,
        &[json!({"remove_branch_rule": {"stage": "build", "index": 1}})],
    ))
    .parameter("1");
    d.primary = place(
        "release.draft.json",
        "/stages/0/advance_to/branches/1/outcome",
        "stage:build/branch[1]",
        Some(span(BRANCH, "\"outcome\": \"false\"")),
    );
    d.related.push(Related {
        place: place(
            "release.draft.json",
            "/stages/0/advance_to/branches/0/next_stage_id",
            "stage:build/branch[0]",
            Some(span(BRANCH, "\"ship\"")),
        ),
        label: "taken whenever all gates are true".to_owned(),
    });
    d.consequences.push(Code::GW0601);
    d
}

fn missing_piece() -> Diagnostic {
    let mut d = Diagnostic::new(Code::GW0109, "", "the scenario needs a `spec_version`");
    d.primary.entity = "scenario".to_owned();
    d.primary.file = Some(Arc::from("release.draft.json"));
    d
}

/// A finding whose every text tries to break out of a rendering.
fn hostile() -> (String, Diagnostic) {
    let id = "a\u{1b}]52;c;x\u{7}\u{202e}\u{200b}\n::error::|<b>&\"'`@you](x)%\u{9b}";
    let text = format!(
        "{{\n\t\"scenario_id\": \"\u{202e}\u{1b}[31m漢字\", \"x\": \"{}\"\n}}",
        "target"
    );
    let mut d = Diagnostic::new(Code::GW0805, format!("/{id}"), format!("id `{id}` is odd"))
        .help(id)
        .effect(id)
        .fix(Fix::new(id, Safety::Safe, &[json!(id)]));
    d.primary = place(id, &format!("/{id}"), id, Some(span(&text, "target")));
    d.related.push(Related {
        place: place(id, "", id, Some(span(&text, "漢字"))),
        label: id.to_owned(),
    });
    d.related.push(Related {
        place: Place::at(id),
        label: id.to_owned(),
    });
    (text, d)
}

fn everything() -> Report {
    let (text, hostile) = hostile();
    let mut no_file = Diagnostic::new(Code::GW0204, "/conditions/3", "condition `x` is never used");
    no_file.confidence = Confidence::AssumesStableEvidence;
    let file = hostile.primary.file.clone().unwrap_or_default();
    report(
        &[("release.draft.json", BRANCH), (&file, &text)],
        vec![dead_rule(), hostile, no_file, missing_piece()],
    )
}

#[test]
fn no_format_ever_holds_a_hidden_character() {
    let report = everything();
    let options = RenderOptions {
        files: vec!["\u{202e}clean\u{1b}".to_owned()],
        ..RenderOptions::default()
    };
    for format in Format::ALL {
        let text = render(&report, format, &options);
        assert!(
            !text.chars().any(|c| is_hidden(c) && c != '\n'),
            "{format}: {text:?}"
        );
        assert!(text.ends_with('\n'), "{format}");
        assert_eq!(format.name().parse(), Ok(format));
    }
    let message = "jsno".parse::<Format>().unwrap_err().to_string();
    assert_eq!(
        message,
        "`jsno` is not an output format; did you mean `json`?"
    );
}

proptest! {
    #[test]
    fn no_text_and_no_span_gets_a_hidden_character_through(
        text in "[a\\n\\r\\t \u{1b}\u{202e}\u{9b}é漢\u{301}\"{}]{0,60}",
        label in "[a\\n\u{7}\u{200b}<|`:,%]{0,8}",
        spans in proptest::collection::vec((0_usize..80, 0_usize..80), 1..5),
        width in 0_usize..120,
    ) {
        let mut d = Diagnostic::new(Code::GW0204, format!("/{label}"), label.clone());
        let at = |(start, end): (usize, usize)| {
            let span = Span { start, end, line: start, column: end, end_line: 1, end_column: 1 };
            place("d.json", &label, &label, Some(span))
        };
        d.primary = at(spans[0]);
        for span in &spans[1..] {
            d.related.push(Related { place: at(*span), label: label.clone() });
        }
        let report = report(&[("d.json", &text)], vec![d]);
        let options = RenderOptions { width, ..RenderOptions::default() };
        for format in Format::ALL {
            let out = render(&report, format, &options);
            prop_assert!(!out.chars().any(|c| is_hidden(c) && c != '\n'), "{}: {:?}", format, out);
        }
    }
}

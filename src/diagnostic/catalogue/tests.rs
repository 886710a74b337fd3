use super::*;
use serde_json::Value;

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn every_example() -> impl Iterator<Item = (Code, Example)> {
    Code::ALL.iter().flat_map(|code| {
        let e = explanation(*code);
        [(*code, e.example), (*code, e.fixed)]
    })
}

#[test]
fn every_code_is_explained_in_whole_sentences() {
    for code in Code::ALL {
        let e = explanation(*code);
        for text in [e.what, e.why, e.decided, e.configure] {
            assert!(text.len() > 20 && text.ends_with('.'), "{code}: {text}");
            assert!(
                text.chars()
                    .next()
                    .is_some_and(|c| c.is_uppercase() || c == '`'),
                "{code}: {text}"
            );
            assert!(text.is_ascii() && !text.contains("  "), "{code}: {text}");
            for placeholder in ["TODO", "FIXME", "XXX", "lorem", "{", "...", "TBD"] {
                assert!(!text.contains(placeholder), "{code}: {text}");
            }
            let sentences = text.matches(". ").count() + 1;
            assert!(sentences <= 4, "{code}: {text}");
        }
        assert_ne!(e.example, e.fixed, "{code}");
        assert_ne!(e.example.files(), e.fixed.files(), "{code}");
    }
}

#[test]
fn texts_are_not_repeated_between_codes() {
    let mut seen = std::collections::BTreeSet::new();
    for code in Code::ALL {
        let e = explanation(*code);
        assert!(seen.insert(e.what), "{code}");
        assert!(seen.insert(e.decided), "{code}");
    }
}

#[test]
fn patches_read_as_objects_and_every_example_differs_from_the_base() {
    let base = read(BASE_DRAFT);
    for (code, example) in every_example() {
        if let Some(patch) = example.patch() {
            assert!(read(patch).is_object(), "{code}");
        }
    }
    for code in Code::ALL {
        if let Example::Draft(patch) = explanation(*code).example {
            assert_ne!(apply_patch(&base, &read(patch)), base, "{code}");
        }
    }
}

#[test]
fn what_stands_beside_a_draft_reads_in_its_own_format() {
    for (code, example) in every_example() {
        match example {
            Example::DraftWithShape { shape, .. } => assert!(read(shape).is_object(), "{code}"),
            Example::DraftWithShapeAndConfig { shape, config, .. } => {
                assert!(read(shape).is_object(), "{code}");
                assert!(config.parse::<toml::Table>().is_ok(), "{code}");
            }
            Example::DraftWithContract { contract, .. } => {
                assert!(read(contract).is_object(), "{code}");
            }
            Example::DraftWithConfig { config, .. } | Example::Config(config) => {
                assert!(config.parse::<toml::Table>().is_ok(), "{code}");
            }
            _ => {}
        }
    }
}

#[test]
fn limits_are_passed_by_the_example_and_kept_by_the_fixed_one() {
    for (code, limit) in [(Code::GW0105, 16 << 20), (Code::GW1105, 1 << 20)] {
        let e = explanation(code);
        assert!(e.example.files()[0].text.len() > limit, "{code}");
        assert!(e.fixed.files()[0].text.len() <= limit, "{code}");
    }
    let deep = &explanation(Code::GW0411).example.files()[0].text;
    assert_eq!(read(deep)["stages"][0]["gates"][0]["gate_id"], "quality");
}

#[test]
fn the_compiled_base_is_the_canonical_form_of_the_base() {
    let canonical = serde_jcs::to_string(&read(BASE_DRAFT)).unwrap();
    let Example::DraftWithOutput { output, .. } = explanation(Code::GW0801).fixed else {
        panic!("the fixed example compares a draft with its output");
    };
    assert_eq!(output, canonical);
}

#[test]
fn the_manual_has_a_row_and_an_anchor_for_every_code() {
    let manual = explain_markdown();
    let list = list();
    assert_eq!(list.lines().count(), Code::ALL.len());
    for code in Code::ALL {
        let anchor = code.as_str().to_ascii_lowercase();
        assert!(manual.contains(&format!("| [{code}](#{anchor}) | {} |", code.name())));
        assert!(manual.contains(&format!("\n<a id=\"{anchor}\"></a>\n")));
        assert!(list.contains(&format!("{code}  ")));
    }
    for page in [manual, list] {
        assert!(
            !page
                .chars()
                .any(|c| super::super::is_hidden(c) && c != '\n')
        );
    }
}

#[test]
fn a_page_shows_only_the_fields_in_question() {
    insta::assert_snapshot!(explain(Code::GW0805), @r#"
    GW0805 invisible-characters
    warning, proved, does not stop a compile

    Text with characters that do not show, that reverse the direction of reading, or
    that look like others.

    Why it matters
      Two ids that look the same are different ids to the runtime, and a reviewer
      approves what they see and not what is there.

    How it is decided
      By the Unicode properties of each character, and for ids also by their normal
      form and the scripts they mix.

    Example
      release.draft.json:
        {"scenario_id": "release\u{200B}"}

    Without it
      release.draft.json:
        {"scenario_id": "release"}

    Configuration
      Set its level in the `levels` section of gatewright.toml, or suppress it in
      the draft where it occurs, with a reason.
    "#);
    for code in Code::ALL {
        assert!(explain(*code).len() < 10_000, "{code}");
    }
}

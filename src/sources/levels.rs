//! Levels that a workspace gives to codes.

use super::settings::{Located, Reader, Section};
use super::text::nearest;
use crate::diagnostic::{Code, Level};

/// The level that findings of one code have in a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelRule {
    /// The code.
    pub code: Code,
    /// Its level; none when such findings are not shown.
    pub level: Option<Level>,
}

/// The words for levels in a workspace file.
const WORDS: [(&str, Option<Level>); 4] = [
    ("off", None),
    ("advice", Some(Level::Advice)),
    ("warning", Some(Level::Warning)),
    ("error", Some(Level::Error)),
];

/// Reads the rules in the order of the text, without those that are refused.
///
/// What the runtime refuses cannot be made to look acceptable: codes that refuse, and errors about
/// reading, references and contracts (families 01 to 03), take no level but `error`.
pub(super) fn read(reader: &mut Reader<'_>, section: &Section<'_>) -> Vec<LevelRule> {
    let mut rules: Vec<LevelRule> = Vec::new();
    for key in section.keys() {
        let name = key.get_ref().as_ref();
        let Some(Located {
            value: level,
            place,
        }) = reader.word(section, name, &WORDS)
        else {
            continue;
        };
        let Ok(code) = name.parse::<Code>() else {
            let names = Code::ALL.iter().flat_map(|c| [c.as_str(), c.name()]);
            let close = nearest(name, names).map(|close| format!("did you mean `{close}`?"));
            let message = format!("`{name}` is not a diagnostic code");
            reader
                .problem(&place.pointer, &key.span(), message)
                .help
                .extend(close);
            continue;
        };
        if rules.iter().any(|rule| rule.code == code) {
            let message = format!("{code} ({}) has a level already", code.name());
            reader.problem(&place.pointer, &key.span(), message);
        } else if is_fixed(code) && level != Some(Level::Error) {
            let message = format!("{code} ({}) cannot be lowered", code.name());
            reader
                .problem_at(place, message)
                .help
                .push("the only level that it can be given is `error`".to_owned());
        } else {
            rules.push(LevelRule { code, level });
        }
    }
    rules
}

fn is_fixed(code: Code) -> bool {
    let family = &code.as_str()[2..4];
    code.refuses() || (code.level() == Level::Error && matches!(family, "01" | "02" | "03"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(text: &str) -> (Vec<LevelRule>, Vec<String>) {
        let mut reader = Reader::new("w.toml".into(), text);
        let document = reader.parse().unwrap();
        let rules = read(&mut reader, &Section::root(&document));
        let messages = reader.finish().diagnostics.into_iter().map(|d| {
            let line = d.primary.span.unwrap().line;
            format!("{line} {} {}", d.message, d.help.join(";"))
        });
        (rules, messages.collect())
    }

    #[test]
    fn rules_keep_their_order_and_take_codes_and_names() {
        let (rules, messages) =
            levels("waits-without-limit = \"off\"\nGW0204 = \"error\"\nGW0109 = \"error\"\n");
        assert_eq!(messages, [""; 0]);
        assert_eq!(
            rules,
            [
                LevelRule {
                    code: Code::GW0604,
                    level: None
                },
                LevelRule {
                    code: Code::GW0204,
                    level: Some(Level::Error)
                },
                LevelRule {
                    code: Code::GW0109,
                    level: Some(Level::Error)
                },
            ]
        );
    }

    #[test]
    fn refusals_and_the_first_families_cannot_be_lowered() {
        for code in Code::ALL.iter().copied() {
            let (rules, messages) = levels(&format!("{code} = \"advice\""));
            assert_eq!(rules.is_empty(), is_fixed(code), "{code}");
            assert_eq!(messages.is_empty(), !is_fixed(code), "{code}");
            let (_, messages) = levels(&format!("{code} = \"error\""));
            assert_eq!(messages, [""; 0]);
        }
        for (code, fixed) in [
            ("GW0301", true),
            ("GW0205", true),
            ("GW0204", false),
            ("GW0402", false),
        ] {
            assert_eq!(is_fixed(code.parse().unwrap()), fixed, "{code}");
        }
    }

    #[test]
    fn wrong_rules_are_told() {
        let (rules, messages) = levels(
            "GW0604 = \"of\"\nGW0602 = \"advice\"\ncompletion-unreachable = \"off\"\n\
             unused-conditions = \"off\"\nGW0402 = 1\n",
        );
        assert_eq!(rules.len(), 1);
        assert_eq!(
            messages,
            [
                "1 `of` is none of `off`, `advice`, `warning`, `error` did you mean `off`?",
                "3 GW0602 (completion-unreachable) has a level already ",
                "4 `unused-conditions` is not a diagnostic code did you mean `unused-condition`?",
                "5 `/GW0402` must be text, not an integer ",
            ]
        );
    }
}

//! The few words that mean the same at every question.

/// What a typed line means, whatever is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// `?`: tell more about the question.
    Help,
    /// `<`: go to the question before this one.
    Back,
    /// `:quit`: leave and keep everything.
    Quit,
    /// Nothing: leave the answer as it is.
    Keep,
    /// `-`: take the answer away.
    Clear,
    /// An answer; `""` is the empty text.
    Text(String),
}

const WORDS: [(&str, Typed); 5] = [
    ("?", Typed::Help),
    ("<", Typed::Back),
    (":quit", Typed::Quit),
    ("-", Typed::Clear),
    ("\"\"", Typed::Text(String::new())),
];

/// Returns what a line means; a backslash before a word of ours makes it an answer.
#[must_use]
pub fn typed(line: &str) -> Typed {
    let word = line.trim();
    if word.is_empty() {
        return Typed::Keep;
    }
    if let Some((_, meaning)) = WORDS.iter().find(|(name, _)| *name == word) {
        return meaning.clone();
    }
    match line.strip_prefix('\\') {
        Some(rest) if is_ours(rest) => Typed::Text(rest.to_owned()),
        _ => Typed::Text(line.to_owned()),
    }
}

/// Returns the line that means a text; the inverse of [`typed`] for all but blanks alone.
#[must_use]
pub fn as_line(text: &str) -> String {
    if text.is_empty() {
        "\"\"".to_owned()
    } else if is_ours(text) {
        format!("\\{text}")
    } else {
        text.to_owned()
    }
}

/// Tells whether a text is one of our words, with any backslashes before it.
fn is_ours(text: &str) -> bool {
    let bare = text.trim_start_matches('\\').trim();
    WORDS.iter().any(|(name, _)| *name == bare)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_told_from_answers() {
        for (line, meaning) in [
            ("", Typed::Keep),
            ("  ", Typed::Keep),
            (" ? ", Typed::Help),
            ("<", Typed::Back),
            (":quit", Typed::Quit),
            ("-", Typed::Clear),
            ("\\-", Typed::Text("-".to_owned())),
            ("\\\\?", Typed::Text("\\?".to_owned())),
            ("-1", Typed::Text("-1".to_owned())),
            ("\\d+", Typed::Text("\\d+".to_owned())),
            ("\"\"", Typed::Text(String::new())),
            ("\\\"\"", Typed::Text("\"\"".to_owned())),
            (":q", Typed::Text(":q".to_owned())),
        ] {
            assert_eq!(typed(line), meaning, "{line:?}");
        }
    }

    proptest! {
        #[test]
        fn every_text_can_be_typed(text in r#"(\\{0,3}( ?)(\?|<|-|:quit|"")( ?))|([^\s].{0,8})?"#) {
            prop_assert_eq!(typed(&as_line(&text)), Typed::Text(text));
        }
    }
}

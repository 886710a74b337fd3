//! Makes text from files safe to show.
//!
//! Control characters, bidi overrides and zero-width characters are shown as escapes instead of
//! being sent to a terminal, so that an attack is seen and not performed.

use std::borrow::Cow;

use super::text::put;

/// Tells whether a character must not reach a terminal as it is.
#[must_use]
pub const fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

/// Returns the text with every hidden character written as `\u{…}`.
///
/// Line feeds and tabs are hidden too: the result always stays on one line.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    escape(text, |_| false)
}

/// Like [`visible`], but keeps line feeds, for text that may span lines.
#[must_use]
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    escape(text, |c| c == '\n')
}

fn escape(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(|c| is_hidden(c) && !keep(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_hidden(c) && !keep(c) {
            put(&mut out, format_args!("\\u{{{:04X}}}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_shown_and_ordinary_text_is_untouched() {
        assert_eq!(visible("a\u{1b}[31mb"), "a\\u{001B}[31mb");
        assert_eq!(visible("x\u{202e}y\u{200b}"), "x\\u{202E}y\\u{200B}");
        assert_eq!(visible("one\ntwo"), "one\\u{000A}two");
        assert_eq!(visible_lines("one\ntwo\r"), "one\ntwo\\u{000D}");
        assert!(matches!(visible("plain é 漢"), Cow::Borrowed(_)));
    }
}

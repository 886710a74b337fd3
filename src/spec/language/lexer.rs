//! From text to tokens, one at a time.

use std::ops::Range;

/// Most characters of a token that a message shows.
const SHOWN_CHARS: usize = 40;

/// What a token is; words and numbers are looked up in the text by their range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    And,
    Or,
    Not,
    Open,
    Close,
    Comma,
    Number,
    Word,
    /// A character that no token starts with.
    Stray,
    End,
}

/// A token and the bytes that it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) range: Range<usize>,
}

/// Reads tokens from a text, front to back.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    text: &'a str,
    offset: usize,
}

impl<'a> Lexer<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, offset: 0 }
    }

    /// Returns the bytes of a token.
    pub(super) fn text_of(&self, token: &Token) -> &'a str {
        &self.text[token.range.clone()]
    }

    /// Returns what a message calls a token: its text, cut and escaped.
    pub(super) fn name_of(&self, token: &Token) -> String {
        if token.kind == TokenKind::End {
            return "the end of the text".to_owned();
        }
        format!("`{}`", shown(self.text_of(token)))
    }

    /// Returns the next token; past the end, the end again.
    pub(super) fn next(&mut self) -> Token {
        let rest = &self.text[self.offset..];
        let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        let start = self.text.len() - trimmed.len();
        let (kind, length) = first_token(trimmed);
        self.offset = start + length;
        Token {
            kind,
            range: start..self.offset,
        }
    }
}

fn first_token(text: &str) -> (TokenKind, usize) {
    let Some(first) = text.chars().next() else {
        return (TokenKind::End, 0);
    };
    match first {
        '(' => (TokenKind::Open, 1),
        ')' => (TokenKind::Close, 1),
        ',' => (TokenKind::Comma, 1),
        '!' => (TokenKind::Not, 1),
        '&' if text.starts_with("&&") => (TokenKind::And, 2),
        '|' if text.starts_with("||") => (TokenKind::Or, 2),
        '0'..='9' => (TokenKind::Number, run(text, |c| c.is_ascii_digit())),
        'A'..='Z' | 'a'..='z' | '_' => {
            let length = run(text, |c| c.is_ascii_alphanumeric() || c == '_');
            let kind = match &text[..length] {
                "and" => TokenKind::And,
                "or" => TokenKind::Or,
                "not" => TokenKind::Not,
                _ => TokenKind::Word,
            };
            (kind, length)
        }
        other => (TokenKind::Stray, other.len_utf8()),
    }
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// Returns a text as a message shows it: cut, and anything but plain ASCII escaped.
pub(super) fn shown(text: &str) -> String {
    let mut out: String = text
        .chars()
        .take(SHOWN_CHARS)
        .map(|c| {
            if c.is_ascii_graphic() || c.is_alphanumeric() {
                c.to_string()
            } else {
                c.escape_unicode().to_string()
            }
        })
        .collect();
    if text.chars().nth(SHOWN_CHARS).is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_need_no_space_between_them() {
        use TokenKind as T;
        let mut lexer = Lexer::new("2a&&!b_1 or(x), \té");
        let mut seen = Vec::new();
        loop {
            let token = lexer.next();
            if token.kind == TokenKind::End {
                break;
            }
            seen.push((token.kind, lexer.text_of(&token)));
        }
        assert_eq!(
            seen,
            [
                (T::Number, "2"),
                (T::Word, "a"),
                (T::And, "&&"),
                (T::Not, "!"),
                (T::Word, "b_1"),
                (T::Or, "or"),
                (T::Open, "("),
                (T::Word, "x"),
                (T::Close, ")"),
                (T::Comma, ","),
                (T::Stray, "é"),
            ]
        );
    }

    #[test]
    fn what_a_message_shows_is_short_and_visible() {
        assert_eq!(shown("\u{202e}"), "\\u{202e}");
        assert_eq!(shown(&"x".repeat(50)).chars().count(), SHOWN_CHARS + 1);
    }
}

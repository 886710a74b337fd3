//! Cuts RON text into tokens with their places.

use std::ops::Range;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Punct(char),
    Word,
    Number,
    /// A text or character, with what it reads as where that is needed for a key.
    Text(String),
}

/// Returns the tokens of a text; of text that is not RON, as far as it can be followed.
pub(super) fn tokens(text: &str) -> Vec<(Token, Range<usize>)> {
    Lexer { text, at: 0 }.all()
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl Lexer<'_> {
    fn all(mut self) -> Vec<(Token, Range<usize>)> {
        let mut tokens = Vec::new();
        while let Some((token, range)) = self.next_token() {
            tokens.push((token, range));
        }
        tokens
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_while(&mut self, keep: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|c| !keep(c)).unwrap_or(rest.len());
    }

    fn skip_blank(&mut self) {
        loop {
            self.skip_while(char::is_whitespace);
            if self.rest().starts_with("//") {
                self.skip_while(|c| c != '\n');
            } else if self.rest().starts_with("/*") {
                self.skip_block_comment();
            } else if self.rest().starts_with('#') {
                // An extension attribute such as `#![enable(implicit_some)]`.
                self.skip_while(|c| c != ']');
                self.at += usize::from(self.rest().starts_with(']'));
            } else {
                return;
            }
        }
    }

    fn skip_block_comment(&mut self) {
        let mut depth = 0_usize;
        loop {
            if self.rest().starts_with("/*") {
                depth += 1;
                self.at += 2;
            } else if self.rest().starts_with("*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return;
                }
            } else {
                match self.rest().chars().next() {
                    Some(c) => self.at += c.len_utf8(),
                    None => return,
                }
            }
        }
    }

    fn next_token(&mut self) -> Option<(Token, Range<usize>)> {
        self.skip_blank();
        let start = self.at;
        let first = self.rest().chars().next()?;
        let token = match first {
            '(' | ')' | '[' | ']' | '{' | '}' | ':' | ',' => {
                self.at += 1;
                Token::Punct(first)
            }
            '"' => {
                self.at += 1;
                Token::Text(self.quoted('"'))
            }
            '\'' => {
                self.at += 1;
                Token::Text(self.quoted('\''))
            }
            'b' if self.rest().starts_with("b'") || self.rest().starts_with("b\"") => {
                let quote = if self.rest().starts_with("b'") {
                    '\''
                } else {
                    '"'
                };
                self.at += 2;
                Token::Text(self.quoted(quote))
            }
            'r' | 'b' if self.raw_text() => Token::Text(String::new()),
            '0'..='9' | '+' | '-' | '.' => {
                self.at += 1;
                self.number_tail();
                Token::Number
            }
            c if is_word(c) => {
                if self.rest().starts_with("r#") {
                    self.at += 2;
                    self.skip_while(|c| is_word(c) || matches!(c, '.' | '+' | '-'));
                } else {
                    self.skip_while(is_word);
                }
                Token::Word
            }
            other => {
                self.at += other.len_utf8();
                Token::Punct(other)
            }
        };
        Some((token, start..self.at))
    }

    /// Skips digits, letters and the sign of an exponent.
    fn number_tail(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            let signed_exponent =
                matches!(c, '+' | '-') && self.text[..self.at].ends_with(['e', 'E']);
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') || signed_exponent {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    /// Skips a raw text such as `r#"…"#`; its content matters to nobody here but keys.
    fn raw_text(&mut self) -> bool {
        let rest = self.rest();
        let head = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'));
        let Some(head) = head else { return false };
        let hashes = head.len() - head.trim_start_matches('#').len();
        let Some(body) = head[hashes..].strip_prefix('"') else {
            return false;
        };
        let close = format!("\"{}", "#".repeat(hashes));
        let body_at = self.text.len() - body.len();
        self.at = body
            .find(&close)
            .map_or(self.text.len(), |end| body_at + end + close.len());
        true
    }

    /// Reads up to the closing quote; keys with escapes keep them as written.
    fn quoted(&mut self, quote: char) -> String {
        let mut out = String::new();
        let mut escaped = false;
        while let Some(c) = self.rest().chars().next() {
            self.at += c.len_utf8();
            if escaped {
                escaped = false;
                match c {
                    'n' => out.push('\n'),
                    't' => out.push('\t'),
                    'r' => out.push('\r'),
                    '0' => out.push('\0'),
                    'x' => out.extend(self.hex(2)),
                    'u' => out.extend(self.braced_hex()),
                    // A line break after a backslash joins the lines.
                    '\n' => self.skip_while(char::is_whitespace),
                    other => out.push(other),
                }
            } else if c == '\\' {
                escaped = true;
            } else if c == quote {
                return out;
            } else {
                out.push(c);
            }
        }
        out
    }

    fn hex(&mut self, digits: usize) -> Option<char> {
        let code = u32::from_str_radix(self.rest().get(..digits)?, 16).ok()?;
        self.at += digits;
        char::from_u32(code)
    }

    fn braced_hex(&mut self) -> Option<char> {
        let inner = self.rest().strip_prefix('{')?;
        let end = inner.find('}')?;
        let code = u32::from_str_radix(&inner[..end], 16).ok()?;
        self.at += end + 2;
        char::from_u32(code)
    }
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

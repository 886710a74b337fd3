//! Cuts RON text into tokens with their places.

use std::ops::Range;

/// The smallest part of a text that means something.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Punct(char),
    Word,
    Number,
    /// A text or character, with what it reads as where that is needed for a key.
    Text(String),
}

/// A text cut into tokens.
pub(super) struct Tokens {
    /// The tokens and their places.
    pub(super) all: Vec<(Token, Range<usize>)>,
    /// What the runtime's reader does not know, although ours does.
    pub(super) newer: Vec<(Range<usize>, &'static str)>,
}

/// Returns the tokens of a text; of text that is not RON, as far as it can be followed.
pub(super) fn tokens(text: &str) -> Tokens {
    let mut lexer = Lexer {
        text,
        at: 0,
        newer: Vec::new(),
    };
    let mut all = Vec::new();
    while let Some(token) = lexer.next_token() {
        all.push(token);
    }
    Tokens {
        all,
        newer: lexer.newer,
    }
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    newer: Vec<(Range<usize>, &'static str)>,
}

impl Lexer<'_> {
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
                self.skip_attribute();
            } else {
                return;
            }
        }
    }

    /// Skips an attribute such as `#![enable(implicit_some)]`.
    fn skip_attribute(&mut self) {
        let start = self.at;
        self.skip_while(|c| matches!(c, '#' | '!' | '[') || c.is_whitespace());
        if !self.rest().starts_with("enable") {
            self.newer
                .push((start..self.at, "attribute other than `enable`"));
        }
        loop {
            self.skip_while(|c| !matches!(c, ']' | '"'));
            if !self.rest().starts_with('"') {
                break;
            }
            self.at += 1;
            self.quoted('"');
        }
        self.at += usize::from(self.rest().starts_with(']'));
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
                self.refuse_newer_number(start);
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

    fn refuse_newer_number(&mut self, start: usize) {
        let Some(text) = self.text.get(start..self.at) else {
            return;
        };
        let digits = text.trim_start_matches(['+', '-']);
        let suffixed = digits.starts_with("0x") || digits.starts_with("0o");
        if text.contains("..") {
            self.newer.push((start..self.at, "range"));
        } else if suffixed && digits.contains(['u', 'i']) {
            self.newer
                .push((start..self.at, "type behind a hexadecimal or octal number"));
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
                    '\n' | '\r' => {
                        let at = self.at - 2..self.at;
                        self.newer.push((at, "text that goes on in the next line"));
                        self.skip_while(char::is_whitespace);
                    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let tokens = tokens(text).all;
        tokens.into_iter().map(|(_, at)| &text[at]).collect()
    }

    #[test]
    fn texts_are_cut_where_the_reader_cuts_them() {
        for (text, expected) in [
            ("(a: -1.5e+3)", &["(", "a", ":", "-1.5e+3", ")"][..]),
            ("# ! [ enable ( x ) ] (a)", &["(", "a", ")"]),
            ("a//b\n/* /* */ c */d", &["a", "d"]),
            ("r#a.b-c:r#\"x\"y\"#", &["r#a.b-c", ":", "r#\"x\"y\"#"]),
            (
                "'\\'' b'\\n' \"\\\"\" '\"'",
                &["'\\''", "b'\\n'", "\"\\\"\"", "'\"'"],
            ),
            ("[1_0,0xfF,é]", &["[", "1_0", ",", "0xfF", ",", "é", "]"]),
            ("\"open", &["\"open"]),
            ("/* open", &[]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn a_text_reads_as_what_its_escapes_mean() {
        let text = r#""a\u{e9}\x41\n\\\"""#;
        assert_eq!(tokens(text).all[0].0, Token::Text("aéA\n\\\"".to_owned()));
    }

    #[test]
    fn what_the_runtime_does_not_read_is_found() {
        for (text, newer) in [
            ("1..2", Some("1..2")),
            ("'a'..'b'", Some("..")),
            ("0x1u8", Some("0x1u8")),
            ("-0o7_i64", Some("-0o7_i64")),
            ("\"a\\\n b\"", Some("\\\n")),
            ("\"a\\\r\n b\"", Some("\\\r")),
            ("#![type = \"]\"] 1", Some("#![")),
            ("0xffi", Some("0xffi")),
            ("1u8", None),
            ("0b1u8", None),
            ("0x1f32", None),
            ("r#a..b", None),
            ("\"1..2 0x1u8\" // ..", None),
            ("#![enable(implicit_some)] 1", None),
        ] {
            let found = tokens(text).newer;
            let found: Vec<&str> = found.into_iter().map(|(at, _)| &text[at]).collect();
            assert_eq!(found, newer.into_iter().collect::<Vec<_>>(), "{text}");
        }
    }
}

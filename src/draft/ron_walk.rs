//! Walks RON text that the `ron` crate accepts, for positions and for what JSON would lose.

use std::ops::Range;

use super::walk::{Sink, Trap, Walker};

/// Walks the document; on text that is not RON it stops where it fails to follow.
pub(super) fn ron(text: &str, sink: &mut impl Sink) {
    let tokens = Lexer { text, at: 0 }.all();
    let mut parser = Parser {
        text,
        tokens: &tokens,
        at: 0,
        walker: Walker::new(sink),
    };
    parser.value(0);
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Punct(char),
    Word,
    Number,
    /// A text or character, with what it reads as where that is needed for a key.
    Text(String),
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
            } else if self.rest().starts_with("#!") {
                // An extension attribute such as `#![enable(implicit_some)]`.
                self.at += self
                    .rest()
                    .find(']')
                    .map_or(self.rest().len(), |end| end + 1);
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
                }
                self.skip_while(is_word);
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

struct Parser<'t, 's, S: Sink> {
    text: &'t str,
    tokens: &'t [(Token, Range<usize>)],
    at: usize,
    walker: Walker<'s, S>,
}

/// Deeper text than any reader accepts is not followed.
const MAX_DEPTH: usize = 256;

impl<S: Sink> Parser<'_, '_, S> {
    fn peek(&self, ahead: usize) -> Option<&(Token, Range<usize>)> {
        self.tokens.get(self.at + ahead)
    }

    fn is_punct(&self, ahead: usize, punct: char) -> bool {
        self.peek(ahead)
            .is_some_and(|(token, _)| *token == Token::Punct(punct))
    }

    fn value(&mut self, depth: usize) {
        let Some((token, range)) = self.peek(0).cloned() else {
            return;
        };
        if depth > MAX_DEPTH {
            self.at = self.tokens.len();
            return;
        }
        match token {
            Token::Punct('[') => self.sequence(']', depth),
            Token::Punct('{') => self.fields('}', depth),
            Token::Punct('(') => self.parenthesised(depth),
            Token::Word => self.word(depth, &range),
            Token::Number => {
                self.at += 1;
                self.number(range);
            }
            Token::Text(_) => {
                self.at += 1;
                self.walker.scalar(range);
            }
            Token::Punct(_) => self.at += 1,
        }
    }

    fn number(&mut self, range: Range<usize>) {
        let text = &self.text[range.clone()];
        let plain: String = text.chars().filter(|c| *c != '_').collect();
        let digits = plain.trim_start_matches(['+', '-']);
        let unsuffixed = digits.trim_end_matches("f64").trim_end_matches("f32");
        let infinite = unsuffixed.parse::<f64>().is_ok_and(f64::is_infinite);
        if infinite || digits.starts_with("inf") || digits.starts_with("NaN") {
            self.walker
                .trap(range.clone(), Trap::NotFinite(text.to_owned()));
        }
        self.walker.number(&plain, range);
    }

    fn word(&mut self, depth: usize, range: &Range<usize>) {
        let word = self.text[range.clone()].to_owned();
        self.at += 1;
        if self.is_punct(0, '(') {
            if word == "Some" {
                self.at += 1;
                self.value(depth + 1);
                while self.is_punct(0, ',') {
                    self.at += 1;
                }
                self.at += usize::from(self.is_punct(0, ')'));
            } else {
                self.walker.trap(range.clone(), Trap::Named(word));
                self.parenthesised(depth);
            }
            return;
        }
        match word.as_str() {
            "true" | "false" | "None" => {}
            "inf" | "NaN" | "inff32" | "inff64" | "NaNf32" | "NaNf64" => {
                self.walker.trap(range.clone(), Trap::NotFinite(word));
            }
            _ => self.walker.trap(range.clone(), Trap::Word(word)),
        }
        self.walker.scalar(range.clone());
    }

    fn parenthesised(&mut self, depth: usize) {
        if self.is_punct(1, ')') {
            let start = self.tokens[self.at].1.start;
            self.walker.scalar(start..start + 1);
            self.at += 2;
        } else if matches!(self.peek(1), Some((Token::Word, _))) && self.is_punct(2, ':') {
            self.fields(')', depth);
        } else {
            self.sequence(')', depth);
        }
    }

    fn sequence(&mut self, close: char, depth: usize) {
        self.walker.open_list(self.tokens[self.at].1.clone());
        self.at += 1;
        while self.at < self.tokens.len() && !self.is_punct(0, close) {
            self.value(depth + 1);
            self.at += usize::from(self.is_punct(0, ','));
        }
        self.at += 1;
        self.walker.close();
    }

    fn fields(&mut self, close: char, depth: usize) {
        self.walker.open_object(self.tokens[self.at].1.clone());
        self.at += 1;
        while self.at < self.tokens.len() && !self.is_punct(0, close) {
            let (token, range) = self.tokens[self.at].clone();
            let written = &self.text[range.clone()];
            let name = match token {
                Token::Text(text) if written.starts_with('"') => text,
                Token::Text(_) => raw_content(written).to_owned(),
                _ => written.trim_start_matches("r#").to_owned(),
            };
            self.walker.key(&name, range);
            self.at += 1;
            self.at += usize::from(self.is_punct(0, ':'));
            self.value(depth + 1);
            self.at += usize::from(self.is_punct(0, ','));
        }
        self.at += 1;
        self.walker.close();
    }
}

fn raw_content(written: &str) -> &str {
    written
        .trim_start_matches(['b', 'r'])
        .trim_matches('#')
        .trim_start_matches('"')
        .trim_end_matches('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Log(Vec<String>);

    impl Sink for Log {
        fn value(&mut self, pointer: &str, _: Option<&Range<usize>>, value: Range<usize>) {
            self.0.push(format!("{pointer}@{}", value.start));
        }

        fn repeated(&mut self, pointer: &str, _: &str, _: Range<usize>, _: Range<usize>) {
            self.0.push(format!("{pointer} twice"));
        }

        fn trap(&mut self, pointer: &str, _: Range<usize>, what: Trap) {
            self.0.push(format!("{pointer} {what:?}"));
        }
    }

    fn log(text: &str) -> Vec<String> {
        let mut log = Log::default();
        ron(text, &mut log);
        log.0
    }

    #[test]
    fn records_lists_and_options_have_json_pointers() {
        assert_eq!(
            log("/* c */(a: [1, Some((b: ()))], // x\n \"q\": 2)"),
            ["@7", "/a@11", "/a/0@12", "/a/1@20", "/a/1/b@24", "/q@42"]
        );
    }

    #[test]
    fn what_would_lose_its_meaning_is_told() {
        assert_eq!(
            log("(a: Foo, b: Bar(1), c: inf, d: -1e400, a: None, e: r#\"Foo\"#, f: [x])"),
            [
                "@0",
                "/a Word(\"Foo\")",
                "/a@4",
                "/b Named(\"Bar\")",
                "/b@15",
                "/b/0@16",
                "/c NotFinite(\"inf\")",
                "/c@23",
                "/d NotFinite(\"-1e400\")",
                "/d@31",
                "/a twice",
                "/a@42",
                "/e@51",
                "/f@64",
                "/f/0 Word(\"x\")",
                "/f/0@65",
            ]
        );
    }
}

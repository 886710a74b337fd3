//! Walks RON text that the `ron` crate accepts, for positions and for what JSON would lose.

use std::ops::Range;

use super::ron_lex::{Token, tokens};
use super::walk::{MAX_DEPTH, Sink, Trap, Walker};

/// Walks the document; on text that is not RON it stops where it fails to follow.
pub(super) fn ron(text: &str, sink: &mut impl Sink) {
    let tokens = tokens(text);
    let mut parser = Parser {
        text,
        tokens: &tokens.all,
        at: 0,
        walker: Walker::new(sink),
    };
    parser.value(0);
    for (at, what) in tokens.newer {
        sink.newer(at, what);
    }
}

struct Parser<'t, 's, S: Sink> {
    text: &'t str,
    tokens: &'t [(Token, Range<usize>)],
    at: usize,
    walker: Walker<'s, S>,
}

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
        let infinite = match digits.strip_suffix("f32") {
            Some(short) => short.parse::<f32>().is_ok_and(f32::is_infinite),
            None => digits
                .trim_end_matches("f64")
                .parse::<f64>()
                .is_ok_and(f64::is_infinite),
        };
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

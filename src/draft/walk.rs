//! One pass over a document's tokens: the place of every value, repeated keys, long integers.
//!
//! Two drivers (JSON tokens, RON tokens) feed one walker that keeps the JSON Pointer. Memory stays
//! that of the open containers, however large the document is.

use std::collections::HashMap;
use std::ops::Range;

use super::pointer::escape;

/// What a driver tells about a document.
pub(super) trait Sink {
    /// A value begins. `key` is the stretch of its key in an object.
    fn value(&mut self, pointer: &str, key: Option<&Range<usize>>, value: Range<usize>);

    /// A key stands for the second time; `first` is where it stood before.
    fn repeated(
        &mut self,
        _pointer: &str,
        _key: &str,
        _first: Range<usize>,
        _second: Range<usize>,
    ) {
    }

    /// A number is written like this.
    fn number(&mut self, _pointer: &str, _text: &str) {}

    /// RON that the runtime does not read.
    fn newer(&mut self, _at: Range<usize>, _what: &'static str) {}

    /// RON that would silently become another value.
    fn trap(&mut self, _pointer: &str, _at: Range<usize>, _what: Trap) {}
}

/// RON that loses its meaning when it becomes a JSON value (REFERENCE §9).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trap {
    /// A bare word, which becomes null.
    Word(String),
    /// `inf`, `NaN` or a number beyond double range, which becomes null.
    NotFinite(String),
    /// A named struct or variant, which loses its name.
    Named(String),
}

/// Objects with more keys than this look them up in a map.
const FEW_KEYS: usize = 24;

/// The containers that are open, and the pointer to the place within.
pub(super) struct Walker<'s, S: Sink> {
    sink: &'s mut S,
    pointer: String,
    frames: Vec<Frame>,
    /// Keys of the open objects, the outermost first, and their names one behind the other.
    keys: Vec<Key>,
    names: String,
}

struct Key {
    name: Range<usize>,
    at: Range<usize>,
}

struct Frame {
    /// Length of the pointer to the container itself.
    base: usize,
    kind: Kind,
}

enum Kind {
    List {
        next: usize,
    },
    Object {
        /// How many keys and name bytes belong to the objects around this one.
        keys: usize,
        names: usize,
        /// All keys by name, once there are many.
        many: Option<HashMap<String, Range<usize>>>,
        key: Range<usize>,
    },
}

impl<'s, S: Sink> Walker<'s, S> {
    pub(super) fn new(sink: &'s mut S) -> Self {
        Self {
            sink,
            pointer: String::new(),
            frames: Vec::new(),
            keys: Vec::new(),
            names: String::new(),
        }
    }

    pub(super) fn open_list(&mut self, at: Range<usize>) {
        self.begin(at);
        self.frames.push(Frame {
            base: self.pointer.len(),
            kind: Kind::List { next: 0 },
        });
    }

    pub(super) fn open_object(&mut self, at: Range<usize>) {
        self.begin(at);
        let kind = Kind::Object {
            keys: self.keys.len(),
            names: self.names.len(),
            many: None,
            key: 0..0,
        };
        self.frames.push(Frame {
            base: self.pointer.len(),
            kind,
        });
    }

    pub(super) fn close(&mut self) {
        if let Some(frame) = self.frames.pop() {
            self.pointer.truncate(frame.base);
            if let Kind::Object { keys, names, .. } = frame.kind {
                self.keys.truncate(keys);
                self.names.truncate(names);
            }
        }
    }

    /// The next value of the open object stands under this key.
    pub(super) fn key(&mut self, name: &str, at: Range<usize>) {
        let Some(Frame {
            base,
            kind: Kind::Object {
                keys, many, key, ..
            },
        }) = self.frames.last_mut()
        else {
            return;
        };
        self.pointer.truncate(*base);
        self.pointer.push('/');
        self.pointer.push_str(&escape(name));
        *key = at.clone();
        let own = self.keys.get_mut(*keys..).unwrap_or_default();
        if many.is_none() && own.len() >= FEW_KEYS {
            let names = &self.names;
            let entry = |key: &Key| (names[key.name.clone()].to_owned(), key.at.clone());
            *many = Some(own.iter().map(entry).collect());
        }
        let first = match many {
            Some(many) => many.insert(name.to_owned(), at.clone()),
            None => own
                .iter_mut()
                .find(|key| self.names[key.name.clone()] == *name)
                .map(|key| std::mem::replace(&mut key.at, at.clone())),
        };
        match first {
            Some(first) => self.sink.repeated(&self.pointer, name, first, at),
            None if many.is_none() => {
                let start = self.names.len();
                self.names.push_str(name);
                self.keys.push(Key {
                    name: start..self.names.len(),
                    at,
                });
            }
            None => {}
        }
    }

    pub(super) fn scalar(&mut self, at: Range<usize>) {
        self.begin(at);
    }

    pub(super) fn number(&mut self, text: &str, at: Range<usize>) {
        self.begin(at);
        self.sink.number(&self.pointer, text);
    }

    /// Tells a trap at the value that begins next.
    pub(super) fn trap(&mut self, at: Range<usize>, what: Trap) {
        let step = match self.frames.last() {
            Some(Frame {
                base,
                kind: Kind::List { next },
            }) => Some((*base, *next)),
            _ => None,
        };
        if let Some((base, next)) = step {
            item(&mut self.pointer, base, next);
        }
        self.sink.trap(&self.pointer, at, what);
    }

    fn begin(&mut self, at: Range<usize>) {
        let key = match self.frames.last_mut() {
            Some(Frame {
                base,
                kind: Kind::List { next },
            }) => {
                item(&mut self.pointer, *base, *next);
                *next += 1;
                None
            }
            Some(Frame {
                kind: Kind::Object { key, .. },
                ..
            }) => Some(&*key),
            None => None,
        };
        self.sink.value(&self.pointer, key, at);
    }
}

/// Points to an item of the list whose own pointer has the length `base`.
fn item(pointer: &mut String, base: usize, index: usize) {
    pointer.truncate(base);
    pointer.push('/');
    pointer.push_str(&index.to_string());
}

/// Deeper text than any reader accepts is not followed; pointers would grow with every level.
pub(super) const MAX_DEPTH: usize = 256;

/// Walks JSON text that serde_json accepts; on other text it stops where it fails to follow.
pub(super) fn json(text: &str, sink: &mut impl Sink) {
    use jsonc_parser::tokens::Token;
    let options = jsonc_parser::ScannerOptions {
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let mut scanner = jsonc_parser::Scanner::new(text, &options);
    let mut walker = Walker::new(sink);
    // A text directly after `{` or after a `,` of an object is a key.
    let mut expects_key = Vec::new();
    let mut key_next = false;
    while let Ok(Some(token)) = scanner.scan() {
        if expects_key.len() > MAX_DEPTH {
            return;
        }
        let at = scanner.token_start()..scanner.token_end();
        match token {
            Token::OpenBrace => {
                walker.open_object(at);
                expects_key.push(true);
                key_next = true;
            }
            Token::OpenBracket => {
                walker.open_list(at);
                expects_key.push(false);
                key_next = false;
            }
            Token::CloseBrace | Token::CloseBracket => {
                walker.close();
                expects_key.pop();
                key_next = false;
            }
            Token::Comma => key_next = expects_key.last() == Some(&true),
            Token::Colon => key_next = false,
            Token::String(name) if key_next => walker.key(&name, at),
            Token::String(_) | Token::Boolean(_) | Token::Null => walker.scalar(at),
            Token::Number(digits) => walker.number(digits, at),
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Log(Vec<String>);

    impl Sink for Log {
        fn value(&mut self, pointer: &str, key: Option<&Range<usize>>, value: Range<usize>) {
            self.0.push(format!("{pointer} {key:?} {value:?}"));
        }

        fn repeated(
            &mut self,
            pointer: &str,
            key: &str,
            first: Range<usize>,
            second: Range<usize>,
        ) {
            self.0
                .push(format!("{pointer} repeats {key} {first:?} {second:?}"));
        }
    }

    #[test]
    fn every_value_has_its_pointer_and_repeated_keys_are_told() {
        let mut log = Log::default();
        json(r#"{"a/b": [1, {"x": "y"}], "k": 1, "k": {}}"#, &mut log);
        assert_eq!(
            log.0,
            [
                " None 0..1",
                "/a~1b Some(1..6) 8..9",
                "/a~1b/0 None 9..10",
                "/a~1b/1 None 12..13",
                "/a~1b/1/x Some(13..16) 18..21",
                "/k Some(25..28) 30..31",
                "/k repeats k 25..28 33..36",
                "/k Some(33..36) 38..39",
            ]
        );
    }
}

//! Taking a JSON object apart field by field, telling what does not fit.
//!
//! The names of a place's fields are the names that its reader asks for, so the message about an
//! unknown field can offer the nearest without a second list.

use serde_json::{Map, Value};

use super::mismatch::{not_integer, unknown_field, wrong, wrong_word};
use super::pointer::escape;
use super::shared::Shared;
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{Comparator, GateOutcome, HashAlgorithm, TimeoutPolicy, TrustLane};

/// What did not fit.
pub(super) type Problems = Vec<Diagnostic>;

/// A list that was decoded.
pub(super) struct List<T> {
    pub(super) items: Shared<T>,
    pub(super) problems: Problems,
    /// How deep the list nests, itself counted.
    pub(super) depth: usize,
}

impl<T> List<T> {
    /// Returns the items, and tells what did not fit.
    pub(super) fn take(self, problems: &mut Problems) -> Shared<T> {
        problems.extend(self.problems);
        self.items
    }
}

/// A value that is one of a few words.
pub(super) trait Choice: Sized + Copy + 'static {
    /// The words and their values.
    const WORDS: &'static [(&'static str, Self)];
}

impl Choice for Comparator {
    const WORDS: &'static [(&'static str, Self)] = &{
        let mut words = [("", Self::Equals); 16];
        let mut index = 0;
        while index < 16 {
            words[index] = (Self::ALL[index].name(), Self::ALL[index]);
            index += 1;
        }
        words
    };
}

impl Choice for TrustLane {
    const WORDS: &'static [(&'static str, Self)] =
        &[("verified", Self::Verified), ("asserted", Self::Asserted)];
}

impl Choice for GateOutcome {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("true", Self::True),
        ("false", Self::False),
        ("unknown", Self::Unknown),
    ];
}

impl Choice for TimeoutPolicy {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("fail", Self::Fail),
        ("advance_with_flag", Self::AdvanceWithFlag),
        ("alternate_branch", Self::AlternateBranch),
    ];
}

impl Choice for HashAlgorithm {
    const WORDS: &'static [(&'static str, Self)] = &[("sha256", Self::Sha256)];
}

/// An object that is being read.
pub(super) struct Fields<'p> {
    map: Map<String, Value>,
    at: String,
    what: &'static str,
    asked: Vec<&'static str>,
    problems: &'p mut Problems,
}

impl<'p> Fields<'p> {
    /// Opens an object; tells and returns none when the value is something else.
    pub(super) fn open(
        value: Value,
        at: String,
        what: &'static str,
        problems: &'p mut Problems,
    ) -> Option<Self> {
        match value {
            Value::Object(map) => Some(Self {
                map,
                at,
                what,
                asked: Vec::new(),
                problems,
            }),
            other => {
                problems.push(wrong(&at, &format!("an object, {what}"), &other));
                None
            }
        }
    }

    /// Opens an object, reads it and tells its unknown fields.
    pub(super) fn read<T>(
        value: Value,
        at: &str,
        what: &'static str,
        problems: &'p mut Problems,
        read: impl FnOnce(&mut Self) -> T,
    ) -> Option<T> {
        let mut fields = Self::open(value, at.to_owned(), what, problems)?;
        let read = read(&mut fields);
        fields.close();
        Some(read)
    }

    /// Tells every field that nobody asked for.
    pub(super) fn close(self) {
        for key in self.map.keys() {
            let at = format!("{}/{}", self.at, escape(key));
            self.problems
                .push(unknown_field(&at, key, self.what, &self.asked));
        }
    }

    fn take(&mut self, key: &'static str) -> Option<Value> {
        self.asked.push(key);
        if self.map.is_empty() {
            None
        } else {
            self.map.remove(key)
        }
    }

    fn at(&self, key: &str) -> String {
        format!("{}/{}", self.at, escape(key))
    }

    fn wrong(&mut self, key: &str, wanted: &str, found: &Value) {
        let problem = wrong(&self.at(key), wanted, found);
        self.problems.push(problem);
    }

    /// Reads any value, null included.
    pub(super) fn any(&mut self, key: &'static str) -> Option<Value> {
        self.take(key)
    }

    /// Reads a text.
    pub(super) fn text(&mut self, key: &'static str) -> Option<String> {
        match self.take(key)? {
            Value::String(text) => Some(text),
            other => {
                self.wrong(key, "text", &other);
                None
            }
        }
    }

    /// Reads a text or an explicit null; absent is neither.
    #[expect(
        clippy::option_option,
        reason = "absent, null and text are three different things here"
    )]
    pub(super) fn text_or_null(&mut self, key: &'static str) -> Option<Option<String>> {
        match self.take(key)? {
            Value::Null => Some(None),
            Value::String(text) => Some(Some(text)),
            other => {
                self.wrong(key, "text or null", &other);
                None
            }
        }
    }

    /// Reads a field for which null means absent.
    pub(super) fn nullable<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&mut Self, &'static str) -> Option<T>,
    ) -> Option<T> {
        if self.map.get(key).is_some_and(Value::is_null) {
            self.take(key);
            return None;
        }
        read(self, key)
    }

    /// Reads a list of texts.
    pub(super) fn texts(&mut self, key: &'static str) -> Option<Vec<String>> {
        self.list(key, |value, at, problems| match value {
            Value::String(text) => Some(text),
            other => {
                problems.push(wrong(at, "text", &other));
                None
            }
        })
    }

    /// Reads a list; an item that does not fit is told and left out.
    pub(super) fn list<T, L: FromIterator<T>>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(Value, &str, &mut Problems) -> Option<T>,
    ) -> Option<L> {
        match self.take(key)? {
            Value::Array(items) => {
                let at = self.at(key);
                let problems = &mut *self.problems;
                Some(
                    items
                        .into_iter()
                        .enumerate()
                        .filter_map(|(index, item)| read(item, &format!("{at}/{index}"), problems))
                        .collect(),
                )
            }
            other => {
                self.wrong(key, "a list", &other);
                None
            }
        }
    }

    /// Reads a list that may have been decoded already.
    pub(super) fn decoded<T>(
        &mut self,
        key: &'static str,
        decoded: Option<List<T>>,
        read: impl FnMut(Value, &str, &mut Problems) -> Option<T>,
    ) -> Option<Shared<T>> {
        let list = self.list(key, read);
        match decoded {
            Some(decoded) => Some(decoded.take(self.problems)),
            None => list,
        }
    }

    /// Reads bytes, each an integer from 0 to 255.
    pub(super) fn bytes(&mut self, key: &'static str) -> Option<Vec<u8>> {
        self.list(key, |value, at, problems| byte(&value, at, problems))
    }

    /// Reads an integer from 0 to 255.
    pub(super) fn byte(&mut self, key: &'static str) -> Option<u8> {
        self.part(key, |value, at, problems| byte(&value, at, problems))
    }

    /// Reads an integer from `least` to 2^64−1.
    pub(super) fn unsigned(&mut self, key: &'static str, least: u64) -> Option<u64> {
        self.part(key, |value, at, problems| match value.as_u64() {
            Some(number) if number >= least => Some(number),
            _ => {
                problems.push(not_integer(
                    &value,
                    at,
                    i128::from(least),
                    i128::from(u64::MAX),
                ));
                None
            }
        })
    }

    /// Reads an integer from −2^63 to 2^63−1.
    pub(super) fn signed(&mut self, key: &'static str) -> Option<i64> {
        self.part(key, |value, at, problems| {
            value.as_i64().or_else(|| {
                let (least, most) = (i128::from(i64::MIN), i128::from(i64::MAX));
                problems.push(not_integer(&value, at, least, most));
                None
            })
        })
    }

    /// Reads one of a few words.
    pub(super) fn choice<T: Choice>(&mut self, key: &'static str) -> Option<T> {
        let value = self.take(key)?;
        let found = value
            .as_str()
            .and_then(|text| T::WORDS.iter().find(|(word, _)| *word == text));
        if found.is_none() {
            let words: Vec<&str> = T::WORDS.iter().map(|(word, _)| *word).collect();
            let problem = wrong_word(&self.at(key), &words, &value);
            self.problems.push(problem);
        }
        found.map(|(_, choice)| *choice)
    }

    /// Reads the `kind` of a tagged object, without which nothing is known of its other fields.
    pub(super) fn kind(&mut self, kinds: &[&'static str]) -> Option<String> {
        let problem = match self.take("kind") {
            Some(Value::String(kind)) if kinds.contains(&kind.as_str()) => return Some(kind),
            Some(other) => wrong_word(&self.at("kind"), kinds, &other),
            None => Diagnostic::new(
                Code::GW0109,
                self.at("kind"),
                format!("choose the kind of {}", self.what),
            )
            .help(format!("its kinds are `{}`", kinds.join("`, `"))),
        };
        self.problems.push(problem);
        self.map.clear();
        None
    }

    /// Reads a nested object.
    pub(super) fn object<T>(
        &mut self,
        key: &'static str,
        what: &'static str,
        read: impl FnOnce(&mut Fields<'_>) -> T,
    ) -> Option<T> {
        self.part(key, |value, at, problems| {
            Fields::read(value, at, what, problems, read)
        })
    }

    /// Reads a field with a reader of its own.
    pub(super) fn part<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(Value, &str, &mut Problems) -> Option<T>,
    ) -> Option<T> {
        let value = self.take(key)?;
        let at = self.at(key);
        read(value, &at, self.problems)
    }
}

fn byte(value: &Value, at: &str, problems: &mut Problems) -> Option<u8> {
    let number = value.as_u64().and_then(|number| u8::try_from(number).ok());
    if number.is_none() {
        problems.push(not_integer(value, at, 0, 255));
    }
    number
}

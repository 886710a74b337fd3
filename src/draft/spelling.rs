//! What a parsed value no longer shows: repeated keys, long integers, RON's losses.

use std::ops::Range;

use super::locate::Lines;
use super::object::Problems;
use super::read::{SourceText, walk};
use super::walk::{Sink, Trap};
use crate::diagnostic::{Code, Diagnostic};

/// Largest integer that every JSON reader keeps (REFERENCE §9).
pub const MAX_PORTABLE_INTEGER: u64 = (1 << 53) - 1;

/// Finds what the parsed value no longer shows: repeated keys, long integers, RON's losses.
pub(super) fn spelling(source: &SourceText) -> Problems {
    let mut sink = Spelling {
        lines: Lines::new(&source.text),
        problems: Vec::new(),
    };
    walk(source, &mut sink);
    sink.problems
}

struct Spelling<'t> {
    lines: Lines<'t>,
    problems: Problems,
}

impl Sink for Spelling<'_> {
    fn value(&mut self, _: &str, _: Option<&Range<usize>>, _: Range<usize>) {}

    fn repeated(&mut self, pointer: &str, key: &str, first: Range<usize>, second: Range<usize>) {
        let mut problem = Diagnostic::new(
            Code::GW0102,
            pointer,
            format!("key `{key}` appears twice; a reader would silently keep one"),
        )
        .parameter(key)
        .help("keep one of them")
        .related(pointer, "it stands here first");
        problem.primary.span = Some(self.lines.span(second));
        for related in &mut problem.related {
            related.place.span = Some(self.lines.span(first.clone()));
        }
        self.problems.push(problem);
    }

    fn number(&mut self, pointer: &str, text: &str) {
        let digits = text.trim_start_matches(['-', '+']);
        let is_decimal_integer = digits.bytes().all(|byte| byte.is_ascii_digit());
        // What fits 64 bits is still an integer in the value, where `check` sees it.
        if is_decimal_integer
            && digits.len() > 18
            && text.parse::<u64>().is_err()
            && text.parse::<i64>().is_err()
        {
            self.problems.push(if reaches_spec(pointer) {
                not_portable(pointer, text)
            } else {
                // It never reaches the spec, so it may stay; but writing the draft would round it.
                Diagnostic::new(
                    Code::GW0802,
                    pointer,
                    format!("{text} is kept only as long as the draft is not written anew"),
                )
                .help("write it as a text")
            });
        }
    }

    fn newer(&mut self, at: Range<usize>, what: &'static str) {
        let message = format!("cannot read this file: the runtime's RON knows no {what}");
        let mut problem = Diagnostic::new(Code::GW0101, "", message).help("write it out");
        problem.primary.span = Some(self.lines.span(at));
        self.problems.push(problem);
    }

    fn trap(&mut self, pointer: &str, at: Range<usize>, what: Trap) {
        let (message, help) = match what {
            Trap::Word(word) => (
                format!("the bare word `{word}` would silently become null"),
                "write a text in quotes, or `()` for null".to_owned(),
            ),
            Trap::NotFinite(number) => (
                format!("`{number}` is no JSON number and would silently become null"),
                "write a finite number within double range".to_owned(),
            ),
            Trap::Named(name) => (
                format!("the name `{name}` would silently be dropped"),
                format!("write the fields without `{name}`, or `({name}: ..)` where it is a field"),
            ),
        };
        let mut problem = Diagnostic::new(Code::GW0107, pointer, message).help(help);
        problem.primary.span = Some(self.lines.span(at));
        self.problems.push(problem);
    }
}

/// Tells an integer that some JSON readers would round.
pub fn not_portable(pointer: &str, written: &str) -> Diagnostic {
    Diagnostic::new(
        Code::GW0803,
        pointer,
        format!("{written} is beyond ±{MAX_PORTABLE_INTEGER}, where JSON readers disagree"),
    )
    .help("write it as a text, or use a smaller unit")
}

/// Tells whether the value at a pointer of a draft takes part in the canonical bytes.
#[must_use]
pub(super) fn reaches_spec(pointer: &str) -> bool {
    for step in super::pointer::steps(pointer) {
        match step {
            "params" | "expected" | "value" => return true,
            "$schema" | "draft_version" | "note" | "suppress" | "precheck" | "extensions" => {
                return false;
            }
            _ => {}
        }
    }
    true
}

//! From JSON Pointers to places in a text.

use std::collections::HashMap;
use std::ops::Range;

use super::pointer::parent;
use super::read::{SourceText, walk};
use super::walk::Sink;
use crate::diagnostic::{Code, Diagnostic, Span};

/// The lines of a text, and how many characters stand before any place.
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    /// Characters before each whole block, so that no line is too long to count in.
    blocks: Vec<usize>,
}

/// Bytes of a block.
const BLOCK: usize = 512;

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let mut blocks = vec![0];
        let mut before = 0;
        for block in text.as_bytes().chunks(BLOCK) {
            before += characters(block);
            blocks.push(before);
        }
        Self {
            text,
            starts: std::iter::once(0)
                .chain(newlines.map(|(at, _)| at + 1))
                .collect(),
            blocks,
        }
    }

    /// Returns the byte offset of a line and a byte column, both from 1, as serde_json counts.
    pub(super) fn offset(&self, line: usize, column: usize) -> usize {
        let start = self
            .starts
            .get(line.saturating_sub(1))
            .copied()
            .unwrap_or(self.text.len());
        (start + column.saturating_sub(1)).min(self.text.len())
    }

    /// Returns the byte offset of a line and a character column, both from 1, as ron counts.
    pub(super) fn offset_of_column(&self, line: usize, column: usize) -> usize {
        let start = self
            .starts
            .get(line.saturating_sub(1))
            .copied()
            .unwrap_or(self.text.len());
        let ahead: usize = self.text[start..]
            .chars()
            .take(column.saturating_sub(1))
            .map(char::len_utf8)
            .sum();
        start + ahead
    }

    /// Returns a stretch with its lines and columns.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let (line, column) = self.position(range.start);
        let (end_line, end_column) = self.position(range.end);
        Span {
            start: range.start,
            end: range.end,
            line,
            column,
            end_line,
            end_column,
        }
    }

    /// Returns the line and the column of a byte, both from 1.
    fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self
            .starts
            .get(line.saturating_sub(1))
            .copied()
            .unwrap_or(0);
        (line, self.before(offset) - self.before(start) + 1)
    }

    /// Counts the characters before a byte.
    fn before(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        let rest = self.text.as_bytes().get(block * BLOCK..offset);
        self.blocks.get(block).copied().unwrap_or(0) + rest.map_or(0, characters)
    }
}

/// Counts the characters that begin in a stretch of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

/// Stretches of one value and of its key.
#[derive(Clone)]
struct Found {
    key: Option<Range<usize>>,
    value: Range<usize>,
}

struct Wanted<'w> {
    wanted: HashMap<&'w str, Option<Found>>,
    /// Length of the longest wanted pointer; looking up a longer one would cost its length.
    longest: usize,
}

impl Sink for Wanted<'_> {
    fn value(&mut self, pointer: &str, key: Option<&Range<usize>>, value: Range<usize>) {
        if pointer.len() > self.longest {
            return;
        }
        if let Some(found) = self.wanted.get_mut(pointer) {
            *found = Some(Found {
                key: key.cloned(),
                value,
            });
        }
    }
}

/// Gives every finding without a span its place in the text.
///
/// A part that is missing takes the place of the nearest part around it that is there.
pub fn locate(source: &SourceText, diagnostics: &mut [Diagnostic]) {
    let places = |d: &Diagnostic| -> Vec<String> {
        std::iter::once(&d.primary)
            .chain(d.related.iter().map(|related| &related.place))
            .filter(|place| place.span.is_none() && place.file.is_none())
            .map(|place| place.pointer.clone())
            .collect()
    };
    let all: Vec<String> = diagnostics.iter().flat_map(places).collect();
    if all.is_empty() {
        return;
    }
    let found = find(source, &all);
    let lines = Lines::new(&source.text);
    for diagnostic in diagnostics {
        let about_key = matches!(diagnostic.code, Code::GW0103 | Code::GW0102);
        let Diagnostic {
            primary, related, ..
        } = diagnostic;
        for place in std::iter::once(primary).chain(related.iter_mut().map(|r| &mut r.place)) {
            if place.span.is_some() || place.file.is_some() {
                continue;
            }
            if let Some(found) = nearest_found(&found, &place.pointer) {
                let is_container = matches!(
                    source.text.as_bytes().get(found.value.start),
                    Some(b'{' | b'[' | b'(')
                );
                let range = match &found.key {
                    Some(key) if about_key || is_container => key.clone(),
                    _ => narrowed(&source.text, &found.value, place.within.as_ref()),
                };
                place.span = Some(lines.span(range));
            }
        }
    }
}

/// Returns the stretch of a text value's own bytes, where the text is written without escapes.
fn narrowed(text: &str, value: &Range<usize>, within: Option<&Range<usize>>) -> Range<usize> {
    let written = text.get(value.clone()).unwrap_or_default();
    let Some(within) = within.filter(|_| written.starts_with('"') && !written.contains('\\'))
    else {
        return value.clone();
    };
    let start = value.start + 1 + within.start;
    // At the end of the text there is only its closing quote to show.
    let end = (value.start + 1 + within.end).max(start + 1);
    if end <= value.end && text.is_char_boundary(start) && text.is_char_boundary(end) {
        start..end
    } else {
        value.clone()
    }
}

/// Finds pointers and, for those that are not there, their ancestors.
fn find(source: &SourceText, pointers: &[String]) -> HashMap<String, Found> {
    let mut found: HashMap<String, Found> = HashMap::new();
    let mut missing: Vec<&str> = pointers.iter().map(String::as_str).collect();
    while !missing.is_empty() {
        let mut sink = Wanted {
            wanted: missing.iter().map(|pointer| (*pointer, None)).collect(),
            longest: missing
                .iter()
                .map(|pointer| pointer.len())
                .max()
                .unwrap_or(0),
        };
        walk(source, &mut sink);
        missing.clear();
        for (pointer, place) in sink.wanted {
            match place {
                Some(place) => {
                    found.insert(pointer.to_owned(), place);
                }
                None => missing.extend(parent(pointer).filter(|up| !found.contains_key(*up))),
            }
        }
        missing.sort_unstable();
        missing.dedup();
    }
    found
}

fn nearest_found<'f>(found: &'f HashMap<String, Found>, pointer: &str) -> Option<&'f Found> {
    let mut at = Some(pointer);
    while let Some(pointer) = at {
        if let Some(place) = found.get(pointer) {
            return Some(place);
        }
        at = parent(pointer);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::Format;
    use std::sync::Arc;

    fn spans(text: &str, format: Format, pointers: &[&str]) -> Vec<(usize, usize, usize)> {
        let mut diagnostics: Vec<Diagnostic> = pointers
            .iter()
            .map(|p| Diagnostic::new(Code::GW0104, *p, ""))
            .collect();
        locate(
            &SourceText {
                text: Arc::from(text),
                format,
            },
            &mut diagnostics,
        );
        diagnostics
            .iter()
            .map(|d| {
                d.primary
                    .span
                    .map_or((0, 0, 0), |s| (s.line, s.column, s.end_column))
            })
            .collect()
    }

    #[test]
    fn a_place_is_its_value_its_key_or_what_is_around_it() {
        let text = "{\n  \"é\": {\"k\": 12},\n  \"l\": [true]\n}";
        assert_eq!(
            spans(
                text,
                Format::Json,
                &["/é/k", "/é", "/l/0", "/é/gone/far", ""]
            ),
            [(2, 14, 16), (2, 3, 6), (3, 9, 13), (2, 3, 6), (1, 1, 2)]
        );
        let ron = "(\n  é: (k: 12),\n  l: [true],\n)";
        assert_eq!(
            spans(ron, Format::Ron, &["/é/k", "/é", "/l/0"]),
            [(2, 10, 12), (2, 3, 4), (3, 7, 11)]
        );
    }
}

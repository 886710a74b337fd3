//! Source frames: the lines around a finding with its spans underlined.
//!
//! Line starts are found once per file and each frame looks at a bounded stretch of text, so the
//! cost of a report stays linear whatever its files look like.

use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level as Tone, Renderer, Snippet};

use super::{Diagnostic, Place, Report, visible};
use crate::diagnostic::{Level, is_hidden};

/// Longest line in bytes that is shown; canonical JSON is one line of any length.
const LONGEST_LINE: usize = 400;
/// Related places within so many lines share the frame of the finding.
const NEAR: usize = 30;
/// Longest finding in lines that is underlined as a whole.
const TALLEST: usize = 20;
/// Most frames of related places elsewhere.
const MOST_ELSEWHERE: usize = 4;

/// The texts of a report with their line starts.
pub(super) struct Sources<'a> {
    texts: BTreeMap<&'a str, Text<'a>>,
}

/// A drawn frame.
pub(super) struct Frame {
    /// Its lines, without a line feed at the end.
    pub(super) text: String,
    /// Digits of its largest line number.
    pub(super) gutter: usize,
    /// Indices of the related places that it shows.
    pub(super) shown: Vec<usize>,
}

struct Text<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

/// A stretch to underline.
struct Mark<'a> {
    bytes: Range<usize>,
    label: Option<&'a str>,
}

impl<'a> Sources<'a> {
    /// Finds the line starts of every text of the report.
    pub(super) fn new(report: &'a Report) -> Self {
        let texts = report
            .texts
            .iter()
            .map(|(file, text)| (&**file, Text::new(text)))
            .collect();
        Self { texts }
    }

    /// Draws the frame of a finding; none without a span, a text, or a line short enough to read.
    pub(super) fn frame(&self, d: &Diagnostic, renderer: &Renderer) -> Option<Frame> {
        let (text, primary) = self.find(&d.primary)?;
        let primary = text.shortened(primary);
        let line = text.line_of(primary.start);

        let mut near = Vec::new();
        let mut elsewhere = Vec::new();
        let mut shown = Vec::new();
        for (index, related) in d.related.iter().enumerate() {
            let Some((other, bytes)) = self.find(&related.place) else {
                continue;
            };
            let mark = Mark {
                bytes: other.shortened(bytes),
                label: Some(&related.label),
            };
            let same_file = related.place.file == d.primary.file;
            if same_file && other.line_of(mark.bytes.start).abs_diff(line) <= NEAR {
                near.push(mark);
            } else if elsewhere.len() < MOST_ELSEWHERE && other.starts_plainly(&mark.bytes) {
                elsewhere.push((related.place.file.as_deref().unwrap_or("-"), other, mark));
            } else {
                continue;
            }
            shown.push(index);
        }

        let mut last_line = text.line_of(primary.end);
        for mark in &near {
            last_line = last_line.max(text.line_of(mark.bytes.end));
        }
        let primary = Mark {
            bytes: primary,
            label: None,
        };
        let mut group =
            Group::with_level(tone(d.level)).element(text.snippet(Some(&primary), &near));
        for (file, other, mark) in &elsewhere {
            last_line = last_line.max(other.line_of(mark.bytes.end));
            let snippet = other.snippet(None, std::slice::from_ref(mark));
            group = group.element(snippet.path(visible(file)));
        }
        Some(Frame {
            text: renderer.render(&[group]),
            gutter: (last_line + 1).to_string().len(),
            shown,
        })
    }

    /// Returns the text and the bytes of a place that can be shown.
    fn find(&self, place: &Place) -> Option<(&Text<'a>, Range<usize>)> {
        let text = self.texts.get(place.file.as_deref()?)?;
        let span = place.span?;
        let start = text.boundary(span.start);
        let end = text.boundary(span.end).max(start);
        let readable = text.line(text.line_of(start)).len() <= LONGEST_LINE;
        readable.then_some((text, start..end))
    }
}

impl<'a> Text<'a> {
    fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self { text, starts }
    }

    /// Moves an offset back into the text and onto the start of a character.
    fn boundary(&self, offset: usize) -> usize {
        let mut at = offset.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// Returns the line of an offset, from 0.
    fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).max(1) - 1
    }

    /// Returns a line without its end.
    fn line(&self, line: usize) -> &'a str {
        let start = self.starts[line];
        let end = self
            .starts
            .get(line + 1)
            .map_or(self.text.len(), |next| next - 1);
        let text = &self.text[start..end];
        text.strip_suffix('\r').unwrap_or(text)
    }

    /// Returns the first line of a stretch that is too tall, and any other stretch as it is.
    fn shortened(&self, bytes: Range<usize>) -> Range<usize> {
        let line = self.line_of(bytes.start);
        if self.line_of(bytes.end) - line < TALLEST {
            return bytes;
        }
        bytes.start..(self.starts[line] + self.line(line).len()).max(bytes.start)
    }

    /// Tells whether nothing before the stretch has to be escaped, so that its column is true.
    fn starts_plainly(&self, bytes: &Range<usize>) -> bool {
        let start = self.starts[self.line_of(bytes.start)];
        !self.text[start..bytes.start].chars().any(must_escape)
    }

    /// Cuts out the lines that the marks touch, escaped, with the marks moved along.
    fn snippet(
        &self,
        primary: Option<&Mark<'a>>,
        related: &[Mark<'a>],
    ) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        let marks = || primary.into_iter().chain(related);
        let first = marks()
            .map(|m| self.line_of(m.bytes.start))
            .min()
            .unwrap_or(0);
        let last = marks()
            .map(|m| self.line_of(m.bytes.end))
            .max()
            .unwrap_or(0);

        let mut source = String::new();
        let mut starts = Vec::new();
        for line in first..=last {
            starts.push(source.len());
            let text = self.line(line);
            let head = head(text);
            source.push_str(&escaped(head));
            if head.len() < text.len() {
                source.push_str("...");
            }
            source.push('\n');
        }
        let moved = |offset: usize| {
            let line = self.line_of(offset);
            let head = head(self.line(line));
            let within = (offset - self.starts[line]).min(head.len());
            starts[line - first] + escaped(&head[..within]).len()
        };
        let annotate = |kind: AnnotationKind, mark: &Mark<'a>| {
            kind.span(moved(mark.bytes.start)..moved(mark.bytes.end))
                .label(mark.label.map(|label| visible(label).into_owned()))
        };
        let annotations: Vec<_> = primary
            .map(|mark| annotate(AnnotationKind::Primary, mark))
            .into_iter()
            .chain(
                related
                    .iter()
                    .map(|mark| annotate(AnnotationKind::Context, mark)),
            )
            .collect();
        Snippet::source(source)
            .line_start(first + 1)
            .annotations(annotations)
    }
}

/// Returns the part of a line that is shown.
fn head(line: &str) -> &str {
    let mut end = line.len().min(LONGEST_LINE);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    &line[..end]
}

/// Tabs stay: the renderer turns them into spaces and keeps the columns right.
const fn must_escape(c: char) -> bool {
    is_hidden(c) && c != '\t'
}

fn escaped(text: &str) -> String {
    let parts: Vec<_> = text.split('\t').map(visible).collect();
    parts.join("\t")
}

const fn tone(level: Level) -> Tone<'static> {
    match level {
        Level::Error => Tone::ERROR,
        Level::Warning => Tone::WARNING,
        Level::Advice => Tone::HELP,
        Level::Todo => Tone::INFO,
    }
}

//! Positions in texts and in documents, for the findings of this room.

use std::ops::Range;

use serde_json::Error;

use crate::diagnostic::Span;

/// Returns the span of a byte range, which is cut to whole characters of the text.
pub(super) fn span_at(text: &str, range: &Range<usize>) -> Span {
    let start = boundary_before(text, range.start);
    let end = boundary_after(text, range.end.max(start));
    let (line, column) = position(text, start);
    let (end_line, end_column) = position(text, end);
    Span {
        start,
        end,
        line,
        column,
        end_line,
        end_column,
    }
}

/// Returns the last start of a character at or before an offset; the end counts as one.
fn boundary_before(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

/// Returns the first start of a character at or after an offset; the end counts as one.
fn boundary_after(text: &str, offset: usize) -> usize {
    (offset..text.len())
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(text.len())
}

fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    (line, before[line_start..].chars().count() + 1)
}

/// Returns the JSON Pointer of a member.
pub(super) fn member(parent: &str, key: &str) -> String {
    format!("{parent}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// Returns serde's reason without the position, which the span carries.
pub(super) fn json_reason(error: &Error) -> String {
    let text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&position).unwrap_or(&text).to_owned()
}

/// Returns the place of a JSON error: the character at which reading stopped.
pub(super) fn json_error_span(text: &str, error: &Error) -> Span {
    let line_start: usize = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let start = boundary_before(text, line_start + error.column().saturating_sub(1));
    let length = text[start..].chars().next().map_or(0, char::len_utf8);
    span_at(text, &(start..start + length))
}

/// Returns the candidate that is most like a misspelt word, if any is close.
pub(super) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.chars().count().div_ceil(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn columns_count_characters() {
        let span = span_at("é\nöx = 1", &(5..6));
        assert_eq!((span.line, span.column, span.end_column), (2, 2, 3));
    }

    #[test]
    fn members_are_escaped() {
        assert_eq!(member("/a", "b/c~d"), "/a/b~1c~0d");
    }

    #[test]
    fn only_a_close_word_is_proposed() {
        let words = ["contracts", "levels", "keys"];
        assert_eq!(nearest("contract", words), Some("contracts"));
        assert_eq!(nearest("levles", words), Some("levels"));
        assert_eq!(nearest("colour", words), None);
        assert_eq!(nearest("", words), None);
    }

    proptest! {
        #[test]
        fn any_range_and_any_error_has_a_span(text in "\\PC{0,20}|[\\[{\"\n,é]{0,20}", a in 0..40_usize, b in 0..40_usize) {
            let span = span_at(&text, &(a..b));
            prop_assert!(text.get(span.start..span.end).is_some());
            if let Err(error) = serde_json::from_str::<serde_json::Value>(&text) {
                let span = json_error_span(&text, &error);
                prop_assert!(text.get(span.start..span.end).is_some());
            }
        }
    }
}

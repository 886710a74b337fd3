//! Small tools for building text.

use std::fmt::{Arguments, Write};

/// Appends formatted text.
pub(super) fn put(out: &mut String, text: Arguments<'_>) {
    // A `String` takes whatever is written to it.
    let _ = out.write_fmt(text);
}

/// Breaks text at spaces into lines of at most `room` characters; a longer word stays whole.
#[must_use]
pub fn wrapped(text: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > room {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += length;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_to_their_room_and_lose_no_word() {
        for (text, room, expected) in [
            ("one two three", 7, vec!["one two", "three"]),
            ("one two three", 100, vec!["one two three"]),
            ("incomprehensible", 4, vec!["incomprehensible"]),
            ("漢字 漢字", 4, vec!["漢字", "漢字"]),
            ("", 4, vec![""]),
        ] {
            assert_eq!(wrapped(text, room), expected);
        }
    }
}

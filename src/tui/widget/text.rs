//! Text that is being typed: what it says, where the cursor is, how it is drawn.

use std::ops::Range;

use crossterm::event::{KeyCode, KeyModifiers};
use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;

use crate::tui::canvas::{Canvas, width};
use crate::tui::command::{Command, Key};
use crate::tui::theme::Role;

/// A text with a cursor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::tui) struct Text {
    content: String,
    /// Byte position, always between two graphemes.
    cursor: usize,
    /// Whether line feeds are kept.
    lines: bool,
}

impl Text {
    /// Returns a text of one line with the cursor at its end.
    pub(in crate::tui) fn line(text: &str) -> Self {
        let mut line = Self::default();
        line.insert(text);
        line
    }

    /// Returns a text of any number of lines with the cursor at its start.
    pub(in crate::tui) fn lines(text: &str) -> Self {
        Self {
            content: text.to_owned(),
            cursor: 0,
            lines: true,
        }
    }

    pub(in crate::tui) fn as_str(&self) -> &str {
        &self.content
    }

    /// Returns the cursor's byte position.
    pub(in crate::tui) const fn cursor(&self) -> usize {
        self.cursor
    }

    /// Puts another text in the place of all of it.
    pub(in crate::tui) fn set(&mut self, text: &str) {
        self.content.clear();
        self.cursor = 0;
        self.insert(text);
    }

    /// Puts a text in the place of some bytes and the cursor behind it.
    pub(in crate::tui) fn replace(&mut self, range: Range<usize>, text: &str) {
        let is_place = |at: usize| self.content.is_char_boundary(at);
        if range.start <= range.end && is_place(range.start) && is_place(range.end) {
            self.content.replace_range(range.clone(), text);
            self.cursor = range.start + text.len();
        }
    }

    /// Inserts typed or pasted text at the cursor. In one line, line feeds become spaces.
    pub(in crate::tui) fn insert(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = if self.lines {
            text
        } else {
            text.trim_end_matches('\n').replace('\n', " ")
        };
        self.content.insert_str(self.cursor, &text);
        self.cursor += text.len();
    }

    fn before(&self) -> usize {
        self.content[..self.cursor]
            .grapheme_indices(true)
            .next_back()
            .map_or(0, |(at, _)| at)
    }

    fn after(&self) -> usize {
        self.content[self.cursor..]
            .graphemes(true)
            .next()
            .map_or(self.cursor, |part| self.cursor + part.len())
    }

    fn word_before(&self) -> usize {
        let head = self.content[..self.cursor]
            .trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
        head.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_' || c == '-')
            .len()
    }

    fn word_after(&self) -> usize {
        let tail = &self.content[self.cursor..];
        let rest = tail.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
        let rest = rest.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_' || c == '-');
        self.content.len() - rest.len()
    }

    fn line_start(&self) -> usize {
        self.content[..self.cursor]
            .rfind('\n')
            .map_or(0, |at| at + 1)
    }

    fn line_end(&self) -> usize {
        self.content[self.cursor..]
            .find('\n')
            .map_or(self.content.len(), |at| self.cursor + at)
    }

    /// Does what an erasing command asks for; tells whether it was one.
    pub(in crate::tui) fn command(&mut self, command: Command) -> bool {
        let from = match command {
            Command::EraseWord => self.word_before(),
            Command::EraseLine => self.line_start(),
            _ => return false,
        };
        self.content.replace_range(from..self.cursor, "");
        self.cursor = from;
        true
    }

    /// Takes a key: letters, erasing, moving; tells whether the text changed.
    pub(in crate::tui) fn key(&mut self, key: Key) -> bool {
        let by_word = key
            .modifiers
            .intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        if let Some(typed) = key.typed() {
            self.insert(typed.encode_utf8(&mut [0; 4]));
            return true;
        }
        match key.code {
            KeyCode::Enter if self.lines => {
                self.insert("\n");
                return true;
            }
            KeyCode::Backspace if self.cursor > 0 => {
                let from = self.before();
                self.content.replace_range(from..self.cursor, "");
                self.cursor = from;
                return true;
            }
            KeyCode::Delete if self.cursor < self.content.len() => {
                let to = self.after();
                self.content.replace_range(self.cursor..to, "");
                return true;
            }
            KeyCode::Left if by_word => self.cursor = self.word_before(),
            KeyCode::Right if by_word => self.cursor = self.word_after(),
            KeyCode::Left => self.cursor = self.before(),
            KeyCode::Right => self.cursor = self.after(),
            KeyCode::Home => self.cursor = self.line_start(),
            KeyCode::End => self.cursor = self.line_end(),
            KeyCode::Up if self.lines => self.move_line(true),
            KeyCode::Down if self.lines => self.move_line(false),
            _ => {}
        }
        false
    }

    fn move_line(&mut self, up: bool) {
        let column = self.content[self.line_start()..self.cursor]
            .graphemes(true)
            .count();
        let line = if up {
            let start = self.line_start();
            if start == 0 {
                return;
            }
            let end = start - 1;
            self.content[..end].rfind('\n').map_or(0, |at| at + 1)..end
        } else {
            let end = self.line_end();
            if end == self.content.len() {
                return;
            }
            let start = end + 1;
            start
                ..self.content[start..]
                    .find('\n')
                    .map_or(self.content.len(), |at| start + at)
        };
        self.cursor = self.content[line.clone()]
            .grapheme_indices(true)
            .nth(column)
            .map_or(line.end, |(at, _)| line.start + at);
    }

    /// Draws the part around the cursor, with some bytes given a role of their own.
    pub(in crate::tui) fn draw(
        &self,
        canvas: &mut Canvas<'_>,
        area: Rect,
        marks: &[(Range<usize>, Role)],
    ) {
        if area.is_empty() {
            return;
        }
        let line = self.content[..self.cursor]
            .bytes()
            .filter(|b| *b == b'\n')
            .count();
        let top = line.saturating_sub(usize::from(area.height) - 1);
        let mut at = 0;
        let mut y = area.y;
        for (number, text) in self.content.split('\n').enumerate() {
            let start = at;
            at += text.len() + 1;
            if number < top {
                continue;
            }
            if y >= area.bottom() {
                break;
            }
            let row = Rect {
                y,
                height: 1,
                ..area
            };
            let cursor = (number == line).then(|| self.cursor - start);
            draw_line(canvas, row, text, start, cursor, marks);
            y += 1;
        }
    }
}

fn draw_line(
    canvas: &mut Canvas<'_>,
    row: Rect,
    text: &str,
    start: usize,
    cursor: Option<usize>,
    marks: &[(Range<usize>, Role)],
) {
    // A line that is longer than its place moves so that the cursor is in it.
    let mut first = 0;
    if let Some(cursor) = cursor {
        let room = row.width.saturating_sub(1);
        let mut cells = 0;
        for (at, part) in text[..cursor].grapheme_indices(true).rev() {
            cells += width(part);
            if cells > room {
                break;
            }
            first = at;
        }
        if cells <= room {
            first = 0;
        }
    }
    let mut x = row.x;
    for (at, part) in text[first..].grapheme_indices(true) {
        let at = first + at;
        if cursor == Some(at) {
            canvas.cursor(x, row.y);
        }
        let cells = width(part);
        if x + cells > row.right() {
            return;
        }
        let place = start + at;
        let role = marks
            .iter()
            .find(|(range, _)| range.contains(&place))
            .map_or(Role::Text, |(_, role)| *role);
        x = canvas.put(x, row.y, cells, part, role);
    }
    if cursor == Some(text.len()) {
        canvas.cursor(x.min(row.right().saturating_sub(1)), row.y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &mut Text, keys: &[&str]) {
        for key in keys {
            text.key(key.parse().unwrap());
        }
    }

    #[test]
    fn graphemes_are_whole() {
        let mut text = Text::line("a👩‍👩‍👧é");
        keys(&mut text, &["backspace", "backspace"]);
        assert_eq!(text.as_str(), "a");
        keys(&mut text, &["left", "x", "delete"]);
        assert_eq!((text.as_str(), text.cursor()), ("x", 1));
    }

    #[test]
    fn words_lines_and_ends_are_reached() {
        let mut text = Text::line("one two_three");
        text.command(Command::EraseWord);
        assert_eq!(text.as_str(), "one ");
        keys(&mut text, &["ctrl-left", "x", "end", "y"]);
        assert_eq!(text.as_str(), "xone y");
        text.command(Command::EraseLine);
        assert_eq!(text.as_str(), "");
    }

    #[test]
    fn up_and_down_keep_the_column() {
        let mut text = Text::lines("abc\nx\nlonger");
        keys(&mut text, &["right", "right", "down"]);
        assert_eq!(text.cursor(), 5);
        keys(&mut text, &["down", "end", "up", "up", "home", "up"]);
        assert_eq!(text.cursor(), 0);
        keys(&mut text, &["down", "down", "down", "enter"]);
        assert_eq!(text.as_str(), "abc\nx\n\nlonger");
    }

    #[test]
    fn a_paste_into_one_line_stays_one_line() {
        let mut text = Text::line("");
        text.insert("a\r\nb\n");
        assert_eq!(text.as_str(), "a b");
    }
}

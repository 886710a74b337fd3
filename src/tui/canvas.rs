//! What drawing draws on: cells, and beside them what each place stands for.
//!
//! Only what is drawn can be clicked or reached by a jump label, because both go through the places
//! noted here. Text is made visible on its way in: nothing from a file reaches the terminal raw.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::command::Command;
use super::theme::{Role, Theme};
use crate::diagnostic::visible;

/// What a place on the screen stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A command.
    Command(Command),
    /// An item of one of the panes of the layer that drew it.
    Item {
        /// Which pane.
        pane: usize,
        /// Which item.
        index: usize,
    },
}

/// A place and what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Where.
    pub area: Rect,
    /// What.
    pub target: Target,
}

/// What a drawing gave besides its cells.
#[derive(Debug, Default)]
pub struct Drawn {
    /// Places, later ones on top.
    pub hits: Vec<Hit>,
    /// Where the cursor stands; none hides it.
    pub cursor: Option<Position>,
}

/// Where a layer draws.
#[derive(Debug)]
pub struct Canvas<'a> {
    /// The cells.
    pub buffer: &'a mut Buffer,
    /// The styles.
    pub theme: &'a Theme,
    /// What is noted beside the cells.
    pub drawn: &'a mut Drawn,
}

impl Canvas<'_> {
    /// Returns the style of a role.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// Writes text from a place on, cut at `width` cells with `…`; returns the column behind it.
    pub fn put(&mut self, x: u16, y: u16, width: u16, text: &str, role: Role) -> u16 {
        let style = self.style(role);
        self.put_styled(x, y, width, text, style)
    }

    /// Writes text in a style, cut at `width` cells with `…`; returns the column behind it.
    pub fn put_styled(&mut self, x: u16, y: u16, width: u16, text: &str, style: Style) -> u16 {
        let area = self.buffer.area;
        if width == 0
            || y < area.top()
            || y >= area.bottom()
            || x < area.left()
            || x >= area.right()
        {
            return x;
        }
        let width = width.min(area.right() - x);
        let shown = visible(text);
        let fits = shown.width() <= usize::from(width);
        let cells = if fits { width } else { width - 1 };
        let (end, _) = self
            .buffer
            .set_stringn(x, y, &shown, usize::from(cells), style);
        if fits {
            return end;
        }
        let (end, _) = self.buffer.set_stringn(end, y, "…", 1, style);
        end
    }

    /// Writes several pieces one after the other within `width` cells; returns the column behind.
    pub fn spans(&mut self, x: u16, y: u16, width: u16, spans: &[(&str, Role)]) -> u16 {
        let end = x.saturating_add(width);
        let mut at = x;
        for (text, role) in spans {
            at = self.put(at, y, end.saturating_sub(at), text, *role);
        }
        at
    }

    /// Writes text over as many lines as it needs, within an area; returns how many it took.
    pub fn wrapped(&mut self, area: Rect, text: &str, role: Role) -> u16 {
        let mut used = 0;
        let lines = wrap_some(text, area.width, usize::from(area.height));
        for (line, y) in lines.iter().zip(area.top()..area.bottom()) {
            self.put(area.x, y, area.width, line, role);
            used += 1;
        }
        used
    }

    /// Gives a role to all cells of an area, leaving the text.
    pub fn tint(&mut self, area: Rect, role: Role) {
        let style = self.style(role);
        self.buffer
            .set_style(area.intersection(self.buffer.area), style);
    }

    /// Empties an area.
    pub fn clear(&mut self, area: Rect) {
        let area = area.intersection(self.buffer.area);
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                }
            }
        }
    }

    /// Draws a horizontal line.
    pub fn rule(&mut self, x: u16, y: u16, width: u16) {
        self.put(x, y, width, &"─".repeat(usize::from(width)), Role::Border);
    }

    /// Draws a vertical line.
    pub fn bar(&mut self, x: u16, top: u16, bottom: u16) {
        for y in top..bottom {
            self.put(x, y, 1, "│", Role::Border);
        }
    }

    /// Empties an area and draws a box with a title around it; returns what is inside.
    pub fn panel(&mut self, area: Rect, title: &str) -> Rect {
        let area = area.intersection(self.buffer.area);
        self.clear(area);
        if area.width < 4 || area.height < 3 {
            return Rect {
                width: 0,
                height: 0,
                ..area
            };
        }
        let across = "─".repeat(usize::from(area.width - 2));
        self.put(
            area.x,
            area.y,
            area.width,
            &format!("┌{across}┐"),
            Role::Border,
        );
        for y in area.y + 1..area.bottom() - 1 {
            self.put(area.x, y, 1, "│", Role::Border);
            self.put(area.right() - 1, y, 1, "│", Role::Border);
        }
        self.put(
            area.x,
            area.bottom() - 1,
            area.width,
            &format!("└{across}┘"),
            Role::Border,
        );
        if !title.is_empty() {
            self.spans(
                area.x + 2,
                area.y,
                area.width - 4,
                &[
                    (" ", Role::Border),
                    (title, Role::Title),
                    (" ", Role::Border),
                ],
            );
        }
        Rect {
            x: area.x + 2,
            y: area.y + 1,
            width: area.width - 4,
            height: area.height - 2,
        }
    }

    /// Notes what a place stands for.
    pub fn hit(&mut self, area: Rect, target: Target) {
        let area = area.intersection(self.buffer.area);
        if !area.is_empty() {
            self.drawn.hits.push(Hit { area, target });
        }
    }

    /// Puts the cursor at a place, if it is within an area.
    pub fn cursor(&mut self, x: u16, y: u16) {
        let at = Position { x, y };
        if self.buffer.area.contains(at) {
            self.drawn.cursor = Some(at);
        }
    }
}

/// Returns how many cells a text takes, as it is drawn.
#[must_use]
pub(super) fn width(text: &str) -> u16 {
    u16::try_from(visible(text).width()).unwrap_or(u16::MAX)
}

/// Returns text broken at spaces into lines of at most `width` cells.
#[must_use]
pub(super) fn wrap(text: &str, width: u16) -> Vec<String> {
    wrap_some(text, width, usize::MAX)
}

/// Wraps a text like [`wrap`] and stops after some lines; of a long text few are ever seen.
fn wrap_some(text: &str, width: u16, most: usize) -> Vec<String> {
    let width = usize::from(width.max(1));
    let mut lines = Vec::new();
    'text: for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0;
        for word in paragraph.split(' ') {
            if lines.len() >= most {
                break 'text;
            }
            let word = visible(word);
            let mut rest: &str = &word;
            if used > 0 && used + 1 + rest.width() > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            } else if used > 0 || !line.is_empty() {
                line.push(' ');
                used += 1;
            }
            // A word longer than a line is broken where it must be.
            loop {
                let cut = fitting(rest, width - used.min(width));
                if cut == rest.len() {
                    break;
                }
                let cut = if cut == 0 && line.is_empty() {
                    rest.chars().next().map_or(rest.len(), char::len_utf8)
                } else {
                    cut
                };
                line.push_str(&rest[..cut]);
                lines.push(std::mem::take(&mut line));
                rest = &rest[cut..];
                used = 0;
                if lines.len() >= most {
                    break 'text;
                }
            }
            line.push_str(rest);
            used += rest.width();
        }
        lines.push(line);
    }
    lines.truncate(most);
    lines
}

/// Returns how many bytes of a text fit into some cells.
fn fitting(text: &str, cells: usize) -> usize {
    use unicode_segmentation::UnicodeSegmentation;
    let mut used = 0;
    for (at, part) in text.grapheme_indices(true) {
        used += part.width();
        if used > cells {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_wraps_at_spaces_and_long_words_break() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("a\n\nb", 3), ["a", "", "b"]);
        assert_eq!(wrap("漢字漢字", 3), ["漢", "字", "漢", "字"]);
        assert_eq!(wrap("漢", 1), ["漢", ""]);
        assert_eq!(wrap("", 0), [""]);
        assert_eq!(wrap_some("one two three four", 7, 2), ["one two", "three"]);
        assert_eq!(wrap_some("abcdefgh ijk", 3, 2), ["abc", "def"]);
    }
}

//! Text for a terminal: wrapped lines that hang behind a lead, and colours where they are wanted.

use std::fmt::Write as _;

use anstyle::Style;

use crate::diagnostic::{visible, wrapped};

/// Narrowest column in which text is wrapped.
const NARROWEST: usize = 24;
/// Stands for a blank at which no line is broken.
const FIRM: &str = "\u{a0}";

/// How text for people is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextOptions {
    /// Whether it is coloured with ANSI sequences; every word stands without them, too.
    pub colour: bool,
    /// Columns to wrap at; words that are longer stay whole.
    pub width: usize,
}

impl Default for TextOptions {
    /// Returns options without colour, 100 columns wide.
    fn default() -> Self {
        Self {
            colour: false,
            width: 100,
        }
    }
}

/// Returns text in which no line is broken, as long as it is short enough for that.
pub(crate) fn firm(text: &str) -> String {
    if text.chars().count() > NARROWEST * 2 {
        return text.to_owned();
    }
    text.replace(' ', FIRM)
}

/// A text under way. What is put on it is made visible.
#[derive(Debug)]
pub(crate) struct Sheet {
    /// The lines so far.
    pub(crate) out: String,
    options: TextOptions,
}

impl Sheet {
    /// Returns an empty sheet.
    pub(crate) const fn new(options: TextOptions) -> Self {
        Self {
            out: String::new(),
            options,
        }
    }

    /// Returns how many columns are left beside what takes so many; never less than can be read.
    pub(crate) fn room(&self, used: usize) -> usize {
        self.options.width.saturating_sub(used).max(NARROWEST)
    }

    /// Writes an empty line.
    pub(crate) fn gap(&mut self) {
        self.out.push('\n');
    }

    /// Writes bold text behind a lead.
    pub(crate) fn strong(&mut self, lead: &str, text: &str) {
        self.hanging(lead, Style::new().bold(), &format!("{lead}  "), text);
    }

    /// Writes text behind a lead, further lines behind an indent.
    pub(crate) fn hanging(&mut self, lead: &str, style: Style, indent: &str, text: &str) {
        let text = visible(text);
        let longest = lead.chars().count().max(indent.chars().count());
        for (line, words) in wrapped(&text, self.room(longest)).iter().enumerate() {
            let before = if line == 0 { lead } else { indent };
            let words = self.paint(style, &words.replace(FIRM, " "));
            let _ = writeln!(self.out, "{before}{words}");
        }
    }

    /// Writes text behind a lead with a mark at its end, which has a style and stays in one piece.
    pub(crate) fn marked(
        &mut self,
        (lead, indent): (&str, &str),
        text: &str,
        (style, mark): (Style, &str),
    ) {
        let firm = mark.replace(' ', FIRM);
        let text = format!("{} {firm}", visible(text));
        let longest = lead.chars().count().max(indent.chars().count());
        for (line, words) in wrapped(&text, self.room(longest)).iter().enumerate() {
            let before = if line == 0 { lead } else { indent };
            match words.strip_suffix(&firm) {
                Some(words) => {
                    let mark = self.paint(style, mark);
                    let _ = writeln!(self.out, "{before}{words}{mark}");
                }
                None => {
                    let _ = writeln!(self.out, "{before}{words}");
                }
            }
        }
    }

    /// Returns text in a style where colours are wanted; the text must be visible already.
    pub(crate) fn paint(&self, style: Style, text: &str) -> String {
        if self.options.colour && style != Style::new() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anstyle::AnsiColor;

    fn sheet(colour: bool, width: usize) -> Sheet {
        Sheet::new(TextOptions { colour, width })
    }

    #[test]
    fn lines_hang_behind_their_lead_and_hidden_characters_are_seen() {
        let mut page = sheet(false, 34);
        page.hanging(
            "- ",
            Style::new(),
            "  ",
            "one two three four five six seven \u{1b}[1m",
        );
        assert_eq!(
            page.out,
            "- one two three four five six\n  seven \\u{001B}[1m\n"
        );
    }

    #[test]
    fn firm_text_is_not_broken_unless_it_is_long() {
        for (text, expected) in [
            (
                "a bb cc dd ee ff gg hh",
                "- 0123456789\n  a bb cc dd ee ff gg hh\n",
            ),
            (
                "a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 b0 b1 b2 b3 b4 b5 b6",
                "- 0123456789 a0 a1 a2 a3\n  a4 a5 a6 a7 a8 a9 b0 b1\n  b2 b3 b4 b5 b6\n",
            ),
        ] {
            let mut page = sheet(false, 26);
            let text = format!("0123456789 {}", firm(text));
            page.hanging("- ", Style::new(), "  ", &text);
            assert_eq!(page.out, expected);
        }
    }

    #[test]
    fn marks_stay_in_one_piece() {
        for (width, expected) in [
            (60, "- it can pass [assumes stable evidence]\n"),
            (34, "- it can pass\n  [assumes stable evidence]\n"),
        ] {
            let mut page = sheet(false, width);
            let mark = (Style::new(), "[assumes stable evidence]");
            page.marked(("- ", "  "), "it can pass", mark);
            assert_eq!(page.out, expected);
        }
        let mut page = sheet(true, 60);
        let green = AnsiColor::Green.on_default();
        page.marked(("", ""), "yes", (green, "[a b]"));
        assert_eq!(page.out, format!("yes {green}[a b]{green:#}\n"));
    }
}

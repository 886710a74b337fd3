//! How questions are put and answered, one line at a time.

use crate::diagnostic::{visible, visible_lines};

use super::numbered::{Numbered, Pick};
use super::typed::{Typed, as_line};

/// Longest text that is offered for editing in one line, in characters.
const MAX_EDITABLE: usize = 400;

/// Why a question was left without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// To the question before it.
    Back,
    /// Out; everything stays as it was answered.
    Quit,
}

/// An answer, or why there is none.
pub type Answer<T> = Result<T, Leave>;

/// What was said to a question of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// Leave it as it is.
    Keep,
    /// Take it away.
    Clear,
    /// This.
    Text(String),
}

/// A question of one line.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// What is asked.
    pub question: &'a str,
    /// The answer so far; none when there is none.
    pub start: Option<&'a str>,
    /// More about it, for whoever asks.
    pub help: &'a str,
}

/// Something that can be chosen by its number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Opt {
    /// What it is called.
    pub label: String,
    /// What it means; may be empty.
    pub detail: String,
    /// Why it cannot be chosen; empty when it can.
    pub refused: Vec<String>,
}

impl Opt {
    /// Returns an option that is only a name.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            ..Self::default()
        }
    }
}

/// Puts questions to an author.
///
/// A face only prints lines and reads them; what the lines mean is the same for all of them. The
/// texts that reach the two required methods hold nothing that a terminal would act on.
pub trait Prompter {
    /// Prints a line that is safe to show.
    fn print(&mut self, line: &str);

    /// Reads a line in answer to a question.
    ///
    /// `start` is the answer so far and `again` what was just typed and would not do; a face that
    /// can offers one of them for editing.
    fn read(&mut self, question: &str, start: &str, again: &str) -> Typed;

    /// Prints text from anywhere, with what is hidden in it made visible.
    fn say(&mut self, text: &str) {
        for line in visible_lines(text).split('\n') {
            self.print(line);
        }
    }

    /// Asks for a line until the judge takes it.
    ///
    /// # Errors
    /// When the author goes back or quits.
    fn line(
        &mut self,
        ask: Ask<'_>,
        judge: &mut dyn FnMut(&str) -> Result<(), String>,
    ) -> Answer<Line> {
        let question = visible(ask.question);
        let start = ask.start.map_or_else(String::new, as_line);
        let editable = visible(&start) == start && start.chars().count() <= MAX_EDITABLE;
        if !editable {
            self.say(&format!("Now: {}", cut(&start)));
            self.print("This cannot be edited in one line. Enter keeps it, - takes it away.");
        }
        let start = if editable { start.as_str() } else { "" };
        let mut again = String::new();
        loop {
            match self.read(&question, start, &again) {
                Typed::Help => {
                    self.say(ask.help);
                    self.print(WORDS);
                }
                Typed::Back => return Err(Leave::Back),
                Typed::Quit => return Err(Leave::Quit),
                Typed::Keep => return Ok(Line::Keep),
                Typed::Clear => return Ok(Line::Clear),
                Typed::Text(text) if again.is_empty() && Some(text.as_str()) == ask.start => {
                    return Ok(Line::Keep);
                }
                Typed::Text(text) => match judge(&text) {
                    Ok(()) => return Ok(Line::Text(text)),
                    Err(why) => {
                        self.say(&format!("That will not do: {why}."));
                        let line = as_line(&text);
                        again = if visible(&line) == line {
                            line
                        } else {
                            String::new()
                        };
                    }
                },
            }
        }
    }

    /// Asks for one of several options, by number or by a part of its name; returns its position.
    ///
    /// `start` is the option that stands now; none is returned when it was taken away. What cannot
    /// be chosen is told last, with the reasons.
    ///
    /// # Errors
    /// When the author goes back or quits.
    fn choose(
        &mut self,
        question: &str,
        options: &[Opt],
        start: Option<usize>,
        help: &str,
    ) -> Answer<Option<usize>> {
        let mut list = Numbered::new(options);
        let inline = list.inline(question);
        let asked = if let Some(line) = &inline {
            line.clone()
        } else {
            self.say(question);
            list.print(self, None);
            let last = question.rsplit(". ").next().unwrap_or(question);
            if last.ends_with('?') {
                format!("{last} Number")
            } else {
                format!("{last}, number")
            }
        };
        let now = start.and_then(|at| list.number(at));
        // Shown and not offered for editing: a number typed behind it would be another one.
        let asked = now.map_or_else(|| asked.clone(), |number| format!("{asked} ({number})"));
        loop {
            match self.read(&visible(&asked), "", "") {
                Typed::Help => {
                    self.say(help);
                    self.print(CHOOSING);
                    if inline.is_none() {
                        list.print(self, None);
                    }
                }
                Typed::Back => return Err(Leave::Back),
                Typed::Quit => return Err(Leave::Quit),
                Typed::Keep if start.is_some() => return Ok(start),
                Typed::Keep => self.print("Type a number. ? tells more, < goes back."),
                Typed::Clear => return Ok(None),
                Typed::Text(text) => match list.pick(text.trim()) {
                    Pick::One(at) => return Ok(Some(at)),
                    Pick::Refused(at) => {
                        if let Some(option) = options.get(at) {
                            self.say(&format!(
                                "{} cannot be chosen: {}.",
                                option.label,
                                option.refused.join("; ")
                            ));
                        }
                    }
                    Pick::Some => list.print(self, Some(text.trim())),
                    Pick::None => self.say(&format!(
                        "There is no `{}` here. Type a number from 1 to {}.",
                        text.trim(),
                        list.count()
                    )),
                },
            }
        }
    }

    /// Asks for one of a few things to do; returns its position.
    ///
    /// # Errors
    /// When the author goes back or quits.
    fn menu(&mut self, question: &str, options: &[Opt], start: Option<usize>) -> Answer<usize> {
        loop {
            let help = "Type the number of what you want to do.";
            if let Some(at) = self.choose(question, options, start, help)? {
                return Ok(at);
            }
        }
    }
}

const WORDS: &str = "Enter keeps what is there. - takes it away. Esc or < goes back. Ctrl-C or \
                     :quit leaves and keeps everything. \\ before one of these makes it an answer.";

const CHOOSING: &str = "Type a number, or a part of a name to see fewer; * shows all. Esc or < goes \
                        back. Ctrl-C or :quit leaves and keeps everything.";

/// Returns the beginning of a text.
fn cut(text: &str) -> String {
    let mut letters = text.chars();
    let mut head: String = letters.by_ref().take(MAX_EDITABLE).collect();
    if letters.next().is_some() {
        head.push('…');
    }
    head
}

//! Questions on a terminal that can edit a line.

use std::io::Write;

use inquire::ui::{RenderConfig, Styled};
use inquire::{InquireError, Text};

use super::prompter::Prompter;
use super::typed::{Typed, typed};

/// Longest question that is drawn again with each key, in characters.
const MAX_QUESTION: usize = 24;

/// Asks with a line editor: the answer so far can be edited, Esc goes back, Ctrl-C leaves.
///
/// Only the line that is typed is drawn again, without colours. The editor writes to standard
/// error, so `output` should be that too.
#[derive(Debug)]
pub struct Terminal<W> {
    output: W,
    broken: bool,
}

impl<W: Write> Terminal<W> {
    /// Returns a prompter that prints its lines to an output.
    pub const fn new(output: W) -> Self {
        Self {
            output,
            broken: false,
        }
    }
}

impl<W: Write> Prompter for Terminal<W> {
    fn print(&mut self, line: &str) {
        let written = writeln!(self.output, "{line}");
        self.broken |= written.and_then(|()| self.output.flush()).is_err();
    }

    fn read(&mut self, question: &str, start: &str, again: &str) -> Typed {
        if self.broken {
            return Typed::Quit;
        }
        let initial = if again.is_empty() { start } else { again };
        // Every key draws the line again, so only a short question stands in it.
        let message = if question.chars().count() <= MAX_QUESTION {
            format!("{question}:")
        } else {
            self.print(question);
            "answer:".to_owned()
        };
        let config = RenderConfig::empty()
            .with_prompt_prefix(Styled::new(">"))
            .with_answered_prompt_prefix(Styled::new(">"))
            .with_canceled_prompt_indicator(Styled::new("(back)"));
        let answer = Text::new(&message)
            .with_initial_value(initial)
            .with_render_config(config)
            .prompt();
        match answer {
            // What was there was deleted by hand.
            Ok(line) if line.trim().is_empty() && !initial.is_empty() => Typed::Clear,
            Ok(line) => typed(&line),
            Err(InquireError::OperationCanceled) => Typed::Back,
            Err(_) => Typed::Quit,
        }
    }
}

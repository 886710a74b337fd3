//! An author who says what was written down beforehand.

use std::collections::VecDeque;

use crate::diagnostic::is_hidden;
use crate::prompt::prompter::Prompter;
use crate::prompt::typed::{Typed, typed};

/// Answers each question in turn, and leaves at the end.
#[derive(Debug)]
pub(super) struct Script {
    answers: VecDeque<(String, String)>,
    /// The questions that were asked.
    pub(super) asked: Vec<String>,
    /// Everything that was printed, questions with their answers included.
    pub(super) lines: Vec<String>,
}

impl Script {
    /// Each answer comes with how its question begins.
    pub(super) fn new(answers: &[(&str, &str)]) -> Self {
        let owned =
            |(question, answer): &(&str, &str)| ((*question).to_owned(), (*answer).to_owned());
        Self {
            answers: answers.iter().map(owned).collect(),
            asked: Vec::new(),
            lines: Vec::new(),
        }
    }

    pub(super) fn text(&self) -> String {
        self.lines.join("\n")
    }

    /// Tells how many answers were never asked for.
    pub(super) fn left(&self) -> usize {
        self.answers.len()
    }
}

impl Prompter for Script {
    fn print(&mut self, line: &str) {
        assert!(!line.contains(is_hidden), "{line:?}");
        self.lines.push(line.to_owned());
    }

    fn read(&mut self, question: &str, start: &str, _: &str) -> Typed {
        assert!(!question.contains(is_hidden), "{question:?}");
        assert!(!start.contains(is_hidden), "{start:?}");
        self.asked.push(question.to_owned());
        let Some((expected, answer)) = self.answers.pop_front() else {
            return Typed::Quit;
        };
        self.lines.push(format!("{question} ({start}): {answer}"));
        assert!(
            question.starts_with(&expected),
            "asked `{question}` for `{expected}` after\n{}",
            self.text()
        );
        typed(&answer)
    }
}

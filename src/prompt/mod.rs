//! The linear face: the six steps as plain questions, one line each.
//!
//! Nothing is drawn again, nothing is told by colour, and every choice has a number, so it can be
//! read aloud, and works over a slow line and without a terminal. What is asked comes from the
//! forms of the session, what is answered goes through it; no rule of the domain is kept here.

mod entity;
mod field;
mod goal;
mod lines;
mod menu;
mod numbered;
mod problems;
mod prompter;
mod requirement;
mod review;
mod roster;
mod steps;
mod terminal;
mod typed;

#[cfg(test)]
mod tests;

use crate::draft::Edit;
use crate::plain::MAX_LISTED;
use crate::session::{Consequences, Session};

pub use lines::{Lines, MAX_LINE};
pub use prompter::{Answer, Ask, Leave, Line, Opt, Prompter};
pub use terminal::Terminal;
pub use typed::{Typed, as_line, typed};

/// What the linear face does with files, by the hand of its caller.
pub trait Files {
    /// Saves the draft; returns what was done, one sentence.
    ///
    /// # Errors
    /// Why it was not saved, and what would help.
    fn save(&mut self, session: &mut Session) -> Result<String, String>;

    /// Writes the compiled spec; returns what was done, one sentence.
    ///
    /// # Errors
    /// Why it was not written, and what would help.
    fn write_spec(&mut self, session: &mut Session) -> Result<String, String>;
}

/// How the questions came to an end. The session holds every answer either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The author said that it is finished.
    Finished,
    /// The author left, or the input ended.
    Left,
}

/// Leads an author through the six steps until the author is done.
pub fn run(session: &mut Session, prompter: &mut impl Prompter, files: &mut impl Files) -> Outcome {
    session.check_now();
    let mut walk = Walk {
        session,
        prompter,
        files,
    };
    match steps::walk(&mut walk) {
        Ok(()) => Outcome::Finished,
        Err(_) => Outcome::Left,
    }
}

/// Everything that a question can need.
struct Walk<'a> {
    session: &'a mut Session,
    prompter: &'a mut dyn Prompter,
    files: &'a mut dyn Files,
}

impl Walk<'_> {
    fn say(&mut self, text: &str) {
        self.prompter.say(text);
    }

    fn say_all(&mut self, sentences: &[String]) {
        for sentence in sentences {
            self.say(&sentence_of(sentence));
        }
    }

    /// Makes a change; tells whether it was made and otherwise why not.
    fn edit(&mut self, label: &str, edit: &Edit) -> bool {
        let before = self.session.consequences().clone();
        match self.session.edit(label, edit) {
            Ok(()) => {
                self.tell_broken(&before);
                true
            }
            Err(error) => {
                self.say(&format!("That will not do: {error}."));
                false
            }
        }
    }

    /// Tells what became invalid elsewhere since before a change.
    fn tell_broken(&mut self, before: &Consequences) {
        let now = self.session.consequences();
        if now.broken.is_empty() || now == before {
            return;
        }
        let mut broken: Vec<String> = now
            .broken
            .iter()
            .take(MAX_LISTED)
            .map(|broken| format!("became invalid: {}", broken.finding.message))
            .collect();
        if now.broken.len() > MAX_LISTED {
            broken.push(format!("and {} more", now.broken.len() - MAX_LISTED));
        }
        self.say_all(&broken);
    }

    fn undo(&mut self) {
        match self.session.undo() {
            Some(label) => self.say(&format!("Taken back: {label}.")),
            None => self.say("There is nothing to take back."),
        }
    }

    fn redo(&mut self) {
        match self.session.redo() {
            Some(label) => self.say(&format!("Made again: {label}.")),
            None => self.say("There is nothing to make again."),
        }
    }
}

/// Returns a text as a sentence: with a capital letter before and a stop behind.
fn sentence_of(text: &str) -> String {
    let mut letters = text.trim_end().chars();
    let mut sentence: String = match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => return String::new(),
    };
    if !sentence.ends_with(['.', '!', '?', ':', '…']) {
        sentence.push('.');
    }
    sentence
}

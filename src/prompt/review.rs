//! The last step: what is wrong, what comes out, and what is written.

use crate::plain::MAX_LISTED;
use crate::review::render::words;
use crate::session::{NextThing, Step};

use super::Walk;
use super::menu::{Common, Menu};
use super::prompter::{Answer, Leave};
use super::sentence_of;
use super::steps::Go;

#[derive(Clone)]
enum Do {
    Next(Box<NextThing>),
    Save,
    Spec,
    Steps,
    Finish,
    Common(Common),
}

impl Walk<'_> {
    /// Tells how the scenario stands and offers to write it.
    pub(super) fn review(&mut self) -> Answer<Go> {
        loop {
            let is_whole = self.tell_review();
            let mut menu = Menu::new();
            let next = self.session.next_thing();
            if let Some(next) = next.filter(|next| next.step != Step::Review) {
                self.say(&format!("Next: {}", sentence_of(&next.sentence)));
                menu.add(Do::Next(Box::new(next)), "do that");
            }
            menu.add(Do::Save, "save the draft");
            if is_whole {
                menu.add(Do::Spec, "write the spec");
            }
            menu.add(Do::Finish, "finish");
            menu.add_common(self, Do::Common);
            menu.add(Do::Steps, "another step");
            let answer = match menu.ask(self, "What now?")? {
                Do::Finish => return Ok(Go::Finish),
                Do::Steps => match self.choose_step() {
                    Ok(step) => return Ok(Go::To(step)),
                    Err(leave) => Err(leave),
                },
                Do::Next(next) => self.go_to(&next.slot),
                Do::Save => {
                    let done = self.files.save(self.session);
                    self.tell_done(done);
                    Ok(())
                }
                Do::Spec => {
                    let done = self.files.write_spec(self.session);
                    self.tell_done(done);
                    Ok(())
                }
                Do::Common(common) => self.run_common(common),
            };
            if answer == Err(Leave::Quit) {
                return Err(Leave::Quit);
            }
        }
    }

    fn tell_done(&mut self, done: Result<String, String>) {
        match done {
            Ok(done) => self.say(&sentence_of(&done)),
            Err(why) => self.say(&format!("Not written: {}", sentence_of(&why))),
        }
    }

    /// Tells what runs do otherwise than with the compiled spec beside the draft.
    fn tell_changes(&mut self) {
        let reviewed = match self.session.comparing(None).run() {
            Ok(reviewed) => reviewed,
            Err(why) => return self.say(&format!("Behaviour: no comparison. {why}")),
        };
        let comparison = &reviewed.comparison;
        let verdict = comparison.verdict();
        self.say(&format!(
            "Behaviour against {}: {}, {}.",
            comparison.old.label,
            verdict.name(),
            verdict.words()
        ));
        let changes = &comparison.behaviour.changes;
        for change in changes.iter().take(MAX_LISTED) {
            self.say(&format!(
                "- {} ({}): {}.",
                change.class.name(),
                words::strength_words(change.confidence),
                change.headline
            ));
        }
        if let Some(more) = changes
            .len()
            .checked_sub(MAX_LISTED)
            .filter(|more| *more > 0)
        {
            self.say(&format!("And {more} more; `gatewright diff` tells all."));
        }
    }

    /// Tells the counts and the hash; returns whether the scenario compiles.
    fn tell_review(&mut self) -> bool {
        let counts = self.session.counts();
        self.say(&format!(
            "Problems: errors {}, warnings {}, to do {}.",
            counts.errors, counts.warnings, counts.todos
        ));
        match self.session.compiled() {
            Ok(compiled) => {
                self.say(&format!(
                    "It compiles: {} bytes, SHA-256 {}.",
                    compiled.bytes.len(),
                    compiled.hash
                ));
                self.tell_changes();
                true
            }
            Err(error) => {
                self.say(&sentence_of(&error.to_string()));
                false
            }
        }
    }
}

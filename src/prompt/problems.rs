//! What is wrong, grouped by step and numbered, with cures by number.

use crate::diagnostic::Diagnostic;
use crate::draft::{Slot, entity_of};
use crate::session::Step;

use super::prompter::{Answer, Leave, Opt};
use super::{Walk, sentence_of};

impl Walk<'_> {
    /// Tells the problems until the author has seen enough.
    pub(super) fn problems(&mut self) -> Answer<()> {
        loop {
            let mut found: Vec<Diagnostic> = self.session.findings().cloned().collect();
            if found.is_empty() {
                self.say("There are no problems.");
                return Ok(());
            }
            found.sort_by_key(|one| Step::of_pointer(&one.primary.pointer));
            let mut options: Vec<Opt> = vec![Opt::new("done with the problems")];
            options.extend(found.iter().map(|one| self.row(one)));
            let counts = self.session.counts();
            let question = format!(
                "Problems: errors {}, warnings {}, to do {}. Which one?",
                counts.errors, counts.warnings, counts.todos
            );
            let at = match self.prompter.menu(&question, &options, Some(0)) {
                Err(Leave::Back) => return Ok(()),
                at => at?,
            };
            let Some(one) = at.checked_sub(1).and_then(|at| found.get(at)) else {
                return Ok(());
            };
            match self.problem(one) {
                Err(Leave::Back) => {}
                answer => answer?,
            }
        }
    }

    /// Offers the cures of what the last change broke elsewhere.
    pub(super) fn mend(&mut self) -> Answer<()> {
        let consequences = self.session.consequences().clone();
        let mut options: Vec<Opt> = Vec::new();
        let mut places: Vec<usize> = Vec::new();
        for (at, broken) in consequences.broken.iter().enumerate() {
            if let Some(repair) = &broken.repair {
                places.push(at);
                options.push(Opt {
                    label: broken.finding.message.clone(),
                    detail: format!("{}, because {}", repair.what, repair.why),
                    ..Opt::default()
                });
            }
        }
        let question = format!("Broken by: {}. Mend which one?", consequences.cause);
        let at = self.prompter.menu(&question, &options, None)?;
        if let Some(place) = places.get(at) {
            match self.session.repair(*place) {
                Ok(Some(what)) => self.say(&format!("Done: {what}. Undo takes it back.")),
                Ok(None) => self.say("There is nothing left to mend there."),
                Err(error) => self.say(&format!("That will not do: {error}.")),
            }
        }
        Ok(())
    }

    fn row(&self, one: &Diagnostic) -> Opt {
        let step = Step::of_pointer(&one.primary.pointer);
        Opt {
            label: format!("{}, {} {}", step.name(), one.level.name(), one.code),
            detail: format!("{} ({})", one.message, self.place(one)),
            ..Opt::default()
        }
    }

    fn place(&self, one: &Diagnostic) -> String {
        if one.primary.entity.is_empty() {
            entity_of(Some(self.session.draft()), &one.primary.pointer)
        } else {
            one.primary.entity.clone()
        }
    }

    /// Tells one problem and offers its cures.
    fn problem(&mut self, one: &Diagnostic) -> Answer<()> {
        self.say(&sentence_of(&one.message));
        self.say_all(&one.effects);
        self.say_all(&one.help);
        let mut options: Vec<Opt> = vec![Opt::new("go there")];
        for fix in &one.fixes {
            let changes = self.session.preview(fix);
            let lines: Vec<&str> = changes.iter().flat_map(|(_, text)| text.lines()).collect();
            options.push(Opt {
                label: format!("fix: {}", fix.title),
                detail: lines.join("  "),
                ..Opt::default()
            });
        }
        options.push(Opt::new("back to the list"));
        let at = self.prompter.menu("What now?", &options, Some(0))?;
        if at == 0 {
            let slot = Slot::of_pointer(self.session.draft(), &one.primary.pointer);
            return self.go_to(&slot);
        }
        if let Some(fix) = one.fixes.get(at - 1) {
            match self.session.apply_fix(fix) {
                Ok(()) => self.say(&format!("Done: {}. Undo takes it back.", fix.title)),
                Err(error) => self.say(&format!("That will not do: {error}.")),
            }
        }
        Ok(())
    }
}

//! Menus: what can be done next, each with a number.

use super::Walk;
use super::prompter::{Answer, Opt};

/// A menu whose entries say what they do.
pub(super) struct Menu<T> {
    entries: Vec<(T, Opt)>,
}

/// What every menu offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Common {
    /// Tell what is wrong.
    Problems,
    /// Cure what a change broke elsewhere.
    Mend,
    /// Take the last change back.
    Undo,
    /// Make it again.
    Redo,
}

impl<T: Clone> Menu<T> {
    pub(super) const fn new() -> Self {
        Self {
            entries: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, does: T, label: impl Into<String>) {
        self.entries.push((does, Opt::new(label)));
    }

    pub(super) fn add_told(&mut self, does: T, label: impl Into<String>, detail: &str) {
        let mut option = Opt::new(label);
        detail.clone_into(&mut option.detail);
        self.entries.push((does, option));
    }

    /// Adds what every menu offers, as far as there is something to it.
    pub(super) fn add_common(&mut self, walk: &Walk<'_>, common: impl Fn(Common) -> T) {
        if walk.session.findings().next().is_some() {
            self.add(common(Common::Problems), "show the problems");
        }
        let broken = &walk.session.consequences().broken;
        if broken.iter().any(|broken| broken.repair.is_some()) {
            self.add(common(Common::Mend), "mend what that broke");
        }
        if walk.session.can_undo() {
            self.add(common(Common::Undo), "undo");
        }
        if walk.session.can_redo() {
            self.add(common(Common::Redo), "redo");
        }
    }

    /// Asks what to do; Enter takes the first entry.
    pub(super) fn ask(&self, walk: &mut Walk<'_>, question: &str) -> Answer<T> {
        let options: Vec<Opt> = self.entries.iter().map(|(_, one)| one.clone()).collect();
        loop {
            let at = walk.prompter.menu(question, &options, Some(0))?;
            if let Some((does, _)) = self.entries.get(at) {
                return Ok(does.clone());
            }
        }
    }
}

impl Walk<'_> {
    /// Does what every menu offers.
    pub(super) fn run_common(&mut self, common: Common) -> Answer<()> {
        match common {
            Common::Problems => return self.problems(),
            Common::Mend => return self.mend(),
            Common::Undo => self.undo(),
            Common::Redo => self.redo(),
        }
        Ok(())
    }
}

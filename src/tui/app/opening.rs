//! Opening drafts and finding out what there is to begin with, beside the screen where it takes long.

use std::path::{Path, PathBuf};

use super::{App, Scan};
use crate::session::Session;
use crate::session::file::{OpenError, Opened};
use crate::tui::crew::Crew;
use crate::tui::keeping;
use crate::tui::overlay::start::{Lobby, Start};
use crate::tui::overlay::working::Working;
use crate::tui::work::{Outcome, Waker, Work};

/// Files beyond this are opened beside the screen, in bytes.
const LARGE: u64 = 256 * 1024;

fn size_of(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |found| found.len())
}

/// Tells whether a draft is so large that it is opened beside the screen.
#[must_use]
pub fn is_large(path: &Path) -> bool {
    size_of(path) > LARGE
}

impl App {
    /// Begins with the start screen; what there is to begin with is found out meanwhile.
    pub fn start(&mut self, scan: Scan) {
        self.scan = Some(scan);
        self.push(Start::new(Lobby::default()));
    }

    /// Takes over who works beside the screen.
    pub fn employ(&mut self, crew: Crew) {
        self.crew = crew;
    }

    /// Takes what wakes the loop; without it, longer work is done at once.
    pub fn connect(&mut self, waker: Option<Waker>) {
        self.waker = waker;
        if let Some(scan) = self.scan.take() {
            self.work = Some(Work::begin(&self.crew, self.waker.as_ref(), || {
                Outcome::Lobby(Box::new((scan.0)()))
            }));
            self.finish();
        }
    }

    /// Opens a draft; a large one beside the screen.
    pub(in crate::tui::app) fn open_file(&mut self, path: PathBuf) {
        let setting = self.settings.of(&path);
        let waker = self.waker.as_ref().filter(|_| is_large(&path));
        if waker.is_some() {
            let what = format!(
                "Opening {}, {} KiB. Esc gives it up.",
                path.display(),
                size_of(&path) / 1024
            );
            self.overlays.push(Box::new(Working::new(what)));
        }
        let waker = waker.cloned();
        let open = move || Outcome::Opened(Box::new(Session::open(&path, None, setting)));
        self.work = Some(Work::begin(&self.crew, waker.as_ref(), open));
        self.finish();
    }

    /// Begins the comparison that the screen asks for.
    pub(in crate::tui::app) fn compare(&mut self) {
        if let Some(comparing) = self.screens.get_mut(self.step).comparison(&self.session) {
            let work = Work::begin(&self.crew, self.waker.as_ref(), move || {
                Outcome::Compared(Box::new(comparing.run()))
            });
            self.comparing = Some((self.step, work));
            self.finish_comparison();
        }
    }

    fn finish_comparison(&mut self) {
        let found = self.comparing.as_ref();
        let Some((step, outcome)) = found.and_then(|(step, work)| Some((*step, work.outcome()?)))
        else {
            return;
        };
        self.comparing = None;
        let outcome = match outcome {
            Outcome::Compared(outcome) => *outcome,
            _ => Err("The comparison failed; this is a bug in gatewright.".to_owned()),
        };
        self.screens.get_mut(step).compared(outcome);
    }

    /// Tells whether proofs wait that nobody makes.
    pub(in crate::tui::app) fn may_prove(&self) -> bool {
        let failed = self.unproved == Some(self.session.revision());
        !self.session.is_proved() && self.proving.is_none() && !failed
    }

    /// Begins the proofs that wait.
    pub(in crate::tui::app) fn prove(&mut self) {
        if let Some(proving) = self.session.proving() {
            self.proving = Some(Work::begin(&self.crew, self.waker.as_ref(), move || {
                Outcome::Proved(Box::new(proving.run()))
            }));
            self.finish_proofs();
        }
    }

    fn finish_proofs(&mut self) {
        let Some(outcome) = self.proving.as_ref().and_then(Work::outcome) else {
            return;
        };
        self.proving = None;
        if let Outcome::Proved(proved) = outcome {
            self.session.proved(*proved);
        } else {
            self.unproved = Some(self.session.revision());
            self.refuse("the proofs failed; this is a bug in gatewright, your draft is as it was");
        }
    }

    /// Takes up what longer work gave, once it is done.
    pub(in crate::tui::app) fn finish(&mut self) {
        self.finish_comparison();
        self.finish_proofs();
        let Some(outcome) = self.work.as_ref().and_then(Work::outcome) else {
            return;
        };
        self.work = None;
        self.overlays.retain(|layer| !layer.stands_in());
        match outcome {
            Outcome::Opened(opened) => match *opened {
                Ok(opened) => self.opened(opened),
                Err(error) => self.refuse(error.to_string()),
            },
            Outcome::Lobby(lobby) => {
                if let Some(start) = self.overlays.first_mut().filter(|layer| layer.covers()) {
                    *start = Box::new(Start::new(*lobby));
                }
            }
            Outcome::Compared(_) | Outcome::Proved(_) | Outcome::Failed => {
                self.refuse("that failed; this is a bug in gatewright, your draft is as it was");
            }
        }
    }

    /// Goes on with a draft that was opened, and offers its unsaved changes.
    pub fn opened(&mut self, opened: Opened) {
        if let Some(path) = opened.session.path() {
            self.settings.remember(path);
        }
        keeping::opened(self, opened.session, opened.recovery);
        self.settle();
    }

    pub(in crate::tui::app) fn begun(&mut self, session: Result<Session, OpenError>) {
        match session {
            Ok(session) => self.opened(Opened {
                session,
                recovery: None,
            }),
            Err(error) => self.refuse(error.to_string()),
        }
    }
}

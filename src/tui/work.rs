//! Longer work beside the screen: it can be waited for and be given up, and cannot take the
//! screen down with it.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};

use super::crew::Crew;
use super::overlay::start::Lobby;
use crate::session::file::{OpenError, Opened};
use crate::session::{Proved, Reviewed};

/// Wakes the loop when work is done.
#[derive(Clone)]
pub struct Waker(Arc<dyn Fn() + Send + Sync>);

impl Waker {
    /// Returns a waker that does this.
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        Self(Arc::new(wake))
    }
}

impl fmt::Debug for Waker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Waker")
    }
}

/// What work gives.
#[derive(Debug)]
pub(super) enum Outcome {
    /// A draft.
    Opened(Box<Result<Opened, OpenError>>),
    /// What there is to begin with.
    Lobby(Box<Lobby>),
    /// What the draft does otherwise than a former version, or why that is not known.
    Compared(Box<Result<Reviewed, String>>),
    /// What was proved of the draft.
    Proved(Box<Proved>),
    /// It failed, by a bug.
    Failed,
}

/// Work that is being done. Dropping it gives it up; what it still makes is dropped too.
#[derive(Debug)]
pub(super) struct Work(Receiver<Outcome>);

impl Work {
    /// Begins work beside the screen; with nobody to wake, it is done at once.
    pub(super) fn begin(
        crew: &Crew,
        waker: Option<&Waker>,
        work: impl FnOnce() -> Outcome + Send + 'static,
    ) -> Self {
        let (sender, receiver) = sync_channel(1);
        let Some(waker) = waker.cloned() else {
            // The channel has room for the one outcome.
            let _ = sender.send(work());
            return Self(receiver);
        };
        crew.begin(move || {
            let outcome = catch_unwind(AssertUnwindSafe(work)).unwrap_or(Outcome::Failed);
            // Given up meanwhile: then nobody listens.
            let _ = sender.send(outcome);
            (waker.0)();
        });
        Self(receiver)
    }

    /// Returns what came out, once it did.
    pub(super) fn outcome(&self) -> Option<Outcome> {
        match self.0.try_recv() {
            Ok(outcome) => Some(outcome),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Outcome::Failed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[test]
    fn work_wakes_whoever_waits_also_when_it_fails() {
        let (sender, woken) = channel();
        let waker = Waker::new(move || {
            let _ = sender.send(());
        });
        let crew = Crew::default();
        let work = Work::begin(&crew, Some(&waker), || Outcome::Lobby(Box::default()));
        woken.recv().unwrap();
        assert!(matches!(work.outcome(), Some(Outcome::Lobby(_))));
        let work = Work::begin(&crew, Some(&waker), || panic!("on purpose"));
        woken.recv().unwrap();
        assert!(matches!(work.outcome(), Some(Outcome::Failed)));
    }

    #[test]
    fn without_anybody_to_wake_it_is_done_at_once() {
        let work = Work::begin(&Crew::default(), None, || Outcome::Failed);
        assert!(matches!(work.outcome(), Some(Outcome::Failed)));
    }
}

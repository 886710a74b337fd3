//! Threads that work beside the screen, one after the other as long as one is free.
//!
//! The system's allocator keeps a part of the memory for each thread and gives little of it back.
//! A thread that goes on with the next job fills what the last one left: proofs of a large draft
//! lie where its text was taken apart, and not in as much memory again.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::sync::mpsc::{SendError, Sender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use crate::session::BESIDE;

type Job = Box<dyn FnOnce() + Send>;

/// A job, and by what the thread that does it is found again.
struct Task {
    job: Job,
    hand: Hand,
}

/// A thread that waits for its next job; it ends when nobody can give it one any more.
#[derive(Debug, Clone)]
struct Hand(Sender<Task>);

/// Threads that work beside the screen.
#[derive(Debug, Clone, Default)]
pub struct Crew(Arc<Mutex<Vec<Hand>>>);

impl Crew {
    /// Has a job done on a thread that is free, on a new one where none is.
    pub(super) fn begin(&self, job: impl FnOnce() + Send + 'static) {
        let free = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let hand = free.clone();
        let mut job: Job = Box::new(job);
        if let (Some(Hand(free)), Some(hand)) = (free, hand) {
            match free.send(Task { job, hand }) {
                Ok(()) => return,
                Err(SendError(task)) => job = task.job,
            }
        }
        self.hire(job);
    }

    fn hire(&self, job: Job) {
        let (sender, tasks) = channel();
        let first = Task {
            job,
            hand: Hand(sender),
        };
        let free = Arc::downgrade(&self.0);
        let spawned = std::thread::Builder::new()
            .name(format!("{BESIDE}work"))
            .spawn(move || {
                let mut next = Some(first);
                while let Some(Task { job, hand }) = next {
                    job();
                    let Some(free) = free.upgrade() else { break };
                    free.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(hand);
                    drop(free);
                    next = tasks.recv().ok();
                }
            });
        // A job that could not be begun has dropped what it would answer with.
        drop(spawned);
    }

    /// Has a job done and waits for what it gives; a panic of it goes on here.
    pub fn wait<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let (sender, done) = sync_channel(1);
        self.begin(move || {
            // The channel has room for the one outcome.
            let _ = sender.send(catch_unwind(AssertUnwindSafe(job)));
        });
        done.recv()
            .ok()
            .map(|done| done.unwrap_or_else(|panic| go_on(panic)))
    }
}

#[expect(
    clippy::panic,
    reason = "it is the panic of another thread, which is told here"
)]
fn go_on(panic: Box<dyn Any + Send>) -> ! {
    panic_any(panic)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread::current;

    #[test]
    fn a_thread_that_is_free_takes_the_next_job_and_no_job_waits_for_another() {
        let crew = Crew::default();
        let first = crew.wait(|| current().id()).unwrap();
        // It is free a moment after its answer.
        while crew.0.lock().unwrap().is_empty() {
            std::thread::yield_now();
        }
        let (go, goes) = sync_channel::<()>(1);
        let (begun, begins) = sync_channel(1);
        crew.begin(move || {
            begun.send(current().id()).unwrap();
            let _ = goes.recv();
        });
        assert_eq!(begins.recv().unwrap(), first);
        let second = crew.wait(|| current().id()).unwrap();
        assert_ne!(second, first);
        go.send(()).unwrap();
    }

    #[test]
    fn a_panic_goes_on_where_it_is_waited_for_and_the_crew_stays() {
        let crew = Crew::default();
        let waiting = crew.clone();
        let failed = catch_unwind(move || waiting.wait(|| panic!("on purpose")));
        assert!(failed.is_err());
        assert_eq!(crew.wait(|| 7), Some(7));
    }
}

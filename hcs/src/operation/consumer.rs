//! Who gets the outcome of an operation.

use std::task::Waker;

use super::Outcome;
use crate::callback::boundary;
use crate::callback::panic::shielded;

/// Who gets the outcome.
pub(crate) enum Consumer {
    /// A [`Pending`](super::Pending), which looks when it is woken.
    Future(Wakes),
    /// A closure, which is run where the outcome is made.
    Closure(Closure),
    /// Nobody: the future was dropped.
    Nobody,
}

/// A user's closure, whose destructor may panic: it goes no further when it is dropped unrun. The compiler drops no value
/// that a function is about to return when something panics that is dropped after it.
pub(crate) struct Closure(Option<Box<dyn FnOnce(Outcome) + Send>>);

impl Closure {
    pub(super) fn new(closure: impl FnOnce(Outcome) + Send + 'static) -> Self {
        Self(Some(Box::new(closure)))
    }

    pub(super) fn run(mut self, outcome: Outcome) {
        if let Some(closure) = self.0.take() {
            closure(outcome);
        }
    }
}

impl Drop for Closure {
    #[inline]
    fn drop(&mut self) {
        if let Some(closure) = self.0.take() {
            discard(closure);
        }
    }
}

/// Drops what a user has given, whose destructor may panic.
#[cold]
fn discard<T>(users: T) {
    shielded(move || drop(users));
}

/// The waker of a user's task, if it has come already. Its destructor is user code as a closure's is.
#[derive(Default)]
pub(crate) struct Wakes(Option<Waker>);

impl Wakes {
    pub(crate) fn new(waker: Waker) -> Self {
        Self(Some(waker))
    }

    pub(crate) fn get(&self) -> Option<&Waker> {
        self.0.as_ref()
    }

    /// Wakes the task. It is woken once, as it looks then.
    #[inline]
    pub(crate) fn wake(mut self) {
        if let Some(waker) = self.0.take() {
            boundary(|| waker.wake());
        }
    }
}

impl Drop for Wakes {
    #[inline]
    fn drop(&mut self) {
        if let Some(waker) = self.0.take() {
            discard(waker);
        }
    }
}

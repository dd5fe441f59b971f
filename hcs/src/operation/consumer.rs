//! Who gets the outcome of an operation.

use super::Outcome;
use crate::callback::panic::shielded;

/// Who gets the outcome.
pub(crate) enum Consumer {
    /// A [`Pending`](super::Pending), which looks when it is woken.
    Future,
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
    fn drop(&mut self) {
        if let Some(closure) = self.0.take() {
            shielded(move || drop(closure));
        }
    }
}

//! What the threads of a command have to tell the one that waits.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// A queue that wakes whoever waits for it. Clones are the same queue.
pub(crate) struct Mailbox<T>(Arc<Mutex<Inside<T>>>);

struct Inside<T> {
    messages: VecDeque<T>,
    waker: Option<Waker>,
}

impl<T> Mailbox<T> {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(Inside {
            messages: VecDeque::new(),
            waker: None,
        })))
    }

    fn lock(&self) -> MutexGuard<'_, Inside<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn send(&self, message: T) {
        let mut inside = self.lock();
        inside.messages.push_back(message);
        let waker = inside.waker.take();
        drop(inside);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    pub(crate) fn poll_next(&self, context: &mut Context<'_>) -> Poll<T> {
        let mut inside = self.lock();
        match inside.messages.pop_front() {
            Some(message) => Poll::Ready(message),
            None => {
                inside.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl<T> Clone for Mailbox<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

//! Events delivered to a queue.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_core::Stream;

use super::subscriber::Next;
use super::{Event, Subscriber};
use crate::callback::in_callback;
use crate::error::{Error, Result};
use crate::handle::Shared;
use crate::sync::Arc;

/// A system's events, in the order in which they arrived.
///
/// Or a process's, or the progress of an operation
/// ([`Call::submit_with_progress`](crate::Call::submit_with_progress)).
///
/// The queue drops nothing and is bounded by memory only. It ends when the handle is closed, or the operation is
/// complete: the stream does not keep the handle open. Receive with [`next`](Self::next) in async code, as a
/// [`Stream`] with the combinators of your executor, or with the blocking [`recv`](Self::recv).
#[must_use = "events are received as long as this lives"]
pub struct EventStream {
    /// Whose events they are; none for those of an operation.
    handle: Option<Arc<Shared>>,
    subscriber: Arc<Subscriber>,
}

impl EventStream {
    pub(crate) fn new(handle: Arc<Shared>, subscriber: Arc<Subscriber>) -> Self {
        let handle = Some(handle);
        Self { handle, subscriber }
    }

    /// The progress of an operation.
    pub(crate) fn of_operation(subscriber: Arc<Subscriber>) -> Self {
        let handle = None;
        Self { handle, subscriber }
    }

    /// The next event; none when the system's handle is closed.
    ///
    /// Can be dropped at any time: no event is lost by that.
    pub async fn next(&mut self) -> Option<Event> {
        poll_fn(|context| self.poll_event(context)).await
    }

    /// The next event if it has arrived already.
    pub fn try_recv(&mut self) -> Option<Event> {
        match self.subscriber.next(None) {
            Next::Event(event) => Some(event),
            Next::Nothing | Next::End => None,
        }
    }

    /// Waits for the next event; none when the system's handle is closed.
    ///
    /// # Errors
    /// [`Error::is_in_callback`] inside a callback of the Host Compute System.
    pub fn recv(&mut self) -> Result<Option<Event>> {
        Ok(match self.wait("EventStream::recv", None)? {
            Next::Event(event) => Some(event),
            Next::Nothing | Next::End => None,
        })
    }

    /// Waits for the next event for `limit` at most; none when the system's handle is closed.
    ///
    /// # Errors
    /// [`Error::is_timeout`] when no event has come, [`Error::is_in_callback`] inside a callback of
    /// the Host Compute System.
    pub fn recv_timeout(&mut self, limit: Duration) -> Result<Option<Event>> {
        const NAME: &str = "EventStream::recv_timeout";
        // A limit beyond the clock's range is none.
        let deadline = Instant::now().checked_add(limit);
        match self.wait(NAME, deadline)? {
            Next::Event(event) => Ok(Some(event)),
            Next::End => Ok(None),
            Next::Nothing => Err(Error::timed_out(NAME)),
        }
    }

    fn wait(&mut self, name: &'static str, deadline: Option<Instant>) -> Result<Next> {
        if in_callback() {
            return Err(Error::in_callback(name));
        }
        Ok(self.subscriber.wait(deadline))
    }

    /// Whether the registration has changed since this was asked, so that an event may have been missed. To be asked after
    /// a poll: it wakes, too.
    pub(crate) fn take_missed(&self) -> bool {
        self.subscriber.take_missed()
    }

    pub(crate) fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Event>> {
        match self.subscriber.next(Some(context.waker())) {
            Next::Event(event) => Poll::Ready(Some(event)),
            Next::End => Poll::Ready(None),
            Next::Nothing => Poll::Pending,
        }
    }
}

impl Stream for EventStream {
    type Item = Event;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event>> {
        self.poll_event(context)
    }
}

impl Drop for EventStream {
    fn drop(&mut self) {
        self.subscriber.stop();
        if let Some(handle) = &self.handle {
            handle.remove_subscriber(&self.subscriber);
        }
    }
}

impl fmt::Debug for EventStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream")
            .field("options", &self.subscriber.options())
            .finish_non_exhaustive()
    }
}

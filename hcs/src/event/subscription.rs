//! Events delivered to a handler.

use std::fmt;

use super::Subscriber;
use crate::callback::in_callback;
use crate::error::{Error, Result};
use crate::handle::Shared;
use crate::sync::Arc;

/// A handler that receives a system's events as long as this lives.
///
/// After it was dropped no handler starts any more; one that runs on another thread goes on.
/// [`unsubscribe`](Self::unsubscribe) also waits for that one. It does not keep the system's handle
/// open: when the last [`ComputeSystem`](crate::ComputeSystem) of the handle is gone, no more events come.
#[must_use = "the handler is unsubscribed when this is dropped"]
pub struct Subscription {
    handle: Arc<Shared>,
    subscriber: Arc<Subscriber>,
}

impl Subscription {
    pub(crate) fn new(handle: Arc<Shared>, subscriber: Arc<Subscriber>) -> Self {
        Self { handle, subscriber }
    }

    /// Takes the handler off, and waits for its running calls: when this returns, the handler does
    /// nothing any more.
    ///
    /// # Errors
    /// [`Error::is_in_callback`] inside a handler or another callback of the Host Compute System, where the
    /// wait could be for the caller itself. The handler is taken off all the same.
    ///
    /// # Panics
    /// When a call of the handler has panicked, its panic goes on here.
    pub fn unsubscribe(self) -> Result<()> {
        self.subscriber.stop();
        if in_callback() {
            return Err(Error::in_callback("Subscription::unsubscribe"));
        }
        if let Some(payload) = self.subscriber.join() {
            std::panic::resume_unwind(payload);
        }
        Ok(())
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.subscriber.stop();
        self.handle.remove_subscriber(&self.subscriber);
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription")
            .field("options", &self.subscriber.options())
            .finish_non_exhaustive()
    }
}

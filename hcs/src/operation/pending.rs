//! Models 2 and 3: a call that completes by itself.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{Call, Cancellation, Consumer, Operation, Outcome, Wakes};
use crate::callback::in_callback;
use crate::document::Document;
use crate::error::{Error, Result};
use crate::sync::Arc;

/// A call that was started and completes by itself: await it, wait for it, or drop it.
///
/// Dropping it cancels nothing: the operation goes on, and its result is discarded when it comes.
///
/// It is a [`Future`] that any executor can poll, from any thread. The result is fetched when the operation is complete, with
/// [`HcsGetOperationResult`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetoperationresult).
#[doc(alias = "HcsGetOperationResult")]
#[must_use = "dropping this discards the call's result"]
pub struct Pending<T> {
    operation: Arc<Operation>,
    finish: fn(Outcome) -> Result<T>,
    /// The outcome was taken: this is of no use any more.
    taken: bool,
}

impl<T> Pending<T> {
    pub(super) fn new(operation: Arc<Operation>, finish: fn(Outcome) -> Result<T>) -> Self {
        Self {
            operation,
            finish,
            taken: false,
        }
    }

    /// Blocks this thread until the operation is complete.
    ///
    /// # Errors
    /// What the operation failed with; [`Error::is_in_callback`] inside a callback of the Host Compute
    /// System, where the wait could be for the caller itself. The operation goes on then, without anybody
    /// to receive its result.
    pub fn wait(mut self) -> Result<T> {
        match self.wait_until(None)? {
            Some(outcome) => (self.finish)(outcome),
            None => Err(Error::timed_out(self.operation.name())),
        }
    }

    /// Blocks this thread until the operation is complete, for `limit` at most. When it is still not
    /// complete, gives this back.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    pub fn wait_timeout(mut self, limit: Duration) -> Result<Result<T, Self>> {
        // A limit beyond the clock's range is none.
        match self.wait_until(Instant::now().checked_add(limit))? {
            Some(outcome) => (self.finish)(outcome).map(Ok),
            None => Ok(Err(self)),
        }
    }

    /// Asks Windows to cancel the operation:
    /// [`HcsCancelOperation`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcscanceloperation).
    ///
    /// Microsoft's page says that it isn't implemented; newer builds may cancel. Either way the result still comes.
    ///
    /// ```
    /// use hcs::Cancellation;
    ///
    /// # let mock = hcs_testkit::MockHost::builder().schedule(hcs_testkit::Schedule::Stepped).build();
    /// # let host = mock.host();
    /// let pending = host.enumerate().submit()?;
    /// match pending.cancel()? {
    ///     Cancellation::NotSupported => println!("this host cancels nothing"),
    ///     Cancellation::Requested => println!("on its way"),
    ///     _ => println!("too late"),
    /// }
    /// # mock.run_until_idle();
    /// let outcome = pending.wait();
    /// # outcome?;
    /// # Ok::<(), hcs::Error>(())
    /// ```
    ///
    /// # Errors
    /// What Windows answers to the request; [`Cancellation`] has the answers that are none.
    #[doc(alias = "HcsCancelOperation")]
    pub fn cancel(&self) -> Result<Cancellation> {
        self.operation.cancel()
    }

    /// Asks for properties of the operation itself: `HcsGetOperationProperties`, Windows build 26100 and later.
    /// [`Value::Null`] when the operation is complete.
    ///
    /// # Errors
    /// [`Error::is_unsupported`] on older builds, [`Error::is_invalid_json`] for a query that is no document, and what
    /// Windows answers.
    #[doc(alias = "HcsGetOperationProperties")]
    pub fn properties(&self) -> Result<Value> {
        self.operation.properties(None)
    }

    /// [`properties`](Self::properties), with options that say which.
    ///
    /// # Errors
    /// As [`properties`](Self::properties).
    #[doc(alias = "HcsGetOperationProperties")]
    pub fn properties_with(&self, options: impl Into<Document>) -> Result<Value> {
        self.operation.properties(Some(options.into()))
    }

    fn wait_until(&mut self, deadline: Option<Instant>) -> Result<Option<Outcome>> {
        if in_callback() {
            return Err(Error::in_callback(self.operation.name()));
        }
        if self.taken {
            return Err(Error::already_taken(self.operation.name()));
        }
        let outcome = self.operation.wait(deadline);
        self.taken = outcome.is_some();
        Ok(outcome)
    }
}

impl<T> Future for Pending<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        if self.taken {
            return Poll::Ready(Err(Error::already_taken(self.operation.name())));
        }
        match self.operation.poll(context) {
            Poll::Ready(outcome) => {
                self.taken = true;
                Poll::Ready((self.finish)(outcome))
            }
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<T> Drop for Pending<T> {
    fn drop(&mut self) {
        if !self.taken {
            self.operation.abandon();
        }
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pending")
            .field(&self.operation.name())
            .finish()
    }
}

/// The future of a [`Call`]: starts the call when it is first polled.
#[must_use = "futures do nothing unless polled"]
pub struct CallFuture<T>(Stage<T>);

enum Stage<T> {
    Call(Call<T>),
    Pending(Pending<T>),
    Failed(&'static str),
}

impl<T> CallFuture<T> {
    pub(super) fn new(call: Call<T>) -> Self {
        Self(Stage::Call(call))
    }
}

impl<T> Future for CallFuture<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        if let Stage::Call(call) = &mut self.0 {
            match call.submit_for(context.waker()) {
                Ok((pending, waits)) => {
                    self.0 = Stage::Pending(pending);
                    if waits {
                        return Poll::Pending;
                    }
                }
                Err(error) => {
                    self.0 = Stage::Failed(call.name());
                    return Poll::Ready(Err(error));
                }
            }
        }
        match &mut self.0 {
            Stage::Pending(pending) => Pin::new(pending).poll(context),
            Stage::Call(call) => Poll::Ready(Err(Error::already_taken(call.name()))),
            Stage::Failed(name) => Poll::Ready(Err(Error::already_taken(name))),
        }
    }
}

impl<T> fmt::Debug for CallFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Stage::Call(call) => call.fmt(f),
            Stage::Pending(pending) => pending.fmt(f),
            Stage::Failed(name) => f.debug_tuple("Failed").field(name).finish(),
        }
    }
}

impl Operation {
    /// The future's look at it.
    #[inline]
    fn poll(&self, task: &mut Context<'_>) -> Poll<Outcome> {
        let mut state = self.state.lock();
        match state.take_outcome() {
            Some(outcome) => {
                // A waker is left when the outcome came before the starting call had returned.
                let left = match &mut state.consumer {
                    Consumer::Future(wakes) => std::mem::take(wakes),
                    Consumer::Closure(_) | Consumer::Nobody => Wakes::default(),
                };
                drop(state);
                drop(left);
                Poll::Ready(outcome)
            }
            None => {
                drop(state);
                self.poll_again(task)
            }
        }
    }

    /// The same for one that was not there just now.
    #[inline(never)]
    fn poll_again(&self, task: &mut Context<'_>) -> Poll<Outcome> {
        // The user's waker is cloned and dropped outside the lock, and the state looked at again.
        let mut fresh = Wakes::default();
        loop {
            let mut state = self.state.lock();
            let outcome = state.take_outcome();
            let Consumer::Future(wakes) = &mut state.consumer else {
                // Who polls is the future, which is dropped once.
                return Poll::Pending;
            };
            if outcome.is_none() {
                let old = wakes.get();
                if old.is_some_and(|old| old.will_wake(task.waker())) {
                    return Poll::Pending;
                }
                if fresh.get().is_none() {
                    drop(state);
                    fresh = Wakes::new(task.waker().clone());
                    continue;
                }
            }
            std::mem::swap(wakes, &mut fresh);
            drop(state);
            return outcome.map_or(Poll::Pending, Poll::Ready);
        }
    }

    /// Waits for the outcome, until `deadline` if there is one.
    fn wait(&self, deadline: Option<Instant>) -> Option<Outcome> {
        let mut state = self.state.lock();
        loop {
            if let Some(outcome) = state.take_outcome() {
                return Some(outcome);
            }
            let left = deadline.map(|at| at.saturating_duration_since(Instant::now()));
            if left.is_some_and(|left| left.is_zero()) {
                return None;
            }
            state.sleepers += 1;
            state = match left {
                Some(left) => self.ready.wait_timeout(state, left),
                None => self.ready.wait(state),
            };
            state.sleepers -= 1;
        }
    }

    /// The future is dropped: the operation goes on, its outcome is for nobody.
    fn abandon(&self) {
        let mut state = self.state.lock();
        let consumer = std::mem::replace(&mut state.consumer, Consumer::Nobody);
        let outcome = state.take_outcome();
        drop(state);
        drop(consumer);
        outcome.into_iter().for_each(Outcome::discard);
    }
}

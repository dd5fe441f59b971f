#![allow(unsafe_code)] // Waits for the raw operation of model 1, and closes it.
//! Model 1: the explicit wait.

use std::fmt;
use std::time::{Duration, Instant};

use hcs_sys::{HCS_E_OPERATION_PENDING, HCS_E_OPERATION_TIMEOUT, HCS_OPERATION, HCS_SYSTEM};

use super::{Created, Function, Outcome, Request, Target, create_raw, fetch, interpret};
use crate::Core;
use crate::callback::in_callback;
use crate::error::{Error, Result};
use crate::handle::Handle;
use crate::text::Returned;

/// A wait without end, as Windows has it.
const INFINITE: u32 = u32::MAX;

/// A call whose wait ran out. The operation goes on: [wait](Self::wait) again, or drop this, and its
/// result is discarded when it comes (O7).
///
/// It is no future: Windows takes no callback for an operation that is pending (O9). Use
/// [`Call::submit`](crate::Call::submit) for a call that may be awaited later.
///
/// ```
/// use std::time::Duration;
/// # let mock = hcs_testkit::MockHost::new();
/// # let host = mock.host();
/// # let system = host.create("Test", r#"{"VirtualMachine":{}}"#).wait()?;
/// let outcome = match system.start().wait_timeout(Duration::from_secs(30))? {
///     Ok(()) => Ok(()),
///     Err(late) => {
///         eprintln!("{late}; waiting for as long as it takes");
///         late.wait()
///     }
/// };
/// # outcome?;
/// # Ok::<(), hcs::Error>(())
/// ```
#[must_use = "the operation goes on; dropping this discards its result"]
pub struct TimedOut<T> {
    waiting: Waiting,
    finish: fn(Outcome) -> Result<T>,
}

impl<T> TimedOut<T> {
    pub(super) fn new(waiting: Waiting, finish: fn(Outcome) -> Result<T>) -> Self {
        Self { waiting, finish }
    }

    /// Waits until the operation is complete.
    ///
    /// # Errors
    /// What the operation failed with; [`Error::is_in_callback`] inside a callback of the Host Compute System.
    pub fn wait(self) -> Result<T> {
        match self.waiting.wait(None)? {
            Ok(outcome) => (self.finish)(outcome),
            Err(waiting) => Err(Error::timed_out(waiting.function.name())),
        }
    }

    /// Waits for `limit` at most, and gives this back when the operation is still not complete.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    pub fn wait_timeout(self, limit: Duration) -> Result<Result<T, Self>> {
        match self.waiting.wait(Some(limit))? {
            Ok(outcome) => (self.finish)(outcome).map(Ok),
            Err(waiting) => Ok(Err(Self::new(waiting, self.finish))),
        }
    }
}

impl<T> fmt::Debug for TimedOut<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TimedOut")
            .field(&self.waiting.function.name())
            .finish()
    }
}

impl<T> fmt::Display for TimedOut<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.waiting.function.name();
        write!(f, "{name} did not complete in the time given, and goes on")
    }
}

impl<T> std::error::Error for TimedOut<T> {}

/// Gives the operation up: its result is discarded when it comes.
impl<T> From<TimedOut<T>> for Error {
    fn from(late: TimedOut<T>) -> Self {
        Error::timed_out(late.waiting.function.name())
    }
}

/// A started operation without callback, and what lives as long as it does.
pub(super) struct Waiting {
    operation: RawOperation,
    function: Function,
    created: Option<Created>,
    /// Keeps the system's handle open while its operation is pending (S8).
    _target: Target,
}

/// An operation without callback, closed when dropped.
struct RawOperation {
    core: Core,
    raw: HCS_OPERATION,
}

// SAFETY: operation handles may be used from any thread; this one is used by its owner only.
unsafe impl Send for RawOperation {}
// SAFETY: through a shared reference it is only waited for, which any thread may do.
unsafe impl Sync for RawOperation {}

impl Drop for RawOperation {
    fn drop(&mut self) {
        // SAFETY: created by us, closed once; it has no callback, so it may be pending (O7).
        unsafe { (self.core.HcsCloseOperation)(self.raw) };
    }
}

impl Request {
    /// Starts the call and waits for it, for `limit` if there is one.
    pub(super) fn wait(mut self, limit: Option<Duration>) -> Result<Result<Outcome, Waiting>> {
        let name = self.name();
        if in_callback() {
            return Err(Error::in_callback(name));
        }
        let (operation, created, result) = self.run(limit)?;
        self.document = Vec::new();
        Ok(match result {
            Some(result) => Ok(Outcome::new(result, created)),
            None => Err(Waiting {
                operation,
                function: self.function,
                created,
                _target: self.target,
            }),
        })
    }

    /// Starts the call on a new operation and waits. No result: the limit is over.
    #[allow(clippy::type_complexity)] // Of one caller.
    fn run(
        &self,
        limit: Option<Duration>,
    ) -> Result<(
        RawOperation,
        Option<Created>,
        Option<Result<Option<String>>>,
    )> {
        let name = self.name();
        let handle = match &self.target {
            Target::System(handle) => Some(handle),
            Target::Service | Target::New { .. } => None,
        };
        // In flight until the wait is over: `close()` waits for it (S7).
        let _gate = handle.map(|handle| handle.enter(name)).transpose()?;
        let core = self.core;
        let raw = create_raw(core, None);
        if raw.is_null() {
            return Err(Error::no_operation(name));
        }
        let operation = RawOperation { core, raw };
        let target = handle.map_or(std::ptr::null_mut(), Handle::raw);
        let mut system: HCS_SYSTEM = std::ptr::null_mut();
        // SAFETY: the operation is new; the gate keeps the handle open.
        let code = unsafe { self.start(target, operation.raw, &mut system) };
        if code < 0 {
            let (_, document) = fetch(self.core, operation.raw);
            return Err(Error::code_of(name, code, document));
        }
        let created = match &self.target {
            Target::Service | Target::System(_) => None,
            Target::New { id, events } => {
                let handle = Handle::new(self.core, id.clone(), system);
                if let Some(events) = events {
                    handle.shared().add_subscriber(events);
                    if let Err(error) = handle.ensure_registered(events.options()) {
                        super::submit::terminate_failed(&handle);
                        return Err(error);
                    }
                }
                let events = events.clone();
                Some(Created { handle, events })
            }
        };
        let result = operation.wait(name, limit);
        Ok((operation, created, result))
    }
}

impl Waiting {
    /// Waits again; gives itself back when `limit` is over.
    fn wait(mut self, limit: Option<Duration>) -> Result<Result<Outcome, Self>> {
        let name = self.function.name();
        if in_callback() {
            return Err(Error::in_callback(name));
        }
        Ok(match self.operation.wait(name, limit) {
            Some(result) => Ok(Outcome::new(result, self.created.take())),
            None => Err(self),
        })
    }
}

impl RawOperation {
    /// Waits for the result; none when `limit` is over.
    fn wait(&self, name: &'static str, limit: Option<Duration>) -> Option<Result<Option<String>>> {
        // A limit beyond the clock's range is none.
        let deadline = limit.and_then(|limit| Instant::now().checked_add(limit));
        loop {
            let milliseconds = deadline.map_or(INFINITE, milliseconds_until);
            let mut document = Returned::new(self.core);
            let code = document.fill(|out| {
                // SAFETY: the operation is open, as `self` owns it; `out` is a valid out pointer.
                unsafe { (self.core.HcsWaitForOperationResult)(self.raw, milliseconds, out) }
            });
            match deadline {
                Some(deadline) if code == HCS_E_OPERATION_TIMEOUT => {
                    // The wait's code, or that of an operation which has failed with it?
                    let (code, document) = fetch(self.core, self.raw);
                    if code != HCS_E_OPERATION_PENDING {
                        return Some(interpret(name, code, document));
                    }
                    // The operation goes on (O3). The longest wait that Windows takes is 49 days.
                    if Instant::now() >= deadline || milliseconds < INFINITE - 1 {
                        return None;
                    }
                }
                _ => return Some(interpret(name, code, document.text())),
            }
        }
    }
}

/// The time left, rounded up, and less than [`INFINITE`].
fn milliseconds_until(deadline: Instant) -> u32 {
    let left = deadline.saturating_duration_since(Instant::now());
    let milliseconds = left.as_nanos().div_ceil(1_000_000);
    u32::try_from(milliseconds).map_or(INFINITE - 1, |limit| limit.min(INFINITE - 1))
}

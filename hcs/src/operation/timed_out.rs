#![allow(unsafe_code)] // Waits for the raw operation of model 1, and closes it.
//! Model 1: the explicit wait.

use std::fmt;
use std::time::{Duration, Instant};

use hcs_sys::{HCS_E_OPERATION_PENDING, HCS_E_OPERATION_TIMEOUT, HCS_OPERATION, HRESULT};
use serde_json::Value;

use super::cancel::{cancel, properties};
use super::make::create_raw;
use super::recover::{is_about_no_process, not_recovered, without_streams};
use super::{
    Answer, Cancellation, Created, Function, Outcome, Request, Target, fetch, fetch_answer,
    interpret, with_process,
};
use crate::Core;
use crate::callback::in_callback;
use crate::document::Document;
use crate::error::{Error, Result};
use crate::event::Subscriber;
use crate::handle::Handle;
use crate::sync::Arc;
use crate::text::Returned;
use crate::trace;

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
    waiting: Box<Waiting>,
    finish: fn(Outcome) -> Result<T>,
}

impl<T> TimedOut<T> {
    pub(super) fn new(waiting: Box<Waiting>, finish: fn(Outcome) -> Result<T>) -> Self {
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

impl<T> TimedOut<T> {
    /// Asks Windows to cancel the operation, as [`Pending::cancel`](crate::Pending::cancel) does.
    ///
    /// # Errors
    /// What Windows answers to the request; [`Cancellation`] has the answers that are none.
    #[doc(alias = "HcsCancelOperation")]
    pub fn cancel(&self) -> Result<Cancellation> {
        let operation = self.waiting.pending();
        // SAFETY: the operation is open, as `self` owns it.
        unsafe { cancel(operation.core, operation.raw) }
    }

    /// Asks for properties of the operation itself, as [`Pending::properties`](crate::Pending::properties) does.
    ///
    /// # Errors
    /// As there.
    #[doc(alias = "HcsGetOperationProperties")]
    pub fn properties(&self) -> Result<Value> {
        self.ask(None)
    }

    /// [`properties`](Self::properties), with options that say which.
    ///
    /// # Errors
    /// As [`properties`](Self::properties).
    #[doc(alias = "HcsGetOperationProperties")]
    pub fn properties_with(&self, options: impl Into<Document>) -> Result<Value> {
        self.ask(Some(options.into()))
    }

    fn ask(&self, options: Option<Document>) -> Result<Value> {
        let operation = self.waiting.pending();
        // SAFETY: the operation is open, as `self` owns it.
        unsafe { properties(operation.core, operation.raw, options) }
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
    recovery: Option<Recovery>,
    /// Who is told of the call.
    trace: trace::Call,
    /// Keeps what the operation uses while it is pending: the handle (S8), the resources. Nothing where its caller does.
    request: Option<Request>,
}

/// A process was created at once, and is asked itself for what the operation should have given (P3).
struct Recovery {
    /// What the operation said.
    first: Error,
    /// The question that is not answered yet.
    asked: Box<Waiting>,
}

/// An operation without callback, closed when dropped.
struct RawOperation {
    core: Core,
    raw: HCS_OPERATION,
}

// SAFETY: operation handles may be used from any thread; this one is used by its owner only.
unsafe impl Send for RawOperation {}
// SAFETY: through a shared reference it is waited for, cancelled and asked for its properties, which any thread may do at
// any time; it is closed by its owner, when there is no reference any more.
unsafe impl Sync for RawOperation {}

impl Drop for RawOperation {
    fn drop(&mut self) {
        // SAFETY: created by us, closed once; it has no callback, so it may be pending (O7).
        unsafe { (self.core.HcsCloseOperation)(self.raw) };
    }
}

impl Request {
    /// Starts the call and waits for it, for as long as it takes.
    pub(super) fn complete(&mut self) -> Result<Outcome> {
        self.begin_to_wait()?;
        if let Target::On(handle) = &self.target
            && !self.function.gives_process()
        {
            let answered = self.complete_on(handle);
            let (code, document) = answered.inspect_err(|error| self.trace.failed(error))?;
            let process = None;
            let answer = Answer { document, process };
            let result = interpret(self.core, self.function, code, answer);
            self.trace.finished(&result);
            return Ok(Outcome::of(result?, None));
        }
        let (waiting, result) = self.run(None)?;
        // Without a limit Windows gives no timeout.
        let late = |waiting: Box<Waiting>| Error::timed_out(waiting.function.name());
        waiting.conclude(result, None).map_err(late)
    }

    /// The usual call, on a handle: it gives a document at most, so that nothing has to be looked after.
    #[inline]
    fn complete_on(&self, handle: &Handle) -> Result<(HRESULT, Option<String>)> {
        let (core, function) = (self.core, self.function);
        // In flight until the wait is over: `close()` waits for it (S7).
        let gate = handle.enter(function.name())?;
        let operation = RawOperation::create(core, function)?;
        let mut made = std::ptr::null_mut();
        // SAFETY: the operation is new; the gate keeps the handle open.
        let started = unsafe { self.start(function, handle.raw(), operation.raw, &mut made, None) };
        if let Err(refusal) = started {
            return Err(refusal.error(core, fetch(core, operation.raw).1));
        }
        let answered = operation.wait_for_document(INFINITE);
        drop(gate);
        Ok(answered)
    }

    /// Starts the call and waits for it, for `limit` if there is one.
    pub(super) fn wait(mut self, limit: Option<Duration>) -> Result<Result<Outcome, Box<Waiting>>> {
        self.begin_to_wait()?;
        let until = deadline(limit);
        let (mut waiting, result) = self.run(limit)?;
        self.document = Vec::new();
        waiting.request = Some(self);
        Ok(waiting.conclude(result, until))
    }

    fn begin_to_wait(&mut self) -> Result<()> {
        if in_callback() {
            return Err(Error::in_callback(self.name()));
        }
        self.trace = trace::Call::begin(self);
        self.trace.waits();
        Ok(())
    }

    /// Starts the call on a new operation and waits. No result: the limit is over.
    fn run(&self, limit: Option<Duration>) -> Result<(Waiting, Option<Result<Answer>>)> {
        let started = self.start_and_wait(limit);
        started.inspect_err(|error| self.trace.failed(error))
    }

    fn start_and_wait(&self, limit: Option<Duration>) -> Result<(Waiting, Option<Result<Answer>>)> {
        let handle = self.target.handle();
        // In flight until the wait is over: `close()` waits for it (S7).
        let _gate = match handle {
            Some(handle) => Some(handle.enter(self.name())?),
            None => None,
        };
        let mut function = self.function;
        let mut operation = RawOperation::create(self.core, function)?;
        let created = match (&self.target, self.events()) {
            (Target::NewSystem(new), Some(events)) => {
                let (called, created) = self.make_with_events(&mut operation, new, events)?;
                // The one that was called is the one that an error names.
                function = called;
                Some(created)
            }
            _ => {
                let subject = handle.map_or(std::ptr::null_mut(), Handle::raw);
                let mut made = std::ptr::null_mut();
                // SAFETY: the operation is new; the gate keeps the handle open.
                let started =
                    unsafe { self.start(function, subject, operation.raw, &mut made, None) };
                if let Err(refusal) = started {
                    return Err(refusal.error(self.core, fetch(self.core, operation.raw).1));
                }
                self.created(made)
            }
        };
        let result = operation.wait(function, limit);
        let waiting = Waiting {
            operation,
            function,
            created,
            recovery: None,
            trace: self.trace.clone(),
            request: None,
        };
        Ok((waiting, result))
    }

    /// Starts a creation whose events are received from the start.
    fn make_with_events(
        &self,
        operation: &mut RawOperation,
        new: &Handle,
        events: &Arc<Subscriber>,
    ) -> Result<(Function, Created)> {
        let mut last = None;
        for way in self.ways_to_create() {
            let handle = new.another();
            match self.create_with_events(way, &handle, operation.raw, events) {
                Ok(created) => return Ok((way.function(), created)),
                Err(refusal) => {
                    // Fetched in any case: what one call has left is no other's (T5).
                    let document = fetch(self.core, operation.raw).1;
                    last = Some(refusal.error(self.core, document));
                    if !self.is_worth_another_way(way, refusal) {
                        break;
                    }
                    // Its resources are the refused call's (O16).
                    *operation = RawOperation::create(self.core, self.function)?;
                }
            }
        }
        Err(last.unwrap_or_else(|| Error::closed(self.name())))
    }
}

impl Waiting {
    /// Waits again; gives itself back when `limit` is over.
    fn wait(mut self, limit: Option<Duration>) -> Result<Result<Outcome, Box<Self>>> {
        if in_callback() {
            return Err(Error::in_callback(self.function.name()));
        }
        let until = deadline(limit);
        if let Some(Recovery { first, asked }) = self.recovery.take() {
            let function = asked.function;
            let answer = asked.wait(limit);
            return Ok(self.recover(first, function, answer, until));
        }
        let result = self.operation.wait(self.function, limit);
        Ok(self.conclude(result, until))
    }

    /// Makes the outcome of a result; gives itself back when there is none.
    fn conclude(
        mut self,
        result: Option<Result<Answer>>,
        until: Option<Instant>,
    ) -> Result<Outcome, Box<Self>> {
        let Some(result) = result else {
            self.trace.waited_in_vain();
            return Err(Box::new(self));
        };
        match (result, &self.created) {
            (Err(first), Some(created)) if is_about_no_process(self.function, &first) => {
                let function = Function::GetProcessInfo;
                let answer = ask(&created.handle, function, until);
                self.recover(first, function, answer, until)
            }
            (result, _) => Ok(self.outcome(result)),
        }
    }

    /// Goes on with the `answer` of the new process to the question `function` (P3).
    fn recover(
        mut self,
        first: Error,
        mut function: Function,
        mut answer: Result<Result<Outcome, Box<Self>>>,
        until: Option<Instant>,
    ) -> Result<Outcome, Box<Self>> {
        loop {
            let result = match answer {
                Ok(Ok(outcome)) => outcome.result,
                Ok(Err(asked)) => {
                    self.trace.waited_in_vain();
                    self.recovery = Some(Recovery { first, asked });
                    return Err(Box::new(self));
                }
                Err(error) => Err(error),
            };
            match (&result, &self.created) {
                // It is over already, and its streams with it: what is left is its id.
                (Err(error), Some(created))
                    if error.is_already_stopped() && function == Function::GetProcessInfo =>
                {
                    function = Function::GetProcessProperties;
                    answer = ask(&created.handle, function, until);
                }
                _ => {
                    let result = match function {
                        Function::GetProcessProperties => result.and_then(without_streams),
                        _ => result,
                    };
                    let result = result.map_err(|second| not_recovered(first, second));
                    return Ok(self.outcome(result));
                }
            }
        }
    }

    fn outcome(&mut self, mut result: Result<Answer>) -> Outcome {
        if let Some(created) = &mut self.created {
            result = created.overrule(result);
        }
        self.trace.finished(&result);
        Outcome::new(result, self.created.take())
    }

    /// The operation whose result is waited for.
    fn pending(&self) -> &RawOperation {
        match &self.recovery {
            Some(recovery) => &recovery.asked.operation,
            None => &self.operation,
        }
    }
}

/// Asks a process, and waits for its answer until then.
fn ask(
    process: &Handle,
    function: Function,
    until: Option<Instant>,
) -> Result<Result<Outcome, Box<Waiting>>> {
    let target = Target::On(process.clone());
    let request = Request::new(process.core(), function, target, Vec::new());
    request.wait(until.map(|until| until.saturating_duration_since(Instant::now())))
}

/// When this limit is over. One beyond the clock's range is none.
fn deadline(limit: Option<Duration>) -> Option<Instant> {
    limit.and_then(|limit| Instant::now().checked_add(limit))
}

impl RawOperation {
    /// An operation for a call of `function`.
    #[inline]
    fn create(core: Core, function: Function) -> Result<Self> {
        let raw = create_raw(core, None);
        if raw.is_null() {
            return Err(Error::no_operation(function.name(), "HcsCreateOperation"));
        }
        Ok(Self { core, raw })
    }

    /// Waits for the result; none when `limit` is over.
    fn wait(&self, function: Function, limit: Option<Duration>) -> Option<Result<Answer>> {
        let Some(deadline) = deadline(limit) else {
            let (code, answer) = self.wait_once(function, INFINITE);
            return Some(interpret(self.core, function, code, answer));
        };
        loop {
            let milliseconds = milliseconds_until(deadline);
            let (mut code, mut answer) = self.wait_once(function, milliseconds);
            if code == HCS_E_OPERATION_TIMEOUT {
                // The wait's code, or that of an operation which has failed with it?
                (code, answer) = fetch_answer(self.core, function, self.raw);
                if code == HCS_E_OPERATION_PENDING {
                    // The operation goes on (O3). The longest wait that Windows takes is 49 days.
                    if Instant::now() >= deadline || milliseconds < INFINITE - 1 {
                        return None;
                    }
                    continue;
                }
            }
            return Some(interpret(self.core, function, code, answer));
        }
    }

    /// Waits for so long; what the wait answered.
    fn wait_once(&self, function: Function, milliseconds: u32) -> (HRESULT, Answer) {
        let core = self.core;
        if function.gives_process() {
            return with_process(core, |process, out| {
                // SAFETY: the operation is open, as `self` owns it; both are valid out pointers.
                unsafe {
                    (core.HcsWaitForOperationResultAndProcessInfo)(
                        self.raw,
                        milliseconds,
                        process,
                        out,
                    )
                }
            });
        }
        let (code, document) = self.wait_for_document(milliseconds);
        let process = None;
        (code, Answer { document, process })
    }

    /// The same for a function that gives a document at most.
    #[inline]
    fn wait_for_document(&self, milliseconds: u32) -> (HRESULT, Option<String>) {
        let mut document = Returned::new(self.core);
        let code = document.fill(|out| {
            // SAFETY: the operation is open, as `self` owns it; `out` is a valid out pointer.
            unsafe { (self.core.HcsWaitForOperationResult)(self.raw, milliseconds, out) }
        });
        (code, document.text())
    }
}

/// The time left, rounded up, and less than [`INFINITE`].
fn milliseconds_until(deadline: Instant) -> u32 {
    let left = deadline.saturating_duration_since(Instant::now());
    let milliseconds = left.as_nanos().div_ceil(1_000_000);
    u32::try_from(milliseconds).map_or(INFINITE - 1, |limit| limit.min(INFINITE - 1))
}

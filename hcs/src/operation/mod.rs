#![allow(unsafe_code)] // Creates, asks and closes the raw operations.
//! Operations: one call, three ways to complete it.
//!
//! [`Operation`] is the part that models 2 and 3 share: the state between the starting call, the
//! completion, and whoever waits for the result. Everything that can happen to it happens at any time, on any
//! thread, in any order:
//!
//! * the starting call returns, with success ([`Operation::started`]) or without ([`Operation::refused`]);
//! * the operation's callback runs ([`Operation::callback`], model 2), or an event names its handle
//!   ([`Operation::check`], model 3), or the service is found gone ([`Operation::lose`]);
//! * the future is polled, waited for, or dropped.
//!
//! Two decisions make that sound. The **claim** decides who fetches the result and closes the raw operation:
//! the one that sets `claimed`, under the lock, once. The **rendezvous** decides who hands the outcome over: the second
//! of "started" and "result is there".

mod call;
mod pending;
mod request;
mod submit;
mod timed_out;

use std::ffi::c_void;
use std::task::{Context as TaskContext, Poll, Waker};
use std::time::Instant;

use hcs_sys::{HCS_E_OPERATION_NOT_STARTED, HCS_E_OPERATION_PENDING, HCS_OPERATION, HRESULT};

use crate::Core;
use crate::callback::panic::shielded;
use crate::callback::{CONTEXTS, Context, Token, boundary, operation_completed};
use crate::error::{Error, Result};
use crate::event::Subscriber;
use crate::handle::{Handle, InFlight};
use crate::sync::{Arc, AtomicPtr, Condvar, Mutex, MutexGuard, Ordering};
use crate::text::Returned;

pub use call::Call;
pub use pending::{CallFuture, Pending};
pub(crate) use request::{Function, Request, Target};
pub use timed_out::TimedOut;

/// What a finished operation leaves.
pub(crate) struct Outcome {
    /// The result document's text, where there is one.
    pub(crate) result: Result<Option<String>>,
    /// What a successful creation has created.
    pub(crate) created: Option<Created>,
}

/// A new system, and the receiver of its events that was asked for with it.
pub(crate) struct Created {
    pub(crate) handle: Handle,
    pub(crate) events: Option<Arc<Subscriber>>,
}

impl Outcome {
    /// Of a failed creation nothing is left: what there is of the system is terminated, and its handle
    /// closed (S1). Except when the id was taken (S2): then the handle might stand for the other system.
    pub(crate) fn new(result: Result<Option<String>>, created: Option<Created>) -> Self {
        if let (Err(error), Some(created)) = (&result, &created)
            && !error.is_already_exists()
        {
            submit::terminate_failed(&created.handle);
        }
        let created = match result {
            Ok(_) => created,
            Err(_) => {
                created.into_iter().for_each(Created::discard);
                None
            }
        };
        Self { result, created }
    }

    /// Nobody wants it.
    fn discard(self) {
        self.created.into_iter().for_each(Created::discard);
    }
}

impl Created {
    /// Takes the receiver off the handle first: the user's handler is dropped here, and not by the closer thread.
    fn discard(self) {
        if let Some(events) = self.events {
            events.stop();
            self.handle.shared().remove_subscriber(&events);
        }
    }
}

/// Who gets the outcome.
pub(crate) enum Consumer {
    /// A [`Pending`], which looks when it is woken.
    Future,
    /// A closure, which is run where the outcome is made.
    Closure(Box<dyn FnOnce(Outcome) + Send>),
    /// Nobody: the future was dropped.
    Nobody,
}

/// An operation of model 2 or 3: see the module's documentation.
pub(crate) struct Operation {
    core: Core,
    function: Function,
    by_event: bool,
    raw: AtomicPtr<c_void>,
    state: Mutex<State>,
    /// The outcome is there; for threads that wait, not for futures.
    ready: Condvar,
}

struct State {
    /// The starting call has returned, with success.
    started: bool,
    /// Somebody has taken over: fetches the result, closes the operation, answers.
    claimed: bool,
    /// Somebody asks for the result, outside the lock.
    checking: bool,
    /// Another event came meanwhile: ask once more.
    again: bool,
    /// The outcome was given away.
    taken: bool,
    sleepers: u32,
    /// No completion will come, for this reason.
    lost: Option<Error>,
    /// The reason holds even if a result comes after all.
    overruled: bool,
    token: Option<Token>,
    /// The handle that the call is made with. The operation is never asked for it: what it gives is borrowed (O12).
    in_flight: Option<InFlight>,
    result: Option<Result<Option<String>>>,
    created: Option<Created>,
    consumer: Consumer,
    waker: Option<Waker>,
    outcome: Option<Outcome>,
}

/// What the claimer is responsible for.
struct Claim {
    in_flight: Option<InFlight>,
    token: Option<Token>,
}

impl State {
    /// Makes the caller the one that answers and closes. It has seen that nobody else is.
    fn claim(&mut self) -> Claim {
        debug_assert!(!self.claimed);
        self.claimed = true;
        Claim {
            in_flight: self.in_flight.take(),
            token: self.token.take(),
        }
    }
}

impl Operation {
    /// Creates an operation, raw one included: with a callback of its own, or completed by events.
    pub(crate) fn create(
        core: Core,
        function: Function,
        by_event: bool,
        in_flight: Option<InFlight>,
        consumer: Consumer,
    ) -> Result<Arc<Self>, (Error, Consumer)> {
        let name = function.name();
        let operation = Arc::new(Self {
            core,
            function,
            by_event,
            raw: AtomicPtr::new(std::ptr::null_mut()),
            state: Mutex::new(State {
                started: false,
                claimed: false,
                checking: false,
                again: false,
                taken: false,
                sleepers: 0,
                lost: None,
                overruled: false,
                token: None,
                in_flight,
                result: None,
                created: None,
                consumer,
                waker: None,
                outcome: None,
            }),
            ready: Condvar::new(),
        });
        let token = if by_event {
            None
        } else {
            let context = Context::Operation(Arc::clone(&operation));
            match CONTEXTS.insert(context) {
                Ok(token) => Some(token),
                Err(_) => return Err((Error::no_context(name), operation.take_consumer())),
            }
        };
        let raw = create_raw(core, token);
        if raw.is_null() {
            if let Some(token) = token {
                drop(CONTEXTS.remove(token));
            }
            return Err((Error::no_operation(name), operation.take_consumer()));
        }
        operation.raw.store(raw, Ordering::Release);
        operation.state.lock().token = token;
        Ok(operation)
    }

    fn take_consumer(&self) -> Consumer {
        std::mem::replace(&mut self.state.lock().consumer, Consumer::Nobody)
    }

    pub(crate) fn name(&self) -> &'static str {
        self.function.name()
    }

    pub(crate) fn completes_by_event(&self) -> bool {
        self.by_event
    }

    pub(crate) fn raw(&self) -> HCS_OPERATION {
        self.raw.load(Ordering::Acquire)
    }

    /// The starting call has succeeded. With a `failure` the operation is given up nevertheless.
    pub(crate) fn started(&self, created: Option<Created>, failure: Option<Error>) {
        let mut state = self.state.lock();
        state.started = true;
        state.created = created;
        if let Some(error) = failure {
            state.lost = Some(error);
            state.overruled = true;
        }
        if state.claimed {
            self.settle(state);
        } else if state.again && !state.overruled {
            // An event came before the return.
            self.ask(state);
        } else if state.lost.is_some() {
            self.conclude_lost(state);
        }
    }

    /// The starting call has failed: no callback runs, the operation is ours to close (O4). Gives the error,
    /// with the document that the failure may have left (T5), and the consumer back.
    pub(crate) fn refused(&self, code: HRESULT) -> (Error, Consumer) {
        let mut state = self.state.lock();
        let consumer = std::mem::replace(&mut state.consumer, Consumer::Nobody);
        let document = if state.claimed {
            None
        } else {
            let claim = state.claim();
            drop(state);
            self.retire(claim, || fetch(self.core, self.raw()).1)
        };
        (Error::code_of(self.name(), code, document), consumer)
    }

    /// The operation was never given to a call after all: closes it, and gives the consumer back.
    pub(crate) fn withdraw(&self) -> Consumer {
        let mut state = self.state.lock();
        let consumer = std::mem::replace(&mut state.consumer, Consumer::Nobody);
        let claim = state.claim();
        drop(state);
        self.retire(claim, || ());
        consumer
    }

    /// Model 2: the operation's callback runs.
    pub(crate) fn callback(&self) {
        let mut state = self.state.lock();
        if state.claimed {
            return;
        }
        let claim = state.claim();
        drop(state);
        self.conclude(claim, || self.fetch_result());
    }

    /// Model 3: an event names this operation's handle, or might have done so before the registration.
    pub(crate) fn check(&self) {
        if !self.by_event {
            // Its callback completes it.
            return;
        }
        let mut state = self.state.lock();
        if state.claimed {
            return;
        }
        if state.checking || !state.started {
            // The starting call is using the raw operation, and no answer about it would be certain enough to close
            // it under that call: asked when it has returned.
            state.again = true;
            return;
        }
        self.ask(state);
    }

    /// Asks for the result of a started operation, and answers if there is one.
    fn ask<'a>(&'a self, mut state: MutexGuard<'a, State>) {
        state.checking = true;
        let complete = loop {
            state.again = false;
            drop(state);
            let (code, document) = fetch(self.core, self.raw());
            // Asking too early does no harm (O3).
            let pending = code == HCS_E_OPERATION_PENDING || code == HCS_E_OPERATION_NOT_STARTED;
            state = self.state.lock();
            if !pending {
                break Some((code, document));
            }
            if state.lost.is_some() {
                break None;
            }
            if !state.again {
                state.checking = false;
                return;
            }
        };
        state.checking = false;
        match complete {
            Some((code, document)) => {
                let claim = state.claim();
                drop(state);
                self.conclude(claim, || interpret(self.name(), code, document));
            }
            None => self.conclude_lost(state),
        }
    }

    /// No completion will come, for the reason `error` (E8): answers, unless somebody has.
    pub(crate) fn lose(&self, error: Error) {
        let mut state = self.state.lock();
        if state.claimed {
            return;
        }
        state.lost.get_or_insert(error);
        if state.started && !state.checking {
            self.conclude_lost(state);
        }
        // Else the starting call or the check is using the raw operation: it looks at `lost` when it is done.
    }

    fn conclude_lost(&self, mut state: MutexGuard<'_, State>) {
        let claim = state.claim();
        let error = state.lost.clone();
        drop(state);
        self.conclude(claim, || match error {
            Some(error) => Err(error),
            None => self.fetch_result(),
        });
    }

    fn fetch_result(&self) -> Result<Option<String>> {
        let (code, document) = fetch(self.core, self.raw());
        interpret(self.name(), code, document)
    }

    /// The claimer's work: gets the answer, closes, releases what the operation held, answers.
    fn conclude(&self, claim: Claim, answer: impl FnOnce() -> Result<Option<String>>) {
        // From before the reference is released until the user's code has run, the handle has a visitor.
        let _visit = claim.in_flight.as_ref().and_then(InFlight::visit);
        let result = self.retire(claim, answer);
        let mut state = self.state.lock();
        state.result = Some(result);
        self.settle(state);
    }

    /// Takes the operation out of the tables, gets a last word of it, closes it, and releases its handle.
    fn retire<R>(&self, claim: Claim, last_word: impl FnOnce() -> R) -> R {
        let raw = self.raw();
        if let Some(in_flight) = &claim.in_flight {
            in_flight.handle().shared().forget(raw);
        }
        if let Some(token) = claim.token {
            drop(CONTEXTS.remove(token));
        }
        let last_word = last_word();
        // SAFETY: the claim makes us the only one to close it; it left the tables before its address is
        // free for another (O6). Inside its own callback this is allowed, and so is closing a pending one (O7, O8).
        unsafe { (self.core.HcsCloseOperation)(raw) };
        last_word
    }

    /// Hands the outcome over if both halves are there: the starting call's return and the result.
    fn settle(&self, mut state: MutexGuard<'_, State>) {
        if !state.started || state.result.is_none() {
            return;
        }
        let Some(mut result) = state.result.take() else {
            return;
        };
        if state.overruled
            && let Some(error) = state.lost.take()
        {
            result = Err(error);
        }
        let created = state.created.take();
        drop(state);
        let outcome = Outcome::new(result, created);
        let mut state = self.state.lock();
        match std::mem::replace(&mut state.consumer, Consumer::Nobody) {
            Consumer::Nobody => {
                drop(state);
                outcome.discard();
            }
            Consumer::Closure(closure) => {
                drop(state);
                boundary(move || closure(outcome));
            }
            Consumer::Future => {
                state.consumer = Consumer::Future;
                state.outcome = Some(outcome);
                let waker = state.waker.take();
                let sleepers = state.sleepers > 0;
                drop(state);
                if sleepers {
                    self.ready.notify_all();
                }
                if let Some(waker) = waker {
                    boundary(|| waker.wake());
                }
            }
        }
    }

    /// The future's look at it.
    fn poll(&self, task: &mut TaskContext<'_>) -> Poll<Result<Outcome>> {
        // The user's waker is cloned outside the lock, and the state looked at again.
        let mut fresh = None;
        loop {
            let mut state = self.state.lock();
            if let Some(outcome) = state.outcome.take() {
                state.taken = true;
                return Poll::Ready(Ok(outcome));
            }
            if state.taken {
                return Poll::Ready(Err(Error::already_taken(self.name())));
            }
            let old = state.waker.as_ref();
            if old.is_some_and(|old| old.will_wake(task.waker())) {
                return Poll::Pending;
            }
            match fresh.take() {
                Some(waker) => {
                    let old = state.waker.replace(waker);
                    drop(state);
                    shielded(move || drop(old));
                    return Poll::Pending;
                }
                None => {
                    drop(state);
                    fresh = Some(task.waker().clone());
                }
            }
        }
    }

    /// Waits for the outcome, until `deadline` if there is one.
    fn wait(&self, deadline: Option<Instant>) -> Option<Result<Outcome>> {
        let mut state = self.state.lock();
        loop {
            if let Some(outcome) = state.outcome.take() {
                state.taken = true;
                return Some(Ok(outcome));
            }
            if state.taken {
                return Some(Err(Error::already_taken(self.name())));
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
        let waker = state.waker.take();
        let outcome = state.outcome.take();
        drop(state);
        // What a waker does when it is dropped is its user's, as what it does when it wakes.
        shielded(move || drop((consumer, waker)));
        outcome.into_iter().for_each(Outcome::discard);
    }
}

/// Creates a raw operation, a new one for each call (O2): with a callback from the start (O9) when it has a
/// context.
fn create_raw(core: Core, token: Option<Token>) -> HCS_OPERATION {
    let create = core.HcsCreateOperation;
    match token {
        // SAFETY: the context is a token, which may outlive everything; the callback has the signature that
        // the reference gives, and looks the token up.
        Some(token) => unsafe { create(token.as_ptr(), Some(operation_completed)) },
        // SAFETY: no context and no callback: nothing is referred to.
        None => unsafe { create(std::ptr::null(), None) },
    }
}

/// Asks for an operation's result: the code, and the document, which may be there after a failure too (T3).
fn fetch(core: Core, raw: HCS_OPERATION) -> (HRESULT, Option<String>) {
    let mut document = Returned::new(core);
    let code = document.fill(|out| {
        // SAFETY: the caller has claimed or entered the operation, so that nobody closes it meanwhile; `out`
        // is a valid out pointer.
        unsafe { (core.HcsGetOperationResult)(raw, out) }
    });
    (code, document.text())
}

/// An operation's result as a `Result`.
fn interpret(
    name: &'static str,
    code: HRESULT,
    document: Option<String>,
) -> Result<Option<String>> {
    if code < 0 {
        Err(Error::code_of(name, code, document))
    } else {
        Ok(document)
    }
}

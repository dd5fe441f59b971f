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
//! Three decisions make that sound. The **claim** decides who fetches the result and closes the raw operation:
//! the one that sets `claimed`, under the lock, once. It waits for the **users**, who have calls in progress with the raw
//! operation, outside the lock: the last of them takes up what came meanwhile. The **rendezvous** decides who hands the
//! outcome over: the second of "started" and "result is there".
//!
//! What nearly every operation goes through stands together: [`Request::submit`] and the callback, each as one piece of code.
//! What few do is kept out of those, by `inline(never)`.

mod call;
mod cancel;
mod consumer;
mod make;
mod pending;
mod process;
mod rare;
mod recover;
mod request;
mod resource;
mod submit;
mod timed_out;

use std::ffi::c_void;

use hcs_sys::{
    HCS_E_OPERATION_NOT_STARTED, HCS_E_OPERATION_PENDING, HCS_OPERATION, HCS_PROCESS_INFORMATION,
    HRESULT,
};

use crate::Core;
use crate::callback::{OPERATIONS, Token, boundary};
use crate::error::{Error, Result};
use crate::event::{Event, Subscriber};
use crate::handle::{Handle, InFlight, Shared};
use crate::sync::{Arc, AtomicPtr, AtomicUsize, Condvar, Mutex, MutexGuard, Ordering};
use crate::text::Returned;
use crate::trace;
use request::{Extras, Refusal};

pub use call::Call;
pub use cancel::Cancellation;
pub(crate) use consumer::{Closure, Consumer, Wakes};
pub(crate) use make::Completion;
pub use pending::{CallFuture, Pending};
pub use process::{OwnedHandle, ProcessInformation};
pub(crate) use rare::Rare;
pub(crate) use request::{Function, Request, Target};
pub(crate) use resource::Resource;
pub use resource::ResourceKind;
pub use timed_out::TimedOut;

/// What a successful operation gives.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// The result document's text, where there is one.
    pub(crate) document: Option<String>,
    /// The process that it is about, where it is.
    pub(crate) process: Option<Box<ProcessInformation>>,
}

/// What a finished operation leaves.
pub(crate) struct Outcome {
    pub(crate) result: Result<Answer>,
    /// What a successful creation has created.
    pub(crate) created: Option<Created>,
}

/// A new system or process, and the receiver of its events that was asked for with it.
pub(crate) struct Created {
    pub(crate) handle: Handle,
    pub(crate) events: Option<Arc<Subscriber>>,
    /// Why its events can't be received, if they can't: the creation has failed then, whatever its operation says.
    pub(crate) failure: Option<Error>,
}

impl Outcome {
    /// Of a failed creation nothing is left: what there is of the system or process is terminated, and its handle
    /// closed (S1, P1). Except when the id was taken (S2): then the handle might stand for the other system.
    pub(crate) fn new(result: Result<Answer>, created: Option<Created>) -> Self {
        match result {
            Ok(answer) => Self::of(answer, created),
            Err(error) => Self::failed(error, created),
        }
    }

    /// Of success.
    fn of(answer: Answer, created: Option<Created>) -> Self {
        let result = Ok(answer);
        Self { result, created }
    }

    #[cold]
    fn failed(error: Error, created: Option<Created>) -> Self {
        if let Some(created) = created {
            if !error.is_already_exists() {
                submit::terminate_failed(&created.handle);
            }
            created.discard();
        }
        Self {
            result: Err(error),
            created: None,
        }
    }

    /// Nobody wants it.
    fn discard(self) {
        self.created.into_iter().for_each(Created::discard);
    }
}

impl Created {
    /// What the operation's result comes to. Its own failure counts first, as it says whether the id was taken.
    fn overrule<T>(&mut self, result: Result<T>) -> Result<T> {
        match (self.failure.take(), result) {
            (Some(failure), Ok(_)) => Err(failure),
            (_, result) => result,
        }
    }

    /// Takes the receiver off the handle first: the user's handler is dropped here, and not by the closer thread.
    fn discard(self) {
        if let Some(events) = self.events {
            events.stop();
            self.handle.shared().remove_subscriber(&events);
        }
    }
}

/// An operation of model 2 or 3: see the module's documentation.
pub(crate) struct Operation {
    core: Core,
    function: Function,
    by_event: bool,
    /// Who receives its progress, when its events are called back.
    progress: Option<Arc<Subscriber>>,
    trace: trace::Call,
    raw: AtomicPtr<c_void>,
    /// Its context, as long as that may be in the table; else 0.
    token: AtomicUsize,
    state: Mutex<State>,
    /// The outcome is there; for threads that wait, not for futures.
    ready: Condvar,
}

struct State {
    /// The starting call has returned, with success.
    started: bool,
    /// Somebody has taken over: fetches the result, closes the operation, answers.
    claimed: bool,
    /// So many threads have a call in progress with the raw operation, outside the lock: it isn't closed meanwhile.
    users: u32,
    /// Its callback, or an event, came meanwhile: ask for the result.
    again: bool,
    /// A process was created at once (P3): another operation asks for what this one would have given.
    recovering: bool,
    /// That one has answered.
    recovered: bool,
    /// What is in `result` and `created` is the outcome.
    ready: bool,
    sleepers: u32,
    /// No completion will come, for this reason.
    lost: Option<Error>,
    extras: Rare<Extras>,
    /// The handle that the call is made with. The operation is never asked for it: what it gives is borrowed (O12).
    in_flight: Option<InFlight>,
    /// As long as nobody has claimed the operation, it is parked here: one of the users has got it, and the last of them
    /// concludes with it.
    result: Option<Result<Answer>>,
    /// In a place of its own, as few calls make something.
    created: Rare<Created>,
    consumer: Consumer,
}

/// The halves of the rendezvous.
#[derive(Clone, Copy)]
enum Half {
    /// The starting call has returned.
    Started,
    /// The result is there.
    Result,
}

/// What the claimer is responsible for.
struct Claim {
    in_flight: Option<InFlight>,
    extras: Rare<Extras>,
}

impl State {
    /// Whether the creation fails whatever its result is.
    #[inline]
    fn is_overruled(&self) -> bool {
        let created = self.created.as_ref();
        created.is_some_and(|created| created.failure.is_some())
    }

    /// Makes the caller the one that answers and closes. It has seen that nobody else is.
    fn claim(&mut self) -> Claim {
        debug_assert!(!self.claimed && self.users == 0);
        self.claimed = true;
        Claim {
            in_flight: self.in_flight.take(),
            extras: self.extras.take().into(),
        }
    }

    /// Whether the operation has come to an end, as far as the backend has to do with it.
    fn is_over(&self) -> bool {
        self.claimed || self.result.is_some()
    }

    /// The outcome, if it is there: the first who asks gets it.
    #[inline]
    fn take_outcome(&mut self) -> Option<Outcome> {
        if !std::mem::take(&mut self.ready) {
            return None;
        }
        let result = self.result.take()?;
        let created = self.created.take().map(|created| *created);
        Some(Outcome { result, created })
    }
}

impl Operation {
    pub(crate) fn name(&self) -> &'static str {
        self.function.name()
    }

    pub(crate) fn trace(&self) -> &trace::Call {
        &self.trace
    }

    pub(crate) fn completes_by_event(&self) -> bool {
        self.by_event
    }

    /// Whether the call is made with this handle, and nobody has claimed it. It may be asked under a lock of the table: of
    /// an operation that is in there. Nobody waits for the table with the lock of such a one: [`put_off`](Self::put_off)
    /// enters one that isn't.
    pub(crate) fn is_on(&self, handle: &Shared) -> bool {
        let state = self.state.lock();
        let in_flight = state.in_flight.as_ref();
        in_flight.is_some_and(|in_flight| std::ptr::eq(&**in_flight.handle().shared(), handle))
    }

    pub(crate) fn raw(&self) -> HCS_OPERATION {
        self.raw.load(Ordering::Acquire)
    }

    /// The starting call has succeeded. Gives whether nothing has become of it yet: whoever waits for it is woken then.
    #[inline(always)]
    pub(crate) fn started(self: &Arc<Self>) -> bool {
        let mut state = self.state.lock();
        state.started = true;
        let early = state.claimed || state.again || state.lost.is_some();
        match early {
            true => self.go_on(state),
            false => true,
        }
    }

    /// The same of a call that makes something.
    pub(crate) fn started_with(self: &Arc<Self>, created: Created) -> bool {
        let created = Box::new(created);
        let mut state = self.state.lock();
        state.started = true;
        // Without the registration no event tells of the completion.
        if self.by_event
            && let Some(failure) = &created.failure
        {
            state.lost = Some(failure.clone());
        }
        *state.created = Some(created);
        self.go_on(state)
    }

    /// Takes up what came before the starting call had returned. Gives whether that was nothing.
    fn go_on(self: &Arc<Self>, state: MutexGuard<'_, State>) -> bool {
        if state.claimed {
            self.settle(state, Half::Started);
        } else if state.again || state.is_overruled() || self.function == Function::CreateProcess {
            // An event came before the return. Or a process may have been created at once, and nothing will come (P3).
            // Or the creation is to be given up, and may be known to have failed itself.
            self.ask(state);
        } else if state.lost.is_some() {
            self.conclude_lost(state);
        } else {
            return true;
        }
        false
    }

    /// The starting call has failed: no callback runs, the operation is ours to close (O4). Gives the error,
    /// with the document that the failure may have left (T5), and the consumer back.
    fn refused(&self, refusal: Refusal, consumer: &mut Consumer) -> Error {
        let mut state = self.state.lock();
        std::mem::swap(consumer, &mut state.consumer);
        let document = if state.claimed {
            None
        } else {
            let claim = state.claim();
            drop(state);
            self.retire(claim, || fetch(self.core, self.raw()).1)
        };
        refusal.error(self.core, document)
    }

    /// The operation was never given to a call after all: closes it, and gives the consumer back.
    fn withdraw(&self, consumer: &mut Consumer) {
        let mut state = self.state.lock();
        std::mem::swap(consumer, &mut state.consumer);
        let claim = state.claim();
        drop(state);
        self.retire(claim, || ());
    }

    /// Model 2: the operation's callback runs.
    #[inline]
    pub(crate) fn callback(self: &Arc<Self>) {
        // Who calls this has taken it out of the table.
        self.token.store(0, Ordering::Relaxed);
        let mut state = self.state.lock();
        if state.is_over() {
            return;
        }
        if state.users > 0 {
            return self.put_off(state);
        }
        let claim = state.claim();
        drop(state);
        self.conclude(claim, || self.fetch_result());
    }

    /// The callback has found users: the last of them asks for the result.
    #[cold]
    fn put_off(self: &Arc<Self>, mut state: MutexGuard<'_, State>) {
        state.again = true;
        // In the table once more, where it is found should the service go meanwhile (E8). Under the lock: whoever claims
        // the operation takes it out.
        if let Ok(token) = OPERATIONS.insert(Arc::clone(self)) {
            self.token.store(token.value(), Ordering::Relaxed);
        }
    }

    /// Model 3: an event names this operation's handle, or might have done so before the registration.
    pub(crate) fn check(self: &Arc<Self>) {
        if self.by_event {
            self.look();
        }
        // Else its callback completes it.
    }

    /// An operation with notifications is told that it is complete.
    pub(crate) fn look(self: &Arc<Self>) {
        let mut state = self.state.lock();
        if state.is_over() {
            return;
        }
        if state.users > 0 || !state.started {
            // The starting call is using the raw operation, and no answer about it would be certain enough to close
            // it under that call: asked when it has returned.
            state.again = true;
            return;
        }
        self.ask(state);
    }

    /// An operation with notifications has made progress.
    pub(crate) fn progressed(&self, event: &Event) {
        if let Some(progress) = &self.progress {
            progress.deliver(event);
        }
    }

    /// Asks for the result of a started operation that has no users, and answers if there is one.
    #[inline]
    fn ask<'a>(self: &'a Arc<Self>, mut state: MutexGuard<'a, State>) {
        state.users += 1;
        loop {
            state.again = false;
            drop(state);
            let (code, answer) = fetch_answer(self.core, self.function, self.raw());
            // Asking too early does no harm (O3).
            let pending = code == HCS_E_OPERATION_PENDING || code == HCS_E_OPERATION_NOT_STARTED;
            if !pending {
                let result = interpret(self.core, self.function, code, answer);
                state = self.state.lock();
                if state.users > 1 {
                    state.result = Some(result);
                    break;
                }
                state.users = 0;
                let claim = state.claim();
                drop(state);
                return self.conclude(claim, || result);
            }
            state = self.state.lock();
            if state.lost.is_some() || !state.again {
                break;
            }
        }
        self.leave_raw(state);
    }

    /// Begins a call with the raw operation of one that is started; none when it is complete.
    fn enter_raw(&self) -> Option<HCS_OPERATION> {
        let mut state = self.state.lock();
        if state.is_over() {
            return None;
        }
        state.users += 1;
        Some(self.raw())
    }

    /// A call with the raw operation has returned. The last user takes up what came meanwhile.
    fn leave_raw<'a>(self: &'a Arc<Self>, mut state: MutexGuard<'a, State>) {
        state.users -= 1;
        if state.users > 0 {
            return;
        }
        if let Some(result) = state.result.take() {
            let claim = state.claim();
            drop(state);
            self.conclude(claim, || result);
        } else if state.lost.is_some() {
            self.conclude_lost(state);
        } else if state.again {
            self.ask(state);
        }
    }

    /// No completion will come, for the reason `error` (E8): answers, unless somebody has.
    pub(crate) fn lose(self: &Arc<Self>, error: Error) {
        let mut state = self.state.lock();
        if state.claimed {
            return;
        }
        state.lost.get_or_insert(error);
        if state.started && state.users == 0 {
            self.conclude_lost(state);
        }
        // Else the starting call or a user has the raw operation: it looks at `lost` when it is done.
    }

    fn conclude_lost(self: &Arc<Self>, mut state: MutexGuard<'_, State>) {
        let claim = state.claim();
        let error = state.lost.clone();
        drop(state);
        self.conclude(claim, || match error {
            Some(error) => Err(error),
            None => self.fetch_result(),
        });
    }

    #[inline]
    fn fetch_result(&self) -> Result<Answer> {
        let (code, answer) = fetch_answer(self.core, self.function, self.raw());
        interpret(self.core, self.function, code, answer)
    }

    /// The claimer's work: gets the answer, closes, releases what the operation held, answers.
    #[inline]
    fn conclude(self: &Arc<Self>, claim: Claim, answer: impl FnOnce() -> Result<Answer>) {
        // From before the reference is released until the user's code has run, the handle has a visitor.
        let _visit = claim.in_flight.as_ref().and_then(InFlight::visit);
        let result = self.retire(claim, answer);
        if let Some(progress) = &self.progress {
            progress.end();
        }
        let mut state = self.state.lock();
        state.result = Some(result);
        self.settle(state, Half::Result);
    }

    /// Takes the operation out of the tables, gets a last word of it, closes it, and releases its handle.
    #[inline]
    fn retire<R>(&self, claim: Claim, last_word: impl FnOnce() -> R) -> R {
        let raw = self.raw();
        if self.by_event
            && let Some(in_flight) = &claim.in_flight
        {
            in_flight.handle().shared().forget(raw);
        }
        // Who has been called back isn't in it.
        if self.token.load(Ordering::Relaxed) != 0
            && let Some(token) = Token::from_value(self.token.swap(0, Ordering::Relaxed))
        {
            drop(OPERATIONS.remove(token));
        }
        let last_word = last_word();
        // SAFETY: the claim makes us the only one to close it; it left the tables before its address is
        // free for another (O6). Inside its own callback this is allowed, and so is closing a pending one (O7, O8).
        unsafe { (self.core.HcsCloseOperation)(raw) };
        drop(claim.extras);
        last_word
    }

    /// Keeps what the operation uses until it is complete.
    fn keep(&self, extras: Box<Extras>) {
        let mut state = self.state.lock();
        if !state.claimed {
            *state.extras = Some(extras);
        }
    }

    /// Hands the outcome over if both halves are there: the starting call's return and the result.
    #[inline]
    fn settle(self: &Arc<Self>, state: MutexGuard<'_, State>, half: Half) {
        if !state.started || state.recovering {
            return;
        }
        // Nearly all succeed: nothing is to be done outside the lock then.
        if matches!(state.result, Some(Ok(_))) && !state.is_overruled() && !self.trace.is_told() {
            return self.hand_over(state, half);
        }
        self.settle_otherwise(state, half);
    }

    /// The same where more is to be done than to hand over a success.
    #[inline(never)]
    fn settle_otherwise(self: &Arc<Self>, mut state: MutexGuard<'_, State>, half: Half) {
        let Some(mut result) = state.result.take() else {
            return;
        };
        if let Some(process) = self.created_at_once(&result, &state) {
            state.recovering = true;
            state.result = Some(result);
            drop(state);
            self.recover(process);
            return;
        }
        let mut created = state.created.take().map(|created| *created);
        drop(state);
        if let Some(created) = &mut created {
            result = created.overrule(result);
        }
        self.trace.finished(&result);
        let Outcome { result, created } = Outcome::new(result, created);
        let created = created.map(Box::new);
        let mut state = self.state.lock();
        state.result = Some(result);
        *state.created = created;
        self.hand_over(state, half);
    }

    #[inline]
    fn hand_over(&self, mut state: MutexGuard<'_, State>, half: Half) {
        state.ready = true;
        if let Consumer::Future(wakes) = &mut state.consumer {
            // A task that starts the call is about to look.
            let wakes = match half {
                Half::Started => None,
                Half::Result => Some(std::mem::take(wakes)),
            };
            let sleepers = state.sleepers > 0;
            drop(state);
            if sleepers {
                self.ready.notify_all();
            }
            if let Some(wakes) = wakes {
                wakes.wake();
            }
            return;
        }
        self.hand_over_here(state);
    }

    /// The same to a closure, or to nobody.
    #[inline(never)]
    fn hand_over_here(&self, mut state: MutexGuard<'_, State>) {
        let consumer = std::mem::replace(&mut state.consumer, Consumer::Nobody);
        let outcome = state.take_outcome();
        drop(state);
        match (consumer, outcome) {
            (Consumer::Closure(closure), Some(outcome)) => boundary(move || closure.run(outcome)),
            (_, outcome) => outcome.into_iter().for_each(Outcome::discard),
        }
    }
}

/// Asks for an operation's result: the code, and the document, which may be there after a failure too (T3).
#[inline]
fn fetch(core: Core, raw: HCS_OPERATION) -> (HRESULT, Option<String>) {
    let mut document = Returned::new(core);
    let code = document.fill(|out| {
        // SAFETY: the caller has claimed or entered the operation, or owns it alone (model 1), so that nobody closes it
        // meanwhile; `out` is a valid out pointer.
        unsafe { (core.HcsGetOperationResult)(raw, out) }
    });
    (code, document.text())
}

/// The same for any function, with the process that the result may be about.
#[inline]
fn fetch_answer(core: Core, function: Function, raw: HCS_OPERATION) -> (HRESULT, Answer) {
    if function.gives_process() {
        return fetch_with_process(core, raw);
    }
    let (code, document) = fetch(core, raw);
    let process = None;
    (code, Answer { document, process })
}

#[inline(never)]
fn fetch_with_process(core: Core, raw: HCS_OPERATION) -> (HRESULT, Answer) {
    with_process(core, |process, out| {
        // SAFETY: as in `fetch`; `process` is a valid out pointer, too.
        unsafe { (core.HcsGetOperationResultAndProcessInfo)(raw, process, out) }
    })
}

/// Makes a call that gives a process and perhaps a document, and owns what it gives.
fn with_process(
    core: Core,
    call: impl FnOnce(*mut HCS_PROCESS_INFORMATION, *mut hcs_sys::PWSTR) -> HRESULT,
) -> (HRESULT, Answer) {
    let mut raw = HCS_PROCESS_INFORMATION::default();
    let mut document = Returned::new(core);
    let code = document.fill(|out| call(&raw mut raw, out));
    // SAFETY: the call has succeeded; who gets its result is decided by the claim, once (P2).
    let process = (code >= 0).then(|| unsafe { ProcessInformation::new(core, &raw) });
    let answer = Answer {
        document: document.text(),
        process: process.map(Box::new),
    };
    (code, answer)
}

/// An operation's result as a `Result`.
#[inline]
fn interpret(core: Core, function: Function, code: HRESULT, answer: Answer) -> Result<Answer> {
    match code {
        0.. => Ok(answer),
        _ => Err(failure(core, function, code, answer.document)),
    }
}

/// The failure of an operation.
#[cold]
fn failure(core: Core, function: Function, code: HRESULT, document: Option<String>) -> Error {
    Error::code_of(function.name(), code, document).on(core.build())
}

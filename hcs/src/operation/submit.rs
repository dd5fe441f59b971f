#![allow(unsafe_code)] // Makes the starting calls of models 2 and 3.
//! Issuing a call whose completion comes by itself: with a callback of its own, or by event.

use std::ffi::c_void;

use hcs_sys::{
    E_INVALIDARG, E_NOTIMPL, E_POINTER, HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET, HCS_OPERATION,
    HRESULT,
};

use super::make::Completion;
use super::request::Refusal;
use super::{Consumer, Created, Function, Operation, Request, Target};
use crate::error::{Error, Result};
use crate::event::{EventOptions, Subscriber};
use crate::handle::{Entered, Handle, InFlight};
use crate::sync::Arc;
use crate::trace;

/// A call that was started.
pub(super) struct Submitted {
    pub(super) operation: Arc<Operation>,
    /// Nothing has become of it until its starting call had returned.
    pub(super) waits: bool,
}

impl Request {
    /// Starts the call; `consumer` gets its outcome.
    pub(super) fn submit(&mut self, mut consumer: Consumer) -> Result<Submitted> {
        self.trace = trace::Call::begin(self);
        let submitted = match (&self.target, self.events()) {
            (Target::On(handle) | Target::NewProcess(handle), _) => {
                self.submit_on(handle, &mut consumer)
            }
            (Target::NewSystem(new), Some(events)) => {
                self.submit_with_events(new, events, &mut consumer)
            }
            (Target::NewSystem(_) | Target::Service, _) => self.submit_alone(&mut consumer),
        }
        .inspect_err(|error| self.trace.failed(error))?;
        if let Some(extras) = self.extras.take() {
            submitted.operation.keep(extras);
        }
        Ok(submitted)
    }

    /// A new operation for the call.
    #[inline(always)]
    fn operation(
        &self,
        function: Function,
        completion: Completion,
        in_flight: Option<InFlight>,
        consumer: &mut Consumer,
    ) -> Result<Arc<Operation>> {
        let trace = self.trace.clone();
        Operation::create(self.core, function, completion, in_flight, consumer, trace)
    }

    /// How an operation tells of its completion that has a callback.
    #[inline]
    fn called_back(&self) -> Completion {
        match self.progress() {
            Some(progress) => Completion::Notifications(Arc::clone(progress)),
            None => Completion::Callback,
        }
    }

    /// A call without a handle, or one that makes its handle: always with a callback.
    #[inline(never)]
    fn submit_alone(&self, consumer: &mut Consumer) -> Result<Submitted> {
        let function = self.function;
        let operation = self.operation(function, self.called_back(), None, consumer)?;
        let mut made = std::ptr::null_mut();
        let (nothing, raw) = (std::ptr::null_mut(), operation.raw());
        // SAFETY: the operation is new; no handle is passed.
        let started = unsafe { self.start(function, nothing, raw, &mut made, None) };
        if let Err(refusal) = started {
            return Err(operation.refused(refusal, consumer));
        }
        let waits = self.started(&operation, made);
        Ok(Submitted { operation, waits })
    }

    /// The starting call has succeeded: what it has made, if it makes a handle, is the operation's.
    #[inline(always)]
    fn started(&self, operation: &Arc<Operation>, made: *mut c_void) -> bool {
        match self.created(made) {
            Some(created) => operation.started_with(created),
            None => operation.started(),
        }
    }

    /// What the call has made, if it makes a handle.
    pub(super) fn created(&self, made: *mut c_void) -> Option<Created> {
        let handle = match &self.target {
            Target::NewSystem(new) => {
                new.set_raw(made);
                new.clone()
            }
            Target::NewProcess(system) => Handle::of_process(system.clone(), made),
            Target::Service | Target::On(_) => return None,
        };
        Some(Created {
            handle,
            events: None,
            failure: None,
        })
    }

    /// A creation whose events are received from the start. The handle exists before the system does, so that
    /// the operation can be entered in its table before the starting call (E5).
    #[inline(never)]
    fn submit_with_events(
        &self,
        new: &Handle,
        events: &Arc<Subscriber>,
        consumer: &mut Consumer,
    ) -> Result<Submitted> {
        let options = events.options();
        let by_event = options.contains(EventOptions::OPERATION_CALLBACKS);
        let completion = match (by_event, self.progress()) {
            (true, None) => Completion::Event,
            // Who receives the progress of an operation is told by its callback, and of its end, too.
            (true | false, _) => self.called_back(),
        };
        for way in self.ways_to_create() {
            let handle = new.another();
            let function = way.function();
            let in_flight = Some(handle.fly(function.name())?);
            let completion = completion.clone();
            let operation = self.operation(function, completion, in_flight, consumer)?;
            let shared = handle.shared();
            if operation.completes_by_event() {
                shared.remember(operation.raw(), Arc::clone(&operation));
            }
            match self.create_with_events(way, &handle, operation.raw(), events) {
                Ok(created) => {
                    let waits = operation.started_with(created);
                    return Ok(Submitted { operation, waits });
                }
                Err(refusal) => {
                    let error = operation.refused(refusal, consumer);
                    if !self.is_worth_another_way(way, refusal) {
                        return Err(error);
                    }
                }
            }
        }
        Err(Error::closed(self.name()))
    }

    /// How a system can be created whose events are received from the start, the best way first.
    pub(super) fn ways_to_create(&self) -> impl Iterator<Item = Way> + use<> {
        let at_creation = self.core.HcsCreateComputeSystemInNamespace.is_some();
        let then = self.function == Function::Create;
        let at_creation = at_creation.then_some(Way::Registered);
        at_creation.into_iter().chain(then.then_some(Way::Then))
    }

    /// Whether the next way may succeed: this host may refuse to register without a namespace (E9).
    pub(super) fn is_worth_another_way(&self, way: Way, refusal: Refusal) -> bool {
        way == Way::Registered
            && self.function == Function::Create
            && REFUSALS_OF_A_NAMESPACE.contains(&refusal.code)
    }

    /// Makes the starting call of a creation, and registers the handle's event callback with it or after it.
    pub(super) fn create_with_events(
        &self,
        way: Way,
        handle: &Handle,
        operation: HCS_OPERATION,
        events: &Arc<Subscriber>,
    ) -> Result<Created, Refusal> {
        let created = |failure| Created {
            handle: handle.clone(),
            events: Some(Arc::clone(events)),
            failure,
        };
        let (shared, options) = (handle.shared(), events.options());
        let (function, nothing) = (way.function(), std::ptr::null_mut());
        let mut made = std::ptr::null_mut();
        if way == Way::Registered {
            // Before the call, as events may come at once.
            shared.add_subscriber(events);
            let code = hcs_sys::E_OUTOFMEMORY;
            let call = function.name();
            let token = handle
                .register_at_creation(options)
                .map_err(|_| Refusal { call, code })?;
            let registration = Some((options, token));
            // SAFETY: the operation is new; a creation passes no handle in. The token is the new handle's.
            let started =
                unsafe { self.start(function, nothing, operation, &mut made, registration) };
            handle.set_raw(made);
            handle.registered_at_creation(options, started.is_ok());
            if started.is_err() {
                shared.remove_subscriber(events);
            }
            return started.map(|()| created(None));
        }
        // SAFETY: the operation is new; a creation passes no handle in.
        unsafe { self.start(function, nothing, operation, &mut made, None) }?;
        handle.set_raw(made);
        shared.add_subscriber(events);
        Ok(created(handle.ensure_registered(options).err()))
    }

    /// A call on an open handle, the way that it completes its operations.
    #[inline]
    fn submit_on(&self, handle: &Handle, consumer: &mut Consumer) -> Result<Submitted> {
        let gate = self.enter(handle)?;
        // Before the consumer is dropped the gate is: a user's closure may run code that closes the system then.
        match self.attempt(&gate, consumer, true, false) {
            Attempt::Made(outcome) => outcome,
            Attempt::Again { refused } => self.start_on(&gate, consumer, true, refused),
        }
    }

    /// Begins the call with its handle.
    #[inline]
    fn enter<'a>(&self, handle: &'a Handle) -> Result<Entered<'a>> {
        let entered = handle.try_enter();
        entered.ok_or_else(|| Error::closed(self.name()))
    }

    /// Issues the call, as often as it takes; the handle's gate is held.
    #[inline(never)]
    fn start_on(
        &self,
        gate: &Entered<'_>,
        consumer: &mut Consumer,
        delivered: bool,
        mut refused: bool,
    ) -> Result<Submitted> {
        loop {
            match self.attempt(gate, consumer, delivered, refused) {
                Attempt::Made(outcome) => return outcome,
                Attempt::Again { refused: again } => refused = again,
            }
        }
    }

    /// Issues the call; the handle's gate is held. The handle's events are `delivered`, if so asked: the event of a lost service
    /// must arrive, or a future might wait for ever (E8). `refused`: the call was, because completions come by event, or will
    /// when the change of the registration is over. On failure the consumer stays where it is.
    #[inline(always)]
    fn attempt(
        &self,
        gate: &Entered<'_>,
        consumer: &mut Consumer,
        delivered: bool,
        refused: bool,
    ) -> Attempt {
        let handle = gate.handle();
        let shared = handle.shared();
        if delivered && let Err(error) = handle.ensure_delivery() {
            return Attempt::Made(Err(error));
        }
        let by_event = shared.completes_by_event(refused);
        let in_flight = Some(gate.fly());
        let completion = match (by_event, self.progress()) {
            // An operation that notifies has a callback: such a handle refuses it (E4), and says why.
            (true, None) => Completion::Event,
            (true | false, _) => self.called_back(),
        };
        let operation = match self.operation(self.function, completion, in_flight, consumer) {
            Ok(operation) => operation,
            Err(error) => return Attempt::Made(Err(error)),
        };
        if operation.completes_by_event()
            && !shared.remember_if_current(operation.raw(), &operation, refused)
        {
            operation.withdraw(consumer);
            return Attempt::Again { refused };
        }
        let mut made = std::ptr::null_mut();
        let raw = operation.raw();
        // SAFETY: the operation is new; the gate keeps the handle open.
        let started = unsafe { self.start(self.function, handle.raw(), raw, &mut made, None) };
        let Err(refusal) = started else {
            let waits = self.started(&operation, made);
            return Attempt::Made(Ok(Submitted { operation, waits }));
        };
        let error = operation.refused(refusal, consumer);
        // Another thread has just switched the handle to completions by event: once more, without callback.
        let again = refusal.code == HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET
            && !by_event
            && self.progress().is_none()
            && shared.completes_by_event(true);
        match again {
            true => Attempt::Again { refused: true },
            false => Attempt::Made(Err(error)),
        }
    }
}

/// What has become of an attempt to issue a call.
enum Attempt {
    /// It was made, and so its outcome is the call's.
    Made(Result<Submitted>),
    /// It is to be made once more, as completions come another way now.
    Again { refused: bool },
}

/// What a host may answer to a namespace that is NULL (E9). None of them tells why a system can't be created.
const REFUSALS_OF_A_NAMESPACE: [HRESULT; 5] = [
    E_INVALIDARG,
    E_POINTER,
    E_NOTIMPL,
    0x8007_0032_u32 as i32, // ERROR_NOT_SUPPORTED
    0x8007_007B_u32 as i32, // ERROR_INVALID_NAME
];

/// A way to create a system whose events are received from the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The call that creates it registers the event callback (E9).
    Registered,
    /// The event callback is registered after it.
    Then,
}

impl Way {
    pub(super) fn function(self) -> Function {
        match self {
            Self::Registered => Function::CreateInNamespace,
            Self::Then => Function::Create,
        }
    }
}

/// The operation that was to create the system or process has failed: terminate what there is of it, so that closing
/// the handle ends it (S1). Nobody waits for that, but the handle stays open until it is done: a close could undo
/// it (S8).
pub(super) fn terminate_failed(handle: &Handle) {
    let function = match handle.id() {
        Some(_) => Function::Terminate,
        None => Function::TerminateProcess,
    };
    let target = Target::On(handle.clone());
    let mut request = Request::new(handle.core(), function, target, Vec::new());
    request.trace = trace::Call::begin(&request);
    // A failure means that there is nothing to terminate (S3), or no way to.
    let gate = request.enter(handle);
    let started =
        gate.and_then(|gate| request.start_on(&gate, &mut Consumer::Nobody, false, false));
    if let Err(error) = started {
        request.trace.failed(&error);
    }
}

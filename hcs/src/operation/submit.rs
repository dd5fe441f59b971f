#![allow(unsafe_code)] // Makes the starting calls of models 2 and 3.
//! Issuing a call whose completion comes by itself: with a callback of its own, or by event.

use hcs_sys::{HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET, HCS_SYSTEM};

use super::{Consumer, Created, Function, Operation, Request, Target};
use crate::error::{Error, Result};
use crate::event::EventOptions;
use crate::handle::Handle;
use crate::sync::Arc;

impl Request {
    /// Starts the call; `consumer` gets its outcome.
    pub(super) fn submit(self, consumer: Consumer) -> Result<Arc<Operation>> {
        match &self.target {
            Target::Service | Target::New { events: None, .. } => self.submit_alone(consumer),
            Target::New {
                events: Some(_), ..
            } => self.submit_with_events(consumer),
            Target::System(handle) => self.submit_on(handle, consumer),
        }
    }

    /// A call without a handle, or one that makes its handle: always with a callback.
    fn submit_alone(&self, consumer: Consumer) -> Result<Arc<Operation>> {
        let operation = Operation::create(self.core, self.function, false, None, consumer)
            .map_err(|(error, _)| error)?;
        let mut system: HCS_SYSTEM = std::ptr::null_mut();
        // SAFETY: the operation is new; no handle is passed.
        let code = unsafe { self.start(std::ptr::null_mut(), operation.raw(), &mut system) };
        if code < 0 {
            return Err(operation.refused(code).0);
        }
        let created = match &self.target {
            Target::New { id, .. } => Some(Created {
                handle: Handle::new(self.core, id.clone(), system),
                events: None,
            }),
            Target::Service | Target::System(_) => None,
        };
        operation.started(created, None);
        Ok(operation)
    }

    /// A creation whose events are received from the start. The handle exists before the system does, so that
    /// the operation can be entered in its table before the starting call (E5).
    fn submit_with_events(&self, consumer: Consumer) -> Result<Arc<Operation>> {
        let Target::New {
            id,
            events: Some(events),
        } = &self.target
        else {
            return self.submit_alone(consumer);
        };
        let handle = Handle::new(self.core, id.clone(), std::ptr::null_mut());
        let by_event = events.options().contains(EventOptions::OPERATION_CALLBACKS);
        let in_flight = handle.fly(self.name())?;
        let operation = Operation::create(
            self.core,
            self.function,
            by_event,
            Some(in_flight),
            consumer,
        )
        .map_err(|(error, _)| error)?;
        handle
            .shared()
            .remember(operation.raw(), Arc::clone(&operation));
        let mut system: HCS_SYSTEM = std::ptr::null_mut();
        // SAFETY: the operation is new; a creation passes no handle in.
        let code = unsafe { self.start(std::ptr::null_mut(), operation.raw(), &mut system) };
        if code < 0 {
            return Err(operation.refused(code).0);
        }
        handle.set_raw(system);
        handle.shared().add_subscriber(events);
        let failure = handle.ensure_registered(events.options()).err();
        let created = Created {
            handle,
            events: Some(Arc::clone(events)),
        };
        operation.started(Some(created), failure);
        Ok(operation)
    }

    /// A call on an open system, the way that its handle completes its operations.
    fn submit_on(&self, handle: &Handle, consumer: Consumer) -> Result<Arc<Operation>> {
        let gate = handle.enter(self.name())?;
        // The event of a lost service must arrive, or a future might wait for ever (E8).
        let outcome = match handle.ensure_registered(EventOptions::NONE) {
            Ok(()) => self.start_on(handle, consumer),
            Err(error) => Err((error, consumer)),
        };
        drop(gate);
        // Outside the gate: dropping the user's closure may run code that closes the system.
        outcome.map_err(|(error, _consumer)| error)
    }

    /// Issues the call; the gate is held. On failure the consumer comes back.
    fn start_on(
        &self,
        handle: &Handle,
        mut consumer: Consumer,
    ) -> Result<Arc<Operation>, (Error, Consumer)> {
        let name = self.name();
        let shared = handle.shared();
        // A call was refused because completions come by event, or will when the change of the registration is over.
        let mut refused = false;
        loop {
            let by_event = shared.completes_by_event(refused);
            let in_flight = match handle.fly(name) {
                Ok(in_flight) => in_flight,
                Err(error) => return Err((error, consumer)),
            };
            let operation = Operation::create(
                self.core,
                self.function,
                by_event,
                Some(in_flight),
                consumer,
            )?;
            if !shared.remember_if_current(operation.raw(), &operation, refused) {
                consumer = operation.withdraw();
                continue;
            }
            let mut nothing: HCS_SYSTEM = std::ptr::null_mut();
            // SAFETY: the operation is new; the gate keeps the handle open.
            let code = unsafe { self.start(handle.raw(), operation.raw(), &mut nothing) };
            if code >= 0 {
                operation.started(None, None);
                return Ok(operation);
            }
            let (error, back) = operation.refused(code);
            // Another thread has just switched the handle to completions by event: once more, without callback.
            let again = code == HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET
                && !by_event
                && shared.completes_by_event(true);
            if !again {
                return Err((error, back));
            }
            refused = true;
            consumer = back;
        }
    }
}

/// The operation that was to create the system has failed: terminate what there is of it, so that closing the
/// handle ends it (S1). Nobody waits for that, but the handle stays open until it is done: a close could undo
/// it (S8).
pub(super) fn terminate_failed(handle: &Handle) {
    let request = Request {
        core: handle.core(),
        function: Function::Terminate,
        target: Target::Service,
        document: Vec::new(),
    };
    // A failure means that there is nothing to terminate (S3), or no way to.
    let _ = request.start_on(handle, Consumer::Nobody);
}

#![allow(unsafe_code)] // Creates the raw operations.
//! Making an operation, the raw one included.

use std::mem::MaybeUninit;

use hcs_sys::{HCS_OPERATION, HcsOperationOptionProgressUpdate};

use super::{Consumer, Function, Operation, Rare, State};
use crate::Core;
use crate::callback::{OPERATIONS, Token, operation_completed, operation_notified};
use crate::error::{Error, Result};
use crate::event::Subscriber;
use crate::handle::InFlight;
use crate::sync::{Arc, AtomicPtr, AtomicUsize, Condvar, Mutex, Ordering};
use crate::trace;

/// How an operation tells that it is complete.
#[derive(Clone)]
pub(crate) enum Completion {
    /// By a callback of its own.
    Callback,
    /// By an event of the handle that its call is made with.
    Event,
    /// By a notification, as it does of its progress (O15).
    Notifications(Arc<Subscriber>),
}

impl Operation {
    /// Creates an operation, raw one included.
    #[inline(always)]
    pub(super) fn create(
        core: Core,
        function: Function,
        completion: Completion,
        in_flight: Option<InFlight>,
        consumer: &mut Consumer,
        trace: trace::Call,
    ) -> Result<Arc<Self>> {
        trace.completes(&completion);
        let (by_event, progress) = match completion {
            Completion::Callback => (false, None),
            Completion::Event => (true, None),
            Completion::Notifications(progress) => (false, Some(progress)),
        };
        let notifies = progress.is_some();
        // Made where it stays: moving it there takes as long as making it.
        let place = Arc::new(MaybeUninit::<Self>::uninit());
        // SAFETY: nobody else knows the place yet, which is aligned and has room for an operation; it holds one from here on.
        let operation = unsafe {
            Arc::as_ptr(&place).cast_mut().cast::<Self>().write(Self {
                core,
                function,
                by_event,
                progress,
                trace,
                raw: AtomicPtr::new(std::ptr::null_mut()),
                token: AtomicUsize::new(0),
                state: Mutex::new(State {
                    started: false,
                    claimed: false,
                    users: 0,
                    again: false,
                    recovering: false,
                    recovered: false,
                    ready: false,
                    sleepers: 0,
                    lost: None,
                    extras: Rare::NONE,
                    in_flight,
                    result: None,
                    created: Rare::NONE,
                    consumer: std::mem::replace(consumer, Consumer::Nobody),
                }),
                ready: Condvar::new(),
            });
            place.assume_init()
        };
        let token = if by_event {
            None
        } else {
            match OPERATIONS.insert(Arc::clone(&operation)) {
                Ok(token) => Some(token),
                Err(_) => {
                    let reason = Error::no_context(function.name());
                    return Err(operation.unmade(None, consumer, reason));
                }
            }
        };
        let (raw, maker) = match token {
            Some(token) if notifies => (
                create_with_notifications(core, token),
                "HcsCreateOperationWithNotifications",
            ),
            token => (create_raw(core, token), "HcsCreateOperation"),
        };
        if raw.is_null() {
            let reason = Error::no_operation(function.name(), maker);
            return Err(operation.unmade(token, consumer, reason));
        }
        operation.raw.store(raw, Ordering::Release);
        let value = token.map_or(0, Token::value);
        operation.token.store(value, Ordering::Relaxed);
        Ok(operation)
    }

    /// There is no raw operation after all: gives the consumer back, and the reason on.
    #[cold]
    fn unmade(&self, token: Option<Token>, consumer: &mut Consumer, reason: Error) -> Error {
        if let Some(token) = token {
            drop(OPERATIONS.remove(token));
        }
        std::mem::swap(consumer, &mut self.state.lock().consumer);
        reason
    }
}

/// Creates a raw operation, a new one for each call (O2): with a callback from the start (O9) when it has a
/// context.
#[inline]
pub(super) fn create_raw(core: Core, token: Option<Token>) -> HCS_OPERATION {
    let create = core.HcsCreateOperation;
    match token {
        // SAFETY: the context is a token, which may outlive everything; the callback has the signature that
        // the reference gives, and looks the token up.
        Some(token) => unsafe { create(token.as_ptr(), Some(operation_completed)) },
        // SAFETY: no context and no callback: nothing is referred to.
        None => unsafe { create(std::ptr::null(), None) },
    }
}

/// Creates a raw operation that tells of its progress, too. Whoever asks for it has seen that the function is there.
fn create_with_notifications(core: Core, token: Token) -> HCS_OPERATION {
    let Some(create) = core.HcsCreateOperationWithNotifications else {
        return std::ptr::null_mut();
    };
    let kinds = HcsOperationOptionProgressUpdate;
    // SAFETY: as in `create_raw`.
    unsafe { create(kinds, token.as_ptr(), Some(operation_notified)) }
}

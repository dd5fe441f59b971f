#![allow(unsafe_code)] // The functions that the backend calls back: they read what it passes.
//! The trampolines: where the backend's threads enter this crate.
//!
//! All do the same three things: look the context up by its token, so that a callback that comes late,
//! twice or after the close finds nothing; mark the thread as being inside a callback, so that blocking
//! calls refuse (O14, S6); and stop panics.

mod context;
pub(crate) mod panic;

use std::cell::Cell;
use std::ffi::c_void;

use hcs_sys::{HCS_E_SERVICE_DISCONNECT, HCS_EVENT, HCS_OPERATION};

use crate::error::Error;
use crate::event::{Event, EventKind};
use crate::handle::Shared;
use crate::operation::Operation;
use crate::sync::Arc;
use crate::text;
use crate::trace;
pub(crate) use context::{Table, Token};

/// The operations with a callback of their own that the backend knows of, of the whole process.
#[cfg(not(loom))]
pub(crate) static OPERATIONS: Table<Arc<Operation>> = Table::new();

/// The handles whose events are delivered. Their tokens are others' in the table of operations, and the other way round:
/// each kind of callback looks into its own table.
#[cfg(not(loom))]
pub(crate) static HANDLES: Table<Arc<Shared>> = Table::new();

#[cfg(loom)]
crate::sync::lazy_static! {
    pub(crate) static ref OPERATIONS: Table<Arc<Operation>> = Table::new();
    pub(crate) static ref HANDLES: Table<Arc<Shared>> = Table::new();
}

#[cfg(not(loom))]
thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

#[cfg(loom)]
crate::sync::thread_local! {
    static DEPTH: Cell<u32> = Cell::new(0);
}

/// Whether this thread is inside a callback of the backend, of any handle.
#[inline]
pub(crate) fn in_callback() -> bool {
    DEPTH.with(Cell::get) > 0
}

/// Runs the work of a callback, or user code that stands for one: marks the thread, stops panics.
///
/// A closure or waker may be run by the thread that made the starting call, when that returns last. It
/// is marked all the same: what user code may do must not depend on the schedule.
#[inline]
pub(crate) fn boundary(work: impl FnOnce()) {
    inside(|| panic::shielded(work));
}

/// Runs what must not wait for a call or close a handle: it would be an error, as in a callback.
#[inline]
pub(crate) fn inside<R>(work: impl FnOnce() -> R) -> R {
    struct Inside;
    impl Drop for Inside {
        fn drop(&mut self) {
            DEPTH.with(|depth| depth.set(depth.get() - 1));
        }
    }

    DEPTH.with(|depth| depth.set(depth.get() + 1));
    let _inside = Inside;
    work()
}

/// The callback of an operation that has one: its work is done.
///
/// # Safety
/// None is needed: the arguments are compared and looked up, never followed, until the table vouches
/// for them.
pub(crate) unsafe extern "system" fn operation_completed(
    _operation: HCS_OPERATION,
    context: *const c_void,
) {
    boundary(|| {
        let token = Token::from_ptr(context);
        if let Some(ours) = token.and_then(|token| OPERATIONS.remove(token)) {
            ours.trace().called_back();
            ours.callback();
        } else {
            trace::stray();
        }
    });
}

/// The callback of an operation with notifications: it has made progress, or its work is done.
///
/// # Safety
/// `event` is NULL or points to an event that lives during the call, as does its data (E2).
pub(crate) unsafe extern "system" fn operation_notified(
    event: *const HCS_EVENT,
    context: *const c_void,
) {
    boundary(|| {
        let token = Token::from_ptr(context);
        let Some(ours) = token.and_then(|token| OPERATIONS.get(token)) else {
            return trace::stray();
        };
        // SAFETY: the backend's event lives during this call, or is NULL (E2).
        let Some(event) = (unsafe { event.as_ref() }) else {
            return;
        };
        // SAFETY: event data is NULL or a NUL-terminated string that lives during this call (E2).
        let data = || unsafe { text::copy(event.EventData) };
        let kind = EventKind(event.Type);
        ours.trace().notified(kind, data);
        match kind {
            EventKind::OPERATION_CALLBACK => ours.look(),
            EventKind::SERVICE_DISCONNECT => {
                ours.lose(Error::code_of(ours.name(), HCS_E_SERVICE_DISCONNECT, None));
            }
            kind => ours.progressed(&Event::new(kind, data())),
        }
    });
}

/// The event callback of a handle.
///
/// # Safety
/// `event` is NULL or points to an event that lives during the call, as does its data (E2).
pub(crate) unsafe extern "system" fn event_occurred(
    event: *const HCS_EVENT,
    context: *const c_void,
) {
    boundary(|| {
        let token = Token::from_ptr(context);
        let Some(handle) = token.and_then(|token| HANDLES.get(token)) else {
            return trace::stray();
        };
        // SAFETY: the backend's event lives during this call, or is NULL (E2).
        let Some(event) = (unsafe { event.as_ref() }) else {
            return;
        };
        // SAFETY: event data is NULL or a NUL-terminated string that lives during this call (E2).
        let data = || unsafe { text::copy(event.EventData) };
        // Any number: newer builds have more kinds (E7).
        let kind = EventKind(event.Type);
        trace::event(&handle, kind, data);
        if kind == EventKind::SERVICE_DISCONNECT {
            handle.service_disconnected(data);
            return;
        }
        if kind == EventKind::OPERATION_CALLBACK {
            handle.operation_event(event.Operation, data);
            return;
        }
        handle.dispatch(kind, data);
    });
}

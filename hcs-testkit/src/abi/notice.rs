#![allow(unsafe_code)] // The ABI's side of a function: what it is given are pointers.
#![allow(non_snake_case)] // The exports have their C names.

//! What newer builds know about operations: notifications, resources, properties (O15–O17).
//!
//! # Safety
//! A handle may be any value. The other arguments are what the ABI demands: a text is NULL or ends with a NUL, a place is
//! NULL or can be written to until the call returns, and a callback can be called with its context, on any thread, until
//! the operation is closed or, if it was pending then, until its callback has run (O8).

use core::ffi::c_void;

use hcs_sys::*;

use super::enter::{OutString, fallible, infallible};
use super::operation::read;
use crate::document::{self, Object};
use crate::history::Answer;
use crate::label::Label;
use crate::notice::Callback;
use crate::text::Input;
use crate::world::{Progress, Resource};

/// The kinds of resources that there are.
const KINDS: [HCS_RESOURCE_TYPE; 4] = [
    HcsResourceTypeFile,
    HcsResourceTypeJob,
    HcsResourceTypeComObject,
    HcsResourceTypeSocket,
];

pub(crate) unsafe fn HcsCreateOperationWithNotifications(
    slot: usize,
    options: HCS_OPERATION_OPTIONS,
    context: *const c_void,
    callback: HCS_EVENT_CALLBACK,
) -> HCS_OPERATION {
    let name = "HcsCreateOperationWithNotifications";
    let value = infallible(slot, name, [0, 0], true, |call| {
        let mut world = call.lock();
        let callback = match callback {
            None => Callback::Nobody,
            callback => Callback::Notifications(options, callback),
        };
        let value = world.new_operation(context as usize, callback);
        if let Some(label) = world.handles.label(value) {
            call.made(&mut world, label);
        }
        (value, Answer::Done)
    });
    value as HCS_OPERATION
}

pub(crate) unsafe fn HcsAddResourceToOperation(
    slot: usize,
    operation: HCS_OPERATION,
    kind: HCS_RESOURCE_TYPE,
    uri: PCWSTR,
    handle: HANDLE,
) -> HRESULT {
    // SAFETY: the caller's string ends with a NUL, as the ABI demands.
    let uri = unsafe { read(uri) };
    let value = operation as usize;
    let name = "HcsAddResourceToOperation";
    let handle = handle as isize;
    fallible(slot, name, [value, 0], |call| {
        let mut world = call.lock();
        let number = match world.operation(name, value) {
            Ok(number) => number,
            Err(code) => return code,
        };
        let Input::Text(uri) = uri else {
            return E_INVALIDARG;
        };
        // NULL and INVALID_HANDLE_VALUE are no handles.
        if uri.is_empty() || handle == 0 || handle == -1 || !KINDS.contains(&kind) {
            return E_INVALIDARG;
        }
        let Some(it) = world.operations.get_mut(&number) else {
            return E_HANDLE;
        };
        if it.busy() {
            return HCS_E_OPERATION_ALREADY_STARTED;
        }
        it.resources.push(Resource { kind, uri });
        S_OK
    })
}

pub(crate) unsafe fn HcsGetOperationProperties(
    slot: usize,
    operation: HCS_OPERATION,
    options: PCWSTR,
    result: *mut PWSTR,
) -> HRESULT {
    // SAFETY: the caller's string ends with a NUL, and its place can be written to, as the ABI demands.
    let (options, result) = unsafe { (read(options), OutString::new(result)) };
    let value = operation as usize;
    let name = "HcsGetOperationProperties";
    fallible(slot, name, [value, 0], |call| {
        result.write(std::ptr::null_mut());
        let mut world = call.lock();
        let number = match world.operation(name, value) {
            Ok(number) => number,
            Err(code) => return code,
        };
        if document::options(&options).is_err() {
            return HCS_E_INVALID_JSON;
        }
        let Some(it) = world.operations.get(&number) else {
            return E_HANDLE;
        };
        let state = match it.progress {
            Progress::Idle => return HCS_E_OPERATION_NOT_STARTED,
            Progress::Pending | Progress::Abandoned => "Pending",
            Progress::Done(_) => "Completed",
        };
        let properties = Object::new()
            .raw("OperationId", &number.to_string())
            .raw("OperationType", &it.kind.to_string())
            .text("State", state)
            .end();
        if !result.is_absent() {
            world.counts.strings.created += 1;
            let label = Some(Label::operation(number));
            result.write(world.strings.hand_out(&properties, name, label));
        }
        S_OK
    })
}

#![allow(unsafe_code)] // The ABI's side of a function: what it is given are pointers.
#![allow(non_snake_case)] // The exports have their C names.

//! The calls to the service as a whole, which take no operation and answer at once (H1, T2, T3).
//!
//! # Safety
//! The arguments are what the ABI demands: a text is NULL or ends with a NUL, and a place is NULL or can be written to
//! until the call returns.

use hcs_sys::*;

use super::enter::{OutString, fallible, fallible_with_answer};
use super::operation::read;
use crate::document::Invalid;
use crate::properties::Refusal;
use crate::text::Input;

pub(crate) unsafe fn HcsGetServiceProperties(
    slot: usize,
    query: PCWSTR,
    result: *mut PWSTR,
) -> HRESULT {
    // SAFETY: the caller's string ends with a NUL, and its place can be written to, as the ABI demands.
    let (query, result) = unsafe { (read(query), OutString::new(result)) };
    fallible_with_answer(slot, "HcsGetServiceProperties", &result, |call| {
        if result.is_absent() {
            return (E_POINTER, None);
        }
        let mut world = call.lock();
        if !world.connected {
            return (HCS_E_SERVICE_DISCONNECT, None);
        }
        match world.service.properties(&world.profile, &query) {
            Ok(properties) => (S_OK, Some(properties.to_string())),
            Err(unusable) => {
                let outcome = world.unusable(Invalid::Query, unusable);
                (outcome.code, outcome.document)
            }
        }
    })
}

pub(crate) unsafe fn HcsModifyServiceSettings(
    slot: usize,
    settings: PCWSTR,
    result: *mut PWSTR,
) -> HRESULT {
    // SAFETY: the caller's string ends with a NUL, and its place can be written to, as the ABI demands.
    let (settings, result) = unsafe { (read(settings), OutString::new(result)) };
    fallible_with_answer(slot, "HcsModifyServiceSettings", &result, |call| {
        let mut world = call.lock();
        if settings == Input::Absent {
            return (E_INVALIDARG, None);
        }
        if !world.connected {
            return (HCS_E_SERVICE_DISCONNECT, None);
        }
        let outcome = match world.service.modify(&settings) {
            Ok(()) => return (S_OK, None),
            Err(Refusal::Code(code)) => world.failed(code),
            Err(Refusal::Unusable(unusable)) => world.unusable(Invalid::Query, unusable),
        };
        (outcome.code, outcome.document)
    })
}

pub(crate) unsafe fn HcsSubmitWerReport(slot: usize, report: PCWSTR) -> HRESULT {
    // SAFETY: the caller's string ends with a NUL, as the ABI demands.
    let report = unsafe { read(report) };
    fallible(slot, "HcsSubmitWerReport", [0, 0], |call| {
        let mut world = call.lock();
        if report == Input::Absent {
            return E_INVALIDARG;
        }
        if !world.connected {
            return HCS_E_SERVICE_DISCONNECT;
        }
        match world.service.submit(&report) {
            Ok(()) => S_OK,
            Err(unusable) => unusable.code,
        }
    })
}

#![allow(unsafe_code)] // The ABI's side of a function: what it is given are pointers.
#![allow(non_snake_case)] // The exports have their C names.

//! The exports that are not modelled. They say so: `E_NOTIMPL`, or NULL where there is no code to say it with.
//!
//! # Safety
//! They are unsafe as the functions that they stand for, and ask for nothing: no argument is looked at.

use core::ffi::c_void;

use hcs_sys::*;

use super::enter::{fallible, infallible};
use crate::history::Answer;

macro_rules! absent {
    ($($name:ident($($type:ty),*);)*) => {$(
        pub(crate) unsafe fn $name(slot: usize, $(_: $type),*) -> HRESULT {
            fallible(slot, stringify!($name), [0, 0], |_| E_NOTIMPL)
        }
    )*};
}

absent! {
    HcsAddResourceToOperation(HCS_OPERATION, HCS_RESOURCE_TYPE, PCWSTR, HANDLE);
    HcsGetOperationProperties(HCS_OPERATION, PCWSTR, *mut PWSTR);
    HcsInitializeLiveMigrationOnSource(HCS_SYSTEM, HCS_OPERATION, PCWSTR);
    HcsStartLiveMigrationOnSource(HCS_SYSTEM, HCS_OPERATION, PCWSTR);
    HcsStartLiveMigrationTransfer(HCS_SYSTEM, HCS_OPERATION, PCWSTR);
    HcsFinalizeLiveMigration(HCS_SYSTEM, HCS_OPERATION, PCWSTR);
    HcsCancelLiveMigration(HCS_SYSTEM, HCS_OPERATION, PCWSTR);
}

pub(crate) unsafe fn HcsCreateOperationWithNotifications(
    slot: usize,
    _: HCS_OPERATION_OPTIONS,
    _: *const c_void,
    _: HCS_EVENT_CALLBACK,
) -> HCS_OPERATION {
    let name = "HcsCreateOperationWithNotifications";
    let value = infallible(slot, name, [0, 0], true, |_| {
        (0_usize, Answer::Handle(None))
    });
    value as HCS_OPERATION
}

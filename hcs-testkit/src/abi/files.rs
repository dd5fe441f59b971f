#![allow(unsafe_code)] // The ABI's side of a function: what it is given are pointers.
#![allow(non_snake_case)] // The exports have their C names.

//! The files of virtual machines: made, looked into, and opened to them (H2, H3).
//!
//! # Safety
//! The arguments are what the ABI demands: a text is NULL or ends with a NUL, and a place is NULL or can be written to
//! until the call returns.

use std::path::Path;

use hcs_sys::*;

use super::enter::{OutString, fallible, fallible_with_answer};
use super::operation::read;
use crate::files::{self, Files};
use crate::hresult::ERROR_NOT_FOUND;
use crate::profile::RevokeUngranted;
use crate::text::Input;

/// The path that a caller means.
fn path(text: &Input) -> Result<&Path, HRESULT> {
    match text.text() {
        Some(text) if !text.is_empty() => Ok(Path::new(text)),
        _ => Err(E_INVALIDARG),
    }
}

/// The code of what was tried.
fn code(done: Result<(), HRESULT>) -> HRESULT {
    match done {
        Ok(()) => S_OK,
        Err(code) => code,
    }
}

macro_rules! state_files {
    ($($name:ident: $content:ident;)*) => {$(
        pub(crate) unsafe fn $name(slot: usize, text: PCWSTR) -> HRESULT {
            // SAFETY: the caller's string ends with a NUL, as the ABI demands.
            let text = unsafe { read(text) };
            fallible(slot, stringify!($name), [0, 0], |call| {
                let existing = call.lock().profile.existing_state_file;
                code(path(&text).and_then(|path| files::create(path, files::$content, existing)))
            })
        }
    )*};
}

state_files! {
    HcsCreateEmptyGuestStateFile: GUEST_STATE;
    HcsCreateEmptyRuntimeStateFile: RUNTIME_STATE;
}

pub(crate) unsafe fn HcsGetProcessorCompatibilityFromSavedState(
    slot: usize,
    text: PCWSTR,
    result: *mut PCWSTR,
) -> HRESULT {
    // A text that is declared to be read only is the caller's to free all the same.
    // SAFETY: the caller's string ends with a NUL, and its place can be written to, as the ABI demands.
    let (text, result) = unsafe { (read(text), OutString::new(result.cast::<PWSTR>())) };
    let name = "HcsGetProcessorCompatibilityFromSavedState";
    fallible_with_answer(slot, name, &result, |_| {
        match path(&text).and_then(files::requirements) {
            Ok(requirements) => (S_OK, Some(requirements)),
            Err(code) => (code, None),
        }
    })
}

/// Changes who may use a file. `who`: the machine that it is about; none where it is about all.
fn access(
    slot: usize,
    name: &'static str,
    who: Option<&Input>,
    text: &Input,
    change: fn(&mut Files, Option<&str>, &Path) -> bool,
) -> HRESULT {
    fallible(slot, name, [0, 0], |call| {
        let vm_id = who.map(|who| who.text().filter(|id| !id.is_empty()));
        let Ok(vm_id) = vm_id.map_or(Ok(None), |id| id.map(Some).ok_or(())) else {
            return E_INVALIDARG;
        };
        code(path(text).and_then(files::resolve).and_then(|path| {
            let mut world = call.lock();
            let done = change(&mut world.files, vm_id, &path);
            match world.profile.revoke_ungranted {
                RevokeUngranted::Refused if !done => Err(ERROR_NOT_FOUND),
                _ => Ok(()),
            }
        }))
    })
}

pub(crate) unsafe fn HcsGrantVmAccess(slot: usize, vm_id: PCWSTR, path: PCWSTR) -> HRESULT {
    // SAFETY: the caller's strings end with a NUL, as the ABI demands.
    let (vm_id, path) = unsafe { (read(vm_id), read(path)) };
    access(slot, "HcsGrantVmAccess", Some(&vm_id), &path, Files::grant)
}

pub(crate) unsafe fn HcsRevokeVmAccess(slot: usize, vm_id: PCWSTR, path: PCWSTR) -> HRESULT {
    // SAFETY: the caller's strings end with a NUL, as the ABI demands.
    let (vm_id, path) = unsafe { (read(vm_id), read(path)) };
    access(
        slot,
        "HcsRevokeVmAccess",
        Some(&vm_id),
        &path,
        Files::revoke,
    )
}

pub(crate) unsafe fn HcsGrantVmGroupAccess(slot: usize, path: PCWSTR) -> HRESULT {
    // SAFETY: the caller's string ends with a NUL, as the ABI demands.
    let path = unsafe { read(path) };
    access(slot, "HcsGrantVmGroupAccess", None, &path, Files::grant)
}

pub(crate) unsafe fn HcsRevokeVmGroupAccess(slot: usize, path: PCWSTR) -> HRESULT {
    // SAFETY: the caller's string ends with a NUL, as the ABI demands.
    let path = unsafe { read(path) };
    access(slot, "HcsRevokeVmGroupAccess", None, &path, Files::revoke)
}

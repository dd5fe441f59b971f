#![allow(unsafe_code)] // Exports functions of the C ABI, and calls those of the mock's table.
#![allow(non_snake_case)] // The exports have their C names.

//! The exports. Each hands its arguments on to the function of the mock's table that has its name.
//!
//! # Safety
//! What an export asks for is what `computecore.dll` asks for.

use core::ffi::c_void;
use core::ptr;

use hcs_sys::*;

use crate::host;

/// What an export answers that the build of Windows in the settings doesn't have:
/// `HRESULT_FROM_WIN32(ERROR_PROC_NOT_FOUND)`. A library that is loaded can't take an export back.
const NOT_IN_THIS_BUILD: HRESULT = 0x8007_007F_u32 as i32;

/// What every export answers when the settings can't be used: `HRESULT_FROM_WIN32(ERROR_BAD_CONFIGURATION)`.
pub(crate) const BAD_SETTINGS: HRESULT = 0x8007_064A_u32 as i32;

/// `S_FALSE`: there was nothing to do.
const NOTHING_TO_DO: HRESULT = 1;

/// What a function answers that does nothing: the code, or what says that there is nothing.
macro_rules! refusal {
    ($code:expr, HRESULT) => {
        $code
    };
    ($code:expr, HCS_OPERATION_TYPE) => {
        HcsOperationTypeNone
    };
    ($code:expr, u64) => {
        HCS_INVALID_OPERATION_ID
    };
    // `CloseHandle`: FALSE.
    ($code:expr, i32) => {
        0
    };
    ($code:expr, ()) => {
        ()
    };
    ($code:expr, $($handle:tt)+) => {
        ptr::null_mut()
    };
}

/// Calls the function of a table that has this name.
macro_rules! forward {
    (always $host:ident $name:ident($($arg:ident)*) $($answer:tt)+) => {
        // SAFETY: the caller keeps the promises of this function, which are those of the other.
        unsafe { ($host.table.$name)($($arg),*) }
    };
    (later $host:ident $name:ident($($arg:ident)*) $($answer:tt)+) => {
        match $host.table.$name {
            // SAFETY: the caller keeps the promises of this function, which are those of the other.
            Some(function) => unsafe { function($($arg),*) },
            None => refusal!(NOT_IN_THIS_BUILD, $($answer)+),
        }
    };
}

macro_rules! define {
    ([$($attribute:tt)*] $since:ident $name:ident($($arg:ident: $type:ty),*) -> $($answer:tt)+) => {
        #[$($attribute)*]
        unsafe extern "system" fn $name($($arg: $type),*) -> $($answer)+ {
            let Some(host) = host::host() else {
                return refusal!(BAD_SETTINGS, $($answer)+);
            };
            let answer = forward!($since host $name($($arg)*) $($answer)+);
            host.after_call();
            answer
        }
    };
}

/// Windows' own functions are exported where there is no Windows to have them.
macro_rules! export {
    (always LocalFree $($rest:tt)*) => {
        define! { [cfg_attr(not(windows), unsafe(no_mangle))] always LocalFree $($rest)* }
    };
    (always CloseHandle $($rest:tt)*) => {
        define! { [cfg_attr(not(windows), unsafe(no_mangle))] always CloseHandle $($rest)* }
    };
    ($($function:tt)*) => {
        define! { [unsafe(no_mangle)] $($function)* }
    };
}

macro_rules! member {
    (always $name:ident) => {
        $name
    };
    (later $name:ident) => {
        Some($name)
    };
}

macro_rules! exports {
    ($($since:ident $name:ident($($arg:ident: $type:ty),*) -> $answer:tt $($pointee:ident)*;)*) => {
        $(export! { $since $name($($arg: $type),*) -> $answer $($pointee)* })*

        /// The compiler's word that no export is missing, and that each has the declared signature.
        const _: ComputeCore = ComputeCore {
            $($name: member!($since $name)),*
        };
    };
}

hcs_testkit::computecore_exports!(exports);

/// Brings the report up to date: what happened before the call is in the file when it returns.
///
/// Answers `S_OK`; `S_FALSE` when no report was asked for; the error of the system when the file can't be written.
#[unsafe(no_mangle)]
extern "system" fn HcsMockReport() -> HRESULT {
    match host::host() {
        None => BAD_SETTINGS,
        Some(host) => match host.report() {
            None => NOTHING_TO_DO,
            Some(Ok(())) => S_OK,
            Some(Err(error)) => code(&error),
        },
    }
}

/// An error of the system's as an `HRESULT`.
fn code(error: &std::io::Error) -> HRESULT {
    match error.raw_os_error() {
        // HRESULT_FROM_WIN32.
        Some(number @ 1..=0xFFFF) if cfg!(windows) => number | 0x8007_0000_u32 as i32,
        _ => E_FAIL,
    }
}

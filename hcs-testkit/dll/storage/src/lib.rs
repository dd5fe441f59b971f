#![allow(unsafe_code)] // Exports functions of the C ABI, and calls those of the mock's table.
#![allow(non_snake_case)] // The exports have their C names.

//! `computestorage.dll`, as the mock models it. It is a double of its own, beside that of `computecore`: it reads no settings,
//! keeps no report, and is of the newest build.
//!
//! # Safety
//! What an export asks for is what `computestorage.dll` asks for.

use core::ffi::c_void;
use std::sync::OnceLock;

use hcs_sys::*;
use hcs_testkit::MockHost;

/// The functions of the one mock of this process.
fn table() -> &'static ComputeStorage {
    static MOCK: OnceLock<MockHost> = OnceLock::new();
    // Windows' own `LocalFree` is what frees the paths there.
    let mock = MOCK.get_or_init(|| MockHost::builder().local_memory().build());
    mock.storage_table()
}

/// What an export answers that the table lacks, which has all: `HRESULT_FROM_WIN32(ERROR_PROC_NOT_FOUND)`.
const ABSENT: HRESULT = 0x8007_007F_u32 as i32;

macro_rules! forward {
    (always $name:ident($($arg:ident)*)) => {
        // SAFETY: the caller keeps the promises of this function, which are those of the other.
        unsafe { (table().$name)($($arg),*) }
    };
    (later $name:ident($($arg:ident)*)) => {
        match table().$name {
            // SAFETY: the caller keeps the promises of this function, which are those of the other.
            Some(function) => unsafe { function($($arg),*) },
            None => ABSENT,
        }
    };
}

macro_rules! define {
    ([$($attribute:tt)*] $since:ident $name:ident($($arg:ident: $type:ty),*) -> $answer:ty) => {
        #[$($attribute)*]
        unsafe extern "system" fn $name($($arg: $type),*) -> $answer {
            forward!($since $name($($arg)*))
        }
    };
}

/// Windows' own function is exported where there is no Windows to have it.
macro_rules! export {
    (always LocalFree $($rest:tt)*) => {
        define! { [cfg_attr(not(windows), unsafe(no_mangle))] always LocalFree $($rest)* }
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
    ($($since:ident $name:ident($($arg:ident: $type:ty),*) -> $answer:ty;)*) => {
        $(export! { $since $name($($arg: $type),*) -> $answer })*

        /// The compiler's word that no export is missing, and that each has the declared signature.
        const _: ComputeStorage = ComputeStorage {
            $($name: member!($since $name)),*
        };
    };
}

hcs_testkit::computestorage_exports!(exports);

//! The exports of a library that the mock doesn't model. Each answers `E_NOTIMPL`, and NULL where a document or a handle
//! would be.
//!
//! # Safety
//! The places that are handed to an export are NULL or can be written to.

use hcs_sys::*;

/// An argument of an export.
pub(crate) trait Argument {
    /// Writes NULL, where this is a place for a document or a handle.
    ///
    /// # Safety
    /// A place is NULL or can be written to.
    unsafe fn clear(self);
}

/// Places for a pointer.
macro_rules! places {
    ($($type:ty)*) => {$(
        impl Argument for *mut $type {
            unsafe fn clear(self) {
                if !self.is_null() {
                    // SAFETY: it can be written to, as the caller promises.
                    unsafe { self.write(core::ptr::null_mut()) }
                }
            }
        }
    )*};
}

/// What nothing is written to.
macro_rules! others {
    ($($type:ty)*) => {$(
        impl Argument for $type {
            unsafe fn clear(self) {}
        }
    )*};
}

places! { PWSTR *mut core::ffi::c_void *mut HCN_PORT_RANGE_ENTRY }
others! {
    PCWSTR HANDLE u16 *mut u32 *const core::ffi::c_void *const GUID HCN_NOTIFICATION_CALLBACK HCN_PORT_PROTOCOL
    *mut HCN_PORT_RANGE_RESERVATION *mut HCN_PORT_RANGE_ENTRY
}

macro_rules! answer {
    (HRESULT) => {
        E_NOTIMPL
    };
    (()) => {
        ()
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

/// Defines the exports of a library, and has the compiler compare them with the library's table: `$free` is the member
/// of the table that is Windows' own.
macro_rules! not_modelled {
    ($table:ident, $free:ident; $($since:ident $name:ident($($arg:ident: $type:ty),*) -> $answer:tt;)*) => {
        $(
            #[unsafe(no_mangle)]
            unsafe extern "system" fn $name($($arg: $type),*) -> $answer {
                $(
                    // SAFETY: the caller's places can be written to, as the ABI demands.
                    unsafe { crate::not_modelled::Argument::clear($arg) };
                )*
                answer!($answer)
            }
        )*

        /// The compiler's word that no export is missing, and that each has the declared signature.
        const _: $table = $table {
            $($name: member!($since $name),)*
            $free,
        };
    };
}

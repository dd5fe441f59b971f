#![allow(unsafe_code)] // Reads what pointers of the C ABI point to.

//! What the arguments and results of the functions are, and how the recording has them.

use core::ffi::c_void;
use core::marker::PhantomData;

use hcs_sys::{
    HANDLE, HCS_OPERATION, HCS_PROCESS, HCS_PROCESS_INFORMATION, HCS_SYSTEM, HRESULT, PCWSTR, PWSTR,
};
use serde_json::{Value, json};

use super::names::Kind;
use super::session::Scribe;
use crate::HResult;

/// A kind of argument.
pub(super) trait Argument {
    /// Its C type.
    type Raw: Copy;
    /// What is noted of it before the call.
    type Seen: Copy + Default;

    /// What the line of the call says.
    ///
    /// # Safety
    /// The argument is what the ABI asks for.
    unsafe fn before(raw: Self::Raw, scribe: &mut Scribe<'_>) -> Value;

    /// Looks at a place before the call.
    ///
    /// # Safety
    /// As [`before`](Self::before).
    unsafe fn look(_: Self::Raw) -> Self::Seen {
        Self::Seen::default()
    }

    /// What the line of the return says of what the function has written.
    ///
    /// # Safety
    /// As [`before`](Self::before), and the call has just returned.
    unsafe fn after(_: Self::Raw, _: Self::Seen, _: bool, _: &mut Scribe<'_>) -> Option<Value> {
        None
    }
}

/// A kind of result.
pub(super) trait Answer {
    /// Its C type.
    type Raw: Copy;
    /// What is answered for a function that the table lacks.
    const ABSENT: Self::Raw;

    fn value(raw: Self::Raw, scribe: &mut Scribe<'_>) -> Value;

    /// Whether the call did what it was asked for, so that it has written to its places.
    fn succeeded(_: Self::Raw) -> bool {
        true
    }
}

/// A number as addresses are written.
pub(super) fn address(value: usize) -> Value {
    json!(format!("{value:#x}"))
}

/// A handle by its name, beside its value.
pub(super) fn handle(value: usize, name: impl FnOnce() -> String) -> Value {
    match value {
        0 => Value::Null,
        _ => json!({ "handle": name(), "value": address(value) }),
    }
}

/// The units of a text before its NUL.
///
/// # Safety
/// The text ends with a NUL, and isn't written to meanwhile.
unsafe fn units<'a>(text: PCWSTR) -> &'a [u16] {
    let mut length = 0;
    // SAFETY: every unit up to the NUL may be read, as the caller promises, and this stops there.
    while unsafe { *text.add(length) } != 0 {
        length += 1;
    }
    // SAFETY: so many units were read just now.
    unsafe { std::slice::from_raw_parts(text, length) }
}

/// A handle that is used, or closed by the function.
macro_rules! handles {
    ($($name:ident: $raw:ty, $kind:ident, $how:ident;)*) => {$(
        pub(super) struct $name;

        impl Argument for $name {
            type Raw = $raw;
            type Seen = ();

            unsafe fn before(raw: $raw, scribe: &mut Scribe<'_>) -> Value {
                let value = raw as usize;
                handle(value, || scribe.names.$how(Kind::$kind, value))
            }
        }
    )*};
}

handles! {
    Operation: HCS_OPERATION, Operation, used;
    ClosedOperation: HCS_OPERATION, Operation, closed;
    System: HCS_SYSTEM, System, used;
    ClosedSystem: HCS_SYSTEM, System, closed;
    Process: HCS_PROCESS, Process, used;
    ClosedProcess: HCS_PROCESS, Process, closed;
    FreedDocument: *mut c_void, Document, closed;
    ClosedKernel: HANDLE, Kernel, closed;
}

/// An id, a path, or another text that is no document.
pub(super) struct Text;

impl Argument for Text {
    type Raw = PCWSTR;
    type Seen = ();

    unsafe fn before(raw: PCWSTR, scribe: &mut Scribe<'_>) -> Value {
        if raw.is_null() {
            return Value::Null;
        }
        // SAFETY: it ends with a NUL, as the ABI asks for.
        scribe.scrubber.text(unsafe { units(raw) })
    }
}

/// A JSON document.
pub(super) struct Document;

impl Argument for Document {
    type Raw = PCWSTR;
    type Seen = ();

    unsafe fn before(raw: PCWSTR, scribe: &mut Scribe<'_>) -> Value {
        if raw.is_null() {
            return Value::Null;
        }
        // SAFETY: it ends with a NUL, as the ABI asks for.
        scribe.scrubber.document(unsafe { units(raw) })
    }
}

/// Numbers, by their C types.
macro_rules! numbers {
    ($($name:ident: $raw:ty;)*) => {$(
        pub(super) struct $name;

        impl Argument for $name {
            type Raw = $raw;
            type Seen = ();

            unsafe fn before(raw: $raw, _: &mut Scribe<'_>) -> Value {
                json!(raw)
            }
        }
    )*};
}

numbers! {
    Number: u32;
    Options: i32;
}

/// A pointer that is passed on, and of which only its presence is told.
pub(super) struct Opaque<T>(PhantomData<T>);

impl<T> Argument for Opaque<T> {
    type Raw = *const T;
    type Seen = ();

    unsafe fn before(raw: *const T, _: &mut Scribe<'_>) -> Value {
        json!(!raw.is_null())
    }
}

/// A handle of the kernel's that is passed on, and of which only its presence is told.
pub(super) struct OpaqueHandle;

impl Argument for OpaqueHandle {
    type Raw = HANDLE;
    type Seen = ();

    unsafe fn before(raw: HANDLE, _: &mut Scribe<'_>) -> Value {
        json!(!raw.is_null())
    }
}

/// A number of the program's own.
pub(super) struct Context;

impl Argument for Context {
    type Raw = *const c_void;
    type Seen = ();

    unsafe fn before(raw: *const c_void, _: &mut Scribe<'_>) -> Value {
        address(raw as usize)
    }
}

/// A place for a new handle.
macro_rules! places {
    ($($name:ident: $raw:ty, $kind:ident;)*) => {$(
        pub(super) struct $name;

        impl Argument for $name {
            type Raw = *mut $raw;
            type Seen = ();

            unsafe fn before(raw: *mut $raw, _: &mut Scribe<'_>) -> Value {
                json!(!raw.is_null())
            }

            unsafe fn after(
                raw: *mut $raw,
                (): (),
                succeeded: bool,
                scribe: &mut Scribe<'_>,
            ) -> Option<Value> {
                if raw.is_null() || !succeeded {
                    return None;
                }
                // SAFETY: a call that succeeds has written the handle to its place.
                let value = unsafe { raw.read() } as usize;
                Some(handle(value, || scribe.names.made(Kind::$kind, value)))
            }
        }
    )*};
}

places! {
    NewSystem: HCS_SYSTEM, System;
    NewProcess: HCS_PROCESS, Process;
}

/// A place for a document. A failed call may have written one, too, or may have left the place as it was: the place is
/// looked at before the call, and what it held then is not followed.
macro_rules! documents {
    ($($name:ident: $raw:ty;)*) => {$(
        pub(super) struct $name;

        impl Argument for $name {
            type Raw = *mut $raw;
            type Seen = usize;

            unsafe fn before(raw: *mut $raw, _: &mut Scribe<'_>) -> Value {
                json!(!raw.is_null())
            }

            unsafe fn look(raw: *mut $raw) -> usize {
                if raw.is_null() {
                    return 0;
                }
                // SAFETY: the place is the program's, which passes it to be written to. What it holds doesn't matter.
                unsafe { raw.read_volatile() as usize }
            }

            unsafe fn after(
                raw: *mut $raw,
                seen: usize,
                _: bool,
                scribe: &mut Scribe<'_>,
            ) -> Option<Value> {
                if raw.is_null() {
                    return None;
                }
                // SAFETY: as before the call.
                let document: PCWSTR = unsafe { raw.read_volatile() };
                let value = document as usize;
                if value == 0 {
                    return Some(Value::Null);
                }
                if value == seen {
                    return Some(json!({ "unchanged": address(value) }));
                }
                // SAFETY: the function has written it just now: a text that ends with a NUL.
                let mut document = scribe.scrubber.document(unsafe { units(document) });
                document["handle"] = json!(scribe.names.made(Kind::Document, value));
                document["value"] = address(value);
                Some(document)
            }
        }
    )*};
}

documents! {
    NewDocument: PWSTR;
    NewText: PCWSTR;
}

/// A place for a process's id and the ends of its pipes.
pub(super) struct Information;

impl Argument for Information {
    type Raw = *mut HCS_PROCESS_INFORMATION;
    type Seen = ();

    unsafe fn before(raw: Self::Raw, _: &mut Scribe<'_>) -> Value {
        json!(!raw.is_null())
    }

    unsafe fn after(
        raw: Self::Raw,
        (): (),
        succeeded: bool,
        scribe: &mut Scribe<'_>,
    ) -> Option<Value> {
        if raw.is_null() || !succeeded {
            return None;
        }
        // SAFETY: a call that succeeds has written the structure to its place.
        let information = unsafe { raw.read() };
        let mut end = |it: HANDLE| match it as isize {
            -1 => json!("absent"),
            value => handle(value as usize, || {
                scribe.names.made(Kind::Kernel, value as usize)
            }),
        };
        Some(json!({
            "ProcessId": information.ProcessId,
            "StdInput": end(information.StdInput),
            "StdOutput": end(information.StdOutput),
            "StdError": end(information.StdError),
        }))
    }
}

/// An `HRESULT`.
pub(super) struct Code;

impl Answer for Code {
    type Raw = HRESULT;
    const ABSENT: HRESULT = hcs_sys::E_NOTIMPL;

    fn value(raw: HRESULT, _: &mut Scribe<'_>) -> Value {
        let name = match raw {
            0 => Some("S_OK"),
            _ => HResult(raw).name(),
        };
        json!({ "code": raw, "hex": format!("{raw:#010X}"), "name": name })
    }

    fn succeeded(raw: HRESULT) -> bool {
        raw >= 0
    }
}

/// Nothing.
pub(super) struct Nothing;

impl Answer for Nothing {
    type Raw = ();
    const ABSENT: () = ();

    fn value((): (), _: &mut Scribe<'_>) -> Value {
        Value::Null
    }
}

/// A handle that is made, or lent.
macro_rules! answered {
    ($($name:ident: $raw:ty, $kind:ident, $how:ident;)*) => {$(
        pub(super) struct $name;

        impl Answer for $name {
            type Raw = $raw;
            const ABSENT: $raw = core::ptr::null_mut();

            fn value(raw: $raw, scribe: &mut Scribe<'_>) -> Value {
                let value = raw as usize;
                handle(value, || scribe.names.$how(Kind::$kind, value))
            }
        }
    )*};
}

answered! {
    NewOperation: HCS_OPERATION, Operation, made;
    LentSystem: HCS_SYSTEM, System, lent;
    LentProcess: HCS_PROCESS, Process, lent;
}

/// A pointer, such as a context.
pub(super) struct Address;

impl Answer for Address {
    type Raw = *mut c_void;
    const ABSENT: *mut c_void = core::ptr::null_mut();

    fn value(raw: *mut c_void, _: &mut Scribe<'_>) -> Value {
        address(raw as usize)
    }
}

/// A number of 32 bits.
pub(super) struct Int;

impl Answer for Int {
    type Raw = i32;
    const ABSENT: i32 = 0;

    fn value(raw: i32, _: &mut Scribe<'_>) -> Value {
        json!({ "number": raw })
    }
}

/// A number of 64 bits.
pub(super) struct Long;

impl Answer for Long {
    type Raw = u64;
    const ABSENT: u64 = hcs_sys::HCS_INVALID_OPERATION_ID;

    fn value(raw: u64, _: &mut Scribe<'_>) -> Value {
        json!({ "number": raw })
    }
}
